"""The heart: a text that knows, for every character, what was done to it, by which rule and why.

A cleaner proposes findings in the coordinates of the text it sees; `Text.apply` lifts them to *source coordinates*
(code points of the decoded capture) and keeps them as a flat, sorted, disjoint ledger of edits.
The laws are numbered as in docs/why.md and proved in tests/test_text.py.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate, chain, pairwise
from operator import add
from typing import TYPE_CHECKING

from cleaners.errors import CleaningError
from cleaners.findings import (
    Block,
    Candidate,
    Claim,
    Edit,
    Evidence,
    Finding,
    Flag,
    Patch,
    RawCandidate,
    RawClaim,
    RawFlag,
    Span,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# what cleaners find is defined next door; a cleaner needs one import for both
__all__ = [
    "Block",
    "Candidate",
    "Claim",
    "Edit",
    "Evidence",
    "Finding",
    "Flag",
    "Patch",
    "RawCandidate",
    "RawClaim",
    "RawFlag",
    "Span",
    "Text",
    "revert",
]


RECKONED = frozenset({"_clean", "_clean_starts", "_raw_starts", "_raw_ends"})  # from source and edits alone


@dataclass(frozen=True)
class Text:
    """A source text with its ledger; `str(text)` is the clean text. Immutable: `apply` returns a new one."""

    source: str
    edits: tuple[Edit, ...] = ()
    layout: tuple[Block, ...] = ()
    claims: tuple[RawClaim, ...] = ()
    flags: tuple[RawFlag, ...] = ()
    candidates: tuple[RawCandidate, ...] = ()
    patches: int = field(default=0, compare=False)  # patches seen so far, numbers the next one

    def __str__(self) -> str:
        """Return the clean text."""
        return self._clean

    @cached_property
    def _clean(self) -> str:
        kept = map(self.source.__getitem__, map(slice, [0, *self._raw_ends], [*self._raw_starts, len(self.source)]))
        return "".join(chain.from_iterable(zip(kept, [*(edit.inserted for edit in self.edits), ""], strict=True)))

    @cached_property
    def _clean_starts(self) -> list[int]:
        """Clean offset at which each edit's inserted text begins."""
        moved = accumulate((len(edit.inserted) - len(edit.removed) for edit in self.edits), initial=0)
        return list(map(add, self._raw_starts, moved))

    @cached_property
    def _raw_starts(self) -> list[int]:
        return [edit.raw_start for edit in self.edits]

    @cached_property
    def _raw_ends(self) -> list[int]:
        return [edit.raw_start + len(edit.removed) for edit in self.edits]

    def to_source(self, i: int) -> int:
        """Return the source offset of clean offset `i`; at a deletion it leans right, in inserted text it is the edit's start."""
        return self._place(i)[0]

    def to_clean(self, i: int) -> int:
        """Return the clean offset of source offset `i`; inside removed text, where the inserted text begins."""
        k = bisect_right(self._raw_starts, i) - 1
        if k < 0:
            return i
        past = i - self._raw_ends[k]
        return self._clean_starts[k] + (len(self.edits[k].inserted) + past if past >= 0 else 0)

    def source_span(self, start: int, end: int) -> Span:
        """Return the source span of the clean characters `start:end`; its start leans right, its end left.

        An empty span is a place: where the next character comes from.
        """
        return (self._place(start)[0], self._last(end)) if end > start else (self.to_source(start),) * 2

    def clean_span(self, raw_start: int, raw_end: int) -> Span:
        """Return the clean span of what became of the source characters `raw_start:raw_end`, replacements included."""
        start = self.to_clean(raw_start)
        if raw_end <= raw_start:
            return start, start
        k = bisect_right(self._raw_starts, raw_end - 1) - 1
        if k >= 0 and raw_end <= self._raw_ends[k]:
            return start, self._clean_starts[k] + len(self.edits[k].inserted)
        return start, self.to_clean(raw_end - 1) + 1

    def _place(self, i: int) -> tuple[int, int]:
        """Return the source offset of the character at clean offset `i`, and the edit that inserted it, or -1."""
        k = bisect_right(self._clean_starts, i) - 1
        if k < 0:
            return i, -1
        past = i - self._clean_starts[k] - len(self.edits[k].inserted)
        return (self._raw_starts[k], k) if past < 0 else (self._raw_ends[k] + past, -1)

    def _last(self, end: int) -> int:
        """Return the source offset just after the character before clean offset `end`."""
        raw, k = self._place(end - 1)
        return raw + 1 if k < 0 else self._raw_ends[k]

    def apply(self, findings: Iterable[Finding]) -> Text:
        """Return a new Text with the findings lifted to source coordinates and the patches recorded as edits.

        Raises CleaningError where two patches of `findings` overlap or a span lies outside the text.
        """
        found = list(findings)
        if not found:  # of most cleaners on most texts
            return self
        patches: list[Patch] = []
        claims, flags, candidates = list(self.claims), list(self.flags), list(self.candidates)
        clean, size = self._clean, len(self._clean)
        for f in found:
            if not 0 <= f.start <= f.end <= size:
                raise CleaningError(_outside_text(f, size))
            match f:
                case Patch():
                    if f.text != clean[f.start : f.end]:  # law 4
                        patches.append(f._replace(evidence=self._lift(f.evidence)) if f.evidence.spans else f)
                case Claim():
                    span = self.source_span(f.start, f.end)
                    claims.append(RawClaim(f.field, f.value, *span, f.rule, f.doubts))
                case Flag():
                    span = self.source_span(f.start, f.end)
                    flags.append(RawFlag(f.kind, *span, f.rule, self._lift(f.evidence)))
                case Candidate():
                    candidates.append(RawCandidate(*self.source_span(f.start, f.end), f.rule, f.reason))
        lifted = replace(self, claims=tuple(claims), flags=tuple(flags), candidates=tuple(candidates))
        lifted.__dict__.update({name: self.__dict__[name] for name in RECKONED & self.__dict__.keys()})
        patches.sort(key=lambda p: (p.start, p.end))
        self._refuse_overlaps(patches)
        return _record(lifted, list(enumerate(patches, self.patches)))

    def _lift(self, evidence: Evidence) -> Evidence:
        return Evidence(evidence.says, tuple(self.source_span(*span) for span in evidence.spans))

    def _refuse_overlaps(self, patches: Sequence[Patch]) -> None:
        for before, patch in pairwise(patches):
            if patch.start < before.end or (patch.start, patch.end) == (before.start, before.end):
                message = f"{patch.rule} proposes a patch that overlaps one of {before.rule}"
                raise CleaningError(message, self._clean, patch.start, patch.end)

    def _touched(self, patch: Patch) -> tuple[int, int, range]:
        """Return the raw span a patch covers and the edits that lie within it (deletions and insertions alike)."""
        if not self.edits:
            return patch.start, patch.end, range(0)
        if patch.start < patch.end:
            raw_start, first = self._place(patch.start)
            raw_end = self._last(patch.end)
            low = first if first >= 0 else bisect_right(self._clean_starts, patch.start)
            high = bisect_right(self._clean_starts, patch.end - 1)
            return raw_start, raw_end, range(low, max(low, high))
        place, k = self._place(patch.start)
        if k < 0:
            k = self._insertion_at(place)
        if k < 0:
            low = bisect_right(self._clean_starts, patch.start)
            return place, place, range(low, low)
        return self.edits[k].raw_start, self.edits[k].raw_end, range(k, k + 1)

    def _insertion_at(self, place: int) -> int:
        """Return the pure insertion at source offset `place`, or -1: a place holds at most one (law 6)."""
        k = bisect_right(self._raw_starts, place) - 1
        return k if k >= 0 and self.edits[k].raw_start == self.edits[k].raw_end == place else -1


def _outside_text(f: Finding, length: int) -> str:
    return f"{f.rule} proposes the span {f.start}:{f.end} in a text of {length} characters"


def _record(text: Text, patches: list[tuple[int, Patch]]) -> Text:
    """Record sorted, disjoint patches; a patch that touches an edit an earlier one took over waits for the next round."""
    if not patches:
        return text
    out: list[Edit] = []
    waiting: list[tuple[int, Patch]] = []
    done, taken, shift = 0, -1, 0
    for seq, patch in patches:
        raw_start, raw_end, touched = text._touched(patch)
        if touched and touched.start <= taken:
            waiting.append((seq, patch._replace(start=patch.start + shift, end=patch.end + shift)))
            continue
        out += text.edits[done : touched.start]
        out += _cut(text, patch, seq, (raw_start, raw_end), touched)
        done = max(done, touched.stop)
        taken = touched[-1] if touched else taken
        shift += len(patch.text) - (patch.end - patch.start)
    out += text.edits[done:]
    last = max(text.patches, patches[-1][0] + 1)
    return _record(replace(text, edits=tuple(out), patches=last), waiting)


def _cut(text: Text, patch: Patch, seq: int, raw: Span, touched: range) -> list[Edit]:
    """Return the edits of one patch: cut at pure deletions, which stay as they are (law 3); insertions are taken over (law 2)."""
    if not touched:  # nothing of the ledger lies within: by far the most frequent case
        removed = text.source[raw[0] : raw[1]]
        return [Edit(raw[0], removed, patch.text, patch.rule, patch.evidence, patch.confidence, (), seq)]
    out: list[Edit] = []
    pieces = _pieces(text, raw, touched)
    before, after = _outside(text, patch, touched)
    for n, (piece, taken) in enumerate(pieces):
        removed = text.source[piece[0] : piece[1]]
        inserted = (before + patch.text if n == 0 else "") + (after if n == len(pieces) - 1 else "")
        if removed != inserted:  # law 4
            via = _via(taken, patch.rule)
            out.append(Edit(piece[0], removed, inserted, patch.rule, patch.evidence, patch.confidence, via, seq))
    kept = [e for e in text.edits[touched.start : touched.stop] if not e.inserted]
    return sorted([*out, *kept], key=lambda e: (e.raw_start, e.raw_end)) if kept else out


def _pieces(text: Text, raw: Span, touched: range) -> list[tuple[Span, list[Edit]]]:
    """Return the raw spans between pure deletions within `raw`, each with the insertions that lie in it."""
    pieces: list[tuple[Span, list[Edit]]] = []
    start, taken = raw[0], []
    for edit in text.edits[touched.start : touched.stop]:
        if edit.inserted:
            taken.append(edit)
            continue
        if edit.raw_start > start or taken:
            pieces.append(((start, edit.raw_start), taken))
        start, taken = edit.raw_end, []
    if raw[1] > start or taken or not pieces:
        pieces.append(((start, raw[1]), taken))
    return pieces


def _outside(text: Text, patch: Patch, touched: range) -> tuple[str, str]:
    """Return what the first and the last touched insertion hold outside the patch: it stays in the text."""
    first, last = touched[0], touched[-1]
    before = text.edits[first].inserted[: max(0, patch.start - text._clean_starts[first])]
    after = text.edits[last].inserted[max(0, patch.end - text._clean_starts[last]) :]
    return before, after


def _via(taken: Sequence[Edit], rule: str) -> tuple[str, ...]:
    """Return the rules whose insertions lie in an edit, oldest first, each once, without the rule itself."""
    names = (name for edit in taken for name in (*edit.via, edit.rule))
    return tuple(dict.fromkeys(name for name in names if name != rule))


def revert(text: str, edits: Iterable[Edit]) -> str:
    """Return the source of a clean text: `revert(str(t), t.edits) == t.source` (law 5).

    Raises CleaningError where the text does not hold what an edit inserted.

    >>> revert("a b", [Edit(1, "?", " ", "repair.lost-nbsp", Evidence(""), 1.0, (), 0)])
    'a?b'
    """
    pieces: list[str] = []
    clean, raw = 0, 0
    for edit in edits:
        keep = clean + edit.raw_start - raw
        if keep < clean or text[keep : keep + len(edit.inserted)] != edit.inserted or keep > len(text):
            message = f"the ledger does not fit the text: {edit.rule} should have inserted {edit.inserted!r} here"
            raise CleaningError(message, text, min(max(keep, 0), len(text)))
        pieces += text[clean:keep], edit.removed
        clean, raw = keep + len(edit.inserted), edit.raw_end
    return "".join([*pieces, text[clean:]])
