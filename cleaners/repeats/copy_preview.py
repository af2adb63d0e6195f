"""A preview before the whole: the page's title and some of its sentences, broken off, and then the title again and the whole.

A preview runs headings and paragraphs together and leaves sentences out, so that its lines are none of the whole's. But
all its sentences stand in the whole, in its order, each from its begin, and one of them breaks off where the whole goes on.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from cleaners.repeats.copy_doc import UNIT_END
from cleaners.repeats.copy_lines import CUT_LEAST, LINE_LEAST, QUOTED, TRUNCATED, Twice, weight
from cleaners.repeats.fold import codes_of, letters, text_of
from cleaners.repeats.prose import FINAL

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_LINES = 40  # of a preview
SHORTEST = 4  # letters of a piece that breaks off: fewer begin many sentences
LARGEST = 0.7  # share of the whole that a preview holds: the rest of it is what one is to click for
MORE = re.compile(
    r"^\W*(?:(?:点击|點擊)?(?:查看|阅读|閱讀|展开|展開|继续阅读|繼續閱讀)(?:全文|更多|详情|詳情|原文)?|全文|更多|详情|(?:[Rr]ead|[Ss]ee|[Vv]iew) [Mm]ore|[Cc]ontinue reading|[Ff]ull (?:story|text|article))\W*$"
)


class _Whole(NamedTuple):
    """The letters behind the second title, and where sentences and lines begin among them."""

    letters: str
    begins: list[int]


def preview(source: str) -> Twice | None:
    """Return the preview with which a page begins, or None."""
    rows = list(re.finditer(r"[^\s].*", source[: _reach(source)]))
    if len(rows) < SHORTEST or QUOTED.match(rows[0][0]):
        return None
    title = rows[0][0].rstrip()
    again = [k for k, row in enumerate(rows) if row[0].rstrip() == title]
    if len(again) != 2 or not 2 <= again[1] <= MOST_LINES or FINAL.search(title):
        return None
    lines = [row[0].rstrip() for row in rows[1 : again[1]]]
    if MORE.match(lines[-1]):
        lines.pop()
    behind = rows[again[1]].end()
    whole = _whole(source[behind:])
    if not lines or not _is_preview(lines, whole, source[behind:]):
        return None
    last = rows[again[1] - 1]
    kept = rows[again[1]].start(), len(source.rstrip())
    return Twice(rows[0].start(), last.start() + len(last[0].rstrip()), kept, "a preview before the whole")


def _reach(source: str) -> int:
    """Return up to where a second title is looked for: it is none where the first line does not come again."""
    title = source.lstrip().partition("\n")[0].rstrip()
    return len(source) if title and source.find(title, source.find(title) + len(title)) >= 0 else 0


def _whole(behind: str) -> _Whole:
    begins, found, at = [0], [], 0
    for end in [*(m.end() for m in UNIT_END.finditer(behind)), len(behind)]:
        piece = _letters(behind[at:end])
        found.append(piece)
        begins.append(begins[-1] + len(piece))
        at = end
    return _Whole("".join(found), begins)


def _is_preview(lines: Sequence[str], whole: _Whole, behind: str) -> bool:
    """Return whether all sentences of some lines stand in the whole, in its order, and one breaks off within a sentence."""
    if not CUT_LEAST <= sum(map(weight, lines)) <= LARGEST * weight(behind):
        return False
    at, broken = 0, False
    marked = TRUNCATED.search(lines[-1]) is not None and sum(map(weight, lines)) >= LINE_LEAST * len(lines)
    for line in lines:
        for piece, is_last in _pieces(line):
            at = _found(whole, piece, at)
            if at < 0:
                return False
            cut = whole.begins[bisect_left(whole.begins, at)] != at
            if cut and (not is_last or len(piece) < SHORTEST):
                return False
            broken = cut
    return broken or marked


def _pieces(line: str) -> list[tuple[str, bool]]:
    """Return the letters of each sentence of a line, and whether it is the last one."""
    bare = TRUNCATED.sub("", line)
    ends = [0, *(m.end() for m in UNIT_END.finditer(bare)), len(bare)]
    found = [piece for low, high in pairwise(ends) if (piece := _letters(bare[low:high]))]
    return [(piece, k == len(found) - 1) for k, piece in enumerate(found)]


def _found(whole: _Whole, piece: str, at: int) -> int:
    """Return where a piece ends that begins with a sentence of the whole at `at` or behind it, or -1."""
    place = whole.letters.find(piece, at)
    while place >= 0:
        if whole.begins[min(bisect_left(whole.begins, place), len(whole.begins) - 1)] == place:
            return place + len(piece)
        place = whole.letters.find(piece, place + 1)
    return -1


def _letters(text: str) -> str:
    found = letters(codes_of(text))
    return text_of(found[found > 0])
