"""The hashes of a corpus, a range of hashes at a time: each sketch is read once, whatever the number of ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from warehouse.corpus import NOWHERE
from warehouse.scatter import Scatter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from warehouse.corpus import Corpus, Part
    from warehouse.sketched import Hashes, Ordinals

    Records = np.ndarray[tuple[int, ...], np.dtype[np.void]]

RANGE = 2_000_000  # hashes of a range, about
RECORD = np.dtype([("hash", "<u8"), ("document", "<u4")])


class Ranges:
    """Iterates over (hashes, numbers of their documents) of each range, in no order within it; any number of times.

    The first time the hashes are written below a folder, 12 bytes each.
    """

    def __init__(self, corpus: Corpus, folder: Path) -> None:
        self._corpus = corpus
        self._records = Scatter(folder / "hashes", RECORD)
        self._count = corpus.size // RANGE + 1
        self._written = False

    def __iter__(self) -> Iterator[tuple[Hashes, Ordinals]]:
        """Yield one range after the other."""
        self._write()
        for number in range(self._count):
            records = self._records.share(number)
            yield np.ascontiguousarray(records["hash"]), np.ascontiguousarray(records["document"])

    def _write(self) -> None:
        if self._written:
            return
        bounds = np.array([(n << 64) // self._count for n in range(1, self._count)], np.uint64)
        for part in self._corpus.parts:
            records = _records(part)
            ends = np.searchsorted(records["hash"], bounds).tolist()
            self._records.add(records, [*ends, len(records)])
        self._written = True


def _records(part: Part) -> Records:
    """Return the hashes of a shard in order, of those documents that have a number."""
    hashes, ordinals = part.sketched.hashes()
    records = np.empty(len(hashes), RECORD)
    records["hash"], records["document"] = hashes, part.numbers[ordinals]
    found: Records = records[records["document"] != NOWHERE]
    return found
