"""Which of two copies with the same letters came out worse: repairs it needed, signs it lost, lines broken within sentences."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleaners.text import Span, Text

REPAIRS = ("repair.", "watermark.")  # rules whose edits say that a copy was damaged or stamped
SIGN = re.compile(r"[，。；：？！、“”「」『』…]|(?<=[A-Za-z0-9])[.,;:?!]")  # a half-width sign behind Han is a lost one
BROKEN = re.compile(r"[^\W\d_][,，、-]?[ \t]*\n(?=[^\W\d_A-Z])")  # a line that ends within a sentence; titles are few
FEW, SHARE = 4, 0.2  # signs or breaks that say nothing, and the share of its signs that such a copy kept


class Repairs:
    """How many characters of a text's source were repaired, by place."""

    def __init__(self, text: Text) -> None:
        """Read the ledger of a text."""
        self.text = text
        edits = [e for e in text.edits if e.rule.startswith(REPAIRS)]
        self.starts = [e.raw_start for e in edits]
        self.sums = [0, *accumulate(len("".join(e.removed.split())) for e in edits)]

    def within(self, span: Span) -> int:
        """Return the characters repaired in a span of the clean text, its edges included."""
        if not self.starts or span[0] >= span[1]:
            return 0
        start, end = self.text.source_span(*span)
        return self.sums[bisect_right(self.starts, end)] - self.sums[bisect_left(self.starts, start)]


def coarser(here: str, there: str) -> int:
    """Return how many more signs a copy lost, or lines it has broken, than the other; 0 where that may be chance."""
    signs, signs_there = (sum(1 for _ in SIGN.finditer(side)) for side in (here, there))
    lost = signs_there - signs
    breaks = sum(1 for _ in BROKEN.finditer(here)) - sum(1 for _ in BROKEN.finditer(there))
    telling = abs(lost) > FEW and min(signs, signs_there) <= SHARE * max(signs, signs_there)
    return (lost if telling else 0) + (breaks if abs(breaks) > FEW else 0)
