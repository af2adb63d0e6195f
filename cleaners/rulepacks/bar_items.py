"""Bars that set their items apart: some of the items are words of an interface, the others the site's own.

Every site has menus of its own names. But a line of several short items between bars, brackets or blanks, of which half and more are
what only an interface says, is no sentence.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import re2

from cleaners.rulepacks.patterns import options
from cleaners.rulepacks.views import view
from cleaners.scan import spans_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cleaners.rulepacks.placing import Sheet

LEAST = 3  # items of a line
BARRED = re.compile(r"\s*[|\uff5c│丨·•»›]\s*|\s*[\])】]\s*[\[(【]\s*|[ \t]{2,}|\u3000+")
BLANK = re.compile(r"\s+")
EDGES = " \t\u3000|\uff5c│丨·•»›[]()【】"
LONG = 24  # characters of an ASCII item
WIDE = 10  # characters of any other
SENTENCE = re.compile(r"[。!?;,\uff0c\uff01\uff1f\uff1b…]|\.\s")
RULED = re.compile(r"[-=+|:\s]*-{3}[-=+|:\s]*")  # the line below the heads of a table
FRAMED = re.compile(r"\|.*\|")


@cache
def _lists() -> re2._Regexp:
    """Return a pattern that finds lines that may be such lists."""
    parted = r"[^\n|｜│丨】\]·•»›]{0,40}(?:[|｜│丨】\]·•»›]|[ \t]{2}|\x{3000})"
    short = r"[\p{Han}]{1,10}[A-Za-z]{0,10}"
    return re2.compile(
        rf"(?m)^(?:(?:{parted}){{2,}}[^\n]{{0,60}}|[ \t\x{{3000}}]*(?:{short}[ \x{{3000}}]){{2,}}{short}[ \t\x{{3000}}\r]*)$",
        options(),
    )


def listed(sheet: Sheet, parsed: Callable[[str], Sequence[str]]) -> Iterator[tuple[int, list[str], int]]:
    """Yield the number of each line of items of which half and more are `parsed` to terms, those terms, and how many items it has."""
    for start, _ in spans_of(_lists(), sheet.text):
        n = sheet.line(start)
        row = sheet.rows[n]
        items = items_of(view(sheet.text, row.start, row.end).text)
        terms = [parsed(item) for item in items]
        known = sum(map(bool, terms))
        if known >= LEAST - 1 and 2 * known >= len(items):
            yield n, [term for some in terms for term in some], len(items)


def items_of(words: str) -> list[str]:
    """Return the items of a line that is a list of short ones, or nothing.

    >>> items_of("| Home | Our crew | Contact us |")
    ['Home', 'Our crew', 'Contact us']
    """
    inner = words.strip(EDGES)
    items = BARRED.split(inner)
    if len(items) < LEAST and not inner.isascii():
        items = BLANK.split(inner)
    items = [item for item in items if item.strip(EDGES)]
    fits = all(len(item) <= (LONG if item.isascii() else WIDE) and not SENTENCE.search(item) for item in items)
    return items if len(items) >= LEAST and fits else []


def is_ruled(sheet: Sheet, n: int) -> bool:
    """Return whether a line stands in a table: beside a ruling, or framed by bars as its neighbour is."""
    words = sheet.content(n)
    near = [sheet.content(k) for k in (n - 1, n + 1) if 0 <= k < len(sheet.rows)]
    return "|" in words and any(
        RULED.fullmatch(one) or (FRAMED.fullmatch(one) and FRAMED.fullmatch(words)) for one in near
    )
