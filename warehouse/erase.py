"""Erasure: a document's text is purged from every kept release, log, cache and rejected body; hashes and a tombstone stay.

Rows stay where they stood, emptied, under the digests they were written with: the chain still proves that nothing else was touched.
The files they stand in are written anew, and a chained amendment issues their hashes. What was exported is out of reach.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from warehouse import chain, commit, read, shards
from warehouse.chain import Manifest, Record
from warehouse.erase_marks import erasing
from warehouse.erase_sweep import QUOTING, collect, emptied, sweep
from warehouse.errors import RaceLostError, StoreError, storing
from warehouse.find import the_document
from warehouse.layout import remove
from warehouse.records import ErasureRow, RuleRow, table_of
from warehouse.rows import ERASED

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from warehouse.house import Warehouse
    from warehouse.lock import Lease
    from warehouse.read import Release
    from warehouse.shards import Shard


@dataclass(frozen=True)
class Erased:
    """What an erasure did: the releases it reached, and the documents that hold the same bytes, for a person to decide on."""

    doc_id: str
    source_uri: str
    releases: tuple[int, ...]
    same_bytes: tuple[str, ...]


@dataclass(frozen=True)
class Order:
    """Who erases what, why, under which lease."""

    house: Warehouse
    doc_id: str
    reason: str
    run_id: str
    lease: Lease
    now: datetime

    @property
    def commit(self) -> commit.Commit:
        """How its record is committed."""
        house = self.house
        return commit.Commit(house.layout, self.run_id, self.lease, self.now, house.checkpoint, house.push)


def erase(house: Warehouse, doc: str, reason: str, *, run_id: str, lease: Lease, now: datetime) -> Erased:
    """Purge a document; `doc` as `revert` takes it. The lease must be held, and nothing may be in staging that is still wanted."""
    if not reason.strip():
        message = "an erasure needs a reason: it is all that will be left to explain it"
        raise StoreError(message)
    found = _named(house, doc)
    order = Order(house, found, reason, run_id, lease, now)
    with storing(house.root):
        return _erased(order)


def _named(house: Warehouse, doc: str) -> str:
    """Return the id of a document that is live, was, or vanished; one that was erased before is erased again: a kill may have cut it off."""
    if doc in house.log.read("erasures", ["doc_id"])["doc_id"].to_pylist():
        return doc
    for release in reversed(list(read.releases(house.layout))):
        gone = release.table("vanished", ["doc_id", "source_uri"])
        hit = gone.filter(pc.or_(pc.equal(gone["doc_id"], doc), pc.equal(gone["source_uri"], doc)))
        if hit.num_rows:
            return str(hit["doc_id"][0])
    return the_document(house, doc).doc_id


def _erased(order: Order) -> Erased:
    """Erase in steps that may all be repeated; the chain record comes when what it does not cover is gone already."""
    house = order.house
    versions = _versions(house, order.doc_id)
    digests = {raw for _, raw, _ in versions} | _tombstoned(house, order.doc_id)
    same = _same_bytes(house, order.doc_id, digests)
    holding = [r.number for r in read.releases(house.layout) if _holds(r, order.doc_id)]
    uri = versions[0][2] if versions else ""
    quoted = erasing(house, order.doc_id)
    _tombstone(order, versions, holding)
    house.publish([], rules=_rules(house), run_id=order.run_id, lease=order.lease, now=order.now)
    amended = [_amend(order, house.open(n), digests) for n in read.kept(house.layout) if n in holding]
    sweep(order, digests, quoted)
    _chain(order, amended)
    collect(order)
    return Erased(order.doc_id, uri, tuple(holding), tuple(same))


def _versions(house: Warehouse, doc_id: str) -> list[tuple[str, str, str]]:
    """Return clean_sha256, raw_sha256 and address of every kept version."""
    out: dict[tuple[str, str], str] = {}
    for release in read.releases(house.layout):
        for name in ("documents", "vanished"):
            table = release.table(name, ["doc_id", "clean_sha256", "raw_sha256", "source_uri"])
            for row in table.filter(pc.equal(table["doc_id"], doc_id)).to_pylist():
                out[row["clean_sha256"], row["raw_sha256"]] = row["source_uri"]
    return [(clean, raw, uri) for (clean, raw), uri in out.items()]


def _tombstoned(house: Warehouse, doc_id: str) -> set[str]:
    table = house.log.read("erasures", ["doc_id", "raw_sha256"])
    return set(table.filter(pc.equal(table["doc_id"], doc_id))["raw_sha256"].to_pylist())


def _same_bytes(house: Warehouse, doc_id: str, digests: set[str]) -> dict[str, str]:
    """Return other documents of kept releases with the same bytes: doc_id to digest."""
    out: dict[str, str] = {}
    wanted = pa.array(sorted(digests), pa.string())
    for release in read.releases(house.layout):
        table = release.table("documents", ["doc_id", "raw_sha256"])
        for row in table.filter(pc.is_in(table["raw_sha256"], value_set=wanted)).to_pylist():
            if row["doc_id"] != doc_id:
                out[row["doc_id"]] = row["raw_sha256"]
    return out


def _purgeable(release: Release, doc_id: str, digests: set[str]) -> set[str]:
    """Return the digests that no other document of a release was made from."""
    table = release.table("documents", ["doc_id", "raw_sha256", "status"])
    others = table.filter(pc.and_(pc.not_equal(table["doc_id"], doc_id), pc.not_equal(table["status"], ERASED)))
    return digests - set(others["raw_sha256"].to_pylist())


def _holds(release: Release, doc_id: str) -> bool:
    return any(
        pc.any(pc.equal(release.table(t, ["doc_id"])["doc_id"], doc_id)).as_py() for t in ("documents", "vanished")
    )


def _tombstone(order: Order, versions: list[tuple[str, str, str]], holding: list[int]) -> None:
    source = ""
    for release in read.releases(order.house.layout):
        for name in ("documents", "vanished"):
            table = release.table(name, ["doc_id", "source_id"])
            hit = table.filter(pc.equal(table["doc_id"], order.doc_id))
            source = str(hit["source_id"][0]) if hit.num_rows else source
    rows = [
        ErasureRow(order.run_id, source, order.doc_id, raw, clean, order.reason, holding, order.now)
        for clean, raw, _ in versions
    ]
    order.house.log.append("erasures", f"{order.run_id}-{order.doc_id}", table_of("erasures", rows))
    order.house.push_log()


def _rules(house: Warehouse) -> list[RuleRow]:
    return [RuleRow(**row) for row in house.open().table("rules").to_pylist()]


def _amend(order: Order, release: Release, digests: set[str]) -> tuple[int, str]:
    """Write the release's files anew where they hold the document; return its number and the hash of its new manifest."""
    out = order.house.layout.staging(order.run_id) / f"erase-{release.number}"
    remove(out)
    purged = _purgeable(release, order.doc_id, digests)
    amended = tuple(_emptied(order, release, shard, (purged, out)) for shard in release.shards)
    record = release.record
    manifest = Manifest(release.number, record.run_id, record.created_at, amended, record.schema_version)
    return release.number, commit.store_amended(order.house.layout, out, manifest)


def _emptied(order: Order, release: Release, shard: Shard, how: tuple[set[str], Path]) -> Shard:
    """Return the shard without what the document says: the same rows under the same digests, in a new file."""
    purged, out = how
    if shard.table not in QUOTING or not shard.rows:
        return shard
    keyed, wanted = ("raw_sha256", purged) if shard.table == "captures" else ("doc_id", {order.doc_id})
    keys = shards.read(release.path / shard.name, [keyed])[keyed]
    hit = pc.is_in(keys, value_set=pa.array(sorted(wanted), pa.string()))
    if not pc.any(hit).as_py():
        return shard
    table = emptied(shards.read(release.path / shard.name), shard.table, hit)
    digests = shards.read_digests(order.house.layout.objects / shards.digests_key(shard))
    return shards.write(out, shard.place, shards.Sorted(table, digests))


def _chain(order: Order, amended: list[tuple[int, str]]) -> None:
    """Issue the new hashes in the chain, then show the new files.

    Where no kept release held the document, the record still says that one was erased: mirrors drop what they hold, and a publisher
    that slept meanwhile loses its number.
    """
    layout = order.house.layout
    head = chain.head(layout)
    order.lease.check()
    record = Record(
        number=head.number + 1 if head else 1, kind="amendment", parent=chain.parent_of(layout, head), run_id=order.run_id,
        fence=order.lease.fence, created_at=order.now, amended=tuple(amended),
    )  # fmt: skip
    if not commit.append(order.commit, record):
        message = "another run published at this very moment: erase again"
        raise RaceLostError(message)
    commit.show_amended(layout)
