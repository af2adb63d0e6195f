"""What is left of a frame when what it framed is gone: a ruling, an END, a bare number between two lines that went.

Nothing of it is noise by its own words: the evidence is in the ledger, what the rules took directly beside it. A ruling
that stands elsewhere too is the page's own ornament, one under a heading belongs to the heading, and both stay.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from cleaners.rule import Rule, cleaner
from cleaners.rulepacks import bench, matter, placing, placing_words, spoken, verdicts
from cleaners.rulepacks.patterns import Match, PackRule
from cleaners.rulepacks.placing import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.page import Page
    from cleaners.text import Finding, Text

RULING = Rule(
    "furniture.ruling", 20, "A ruling or an end mark that only framed what went.",
    "It parted the text from what the site printed, and parts nothing now.",
)  # fmt: skip
LEFTOVER = Rule(
    "furniture.leftover", 20, "A number or an arrow between lines that went.",
    "A counter of the site's: its label and its neighbours are gone.",
)  # fmt: skip
FRAME, LEFT = (PackRule(rule, (), (), ("line",)) for rule in (RULING, LEFTOVER))
RULED = re.compile(
    r"(?:([-=_*~\uff0a\u2014\u2013\u2500\u2501\u2550\u00b7\u2022.#+\u25c7\u25c6\u2606\u2605\u203b\u25cb\u25cf\uff1d\uff0d\u2026/\\])[ \t\u3000]?){3,}\1?|--|(?:-=){2,}-?|(?:=-){2,}=?"
)
ENDED = re.compile(
    r"[-\u2014\u2013=*\u00b7\s\uff0d\u2500]*(?:END|###|# # #|-30-)[-\u2014\u2013=*\u00b7\s\uff0d\u2500]*"
)
NUMBER = re.compile(r"\d[\d,.]{0,9}\s?[kKwW\u4e07]?\+?|[|\u00b7\u2022/>\u00bb\u203a]{1,3}|Follow(?:ing)?")
FLOOR = re.compile(
    r"#\d{1,5}|\+\d{1,2}|[\u25b2\u25b3\u2191^]\s?(?i:top|\u9876\u90e8)?|(?i:top)\s?[\u25b2\u25b3\u2191^]?|(?:\d{1,6})?Embed"
)
HEAD, TAIL = 3, 2  # lines that may stay above and below what is left of a frame
UNDERLINE = 2  # cells by which a line of the page and the ruling under it may differ


class Bit(NamedTuple):
    """A line with content (its number), or with number -1 a place where whole lines went."""

    line: int
    kind: str


@cleaner(RULING, LEFTOVER, helpers=(matter, bench, placing, placing_words, spoken, verdicts))
def frames(text: Text, page: Page) -> Iterator[Finding]:  # noqa: ARG001  # the ledger decides
    """Propose to delete what framed lines that are gone."""
    gone = verdicts.gone(text)
    if not gone:
        return
    sheet = Sheet(str(text), text.source)
    if not sheet.paragraphs or sheet.is_source:
        return
    bits = list(_bits(sheet, gone))
    found = {**dict.fromkeys(_rulings(sheet, bits), FRAME), **dict.fromkeys(_leftovers(bits), LEFT)}
    rows = [(found[n], sheet.rows[n]) for n in sorted(found)]
    yield from verdicts.patches(sheet.text, [Match(rule, row.start, row.end, (), fills=True) for rule, row in rows])


def _bits(sheet: Sheet, gone: Sequence[int]) -> Iterator[Bit]:
    """Yield the lines with content and between them the places of what went, in order."""
    k = 0
    for n, content in enumerate(sheet.contents):
        if not content:
            continue
        while k < len(gone) and gone[k] <= sheet.rows[n].start:
            yield Bit(-1, "gone")
            k += 1
        yield Bit(n, _kind(content))
    if k < len(gone):
        yield Bit(-1, "gone")


def _kind(content: str) -> str:
    if len(content) > 100:
        return "text"
    if RULED.fullmatch(content):
        return "ruling"
    if ENDED.fullmatch(content):
        return "end"
    if FLOOR.fullmatch(content):
        return "floor"
    return "number" if NUMBER.fullmatch(content) else "text"


def _rulings(sheet: Sheet, bits: Sequence[Bit]) -> list[int]:
    """Return the rulings and end marks that stand among what went, at the page's edge or in pairs."""
    runs = [list(run) for framed, run in groupby(bits, lambda b: b.kind in {"gone", "ruling", "end"}) if framed]
    chosen = [n for run in runs for n in _of_run(sheet, run, first=run[0] is bits[0], last=run[-1] is bits[-1])]
    taken = Counter(sheet.content(n) for n in chosen)
    stand = Counter(sheet.content(b.line) for b in bits if b.kind == "ruling")
    return [n for n in chosen if stand[sheet.content(n)] <= taken[sheet.content(n)]]


def _of_run(sheet: Sheet, run: Sequence[Bit], *, first: bool, last: bool) -> list[int]:
    """Return the lines of a run of rulings and gone places that framed the gone ones and nothing else."""
    kinds = [b.kind for b in run]
    if "gone" not in kinds:
        return []
    rulings = [k for k, kind in enumerate(kinds) if kind == "ruling"]
    paired = len(rulings) > 1 and "gone" in kinds[rulings[0] : rulings[-1]]
    wanted = {"ruling", "end"} if last else {"ruling"}
    if not (first or last or paired):
        return []
    return [b.line for b in run if b.kind in wanted and not _underlines(sheet, b.line)]


def _underlines(sheet: Sheet, n: int) -> bool:
    """Return whether a ruling stands directly under a line of its own length: a heading."""
    if not n or not sheet.content(n - 1) or RULED.fullmatch(sheet.content(n - 1)):
        return False
    above, own = sheet.content(n - 1), sheet.content(n)
    return abs(_cells(above) - _cells(own)) <= UNDERLINE


def _cells(line: str) -> int:
    return sum(1 + (ord(c) >= 0x1100) for c in line)


def _leftovers(bits: Sequence[Bit]) -> Iterator[int]:
    """Yield the floors beside a place that went, and the numbers between two such places, near the page's edges."""
    lines = [b.line for b in bits if b.line >= 0]
    near = {*lines[: HEAD + 1], *lines[len(lines) - TAIL - 1 :]}
    for k, bit in enumerate(bits):
        if bit.line not in near or bit.kind not in {"floor", "number"}:
            continue
        beside = sum(b.kind == "gone" for b in (*bits[max(0, k - 1) : k], *bits[k + 1 : k + 2]))
        if beside >= (1 if bit.kind == "floor" else 2):
            yield bit.line
