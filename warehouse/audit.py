"""The release audit: the very files that would be published are read back and proved.

Storage: every row has the digest it was written with, in its order, under the identity the shard is known by. Laws: every document
goes back to its source text and its bytes, and every row of every table belongs to it. `check` does the same for what was published.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse import ids, shards
from warehouse.buckets import bounds, keys_of
from warehouse.documents_audit import Group, document_problems
from warehouse.merge import DOCUMENT_TABLES
from warehouse.schema import RELEASE, TABLES
from warehouse.shards import NOBODY, Shard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from warehouse.read import View

CITING = ("edits", "claims", "flags", "candidates")


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
    """What is audited: a view, where digests of a shard lie, and which shards are read in full."""

    view: View
    digests: Callable[[Shard], Path]
    fresh: frozenset[tuple[str, str, str]]
    erased: frozenset[str] = (
        frozenset()
    )  # doc_ids and digests of captures whose rows stand emptied under their old digests

    def problem(self, shard: Shard, says: str, doc_id: str = "", row_group: int = -1) -> Problem:
        """Return a problem of a shard."""
        return Problem(shard.table, shard.name, row_group, doc_id, says)


def audit(view: View, objects: Path, new: Path, head: View | None) -> list[Problem]:
    """Audit a staged view: what the head did not hold in full, with the buckets it stands in; the rest by its size."""
    known = {s.place: s.identity for s in head.shards} if head else {}
    fresh = frozenset(s.place for s in view.shards if known.get(s.place) != s.identity)

    def digests(shard: Shard) -> Path:
        staged = new / shards.digests_key(shard)
        return staged if staged.exists() else objects / shards.digests_key(shard)

    return list(problems(Subject(view, digests, _with_neighbours(view, fresh))))


def everything(view: View, objects: Path, erased: frozenset[str] = frozenset()) -> list[Problem]:
    """Audit every byte of a view."""
    places = frozenset(s.place for s in view.shards)
    return list(problems(Subject(view, lambda shard: objects / shards.digests_key(shard), places, erased)))


def _with_neighbours(view: View, fresh: frozenset[tuple[str, str, str]]) -> frozenset[tuple[str, str, str]]:
    """Return the fresh places and the other tables of their buckets: rows of one document are proved together."""
    touched = {(source, bucket) for table, source, bucket in fresh if table in DOCUMENT_TABLES}
    more = {s.place for s in view.shards if s.table in DOCUMENT_TABLES and (s.source, s.bucket) in touched}
    return fresh | frozenset(more)


def problems(subject: Subject) -> Iterator[Problem]:
    """Yield everything that is wrong; nothing for a sound release."""
    yield from _complete(subject)
    sound: dict[tuple[str, str], dict[str, Shard]] = defaultdict(dict)
    broken: set[tuple[str, str]] = set()
    bad: set[str] = set()
    for shard in subject.view.shards:
        found = list(_shard(subject, shard))
        yield from found
        if found:
            bad.add(shard.table)
        if shard.table in DOCUMENT_TABLES:
            sound[shard.source, shard.bucket][shard.table] = shard
            if found:
                broken.add((shard.source, shard.bucket))
    rules = _rules(subject)
    for place, tables in sorted(sound.items()):
        if place not in broken and "captures" not in bad and any(s.place in subject.fresh for s in tables.values()):
            yield from _group(subject, tables, rules)
    if not bad & {"documents", "captures"}:
        yield from _captures(subject)
    if not bad & {"documents", "vanished"}:
        yield from _vanished(subject)


def _complete(subject: Subject) -> Iterator[Problem]:
    """Every table has a file, no two shards share a place, and each file is as long as it was written."""
    places: set[tuple[str, str, str]] = set()
    for shard in subject.view.shards:
        if shard.place in places:
            yield subject.problem(shard, "a second shard of this table, source and bucket")
        places.add(shard.place)
    for table in RELEASE:
        if not subject.view.of(table.name):
            yield Problem(table.name, "", -1, "", "no file: readers would fail")
        directory = subject.view.path / table.name
        stray = {p.name for p in directory.iterdir()} if directory.is_dir() else set()
        for name in sorted(stray - {s.name.partition("/")[2] for s in subject.view.of(table.name)}):
            yield Problem(table.name, f"{table.name}/{name}", -1, "", "a file that the release does not name")


def _shard(subject: Subject, shard: Shard) -> Iterator[Problem]:
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
    yield from _rows(subject, shard, digests)


def _rows(subject: Subject, shard: Shard, digests: shards.Digests) -> Iterator[Problem]:
    """Read a file group by group: schema, digests, order."""
    table = TABLES[shard.table]
    at, last = 0, None
    try:
        with pq.ParquetFile(subject.view.path / shard.name, page_checksum_verification=True) as file:
            if not file.schema_arrow.equals(table.schema, check_metadata=True):
                yield subject.problem(shard, "its columns are not those of the schema")
                return
            for number in range(file.num_row_groups):
                group = file.read_row_group(number)
                found = ids.row_digests(group)
                want = digests[at : at + len(found)]
                if found.shape == want.shape and subject.erased:
                    found = _tombstones(subject, shard, group, (found, want))
                if found.shape != want.shape or not np.array_equal(found, want):
                    yield subject.problem(shard, _differing(found, want), row_group=number)
                rows = list(zip(*(group[name].to_pylist() for name in table.sort), strict=True))
                before = ([last] if last else []) + rows
                if any(b <= a for a, b in pairwise(before)):
                    yield subject.problem(
                        shard, f"its rows are not sorted by {', '.join(table.sort)}, each once", row_group=number
                    )
                yield from _keys(subject, shard, group, number)
                at, last = at + len(found), rows[-1] if rows else last
    except (OSError, pa.ArrowException) as error:
        yield subject.problem(shard, f"cannot be read: {str(error).partition(chr(10))[0]}")
        return
    if at != len(digests):
        yield subject.problem(shard, f"it holds {at} rows, not {len(digests)}")


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


def _rules(subject: Subject) -> set[str]:
    try:
        return set(subject.view.table("rules", ["rule_id"])["rule_id"].to_pylist())
    except (OSError, pa.ArrowException):
        return set()


def _group(subject: Subject, tables: dict[str, Shard], rules: set[str]) -> Iterator[Problem]:
    """Prove the documents of one source and bucket."""
    loaded = {
        name: shards.read(subject.view.path / tables[name].name)
        if name in tables
        else TABLES[name].schema.empty_table()
        for name in DOCUMENT_TABLES
    }
    lead = tables.get("documents") or next(iter(tables.values()))
    bodies = _verbatim(subject, lead.source, loaded["documents"])
    digests = {name: shards.read_digests(subject.digests(tables[name])) for name in tables}
    for table, doc, says in document_problems(Group(loaded, digests, rules, bodies, subject.erased)):
        yield subject.problem(tables.get(table, lead), says, doc)


def _verbatim(subject: Subject, source: str, documents: pa.Table) -> dict[str, bytes]:
    """Return the captures that stateful codecs need."""
    wanted = documents.filter(documents["decoding_verbatim"])["raw_sha256"]
    if not len(wanted):
        return {}
    captures = subject.view.table("captures", ["raw_sha256", "body"], source)
    found = captures.filter(pc.is_in(captures["raw_sha256"], value_set=wanted.combine_chunks()))
    return {row["raw_sha256"]: row["body"] or b"" for row in found.to_pylist()}


def _captures(subject: Subject) -> Iterator[Problem]:
    """Every body has its digest, and captures are exactly what live documents were made from."""
    for shard in subject.view.of("captures"):
        if shard.place in subject.fresh:
            table = shards.read(subject.view.path / shard.name)
            for raw, size, body in zip(table["raw_sha256"], table["bytes"], table["body"], strict=True):
                whole = body.as_py()
                if whole is not None and (
                    hashlib.sha256(whole).hexdigest() != raw.as_py() or len(whole) != size.as_py()
                ):
                    yield subject.problem(shard, f"capture {raw} is not what its digest says")
    touched = {source for table, source, _ in subject.fresh if table in ("captures", "documents")} - {NOBODY}
    for source in sorted(touched):
        there = keys_of(subject.view.table("captures", ["raw_sha256"], source)["raw_sha256"])
        asked = keys_of(subject.view.table("documents", ["raw_sha256"], source)["raw_sha256"])
        if len(np.unique(there)) != len(there):
            yield Problem("captures", "", -1, "", f"source {source}: a capture stands twice")
        for what, lost in (
            ("no capture", np.setdiff1d(asked, there)),
            ("a capture of no document", np.setdiff1d(there, asked)),
        ):
            if len(lost):
                yield Problem(
                    "captures",
                    "",
                    -1,
                    "",
                    f"source {source}: {what} for {len(lost)} digests, one of them {lost[0].decode()}…",
                )


def _vanished(subject: Subject) -> Iterator[Problem]:
    """No document is both live and vanished."""
    for source in sorted(
        {source for table, source, _ in subject.fresh if table in ("vanished", "documents")} - {NOBODY}
    ):
        gone = keys_of(subject.view.table("vanished", ["doc_id"], source)["doc_id"])
        live = keys_of(subject.view.table("documents", ["doc_id"], source)["doc_id"])
        for doc in np.intersect1d(gone, live):
            yield Problem("vanished", "", -1, doc.decode(), "is live as well")
