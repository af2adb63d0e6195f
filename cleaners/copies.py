"""Finds the stretches of a text whose letters stand elsewhere in it too: places only, no judgement.

Units are lines, cut at sentence ends. A run of units is a *copy* where nearly all of its letters are covered by grams
that have an equal earlier (or later) in the text; it is cut where text already used by the copy comes again, so that
twenty copies in a row are twenty. Every step is a sort or a pass: linear but for the sort.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rapidfuzz.distance.Indel import normalized_similarity as ratio

from cleaners.fold import weight
from cleaners.grams import Grams, Links, Places, Stream, grams_of, links_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

LEAST = 160.0  # CJK-equivalents: shorter repeats are refrains, clauses, formulas (49 adversarial pages, P 1.000)
MISS = 3.0  # an uncovered letter outweighs three covered ones: a run with a quarter uncovered is no copy
GAP = 64  # letters between two grams of one diagonal that are aligned all the same
DRIFT = 8  # letters by which such a diagonal may shift
REUSED = 0.5  # share of a unit's origin already used by the copy that makes it the begin of the next copy
REPEATED = 0.2  # share of a run's origins used twice, below which it is one copy
HEAVY = 8.0  # lighter units (a name, a number) come again inside a body and say nothing about where a copy begins

STRAYS = 0.02  # share of matched grams at either end of the other copy that may lie anywhere
EDGE = 12  # units by which an edge may move
ALIKE = 0.6  # edit similarity of two units at the edges of copies
LONGEST = 2_000  # letters of a unit that is compared by edit distance

UNIT_END = re.compile(r"[。！？!?]+[”’」』）)】》\"']*[ \t\u3000]*|\.[”’\")]*(?:[ \t]+|(?=[\r\n]|\Z))|[\r\n]+")


class Copy(NamedTuple):
    """The units `start:end` stand in the units `other_start:other_end` too."""

    start: int
    end: int
    other_start: int
    other_end: int


@dataclass(frozen=True)
class Units:
    """Text offsets at which units begin and the letter each begins with; one entry more than there are units."""

    offsets: Places
    firsts: Places

    def __len__(self) -> int:
        """Return the number of units."""
        return len(self.offsets) - 1


@dataclass(frozen=True)
class Doc:
    """What is left of a text: its letters, units, grams and links."""

    text: str
    stream: Stream
    units: Units

    @cached_property
    def grams(self) -> Grams:
        """The grams of the letters."""
        return grams_of(self.stream.letters)

    @cached_property
    def links(self) -> Links:
        """Where each gram stands first and last."""
        return links_of(self.grams)

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """Summed CJK-equivalents before each letter."""
        return self.stream.weights()

    @cached_property
    def unit_of(self) -> Places:
        """The unit of each letter."""
        return np.repeat(np.arange(len(self.units)), np.diff(self.units.firsts))

    def weight(self, start: int, end: int) -> float:
        """Return the CJK-equivalents of the units `start:end`."""
        firsts = self.units.firsts
        return float(self.weights[firsts[end]] - self.weights[firsts[start]]) if start < end else 0.0


def doc_of(text: str, stream: Stream) -> Doc:
    """Return the document of a text."""
    ends = [0, *(m.end() for m in UNIT_END.finditer(text)), len(text)]
    return Doc(text, stream, _units(np.unique(np.array(ends, np.int64)), stream, text))


def _units(offsets: Places, stream: Stream, text: str) -> Units:
    """Keep the units that hold letters; blank lines go with the unit before them, marks at a line's begin with that line."""
    firsts = np.searchsorted(stream.places, offsets)
    filled = np.flatnonzero(np.diff(firsts) > 0)
    length = len(text)
    for k in filled[(filled > 0) & ~np.isin(filled - 1, filled)].tolist():
        between = text[offsets[k - 1] : offsets[k]]
        if between.strip() and "\n" not in between and "\r" not in between:  # a lost first letter: '?城'
            offsets[k] = offsets[k - 1]
    return Units(np.append(offsets[filled], length), np.append(firsts[filled], len(stream.places)))


def copies(doc: Doc) -> list[Copy]:
    """Return the copies of a document, those of earlier text first, then those of later text."""
    if len(doc.grams.hashes) == 0 or doc.links.distinct < LEAST / 2:
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
    for start, end in _runs((hits - MISS * misses).tolist()):
        if doc.weight(start, end) < LEAST:
            continue
        for low, high in _cut(doc, targets, start, end):
            if doc.weight(low, high) >= LEAST:
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
            yield low, k
            low = k
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
    places, inside = places[outside], inside[outside]
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
    yield _with_moved(doc, _extended(doc, Copy(start, end, first, last + 1), room), room)


def _with_moved(doc: Doc, copy: Copy, room: tuple[int, int]) -> Copy:
    """Give units at the edges to the copy that lacks them: headings too short for a gram, which moved."""
    here = {_letters_of(doc, k) for k in range(copy.start, copy.end)}
    there = {_letters_of(doc, k) for k in range(copy.other_start, copy.other_end)}
    start, end, other_start, other_end = copy
    later = other_end <= start
    low, high = (max(room[0], other_end), room[1]) if later else (room[0], min(room[1], other_start))
    while start > low and _letters_of(doc, start - 1) in there - here:
        start -= 1
        here.add(_letters_of(doc, start))
    while end < high and _letters_of(doc, end) in there - here:
        here.add(_letters_of(doc, end))
        end += 1
    low, high = (0, start) if later else (end, len(doc.units))
    while other_start > low and _letters_of(doc, other_start - 1) in here - there:
        other_start -= 1
        there.add(_letters_of(doc, other_start))
    while other_end < high and _letters_of(doc, other_end) in here - there:
        there.add(_letters_of(doc, other_end))
        other_end += 1
    return Copy(start, end, other_start, other_end)


def _extended(doc: Doc, copy: Copy, room: tuple[int, int]) -> Copy:
    """Take in the units at either edge that resemble each other: a damaged heading holds no whole gram."""
    start, end, other_start, other_end = copy
    later = other_end <= start
    low, other_low = (max(room[0], other_end), 0) if later else (room[0], end)
    high, other_high = (room[1], start) if later else (min(room[1], other_start), len(doc.units))
    for _ in range(EDGE):
        steps = [
            (a, b) for a, b in _steps(doc, start, other_start) if start - a >= low and other_start - b >= other_low
        ]
        alike = [(a, b) for a, b in steps if _resemble(doc, start - a, other_start - b)]
        if not alike:
            break
        start, other_start = start - alike[0][0], other_start - alike[0][1]
    for _ in range(EDGE):
        steps = [
            (a, b) for a, b in _steps(doc, end - 1, other_end - 1) if end + a <= high and other_end + b <= other_high
        ]
        alike = [(a, b) for a, b in steps if _resemble(doc, end - 1 + a, other_end - 1 + b)]
        if not alike:
            break
        end, other_end = end + alike[0][0], other_end + alike[0][1]
    return _with_last(doc, Copy(start, end, other_start, other_end), high, other_high)


def _with_last(doc: Doc, copy: Copy, high: int, other_high: int) -> Copy:
    """Take in units at the end that the other copy has a little further on: headings whose paragraphs were dropped."""
    end, other_end = copy.end, copy.other_end
    for k in range(end, min(end + EDGE, high)):
        same = [
            j for j in range(other_end, min(other_end + EDGE, other_high)) if _letters_of(doc, j) == _letters_of(doc, k)
        ]
        if not same:
            break
        end, other_end = k + 1, same[0] + 1
    return copy._replace(end=end, other_end=other_end)


def _letters_of(doc: Doc, unit: int) -> bytes:
    return doc.stream.letters[doc.units.firsts[unit] : doc.units.firsts[unit + 1]].tobytes()


def _steps(doc: Doc, one: int, other: int) -> list[tuple[int, int]]:
    """Return by how many units either edge may move: both by one, or one of them, where the two do not meet yet."""
    return [(1, 1)] if _resemble(doc, one, other) else [(1, 1), (0, 1), (1, 0)]


def _resemble(doc: Doc, one: int, other: int) -> bool:
    if not (0 <= one < len(doc.units) and 0 <= other < len(doc.units)):
        return False
    a, b = (doc.stream.letters[doc.units.firsts[k] : doc.units.firsts[k + 1]].tolist() for k in (one, other))
    return max(len(a), len(b)) <= LONGEST and ratio(a, b) >= ALIKE
