"""`palimpsest ingest`: the declared sources in, an audited release out."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cleaners.errors import SourceError
from flows import work
from flows.runners import Plainly, by_setting, running_on
from flows.runs import Outcome, Request, Tell
from flows.settings import DEFAULT_FILE, load
from flows.summary import lines

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--sources", type=Path, default=DEFAULT_FILE, metavar="FILE", help=f"settings file (default {DEFAULT_FILE})"
    )
    parser.add_argument(
        "--only", action="append", default=[], metavar="SOURCE", help="ingest only this source; may be repeated"
    )
    parser.add_argument("--group", default="", help="ingest only the sources of this group")
    parser.add_argument(
        "--runner", choices=["here", "cores", "dask"], help="who cleans (default: as [run] says, else cores)"
    )
    parser.add_argument("--address", metavar="tcp://HOST:PORT", help="the scheduler of the Dask cluster")
    parser.add_argument(
        "--no-prefect",
        dest="how",
        action="store_const",
        const=_plain,
        default=_in_prefect,
        help="the same work without Prefect",
    )
    parser.add_argument(
        "--quiet", dest="bar", action="store_const", const=False, default=sys.stderr.isatty(), help="no progress bar"
    )


def run(args: argparse.Namespace) -> int:
    """Ingest and say what happened; 1 where a source could not be ingested."""
    with _progress(shown=args.bar) as tell:
        outcome = args.how(args, tell)
    print("\n".join(lines(outcome)))
    return 1 if outcome.problems else 0


def _plain(args: argparse.Namespace, tell: Tell) -> Outcome:
    settings = running_on(load(args.sources), args.runner, args.address)
    request = Request(tuple(args.only), args.group)
    return work.ingest(settings, request, Plainly(by_setting(settings.run)), tell)


def _in_prefect(args: argparse.Namespace, tell: Tell) -> Outcome:
    running_on(load(args.sources), args.runner, args.address)  # a mistake is told before Prefect costs its seconds
    _make_prefect_home()
    from flows.ingest import SESSION, IngestConfig, Session, ingest

    session = Session(tell)
    SESSION.set(session)
    config = IngestConfig(
        sources=str(args.sources),
        only=tuple(args.only),
        group=args.group,
        runner=args.runner or "",
        address=args.address or "",
    )
    state = ingest(config, return_state=True)
    if session.error is not None:
        raise session.error
    if session.outcome is None:
        state.result()  # raises what Prefect caught
    assert session.outcome is not None
    return session.outcome


def _make_prefect_home() -> None:
    """Make the directory that Prefect writes to; without it, Prefect fails for two minutes with 6,000 lines."""
    home = Path(os.environ.get("PREFECT_HOME") or Path.home() / ".prefect")
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"Prefect cannot write to {home} ({error.strerror}): set PREFECT_HOME, or use --no-prefect"
        raise SourceError(message) from error


@contextmanager
def _progress(*, shown: bool) -> Iterator[Tell]:
    """Give a function that shows on the terminal how far the run is."""
    if not shown:
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description:>12}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bars = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in bars:
                bars[what] = progress.add_task(what, total=total or None)
            progress.update(bars[what], completed=done)

        yield tell
