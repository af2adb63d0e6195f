"""What a wiki's software prints above a text in several lines: a chapter's header between arrows, a list of the headings below.

Both are known by their form and by the rest of the page: the arrows point both ways within a few short lines; every entry
of a contents list stands again below it as a heading.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cleaners.rule import Rule, cleaner
from cleaners.rulepacks import bench, matter, patterns, placing, placing_words, spoken, verdicts, wiki, wiki_marks_words
from cleaners.rulepacks.patterns import Match, PackRule
from cleaners.rulepacks.placing import Sheet
from cleaners.rulepacks.spoken import is_prose

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from cleaners.page import Page
    from cleaners.text import Finding, Text

HEADER = Rule(
    "wiki.chapter-header", 20, "The ways from a chapter to the one before and the one after, above and below the work's title.",
    "A library wiki prints them above every chapter; the work and its author between them stay, the author is claimed.",
)  # fmt: skip
CONTENTS = Rule(
    "wiki.contents",
    20,
    "A wiki's list of the headings below it.",
    "The software makes it from the headings, which stay.",
)
ABOVE = PackRule(HEADER, (), (), ("line",), place="head")
BETWEEN = PackRule(HEADER, (), (), ("line",), place="head", keep=True)  # the work and its author stay
LIST = PackRule(CONTENTS, (), (), ("line",))
REACH = 12  # lines with content from the page's begin
FAR = 60  # a list of contents may stand behind boxes and an introduction
APART = 4  # lines between the arrows
SHORT = 90  # characters of a line of a header
SEVERAL = 4  # entries of a list without a name
MOST = 0.6  # share of its lines that must stand again below
FEW = 2  # entries of a list
BACK = re.compile(r"[\u2190\u25c4\u25c0]\s?\S.*")
ON = re.compile(r".*\S\s?[\u2192\u25ba\u25b6]")
BY = re.compile(
    r"(?:.*\s)?by\s(?P<author>[A-Z][\w.’'\-]*(?:\s(?:[A-Z][\w.’'\-]*|de|van|von|of)){1,4})|.*\u4f5c\u8005[:\uff1a]\s?(?P<zh>[^\s\uff0c\u3002]{2,10})"
)
STOPPED = re.compile("[\u3002\uff01\uff1f!?]$")
TITLE = re.compile(
    r"(?:本?页?目录表?|本?頁?目錄表?|目次|(?i:table of contents|page contents|contents|on this page))(?:\s?[\[(]?\s?(?:隐藏|隱藏|折叠|摺疊|展开|展開|编辑|hide|show)\s?[\])]?)?"
)
SWITCH = re.compile(
    r"\[?(?:隐藏|隱藏|显示|顯示|折叠|摺疊|展开|展開|移至侧栏|移至側欄|(?i:hide|show|move to sidebar(?: hide)?|toggle the table of contents|toggle .{2,40} subsection))\]?|\((?i:top)\)|序言|(?:开关|開關|切换|切換).{1,24}"
)
IN_RUN = re.compile(
    r"(?:目录|目錄|(?i:table of contents|contents))(?:\s?[\[(]\s?(?:隐藏|隱藏|hide)\s?[\])])?\s{1,3}(?=1)"
)
NUMBER = re.compile(r"(?<![\d.])\d{1,2}(?:\.\d{1,2}){0,3}(?=[.\s]|[^\W\d])")
ALONE = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}\.?")
ENTRY = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}[.、]?\s*(?!\d)(?P<words>\S.{0,60})")
LINE = re.compile(
    r"(?:\[(?:隐藏|隱藏|hide)\]\s)?(?:(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})[.、]?\s*(?!\d)|(?P<dot>[▪·•○◦\-*]\s?))"
)
CLOSING = placing_words.REFERENCES  # sections that scrapers leave out, and their headings with them
LIBRARY = re.compile(r"(?i)library|source|文库|文庫|图书馆|圖書館|书院|books")


class Entry(NamedTuple):
    """An entry of a list of contents: its lines, its number, its words, a dot before them, whether they stand again below."""

    lines: tuple[int, ...]
    number: tuple[int, ...]
    words: str
    dotted: bool
    stands: bool


@cleaner(
    HEADER,
    CONTENTS,
    helpers=(matter, patterns, bench, placing, placing_words, spoken, verdicts, wiki, wiki_marks_words),
)
def lists(text: Text, page: Page) -> Iterator[Finding]:  # noqa: ARG001  # the text's own traces decide
    """Find a chapter's header and, on a page that a wiki has signed, its list of contents."""
    source = str(text)
    signed = any(e.rule in wiki.SIGNS for e in text.edits)
    if not signed and not any(c in source for c in "\u2190\u25c4\u25c0"):
        return
    sheet = Sheet(source)
    found = [*_header(sheet), *(_contents(sheet, text) if signed else ())]
    if found:
        yield from verdicts.judged(sheet, sorted(found, key=lambda m: m.start))


def _first(sheet: Sheet, reach: int) -> list[int]:
    """Return the numbers of the first lines with content."""
    return [n for n in sheet.edges if sheet.content(n)][:reach]


def _header(sheet: Sheet) -> Iterator[Match]:
    """Yield the lines from an arrow back to an arrow on."""
    lines = _first(sheet, REACH)
    for k, n in enumerate(lines):
        if not BACK.fullmatch(sheet.content(n)):
            continue
        block = lines[k : k + APART + 2]
        ends = [j for j, m in enumerate(block) if j and ON.fullmatch(sheet.content(m))]
        if ends and not any(len(c) > SHORT or STOPPED.search(c) for c in map(sheet.content, block[: ends[0] + 1])):
            header = block[: ends[0] + 1]
            yield from (_line(sheet, m, ABOVE if m in (n, header[-1]) else BETWEEN) for m in header)
        return


def _line(sheet: Sheet, n: int, rule: PackRule) -> Match:
    row = sheet.rows[n]
    by = BY.fullmatch(sheet.text, row.start, row.end) if rule is not LIST else None
    name = by and ("author" if by["author"] else "zh")
    claims = (("author", *by.span(name)),) if by and name else ()
    return Match(rule, row.start, row.end, claims, fills=True)


def _contents(sheet: Sheet, text: Text) -> Iterator[Match]:
    """Yield the lines of a contents list: a title that says so, there or gone before, and entries that stand again below."""
    headings = _headings(sheet)
    places = [text.to_clean(e.raw_start) for e in text.edits if TITLE.fullmatch(_last_line(e.removed))]
    starts = {sheet.line(place) for place in places if place < len(sheet.text)}
    for n in _first(sheet, FAR):
        if _is_run(sheet.content(n), {words for words, last in headings.items() if last > n}):
            yield _line(sheet, n, LIST)
            return
        titled = TITLE.fullmatch(sheet.content(n))
        if titled or n in starts:
            below = sheet.beside(n, 1) if titled else n
            if below is not None and _is_run(
                f"contents {sheet.content(below)}", {w for w, last in headings.items() if last > below}
            ):
                yield from (_line(sheet, k, LIST) for k in ([n, below] if titled else [below]))
                return
            block = _block(sheet, below, headings, shelved=_is_library(text))
            if block:
                yield from (_line(sheet, k, LIST) for k in ([n] if titled else []) + block)
                return
    yield from (_line(sheet, k, LIST) for k in _nameless(sheet, headings, shelved=_is_library(text)))


def _nameless(sheet: Sheet, headings: Mapping[str, int], *, shelved: bool) -> list[int]:
    """Return a list of contents above the text that bears no name: most of its lines stand again below, in their order."""
    first = next((n for n, content in enumerate(sheet.contents) if is_prose(content)), 0)
    head = [n for n in _first(sheet, FAR) if n < first]
    again = [k for k, n in enumerate(head) if headings.get(_bare(sheet, n), -1) > first]
    if shelved or len(again) < SEVERAL:
        return []
    block = head[again[0] : again[-1] + 1]
    places = [headings[_bare(sheet, head[k])] for k in again]
    fits = all(len(sheet.content(n)) <= SHORT and not STOPPED.search(sheet.content(n)) for n in block)
    return block if fits and places == sorted(set(places)) and len(again) >= MOST * len(block) else []


def _bare(sheet: Sheet, n: int) -> str:
    return sheet.content(n).casefold()


def _is_run(line: str, below: Container[str]) -> bool:
    """Return whether a line is a list of contents in one run, of which entries stand again below: Contents 1 Design 2 Use."""
    if not (title := IN_RUN.match(line)):
        return False
    number: tuple[int, ...] = ()
    starts: list[re.Match[str]] = []
    for found in NUMBER.finditer(line, title.end()):
        if _follows(number, following := tuple(map(int, re.findall(r"\d+", found[0])))):
            number = following
            starts.append(found)
    ends = [*(found.start() for found in starts[1:]), len(line)]
    words = [line[found.end() : end].strip().casefold() for found, end in zip(starts, ends, strict=False)]
    fits = bool(starts) and starts[0].start() == title.end() and all(0 < len(w) <= SHORT for w in words)
    return fits and len(words) > FEW and sum(w in below for w in words) >= FEW


def _last_line(removed: str) -> str:
    return removed.strip().rpartition("\n")[2].strip()


def _is_library(text: Text) -> bool:
    """Return whether a library's wiki signed the page: the lists of its books are the books' own."""
    return any(e.rule == "wiki.site-line" and LIBRARY.search(e.removed) for e in text.edits)


def _headings(sheet: Sheet) -> dict[str, int]:
    """Return the last line of the page that reads so, for each short line, without edit marks and with and without its number."""
    lines: dict[str, int] = {}
    for n, content in enumerate(sheet.contents):
        if 0 < len(content) <= SHORT:
            words = wiki_marks_words.EDIT_MARK.sub("", content).strip().casefold()
            lines[words] = n
            if found := ENTRY.fullmatch(words):
                lines[found["words"]] = n
    return lines


def _block(sheet: Sheet, at: int | None, headings: Mapping[str, int], *, shelved: bool) -> list[int]:
    """Return the lines of the list that begins at a line, or nothing where too few of its entries stand again below."""
    block: list[int] = []
    entries: list[Entry] = []
    while at is not None:
        if SWITCH.fullmatch(sheet.content(at)):
            block.append(at)
        else:
            entry = _entry(sheet, at, headings)
            if not entries and not entry.stands and _is_above(sheet, at):
                block.append(at)  # the title, which heads the list
                at = sheet.beside(at, 1)
                continue
            if not _goes_on(entries, entry) or (shelved and not any(e.number for e in (*entries, entry))):
                break
            entries.append(entry)
            block += entry.lines
        at = sheet.beside(block[-1], 1)
    again = sum(entry.stands for entry in entries)
    return block if again >= FEW and 2 * again >= len(entries) else []


def _is_above(sheet: Sheet, n: int) -> bool:
    """Return whether a line stands once more above."""
    return any(sheet.content(k) == sheet.content(n) for k in range(n))


def _entry(sheet: Sheet, n: int, headings: Mapping[str, int]) -> Entry:
    """Return the entry that begins on a line: a number may stand on a line of its own above the words."""
    below = sheet.beside(n, 1)
    lines = (n, below) if below is not None and ALONE.fullmatch(sheet.content(n)) else (n,)
    content = " ".join(map(sheet.content, lines))
    found = LINE.match(content)
    number = tuple(map(int, re.findall(r"\d+", found["number"]))) if found and found["number"] else ()
    words = content[found.end() if found else 0 :].strip().casefold()
    return Entry(lines, number, words, bool(found and found["dot"]), stands=headings.get(words, -1) > n)


def _goes_on(entries: Sequence[Entry], entry: Entry) -> bool:
    """Return whether a list goes on with an entry: by its number, or with words that stand below and not above it."""
    numbers = [e.number for e in entries if e.number]
    if entry.number:
        return len(entry.words) <= SHORT and _follows(numbers[-1] if numbers else (), entry.number)
    if any(e.words == entry.words for e in entries) or (numbers and not entry.dotted):
        return False
    closing = CLOSING.search(entry.words.encode("utf-8", "replace")) and sum(e.stands for e in entries) >= FEW
    return entry.stands or bool(closing)


def _follows(before: tuple[int, ...], number: tuple[int, ...]) -> bool:
    """Return whether a number comes right after another in a list: 1.2 and 2 after 1.1, or 1.1.1 below it."""
    below = (*before, 1)
    beside = [(*before[:k], before[k] + 1) for k in range(len(before))]
    return number == below or number in beside
