"""The release audit: the very files that would be published are read back and proved.

Storage: every row has the digest it was written with, in its order, under the identity the shard is known by. Laws: every document
goes back to its source text and its bytes, and every row of every table belongs to it. `check` does the same for what was published.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse import shards
from warehouse.buckets import keys_of, within
from warehouse.documents_audit import Group, document_problems
from warehouse.files_audit import Problem, Subject, file_problems
from warehouse.hands import OWN
from warehouse.merge import DOCUMENT_TABLES
from warehouse.overlaps_audit import overlap_problems
from warehouse.read import View
from warehouse.schema import RELEASE, TABLES, WHOLE
from warehouse.shards import NOBODY, Shard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from warehouse.hands import Hands


def audit(view: View, objects: Path, new: Path, head: View | None, *, hands: Hands = OWN) -> list[Problem]:
    """Audit a staged view: what the head did not hold in full, with the buckets it stands in; the rest by its size."""
    there = head.shards if head else ()
    known = {s.place: s.identity for s in there}
    fresh = frozenset(s.place for s in view.shards if known.get(s.place) != s.identity)
    return list(problems(Subject(view, (new, objects), _with_neighbours(view, fresh), head=there), hands))


def everything(view: View, objects: Path, erased: frozenset[str] = frozenset()) -> list[Problem]:
    """Audit every byte of a view."""
    return list(problems(Subject(view, (objects,), frozenset(s.place for s in view.shards), erased)))


def _with_neighbours(view: View, fresh: frozenset[tuple[str, str, str]]) -> frozenset[tuple[str, str, str]]:
    """Return the fresh places and the other tables of their buckets: rows of one document are proved together."""
    touched = {(source, bucket) for table, source, bucket in fresh if table in DOCUMENT_TABLES}
    more = {s.place for s in view.shards if s.table in DOCUMENT_TABLES and (s.source, s.bucket) in touched}
    return fresh | frozenset(more)


def problems(subject: Subject, hands: Hands = OWN) -> Iterator[Problem]:
    """Yield everything that is wrong; nothing for a sound release."""
    yield from _complete(subject)
    bad: set[str] = set()
    lone = [shard for shard in subject.view.shards if shard.table not in DOCUMENT_TABLES]
    for found in hands.map(_lone, (subject.only(View(subject.view.path, (shard,))) for shard in lone)):
        yield from found
        bad |= {p.table for p in found}
    for files, laws in hands.map(_bucket, _buckets(subject, captures="captures" not in bad)):
        yield from (*files, *laws)
        bad |= {p.table for p in files}
    if not bad & {"documents", "captures"}:
        yield from _captures(subject)
    if not bad & {"documents", "vanished"}:
        yield from _vanished(subject)
    if not bad & {"documents", *WHOLE} and any(table in ("documents", *WHOLE) for table, _, _ in subject.fresh):
        for table, doc, says in overlap_problems(subject.view, subject.erased):
            yield Problem(table, "", -1, doc, says)


def _lone(subject: Subject) -> list[Problem]:
    """Return what is wrong with a shard that stands for itself."""
    return list(file_problems(subject, subject.view.shards[0], {}))


class _Bucket(NamedTuple):
    """The shards of a bucket with the captures of its source, where those are sound; the rules of the catalogue."""

    subject: Subject
    rules: frozenset[str]
    captures: tuple[Shard, ...] | None


def _buckets(subject: Subject, *, captures: bool) -> Iterator[_Bucket]:
    """Yield the buckets of documents in their order."""
    path, rules = subject.view.path, _rules(subject)
    found: dict[tuple[str, str], list[Shard]] = defaultdict(list)
    for shard in subject.view.shards:
        if shard.table in DOCUMENT_TABLES:
            found[shard.source, shard.bucket].append(shard)
    for (source, _), tables in sorted(found.items()):
        sound = tuple(subject.view.of("captures", source)) if captures else None
        yield _Bucket(subject.only(View(path, tuple(tables))), rules, sound)


def _bucket(bucket: _Bucket) -> tuple[list[Problem], list[Problem]]:
    """Return what is wrong with the files of a bucket, and which laws its documents break."""
    subject, loaded = bucket.subject, dict[str, pa.Table]()
    tables = {shard.table: shard for shard in subject.view.shards}
    files = [p for _, shard in sorted(tables.items()) for p in file_problems(subject, shard, loaded)]
    laws = list(_group(bucket, tables, loaded)) if loaded and not files and bucket.captures is not None else []
    pa.default_memory_pool().release_unused()
    return files, laws


def _complete(subject: Subject) -> Iterator[Problem]:
    """Every table has a file, no two shards share a place, and each file is as long as it was written."""
    places: set[tuple[str, str, str]] = set()
    for shard in subject.view.shards:
        if shard.place in places:
            yield subject.problem(shard, "a second shard of this table, source and bucket")
        places.add(shard.place)
    for table in RELEASE:
        if not subject.view.of(table.name):
            yield Problem(
                table.name,
                "",
                -1,
                "",
                "no file: readers would fail; the next `palimpsest ingest` publishes a release with one",
            )
        directory = subject.view.path / table.name
        stray = {p.name for p in directory.iterdir()} if directory.is_dir() else set()
        for name in sorted(stray - {s.name.partition("/")[2] for s in subject.view.of(table.name)}):
            yield Problem(table.name, f"{table.name}/{name}", -1, "", "a file that the release does not name")


def _rules(subject: Subject) -> frozenset[str]:
    try:
        return frozenset(subject.view.table("rules", ["rule_id"])["rule_id"].to_pylist())
    except (OSError, pa.ArrowException):
        return frozenset()


def _group(bucket: _Bucket, tables: dict[str, Shard], loaded: dict[str, pa.Table]) -> Iterator[Problem]:
    """Prove the documents of one source and bucket."""
    subject = bucket.subject
    for name in DOCUMENT_TABLES:
        if name not in loaded:
            known = tables.get(name)
            loaded[name] = shards.read(subject.view.path / known.name) if known else TABLES[name].schema.empty_table()
    lead = tables.get("documents") or next(iter(tables.values()))
    bodies = _verbatim(bucket, loaded["documents"])
    digests = {name: shards.read_digests(subject.digests(tables[name])) for name in tables}
    group = Group(loaded, digests, bucket.rules, bodies, subject.erased, subject.proved(lead))
    for table, doc, says in document_problems(group):
        yield subject.problem(tables.get(table, lead), says, doc)


def _verbatim(bucket: _Bucket, documents: pa.Table) -> dict[str, bytes]:
    """Return the captures that stateful codecs need, read bucket by bucket."""
    wanted = pc.unique(documents.filter(documents["decoding_verbatim"])["raw_sha256"])
    keys = np.sort(keys_of(wanted))
    bodies: dict[str, bytes] = {}
    for shard in bucket.captures or ():
        part = within(keys, shard.bucket)
        if part.stop > part.start:
            rows = shards.read(bucket.subject.view.path / shard.name, ["raw_sha256", "body"])
            found = rows.filter(pc.is_in(rows["raw_sha256"], value_set=wanted))
            bodies |= {row["raw_sha256"]: row["body"] or b"" for row in found.to_pylist()}
    return bodies


def _captures(subject: Subject) -> Iterator[Problem]:
    """Prove that captures are exactly what live documents were made from."""
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
