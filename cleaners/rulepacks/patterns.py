"""The engine of rule packs: where a pack's patterns match on a page.

Runs on google-re2, linear in the text: one alternation of all cues goes over the document; only lines with a cue are
folded and matched. Work is counted in lines and windows, never in seconds.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import re2

from cleaners.rulepacks.cues import Cues
from cleaners.rulepacks.rule import CLOSE, SHAPES, PackRule, Shape, options
from cleaners.rulepacks.spoken import text_of
from cleaners.rulepacks.views import SPACED, View, dense, view, without_feeds
from cleaners.scan import characters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cleaners.rulepacks.placing import Sheet
    from cleaners.text import Span

__all__ = ["SHAPES", "Match", "Matcher", "PackRule", "disjoint", "extended", "options"]

LONG_LINE = 1200  # beyond, only windows around cues are folded: one line may be the whole document
BEFORE, AFTER = 160, 480  # the window around a cue: the longest mark with its address
CLOSED = re.compile(rf"{CLOSE}[。.!!\s]*$")
SURROGATE = re.compile("[\ud800-\udfff]")
KEY = "(?P<key_>"
WHOLE = ""  # the name of a match among its groups
BRACKETS = re.compile(
    r"\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|[()]", re.DOTALL
)  # what is escaped or in a class is none
LETTERS_APART = re.compile(r"(?:\S ){5}")
FINISHED = '。.!!??…」』”’")):;;'  # a mark after one of these is glued to a finished sentence


class Match(NamedTuple):
    """A place where a rule's pattern stands: span, its named groups, and whether it fills its line or lines."""

    rule: PackRule
    start: int
    end: int
    groups: tuple[tuple[str, int, int], ...]
    fills: bool

    def shifted(self, by: int) -> Match:
        """Return the match `by` characters further on."""
        groups = tuple((name, start + by, end + by) for name, start, end in self.groups)
        return self._replace(start=self.start + by, end=self.end + by, groups=groups)


class Piece(NamedTuple):
    """A folded line, or a window of a long one: then it may lack the line's start or end."""

    seen: View
    first: bool = True
    last: bool = True


class Matcher:
    """Finds the matches of some rules on a sheet."""

    def __init__(self, rules: Sequence[PackRule]) -> None:
        """Take the cues, and compile a filter that tells which rules to try on a line.

        The filter asks first which of their letters stand on the line: a set of all patterns builds its automaton anew
        for almost every line it has not seen (0.3 to 0.8 ms; the filter takes a fifth of that).
        """
        self.rules = tuple(rules)
        self.cues = Cues(rules)
        self.joins = any("inside" in rule.where for rule in self.rules)
        self.of, self.known = "", dict[str, list[Match]]()
        self.owners: list[tuple[int, int]] = []  # rule and pattern of each member of the filter
        self.filter = re2.Filter()
        for k, rule in enumerate(self.rules):
            for n, pattern in enumerate(rule.patterns):
                self.filter.Add(evidence_of(pattern), options())
                self.owners.append((k, n))
        self.filter.Compile()

    def matches(self, sheet: Sheet, places: Sequence[int]) -> list[Match]:
        """Return the matches on lines with a cue, in order; none overlap, the earlier rule of the pack wins."""
        known = self._known(sheet.document or sheet.text)
        found: list[Match] = []
        for n, cues in _by_line(sheet, places):
            row = sheet.rows[n]
            content = sheet.text[row.start : row.end]
            if len(content) > LONG_LINE:
                found += self._in_windows(sheet, n, cues)
                continue
            if content not in known:  # a page of equal lines is matched once
                known[content] = self._on(Piece(view(content, 0, len(content))))
            found += [m.shifted(row.start) for m in known[content]] or self._over_break(sheet, n)
        return [extended(sheet, m) for m in disjoint(found)]

    def _known(self, document: str) -> dict[str, list[Match]]:
        """Return the matches on lines seen before in this document, which the next version of it has too."""
        if self.of != document:
            self.of, self.known = document, {}
        return self.known

    def _in_windows(self, sheet: Sheet, n: int, cues: Sequence[int]) -> list[Match]:
        row = sheet.rows[n]
        found: list[Match] = []
        done = row.start
        for cue in cues:
            start, end = max(row.start, cue - BEFORE), min(row.end, cue + AFTER)
            if cue < done:
                continue
            found += self._on(Piece(view(sheet.text, start, end), start == row.start, end == row.end))
            done = max([cue + AFTER // 2, *(m.end for m in found)])  # the window has shown what begins before
        return found

    def _over_break(self, sheet: Sheet, n: int) -> list[Match]:
        """Return matches that a line break cuts in two: they begin on line `n` and end on the next."""
        if not self.joins or n + 1 >= len(sheet.rows):
            return []
        row, after = sheet.rows[n], sheet.rows[n + 1]
        if after.end - row.start > LONG_LINE or after.start == after.end:
            return []
        joined = without_feeds(view(sheet.text, row.start, after.end))
        return [
            m for m in self._on(Piece(joined)) if "inside" in m.rule.where and m.start < row.end and m.end > after.start
        ]

    def _on(self, piece: Piece) -> list[Match]:
        found = self._try(piece, spaced=False)
        if found or not LETTERS_APART.search(piece.seen.text):
            return found
        tight = dense(piece.seen)
        return [m for m in self._try(piece._replace(seen=tight), spaced=True) if _is_spaced(tight, m)]

    def _try(self, piece: Piece, *, spaced: bool) -> list[Match]:
        body = piece.seen.text.encode("utf-8", "replace")
        if SURROGATE.search(piece.seen.text):  # the engine knows none
            piece = piece._replace(seen=replace(piece.seen, text=body.decode("utf-8")))
        hits: dict[int, list[int]] = {}
        for i in sorted(self.filter.Match(body) or ()):
            hits.setdefault(self.owners[i][0], []).append(self.owners[i][1])
        found: list[Match] = []
        for k, numbers in hits.items():
            if self.rules[k].spaced or not spaced:
                found += _of_rule(self.rules[k], piece, body, numbers)
        return found


def evidence_of(pattern: str) -> str:
    """Return what must stand on a line for a match of a pattern to count: its group `key_`, or all of it.

    The key alone keeps few states; a whole line of clauses keeps a new one for almost every letter.
    """
    start = pattern.find(KEY)
    if start < 0:
        return pattern
    depth = 0
    for token in BRACKETS.finditer(pattern, start):
        depth += {"(": 1, ")": -1}.get(token[0], 0)
        if not depth:
            return ("(?i)" if "(?i" in pattern[:start] else "") + pattern[start : token.end()]
    return pattern


def _is_spaced(tight: View, m: Match) -> bool:
    """Return whether a match found without blanks was letter-spaced all through: else it joins words that belong apart."""
    letters = sum(m.start <= place < m.end for place in tight.places)
    return m.end - m.start >= (1 + SPACED) * letters


def _by_line(sheet: Sheet, places: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    n = -1
    cues: list[int] = []
    for place in places:
        k = bisect_right(sheet.starts, place) - 1
        if k != n and cues:
            yield n, cues
            cues = []
        n = k
        cues.append(place)
    if cues:
        yield n, cues


def _of_rule(rule: PackRule, piece: Piece, body: bytes, numbers: Sequence[int]) -> Iterator[Match]:
    """Yield the matches of some of a rule's patterns; `body` is the piece encoded, as the engine reads it."""
    for shape in rule.compiled:
        if shape.number not in numbers or not _fits(shape.where, piece):
            continue
        found = [_spans(shape, m, body) for m in shape.regex.finditer(body) if _counts(shape, m)]
        made = [_match(rule, shape, piece.seen, spans) for spans in found if _width(spans[WHOLE]) <= rule.longest]
        yield from made
        if made and shape.where in {"line", "block"}:
            return


def _fits(where: str, piece: Piece) -> bool:
    """Return whether a piece of a long line can show this place of the line."""
    starts, ends = where in {"line", "block", "line-start"}, where in {"line", "block", "line-end", "glued"}
    return (piece.first or not starts) and (piece.last or not ends)


def _counts(shape: Shape, found: re2._Match) -> bool:
    """Return whether a match is not empty and the part of the pattern that carries the evidence, a group `key_`, took part in it."""
    return bool(found.start() < found.end() and found.start(shape.groups.get("key_", 0)) >= 0)


def _spans(shape: Shape, found: re2._Match, body: bytes) -> dict[str, Span]:
    """Return the spans of a match and of its groups, empty ones apart, in characters."""
    named = ((name, found.span(k)) for name, k in ((WHOLE, 0), *shape.groups.items()))
    spans = {name: span for name, span in named if span[0] < span[1]}
    places = sorted({place for span in spans.values() for place in span})
    at = dict(zip(places, characters(body, places), strict=True))
    return {name: (at[start], at[end]) for name, (start, end) in spans.items()}


def _width(span: Span) -> int:
    return span[1] - span[0]


def _match(rule: PackRule, shape: Shape, seen: View, spans: Mapping[str, Span]) -> Match:
    whole = spans[WHOLE]
    start, end = _balanced(seen.text, whole, spans) if shape.where in {"inside", "line-end", "glued"} else whole
    groups = tuple((name, *seen.span(*span)) for name, span in spans.items() if name and not name.endswith("_"))
    return Match(rule, *seen.span(start, end), groups, shape.where in {"line", "block"})


def _balanced(text: str, whole: Span, spans: Mapping[str, Span]) -> Span:
    """Return the span without a bracket that has no partner, and without a stop that ends the author's sentence."""
    start, end = whole
    if "before_" in spans:
        start = spans["before_"][1]
        start += len(text[start:end]) - len(text[start:end].lstrip())
    opens, closes = spans.get("open_"), spans.get("close_")
    if "stop_" in spans:
        before = text[:start].rstrip()
        if (before and before[-1] not in FINISHED) or (opens and closes):
            end = spans["stop_"][0]
    if opens and not closes and not CLOSED.search(text[start:end]):
        start = opens[1]
    if closes and not opens:
        end = closes[0]
    return start, end


def disjoint(found: Sequence[Match]) -> list[Match]:
    """Return matches that do not overlap, in order: those of earlier rules win, then the earlier place."""
    taken: list[Match] = []
    for m in sorted(
        found, key=lambda m: (m.start, not m.fills, m.rule.place != "any")
    ):  # stable: `found` has the order of the rules
        if not taken or m.start >= taken[-1].end:
            taken.append(m)
    return taken


def extended(sheet: Sheet, m: Match) -> Match:
    """Return a block's match with the further lines that belong to it; any other match as it is."""
    body = m.rule.body
    if body is None or not m.fills:
        return m
    n = bisect_right(sheet.starts, m.start)
    end = m.end
    for row in sheet.rows[n : n + m.rule.limit]:
        seen = view(sheet.text, row.start, row.end)
        if not seen.text.strip():
            if m.rule.framed and end > m.end:
                break
            continue
        if not body.search(seen.text.encode("utf-8", "replace").decode("utf-8")):
            if m.rule.framed and n <= text_of(sheet)[1]:
                return m  # the last line before a paragraph may be its heading: the list has no end that is sure
            break
        end = row.end
    return m._replace(end=end)
