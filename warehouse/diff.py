"""What changed between two releases: every document in exactly one class, and the sums add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from warehouse import read
from warehouse.pins import pins
from warehouse.protect import ABOUT, VERDICT

if TYPE_CHECKING:
    from datetime import datetime

    from warehouse.house import Warehouse
    from warehouse.read import Release

COLUMNS = ["doc_id", "source_uri", "raw_sha256", "output_sha256", "run_id", "status"]
CAUSES = (("rules_hash", "rules"), ("settings", "settings"), ("lock_hash", "libraries"), ("code_version", "libraries"))
OVERRULED = (
    "overruled"  # a steward's word on this document alone; other causes stand beside it where the runs differ, too
)


class Row(NamedTuple):
    """What a comparison needs of a document."""

    doc_id: str
    source_uri: str
    raw_sha256: str
    output_sha256: str
    run_id: str
    status: str


class Changed(NamedTuple):
    """A document that is not as it was: `why` says how (returned, moved, rules, settings, libraries, overruled, …), '' where nothing more is known."""

    doc_id: str
    source_uri: str
    why: str = ""


@dataclass(frozen=True)
class Changes:
    """Documents by what became of them from release `before` (0: nothing) to release `after`."""

    before: int
    after: int
    added: tuple[Changed, ...]
    source_changed: tuple[Changed, ...]
    cleaning_changed: tuple[Changed, ...]
    vanished: tuple[Changed, ...]
    erased: tuple[Changed, ...]
    unchanged: tuple[Changed, ...]

    @property
    def returned(self) -> int:
        """How many of those added had vanished before."""
        return sum(c.why == "returned" for c in self.added)

    @property
    def moved(self) -> int:
        """How many of those added stood elsewhere before."""
        return sum(c.why.startswith("moved") for c in self.added)


def diff(house: Warehouse, before: int | str, after: int | str = "current") -> Changes:
    """Return what changed between two kept releases; `before` 0 means an empty warehouse."""
    old = None if str(before) == "0" else house.open(before)
    new = house.open(after)
    return _compared(house, old, new)


def changes(house: Warehouse, since: int | str) -> Changes:
    """Return what changed since a kept release."""
    return diff(house, since)


def _rows(release: Release | None) -> dict[str, Row]:
    if release is None:
        return {}
    return {row["doc_id"]: Row(**row) for row in release.table("documents", COLUMNS).to_pylist()}


def _compared(house: Warehouse, old: Release | None, new: Release) -> Changes:
    was, now = _rows(old), _rows(new)
    erased = set(house.log.read("erasures", ["doc_id"])["doc_id"].to_pylist())
    both = [(was[doc], row) for doc, row in now.items() if doc in was]
    left = [row for doc, row in was.items() if doc not in now]
    causes = _Causes(house)
    return Changes(
        before=old.number if old else 0,
        after=new.number,
        added=tuple(_added(old, new, now, was)),
        source_changed=tuple(Changed(b.doc_id, b.source_uri) for a, b in both if a.raw_sha256 != b.raw_sha256),
        cleaning_changed=tuple(
            Changed(b.doc_id, b.source_uri, causes.between(a, b))
            for a, b in both
            if a.raw_sha256 == b.raw_sha256 and a.output_sha256 != b.output_sha256
        ),
        vanished=tuple(Changed(row.doc_id, row.source_uri) for row in left if row.doc_id not in erased),
        erased=tuple(Changed(row.doc_id, row.source_uri) for row in left if row.doc_id in erased),
        unchanged=tuple(
            Changed(b.doc_id, b.source_uri, b.status if a.status != b.status else "")
            for a, b in both
            if (a.raw_sha256, a.output_sha256) == (b.raw_sha256, b.output_sha256)
        ),
    )


def _added(old: Release | None, new: Release, now: dict[str, Row], was: dict[str, Row]) -> list[Changed]:
    gone = set(old.table("vanished", ["doc_id"])["doc_id"].to_pylist()) if old else set()
    moves = {row["moved_to"]: row["doc_id"] for row in new.table("vanished", ["doc_id", "moved_to"]).to_pylist()}
    out = []
    for doc, row in now.items():
        if doc not in was:
            why = "returned" if doc in gone else f"moved from {moves[doc]}" if moves.get(doc) in was else ""
            out.append(Changed(doc, row.source_uri, why))
    return out


class _Causes:
    """What differs between two runs that wrote versions of one document, and what a steward said of it in between."""

    def __init__(self, house: Warehouse) -> None:
        names = ["run_id", "state", "logged_at", *dict(CAUSES)]
        self.runs = {
            row["run_id"]: row for row in house.log.read("runs", names).to_pylist() if row["state"] == "started"
        }
        self.words: dict[str, list[datetime]] = {}
        for row in house.log.read("verdicts", ["doc_id", "about", "verdict", "logged_at"]).to_pylist():
            if (row["about"], row["verdict"]) == (ABOUT, VERDICT):
                self.words.setdefault(row["doc_id"], []).append(row["logged_at"])

    def between(self, a: Row, b: Row) -> str:
        """Return what moved, '' where the log does not know both runs."""
        before, after = self.runs.get(a.run_id), self.runs.get(b.run_id)
        if before is None or after is None:
            return ""
        said = any(before["logged_at"] <= at <= after["logged_at"] for at in self.words.get(b.doc_id, ()))
        moved = [says for name, says in CAUSES if before[name] != after[name]]
        return ", ".join(dict.fromkeys([OVERRULED, *moved] if said else moved))


class Listed(NamedTuple):
    """A release as `palimpsest releases` lists it."""

    number: int
    created_at: str
    run_id: str
    documents: int
    bytes: int
    tags: tuple[str, ...]
    holds: tuple[str, ...]


def listed(house: Warehouse) -> list[Listed]:
    """Return the kept releases, newest first."""
    found = pins(house.layout)
    out = []
    for release in reversed(list(read.releases(house.layout))):
        mine = [p for p in found if p.number == release.number]
        tags = tuple(p.name for p in mine if p.kind == "tag")
        holds = tuple(p.says for p in mine if p.kind == "hold")
        size = sum(s.bytes for s in release.shards)
        record = release.record
        out.append(
            Listed(release.number, record.created_at.isoformat(), record.run_id, record.documents, size, tags, holds)
        )
    return out
