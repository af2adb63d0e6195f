"""The warehouse as its users see it: one root, its head, its log, and the way from batches to a published release."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse import lock, read, staged
from warehouse.audit import audit
from warehouse.commit import Commit, commit, heal, point_current, show_newest
from warehouse.errors import AuditError, RaceLostError, storing
from warehouse.hands import OWN
from warehouse.layout import Layout, remove, source_name, sync
from warehouse.log import Log
from warehouse.mirror import Mirror
from warehouse.plan import SourcePlan
from warehouse.protect import protections
from warehouse.remote import RemoteLocks
from warehouse.restore import body_of
from warehouse.shards import write_parquet
from warehouse.stage import Task, stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from warehouse.chain import Record
    from warehouse.closing import SourceOutcome
    from warehouse.hands import Hands
    from warehouse.items import SourceSpec
    from warehouse.lock import Holder, Lease, Locks
    from warehouse.overlap_shards import Extent
    from warehouse.protect import Protection
    from warehouse.read import Release
    from warehouse.records import LogRow, RuleRow
    from warehouse.remote import Remote
    from warehouse.stage import Staged

TRIES = 5  # publishers that overtake us in a row before we give up


def _pass(_step: str) -> None:
    """Let every step of a commit pass."""


def _log(log: Log, run_id: str, outcome: SourceOutcome) -> None:
    """Write what a run saw at a source."""
    source = source_name(outcome.spec.source_id)
    log.stream("sightings", f"{run_id}-{source}", outcome.sighted())
    if outcome.quarantine.num_rows:
        log.append("quarantine", f"{run_id}-{source}", outcome.quarantine.sort_by("doc_id"))
    log.write(run_id, outcome.quality, source)


@dataclass(frozen=True)
class Warehouse:
    """A warehouse below `root`; `checkpoint` is told each step of a commit (fault tests stop there)."""

    root: Path
    checkpoint: Callable[[str], None] = _pass
    remote: Remote | None = None  # the object store that `root` mirrors; None: the warehouse is `root` itself
    overlaps: Extent | None = None  # which overlaps releases hold; None: those the head holds, in a new warehouse all
    hands: Hands = OWN  # who does the parts of a publication

    @property
    def layout(self) -> Layout:
        """Paths below the root."""
        return Layout(self.root)

    @property
    def log(self) -> Log:
        """The append-only log."""
        return Log(self.layout)

    @property
    def where(self) -> str:
        """Where the warehouse is, as people know it."""
        return self.remote.url if self.remote else str(self.root)

    @property
    def locks(self) -> Locks:
        """Its lease files."""
        return RemoteLocks(self.remote) if self.remote else lock.LocalLocks(self.layout)

    @property
    def mirror(self) -> Mirror | None:
        """The mirror of an object store that `root` is, if it is one."""
        return Mirror(self.remote, self.layout) if self.remote else None

    def acquire(self, holder: Holder, *, now: datetime) -> Lease:
        """Take the lock and finish a commit that was cut off; raises LockHeldError while another run holds it."""
        with storing(self.root):
            lease = lock.acquire(self.locks, holder, now=now)
        with ExitStack() as undo:
            undo.callback(lease.release)
            self.refresh(holder.run_id)
            with storing(self.root):
                show_newest(self.layout, holder.run_id)  # collection and erasure go by what is shown
                point_current(self.layout)
                self.log.take_left()
            undo.pop_all()
        return lease

    def refresh(self, run_id: str) -> None:
        """Bring what others did on the object store into the mirror; nothing to do where there is none."""
        if self.mirror:
            with storing(self.root):
                self.mirror.pull(run_id)
                self.mirror.pull_by_hand()

    def push_log(self) -> None:
        """Upload the log of the mirror; call it at the end of a run. Nothing to do where there is no object store."""
        if self.mirror:
            self.mirror.push_log()

    def push_marks(self) -> None:
        """Upload the marks of the mirror, with the lock held; call it after they changed. Nothing to do where there is no object store."""
        if self.mirror:
            self.mirror.push_marks()

    def push_pin(self, pin: Path) -> None:
        """Upload a pin that was set or removed. Nothing to do where there is no object store."""
        if self.mirror:
            self.mirror.push_pin(pin)

    def push(self, record: Record) -> bool:
        """Upload what a record names and create it on the object store; False where another writer took its number."""
        return self.mirror.push(record) if self.mirror else True

    def files(self, table: str, which: int | str = "current") -> list[str]:
        """Return the paths of a table's files, or their addresses on the object store."""
        release = self.open(which)
        if self.remote:
            return [f"{self.remote.url}/objects/{shard.key}" for shard in release.of(table)]
        return [str(path) for path in release.files(table)]

    def heal(self) -> list[str]:
        """Finish a commit that was cut off and clear leftover staging; call it with the lock held. Says what it did."""
        with storing(self.root):
            return heal(self.layout)

    def head(self) -> Release | None:
        """Return the newest release, None in a new warehouse."""
        return read.newest(self.layout)

    def open(self, which: int | str = "current") -> Release:
        """Return a kept release by `current`, number, tag or ISO date."""
        return read.opened(self.layout, which)

    def plan(self, spec: SourceSpec, *, run_id: str) -> SourcePlan:
        """Return the plan of a source for this run, on the newest release."""
        protected = {**self.protected(), **spec.protected}
        return SourcePlan(self, replace(spec, protected=protected), run_id, self.head())

    def body(self, release: Release | None, doc_id: str) -> bytes:
        """Return the bytes of a live document, from documents and edits alone where that can be."""
        return body_of(release or self.open(), doc_id)

    def confirmed(self, spec: SourceSpec) -> pa.Array:
        """Return the version_ids that this cleaning is known to repeat."""
        files = sorted(self._confirmed(spec).glob("*.parquet"))
        return pa.chunked_array(
            [pa.array([], pa.string()), *(pq.read_table(f)["version_id"].combine_chunks() for f in files)]
        )

    def _confirmed(self, spec: SourceSpec) -> Path:
        return self.layout.work / "confirmed" / spec.cleaning_hash[:32] / source_name(spec.source_id)

    def erased(self) -> dict[str, frozenset[str]]:
        """Return the documents that were erased and must not come back, by source."""
        table = self.log.read("erasures", ["source_id", "doc_id"])
        found: dict[str, set[str]] = {}
        for source, doc in zip(table["source_id"].to_pylist(), table["doc_id"].to_pylist(), strict=True):
            found.setdefault(source, set()).add(doc)
        return {source: frozenset(docs) for source, docs in found.items()}

    def protected(self) -> Mapping[str, tuple[Protection, ...]]:
        """Return the spans that stewards protected, by document."""
        return protections(self.log)

    def publish(  # each says what it is at the call
        self,
        outcomes: Sequence[SourceOutcome],
        *,
        rules: Sequence[RuleRow],
        run_id: str,
        lease: Lease,
        now: datetime,
        report: Callable[[Path], None] | None = None,
    ) -> Release | None:
        """Stage, audit and commit what the sources brought, and log their sightings; None where nothing changed.

        Raises AuditError (nothing is published, the staged release lies in rejected/), StaleFenceError, StoreError.
        """
        with storing(self.root):
            drafts = self.log.drafted(
                run_id
            )  # before the commit: a disk that fills up later takes no sightings with it
            for outcome in outcomes:
                _log(drafts, run_id, outcome)
            task = Task(self.layout, run_id, outcomes, rules, self.erased(), self.overlaps, self.hands)
            release = self._publish(task, lease, now, report)
            self.log.take(run_id)
            for outcome in outcomes:
                self._remember(run_id, outcome)
            remove(self.layout.staging(run_id))
            self.push_log()
        return release

    def _publish(
        self, task: Task, lease: Lease, now: datetime, report: Callable[[Path], None] | None
    ) -> Release | None:
        for _ in range(TRIES):
            lease.check()
            self.checkpoint("stage")
            if self.mirror:
                self.mirror.pull(task.run_id)
            show_newest(self.layout, task.run_id)
            built = stage(task, self.head())
            if built is None:
                return None
            self.checkpoint("audit")
            self._audited(task, built)
            if report:
                report(built.view.path)
            try:
                record = commit(Commit(self.layout, task.run_id, lease, now, self.checkpoint, self.push), built)
            except RaceLostError:
                continue
            return read.released(self.layout, record)
        message = f"{TRIES} other runs published first; run again"
        raise RaceLostError(message)

    def _audited(self, task: Task, built: Staged) -> None:
        problems = audit(built.view, self.layout.objects, built.objects, built.head, hands=self.hands)
        if problems:
            kept = self.layout.rejected(task.run_id) / "release"
            remove(kept)
            kept.parent.mkdir(parents=True, exist_ok=True)
            built.view.path.rename(kept)
            sync(kept.parent)
            raise AuditError(problems, kept)

    def _remember(self, run_id: str, outcome: SourceOutcome) -> None:
        same = staged.gathered(outcome.directory, "confirmed", staged.CONFIRMED)
        if same.num_rows:
            directory = self._confirmed(outcome.spec)
            directory.mkdir(parents=True, exist_ok=True)
            write_parquet(directory / f"{run_id}.parquet", same)

    def write_log(self, run_id: str, rows: Iterable[LogRow], part: int | str = 0) -> None:
        """Append rows to the log."""
        self.log.write(run_id, rows, part)
