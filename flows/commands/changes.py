"""`palimpsest changes`: every document that is not as it was, in exactly one class; the sums add up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flows.answers import form_option
from flows.house import head_of, house_of, settings_option
from flows.show import inert
from warehouse.diff import changes

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from warehouse.diff import Changed, Changes


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--since", required=True, metavar="RELEASE", help="number, tag or date of the earlier release; 0 for nothing"
    )
    form_option(parser)
    settings_option(parser)


def run(args: argparse.Namespace) -> int:
    """Print the changes."""
    house = house_of(args)
    head_of(house)
    found = changes(house, int(args.since) if args.since == "0" else args.since)
    for line in json_lines(found) if args.form == "json" else lines(found):
        print(line)
    return 0


def classes(found: Changes) -> dict[str, tuple[Changed, ...]]:
    """Return the classes by their names."""
    return {
        "added": found.added,
        "source changed": found.source_changed,
        "cleaning changed": found.cleaning_changed,
        "vanished": found.vanished,
        "erased": found.erased,
    }


def lines(found: Changes) -> Iterator[str]:
    """Yield the changes in words."""
    yield f"release {found.before} -> {found.after}"
    for name, rows in classes(found).items():
        detail = f" (of which {found.returned:,} returned, {found.moved:,} moved)" if name == "added" and rows else ""
        yield f"{len(rows):>9,}  {name}{detail}"
        for row in rows[:SHOWN]:
            yield f"             {row.doc_id[:12]}  {inert(row.source_uri)}{'  ' + inert(row.why) if row.why else ''}"
        if len(rows) > SHOWN:
            yield f"             … and {len(rows) - SHOWN:,} more; --json shows all"


def json_lines(found: Changes) -> Iterator[str]:
    """Yield one object for each changed document."""
    for name, rows in classes(found).items():
        for row in rows:
            yield json.dumps({"change": name, **row._asdict()})


SHOWN = 5  # documents of a class shown in words
