"""`palimpsest overrule`: a steward restores a wrong removal, and its place is protected from then on."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING

from flows.clock import clock
from flows.house import head_of, house_of, locked, settings_option
from flows.show import inert
from warehouse.protect import Word, overrule

if TYPE_CHECKING:
    import argparse

SHOWN = 60  # code points of the restored text on the terminal


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "document",
        metavar="DOC",
        help="document: its id, its address, its path or its file name, or the start of an id or of a name",
    )
    parser.add_argument("edit", metavar="EDIT", help="removal: its edit_id, the start of it, or its raw_start")
    parser.add_argument("--reason", required=True, help="why it was wrong; it is kept in the log and names the case")
    parser.add_argument("--reviewer", default="", metavar="NAME", help="who says so (default: the user's name)")
    settings_option(parser)


def run(args: argparse.Namespace) -> int:
    """Protect the span; print the drafted case to stdout and what happens next to stderr."""
    house = house_of(args)
    head_of(house)
    with locked(house) as (_, run_id):
        word = Word(run_id, args.reviewer or getpass.getuser(), args.reason, clock())
        done = overrule(house, args.document, args.edit, word)
        house.push_log()
    edit = done.edit
    print(done.case, end="")
    pieces = f" ({done.patch} edits of one removal)" if done.patch > 1 else ""
    print(
        f"{inert(done.source_uri)} {edit.raw_start}:{edit.raw_end} is protected: {edit.rule} took {inert(edit.removed[:SHOWN])!r}{pieces}\n"
        "the next `palimpsest ingest` cleans the document anew; add the case above to tests/cases, then mend the rule",
        file=sys.stderr,
    )
    return 0
