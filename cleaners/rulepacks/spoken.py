"""What makes bare words the matter of the text beside them: a sentence announces them, or it speaks of an interface."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleaners.rulepacks.patterns import Match
    from cleaners.rulepacks.placing import Sheet
    from cleaners.text import Span

PROSE = 90  # bytes, some 30 Han characters: verse, lists and forms stay below
WRAPPED = 50  # characters of two lines side by side that are a wrapped paragraph
WORDY = 30  # characters of a line that is no bare words
ANNOUNCES = 16  # lines within which a list is announced
BARE = re.compile(r"[^\s:\uff1a。.,\uff0c!?\uff01\uff1f|/]{1,12}(?: [^\s:\uff1a。.,!?|/]{1,12}){0,2}")
INTRODUCED = re.compile(r"(?:\w.{11}|[\u3400-\u9fff].{5}).*[:\uff1a]$")  # a sentence, not a label
DEFINED = re.compile(r"[^:\uff1a。.]{1,20}[:\uff1a].{3,}[。.]")  # a term and the sentence that explains it
OFFICE = re.compile(
    r"^[\u3400-\u9fff]{2,24}(?:局|办公室|辦公室|委员会|委員會|政府|[厅廳]|学院|學院|大学|大學|[处處]|公司|中心|协会|協會|党委|部|组|組)$"
)
INTERFACE = re.compile(
    r"(?i)\b(?:buttons?|click(?:s|ed|ing)?|menus?|interfaces?|usability|toolbars?|placeholders?|nav(?:igation)? (?:bar|links?)|breadcrumbs?|footers?|widgets?|tooltips?)\b|按钮|按鈕|点击|點擊|菜单|選單|界面|介面|导航栏|導航列|工具栏|弹窗|彈窗|页脚|頁腳"
)


def is_announced(sheet: Sheet, n: int) -> bool:
    """Return whether line `n` stands in a list of bare words below a sentence that ends in a colon."""
    k = sheet.beside(n, -1)
    while k is not None and n - k < ANNOUNCES and BARE.fullmatch(sheet.content(k)):
        k = sheet.beside(k, -1)
    return k is not None and bool(INTRODUCED.search(sheet.content(k)))


def is_prose(words: str) -> bool:
    """Return whether a line is long enough for running text; one character takes up to four bytes."""
    return len(words) * 4 >= PROSE and len(words.encode("utf-8", "replace")) >= PROSE


@lru_cache(maxsize=2)
def prose_of(sheet: Sheet) -> Span:
    """Return the numbers of the first and the last line of running text; (0, -1) where there is none."""
    found = [n for n, words in enumerate(sheet.contents) if is_prose(words)]
    return (found[0], found[-1]) if found else (0, -1)


@lru_cache(maxsize=2)
def text_of(sheet: Sheet) -> Span:
    """Return the numbers of the first and the last line of running text, wrapped paragraphs too; (0, -1) where there is none."""
    wide = [len(words) >= WRAPPED for words in sheet.contents]
    wrapped = [n for n in range(1, len(wide)) if wide[n] and wide[n - 1]]
    first, last = prose_of(sheet)
    if not wrapped:
        return first, last
    return (min(first, wrapped[0] - 1), max(last, wrapped[-1])) if last >= 0 else (wrapped[0] - 1, wrapped[-1])


def why_spoken_of(sheet: Sheet, m: Match, n: int) -> str:
    """Return why a line of bare words is the matter of the text beside it, or ''."""
    if is_announced(sheet, n):
        return "a list that the text announces"
    words = sheet.text[m.start : m.end]
    if len(words) > WORDY or not BARE.fullmatch(words.strip()):
        return ""
    sides = sheet.contents[max(0, n - ANNOUNCES) : n][::-1], sheet.contents[n : n + ANNOUNCES]
    beside = [next((c for c in side if len(c) > WORDY), "") for side in sides]
    return "the text beside it speaks of an interface" if any(map(INTERFACE.search, beside)) else ""


def is_defined(sheet: Sheet, n: int) -> bool:
    """Return whether line `n` stands in a list of terms with the sentences that explain them."""
    beside = (k for step in (-1, 1) if (k := sheet.beside(n, step)) is not None)
    return bool(DEFINED.fullmatch(sheet.content(n))) and any(DEFINED.fullmatch(sheet.content(k)) for k in beside)


def is_signed(sheet: Sheet, n: int) -> bool:
    """Return whether an office's name stands right above line `n`, behind the text: a notice is signed and dated so."""
    above = sheet.content(n - 1) if n else ""
    return n > prose_of(sheet)[1] >= 0 and len(above) <= WORDY and bool(OFFICE.search(above))
