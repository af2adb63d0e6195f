"""Where a copy begins and ends: units too light or too damaged for a gram, given to the copy they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz.distance.Indel import normalized_similarity as ratio

from cleaners.repeats.copy_doc import Copy

if TYPE_CHECKING:
    from cleaners.repeats.copy_doc import Doc

EDGE = 12  # units by which an edge may move
MARKS = 4  # units of a line's end that belong to the line before a copy
ALIKE = 0.6  # edit similarity of two units at the edges of copies
LONGEST = 2_000  # letters of a unit that is compared by edit distance


def with_moved(doc: Doc, copy: Copy, room: tuple[int, int]) -> Copy:
    """Give units at the edges to the copy that lacks them: headings too short for a gram, which moved."""
    here = {doc.letters_of(k) for k in range(copy.start, copy.end)}
    there = {doc.letters_of(k) for k in range(copy.other_start, copy.other_end)}
    start, end, other_start, other_end = copy
    later = other_end <= start
    low, high = (max(room[0], other_end), room[1]) if later else (room[0], min(room[1], other_start))
    while start > low and doc.letters_of(start - 1) in there - here:
        start -= 1
        here.add(doc.letters_of(start))
    while end < high and doc.letters_of(end) in there - here:
        here.add(doc.letters_of(end))
        end += 1
    low, high = (0, start) if later else (end, len(doc.units))
    while other_start > low and doc.letters_of(other_start - 1) in here - there:
        other_start -= 1
        there.add(doc.letters_of(other_start))
    while other_end < high and doc.letters_of(other_end) in here - there:
        there.add(doc.letters_of(other_end))
        other_end += 1
    return Copy(start, end, other_start, other_end)


def extended(doc: Doc, copy: Copy, room: tuple[int, int]) -> Copy:
    """Take in the units at either edge that resemble each other: a damaged heading holds no whole gram."""
    start, end, other_start, other_end = copy
    later = other_end <= start
    low, other_low = (max(room[0], other_end), 0) if later else (room[0], end)
    for _ in range(EDGE):
        steps = [
            (a, b) for a, b in _steps(doc, start, other_start) if start - a >= low and other_start - b >= other_low
        ]
        alike = [(a, b) for a, b in steps if _resemble(doc, start - a, other_start - b)]
        if not alike:
            break
        start, other_start = start - alike[0][0], other_start - alike[0][1]
    high, other_high = (
        (room[1], start) if later else (min(room[1], other_start), len(doc.units))
    )  # as the starts are now
    for _ in range(EDGE):
        steps = [
            (a, b) for a, b in _steps(doc, end - 1, other_end - 1) if end + a <= high and other_end + b <= other_high
        ]
        alike = [(a, b) for a, b in steps if _resemble(doc, end - 1 + a, other_end - 1 + b)]
        if not alike:
            break
        end, other_end = end + alike[0][0], other_end + alike[0][1]
    return _with_last(doc, Copy(start, end, other_start, other_end), high, other_high)


def parted(doc: Doc, copy: Copy) -> Copy:
    """Part two copies that touch in mid-line where the second one's first unit is the first one's: a mark stands in between."""
    start, end, other_start, other_end = copy
    border, first = (start, other_start) if start == other_end else (other_start, start)
    if border not in (end, other_end) or doc.text[int(doc.units.offsets[border]) - 1] in "\r\n":
        return copy
    stop = max(end, other_end)
    begins = [k for k in range(border + 1, min(border + MARKS, stop)) if doc.letters_of(k) == doc.letters_of(first)]
    if not begins:
        return copy
    k = begins[0]
    return Copy(k, end, other_start, k) if start == other_end else Copy(start, k, k, other_end)


def _with_last(doc: Doc, copy: Copy, high: int, other_high: int) -> Copy:
    """Take in units at the end that the other copy has a little further on: headings whose paragraphs were dropped."""
    end, other_end = copy.end, copy.other_end
    for k in range(end, min(end + EDGE, high)):
        same = [
            j for j in range(other_end, min(other_end + EDGE, other_high)) if doc.letters_of(j) == doc.letters_of(k)
        ]
        if not same:
            break
        end, other_end = k + 1, same[0] + 1
    return copy._replace(end=end, other_end=other_end)


def _steps(doc: Doc, one: int, other: int) -> list[tuple[int, int]]:
    """Return by how many units either edge may move: both by one, or one of them, where the two do not meet yet."""
    return [(1, 1)] if _resemble(doc, one, other) else [(1, 1), (0, 1), (1, 0)]


def _resemble(doc: Doc, one: int, other: int) -> bool:
    if not (0 <= one < len(doc.units) and 0 <= other < len(doc.units)):
        return False
    a, b = (doc.stream.letters[doc.units.firsts[k] : doc.units.firsts[k + 1]].tolist() for k in (one, other))
    return max(len(a), len(b)) <= LONGEST and ratio(a, b) >= ALIKE
