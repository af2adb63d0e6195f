"""Pairs: Chinese and English segments of one document that translate each other.

Precision first: where segments stand is never evidence alone. What they say must agree (numbers, names, known terms,
list marks, length), the agreeing ones must follow one order, and most of what could pair must do so; a document whose
lines agree out of order is a mixture, and gets no pairs.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cleaners.languages.bitext import Agreement, Lexicon, agreement, best_path, lexicon, merged
from cleaners.languages.traits import Traits, chinese_side, english_side

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from cleaners.segments import Segment

    Matrix = NDArray[np.float64]
    Bead = tuple[int, int, int, int]

WINDOW = 1000  # segments of both languages aligned at once; a longer document is aligned window by window
SHORTEST, LONGEST = 1.0, 16.0  # English characters per character of Chinese: nothing outside is a translation
SAME_ROW, BESIDE = 1.2, 0.8  # what standing in one table row, or on neighbouring lines, adds to agreement
BILINGUAL_ROW = 3.5  # the same where most rows of the table have paired on evidence
BILINGUAL = 0.7  # share of a table's rows that makes it one
SAME_KIND, OTHER_KIND = 0.2, -0.5  # a heading translates a heading
SPLIT = 1.0  # price of translating one segment by two
IN_ORDER = 0.75  # share of the unordered agreement that an alignment in order must reach
COVERED = 0.5  # share of the smaller side that must pair on evidence of its own
MOSTLY = 0.8  # share of an alignment that must have evidence before a length that fits will do between two such pairs
FEW, CERTAIN = 4, 2.5  # where one side has fewer segments, one pair must be better than .92
LEAST = 0.4  # what a pair is worth at least: a score of .6
UNKNOWN = 3  # traits: a segment that shows fewer holds nothing that the terms know
LENGTH_AGREES = 1.0  # standard deviations
TERMS_AGREE = 0.3  # cosine
NEVER = -1e6


class Pair(NamedTuple):
    """Two segments that translate each other: `left` is the index of the Chinese one, `right` of the English."""

    left: int
    right: int
    score: float  # 0 to 1
    method: str  # where they stand (row, beside, order) and what agrees, joined by '+'


class _Sides(NamedTuple):
    """Both languages of a window: indexes of the segments, and their traits."""

    left: list[int]
    right: list[int]
    chinese: list[Traits]
    english: list[Traits]
    words: Lexicon


def pairs(segments: Sequence[Segment]) -> tuple[Pair, ...]:
    """Return the pairs among the segments of a document, ordered by their Chinese segment."""
    chinese = [n for n, s in enumerate(segments) if s.language.startswith("zh") and s.kind != "code"]
    english = [n for n, s in enumerate(segments) if s.language == "en" and s.kind != "code"]
    if not chinese or not english:
        return ()
    usable = sorted(_of_fitting_length(segments, chinese, english))
    return tuple(pair for k in range(0, len(usable), WINDOW) for pair in _window(segments, usable[k : k + WINDOW]))


def _of_fitting_length(segments: Sequence[Segment], chinese: list[int], english: list[int]) -> Iterator[int]:
    """Yield the segments that some segment of the other language could translate, by length."""
    han = sorted(len(segments[n].text) for n in chinese)
    latin = sorted(len(segments[n].text) for n in english)
    for places, others, low, high in ((chinese, latin, SHORTEST, LONGEST), (english, han, 1 / LONGEST, 1 / SHORTEST)):
        for n in places:
            size = len(segments[n].text)
            at = bisect_left(others, size * low)
            if at < len(others) and others[at] <= size * high:
                yield n


def _window(segments: Sequence[Segment], usable: Sequence[int]) -> Iterator[Pair]:
    left = [n for n in usable if segments[n].language != "en"]
    right = [n for n in usable if segments[n].language == "en"]
    if not left or not right:
        return
    chinese = chinese_side([(segments[n].text, segments[n].language) for n in left])
    english = english_side([segments[n].text for n in right])
    sides = _Sides(left, right, chinese, english, lexicon(chinese, english))
    found = agreement(chinese, english, sides.words)
    result = _aligned(segments, sides, found, SAME_ROW)
    rows = {segments[n].row for n in left} & {segments[n].row for n in right} - {-1}
    if len(rows) > 2 and len({segments[p.left].row for p in result} & rows) >= BILINGUAL * len(rows):
        result = _aligned(segments, sides, found, BILINGUAL_ROW)
    yield from result


def _aligned(segments: Sequence[Segment], sides: _Sides, found: Agreement, row_bonus: float) -> list[Pair]:
    standing = _standing(segments, sides, row_bonus)
    score = found.score + standing
    splits = _splits(segments, sides, standing)
    path = best_path(score, *splits)
    if not _is_in_order(score, path):
        return []
    beads = list(_evidence(sides, found, path, row_bonus))
    worth = [float((score if r + c == 2 else splits[r - 1])[i, j]) for i, j, r, c in path]
    grounded = [w >= LEAST and _is_ground(evidence) for w, evidence in zip(worth, beads, strict=True)]
    smaller = min(len(sides.left), len(sides.right))
    if sum(grounded) < max(1.0, COVERED * smaller) or (smaller < FEW and max(worth) < CERTAIN):
        return []
    out: list[Pair] = []
    for n, (bead, evidence) in enumerate(zip(path, beads, strict=True)):
        unknown = "length" in evidence and _are_unknown_heads(segments, sides, bead, found)
        if grounded[n] or (unknown and sum(grounded) >= MOSTLY * len(path) and _is_flanked(grounded, path, n)):
            out += _pairs_of(segments, sides, bead, (worth[n], evidence))
    return out


def _standing(segments: Sequence[Segment], sides: _Sides, row_bonus: float) -> Matrix:
    """Return what the places and kinds of the segments add; cells pair within their row only."""
    gap = np.abs(np.subtract.outer(sides.left, sides.right))
    rows = [np.array([segments[n].row for n in side]) for side in (sides.left, sides.right)]
    heads = [np.array([segments[n].kind == "heading" for n in side]) for side in (sides.left, sides.right)]
    same = np.equal.outer(*rows)
    result: Matrix = np.where(gap == 1, BESIDE, 0.0)
    result = np.where(same & (rows[0] >= 0)[:, None], row_bonus, result)
    return np.where(same, result, NEVER) + np.where(np.equal.outer(*heads), SAME_KIND, OTHER_KIND)


def _splits(segments: Sequence[Segment], sides: _Sides, standing: Matrix) -> tuple[Matrix, Matrix]:
    """Return the scores of one paragraph against two neighbours, for both directions."""
    right, left = np.full(standing.shape, NEVER), np.full(standing.shape, NEVER)
    columns, rows = list(_neighbours(segments, sides.right)), list(_neighbours(segments, sides.left))
    if columns:
        both = [merged(sides.english[n], sides.english[n + 1]) for n in columns]
        right[:, columns] = agreement(sides.chinese, both, sides.words).score + standing[:, columns] - SPLIT
    if rows:
        both = [merged(sides.chinese[n], sides.chinese[n + 1]) for n in rows]
        left[rows] = agreement(both, sides.english, sides.words).score + standing[rows] - SPLIT
    return right, left


def _neighbours(segments: Sequence[Segment], places: Sequence[int]) -> Iterator[int]:
    """Yield which of the places hold a paragraph that another of the same language follows at once."""
    for n, (place, after) in enumerate(pairwise(places)):
        if after == place + 1 and segments[place].kind == segments[after].kind == "paragraph":
            yield n


def _is_in_order(score: Matrix, path: Sequence[Bead]) -> bool:
    """Whether the alignment holds most of what agrees in any order."""
    kept = sum(max(float(score[i : i + rows, j : j + columns].max()), 0.0) for i, j, rows, columns in path)
    free = min(np.maximum(score.max(axis=axis), 0).sum() for axis in (0, 1))
    return kept >= IN_ORDER * float(free)


def _evidence(sides: _Sides, found: Agreement, path: Sequence[Bead], row_bonus: float) -> Iterator[list[str]]:
    """Yield what the segments of each bead agree in; in a table of two languages a single term that both know will do."""
    for i, j, rows, columns in path:
        names = _agreeing(sides, found, (i, j), row_bonus)
        if rows + columns > 2:  # a bead of three: what both of its cells agree in
            others = _agreeing(sides, found, (i + rows - 1, j + columns - 1), row_bonus)
            names = [name for name in names if name in others]
        yield names


def _agreeing(sides: _Sides, found: Agreement, cell: tuple[int, int], row_bonus: float) -> list[str]:
    chinese, english = sides.chinese[cell[0]], sides.english[cell[1]]
    shared = float(found.shared[cell])
    terms = found.cosine[cell] >= TERMS_AGREE and (shared > 1 or found.shown[cell] < UNKNOWN)
    evidence = (
        ("mark", chinese.mark > 0 and chinese.mark == english.mark),
        ("numbers", max(chinese.numbers & english.numbers, default=0.0) >= 10),
        ("names", max(map(len, chinese.words & english.words), default=0) > 1),
        ("terms", terms or (row_bonus == BILINGUAL_ROW and shared > 0)),
        ("length", abs(found.length[cell]) <= LENGTH_AGREES),
    )
    return [name for name, agrees in evidence if agrees]


def _is_ground(evidence: Sequence[str]) -> bool:
    """Whether evidence is enough to pair on: a name alone may be the topic of both, a length alone is chance."""
    return any(name in evidence for name in ("mark", "numbers", "terms")) or {"names", "length"} <= set(evidence)


def _are_unknown_heads(segments: Sequence[Segment], sides: _Sides, bead: Bead, found: Agreement) -> bool:
    """Whether both are headings, and of words that the terms do not know."""
    kinds = {segments[sides.left[bead[0]]].kind, segments[sides.right[bead[1]]].kind}
    return kinds == {"heading"} and bool(found.shown[bead[0], bead[1]] < UNKNOWN)


def _is_flanked(grounded: Sequence[bool], path: Sequence[Bead], n: int) -> bool:
    """Whether the beads before and after (where there are any) have evidence and leave nothing out between."""
    i, j, rows, columns = path[n]
    before = n == 0 or (
        grounded[n - 1] and path[n - 1][0] + path[n - 1][2] == i and path[n - 1][1] + path[n - 1][3] == j
    )
    after = n + 1 == len(path) or (grounded[n + 1] and path[n + 1][:2] == (i + rows, j + columns))
    return before and after and len(path) > 2


def _pairs_of(segments: Sequence[Segment], sides: _Sides, bead: Bead, found: tuple[float, list[str]]) -> Iterator[Pair]:
    i, j, rows, columns = bead
    place, other = sides.left[i], sides.right[j]
    where = "row" if segments[place].row >= 0 else "beside" if abs(place - other) == 1 else "order"
    method = "+".join([where, *found[1], *(["split"] if rows + columns > 2 else [])])
    for a in sides.left[i : i + rows]:
        for b in sides.right[j : j + columns]:
            yield Pair(a, b, round(1 / (1 + math.exp(-found[0])), 3), method)
