"""The markup layer: edits of rules `markup.*` as one JSON text, delta-coded, from which they come back as they were.

Tags are most of an HTML page's edits and none of its losses; apart they leave `edits` readable, together they compress tenfold.
JSON, because anyone can read it without this package, and Parquet compresses it; the format stands in docs/tables.md.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from cleaners.text import Edit, Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

FAMILY = "markup."


class Kind(NamedTuple):
    """What many edits of the layer share."""

    rule: str
    says: str
    spans: tuple[int, ...]
    confidence: float
    via: tuple[str, ...]


class Layer(TypedDict):
    """The JSON object: parallel lists, one entry an edit, and the kinds they point to."""

    gap: list[int]
    removed: list[str]
    inserted: list[str]
    seq: list[int]
    kind: list[int]
    kinds: list[tuple[str, str, list[int], float, list[str]]]


def split(edits: Iterable[Edit]) -> tuple[list[Edit], list[Edit]]:
    """Return the edits of the markup layer and the others, each in order."""
    layer: list[Edit] = []
    others: list[Edit] = []
    for edit in edits:
        (layer if edit.rule.startswith(FAMILY) else others).append(edit)
    return layer, others


def join(layer: Iterable[Edit], others: Iterable[Edit]) -> list[Edit]:
    """Return the whole ledger: the inverse of `split`."""
    return sorted([*layer, *others], key=lambda e: (e.raw_start, e.raw_end))


def write(edits: Sequence[Edit]) -> str:
    """Return sorted, disjoint edits as JSON, '' for none."""
    if not edits:
        return ""
    kinds: dict[Kind, int] = {}
    layer: Layer = {"gap": [], "removed": [], "inserted": [], "seq": [], "kind": [], "kinds": []}
    end = seq = 0
    for edit in edits:
        layer["gap"].append(edit.raw_start - end)
        layer["removed"].append(edit.removed)
        layer["inserted"].append(edit.inserted)
        layer["seq"].append(edit.patch_seq - seq)
        kind = Kind(edit.rule, edit.evidence.says, flat(edit.evidence.spans), edit.confidence, edit.via)
        layer["kind"].append(kinds.setdefault(kind, len(kinds)))
        end, seq = edit.raw_end, edit.patch_seq
    layer["kinds"] = [(k.rule, k.says, list(k.spans), k.confidence, list(k.via)) for k in kinds]
    return json.dumps(layer, ensure_ascii=False, separators=(",", ":"))


def read(written: str) -> Iterator[Edit]:
    """Yield the edits of a written layer, as they were given to `write`."""
    if not written:
        return
    layer: Layer = json.loads(written)
    kinds = [
        (rule, Evidence(says, spans_of(spans)), confidence, tuple(via))
        for rule, says, spans, confidence, via in layer["kinds"]
    ]
    end = seq = 0
    columns = zip(layer["gap"], layer["removed"], layer["inserted"], layer["seq"], layer["kind"], strict=True)
    for gap, removed, inserted, step, kind in columns:
        rule, evidence, confidence, via = kinds[kind]
        seq += step
        yield Edit(end + gap, removed, inserted, rule, evidence, confidence, via, seq)
        end += gap + len(removed)


def rules(written: str) -> set[str]:
    """Return the rules a written layer cites."""
    if not written:
        return set()
    layer: Layer = json.loads(written)
    return {rule for rule, _, _, _, via in layer["kinds"] for rule in (rule, *via)}


def flat(spans: Iterable[tuple[int, int]]) -> tuple[int, ...]:
    """Return spans as start, end, start, end, …."""
    return tuple(place for span in spans for place in span)


def spans_of(places: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Return the spans of start, end, start, end, …."""
    return tuple(zip(places[::2], places[1::2], strict=True))
