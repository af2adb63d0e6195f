"""`palimpsest trace`: from a clean sentence to its source, its characters, its bytes and what the source says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.answers import form_option, printed, spot
from flows.house import head_of, house_of, settings_option
from flows.show import inert
from warehouse import trace

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from warehouse.query import Traced, TracedClaim

SHOWN = 3  # places of one claim


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "text", metavar="TEXT", help="a sentence of the clean text; spaces, width and script do not matter"
    )
    parser.add_argument("--limit", type=int, default=20, metavar="N", help="places shown at most (default 20)")
    form_option(parser)
    settings_option(parser)


def run(args: argparse.Namespace) -> int:
    """Print where the sentence comes from; 1 where no live document holds it."""
    house = house_of(args)
    head_of(house)
    found = trace(house, args.text, max(1, args.limit))
    printed(args, found, lines)
    if not found and args.form != "json":
        print("no live document holds this text; `palimpsest why` looks in what was removed, too")
    return 0 if found else 1


def lines(found: Traced) -> Iterator[str]:
    """Yield where one occurrence comes from."""
    yield f"{spot(found.source_id, found.source_uri, found.doc_id)}, release {found.release}"
    yield f"    clean {found.clean_start}:{found.clean_end}, source {found.raw_start}:{found.raw_end}, bytes {found.byte_start}:{found.byte_end} of {found.raw_sha256}"
    yield f"    {inert(found.source)}"
    for change in found.changes:
        yield f"    {change.rule_id} {change.raw_start}:{change.raw_end}: {inert(change.evidence)}"
    for claims in _grouped(found.claims):
        first, places = claims[0], ", ".join(f"{claim.raw_start}:{claim.raw_end}" for claim in claims[:SHOWN])
        doubted = f" (doubted by {first.doubted_by})" if first.doubted_by else ""
        more = f" and {len(claims) - SHOWN} more" if len(claims) > SHOWN else ""
        yield f"    says {first.field} = {inert(first.value)}{doubted}  {places}{more}"


def _grouped(claims: Sequence[TracedClaim]) -> Iterator[list[TracedClaim]]:
    """Yield the claims that say the same together: a mark says it on every line."""
    groups: dict[tuple[str, str], list[TracedClaim]] = {}
    for claim in claims:
        groups.setdefault((claim.field, claim.value), []).append(claim)
    yield from groups.values()
