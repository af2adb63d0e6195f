"""Batches on an existing Dask cluster, `[run] runner = "dask"`: a path goes out, a small dict comes back.

Scheduler, workers and this process run the same palimpsest on the same libraries and see sources and warehouse under the same paths.
A worker that is lost costs its batch another run: Dask gives it to another worker, and staging takes the same batch twice.
"""

from __future__ import annotations

import hashlib
import warnings
from asyncio import CancelledError
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path
from socket import gethostname
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypedDict, cast

from distributed import Client, KilledWorker
from distributed.comm.core import CommClosedError
from distributed.versions import VersionMismatchWarning

from cleaners.rule import digest_of
from flows.batches import BatchDone, BatchFile, clean_batch
from flows.crew import Crew, Hire, RunnerError
from flows.runner_ward import alone
from flows.specs import code_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

CONNECT = "30s"  # a scheduler that lives answers in milliseconds, on a machine that is very busy in seconds
PATIENCE = 60.0  # seconds between looks whether a batch that takes long still has a worker to run on
LOOKS = 3  # without any worker, until the cluster counts as lost
MOST = 512  # batches under way at once: a thread each, which only waits
SAME = ("python", "dask", "distributed", "palimpsest", "pyarrow")  # what must be the same on all machines
ONE = Lock()  # of a worker: a second batch in its other threads would only wait for the interpreter, and take memory


class Answer(TypedDict, total=False):
    """What a worker says of a batch: its figures, or why it did not begin."""

    done: dict[str, object]
    other: str
    unseen: str


class Packages(TypedDict):
    """Versions by package, of one process."""

    packages: dict[str, str | None]


class Found(TypedDict):
    """What Dask says of versions."""

    client: Packages
    scheduler: Packages
    workers: dict[str, Packages]


class Versions(NamedTuple):
    """Versions of what must be the same, of one process."""

    where: str
    found: Mapping[str, str | None]


@cache
def fingerprint() -> str:
    """Return the digest of everything that makes rows: what decides text, and the code of warehouse and flows."""
    home = Path(__file__).parent.parent
    files = sorted(path for name in ("flows", "warehouse") for path in (home / name).rglob("*.py"))
    code = (hashlib.sha256(path.read_bytes()).hexdigest() + path.relative_to(home).as_posix() for path in files)
    return digest_of(code_digest(), version("pyarrow"), version("duckdb"), *code)


def clean_there(manifest: str, wanted: str) -> Answer:
    """Clean a batch on a worker."""
    if refused := _unfit(manifest, wanted):
        return refused
    with ONE:
        return {"done": clean_batch(manifest)._asdict()}


def clean_apart_there(manifest: str, wanted: str) -> Answer:
    """Clean a batch that killed workers, in a child process on a worker."""
    return _unfit(manifest, wanted) or {"done": alone(manifest)._asdict()}


def _unfit(manifest: str, wanted: str) -> Answer:
    """Return why this worker cannot clean the batch; nothing where it can."""
    if fingerprint() != wanted:
        return {"other": gethostname()}
    file = Path(manifest)
    if not file.exists():
        return {"unseen": f"{gethostname()} does not see {file}"}
    paths = (item.path for item in BatchFile.model_validate_json(file.read_bytes()).items if item.path)
    for directory in sorted({Path(path).parent for path in paths}):
        if not directory.is_dir():
            return {"unseen": f"{gethostname()} does not see {directory}"}
    return {}


class Pending(Protocol):
    """A batch on the cluster."""

    def result(self, timeout: float) -> Answer:
        """Wait for the answer; raises TimeoutError where it takes longer."""

    def done(self) -> bool:
        """Return whether the batch has ended."""


class Dask(Protocol):
    """What we use of a client of `distributed`, which leaves these untyped."""

    def submit(self, task: Callable[[str, str], Answer], manifest: str, wanted: str, *, pure: bool) -> Pending:
        """Send a batch to the cluster."""

    def get_versions(self, *, packages: list[str]) -> Found:
        """Return what runs where."""

    def nthreads(self) -> dict[str, int]:
        """Return the threads of the workers."""

    def close(self) -> None:
        """Leave the cluster."""


class Cluster:
    """A Dask cluster that somebody else runs; raises RunnerError where it cannot be used."""

    def __init__(self, address: str, patience: float = PATIENCE) -> None:
        self.address, self.patience = address, patience
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", VersionMismatchWarning)  # we say it in a line of our own
                self.client = cast("Dask", Client(address, timeout=CONNECT, set_as_default=False))  # type: ignore[no-untyped-call]
        except (OSError, ValueError, CommClosedError) as error:
            message = f"no Dask scheduler answers at {address} ({_first_line(error)}): start it (dask scheduler), or correct the address"
            raise RunnerError(message) from error
        try:
            self.width = self._looked_at()
        except RunnerError:
            self.client.close()
            raise

    def _looked_at(self) -> int:
        """Return how many batches may be under way; raises RunnerError where the cluster has no workers or other versions."""
        found = self.client.get_versions(packages=["palimpsest", "pyarrow"])
        scheduler = Versions(f"scheduler {self.address}", found["scheduler"]["packages"])
        workers = [Versions(f"worker {name}", made["packages"]) for name, made in found["workers"].items()]
        if said := differing(found["client"]["packages"], [scheduler, *workers]):
            raise RunnerError(said)
        threads = sum(self.client.nthreads().values())
        if not threads:
            message = f"the Dask cluster at {self.address} has no workers: start some (dask worker {self.address} --nthreads 1)"
            raise RunnerError(message)
        return min(MOST, max(8, 2 * threads))

    def clean(self, manifest: str) -> BatchDone:
        """Clean a batch on a worker; one that killed all workers it was given is cleaned apart."""
        try:
            answer = self._answer(clean_there, manifest)
        except KilledWorker:
            answer = self._apart(manifest)
        if "done" in answer:
            return BatchDone(**answer["done"])  # type: ignore[arg-type]  # as clean_batch made it
        if "unseen" in answer:
            message = f"worker {answer['unseen']}: sources and warehouse must lie where every worker sees them, under the same path"
            raise RunnerError(message)
        message = f"worker {answer['other']} runs other code than we do: install the same palimpsest and libraries there, and start it again"
        raise RunnerError(message)

    def _apart(self, manifest: str) -> Answer:
        try:
            return self._answer(clean_apart_there, manifest)
        except KilledWorker as error:
            message = f"{manifest} killed its workers even where they clean it in a child: give them more memory, or lower batch_bytes in [run]"
            raise RunnerError(message) from error

    def _answer(self, task: Callable[[str, str], Answer], manifest: str) -> Answer:
        try:
            future = self.client.submit(task, manifest, fingerprint(), pure=False)
            lonely = 0  # looks in a row that saw no worker; a nanny takes seconds to replace one
            while True:
                try:
                    return future.result(timeout=self.patience)
                except TimeoutError:
                    if future.done():  # the batch's own error
                        raise
                    lonely = 0 if self.client.nthreads() else lonely + 1
                    if lonely == LOOKS:
                        message = f"the Dask cluster at {self.address} has lost all its workers: start them with a nanny (dask worker), which replaces what is killed"
                        raise RunnerError(message) from None
        except (CancelledError, CommClosedError) as error:
            message = f"the Dask scheduler at {self.address} went away: {_first_line(error)}"
            raise RunnerError(message) from error
        except ModuleNotFoundError as error:
            message = f"the cluster at {self.address} cannot import {error.name}: install the same palimpsest on scheduler and workers"
            raise RunnerError(message) from error


def differing(ours: Mapping[str, str | None], theirs: list[Versions]) -> str:
    """Return a sentence on the first process whose versions are not ours, or ''."""
    for where, found in theirs:
        for name in SAME:
            if found.get(name) != ours.get(name):
                return f"{where} has {name} {found.get(name) or 'not installed'}, we have {ours.get(name)}: install the same versions on all machines"
    return ""


def cluster(address: str) -> Hire:
    """Return who hires the cluster at an address; raises RunnerError at once where it cannot be used."""

    @contextmanager
    def hire(_batches: int) -> Iterator[Crew]:
        found = Cluster(address)
        try:
            yield found
        finally:
            found.client.close()

    with hire(0):
        return hire


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).partition("\n")[0]
