"""The laws of documents as they stand in a bucket's files: back to text and bytes, and every row in its place."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cleaners.errors import PalimpsestError
from warehouse import ids, markup
from warehouse.restore import Document, edits_of, source_bytes, source_text
from warehouse.rows import FRESH, STALE, output_digests
from warehouse.schema import OUTPUT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pyarrow as pa

    from warehouse.rows import Digests

SPANNED = ("claims", "flags", "candidates", "segments", "edits")


class Fault(NamedTuple):
    """What is wrong with a document's rows of a table."""

    table: str
    doc_id: str
    says: str


@dataclass(frozen=True)
class Group:
    """The rows of a bucket, sorted by doc_id, their digests, the catalogue's rules and the bodies of stateful codecs."""

    tables: Mapping[str, pa.Table]
    digests: Mapping[str, Digests]
    rules: set[str]
    bodies: Mapping[str, bytes]
    erased: frozenset[str] = frozenset()  # documents that stand emptied: only their digests are proved

    @property
    def documents(self) -> pa.Table:
        """The documents of the bucket."""
        return self.tables["documents"]


def document_problems(group: Group) -> Iterator[Fault]:
    """Yield every broken law; a bucket whose rows do not belong to its documents is judged no further."""
    ids_ = group.documents["doc_id"].to_pylist()
    if len(set(ids_)) != len(ids_):
        yield Fault("documents", "", "a document stands twice")
        return
    astray = list(_astray(group, ids_))
    yield from astray
    if astray:
        return
    yield from _outputs(group)
    yield from _cited(group)
    ends = {t.name: np.concatenate([[0], np.cumsum(group.documents[t.name].to_numpy())]) for t in OUTPUT}
    for n, doc in enumerate(ids_):
        if doc in group.erased:
            continue
        rows = {name: group.tables[name].slice(int(end[n]), int(end[n + 1] - end[n])) for name, end in ends.items()}
        yield from _document(group, group.documents.slice(n, 1), rows)


def _astray(group: Group, docs: list[str]) -> Iterator[Fault]:
    """Every row belongs to a document, and every document has as many rows as it says, in its place."""
    for table in OUTPUT:
        have = group.tables[table.name]["doc_id"].to_numpy(zero_copy_only=False)
        want = np.repeat(np.array(docs, dtype=object), group.documents[table.name].to_numpy())
        if len(have) != len(want) or not (have == want).all():
            size = min(len(have), len(want))
            wrong = np.flatnonzero(have[:size] != want[:size])
            place = int(wrong[0]) if len(wrong) else size
            doc = str((have if len(have) > place else want)[place])
            yield Fault(table.name, doc, f"{len(have)} rows where the documents count {len(want)}; they part at row {place}")


def _outputs(group: Group) -> Iterator[Fault]:
    """Identities follow from the rows."""
    columns = ("doc_id", "source_id", "locator", "part", "raw_sha256", "output_sha256", "version_id", "status")
    none = np.empty((0, ids.DIGEST), dtype=np.uint8)
    outputs = output_digests(group.documents, {t.name: group.digests.get(t.name, none) for t in OUTPUT})
    rows = zip(*(group.documents[name].to_pylist() for name in columns), outputs, strict=True)
    for doc, source, locator, part, raw, output, version, status, want in rows:
        if doc in group.erased:
            continue
        if doc != ids.doc_id(source, locator, part):
            yield Fault("documents", doc, "its doc_id is not that of its source and locator")
        if output != want:
            yield Fault("documents", doc, "output_sha256 is not that of its rows")
        if version != ids.version_id(doc, raw, output):
            yield Fault("documents", doc, "version_id is not that of its bytes and output")
        if status not in (FRESH, STALE):
            yield Fault("documents", doc, f"status {status!r} is unknown")


def _cited(group: Group) -> Iterator[Fault]:
    """Every rule that acted stands in the catalogue."""
    for name in ("edits", "claims", "flags", "candidates"):
        unknown = set(group.tables[name]["rule_id"].unique().to_pylist()) - group.rules
        for rule in sorted(unknown):
            yield Fault(name, "", f"rule {rule} does not stand in table rules")


def _document(group: Group, document: pa.Table, rows: dict[str, pa.Table]) -> Iterator[Fault]:
    row = Document(*(document[name][0].as_py() for name in Document._fields))
    edits = edits_of(rows["edits"])
    try:
        source = source_text(row, edits)
        body = source_bytes(row, source, group.bodies.get(row.raw_sha256))
    except (PalimpsestError, ValueError, LookupError, TypeError) as error:
        yield Fault("edits", row.doc_id, f"does not go back to its source: {error}")
        return
    if hashlib.sha256(body).hexdigest() != row.raw_sha256:
        yield Fault("documents", row.doc_id, "does not go back to its bytes")
    yield from _texts(document, row, source)
    yield from _edits(row, rows["edits"])
    yield from _segments(row, rows)
    yield from _spans(row, rows, len(source))
    cited = markup.rules(row.markup) - group.rules
    if cited:
        yield Fault("documents", row.doc_id, f"its markup cites rules that do not stand in table rules: {', '.join(sorted(cited))}")


def _texts(document: pa.Table, row: Document, source: str) -> Iterator[Fault]:
    facts = (
        ("clean_sha256", ids.sha256_text(row.text)),
        ("source_sha256", ids.sha256_text(source)),
        ("chars", len(row.text)),
        ("source_chars", len(source)),
    )
    for name, found in facts:
        if document[name][0].as_py() != found:
            yield Fault("documents", row.doc_id, f"{name} is not that of its text")


def _edits(row: Document, edits: pa.Table) -> Iterator[Fault]:
    columns = ("edit_id", "seq", "raw_start", "raw_end", "clean_start", "clean_end", "removed", "inserted", "rule_id")
    for n, (name, seq, start, end, low, high, removed, inserted, rule) in enumerate(
        zip(*(edits[c].to_pylist() for c in columns), strict=True)
    ):
        if seq != n or end != start + len(removed) or row.text[low:high] != inserted:
            yield Fault("edits", row.doc_id, f"edit {n} does not stand where it says")
        if name != ids.edit_id(row.doc_id, row.raw_sha256, (start, end), inserted, rule):
            yield Fault("edits", row.doc_id, f"edit {n}: its edit_id is not that of its content")


def _segments(row: Document, rows: dict[str, pa.Table]) -> Iterator[Fault]:
    columns = ("ordinal", "clean_start", "clean_end", "text")
    segments = rows["segments"]
    for n, (ordinal, start, end, text) in enumerate(zip(*(segments[c].to_pylist() for c in columns), strict=True)):
        if ordinal != n or row.text[start:end] != text:
            yield Fault("segments", row.doc_id, f"segment {n} is not its span of the clean text")
    count = segments.num_rows
    for left, right in zip(rows["pairs"]["left"].to_pylist(), rows["pairs"]["right"].to_pylist(), strict=True):
        if not (0 <= left < count and 0 <= right < count and left != right):
            yield Fault("pairs", row.doc_id, f"the pair {left}, {right} names no segments")


def _spans(row: Document, rows: dict[str, pa.Table], size: int) -> Iterator[Fault]:
    for name in SPANNED:
        starts, ends = rows[name]["raw_start"].to_numpy(), rows[name]["raw_end"].to_numpy()
        if len(starts) and not ((starts >= 0).all() and (starts <= ends).all() and (ends <= size).all()):
            yield Fault(name, row.doc_id, f"a span lies outside its source text of {size} characters")
