"""Manners towards a host: its robots.txt, how often and how many at once, and waiting when it asks for it."""

from __future__ import annotations

from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING, NamedTuple

from protego import Protego

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROBOTS_BYTES = 500 * 1024  # RFC 9309, 2.5: what a crawler must at least read; nobody needs more
ALLOWED, REFUSED, NONE = "allowed", "refused", "none"


class Robots(NamedTuple):
    """What a host's robots.txt says; `rules` is None where there is no such file, or nothing may be fetched."""

    rules: Protego | None
    closed: str = ""  # why it cannot be read: RFC 9309, 2.3.1.4 has us assume that all is disallowed then

    def verdict(self, url: str, agent: str) -> str:
        """Return allowed, refused, or none where there is no robots.txt."""
        if self.closed:
            return REFUSED
        if self.rules is None:
            return NONE
        return ALLOWED if self.rules.can_fetch(url, agent) else REFUSED

    def delay(self, agent: str) -> float:
        """Return the seconds that the host wants between requests, 0 where it does not say."""
        return float(self.rules.crawl_delay(agent) or 0) if self.rules else 0.0


def parse_robots(status: int, body: bytes) -> Robots:
    """Return the rules of an answer to /robots.txt: 4xx means none, 5xx that all is closed."""
    if status >= 500 or status == 429:
        return Robots(None, closed=f"status {status}")
    if status >= 400:
        return Robots(None)
    return Robots(Protego.parse(body[:ROBOTS_BYTES].decode("utf-8", "replace")))


class Host:
    """The queue before one host."""

    def __init__(
        self, per_second: float, concurrency: int, now: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self._gap = 1 / per_second
        self._slots = BoundedSemaphore(concurrency)
        self._lock = Lock()
        self._free = 0.0
        self._now, self._sleep = now, sleep

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a slot and for the moment of the next request."""
        with self._slots:
            with self._lock:
                moment = max(self._now(), self._free)
                self._free = moment + self._gap
            wait = moment - self._now()
            if wait > 0:
                self._sleep(wait)
            yield

    def slow_down(self, gap: float) -> None:
        """Take the host's wish for longer gaps."""
        with self._lock:
            self._gap = max(self._gap, gap)

    def pause(self, seconds: float) -> None:
        """Let nobody ask this host for so long."""
        with self._lock:
            self._free = max(self._free, self._now() + seconds)
