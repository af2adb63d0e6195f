"""Strings of a JSON text with the names that lead to them and their exact places; broken JSON gives what comes before the break.

Scripts of pages hold JSON that `json` refuses (raw line feeds, trailing commas) or whose places it forgets.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|[{}\[\]:,]', re.DOTALL)
DEPTH = 64  # deeper structures say nothing of the page as a whole


def strings(source: str, start: int, end: int) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Yield (names, start, end) for every string value between `start` and `end`; lists add no name. Linear.

    >>> list(strings('{"a": [{"b": "x"}, "y"]}', 0, 24))
    [(('a', 'b'), 14, 15), (('a',), 20, 21)]
    """
    names: list[str | None] = []  # per open bracket: the name last read in an object, None in a list
    key: tuple[int, int] | None = None  # a string that may turn out to be a name
    for token in TOKEN.finditer(source, start, end):
        sign = token[0]
        if sign in "{[":
            names.append("" if sign == "{" else None)
            if len(names) > DEPTH:
                return
        elif sign in "}],":
            if key:
                yield _path(names), *key
            key = None
            if sign != "," and names:
                names.pop()
            elif names and names[-1] is not None:
                names[-1] = ""
        elif sign == ":":
            if key and names and names[-1] is not None:
                names[-1] = source[slice(*key)]
            key = None
        else:
            key = token.span(1)


def _path(names: list[str | None]) -> tuple[str, ...]:
    return tuple(name for name in names if name)
