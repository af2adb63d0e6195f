"""Bars: lines of the words of a site's interface, on pages of which no other rule may know a line.

One such word says nothing: a text may hold a line 'Search'. But a line or a run of lines that consists wholly of them (menus, buttons,
prompts, footers), or of short items of which half are such words (bar_items), is no text. Each distinct term of a run adds to its weight; what weight it takes depends on where it stands.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cleaners.rule import Rule, cleaner
from cleaners.rulepacks import (
    bar_items,
    bar_phrases,
    bar_terms,
    bar_words,
    bench,
    matter,
    patterns,
    placing,
    placing_words,
    spoken,
    verdicts,
    views,
)
from cleaners.rulepacks.bar_items import is_ruled, listed
from cleaners.rulepacks.bar_terms import COUNT, TOGETHER, lines_of_terms, services, terms_of, weight_of
from cleaners.rulepacks.bench import REPEATED
from cleaners.rulepacks.patterns import Match, PackRule
from cleaners.rulepacks.placing import Sheet
from cleaners.rulepacks.spoken import INTERFACE, is_announced, is_prose, prose_of
from cleaners.rulepacks.verdicts import judged
from cleaners.rulepacks.views import view
from cleaners.scan import spans_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cleaners.page import Page
    from cleaners.text import Finding, Text

BAR = Rule(
    "furniture.bar", 15, "Lines of the words of a site's interface: a menu, buttons, a prompt, a footer.",
    "What a visitor may press or fill in; no sentence of the text.",
)  # fmt: skip
RULES = (BAR,)
ENOUGH = 4  # weight of a run at the page's edge
BESIDE = 2  # weight of one beside other furniture
AMID = 10  # weight of one between paragraphs, with PROMPTED prompts
PROMPT, PROMPTED = 3, 2  # weight of a term that is a prompt; so many distinct ones
SAID = 5  # weight of what nothing but a site says; in Chinese such terms stand beside headings
TERM = 2  # weight of a term that no text is made of
SERVICES = 2  # that all services together weigh at most: a text may list them
LONGEST = 160  # characters of a line
LISTED = re.compile(r"[ \t]{0,3}(?:[-*•·+]\s|\(?\d{1,3}[.)、]|[①-⑳])")
INDENTED = re.compile(r"\t| {4}")
SPOKEN = 2  # times that the text speaks of an interface: then its words may be its matter
NEARBY = re.compile(
    INTERFACE.pattern
    + r"|\b(?:press(?:es|ed)?|tap(?:s|ped)?|words?|labels?|links?|screens?|(?:web)?sites?|web ?pages?|apps?|headings?|topics?|list(?:s|ed)?|question(?:naire)?|following)\b|网站|網站|网页|網頁|屏幕|螢幕|链接|連結|题目|題目|抄|下面|以下|如下|几个字|幾個字|这些词|這些詞|标签|標籤"
)  # in the paragraph beside a run
COUNTED = re.compile(COUNT)
OFFICE = re.compile(
    r"(?:[责責][编編]|[编編][辑輯]|[来來]源|作者|[记記]者|稿源|[时時]间|[时時]間|日期)\s?[:\uff1a]\s?\S"
)  # fields of an office say more than a bar
SENTENCE = 8  # characters of a short one
APART = 4  # lines between two of one run


def _judged_as(place: str, *, company: int = 0, prose: int = 1) -> PackRule:
    return PackRule(BAR, (), (), ("line",), place=place, company=company, prose=prose)


AT_EDGE = _judged_as("edge")
WITH_OTHERS = _judged_as("edge", company=1)
ANYWHERE = _judged_as("any", prose=2)


class Line(NamedTuple):
    """A line of the page that consists of terms, or of items of which half are: its number, the terms, how many items there are."""

    n: int
    terms: frozenset[str]
    many: int
    is_whole: bool = True  # whether all its items are terms


@cleaner(
    *RULES,
    helpers=(
        bar_items,
        bar_phrases,
        bar_terms,
        bar_words,
        matter,
        patterns,
        bench,
        placing,
        placing_words,
        spoken,
        verdicts,
        views,
    ),
)
def bars(text: Text, page: Page) -> Iterator[Finding]:  # noqa: ARG001  # the words decide, not the page's context
    """Find the bars, and judge each by its weight and place."""
    sheet = Sheet(str(text))
    yield from judged(sheet, find(sheet))


def sure(sheet: Sheet) -> list[Match]:
    """Return the bars that need no other furniture beside them, and so may be company to others."""
    return [m for m in find(sheet) if not m.rule.company]


@lru_cache(maxsize=2)
def find(sheet: Sheet) -> list[Match]:
    """Return the bars on a sheet, not judged yet."""
    lines = {
        n: Line(n, frozenset(terms), many, is_whole=False)
        for n, terms, many in listed(sheet, terms_of)
        if not OFFICE.search(sheet.content(n))
    }
    lines |= {line.n: line for line in _lines(sheet)}
    if not lines or sheet.is_source:
        return []
    made = _Runs(sheet, lines)
    return [m for run in made.all if (m := made.match(run))]


def _lines(sheet: Sheet) -> Iterator[Line]:
    """Yield the lines that consist of terms."""
    for start, _ in spans_of(lines_of_terms(), sheet.text):
        n = sheet.line(start)
        row = sheet.rows[n]
        if row.end - row.start <= LONGEST and (terms := terms_of(view(sheet.text, row.start, row.end).text)):
            yield Line(n, frozenset(terms), len(terms))


@dataclass(frozen=True, eq=False)
class _Runs:
    """The runs of lines of terms of one page, and what the page as a whole says of them."""

    sheet: Sheet
    lines: Mapping[int, Line]

    @cached_property
    def all(self) -> list[list[Line]]:
        """The runs of such lines that nothing but counts stand between."""
        runs: list[list[Line]] = []
        for n in sorted(self.lines):
            above = range(runs[-1][-1].n + 1, n) if runs else None
            if above is not None and len(above) <= APART and all(map(self._is_nothing, above)):
                runs[-1].append(self.lines[n])
            else:
                runs.append([self.lines[n]])
        return runs

    def _is_nothing(self, n: int) -> bool:
        content = self.sheet.content(n)
        return not content or bool(COUNTED.fullmatch(content))

    @cached_property
    def counts(self) -> Counter[str]:
        """How often the page holds the very same run."""
        return Counter(map(self._words, self.all))

    def _words(self, run: Sequence[Line]) -> str:
        return "\n".join(self.sheet.content(line.n) for line in run)

    @cached_property
    def is_of_interfaces(self) -> bool:
        """Whether the text speaks of an interface: then its words may be its matter."""
        return sum(len(INTERFACE.findall(words)) for words in self.sheet.contents if is_prose(words)) >= SPOKEN

    def match(self, run: Sequence[Line]) -> Match | None:
        """Return the match of a run, judged as its weight and its place allow, or None where it weighs too little or is matter."""
        sheet = self.sheet
        run = _without_title(sheet, run)
        rule = self._rule(run) if run else None
        if rule is None or self._is_matter(run):
            return None
        start = sheet.text.index(sheet.content(run[0].n), sheet.rows[run[0].n].start)
        last = sheet.content(run[-1].n)
        end = sheet.text.index(last, sheet.rows[run[-1].n].start) + len(last)
        return Match(rule, start, end, (), fills=True)

    def _rule(self, run: Sequence[Line]) -> PackRule | None:
        """Return how a run is to be judged: the more it weighs the less its place and its neighbours must say."""
        terms = {term for line in run for term in line.terms}
        shared = {term for term in terms if term in services() or term.startswith("#")}
        weights = [weight_of(term) for term in terms - shared]
        together = any(line.many >= TOGETHER for line in run)
        weight = sum(weights) + min(SERVICES, len(shared)) + together
        if weight >= AMID and sum(w >= PROMPT for w in weights) >= PROMPTED:
            return ANYWHERE
        if weight < BESIDE or not (all(line.is_whole for line in run) or self._is_outer(run)):
            return None
        first = self.sheet.beside(run[0].n, -1) is None
        bare = max(weights, default=0) < TERM and not together and not first
        said = any(weight_of(term) >= SAID and term.isascii() for term in terms)  # the judge asks for its place
        placed = first or said or self._is_outer(run)
        return AT_EDGE if weight >= ENOUGH and not bare and placed else WITH_OTHERS

    def _is_outer(self, run: Sequence[Line]) -> bool:
        """Return whether no paragraph stands beyond a run, above it or below, or it stands so often that it is no text."""
        first, last = prose_of(self.sheet)
        return run[-1].n < first or run[0].n > last or self.counts[self._words(run)] >= REPEATED

    def _is_matter(self, run: Sequence[Line]) -> bool:
        """Return whether a run is listed, set off as an example, or what the line beside it speaks of."""
        sheet = self.sheet
        rows = [sheet.text[sheet.rows[line.n].start : sheet.rows[line.n].end] for line in run]
        if any(INDENTED.match(row) or LISTED.match(row) for row in rows) or any(
            is_ruled(sheet, line.n) for line in run
        ):
            return True
        if is_announced(sheet, run[0].n):
            return True
        if sum(weight_of(term) >= PROMPT for term in {term for line in run for term in line.terms}) >= PROMPTED:
            return False
        beside = (sheet.beside(run[0].n, -1), sheet.beside(run[-1].n, 1))
        near = [sheet.content(k) for k in beside if k is not None]
        return self.is_of_interfaces or any(NEARBY.search(words) for words in near if is_prose(words))


def _is_text(words: str) -> bool:
    """Return whether a line is a text's: long enough, or with the stop of a sentence."""
    return is_prose(words) or (len(words) > SENTENCE and words[-1:] in "。！？；”」!?;")


def _without_title(sheet: Sheet, run: Sequence[Line]) -> Sequence[Line]:
    """Return a run without its last line where that may be a heading: a word of any text above a paragraph, or the page's title."""
    above, below = sheet.beside(run[0].n, -1), sheet.beside(run[-1].n, 1)
    if below is None or not _is_text(sheet.content(below)) or run[-1].many != 1:
        return run
    most = max(weight_of(term) for term in run[-1].terms)
    return run[:-1] if most < (PROMPT if above is None else 1) else run
