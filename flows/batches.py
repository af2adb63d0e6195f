"""A batch: some items of one source, written down as a small file, cleaned by one call in any process.

`clean_batch` is the unit that Prefect runs as a task and that a plain run calls directly: a path in, a few numbers out.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pydantic import BaseModel, ConfigDict

from cleaners.errors import SourceError
from flows import sources
from flows.memory import Remembered, remember
from flows.settings import Settings  # noqa: TC001  # pydantic reads it at run time
from flows.specs import spec_of
from warehouse import Failed, Fetched, Item, NotModified, Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flows.settings import RunSettings
    from warehouse import SourcePlan
    from warehouse.items import Arrival


class Planned(BaseModel):
    """One item of a batch: to be read, or unchanged since `raw_sha256`, or broken with `error`."""

    model_config = ConfigDict(frozen=True)

    locator: str
    uri: str
    path: str = ""
    size: int = 0
    fingerprint: str = ""
    raw_sha256: str = ""
    error: str = ""


class RunFile(BaseModel):
    """What every batch of a run shares: settings as they were when it began."""

    run_id: str
    settings: Settings


class BatchFile(BaseModel):
    """A batch as it lies on disk."""

    run_file: str
    source_id: str
    number: int
    items: tuple[Planned, ...]


class BatchDone(NamedTuple):
    """What a cleaned batch came to."""

    source_id: str
    number: int
    states: dict[str, int]
    documents: int
    bytes: int
    edits: int
    messages: tuple[str, ...]


def cut(items: Iterable[Planned], run: RunSettings) -> Iterator[tuple[Planned, ...]]:
    """Yield batches of bounded documents and bytes, in order; an unchanged item weighs nothing."""
    batch: list[Planned] = []
    weight = 0
    for item in items:
        size = 0 if item.raw_sha256 or item.error else item.size
        if batch and (len(batch) >= run.batch_documents or weight + size > run.batch_bytes):
            yield tuple(batch)
            batch, weight = [], 0
        batch.append(item)
        weight += size
    if batch:
        yield tuple(batch)


def clean_batch(manifest: str) -> BatchDone:
    """Read and clean the items of a batch into the run's staging area; doing it twice does no harm."""
    file = Path(manifest)
    batch = BatchFile.model_validate_json(file.read_bytes())
    seen: list[Remembered] = []
    now = datetime.now(UTC)
    settings, plan = _opened(batch.run_file, batch.source_id)
    report = plan.clean(batch.number, _arrivals(batch, settings, seen, now), now=now)
    remember(file.with_suffix(".seen"), seen)
    return BatchDone(
        batch.source_id,
        batch.number,
        dict(report.states),
        len(batch.items),
        report.bytes,
        report.edits,
        tuple(report.messages),
    )


@lru_cache(maxsize=8)
def _opened(run_file: str, source_id: str) -> tuple[Settings, SourcePlan]:
    """Open the plan of a source once per process and run."""
    run = RunFile.model_validate_json(Path(run_file).read_bytes())
    spec = spec_of(run.settings.source(source_id), run.settings.base)
    return run.settings, Warehouse(run.settings.root).plan(spec, run_id=run.run_id)


def _arrivals(batch: BatchFile, settings: Settings, seen: list[Remembered], now: datetime) -> Iterator[Arrival]:
    """Yield each item as it was found, reading one body at a time, and note what was read in `seen`."""
    source = settings.source(batch.source_id)
    for planned in batch.items:
        item = Item(planned.locator, planned.uri)
        if planned.error:
            yield Failed(item, planned.error)
            continue
        if planned.raw_sha256:
            seen.append(Remembered(planned.locator, planned.fingerprint, planned.raw_sha256))
            yield NotModified(item, now)
            continue
        entry = sources.Entry(planned.locator, Path(planned.path), planned.size, planned.fingerprint)
        try:
            body = sources.read(entry, source.thresholds.max_bytes)
        except SourceError as error:
            yield Failed(item, str(error))
            continue
        seen.append(Remembered(planned.locator, planned.fingerprint, hashlib.sha256(body).hexdigest()))
        yield Fetched(item, body, now, source.media_type, source.charset)
