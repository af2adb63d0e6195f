"""The lines of a text that may hold an insertion, read plainly: narrow, Simplified, closed up, without what nobody sees."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import re2

from cleaners.repeats.fold import fold, folded_text, lowered, simplified
from cleaners.repeats.mark_judge import COMMENT
from cleaners.repeats.marks import TOP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cleaners.text import Span

LONGEST = 110  # characters of an insertion
PROSE = 18  # CJK-equivalents of a line of running text
INVISIBLE = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
APART = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Za-z0-9.\-/:] ){4,}[A-Za-z0-9](?![A-Za-z0-9])|(?<![A-Za-z0-9])(?:[\u4e00-\u9fffA-Za-z0-9.,:/\-()【】\[\]] ){6,}[\u4e00-\u9fffA-Za-z0-9)】\]]"
)
APART_LEAST = 4  # blanks between letters that are set apart
BLANK = re.compile(r"[\u3000\t\xa0\r]")
WIDE = re.compile(r"[Ａ-Ｚａ-ｚ]{3}")
LIKELY_WORDS = (
    "首发|首更|手打|手录|采集|搬运|必究|盗版|防盗|盗用|盗链|盗文|支持正版|缺字少段|秒记住|天才一秒|天才只需|书友|书迷|读者群|求收藏|求推荐|求月票|求订阅|推荐票|月票|分割线|正在阅读|次提醒|牢记"
    "|唯一网址|域名|最新章节|无弹窗|看小说|看书|追书|防丢失|原创内容|独家授权|(?:源|来|转|采集|转载|下载|收集|整理)自"
    "|uploadedby|scannedby|rippedby|stolen|redistribut|pirated|plagiari|unlawfully|misappropriated|chapters|ebooks?|freestories|freenovels"
)
ADDRESS_HINT = rf"https?://|www\.|\.{TOP}"
NAMES = "网|在线|文库|书屋|书城|书斋|书院|书吧|小说|文学|论坛|社区|报|周刊|频道|之家"
READS = "小说|章节|电子书|漫画|阅读|全文|看书|stories|novels?|chapters|ebooks?|downloadedfrom|copiedfrom|experience|readat|uploaded"
SUFFIXED = rf"(?:{NAMES})[\])】〕]?[-_:#]?[A-Za-z]{{0,3}}\d{{3,}}|#\d{{3,}}>"
LIKELY = re2.compile(f"({ADDRESS_HINT})|{LIKELY_WORDS}|{SUFFIXED}")
COMPANY = re2.compile(f"{LIKELY_WORDS}|{READS}|本[文书章篇站小]|(?:{NAMES})[^\u4e00-\u9fff]")
OPENERS = re.compile(b"|".join(re.escape(c.encode()) for c in "【[〔{～★※"))  # what a site puts its name and address in
NEAR = 60  # bytes before an address
ANCHOR = re2.compile(
    f"(?i:{ADDRESS_HINT}|{LIKELY_WORDS}|{SUFFIXED}|uploaded by|scanned by|ripped by|free (?:stories|novels))"
)


class Plain(NamedTuple):
    """One line, or two, in narrow Simplified letters without invisible ones, and where each letter stands in the text."""

    text: str
    offsets: Sequence[int]
    joint: int  # where the second line begins, or -1
    disguised: bool


class Spans:
    """Places of a text, asked whether one of them holds another place or shares a part of it."""

    def __init__(self, spans: Iterable[Span]) -> None:
        """Take the spans in any order."""
        self._spans = sorted((int(a), int(b)) for a, b in spans)
        self._ends = list(accumulate((b for _, b in self._spans), max))

    def holds(self, start: int, end: int) -> bool:
        """Return whether a span begins no later and ends no sooner."""
        k = bisect_right(self._spans, start, key=lambda span: span[0])
        return bool(k) and self._ends[k - 1] >= end

    def meets(self, start: int, end: int) -> bool:
        """Return whether a span shares a character."""
        k = bisect_left(self._spans, end, key=lambda span: span[0])
        return bool(k) and self._ends[k - 1] > start


@dataclass(frozen=True, eq=False)
class Sheet:
    """A text by its lines."""

    source: str
    starts: Sequence[int]
    ends: Sequence[int]

    @cached_property
    def prose(self) -> int:
        """How many lines of running text there are."""
        return sum(self.is_prose(n) for n in range(len(self.starts)))

    def line(self, place: int) -> int:
        """Return the number of the line that holds a place."""
        return bisect_right(self.starts, place) - 1

    def words(self, n: int) -> str:
        """Return line `n`."""
        return self.source[self.starts[n] : self.ends[n]]

    def beside(self, n: int, step: int) -> int | None:
        """Return the next line above or below that is not blank."""
        end = len(self.starts) if step > 0 else -1
        return next((k for k in range(n + step, end, step) if self.words(k).strip()), None)

    def is_prose(self, n: int | None) -> bool:
        """Return whether a line is one of running text."""
        if n is None:
            return False
        words = self.words(n).strip()
        wide = sum(c > "\u2e80" for c in words[:200])
        return wide + 0.4 * (min(len(words), 200) - wide) >= PROSE and not COMMENT.match(words)


def likely(source: str) -> Iterator[int]:
    """Yield places on the lines that may hold an insertion: words of a site, or an address in company."""
    body = lowered(folded_text(source)).encode("utf-8", "replace")
    if not LIKELY.search(body):
        return
    folded = fold(source)
    company: list[int] | None = None
    chars = seen = 0
    for found in LIKELY.finditer(body):
        start = found.start()
        chars += start - seen if body[seen:start].isascii() else len(body[seen:start].decode("utf-8", "replace"))
        seen = start
        place = int(folded.offsets[min(chars, len(folded.offsets) - 1)])
        if found.group(1):
            company = company if company is not None else [m.start() for m in COMPANY.finditer(body)]
            alone = bisect_left(company, start - 3 * LONGEST) == bisect_left(company, start + 3 * LONGEST)
            if alone and not _is_apart(source, place) and not OPENERS.search(body, max(0, start - NEAR), start):
                continue
        yield place


def _is_apart(source: str, place: int) -> bool:
    """Return whether an address is written in wide letters, or letters set apart."""
    near = source[max(0, place - 12) : place + 24]
    is_apart = near.count(" ") >= APART_LEAST and APART.search(near)
    return bool(is_apart or WIDE.search(near) or INVISIBLE.search(near))


def plain_of(sheet: Sheet, n: int, second: int | None) -> Plain:
    """Return a line, or the end of a line and the begin of the next one, as plain letters."""
    start, end = sheet.starts[n], sheet.ends[n]
    if second is None:
        return _closed(_bare(sheet.source[start:end], range(start, end), -1))
    start, low, high = max(start, end - LONGEST), sheet.starts[second], sheet.ends[second]
    high = min(high, low + LONGEST)
    first = sheet.source[start:end].rstrip("\r")
    gap = " " if first[-1:].isascii() and sheet.source[low : low + 1].isascii() else ""
    offsets = [*range(start, start + len(first)), *([end] * len(gap)), *range(low, high)]
    return _closed(_bare(first + gap + sheet.source[low:high], offsets, len(first) + len(gap)))


def _bare(words: str, offsets: Sequence[int], joint: int) -> Plain:
    """Return words in narrow Simplified letters without those that nobody sees."""
    text = BLANK.sub(" ", simplified(words))
    if not INVISIBLE.search(text):
        return Plain(text, offsets, joint, disguised=False)
    keep = [k for k, c in enumerate(text) if not INVISIBLE.match(c)]
    joint = bisect_left(keep, joint) if joint >= 0 else -1
    return Plain("".join(text[k] for k in keep), [offsets[k] for k in keep], joint, disguised=True)


def _closed(plain: Plain) -> Plain:
    """Close up letters that are set apart."""
    if plain.text.count(" ") < APART_LEAST:
        return plain
    drop: set[int] = set()
    for found in APART.finditer(plain.text):
        drop |= {k for k in range(*found.span()) if plain.text[k] == " "}
    if not drop:
        return plain
    keep = [k for k in range(len(plain.text)) if k not in drop]
    joint = plain.joint - sum(k < plain.joint for k in drop) if plain.joint >= 0 else -1
    return Plain("".join(plain.text[k] for k in keep), [plain.offsets[k] for k in keep], joint, disguised=True)
