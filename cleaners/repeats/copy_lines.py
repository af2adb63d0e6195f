"""Copies that follow line for line in the very same words: paragraphs again at once, and a copy that was cut off.

These are too short for what copies are otherwise asked for, but nobody writes them: in 36,000 clean documents no paragraph
of prose stands twice in a row. A copy cut off ends within a sentence that the other copy goes on with.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from cleaners.repeats.fold import HAN_FROM, LATIN_WEIGHT
from cleaners.repeats.prose import CODE_LINE, FINAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.text import Span

KEY = 12  # characters with which two copies of a line begin
BEGIN = 20  # the same of a copy's heaviest line: it weighs LINE_LEAST, of which "…阅读全文" is at most 4
LEAST, CUT_LEAST = 45.0, 36.0  # CJK-equivalents of a copy that is whole, and of one that was cut off
LINE_LEAST = 25.0  # of each of its lines, on average: verse and lists stay below
OPEN_END = 0.6  # share of the page that a copy cut off at the page's end repeats from its begin
OPEN_SHARE = 0.4  # of the whole, that a copy lacking paragraphs must hold
PAIR = 2  # a paragraph that stands thrice is a prayer, an exercise, a form
MOST_WORK = 40_000_000  # characters compared
TRUNCATED = re.compile(
    r"[ \t\u3000]*(?:…+|\.{2,6}|。{2,6})[ \t\u3000]*(?:[\[【(（]?(?:详细|詳細|全文|(?:点击|點擊)?(?:阅读|閱讀|查看|展开|展開)(?:全文|更多|详情|詳情)|继续阅读|繼續閱讀|更多|[Rr]ead more|[Cc]ontinue reading|[Mm]ore)[\]】)）]?)?$"
)
QUOTED = re.compile(r"^\s*(?:[>|+\-*#]|\d{1,3}[.、)])\s?")


class Twice(NamedTuple):
    """A copy to be removed, the copy that stays, and how the one stands to the other."""

    start: int
    end: int
    kept: Span
    says: str


class _Row(NamedTuple):
    start: int
    words: str


def twice(source: str) -> Iterator[Twice]:
    """Yield the copies in the very same words that follow their other copy at once, the first of the page first."""
    if not _may_be_twice(source):
        return
    rows = [_Row(m.start(), m[0].rstrip()) for m in re.finditer(r"[^\s].*", source)]
    counts: Counter[str] = Counter()  # filled when a copy is in sight
    last: dict[str, int] = {}
    work, done = 0, 0
    for j, row in enumerate(rows):
        i = last.get(row.words[:KEY])
        if len(row.words) >= KEY:
            last[row.words[:KEY]] = j
        if i is None or i < done or len(row.words) < KEY:
            continue
        work += row.start - rows[i].start
        if work > MOST_WORK:
            return
        low, high = _with_titles(rows, i, j)
        if low > 1 and not _may_follow(rows, low, high):
            continue
        found = _copy(rows, low, high) or _teaser(rows, low, high) or _lacking(rows, low, high)
        if found and not counts:
            counts.update(row.words for row in rows)
        if found and all(counts[row.words] <= PAIR for row in rows[low:high]):
            yield found
            done = bisect_right(rows, found.end, key=lambda r: r.start) if found.start >= rows[high].start else high


def _may_be_twice(source: str) -> bool:
    """Return whether two lines of running text begin alike: a copy holds one."""
    begins = [line.lstrip()[:BEGIN] for line in source.splitlines() if len(line) >= LINE_LEAST]
    return len(set(begins)) < len(begins)


def _may_follow(rows: Sequence[_Row], i: int, j: int) -> bool:
    """Return whether the lines from `i` on stand again from `j` on, but for the last one of either copy."""
    alike, end = 0, min(j - i, len(rows) - j)
    while alike < end and rows[i + alike].words == rows[j + alike].words:
        alike += 1
    return alike >= end - 1


def _with_titles(rows: Sequence[_Row], i: int, j: int) -> Span:
    """Return the rows with which two copies begin, what stands alike above both taken in: titles."""
    while i and i < j - 1 and rows[i - 1].words == rows[j - 1].words:
        i, j = i - 1, j - 1
    return i, j


def _copy(rows: Sequence[_Row], i: int, j: int) -> Twice | None:
    """Return the copy to remove of two that begin at rows `i` and `j`, or None where they are not the same."""
    first = [row.words for row in rows[i:j]]
    second = [row.words for row in rows[j : 2 * j - i]]
    if QUOTED.match(first[0]) or any(CODE_LINE.search(words) for words in first):
        return None
    end = rows[j - 1].start + len(rows[j - 1].words)
    if first == second:
        if not _is_body(first, LEAST) or not all(map(_is_finished, first)):
            return None
        if j - i > 1 and i <= 1 and 2 * j - i < len(rows):  # the page goes on after the second: the first was cut off
            last = rows[2 * j - i - 1]
            return Twice(rows[i].start, end, (rows[j].start, last.start + len(last.words)), "cut off before the whole")
        last = rows[2 * j - i - 1]
        return Twice(
            rows[j].start, last.start + len(last.words), (rows[i].start, end), "the same paragraphs again at once"
        )
    if first[:-1] == second[: len(first) - 1] and len(second) == len(first) and _is_cut(first[-1], second[-1]):
        kept = rows[j].start, rows[2 * j - i - 1].start + len(second[-1])
        return Twice(rows[i].start, end, kept, "cut off before the whole") if _is_body(first, CUT_LEAST) else None
    tail = [row.words for row in rows[j:]]
    cut = len(tail) <= len(first) and tail[:-1] == first[: len(tail) - 1] and _is_cut(tail[-1], first[len(tail) - 1])
    if cut and _is_body(tail, CUT_LEAST) and rows[i].start <= (1 - OPEN_END) * rows[j].start:
        kept = rows[i].start, rows[i + len(tail) - 1].start + len(first[len(tail) - 1])
        return Twice(rows[j].start, rows[-1].start + len(rows[-1].words), kept, "cut off at the page's end")
    return None


def _teaser(rows: Sequence[_Row], i: int, j: int) -> Twice | None:
    """Return the teaser before the whole or at the page's end: the begin of it on one line, its paragraphs run together, cut off."""
    if j == i + 1 and i <= 1 and (last := _reached(rows[i].words, rows[j:])):
        kept = rows[j].start, rows[j + last - 1].start + len(rows[j + last - 1].words)
        return Twice(rows[i].start, rows[i].start + len(rows[i].words), kept, "cut off before the whole")
    if j == len(rows) - 1 and i <= 1 and (last := _reached(rows[j].words, rows[i:j])):
        kept = rows[i].start, rows[i + last - 1].start + len(rows[i + last - 1].words)
        return Twice(rows[j].start, rows[j].start + len(rows[j].words), kept, "cut off at the page's end")
    return None


def _reached(short: str, whole: Sequence[_Row]) -> int:
    """Return how many rows a line runs together before it breaks off with a mark of its own, or 0 where it does not."""
    bare = TRUNCATED.sub("", short)
    wanted = "".join(bare.split())
    if bare == short or not _is_body([bare], CUT_LEAST):
        return 0
    joined = ""
    for n, row in enumerate(whole[: len(wanted)]):
        joined += "".join(row.words.split())
        if not joined.startswith(wanted[: len(joined)]):
            return 0
        if len(joined) > len(wanted):
            return n + 1
    return 0


def _lacking(rows: Sequence[_Row], i: int, j: int) -> Twice | None:
    """Return the copy that lacks some paragraphs of the other, where the two are all there is on the page."""
    if i > 1 or min(j, len(rows) - j) < PAIR or not _is_finished(rows[j - 1].words) or _is_asked(rows[j - 1].words):
        return None  # what stands before the second copy looks like its head
    first, second = rows[:j], rows[j:]
    span, span_there = ((part[0].start, part[-1].start + len(part[-1].words)) for part in (first, second))
    if _holds(first, second):
        return Twice(*span_there, span, "some of the same paragraphs again")
    return Twice(*span, span_there, "the same paragraphs again, and more") if i == 0 and _holds(second, first) else None


def _holds(whole: Sequence[_Row], part: Sequence[_Row]) -> bool:
    """Return whether all lines of a part stand in the whole, in its order, and make up a good part of it."""
    waiting = iter([row.words for row in whole])
    words = [row.words for row in part]
    if not all(w in waiting for w in words) or not all(map(_is_finished, words[1:])):
        return False
    return _is_body(words, LEAST) and sum(map(weight, words)) >= OPEN_SHARE * sum(weight(row.words) for row in whole)


def _is_cut(short: str, whole: str) -> bool:
    """Return whether a line breaks off within a sentence that the other line goes on with."""
    bare = TRUNCATED.sub("", short)
    if not bare or len(whole) <= len(bare) + 1 or not whole.startswith(bare):
        return False
    return bare != short or not FINAL.search(short)


def _is_finished(words: str) -> bool:
    return bool(FINAL.search(words)) and words[-1] not in ":\uff1a;\uff1b"


def _is_asked(words: str) -> bool:
    """Return whether a short line asks: what stands below it answers."""
    return words.endswith(("?", "\uff1f")) and weight(words) < LINE_LEAST


def _is_body(lines: Sequence[str], least: float) -> bool:
    return sum(map(weight, lines)) >= max(least, LINE_LEAST * len(lines))


def weight(words: str) -> float:
    """Return the CJK-equivalents of the letters of a line."""
    return sum(1.0 if ord(c) >= HAN_FROM else LATIN_WEIGHT for c in words if c.isalnum())
