"""`palimpsest revert`: the very bytes of a document's source."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from flows.house import head_of, house_of, settings_option
from warehouse import source_bytes

if TYPE_CHECKING:
    import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "document", metavar="DOC", help="document: its id, the start of it, its address or its file name"
    )
    settings_option(parser)


def run(args: argparse.Namespace) -> int:
    """Write the bytes to stdout."""
    house = house_of(args)
    head_of(house)
    sys.stdout.buffer.write(source_bytes(house, args.document))
    sys.stdout.buffer.flush()
    return 0
