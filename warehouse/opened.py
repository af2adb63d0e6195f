"""Live documents of a release opened for reading, a bucket at a time: the row, and the ledger as a Text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from cleaners.text import Text
from warehouse import shards
from warehouse.restore import Document, edits_of, ledger, source_text
from warehouse.rows import ERASED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaners.text import Edit
    from warehouse.read import View

SOURCE_COLUMNS = [*Document._fields, "source_uri", "version_id", "status"]


@dataclass(frozen=True)
class Open:
    """A live document opened for reading: the ledger as a Text, and where it comes from."""

    document: Document
    text: Text
    uri: str
    version_id: str
    release: int


def documents(view: View, release: int, source_id: str | None = None) -> Iterator[Open]:
    """Yield every document of a release with its ledger, a bucket at a time."""
    for shard in view.of("documents", source_id):
        rows = shards.read(view.path / shard.name, SOURCE_COLUMNS)
        edits = [s for s in view.of("edits", shard.source) if s.bucket == shard.bucket]
        table = shards.read(view.path / edits[0].name) if edits else None
        by_doc = _by_document(table)
        for row in rows.to_pylist():
            uri, version = row.pop("source_uri"), row.pop("version_id")
            if row.pop("status") == ERASED:
                continue
            document = Document(**row)
            found = (
                edits_of(table.slice(*by_doc[document.doc_id]))
                if table is not None and document.doc_id in by_doc
                else []
            )
            yield _open(document, found, uri, (version, release))


def _by_document(edits: pa.Table | None) -> dict[str, tuple[int, int]]:
    """Return offset and length of each document's rows, which stand together."""
    if edits is None:
        return {}
    runs = pa.compute.run_end_encode(edits["doc_id"].combine_chunks())
    ends = [0, *runs.run_ends.to_pylist()]
    return {doc: (ends[n], ends[n + 1] - ends[n]) for n, doc in enumerate(runs.values.to_pylist())}


def _open(document: Document, edits: list[Edit], uri: str, where: tuple[str, int]) -> Open:
    return Open(document, Text(source_text(document, edits), tuple(ledger(document, edits))), uri, *where)
