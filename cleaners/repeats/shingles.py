"""Sketches of texts for comparing documents with one another: a fixed share of the hashes of their shingles.

FracMinHash (Irber et al. 2022): a shingle is kept where its hash is divisible by RATE, so that sketches of any two texts
sample the same shingles and containment can be read off them. Only folded letters count, so that Simplified and
Traditional versions share their shingles; the Han part and the rest of a text are sketched apart, so that a bilingual
document meets a monolingual one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cleaners.repeats.fold import HAN_FROM, codes_of, letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cleaners.repeats.fold import Codes

RATE = 16  # one shingle in so many; a kilobyte of Chinese keeps twenty
HAN, OTHER = 0, 1  # the parts of a text
LENGTHS = {HAN: 8, OTHER: 24}  # letters of a shingle: about the same amount of meaning
SEPARATOR = "\0"  # folds to no letter; a document never reaches into the next
_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)


class Sketches(NamedTuple):
    """Sampled shingles of a batch of texts: one entry per distinct (document, part, hash)."""

    documents: NDArray[np.int64]  # number of the text in the batch
    parts: NDArray[np.uint8]
    hashes: NDArray[np.uint64]


class Letters(NamedTuple):
    """The folded letters of one part of one text, and the offset of each in the text."""

    codes: Codes
    places: NDArray[np.int64]


def letters_of(text: str, part: int) -> Letters:
    """Return the letters of one part of a text."""
    found = letters(codes_of(text))
    places = np.flatnonzero((found >= HAN_FROM) if part == HAN else (found > 0) & (found < HAN_FROM))
    return Letters(found[places], places)


def sketches(texts: Sequence[str]) -> Sketches:
    """Return the sketches of a batch of texts, all at once: numpy costs the same for one as for a hundred."""
    found = letters(codes_of(SEPARATOR.join(texts)))
    ends = np.cumsum([len(text) + 1 for text in texts])
    pieces = [_sampled(found, ends, part) for part in (HAN, OTHER)]
    return Sketches(*(np.concatenate(columns) for columns in zip(*pieces, strict=True)))


def _sampled(found: Codes, ends: NDArray[np.int64], part: int) -> Sketches:
    places = np.flatnonzero((found >= HAN_FROM) if part == HAN else (found > 0) & (found < HAN_FROM))
    hashes = shingle_hashes(found[places], LENGTHS[part])
    kept = np.flatnonzero(hashes % np.uint64(RATE) == 0)
    first = np.searchsorted(ends, places[kept], side="right")
    last = np.searchsorted(ends, places[kept + LENGTHS[part] - 1], side="right")
    kept, first = kept[first == last], first[first == last]
    order = np.lexsort((hashes[kept], first))
    documents, values = first[order], hashes[kept][order]
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = (documents[1:] != documents[:-1]) | (values[1:] != values[:-1])
    documents, values = documents[fresh], values[fresh]
    return Sketches(documents, np.full(len(documents), part, np.uint8), values)


def shingle_hashes(codes: Codes, length: int) -> NDArray[np.uint64]:
    """Return the hash of the `length` letters from each letter on, by doubling; mixed so that any bits can be sampled."""
    if len(codes) < length:
        return np.zeros(0, np.uint64)
    with np.errstate(over="ignore"):
        one = (codes.astype(np.uint64) + np.uint64(1)) * _MIX
        power, span, whole, done = _BASE, 1, np.zeros(0, np.uint64), 0
        rest = length
        while rest:  # binary expansion of the length: powers of two are joined by Horner's rule
            if rest & 1:
                whole = _joined(whole, one[done:], _power(span)) if done else one
                done += span
            rest >>= 1
            if rest:
                one = _joined(one, one[span:], power)
                power, span = power * power, span * 2
        whole = whole[: len(codes) - length + 1]
        whole = (whole ^ (whole >> np.uint64(32))) * _MIX
        return whole ^ (whole >> np.uint64(29))


def _power(span: int) -> np.uint64:
    return np.uint64(pow(int(_BASE), span, 1 << 64))


def _joined(left: NDArray[np.uint64], right: NDArray[np.uint64], power: np.uint64) -> NDArray[np.uint64]:
    size = min(len(left), len(right))
    return left[:size] * power + right[:size]
