"""Agreement of Chinese with English segments as matrices, and the best monotone alignment by dynamic programming.

Length after Gale and Church (1993); lexical agreement as the cosine of shared traits, weighted by how rare each is in
this very document. Weights are whole numbers, so that sums are exact on every machine; everything is bounded by the
matrix' size, never by time.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cleaners.languages.terms import CONCEPTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cleaners.languages.traits import Traits

    Matrix = NDArray[np.float64]
    Vector = NDArray[np.float64]

SMALL, LARGE, NAMED = 0.5, 2.0, 1.5  # weights of a number below 10, of one of three digits and more, of a Latin word
LONELY = (
    0.5,
    0.25,
)  # share of its weight for a trait that one side alone shows: Chinese, English (whose words are ambiguous)
STEPS = 32  # parts of a weight
CHANCE = (
    0.3  # cosine that segments of one topic reach by chance (99th percentile of mismatched lines of the seeds: .34)
)
LEXICAL = 8.0  # what a cosine above chance is worth
ENOUGH = 4.0  # traits a side must show before their agreement, or lack of it, counts in full
FIRM, FIRM_COSINE = 6, 0.4  # shared traits from which a cosine like this is no chance at all
RATIO, SPREAD = 1.5, 0.2  # log of letters per Han character: mean over three publishers 1.50-1.62, deviation .10-.15
SHORT_SPREAD = 1.2  # variance of a one-character segment's ratio: headings are translated freely
FREE = -2.0  # the worst a length can say: abridged translations are translations still
CONTRADICTED = 0.7  # a large number that the other side lacks; at most three count
MARKS_AGREE, MARKS_DIFFER = 1.2, -3.0
PROFILE = (
    (0.6, -0.6),
    (0.3, -0.2),
    (0.4, -0.2),
    (0.3, -0.1),
)  # both, or only one: end in '?', '!', ':', begin with a quote
THRESHOLD = 1.5  # what agreement must exceed before a pair is better than none


class Agreement(NamedTuple):
    """Matrices over Chinese rows and English columns; `score` sums all evidence, the threshold taken off."""

    score: Matrix
    cosine: Matrix
    shared: Matrix  # number of shared traits
    shown: Matrix  # number of traits of the segment that has fewer
    length: Matrix  # deviation of the length ratio, in standard deviations


class Lexicon(NamedTuple):
    """The traits of a document with their weights."""

    latin: frozenset[str]
    columns: dict[float | str, int]  # of numbers and Latin words; a concept is its own column
    weights: Vector

    def columns_of(self, traits: Traits) -> list[int]:
        """Return the columns of a segment's traits."""
        number_of = self.columns.__getitem__
        return [*traits.concepts, *map(number_of, traits.numbers), *map(number_of, traits.words & self.latin)]


class _Entries(NamedTuple):
    """A sparse matrix of ones: segments by columns."""

    size: int
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]


def lexicon(chinese: Sequence[Traits], english: Sequence[Traits]) -> Lexicon:
    """Return the lexicon of a document: the rarer a trait on both sides, the more it weighs."""
    latin = frozenset(chain.from_iterable(t.words for t in chinese))
    extra: dict[float | str, int] = {}
    kinds = [1.0] * CONCEPTS
    for t in (*chinese, *english):
        for number in t.numbers - extra.keys():
            extra[number] = len(kinds)
            kinds.append(SMALL if number < 10 else 1.0 if number < 100 else LARGE)
        for word in (t.words & latin) - extra.keys():
            extra[word] = len(kinds)
            kinds.append(NAMED)
    found = Lexicon(latin, extra, np.zeros(0))
    counts = [np.bincount(_entries(found, side).columns, minlength=len(kinds)) for side in (chinese, english)]
    rare = [
        np.log(1 + len(side) / np.maximum(count, 1)) for side, count in zip((chinese, english), counts, strict=True)
    ]
    both = np.where(
        counts[1] > 0, np.where(counts[0] > 0, np.sqrt(rare[0] * rare[1]), LONELY[1] * rare[1]), LONELY[0] * rare[0]
    )
    return found._replace(weights=np.rint(both * np.array(kinds) * STEPS))


def _entries(words: Lexicon, side: Sequence[Traits]) -> _Entries:
    columns = list(map(words.columns_of, side))
    sizes = list(map(len, columns))
    flat = np.fromiter(chain.from_iterable(columns), dtype=np.int64, count=sum(sizes))
    rows = np.repeat(np.arange(len(side)), sizes)
    if not len(words.weights):
        return _Entries(len(side), rows, flat)
    used = words.weights[flat] > 0
    return _Entries(len(side), rows[used], flat[used])


def agreement(chinese: Sequence[Traits], english: Sequence[Traits], words: Lexicon) -> Agreement:
    """Return how well each Chinese segment agrees with each English one."""
    left, right = _entries(words, chinese), _entries(words, english)
    squares = words.weights**2
    dots, shared = _products(left, right, squares)
    norms = [np.sqrt(np.bincount(e.rows, squares[e.columns], e.size)) for e in (left, right)]
    cosine = dots / np.maximum(norms[0][:, None] * norms[1][None, :], 1e-9)
    shown = np.minimum.outer(np.bincount(left.rows, minlength=left.size), np.bincount(right.rows, minlength=right.size))
    length = _length(np.array([t.length for t in chinese]), np.array([t.length for t in english]))
    score = np.clip(LEXICAL * (cosine - CHANCE), -2.0, 4.0) * np.minimum(1.0, shown / ENOUGH)
    score += np.clip((shared - FIRM) / FIRM, 0.0, 1.0) * (cosine > FIRM_COSINE)
    score += np.maximum(1.0 - length**2 / 2, FREE) - _contradictions(chinese, english)
    score += _marks(chinese, english) + _profiles(chinese, english) - THRESHOLD
    return Agreement(score, cosine, shared, shown.astype(np.float64), length)


def _products(left: _Entries, right: _Entries, weights: Vector) -> tuple[Matrix, Matrix]:
    """Return the weighted and the plain number of columns that each row of one side shares with each of the other."""
    order = np.argsort(right.columns, kind="stable")
    counts = np.bincount(right.columns, minlength=len(weights))
    starts = np.cumsum(counts) - counts
    times = counts[left.columns]
    entry = np.repeat(np.arange(len(left.columns)), times)
    nth = np.arange(len(entry)) - np.repeat(np.cumsum(times) - times, times)
    partner = right.rows[order[starts[left.columns[entry]] + nth]]
    cell = left.rows[entry] * right.size + partner
    shape, size = (left.size, right.size), left.size * right.size
    dots: Matrix = np.bincount(cell, weights[left.columns[entry]], size).reshape(shape).astype(np.float64)
    shared: Matrix = np.bincount(cell, minlength=size).reshape(shape).astype(np.float64)
    return dots, shared


def _length(chinese: NDArray[np.int64], english: NDArray[np.int64]) -> Matrix:
    ratio = np.log(np.maximum(english, 1))[None, :] - np.log(np.maximum(chinese, 1))[:, None]
    spread = np.sqrt(SPREAD**2 + SHORT_SPREAD / np.maximum(chinese, 1))[:, None]
    deviation: Matrix = (ratio - RATIO) / spread
    return deviation


def _contradictions(chinese: Sequence[Traits], english: Sequence[Traits]) -> Matrix:
    """Return the price of large numbers that stand on one side only."""
    large = {
        x: n for n, x in enumerate({x: 0 for t in (*chinese, *english) for x in t.numbers if x >= 100 or x != int(x)})
    }
    if not large:
        return np.zeros((len(chinese), len(english)))
    found = [[[large[x] for x in t.numbers if x in large] for t in side] for side in (chinese, english)]
    sizes = [np.array([len(numbers) for numbers in side]) for side in found]
    sides = [
        _Entries(len(side), np.repeat(np.arange(len(side)), size), np.fromiter(chain.from_iterable(side), np.int64))
        for side, size in zip(found, sizes, strict=True)
    ]
    shared = _products(sides[0], sides[1], np.ones(len(large)))[1]
    lacking: Matrix = sizes[0][:, None] + sizes[1][None, :] - 2 * shared
    return CONTRADICTED * np.minimum(lacking, 3.0)


def _marks(chinese: Sequence[Traits], english: Sequence[Traits]) -> Matrix:
    left = np.array([t.mark for t in chinese])[:, None]
    right = np.array([t.mark for t in english])[None, :]
    both = (left > 0) & (right > 0)
    return np.where(both, np.where(left == right, MARKS_AGREE, MARKS_DIFFER), 0.0)


def _profiles(chinese: Sequence[Traits], english: Sequence[Traits]) -> Matrix:
    """Return what agreeing or differing ends and beginnings are worth: questions most, quotes least."""
    total = np.zeros((len(chinese), len(english)))
    for n, (agree, differ) in enumerate(PROFILE):
        sides = np.add.outer([t.profile[n] for t in chinese], [t.profile[n] for t in english])
        total += np.array((0.0, differ, agree))[sides]
    return total


def merged(a: Traits, b: Traits) -> Traits:
    """Return the traits of two neighbours taken together."""
    profile = (*b.profile[:3], a.profile[3])
    return type(a)(
        a.concepts | b.concepts, a.numbers | b.numbers, a.words | b.words, a.mark, a.length + b.length, profile
    )


def best_path(one: Matrix, two_right: Matrix, two_left: Matrix) -> list[tuple[int, int, int, int]]:
    """Return the monotone alignment of highest score as beads (row, column, rows, columns), in order.

    `one[i, j]` scores row i with column j, `two_right[i, j]` row i with columns j and j+1, `two_left[i, j]` rows i
    and i+1 with column j; whatever is left out scores nothing.
    """
    rows, columns = one.shape
    best = np.zeros((rows + 1, columns + 1))
    for i in range(1, rows + 1):
        row = best[i - 1].copy()
        np.maximum(row[1:], best[i - 1, :-1] + one[i - 1], out=row[1:])
        np.maximum(row[2:], best[i - 1, :-2] + two_right[i - 1, :-1], out=row[2:])
        if i > 1:
            np.maximum(row[1:], best[i - 2, :-1] + two_left[i - 2], out=row[1:])
        best[i] = np.maximum.accumulate(row)
    return _traced(best, one, two_right)


def _traced(best: Matrix, one: Matrix, two_right: Matrix) -> list[tuple[int, int, int, int]]:
    path: list[tuple[int, int, int, int]] = []
    i, j = best.shape[0] - 1, best.shape[1] - 1
    while i and j:
        here = best[i, j]
        if here == best[i, j - 1]:
            j -= 1
        elif here == best[i - 1, j]:
            i -= 1
        elif here == best[i - 1, j - 1] + one[i - 1, j - 1]:
            i, j = i - 1, j - 1
            path.append((i, j, 1, 1))
        elif j > 1 and here == best[i - 1, j - 2] + two_right[i - 1, j - 2]:
            i, j = i - 1, j - 2
            path.append((i, j, 1, 2))
        else:
            i, j = i - 2, j - 1
            path.append((i, j, 2, 1))
    return path[::-1]
