"""Rules of one site as CSS selectors, for pages whose content no general rule finds.

A pack:

    [[selector]]
    id = "site.example"                  # the rule's id
    version = 1
    says = "Boxes of example.org."       # what the rule says of a span
    why = "The site's own, the same on every page."
    host = "example.org"                 # pages of this host and of hosts under it; left out: every page of the source
    content = "article .text"            # all outside goes; where nothing matches the page is left alone
    remove = [".box", "ul.more"]         # these go
    claims = { author = ".by a" }        # the text of the first match is this claim

Selectors are resolved with BeautifulSoup's html.parser (which ends no <li> or <p> by itself), start tags by line and column; an element's text is what
`markup` left of it. The cleaner stands after `markup`; a source that names `content` has a profile without `article`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import soupsieve
from bs4 import BeautifulSoup

from cleaners.errors import RuleError
from cleaners.html.build import parse
from cleaners.html.runs import edges, stretches
from cleaners.rule import Rule, digest_of
from cleaners.text import Claim, Evidence, Patch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaners.page import Page
    from cleaners.text import Finding, Span, Text

KEYS = {"id", "version", "says", "why", "host", "content", "remove", "claims"}


@dataclass(frozen=True)
class SiteRule:
    """One entry of a pack."""

    rule: Rule
    host: str
    content: str
    remove: tuple[str, ...]
    claims: tuple[tuple[str, str], ...]

    def concerns(self, page: Page) -> bool:
        """Whether the rule is about the host of this page."""
        host = urlsplit(page.uri).hostname or ""
        return not self.host or host == self.host or host.endswith("." + self.host)


@dataclass(frozen=True)
class SelectorCleaner:
    """A cleaner made of the selectors of one pack."""

    entries: tuple[SiteRule, ...]
    digest: str

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules of the pack."""
        return tuple(entry.rule for entry in self.entries)

    def __call__(self, text: Text, page: Page) -> Iterator[Finding]:
        """Yield a patch for each stretch of runs that selectors take, and claims; nothing on a text without markup edits."""
        entries = [entry for entry in self.entries if entry.concerns(page)]
        if not entries or not page.is_html or not text.edits:
            return
        soup = BeautifulSoup(text.source, "html.parser", store_line_numbers=True)
        finder = _Finder(text, soup)
        taken: dict[int, SiteRule] = {}
        for entry in entries:
            taken |= {n: entry for n in finder.runs_taken(entry) if n not in taken}
            for field, selector in entry.claims:
                yield from finder.claim(entry, field, selector)
        yield from finder.patches(taken)


def load_selectors(toml: str) -> SelectorCleaner:
    """Return the cleaner of a pack of selectors. Raises RuleError for a key or selector that is none."""
    try:
        data = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        message = f"the pack is no TOML: {error}"
        raise RuleError(message) from error
    entries = tuple(_entry(row, toml) for row in data.get("selector", []))
    return SelectorCleaner(entries, digest_of(*map(repr, entries)))


def _entry(row: dict[str, object], toml: str) -> SiteRule:
    for key in sorted(set(row) - KEYS):
        _refuse(f"unknown key {key!r}", key, toml)
    for key in ("id", "version", "says", "why"):
        if key not in row:
            _refuse(f"{key} is missing", str(row.get("id", "[[selector]]")), toml)
    remove, claims = row.get("remove", []), row.get("claims", {})
    removes = (remove,) if isinstance(remove, str) else tuple(remove) if isinstance(remove, list) else ()
    fields = tuple((str(k), str(v)) for k, v in claims.items()) if isinstance(claims, dict) else ()
    entry = SiteRule(
        Rule(str(row["id"]), int(str(row["version"])), str(row["says"]), str(row["why"])),
        str(row.get("host", "")),
        str(row.get("content", "")),
        tuple(map(str, removes)),
        fields,
    )
    for selector in (*entry.remove, *([entry.content] if entry.content else []), *(s for _, s in entry.claims)):
        try:
            soupsieve.compile(selector)
        except soupsieve.SelectorSyntaxError as error:
            _refuse(f"{selector!r} is no selector: {error}".partition("\n")[0], selector, toml)
    return entry


def _refuse(message: str, shown: str, toml: str) -> None:
    place = max(toml.find(shown), 0)
    raise RuleError(message, toml, place, place + len(shown))


class _Finder:
    """Finds the runs of text that selected elements hold."""

    def __init__(self, text: Text, soup: BeautifulSoup) -> None:
        self.text, self.soup = text, soup
        self.page = parse(text.source)
        self.ends = {element.start: element.end for element in self.page.elements}
        self.spans: list[Span] = [text.clean_span(run.start, run.end) for run in self.page.runs]
        self.lines = [0]
        for line in text.source.split("\n"):
            self.lines.append(self.lines[-1] + len(line) + 1)

    def elements(self, selector: str) -> list[Span]:
        """Return the source spans of the elements a selector names."""
        found = self.soup.select(selector)
        starts = [self.lines[(tag.sourceline or 1) - 1] + (tag.sourcepos or 0) for tag in found]
        return [(start, self.ends[start]) for start in starts if start in self.ends]

    def runs_in(self, spans: list[Span]) -> set[int]:
        """Return the numbers of the runs that begin within the spans and are still in the text."""
        runs = enumerate(self.page.runs)
        return {
            n
            for n, run in runs
            if any(start <= run.start < end for start, end in spans) and self.spans[n][0] < self.spans[n][1]
        }

    def runs_taken(self, entry: SiteRule) -> set[int]:
        """Return the runs a rule removes: what `remove` names, and what lies outside of `content`."""
        taken = self.runs_in([span for selector in entry.remove for span in self.elements(selector)])
        content = self.elements(entry.content) if entry.content else []
        if content:
            taken |= self.runs_in([(0, len(self.text.source))]) - self.runs_in(content)
        return taken

    def claim(self, entry: SiteRule, field: str, selector: str) -> Iterator[Claim]:
        """Yield a claim for the text of the first element of a selector, if it is one line."""
        for span in self.elements(selector)[:1]:
            start, end = self.text.clean_span(*span)
            value = str(self.text)[start:end].strip()
            if value and "\n" not in value:
                start = str(self.text).index(value, start)
                yield Claim(field, value, start, start + len(value), entry.rule.id)

    def patches(self, taken: dict[int, SiteRule]) -> Iterator[Patch]:
        """Yield one patch for each group of neighbours that one rule takes."""
        kept = tuple(n not in taken for n in range(len(self.spans)))
        for stretch in stretches(kept):
            places = edges(self.spans, stretch, len(str(self.text)))
            for n, (start, end) in zip(range(stretch.start, stretch.stop), places, strict=True):
                if start < end:
                    rule = taken[n].rule
                    yield Patch(start, end, "", rule.id, Evidence(rule.says))
