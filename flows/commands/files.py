"""`palimpsest files`: where the rows of a table lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.house import house_of, release_of, settings_option
from warehouse.schema import RELEASE

if TYPE_CHECKING:
    import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "table", choices=[table.name for table in RELEASE], metavar="TABLE", help="a table of the release"
    )
    parser.add_argument("--release", metavar="RELEASE", help="number, tag or date (default: the current release)")
    settings_option(parser)


def run(args: argparse.Namespace) -> int:
    """Print one path a line."""
    for path in release_of(house_of(args), args.release).files(args.table):
        print(path)
    return 0
