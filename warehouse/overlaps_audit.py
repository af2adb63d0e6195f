"""The laws of overlaps and clusters as they stand in the files: pairs of live documents, spans proved again, clusters that follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse import shards
from warehouse.buckets import isin, keys_of
from warehouse.clusters import clusters
from warehouse.documents_audit import Fault
from warehouse.overlaps import again
from warehouse.records import OverlapRow
from warehouse.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warehouse.read import View

PROOFS = 2_000  # rows that are aligned once more, spread evenly over the table: 0.5 ms each


def overlap_problems(view: View, erased: frozenset[str]) -> Iterator[Fault]:
    """Yield what is wrong with the overlaps and clusters of a view; rows of `erased` documents cannot be proved again."""
    rows = view.table("overlaps").sort_by([(name, "ascending") for name in TABLES["overlaps"].sort])
    live = np.sort(keys_of(view.table("documents", ["doc_id"])["doc_id"]))
    for name in ("doc_id", "other_id"):
        for doc in rows[name].filter(pa.array(~isin(keys_of(rows[name]), live))).unique().to_pylist():
            yield Fault("overlaps", doc, "is no live document")
    for doc in rows["doc_id"].filter(pc.greater_equal(rows["doc_id"], rows["other_id"])).unique().to_pylist():
        yield Fault("overlaps", doc, "does not come before the other document")
    found = view.table("clusters").sort_by("doc_id")
    if not found.equals(clusters(rows)):
        yield Fault("clusters", "", "do not follow from the overlaps")
    yield from _unproved(view, rows, erased)


def _unproved(view: View, rows: pa.Table, erased: frozenset[str]) -> Iterator[Fault]:
    """Yield the rows that the texts do not give."""
    some = (
        rows.take(pa.array(np.unique(np.linspace(0, rows.num_rows - 1, PROOFS).astype(np.int64))))
        if len(rows)
        else rows
    )
    texts = _texts(view, pa.chunked_array([*some["doc_id"].chunks, *some["other_id"].chunks], pa.string()))
    for values in zip(*(column.to_pylist() for column in some.columns), strict=True):
        row = OverlapRow._make(values)
        pair = texts.get(row.doc_id), texts.get(row.other_id)
        if None in pair or erased & {row.doc_id, row.other_id}:
            continue
        if again(row, str(pair[0]), str(pair[1])) != row:
            yield Fault("overlaps", row.doc_id, f"does not share with {row.other_id} what the row says")


def _texts(view: View, ids: pa.ChunkedArray) -> dict[str, str]:
    """Return the texts of some documents."""
    if not len(ids):
        return {}
    wanted = pc.unique(ids)
    out: dict[str, str] = {}
    for shard in view.of("documents"):
        rows = shards.read(view.path / shard.name, ["doc_id", "text"])
        rows = rows.filter(pc.is_in(rows["doc_id"], value_set=wanted))
        out |= dict(zip(rows["doc_id"].to_pylist(), rows["text"].to_pylist(), strict=True))
    return out
