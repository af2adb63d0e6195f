"""Runs of rows whose sentences stand earlier in the page too: where a second edition of a text may lie, and of what.

Each sentence is looked for in the letters before it, first where the one before would go on. What is not found in the same
letters is taken in where it lies between two that are and resembles what the other edition has there.
"""

from __future__ import annotations

from bisect import bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance.Indel import normalized_similarity as ratio

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.repeats.edition_page import Piece, Sheet

LIGHT = 6.0  # CJK-equivalents: a lighter piece is looked for only where the text goes on
STRAY = 40.0  # ... that may stand at once in an edition and not in the other: captions, buttons
ALIKE = 0.6  # similarity of two pieces that stand in the same place
LONGER = 1.7  # times as long as the other such a piece may be
USED = 0.5  # share of a piece's letters that the run has met already: the next copy begins


class Met(NamedTuple):
    """A piece and the letters that it has elsewhere; `exact` where they are the same."""

    piece: int
    start: int
    end: int
    exact: bool


class Run(NamedTuple):
    """Rows `low:high` whose pieces stand before them; what each met, in order."""

    low: int
    high: int
    met: Sequence[Met]

    @property
    def span(self) -> tuple[int, int]:
        """The letters met, from the first to the last."""
        return min(m.start for m in self.met), max(m.end for m in self.met)


def runs(sheet: Sheet) -> list[Run]:
    """Return the runs of a page, in its order."""
    seeker = _Seeker(sheet)
    k = 0
    while k < len(sheet.pieces):
        k = seeker.look(k)
        if k == len(sheet.pieces):
            k = seeker.close(k)
    return seeker.runs


class _Seeker:
    """Goes through the pieces of a page; `found` is what the run that is under way has met."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.runs: list[Run] = []
        self.found: list[Met] = []
        self.missed = 0.0
        self.met = bytearray(len(sheet.letters))  # the letters that the run under way has met
        self.taken: list[tuple[int, int]] = []  # the letters of the runs before

    def look(self, k: int) -> int:
        """Take a piece into the run, or close the run before it; return the piece to go on with."""
        piece = self.sheet.pieces[k]
        place = self._place(piece)
        if place < 0:
            self.missed += piece.weight
            if self.found and self.missed > STRAY and not _goes_on(self.sheet, self.found, k):
                return self.close(k)
            return k + 1
        met = Met(k, place, place + len(piece.key), exact=True)
        if self.found and piece.weight >= LIGHT and self.met.count(1, met.start, met.end) > USED * len(piece.key):
            return self.close(k)
        self.found.append(met)
        self.met[met.start : met.end] = b"\1" * len(piece.key)
        self.missed = 0.0
        return k + 1

    def close(self, k: int) -> int:
        """End the run that is under way: its gaps are filled and its edges widened by what resembles the other edition's.

        Return the piece to go on with: `k`, or one before it, where the widened run meets the same text twice.
        """
        sheet = self.sheet
        if self.found:
            floor = self.runs[-1].met[-1].piece + 1 if self.runs else 0
            full = list(_filled(sheet, self.found))
            met = self._widened(full, floor)
            first, last = sheet.pieces[met[0].piece], sheet.pieces[met[-1].piece]
            self.runs.append(Run(first.row, last.row + 1, met))
            self.taken.append((first.at, last.stop))
            k = min([k, *(m.piece for m in self.found if m.piece > met[-1].piece)])
        for m in self.found:
            self.met[m.start : m.end] = bytes(m.end - m.start)
        self.found, self.missed = [], 0.0
        return k

    def _place(self, piece: Piece) -> int:
        """Return where the letters of a piece stand before its run, or -1; where the text goes on if they stand there."""
        text, found = self.sheet.letters, self.found
        limit = self.sheet.pieces[found[0].piece].at if found else piece.at
        following = found[-1].end if found else -1
        goes_on = 0 <= following <= limit - len(piece.key) and text.startswith(piece.key, following)
        if goes_on and not self._is_taken(following):
            return following
        if piece.weight < LIGHT:
            return -1
        first = text.find(piece.key, 0, limit)
        ahead = text.find(piece.key, following, limit) if found and first >= 0 else -1
        return ahead if ahead >= 0 and not self._is_taken(ahead) else first

    def _is_taken(self, place: int) -> bool:
        """Return whether a letter lies in a run before: a third copy is compared with the first."""
        k = bisect_right(self.taken, place, key=itemgetter(0)) - 1
        return k >= 0 and place < self.taken[k][1]

    def _widened(self, met: list[Met], floor: int) -> list[Met]:
        """Take in the pieces at either edge that resemble those at the other edition's edges."""
        sheet, own = self.sheet, met[0].piece
        while met[0].piece > floor:
            k, i = met[0].piece - 1, sheet.piece_at(met[0].start) - 1
            if i < 0 or i >= k or met[0].start != sheet.pieces[i + 1].at or not _similar(sheet, k, i):
                break
            if len(met) > 1 and sheet.pieces[k].at < met[-1].end and sheet.pieces[met[-1].piece].weight < LIGHT:
                met.pop()  # the title of the next copy, not the end of this one
            if sheet.pieces[k].at < met[-1].end or sheet.pieces[i].stop > sheet.pieces[k].at:
                break
            first = _met(sheet, k, i)
            again = next((n for n, m in enumerate(met) if n and _overlap(m, first)), len(met))
            met[again:] = []  # the next copy begins where the same text comes again
            met.insert(0, first)
        limit = sheet.pieces[met[0].piece].at
        while met[-1].piece + 1 < len(sheet.pieces):
            k, i = met[-1].piece + 1, sheet.piece_at(met[-1].end - 1) + 1
            if i >= own or sheet.pieces[i].stop > limit or met[-1].end != sheet.pieces[i].at:
                break
            if self._is_taken(sheet.pieces[i].at) or not _similar(sheet, k, i):
                break
            met.append(_met(sheet, k, i))
        return met


def _goes_on(sheet: Sheet, found: Sequence[Met], k: int) -> bool:
    """Return whether a piece that is not found resembles what follows in the other edition."""
    first = found[-1].piece + 1
    key = "".join(p.key for p in sheet.pieces[first : k + 1])
    start = found[-1].end
    other = sheet.letters[start : min(start + len(key), sheet.pieces[found[0].piece].at)]
    return len(other) > len(key) / LONGER and ratio(key, other) >= ALIKE


def _overlap(one: Met, other: Met) -> bool:
    return min(one.end, other.end) - max(one.start, other.start) > USED * (other.end - other.start)


def _filled(sheet: Sheet, met: Sequence[Met]) -> Iterator[Met]:
    """Yield what was met and, piece by piece, what lies between and resembles what the other edition has there."""
    for k, m in enumerate(met):
        if k and m.piece > met[k - 1].piece + 1 and m.start > met[k - 1].end:
            yield from _between(sheet, met[k - 1], m)
        yield m


def _between(sheet: Sheet, low: Met, high: Met) -> Iterator[Met]:
    at = low.end
    for k in range(low.piece + 1, high.piece):
        key = sheet.pieces[k].key
        rest = sum(len(p.key) for p in sheet.pieces[k + 1 : high.piece])
        end = max(at, high.start - rest)
        if at < end and _alike(key, sheet.letters[at:end]):
            yield Met(k, at, end, exact=False)
            at = end


def _met(sheet: Sheet, k: int, i: int) -> Met:
    other = sheet.pieces[i]
    return Met(k, other.at, other.stop, exact=sheet.pieces[k].key == other.key)


def _similar(sheet: Sheet, k: int, i: int) -> bool:
    return _alike(sheet.pieces[k].key, sheet.pieces[i].key)


def _alike(one: str, other: str) -> bool:
    return max(len(one), len(other)) <= LONGER * min(len(one), len(other)) and ratio(one, other) >= ALIKE
