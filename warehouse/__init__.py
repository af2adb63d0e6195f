"""Rows, releases, log, checks and queries over plain Parquet; the clock and the run id come in as arguments.

One run, as `flows` writes it (all names from `warehouse`):

    house = Warehouse(root)                                  # a path; nothing is created before the first write
    lease = house.acquire(Holder(run_id, pid, host), now=now)    # LockHeldError names the holder; lease.renew(now), lease.release()
    house.heal()                                      # finishes a commit a kill cut off, clears leftover staging
    house.log.start(RunRow(run_id, "started", now, code_version=..., …))              # a start file before work

    plans = []
    for spec in specs:                                       # SourceSpec, one per source
        plan = house.plan(spec, run_id=run_id)               # SourcePlan: what the head release knows of this source
        for number, batch in enumerate(batches):             # batch: Iterable[Fetched | NotModified | Gone | Failed | Deadly]; read lazily
            report = plan.clean(number, batch, now=now)      # BatchReport(.states: {"new": 3, ...}, .bytes, .edits, .messages); rows go to staging
        plans.append(plan.close(complete=True, now=now, hold=""))     # SourceOutcome: .states .vanished .held_back (reason or "") .messages
    release = house.publish(plans, rules=rule_rows(profiles), run_id=run_id, lease=lease, now=now, report=write_report)
                                                             # Release, or None when nothing changed (an idle run); AuditError blocks it.
                                                             # report(view: Path) may write view/"report.html" before the audit
    house.log.end(RunRow(run_id, "published", now, …))           # an end file after it; sightings, quarantine, quality are logged by publish
    lease.release()

- `plan.clean(number, batch, *, now, each=None)`: `each(item, cleaned)` is called for every document cleaned (sketches of site marks).
  Calls with the same number overwrite: a batch may run twice. Batches may run in threads. In another process build the plan again there with
  the same arguments and call `.clean`; only `.close` must see all batch numbers (it reads them from staging).
- Site marks: adopt first, then clean with the widened profile, whose `cleaning_hash` moved; items seen as `NotModified` are cleaned again from their capture.
- `FetchRow`s: `house.log.write(run_id, rows, part=0)`; also QualityRow, VerdictRow: the row's type names its table.
- `Warehouse.head() -> Release | None`; `.open("current" | 12 | "12" | tag | ISO date) -> Release`; `Release.number .path .manifest .table(name, columns=None) -> pyarrow.Table .files(name) -> list[Path]`.
- `check(house, *, now) -> list[Problem]` (every byte of every kept release); `Problem.table .file .row_group .doc_id .says`.
- Queries: `why(house, text, limit=20) -> list[Answer]`, `trace(house, text, limit=20) -> list[Traced]`, `source_bytes(house, doc) -> bytes`
  (`doc`: id, unique id prefix, URI or locator; StoreError says what was meant), `documents_of(house, doc)`.
- Releases: `listed(house) -> list[Listed]`, `diff(house, a, b) -> Changes`, `changes(house, since) -> Changes` (.added .returned .moved
  .source_changed .cleaning_changed .vanished .erased .unchanged), `tag(house.layout, number, name, now=)`, `hold(house.layout, number,
  reason, now=)`, `unpin(house.layout, "tag" | "hold", name)`, `export(release, directory, "parquet" | "jsonl" | "hf") -> list[Path]`,
  `without(release, rule_id) -> Iterator[Undone]`, `maintain(house, now=, policy=Policy(keep, grace)) -> Freed` (says what it would free;
  `.free(lease)` does it), `erase(house, doc, reason, run_id=, lease=, now=) -> Erased` (.releases, .same_bytes: others to decide on).
- Rule authors: `protect.overrule(house, doc, edit, Word(run_id, reviewer, reason, now)) -> Overruled` logs a protected span, which
  `plan` hands to the cleaning of that document; `impact.impact(house, release, trials, seed=) -> Impact` tries profiles, writing nothing.

Errors: StoreError and below (LockHeldError, StaleFenceError, AuditError); all are PalimpsestError.
"""

from warehouse.check import check
from warehouse.closing import SourceOutcome
from warehouse.diff import Changed, Changes, Listed, changes, diff, listed
from warehouse.erase import Erased, erase
from warehouse.errors import AuditError, LockHeldError, RaceLostError, StaleFenceError, StoreError
from warehouse.export import FORMATS, export
from warehouse.files_audit import Problem
from warehouse.find import documents_of, source_bytes
from warehouse.house import Warehouse
from warehouse.items import Arrival, Contract, Deadly, Failed, Fetched, Gone, Item, NotModified, SourceSpec
from warehouse.lock import Holder, Lease
from warehouse.maintain import Freed, Policy, maintain
from warehouse.overlap_shards import Extent
from warehouse.pins import hold, tag, unpin
from warehouse.plan import SourcePlan
from warehouse.query import Answer, Traced, trace, why
from warehouse.read import Release, View
from warehouse.records import FetchRow, QualityRow, RuleRow, RunRow, VerdictRow
from warehouse.rows import rule_rows
from warehouse.undo import Undone, without

__all__ = [
    "FORMATS", "Answer", "Arrival", "AuditError", "Changed", "Changes", "Contract", "Deadly", "Erased", "Extent", "Failed", "FetchRow",
    "Fetched", "Freed", "Gone", "Holder", "Item", "Lease", "Listed", "LockHeldError", "NotModified", "Policy",
    "Problem", "QualityRow", "RaceLostError", "Release", "RuleRow", "RunRow", "SourceOutcome", "SourcePlan",
    "SourceSpec", "StaleFenceError", "StoreError", "Traced", "Undone", "VerdictRow", "View", "Warehouse", "changes",
    "check", "diff", "documents_of", "erase", "export", "hold", "listed", "maintain", "rule_rows", "source_bytes",
    "tag", "trace", "unpin", "why", "without",
]  # fmt: skip
