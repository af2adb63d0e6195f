"""Ways to run batches without Prefect: in this process, or on all cores."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from threading import Lock
from typing import TYPE_CHECKING

from cleaners.errors import SourceError
from flows.batches import BatchDone, clean_batch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ATTEMPTS = 3  # a worker that is killed (out of memory, by hand) breaks its pool; the same batch thrice is no accident


def workers(setting: int) -> int:
    """Return the number of processes a setting means; 0 is one per core that we may use."""
    return setting or len(os.sched_getaffinity(0))


class Pool:
    """Worker processes behind a plain call; safe to call from several threads."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._lock = Lock()
        self._executor: ProcessPoolExecutor | None = None

    def clean(self, manifest: str) -> BatchDone:
        """Clean a batch in a worker; one that is killed is replaced and the batch done again."""
        for _ in range(ATTEMPTS):
            executor = self._current()
            try:
                return executor.submit(clean_batch, manifest).result()
            except BrokenProcessPool:
                self.close(executor)
        message = f"a batch was lost {ATTEMPTS} times because its worker process was killed; lower batch_bytes or workers in [run]"
        raise SourceError(message)

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
                self._executor = ProcessPoolExecutor(self._count, mp_context=get_context("spawn"))
            return self._executor


@contextmanager
def cleaning(count: int, batches: int) -> Iterator[Callable[[str], BatchDone]]:
    """Give the call that cleans one batch: here where one process will do (each costs seconds to start), else in a pool."""
    if min(count, batches) < 2:
        yield clean_batch
        return
    pool = Pool(min(count, batches))
    try:
        yield pool.clean
    finally:
        pool.close()


class Cores:
    """A runner on `count` processes."""

    def __init__(self, count: int) -> None:
        self.count = count

    def __call__(self, manifests: Sequence[str]) -> Iterator[BatchDone]:
        """Yield the results as they come."""
        with cleaning(self.count, len(manifests)) as clean, ThreadPoolExecutor(self.count) as threads:
            for future in as_completed([threads.submit(clean, manifest) for manifest in manifests]):
                yield future.result()
