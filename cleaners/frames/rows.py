"""The lines of a page as its site printed them: those that stand, and among them those that rules took as furniture."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from cleaners.lines import line_table
from cleaners.rulepacks.views import BLANKS, INVISIBLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.text import Edit, Text

FAMILIES = frozenset({"watermark", "wiki", "furniture", "editorial"})  # whose removals are known furniture
AROUND = BLANKS + INVISIBLE
WIDE = re.compile("[\u2e80-\uffef]")
LONG = 90  # cells of a line that is a paragraph even where it is no sentence
SHORT = 60  # cells below which no line is a paragraph
STOPS = re.compile(r"[。!?\uff01\uff1f\uff1b;\uff0c,、]|[.:](?=\s|$)")
SENTENCE = re.compile(r"[。!?\uff01\uff1f….][\"”’」』\uff09)]*$")
PHRASED = 2  # stops within a line that make it running text
FURNITURE = 1200  # points of its words: a line that speaks so much like a site is no paragraph of the text
MOST = 400  # lines of a frame; more before the first paragraph are a list


class Row(NamedTuple):
    """A line with content: its words, its span in the clean text, and the family of the rule that took it, or ''."""

    words: str
    start: int
    end: int
    known: str = ""


@dataclass(frozen=True, eq=False)
class Frame:
    """The rows of a page; those before `first` and behind `last`, its outermost paragraphs, are its frame."""

    rows: tuple[Row, ...]
    first: int
    last: int


def width(words: str) -> int:
    """Return the cells that words take: two for a character of Chinese, one for any other."""
    return len(words) if words.isascii() else len(words) + len(WIDE.findall(words))


def known_lines(text: Text) -> list[tuple[int, Edit]]:
    """Return the edits that took whole lines as furniture, with the place in the clean text where the lines stood."""
    taken = (e for e in text.edits if e.rule.partition(".")[0] in FAMILIES and not e.inserted)
    return [(text.to_clean(e.raw_start), e) for e in taken if "\n" in e.removed or "\r" in e.removed]


def rows_of(text: Text, known: Sequence[tuple[int, Edit]]) -> tuple[Row, ...]:
    """Return the lines with content, each known furniture line at the place where a rule took it."""
    return tuple(_merged(str(text), known))


def ends_of(source: str, most: int) -> tuple[list[str], list[str]]:
    r"""Return the first and the last lines with content of a text, the outermost first, up to so many of each.

    >>> ends_of("a\n\nb\nc", 2)
    (['a', 'b'], ['c', 'b'])
    """
    return list(islice(_from(source, 1), most)), list(islice(_from(source, -1), most))


def _from(source: str, step: int) -> Iterator[str]:
    """Yield the lines with content from one end of a text."""
    start, end = 0, len(source)
    while start < end:
        cut = source.find("\n", start, end) if step > 0 else source.rfind("\n", start, end)
        line = source[start : cut if cut >= 0 else end] if step > 0 else source[cut + 1 if cut >= 0 else start : end]
        start, end = (cut + 1 if cut >= 0 else end, end) if step > 0 else (start, max(cut, start))
        if words := line.strip(AROUND):
            yield words


def _merged(source: str, known: Sequence[tuple[int, Edit]]) -> Iterator[Row]:
    """Yield the lines that stand and those that were taken, in the order of the page."""
    table = line_table(source)
    starts = [line.start for line in table]
    before = 0
    for place, edit in known:
        stop = len(table) if place >= len(source) else bisect_left(starts, place)
        yield from _standing(source, table[before:stop])
        before = max(before, stop)
        for line in edit.removed.splitlines():
            if words := line.strip(AROUND):
                yield Row(words, place, place, edit.rule.partition(".")[0])
    yield from _standing(source, table[before:])


def _standing(source: str, table: Sequence[tuple[int, int, int]]) -> Iterator[Row]:
    for start, end, _ in table:
        if words := source[start:end].strip(AROUND):
            yield Row(words, start, end)


def is_paragraph(words: str) -> bool:
    """Return whether a line is running text by its length and its stops."""
    cells = width(words)
    return cells >= SHORT and (cells >= LONG or len(STOPS.findall(words)) >= PHRASED or bool(SENTENCE.search(words)))
