"""The Prefect flow `ingest`: the functions of flows/work.py with a task for every batch.

Paths go in and small dicts come out, never documents; nothing is cached or persisted by Prefect, because the batches'
results are files of the warehouse and provenance never depends on Prefect's database.
"""

from __future__ import annotations

# isort: off
import flows.quiet  # noqa: F401  # must come before Prefect
# isort: on

from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State  # noqa: TC002  # one name missing, and Prefect's schema accepts anything
from prefect.events import emit_event
from prefect.futures import as_completed
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner
from pydantic import BaseModel, ConfigDict, Field

from cleaners.errors import PalimpsestError
from flows import work
from flows.batches import BatchDone, clean_batch
from flows.runners import by_setting, running_on, workers
from flows.runs import Outcome, Request, Runner, Tell
from flows.settings import load
from flows.summary import markdown
from warehouse import LockHeldError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from prefect.futures import PrefectFuture
    from prefect.task_runners import TaskRunner

    from flows.crew import Hire

QUALITY_FAILED = "QualityFailed"
EVENT = "palimpsest.quality-failed"
RESOURCE = "palimpsest.warehouse"


class IngestConfig(BaseModel):
    """The one parameter of the flow; its JSON schema refuses what it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sources: str = Field(
        default="seeds/sources.toml", description="Settings file, relative to the working directory of the run."
    )
    only: tuple[str, ...] = Field(default=(), description="Ids of the sources to ingest; none means all.")
    group: str = Field(default="", description="Ingest only the sources of this group.")
    runner: Literal["", "here", "cores", "dask"] = Field(default="", description="Who cleans; empty: as [run] says.")
    address: str = Field(default="", description="The scheduler of the Dask cluster; empty: as [run] says.")


@dataclass
class Session:
    """What a caller in the same process lends to the flow and gets back from it."""

    tell: Tell
    outcome: Outcome | None = None
    error: PalimpsestError | None = None


SESSION: ContextVar[Session | None] = ContextVar("session", default=None)
THREADS = cast(
    "TaskRunner[PrefectFuture[Any]]", ThreadPoolTaskRunner(max_workers=workers(0))
)  # each waits for a process
CLEAN: ContextVar[Callable[[str], BatchDone]] = ContextVar("clean", default=clean_batch)


@task(name="clean-batch", cache_policy=NO_CACHE, persist_result=False)
def clean_task(manifest: str) -> dict[str, Any]:
    """Clean one batch; deterministic, so never retried."""
    return CLEAN.get()(manifest)._asdict()


def threads_for(count: int) -> TaskRunner[PrefectFuture[Any]]:
    """Return a runner of tasks that wait for a crew."""
    return cast("TaskRunner[PrefectFuture[Any]]", ThreadPoolTaskRunner(max_workers=count))


def as_tasks(hire: Hire) -> Runner:
    """Return a runner that makes every batch a task of a crew."""

    def run(manifests: Sequence[str]) -> Iterator[BatchDone]:
        if not manifests:
            return
        with hire(len(manifests)) as crew, threads_for(crew.width) as threads:
            token = CLEAN.set(crew.clean)  # the task runner's threads inherit it
            try:
                futures = [threads.submit(clean_task, {"manifest": manifest}) for manifest in manifests]
                for future in as_completed(futures):
                    yield BatchDone(**future.result())
            finally:
                CLEAN.reset(token)

    return run


@flow(name="ingest", persist_result=False, task_runner=THREADS)
def ingest(config: IngestConfig = IngestConfig()) -> State:  # noqa: B008  # frozen; Prefect reads the default for its schema
    """Ingest the declared sources and publish a release; ends in state QualityFailed where a source was held back."""
    session = SESSION.get() or Session(lambda *_: None)
    try:
        settings = running_on(load(Path(config.sources)), config.runner, config.address)
        request = Request(config.only, config.group)
        outcome = work.ingest(settings, request, as_tasks(by_setting(settings.run)), session.tell)
    except PalimpsestError as error:  # a sentence, not a traceback, is what helps in the log of a flow
        session.error = error
        return Failed(name="Refused" if isinstance(error, LockHeldError) else "Failed", message=str(error))
    session.outcome = outcome
    create_markdown_artifact(markdown(outcome), key="ingest", description="What the last run of ingest came to.")
    return _verdict(outcome)


def _verdict(outcome: Outcome) -> State:
    if not outcome.problems:
        return Completed(message=f"{outcome.state}: {outcome.states}")
    emit_event(
        EVENT,
        resource={"prefect.resource.id": RESOURCE},
        payload={"run_id": outcome.run_id, "problems": list(outcome.problems)},
    )
    return Failed(name=QUALITY_FAILED, message="; ".join(outcome.problems))
