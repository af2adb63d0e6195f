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

import numpy as np
import opencc

from cleaners.numerals import RUN, amounts
from cleaners.repeats.copy_doc import UNIT_END
from cleaners.repeats.fold import HAN_FROM, LATIN_WEIGHT, codes_of, letters, simplified, text_of, traditional
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
APART = re.compile(r"(?:\r\n|\n|\r)[^\S\r\n]*(?:\r\n|\n|\r)\s*\Z")
BLANK = 40  # characters before a row in which a blank line is looked for
LATIN = re.compile(r"[A-Za-z]{4}")
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
    found = letters(codes_of(text))
    each = np.where(found >= HAN_FROM, 1.0, np.where(found > 0, LATIN_WEIGHT, 0.0))
    sums: list[float] = [0.0, *np.cumsum(each).tolist()]
    rows = [_row(text, found, sums) for found in ROW.finditer(text)]
    plain = None if traditional(text) else simplified(text)
    pieces: list[Piece] = []
    firsts: list[int] = []
    at = 0
    for k, row in enumerate(rows):
        firsts.append(len(pieces))
        for start, end in _sentences(text, row):
            if key := one_writing(text[start:end]) if plain is None else _key(plain[start:end]):
                pieces.append(Piece(k, start, end, key, at, sums[end] - sums[start]))
                at += len(key)
    return Sheet(text, rows, pieces, "".join(p.key for p in pieces), [p.at for p in pieces], [*firsts, len(pieces)])


def one_writing(text: str) -> str:
    """Return the letters of a text in one writing.

    >>> one_writing("軟體共一百二十個，占百分之七十") == one_writing("软件共120个，占70%")
    True
    """
    return _key(simplified(_converter().convert(text) if traditional(text) else text))


def _key(plain: str) -> str:
    """Return the letters of a text in which every character is folded."""
    spelt = one_spelling(plain) if LATIN.search(plain) else plain
    if not plain.isascii() and RUN.search(spelt):
        spelt = RUN.sub(lambda m: "".join(amounts(m[0])), POINT.sub(".", PERCENT.sub(r"\1", spelt)))
    found = letters(codes_of(DECIMAL.sub("p", spelt)))
    return text_of(found[found > 0])


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("tw2sp")


def _row(text: str, found: re.Match[str], sums: Sequence[float]) -> Row:
    mark = PREFIX.match(found[0])
    words = found[0][mark.end() if mark else 0 :].rstrip()
    end = found.start() + len(found[0].rstrip())
    return Row(
        found.start(),
        end,
        words,
        mark[0].strip() if mark else "",
        sums[end] - sums[end - len(words)],
        bool(FINAL.search(words)) and words[-1:] not in ":\uff1a",
        bool(APART.search(text, max(0, found.start() - BLANK), found.start())),
    )


def _sentences(text: str, row: Row) -> list[tuple[int, int]]:
    start = row.end - len(row.words)
    ends = [start, *(start + m.end() for m in UNIT_END.finditer(text[start : row.end])), row.end]
    return [(low, high) for low, high in pairwise(accumulate(ends, max)) if low < high]
