"""What only a page of a wiki shows: marks that mean nothing elsewhere, judged by the wiki's own traces on the page.

A page is a wiki's when it carries the site line, an edit mark, a 'retrieved from' or a category line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cleaners import placing
from cleaners.placing import Sheet
from cleaners.rule import Rule, cleaner
from cleaners.text import Claim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaners.page import Page
    from cleaners.text import Finding, Text

AUTHOR = Rule(
    "wiki.author-line", 1, "The line between a wiki's title and its text that names the author; it stays.",
    "A library wiki prints title, site line, title again and author before the text.",
)  # fmt: skip
NAMES = 40  # an author's line is short
CHAPTER = re.compile(
    r"^(?:第.{1,6}[章节回卷部篇条編编]|序|序言|前言|目录|目次|引言|正文|[一二三四五六七八九十]+、|\d|preface|contents|chapter|introduction)",
    re.IGNORECASE,
)


@cleaner(AUTHOR, helpers=(placing,))
def wiki(text: Text, page: Page) -> Iterator[Finding]:  # noqa: ARG001  # the text's own traces decide
    """Claim the author that a library wiki names between the doubled title and the text."""
    site = [e for e in text.edits if e.rule == "wiki.site-line"]
    if not site:
        return
    yield from _author(Sheet.of(str(text)), text.to_clean(site[0].raw_start))


def _author(sheet: Sheet, place: int) -> Iterator[Claim]:
    """Yield the author: the short line after a title that stands above and below the site line's place."""
    n = sheet.line(place)
    above = sheet.beside(n, -1) if sheet.rows[n].start >= place else n
    title = sheet.beside(n - 1, 1) if above is not None else None
    if above is None or title is None or not _same(sheet.content(above), sheet.content(title)):
        return
    k = sheet.beside(title, 1)
    if (
        k is None
        or len(sheet.content(k)) > NAMES
        or CHAPTER.match(sheet.content(k))
        or sheet.content(k)[-1] in "。.!?!?::"
    ):
        return
    row = sheet.rows[k]
    start = row.start + len(sheet.text[row.start : row.end]) - len(sheet.text[row.start : row.end].lstrip())
    end = start + len(sheet.content(k))
    yield Claim("author", sheet.text[start:end], start, end, AUTHOR.id)


def _same(above: str, below: str) -> bool:
    """Return whether two lines are one title, the upper one perhaps with a year or version in brackets."""
    bare = re.sub(r"\s*[((][^()()]*[))]\s*$", "", above)
    return bool(bare) and bare == re.sub(r"\s*[((][^()()]*[))]\s*$", "", below)
