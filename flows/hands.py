"""The processes that help to publish a release: the parts of its steps are dealt out to them, and done here where there are few."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from time import process_time
from typing import TYPE_CHECKING, Generic, TypeVar

from flows.runners import workers
from warehouse.hands import OWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from flows.declared import RunSettings
    from warehouse.hands import Hands

Part = TypeVar("Part")
Done = TypeVar("Done")
PATIENCE = 1.0  # seconds of CPU that this process spends on parts before it hires: a helper costs one to start
AHEAD = 1  # parts that wait for each helper, so that none is idle


@dataclass(frozen=True)
class _Begun(Generic[Part, Done]):
    """A part that was handed out, and to whom."""

    part: Part
    hired: ProcessPoolExecutor
    future: Future[Done]


class Helpers:
    """`count` processes that are hired when parts have taken this process longer than `patience`; call `close` at the end."""

    def __init__(self, count: int, patience: float = PATIENCE) -> None:
        self.count, self.patience = count, patience
        self._executor: ProcessPoolExecutor | None = None

    def map(self, work: Callable[[Part], Done], parts: Iterable[Part]) -> Iterator[Done]:
        """Yield what each part comes to, in order; what a helper that was killed had begun is done here."""
        left = iter(parts)
        if self._executor is None:
            yield from self._own(work, left)
        under_way: deque[_Begun[Part, Done]] = deque()
        for part in left:
            hired = self._hired()
            under_way.append(_Begun(part, hired, hired.submit(work, part)))
            if len(under_way) > self.count * (1 + AHEAD):
                yield self._done(work, under_way.popleft())
        while under_way:
            yield self._done(work, under_way.popleft())

    def close(self) -> None:
        """Let the helpers go."""
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)
            self._executor = None

    def _own(self, work: Callable[[Part], Done], parts: Iterator[Part]) -> Iterator[Done]:
        """Do parts here until patience is at its end."""
        while self.patience > 0 and (part := next(parts, None)) is not None:
            start = process_time()
            done = work(part)
            self.patience -= process_time() - start
            yield done

    def _done(self, work: Callable[[Part], Done], begun: _Begun[Part, Done]) -> Done:
        try:
            return begun.future.result()
        except BrokenProcessPool:
            if begun.hired is self._executor:  # others may have been hired since
                self.close()
            return work(begun.part)

    def _hired(self) -> ProcessPoolExecutor:
        if self._executor is None:  # spawn: a fork of a process with threads (Arrow, DuckDB) may hang
            self._executor = ProcessPoolExecutor(self.count, mp_context=get_context("spawn"))
        return self._executor


@contextmanager
def helping(run: RunSettings) -> Iterator[Hands]:
    """Give the hands that publish what a run has cleaned: with several processes to clean, as many help."""
    count = 1 if run.runner == "here" else workers(run.workers)
    if count < 2:  # a single helper does what this process would
        yield OWN
        return
    helpers = Helpers(count)
    try:
        yield helpers
    finally:
        helpers.close()
