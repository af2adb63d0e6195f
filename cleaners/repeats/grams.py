"""Letters of a text as one stream, its n-grams, and where each of them stands first and last.

Only folded letters and digits count: copies that differ in punctuation, spacing, line breaks or script still agree.
A gram is 12 letters long where half of these are Han (or another wide script), else 32: about the same amount of
meaning, and rare by chance in either.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from cleaners.repeats.fold import HAN_FROM, LATIN_WEIGHT, Codes, codes_of, letters

Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]

HAN_GRAM = 12
LATIN_GRAM = 32
_BASE = 0x9E3779B97F4A7C15
_MIX = np.uint64(0xD6E8FEB86659FD93)
SLICE = 1 << 20  # characters whose grams are made at once
PAGE = 1 << 18  # characters of a text whose letters are kept for the next who asks
_SAMPLED = 8  # one gram in so many is looked at before anything is sorted in full


@dataclass(frozen=True)
class Stream:
    """The letters of a text, folded, and the offset of each in the text."""

    letters: Codes
    places: Places

    @cached_property
    def grams(self) -> Grams:
        """The grams of the letters."""
        return grams_of(self.letters)

    def weights(self) -> NDArray[np.float64]:
        """Return the summed CJK-equivalents before each letter, one entry more than there are letters."""
        each = np.where(self.letters >= HAN_FROM, 1.0, LATIN_WEIGHT)
        return np.concatenate(([0.0], np.cumsum(each)))


@dataclass(frozen=True)
class Grams:
    """One gram per letter that has room for it: its hash and its length."""

    hashes: Hashes
    lengths: NDArray[np.int64]


def stream_of(text: str) -> Stream:
    """Return the letters of `text`; of a page they are kept, as the sample and what follows it look at the same text."""
    return _kept_stream_of(text) if len(text) <= PAGE else _stream_of(text)


@lru_cache(maxsize=1)
def _kept_stream_of(text: str) -> Stream:
    return _stream_of(text)


def _stream_of(text: str) -> Stream:
    found = letters(codes_of(text))
    places = np.flatnonzero(found)
    return Stream(found[places], places)


def grams_of(stream: Codes) -> Grams:
    """Return the grams of a stream: polynomial hashes, built by doubling, mixed so that any bits can be sampled."""
    count = len(stream) - HAN_GRAM + 1
    if count <= 0:
        return Grams(np.zeros(0, np.uint64), np.zeros(0, np.int64))
    one = (stream.astype(np.uint64) + np.uint64(1)) * _MIX
    two = _joined(one, one, 1)
    four = _joined(two, two, 2)
    eight = _joined(four, four, 4)
    hashes = _joined(eight, four, 8)
    lengths = np.full(count, HAN_GRAM, np.int64)
    room = len(stream) - LATIN_GRAM + 1
    wide = np.concatenate(([0], np.cumsum(stream >= HAN_FROM)))
    latin = np.flatnonzero(2 * (wide[HAN_GRAM:] - wide[:-HAN_GRAM])[:count] < HAN_GRAM)
    if len(latin):
        fits = latin[latin < room]
        hashes[latin] = latin.astype(np.uint64) * _MIX  # no room: a hash of its own, so that it matches nothing
        if room > 0:
            sixteen = _joined(eight, eight, 8)
            hashes[fits] = _joined(sixteen, sixteen, 16)[fits]
        lengths[fits] = LATIN_GRAM
    hashes ^= hashes >> np.uint64(32)
    hashes *= _MIX
    return Grams(hashes, lengths)


def _joined(left: Hashes, right: Hashes, span: int) -> Hashes:
    """Return the hashes of `span` letters followed by as many as `right` covers."""
    shift = np.uint64(pow(_BASE, span, 1 << 64))
    return left[: len(right) - span] * shift + right[span:]


def repeated_weight(text: str) -> float:
    """Return about how many CJK-equivalents of a text stand in it before, from a sample of its grams.

    The text is read in slices, so that memory stays small however long it is; grams across their borders do not count.
    """
    hashes, han = [], []
    for start in range(0, len(text), SLICE):
        stream = stream_of(text[start : start + SLICE])
        found, grams = stream.letters, stream.grams
        picked = np.flatnonzero(grams.hashes < np.uint64((1 << 64) // _SAMPLED))
        hashes.append(grams.hashes[picked])
        han.append(found[picked] >= HAN_FROM)
    if not hashes:
        return 0.0
    all_hashes, all_han = np.concatenate(hashes), np.concatenate(han)
    order = np.argsort(all_hashes)
    again = order[1:][all_hashes[order[1:]] == all_hashes[order[:-1]]]
    wide = int(np.count_nonzero(all_han[again]))
    return _SAMPLED * (wide + LATIN_WEIGHT * (len(again) - wide))


@dataclass(frozen=True)
class Links:
    """For each gram the place of the first and of the last gram equal to it, and how many differ that repeat."""

    first: Places
    last: Places
    distinct: int


def links_of(grams: Grams) -> Links:
    """Return where each gram stands first and last in the stream."""
    if not len(grams.hashes):
        return Links(np.zeros(0, np.int64), np.zeros(0, np.int64), 0)
    order = np.argsort(grams.hashes)  # not a stable sort, which takes thrice as long: equal ones lie together
    ordered = grams.hashes[order]
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    sizes = np.diff(np.append(starts, len(ordered)))
    first, last = np.empty(len(order), np.int64), np.empty(len(order), np.int64)
    first[order] = np.repeat(np.minimum.reduceat(order, starts), sizes)
    last[order] = np.repeat(np.maximum.reduceat(order, starts), sizes)
    return Links(first, last, int(np.count_nonzero(sizes > 1)))
