"""Two texts against one another: which span of the one stands in the other, proved letter by letter.

Shingles that both hold tie the texts together; ties on a chain that runs forward in both make the aligned stretch;
what lies between two ties is compared by edit distance. Nothing is believed from a sketch alone.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rapidfuzz.distance import Indel

from cleaners.repeats.fold import text_of
from cleaners.repeats.shingles import LENGTHS, shingle_hashes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaners.findings import Span
    from cleaners.repeats.fold import Codes
    from cleaners.repeats.shingles import Letters

GAP = 400  # letters between two ties of one stretch: a dropped paragraph ends it
TIES = 20_000  # ties looked at; beyond it every k-th one


class Overlap(NamedTuple):
    """An aligned stretch; spans are offsets of the two texts, `shared` counts letters of the left one found in the right."""

    left: Span
    right: Span
    shared: int
    identity: float  # share of the letters of the longer side of the stretch that agree
    containment: float  # share of the shorter text's letters (of this part) that are shared


class _Tie(NamedTuple):
    left: int
    right: int


class _Stretch(NamedTuple):
    """Letters `left` against letters `right`: how many agree, and how many the longer side has."""

    left: Span
    right: Span
    shared: int
    longer: int


def overlap(left: Letters, right: Letters, part: int) -> Overlap | None:
    """Return the longest stretch two texts' parts share, and what all stretches share, or None without a common shingle."""
    size = LENGTHS[part]
    found = [_measured(left, right, ties, size) for ties in _runs(_chain(_ties(left, right, size)), size)]
    if not found:
        return None
    best = max(found, key=lambda stretch: stretch.shared)
    shared = sum(stretch.shared for stretch in found)
    return Overlap(
        _places(left, best.left),
        _places(right, best.right),
        shared,
        round(best.shared / best.longer, 4),
        round(min(1.0, shared / min(len(left.codes), len(right.codes))), 4),
    )


def _places(letters: Letters, span: Span) -> Span:
    """Return the span of the text that the letters `span` cover."""
    return int(letters.places[span[0]]), int(letters.places[span[1] - 1]) + 1


def _ties(left: Letters, right: Letters, size: int) -> list[_Tie]:
    """Return where a shingle that stands once in each text stands in both, in the order of the left one."""
    one, two = shingle_hashes(left.codes, size), shingle_hashes(right.codes, size)
    values, first, counts = np.unique(one, return_index=True, return_counts=True)
    others, second, numbers = np.unique(two, return_index=True, return_counts=True)
    values, first = values[counts == 1], first[counts == 1]
    others, second = others[numbers == 1], second[numbers == 1]
    _, here, there = np.intersect1d(values, others, assume_unique=True, return_indices=True)
    order = np.argsort(first[here])
    step = max(1, len(order) // TIES)
    return [_Tie(int(a), int(b)) for a, b in zip(first[here][order][::step], second[there][order][::step], strict=True)]


def _chain(ties: list[_Tie]) -> list[_Tie]:
    """Return the longest run of ties that goes forward in both texts (patience sorting)."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for n, tie in enumerate(ties):
        place = bisect_left(tails, tie.right)
        before.append(ends[place - 1] if place else -1)
        if place == len(tails):
            tails.append(tie.right)
            ends.append(n)
        else:
            tails[place], ends[place] = tie.right, n
    out: list[_Tie] = []
    n = ends[-1] if ends else -1
    while n >= 0:
        out.append(ties[n])
        n = before[n]
    return out[::-1]


def _runs(chain: list[_Tie], size: int) -> Iterator[list[_Tie]]:
    """Cut the chain where more than GAP letters of either text lie between two ties."""
    run: list[_Tie] = []
    for tie in chain:
        if run and max(tie.left - run[-1].left, tie.right - run[-1].right) > GAP + size:
            yield run
            run = []
        run.append(tie)
    if run:
        yield run


def _measured(left: Letters, right: Letters, ties: list[_Tie], size: int) -> _Stretch:
    """Return the stretch of a run of ties, widened by equal letters: a shingle that stands twice ties nothing."""
    shared = longer = size
    for one, two in pairwise(ties):
        a, b = two.left - one.left, two.right - one.right
        if a == b and a <= size:
            shared, longer = shared + a, longer + a
            continue
        here = text_of(left.codes[one.left + size : two.left + size])
        there = text_of(right.codes[one.right + size : two.right + size])
        shared += (len(here) + len(there) - Indel.distance(here, there)) // 2
        longer += max(len(here), len(there))
    first, last = ties[0], ties[-1]
    back = _agree(left.codes[: first.left][::-1], right.codes[: first.right][::-1])
    on = _agree(left.codes[last.left + size :], right.codes[last.right + size :])
    return _Stretch(
        (first.left - back, last.left + size + on),
        (first.right - back, last.right + size + on),
        shared + back + on,
        longer + back + on,
    )


def _agree(one: Codes, two: Codes) -> int:
    """Return how many first letters agree."""
    size = min(len(one), len(two))
    differ = np.flatnonzero(one[:size] != two[:size])
    return int(differ[0]) if len(differ) else size
