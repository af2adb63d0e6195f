"""A small warehouse for tests: hand-made cleaners, sources as dictionaries, and one run from arrivals to a release."""

from __future__ import annotations

import hashlib
import itertools
import os
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from cleaners.decoding import Decoding, decode
from cleaners.errors import UnusableError
from cleaners.page import Page, Profile
from cleaners.pipeline import run
from cleaners.rule import Rule, cleaner
from cleaners.text import Candidate, Claim, Evidence, Finding, Flag, Patch, Span, Text
from warehouse import Contract, Failed, Fetched, Gone, Holder, Item, NotModified, SourceSpec, Warehouse, rule_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from warehouse.closing import SourceOutcome
    from warehouse.items import Arrival
    from warehouse.read import Release

START = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
TAG = Rule("markup.tag", 1, "A tag.", "Tags are no text.")
AD = Rule("watermark.ad", 1, "An advertisement in brackets.", "It is not the author's.")
LOST = Rule("repair.lost", 1, "A question mark between letters.", "A space was lost.")


@cleaner(TAG)
def tags(text: Text, page: Page) -> Iterator[Finding]:
    """Delete tags, replace one reference."""
    for m in re.finditer(r"<[a-z/]+>", str(text)):
        yield Patch(m.start(), m.end(), "", TAG.id, Evidence("a tag"))
    for m in re.finditer(r"&amp;", str(text)):
        yield Patch(m.start(), m.end(), "&", TAG.id, Evidence("a reference"))


@cleaner(AD)
def ads(text: Text, page: Page) -> Iterator[Finding]:
    """Delete [ad…], claim what it names, refuse [keep]."""
    for m in re.finditer(r"\[ad(?: by (\w+))?\]", str(text)):
        yield Patch(m.start(), m.end(), "", AD.id, Evidence("brackets say ad", ((m.start(), m.end()),)), 0.9)
        if m[1]:
            yield Claim("publisher", m[1], *m.span(1), AD.id)
    for m in re.finditer(r"\[keep\]", str(text)):
        yield Candidate(m.start(), m.end(), AD.id, "it says keep")


@cleaner(LOST)
def lost(text: Text, page: Page) -> Iterator[Finding]:
    """Turn a?b into a b; flag a??b."""
    for m in re.finditer(r"(?<=\w)(\?+)(?=\w)", str(text)):
        if len(m[1]) == 1:
            yield Patch(m.start(), m.end(), " ", LOST.id, Evidence("a letter on both sides"))
        else:
            yield Flag("lost-character", m.start(), m.end(), LOST.id, Evidence("two are lost"))


PROFILE = Profile("test", (tags, ads, lost))


class Part(NamedTuple):
    """A segment, as the real ones look."""

    kind: str
    clean_start: int
    clean_end: int
    raw_start: int
    raw_end: int
    language: str
    level: int
    row: int
    text: str


class Two(NamedTuple):
    """A pair, as the real ones look."""

    left: int
    right: int
    score: float
    method: str


@dataclass(frozen=True)
class Done:
    """A cleaned document, as the real one looks."""

    ledger: Text
    decoding: Decoding
    media_type: str
    segments: Sequence[Part]
    pairs: Sequence[Two]
    title: str
    title_span: Span

    @property
    def text(self) -> str:
        """The clean text."""
        return str(self.ledger)

    @property
    def edits(self) -> object:
        """The ledger."""
        return self.ledger.edits

    @property
    def claims(self) -> object:
        """The claims."""
        return self.ledger.claims

    @property
    def flags(self) -> object:
        """The flags."""
        return self.ledger.flags

    @property
    def candidates(self) -> object:
        """The candidates."""
        return self.ledger.candidates


def done(fetched: Fetched, profile: Profile = PROFILE) -> Done:
    """Clean as the small profile does: one segment a line, neighbours of two scripts paired."""
    if not fetched.body:
        reason = "empty"
        raise UnusableError(reason, "nothing here")
    decoding = decode(fetched.body, fetched.header_charset)
    text = run(Text(decoding.text), Page(uri=fetched.item.uri), profile)
    parts = [
        Part("paragraph", m.start(), m.end(), *text.source_span(m.start(), m.end()), language(m[0]), 0, -1, m[0])
        for m in re.finditer(r"[^\n]+", str(text))
    ]
    twos = [
        Two(n, n + 1, 0.75, "neighbours")
        for n, (a, b) in enumerate(itertools.pairwise(parts))
        if (a.language, b.language) == ("zh-Hans", "en")
    ]
    first = parts[0] if parts else None
    title, span = (first.text, (first.raw_start, first.raw_end)) if first else ("", (0, 0))
    return Done(text, decoding, "text/plain", parts, twos, title, span)


def language(text: str) -> str:
    """Tell two languages apart."""
    return "zh-Hans" if re.search(r"[\u4e00-\u9fff]", text) else "en"


def spec(source_id: str = "one", profile: Profile = PROFILE, **settings: object) -> SourceSpec:
    """Return settings of a source that is cleaned by the small profile."""
    made = SourceSpec(
        source_id, profile, hashlib.sha256(profile.digest.encode()).hexdigest(), clean=lambda f: done(f, profile)
    )  # type: ignore[arg-type, return-value]
    return replace(made, **settings)  # type: ignore[arg-type]


def item(name: str) -> Item:
    """Return the item of a file."""
    return Item(name, f"file:///{name}")


Answer = bytes | str | None | Exception


def arrivals(answers: Mapping[str, Answer], now: datetime) -> Iterator[Arrival]:
    """Yield what a source answers: bytes or text fetched, None not modified, LookupError gone, OSError failed."""
    for name, answer in answers.items():
        match answer:
            case None:
                yield NotModified(item(name), now)
            case LookupError():
                yield Gone(item(name))
            case Exception():
                yield Failed(item(name), str(answer))
            case _:
                body = answer.encode() if isinstance(answer, str) else answer
                yield Fetched(item(name), body, now, "text/plain")


@dataclass
class Runs:
    """Runs one after the other, each an hour later."""

    house: Warehouse
    count: int = 0
    outcomes: list[SourceOutcome] | None = None

    @property
    def run_id(self) -> str:
        """Id of the run at hand."""
        return f"run-{self.count:04d}"

    @property
    def now(self) -> datetime:
        """Time of the run at hand."""
        return START + timedelta(hours=self.count)

    def __call__(
        self, *sources: tuple[SourceSpec, Mapping[str, Answer]], complete: bool = True, batch: int = 2, hold: str = ""
    ) -> Release | None:
        """Run all sources to a release."""
        self.count += 1
        lease = self.house.acquire(Holder(self.run_id, os.getpid(), "here"), now=self.now)
        self.house.heal()
        self.outcomes = [self.outcome(s, answers, complete=complete, batch=batch, hold=hold) for s, answers in sources]
        rules = rule_rows([s.profile for s, _ in sources])
        release = self.house.publish(self.outcomes, rules=rules, run_id=self.run_id, lease=lease, now=self.now)
        lease.release()
        return release

    def outcome(
        self,
        source: SourceSpec,
        answers: Mapping[str, Answer],
        *,
        complete: bool = True,
        batch: int = 2,
        hold: str = "",
    ) -> SourceOutcome:
        """Plan and clean one source."""
        plan = self.house.plan(source, run_id=self.run_id)
        found = list(arrivals(answers, self.now))
        for number in range(0, len(found), batch):
            plan.clean(number, found[number : number + batch], now=self.now)
        return plan.close(complete=complete, now=self.now, hold=hold)

    def states(self, n: int = 0) -> dict[str, int]:
        """Counts of the last run's sightings of a source."""
        return dict((self.outcomes or [])[n].states)


def runs(root: Path) -> Runs:
    """Return runs in a new warehouse."""
    return Runs(Warehouse(root))


PAGES: dict[str, Answer] = {
    "a.txt": "实现之路\nPath to Realization[ad by Bus]\nfirst?second\n",
    "b.txt": "<p>Tea &amp; rice</p> costs 5??6 [keep]\n",
    "c.txt": "百年孤独[ad]\n".encode("gb18030"),
    "d.txt": "plain, without any change\n",
    "e.txt": b"cut tail \xe4\xb8",
}

__all__ = ["PAGES", "PROFILE", "START", "Contract", "Runs", "item", "runs", "spec"]
