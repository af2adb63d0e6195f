"""Aligns a copy with its other copy, letter by letter, and lists every difference with both offsets.

Grams that two copies share fix the diagonals; only what lies between them is compared by edit distance, so that the
cost is that of the differences. Differences of white space alone are none.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rapidfuzz.distance import Levenshtein

from cleaners.repeats.fold import simplified
from cleaners.repeats.ties import Tie, ties_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaners.repeats.copy_doc import Copy, Doc
    from cleaners.text import Span

CHUNK = 256  # letters compared at once where two stretches hold the same letters and other punctuation
LARGEST = 4_000_000  # product of the two lengths beyond which a gap is one difference: a work limit in steps
NEAR = 50  # letters by which diagonals of one stretch may differ
BORDER = 8  # letters around a unit's begin in which a cut is moved there
TIES_PER_LETTER = 0.25  # more changes of diagonal than this share of its letters: no copy, but a common vocabulary


class Difference(NamedTuple):
    """The text's span `start:end` in the copy stands where the other copy has `other_start:other_end`."""

    start: int
    end: int
    other_start: int
    other_end: int


class Block(NamedTuple):
    """The letters `start:end` of the copy against the letters `other_start:other_end` of the other one."""

    start: int
    end: int
    other_start: int
    other_end: int
    equal: bool


@dataclass(frozen=True)
class Alignment:
    """A copy against its other copy; counts are letters."""

    letters: int
    equal: int
    differences: tuple[Difference, ...]

    @property
    def cover(self) -> float:
        """Share of the copy's letters that the other copy holds."""
        return self.equal / self.letters if self.letters else 0.0


def align(doc: Doc, copy: Copy) -> Alignment | None:
    """Return the alignment of a copy with its other copy, or None where they share words rather than text."""
    ties = ties_of(doc, copy)
    firsts = doc.units.firsts
    letters = int(firsts[copy.end] - firsts[copy.start])
    if not ties or len(ties) > TIES_PER_LETTER * letters:
        return None
    blocks = _without_met(list(_blocks(doc, copy, ties)))
    plain = simplified(doc.text)
    differences = [d for block in blocks for d in _differences(doc, copy, block, plain)]
    differences += _missing(doc, copy, blocks)
    if any(b.other_start < a.other_start for a, b in pairwise(blocks)):
        differences = list(_without_moved(doc, copy, differences))
    lost = sum(_letters(doc, d.start, d.end) for d in differences)
    return Alignment(letters, letters - lost, tuple(_merged(sorted(differences))))


def _without_met(blocks: list[Block]) -> list[Block]:
    """Leave out what seems to be missing and is met elsewhere: a heading that moved by a little."""
    low, high = min(b.other_start for b in blocks), max(b.other_end for b in blocks)
    met = np.zeros(high - low, np.bool_)
    for b in blocks:
        met[b.other_start - low : b.other_end - low] |= b.equal
    return [b for b in blocks if b.start < b.end or not met[b.other_start - low : b.other_end - low].all()]


def _without_moved(doc: Doc, copy: Copy, differences: list[Difference]) -> Iterator[Difference]:
    """Leave out of the differences what lies in units that the other copy has unchanged elsewhere: paragraphs that moved."""
    here = _unit_letters(doc, copy.start, copy.end)
    there = _unit_letters(doc, copy.other_start, copy.other_end)
    for d in differences:
        start = d.end if _all_in(doc, d[:2], there) else d.start
        other_start = d.other_end if _all_in(doc, d[2:], here) else d.other_start
        if start < d.end or other_start < d.other_end:
            yield Difference(start, d.end, other_start, d.other_end)


def _unit_letters(doc: Doc, start: int, end: int) -> set[bytes]:
    return {doc.letters_of(k) for k in range(start, end)}


def _all_in(doc: Doc, span: tuple[int, ...], known: set[bytes]) -> bool:
    """Return whether every unit that the text's span touches is known."""
    low, high = np.searchsorted(doc.units.offsets, span[0], "right") - 1, np.searchsorted(doc.units.offsets, span[1])
    return all(doc.letters_of(k) in known for k in range(int(low), min(int(high), len(doc.units))))


def _merged(differences: list[Difference]) -> Iterator[Difference]:
    """Join differences that follow each other in both copies."""
    before: Difference | None = None
    for d in differences:
        if before and (before.end, before.other_end) == (d.start, d.other_start):
            before = Difference(before.start, d.end, before.other_start, d.other_end)
            continue
        if before:
            yield before
        before = d
    if before:
        yield before


def _letters(doc: Doc, start: int, end: int) -> int:
    low, high = np.searchsorted(doc.stream.places, (start, end))
    return int(high - low)


def _blocks(doc: Doc, copy: Copy, ties: list[Tie]) -> Iterator[Block]:
    """Yield blocks that cover the copy's letters in order: equal stretches, and what lies between them.

    Where the diagonal jumps (paragraphs dropped or in another order), the unit that the jump lies in is cut between
    what belongs to either side.
    """
    firsts = doc.units.firsts
    low, high = int(firsts[copy.start]), int(firsts[copy.end])
    floor, ceiling = int(firsts[copy.other_start]), int(firsts[copy.other_end])
    jumps = [k for k in range(1, len(ties)) if abs(ties[k].shift - ties[k - 1].shift) > NEAR]
    bounds = [low, *(_border(doc, ties[k - 1], ties[k]) for k in jumps), high]
    for n, (first, last) in enumerate(zip([0, *jumps], [*jumps, len(ties)], strict=True)):
        part = ties[first:last]
        start, end = bounds[n], bounds[n + 1]
        other_start = _snapped(doc, start + part[0].shift, floor, max(part[0].start, start) + part[0].shift)
        other_end = _snapped(doc, end + part[-1].shift, min(part[-1].end, end) + part[-1].shift, ceiling)
        yield from _filled(part, Block(start, end, other_start, other_end, equal=False))


def _border(doc: Doc, before: Tie, after: Tie) -> int:
    """Return the letter at which the copy jumps: a unit's begin between the two stretches, else the second one's begin."""
    units = doc.units.firsts
    k = int(np.searchsorted(units, min(before.end, after.start) - BORDER, side="left"))
    inside = [int(u) for u in units[k : k + 8] if u <= max(before.end, after.start)]
    return min(inside, key=lambda u: abs(u - before.end), default=max(before.end, after.start))


def _snapped(doc: Doc, place: int, low: int, high: int) -> int:
    """Return `place`, or the begin of a unit a few letters from it, between `low` and `high`."""
    units = doc.units.firsts
    k = int(np.searchsorted(units, place))
    near = [int(u) for u in units[max(0, k - 1) : k + 1] if abs(int(u) - place) <= BORDER]
    return max(low, min(high, min(near, key=lambda u: abs(u - place), default=place)))


def _filled(part: list[Tie], whole: Block) -> Iterator[Block]:
    here, there = whole.start, whole.other_start
    for tie in part:
        start = max(tie.start, here, there - tie.shift)
        end = min(tie.end, whole.end, whole.other_end - tie.shift)
        if start >= end:
            continue
        if here < start or there < start + tie.shift:
            yield Block(here, start, there, start + tie.shift, equal=False)
        yield Block(start, end, start + tie.shift, end + tie.shift, equal=True)
        here, there = end, end + tie.shift
    if here < whole.end or there < whole.other_end:
        yield Block(here, whole.end, there, max(there, whole.other_end), equal=False)


def _missing(doc: Doc, copy: Copy, blocks: list[Block]) -> Iterator[Difference]:
    """Yield what the other copy has and no block of this one meets: paragraphs that were dropped."""
    firsts = doc.units.firsts
    met = sorted((b.other_start, b.other_end, b.end) for b in blocks)
    there, place = int(firsts[copy.other_start]), int(firsts[copy.start])
    for low, high, end in [*met, (int(firsts[copy.other_end]), 0, place)]:
        if low > there and not _all_here(doc, copy, there, low):
            here = _places(doc, (place, place), (copy.start, copy.end))[0]
            yield Difference(here, here, *_places(doc, (there, low), (copy.other_start, copy.other_end)))
        there, place = max(there, high), end


def _all_here(doc: Doc, copy: Copy, low: int, high: int) -> bool:
    """Return whether the letters `low:high` are whole units that the copy has somewhere: a heading that moved."""
    firsts = doc.units.firsts
    first, last = np.searchsorted(firsts, (low, high))
    if firsts[first] != low or firsts[min(last, len(firsts) - 1)] != high:
        return False
    here = _unit_letters(doc, copy.start, copy.end)
    return all(doc.letters_of(k) in here for k in range(first, last))


def _differences(doc: Doc, copy: Copy, block: Block, plain: str) -> Iterator[Difference]:
    """Yield the differences of one block, offsets of the text; blocks of equal letters may differ in punctuation."""
    here, there = _spans(doc, copy, block)
    if not block.equal:
        yield from compared(plain, here, there)
    elif plain[slice(*here)] != plain[slice(*there)]:
        shift = block.other_start - block.start
        for low in range(block.start, block.end, CHUNK):
            high = min(low + CHUNK, block.end)
            yield from compared(plain, *_spans(doc, copy, Block(low, high, low + shift, high + shift, equal=True)))


def _spans(doc: Doc, copy: Copy, block: Block) -> tuple[Span, Span]:
    """Return the text's spans of a block in both copies, with the punctuation up to the next letter."""
    here = _places(doc, (block.start, block.end), (copy.start, copy.end))
    return here, _places(doc, (block.other_start, block.other_end), (copy.other_start, copy.other_end))


def _places(doc: Doc, letters: tuple[int, int], units: tuple[int, int]) -> Span:
    firsts, offsets, places = doc.units.firsts, doc.units.offsets, doc.stream.places
    start, end = (
        int(offsets[units[0]]) if k <= firsts[units[0]]
        else int(offsets[units[1]]) if k >= firsts[units[1]]
        else int(places[k])
        for k in letters
    )  # fmt: skip
    return start, max(start, end)


def compared(plain: str, here: Span, there: Span) -> Iterator[Difference]:
    """Yield what differs between two spans of a text in which every character is folded, white space aside."""
    one, other = plain[slice(*here)], plain[slice(*there)]
    if one == other:
        return
    if len(one) * len(other) > LARGEST or not one or not other:
        if one.strip() or other.strip():
            yield Difference(*here, *there)
        return
    for op in Levenshtein.opcodes(one, other):
        if op.tag != "equal" and (one[op.src_start : op.src_end].strip() or other[op.dest_start : op.dest_end].strip()):
            low, other_low = here[0], there[0]
            yield Difference(low + op.src_start, low + op.src_end, other_low + op.dest_start, other_low + op.dest_end)
