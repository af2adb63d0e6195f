"""`palimpsest lineage`: a run or a release in the words of other tools."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from flows.house import house_of, settings_option
from warehouse.lineage import FORMATS, lineage

if TYPE_CHECKING:
    import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "which",
        nargs="?",
        default="current",
        metavar="RUN|RELEASE",
        help="a run id, or a release's number, tag or date",
    )
    parser.add_argument("--format", choices=FORMATS, default="openlineage", help="default: %(default)s")
    settings_option(parser)


def run(args: argparse.Namespace) -> int:
    """Print JSON; OpenLineage as one event a line."""
    sys.stdout.write(lineage(house_of(args), args.format, args.which))
    return 0
