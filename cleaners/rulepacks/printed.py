"""What a line that a site printed says of its page, wherever on the line it stands: people, paper, day, address, owner.

`fields.parse` answers for lines that consist of fields; here the line is known to be the site's already, and only what a label,
a sign or a form names is read: never a guess from bare words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cleaners.rulepacks.fields import LABEL, LABELS, MONTH, WHEN
from cleaners.rulepacks.views import view

if TYPE_CHECKING:
    from collections.abc import Iterator

Statement = tuple[str, int, int]  # field (or `day`: a day that nothing is said of), start and end of its value
NAMED = {"author", "editor", "translator", "publisher"}
HAN_NAME = r"[\u3400-\u9fff·](?:[^\W_]|[·\-]){1,19}"
LATIN_NAME = r"[A-Z][\w’'.\-]*(?:\s(?:(?:of|the|and|&|de|van|von|for)\s)?[A-Z][\w’'.\-]*){0,5}"
VALUE = re.compile(
    rf"\s*[\[「【《]?(?P<value>{HAN_NAME}|{LATIN_NAME}|[a-z][\w.\-]{{2,19}})(?=$|[\s,;|丨/()\[\]【】「」《》·•_-])"
)
POSTED = re.compile(
    rf"(?i:posted|written|published|guide|words|story|report(?:ing)?|uploaded)\s(?i:by)\s(?P<author>{LATIN_NAME}|[a-z][\w.\-]{{2,19}})"
    rf"|(?:(?:^|(?<=[\s(]))由|樓主[:\s]?|楼主[:\s]?)\s?(?P<poster>{HAN_NAME}|[A-Za-z][\w.\-]{{2,19}})\s?(?=[于於]|發布|发布|發表|发表|[A-Za-z(]|$)"
)
OWNER = re.compile(
    rf"(?:(?i:copyright)\s?(?:©|\([cC]\)|(?=\d{{4}}))|©|\([cC]\)|版[权權]所有)\s?[:]?\s?(?:(?:19|20)\d\d\s?(?:[-–,]\s?(?:19|20)\d\d\s?)?)?(?:(?i:by)\s)?(?P<owner>(?:The\s)?{LATIN_NAME}|{HAN_NAME})"
    rf"|^(?P<holder>{HAN_NAME})\s?版[权權]所有"
)
ADDRESS = re.compile(
    r"(?i)(?:链接|連結|鏈接|网址|網址|地址|出处|出處|引用[資资][訊料]|permalink|url|doi|view (?:the )?original(?: content)?(?: with multimedia)?|read (?:the )?(?:original|full)(?: article| story)?(?: (?:at|here|on))?|read or share this story|available at|cite this page(?: as)?|source)"
    r"\s?[:]?\s{0,2}(?P<url>(?:https?://|www\.)[^\s\u3000-\u303f\u4e00-\u9fff<>「」()]+[\w/])"
)
NOBODY = re.compile(r"著作|版[权權]|作者|本站|本[网網]|保留|所有|原作|(?i:powered|reserved)")
CHANGED_AFTER = re.compile(r"(?i)\s?(?:更新|修改|修訂|修订|編輯|编辑|updated|edited)")
OUT = re.compile(
    r"(?i)(?:發表|发表|發布|发布|發佈|刊登|刊載|刊载|出版|出刊|日期|時間|时间|posted|published|premiered|released?|date|printed)\s?(?:(?:by\s[^\d|]{1,40}\s)?(?:on|at)|[於于])?[:\s]{0,3}$"
)  # before a day: it is the one on which the page came out
OUT_BEHIND = re.compile(r"\s?(?:發布|发布|發佈|發表|发表|刊登|出刊|出版)")
CHANGED = re.compile(
    r"(?i)(?:更新|修改|修訂|修订|更改|變更|变更|updated?|modified|changed?|edited|reviewed|revised|accessed|retrieved|visited|截至|截止|有效|expires?|since|注册|註冊|joined)\W{0,4}(?:\w{2,6}\W{0,2})?$"
)
RANKED = re.compile(rf"(?i)\d\s?[.、]\s|^\W{{0,2}}\d{{1,2}}[.、)]\s?\D|{MONTH}\s\d{{1,2}}\s?[-–]\s?\d")


def stated(source: str, start: int, end: int) -> Iterator[Statement]:
    """Yield what the line from `start` to `end` says of its page, each field once."""
    seen = view(source, start, end)
    said: set[str] = set()
    for field, low, high in _stated(seen.text):
        if field not in said and high > low:
            said.add(field)
            yield field, *seen.span(low, high)


def _stated(words: str) -> Iterator[Statement]:
    for label in LABEL.finditer(words):
        kind = LABELS.get(re.sub(r"\s+", "", (label["label"] or "").lower()), "")
        if kind in NAMED and (found := VALUE.match(words, label.end())):
            yield kind, *found.span("value")
    if found := POSTED.search(words):
        yield "author", *found.span("author" if found["author"] else "poster")
    if (
        (found := OWNER.search(words))
        and not NOBODY.search(found["owner"] or found["holder"])
        and "owered" not in words
    ):
        yield "publisher", *_unstopped(words, *found.span("owner" if found["owner"] else "holder"))
    if found := ADDRESS.search(words):
        yield "source_url", *found.span("url")
    yield from _day(words)


def _unstopped(words: str, start: int, end: int) -> tuple[int, int]:
    """Return a name without the stop and the words of its rights behind it."""
    name = re.split(r"\.(?=\s|$)|\s?(?:All\b|Some\b|Inc\.$)", words[start:end])[0].rstrip(" .,")
    return start, start + len(name)


def _day(words: str) -> Iterator[Statement]:
    """Yield the only day of a line: `published` where the line says so, else `day`."""
    days = [day for day in WHEN.finditer(words) if not CHANGED.search(words[: day.start()])]
    if len(days) == 1 and not RANKED.match(words) and not CHANGED_AFTER.match(words, days[0].end()):
        says = OUT.search(words[: days[0].start()]) or OUT_BEHIND.match(words, days[0].end())
        yield ("published" if says else "day"), *days[0].span()
