"""Who wrote a post of a board: the name, the rank and the counts that a board's software sets beside each post.

A name is anybody's word; what gives it away is what stands below it: a member's counts, the hour and the buttons of a post. So a name goes
only with its card, and the first one is claimed as the author.
"""

from __future__ import annotations

import re
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
    matter,
    patterns,
    placing,
    placing_words,
    records,
    spoken,
    verdicts,
    views,
)
from cleaners.rulepacks.bar_terms import terms_of
from cleaners.rulepacks.fields import WHEN
from cleaners.rulepacks.patterns import Match, PackRule
from cleaners.rulepacks.placing import Sheet
from cleaners.rulepacks.records import in_card
from cleaners.rulepacks.verdicts import judged
from cleaners.rulepacks.views import view
from cleaners.scan import encoded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.page import Page
    from cleaners.text import Finding, Span, Text

POSTER = Rule(
    "furniture.poster", 3, "The name, rank and counts of who wrote a post of a board.",
    "The board sets it beside each post; the first name is kept as a claim.",
)  # fmt: skip
RULES = (POSTER,)
AMID = PackRule(POSTER, (), (), ("line",), prose=1)
AT_HEAD = PackRule(POSTER, (), (), ("line",), place="head", prose=1)
SIGN = re2.compile(r"只看[该該]作者|[发發]帖|[帖贴貼]子|主[题題]|看板|\d[楼樓]|UID|[积積]分|\d#")
NUMBER = re.compile(r"\d[\d,.]{0,9}[wk万]?")
COUNTED = re.compile(r"主题|帖子|贴子|积分|听众|收听|精华|威望|金钱|金币|贡献|好友|回帖|日志|粉丝|关注|经验")
RANK = re.compile(
    r".{0,8}(?:会员|版主|管理员|元老|新手上路|士兵|侠客|秀才|童生|举人|贵宾|斑竹|斑主|站长|学徒|骑士|禁止发言|VIP|Rank:\s?\d+)"
)
BUTTON = re.compile(
    r"发消息|加好友|收听TA|关注TA|打招呼|串个门|当前离线|当前在线|离线|在线|个人空间|IP卡|狗仔卡|TA的帖子|电梯直达"
)
HEADED = re.compile(r"发表于\s?.{8,24}[|丨\s]{1,4}(?:只看|显示)")
WIDE = re.compile(r"UID\s?\d+\s.*(?:帖子|积分|注册).*")
FLOOR = re.compile(r"(?:来自\S{2,12}\s?)?\d{1,5}\s?楼\s?(?:19|20)\d\d-\d{1,2}-\d{1,2}")
FLOORS = 2  # lines with a floor and its day that make a page a thread
LEVEL = re.compile(r"1?\d")
NAME = re.compile(r"[^\s。,!?:;“”、()<>|/]{1,16}")
PAIRS = 2  # counts of a card
BOARD = ("作者", "看板", "标题", "时间")  # of a board read in a terminal, as its copy on the web sets them


@cleaner(
    *RULES,
    helpers=(
        *(bar_phrases, bar_terms, bar_words, field_words, fields, records),
        *(matter, patterns, bench, placing, placing_words, spoken, verdicts, views),
    ),
)
def posters(text: Text, page: Page) -> Iterator[Finding]:  # noqa: ARG001  # the card decides, not the page's context
    """Find the cards, and judge each by its place."""
    sheet = Sheet(str(text))
    yield from judged(sheet, find(sheet))


def find(sheet: Sheet) -> list[Match]:
    """Return the cards on a sheet, not judged yet."""
    if not SIGN.search(encoded(sheet.text)):
        return []
    lines = [n for n, content in enumerate(sheet.contents) if content]
    said = [_folded(sheet.content(n)) for n in lines]
    header = _terminal(sheet, lines, said)
    runs = list(_cards(sheet, lines, said))
    found = [*header]
    for k, (first, last) in enumerate(runs):
        claims = _said_first(sheet, lines, said, (first, last)) if not k and not header else ()
        found.append(Match(AMID, *_span(sheet, lines[first], lines[last]), claims, fills=True))
    return found


def _folded(content: str) -> str:
    return view(content, 0, len(content)).text.strip() if len(content) <= placing.LONG * 2 else ""


class _Thread(NamedTuple):
    """A page's lines with content: the sheet, their numbers, their words folded, how many of them are floors with a day."""

    sheet: Sheet
    lines: Sequence[int]
    said: Sequence[str]
    floors: int


def _cards(sheet: Sheet, lines: Sequence[int], said: Sequence[str]) -> Iterator[Span]:
    """Yield the first and the last line of each card, as places in `lines`; a card of one name is the name."""
    thread = _Thread(sheet, lines, said, sum(bool(FLOOR.match(words)) for words in said))
    k = 0
    while k < len(lines):
        end = _card(thread, k)
        if end > k:
            yield k, end - 1
        k = max(end, k + 1)


def _card(thread: _Thread, k: int) -> int:
    """Return the place behind the card that begins with a name at place `k`, or `k`."""
    said = thread.said
    if not _is_name(said[k]) or k + 1 >= len(said):
        return k
    after = _counts(said, k + 1)
    if after > k + 1:
        return after
    if HEADED.match(said[k + 1]):
        return k + 1
    ranked = k + 1 + bool(RANK.fullmatch(said[k + 1]))
    if ranked < len(said) and WIDE.fullmatch(said[ranked]):
        return ranked + 1
    if thread.floors >= FLOORS and k + 2 < len(said) and _is_name(said[k + 1]) and LEVEL.fullmatch(said[k + 2]):
        return k + 3
    return k + 1 if in_card(thread.sheet, thread.lines[k + 1]) else k


def _is_name(words: str) -> bool:
    """Return whether a line may be a member's name: short, no sentence, no word of the interface, no number."""
    return bool(NAME.fullmatch(words)) and not NUMBER.fullmatch(words) and not terms_of(words)


def _counts(said: Sequence[str], k: int) -> int:
    """Return the place behind a run of counts, each a number and its word on lines of their own, and what stands with them; or `k`."""
    at, pairs = k, 0
    while at < len(said):
        two = said[at : at + 2]
        if len(two) > 1 and NUMBER.fullmatch(two[0]) and COUNTED.fullmatch(two[1]):
            at, pairs = at + 2, pairs + 1
        elif pairs and (RANK.fullmatch(said[at]) or BUTTON.fullmatch(said[at])):
            at += 1
        else:
            break
    return at if pairs >= PAIRS else k


def _said_first(
    sheet: Sheet, lines: Sequence[int], said: Sequence[str], card: Span
) -> tuple[tuple[str, int, int], ...]:
    """Return what the first card of a page claims: its name as the author, the day of the post right below."""
    first, last = card
    claims = [("author", *_span(sheet, lines[first], lines[first]))]
    if last + 1 < len(said) and said[last + 1].startswith("发表于"):
        row = sheet.rows[lines[last + 1]]
        if day := WHEN.search(sheet.text, row.start, row.end):
            claims.append(("published", *day.span()))
    return tuple(claims)


def _terminal(sheet: Sheet, lines: Sequence[int], said: Sequence[str]) -> list[Match]:
    """Return the header of a post from a board of terminals: its labels with their values on one line or below them; the title stays."""
    found: list[Match] = []
    seen: set[str] = set()
    k = 0
    while k < min(len(said), placing.EDGE):
        label, _, value = said[k].partition(" ")
        if label not in BOARD or label in seen:
            k += 1
            continue
        below = not value
        last = k + 1 if below and label != "标题" and k + 1 < len(said) else k
        if below or label != "标题":
            seen.add(label)
            found.append(_field(sheet, lines, (k, last), label))
        k = last + 1
    return found if {"作者", "看板", "时间"} <= seen else []


def _field(sheet: Sheet, lines: Sequence[int], place: Span, label: str) -> Match:
    """Return the match of one field of such a header, with its claim."""
    start, end = _span(sheet, lines[place[0]], lines[place[1]])
    claims: tuple[tuple[str, int, int], ...] = ()
    value = re.compile(r"\S+").search(sheet.text, start + len(label), end)
    if value and label == "作者":
        claims = (("author", *value.span()),)
    elif value and label == "时间":
        claims = (("published", value.start(), end),)
    return Match(AT_HEAD, start, end, claims, fills=True)


def _span(sheet: Sheet, first: int, last: int) -> Span:
    """Return the span from the first line's content to the last one's."""
    start = sheet.text.index(sheet.content(first), sheet.rows[first].start)
    words = sheet.content(last)
    return start, sheet.text.index(words, sheet.rows[last].start) + len(words)
