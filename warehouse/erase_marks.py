"""What an erasure does to the marks of sites: they quote pages.

A proposal that quotes the document goes; it comes back by itself if other pages share it. An adopted mark is a rule of its source:
it stays while it takes text from another document, without the forms of it that only the erased one had.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from cleaners.repeats.fold import fold
from cleaners.repeats.marks import skeleton_of
from cleaners.site_marks import from_json, to_json
from warehouse import read
from warehouse.layout import files_below, remove, replace_durably
from warehouse.restore import one_document, restored
from warehouse.rows import ERASED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from cleaners.site_marks import Mark
    from warehouse.house import Warehouse
    from warehouse.read import Release

PROPOSED = ".proposed.jsonl"


@dataclass(frozen=True)
class Erasing:
    """The document that goes: its id, and the source texts of its versions, spaces made one and folded."""

    doc_id: str
    texts: tuple[str, ...]
    skeletons: tuple[str, ...]


def erasing(house: Warehouse, doc_id: str) -> Erasing:
    """Return what the kept releases hold of a document."""
    texts = {text for release in read.releases(house.layout) for text in _texts(release, doc_id)}
    folded = [skeleton_of(text, fold(text)).text for text in sorted(texts)]
    return Erasing(doc_id, tuple(map(_joined, sorted(texts))), tuple(folded))


def _texts(release: Release, doc_id: str) -> Iterator[str]:
    """Yield what a release says of a document that an erasure cut off has not emptied yet."""
    live = one_document(release, "documents", doc_id, ["doc_id", "status"])
    if live.num_rows and live["status"][0].as_py() != ERASED:
        yield restored(release, doc_id).source
    gone = one_document(release, "vanished", doc_id, ["doc_id", "text"])["text"]
    yield from (text for text in gone.to_pylist() if text)


def purge_marks(house: Warehouse, gone: Erasing) -> list[Path]:
    """Take what quotes the document out of the files of marks; return those that were changed."""
    changed = []
    for path in list(files_below(house.layout.root / "marks")):
        marks = from_json(path.read_text("utf-8"))
        left = list(
            _proposals(marks, gone) if path.name.endswith(PROPOSED) else _adopted(house.head(), path.stem, marks, gone)
        )
        if left == marks:
            continue
        changed.append(path)
        if left:
            replace_durably(path, to_json(left).encode(), scratch=path.with_suffix(".new"))
        else:
            remove(path)
    return changed


def _proposals(marks: Sequence[Mark], gone: Erasing) -> Iterator[Mark]:
    yield from (mark for mark in marks if not _quotes(mark, gone))


def _adopted(head: Release | None, source: str, marks: Sequence[Mark], gone: Erasing) -> Iterator[Mark]:
    """Yield the marks that other documents bear out, with the forms that they have."""
    for mark in marks:
        if not _quotes(mark, gone):
            yield mark
        elif others := _taken(head, source, mark, gone):
            forms = (form for form in mark.examples if any(form in each for each in others) or not _holds(gone, form))
            yield replace(mark, examples=tuple(forms))


def _taken(head: Release | None, source: str, mark: Mark, gone: Erasing) -> set[str]:
    """Return what an adopted mark took from other documents."""
    if head is None:
        return set()
    edits = head.table("edits", ["doc_id", "rule_id", "removed"], source)
    its = pc.equal(edits["rule_id"], f"site.{source}.{mark.digest}")
    found = edits.filter(pc.and_(its, pc.not_equal(edits["doc_id"], gone.doc_id)))
    return {_joined(text) for text in found["removed"].to_pylist()}


def _quotes(mark: Mark, gone: Erasing) -> bool:
    return any(mark.skeleton in text for text in gone.skeletons) or any(_holds(gone, form) for form in mark.examples)


def _holds(gone: Erasing, form: str) -> bool:
    return any(form in text for text in gone.texts)


def _joined(text: str) -> str:
    return " ".join(text.split())
