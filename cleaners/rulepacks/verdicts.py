"""From matches to findings: a confirmed match is a patch and claims, a refused one a candidate with the reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from cleaners.lines import removals
from cleaners.rulepacks import claims
from cleaners.rulepacks.bench import Bench
from cleaners.rulepacks.placing import Sheet
from cleaners.rulepacks.views import BLANKS, INVISIBLE, dense, view
from cleaners.text import Candidate, Claim, Evidence, Patch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.page import Page
    from cleaners.rule import Rule
    from cleaners.rulepacks.patterns import Match
    from cleaners.text import Finding, Span, Text


FAMILIES = {"watermark", "wiki", "furniture", "editorial"}
Finder = Callable[[Sheet], "list[Match]"]


@dataclass(frozen=True, eq=False)
class Judge:
    """A cleaner of one family's finder; all finders of the house tell it which lines beside a match are furniture too.

    So the order of the families does not matter, and a second run finds the page's edges where the first one did.
    """

    name: str
    rules: tuple[Rule, ...]
    digest: str
    find: Finder
    house: tuple[Finder, ...]

    def __call__(self, text: Text, page: Page) -> Iterator[Finding]:  # noqa: ARG002  # the words decide
        """Yield a patch and claims for each confirmed match, a candidate with the reason for each refused one."""
        source = str(text)
        sheet = _sheet(source, text.source)
        found = _matches(self.find, sheet)
        if not found:
            return
        known = {(c.rule, c.raw_start, c.raw_end) for c in text.candidates}
        for f in judged(sheet, found, _filled(sheet, self.house), gone(text)):
            if not isinstance(f, Candidate) or (f.rule, *text.source_span(f.start, f.end)) not in known:
                yield f


@lru_cache(maxsize=1)
def _sheet(source: str, document: str) -> Sheet:
    return Sheet(source, document)


@lru_cache(maxsize=8)
def _matches(find: Finder, sheet: Sheet) -> list[Match]:
    return find(sheet)


@lru_cache(maxsize=1)
def _filled(sheet: Sheet, house: tuple[Finder, ...]) -> frozenset[int]:
    """Return the numbers of the lines that any finder of the house takes for furniture; what stands elsewhere on the page is none."""
    found = [m for find in house for m in _matches(find, sheet)]
    bench = Bench(sheet, found)
    return sheet.filled(m for m in found if bench.lends(m))


def gone(text: Text) -> tuple[int, ...]:
    """Return the places where rules of the house took whole lines before."""
    lost = (e for e in text.edits if e.rule.partition(".")[0] in FAMILIES and not e.inserted)
    return tuple(text.to_clean(e.raw_start) for e in lost if "\n" in e.removed or "\r" in e.removed)


def judged(
    sheet: Sheet, found: Sequence[Match], furniture: frozenset[int] = frozenset(), gone: Sequence[int] = ()
) -> Iterator[Finding]:
    """Yield the findings of matches that do not overlap, in order.

    `furniture` are the lines that other rules take, `gone` the places where lines were taken before.
    """
    bench = Bench(sheet, found, furniture, gone)
    sure: list[Match] = []
    for m in bench.matches:
        reason = bench.refusal(m)
        if not reason:
            sure.append(m)
        elif not m.rule.keep:
            yield Candidate(m.start, m.end, m.rule.rule.id, reason)
    yield from patches(sheet.text, [m for m in sure if not m.rule.keep])
    for m in sure:
        yield from claims_of(sheet.text, m)


def patches(source: str, sure: Sequence[Match]) -> Iterator[Patch]:
    """Yield the removal of each match, widened by the white space it orphans, each charged to its own rule."""
    spans = removals(source, [(m.start, m.end) for m in sure])
    for m, (start, end) in _shares(sure, spans):
        evidence = Evidence(m.rule.rule.says)
        yield Patch(start, end, "", m.rule.rule.id, evidence)


def _shares(sure: Sequence[Match], spans: Sequence[Span]) -> Iterator[tuple[Match, Span]]:
    """Divide widened spans among the matches within them: each reaches to where the next begins."""
    ordered = sorted(sure, key=lambda m: m.start)
    k = 0
    for low, high in spans:
        start = low
        while k < len(ordered) and ordered[k].start < high:
            k += 1
            following = k < len(ordered) and ordered[k].start < high
            end = ordered[k].start if following else high
            yield ordered[k - 1], (start, end)
            start = end


def claims_of(source: str, m: Match) -> Iterator[Claim]:
    """Yield what a match says: its named groups, itself where the rule says so, and the rule's constants."""
    rule_id = m.rule.rule.id
    for name, start, end in m.groups:
        claim = claim_of(name.rstrip("0123456789"), source, (start, end), rule_id)
        if claim:
            yield claim
    if m.rule.whole:
        start, end = _trimmed(source, (m.start, m.end))
        yield Claim(m.rule.whole, source[start:end], start, end, rule_id, m.rule.doubts or None)
    for name, value in m.rule.constant:
        yield Claim(name, value, m.start, m.end, rule_id)


def claim_of(name: str, source: str, span: Span, rule_id: str) -> Claim | None:
    """Return the claim that a span of a text makes, its value as claims have it, or None where it has none."""
    start, end = _trimmed(source, span)
    words = source[start:end]
    value = words
    if name == "source_url" and any(c in value for c in BLANKS + INVISIBLE):
        value = dense(view(words, 0, len(words))).text
    elif name == "published":
        value = claims.published(words)
    elif name == "licence_id":
        value = claims.licence_id(words)
    elif name in {"author", "editor"}:
        value = claims.person(words)
    return Claim(name, value, start, end, rule_id) if value else None


def _trimmed(source: str, span: Span) -> Span:
    words = source[span[0] : span[1]]
    left = len(words) - len(words.lstrip())
    return (span[0] + left, span[0] + len(words.rstrip())) if words.strip() else span
