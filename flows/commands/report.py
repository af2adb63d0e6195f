"""`palimpsest report`: the page where people look."""

from __future__ import annotations

import webbrowser
from typing import TYPE_CHECKING

from cleaners.errors import StoreError
from flows.house import head_of, house_of, settings_option

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "release", nargs="?", metavar="RELEASE", help="number, tag or date (default: the current release)"
    )
    parser.add_argument(
        "--path", dest="show", action="store_const", const=print, default=_open, help="print where it is, open nothing"
    )
    settings_option(parser)


def run(args: argparse.Namespace) -> int:
    """Open or name the report; 1 where the release has none."""
    house = house_of(args)
    release = house.open(args.release) if args.release else head_of(house)
    page = release.path / "report.html"
    if not page.exists():
        message = f"release {release.number} has no report: {page} is missing"
        raise StoreError(message)
    args.show(page)
    return 0


def _open(page: Path) -> None:
    print(page)
    if not webbrowser.open(page.resolve().as_uri()):
        print("no browser could be started here: open the file above in one")
