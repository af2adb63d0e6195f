"""The end of a source's run: what vanished or moved, and whether the source keeps its contract."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from warehouse import staged
from warehouse.batch import Update
from warehouse.layout import write_durably
from warehouse.records import QualityRow, SightingRow, table_of
from warehouse.rows import STALE
from warehouse.schema import CAPTURES, QUARANTINE, SIGHTINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from warehouse.items import SourceSpec
    from warehouse.plan import SourcePlan

SEEN = (
    "new",
    "changed",
    "recleaned",
    "unchanged",
    "returned",
    "moved",
    "quarantined",
)  # states of an item that was there
MOVES = ("new", "changed", "recleaned", "returned")  # states that write rows
AT_LEAST = 2  # vanished documents: of a source of three, one may go without asking


class Listing(NamedTuple):
    """What the caller says of the source: whether the listing was complete, when, and its own reason to hold back or ''."""

    complete: bool
    now: datetime
    hold: str


class Vanish(NamedTuple):
    """A live document whose item is gone: when it was last seen and missed, and the doc_id of the item it moved to or ''."""

    doc_id: str
    last_seen: datetime
    at: datetime
    moved_to: str


@dataclass(frozen=True)
class SourceOutcome:
    """What becomes of a source: rows to merge and sightings lie in `directory`; `relabelled` are last states that differ from those."""

    spec: SourceSpec
    directory: Path
    base: int | None
    states: Counter[str]
    vanished: tuple[Vanish, ...]
    held_back: str
    relabelled: Mapping[str, str]
    absent: pa.Table
    quarantine: pa.Table
    quality: tuple[QualityRow, ...]
    updates: pa.Table

    @property
    def messages(self) -> tuple[str, ...]:
        """A sentence for each thing a person should know."""
        held = (f"{self.spec.source_id}: held back: {self.held_back}",) if self.held_back else ()
        rows = self.quarantine.select(["source_uri", "stage", "error"]).to_pylist()
        return held + tuple(f"{row['source_uri']}: {row['stage']}: {row['error']}" for row in rows)

    def sighted(self) -> Iterator[pa.Table]:
        """Yield the sightings with their last states, a batch at a time."""
        for batch in staged.batches(self.directory):
            yield _relabelled(staged.read_table(batch / "sightings.arrow"), self.relabelled, bool(self.held_back))
        yield self.absent

    @property
    def sightings(self) -> pa.Table:
        """All sightings, sorted by document, whole in memory."""
        return pa.concat_tables(self.sighted()).sort_by("doc_id")


JUDGED = ["doc_id", "state", "raw_sha256", "locator"]  # what a source is judged by: a million sightings take 150 MB


def close(plan: SourcePlan, listing: Listing) -> SourceOutcome:
    """Decide over the source from the sightings of its batches."""
    directory = plan.directory
    sightings = staged.gathered(directory, "sightings", SIGHTINGS.schema, JUDGED)
    gone, waiting = _misses(plan, sightings, listing)
    quality = tuple(_measured(plan, sightings, gone, listing))
    reason = listing.hold or _duplicates(sightings) or next((_says(row) for row in quality if not row.passed), "")
    vanished = () if reason else tuple(_vanishing(plan, sightings, gone, listing.now))
    updates = staged.gathered(directory, "updates", staged.UPDATES)
    if reason:
        updates = staged.updates_table(_stale(plan, sightings))
        _keep_bodies(plan)
    labels = {v.doc_id: "vanished" for v in vanished} | {v.moved_to: "moved" for v in vanished if v.moved_to}
    missed = dict.fromkeys(waiting, "missing") | dict.fromkeys(gone, "held back" if reason else "vanished")
    absent = _absent(plan, sightings, missed, listing.now)
    light = _relabelled(sightings, labels, bool(reason))
    return SourceOutcome(
        plan.spec, directory, plan.base.number if plan.base else None, _counted(light) + _counted(absent), vanished, reason,
        labels, absent, staged.gathered(directory, "quarantine", QUARANTINE.schema), quality, updates,
    )  # fmt: skip


def _counted(sightings: pa.Table) -> Counter[str]:
    counts = pc.value_counts(sightings["state"])
    return Counter({row["values"]: row["counts"] for row in counts.to_pylist()})


def _misses(plan: SourcePlan, sightings: pa.Table, listing: Listing) -> tuple[list[str], list[str]]:
    """Return the live documents that count as gone, and those missed but not often enough."""
    said = sightings.filter(pc.equal(sightings["state"], "missing"))["doc_id"].to_pylist()
    missed = [doc for doc in said if plan.known.get(doc)]
    if listing.complete:
        missed += plan.known.missing(sightings["doc_id"])
    if plan.spec.misses <= 1 or not missed:
        return missed, []
    before = _missed_before(plan, missed)
    gone = [doc for doc in missed if before.get(doc, 0) + 1 >= plan.spec.misses]
    return gone, [doc for doc in missed if before.get(doc, 0) + 1 < plan.spec.misses]


def _missed_before(plan: SourcePlan, docs: Iterable[str]) -> dict[str, int]:
    """Return how often each document was missed since it was last seen."""
    sql = """
        WITH mine AS (SELECT * FROM log WHERE source_id = ? AND doc_id IN (SELECT unnest(?))),
             last AS (SELECT doc_id, max(run_id) AS run FROM mine WHERE state <> 'missing' GROUP BY doc_id)
        SELECT mine.doc_id, count(*) FROM mine LEFT JOIN last USING (doc_id)
        WHERE state = 'missing' AND (last.run IS NULL OR mine.run_id > last.run) GROUP BY mine.doc_id
    """
    rows = plan.house.log.query("sightings", sql, [plan.spec.source_id, list(docs)])
    return {str(doc): int(str(times)) for doc, times in rows}


def _measured(plan: SourcePlan, sightings: pa.Table, gone: list[str], listing: Listing) -> Iterable[QualityRow]:
    """Yield the source's figures against its contract."""
    contract, scope = plan.spec.contract, f"source:{plan.spec.source_id}"
    known, seen = plan.known.table.num_rows, sightings.num_rows
    share = len(gone) / known if known else 0.0
    limit = contract.max_vanished_share
    yield QualityRow(
        plan.run_id, scope, "vanished_share", share, limit, "block", share <= limit or len(gone) < AT_LEAST
    )
    bad = pc.sum(pc.is_in(sightings["state"], value_set=pa.array(["quarantined", "held back"]))).as_py() or 0
    share, limit = (bad / seen if seen else 0.0), contract.max_quarantined_share
    yield QualityRow(plan.run_id, scope, "quarantined_share", share, limit, "block", share <= limit)
    if listing.complete:
        yield QualityRow(
            plan.run_id, scope, "items", float(seen), float(contract.min_items), "block", seen >= contract.min_items
        )


def _says(row: QualityRow) -> str:
    if row.metric == "items":
        return f"{row.value:.0f} items were seen, the contract asks for {row.threshold:.0f}"
    return (
        f"{row.metric.replace('_', ' ')} is {row.value:.0%}, the contract allows {row.threshold:.0%}: "
        f"look at the source; if it is right, set max_{row.metric} for it"
    )


def _duplicates(sightings: pa.Table) -> str:
    counts = pc.value_counts(sightings["locator"] if not sightings.num_rows else sightings["doc_id"])
    twice = (
        [row["values"] for row in counts.filter(pc.greater(counts.field("counts"), 1)).to_pylist()]
        if len(counts)
        else []
    )
    if not twice:
        return ""
    row = sightings.filter(pc.equal(sightings["doc_id"], twice[0])).slice(0, 1).to_pylist()[0]
    return f"{len(twice)} locators name two items each, one of them {row['locator']!r}: give them parts or other names"


def _vanishing(plan: SourcePlan, sightings: pa.Table, gone: list[str], now: datetime) -> Iterable[Vanish]:
    """Yield what vanishes; an item with the same bytes that is new in this run is where it moved to."""
    if not gone:
        return
    sql = "SELECT doc_id, max(logged_at) FROM log WHERE doc_id IN (SELECT unnest(?)) AND state IN (SELECT unnest(?)) GROUP BY doc_id"
    seen = {
        doc: at for doc, at in plan.house.log.query("sightings", sql, [gone, list(SEEN)]) if isinstance(at, datetime)
    }
    rows = {doc: row for doc in gone if (row := plan.known.get(doc))}
    bytes_of = Counter(row.raw_sha256 for row in rows.values())
    fresh = sightings.filter(pc.equal(sightings["state"], "new")).select(["doc_id", "raw_sha256"]).to_pylist()
    new_at: dict[str, str] = {}
    for row in fresh:
        new_at.setdefault(row["raw_sha256"], row["doc_id"])
    for doc, known in sorted(rows.items()):
        moved = new_at.get(known.raw_sha256, "") if bytes_of[known.raw_sha256] == 1 else ""
        yield Vanish(doc, seen.get(doc, known.fetched_at), now, moved)


def _stale(plan: SourcePlan, sightings: pa.Table) -> Iterable[Update]:
    """Yield a mark for every live document of which this held-back run saw other bytes, or bytes that broke."""
    states = pa.array(["changed", "quarantined", "held back"])
    for row in (
        sightings.filter(pc.is_in(sightings["state"], value_set=states)).select(["doc_id", "raw_sha256"]).to_pylist()
    ):
        known = plan.known.get(row["doc_id"])
        if known and known.status != STALE and row["raw_sha256"]:
            yield Update(known.doc_id, STALE, known.source_uri, known.source_licence)


def _keep_bodies(plan: SourcePlan) -> None:
    """Keep the bodies of what is held back, for a person to look at."""
    for batch in staged.batches(plan.directory):
        captures = staged.read_sorted(batch / "captures.arrow", CAPTURES.name).table
        for row in captures.select(["raw_sha256", "body"]).to_pylist():
            if row["body"] is not None:
                write_durably(plan.house.layout.rejected(plan.run_id) / row["raw_sha256"], row["body"])


def _absent(plan: SourcePlan, sightings: pa.Table, missed: Mapping[str, str], now: datetime) -> pa.Table:
    """Return a sighting for every document that was missed and not listed."""
    listed = set(sightings.filter(pc.equal(sightings["state"], "missing"))["doc_id"].to_pylist())
    rows = [_miss(plan, doc, state, now) for doc, state in sorted(missed.items()) if doc not in listed]
    return table_of("sightings", rows)


def _miss(plan: SourcePlan, doc: str, state: str, now: datetime) -> SightingRow:
    known = plan.known.get(doc)
    place = (known.locator, known.part, known.source_uri) if known else ("", "", "")
    return SightingRow(plan.run_id, plan.spec.source_id, doc, *place, now, state)


def _relabelled(rows: pa.Table, labels: Mapping[str, str], held: bool) -> pa.Table:  # noqa: FBT001  # a fact of the source
    """Give vanished and moved items, and what a held-back source would have written, their last state."""
    states = rows["state"]
    if held:
        states = pc.if_else(pc.is_in(states, value_set=pa.array([*MOVES, "missing"])), "held back", states)
    docs = pa.array(list(labels), pa.string())
    places = pc.index_in(rows["doc_id"], value_set=docs)
    states = pc.coalesce(pc.take(pa.array(list(labels.values()), pa.string()), places), states)
    return rows.set_column(rows.schema.get_field_index("state"), rows.schema.field("state"), states)
