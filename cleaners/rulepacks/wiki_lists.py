"""What a wiki's software prints above a text in several lines: a chapter's header between arrows, a list of the headings below.

Both are known by their form and by the rest of the page: the arrows point both ways within a few short lines; every entry
of a contents list stands again below it as a heading.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cleaners.rule import Rule, cleaner
from cleaners.rulepacks import bench, matter, patterns, placing, placing_words, spoken, verdicts, wiki
from cleaners.rulepacks.patterns import Match, PackRule
from cleaners.rulepacks.placing import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.page import Page
    from cleaners.text import Finding, Text

HEADER = Rule(
    "wiki.chapter-header", 5, "A chapter's header: the chapter before, the work and its author, the chapter after.",
    "A library wiki prints it above every chapter; the author is kept as a claim.",
)  # fmt: skip
CONTENTS = Rule(
    "wiki.contents",
    5,
    "A wiki's list of the headings below it.",
    "The software makes it from the headings, which stay.",
)
ABOVE = PackRule(HEADER, (), (), ("line",), place="head")
LIST = PackRule(CONTENTS, (), (), ("line",))
REACH = 12  # lines with content from the page's begin
BETWEEN = 4  # lines between the arrows
SHORT = 90  # characters of a line of a header
FEW = 2  # entries of a list
BACK = re.compile(r"[\u2190\u25c4\u25c0]\s?\S.*")
ON = re.compile(r".*\S\s?[\u2192\u25ba\u25b6]")
BY = re.compile(
    r"(?:.*\s)?by\s(?P<author>[A-Z][\w.’'\-]*(?:\s(?:[A-Z][\w.’'\-]*|de|van|von|of)){1,4})|.*\u4f5c\u8005[:\uff1a]\s?(?P<zh>[^\s\uff0c\u3002]{2,10})"
)
STOPPED = re.compile("[\u3002\uff01\uff1f!?]$")
TITLE = re.compile(
    r"(?:\u76ee\u5f55|\u76ee\u9304|(?i:contents|table of contents))(?:\s?[\[(]?(?:\u9690\u85cf|\u96b1\u85cf|hide)[\])]?)?"
)
SWITCH = re.compile(r"\[(?:\u9690\u85cf|\u96b1\u85cf|hide|\u663e\u793a|\u986f\u793a|show)\]")
ENTRY = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+(?P<words>\S.{0,60})")


@cleaner(HEADER, CONTENTS, helpers=(matter, patterns, bench, placing, placing_words, spoken, verdicts, wiki))
def lists(text: Text, page: Page) -> Iterator[Finding]:  # noqa: ARG001  # the text's own traces decide
    """Find a chapter's header and, on a page that a wiki has signed, its list of contents."""
    source = str(text)
    signed = any(e.rule in wiki.TRACES for e in text.edits)
    if not signed and not any(c in source for c in "\u2190\u25c4\u25c0"):
        return
    sheet = Sheet(source)
    found = [*_header(sheet), *(_contents(sheet, titled=_is_titled(text)) if signed else ())]
    if found:
        yield from verdicts.judged(sheet, sorted(found, key=lambda m: m.start))


def _first(sheet: Sheet) -> list[int]:
    """Return the numbers of the first lines with content."""
    return [n for n in sheet.edges if sheet.content(n)][:REACH]


def _header(sheet: Sheet) -> Iterator[Match]:
    """Yield the lines from an arrow back to an arrow on."""
    lines = _first(sheet)
    for k, n in enumerate(lines):
        if not BACK.fullmatch(sheet.content(n)):
            continue
        block = lines[k : k + BETWEEN + 2]
        ends = [j for j, m in enumerate(block) if j and ON.fullmatch(sheet.content(m))]
        if ends and not any(len(c) > SHORT or STOPPED.search(c) for c in map(sheet.content, block[: ends[0] + 1])):
            yield from (_line(sheet, m, ABOVE) for m in block[: ends[0] + 1])
        return


def _line(sheet: Sheet, n: int, rule: PackRule) -> Match:
    row = sheet.rows[n]
    by = BY.fullmatch(sheet.text, row.start, row.end) if rule is ABOVE else None
    name = by and ("author" if by["author"] else "zh")
    claims = (("author", *by.span(name)),) if by and name else ()
    return Match(rule, row.start, row.end, claims, fills=True)


def _is_titled(text: Text) -> bool:
    """Return whether the heading of a contents list went before."""
    gone = (e.removed.strip() for e in text.edits if e.rule in wiki.TRACES)
    return any(TITLE.fullmatch(words) for words in gone)


def _contents(sheet: Sheet, *, titled: bool) -> Sequence[Match]:
    """Return the lines of a contents list: a heading that says so, and entries that stand again below as headings."""
    lines = _first(sheet)
    heads = (k for k, n in enumerate(lines) if TITLE.fullmatch(sheet.content(n)) or (titled and _is_entry(sheet, n)))
    start = next(heads, None)
    if start is None:
        return ()
    block, at = [lines[start]], sheet.beside(lines[start], 1)
    entries = int(_is_entry(sheet, lines[start]))
    while at is not None and (SWITCH.fullmatch(sheet.content(at)) or _is_entry(sheet, at)):
        entries += not SWITCH.fullmatch(sheet.content(at))
        block.append(at)
        at = sheet.beside(at, 1)
    return [_line(sheet, n, LIST) for n in block] if entries >= FEW else ()


def _is_entry(sheet: Sheet, n: int) -> bool:
    """Return whether a numbered line stands again below without its number, perhaps with an edit mark behind it."""
    found = ENTRY.fullmatch(sheet.content(n))
    if not found:
        return False
    words = found["words"].strip()
    return any(
        c == words or (c.startswith(words) and wiki.EDIT_MARK.match(c, len(words))) for c in sheet.contents[n + 1 :]
    )
