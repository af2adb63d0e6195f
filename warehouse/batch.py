"""One batch of arrivals: which must be cleaned, what becomes of each, and their rows in staging.

The one place where an error of a document is caught: it is quarantined and the batch goes on.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from cleaners.errors import CleaningError, DecodingError, PalimpsestError, UnusableError
from cleaners.page import Page
from warehouse import ids, laws
from warehouse.items import Deadly, Failed, Fetched, Gone, NotModified
from warehouse.protect import spans_in
from warehouse.records import CaptureRow, QuarantineRow, SightingRow
from warehouse.rows import FRESH, STALE, DocumentRows, Origin, capture_row, rows_of

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from cleaners import Cleaned
    from warehouse.items import Arrival, Item, SourceSpec
    from warehouse.known import Known, KnownRow

MAX_BYTES = 100_000_000  # DESIGN 7; a longer body is a dump, not a page
State = Literal[
    "new", "changed", "recleaned", "unchanged", "returned", "moved", "missing", "vanished", "quarantined", "held back", "suppressed",
]  # fmt: skip


class Update(NamedTuple):
    """What a live row should say without being cleaned again."""

    doc_id: str
    status: str
    source_uri: str
    source_licence: str


class Rejected(NamedTuple):
    """A body that must be kept for a person to look at."""

    raw_sha256: str
    body: bytes


class Blame(NamedTuple):
    """Why an arrival was turned away: stage and sentence of its quarantine row, and how often this was so."""

    stage: str
    error: str
    raw: str = ""
    attempts: int = 1


class LossError(PalimpsestError):
    """A document lost more of its text than its source allows."""


class LawError(PalimpsestError):
    """A document broke a law of its own."""


@dataclass(frozen=True)
class Surroundings:
    """What a batch may ask: the source's settings, what the release knows, what must not be tried again, and lost bodies."""

    spec: SourceSpec
    run_id: str
    now: datetime
    known: Known
    erased: frozenset[str]
    failures: Mapping[tuple[str, str], QuarantineRow]  # by doc_id and raw_sha256, of this very cleaning
    confirmed: frozenset[str]  # documents with protected spans that this cleaning gives as they are
    body_of: Callable[[KnownRow], bytes]
    each: Callable[[Item, Cleaned], None] | None = None


@dataclass
class Work:
    """What a batch did."""

    documents: list[DocumentRows] = field(default_factory=list)
    captures: list[CaptureRow] = field(default_factory=list)
    sightings: list[SightingRow] = field(default_factory=list)
    quarantine: list[QuarantineRow] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    bytes: int = 0


@dataclass(frozen=True)
class BatchReport:
    """Figures of a batch, small enough to be sent between processes."""

    number: int
    states: Counter[str]
    bytes: int
    edits: int
    messages: tuple[str, ...] = ()


def process(batch: Iterable[Arrival], around: Surroundings) -> Work:
    """Clean what must be cleaned; bodies are read one by one and never kept longer than their rows need."""
    work = Work()
    for arrival in batch:
        item = arrival.item
        doc = ids.doc_id(around.spec.source_id, item.locator, item.part)
        known = around.known.get(doc)
        if doc in around.erased:
            _see(work, around, arrival, Sight("suppressed", says="erased"))
        elif isinstance(arrival, Gone):
            _see(work, around, arrival, Sight("missing", says="gone"))
        elif isinstance(arrival, Failed):
            _quarantine(work, around, arrival, Blame("fetch", arrival.error))
        elif isinstance(arrival, Deadly):
            raw = hashlib.sha256(arrival.fetched.body).hexdigest()
            _reject(work, around, arrival.fetched, Blame("process", arrival.error, raw))
        elif known is None and isinstance(arrival, NotModified):
            _quarantine(
                work,
                around,
                arrival,
                Blame("fetch", "not modified, but the warehouse does not know it: fetch it whole"),
            )
        else:
            _arrived(work, around, arrival, known)
    return work


def _arrived(work: Work, around: Surroundings, arrival: Fetched | NotModified, known: KnownRow | None) -> None:
    spec = around.spec
    raw = (
        hashlib.sha256(arrival.body).hexdigest() if isinstance(arrival, Fetched) else known.raw_sha256 if known else ""
    )
    work.bytes += len(arrival.body) if isinstance(arrival, Fetched) else 0
    if known and known.raw_sha256 == raw and _settled(around, known):
        _see(work, around, arrival, Sight("unchanged", raw, known.version_id))
        update(work, known, Update(known.doc_id, FRESH, arrival.item.uri, spec.source_licence))
        return
    fetched = arrival if isinstance(arrival, Fetched) else _refetched(arrival, known, around)
    before = around.failures.get((ids.doc_id(spec.source_id, arrival.item.locator, arrival.item.part), raw))
    if before is not None and before.stage != "loss":  # a loss is judged by a setting that may have been changed since
        _reject(work, around, fetched, Blame(before.stage, before.error, raw, before.attempts))
        return
    _clean(work, around, Met(fetched, raw, known))


def _settled(around: Surroundings, known: KnownRow) -> bool:
    """Whether the live row is what this cleaning would give."""
    spec, doc = around.spec, known.doc_id
    confirmed = doc in around.confirmed if doc in spec.protected else known.confirmed
    return confirmed or known.cleaning_hash == spec.cleaning_of(doc)


class Met(NamedTuple):
    """A document to clean: as it was fetched, its digest, and its live row if there is one."""

    fetched: Fetched
    raw: str
    known: KnownRow | None


def _refetched(arrival: NotModified, known: KnownRow | None, around: Surroundings) -> Fetched:
    if known is None:
        message = "not modified, but not known"
        raise ValueError(message)
    body = around.body_of(known)
    return Fetched(arrival.item, body, known.fetched_at, known.media_type, known.header_charset)


def _clean(work: Work, around: Surroundings, met: Met) -> None:
    spec, fetched, raw = around.spec, met.fetched, met.raw
    try:
        cleaned = _cleaned(spec, fetched, raw)
        rows = _rows(around, met, cleaned)
        if around.each:
            around.each(fetched.item, cleaned)
    except Exception as error:  # noqa: BLE001  # the one place: whatever a document does to us, the others go on
        stage, says = _blame(error)
        _reject(work, around, fetched, Blame(stage, says, raw))
        return
    work.documents.append(rows)
    keep = spec.keep_bodies or rows.document.decoding_verbatim
    origin = Origin(
        spec.source_id, fetched.item, raw, spec.cleaning_hash, around.run_id, fetched.fetched_at, fetched.header_charset
    )
    work.captures.append(capture_row(origin, fetched.body, cleaned.media_type, keep=keep))


def _cleaned(spec: SourceSpec, fetched: Fetched, raw: str) -> Cleaned:
    if len(fetched.body) > MAX_BYTES:
        reason = "too-large"
        raise UnusableError(reason, f"{len(fetched.body):,} bytes; more than {MAX_BYTES:,} are no page")
    if spec.clean is not None:
        return spec.clean(fetched)
    from cleaners.decoding import decode
    from cleaners.document import clean  # 0.3 CPU s of models: queries and tests of the store do without

    item = fetched.item
    found = spec.protected.get(ids.doc_id(spec.source_id, item.locator, item.part), ())
    protected = spans_in(found, raw, lambda: decode(fetched.body, fetched.header_charset).text)
    return clean(
        fetched.body, uri=item.uri, media_type=fetched.media_type, header_charset=fetched.header_charset,
        profile=spec.profile, page=Page(uri=item.uri, protected=protected),
    )  # fmt: skip


def _rows(around: Surroundings, met: Met, cleaned: Cleaned) -> DocumentRows:
    spec, (fetched, raw, known) = around.spec, met
    faults = list(laws.broken(cleaned, fetched.body))
    if faults:
        raise LawError("; ".join(faults[:3]))
    same_bytes = known is not None and known.raw_sha256 == raw
    first_seen = known.fetched_at if known and same_bytes else fetched.fetched_at
    doc = ids.doc_id(spec.source_id, fetched.item.locator, fetched.item.part)
    origin = Origin(
        spec.source_id, fetched.item, raw, spec.cleaning_of(doc), around.run_id, first_seen, fetched.header_charset, spec.source_licence,
    )  # fmt: skip
    rows = rows_of(origin, cleaned)
    if rows.document.loss > spec.max_loss:
        message = (
            f"cleaning took {rows.document.loss:.0%} of the text, more than {spec.max_loss:.0%}: "
            "look at it (`palimpsest clean`), then raise max_loss for this source or disable the rule"
        )
        raise LossError(message)
    return rows


def _blame(error: Exception) -> tuple[str, str]:
    """Return the stage and the sentence of a quarantine row."""
    match error:
        case UnusableError():
            return "intake", str(error)
        case DecodingError():
            return "decoding", str(error)
        case LossError():
            return "loss", str(error)
        case LawError():
            return "laws", str(error)
        case CleaningError():
            return "cleaning", str(error)
    return "cleaning", f"{type(error).__name__}: {error}"


def _reject(work: Work, around: Surroundings, fetched: Fetched, blame: Blame) -> None:
    """Quarantine or hold back what has bytes; the live row, if there is one, is stale from now on."""
    doc = ids.doc_id(around.spec.source_id, fetched.item.locator, fetched.item.part)
    known = around.known.get(doc)
    if (doc, blame.raw) not in around.failures:
        work.rejected.append(Rejected(blame.raw, fetched.body))
    _quarantine(work, around, fetched, blame)
    if known:
        update(work, known, Update(doc, STALE, known.source_uri, known.source_licence))


def _quarantine(work: Work, around: Surroundings, arrival: Arrival, blame: Blame) -> None:
    spec, item = around.spec, arrival.item
    doc = ids.doc_id(spec.source_id, item.locator, item.part)
    if (doc, blame.raw) not in around.failures:  # what failed so before is sighted again, not logged again
        row = QuarantineRow(
            around.run_id, spec.source_id, doc, item.locator, item.part, item.uri, blame.raw, spec.cleaning_of(doc), blame.stage,
            blame.error, blame.attempts, around.now,
        )  # fmt: skip
        work.quarantine.append(row)
    state: State = "held back" if blame.stage == "loss" else "quarantined"
    _see(work, around, arrival, Sight(state, blame.raw, says=blame.error.partition("\n")[0]))


class Sight(NamedTuple):
    """What a sighting says beside its item."""

    state: State
    raw: str = ""
    version: str = ""
    says: str = ""


def _see(work: Work, around: Surroundings, arrival: Arrival, sight: Sight) -> None:
    item, source = arrival.item, around.spec.source_id
    doc = ids.doc_id(source, item.locator, item.part)
    place = (item.locator, item.part, item.uri)
    work.sightings.append(SightingRow(around.run_id, source, doc, *place, around.now, *sight))


def update(work: Work, known: KnownRow, wanted: Update) -> None:
    """Record what a live row should say, where it says something else."""
    if wanted != Update(known.doc_id, known.status, known.source_uri, known.source_licence):
        work.updates.append(wanted)
