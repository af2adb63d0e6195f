"""`palimpsest files`: where the rows of a table lie, as paths or as addresses on the object store."""

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
    house = house_of(args)
    for path in house.files(args.table, release_of(house, args.release).number):
        print(path)
    return 0
