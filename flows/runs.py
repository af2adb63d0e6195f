"""A run: what was asked for, what it works with, what it came to, and how a killed one is taken up again."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import ValidationError

from flows.batches import BatchDone, RunFile
from flows.clock import clock, new_run_id
from flows.hands import helping
from flows.house import fresh, warehouse_of
from flows.specs import code_digest
from warehouse import Holder

if TYPE_CHECKING:
    from pathlib import Path

    from cleaners.site_marks import Mark
    from flows.settings import Settings
    from warehouse import Lease, Release, Warehouse
    from warehouse.closing import SourceOutcome

Runner = Callable[[Sequence[str]], Iterator[BatchDone]]
Tell = Callable[[str, int, int], None]  # what is being done, how many documents are done, of how many
WORK = "work"  # directory of the root for batch files and memories; deleting it costs time, never data
BEAT = timedelta(minutes=1)  # between renewals of the lease


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
    remote: str = ""  # address of the warehouse, where it lies on an object store


@dataclass
class Run:
    """One run in progress."""

    settings: Settings
    house: Warehouse
    run_id: str
    lease: Lease
    tell: Tell
    resumed: bool
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    marks: dict[str, list[Mark]] = field(default_factory=dict)  # by source, as its pages were cleaned
    renewed: datetime = field(default_factory=clock)

    @property
    def directory(self) -> Path:
        """Where its batch files lie until it ends."""
        return runs_of(self.settings) / self.run_id

    @property
    def file(self) -> Path:
        """The file that all batches of the run share."""
        return self.directory / "run.json"

    def beat(self) -> None:
        """Keep the lease alive; cheap to call often."""
        if clock() - self.renewed > BEAT:
            self.lease.renew(clock())
            self.renewed = clock()


@contextmanager
def running(settings: Settings, request: Request, tell: Tell) -> Iterator[Run]:
    """Open a run with the lock held: the one that was killed in the middle of the same work, or a new one.

    Raises LockHeldError while another run works.
    """
    house = fresh(warehouse_of(settings))
    while True:
        killed = _killed(_wanted(settings, request, house))
        run_id = killed or new_run_id()
        lease = house.acquire(Holder(run_id, os.getpid(), socket.gethostname()), now=clock())
        wanted = _wanted(settings, request, house)
        if not killed or _killed(wanted) == killed:
            break
        lease.release()  # it was not killed: it published or ended before the lock was ours
    try:
        with helping(settings.run) as hands:
            run = Run(settings, replace(house, hands=hands), run_id, lease, tell, resumed=bool(killed))
            _healed(run, wanted.model_copy(update={"run_id": run_id}))
            yield run
    finally:
        shutil.rmtree(runs_of(settings) / run_id, ignore_errors=True)
        lease.release()


def _wanted(settings: Settings, request: Request, house: Warehouse) -> RunFile:
    """Return what a run is asked to do, without its name: a killed one that was asked for the same is taken up again."""
    head = house.head()
    return RunFile(
        run_id="",
        settings=settings,
        parent=head.number if head else 0,
        code=code_digest(),
        only=request.only,
        group=request.group,
    )


def _killed(wanted: RunFile) -> str:
    """Return the run that did the same work when it was killed (one that ends, however, leaves no directory), or ''."""
    for file in sorted(runs_of(wanted.settings).glob("*/run.json"), reverse=True):
        try:
            left = RunFile.model_validate_json(file.read_bytes())
        except (OSError, ValidationError):
            continue
        if left.model_copy(update={"run_id": ""}) == wanted:
            return left.run_id
    return ""


def _healed(run: Run, file: RunFile) -> None:
    """Tidy up after killed runs, keeping what this one takes up again."""
    staging, kept = run.house.layout.staging(run.run_id), run.directory / "staging"
    if run.resumed and staging.is_dir():
        staging.rename(kept)  # heal clears all staging
    run.house.heal()
    for other in runs_of(run.settings).glob("*"):
        if other != run.directory:
            shutil.rmtree(other, ignore_errors=True)
    if kept.is_dir():
        staging.parent.mkdir(parents=True, exist_ok=True)
        kept.rename(staging)
    run.directory.mkdir(parents=True, exist_ok=True)
    run.file.write_text(file.model_dump_json(), "utf-8")


def runs_of(settings: Settings) -> Path:
    """Return the directory of runs in progress."""
    return settings.root / WORK / "runs"
