"""The chain: one record per commit, created exclusively, never deleted; each holds the digest of the one before it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from warehouse.errors import StoreError
from warehouse.layout import Layout, create_exclusively, numbers
from warehouse.schema import SCHEMA_VERSION
from warehouse.shards import Shard

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Parent:
    """The record before: its number and the SHA-256 of its file."""

    number: int
    sha256: str


@dataclass(frozen=True)
class Record:
    """A commit. A `release` names every shard; an `amendment` (an erasure) re-issues file hashes of earlier releases.

    A `collection` (retention) says which releases are kept no longer; it takes its number before anything goes, so that a publisher
    that slept through it cannot commit what it counted on. `manifest` is the SHA-256 of the release's manifest.json, `report` that
    of its report.html or ''. `amended` maps a release number to its manifest's new hash.
    """

    number: int
    kind: Literal["release", "amendment", "collection"]
    parent: Parent | None
    run_id: str
    fence: int
    created_at: datetime
    shards: tuple[Shard, ...] = ()
    manifest: str = ""
    report: str = ""
    amended: tuple[tuple[int, str], ...] = ()
    collected: tuple[int, ...] = ()
    schema_version: str = SCHEMA_VERSION

    @property
    def documents(self) -> int:
        """Live documents of the release."""
        return sum(s.rows for s in self.shards if s.table == "documents")

    def dump(self) -> bytes:
        """Return the record as the bytes of its file."""
        fields = {**asdict(self), "created_at": self.created_at.isoformat()}
        return (json.dumps(fields, ensure_ascii=False, indent=1) + "\n").encode()


@dataclass(frozen=True)
class Manifest:
    """A release's own list of files and hashes, beside its tables."""

    number: int
    run_id: str
    created_at: datetime
    shards: tuple[Shard, ...]
    schema_version: str = SCHEMA_VERSION

    def dump(self) -> bytes:
        """Return manifest.json."""
        counts: dict[str, int] = {}
        for shard in self.shards:
            counts[shard.table] = counts.get(shard.table, 0) + shard.rows
        fields = {**asdict(self), "created_at": self.created_at.isoformat(), "rows": counts}
        return (json.dumps(fields, ensure_ascii=False, indent=1) + "\n").encode()


def load_manifest(path: Path) -> Manifest:
    """Read a manifest.json."""
    fields = _json(path)
    return Manifest(
        number=fields["number"], run_id=fields["run_id"], created_at=datetime.fromisoformat(fields["created_at"]),
        shards=_shards(fields["shards"]), schema_version=fields["schema_version"],
    )  # fmt: skip


def load(path: Path) -> Record:
    """Read a record; raises StoreError where it is damaged or of another major schema version."""
    fields = _json(path)
    if fields["schema_version"].partition(".")[0] != SCHEMA_VERSION.partition(".")[0]:
        message = f"{path} was written with schema {fields['schema_version']}; this software reads {SCHEMA_VERSION}"
        raise StoreError(message)
    parent = fields.pop("parent")
    return Record(
        **{
            **fields,
            "parent": Parent(**parent) if parent else None,
            "created_at": datetime.fromisoformat(fields["created_at"]),
            "shards": _shards(fields["shards"]),
            "amended": tuple((n, sha) for n, sha in fields["amended"]),
            "collected": tuple(fields.get("collected", ())),
        }
    )


def _shards(written: list[dict[str, object]]) -> tuple[Shard, ...]:
    """Return shards from JSON, where tuples are lists."""
    return tuple(Shard(**{**s, "groups": tuple(s["groups"])}) for s in written)  # type: ignore[arg-type]


def _json(path: Path):  # type: ignore[no-untyped-def]  # noqa: ANN202  # checked by the dataclass that takes it
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        message = f"{path} cannot be read as JSON: restore it from a backup; `palimpsest check` names what else is damaged ({error})"
        raise StoreError(message) from error


def head(layout: Layout) -> Record | None:
    """Return the newest record, release or amendment."""
    found = numbers(layout.chain, ".json")
    return load(layout.chain_file(found[-1])) if found else None


def release_records(layout: Layout) -> list[int]:
    """Return the numbers of all records, oldest first."""
    return numbers(layout.chain, ".json")


def newest_release(layout: Layout) -> Record | None:
    """Return the newest record that is a release."""
    for number in reversed(numbers(layout.chain, ".json")):
        record = load(layout.chain_file(number))
        if record.kind == "release":
            return record
    return None


def kept(layout: Layout) -> list[Record]:
    """Return the releases that no later record says were collected, oldest first."""
    records = [load(layout.chain_file(number)) for number in numbers(layout.chain, ".json")]
    gone = {number for record in records for number in record.collected}
    return [record for record in records if record.kind == "release" and record.number not in gone]


def parent_of(layout: Layout, record: Record | None) -> Parent | None:
    """Return what the record after `record` must name as its parent."""
    if record is None:
        return None
    body = layout.chain_file(record.number).read_bytes()
    return Parent(record.number, hashlib.sha256(body).hexdigest())


def append(layout: Layout, record: Record, *, scratch: Path) -> bool:
    """Create the record's file: the commit. False where another writer took the number; the very same record is ours."""
    path, body = layout.chain_file(record.number), record.dump()
    return create_exclusively(path, body, scratch=scratch) or path.read_bytes() == body


def broken_links(layout: Layout) -> list[str]:
    """Return a sentence for every record that does not fit the one before it."""
    out: list[str] = []
    before: Parent | None = None
    for number in numbers(layout.chain, ".json"):
        path = layout.chain_file(number)
        try:
            record = load(path)
        except (StoreError, KeyError, TypeError, ValueError) as error:
            out.append(f"{path.name}: {error}")
        else:
            if record.number != number or record.parent != before:
                out.append(f"{path.name}: does not name the record before it, {before}, as its parent")
        before = Parent(number, hashlib.sha256(path.read_bytes()).hexdigest())
    return out
