"""Office fields that a stripped table or list has spread over lines: a label on one, its value on the next.

Two blocks are known. Labels with their values below them: 来源： / 江北日报 / 阅读： / 523. And what a platform prints
between a title and the text: a name, a day, counters and a button, each alone; without a button it may be an author's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cleaners.rulepacks.field_words import FILLER, STRONG
from cleaners.rulepacks.fields import LABELS, WHEN, parse
from cleaners.rulepacks.views import view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaners.rulepacks.placing import Sheet
    from cleaners.text import Span

LONGEST = 60  # characters of a label or a value
MOST = 24  # lines of a block
FEW = 2  # labels of a block
DATED = {"published", "updated", "last updated"}  # alone above a day, a news site's
BYLINE = 14  # lines between a title and the text
PARAGRAPH = 90  # bytes of a line of running text
WORDY = 4  # blanks in a line that is no name
PLACED = re.compile(r"(?i:published in|in|editor for|writer for)")  # above a publication's name
EMPTY = re.compile(r"\W{0,2}(?P<label>[^\W\d][\w\s]{1,11}?)\s{0,2}(?P<colon>[:\uff1a]?)")
NAME = re.compile(r"[A-Z][\w’'.\-]*(?:\s(?:[A-Z][\w’'.\-]*|de|van|von|of|the)){1,3}|[\u4e00-\u9fff·]{2,6}")
NUMBER = re.compile(r"\d[\d,.]{0,9}\s?[kKwW\u4e07]?\+?|[·•|—–-]{1,3}")
BUTTON = re.compile(
    r"(?i:(?:\d[\d,.]*k?\s)?(?:published in|follow(?:ing)?|share|save|listen|subscribe|like|likes|comments?|views|reads?|min read|minute read|print|tweet|bookmark)|\d{1,2}\s?min(?:ute)?s?\sread)|关注|關注|收藏|分享|点赞|點讚|打印|列印|评论|評論|听新闻|字号"
)
SPLIT = re.compile(r"\s[·•|]\s|\s{2,}")


class Spread(NamedTuple):
    """A block of spread fields: its span, its claims, and whether one of its labels is only an office's."""

    start: int
    end: int
    claims: tuple[tuple[str, int, int], ...]
    strong: bool


class _Pair(NamedTuple):
    """A label with the value on the line below it, or a whole field or date on one line; `after` is the next line."""

    after: int
    label: str
    claims: tuple[tuple[str, int, int], ...]


def spread(sheet: Sheet) -> Iterator[Spread]:
    """Yield the blocks of labels whose values stand on lines of their own, near the page's edges."""
    done = -1
    for n in sheet.edges:
        if n <= done or not _label(sheet, n):
            continue
        pairs: list[_Pair] = []
        at: int | None = n
        while at is not None and len(pairs) < MOST and (pair := _pair(sheet, at)):
            pairs.append(pair)
            done = pair.after
            at = sheet.beside(pair.after, 1)
        labels = [p.label for p in pairs if p.label]
        known = any(label in STRONG or not label.isascii() for label in labels)
        dated = [p.label for p in pairs] == [p.label for p in pairs if p.label in DATED and p.claims]
        if (pairs and dated) or (known and (len(labels) >= FEW or (labels and len(pairs) > len(labels)))):
            claims = tuple(c for p in pairs for c in p.claims)
            yield Spread(*_span(sheet, n, done), claims, any(label in STRONG for label in labels))


def _label(sheet: Sheet, n: int) -> str:
    """Return the label that stands alone on line `n`, or ''; without a colon it must be one that only an office has."""
    words = sheet.content(n)
    found = EMPTY.fullmatch(words) if len(words) <= LONGEST else None
    if not found:
        return ""
    label = re.sub(r"\s+(?=[^a-z])|(?<=[^a-z])\s+", "", view(found["label"], 0, len(found["label"])).text.lower())
    known = label in LABELS if found["colon"] else label in STRONG or label in DATED
    return label if known else ""


def _pair(sheet: Sheet, n: int) -> _Pair | None:
    """Return what begins on line `n`: a label with the value below it, or a line of fields, dates or counters."""
    label = _label(sheet, n)
    below = sheet.beside(n, 1)
    if not label:
        info = (
            parse(view(sheet.content(n), 0, len(sheet.content(n))).text) if len(sheet.content(n)) <= LONGEST else None
        )
        if info is None or info.names or not (info.dates or info.fields):
            return None
        own = [f for f in info.fields if f.start < f.end]
        return _Pair(n, own[0].label if own else "", _claims(sheet, n, [(f.kind, f.start, f.end) for f in own]))
    if below is None or _label(sheet, below) or len(sheet.content(below)) > LONGEST:
        return _Pair(n, label, ())
    value = sheet.content(below)
    before = len(label) + 1
    info = parse(f"{label}:{view(value, 0, len(value)).text}")
    if info is None or len(info.fields) != 1 or not value:
        return _Pair(n, label, ())
    field = info.fields[0]
    return _Pair(below, label, _claims(sheet, below, [(field.kind, field.start - before, field.end - before)]))


def _claims(sheet: Sheet, n: int, found: list[tuple[str, int, int]]) -> tuple[tuple[str, int, int], ...]:
    """Return the claims of a line, from places within its content."""
    place = _span(sheet, n, n)[0]
    known = {"publisher", "author", "editor", "translator", "published"}
    return tuple((kind, place + a, place + b) for kind, a, b in found if kind in known and 0 <= a < b)


def _span(sheet: Sheet, first: int, last: int) -> Span:
    """Return the span from the first line's content to the last one's."""
    start = sheet.text.index(sheet.content(first), sheet.rows[first].start)
    words = sheet.content(last)
    return start, sheet.text.index(words, sheet.rows[last].start) + len(words)


def bylines(sheet: Sheet) -> Iterator[tuple[str, Span]]:
    """Yield the lines between a title and the text where they are a name, a day, numbers and a button: kind and span."""
    block = _above_text(sheet)
    authors = [k for k, (kind, _) in enumerate(block) if kind == "author"]
    if authors:
        block = block[authors[-1] :] if _is_titled(sheet, block[authors[-1]][1]) else block[authors[-1] + 1 :]
    spoken = " ".join(kind for kind, _ in block)
    if "published" in spoken and ("button" in spoken or "number" in spoken):  # its button may have gone before
        yield from ((kind, _span(sheet, n, n)) for kind, n in block)


def _above_text(sheet: Sheet) -> list[tuple[str, int]]:
    """Return the lines right above the first paragraph that are such, from the top; never the page's first line."""
    block: list[tuple[str, int]] = []
    at = next((n for n, words in enumerate(sheet.contents) if len(words.encode("utf-8", "replace")) > PARAGRAPH), None)
    while at is not None and len(block) <= BYLINE and (at := sheet.beside(at, -1)) is not None:
        above = sheet.beside(at, -1)
        if above is None or not (kind := _kind(sheet.content(at))):
            break
        block.append(("number" if PLACED.fullmatch(sheet.content(above)) else kind, at))
    return block[::-1]


def _is_titled(sheet: Sheet, n: int) -> bool:
    """Return whether a title stands above line `n`: the page's first line, or one of several words; else the name may be the title."""
    above = sheet.beside(n, -1)
    return above is not None and (sheet.beside(above, -1) is None or sheet.content(above).count(" ") >= WORDY)


def _kind(words: str) -> str:
    """Return what a line between a title and the text is: author, published, number, button; '' where it may be anything."""
    if len(words) > LONGEST:
        return ""
    if BUTTON.fullmatch(words):
        return "button"
    if NUMBER.fullmatch(words):
        return "number"
    when = WHEN.match(words)
    if when and all(
        FILLER.fullmatch(p) or BUTTON.fullmatch(p) for p in SPLIT.split(words[when.end() :].strip(" ·•|")) if p
    ):
        return "published" if not BUTTON.search(words) else "published button"
    return "author" if NAME.fullmatch(words) else ""
