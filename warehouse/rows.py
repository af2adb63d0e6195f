"""A cleaned document as rows of the release tables; the markup layer goes into one column of its document."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from warehouse import ids, markup
from warehouse.measures import languages, loss, scripts
from warehouse.records import (
    CandidateRow,
    CaptureRow,
    ClaimRow,
    DocumentRow,
    EditRow,
    FlagRow,
    PairRow,
    RuleRow,
    SegmentRow,
    table_of,
)
from warehouse.schema import DOCUMENTS, OUTPUT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    import pyarrow as pa

    from cleaners import Cleaned
    from cleaners.decoding import Decoding
    from cleaners.page import Profile
    from cleaners.text import Edit, RawClaim
    from warehouse.items import Item

    Digests = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]

FRESH, STALE, ERASED = "fresh", "stale", "erased"
UNVERIFIED = "unverified"

# Columns of a document that say where and when it was met; the others follow from its bytes and its cleaning.
# The text itself is covered by clean_sha256.
CIRCUMSTANCE = {
    "doc_id", "source_id", "source_uri", "locator", "part", "version_id", "raw_sha256", "output_sha256", "cleaning_hash", "run_id",
    "fetched_at", "header_charset", "source_licence", "status", "text",
}  # fmt: skip
OUTPUT_COLUMNS = [name for name in DOCUMENTS.names if name not in CIRCUMSTANCE]


class Origin(NamedTuple):
    """Where, when and how a document was met."""

    source_id: str
    item: Item
    raw_sha256: str
    cleaning_hash: str
    run_id: str
    fetched_at: datetime
    header_charset: str = ""
    source_licence: str = ""

    @property
    def doc_id(self) -> str:
        """Id of the document."""
        return ids.doc_id(self.source_id, self.item.locator, self.item.part)


class DocumentRows(NamedTuple):
    """All rows of one document but its capture; output_sha256 and version_id are filled in by `tables_of`."""

    document: DocumentRow
    edits: list[EditRow]
    claims: list[ClaimRow]
    flags: list[FlagRow]
    candidates: list[CandidateRow]
    segments: list[SegmentRow]
    pairs: list[PairRow]


def rows_of(origin: Origin, cleaned: Cleaned) -> DocumentRows:
    """Return the rows of a cleaned document."""
    doc = origin.doc_id
    ledger = cleaned.ledger
    edits = list(_edit_rows(doc, origin.raw_sha256, ledger.edits))
    claims = [_claim_row(doc, seq, claim) for seq, claim in enumerate(ledger.claims)]
    flags = [
        FlagRow(doc, seq, f.kind, f.raw_start, f.raw_end, f.rule, f.evidence.says, list(markup.flat(f.evidence.spans)))
        for seq, f in enumerate(ledger.flags)
    ]
    candidates = [
        CandidateRow(doc, seq, c.rule, c.raw_start, c.raw_end, c.reason) for seq, c in enumerate(ledger.candidates)
    ]
    segments = [
        SegmentRow(
            doc, n, s.clean_start, s.clean_end, s.raw_start, s.raw_end, s.kind, s.level, s.row, s.language, s.text
        )
        for n, s in enumerate(cleaned.segments)
    ]
    pairs = sorted(PairRow(doc, p.left, p.right, float(p.score), p.method) for p in cleaned.pairs)
    rows = DocumentRows(_document_row(origin, cleaned), edits, claims, flags, candidates, segments, pairs)
    return rows._replace(document=_counted(rows, cleaned))


def capture_row(origin: Origin, body: bytes, media_type: str, *, keep: bool) -> CaptureRow:
    """Return the row of a capture; without `keep` it holds no body."""
    kept = body if keep else None
    return CaptureRow(origin.raw_sha256, origin.source_id, media_type, origin.header_charset, len(body), kept)


def _edit_rows(doc: str, raw_sha256: str, edits: Sequence[Edit]) -> Iterator[EditRow]:
    clean = raw = seq = 0
    for e in edits:
        clean += e.raw_start - raw
        raw, start = e.raw_end, clean
        clean += len(e.inserted)
        if e.rule.startswith(markup.FAMILY):
            continue
        name = ids.edit_id(doc, raw_sha256, (e.raw_start, e.raw_end), inserted=e.inserted, rule=e.rule)
        spans = list(markup.flat(e.evidence.spans))
        yield EditRow(
            name, doc, seq, e.patch_seq, e.raw_start, e.raw_end, start, clean, e.removed, e.inserted, e.rule,
            e.evidence.says, spans, float(e.confidence), list(e.via),
        )  # fmt: skip
        seq += 1


def _claim_row(doc: str, seq: int, claim: RawClaim) -> ClaimRow:
    return ClaimRow(
        doc,
        seq,
        claim.field,
        claim.value,
        claim.raw_start,
        claim.raw_end,
        claim.rule,
        UNVERIFIED,
        claim.doubts,
        claim.doubted_by,
    )


def _document_row(origin: Origin, cleaned: Cleaned) -> DocumentRow:
    decoding, source, text = cleaned.decoding, cleaned.ledger.source, cleaned.text
    layer, others = markup.split(cleaned.ledger.edits)
    titled = bool(cleaned.title)
    return DocumentRow(
        doc_id=origin.doc_id, source_id=origin.source_id, source_uri=origin.item.uri, locator=origin.item.locator,
        part=origin.item.part, version_id="", raw_sha256=origin.raw_sha256, source_sha256=ids.sha256_text(source),
        clean_sha256=ids.sha256_text(text), output_sha256="", cleaning_hash=origin.cleaning_hash, run_id=origin.run_id,
        fetched_at=origin.fetched_at, media_type=cleaned.media_type, header_charset=origin.header_charset,
        encoding=decoding.encoding, bom_length=decoding.bom_length, decoding_decided=decoding.evidence.decided,
        decoding_runner_up=decoding.evidence.runner_up, decoding_margin=float(decoding.evidence.margin),
        decoding_lied=[f"{lie.kind}:{lie.label}" for lie in decoding.evidence.lied], decoding_exceptions=exceptions_text(decoding),
        decoding_verbatim=bool(decoding.verbatim), markup=markup.write(layer), text=text, title=cleaned.title,
        title_raw_start=cleaned.title_span[0] if titled else None, title_raw_end=cleaned.title_span[1] if titled else None,
        languages=languages(cleaned), scripts=scripts(text), source_licence=origin.source_licence, source_chars=len(source),
        chars=len(text), removed_chars=sum(len(e.removed) for e in others), inserted_chars=sum(len(e.inserted) for e in others),
        loss=loss(cleaned.ledger.edits, source), edits=0, patches=len({e.patch_seq for e in others}), markup_edits=len(layer),
        claims=0, flags=0, candidates=0, segments=0, pairs=0, status=FRESH,
    )  # fmt: skip


def _counted(rows: DocumentRows, cleaned: Cleaned) -> DocumentRow:
    return rows.document._replace(
        edits=len(rows.edits), claims=len(cleaned.claims), flags=len(cleaned.flags), candidates=len(cleaned.candidates),
        segments=len(rows.segments), pairs=len(rows.pairs),
    )  # fmt: skip


def exceptions_text(decoding: Decoding) -> str:
    """Return the exceptions of a decoding as JSON: [[offset, hex bytes], …], '' for none."""
    pairs = [[offset, raw.hex()] for offset, raw in decoding.exceptions]
    return json.dumps(pairs, separators=(",", ":")) if pairs else ""


def exceptions_of(written: str) -> tuple[tuple[int, bytes], ...]:
    """Return the exceptions that `exceptions_text` wrote."""
    return tuple((int(offset), bytes.fromhex(raw)) for offset, raw in json.loads(written)) if written else ()


def tables_of(documents: Iterable[DocumentRows]) -> dict[str, pa.Table]:
    """Return the Arrow tables of documents, sorted by doc_id, with output_sha256 and version_id filled in."""
    done = sorted(documents, key=lambda rows: rows.document.doc_id)
    tables = {
        table.name: table_of(table.name, [row for rows in done for row in getattr(rows, table.name)])
        for table in OUTPUT
    }
    bare = table_of("documents", [rows.document for rows in done])
    digests = {name: ids.row_digests(table) for name, table in tables.items()}
    outputs = output_digests(bare, digests)
    filled = [
        rows.document._replace(
            output_sha256=output, version_id=ids.version_id(rows.document.doc_id, rows.document.raw_sha256, output)
        )
        for rows, output in zip(done, outputs, strict=True)
    ]
    return {"documents": table_of("documents", filled), **tables}


def output_digests(documents: pa.Table, digests: Mapping[str, Digests]) -> list[str]:
    """Return output_sha256 of every document: over its own columns and its rows' digests in the other tables.

    `documents` and the rows behind `digests` are sorted by doc_id, and the documents' counts fit those rows.
    """
    own = ids.row_digests(documents.select(OUTPUT_COLUMNS))
    ends = {name: np.cumsum(documents[name].to_numpy()) for name in digests}
    out = []
    for n in range(documents.num_rows):
        sha = hashlib.sha256(own[n].tobytes())
        for table in OUTPUT:
            end = ends[table.name]
            sha.update(digests[table.name][end[n - 1] if n else 0 : end[n]].tobytes())
        out.append(sha.hexdigest())
    return out


def rule_rows(profiles: Iterable[Profile]) -> list[RuleRow]:
    """Return the catalogue of the rules of profiles, each once; of two that share an id (widened profiles) the last stands."""
    found: dict[str, RuleRow] = {}
    for profile in profiles:
        hashes = profile.hashes
        found |= {
            rule.id: RuleRow(rule.id, rule.version, hashes[rule.id], rule.says, rule.why) for rule in profile.rules
        }
    return sorted(found.values())
