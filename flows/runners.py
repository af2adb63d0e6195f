"""Who cleans the batches of a run, by setting: this process, all cores of this machine, or an existing Dask cluster.

A crew cleans one batch a call, `width` calls at once; a plain run calls it from threads, a Prefect run from tasks. The rows are the
same whoever cleans and however the batches are cut.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from cleaners.errors import SettingsError
from flows.batches import BatchDone, clean_batch
from flows.crew import RunnerError
from flows.runner_ward import alone

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flows.crew import Crew, Hire
    from flows.declared import RunSettings
    from flows.settings import Settings

BEGUN = ".begun"  # beside a batch that is being cleaned in the process of its run


def workers(setting: int) -> int:
    """Return the number of processes a setting means; 0 is one per core that we may use."""
    return setting or len(os.sched_getaffinity(0))


class Here:
    """The process of the run itself: no start to pay for."""

    width = 1

    def clean(self, manifest: str) -> BatchDone:
        """Clean a batch; one in which a run was killed before is cleaned apart, in case it was the killer."""
        begun = Path(manifest).with_suffix(BEGUN)
        if begun.exists():
            return alone(manifest)
        begun.touch()
        done = clean_batch(manifest)
        begun.unlink()
        return done


class Pool:
    """Worker processes behind a plain call; safe to call from several threads."""

    def __init__(self, count: int) -> None:
        self.width = count
        self._lock = Lock()
        self._executor: ProcessPoolExecutor | None = None

    def clean(self, manifest: str) -> BatchDone:
        """Clean a batch in a worker; when one is killed, the batches that were under way are done again, each apart."""
        executor = self._current()
        try:
            return executor.submit(clean_batch, manifest).result()
        except BrokenProcessPool:
            self.close(executor)
            return alone(manifest)

    def close(self, executor: ProcessPoolExecutor | None = None) -> None:
        """End the workers; with `executor`, only if they are still those."""
        with self._lock:
            ended = self._executor if executor is None or executor is self._executor else None
            if ended is not None:
                self._executor = None
        if ended is not None:
            ended.shutdown()

    def _current(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._executor is None:  # spawn: a fork of a process with threads (Arrow, Prefect) may hang
                self._executor = ProcessPoolExecutor(self.width, mp_context=get_context("spawn"))
            return self._executor


def cores(count: int) -> Hire:
    """Return who hires `count` processes, or this one where one will do: each costs seconds to start."""

    @contextmanager
    def hire(batches: int) -> Iterator[Crew]:
        if min(count, batches) < 2:
            yield Here()
            return
        pool = Pool(min(count, batches))
        try:
            yield pool
        finally:
            pool.close()

    return hire


def by_setting(run: RunSettings) -> Hire:
    """Return who hires the crew that the settings name; raises RunnerError where a cluster cannot be used."""
    if run.runner != "dask":
        return cores(1 if run.runner == "here" else workers(run.workers))
    try:
        from flows.runner_dask import cluster
    except ImportError as error:
        message = f"{error.name} is not installed here: pip install 'palimpsest[dask]', or take another runner"
        raise RunnerError(message) from error
    return cluster(run.address)


def running_on(settings: Settings, runner: str | None, address: str | None) -> Settings:
    """Return the settings with the runner that a caller asks for; raises SettingsError where it cannot be meant."""
    asked = {name: value for name, value in (("runner", runner), ("address", address)) if value}
    run = settings.run.model_copy(update=asked)
    if run.address and run.runner != "dask":
        message = f'the address {run.address} belongs to the runner "dask", but the runner is "{run.runner}"'
        raise SettingsError(message)
    if run.runner == "dask" and not run.address:
        message = 'the runner "dask" needs the address of its scheduler: --address tcp://HOST:8786, or address in [run]'
        raise SettingsError(message)
    return settings.model_copy(update={"run": run})


class Plainly:
    """A runner without Prefect: a thread for each batch under way."""

    def __init__(self, hire: Hire) -> None:
        self.hire = hire

    def __call__(self, manifests: Sequence[str]) -> Iterator[BatchDone]:
        """Yield the results as they come; an error stops what has not begun."""
        if not manifests:
            return
        with self.hire(len(manifests)) as crew, ThreadPoolExecutor(crew.width) as threads:
            try:
                for future in as_completed([threads.submit(crew.clean, manifest) for manifest in manifests]):
                    yield future.result()
            finally:
                threads.shutdown(cancel_futures=True)


class Cores(Plainly):
    """A plain runner on `count` processes."""

    def __init__(self, count: int) -> None:
        super().__init__(cores(count))
