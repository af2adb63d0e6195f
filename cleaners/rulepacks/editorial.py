"""Lines of an editorial office around a text: source, author, editor, date, counters, buttons.

A line counts when it consists of nothing but such fields; whether it goes is judged by its place, its strength and its
neighbours. A form whose other labels mean something ('地点:', 'Ingredients:') is content.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import re2

from cleaners.rule import Rule, cleaner
from cleaners.rulepacks import (
    bar_phrases,
    bar_terms,
    bar_words,
    bench,
    field_words,
    fields,
    heads,
    matter,
    notes,
    patterns,
    placing,
    placing_words,
    records,
    spoken,
    verdicts,
    views,
)
from cleaners.rulepacks.field_words import PUBLISHER
from cleaners.rulepacks.fields import LABELS, WHEN, Info, is_of_work, parse
from cleaners.rulepacks.notes import NOTE, PROMO, TITLE_TAIL, claims_said, judged_as, note, promo, tail_of_title
from cleaners.rulepacks.patterns import Match, PackRule, disjoint, options
from cleaners.rulepacks.placing import Sheet
from cleaners.rulepacks.records import in_card, in_record
from cleaners.rulepacks.spoken import is_signed, prose_of
from cleaners.rulepacks.verdicts import judged
from cleaners.rulepacks.views import plain, view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaners.page import Page
    from cleaners.rulepacks.views import View
    from cleaners.text import Finding, Span, Text

INFO = Rule(
    "editorial.info-line", 25, "A line of nothing but office fields: source, author, editor, date, counters, buttons.",
    "It speaks of the page's making; what it says is kept as claims.",
)  # fmt: skip

SURE = judged_as(INFO, "edge", prose=1)
SEVERAL = judged_as(INFO, "edge", prose=1, most=3)  # more lines of the same make are a table of contents
SINGLE = judged_as(
    INFO, "edge", prose=2
)  # one '来源:…' may be a line of a poem, a card or a glossary: a page has paragraphs
BARE = judged_as(INFO, "edge", company=1)  # a date or buttons alone
BETWEEN = judged_as(INFO, "edge", company=2, prose=1, most=1)  # an office's bare name between two such lines
SIGNED = judged_as(INFO, "head", company=1, prose=1, most=1)  # a bare name above the day and hour it was printed
RECORD = judged_as(INFO, "edge", prose=1)
CARD = judged_as(INFO, "any", prose=1)  # a board prints it beside every post
UNDER_TITLE = judged_as(INFO, "head", prose=1)

CUES = re2.compile(
    "(?i)" + "|".join(plain(label) for label in sorted(LABELS, key=lambda c: (-len(c), c))) + r"|[文图]/|[一二三]审|(?:19|20)\d\d\s?[-/.年]|\b(?:19|20)\d\d\b|打印|关闭|關閉|收藏|A\+|\bprint\b|\bshare\b|(?-i:\bBy\s[A-Z])",
    options(),
)  # fmt: skip
# A line of fields has at least one of these; a sign is asked first: a set of characters is searched ten times as fast.
SIGN = re.compile(r"[:\uff1a/\uff0f丨│\uff5c\d()\uff08\uff09|+【\[关關]")
WORD = re.compile(r"打印|收藏|编辑|编輯|編輯|[记記]者|(?i:print|share|by |posted in|filed under|tagged)")
FILING = {"分类", "栏目", "category", "categories"}  # what files a page files beasts and plants too
PICTURE = {"文", "图"}  # of a line of credits: 文:林一 图:周南 编辑:…
MANUALS = {"author", "by", "written by", "date", "posted"}  # in English, one to a line
PERSON = re.compile(r"\s*(?:[Bb]y|Written by)(?:\s[A-Z][\w’'.\-]*){2,4}\s*$")
LINKED = re.compile(
    r"^\W{0,3}(?:(?:\S{0,2}原文)?(?:链接|地址|网址)?[::]\s?https?:|[上下]一?[篇页章条则][::])"
)  # a labelled line that a site prints
CLAUSE = re.compile(r"[为是的由见]|根据|整理|自行|谢谢|你好|您好")
NAMED = 40  # characters of a bare name
CAPITALS = re.compile(r"[A-Z][\w’'.&\-]*(?:\s[A-Z][\w’'.&\-]*){0,3}")
COUNTERS = 4  # words and figures beside a day and its hour that no text has
CITED = "出处"  # also of a saying
REPORTERS = frozenset({"记者", "通讯员", "本报记者", "见习记者"})
CLOCK_IN = re.compile(r"\d[:.]\d\d\b")
DATELINE = re.compile(
    r"[(\[【]?(?:本报|本台|特约|驻地|实习)?记者\s?[^/\s]{2,12}/\s?[^/\s]{2,8}报[导道][)\]】]?"
)  # it opens the report
FORM = re.compile(r"^\W{0,3}[^\W\d](?:[^\s::。,,.]{0,14}|[A-Za-z ]{0,24})\s?[::]")
RULES = (INFO, NOTE, TITLE_TAIL, PROMO)


HELPERS = (
    *(bar_phrases, bar_terms, bar_words, field_words, fields, heads, notes, records),
    *(matter, patterns, bench, placing, placing_words, spoken, verdicts, views),
)


@cleaner(*RULES, helpers=HELPERS)
def editorial(text: Text, page: Page) -> Iterator[Finding]:  # noqa: ARG001  # the words decide, not the page's context
    """Find office lines and notes, and what they say; keep what may be a line of the text."""
    sheet = Sheet(str(text))
    yield from judged(sheet, find(sheet))


def find(sheet: Sheet) -> list[Match]:
    """Return the office lines, notes, title tails and tags on a sheet, not judged yet."""
    found = [m for n in _lines(sheet.text, sheet) for m in _on_line(sheet, n)]
    blocks = [*_spread(sheet), *_bylines(sheet)]
    return disjoint([*blocks, *found, *_names(sheet, sheet.filled(found)), *promo(sheet)])


def _spread(sheet: Sheet) -> Iterator[Match]:
    """Yield the blocks of labels and values on lines of their own."""
    for one in heads.spread(sheet):
        yield Match(SURE if one.strong else SEVERAL, one.start, one.end, one.claims, fills=True)


def _bylines(sheet: Sheet) -> Iterator[Match]:
    """Yield the lines of a name, a day, numbers and a button between a title and the text."""
    for kind, (start, end) in heads.bylines(sheet):
        field, day = kind.partition(" ")[0], WHEN.search(sheet.text, start, end)
        span = day.span() if field == "published" and day else (start, end)
        claims = ((field, *span),) if field in {"author", "published"} else ()
        yield Match(UNDER_TITLE, start, end, claims, fills=True)


def _names(sheet: Sheet, office: frozenset[int]) -> Iterator[Match]:
    """Yield the lines above office lines that hold one bare name: an office's between two, a person's above a day and hour."""
    for n in sorted({k for m in office if (k := sheet.beside(m, -1)) is not None} - office):
        words, above, below = sheet.content(n), sheet.beside(n, -1), sheet.beside(n, 1)
        if above is None or below is None or len(words) > NAMED or not CAPITALS.fullmatch(words):
            continue
        start = sheet.text.index(words, sheet.rows[n].start)
        span = start, start + len(words)
        if PUBLISHER.search(words) and {above, below} <= office:
            yield Match(BETWEEN, *span, (("publisher", *span),), fills=True)
        elif " " in words and CLOCK_IN.search(sheet.content(below)):
            yield Match(SIGNED, *span, (("author", *span),), fills=True)


def _lines(source: str, sheet: Sheet) -> Iterator[int]:
    """Yield the numbers of the lines with a cue, near the page's edges: elsewhere such lines stay anyway."""
    if not CUES.search(source.encode("utf-8", "replace")):
        return
    known = _known(sheet.document or sheet.text).cued
    for n in sheet.edges:
        row = sheet.rows[n]
        tail = source[max(row.start, row.end - fields.LONGEST) : row.end]
        if tail not in known:
            known[tail] = _is_cued(tail)
        if known[tail]:
            yield n


def _is_cued(tail: str) -> bool:
    """Return whether a line's end holds a cue, and a sign or a word that a line of fields has."""
    return bool(CUES.search(tail.encode("utf-8", "replace")) and (SIGN.search(tail) or WORD.search(tail)))


class _Known(NamedTuple):
    """What was found out of the lines of a document: it holds of all its versions."""

    cued: dict[str, bool]
    parsed: dict[str, Info | None]


@lru_cache(maxsize=1)
def _known(document: str) -> _Known:  # noqa: ARG001  # the key
    return _Known({}, {})


def _on_line(sheet: Sheet, n: int) -> Iterator[Match]:
    row = sheet.rows[n]
    seen = view(sheet.text, max(row.start, row.end - 2 * fields.LONGEST), row.end)
    whole = seen.start == row.start
    parsed = _known(sheet.document or sheet.text).parsed
    if whole and seen.text not in parsed:
        parsed[seen.text] = parse(seen.text)
    info = parsed[seen.text] if whole else None
    if info and info.strength:
        rule = _rule_of(sheet, n, info, seen.text)
        if rule:
            yield Match(rule, *_stretch(seen), claims_said(seen, info), fills=True)
        return
    yield from note(seen)
    if whole:
        yield from tail_of_title(seen)


def _stretch(seen: View) -> Span:
    """Return the span of a line without the blanks around it."""
    start = len(seen.text) - len(seen.text.lstrip())
    return seen.span(start, len(seen.text.rstrip()))


def _rule_of(sheet: Sheet, n: int, info: Info, words: str) -> PackRule | None:
    """Return how a line of fields is to be judged, or None where the lines beside it make it a form."""
    if (info.strength == 3 or info.is_record or _is_of_member(info)) and in_card(sheet, n):
        return CARD
    if info.strength == 3:
        return None if _is_spoken_of(sheet, info, words) else SURE
    if not info.fields and not info.names and info.fillers >= COUNTERS and CLOCK_IN.search(words) and info.dates:
        return SURE  # a day, its hour and several counters
    if info.is_record:
        return RECORD if in_record(sheet, n) else None
    if is_of_work(info, words, sheet.document or sheet.text) or DATELINE.fullmatch(words.strip()):
        return None
    if _is_signature(sheet, n, info, words) or (info.fields and info.fields[0].label == CITED and "《" in words):
        return None
    if not info.fields and not any(map(str.isalpha, words)) and not WHEN.search(words):
        return None  # figures alone: the years of a copyright, a row of a table
    if any(_is_form(sheet, k) for k in (sheet.beside(n, -1), sheet.beside(n, 1)) if k is not None):
        return None
    if len(info.fields) == 1 and info.fields[0].label in PICTURE and ":" in words[: info.fields[0].start]:
        return None  # '图:…' alone is a picture's own line
    if info.strength == 2:
        return SEVERAL
    if not info.fields and not CLOCK_IN.search(words) and is_signed(sheet, n):
        return None
    if info.fields and _says_something(info.fields[0], words):
        return None  # '来源:本品为…' says something
    if info.fields and info.fields[0].start == info.fields[0].end:
        return None  # an empty label is a form's
    if info.fields and info.fields[0].label in MANUALS:
        return BARE if PERSON.match(words) else None  # manuals begin so too; a byline has its date beside it
    if info.fields and (info.fields[0].kind == "updated" or info.fields[0].label in FILING):
        return BARE
    return SINGLE if info.fields else BARE


def _is_signature(sheet: Sheet, n: int, info: Info, words: str) -> bool:
    """Return whether a line is an office and a day behind the text, as a notice is signed, or the reporters and the day before one."""
    if not info.fields:
        return bool(info.names) and not CLOCK_IN.search(words) and n > prose_of(sheet)[1] >= 0
    named = {f.label for f in info.fields} <= REPORTERS and bool(info.dates)
    return named and not info.names and not CLOCK_IN.search(words)


def _is_of_member(info: Info) -> bool:
    """Return whether all it says are counts: 帖子: 87."""
    return bool(info.fields) and all(f.kind == "count" for f in info.fields)


def _is_spoken_of(sheet: Sheet, info: Info, words: str) -> bool:
    """Return whether a line is one label with its value, and the text says that label's word in a sentence too."""
    if len(info.fields) != 1 or info.dates or not info.fields[0].label or info.fields[0].label.isascii():
        return False
    label = words[: info.fields[0].start].strip(" :\uff1a[(【\uff08")
    if len(label) < 3:
        return False
    spoken = re.compile(re.escape(label) + r"(?!\s?[:\uff1a])")
    return any(spoken.search(row) for row in sheet.contents if label in row)


def _says_something(field: fields.Field, words: str) -> bool:
    """Return whether a field's value is a clause and no name."""
    value = words[field.start : field.end]
    english = field.label.isascii() and field.kind in {"publisher", "author", "editor", "translator"}
    return bool(CLAUSE.search(value)) or (english and (value[:1].islower() or value.endswith(".")))


def _is_form(sheet: Sheet, n: int) -> bool:
    """Return whether a line is a labelled one of which the office knows nothing."""
    row = sheet.rows[n]
    seen = view(sheet.text, row.start, min(row.end, row.start + fields.LONGEST)).text
    return bool(FORM.match(seen)) and not LINKED.match(seen) and parse(seen) is None
