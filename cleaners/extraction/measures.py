"""Measurements that evidence is made of: of elements by their names, of arrays over runs and elements."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cleaners.extraction.terms import HINTS, hints_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaners.html.dom import Element, Run

Ints = NDArray[np.int64]
FAR = 999  # runs: no such run on the page
CJK_RANGES = ((0x3040, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
STOPS = ".!?:;"  # end a sentence before white space or a closing quote
CLOSES = " \n\t\r\u00a0\"')\u201d"
WIDE_STOPS = "。！？；："
COMMAS = ",，、"
PLANE = 0x10000
NAMED = ("class", "id", "role", "itemprop", "data-testid", "aria-label")


class Signs:
    """Counts over texts, all texts at once: CJK characters, ends of sentences, commas, digits."""

    def __init__(self, texts: Sequence[str]) -> None:
        whole = "\n".join([*texts, ""])
        self._codes = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), np.uint32)
        self._first = np.minimum(self._codes, PLANE - 1)  # what no table holds stands beyond the first plane
        ends = np.cumsum([len(t) + 1 for t in texts]) if texts else np.zeros(0, np.int64)
        self._bounds = np.concatenate([[0], ends])

    @cached_property
    def cjk(self) -> Ints:
        """CJK characters."""
        return self._count(_within(self._codes, CJK_RANGES))

    @cached_property
    def commas(self) -> Ints:
        """Commas of either kind."""
        return self.any_of(COMMAS)

    @cached_property
    def digits(self) -> Ints:
        """ASCII digits."""
        return self._count((self._codes >= ord("0")) & (self._codes <= ord("9")))

    @cached_property
    def stops(self) -> Ints:
        """Ends of sentences."""
        after = np.append(self._first[1:], 10)[: len(self._first)]
        narrow = _members(STOPS)[self._first] & _members(CLOSES)[after]
        return self._count(narrow | _members(WIDE_STOPS)[self._first])

    def any_of(self, characters: str) -> Ints:
        """Count the characters of each text that are among `characters`."""
        return self._count(_members(characters)[self._first])

    def begins(self, low: int, high: int) -> Ints:
        """Count the words of each text that begin with a code point from `low` to `high`."""
        before = np.concatenate([[10], self._codes[:-1]])[: len(self._codes)]
        return self._count(
            (self._codes >= low) & (self._codes <= high) & ((before == ord(" ")) | (before == ord("\n")))
        )

    def _count(self, mask: NDArray[np.bool_]) -> Ints:
        totals = np.concatenate([[0], np.cumsum(mask)])
        return np.asarray(np.diff(totals[self._bounds]), np.int64)


@lru_cache(maxsize=16)
def _members(characters: str) -> NDArray[np.bool_]:
    """Return for each code point of the first plane whether it is among `characters`."""
    table = np.zeros(PLANE, np.bool_)
    table[[ord(c) for c in characters]] = True
    return table


def _within(codes: NDArray[np.uint32], ranges: Sequence[tuple[int, int]]) -> NDArray[np.bool_]:
    mask = np.zeros(len(codes), np.bool_)
    for low, high in ranges:
        mask |= (codes >= low) & (codes <= high)
    return mask


def hints(element: Element) -> int:
    """Return the bits of HINTS that an element gives by its names and by what hides it."""
    if not element.attrs or element.tag in {"html", "body"}:
        return 0
    bits = 0
    for key, value in element.attrs:
        if key in NAMED and value:
            bits |= hints_of(value)
        elif (
            (key == "style" and value and "display:none" in value.replace(" ", ""))
            or key == "hidden"
            or (key == "aria-hidden" and value == "true")
        ):
            bits |= HIDDEN
    return bits


HIDDEN = hints_of("hidden")


def signature(elements: list[Element], run: Run) -> tuple[str, ...]:
    """Return tags and class names around a run: runs that are built alike have the same."""
    names: list[str] = []
    place = run.element
    while place >= 0 and len(names) < 8:
        element = elements[place]
        names += element.tag, element.attr("class")
        place = element.parent
    return tuple(names)


def tag_number(elements: list[Element], run: Run) -> int:
    """Return the place of a run's block in the order of TAG_NUMBERS."""
    tag = elements[run.block].tag if run.block >= 0 else ""
    return TAG_NUMBERS.get(tag, 0)


# Blocks in the order of how much they promise prose, so that one threshold parts them.
TAG_NUMBERS = {t: n for n, t in enumerate(["option", "select", "label", "button", "th", "td", "li", "dt", "dd", "a", "div", "span", "section", "article", "figcaption", "h6", "h5", "h4", "h3", "h2", "h1", "pre", "blockquote", "p"])}  # fmt: skip


def sums(values: Ints, first: Ints, last: Ints) -> Ints:
    """Return for each element the sum over the runs it holds."""
    ends = np.concatenate([[0], np.cumsum(values)])
    return np.asarray(ends[last] - ends[first], np.int64)


def ancestors(bits: Ints, parent: Ints) -> Ints:
    """Return for each element the bits of itself and all around it, in as many steps as the depth has binary digits."""
    bits, up = bits.copy(), parent.copy()
    for _ in range(len(parent).bit_length()):
        bits |= bits[up]
        if (up == len(parent) - 1).all():
            break
        up = up[up]
    return bits


def nearest(order: Ints, places: Ints) -> tuple[Ints, Ints]:
    """Return for each run how many runs back and ahead the nearest of `places` lies (0: it is one), FAR for none."""
    if not len(places):
        return np.full_like(order, FAR), np.full_like(order, FAR)
    right = np.searchsorted(places, order, side="right")
    before = np.where(right > 0, order - places[np.maximum(right - 1, 0)], FAR)
    left = np.searchsorted(places, order, side="left")
    after = np.where(left < len(places), places[np.minimum(left, len(places) - 1)] - order, FAR)
    return before, after


def shifted(values: Ints, shift: int, beyond: int = -1) -> Ints:
    """Return what stands `shift` runs before (negative: after) each run, `beyond` past the ends."""
    out = np.full_like(values, beyond)
    if abs(shift) < len(values):
        if shift > 0:
            out[shift:] = values[:-shift]
        else:
            out[:shift] = values[-shift:]
    return out


def window(values: Ints, reach: int) -> Ints:
    """Return the sum over each run and `reach` runs on both sides."""
    ends = np.concatenate([[0], np.cumsum(values)])
    order = np.arange(len(values))
    return np.asarray(ends[np.minimum(len(values), order + reach + 1)] - ends[np.maximum(0, order - reach)], np.int64)


def popcount(values: Ints) -> Ints:
    """Return how many bits of HINTS are set."""
    return sum((values >> n & 1 for n in range(len(HINTS))), np.zeros_like(values))
