"""`palimpsest erase`: a document's text out of every kept release, for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.clock import clock
from flows.house import head_of, house_of, locked, settings_option
from flows.show import inert
from warehouse.erase import erase

if TYPE_CHECKING:
    import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "document", metavar="DOC", help="document: its id, the start of it, its address or its file name"
    )
    parser.add_argument(
        "--reason", required=True, help="why; it is kept beside the hashes, so it must not quote the text"
    )
    settings_option(parser)


def run(args: argparse.Namespace) -> int:
    """Erase; name what is out of reach."""
    house = house_of(args)
    head_of(house)
    with locked(house) as (lease, run_id):
        done = erase(house, args.document, args.reason, run_id=run_id, lease=lease, now=clock())
    print(
        f"{done.doc_id} ({inert(done.source_uri)}) is erased from releases {', '.join(map(str, done.releases)) or 'none'}"
    )
    for other in done.same_bytes:
        print(f"the same bytes are another document's, too: {other}; decide on it")
    print("exports and copies made before are out of reach; the next ingest will not bring it back")
    return 0
