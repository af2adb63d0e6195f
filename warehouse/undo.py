"""A release's texts with one rule's edits undone and all others as recorded, from Parquet alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cleaners.errors import StoreError
from cleaners.text import Text
from warehouse.opened import documents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warehouse.read import Release


class Undone(NamedTuple):
    """A document without a rule: `undone` edits of it were taken back."""

    doc_id: str
    source_id: str
    source_uri: str
    text: str
    undone: int


def without(release: Release, rule_id: str) -> Iterator[Undone]:
    """Yield every document of a release as it would read without a rule's edits; raises StoreError for a rule it does not know.

    What another rule did to text this rule had inserted stays as recorded: that edit names this rule in `via`.
    """
    known = release.table("rules", ["rule_id"])["rule_id"].to_pylist()
    if rule_id not in known:
        message = f"release {release.number} knows no rule {rule_id!r}; `palimpsest rules` lists them"
        raise StoreError(message)
    for opened in documents(release, release.number):
        kept = tuple(edit for edit in opened.text.edits if edit.rule != rule_id)
        text = str(Text(opened.text.source, kept))
        document = opened.document
        yield Undone(document.doc_id, document.source_id, opened.uri, text, len(opened.text.edits) - len(kept))
