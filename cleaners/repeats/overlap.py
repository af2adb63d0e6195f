"""Two texts against one another: which span of the one stands in the other, proved letter by letter.

Shingles that both hold tie the texts together; ties on a chain that runs forward in both make the aligned stretches;
what lies between two ties is compared by its longest common subsequence. Nothing is believed from a sketch alone.
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

    from numpy.typing import NDArray

    from cleaners.findings import Span
    from cleaners.repeats.fold import Codes
    from cleaners.repeats.shingles import Letters

GAP = 120  # letters between two ties of one stretch: a dropped or foreign sentence or two; a paragraph ends it
TIES = 20_000  # ties looked at; beyond it every k-th one
LEAST = (2, 5)  # letters, by part, that must agree in a row between ties: any two English texts share single letters


class Difference(NamedTuple):
    """Where an aligned stretch differs: spans of the two texts, either may be empty."""

    left: Span
    right: Span


class Overlap(NamedTuple):
    """The longest aligned stretch of two texts' parts, as spans of the texts, and what all their stretches share."""

    left: Span
    right: Span
    shared: int  # letters of the left one found in the right one, in all stretches
    stretches: int
    identity: float  # share of the letters of the stretch's longer side that agree
    containment: float  # share of the shorter text's letters (of this part) that are shared
    differences: tuple[Difference, ...]
    folded: bool  # whether letters of the stretch agree only once folded


class _Block(NamedTuple):
    """`size` letters that agree."""

    left: int
    right: int
    size: int


def overlap(left: Letters, right: Letters, part: int) -> Overlap | None:
    """Return what two texts' parts share, or None without a common shingle that stands once in each."""
    tied = _tied(*_chained(*_ties(left.codes, right.codes, part)), LENGTHS[part])
    blocks = _widened(left.codes, right.codes, tied)
    found = [_bridged(left.codes, right.codes, run, part) for run in _stretches(blocks)]
    if not found:
        return None
    sums = [sum(block.size for block in blocks) for blocks in found]
    best = found[sums.index(max(sums))]
    gaps = list(pairwise(best))
    shared = max(sums)
    longer = shared + sum(max(b.left - a.left - a.size, b.right - a.right - a.size) for a, b in gaps)
    return Overlap(
        _span(left, best[0].left, best[-1].left + best[-1].size),
        _span(right, best[0].right, best[-1].right + best[-1].size),
        sum(sums),
        len(found),
        round(shared / longer, 4),
        round(min(1.0, sum(sums) / min(len(left.codes), len(right.codes))), 4),
        tuple(_difference(left, right, a, b) for a, b in gaps),
        any(not np.array_equal(_written(left, b.left, b.size), _written(right, b.right, b.size)) for b in best),
    )


def _written(letters: Letters, start: int, size: int) -> Codes:
    return letters.written[start : start + size]


def _span(letters: Letters, start: int, end: int) -> Span:
    """Return the span of the text that the letters `start:end` cover; of none, the place before the next letter."""
    first = int(letters.places[start])
    return (first, int(letters.places[end - 1]) + 1) if end > start else (first, first)


def _difference(left: Letters, right: Letters, before: _Block, after: _Block) -> Difference:
    return Difference(
        _span(left, before.left + before.size, after.left), _span(right, before.right + before.size, after.right)
    )


def _ties(left: Codes, right: Codes, part: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where a shingle that stands once in each text stands in both, in the order of the left one."""
    one, here = _once(shingle_hashes(left, part))
    two, there = _once(shingle_hashes(right, part))
    places = np.searchsorted(two, one)
    hit = np.flatnonzero(places < len(two))
    hit = hit[two[places[hit]] == one[hit]]
    ones, twos = here[hit], there[places[hit]]
    order = np.argsort(ones)[:: max(1, len(ones) // TIES)]
    return ones[order], twos[order]


def _once(hashes: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the hashes that stand once, sorted, and where."""
    order = np.argsort(hashes)
    found = hashes[order]
    new = np.ones(len(found) + 1, dtype=np.bool_)
    new[1:-1] = found[1:] != found[:-1]
    alone = new[:-1] & new[1:]
    return found[alone], order[alone]


def _chained(ones: NDArray[np.int64], twos: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the longest run of ties that goes forward in both texts (patience sorting)."""
    if (twos[1:] > twos[:-1]).all():
        return ones, twos
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for n, two in enumerate(twos.tolist()):
        place = bisect_left(tails, two)
        before.append(ends[place - 1] if place else -1)
        tails[place : place + 1] = [two]
        ends[place : place + 1] = [n]
    chain: list[int] = []
    n = ends[-1]
    while n >= 0:
        chain.append(n)
        n = before[n]
    return ones[chain[::-1]], twos[chain[::-1]]


def _tied(ones: NDArray[np.int64], twos: NDArray[np.int64], size: int) -> list[_Block]:
    """Return the ties, those that follow close on one another as one block."""
    if not len(ones):
        return []
    steps, others = np.diff(ones), np.diff(twos)
    new = np.flatnonzero((steps != others) | (steps > size)) + 1
    starts, ends = np.concatenate([[0], new]), np.concatenate([new, [len(ones)]]) - 1
    return [
        _Block(int(ones[start]), int(twos[start]), int(ones[end] - ones[start]) + size)
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
    ]


def _widened(left: Codes, right: Codes, blocks: list[_Block]) -> list[_Block]:
    """Return the blocks with the equal letters around each: a shingle that stands twice ties nothing.

    Blocks that overlap in one text only, where letters were put in or left out between repeats, give way.
    """
    out: list[_Block] = []
    for n, block in enumerate(blocks):
        at, other = (out[-1].left + out[-1].size, out[-1].right + out[-1].size) if out else (0, 0)
        cut = max(0, at - block.left, other - block.right)
        if cut >= block.size:
            continue
        start, begin, end, stop = block.left + cut, block.right + cut, block.left + block.size, block.right + block.size
        following = blocks[n + 1] if n + 1 < len(blocks) else _Block(len(left), len(right), 0)
        back = _agree(left[at:start][::-1], right[other:begin][::-1])
        on = _agree(left[end : following.left], right[stop : following.right])
        _add(out, _Block(start - back, begin - back, end - start + back + on))
    return out


def _stretches(blocks: list[_Block]) -> Iterator[list[_Block]]:
    """Cut the blocks where more than GAP letters of either text lie between two."""
    run: list[_Block] = []
    for block in blocks:
        if run and max(block.left - run[-1].left, block.right - run[-1].right) - run[-1].size > GAP:
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def _bridged(left: Codes, right: Codes, run: list[_Block], part: int) -> list[_Block]:
    """Return the blocks of a stretch with what agrees between them."""
    out = [run[0]]
    for block in run[1:]:
        at, other = out[-1].left + out[-1].size, out[-1].right + out[-1].size
        here, there = left[at : block.left], right[other : block.right]
        if len(here) and len(there):
            for code in Indel.opcodes(text_of(here), text_of(there)):
                size = code.src_end - code.src_start
                if code.tag == "equal" and size >= LEAST[part]:
                    _add(out, _Block(at + code.src_start, other + code.dest_start, size))
        _add(out, block)
    return out


def _add(out: list[_Block], block: _Block) -> None:
    """Add a block; one that goes on where the last one ends becomes part of it."""
    last = out[-1] if out else None
    if last and (last.left + last.size, last.right + last.size) == (block.left, block.right):
        out[-1] = last._replace(size=last.size + block.size)
    else:
        out.append(block)


def _agree(one: Codes, two: Codes) -> int:
    """Return how many first letters agree."""
    size = min(len(one), len(two))
    differ = np.flatnonzero(one[:size] != two[:size])
    return int(differ[0]) if len(differ) else size
