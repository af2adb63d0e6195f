"""The work of an ingest as plain functions: plan, clean in batches, hold back, stage, audit, commit. No Prefect.

How batches run is the runner's business (a function from batch files to their results, in any order); everything
else is the same for a plain run, for all cores and for Prefect.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from cleaners.errors import PalimpsestError, SettingsError, SourceError
from cleaners.rule import digest_of
from cleaners.site_marks import to_json
from flows import deadly, marks, memory, sketches
from flows.batches import BatchDone, BatchFile, Planned, cut
from flows.clock import clock
from flows.contracted import closed, contracts_of
from flows.lineage import Sender
from flows.planning import Known, Place, Plan, planned
from flows.runs import WORK, Outcome, Request, Run, Runner, Tell, running
from flows.specs import libraries_digest, profile_of, spec_of
from warehouse import AuditError, RunRow, rule_rows
from warehouse.report_scene import Occasion
from warehouse.rows import FRESH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from cleaners.site_marks import Mark
    from flows.declared import SourceSettings
    from flows.settings import Settings
    from warehouse import Release
    from warehouse.closing import SourceOutcome
    from warehouse.plan import SourcePlan


def ingest(settings: Settings, request: Request, runner: Runner, tell: Tell) -> Outcome:
    """Ingest the requested sources and publish a release where anything changed.

    Raises SettingsError for a request that fits no source, LockHeldError while another run works, AuditError where the
    staged release is not sound. Whatever happens, the last release stays as it was until the new one is complete.
    """
    chosen = chosen_sources(settings, request)
    contracts_of(settings)  # so does a contract that says what cannot be
    for source in chosen:  # a wrong rule pack stops us before any work
        profile_of(source, settings.base)
    with running(settings, request, tell) as run:
        return _logged(run, chosen, runner)


def _logged(run: Run, chosen: Sequence[SourceSettings], runner: Runner) -> Outcome:
    """Do the run between its start and its end in the log."""
    head = run.house.head()
    end = _start(run, head)
    sender = Sender(run.house, end)
    if not run.resumed:  # its start stands in the log
        run.house.log.start(end)
        run.notes += sender.started()
    release = None
    try:
        outcomes = _sources(run, chosen, runner)
        release = _publish(run, outcomes)
        states = dict(sum((Counter(outcome.states) for outcome in outcomes), Counter()))
        end = end._replace(
            state="published" if release else "idle",
            new_release=release.number if release else None,
            counts=json.dumps(states),
        )
    finally:  # whatever stopped the run, a hand on the keyboard included, stands in the log
        last = _ended(end, sys.exception())
        run.house.log.end(last)
        run.notes += sender.ended(last, release)
        run.house.push_log()
    for source in chosen:
        _keep_memory(run, source)
        marks.keep(run.settings.root, source, run.marks.get(source.id, []))
    run.house.push_marks()
    problems, notes = tuple(run.problems), tuple(run.notes)
    return Outcome(
        run.run_id, end.state, release or head, states, tuple(outcomes), problems, notes, run.settings.remote
    )


def _ended(end: RunRow, error: BaseException | None) -> RunRow:
    """Return the last row of a run."""
    if error is None:
        return end._replace(logged_at=clock())
    said = str(error) if isinstance(error, PalimpsestError) else f"{type(error).__name__}: {error}"
    return end._replace(logged_at=clock(), state="blocked" if isinstance(error, AuditError) else "failed", error=said)


def _start(run: Run, head: Release | None) -> RunRow:
    return RunRow(
        run.run_id,
        "started",
        clock(),
        code_version=version("palimpsest"),
        lock_hash=libraries_digest(),
        rules_hash=_rules_digest(run.settings),
        settings=run.settings.for_the_log(),
        command="ingest",
        parent_release=head.number if head else None,
    )


def _rules_digest(settings: Settings) -> str:
    """Return the digest of the rules that any declared source uses: a run over some sources works by the same rules as one over all."""
    digests = set()
    for source in settings.sources:
        with suppress(PalimpsestError):  # a wrong pack stops those who ask for its source
            digests.add(profile_of(source, settings.base).digest)
    return digest_of(*sorted(digests))


def _publish(run: Run, outcomes: list[SourceOutcome]) -> Release | None:
    run.tell("publish", 0, 0)
    rules = rule_rows([outcome.spec.profile for outcome in outcomes])
    now = clock()
    occasion = Occasion(run.house, run.run_id, now, contracts_of(run.settings))

    def report(view: Path) -> None:
        from warehouse.report import reporter  # only where there is something to publish: its templates cost a start

        reporter(occasion)(view)

    return run.house.publish(outcomes, rules=rules, run_id=run.run_id, lease=run.lease, now=now, report=report)


def _sources(run: Run, chosen: Sequence[SourceSettings], runner: Runner) -> list[SourceOutcome]:
    """Clean every source; one that cannot be listed or cleaned is named and left as it was."""
    return [_source(run, source, runner) for source in chosen]


def _source(run: Run, source: SourceSettings, runner: Runner) -> SourceOutcome:
    """List, fetch, cut and clean one source; close its plan."""
    of_site = marks.adopted(run.settings.root, source)
    plan = run.house.plan(spec_of(source, run.settings.base, of_site), run_id=run.run_id)
    (run.directory / source.id).mkdir(exist_ok=True)
    try:
        found = _found(run, source, plan)
        _cleaned(run, Job(source, plan, found.items, of_site), runner)
        if fresh := marks.judged(run, source, of_site):  # a new rule: what was cleaned without it is cleaned again
            of_site = [*of_site, *fresh]
            plan = run.house.plan(spec_of(source, run.settings.base, of_site), run_id=run.run_id)
            _cleaned(run, Job(source, plan, found.items, of_site), runner)
    except SourceError as error:
        return _told(run, plan.close(complete=False, now=clock(), hold=str(error)))
    run.marks[source.id] = of_site
    return _told(run, closed(run, plan, found.complete))


@dataclass(frozen=True)
class Job:
    """The items of a source that are cleaned with certain marks of its site."""

    source: SourceSettings
    plan: SourcePlan
    items: Sequence[Planned]
    marks: list[Mark]


def _found(run: Run, source: SourceSettings, plan: SourcePlan) -> Plan:
    known = Known(memory.recall(_memory_file(run, source)), _live(plan))
    return planned(Place(source, run.settings.base, run.directory / source.id, run.house, run.run_id, run.beat), known)


def _cleaned(run: Run, job: Job, runner: Runner) -> None:
    """Run the batches of a source."""
    total, done = sum(item.documents for item in job.items), 0
    run.tell(job.source.id, 0, total)
    for batch in _batches(run, job, runner):
        done += batch.documents
        run.beat()
        run.tell(job.source.id, done, total)


def _batches(run: Run, job: Job, runner: Runner) -> Iterator[BatchDone]:
    """Yield the batches that a killed run had done already, then the others as they are done."""
    directory, source, of_site = run.directory / job.source.id, job.source.id, to_json(job.marks)
    share = sketches.share_of(sum(item.documents for item in job.items))
    left, last = [], -1
    for last, piece in enumerate(cut(job.items, run.settings.run)):
        file = directory / f"{last:06}.json"
        batch = BatchFile(
            run_file=str(run.file), source_id=source, number=last, items=piece, marks=of_site, sketched=share
        )
        text = batch.model_dump_json()
        done = _done_before(file, text)
        if done:
            yield done
            continue
        file.write_text(text, "utf-8")
        left.append(str(file))
    for old in job.plan.directory.glob("*"):  # of a killed run that found more
        if not old.name.isdecimal() or int(old.name) > last:
            shutil.rmtree(old)
            for leftover in directory.glob(f"{old.name}.*"):
                leftover.unlink()
    yield from runner(left)


def _done_before(file: Path, text: str) -> BatchDone | None:
    """Return what a batch came to where a killed run did the very same one; all its items must have trusted fingerprints."""
    done = file.with_suffix(".done")
    if done.exists() and file.read_text("utf-8") == text:
        row = json.loads(done.read_text("utf-8"))
        return BatchDone(**row) if row else None
    if not (file.exists() and file.read_text("utf-8") == text):
        file.with_suffix(deadly.SUFFIX).unlink(missing_ok=True)
    done.unlink(missing_ok=True)
    return None


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
