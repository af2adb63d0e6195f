"""How much a line speaks like a site: a sum over its words, pairs of words and pieces of Chinese, learned from pages.

A piece of language is hashed to one of 32,768 numbers (CRC-32, the same on every machine); the number under it says by how much
it is more frequent in furniture than in texts. Points are integers: a log-odds of 1.0 is 1,000.
"""

from __future__ import annotations

import re
from itertools import pairwise
from math import isqrt
from typing import TYPE_CHECKING
from zlib import crc32

from cleaners.frames.rows import width
from cleaners.rulepacks.views import view

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Protocol

    class Words(Protocol):
        """The learned numbers."""

        @property
        def steps(self) -> Sequence[int]:
            """A number for each bucket."""
            ...

        @property
        def step(self) -> int:
            """Points that a number of 1 is worth."""
            ...

        @property
        def bias(self) -> int:
            """Points of a line without words."""
            ...


BUCKETS = 1 << 15
TOKEN = re.compile("[\u3400-\u9fff]+|[a-z][a-z'’]*|0+|[^\\w\\s]")
DIGITS = re.compile(r"\d+")
LOOKED_AT = 300  # characters of a line
STEM = 5  # letters by which forms of a longer word are known
STEMMED = 7  # letters of a word that has one
WHOLE = 24  # characters of a line that is learned as a whole
LEAST = 4  # pieces that a line counts for at least
SCALES = 8  # of length: each twice the one before
HAN = "\u3400"


def pieces(line: str) -> set[str]:
    """Return the pieces of language of a line: words, pairs of words, Han characters by one, two and three, its begin and end.

    >>> sorted(pieces("Top 3"))
    ['#2', '0', '=top 0', '^top 0', 'top', 'top 0', 'top 0$']
    """
    folded = DIGITS.sub("0", view(line, 0, len(line)).text.lower().strip())[:LOOKED_AT]
    words: list[str] = []
    found: list[str] = []
    for token in TOKEN.findall(folded):
        if token[0] >= HAN and token[0] <= "\u9fff":
            words += token
            found += [token[i : i + n] for n in (1, 2, 3) for i in range(len(token) - n + 1)]
        else:
            words.append(token)
            found.append(token)
            if len(token) >= STEMMED:
                found.append(token[:STEM] + "*")
    found += [f"{a} {b}" for a, b in pairwise(words) if a[0] < HAN or b[0] < HAN]
    if words:
        found += ["^" + " ".join(words[:2]), " ".join(words[-2:]) + "$"]
    if len(folded) <= WHOLE:
        found.append("=" + folded)
    found.append(f"#{min(SCALES, (1 + width(line)).bit_length() - 1)}")
    return set(found)


def bucket(piece: str) -> int:
    """Return the number of a piece."""
    return crc32(piece.encode("utf-8", "replace")) % BUCKETS


def points(model: Words, line: str) -> int:
    """Return the points of a line: above 0 it speaks like a site."""
    buckets = {bucket(piece) for piece in pieces(line)}
    total = sum(model.steps[b] for b in buckets) * model.step
    return model.bias + total * 100 // isqrt(max(LEAST, len(buckets)) * 10_000)


def telling(model: Words, line: str, most: int) -> list[str]:
    """Return the words of a line that say most that it is a site's, the strongest first."""
    found: dict[str, int] = {}
    for piece in pieces(line):
        words, number = piece.strip("^$=*#"), model.steps[bucket(piece)]
        if number > 0 and any(c.isalpha() for c in words):
            found[words] = max(number, found.get(words, 0))
    chosen: list[str] = []
    for words, _ in sorted(found.items(), key=lambda item: (-item[1], item[0])):
        if len(chosen) < most and not any(words in other or other in words for other in chosen):
            chosen.append(words)
    return chosen
