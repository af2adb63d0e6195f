"""Rows as typed tuples, fields in schema order (a test holds them equal), and their way into Arrow."""

from __future__ import annotations

import builtins  # noqa: TC003
from datetime import datetime  # noqa: TC003  # annotations of NamedTuples are read at run time by their users
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from warehouse.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence


class DocumentRow(NamedTuple):
    """One live document."""

    doc_id: str
    source_id: str
    source_uri: str
    locator: str
    part: str
    version_id: str
    raw_sha256: str
    source_sha256: str
    clean_sha256: str
    output_sha256: str
    cleaning_hash: str
    run_id: str
    fetched_at: datetime
    media_type: str
    header_charset: str
    encoding: str
    bom_length: int
    decoding_decided: str
    decoding_runner_up: str
    decoding_margin: float
    decoding_lied: list[str]
    decoding_exceptions: str
    decoding_verbatim: bool
    markup: str
    text: str
    title: str
    title_raw_start: int | None
    title_raw_end: int | None
    languages: list[str]
    scripts: list[str]
    source_licence: str
    source_chars: int
    chars: int
    removed_chars: int
    inserted_chars: int
    loss: float
    edits: int
    patches: int
    markup_edits: int
    claims: int
    flags: int
    candidates: int
    segments: int
    pairs: int
    status: str


class CaptureRow(NamedTuple):
    """The bytes of an item."""

    raw_sha256: str
    source_id: str
    media_type: str
    header_charset: str
    bytes: int
    body: builtins.bytes | None


class EditRow(NamedTuple):
    """One edit outside the markup layer."""

    edit_id: str
    doc_id: str
    seq: int
    patch_seq: int
    raw_start: int
    raw_end: int
    clean_start: int
    clean_end: int
    removed: str
    inserted: str
    rule_id: str
    evidence: str
    evidence_spans: list[int]
    confidence: float
    via: list[str]


class ClaimRow(NamedTuple):
    """What the source says of itself."""

    doc_id: str
    seq: int
    field: str
    value: str
    raw_start: int
    raw_end: int
    rule_id: str
    verdict: str
    doubts: str | None
    doubted_by: str


class FlagRow(NamedTuple):
    """Damage that cannot be proved or repaired."""

    doc_id: str
    seq: int
    kind: str
    raw_start: int
    raw_end: int
    rule_id: str
    evidence: str
    evidence_spans: list[int]


class CandidateRow(NamedTuple):
    """A refused removal."""

    doc_id: str
    seq: int
    rule_id: str
    raw_start: int
    raw_end: int
    reason: str


class SegmentRow(NamedTuple):
    """A unit of one language."""

    doc_id: str
    ordinal: int
    clean_start: int
    clean_end: int
    raw_start: int
    raw_end: int
    kind: str
    level: int
    row: int
    language: str
    text: str


class PairRow(NamedTuple):
    """Two segments that translate each other."""

    doc_id: str
    left: int
    right: int
    score: float
    method: str


class OverlapRow(NamedTuple):
    """Text that two documents share."""

    doc_id: str
    other_id: str
    script: str
    kind: str
    clean_start: int
    clean_end: int
    other_start: int
    other_end: int
    shared: int
    stretches: int
    containment: float
    identity: float
    letters: int
    other_letters: int
    differences: int
    difference_spans: list[int]
    folded: bool


class ClusterRow(NamedTuple):
    """Which document stands for another."""

    doc_id: str
    canonical_id: str
    reason: str
    held: float


class VanishedRow(NamedTuple):
    """A document whose item is gone."""

    doc_id: str
    source_id: str
    source_uri: str
    locator: str
    part: str
    version_id: str
    raw_sha256: str
    clean_sha256: str
    title: str
    last_seen: datetime
    vanished_at: datetime
    moved_to: str
    text: str | None


class RuleRow(NamedTuple):
    """A rule of the catalogue."""

    rule_id: str
    version: int
    hash: str
    says: str
    why: str


class RunRow(NamedTuple):
    """A run's start or end."""

    run_id: str
    state: str
    logged_at: datetime
    code_version: str = ""
    lock_hash: str = ""
    rules_hash: str = ""
    settings: str = "{}"
    command: str = ""
    parent_release: int | None = None
    new_release: int | None = None
    counts: str = "{}"
    error: str = ""


class FetchRow(NamedTuple):
    """One request, or one read of a file."""

    run_id: str
    source_id: str
    uri: str
    final_uri: str
    logged_at: datetime
    status: int = 0
    etag: str = ""
    last_modified: str = ""
    redirects: Sequence[str] = ()
    robots: str = ""
    container_sha256: str = ""
    container_offset: int | None = None
    warc_record_id: str = ""
    raw_sha256: str = ""
    bytes: int = 0
    error: str = ""


class SightingRow(NamedTuple):
    """One item of one run."""

    run_id: str
    source_id: str
    doc_id: str
    locator: str
    part: str
    source_uri: str
    logged_at: datetime
    state: str
    raw_sha256: str = ""
    version_id: str = ""
    says: str = ""


class QualityRow(NamedTuple):
    """One measured figure."""

    run_id: str
    scope: str
    metric: str
    value: float
    threshold: float | None
    severity: str
    passed: bool


class QuarantineRow(NamedTuple):
    """An item that could not become a document."""

    run_id: str
    source_id: str
    doc_id: str
    locator: str
    part: str
    source_uri: str
    raw_sha256: str
    cleaning_hash: str
    stage: str
    error: str
    attempts: int
    logged_at: datetime


class VerdictRow(NamedTuple):
    """A person's judgement."""

    run_id: str
    doc_id: str
    about: str
    subject: str
    raw_start: int
    raw_end: int
    verdict: str
    reviewer: str
    note: str
    logged_at: datetime
    raw_sha256: str | None = None
    text: str | None = None


class ErasureRow(NamedTuple):
    """A purged document."""

    run_id: str
    source_id: str
    doc_id: str
    raw_sha256: str
    clean_sha256: str
    reason: str
    releases: list[int]
    logged_at: datetime


RELEASE_ROWS = {
    "captures": CaptureRow, "documents": DocumentRow, "edits": EditRow, "claims": ClaimRow, "flags": FlagRow,
    "candidates": CandidateRow, "segments": SegmentRow, "pairs": PairRow, "overlaps": OverlapRow, "clusters": ClusterRow, "vanished": VanishedRow, "rules": RuleRow,
}  # fmt: skip
LOG_ROWS = {
    "runs": RunRow, "fetches": FetchRow, "sightings": SightingRow, "quality": QualityRow, "quarantine": QuarantineRow,
    "verdicts": VerdictRow, "erasures": ErasureRow,
}  # fmt: skip

LogRow = RunRow | FetchRow | SightingRow | QualityRow | QuarantineRow | VerdictRow | ErasureRow


def table_of(name: str, rows: Sequence[tuple[object, ...]]) -> pa.Table:
    """Return the Arrow table `name` of rows whose values stand in schema order."""
    schema = TABLES[name].schema
    if not rows:
        return schema.empty_table()
    arrays = [pa.array(values, field.type) for values, field in zip(zip(*rows, strict=True), schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)
