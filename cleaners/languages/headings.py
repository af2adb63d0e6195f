"""Which lines of a plain text are headings: short, unpunctuated, numbered or followed by what they head."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HAN_NUMBER = "[0-9一二三四五六七八九十百零〇两]"
NUMBERED = (  # pattern and level; the first that fits decides
    (re.compile(rf"第 ?{HAN_NUMBER}{{1,5}} ?[编編篇部卷章回]"), 2),
    (re.compile(r"(?:chapter|part|book|volume|appendix|annex) +(?:[IVXLC]+|[0-9]{1,3}|[A-Z])\b", re.IGNORECASE), 2),
    (re.compile(rf"第 ?{HAN_NUMBER}{{1,5}} ?[节節讲講课課]"), 3),
    (re.compile(r"(?:section|lesson) +(?:[IVXLC]+|[0-9]{1,3})\b", re.IGNORECASE), 3),
    (re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}[.、 ]? *\S"), 4),
    (re.compile(r"[一二三四五六七八九十]{1,3}[、.．] ?\S|[IVX]{1,5}[.、] ?\S|[0-9]{1,2}[、.．)] ?\S|[A-H]\. \S"), 3),
    (re.compile(r"[（(](?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})[)）] ?\S"), 4),
)
KNOWN = re.compile(
    r"(?:序|序 *言|前 *言|引 *言|导言|導言|绪论|緒論|摘 *要|目 *录|目 *錄|结语|結語|结束语|結束語|结论|結論|后记|後記|附录|附錄|参考文献|參考文獻|致谢|致謝"
    r"|preface|foreword|introduction|abstract|contents|table of contents|conclusions?|epilogue|prologue|appendix|references|acknowledg(?:e)?ments)$",
    re.IGNORECASE,
)
NOT_HEAD = re.compile(r"^[—–\-―*=_~(（【\[<>{}]|^.{1,8}[:：]|://|^[\W\d_年月日时時分星期]+$")
FINAL = tuple("。．.!?！？…;；:：,，、|”\"'」』>}")
SHORT_HAN = 36  # characters; seed 002 has none longer, newspapers' headlines seldom
SHORT_LATIN = 110
WIDE = re.compile("[\u2e80-\uffef\U00020000-\U0003ffff]+")
FAR = 2.0  # what a heading heads is at least twice as long as it is
LONG = 36  # and this long in Han characters
SENTENCE = 10  # Han characters: what a numbered heading heads at least
BYLINE = 6  # a shorter line above the first numbered heading may be a name
FIRST = re.compile(r"(?:[一1]|I)[、.．] ?\S|[（(][一1][)）]|第[一1]\D|chapter +[I1]\b", re.IGNORECASE)
RUN = 6  # more head-like lines in a row are a contents list, verse or a menu
BARE_RUN = 4  # unnumbered lines count as headings only in shorter runs: title, subtitle, and both once more in English


class Line(NamedTuple):
    """A non-blank line as this module sees it: its text, whether a blank line stands before it, its language."""

    text: str
    parted: bool
    language: str


def level_of(text: str) -> int:
    """Return the heading level that a line's number gives it, 0 where it has none.

    >>> [level_of(t) for t in ("第一章 机遇", "Chapter I. Opportunities", "一、和平原则", "(一)总则", "和平原则")]
    [2, 2, 3, 4, 0]
    """
    return next((level for pattern, level in NUMBERED if pattern.match(text)), 0)


def weight(text: str) -> float:
    """Return the length of a text in Han characters: three letters of English weigh about one, of two languages the longer counts."""
    narrow = len(WIDE.sub("", text))
    return max(len(text) - narrow, narrow / 3)


def is_headlike(text: str) -> bool:
    """Whether a line may be a heading: short, unpunctuated at its end, and neither date, label, address nor mark."""
    if len(text) > SHORT_LATIN or text.endswith(FINAL) or (len(text) > SHORT_HAN and weight(text) > SHORT_HAN):
        return False
    return not NOT_HEAD.search(text)


def headings(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Yield the index and level of every heading among the lines of a plain text."""
    heads = [is_headlike(line.text) for line in lines]
    start = 0
    while start < len(lines):
        if not heads[start]:
            start += 1
            continue
        stop = start + 1
        while stop < len(lines) and heads[stop]:
            stop += 1
        if stop < len(lines):
            yield from _of_run(lines, start, stop)
        start = stop


def _of_run(lines: Sequence[Line], start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Yield the headings in a run of head-like lines, which is followed by `lines[stop]`."""
    if stop - start > RUN:
        low = stop - 1
        while not lines[low].parted and stop - low <= BARE_RUN:
            low -= 1
        if stop - low > BARE_RUN:
            return
    else:
        low = start
    body = weight(lines[stop].text)
    levels = [level_of(lines[n].text) for n in range(low, stop)]
    marks = [(level, lines[low + n].language[:2]) for n, level in enumerate(levels)]
    for n, level in enumerate(levels, low):
        far = body >= LONG and body >= FAR * weight(lines[n].text)
        if level and marks.count(marks[n - low]) == 1 and (far or body >= SENTENCE):  # two of one level are a list
            yield n, level
        elif far and not level and (n == 0 or KNOWN.match(lines[n].text)):
            yield n, 1 if n == 0 else 2
        elif far and not level and stop - start <= BARE_RUN and _heads(lines, n, levels[n - low + 1 :]):
            yield n, 2


def _heads(lines: Sequence[Line], n: int, below: Sequence[int]) -> bool:
    """Whether nothing of a line's own language stands between it and what it heads, a first numbered heading apart."""
    own = [m for m in range(n + 1, n + 1 + len(below)) if lines[m].language[:2] == lines[n].language[:2]]
    if not own:
        return True
    return len(own) == 1 and len(lines[n].text) >= BYLINE and bool(FIRST.match(lines[own[0]].text))
