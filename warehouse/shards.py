"""Shards: a Parquet file of one table, source and bucket, known by the digests of its rows."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse import ids
from warehouse.layout import file_sha256, write_durably
from warehouse.schema import BYTES, LARGE, SCHEMA_VERSION, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    Digests = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]

GROUP_ROWS = 4096
GROUP_BYTES = 64 << 20
RUN = 32  # rows: runs of neighbours longer than this are cheaper to slice than to copy
LEVEL = 3  # zstd-6 saves 11 % for 2.3 times the CPU
UNIQUE = {
    "doc_id",
    "edit_id",
    "version_id",
    "raw_sha256",
    "source_sha256",
    "clean_sha256",
    "output_sha256",
    "source_uri",
    "locator",
}
NOBODY = "none"  # the source of the one empty shard that keeps a table readable while it has no rows


@dataclass(frozen=True)
class Shard:
    """One file of a release: `key` lies below objects/, `identity` covers its row digests in order."""

    table: str
    source: str
    bucket: str
    rows: int
    identity: str
    key: str
    sha256: str
    bytes: int
    groups: tuple[str, ...] = ()  # 16 hex digits of SHA-256 over each row group's bytes: damage is named by its place

    @property
    def name(self) -> str:
        """Path of the file in a view."""
        return self.key

    @property
    def place(self) -> tuple[str, str, str]:
        """Table, source and bucket: at most one shard of a release stands at a place."""
        return self.table, self.source, self.bucket


def digests_key(shard: Shard) -> str:
    """Return the key of the file that holds the row digests of a shard, 32 bytes a row."""
    return f"digests/{shard.table}/{shard.identity}"


@dataclass(frozen=True)
class Sorted:
    """Rows of one table in their order, with their digests."""

    table: pa.Table
    digests: Digests

    @classmethod
    def of(cls, table: pa.Table) -> Sorted:
        """Return a table with the digests of its rows computed."""
        return cls(table, ids.row_digests(table))

    @classmethod
    def empty(cls, name: str) -> Sorted:
        """Return no rows of a table."""
        return cls(TABLES[name].schema.empty_table(), np.empty((0, ids.DIGEST), dtype=np.uint8))

    def take(self, rows: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> Sorted:
        """Return the rows at these places; long runs of neighbours are not copied."""
        if len(rows) == self.table.num_rows and (rows[1:] > rows[:-1]).all():
            return self
        return Sorted(gathered(self.table, rows), self.digests[rows])

    @staticmethod
    def joined(parts: list[Sorted]) -> Sorted:
        """Return the rows of all parts, in their order."""
        return Sorted(pa.concat_tables([p.table for p in parts]), np.concatenate([p.digests for p in parts]))


def gathered(table: pa.Table, rows: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> pa.Table:
    """Return the rows at these places; long runs of neighbours are not copied."""
    starts = np.flatnonzero(np.diff(rows, prepend=-2) != 1)
    if len(rows) < RUN * len(starts):
        return table.take(pa.array(rows))
    sizes = np.diff(starts, append=len(rows))
    slices = [table.slice(int(rows[start]), int(size)) for start, size in zip(starts, sizes, strict=True)]
    return pa.concat_tables([table.slice(0, 0), *slices])


def identity_of(table: str, digests: Digests) -> str:
    """Return the identity of a shard of these rows."""
    return ids.shard_identity(table, SCHEMA_VERSION, digests)


def write(directory: Path, place: tuple[str, str, str], rows: Sorted) -> Shard:
    """Write rows as a shard below a staging directory, file and digests forced to the disk."""
    name, source, bucket = place
    identity = identity_of(name, rows.digests)
    draft = directory / name / f"{_slug(source)}-{bucket or 'all'}-{identity[:16]}"
    draft.parent.mkdir(parents=True, exist_ok=True)
    write_parquet(draft, rows.table)
    sha, parts = file_sha256(draft), group_digests(draft)
    path = draft.with_name(f"{draft.name}-{sha[:8]}.parquet")
    draft.rename(path)
    shard = Shard(
        name, source, bucket, rows.table.num_rows, identity, f"{name}/{path.name}", sha, path.stat().st_size, parts
    )
    write_durably(directory / digests_key(shard), rows.digests.tobytes())
    return shard


def write_parquet(path: Path, table: pa.Table) -> None:
    """Write a table as Parquet with checksummed pages, forced to the disk."""
    write_all(path, table.schema, iter([table]))


def write_all(path: Path, schema: pa.Schema, tables: Iterator[pa.Table]) -> None:
    """Write tables of one schema as one Parquet file, forced to the disk."""
    codes = [f.name for f in schema if f.name not in UNIQUE and f.type not in (LARGE, BYTES)]
    with path.open("wb") as file:
        with pq.ParquetWriter(
            file, schema, compression="zstd", compression_level=LEVEL, use_dictionary=codes,
            write_page_checksum=True, write_page_index=True,
        ) as writer:  # fmt: skip
            for group in (group for table in tables for group in groups(table)):
                writer.write_table(group, row_group_size=GROUP_ROWS)
        file.flush()
        os.fsync(file.fileno())


def groups(table: pa.Table) -> Iterator[pa.Table]:
    """Yield slices of at most 4,096 rows or about 64 MB; one row at least."""
    if not table.num_rows:
        yield table
    start = 0
    while start < table.num_rows:
        size = min(GROUP_ROWS, table.num_rows - start)
        while size > 1 and table.slice(start, size).nbytes > GROUP_BYTES:
            size //= 2
        yield table.slice(start, size)
        start += size


def read(path: Path, columns: list[str] | None = None) -> pa.Table:
    """Return a shard's rows, page checksums verified; raises OSError where the file was damaged."""
    with pq.ParquetFile(path, page_checksum_verification=True) as file:
        return file.read(columns)


def group_digests(path: Path) -> tuple[str, ...]:
    """Return 16 hex digits over the bytes of each row group of a Parquet file."""
    with pq.ParquetFile(path) as parquet, path.open("rb") as file:
        spans = [_span(parquet.metadata.row_group(n)) for n in range(parquet.num_row_groups)]
        return tuple(_digest(file, *span) for span in spans)


def damaged_groups(path: Path, shard: Shard) -> list[int]:
    """Return the row groups whose bytes are not as they were written; [-1] where they are but the rest of the file is not."""
    try:
        found = group_digests(path)
    except (OSError, pa.ArrowException):
        return [-1]
    wrong = [n for n, (a, b) in enumerate(zip_longest(found, shard.groups)) if a != b]
    return wrong or ([] if file_sha256(path) == shard.sha256 else [-1])


def _span(group: pq.RowGroupMetaData) -> tuple[int, int]:
    columns = [group.column(n) for n in range(group.num_columns)]
    starts = [c.dictionary_page_offset or c.data_page_offset for c in columns]
    return min(starts, default=0), max(
        (s + c.total_compressed_size for s, c in zip(starts, columns, strict=True)), default=0
    )


def _digest(file: BinaryIO, start: int, end: int) -> str:
    sha = hashlib.sha256()
    file.seek(start)
    while start < end and (chunk := file.read(min(1 << 20, end - start))):
        sha.update(chunk)
        start += len(chunk)
    return sha.hexdigest()[:16]


def read_digests(path: Path) -> Digests:
    """Return the row digests beside a shard."""
    return np.frombuffer(path.read_bytes(), dtype=np.uint8).reshape(-1, ids.DIGEST)


def _slug(source: str) -> str:
    """Return a source's part of a file name; Arrow and Spark overlook files whose names begin with '_' or '.'."""
    safe = re.sub(r"[^A-Za-z0-9._-]", "_", source)[:60]
    return safe if safe[:1].isalnum() else f"all{safe}"
