"""Back from a release to ledgers, source texts and bytes: from documents and edits alone, save where a codec keeps state."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from cleaners.decoding import encode
from cleaners.text import Edit, Evidence, revert
from warehouse import markup, shards
from warehouse.errors import StoreError
from warehouse.rows import exceptions_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from warehouse.read import View

NEEDED = [
    "doc_id",
    "source_id",
    "raw_sha256",
    "encoding",
    "bom_length",
    "decoding_exceptions",
    "decoding_verbatim",
    "markup",
    "text",
]


class Restored(NamedTuple):
    """A document with its whole ledger and its source text."""

    doc_id: str
    text: str
    source: str
    edits: list[Edit]


class Document(NamedTuple):
    """What it takes to go back from a document's row."""

    doc_id: str
    source_id: str
    raw_sha256: str
    encoding: str
    bom_length: int
    decoding_exceptions: str
    decoding_verbatim: bool
    markup: str
    text: str


def edits_of(rows: pa.Table) -> list[Edit]:
    """Return rows of edits as edits, in order."""
    columns = (
        "raw_start",
        "removed",
        "inserted",
        "rule_id",
        "evidence",
        "evidence_spans",
        "confidence",
        "via",
        "patch_seq",
    )
    lists = (rows[name].to_pylist() for name in columns)
    return [
        Edit(start, removed, inserted, rule, Evidence(says, markup.spans_of(spans)), confidence, tuple(via), seq)
        for start, removed, inserted, rule, says, spans, confidence, via, seq in zip(*lists, strict=True)
    ]


def ledger(document: Document, edits: Iterable[Edit]) -> list[Edit]:
    """Return the whole ledger of a document, markup included."""
    return markup.join(markup.read(document.markup), edits)


def source_text(document: Document, edits: Iterable[Edit]) -> str:
    """Return the source text; raises CleaningError where the ledger does not fit."""
    return revert(document.text, ledger(document, edits))


def source_bytes(document: Document, source: str, body: bytes | None) -> bytes:
    """Return the bytes of a source text; `body` is the capture, needed for stateful codecs only."""
    if document.decoding_verbatim:
        if body is None:
            message = f"document {document.doc_id}: its encoding {document.encoding} keeps state, and its capture is not there"
            raise StoreError(message)
        return body
    return encode(
        source, document.encoding, exceptions_of(document.decoding_exceptions), bom_length=document.bom_length
    )


def restored(view: View, doc_id: str) -> Restored:
    """Return a live document with ledger and source text; raises StoreError where there is none."""
    document, edits = _load(view, doc_id)
    return Restored(doc_id, document.text, source_text(document, edits), ledger(document, edits))


def body_of(view: View, doc_id: str) -> bytes:
    """Return the bytes a live document was made from."""
    document, edits = _load(view, doc_id)
    body = capture_of(view, document) if document.decoding_verbatim else None
    return source_bytes(document, source_text(document, edits), body)


def _load(view: View, doc_id: str) -> tuple[Document, list[Edit]]:
    rows = one_document(view, "documents", doc_id, NEEDED)
    if not rows.num_rows:
        message = f"no live document {doc_id}: `palimpsest why` finds what became of a text"
        raise StoreError(message)
    document = Document(*(rows[name][0].as_py() for name in Document._fields))
    return document, edits_of(one_document(view, "edits", doc_id).sort_by("seq"))


def one_document(view: View, table: str, doc_id: str, columns: list[str] | None = None) -> pa.Table:
    """Return a document's rows of a table; only shards whose bucket can hold it are read."""
    bits = f"{int(doc_id, 16):0128b}"
    parts = [
        rows.filter(pc.equal(rows["doc_id"], doc_id))
        for shard in view.of(table)
        if bits.startswith(shard.bucket) and shard.rows
        for rows in [shards.read(view.path / shard.name, columns)]
    ]
    if parts:
        return pa.concat_tables(parts)
    empty = view.table(table, columns).slice(0, 0)
    return empty if columns is None else empty.select(columns)


def capture_of(view: View, document: Document) -> bytes | None:
    """Return the body a document was made from, None where it is not kept."""
    for shard in view.of("captures", document.source_id):
        rows = shards.read(view.path / shard.name, ["raw_sha256", "body"])
        found = rows.filter(pc.equal(rows["raw_sha256"], document.raw_sha256))
        if found.num_rows:
            body: bytes | None = found["body"][0].as_py()
            return body
    return None
