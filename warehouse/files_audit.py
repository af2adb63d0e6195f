"""The storage proof of one file: it is as long as it was written, byte by byte and row by row what it was, in order, in its place."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse import ids, shards
from warehouse.buckets import bounds, keys_of
from warehouse.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from warehouse.read import View
    from warehouse.shards import Shard


class Problem(NamedTuple):
    """Something a release should not hold: where, and what is wrong."""

    table: str
    file: str
    row_group: int  # -1 where the whole file, or no file, is meant
    doc_id: str
    says: str

    def __str__(self) -> str:
        """Return the problem as one line."""
        place = self.file + (f" row group {self.row_group}" if self.row_group >= 0 else "")
        return f"{self.table}: {place}: {f'document {self.doc_id}: ' if self.doc_id else ''}{self.says}"


@dataclass(frozen=True)
class Subject:
    """What is audited: a view, the directories that row digests lie in, which shards are read in full, and what was proved before."""

    view: View
    objects: tuple[Path, ...]  # the first one that has the digests of a shard counts
    fresh: frozenset[tuple[str, str, str]]
    erased: frozenset[str] = (
        frozenset()
    )  # doc_ids, and digests of captures, whose rows stand emptied under their old digests
    head: tuple[Shard, ...] = ()  # shards whose rows the audit of the head proved

    def only(self, view: View) -> Subject:
        """Return what concerns some of the shards, to be sent to whoever audits them."""
        places = {shard.place for shard in view.shards}
        near = {(shard.table, shard.source) for shard in view.shards}
        head = tuple(shard for shard in self.head if (shard.table, shard.source) in near)
        return replace(self, view=view, fresh=self.fresh & places, head=head)

    def digests(self, shard: Shard) -> Path:
        """Return the file with the row digests of a shard."""
        *new, last = (directory / shards.digests_key(shard) for directory in self.objects)
        return next((path for path in new if path.exists()), last)

    def proved(self, shard: Shard) -> frozenset[bytes]:
        """Return the digests of the rows the head has in a shard's bucket: its own audit proved what they say."""
        bits = shard.bucket
        there = [
            s
            for s in self.head
            if (s.table, s.source) == (shard.table, shard.source)
            and (s.bucket.startswith(bits) or bits.startswith(s.bucket))
        ]
        whole = b"".join((self.objects[-1] / shards.digests_key(s)).read_bytes() for s in there)
        return frozenset(whole[at : at + ids.DIGEST] for at in range(0, len(whole), ids.DIGEST))

    def problem(self, shard: Shard, says: str, doc_id: str = "", row_group: int = -1) -> Problem:
        """Return a problem of a shard."""
        return Problem(shard.table, shard.name, row_group, doc_id, says)


def file_problems(subject: Subject, shard: Shard, loaded: dict[str, pa.Table]) -> Iterator[Problem]:
    """Yield what is wrong with a file; the rows of one that is read in full are left in `loaded`, by table."""
    path = subject.view.path / shard.name
    if not path.exists() or path.stat().st_size != shard.bytes:
        yield subject.problem(
            shard, "the file is missing" if not path.exists() else f"the file is not {shard.bytes} bytes long"
        )
        return
    if shard.place not in subject.fresh:
        return
    stored = subject.digests(shard)
    if not stored.exists() or stored.stat().st_size != shard.rows * ids.DIGEST:
        yield subject.problem(shard, "its row digests are missing or cut")
        return
    digests = shards.read_digests(stored)
    if shards.identity_of(shard.table, digests) != shard.identity:
        yield subject.problem(shard, "its row digests are not those it is known by")
        return
    damaged = shards.damaged_groups(path, shard)
    if damaged:
        for group in damaged:
            yield subject.problem(shard, "its bytes are not as they were written", row_group=group)
        return
    groups: list[pa.Table] = []
    yield from _rows(subject, shard, digests, groups)
    if groups:
        loaded[shard.table] = pa.concat_tables(groups)


def _rows(subject: Subject, shard: Shard, digests: shards.Digests, groups: list[pa.Table]) -> Iterator[Problem]:
    """Read a file group by group: schema, digests, order; the groups are left in `groups`."""
    table = TABLES[shard.table]
    at = 0
    try:
        with pq.ParquetFile(subject.view.path / shard.name, page_checksum_verification=True) as file:
            if not file.schema_arrow.equals(table.schema, check_metadata=True):
                yield subject.problem(shard, "its columns are not those of the schema")
                return
            last = table.schema.empty_table().select(table.sort)
            for number in range(file.num_row_groups):
                group = file.read_row_group(number)
                groups.append(group)
                want = digests[at : at + group.num_rows]
                yield from _as_written(subject, shard, (number, group), want)
                keys = group.select(table.sort)
                if not _ascends(pa.concat_tables([last, keys])):
                    yield subject.problem(
                        shard, f"its rows are not sorted by {', '.join(table.sort)}, each once", row_group=number
                    )
                yield from _keys(subject, shard, group, number)
                at, last = at + group.num_rows, keys.slice(max(group.num_rows - 1, 0))
    except (OSError, pa.ArrowException) as error:
        yield subject.problem(shard, f"cannot be read: {str(error).partition(chr(10))[0]}")
        return
    if at != len(digests):
        yield subject.problem(shard, f"it holds {at} rows, not {len(digests)}")


def _as_written(
    subject: Subject, shard: Shard, numbered: tuple[int, pa.Table], want: shards.Digests
) -> Iterator[Problem]:
    """Every row of a group has the digest it was written with; bodies of captures are what their names say."""
    number, group = numbered
    found = ids.row_digests(group)
    if found.shape == want.shape and subject.erased:
        found = _tombstones(subject, shard, group, (found, want))
    if found.shape != want.shape or not np.array_equal(found, want):
        yield subject.problem(shard, _differing(found, want), row_group=number)
    elif shard.table == "captures":
        yield from _bodies(subject, shard, group, want)


def _bodies(subject: Subject, shard: Shard, group: pa.Table, digests: shards.Digests) -> Iterator[Problem]:
    proved = subject.proved(shard)
    rows = zip(group["raw_sha256"], group["bytes"], group["body"], digests, strict=True)
    for raw, size, body, digest in rows:
        if body.is_valid and digest.tobytes() not in proved:
            whole = body.as_buffer()
            if hashlib.sha256(whole).hexdigest() != raw.as_py() or len(whole) != size.as_py():
                yield subject.problem(shard, f"capture {raw} is not what its digest says")


def _ascends(keys: pa.Table) -> bool:
    """Whether every row comes after the one before it."""
    if keys.num_rows < 2:  # one row is in order
        return True
    after = pa.scalar(0).cast(pa.bool_())
    for name in reversed(keys.column_names):
        one, two = keys[name].slice(0, keys.num_rows - 1), keys[name].slice(1)
        after = pc.or_(pc.less(one, two), pc.and_(pc.equal(one, two), after))
    return bool(pc.all(after).as_py())


def _tombstones(
    subject: Subject, shard: Shard, group: pa.Table, digests: tuple[shards.Digests, shards.Digests]
) -> shards.Digests:
    """Return the digests found, with those on record for rows that an erasure emptied."""
    found, want = digests
    keyed = "raw_sha256" if shard.table == "captures" else "doc_id"
    if keyed not in group.column_names:
        return found
    emptied = np.array([key in subject.erased for key in group[keyed].to_pylist()])
    return np.where(emptied[:, None], want, found)


def _differing(found: shards.Digests, want: shards.Digests) -> str:
    if found.shape != want.shape:
        return f"rows are missing or added: {len(found)} here, {len(want)} on record"
    rows = np.flatnonzero((found != want).any(axis=1))
    return f"{len(rows)} rows are not as they were written, the first is row {rows[0]}"


def _keys(subject: Subject, shard: Shard, group: pa.Table, number: int) -> Iterator[Problem]:
    """Rows are unique by their key and stand in the bucket and the source they belong to."""
    table = TABLES[shard.table]
    keyed = "raw_sha256" if shard.table == "captures" else "doc_id" if "doc_id" in table.names else ""
    if not keyed or not group.num_rows:
        return
    keys = keys_of(group[keyed])
    low, high = bounds(shard.bucket)
    inside = (keys >= np.bytes_(low)) & (keys < np.bytes_(high))
    if not inside.all():
        yield subject.problem(shard, "rows stand in the wrong bucket", row_group=number)
    if "source_id" in table.names and pc.unique(group["source_id"]).to_pylist() != [shard.source]:
        yield subject.problem(shard, f"rows are not of source {shard.source!r}", row_group=number)
