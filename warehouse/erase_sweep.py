"""What an erasure purges beside the releases: marks, logs, rejected bodies, reports, caches, staging, and objects nobody names."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from warehouse import commit, read, shards
from warehouse.erase_marks import purge_marks
from warehouse.layout import files_below, remove, write_durably
from warehouse.maintain import Policy, drop, maintain
from warehouse.mirror import LOG as LOG_TREE
from warehouse.mirror import MARKS, REJECTED
from warehouse.rows import ERASED
from warehouse.schema import LOG

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from warehouse.erase import Order
    from warehouse.erase_marks import Erasing
    from warehouse.house import Warehouse
    from warehouse.remote import Remote

WITHDRAWN = (
    "<!doctype html><meta charset=utf-8><title>Withdrawn</title><p>This report was withdrawn with an erasure.</p>\n"
)
# Columns that may quote a document, by table; null where they may be, else empty.
QUOTING = {
    "captures": ("body",),
    "documents": ("text", "markup", "title", "decoding_exceptions"),
    "edits": ("removed", "inserted", "evidence"),
    "claims": ("value",),
    "flags": ("evidence",),
    "candidates": ("reason",),
    "segments": ("text",),
    "pairs": (),
    "vanished": ("text", "title"),
    "sightings": ("says",),
    "quarantine": ("error",),
    "verdicts": ("note", "text"),
    "runs": ("error",),
}
QUOTED = 12  # characters of a document in a row that an error of a run may hold: more than a word of its own sentence


def emptied(table: pa.Table, name: str, hit: pa.ChunkedArray) -> pa.Table:
    """Return a table with every value that may quote a document emptied where `hit` is true."""
    for column in QUOTING[name]:
        field = table.schema.field(column)
        nothing = pa.scalar(None if field.nullable else "", field.type)
        table = table.set_column(table.schema.get_field_index(column), field, pc.if_else(hit, nothing, table[column]))
    if name == "documents":
        field = table.schema.field("status")
        table = table.set_column(
            table.schema.get_field_index("status"), field, pc.if_else(hit, ERASED, table["status"])
        )
    return table


def sweep(order: Order, digests: set[str], quoted: Erasing) -> None:
    """Purge marks, logs, rejected bodies and releases, reports, caches and staging.

    All staging: the lock is ours, so it is of runs that were killed or lost their lease.
    """
    house, layout = order.house, order.house.layout
    bodies = digests | _seen_bodies(house, order.doc_id)
    purge_marks(house, quoted)
    for path in files_below(layout.rejected()):
        if _is_rejected(path.relative_to(layout.root).parts, bodies):
            remove(path)
    events = [path for path in files_below(layout.log) if path.suffix == ".json" and _quotes(_message(path), quoted)]
    for path in events:
        remove(path)
    rewritten = [path for table in LOG if table.name in QUOTING for path in _emptied_log(order, table.name, quoted)]
    for name in ("reports", "reviews"):  # pages written since: they quote
        remove(layout.root / name)
    remove(layout.objects / "reports")
    for release in read.releases(layout):
        _withdraw(release.path)
    remove(layout.work)
    remove(layout.staging())
    if house.remote:
        _sweep_remote(house.remote, bodies, order)
        house.remote.remove({path.relative_to(layout.root).as_posix() for path in events} & house.remote.keys(LOG_TREE))
        house.remote.upload(layout.root, [path.relative_to(layout.root).as_posix() for path in rewritten])
        house.push_marks()


def _sweep_remote(remote: Remote, bodies: set[str], order: Order) -> None:
    """Remove rejected bodies and reports from the object store."""
    rejected = {key for key in remote.keys("rejected") if _is_rejected(tuple(key.split("/")), bodies)}
    drop(remote, sorted(rejected | remote.keys("objects/reports")), order.lease)


def _is_rejected(parts: tuple[str, ...], bodies: set[str]) -> bool:
    """Whether `rejected/<run>/<what>…` may hold what the document says."""
    return parts[2] in bodies or parts[2] == "release" or parts[2].startswith("contracts-")


def _emptied_log(order: Order, name: str, quoted: Erasing) -> Iterator[Path]:
    """Empty the document's rows in a log table, and what runs were stopped by where it quotes the document; yield the files that were written anew."""
    for path in order.house.log.files(name):
        table = shards.read(path)
        if name == "runs":
            hit = pa.chunked_array([[_quotes(error, quoted) for error in table["error"].to_pylist()]], pa.bool_())
        else:
            hit = pc.equal(table["doc_id"], order.doc_id)
        if pc.any(hit).as_py():
            order.house.log.append(name, path.stem, emptied(table, name, hit))
            yield path


def _message(path: Path) -> str:
    """Return what stopped a run, as a file of OpenLineage events says it."""
    lines = (json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip())
    return "\n".join(str(line["run"].get("facets", {}).get("errorMessage", {}).get("message", "")) for line in lines)


def _quotes(error: str, quoted: Erasing) -> bool:
    said = " ".join(error.split())
    return any(said[n : n + QUOTED] in text for n in range(len(said) - QUOTED + 1) for text in quoted.texts)


def _withdraw(view: Path) -> None:
    """Put a sentence in the place of a release's report."""
    remove(view / commit.TWIN)
    if (view / commit.REPORT).exists():
        draft = view / f".{commit.REPORT}"
        write_durably(draft, WITHDRAWN.encode())
        draft.replace(view / commit.REPORT)


def collect(order: Order) -> None:
    """Remove the objects that no kept release names any more, and what a bucket keeps of all that was overwritten or removed."""
    house = order.house
    plan = maintain(house, now=order.now, policy=Policy(keep=10**9))
    for path in (*plan.objects, *plan.leftovers):
        remove(path)
    remove(house.layout.staging())
    if house.remote:
        drop(house.remote, plan.keys, order.lease)
        house.remote.abort(plan.uploads)
        for tree in (house.layout.objects.name, LOG_TREE, REJECTED, MARKS):
            house.remote.forget_versions(house.remote.old_versions(tree))


def _seen_bodies(house: Warehouse, doc_id: str) -> set[str]:
    """Return the digests of all bytes this document ever had."""
    out: set[str] = set()
    for name in ("sightings", "quarantine"):
        table = house.log.read(name, ["doc_id", "raw_sha256"])
        out |= set(table.filter(pc.equal(table["doc_id"], doc_id))["raw_sha256"].to_pylist())
    return out - {""}
