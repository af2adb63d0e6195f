"""How often each of many keys was met, counted on the disk: memory follows from SHARE, not from how many keys there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from warehouse.scatter import Scatter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    Keys = np.ndarray[tuple[int, ...], np.dtype[np.uint64]]
    Times = np.ndarray[tuple[int, ...], np.dtype[np.int64]]

SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio: neighbouring keys fall into shares far apart
SHARE = 4_000_000  # keys that are sorted at once
MOST = 1 << 16  # shares; their number is sorted as 16 bits


class Met(NamedTuple):
    """Keys in rising order, and how often each was met."""

    keys: Keys
    times: Times


class Tally:
    """Keys by share of all keys: what is equal lies in one share."""

    def __init__(self, stem: Path, expected: int) -> None:
        """Open an empty tally of about `expected` keys in files that begin with `stem`."""
        self._shares = min(expected // SHARE + 1, MOST)
        self._keys = Scatter(stem, np.dtype(np.uint64))

    def add(self, keys: Keys) -> None:
        """Take in keys, each as often as it stands there."""
        share = ((keys * SPREAD >> np.uint64(32)) % np.uint64(self._shares)).astype(np.uint16)
        order = np.argsort(share, kind="stable")
        self._keys.add(keys[order], np.cumsum(np.bincount(share, minlength=self._shares)).tolist())

    def met(self, least: int) -> Iterator[Met]:
        """Yield the keys met `least` times or more, a share of all keys at a time, and forget that share."""
        for number in range(self._shares):
            keys = self._keys.share(number)
            self._keys.drop(number)
            keys.sort()
            starts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else np.empty(0, np.int64)
            times = np.diff(starts, append=len(keys))
            often = times >= least
            yield Met(keys[starts[often]], times[often])
