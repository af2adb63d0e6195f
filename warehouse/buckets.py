"""Buckets: the leading bits of an id divide a source's rows into shards, and split as they fill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterable

Keys = np.ndarray[tuple[int, ...], np.dtype[np.bytes_]]
Weights = np.ndarray[tuple[int, ...], np.dtype[np.int64]]

LIMIT = 32_000_000  # bytes of rows in a bucket, roughly: a merge and an audit hold some ten times this
DEPTH = 24  # bits at most; a bucket of one huge document splits no further
WIDTH = 32  # hex digits of a key that order it


def keys_of(column: pa.ChunkedArray | pa.Array) -> Keys:
    """Return ids as an array that sorts and compares fast: their first 32 hex digits; read where they lie, for all are of one length."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if not len(array):
        return np.empty(0, dtype=f"S{WIDTH}")
    _, offsets, data = array.buffers()
    places = np.frombuffer(offsets, dtype=np.int32)[array.offset : array.offset + len(array) + 1]
    size = int(places[1] - places[0])
    if size < WIDTH or not (np.diff(places) == size).all():
        return np.array(array.to_pylist(), dtype=f"S{WIDTH}")
    return np.frombuffer(data, dtype=f"S{size}", count=len(array), offset=int(places[0])).astype(f"S{WIDTH}")


def bounds(bits: str) -> tuple[bytes, bytes]:
    """Return the first key of a bucket and the first key after it.

    >>> bounds("01")[0][:4], bounds("01")[1][:4]
    (b'4000', b'8000')
    """
    size = 4 * WIDTH
    low = int(bits.ljust(size, "0"), 2)
    high = low + (1 << (size - len(bits)))
    return b"%032x" % low, b"g" if high >> size else b"%032x" % high  # 'g' sorts after every hex digit


def within(keys: Keys, bits: str) -> slice:
    """Return where the keys of a bucket stand among sorted keys."""
    low, high = bounds(bits)
    return slice(int(np.searchsorted(keys, np.bytes_(low))), int(np.searchsorted(keys, np.bytes_(high))))


@dataclass(frozen=True)
class Weighed:
    """Sorted keys and what each weighs in bytes."""

    keys: Keys
    weights: Weights

    @classmethod
    def of(cls, keys: Keys, weights: Weights) -> Weighed:
        """Return keys with their weights, sorted."""
        order = np.argsort(keys, kind="stable")
        return cls(keys[order], weights[order])

    @staticmethod
    def joined(parts: Iterable[Weighed]) -> Weighed:
        """Return all keys of the parts, sorted."""
        found = list(parts)
        keys = np.concatenate([np.empty(0, f"S{WIDTH}"), *(p.keys for p in found)])
        return Weighed.of(keys, np.concatenate([np.empty(0, np.int64), *(p.weights for p in found)]))

    def weight(self, bits: str) -> int:
        """Return what a bucket weighs."""
        return int(self.weights[within(self.keys, bits)].sum())


def split(bits: str, old: Weighed, new: Weighed) -> list[str]:
    """Return the buckets a bucket becomes: itself while it fits, else halves, in order."""
    here = within(old.keys, bits), within(new.keys, bits)
    many = here[0].stop - here[0].start + here[1].stop - here[1].start
    if many <= 1 or len(bits) >= DEPTH or old.weight(bits) + new.weight(bits) <= LIMIT:
        return [bits]
    return split(bits + "0", old, new) + split(bits + "1", old, new)


def cover(buckets: Iterable[str]) -> list[str]:
    """Return buckets that hold every key: those given, and what is missing between them (a bucket without rows has no shard)."""
    given = set(buckets)
    return _cover("", given) if given else [""]


def _cover(bits: str, given: set[str]) -> list[str]:
    if bits in given or not any(b.startswith(bits) for b in given):
        return [bits]
    return _cover(bits + "0", given) + _cover(bits + "1", given)


def isin(keys: Keys, among: Keys) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Return which keys stand among sorted keys."""
    if not len(among):
        return np.zeros(len(keys), dtype=np.bool_)
    places = np.minimum(np.searchsorted(among, keys), len(among) - 1)
    found: np.ndarray[tuple[int, ...], np.dtype[np.bool_]] = among[places] == keys
    return found
