"""A batch: some items of one source, written down as a small file, cleaned by one call in any process.

`clean_batch` is the unit that Prefect runs as a task and that a plain run calls directly: a path in, a few numbers out.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pydantic import BaseModel, ConfigDict

from cleaners.errors import SourceError
from cleaners.site_marks import from_json
from flows import containers, deadly, sketches, sources
from flows.containers import Record  # noqa: TC001  # pydantic reads it at run time
from flows.declared import ContainerSource
from flows.memory import Remembered, remember, replace_text
from flows.settings import Settings  # noqa: TC001  # pydantic reads it at run time
from flows.specs import spec_of
from warehouse import Failed, Fetched, FetchRow, Gone, Item, NotModified, Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flows.declared import RunSettings, SourceSettings
    from warehouse.items import Arrival
    from warehouse.plan import SourcePlan


class Planned(BaseModel):
    """One item of a batch: a file to be read, records of a container, or what is known of it without reading.

    `raw_sha256` says that it is as the release holds it, `error` that it is broken, `gone` that it is no more.
    """

    model_config = ConfigDict(frozen=True)

    locator: str
    uri: str
    part: str = ""
    path: str = ""
    size: int = 0
    fingerprint: str = ""
    raw_sha256: str = ""
    error: str = ""
    gone: bool = False
    media_type: str = ""
    charset: str = ""
    etag: str = ""
    last_modified: str = ""
    logged: bool = False  # the fetch stands in the log already
    digest: str = ""  # of a body that was fetched into a file
    container_sha256: str = ""
    parts: int = 0  # of the container, in all
    records: tuple[Record, ...] = ()

    @property
    def documents(self) -> int:
        """How many documents may come of it."""
        return max(1, len(self.records))

    @property
    def settled(self) -> bool:
        """Whether the same plan of this item means the same bytes."""
        return bool(self.fingerprint or self.digest or self.raw_sha256 or self.gone or self.error)

    @property
    def item(self) -> Item:
        """The item as the warehouse names it."""
        return Item(self.locator, self.uri, self.part)


class RunFile(BaseModel):
    """What every batch of a run shares: settings as they were when it began."""

    run_id: str
    settings: Settings
    parent: int = 0  # release that the run works from; 0 where there was none
    code: str = ""  # digest of the code that cleans
    only: tuple[str, ...] = ()
    group: str = ""


class BatchFile(BaseModel):
    """A batch as it lies on disk."""

    run_file: str
    source_id: str
    number: int
    items: tuple[Planned, ...]
    marks: str = ""  # adopted marks of the site, as cleaners.site_marks writes them
    sketched: float = 1.0  # share of the documents that are sketched


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
    """Yield batches of bounded documents and bytes, in order; an item that is not read weighs nothing."""
    batch: list[Planned] = []
    weight = documents = 0
    for item in items:
        size = item.size if item.path else 0
        if batch and (documents + item.documents > run.batch_documents or weight + size > run.batch_bytes):
            yield tuple(batch)
            batch, weight, documents = [], 0, 0
        batch.append(item)
        weight += size
        documents += item.documents
    if batch:
        yield tuple(batch)


def clean_batch(manifest: str) -> BatchDone:
    """Read and clean the items of a batch into the run's staging area; doing it twice does no harm."""
    file = Path(manifest)
    batch = BatchFile.model_validate_json(file.read_bytes())
    opened = _opened(batch.run_file, batch.source_id, batch.marks)
    reading = Reading(opened.source, opened.run_id, datetime.now(UTC))
    rows: list[str] = []
    each = None if opened.source.site_marks == "off" else sketches.sketching(rows, batch.sketched)
    barred = deadly.of(file)
    arrivals = deadly.uncleaned(reading.arrivals(deadly.unread(batch.items, barred)), barred)
    report = opened.plan.clean(batch.number, arrivals, now=reading.now, each=each)
    replace_text(file.with_suffix(".sketches"), "".join(f"{row}\n" for row in rows))
    opened.plan.house.log.write(opened.run_id, reading.fetches, f"{batch.source_id}-{batch.number:06}")
    remember(file.with_suffix(".seen"), reading.seen)
    documents = sum(item.documents for item in batch.items)
    done = BatchDone(
        batch.source_id,
        batch.number,
        dict(report.states),
        documents,
        report.bytes,
        report.edits,
        tuple(report.messages),
    )
    if all(item.settled for item in batch.items):  # else a killed run must not trust it
        replace_text(file.with_suffix(".done"), json.dumps(done._asdict()))
    return done


class Opened(NamedTuple):
    """A source in a run, as one process holds it."""

    source: SourceSettings
    run_id: str
    plan: SourcePlan


@lru_cache(maxsize=8)
def _opened(run_file: str, source_id: str, of_site: str) -> Opened:
    """Open the plan of a source once per process and run."""
    run = RunFile.model_validate_json(Path(run_file).read_bytes())
    source = run.settings.source(source_id)
    plan = Warehouse(run.settings.root).plan(spec_of(source, run.settings.base, from_json(of_site)), run_id=run.run_id)
    return Opened(source, run.run_id, plan)


@dataclass
class Reading:
    """The items of a batch being read, one body at a time; `seen` and `fetches` grow as they are."""

    source: SourceSettings
    run_id: str
    now: datetime
    seen: list[Remembered] = field(default_factory=list)
    fetches: list[FetchRow] = field(default_factory=list)

    def arrivals(self, items: Iterable[Planned]) -> Iterator[Arrival]:
        """Yield every item as it was found."""
        for planned in items:
            if planned.error:
                yield Failed(planned.item, planned.error)
            elif planned.gone:
                yield Gone(planned.item)
            elif planned.raw_sha256:
                self._see(planned, str(planned.parts) if planned.part else planned.raw_sha256)
                yield NotModified(planned.item, self.now)
            else:
                yield from self._read(planned)

    def _read(self, planned: Planned) -> Iterator[Arrival]:
        try:
            if planned.records and isinstance(self.source, ContainerSource):
                yield from self._records(planned, self.source)
            else:
                yield self._file(planned)
        except SourceError as error:
            yield Failed(planned.item, str(error))

    def _file(self, planned: Planned) -> Fetched:
        entry = sources.Entry(planned.locator, Path(planned.path), planned.size, planned.fingerprint)
        body = sources.read(entry, self.source.thresholds.max_bytes)
        raw = hashlib.sha256(body).hexdigest()
        self._see(planned, raw)
        if not planned.logged:
            row = FetchRow(
                self.run_id, self.source.id, planned.uri, planned.uri, self.now, raw_sha256=raw, bytes=len(body)
            )
            self.fetches.append(row)
        return self._fetched(planned.item, body, planned.media_type, planned.charset)

    def _records(self, planned: Planned, source: ContainerSource) -> Iterator[Arrival]:
        """Yield the documents of a container's records; a record that cannot be read stops none of the others."""
        self._see(planned, str(planned.parts))
        offsets = {record.part: record.offset for record in planned.records}
        for document in containers.documents(source, Path(planned.path), planned.records):
            item = Item(planned.locator, document.uri or f"{planned.uri}#{document.part}", document.part)
            if document.error:
                yield Failed(item, document.error)
                continue
            row = FetchRow(
                self.run_id,
                self.source.id,
                item.uri,
                item.uri,
                self.now,
                container_sha256=planned.container_sha256,
                container_offset=offsets[document.part],
                warc_record_id=document.record_id,
                raw_sha256=hashlib.sha256(document.body).hexdigest(),
                bytes=len(document.body),
            )
            self.fetches.append(row)
            yield self._fetched(item, document.body, document.media_type, document.charset)

    def _fetched(self, item: Item, body: bytes, media_type: str, charset: str) -> Fetched:
        """Return the arrival; what the settings say of a source outranks what its items say of themselves."""
        return Fetched(item, body, self.now, self.source.media_type or media_type, self.source.charset or charset)

    def _see(self, planned: Planned, raw: str) -> None:
        row = Remembered(planned.locator, planned.fingerprint, raw, planned.etag, planned.last_modified)
        self.seen.append(row)
