"""The laws of one document, checked before its rows are written: a document that breaks one is quarantined, not published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaners.text import revert

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaners import Cleaned
    from cleaners.text import RawCandidate, RawClaim, RawFlag


def broken(cleaned: Cleaned, body: bytes) -> Iterator[str]:
    """Yield a sentence for every law the document breaks; nothing for a sound one."""
    ledger, text = cleaned.ledger, cleaned.text
    if revert(text, ledger.edits) != ledger.source or cleaned.decoding.text != ledger.source:
        yield "clean text and edits do not give the source text back"
    if cleaned.decoding.encode() != body:
        yield "the decoding does not give the bytes back"
    if not _publishable(text) or not _publishable(ledger.source):
        yield "the text holds lone surrogates, which no Parquet reader takes"
    yield from _spans(cleaned)
    yield from _segments(cleaned)


def _publishable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _spans(cleaned: Cleaned) -> Iterator[str]:
    size = len(cleaned.ledger.source)
    end = 0
    for edit in cleaned.edits:
        if edit.raw_start < end or edit.raw_end > size:
            yield f"an edit of {edit.rule} at {edit.raw_start}:{edit.raw_end} overlaps the one before it or leaves the text"
        end = edit.raw_end
    marks: list[RawClaim | RawFlag | RawCandidate] = [*cleaned.claims, *cleaned.flags, *cleaned.candidates]
    for mark in marks:
        if not 0 <= mark.raw_start <= mark.raw_end <= size:
            yield f"a span of {mark.rule}, {mark.raw_start}:{mark.raw_end}, lies outside a text of {size} characters"


def _segments(cleaned: Cleaned) -> Iterator[str]:
    text, end = cleaned.text, 0
    for n, s in enumerate(cleaned.segments):
        if s.clean_start < end or text[s.clean_start : s.clean_end] != s.text:
            yield f"segment {n} at {s.clean_start}:{s.clean_end} is not its span of the clean text"
        if (s.raw_start, s.raw_end) != cleaned.ledger.source_span(s.clean_start, s.clean_end):
            yield f"segment {n} does not lie at {s.raw_start}:{s.raw_end} of the source text"
        end = s.clean_end
    for pair in cleaned.pairs:
        if (
            not (0 <= pair.left < len(cleaned.segments) and 0 <= pair.right < len(cleaned.segments))
            or pair.left == pair.right
        ):
            yield f"a pair joins segments {pair.left} and {pair.right} of {len(cleaned.segments)}"
