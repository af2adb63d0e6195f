"""Ties: the equal stretches that fix the alignment of two copies, on as few diagonals as will do."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cleaners.repeats.copies import targets_of

if TYPE_CHECKING:
    from cleaners.repeats.copy_doc import Copy, Doc

NEAR = 50  # letters by which diagonals of one stretch may differ
SHORT, LONG = 48, 200  # letters of a stretch that is a stray where it stands alone, or where its surroundings agree
WHOLE = 0.8  # share of a unit that makes a stretch a unit


class Tie(NamedTuple):
    """The letters `start:end` stand `shift` letters further on too."""

    start: int
    end: int
    shift: int


def ties_of(doc: Doc, copy: Copy) -> list[Tie]:
    """Return the ties of a copy with its other copy, in the order of the copy."""
    firsts = doc.units.firsts
    low, high = int(firsts[copy.start]), int(firsts[copy.end])
    there = int(firsts[copy.other_start]), int(firsts[copy.other_end])
    links = doc.links.first if there[0] < low else doc.links.last
    targets = targets_of(doc, links)[low:high]
    hits = np.flatnonzero((targets >= there[0]) & (targets < there[1]))
    if not len(hits):
        return []
    places = hits + low
    drift = targets[hits] - places
    ends = np.minimum(places + doc.grams.lengths[places], high)
    breaks = np.flatnonzero((np.diff(drift) != 0) | (places[1:] > ends[:-1])) + 1
    starts = np.concatenate(([0], breaks))
    stops = np.maximum.reduceat(ends, starts)
    out: list[Tie] = []
    for start, end, shift in zip(places[starts].tolist(), stops.tolist(), drift[starts].tolist(), strict=True):
        tie = Tie(start, end, shift)
        if out and shift != out[-1].shift and _same(doc, tie, out[-1].shift, there):
            tie = Tie(start, end, out[-1].shift)
        out.append(tie)
    return _without_strays(doc, _with_units(doc, copy, out))


def _with_units(doc: Doc, copy: Copy, ties: list[Tie]) -> list[Tie]:
    """Add the units that no gram ties (headings) where the other copy has the same one: next in its order, or anywhere."""
    firsts, letters = doc.units.firsts, doc.stream.letters
    same: dict[bytes, list[int]] = {}
    for k in range(copy.other_start, copy.other_end):
        same.setdefault(letters[firsts[k] : firsts[k + 1]].tobytes(), []).append(int(firsts[k]))
    out: list[Tie] = []
    waiting = iter([*ties, Tie(len(letters), len(letters), 0)])
    tie = next(waiting)
    for k in range(copy.start, copy.end):
        start, end = int(firsts[k]), int(firsts[k + 1])
        tied = bool(out) and out[-1].end > (start + end) // 2
        while tie.start < end:
            out.append(tie)
            tie, tied = next(waiting), True
        places = same.get(letters[start:end].tobytes())
        if not tied and places:
            shift = out[-1].shift if out else tie.shift
            at = bisect_left(places, start + shift)  # the one that lies nearest on the diagonal of the stretch before
            near = [(abs(p - start - shift), p) for p in places[max(0, at - 1) : at + 1]]
            out.append(Tie(start, end, min(near)[1] - start))
    return out


def _same(doc: Doc, tie: Tie, shift: int, there: tuple[int, int]) -> bool:
    """Return whether the letters also agree on the diagonal of the stretch before: a phrase the body repeats."""
    low, high = tie.start + shift, tie.end + shift
    letters = doc.stream.letters
    return there[0] <= low and high <= there[1] and np.array_equal(letters[tie.start : tie.end], letters[low:high])


def _without_strays(doc: Doc, ties: list[Tie]) -> list[Tie]:
    """Leave out phrases that stand alone on their diagonal, if they are short, or if what surrounds them shares one."""
    out: list[Tie] = []
    for k, tie in enumerate(ties):
        near = [t.shift for t in (*out[-2:], *ties[k + 1 : k + 3])]
        alone = bool(near) and all(abs(shift - tie.shift) > NEAR for shift in near)
        enclosed = bool(out) and any(abs(t.shift - out[-1].shift) <= NEAR for t in ties[k + 1 : k + 4])
        size = tie.end - tie.start
        if not (alone and (size < SHORT or (enclosed and size < LONG)) and not _is_unit(doc, tie)):
            out.append(tie)
    return out or ties


def _is_unit(doc: Doc, tie: Tie) -> bool:
    """Return whether a stretch is most of the unit it begins in: a paragraph that moved, no phrase that comes again."""
    unit = int(doc.unit_of[tie.start])
    low, high = doc.units.firsts[unit], doc.units.firsts[unit + 1]
    return bool(min(tie.end, high) - tie.start >= WHOLE * (high - low))
