"""`palimpsest without`: a release's texts as they would read without one rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.answers import json_line
from flows.house import house_of, release_of, settings_option
from warehouse.undo import without

if TYPE_CHECKING:
    import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("rule", metavar="RULE", help="rule whose edits are taken back")
    parser.add_argument("--release", metavar="RELEASE", help="number, tag or date (default: the current release)")
    settings_option(parser)


def run(args: argparse.Namespace) -> int:
    """Print one JSON object a line for every document."""
    for document in without(release_of(house_of(args), args.release), args.rule):
        print(json_line(document))
    return 0
