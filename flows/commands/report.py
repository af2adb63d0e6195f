"""`palimpsest report`: the page where people look."""

from __future__ import annotations

import webbrowser
from typing import TYPE_CHECKING, NamedTuple

from cleaners.errors import StoreError
from flows.clock import clock
from flows.contracted import FILE
from flows.house import head_of, house_of, settings_option
from flows.settings import DEFAULT_FILE
from warehouse.contracts import load
from warehouse.find import the_document
from warehouse.layout import write_durably
from warehouse.report import PAGE, TWIN, report
from warehouse.report_data import Chosen
from warehouse.report_scene import Occasion

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from warehouse import Release, Warehouse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "release", nargs="?", metavar="RELEASE", help="number, tag or date (default: the current release)"
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--live", action="store_true", help="write one anew, with the log and the reviews as they are now"
    )
    which.add_argument(
        "--doc",
        metavar="DOC",
        help="write the page of one document, however long: its id, its start, address or file name",
    )
    which.add_argument("--json", action="store_true", help="print the report's figures as JSON")
    parser.add_argument(
        "--path", dest="show", action="store_const", const=print, default=_open, help="print where it is, open nothing"
    )
    settings_option(parser)


def run(args: argparse.Namespace) -> int:
    """Open, write or print a report; 1 where the release has none."""
    house = house_of(args)
    release = house.open(args.release) if args.release else head_of(house)
    if args.json:
        print(_existing(release, TWIN).read_text("utf-8"), end="")
    elif args.live:
        args.show(written(Task(house, release, args.sources), f"{release.number:06d}-live").path)
    elif args.doc:
        found = the_document(house, args.doc)
        task = Task(house, house.open(found.release), args.sources, Chosen(found.doc_id))
        made = written(task, f"{found.release:06d}-{found.doc_id}")
        args.show(Page(made.path, f"#doc={found.doc_id}"))
    else:
        args.show(_existing(release, PAGE))
    return 0


class Page(NamedTuple):
    """A page on disk and the place in it."""

    path: Path
    place: str = ""

    def __str__(self) -> str:
        """Return where it is."""
        return str(self.path)


class Task(NamedTuple):
    """A report to write."""

    house: Warehouse
    release: Release
    sources: Path | None
    chosen: Chosen = Chosen()


def _existing(release: Release, name: str) -> Path:
    page = release.path / name
    if not page.exists():
        message = f"release {release.number} has no {name}: `palimpsest report --live` writes one"
        raise StoreError(message)
    return page


def written(task: Task, name: str) -> Page:
    """Write a report and its twin into reports/ below the root; return where it is."""
    house, release = task.house, task.release
    rows = house.log.query("sightings", "SELECT max(run_id) FROM log")
    run_id = str(rows[0][0]) if rows and rows[0][0] else release.record.run_id
    contracts = load((task.sources or DEFAULT_FILE).absolute().parent / FILE)
    made = report(
        release.path, Occasion(house, run_id, clock(), contracts=contracts), release=release.number, chosen=task.chosen
    )
    path = house.root / "reports" / f"{name}.html"
    write_durably(path, made.html.encode("utf-8", "surrogatepass"))
    write_durably(path.with_suffix(".json"), made.json.encode())
    return Page(path)


def _open(page: Path | Page) -> None:
    print(page)
    where = page if isinstance(page, Page) else Page(page)
    if not webbrowser.open(where.path.resolve().as_uri() + where.place):
        print("no browser could be started here: open the file above in one")
