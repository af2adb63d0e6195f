"""Second editions of a page's text: found sentence by sentence in one writing, judged, and removed with what labels them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cleaners.repeats.edition_facts import Facts
from cleaners.repeats.edition_frame import rows_of
from cleaners.repeats.edition_judge import Verdict, judged
from cleaners.repeats.edition_page import LARGEST, sheet_of
from cleaners.repeats.edition_runs import runs

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from cleaners.text import Span

LEAST = 40.0  # CJK-equivalents that stand again, below which nothing is said


class Edition(NamedTuple):
    """A copy: its span, what goes with it (nothing where it stays), and the other one; `places` are pairs of what differs."""

    span: Span
    spans: Sequence[Span]
    kept: Span
    variant: bool
    places: Sequence[Span]
    says: str
    reason: str


def editions(text: str, repaired: Callable[[Span], int]) -> Iterator[Edition]:
    """Yield the second editions of a page, those that go and those that stay.

    `repaired` says how many characters of a span were repaired before: of two equal texts the other one stays.
    """
    if len(text) > LARGEST:
        return
    sheet = sheet_of(text)
    gone: set[int] = set()
    for run in runs(sheet):
        facts = Facts(sheet, run, frozenset(gone), repaired)
        if facts.weight < LEAST or set(range(*facts.rows)) & gone or facts.rows[1] > run.low:
            continue
        verdict = judged(facts)
        if not verdict.goes:
            yield Edition(facts.spans[0], (), facts.spans[1], facts.is_variant, (), "", verdict.says)
            continue
        rows = rows_of(facts, verdict)
        gone.update(rows)
        here, there = facts.spans if verdict.goes == "later" else facts.spans[::-1]
        spans = [(sheet.rows[low].start, sheet.rows[high - 1].end) for low, high in _stretches(sorted(rows))]
        places = [place for pair in _places(facts, verdict, rows) for place in pair]
        yield Edition(here, spans, there, facts.is_variant, places, _says(facts, verdict, len(places) // 2), "")


def _says(facts: Facts, verdict: Verdict, count: int) -> str:
    """Say why the copy goes, which one stays, and how the two compare."""
    script = " in the other script" if facts.is_variant else ""
    stays, mended = ("earlier", facts.mended) if verdict.goes == "later" else ("later", -facts.mended)
    met = sum(len(facts.sheet.pieces[m.piece].key) for m in facts.run.met)
    identity = 1.0 if facts.is_exact else 1 - facts.damage.changed / max(1, met)
    alone = sum(len(p.key) for p in (facts.extra if verdict.goes == "later" else facts.lacking))
    repaired = f", {mended} more characters of this one repaired" if mended > 0 else ""
    return (
        f"A second edition of a body{script}, {verdict.says}; the {stays} one stays: identity {identity:.4f}, "
        f"cover {met / max(1, met + alone):.4f}, {count} differences{repaired}."
    )


def _stretches(rows: Sequence[int]) -> Iterator[Span]:
    """Yield the stretches of rows that follow each other."""
    start = 0
    for k in range(1, len(rows) + 1):
        if k == len(rows) or rows[k] != rows[k - 1] + 1:
            yield rows[start], rows[k - 1] + 1
            start = k


def _places(facts: Facts, verdict: Verdict, rows: Collection[int]) -> Iterator[tuple[Span, Span]]:
    """Yield the places in the copy and in the other one that differ: sentences, captions, marks, and the lines around it."""
    later = verdict.goes == "later"
    for here, there in facts.unequal():
        yield (here, there) if later else (there, here)
    _, (nowhere, _) = facts.spans if later else facts.spans[::-1]
    for piece in facts.extra if later else facts.lacking:
        yield (piece.start, piece.end), (nowhere, nowhere)
    inside = range(facts.run.low, facts.run.high) if later else range(*facts.rows)
    for k in sorted(set(rows) - set(inside)):
        yield (facts.sheet.rows[k].start, facts.sheet.rows[k].end), (nowhere, nowhere)
