"""`palimpsest sources`: whether the settings are right, and what the sources hold."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from cleaners.errors import PalimpsestError
from flows.contracted import contracts_of, idle_clauses
from flows.declared import ObjectSource, WebSource
from flows.settings import DEFAULT_FILE, load
from flows.sources import Listing, listing
from flows.specs import profile_of
from flows.web import trusted_by

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from flows.declared import SourceSettings
    from flows.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("what", choices=["check", "list"], help="check: name every problem; list: name every item, too")
    parser.add_argument(
        "--sources", type=Path, default=DEFAULT_FILE, metavar="FILE", help=f"settings file (default {DEFAULT_FILE})"
    )


def run(args: argparse.Namespace) -> int:
    """Look at every source; 1 where one of them has a problem."""
    settings = load(args.sources)
    contracts_of(settings)  # raises what sources.toml's own mistakes raise
    problems = 0
    for says in idle_clauses(settings):
        print(says, file=sys.stderr)
        problems += 1
    for source in settings.sources:
        found = _listed(settings, source)
        if isinstance(found, str):
            print(f"{source.id}: {found}", file=sys.stderr)
            problems += 1
            continue
        for line in _lines(source, found):
            print(line)
        if args.what == "list":
            for entry in found.items:
                print(f"    {entry.size:>12,}  {entry.locator}")
        problems += len(found.broken)
    print(
        f"{settings.file}: {len(settings.sources)} sources, {problems} problems; warehouse {settings.remote or settings.root}"
    )
    return 1 if problems else 0


def _listed(settings: Settings, source: SourceSettings) -> Listing | str:
    """Return what stands at a source on disk; nothing is asked of the web here."""
    try:
        profile_of(source, settings.base)
        if isinstance(source, WebSource):
            trusted_by(source, settings.base)
        if isinstance(source, WebSource | ObjectSource):
            return Listing((), complete=False)
        return listing(source, settings.base, time.time_ns())
    except PalimpsestError as error:
        return str(error)
    except OSError as error:
        return f"{error.filename or source.id}: {error.strerror}"


def _lines(source: SourceSettings, found: Listing) -> Iterator[str]:
    if isinstance(source, WebSource | ObjectSource):
        yield f"{source.id}: on the web, not asked"
        return
    size = sum(entry.size for entry in found.items)
    yield f"{source.id}: {len(found.items):,} items, {size:,} bytes"
    for broken in found.broken:
        yield f"    {broken.locator}: {broken.error}"
