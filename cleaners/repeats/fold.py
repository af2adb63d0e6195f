"""Folding: what two texts have in common beneath width, spacing and script; for comparing only, never for output.

Fold = NFKC per character, zero-width characters and white space out, Traditional to Simplified per character (opencc),
with a map back to the offsets of the text. Everything is a table look-up over code points, so that it costs next to
nothing where nothing repeats.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np
import opencc
from numpy.typing import NDArray

Codes = NDArray[np.uint32]
Offsets = NDArray[np.int32]

HAN_FROM = 0x2E80  # from here on a character counts as a whole CJK-equivalent, below it as LATIN_WEIGHT of one
WIDE_FROM, HAN_AGAIN = 0xFE10, 0x20000
LATIN_WEIGHT = 0.4  # a Chinese translation has about 0.4 characters per letter of its English original (seeds 000-002)

_ASSIGNED = (
    0x32400  # end of the third ideographic plane's assigned part; nothing above it folds, but tags and selectors
)
_HAN = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0x20000, 0x2EBF0), (0x30000, _ASSIGNED))
_INVISIBLE = frozenset({0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x180E, 0x3164, 0xFEFF, 0xFFA0}) | frozenset(
    chain(range(0x200B, 0x2010), range(0x202A, 0x202F), range(0x2060, 0x2070), range(0xFE00, 0xFE10))
)
WITHOUT_BLANKS = {code: None for code in range(0x80) if chr(code).isspace()}  # all that folding does to ASCII


@dataclass(frozen=True)
class Folded:
    """A folded text; `offsets[i]` is the place in the original of its i-th character, the last entry the original's length."""

    text: str
    offsets: Offsets

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the original of the folded characters `start:end`."""
        if start >= end:
            return int(self.offsets[start]), int(self.offsets[start])
        return int(self.offsets[start]), int(self.offsets[end - 1]) + 1


def fold(text: str) -> Folded:
    r"""Return the folded text with its offset map.

    >>> fold("ＨＴＴＰ\u200b 網絡…").text
    'HTTP网络...'
    """
    table = _tables()
    codes = codes_of(text)
    lengths = table.lengths[codes]
    if lengths.max(initial=0) <= 1:
        kept = np.flatnonzero(lengths).astype(np.int32)
        return Folded(text_of(table.single[codes[kept]]), np.append(kept, np.int32(len(codes))))
    offsets = np.repeat(np.arange(len(codes), dtype=np.int32), lengths)
    folded = table.single[codes[offsets]]
    firsts = np.cumsum(lengths, dtype=np.int64) - lengths
    for i in np.flatnonzero(lengths > 1):
        folded[firsts[i] : firsts[i] + lengths[i]] = codes_of(table.expanded[int(codes[i])])
    return Folded(text_of(folded), np.append(offsets, np.int32(len(codes))))


@lru_cache(maxsize=1)  # of a page several ask
def folded_text(text: str) -> str:
    """Return `fold(text).text`; without the way back to the offsets it takes a third of the time."""
    if text.isascii():
        return text.translate(WITHOUT_BLANKS)
    codes = codes_of(text)
    lengths = _tables().lengths[codes]
    if lengths.max(initial=0) > 1:
        return fold(text).text
    return text_of(_tables().single[codes[lengths.view(np.bool_)]])


def lowered(folded: str) -> str:
    """Return folded text in small letters, or as it is where one of them would be two: offsets stay."""
    low = folded.lower()
    return low if len(low) == len(folded) else folded


def codes_of(text: str) -> Codes:
    """Return the code points of `text`."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def text_of(codes: Codes) -> str:
    """Return the text of code points."""
    return codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def simplified(text: str) -> str:
    """Return `text` with every character folded to one character where that is possible; offsets stay."""
    return text_of(_tables().pairwise[codes_of(text)])


def traditional(text: str) -> int:
    """Return how many characters of `text` Simplified writes otherwise."""
    codes = codes_of(text)
    han = (codes >= HAN_FROM) & ((codes < WIDE_FROM) | (codes >= HAN_AGAIN))  # full-width signs are of no script
    return int(np.count_nonzero((_tables().pairwise[codes] != codes) & han))


def letters(codes: Codes) -> Codes:
    """Return for each code point its folded, lower-case letter or digit, 0 where it is neither."""
    return _tables().letters[codes]


def weight(codes: Codes) -> float:
    """Return how many CJK-equivalents the letters `codes` are."""
    han = int(np.count_nonzero(codes >= HAN_FROM))
    return han + LATIN_WEIGHT * (len(codes) - han)


@dataclass(frozen=True)
class _Tables:
    """One entry per code point: fold of one character, how many it becomes, and the rare ones that become several."""

    single: Codes
    lengths: NDArray[np.uint8]
    pairwise: Codes
    letters: Codes
    expanded: dict[int, str]


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    single = np.arange(0x110000, dtype=np.uint32)
    lengths = np.ones(0x110000, dtype=np.uint8)
    expanded = {}
    simple = _simplified_han()
    for code in chain(range(0x3400), range(0xA000, 0xAC00), range(0xF900, 0x20000), range(0x2F800, 0x2FA20)):
        character = chr(code)
        folded = "".join(
            c for c in unicodedata.normalize("NFKC", character) if not c.isspace() and ord(c) not in _INVISIBLE
        )
        if folded == character:
            continue
        if code in _INVISIBLE or not folded:
            lengths[code] = 0
        elif len(folded) == 1:
            single[code] = simple.get(ord(folded), ord(folded))
        else:
            lengths[code], expanded[code] = len(folded), folded
    single[list(simple)] = list(simple.values())
    lengths[0xE0000:0xE0200] = 0  # tags and variation selectors
    pairwise = np.where(lengths == 1, single, np.arange(0x110000, dtype=np.uint32))
    return _Tables(single, lengths, pairwise, _letters(single, lengths), expanded)


def _simplified_han() -> dict[int, int]:
    """Return Traditional to Simplified, one character to one, as opencc's t2s has it."""
    han = [chr(code) for low, high in _HAN for code in range(low, high)]
    converted = opencc.OpenCC("t2s").convert("\n".join(han)).split("\n")
    return {ord(a): ord(b) for a, b in zip(han, converted, strict=True) if a != b and len(b) == 1}


def _letters(single: Codes, lengths: NDArray[np.uint8]) -> Codes:
    out = np.zeros(0x110000, dtype=np.uint32)
    for code in range(_ASSIGNED):
        folded = chr(single[code])
        if folded.isalnum():
            low = folded.lower()
            out[code] = ord(low) if len(low) == 1 else single[code]
    out[lengths == 0] = 0
    return out
