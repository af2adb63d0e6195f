"""The lines of a wiki's page told apart: messages, headings, links, paragraphs, and the places where lines went."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cleaners.rulepacks import placing_words, wiki, wiki_marks_words, wiki_page, wiki_words
from cleaners.rulepacks.spoken import is_prose
from cleaners.rulepacks.views import view

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.rulepacks.placing import Sheet
    from cleaners.text import Text

LONGEST = 400  # characters of a line of messages
NUMBER = re.compile(r"[1-9]\d{0,5}")
LINKS = re.compile(r"[^。.!?]{1,40}(?:\s?[•·|]\s?[^。.!?•·|]{1,40}){2,}")
LETTERS = {("查", "论", "编"), ("查", "論", "編"), ("v", "t", "e")}  # a box's links to itself, one to a line
SENTENCE = 30  # characters of a line that shows another
COLONS = (":", "\uff1a")
FETCH = re.compile(r"(?i:download)|下[载載]")  # a library's link to the work as a file
STOPS = "。.!?\uff01\uff1f\uff0c,;\uff1b:\uff1a"


class Bit(NamedTuple):
    """A line with content (its number, or -1 for a place where the wiki's lines went) and what it is."""

    line: int
    kind: str  # text, prose, and MESSAGES


PLACES = {"gone", "trail", "ended", "sign"}  # where the wiki's lines went
MESSAGES = {"gone", "trail", "ended", "sign", "notice", "sure", "plain", "number", "opener", "filed", "link"}
HOUSE = {"wiki", "furniture", "editorial"}  # families whose lines stand around a text
ENDS = {"wiki.retrieved-from", "wiki.closing", "wiki.free-licence"}  # below them a page has nothing of its text
EDITED = re.compile(r"(?i)last edited|前编辑|最后(?:一次)?编辑")
TRAILED = re.compile(  # it stands above the title, whatever the skin
    r"(?i)^[\s\[(]*(?:you are here:|trace:|您在(?:这里|此):|你在(?:这里|此):|(?:您的|你的|目前的)?足迹:|目前所在位置|[\w.\-]+(?::[\w.\-]+)+\]\]$|[\w\-]{2,40} /$)"
)


def bits_of(sheet: Sheet, text: Text) -> Iterator[Bit]:
    """Yield the lines with content and between them the places of what the wiki's rules took, in order."""
    lost = [e for e in text.edits if e.rule.partition(".")[0] in HOUSE and not e.inserted and "\n" in e.removed]
    gone = [Bit(text.to_clean(e.raw_start), _lost(e.rule, e.removed)) for e in lost]
    shown = [*(sheet.content(n) for n in sheet.edges), *(line for e in lost for line in e.removed.splitlines())]
    shelved = any(wiki_marks_words.LIBRARY.search(e.removed) for e in lost)
    signs = {text.source[c.raw_start : c.raw_end].strip() for c in text.candidates if c.rule in wiki.SIGNS}
    k, above, was, begun = 0, "", "", False
    for n, content in enumerate(sheet.contents):
        if not content:
            continue
        while k < len(gone) and gone[k].line <= sheet.rows[n].start:
            yield gone[k]._replace(line=-1)
            k += 1
        kind = _kind(content)
        if (not begun and len(content) <= LONGEST and kind not in MESSAGES and _is_way(content, shown)) or (
            shelved and FETCH.fullmatch(content)
        ):
            kind = "sure"
        begun = begun or kind == "prose"
        if kind in {"short", "references"} and was == "sure" and above.endswith(COLONS) and shown.count(content) > 1:
            kind = "link"  # what a sister project has of the page
        elif above.endswith(COLONS) and len(above) > SENTENCE:
            kind = "text"  # it is shown by a sentence
        if kind in {"sure", "plain"} and TRAILED.search(folded(content)):
            kind = "trail"
        above, was = content, kind
        yield Bit(n, "sign" if content in signs and kind not in MESSAGES else kind)
    yield from (bit._replace(line=-1) for bit in gone[k:])


def lettered(sheet: Sheet, bits: Sequence[Bit]) -> list[Bit]:
    """Return the bits, three lines of one letter each told as the head of a box."""
    made = list(bits)
    for k, three in enumerate(zip(bits, bits[1:], bits[2:], strict=False)):
        if all(bit.line >= 0 for bit in three) and tuple(sheet.content(bit.line).lower() for bit in three) in LETTERS:
            made[k : k + 3] = [
                bit._replace(kind=kind) for bit, kind in zip(three, ("sure", "sure", "opener"), strict=True)
            ]
    return made


def _is_way(content: str, shown: Sequence[str]) -> bool:
    """Return whether a line is a way to the page, or a library's note of its number and names."""
    forms = (wiki_page.is_way_up, wiki_page.is_origin, wiki_page.is_framed)
    return wiki_page.is_crumbs(content) or any(form(content, shown) for form in forms)


def _lost(rule: str, removed: str) -> str:
    """Return what stood where lines went: the head of a list of links, the end of the text, or another line of the wiki's."""
    lines = removed.strip().splitlines()
    last = folded(lines[-1]) if lines else ""
    if rule.startswith("wiki.") and EDITED.search(last):
        return "ended"
    if TRAILED.search(last):
        return "trail"
    if wiki_words.OPENER.search(last) or wiki_words.FILED.search(last):
        return "opener"
    return "ended" if rule in ENDS else "gone"


def folded(content: str) -> str:
    """Return a line as the tables of messages know it."""
    return view(content, 0, len(content)).text.strip().encode("utf-8", "replace").decode("utf-8")


def _kind(content: str) -> str:
    if len(content) <= LONGEST:
        words = folded(content)
        for kind, form in wiki_words.FORMS:
            if form.search(words):
                return kind
    if NUMBER.fullmatch(content):
        return "number"
    if placing_words.REFERENCES.search(content.encode("utf-8", "replace")):
        return "references"
    if LINKS.fullmatch(content):
        return "short"
    if is_prose(content):
        return "prose"
    return "text" if content[-1] in STOPS or wiki_marks_words.LISTING.match(content) else "short"
