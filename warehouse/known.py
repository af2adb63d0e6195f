"""What a release knows of one source, in a shape that answers for batches: a million documents take about 200 MB."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003  # annotation of a NamedTuple
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.buckets import keys_of
from warehouse.schema import DOCUMENTS, VANISHED

if TYPE_CHECKING:
    from warehouse.read import View

COLUMNS = ("doc_id", "raw_sha256", "cleaning_hash", "version_id", "status", "source_uri", "source_licence",
           "fetched_at", "locator", "part", "media_type", "header_charset")  # fmt: skip

REPEATED = (
    "cleaning_hash",
    "status",
    "source_licence",
    "media_type",
    "header_charset",
    "part",
)  # few values: kept once each


class KnownRow(NamedTuple):
    """A live document as the release holds it; `confirmed` where a later cleaning is known to give the same output."""

    doc_id: str
    raw_sha256: str
    cleaning_hash: str
    version_id: str
    status: str
    source_uri: str
    source_licence: str
    fetched_at: datetime
    locator: str
    part: str
    media_type: str
    header_charset: str
    confirmed: bool


@dataclass(frozen=True)
class Known:
    """The live documents of a source, sorted by doc_id, and the ids of its vanished ones."""

    table: pa.Table
    ids: np.ndarray[tuple[int, ...], np.dtype[np.bytes_]]
    vanished: frozenset[str]

    @classmethod
    def of(cls, view: View | None, source_id: str, confirmed: pa.Array) -> Known:
        """Return what a release knows of a source; `confirmed` are version_ids this cleaning is known to repeat."""
        if view is None:
            table, gone = DOCUMENTS.schema.empty_table().select(COLUMNS), VANISHED.schema.empty_table()
        else:
            table, gone = view.table("documents", COLUMNS, source_id), view.table("vanished", ["doc_id"], source_id)
        table = table.append_column("confirmed", pc.is_in(table["version_id"], value_set=confirmed))
        for name in REPEATED:
            table = table.set_column(table.schema.get_field_index(name), name, table[name].dictionary_encode())
        ids = keys_of(table["doc_id"])
        if (ids[1:] < ids[:-1]).any():
            order = np.argsort(ids, kind="stable")
            table, ids = table.take(pa.array(order)), ids[order]
        return cls(table.combine_chunks(), ids, frozenset(gone["doc_id"].to_pylist()))

    def get(self, doc_id: str) -> KnownRow | None:
        """Return the row of a live document, or None."""
        place = int(np.searchsorted(self.ids, np.bytes_(doc_id.encode())))
        if place == len(self.ids) or self.ids[place] != doc_id.encode():
            return None
        return KnownRow(*(column[place].as_py() for column in self.table.columns))

    def missing(self, seen: pa.ChunkedArray | pa.Array) -> list[str]:
        """Return the ids of live documents that are not among those seen."""
        absent = pc.invert(pc.is_in(self.table["doc_id"], value_set=pc.unique(seen)))
        found: list[str] = self.table["doc_id"].filter(absent).to_pylist()
        return found
