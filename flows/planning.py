"""What a run has to do at a source: which items stand there, which of them must be read, and which are as they were."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cleaners.errors import SourceError
from flows import containers, sources
from flows.batches import Planned
from flows.declared import ContainerSource, DirectorySource, ObjectSource, WebSource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from flows.containers import Record
    from flows.declared import FilesSource, SourceSettings
    from flows.memory import Live, Remembered
    from warehouse import Warehouse

RECORDS = 1_000  # records of a container in one planned item: batches are cut between items


class Known(NamedTuple):
    """What is known of a source: its items as last fetched, and its live documents (by locator and part)."""

    remembered: Mapping[str, Remembered]
    live: Mapping[str, Mapping[str, Live]]


@dataclass(frozen=True)
class Place:
    """Where a source is worked on: its settings, their directory, a directory for bodies, the run's log, its heartbeat."""

    source: SourceSettings
    base: Path
    directory: Path
    house: Warehouse
    run_id: str
    beat: Callable[[], None]


@dataclass(frozen=True)
class Plan:
    """The items of a source; only a `complete` plan may say that others are gone."""

    items: tuple[Planned, ...]
    complete: bool


def planned(place: Place, known: Known) -> Plan:
    """Return what there is to do; raises SourceError where the source as a whole cannot be listed."""
    source = place.source
    if isinstance(source, WebSource):
        from flows import web  # with its HTTP client a fifth of a second, which a run over files need not pay

        asked = web.Task(source, place.base, place.directory, place.house.log, place.run_id, place.beat)
        return Plan(*web.fetched(asked, known.remembered, known.live))
    if isinstance(source, ObjectSource):
        from flows import objects

        return Plan(tuple(objects.planned(source, place.directory, known.remembered, known.live)), complete=True)
    found = sources.listing(source, place.base, sources.now_ns())
    broken = (Planned(locator=b.locator, uri=uri_of(source, b.locator), error=b.error) for b in found.broken)
    if isinstance(source, ContainerSource):
        items = [item for entry in found.items for item in _container(source, entry, known)]
        complete = found.complete and not any(item.error for item in items)
    else:
        items, complete = [_file(source, entry, known) for entry in found.items], found.complete
    return Plan((*items, *broken), complete)


def _file(source: DirectorySource | FilesSource, entry: sources.Entry, known: Known) -> Planned:
    """Return a file to be read, or one that is surely as the release holds it."""
    remembered = known.remembered.get(entry.locator)
    live = known.live.get(entry.locator, {}).get("")
    uri = uri_of(source, entry.locator)
    if live and _same(entry, remembered) and remembered is not None and remembered.raw_sha256 == live.raw_sha256:
        return Planned(locator=entry.locator, uri=uri, fingerprint=entry.fingerprint, raw_sha256=live.raw_sha256)
    return Planned(locator=entry.locator, uri=uri, path=str(entry.path), size=entry.size, fingerprint=entry.fingerprint)


def _container(source: ContainerSource, entry: sources.Entry, known: Known) -> Iterator[Planned]:
    """Yield a container's records in pieces, or its documents where it is as it was; one that is broken is one item."""
    remembered = known.remembered.get(entry.locator)
    live = known.live.get(entry.locator, {})
    uri = uri_of(source, entry.locator)
    seen = Planned(locator=entry.locator, uri=uri, path=str(entry.path), fingerprint=entry.fingerprint)
    if live and _same(entry, remembered) and remembered is not None and remembered.raw_sha256 == str(len(live)):
        for part, held in live.items():
            what = {"part": part, "uri": held.uri, "path": "", "raw_sha256": held.raw_sha256, "parts": len(live)}
            yield seen.model_copy(update=what)
        return
    try:
        records = containers.index(source, entry.path)
        digest = containers.digest(entry.path)
    except SourceError as error:
        yield seen.model_copy(update={"path": "", "error": str(error)})
        return
    sound = sum(not record.error for record in records)
    for piece in _pieces(records):
        size = sum(record.size for record in piece)
        yield seen.model_copy(update={"records": piece, "size": size, "container_sha256": digest, "parts": sound})


def _pieces(records: Sequence[Record]) -> Iterator[tuple[Record, ...]]:
    for start in range(0, len(records), RECORDS):
        yield tuple(records[start : start + RECORDS])


def _same(entry: sources.Entry, remembered: Remembered | None) -> bool:
    return remembered is not None and bool(entry.fingerprint) and remembered.fingerprint == entry.fingerprint


def uri_of(source: SourceSettings, locator: str) -> str:
    """Return where an item is, the same on every machine: relative to the settings file."""
    return posixpath.normpath(posixpath.join(source.path, locator)) if isinstance(source, DirectorySource) else locator
