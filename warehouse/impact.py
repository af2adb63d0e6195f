"""What a change of rules would do to a release: its captures cleaned anew, compared span by span, nothing written."""

from __future__ import annotations

import hashlib
import heapq
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from cleaners.errors import PalimpsestError
from cleaners.page import Page
from warehouse.opened import documents
from warehouse.protect import spans_in
from warehouse.restore import capture_of, source_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cleaners.page import Profile
    from cleaners.text import Edit, Span, Text
    from warehouse.house import Warehouse
    from warehouse.opened import Open
    from warehouse.read import Release

SAMPLES = 20
CONTEXT = 40  # code points shown on each side of a sample
FAILURES = 5  # failed documents named

Kind = Literal["takes", "gives back", "writes"]
Form = list[tuple[int, int, str]]  # what edits do to a text, whoever does it: raw_start, raw_end, inserted


class Trial(NamedTuple):
    """A source's rules as they are and as they would be; `before` is None where the files hold the change already."""

    source_id: str
    before: Profile | None
    after: Profile


class Sample(NamedTuple):
    """One change in context, in code points of the source: what would be taken, given back, or written otherwise."""

    doc_id: str
    source_uri: str
    kind: Kind
    rule: str
    evidence: str
    raw_start: int
    raw_end: int
    before: str
    text: str
    inserted: str
    after: str


@dataclass
class Impact:
    """The sums: documents looked at and changed, characters by kind and rule, and documents the code alone would change."""

    documents: int = 0
    changed: int = 0
    drifted: int = 0
    characters: Counter[Kind] = field(default_factory=Counter)
    rules: Counter[tuple[str, Kind]] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    samples: tuple[Sample, ...] = ()


def impact(house: Warehouse, release: Release, trials: Iterable[Trial], *, seed: int) -> Impact:
    """Return what the trials would change in a release; the same for the same seed."""
    done = Impact()
    chosen: list[tuple[bytes, Sample]] = []
    for trial in trials:
        for sample in _changes(house, release, trial, done):
            key = f"{seed}/{sample.doc_id}/{sample.kind}/{sample.raw_start}"
            chosen.append((hashlib.sha256(key.encode()).digest(), sample))
            if len(chosen) > SAMPLES * 50:  # keeps memory flat; the smallest keys are the sample
                chosen = heapq.nsmallest(SAMPLES, chosen)
    done.samples = tuple(sample for _, sample in heapq.nsmallest(SAMPLES, chosen))
    return done


def _changes(house: Warehouse, release: Release, trial: Trial, done: Impact) -> Iterator[Sample]:
    """Yield the changes in a source's documents, and count them."""
    cleaning = _Cleaning(house, release, trial.source_id)
    for opened in documents(release, release.number, trial.source_id):
        done.documents += 1
        try:
            after = cleaning.text(opened, trial.after)
            if form_of(after.edits) == form_of(opened.text.edits):
                continue
            before = cleaning.text(opened, trial.before) if trial.before else opened.text
        except PalimpsestError as error:
            done.failed.append(f"{opened.uri}: {str(error).partition(chr(10))[0]}")
            continue
        found = list(compared(before, after))
        done.changed += bool(found)
        done.drifted += not found
        for kind, edit, span in found:
            length = span[1] - span[0] or len(edit.inserted)
            done.characters[kind] += length
            done.rules[edit.rule, kind] += length
            yield _sample(opened, kind, edit, span)


class _Cleaning:
    """A source's documents cleaned from the bytes that a release gives back."""

    def __init__(self, house: Warehouse, release: Release, source_id: str) -> None:
        self.release, self.protected = release, house.protected()
        table = release.table("documents", ["doc_id", "source_id", "media_type", "header_charset"])
        self.told = {
            row["doc_id"]: (row["media_type"], row["header_charset"])
            for row in table.to_pylist()
            if row["source_id"] == source_id
        }

    def text(self, opened: Open, profile: Profile) -> Text:
        """Return a document's ledger under a profile."""
        from cleaners.document import clean  # 0.3 CPU s of models

        document, source = opened.document, opened.text.source
        body = capture_of(self.release, document) if document.decoding_verbatim else None
        media_type, charset = self.told[document.doc_id]
        found = self.protected.get(document.doc_id, ())
        page = Page(uri=opened.uri, protected=spans_in(found, document.raw_sha256, lambda: source))
        return clean(
            source_bytes(document, source, body), uri=opened.uri, media_type=media_type, header_charset=charset,
            profile=profile, page=page,
        ).ledger  # fmt: skip


def form_of(edits: Iterable[Edit]) -> Form:
    """Return what edits do to a text, whichever rule each belongs to."""
    return [(edit.raw_start, edit.raw_end, edit.inserted) for edit in edits]


def compared(before: Text, after: Text) -> Iterator[tuple[Kind, Edit, Span]]:
    """Yield each difference between two ledgers of one source, with the edit that makes it and its source span."""
    sides: tuple[tuple[Kind, Text, Text], ...] = (("takes", after, before), ("gives back", before, after))
    for kind, ours, theirs in sides:
        for edit, span in uncovered(ours.edits, theirs.edits):
            yield kind, edit, span
    known = set(form_of(before.edits))
    for edit, form in zip(after.edits, form_of(after.edits), strict=True):
        if edit.inserted and form not in known and not list(uncovered([edit], before.edits)):
            yield "writes", edit, form[:2]


def uncovered(ours: Sequence[Edit], theirs: Sequence[Edit]) -> Iterator[tuple[Edit, Span]]:
    """Yield the parts of our edits' spans that none of theirs covers; both are sorted and disjoint.

    >>> from cleaners.text import Edit, Evidence
    >>> ours, theirs = (Edit(n, text, "", "a.b", Evidence("x"), 1.0, (), 0) for n, text in ((0, "abcde"), (2, "c")))
    >>> [span for _, span in uncovered([ours], [theirs])]
    [(0, 2), (3, 5)]
    """
    ends = [edit.raw_end for edit in theirs]
    for edit in ours:
        start = edit.raw_start
        for k in range(bisect_right(ends, start), len(theirs)):
            other = theirs[k]
            if other.raw_start >= edit.raw_end:
                break
            if other.raw_start > start:
                yield edit, (start, other.raw_start)
            start = max(start, other.raw_end)
        if start < edit.raw_end:
            yield edit, (start, edit.raw_end)


def _sample(opened: Open, kind: Kind, edit: Edit, span: Span) -> Sample:
    source, (start, end) = opened.text.source, span
    return Sample(
        opened.document.doc_id, opened.uri, kind, edit.rule, edit.evidence.says, start, end,
        source[max(0, start - CONTEXT) : start], source[start:end], edit.inserted, source[end : end + CONTEXT],
    )  # fmt: skip
