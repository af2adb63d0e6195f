"""Copies of a doubled body, aligned with the copy that stays: lines first, then the characters of lines that differ."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import Indel

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.text import Edit, Span

FAMILY = "duplicate."
CLOSE = 4_000  # characters of two different stretches that are aligned one by one; beyond that they stand side by side
LINES = 3_000  # lines of a copy that are aligned; difflib is quadratic where much differs
MIDDLE = 160  # characters of an equal stretch that are shown


class Stretch(NamedTuple):
    """Text of the kept and of the removed copy that belongs together; equal where `same`."""

    same: bool
    kept: str
    removed: str


class Copy(NamedTuple):
    """A removed copy: its rule, both places in the source text, and the two aligned."""

    rule: str
    removed: Span
    kept: Span
    stretches: list[Stretch]


def copies(source: str, edits: Sequence[Edit]) -> Iterator[Copy]:
    """Yield the removed copies of a document whose evidence names the copy that stays."""
    patches: dict[int, list[Edit]] = {}
    for edit in edits:
        if edit.rule.startswith(FAMILY):
            patches.setdefault(edit.patch_seq, []).append(edit)
    for parts in patches.values():
        removed = (parts[0].raw_start, parts[-1].raw_end)
        spans = [span for span in parts[0].evidence.spans if span[1] <= removed[0] or span[0] >= removed[1]]
        if not spans:
            continue
        kept = max(spans, key=lambda span: span[1] - span[0])
        yield Copy(parts[0].rule, removed, kept, list(aligned(source[slice(*kept)], source[slice(*removed)])))


def aligned(kept: str, removed: str) -> Iterator[Stretch]:
    """Yield two texts as stretches that are equal or differ; put together they are the texts again, but for shortened middles."""
    ours, theirs = kept.splitlines(keepends=True), removed.splitlines(keepends=True)
    if len(ours) + len(theirs) > LINES:
        yield Stretch(same=False, kept=_short(kept), removed=_short(removed))
        return
    for tag, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        left, right = "".join(ours[a:b]), "".join(theirs[c:d])
        if tag == "equal":
            yield Stretch(same=True, kept=_short(left), removed="")
        else:
            yield from _characters(left, right)


def _characters(left: str, right: str) -> Iterator[Stretch]:
    """Yield the stretches of two texts that are not the same."""
    if len(left) > CLOSE or len(right) > CLOSE:
        yield Stretch(same=False, kept=_short(left), removed=_short(right))
        return
    kept = removed = ""
    for operation in Indel.opcodes(left, right):
        tag, a, b, c, d = (
            operation.tag,
            operation.src_start,
            operation.src_end,
            operation.dest_start,
            operation.dest_end,
        )
        if tag == "equal":
            if kept or removed:
                yield Stretch(same=False, kept=kept, removed=removed)
            yield Stretch(same=True, kept=_short(left[a:b]), removed="")
            kept = removed = ""
        else:
            kept, removed = kept + left[a:b], removed + right[c:d]
    if kept or removed:
        yield Stretch(same=False, kept=kept, removed=removed)


def _short(text: str) -> str:
    half = MIDDLE // 2
    return (
        text
        if len(text) <= 2 * MIDDLE
        else f"{text[:half]} … {len(text) - 2 * half:,} equal characters … {text[-half:]}"
    )
