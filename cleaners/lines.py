"""Lines of a text, and what a removal does to the white space around it (DESIGN: white space)."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cleaners.text import Span

FEED = re.compile(r"\r\n|\n|\r")
BLANKS = " \t\u00a0\u3000\u200b\ufeff"  # white space within a line, the invisible kinds of scraped pages included


class Line(NamedTuple):
    """A line: its content is `start:end`, its feed `end:stop` (empty at the end of the text)."""

    start: int
    end: int
    stop: int


def lines(text: str) -> Iterator[Line]:
    r"""Yield every line of `text`; the last one has no feed and may be empty.

    >>> [text[l.start:l.end] for text in ["a\r\nb\n"] for l in lines(text)]
    ['a', 'b', '']
    """
    return iter(line_table(text))


@lru_cache(maxsize=2)
def line_table(text: str) -> tuple[Line, ...]:
    """Return every line of `text`; made without a step of Python for each line where all feeds are line feeds."""
    if "\r" in text:
        feeds = [feed.span() for feed in FEED.finditer(text)]
        ends, stops = [start for start, _ in feeds], [end for _, end in feeds]
    else:
        stops = list(accumulate(map(len, text.split("\n")), lambda stop, width: stop + 1 + width))[:-1]
        ends, stops = stops, [stop + 1 for stop in stops]
    made = zip([0, *stops], [*ends, len(text)], [*stops, len(text)], strict=True)
    return tuple(map(partial(tuple.__new__, Line), made))


def removal(text: str, start: int, end: int) -> Span:
    """Widen a removal by the white space it orphans.

    A removal that empties its line (or lines) takes the feed too, at the end of the text the feed before;
    a removal at a line's end takes the blanks before it; anything else stays as it is.
    """
    left = start
    while left and text[left - 1] in BLANKS:
        left -= 1
    right = end
    while right < len(text) and text[right] in BLANKS:
        right += 1
    at_start = left == 0 or text[left - 1] in "\r\n"
    at_end = right == len(text) or text[right] in "\r\n"
    if at_start and at_end:
        if right < len(text):
            return left, FEED.match(text, right).end()  # type: ignore[union-attr]  # a feed stands there
        return _feed_before(text, left), right
    return (left, right) if at_end else (start, end)


def removals(text: str, spans: Iterable[Span]) -> list[Span]:
    """Widen several removals of one cleaner together: marks that stand side by side empty their line together."""
    merged: list[list[int]] = []
    for start, end in sorted(spans):
        if merged and not text[merged[-1][1] : start].strip(BLANKS):
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    out: list[Span] = []
    for start, end in merged:
        low, high = removal(text, start, end)
        out.append((max(low, out[-1][1]) if out else low, high))
    return _close_end(text, out)


def _close_end(text: str, spans: list[Span]) -> list[Span]:
    """Several emptied lines at the end of the text take the feed before the first of them, as one alone would."""
    k = len(spans) - 1
    if k < 1 or spans[k][1] != len(text) or text[-1:] in {"\n", "\r"}:
        return spans
    if text[spans[k][0]] in "\r\n":  # the last one has taken the feed of the blank or kept line before it
        return spans
    while k and spans[k - 1][1] == spans[k][0]:
        k -= 1
    start, end = spans[k]
    if text[start - 1 : start] in ("\n", "\r") and start:
        before = _feed_before(text, start)
        if not k or spans[k - 1][1] <= before:
            spans[k] = (before, end)
    return spans


def _feed_before(text: str, place: int) -> int:
    if text[max(0, place - 2) : place] == "\r\n":
        return place - 2
    return place - 1 if place else place
