"""A document as its copies are looked for: letters, units, grams and links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cleaners.repeats.grams import Grams, Links, Places, Stream, links_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

# One class of characters begins it: a pattern of alternatives would be tried at every letter.
UNIT_END = re.compile(
    r"[。！？!?.\r\n](?:(?<=[。！？!?])[。！？!?]*[”’」』）)】》\"']*[ \t\u3000]*|(?<=\.)[”’\")]*(?:[ \t]+|(?=[\r\n]|\Z))|(?<=[\r\n])[\r\n]*)"
)


class Copy(NamedTuple):
    """The units `start:end` stand in the units `other_start:other_end` too."""

    start: int
    end: int
    other_start: int
    other_end: int


@dataclass(frozen=True)
class Units:
    """Text offsets at which units begin and the letter each begins with; one entry more than there are units."""

    offsets: Places
    firsts: Places

    def __len__(self) -> int:
        """Return the number of units."""
        return len(self.offsets) - 1


@dataclass(frozen=True)
class Doc:
    """What is left of a text: its letters, units, grams and links."""

    text: str
    stream: Stream
    units: Units

    @cached_property
    def grams(self) -> Grams:
        """The grams of the letters."""
        return self.stream.grams

    @cached_property
    def links(self) -> Links:
        """Where each gram stands first and last."""
        return links_of(self.grams)

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """Summed CJK-equivalents before each letter."""
        return self.stream.weights()

    @cached_property
    def once(self) -> float:
        """The CJK-equivalents of what the document says, each gram counted once however often it stands."""
        each = np.diff(self.weights)
        count = len(self.links.first)
        return float(each[:count][self.links.first == np.arange(count)].sum() + each[count:].sum())

    @cached_property
    def unit_of(self) -> Places:
        """The unit of each letter."""
        return np.repeat(np.arange(len(self.units)), np.diff(self.units.firsts))

    def letters_of(self, unit: int) -> bytes:
        """Return the letters of a unit, to be compared and hashed."""
        return self.stream.letters[self.units.firsts[unit] : self.units.firsts[unit + 1]].tobytes()

    def weight(self, start: int, end: int) -> float:
        """Return the CJK-equivalents of the units `start:end`."""
        firsts = self.units.firsts
        return float(self.weights[firsts[end]] - self.weights[firsts[start]]) if start < end else 0.0


def doc_of(text: str, stream: Stream) -> Doc:
    """Return the document of a text."""
    ends = [0, *(m.end() for m in UNIT_END.finditer(text)), len(text)]
    return Doc(text, stream, _units(np.unique(np.array(ends, np.int64)), stream, text))


def _units(offsets: Places, stream: Stream, text: str) -> Units:
    """Keep the units that hold letters; blank lines go with the unit before them, marks at a line's begin with that line."""
    firsts = np.searchsorted(stream.places, offsets)
    filled = np.flatnonzero(np.diff(firsts) > 0)
    length = len(text)
    for k in filled[(filled > 0) & ~np.isin(filled - 1, filled)].tolist():
        between = text[offsets[k - 1] : offsets[k]]
        if between.strip() and "\n" not in between and "\r" not in between:  # a lost first letter: '?城'
            offsets[k] = offsets[k - 1]
    return Units(np.append(offsets[filled], length), np.append(firsts[filled], len(stream.places)))
