"""The work of an ingest as plain functions: plan, clean in batches, hold back, stage, audit, commit. No Prefect.

How batches run is the runner's business (a function from batch files to their results, in any order); everything
else is the same for a plain run, for all cores and for Prefect.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import sys
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from cleaners.errors import PalimpsestError, SettingsError, SourceError
from cleaners.rule import digest_of
from flows import memory
from flows.batches import BatchDone, BatchFile, Planned, RunFile, cut
from flows.planning import Known, Place, planned
from flows.specs import profile_of, spec_of
from warehouse import AuditError, Holder, RunRow, Warehouse, rule_rows
from warehouse.report import write_report
from warehouse.rows import FRESH

if TYPE_CHECKING:
    from pathlib import Path

    from cleaners.page import Profile
    from flows.declared import SourceSettings
    from flows.settings import Settings
    from warehouse import Lease, Release
    from warehouse.closing import SourceOutcome
    from warehouse.plan import SourcePlan

Runner = Callable[[Sequence[str]], Iterator[BatchDone]]
Tell = Callable[[str, int, int], None]  # what is being done, how many documents are done, of how many
WORK = "work"  # directory of the root for batch files and memories; deleting it costs time, never data


@dataclass(frozen=True)
class Request:
    """Which of the declared sources to ingest; empty means all."""

    only: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a run came to; `problems` name the sources that could not be ingested, `notes` whatever a person should know."""

    run_id: str
    state: str  # published or idle
    release: Release | None
    states: dict[str, int]
    sources: tuple[SourceOutcome, ...]
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass
class Run:
    """One run in progress."""

    settings: Settings
    house: Warehouse
    run_id: str
    lease: Lease
    directory: Path
    tell: Tell
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def file(self) -> Path:
        """The file that all batches of the run share."""
        return self.directory / "run.json"


def ingest(settings: Settings, request: Request, runner: Runner, tell: Tell) -> Outcome:
    """Ingest the requested sources and publish a release where anything changed.

    Raises SettingsError for a request that fits no source, LockHeldError while another run works, AuditError where the
    staged release is not sound. Whatever happens, the last release stays as it was until the new one is complete.
    """
    chosen = chosen_sources(settings, request)
    profiles = [profile_of(source, settings.base) for source in chosen]  # a wrong rule pack stops us before any work
    run_id = new_run_id()
    house = Warehouse(settings.root)
    lease = house.acquire(Holder(run_id, os.getpid(), socket.gethostname()), now=clock())
    run = Run(settings, house, run_id, lease, settings.root / WORK / "runs" / run_id, tell)
    try:
        house.heal()
        return _logged(run, chosen, profiles, runner)
    finally:
        shutil.rmtree(run.directory, ignore_errors=True)
        lease.release()


def _logged(run: Run, chosen: Sequence[SourceSettings], profiles: list[Profile], runner: Runner) -> Outcome:
    """Do the run between its start and its end in the log."""
    head = run.house.head()
    end = _start(run, profiles, head)
    run.house.log.start(end)
    try:
        outcomes = _sources(run, chosen, runner)
        release = _publish(run, outcomes, profiles)
        states = dict(sum((Counter(outcome.states) for outcome in outcomes), Counter()))
        end = end._replace(
            state="published" if release else "idle",
            new_release=release.number if release else None,
            counts=json.dumps(states),
        )
    finally:  # whatever stopped the run, a hand on the keyboard included, stands in the log
        run.house.log.end(_ended(end, sys.exception()))
    for source in chosen:
        _keep_memory(run, source)
    return Outcome(
        run.run_id, end.state, release or head, states, tuple(outcomes), tuple(run.problems), tuple(run.notes)
    )


def _ended(end: RunRow, error: BaseException | None) -> RunRow:
    """Return the last row of a run."""
    if error is None:
        return end._replace(logged_at=clock())
    said = str(error) if isinstance(error, PalimpsestError) else f"{type(error).__name__}: {error}"
    return end._replace(logged_at=clock(), state="blocked" if isinstance(error, AuditError) else "failed", error=said)


def _start(run: Run, profiles: list[Profile], head: Release | None) -> RunRow:
    return RunRow(
        run.run_id,
        "started",
        clock(),
        code_version=version("palimpsest"),
        rules_hash=digest_of(*(profile.digest for profile in profiles)),
        settings=run.settings.model_dump_json(),
        command="ingest",
        parent_release=head.number if head else None,
    )


def _publish(run: Run, outcomes: list[SourceOutcome], profiles: list[Profile]) -> Release | None:
    run.tell("publish", 0, 0)
    rules = rule_rows(profiles)
    return run.house.publish(
        outcomes, rules=rules, run_id=run.run_id, lease=run.lease, now=clock(), report=write_report
    )


def _sources(run: Run, chosen: Sequence[SourceSettings], runner: Runner) -> list[SourceOutcome]:
    """Clean every source; one that cannot be listed or cleaned is named and left as it was."""
    run.directory.mkdir(parents=True)
    run.file.write_text(RunFile(run_id=run.run_id, settings=run.settings).model_dump_json(), "utf-8")
    return [_source(run, source, runner) for source in chosen]


def _source(run: Run, source: SourceSettings, runner: Runner) -> SourceOutcome:
    """List, fetch, cut and clean one source; close its plan."""
    plan = run.house.plan(spec_of(source, run.settings.base), run_id=run.run_id)
    (run.directory / source.id).mkdir()
    try:
        complete = _cleaned(run, source, plan, runner)
    except SourceError as error:
        return _told(run, plan.close(complete=False, now=clock(), hold=str(error)))
    return _told(run, plan.close(complete=complete, now=clock()))


def _cleaned(run: Run, source: SourceSettings, plan: SourcePlan, runner: Runner) -> bool:
    """Run the batches of a source; return whether its listing was complete."""
    known = Known(memory.recall(_memory_file(run, source)), _live(plan))
    found = planned(Place(source, run.settings.base, run.directory / source.id, run.house, run.run_id), known)
    manifests = _write_batches(run, source, found.items)
    total, done = sum(item.documents for item in found.items), 0
    run.tell(source.id, 0, total)
    for batch in runner(manifests):
        done += batch.documents
        run.lease.renew(clock())
        run.tell(source.id, done, total)
    return found.complete


def _told(run: Run, outcome: SourceOutcome) -> SourceOutcome:
    if outcome.held_back:
        run.problems.append(f"source '{outcome.spec.source_id}' is held back: {outcome.held_back}")
    run.notes += outcome.messages
    return outcome


def _live(plan: SourcePlan) -> dict[str, dict[str, memory.Live]]:
    """Return the fresh documents that the release holds of a source: locator -> part -> what it is."""
    live: dict[str, dict[str, memory.Live]] = {}
    for row in plan.known.table.select(["locator", "part", "raw_sha256", "source_uri", "status"]).to_pylist():
        if row["status"] == FRESH:
            live.setdefault(row["locator"], {})[row["part"]] = memory.Live(row["raw_sha256"], row["source_uri"])
    return live


def _write_batches(run: Run, source: SourceSettings, planned: Sequence[Planned]) -> list[str]:
    directory = run.directory / source.id
    manifests = []
    for number, items in enumerate(cut(planned, run.settings.run)):
        file = directory / f"{number:06}.json"
        batch = BatchFile(run_file=str(run.file), source_id=source.id, number=number, items=items)
        file.write_text(batch.model_dump_json(), "utf-8")
        manifests.append(str(file))
    return manifests


def _keep_memory(run: Run, source: SourceSettings) -> None:
    """Remember what the batches of a source saw, now that the release holds it."""
    seen = sorted((run.directory / source.id).glob("*.seen"))
    if seen:
        rows = {row.locator: row for file in seen for row in memory.recall(file).values()}
        memory.remember(_memory_file(run, source), rows.values())


def _memory_file(run: Run, source: SourceSettings) -> Path:
    return run.settings.root / WORK / "seen" / f"{source.id}.jsonl"


def chosen_sources(settings: Settings, request: Request) -> tuple[SourceSettings, ...]:
    """Return the sources a request names; raises SettingsError where it names none."""
    chosen = tuple(map(settings.source, request.only)) or settings.sources
    chosen = tuple(source for source in chosen if request.group in {"", source.group})
    if not chosen:
        message = f"no source belongs to the group '{request.group}'; groups are {', '.join(sorted({s.group for s in settings.sources}))}"
        raise SettingsError(message)
    return chosen


def clock() -> datetime:
    """Return the present moment, in UTC."""
    return datetime.now(UTC)


def clock_ns() -> int:
    """Return the present moment in nanoseconds, as file times are."""
    return int(clock().timestamp() * 1e9)


def new_run_id() -> str:
    """Return a UUIDv7: sorts by time (RFC 9562)."""
    milliseconds = int(clock().timestamp() * 1000)
    value = milliseconds << 80 | 7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    return str(uuid.UUID(int=value))
