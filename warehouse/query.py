"""What became of a text: found folded in source texts and followed through the ledger; and from a clean sentence back to its bytes."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Literal, NamedTuple

from cleaners.decoding import Decoding, Proof, decode
from cleaners.errors import StoreError
from cleaners.repeats.fold import fold
from cleaners.text import Text
from warehouse import markup, read
from warehouse.opened import documents
from warehouse.protect import protections, spans_in
from warehouse.restore import capture_of, one_document
from warehouse.rows import exceptions_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.text import Span
    from warehouse.house import Warehouse
    from warehouse.opened import Open
    from warehouse.protect import Protection
    from warehouse.read import Release, View
    from warehouse.restore import Document

Verdict = Literal["kept", "removed", "changed", "superseded", "vanished", "quarantined", "held back", "never seen"]
PENDING = "; its place is protected: the next `palimpsest ingest` restores it"
EXCERPT = 60  # characters shown on each side of a place


class Change(NamedTuple):
    """An edit that lies on a found text."""

    rule_id: str
    evidence: str
    raw_start: int
    raw_end: int
    removed: str
    inserted: str
    confidence: float


class Answer(NamedTuple):
    """What became of one occurrence; spans are of the source text, -1 where there is no document."""

    verdict: Verdict
    says: str
    doc_id: str = ""
    source_id: str = ""
    source_uri: str = ""
    release: int = 0
    raw_start: int = -1
    raw_end: int = -1
    excerpt: str = ""
    changes: tuple[Change, ...] = ()


class TracedClaim(NamedTuple):
    """A claim of the document a sentence stands in."""

    field: str
    value: str
    raw_start: int
    raw_end: int
    rule_id: str
    doubted_by: str


class Traced(NamedTuple):
    """A clean sentence with the way back: source text, source bytes, and what the source says of itself."""

    doc_id: str
    source_id: str
    source_uri: str
    version_id: str
    release: int
    clean_start: int
    clean_end: int
    raw_start: int
    raw_end: int
    byte_start: int
    byte_end: int
    raw_sha256: str
    source: str
    changes: tuple[Change, ...]
    claims: tuple[TracedClaim, ...]


def why(house: Warehouse, text: str, limit: int = 20) -> list[Answer]:
    """Return what became of `text`, at most `limit` occurrences: live documents first, then what is gone or never became one.

    Raises StoreError where nothing is left of the text to look for.
    """
    wanted = fold(text).text
    if not wanted:
        message = "nothing to look for: the text holds white space only"
        raise StoreError(message)
    found = list(islice(_answers(house, wanted), limit))
    return found or [Answer("never seen", "no source text, vanished document or rejected body holds it")]


def _answers(house: Warehouse, wanted: str) -> Iterator[Answer]:
    head = house.open()
    kept = protections(house.log)
    for opened in documents(head, head.number):
        yield from _live(opened, wanted, kept.get(opened.document.doc_id, ()))
    yield from _vanished(head, wanted)
    yield from _rejected(house, wanted)
    yield from _superseded(house, head, wanted)


def _live(opened: Open, wanted: str, kept: Sequence[Protection]) -> Iterator[Answer]:
    text = opened.text
    spans = spans_in(kept, opened.document.raw_sha256, lambda: text.source)
    for start, end in places(text, wanted):
        changes = changes_at(text, start, end) or _markup_at(text, start, end)
        verdict, says = _verdict(text.source, (start, end), changes)
        pending = any(change.raw_start < high and low < change.raw_end for change in changes for low, high in spans)
        yield Answer(
            verdict, says + PENDING * pending, opened.document.doc_id, opened.document.source_id, opened.uri, opened.release, start, end,
            excerpt(text.source, start, end), changes,
        )  # fmt: skip


def places(text: Text, wanted: str) -> list[Span]:
    """Return the source spans of a folded text: in what the page showed, else in the clean text, else among its markup."""
    layer = tuple(edit for edit in text.edits if edit.rule.startswith(markup.FAMILY))
    shown = Text(text.source, layer)
    found = [shown.source_span(*span) for span in occurrences(str(shown), wanted)]
    found = found or [text.source_span(*span) for span in occurrences(str(text), wanted)]
    return found or (occurrences(text.source, wanted) if layer else [])


def occurrences(text: str, wanted: str) -> list[Span]:
    """Return the spans of `text` that fold to `wanted`, one after the other."""
    folded = fold(text)
    found, at = [], folded.text.find(wanted)
    while at >= 0:
        found.append(folded.span(at, at + len(wanted)))
        at = folded.text.find(wanted, at + len(wanted))
    return found


def changes_at(text: Text, raw_start: int, raw_end: int) -> tuple[Change, ...]:
    """Return the edits that lie on a source span, markup apart."""
    return tuple(
        Change(e.rule, e.evidence.says, e.raw_start, e.raw_end, e.removed, e.inserted, e.confidence)
        for e in text.edits
        if e.raw_start < raw_end
        and max(e.raw_end, e.raw_start + 1) > raw_start
        and not e.rule.startswith(markup.FAMILY)
    )


def _markup_at(text: Text, raw_start: int, raw_end: int) -> tuple[Change, ...]:
    """Return the markup that holds a whole span: a tag itself was asked for."""
    within = (e for e in text.edits if e.raw_start < raw_end and e.raw_end > raw_start)
    held = [e for e in within if e.rule.startswith(markup.FAMILY)]
    if not held or held[0].raw_start > raw_start or held[-1].raw_end < raw_end or any(e.inserted for e in held):
        return ()
    return tuple(
        Change(e.rule, e.evidence.says, e.raw_start, e.raw_end, e.removed, e.inserted, e.confidence) for e in held
    )


def _verdict(source: str, span: Span, changes: tuple[Change, ...]) -> tuple[Verdict, str]:
    if not changes:
        return "kept", "it stands in the clean text as it is"
    rules = ", ".join(dict.fromkeys(change.rule_id for change in changes))
    rest, at = "", span[0]
    for change in changes:
        rest += source[at : change.raw_start] + change.inserted
        at = max(at, change.raw_end)
    rest += source[at : span[1]]
    if not rest.strip():
        return "removed", f"{rules}: {changes[0].evidence}"
    return "changed", f"{rules}: {changes[0].evidence}"


def excerpt(source: str, start: int, end: int) -> str:
    """Return a place with what stands around it, on one line."""
    return " ".join(source[max(0, start - EXCERPT) : end + EXCERPT].split())


def _vanished(head: Release, wanted: str) -> Iterator[Answer]:
    columns = ["doc_id", "source_id", "source_uri", "text", "vanished_at", "last_seen"]
    for row in head.table("vanished", columns).to_pylist():
        for start, end in occurrences(row["text"] or "", wanted):
            says = f"its item was last seen {row['last_seen']:%Y-%m-%d %H:%M} and gone {row['vanished_at']:%Y-%m-%d %H:%M}; the place is of its clean text"
            where = (row["doc_id"], row["source_id"], row["source_uri"], head.number, start, end)
            yield Answer("vanished", says, *where, excerpt(row["text"], start, end))


class Rejection(NamedTuple):
    """Why a body lies in rejected/."""

    doc_id: str
    source_id: str
    source_uri: str
    verdict: Verdict
    says: str


def _rejected(house: Warehouse, wanted: str) -> Iterator[Answer]:
    """Look into the bodies of what was quarantined or held back."""
    reasons = _rejections(house)
    bodies = house.layout.rejected().glob("*/*") if house.layout.rejected().is_dir() else []
    for name, path in sorted({p.name: p for p in bodies if p.is_file()}.items()):
        reason = reasons.get(name)
        text = decode(path.read_bytes()).text if reason else ""
        for start, end in occurrences(text, wanted):
            if reason:
                where = (reason.doc_id, reason.source_id, reason.source_uri, 0, start, end)
                yield Answer(reason.verdict, reason.says, *where, excerpt(text, start, end))


def _rejections(house: Warehouse) -> dict[str, Rejection]:
    """Return why each body was rejected, by its digest."""
    columns = ["doc_id", "source_id", "source_uri", "raw_sha256", "run_id", "state"]
    found: dict[str, Rejection] = {}
    for row in house.log.read("sightings", columns).to_pylist():
        if row["state"] == "held back" and row["raw_sha256"]:
            says = "its source was held back whole: " + _held_why(house, row["run_id"], row["source_id"])
            found[row["raw_sha256"]] = Rejection(row["doc_id"], row["source_id"], row["source_uri"], "held back", says)
    for row in house.log.read("quarantine", [*columns[:4], "stage", "error"]).to_pylist():
        verdict: Verdict = "held back" if row["stage"] == "loss" else "quarantined"
        says = f"{row['stage']}: {row['error']}"
        found[row["raw_sha256"]] = Rejection(row["doc_id"], row["source_id"], row["source_uri"], verdict, says)
    return found


def _held_why(house: Warehouse, run_id: str, source_id: str) -> str:
    sql = "SELECT metric, value, threshold FROM log WHERE run_id = ? AND scope = ? AND NOT passed"
    rows = house.log.query("quality", sql, [run_id, f"source:{source_id}"])
    return (
        "; ".join(f"{metric} {value}, allowed {threshold}" for metric, value, threshold in rows)
        or "see the run's messages"
    )


def _superseded(house: Warehouse, head: Release, wanted: str) -> Iterator[Answer]:
    """Look into versions that older kept releases hold and the newest does not."""
    now = set(head.table("documents", ["version_id"])["version_id"].to_pylist())
    now |= {
        row["version_id"]
        for row in head.table("vanished", ["version_id", "text"]).to_pylist()
        if row["text"] is not None
    }
    live = set(head.table("documents", ["doc_id"])["doc_id"].to_pylist())
    for number in reversed([n for n in read.kept(house.layout) if n < head.number]):
        for opened in documents(house.open(number), number):
            if opened.version_id in now:
                continue
            now.add(opened.version_id)
            for answer in _live(opened, wanted, ()):
                verdict: Verdict = "superseded" if answer.doc_id in live else "vanished"
                says = f"release {number} is the last that holds this version; there it was {answer.verdict}"
                yield answer._replace(verdict=verdict, says=says)


def trace(house: Warehouse, text: str, limit: int = 20) -> list[Traced]:
    """Return where a clean sentence comes from, at most `limit` places; [] where no live document holds it."""
    wanted = fold(text).text
    if not wanted:
        message = "nothing to look for: the text holds white space only"
        raise StoreError(message)
    head = house.open()
    return list(islice(_traces(head, wanted), limit))


def _traces(head: Release, wanted: str) -> Iterator[Traced]:
    for opened in documents(head, head.number):
        spans = occurrences(str(opened.text), wanted)
        claims = _claims(head, opened.document.doc_id) if spans else ()
        for span in spans:
            yield _traced(head, opened, span, claims)


def _traced(head: Release, opened: Open, clean: Span, claims: tuple[TracedClaim, ...]) -> Traced:
    document, text = opened.document, opened.text
    raw = text.source_span(*clean)
    return Traced(
        document.doc_id, document.source_id, opened.uri, opened.version_id, opened.release, *clean, *raw,
        *decoding_of(head, document, text.source).byte_span(*raw), document.raw_sha256, text.source[raw[0] : raw[1]],
        changes_at(text, *raw), claims,
    )  # fmt: skip


def decoding_of(view: View, document: Document, source: str) -> Decoding:
    """Return the decoding of a document as it was."""
    body = (capture_of(view, document) or b"") if document.decoding_verbatim else b""
    exceptions = exceptions_of(document.decoding_exceptions)
    return Decoding(source, document.encoding, Proof("recorded"), document.bom_length, exceptions, body)


def _claims(view: View, doc_id: str) -> tuple[TracedClaim, ...]:
    rows = one_document(view, "claims", doc_id).sort_by("seq").select(list(TracedClaim._fields))
    return tuple(TracedClaim(**row) for row in rows.to_pylist())
