"""Sketches of texts for comparing documents with one another: a fixed share of the hashes of their shingles.

FracMinHash (Irber et al. 2022): a shingle is kept where a hash of its first letters is small, so that sketches of any two
texts sample the same shingles and containment can be read off them. Only folded letters count, so that Simplified and
Traditional versions share their shingles; the Han part and the rest of a text are sketched apart, so that a bilingual
document meets a monolingual one.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cleaners.repeats.fold import HAN_FROM, codes_of, letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from cleaners.repeats.fold import Codes

HAN, OTHER = 0, 1  # the parts of a text
PARTS = (HAN, OTHER)
LENGTHS = (8, 24)  # letters of a shingle by part: about the same amount of meaning
LEADS = (4, 8)  # letters that decide whether a shingle is kept; a shingle is made of such blocks
RATE = 16  # one shingle in so many; a kilobyte of Chinese keeps twenty
SHORT = ((150, 600), (450, 1800))  # parts of fewer letters keep every shingle, or one in four: they have few to lose
RATES = (1, 4, RATE)
SEPARATOR = "\0"  # folds to no letter; a document never reaches into the next
AT_ONCE = 48_000  # characters: what the vectors of so many take fits the cache of a core (4 KB documents: 9-26 us)
_WIDE = 1 << 16
_LETTER, _STEP, _SPREAD = np.uint32(0x9E3779B1), 0x85EBCA6B, np.uint32(0x2C1B3C6D)
_KEYS = np.array([0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93, 0xC2B2AE3D27D4EB4F], np.uint64)


class Sketches(NamedTuple):
    """Sampled shingles of a batch of texts, and what is known of each text.

    `documents` and `hashes` have one entry per sampled shingle, in no order and repeated where the shingle is; the lowest
    bit of a hash is its part. `counts` has the letters of each text by part, `digests` 16 bytes over its folded letters.
    """

    documents: NDArray[np.uint32]
    hashes: NDArray[np.uint64]
    counts: NDArray[np.int64]
    digests: list[bytes]


class Letters(NamedTuple):
    """The folded letters of one part of one text, the offset of each in the text, and the letters as written."""

    codes: Codes
    places: NDArray[np.int64]
    written: Codes


def letters_of(text: str, part: int) -> Letters:
    """Return the letters of one part of a text."""
    return parts_of(text)[part]


def parts_of(text: str) -> tuple[Letters, Letters]:
    """Return the letters of both parts of a text."""
    codes = codes_of(text)
    found = letters(codes)
    han, other = (_places(found, part) for part in PARTS)
    return Letters(found[han], han, codes[han]), Letters(found[other], other, codes[other])


def all_letters_of(text: str) -> Letters:
    """Return the letters of a text, of both parts."""
    codes = codes_of(text)
    found = letters(codes)
    places = np.flatnonzero(found > 0)
    return Letters(found[places], places, codes[places])


def sketches(texts: Sequence[str]) -> Sketches:
    """Return the sketches of a batch of texts; each is what it would be alone."""
    pieces = [_sketched(texts[start:end], start) for start, end in _pieces(texts)]
    return Sketches(
        np.concatenate([np.empty(0, np.uint32), *(piece.documents for piece in pieces)]),
        np.concatenate([np.empty(0, np.uint64), *(piece.hashes for piece in pieces)]),
        np.concatenate([np.empty((0, len(PARTS)), np.int64), *(piece.counts for piece in pieces)]),
        [digest for piece in pieces for digest in piece.digests],
    )


def _pieces(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield runs of texts of about AT_ONCE characters."""
    start = size = 0
    for n, text in enumerate(texts):
        if n > start and size + len(text) > AT_ONCE:
            yield start, n
            start, size = n, 0
        size += len(text) + 1
    if texts:
        yield start, len(texts)


def _sketched(texts: Sequence[str], first: int) -> Sketches:
    found = letters(codes_of(SEPARATOR.join([*texts, ""])))
    starts = np.cumsum([0, *(len(text) + 1 for text in texts[:-1])])
    is_han, is_letter = found >= HAN_FROM, found > 0
    han = np.add.reduceat(is_han, starts, dtype=np.int64)
    counts = np.stack([han, np.add.reduceat(is_letter, starts, dtype=np.int64) - han], axis=1)
    codes = found[is_letter]
    is_han = codes >= HAN_FROM
    sampled = [_sampled(codes[is_han], counts[:, HAN], HAN), _sampled(codes[~is_han], counts[:, OTHER], OTHER)]
    documents = np.concatenate([documents for documents, _ in sampled]) + np.uint32(first)
    return Sketches(
        documents, np.concatenate([hashes for _, hashes in sampled]), counts, _digests(codes, counts.sum(axis=1))
    )


def _places(found: Codes, part: int) -> NDArray[np.int64]:
    if part == HAN:
        return np.flatnonzero(found >= HAN_FROM)
    return np.flatnonzero(found - np.uint32(1) < np.uint32(HAN_FROM - 1))  # 0, no letter, becomes the largest number


def _sampled(codes: Codes, counts: NDArray[np.int64], part: int) -> tuple[NDArray[np.uint32], NDArray[np.uint64]]:
    """Return document and hash of each shingle that is kept of the letters of texts, of which each has so many."""
    length = LENGTHS[part]
    if len(codes) < length:
        return np.empty(0, np.uint32), np.empty(0, np.uint64)
    blocks = _blocks(codes, LEADS[part])
    rates = np.array(RATES)[np.searchsorted(SHORT[part], counts, side="right")]
    limits = ((1 << 32) // rates - 1).astype(np.uint32)
    limit = limits[0] if (limits == limits[0]).all() else np.repeat(limits, counts)[: len(codes) - length + 1]
    kept = np.flatnonzero(_spread(blocks[: len(codes) - length + 1]) <= limit)
    ends = np.cumsum(counts)
    first = np.searchsorted(ends, kept, side="right")
    inside = kept + length <= ends[first]
    return first[inside].astype(np.uint32), _hashes(blocks, kept[inside], part)


def shingle_hashes(codes: Codes, part: int) -> NDArray[np.uint64]:
    """Return the hash of the shingle from each letter on; its lowest bit is the part."""
    count = len(codes) - LENGTHS[part] + 1
    return _hashes(_blocks(codes, LEADS[part]), np.arange(count), part) if count > 0 else np.empty(0, np.uint64)


def _blocks(codes: Codes, lead: int) -> NDArray[np.uint32]:
    """Return the polynomial of the `lead` letters (a power of two) from each letter on, by doubling, modulo 2**32."""
    out, span, step = codes * _LETTER, 1, _STEP
    while span < lead:
        out = out[:-span] * np.uint32(step) + out[span:]
        step, span = step * step % (1 << 32), span * 2
    return out


def _spread(blocks: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return what decides whether a shingle is kept."""
    mixed = blocks ^ (blocks >> np.uint32(15))
    mixed *= _SPREAD
    return mixed


def _hashes(blocks: NDArray[np.uint32], places: NDArray[np.int64], part: int) -> NDArray[np.uint64]:
    """Return the hashes of the shingles at these places: their blocks, mixed one after the other."""
    lead = LEADS[part]
    out = np.zeros(len(places), np.uint64)
    for n in range(LENGTHS[part] // lead):
        out = (out ^ blocks[places + n * lead]) * _KEYS[n]
        out ^= out >> np.uint64(31)
    return (out & ~np.uint64(1)) | np.uint64(part)


def _digests(codes: Codes, counts: NDArray[np.int64]) -> list[bytes]:
    """Return 16 bytes over the folded letters of each text, in whatever script they were written."""
    body = codes.astype(np.uint16) if not len(codes) or int(codes.max()) < _WIDE else codes
    ends = np.cumsum(counts)
    return [_digest(body[start:end]) for start, end in zip((ends - counts).tolist(), ends.tolist(), strict=True)]


def _digest(codes: NDArray[np.uint16 | np.uint32]) -> bytes:
    narrow = codes.dtype == np.uint16 or not len(codes) or int(codes.max()) < _WIDE
    body = codes.astype(np.uint16, copy=False) if narrow else codes
    return hashlib.blake2b(body.data, digest_size=16, person=b"narrow" if narrow else b"wide").digest()
