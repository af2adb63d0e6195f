"""What an office leaves within lines of the text: notes behind a last sentence, a publisher and a day behind a title, tags before one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cleaners.rule import Rule
from cleaners.rulepacks.field_words import PUBLISHER, SELF
from cleaners.rulepacks.fields import WHEN, Info, parse
from cleaners.rulepacks.patterns import Match, PackRule
from cleaners.rulepacks.views import view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaners.rulepacks.placing import Sheet
    from cleaners.rulepacks.views import View

NOTE = Rule(
    "editorial.note",
    25,
    "An office note behind the last sentence of a paragraph.",
    "It speaks of the page's making; what it says is kept as claims.",
)
TITLE_TAIL = Rule(
    "editorial.title-tail",
    25,
    "Publisher and date glued behind a title.",
    "It speaks of the page's making; what it says is kept as claims.",
)
PROMO = Rule("editorial.promo-head", 25, "A promotional tag before the title.", "The site tags its link, not the text.")


def judged_as(rule: Rule, place: str, *, company: int = 0, prose: int = 0, most: int = 0) -> PackRule:
    """Return how a line of a rule is judged by its place and its neighbours."""
    return PackRule(rule, (), (), ("line",), place=place, company=company, prose=prose, most=most)


AT_END = judged_as(NOTE, "tail", most=1)
AT_EDGE = judged_as(NOTE, "edge", most=2)
BEHIND_TITLE = judged_as(TITLE_TAIL, "head", prose=1, most=1)  # a list of headlines has many
BEFORE_TITLE = judged_as(PROMO, "head", prose=1, most=1)
BRACKETED = re.compile(
    r"[((\[【〔]([^()()\[\]【】〔〕]{4,120})[))\]】〕](?:\s?1\d{6})?\s*$"
)  # or a day in the calendar of Taiwan: 1100903
UNBRACKETED = re.compile(
    r"(?<=[。!?!?…”」』.\"])\s*((?:责任编辑|责编|本文编辑|网络编辑|值班编辑|稿源|稿件来源|文章来源|文/图|来源|作者|编辑|记者|翻译|译者)\s{0,2}[:/][^。]{1,60})$"
)
TITLE = re.compile(
    rf"^(?P<title>.{{4,80}}?)[\s|丨_—–-]+(?P<publisher>[^\s,。,.!?()《》|_-]{{2,14}})[\s|]+(?P<published>{WHEN.pattern.replace('?P<clock>', '?:').removeprefix('(?i)')})\s*$",
    re.IGNORECASE,
)
TAGS = (
    "中英双语|双语|双语全文|中英对照|中英文对照|双语对照|双语新闻|双语阅读|中英文|全文|重磅|独家|视频|组图|图集|图解|推荐|转载|转|原创|干货|收藏|荐读|必读|热点|快讯|头条|关注|聚焦|要闻|最新|深度|精选|好文|"
    "官宣|干货分享|转发|扩散|bilingual|exclusive|video|watch|must read|breaking|updated?|featured|sponsored|full text|in full"
)
PROMO_HEAD = re.compile(rf"(?i)^\s*(?:(?:{TAGS})\s*[|丨│︱┃]\s*|[\[【](?:{TAGS})[\]】]\s*)(?=\S{{2}})")
TABLE = re.compile(r"\s[|│]\s.*\n.*\s[|│]\s")
NOTES = 4  # notes behind one another at a line's end


def claims_said(seen: View, info: Info) -> tuple[tuple[str, int, int], ...]:
    """Return the claims that fields make, with their places."""
    known = {"publisher", "author", "editor", "translator", "published"}
    named = [f for f in info.fields if f.kind in known and f.start < f.end]
    out = [(f.kind, *seen.span(f.start, f.end)) for f in named if seen.text[f.start : f.end].lower() not in SELF]
    has_date = any(f.kind in {"published", "updated"} for f in info.fields)
    if not has_date and info.dates:
        out.append(("published", *seen.span(*info.dates[0])))
    if info.names and not any(f.kind == "publisher" for f in info.fields):
        out.append(("publisher", *seen.span(*info.names[0])))
    return tuple(out)


def note(seen: View) -> Iterator[Match]:
    """Yield the office notes behind the last sentence of a paragraph, in brackets or after its last stop."""
    line = seen.text.rstrip()
    for _ in range(NOTES):
        found = next(filter(None, (_note_at_end(line, form) for form in (BRACKETED, UNBRACKETED))), None)
        if found is None:
            return
        start, info, rule = found
        yield Match(rule, *seen.span(start, len(line)), claims_said(seen, info), fills=False)
        line = line[:start].rstrip()


def _note_at_end(line: str, form: re.Pattern[str]) -> tuple[int, Info, PackRule] | None:
    """Return where a note of this form begins at the line's end, what it says, and how it is to be judged."""
    found = form.search(line)
    info = parse(found[1]) if found else None
    if not found or info is None or not info.strength or not info.fields:
        return None
    if info.strength == 1 and info.fields[0].kind not in {"editor", "publisher"}:
        return None
    bracketed = form is BRACKETED
    return (
        found.start() if bracketed else found.start(1),
        info.shifted(found.start(1)),
        AT_EDGE if bracketed else AT_END,
    )


def tail_of_title(seen: View) -> Iterator[Match]:
    """Yield the publisher and the day glued behind a title."""
    found = TITLE.match(seen.text)
    if found and PUBLISHER.search(found["publisher"]):
        groups = tuple((name, *seen.span(*found.span(name))) for name in ("publisher", "published"))
        yield Match(BEHIND_TITLE, *seen.span(found.start("publisher"), found.end("published")), groups, fills=False)


def promo(sheet: Sheet) -> Iterator[Match]:
    """Yield a tag before the first line, unless the page is a table of two columns."""
    n = sheet.beside(-1, 1)
    if n is None:
        return
    row = sheet.rows[n]
    if row.end - row.start > 120:
        return
    seen = view(sheet.text, row.start, row.end)
    found = PROMO_HEAD.match(seen.text)
    after = sheet.beside(n, 1)
    if found and after is not None and not TABLE.search(sheet.text[row.start : sheet.rows[after].end]):
        yield Match(BEFORE_TITLE, *seen.span(*found.span()), (), fills=False)
