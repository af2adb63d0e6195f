"""Figures of a document: what it lost, which languages and scripts it holds."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from cleaners.repeats.fold import codes_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cleaners import Cleaned
    from cleaners.text import Edit

# What these families take is no loss of the article: tags; blocks of the page around it, told apart by the article's own
# evidence and its own quarantine; copies of text of which an aligned copy stays.
APART = frozenset({"markup", "article", "duplicate"})

# First code point of a range and its ISO 15924 code; '' for what all scripts share. Only what our sources hold is told apart.
RANGES = (
    (0x0, ""), (0x41, "Latn"), (0x5B, ""), (0x61, "Latn"), (0x7B, ""), (0xAA, "Latn"), (0xAB, ""), (0xC0, "Latn"), (0x2B0, ""),
    (0x370, "Grek"), (0x400, "Cyrl"), (0x530, "Armn"), (0x590, "Hebr"), (0x600, "Arab"), (0x700, "Zzzz"), (0x900, "Deva"),
    (0x980, "Zzzz"), (0xE00, "Thai"), (0xE80, "Zzzz"), (0x10D0, "Geor"), (0x1100, "Hang"), (0x1200, "Zzzz"), (0x1E00, "Latn"),
    (0x1F00, "Grek"), (0x2000, ""), (0x2C00, "Zzzz"), (0x2E00, ""), (0x2E80, "Hani"), (0x2FE0, ""), (0x3005, "Hani"), (0x3006, ""),
    (0x3041, "Hira"), (0x30A1, "Kana"), (0x30FB, ""), (0x3105, "Bopo"), (0x3130, "Hang"), (0x3190, ""), (0x3400, "Hani"),
    (0x4DC0, ""), (0x4E00, "Hani"), (0xA000, "Zzzz"), (0xAC00, "Hang"), (0xD7B0, ""), (0xF900, "Hani"), (0xFB00, "Latn"),
    (0xFB07, "Zzzz"), (0xFE00, ""), (0xFF21, "Latn"), (0xFF3B, ""), (0xFF41, "Latn"), (0xFF5B, ""), (0xFF66, "Kana"),
    (0xFFA0, "Hang"), (0xFFE0, ""), (0x10000, "Zzzz"), (0x1F000, ""), (0x20000, "Hani"), (0x323B0, ""),
)  # fmt: skip
CODES = sorted({code for _, code in RANGES})


def ink(text: str) -> int:
    """Return how many characters of `text` are no white space."""
    return len(text) - sum(map(text.count, " \n\r\t\u3000\u00a0"))


def loss(edits: Iterable[Edit], source: str) -> float:
    """Return the share of a source's non-space characters that its edits took, markup, boilerplate and copies apart.

    What stands apart counts neither as lost nor as there to be lost.
    """
    apart = lost = 0
    for edit in edits:
        if edit.rule.partition(".")[0] in APART:
            apart += ink(edit.removed)
        else:
            lost += max(0, ink(edit.removed) - ink(edit.inserted))
    there = ink(source) - apart
    return round(lost / there, 6) if there > 0 else 0.0


def scripts(text: str) -> list[str]:
    """Return the ISO 15924 codes of a text's letters, most characters first.

    >>> scripts("Path to Realization 实现之路")
    ['Latn', 'Hani']
    """
    kinds = np.bincount(_kinds()[codes_of(text)], minlength=len(CODES))
    return _ranked(Counter({code: int(n) for code, n in zip(CODES, kinds, strict=True) if code and n}))


@lru_cache(maxsize=1)
def _kinds() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Return the script of every code point, as its place in CODES."""
    table = np.zeros(0x110000, dtype=np.uint8)
    for (start, code), end in zip(RANGES, [*(start for start, _ in RANGES[1:]), 0x110000], strict=True):
        table[start:end] = CODES.index(code)
    return table


def languages(cleaned: Cleaned) -> list[str]:
    """Return the languages of a document's segments, most characters first."""
    counts: Counter[str] = Counter()
    for segment in cleaned.segments:
        counts[segment.language] += segment.clean_end - segment.clean_start
    return _ranked(counts)


def _ranked(counts: Counter[str]) -> list[str]:
    return sorted(counts, key=lambda name: (-counts[name], name))
