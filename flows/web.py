"""Sources on the web: which pages they name, fetched into files of the run, so that cleaning never waits for a host."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

import httpx

from cleaners.errors import SourceError
from flows.addresses import known_as
from flows.batches import Planned
from flows.declared import FeedSource, SitemapSource
from flows.fetch import Answer, Asked, Fetcher, Manners
from flows.guard import Guarded, trusted
from warehouse import FetchRow

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from flows.declared import WebSource
    from flows.memory import Live, Remembered
    from warehouse.log import Log

THREADS = 16  # requests at once in all; each host has its own, smaller limit
LOGGED = 1_000  # rows in one file of the log
MOST_SITEMAPS = 1_000


@dataclass(frozen=True)
class Task:
    """A web source in a run: where bodies go and requests are logged."""

    source: WebSource
    base: Path
    directory: Path
    log: Log
    run_id: str
    beat: Callable[[], None]  # called now and then while hosts are waited for


class Found(NamedTuple):
    """The items of a source, and whether the list of them is complete."""

    items: tuple[Planned, ...]
    complete: bool


def fetched(task: Task, remembered: Mapping[str, Remembered], live: Mapping[str, Mapping[str, Live]]) -> Found:
    """Fetch every page that a source names; raises SourceError where its list cannot be had."""
    asked: dict[str, Asked] = {}
    with Fetcher(_manners(task)) as fetcher:
        for url in _addresses(task, fetcher):
            locator = known_as(url)
            known = remembered.get(locator)
            held = live.get(locator, {}).get("")
            current = known and held and known.raw_sha256 == held.raw_sha256
            asked[locator] = Asked(url, known.etag, known.last_modified) if known and current else Asked(url)
        with ThreadPoolExecutor(THREADS) as threads:
            kept = threads.map(lambda pair: _kept(task, pair[0], fetcher.get(pair[1])), asked.items())
            items = tuple(_planned(each, remembered) for each in _logged(task, kept))
    return Found(items, not isinstance(task.source, FeedSource))


class Kept(NamedTuple):
    """An answer whose body lies in a file, and what the log says of it."""

    locator: str
    answer: Answer
    path: str
    row: FetchRow


def _kept(task: Task, locator: str, answer: Answer) -> Kept:
    """Move the body into a file: a run of many pages holds few of them in memory."""
    place = task.directory / f"{hashlib.sha256(locator.encode()).hexdigest()}.body"
    if answer.status == httpx.codes.OK and not answer.error:
        place.write_bytes(answer.body)
    row = FetchRow(
        task.run_id,
        task.source.id,
        answer.uri,
        answer.final_uri,
        datetime.now(UTC),
        answer.status,
        answer.etag,
        answer.last_modified,
        answer.redirects,
        answer.robots,
        raw_sha256=hashlib.sha256(answer.body).hexdigest() if answer.body else "",
        bytes=len(answer.body),
        error=answer.error,
    )
    return Kept(locator, answer._replace(body=b""), str(place), row)


def _logged(task: Task, kept: Iterable[Kept]) -> Iterator[Kept]:
    """Pass answers on and log them, many in one file."""
    number, rows = 0, []
    for each in kept:
        rows.append(each.row)
        task.beat()
        yield each
        if len(rows) == LOGGED:
            task.log.write(task.run_id, rows, f"{task.source.id}-web-{number:06}")
            number, rows = number + 1, []
    task.log.write(task.run_id, rows, f"{task.source.id}-web-{number:06}")


def _planned(kept: Kept, remembered: Mapping[str, Remembered]) -> Planned:
    answer, locator = kept.answer, kept.locator
    known = remembered.get(locator)
    seen = Planned(
        locator=locator,
        uri=answer.uri or locator,
        etag=answer.etag or (known.etag if known else ""),
        last_modified=answer.last_modified or (known.last_modified if known else ""),
        logged=True,
    )
    if answer.error or answer.gone:
        return seen.model_copy(update={"error": answer.error, "gone": answer.gone})
    if answer.status == httpx.codes.NOT_MODIFIED and known:
        return seen.model_copy(update={"raw_sha256": known.raw_sha256})
    return seen.model_copy(
        update={
            "path": kept.path,
            "size": kept.row.bytes,
            "digest": kept.row.raw_sha256,
            "media_type": answer.media_type,
            "charset": answer.charset,
            "etag": answer.etag,
            "last_modified": answer.last_modified,
        }
    )


def _manners(task: Task) -> Manners:
    source = task.source
    return Manners(
        per_second=source.per_second,
        concurrency=source.concurrency,
        timeout=source.timeout,
        max_bytes=source.thresholds.max_bytes,
        backend=Guarded(source.allow_networks),
        tls=trusted_by(source, task.base),
        authorization=os.environ.get(source.authorization_variable, "") if source.authorization_variable else "",
    )


def trusted_by(source: WebSource, base: Path) -> ssl.SSLContext:
    """Return the authorities that a source trusts; raises SourceError where its `ca_file` cannot be used."""
    try:
        return trusted(base / source.ca_file if source.ca_file else None)
    except OSError as error:
        message = f"ca_file {source.ca_file} cannot be used: {error.strerror or error}"
        raise SourceError(message) from error


def _addresses(task: Task, fetcher: Fetcher) -> Iterator[str]:
    source = task.source
    if isinstance(source, SitemapSource):
        yield from _sitemap(source.url, fetcher)
    elif isinstance(source, FeedSource):
        yield from _feed(_xml(source.url, fetcher))
    else:
        yield from source.urls
        if source.list_file:
            yield from _listed(task.base / source.list_file)


def _listed(file: Path) -> Iterator[str]:
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        message = f"the list of addresses {file} cannot be read: {error}"
        raise SourceError(message) from error
    yield from (line.strip() for line in lines if line.strip() and not line.strip().startswith("#"))


def _xml(url: str, fetcher: Fetcher) -> ET.Element:
    """Fetch and parse a list; raises SourceError: without it nothing is known of the source."""
    answer = fetcher.get(Asked(url))
    if answer.error or answer.status != httpx.codes.OK:
        message = f"the list {answer.uri or url} cannot be fetched: {answer.error or f'status {answer.status}'}"
        raise SourceError(message)
    if b"<!ENTITY" in answer.body:  # no sitemap or feed needs one, and they are how XML bombs are built
        message = f"the list {answer.uri} declares XML entities, which is refused"
        raise SourceError(message)
    try:
        return ET.fromstring(answer.body)  # noqa: S314  # entities are refused above, expat opens nothing
    except ET.ParseError as error:
        message = f"the list {answer.uri} is no XML: {error}"
        raise SourceError(message) from error


def _sitemap(url: str, fetcher: Fetcher) -> Iterator[str]:
    """Yield the pages of a sitemap and of the sitemaps that it names."""
    waiting, seen = [url], {url}
    while waiting:
        root = _xml(waiting.pop(0), fetcher)
        places = [text.strip() for text in _texts(root, "loc")]
        if _name(root) == "urlset":
            yield from places
            continue
        fresh = [place for place in dict.fromkeys(places) if place not in seen]
        seen.update(fresh)
        waiting += fresh
        if len(seen) > MOST_SITEMAPS:
            message = f"the sitemap {url} leads to more than {MOST_SITEMAPS:,} others"
            raise SourceError(message)


def _feed(root: ET.Element) -> Iterator[str]:
    """Yield the pages of an RSS or Atom feed."""
    for entry in root.iter():
        if _name(entry) == "item":
            yield from (text.strip() for text in _texts(entry, "link"))
        elif _name(entry) == "entry":
            links = [child for child in entry if _name(child) == "link"]
            yield from (link.get("href", "") for link in links if link.get("rel", "alternate") == "alternate")


def _texts(root: ET.Element, name: str) -> Iterable[str]:
    return (child.text or "" for child in root.iter() if _name(child) == name and child.text)


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]
