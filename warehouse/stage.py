"""Build the next release in staging: merge what each source brings into the head, link the rest, and say what is new."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse import markup, shards, staged
from warehouse.batch import Update
from warehouse.buckets import WIDTH, Keys, keys_of
from warehouse.hands import OWN
from warehouse.layout import remove, sync
from warehouse.merge import CAPTURES, DOCUMENTS, Change, Fresh, Merger
from warehouse.overlap_shards import Ground, overlap_shards
from warehouse.read import View, opened
from warehouse.records import RuleRow, VanishedRow, table_of
from warehouse.schema import RELEASE, TABLES, WHOLE
from warehouse.shards import NOBODY, Shard, Sorted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from warehouse.closing import SourceOutcome, Vanish
    from warehouse.hands import Hands
    from warehouse.layout import Layout
    from warehouse.overlap_shards import Extent
    from warehouse.read import Release

CITING = ("edits", "claims", "flags", "candidates")  # tables whose rows name a rule


@dataclass(frozen=True)
class Staged:
    """A release not yet published: its view, the shards that are not the head's, and the head it was built on."""

    view: View
    fresh: tuple[Shard, ...]
    head: Release | None
    directory: Path

    @property
    def objects(self) -> Path:
        """Where the new files were written, laid out like objects/."""
        return self.directory / "objects"


@dataclass(frozen=True)
class Task:
    """What to build: outcomes of sources and the catalogue, on a head, without what was `erased` (doc_ids by source)."""

    layout: Layout
    run_id: str
    outcomes: Sequence[SourceOutcome]
    rules: Sequence[RuleRow]
    erased: Mapping[str, frozenset[str]]
    overlaps: Extent | None = None  # None: what the head has
    hands: Hands = OWN


def stage(task: Task, head: Release | None) -> Staged | None:
    """Return the next release in staging, or None where it would hold what the head holds."""
    directory = task.layout.staging(task.run_id) / "release"
    remove(directory)
    out = directory / "objects"
    out.mkdir(parents=True)
    brought = [_brought(task, outcome, head, out) for outcome in task.outcomes]
    brought += _erasures(task, {b.source for b in brought}, head, out)
    changed = {b.source for b in brought}
    found = [
        s
        for s in (head.shards if head else ())
        if s.source not in changed and s.source != NOBODY and s.table not in ("rules", *WHOLE)
    ]
    for bringing in brought:
        pa.default_memory_pool().release_unused()
        found += source_shards(task, bringing, head, out)
    documents = [s for s in found if s.table == "documents"]
    found += overlap_shards(Ground(task.layout, head, documents, out, task.hands), task.overlaps)
    found.append(_catalogue(task, head, found, out))
    found += _placeholders(found, head, out)
    found.sort(key=lambda s: s.place)
    before = {s.place: s.identity for s in head.shards} if head else {}
    if head and before == {s.place: s.identity for s in found}:
        remove(directory)
        return None
    return _linked(task, directory, tuple(found), head)


@dataclass(frozen=True)
class Bringing:
    """What a source brings: staged rows but those to `skip`, documents that leave, marks on live rows, documents that were erased."""

    source: str
    directory: Path
    leaving: Mapping[str, Vanish]
    updates: Mapping[str, Update]
    skip: frozenset[str]
    erased: frozenset[str]
    keeps_vanished: bool


def _brought(task: Task, outcome: SourceOutcome, head: Release | None, out: Path) -> Bringing:
    source = outcome.spec.source_id
    erased = task.erased.get(source, frozenset())
    skip = _overtaken(outcome, head, task.layout) if head and head.number != outcome.base else frozenset()
    skip |= erased
    leaving = {v.doc_id: v for v in outcome.vanished if v.doc_id not in skip}
    updates = {u.doc_id: u for u in _updates(outcome) if u.doc_id not in skip and u.doc_id not in leaving}
    directory = out.parent / "none" if outcome.held_back else outcome.directory
    return Bringing(source, directory, leaving, updates, skip, erased, outcome.spec.vanished_text == "keep")


def _erasures(task: Task, brought: set[str], head: Release | None, out: Path) -> list[Bringing]:
    """Return the sources that bring nothing but hold what was erased."""
    made = []
    for source, erased in sorted(task.erased.items()):
        tables = ("documents", "vanished")
        columns = (
            [head.table(name, ["doc_id"], source)["doc_id"] for name in tables]
            if head and source not in brought
            else []
        )
        if any(not erased.isdisjoint(column.to_pylist()) for column in columns):
            made.append(Bringing(source, out.parent / "none", {}, {}, frozenset(), erased, keeps_vanished=True))
    return made


def source_shards(task: Task, bringing: Bringing, head: Release | None, out: Path) -> list[Shard]:
    """Return the shards of one source in the next release."""
    change = Change(_keys([*bringing.leaving, *bringing.erased]), bringing.updates, _keys(bringing.skip))
    fresh = Fresh(bringing.directory, DOCUMENTS, change.skip)
    documents = Merger(head, task.layout.objects, bringing.source, DOCUMENTS, fresh, change, out)
    done = documents.merged(task.hands)
    sides = _Sides(head, bringing.directory, out)
    done += _captures(task, bringing.source, done, sides)
    return done + _vanished(task, bringing, _Departure(documents.departed, fresh.weighed.keys), sides)


@dataclass(frozen=True)
class _Sides:
    head: Release | None
    directory: Path
    out: Path

    def read(self, layout: Layout, shard: Shard, columns: list[str] | None = None) -> pa.Table:
        """Return a shard's rows, the head's or a new one's."""
        new = self.out / shard.key
        return shards.read(new if new.exists() else layout.objects / shard.key, columns)


@dataclass(frozen=True)
class _Departure:
    rows: list[pa.Table]
    live: Keys


def _keys(ids: Iterable[str]) -> Keys:
    return np.array(sorted(ids), dtype=f"S{WIDTH}")


def _updates(outcome: SourceOutcome) -> list[Update]:
    return [Update(**row) for row in outcome.updates.to_pylist()]


def _overtaken(outcome: SourceOutcome, head: Release, layout: Layout) -> frozenset[str]:
    """Return the documents that another run changed since ours was planned, and fetched later than we did."""
    source = outcome.spec.source_id
    now = {
        row["doc_id"]: row
        for row in head.table("documents", ["doc_id", "version_id", "fetched_at"], source).to_pylist()
    }
    planned: dict[str, str] = {}
    if outcome.base is not None and layout.release(outcome.base).is_dir():
        rows = opened(layout, outcome.base).table("documents", ["doc_id", "version_id"], source).to_pylist()
        planned = {row["doc_id"]: row["version_id"] for row in rows}
    ours = dict.fromkeys([v.doc_id for v in outcome.vanished], None)
    for batch in staged.batches(outcome.directory):
        path = batch / "documents.arrow"
        if path.exists():
            table = staged.read_table(path).select(["doc_id", "fetched_at"])
            ours |= dict(zip(table["doc_id"].to_pylist(), table["fetched_at"].to_pylist(), strict=True))
    return frozenset(
        doc
        for doc, row in now.items()
        if row["version_id"] != planned.get(doc) and ((mine := ours.get(doc)) is None or row["fetched_at"] > mine)
    )


def _captures(task: Task, source: str, documents: list[Shard], sides: _Sides) -> list[Shard]:
    """Return the shards of captures: what live documents were made from, once for each digest."""
    old = sides.head.of("captures", source) if sides.head else []
    before = {s.identity for s in sides.head.of("documents", source)} if sides.head else set()
    lead = [s for s in documents if s.table == "documents"]
    if old and before == {s.identity for s in lead}:
        return old
    gone, skip = _moves(task, lead, old, sides)
    fresh = Fresh(sides.directory, CAPTURES, skip)
    return Merger(sides.head, task.layout.objects, source, CAPTURES, fresh, Change(gone, {}, skip), sides.out).merged(
        task.hands
    )


def _moves(task: Task, documents: list[Shard], old: list[Shard], sides: _Sides) -> tuple[Keys, Keys]:
    """Return the captures that no document needs any more, and the staged ones that are not needed or there already."""
    needed = _digests(task, documents, sides)
    there = _digests(task, old, sides)
    new = Fresh(sides.directory, CAPTURES, _keys([])).weighed.keys
    return np.setdiff1d(there, needed), np.union1d(np.setdiff1d(new, needed), np.intersect1d(new, there))


def _digests(task: Task, found: list[Shard], sides: _Sides) -> Keys:
    columns = [keys_of(sides.read(task.layout, s, ["raw_sha256"])["raw_sha256"]) for s in found]
    return np.unique(np.concatenate([_keys([]), *columns]))


def _vanished(task: Task, bringing: Bringing, gone: _Departure, sides: _Sides) -> list[Shard]:
    """Return the shard of vanished documents: those before, less those that live again, and those that left now."""
    old = sides.head.of("vanished", bringing.source) if sides.head else []
    table = pa.concat_tables([TABLES["vanished"].schema.empty_table(), *(sides.read(task.layout, s) for s in old)])
    keys = keys_of(table["doc_id"])
    kept = table.filter(pa.array(~np.isin(keys, gone.live) & ~np.isin(keys, _keys(bringing.erased))))
    rows = [
        _leaving(bringing, bringing.leaving[doc], rows.slice(place, 1))
        for rows in gone.rows
        for place, doc in enumerate(rows["doc_id"].to_pylist())
        if doc in bringing.leaving
    ]
    if not rows and kept.num_rows == table.num_rows:
        return old
    new = Sorted.of(pa.concat_tables([kept, table_of("vanished", rows)]).sort_by("doc_id"))
    return [shards.write(sides.out, ("vanished", bringing.source, ""), new)] if new.table.num_rows else []


def _leaving(bringing: Bringing, vanish: Vanish, document: pa.Table) -> VanishedRow:
    row = document.to_pylist()[0]
    same = [row[name] for name in VanishedRow._fields[: VanishedRow._fields.index("last_seen")]]
    text = row["text"] if bringing.keeps_vanished else None
    return VanishedRow._make([*same, vanish.last_seen, vanish.at, vanish.moved_to, text])


def _catalogue(task: Task, head: Release | None, found: list[Shard], out: Path) -> Shard:
    """Return the shard of rules: those in use now, and older ones that rows still cite."""
    rules = {rule.rule_id: rule for rule in task.rules}
    old = head.table("rules").to_pylist() if head else []
    absent = [row for row in old if row["rule_id"] not in rules]
    cited = _cited(task, found, out) if absent else set()
    rows = [*rules.values(), *(RuleRow(**row) for row in absent if row["rule_id"] in cited)]
    new = Sorted.of(table_of("rules", sorted(rows)))
    before = head.of("rules") if head else []
    if before and before[0].identity == shards.identity_of("rules", new.digests):
        return before[0]
    return shards.write(out, ("rules", "", ""), new)


def _cited(task: Task, found: list[Shard], out: Path) -> set[str]:
    sides = _Sides(None, out, out)
    cited: set[str] = set()
    for shard in found:
        if shard.table in CITING and shard.rows:
            cited |= set(pc.unique(sides.read(task.layout, shard, ["rule_id"])["rule_id"]).to_pylist())
        if shard.table == "documents" and shard.rows:
            for written in sides.read(task.layout, shard, ["markup"])["markup"].to_pylist():
                cited |= markup.rules(written)
    return cited


def _placeholders(found: list[Shard], head: Release | None, out: Path) -> list[Shard]:
    """Return an empty shard for every table without rows, so that readers find a file with its schema."""
    filled = {s.table for s in found}
    done = []
    for table in RELEASE:
        if table.name not in filled:
            before = [s for s in head.of(table.name) if s.source == NOBODY] if head else []
            done.append(before[0] if before else shards.write(out, (table.name, NOBODY, ""), Sorted.empty(table.name)))
    return done


def _linked(task: Task, directory: Path, found: tuple[Shard, ...], head: Release | None) -> Staged:
    """Build the view: hard links to the new files and to the head's objects."""
    view = directory / "view"
    fresh = []
    for shard in found:
        new = directory / "objects" / shard.key
        source = new if new.exists() else task.layout.objects / shard.key
        target = view / shard.name
        target.parent.mkdir(parents=True, exist_ok=True)
        os.link(source, target)
        if new.exists():
            fresh.append(shard)
    for table in {s.table for s in found}:
        sync(view / table)
    return Staged(View(view, found), tuple(fresh), head, directory)
