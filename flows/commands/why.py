"""`palimpsest why`: what became of a passage, and by which rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.answers import form_option, printed, spot
from flows.house import head_of, house_of, settings_option
from flows.show import inert
from warehouse import why

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from warehouse.query import Answer


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "text",
        metavar="TEXT",
        help="a passage as the source or the clean text has it; spaces, width and script do not matter",
    )
    parser.add_argument("--limit", type=int, default=20, metavar="N", help="places shown at most (default 20)")
    form_option(parser)
    settings_option(parser)


def run(args: argparse.Namespace) -> int:
    """Print what became of the passage; 1 where no source ever held it."""
    house = house_of(args)
    head_of(house)
    answers = why(house, args.text, max(1, args.limit))
    printed(args, answers, lines)
    return 1 if all(answer.verdict == "never seen" for answer in answers) else 0


def lines(answer: Answer) -> Iterator[str]:
    """Yield an answer in words."""
    yield f"{answer.verdict}: {inert(answer.says)}"
    if answer.doc_id:
        yield f"    {spot(answer.source_id, answer.source_uri, answer.doc_id)}, release {answer.release}, source {answer.raw_start}:{answer.raw_end}"
    if answer.excerpt:
        yield f"    {inert(answer.excerpt)}"
    for change in answer.changes:
        yield f"    {change.rule_id} {change.raw_start}:{change.raw_end}: {inert(change.evidence)}"
        yield f"        {inert(change.removed)!r} -> {inert(change.inserted)!r} (confidence {change.confidence:.2f})"
