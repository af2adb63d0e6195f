"""The path through a site to its page, by its form alone: short names in one line, parted by the same arrow, at the page's head.

A text orders things so too (读 > 写 > 正文), so the path must lead to the title below it, or stand beside other furniture.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cleaners.rule import Rule, cleaner
from cleaners.rulepacks import bench, matter, patterns, placing, placing_words, spoken, verdicts, views
from cleaners.rulepacks.patterns import Match, PackRule
from cleaners.rulepacks.placing import Sheet
from cleaners.rulepacks.spoken import is_prose
from cleaners.rulepacks.verdicts import judged
from cleaners.rulepacks.views import view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaners.page import Page
    from cleaners.text import Finding, Text

TRAIL = Rule(
    "furniture.trail", 6, "The path to this page through the parts of a site, by its form.",
    "A way through the site: it leads to the title or stands beside other furniture.",
)  # fmt: skip
RULES = (TRAIL,)
SIGNS = (">", "»", "›", "→", "/", "\uff1e", "\uff0f", "位置")
SIGN = re.compile("|".join(SIGNS))
ARROW = re.compile(r"\s{0,2}(?:>{1,2}|»|›|->|→)\s{0,2}")
SLASH = re.compile(r"\s{1,2}/\s{1,2}")
HERE = re.compile(
    r"(?:[您你]的?|目前|现在|当前|所在)?(?:所在|现在|当前)?(?:的)?(?:位置|所在)(?:是|在)?\s?[:\s]\s?|You are here:?\s"
)
PART = re.compile(r"[^。,!?;:“”|<>]{1,20}")
LETTERS = re.compile(r"[\u3400-\u9fff]")  # a path in another script is what furniture.breadcrumb knows
LONGEST = 140  # characters
TITLE = 60  # characters of the last part, where it is the page's title
NEAR = 6  # lines below within which the title stands
SITE = re.compile(r"(?:网|書城|书城|书院|小说|文学|论坛|社区|首页|频道|在线|站|库|馆|吧|阁|局|Home)$")
LEADS = PackRule(TRAIL, (), (), ("line",), place="head", prose=1, most=2)
BESIDE = PackRule(TRAIL, (), (), ("line",), place="head", company=1, prose=1, most=3)


@cleaner(*RULES, helpers=(matter, patterns, bench, placing, placing_words, spoken, verdicts, views))
def trails(text: Text, page: Page) -> Iterator[Finding]:  # noqa: ARG001  # the form decides, not the page's context
    """Find the paths, and judge each by its place."""
    sheet = Sheet(str(text))
    yield from judged(sheet, find(sheet))


def find(sheet: Sheet) -> list[Match]:
    """Return the paths on a sheet, not judged yet."""
    if not any(sign in sheet.text for sign in SIGNS):
        return []
    made = ((n, parts_of(sheet.content(n))) for n in sheet.edges if SIGN.search(sheet.content(n)))
    return [m for n, parts in made if parts and (m := _match(sheet, n, parts))]


def parts_of(content: str) -> list[str]:
    """Return the parts of a line that is a path, or nothing.

    >>> parts_of("全國 > 貴州 > 安順"), parts_of("現在位置 首頁 / 典藏"), parts_of("他走了。> 她也走了")
    (['全国', '贵州', '安顺'], ['首页', '典藏'], [])
    """
    if len(content) > LONGEST:
        return []
    words = view(content, 0, len(content)).text.strip()
    said = HERE.match(words)
    words = words[said.end() :] if said else words
    arrows = {found[0].strip() for found in ARROW.finditer(words)}
    form = ARROW if arrows else SLASH
    parts = [part.strip() for part in form.split(words.rstrip("> »›"))]
    least = 2 if arrows or said else 3
    fits = len(parts) >= least and len(arrows) <= 1 and all(PART.fullmatch(part) for part in parts[:-1])
    fits = fits and bool(PART.fullmatch(parts[-1]) or (len(parts) > 2 and 1 < len(parts[-1]) <= TITLE))
    return parts if fits and LETTERS.search(words) and (arrows or said or SITE.search(parts[0])) else []


def _match(sheet: Sheet, n: int, parts: list[str]) -> Match | None:
    """Return the match of a path, or None where a sentence stands in it and is no title of the page."""
    words = sheet.content(n)
    start = sheet.text.index(words, sheet.rows[n].start)
    last = view(parts[-1], 0, len(parts[-1])).text
    below = [view(line, 0, len(line)).text for line in [c for c in sheet.contents[n + 1 :] if c][:NEAR]]
    leads = len(parts) > 2 and len(last) > 1 and any(last in line for line in below if not is_prose(line))
    if not leads and not PART.fullmatch(parts[-1]):
        return None
    return Match(LEADS if leads else BESIDE, start, start + len(words), (), fills=True)
