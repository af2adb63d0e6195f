"""What a wiki's page is called, and so where it begins: above its title a skin prints nothing but itself.

The name is told by the page's own address, by the trail or the file that the software prints, or by a text that begins
with it. Where none of them tells, no title is known.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from cleaners.rulepacks.spoken import is_prose
from cleaners.rulepacks.views import view

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cleaners.rulepacks.placing import Sheet
    from cleaners.text import Text

OPENINGS = 3  # paragraphs of which one may begin with the title: a quotation or a note may stand above
DEFINES = r"(?:['\"’”」』》]|\s)*(?:[(\uff08,\uff0c、]|是|係|系|为|為|乃|即|指|又|位[于於]|(?:is|was|are|were|or|also|refers|has|had)\b)"
LATIN = 8  # letters of a name that may only begin the title
SHORTEST = 2  # characters of a name
LONGEST = 80
ADDRESS = re.compile(r"(?:[?&]title=|/wiki/|/index\.php/|/w/|/zh-[a-z]{2,4}/)([^\s&?#\"'”」<>]{1,300})")
FILE = re.compile(r"(?:^|[\s/:])([^\s/:.]{2,60})\.txt\s?·")
TRAIL = re.compile(
    r"(?:you are here|trace|travel guide to|您在|您的|你的|你在|目前|足[迹跡]|页面\s/|頁面\s/|top\s/|.*\s[>»]\s.*\s[>»]\s).*[•·»›>→/]\s?([^•·»›>→/\n(\uff08]{2,60})",
    re.IGNORECASE,
)
IDENTITY = re.compile(r"(?:[a-z0-9_\-]{1,40}:){1,4}(\S{2,60})")
CLOSED = re.compile(r"([^\s(\uff08][^(\uff08\n]{0,60}?) ?[(\uff08](?:last edited|上次是|最后|最後)")
BETWEEN = re.compile(r"«[^|«»]{1,60}\|\s?([^|«»]{2,60}?)\s?\|[^|«»]{1,60}»")
APART = re.compile(r"[\s_\-–—:\uff1a,\uff0c'’\"“”「」『』《》()\uff08\uff09·.]+")
CRUMBS = re.compile(
    r"(?:travel guide to )?[^>›»/|。!?\uff01\uff1f<={}]{1,40}(?:(?:\s>\s|\s?[›»]\s?)[^>›»/|。!?\uff01\uff1f<={}]{1,40}){2,}|[\w\-]{2,40}\s/"
    r"|(?:pages|books|shelves|spaces|library|wiki|docs|top|home|页面|頁面|文档|文檔|空间|空間|知识库|首页|首頁)(?:\s/\s[^/。!?]{1,40}){2,}",
    re.IGNORECASE,
)
ABOVE = re.compile(r"[<‹←]\s?([^\W\d_][^<>‹›→~|]{1,60})")
ORIGIN = re.compile(r"(?:[Ff]rom|出自|来自|來自|取自)(?: the)? ?([^\s。,，].{1,40})")
WIKI = re.compile(r"(?i)wiki|pedia|fandom|维基|維基|百科")
TAB = re.compile(  # what a skin prints right below a title
    r"(?i)\W*(?:article|page|talk|discussion|read|edit|view|history|tools|watch|languages?\b|\d+ languages|add languages|more languages|from |条目|條目|页面|頁面|讨论|討論|阅读|閱讀|编辑|編輯|查看|檢視|历史|歷史|工具|语言|語言|监视|監視|\d+ ?[种種個个]|添加|新增|[来來出取]自|.{1,20}[,，])"
)
FRAMED = re.compile(r"\d{2,8}(\D.{2,160})")  # the number, title, chapter and author of a library's page, in one word


class Title(NamedTuple):
    """The line of a page's title, and whether its address, trail or file tells it: else only the text's first words do."""

    line: int
    told: bool


def title(sheet: Sheet, text: Text, head: Sequence[int]) -> Title | None:
    """Return the first of the head's lines that is the page's title, or None where nothing tells it."""
    if not head:
        return None
    told = {name for name in _told(sheet, text, head) if len(name) >= SHORTEST or not name.isascii()}
    fit = [n for n in head if len(sheet.content(n)) <= LONGEST and folded(sheet.content(n))]
    named = [n for n in fit if _is_named(folded(sheet.content(n)), told)]
    begins = _openings(sheet, head[-1])
    if named:
        return Title(named[0], told=True)
    subject = next((n for n in fit if _is_subject(sheet.content(n), begins)), None)
    return None if subject is None else Title(subject, told=False)


def is_site(content: str, above: str, below: str) -> bool:
    """Return whether a line names a site: it says wiki, or stands between messages of which the lower is no tab of a page."""
    return bool(WIKI.search(content)) or bool(above and below and not TAB.match(below))


def is_crumbs(content: str) -> bool:
    """Return whether a line is a way down to the page: Europe > Wales > Aberlwyd."""
    return bool(CRUMBS.fullmatch(content))


def is_way_up(content: str, others: Iterable[str]) -> bool:
    """Return whether a line leads from a part to its work, of which another line of the head tells: < The Work."""
    found = ABOVE.fullmatch(content)
    name = folded(found[1]) if found else ""
    return len(name) >= SHORTEST and any(name in folded(other) for other in others if other != content)


def is_framed(content: str, others: Sequence[str]) -> bool:
    """Return whether a line is a library's own note of number, work, part and author, all of which stand beside it."""
    found = FRAMED.fullmatch(content)
    if not found:
        return False
    words = folded(found[1])
    return sum(len(folded(o)) >= SHORTEST and folded(o) in words for o in {*others} - {content}) > 1


def folded(words: str) -> str:
    """Return words as names are compared: one script, no case, no blanks and no signs.

    >>> folded("Laser_Cutter"), folded("「雞公碗」")
    ('lasercutter', '鸡公碗')
    """
    return APART.sub("", view(words, 0, len(words)).text.casefold())


def _told(sheet: Sheet, text: Text, head: Sequence[int]) -> Iterator[str]:
    """Yield the names that addresses, trails and files tell, in the page's head or in what was removed, folded."""
    gone = [line for e in text.edits if e.rule.startswith("wiki.") for line in e.removed.splitlines()]
    for line in (*gone, *map(sheet.content, head)):
        for found in ADDRESS.finditer(line):
            whole = unquote(found[1])
            yield from filter(None, (folded(part) for part in (whole, *whole.split("/"))))
        for form in (FILE, TRAIL, CLOSED, BETWEEN):
            if name := form.search(line.strip()):
                yield folded(name[1])
        if name := IDENTITY.fullmatch(line.strip()):
            yield folded(name[1])


def _openings(sheet: Sheet, last: int) -> list[str]:
    """Return the first paragraphs below a line."""
    found: list[str] = []
    n = sheet.beside(last, 1)
    while n is not None and len(found) < OPENINGS:
        if is_prose(sheet.content(n)):
            found.append(sheet.content(n))
        n = sheet.beside(n, 1)
    return found


def _is_named(words: str, told: set[str]) -> bool:
    """Return whether words are a name that the page tells, or begin with one of some length."""
    return words in told or any(_is_begin(name, words) for name in told)


def _is_begin(name: str, words: str) -> bool:
    """Return whether words go on from a name of some length by no more than it has itself: page is no name of pages of a book."""
    return (
        len(name) >= (LATIN if name.isascii() else SHORTEST + 1)
        and words.startswith(name)
        and len(words) <= 2 * len(name)
    )


def _is_subject(content: str, begins: Sequence[str]) -> bool:
    """Return whether a paragraph begins with a line's words as what it is about: Reed is, Reed (the plant)."""
    words = re.sub(r"\s?[(\uff08][^()\uff08\uff09]*[)\uff09]$", "", content)
    if not words:
        return False
    form = re.compile(rf"(?i)(?:the |an? )?[\"'“‘「『《]?{re.escape(words)}{DEFINES}")
    return any(form.match(opening) for opening in begins)


def is_origin(content: str, others: Iterable[str]) -> bool:
    """Return whether a line says from which site the page comes, of which another line tells: From The Old Lexicon."""
    found = ORIGIN.fullmatch(content)
    name = folded(found[1]) if found else ""
    return bool(name) and any(name in folded(other) for other in others if other != content)
