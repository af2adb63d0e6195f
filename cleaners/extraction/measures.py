"""Measurements that evidence is made of: of elements by their names, of arrays over runs and elements."""

from __future__ import annotations

from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cleaners.extraction.terms import hints_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cleaners.html.dom import Element

Ints = NDArray[np.int64]
NEAR = 4  # elements around a run by which runs are told alike
FAR = 999  # runs: no such run on the page
CJK_RANGES = ((0x3040, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
STOPS = ".!?:;"  # end a sentence before white space or a closing quote
CLOSES = " \n\t\r\u00a0\"')\u201d"
WIDE_STOPS = "。！？；："
COMMAS = ",，、"
CHINESE = "的了是在和我不有这這就也都对對为為与與而個个們们说說上地到他她要以会會着著但之于於其中"  # function words
PUNCTUATION = "，。、；：？！“”《》（）…"
CURRENCIES = "$£€¥￥"
CODE = "{}[]<>=;\\_"  # frequent in programs and in data that a page shows by mistake
COUNTED = ("cjk", "stops", "commas", "digits", "chinese", "wide", "prices", "code", "capitals", "small")
NARROW, CLOSING, GAP = (1 << len(COUNTED) + n for n in range(3))
BEYOND = 0x40000  # no code point from here on belongs to any set
NAMED = ("class", "id", "role", "itemprop", "data-testid", "aria-label")


class Signs:
    """Counts over texts, all texts at once: CJK characters, ends of sentences, commas, digits and the like, see COUNTED."""

    def __init__(self, texts: Sequence[str]) -> None:
        codes = np.frombuffer("\n".join([*texts, ""]).encode("utf-32-le", "surrogatepass"), np.uint32)
        sets = _sets()[np.minimum(codes, BEYOND)]
        ends = (sets[:-1] & NARROW != 0) & (sets[1:] & CLOSING != 0)
        sets[:-1] |= ends * np.uint16(1 << COUNTED.index("stops"))
        within = sets[:-1] & GAP == 0  # a word begins behind white space
        sets[1:] &= ~(within * np.uint16(3 << COUNTED.index("capitals")))
        begins = np.cumsum([0, *(len(t) + 1 for t in texts[:-1])]) if texts else np.zeros(0, np.int64)
        counts = np.empty((len(COUNTED), len(begins)), np.int64)
        for n, row in enumerate(counts if texts else ()):
            np.add.reduceat(sets & np.uint16(1 << n), begins, dtype=np.int64, out=row)
        counts >>= np.arange(len(COUNTED))[:, None]
        self.cjk, self.stops, self.commas, self.digits, self.chinese = counts[:5]
        self.wide, self.prices, self.code, self.capitals, self.small = counts[5:]


@lru_cache(maxsize=1)
def _sets() -> NDArray[np.uint16]:
    """Return for each code point a bit for each set it belongs to: COUNTED, and what ends of sentences and words are known by."""
    table = np.zeros(BEYOND + 1, np.uint16)
    for low, high in CJK_RANGES:
        table[low : high + 1] |= 1
    sets = ("", WIDE_STOPS, COMMAS, "0123456789", CHINESE, PUNCTUATION, CURRENCIES, CODE, ascii_uppercase)
    for n, characters in enumerate((*sets, ascii_lowercase, STOPS, CLOSES, " \n")):
        table[[ord(c) for c in characters]] |= np.uint16(1 << n)
    return table


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


def signatures(elements: list[Element], classes: Mapping[int, str], places: Sequence[int]) -> list[int]:
    """Return a number for each place in the tree: those that are built alike (tags and class names around them) have the same."""
    known: dict[int, tuple[str, ...]] = {}
    numbers: dict[tuple[str, ...], int] = {}
    for place in dict.fromkeys(places):
        names: list[str] = []
        around = place
        while around >= 0 and len(names) < 2 * NEAR:
            element = elements[around]
            name = classes.get(around)  # none of an element that ended before what was written inside it
            names += element.tag, element.attr("class") if name is None else name
            around = element.parent
        known[place] = tuple(names)
    return [numbers.setdefault(known[place], len(numbers)) for place in places]


# Blocks in the order of how much they promise prose, so that one threshold parts them.
TAG_NUMBERS = {t: n for n, t in enumerate(["option", "select", "label", "button", "th", "td", "li", "dt", "dd", "a", "div", "span", "section", "article", "figcaption", "h6", "h5", "h4", "h3", "h2", "h1", "pre", "blockquote", "p"])}  # fmt: skip


def running(values: Ints) -> Ints:
    """Return the running totals of each row, from 0 on: what a stretch holds is a difference of two."""
    ends = np.zeros((*values.shape[:-1], values.shape[-1] + 1), np.int64)
    np.cumsum(values, axis=-1, out=ends[..., 1:])
    return ends


def grouped(groups: Ints, values: Ints, size: int) -> Ints:
    """Return for each row of values its sums over groups, numbered from 0 to `size`."""
    rows = len(values)
    places = (groups + np.arange(0, rows * size, size)[:, None]).ravel() if size else groups[:0]
    totals = np.bincount(places, weights=values.ravel(), minlength=rows * size)
    return totals.astype(np.int64).reshape(rows, size)


def ancestors(bits: Ints, parent: Ints) -> Ints:
    """Return for each element (of each row) the bits of itself and all around it, in as many steps as the depth has binary digits."""
    bits, up, top = bits.copy(), parent, len(parent) - 1
    for _ in range(len(parent).bit_length()):
        bits |= bits[..., up]
        if (up == top).all():
            break
        up = up[up]
    return bits


def nearest(places: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Return for each run (of each row) how many runs back and ahead the nearest of `places` lies (0: it is one), FAR for none."""
    count = places.shape[-1]
    order = np.arange(count)
    back = np.maximum.accumulate(np.where(places, order, -1), axis=-1)
    ahead = np.minimum.accumulate(np.where(places, order, count)[..., ::-1], axis=-1)[..., ::-1]
    return np.where(back >= 0, order - back, FAR), np.where(ahead < count, ahead - order, FAR)


def shifted(values: Ints, shift: int, beyond: int = -1) -> Ints:
    """Return what stands `shift` runs before (negative: after) each run (of each row), `beyond` past the ends."""
    out = np.full(values.shape, beyond, np.int64)
    if abs(shift) < values.shape[-1]:
        if shift > 0:
            out[..., shift:] = values[..., :-shift]
        else:
            out[..., :shift] = values[..., -shift:]
    return out


def window(ends: Ints, reach: int) -> Ints:
    """Return the sum over each run and `reach` runs on both sides, from the running totals of each row."""
    count = ends.shape[-1] - 1
    order = np.arange(count)
    return np.asarray(ends[..., np.minimum(count, order + reach + 1)] - ends[..., np.maximum(0, order - reach)])


def share(part: Ints, whole: Ints) -> Ints:
    """Return the per cent that `part` is of `whole`, 0 of nothing."""
    return np.asarray(part * 100 // np.maximum(whole, 1))
