"""What cleaners find, in the coordinates of the text they saw, and what becomes of it, in source coordinates."""

from __future__ import annotations

from typing import NamedTuple

Span = tuple[int, int]  # half-open, code points


class Evidence(NamedTuple):
    """Why: one sentence, and the places it speaks of (lifted with the finding that carries it)."""

    says: str
    spans: tuple[Span, ...] = ()


class Patch(NamedTuple):
    """A proposed change of `start:end` (coordinates of the text the cleaner saw) to `text`."""

    start: int
    end: int
    text: str
    rule: str
    evidence: Evidence
    confidence: float = 1.0


class Claim(NamedTuple):
    """What the source says of itself at `start:end`; `doubts` names the field this claim casts doubt on."""

    field: str
    value: str
    start: int
    end: int
    rule: str
    doubts: str | None = None


class Flag(NamedTuple):
    """Damage at `start:end` that cannot be proved or repaired."""

    kind: str
    start: int
    end: int
    rule: str
    evidence: Evidence


class Candidate(NamedTuple):
    """A removal of `start:end` that was considered and refused, with the reason."""

    start: int
    end: int
    rule: str
    reason: str


Finding = Patch | Claim | Flag | Candidate


class Edit(NamedTuple):
    """One change of the source, in source coordinates; edits cut from one patch share `patch_seq`."""

    raw_start: int
    removed: str
    inserted: str
    rule: str
    evidence: Evidence
    confidence: float
    via: tuple[str, ...]
    patch_seq: int

    @property
    def raw_end(self) -> int:
        """End of the removed span in the source."""
        return self.raw_start + len(self.removed)


class RawClaim(NamedTuple):
    """A claim in source coordinates; `doubted_by` names the rule of a claim that doubts it, or is ''."""

    field: str
    value: str
    raw_start: int
    raw_end: int
    rule: str
    doubts: str | None = None
    doubted_by: str = ""


class RawFlag(NamedTuple):
    """A flag in source coordinates."""

    kind: str
    raw_start: int
    raw_end: int
    rule: str
    evidence: Evidence


class RawCandidate(NamedTuple):
    """A refused removal in source coordinates."""

    raw_start: int
    raw_end: int
    rule: str
    reason: str


class Block(NamedTuple):
    """A unit of the page's layout in source coordinates: line, paragraph, heading, item, cell, code, quote."""

    kind: str
    raw_start: int
    raw_end: int
    level: int = 0  # heading level 1-6, list depth; 0 where the kind has none
    row: int = -1  # number of the table row a cell stands in; -1 outside tables
