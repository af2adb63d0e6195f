"""Fetching pages: polite, bounded, and never a way into the machine's own network.

A `Fetcher` serves one source from several threads. It answers for every address, whatever happened: bytes, unchanged,
gone, or the reason why not.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple, Self
from urllib.parse import urljoin, urlsplit

import httpx

from flows.addresses import canonical, origin
from flows.bodies import BodyError, collect
from flows.guard import Guarded, RefusedAddressError, distrusted, transport, trusted
from flows.politeness import REFUSED, Host, Robots, parse_robots
from flows.unpacking import ASKED

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

    import httpcore

AGENT = "palimpsest"
TRANSIENT = frozenset({429, 500, 502, 503, 504})
GONE = frozenset({404, 410})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 10
ROBOTS_REDIRECTS = 5  # RFC 9309, 2.3.1.2
NOT_MODIFIED = 304


@dataclass(frozen=True)
class Manners:
    """How a source's hosts are asked; the defaults are those of a guest."""

    per_second: float = 1.0
    concurrency: int = 2
    timeout: float = 30.0  # seconds without a byte
    deadline: float = 300.0  # seconds for one body: a server that drips must not hold a run up
    attempts: int = 4
    longest_wait: float = 120.0  # a host that asks for more is left alone until the next run
    max_bytes: int = 100_000_000
    backend: httpcore.NetworkBackend = field(default_factory=Guarded)
    tls: ssl.SSLContext = field(default_factory=trusted)
    authorization: str = ""  # sent to the host that was asked first, never along a redirect to another
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Asked(NamedTuple):
    """An address to fetch, and what is known of its last answer."""

    url: str
    etag: str = ""
    last_modified: str = ""


NOBODY = Asked("")  # asks without credentials and conditions


class Answer(NamedTuple):
    """What came of it; `error` is '' where the status tells all. Addresses are canonical: no secret stands in them."""

    uri: str
    final_uri: str
    status: int = 0
    etag: str = ""
    last_modified: str = ""
    redirects: tuple[str, ...] = ()
    robots: str = ""
    body: bytes = b""
    media_type: str = ""
    charset: str = ""
    error: str = ""

    @property
    def gone(self) -> bool:
        """Whether the host says that there is nothing here any more."""
        return self.status in GONE and not self.error


class Fetcher:
    """Fetches addresses; safe to call from several threads. Use as a context manager."""

    def __init__(self, manners: Manners | None = None) -> None:
        self.manners = manners or Manners()
        self._hosts: dict[str, Host] = {}
        self._robots: dict[str, Robots] = {}
        self._locks: dict[str, Lock] = {}
        self._lock = Lock()
        headers = {"User-Agent": f"{AGENT}/{version('palimpsest')}", "Accept-Encoding": ASKED}
        self._client = httpx.Client(
            transport=transport(100, self.manners.backend, self.manners.tls),
            headers=headers,
            timeout=self.manners.timeout,
            trust_env=False,  # a proxy would resolve names behind the guard's back
        )

    def __enter__(self) -> Self:
        """Return the fetcher."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close all connections."""
        self._client.close()

    def get(self, asked: Asked) -> Answer:
        """Fetch one address, its redirects included; never raises for what a host does."""
        try:
            answer = Answer(canonical(asked.url), canonical(asked.url))
        except ValueError as error:  # not shown: what is no address may still hold a secret
            return Answer("", "", error=f"no web address: {error}")
        url = asked.url
        for _ in range(MOST_REDIRECTS + 1):
            robots = self._allowed(url)
            answer = answer._replace(final_uri=canonical(url), robots=robots.verdict)
            if robots.verdict == REFUSED:
                return answer._replace(error=robots.says)
            got = self._patiently(url, asked)
            if not (got.status in REDIRECTS and got.location):
                return _merged(answer, got)
            answer = answer._replace(redirects=(*answer.redirects, canonical(url)))
            url = urljoin(url, got.location)
            if urlsplit(url).scheme not in {"http", "https"}:
                return answer._replace(status=got.status, error=f"redirected to {url[:80]!r}, which is no web address")
        return answer._replace(error=f"more than {MOST_REDIRECTS} redirects")

    def _allowed(self, url: str) -> Verdict:
        place = origin(url)
        with self._lock:
            lock = self._locks.setdefault(place, Lock())
        with lock:  # one thread asks for robots.txt, the others wait for it
            if place not in self._robots:
                self._robots[place] = self._read_robots(place)
                self._host(place).slow_down(min(self._robots[place].delay(AGENT), self.manners.longest_wait))
        robots = self._robots[place]
        closed = f"robots.txt cannot be read, so nothing may be fetched now: {robots.closed}"
        said = closed if robots.closed else "robots.txt refuses this address"
        return Verdict(robots.verdict(url, AGENT), said)

    def _read_robots(self, place: str) -> Robots:
        url = f"{place}/robots.txt"
        for _ in range(ROBOTS_REDIRECTS + 1):
            got = self._patiently(url, NOBODY)
            if got.error:
                return Robots(None, closed=got.error)
            if not (got.status in REDIRECTS and got.location):
                return parse_robots(got.status, got.body)
            url = urljoin(url, got.location)
        return Robots(None)

    def _patiently(self, url: str, asked: Asked) -> Got:
        """Ask once, and again where the trouble is likely to pass."""
        host = self._host(origin(url))
        got = Got(error="never asked")
        for attempt in range(self.manners.attempts):
            with host.turn():
                got = self._once(url, asked)
            if not got.transient:
                return got
            wait = got.retry_after if got.retry_after is not None else 2**attempt * (0.5 + random.random())
            if wait > self.manners.longest_wait:
                return got._replace(
                    error=f"status {got.status}: the host asks to wait {wait:.0f} s, so it is left alone until the next run"
                )
            host.pause(wait)
        return got._replace(error=got.error or f"status {got.status} after {self.manners.attempts} attempts")

    def _once(self, url: str, asked: Asked) -> Got:
        try:
            with self._client.stream("GET", url, headers=self._headers(url, asked)) as response:
                return self._read(response)
        except (RefusedAddressError, BodyError) as error:
            return Got(error=str(error))
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, ValueError) as error:
            return Got(error=f"no web address: {error}")
        except httpx.TransportError as error:
            said = f"{type(error).__name__}: {error}"
            return Got(error=said, transient=not distrusted(error))

    def _headers(self, url: str, asked: Asked) -> dict[str, str]:
        headers = {"If-None-Match": asked.etag, "If-Modified-Since": asked.last_modified}
        if asked.url and origin(url) == origin(asked.url):
            headers["Authorization"] = self.manners.authorization
        return {name: value for name, value in headers.items() if value}

    def _read(self, response: httpx.Response) -> Got:
        got = Got(
            status=response.status_code,
            location=response.headers.get("location", ""),
            etag=response.headers.get("etag", ""),
            last_modified=response.headers.get("last-modified", ""),
            transient=response.status_code in TRANSIENT,
            retry_after=_seconds(response.headers.get("retry-after", "")),
        )
        if response.status_code != httpx.codes.OK:
            return got
        chunks = self._in_time(response)
        body = collect(chunks, response.headers.get("content-encoding", ""), self.manners.max_bytes)
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        return got._replace(body=body, media_type=media_type, charset=response.charset_encoding or "")

    def _in_time(self, response: httpx.Response) -> Iterator[bytes]:
        start = self.manners.now()
        for chunk in response.iter_raw():
            if self.manners.now() - start > self.manners.deadline:
                message = f"the body took longer than {self.manners.deadline:.0f} s"
                raise BodyError(message)
            yield chunk

    def _host(self, place: str) -> Host:
        with self._lock:
            if place not in self._hosts:
                manners = self.manners
                self._hosts[place] = Host(manners.per_second, manners.concurrency, manners.now, manners.sleep)
            return self._hosts[place]


class Verdict(NamedTuple):
    """What robots.txt says of an address, and the sentence for a refusal."""

    verdict: str
    says: str


class Got(NamedTuple):
    """One answer of one host."""

    status: int = 0
    body: bytes = b""
    location: str = ""
    etag: str = ""
    last_modified: str = ""
    media_type: str = ""
    charset: str = ""
    error: str = ""
    transient: bool = False
    retry_after: float | None = None  # None: the host does not say


def _merged(answer: Answer, got: Got) -> Answer:
    error = got.error
    if not error and got.status not in {httpx.codes.OK, NOT_MODIFIED, *GONE}:
        error = f"status {got.status}"
    return answer._replace(
        status=got.status,
        etag=got.etag,
        last_modified=got.last_modified,
        body=got.body,
        media_type=got.media_type,
        charset=got.charset,
        error=error,
    )


def _seconds(retry_after: str) -> float | None:
    """Return the seconds that a Retry-After header asks for: a number or a date."""
    if not retry_after:
        return None
    if retry_after.isdecimal():
        return float(retry_after)
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
