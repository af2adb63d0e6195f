"""A page as its editions are looked for: rows, their sentences, and the letters of these in one writing.

Two editions of one text (print and web, captions and transcript, the other script) write the same numbers, words and line
heads otherwise. The letters that are compared know of none of that: numbers are figures, the words of Taiwan and of Britain are
those of the mainland and of America, and a line's number, bullet, quotation mark or time code is left out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

import opencc

from cleaners.numerals import RUN, amounts
from cleaners.repeats.copy_doc import UNIT_END
from cleaners.repeats.copy_lines import weight
from cleaners.repeats.fold import codes_of, letters, simplified, text_of, traditional
from cleaners.repeats.prose import FINAL
from cleaners.repeats.spelling import one_spelling

if TYPE_CHECKING:
    from collections.abc import Sequence

LARGEST = 40_000  # characters of a page that is looked at
PREFIX = re.compile(
    r"[ \t\u3000]*(?:(?:(?:>|&gt;|\|)[ \t]?)+|[\[(（【]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])）】]?[ \t\u3000]+"
    r"|(?:\d{1,3}[.、)）]|[(（][0-9一二三四五六七八九十]{1,3}[)）]|[-*•·●◆■])[ \t\u3000]*(?=\S))"
)
PERCENT = re.compile(r"百分之([〇零一二三四五六七八九十百千点點.0-9]+)")
POINT = re.compile(r"(?<=[〇零一二三四五六七八九十百\d])[点點](?=[〇零一二三四五六七八九])")
DECIMAL = re.compile(r"(?<=\d)\.(?=\d)")  # 7.2 is not 72
ROW = re.compile(r"[^\s].*")


class Row(NamedTuple):
    """A line that holds something: its span, its words without what numbers or quotes it, that mark, and its weight."""

    start: int
    end: int
    words: str
    mark: str
    weight: float
    finished: bool
    apart: bool  # a blank line stands before it


class Piece(NamedTuple):
    """A sentence or what is left of a line: its row, its span, its letters, and where they begin among the page's letters."""

    row: int
    start: int
    end: int
    key: str
    at: int
    weight: float

    @property
    def stop(self) -> int:
        """Where its letters end among the page's."""
        return self.at + len(self.key)


class Sheet(NamedTuple):
    """The rows and pieces of a page, and the letters of all pieces in a row."""

    text: str
    rows: Sequence[Row]
    pieces: Sequence[Piece]
    letters: str
    begins: Sequence[int]
    firsts: Sequence[int]

    def piece_at(self, place: int) -> int:
        """Return the piece that holds a letter."""
        return bisect_right(self.begins, place) - 1

    def weight(self, low: int, high: int) -> float:
        """Return the weight of the rows `low:high`."""
        return sum(row.weight for row in self.rows[low:high])


@lru_cache(maxsize=2)  # two finders ask for it one after the other
def sheet_of(text: str) -> Sheet:
    """Return the page of a text."""
    rows = [_row(text, found) for found in ROW.finditer(text)]
    pieces: list[Piece] = []
    firsts: list[int] = []
    at = 0
    for k, row in enumerate(rows):
        firsts.append(len(pieces))
        for start, end in _sentences(text, row):
            if key := one_writing(text[start:end]):
                pieces.append(Piece(k, start, end, key, at, weight(text[start:end])))
                at += len(key)
    return Sheet(text, rows, pieces, "".join(p.key for p in pieces), [p.at for p in pieces], [*firsts, len(pieces)])


def one_writing(text: str) -> str:
    """Return the letters of a text in one writing.

    >>> one_writing("軟體共一百二十個，占百分之七十") == one_writing("软件共120个，占70%")
    True
    """
    if text.isascii():
        plain = one_spelling(text)
    else:
        words = _converter().convert(text) if traditional(text) else text
        plain = PERCENT.sub(r"\1%", one_spelling(simplified(words)))
        plain = RUN.sub(lambda m: "".join(amounts(m[0])), POINT.sub(".", plain))
    found = letters(codes_of(DECIMAL.sub("p", plain)))
    return text_of(found[found > 0])


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("tw2sp")


def _row(text: str, found: re.Match[str]) -> Row:
    mark = PREFIX.match(found[0])
    words = found[0][mark.end() if mark else 0 :].rstrip()
    before = text[max(0, found.start() - 200) : found.start()].rstrip(" \t\u3000\u00a0\ufeff")
    return Row(
        found.start(),
        found.start() + len(found[0].rstrip()),
        words,
        mark[0].strip() if mark else "",
        weight(words),
        bool(FINAL.search(words)) and words[-1:] not in ":\uff1a",
        before.endswith(("\n\n", "\r\n\r\n", "\r\r")) or bool(re.search(r"\n\s*\n\Z", before)),
    )


def _sentences(text: str, row: Row) -> list[tuple[int, int]]:
    start = row.end - len(row.words)
    ends = [start, *(start + m.end() for m in UNIT_END.finditer(text[start : row.end])), row.end]
    return [(low, high) for low, high in pairwise(accumulate(ends, max)) if low < high]
