"""Staged rows dealt out to the buckets they go to, so that each bucket is merged alone and memory stays at a few of them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from warehouse.buckets import WIDTH, bounds, keys_of
from warehouse.shards import gathered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

GROUP = (
    64 << 20
)  # bytes sorted by bucket at once; batch by batch, a million documents were 2 million writes of four rows


class Share(NamedTuple):
    """What was dealt out to a bucket: record batches of an Arrow file."""

    path: Path
    places: tuple[int, ...]

    def rows(self) -> Iterator[pa.Table]:
        """Yield the rows in the order they were staged."""
        if self.places:
            with pa.OSFile(str(self.path), "rb") as file, pa.ipc.open_file(file) as reader:
                yield from (pa.Table.from_batches([reader.get_batch(place)]) for place in self.places)


class Dealt:
    """Rows of one table in one Arrow file, a record batch for every bucket and group of staged batches."""

    def __init__(self, path: Path, targets: Sequence[str], key: str) -> None:
        """Prepare the file of a table; `targets` are buckets that do not overlap."""
        self.path, self.key = path, key
        self.targets = sorted(targets)  # in the order of their keys, for none is the beginning of another
        self.lows, self.highs = (np.array(side, dtype=f"S{WIDTH}") for side in zip(*map(bounds, targets), strict=True))
        self.lows, self.highs = np.sort(self.lows), np.sort(self.highs)
        self.places: dict[str, list[int]] = defaultdict(list)

    def write(self, tables: Iterable[pa.Table]) -> None:
        """Write rows apart by target bucket; rows of no target are left out."""
        count = 0
        with pa.OSFile(str(self.path), "wb") as file:
            writer: pa.ipc.RecordBatchFileWriter | None = None
            for group in _grouped(tables):
                writer = writer or pa.ipc.new_file(file, group.schema)
                for bits, rows in self._apart(group):
                    for batch in rows.to_batches():
                        writer.write_batch(batch)
                        self.places[bits].append(count)
                        count += 1
            if writer:
                writer.close()

    def _apart(self, group: pa.Table) -> Iterator[tuple[str, pa.Table]]:
        keys = keys_of(group[self.key])
        place = np.searchsorted(self.lows, keys, side="right") - 1
        inside = np.flatnonzero((place >= 0) & (keys < self.highs[place]))
        order = inside[np.argsort(place[inside], kind="stable")]
        rows = gathered(group, order)
        ends = np.searchsorted(place[order], np.arange(len(self.targets)), side="right").tolist()
        for bits, start, end in zip(self.targets, [0, *ends], ends, strict=False):
            if end > start:
                yield bits, rows.slice(start, end - start)

    def share(self, bits: str) -> Share:
        """Return the rows of a bucket."""
        return Share(self.path, tuple(self.places.get(bits, ())))


def _grouped(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Yield tables joined until a group is large enough."""
    parts: list[pa.Table] = []
    for table in tables:
        parts.append(table)
        if sum(part.nbytes for part in parts) >= GROUP:
            yield pa.concat_tables(parts)
            parts = []
    if parts:
        yield pa.concat_tables(parts)
