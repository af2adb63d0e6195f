"""Finds the stretches of a text whose letters stand elsewhere in it too: places only, no judgement.

Units are lines, cut at sentence ends. A run of units is a *copy* where nearly all of its letters are covered by grams
that have an equal earlier (or later) in the text; it is cut where text already used by the copy comes again, so that
twenty copies in a row are twenty. Every step is a sort or a pass: linear but for the sort.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cleaners.repeats.copy_doc import Copy, Doc
from cleaners.repeats.copy_edges import extended, parted, with_moved
from cleaners.repeats.fold import weight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from cleaners.repeats.grams import Places

LEAST = 160.0  # CJK-equivalents: shorter repeats are refrains, clauses, formulas (49 adversarial pages, P 1.000)
SHORT, SHORT_SHARE = 50.0, 0.3  # ... but on a page of which they are so large a part each: the page is its body twice
MISS = 3.0  # an uncovered letter outweighs three covered ones: a run with a quarter uncovered is no copy
GAP = 64  # letters between two grams of one diagonal that are aligned all the same
DRIFT = 8  # letters by which such a diagonal may shift
REUSED = 0.5  # share of a unit's origin already used by the copy that makes it the begin of the next copy
REPEATED = 0.2  # share of a run's origins used twice, below which it is one copy
HEAVY = 8.0  # lighter units (a name, a number) come again inside a body and say nothing about where a copy begins

STRAYS = 0.02  # share of matched grams at either end of the other copy that may lie anywhere


def least(doc: Doc) -> float:
    """Return the least weight of a copy in a document: less than usual where the document is hardly more than its copies.

    Of many copies, two count: a shop prints its few words on a thing for each of six colours.
    """
    return min(LEAST, max(SHORT, SHORT_SHARE * min(2 * doc.once, doc.weight(0, len(doc.units)))))


def copies(doc: Doc) -> list[Copy]:
    """Return the copies of a document, those of earlier text first, then those of later text."""
    if len(doc.grams.hashes) == 0 or doc.links.distinct < least(doc) / 2:
        return []
    return [*_copies_on(doc, doc.links.first), *_copies_on(doc, doc.links.last)]


def repeated(doc: Doc, start: int, end: int) -> float:
    """Return the CJK-equivalents of the units `start:end` that stand elsewhere in the document too."""
    low, high = int(doc.units.firsts[start]), int(doc.units.firsts[end])
    covered = _covered(doc, targets_of(doc, doc.links.first)) | _covered(doc, targets_of(doc, doc.links.last))
    return weight(doc.stream.letters[low:high][covered[low:high]])


def targets_of(doc: Doc, targets: Places) -> Places:
    """Return for each gram its equal elsewhere, or -1 where that is itself, overlaps it or lies in the same unit."""
    places = np.arange(len(targets))
    apart = np.abs(targets - places) >= doc.grams.lengths
    other = doc.unit_of[targets] != doc.unit_of[places]
    return np.where(apart & other, targets, -1)


def _copies_on(doc: Doc, links: Places) -> Iterator[Copy]:
    targets = targets_of(doc, links)
    covered = np.concatenate(([0.0], np.cumsum(_covered(doc, targets) * np.diff(doc.weights))))
    firsts = doc.units.firsts
    hits = covered[firsts[1:]] - covered[firsts[:-1]]
    misses = np.diff(doc.weights[firsts]) - hits
    shortest = least(doc)
    for start, end in _runs((hits - MISS * misses).tolist()):
        if doc.weight(start, end) < shortest:
            continue
        for low, high in _cut(doc, targets, start, end):
            if doc.weight(low, high) >= shortest:
                room = (0 if low == start else low), (len(doc.units) if high == end else high)
                yield from _hull(doc, targets, (low, high), room)


def _covered(doc: Doc, targets: Places) -> NDArray[np.bool_]:
    """Return for each letter whether it lies in a matched gram, or between two that nearly share a diagonal."""
    size = len(doc.stream.letters) + 1
    hits = np.flatnonzero(targets >= 0)
    ends = hits + doc.grams.lengths[hits]
    steps = np.bincount(hits, minlength=size) - np.bincount(ends, minlength=size)
    drift = np.abs(np.diff(targets[hits] - hits))
    bridged = np.flatnonzero((np.diff(hits) <= GAP + doc.grams.lengths[hits[:-1]]) & (drift <= DRIFT))
    steps += np.bincount(hits[bridged], minlength=size) - np.bincount(hits[bridged + 1], minlength=size)
    return np.cumsum(steps)[:-1] > 0


def _runs(scores: list[float]) -> Iterator[tuple[int, int]]:
    """Yield the runs of units with the highest sums: a run ends where it fell by a copy's least weight or to nothing."""
    start, best, total, peak = 0, 0, 0.0, 0.0
    for k, score in enumerate(scores):
        if total <= 0:
            start, best, total, peak = k, k, 0.0, 0.0
        total += score
        if total > peak:
            best, peak = k + 1, total
        if best > start and (total <= 0 or total < peak - LEAST):
            yield start, best
            total = 0.0
    if best > start and total > 0:
        yield start, best


def _cut(doc: Doc, targets: Places, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a run where two units in a row (or the last one) come from text that the copy has used already."""
    inside = targets[doc.units.firsts[start] : doc.units.firsts[end]]
    inside = inside[inside >= 0]
    if len(np.unique(inside)) > (1 - REPEATED) * len(inside):  # nothing is used twice
        yield start, end
        return
    used_by = np.full(len(doc.stream.letters), -1, np.int64)  # the copy, by its first unit, that used a letter last
    low = start
    for k in range(start, end):
        used = [_share(used_by[_inside(doc, targets, j)] == low) for j in range(k, min(k + 2, end))]
        if k > low and doc.weight(k, k + 1) >= HEAVY and min(used) > REUSED:
            border = (
                k - 1 if k - 1 > low and doc.letters_of(k - 1) == doc.letters_of(low) else k
            )  # a title too light to tell
            yield low, border
            low = border
        used_by[_inside(doc, targets, k)] = low
    yield low, end


def _inside(doc: Doc, targets: Places, unit: int) -> Places:
    """Return where the matched grams of a unit stand elsewhere."""
    inside = targets[doc.units.firsts[unit] : doc.units.firsts[unit + 1]]
    return inside[inside >= 0]


def _share(marks: NDArray[np.bool_]) -> float:
    return float(np.count_nonzero(marks)) / len(marks) if len(marks) else 0.0


def _hull(doc: Doc, targets: Places, units: tuple[int, int], room: tuple[int, int]) -> Iterator[Copy]:
    """Yield the copy with the units its letters come from, strays left out, and the damaged units at its edges.

    The copy may grow within the units `room`: up to the copies beside it.
    """
    start, end = units
    here = int(doc.units.firsts[start]), int(doc.units.firsts[end])
    places = np.flatnonzero(targets[here[0] : here[1]] >= 0) + here[0]
    inside = targets[places]
    outside = (inside < here[0]) | (inside >= here[1])
    within = (
        places + doc.grams.lengths[places] <= here[1]
    )  # a gram over the border tells where the next copy's twin lies
    used = outside & within if (outside & within).any() else outside
    places, inside = places[used], inside[used]
    if not len(inside):
        return
    slack = 0.1 * (here[1] - here[0])
    low, high = np.quantile(inside, STRAYS) - slack, np.quantile(inside, 1 - STRAYS) + slack
    near = (inside >= low) & (inside <= high)
    ends = inside + np.minimum(doc.grams.lengths[places], here[1] - places)
    first, last = int(doc.unit_of[inside[near].min()]), int(doc.unit_of[ends[near].max() - 1])
    if first < start:
        last = min(last, start - 1)  # a gram may lie across the border of the two copies
    elif last >= end:
        first = max(first, end)
    else:
        return
    found = with_moved(doc, extended(doc, Copy(start, end, first, last + 1), room), room)
    yield parted(doc, found)
