"""Evidence of blocks: for every run of a page integers that say what it looks like and what is around it.

Nothing here decides. Integers only, so that every machine computes the same. Lengths count CJK characters and words of other
scripts alike (`units`): Chinese is measured in characters and never cut at spaces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cleaners.extraction.measures import (
    TAG_NUMBERS,
    Signs,
    ancestors,
    hints,
    running,
    share,
)
from cleaners.extraction.terms import HINTS, PHRASE_LENGTH, PHRASES, TAG_BITS, TAGS, phrases_of
from cleaners.html.tags import APART, HEADINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from cleaners.extraction.measures import Ints
    from cleaners.html.dom import Dom


ENDS = frozenset('。！？….!?"”’」)）')
GOOD_UNITS = 12  # a run of so many words or characters that reads like prose is weighed as content at first
LEVELS = 5  # blocks around a run that are measured
ABSOLUTE = 3  # so many of them by their size too: that of larger ones tells pages apart, not their parts
AROUND = 6  # blocks around a run whose other runs are asked for their first verdict
SUMMED = ("chars", "units", "linked", "links", "stops", "runs", "mass", "good")
_HINT, _TAG, _PHRASE = (np.arange(len(rows))[:, None] for rows in (HINTS, TAGS, PHRASES))


class Blocks:
    """What the runs of a page and the elements around them are, as arrays over runs and elements.

    Measurements of one kind are the rows of one array: on pages of few blocks each call of numpy costs more than its numbers.
    """

    def __init__(self, page: Dom) -> None:
        self.page, self.runs, self.elements = page, page.runs, page.elements
        self.texts = [run.text for run in page.runs]
        self.columns: dict[str, Ints] = {}
        self.whole: dict[str, int] = {}  # what is the same for every run of the page
        self._measure_texts()
        self._measure_elements()
        self._measure_held()

    def _measure_texts(self) -> None:
        texts = self.texts
        signs = self.signs = Signs(texts)
        self.cjk, self.stops, self.commas, self.digits = signs.cjk, signs.stops, signs.commas, signs.digits
        self.chars = np.array([len(t) for t in texts], np.int64)
        words = np.array([t.count(" ") + 1 for t in texts], np.int64)
        self.units = self.cjk + np.where(self.chars > self.cjk, words, 0)
        self.linked = np.array([r.linked for r in self.runs], np.int64)
        self.links = np.array([r.links for r in self.runs], np.int64)
        prose = (self.stops + self.commas > 0) | (self.units >= 3 * GOOD_UNITS)
        self.good = (self.units >= GOOD_UNITS) & prose & (self.linked * 3 < self.chars)
        self.mass = self.units * self.good

    def _measure_elements(self) -> None:
        elements = self.elements
        count = len(elements)
        self.parent = np.array([e.parent if e.parent >= 0 else count for e in elements] + [count], np.int64)
        blocks: list[int] = []
        for n, e in enumerate(elements):
            blocks.append(n if e.tag in APART else blocks[e.parent] if e.parent >= 0 else count)
        self.block = np.array([*blocks, count], np.int64)
        starts = np.array([r.start for r in self.runs], np.int64)
        self.first = np.searchsorted(starts, np.array([e.start for e in elements] + [-1], np.int64))
        self.last = np.searchsorted(starts, np.array([e.end for e in elements] + [1 << 60], np.int64))
        self.held = np.flatnonzero(self.first[:-1] < self.last[:-1]).tolist()  # most hold no text: icons, the head
        self.classes = {n: e.attr("class") if (e := elements[n]).attrs else "" for n in self.held}
        named = self.named = np.zeros((2, count + 1), np.int64)  # the bits of HINTS, the bits of TAGS
        named[0, self.held] = [hints(elements[n]) for n in self.held]
        named[1, :-1] = [TAG_BITS.get(e.tag, 0) for e in elements]
        self.own = np.array([r.element if r.element >= 0 else count for r in self.runs], np.int64)
        tags = [elements[r.block].tag if r.block >= 0 else "" for r in self.runs]
        self.own_tag = np.array([TAG_NUMBERS.get(tag, 0) for tag in tags], np.int64)
        self.heading = np.array([HEADINGS.get(tag, 0) for tag in tags], np.int64)

    def _measure_held(self) -> None:
        """Sum what the runs measure over the elements that hold them, and list the blocks around each run, innermost first."""
        ones = np.ones_like(self.chars)
        values = (self.chars, self.units, self.linked, self.links, self.stops, ones, self.mass, self.good)
        self.totals = running(np.array(values, np.int64))
        self.sums = dict(zip(SUMMED, self.totals[:, self.last] - self.totals[:, self.first], strict=True))
        outer, at = self.block[self.parent], self.block[self.own]
        self.levels = np.empty((AROUND, len(self.runs)), np.int64)
        for n in range(AROUND):
            self.levels[n], at = at, outer[at]
        self.inside = (self.first[self.levels], self.last[self.levels])

    def held_around(self, ends: Ints, levels: slice) -> Ints:
        """Return what the blocks around each run hold, by the running totals of each row: rows x levels x runs."""
        first, last = self.inside
        return np.asarray(ends[..., last[levels]] - ends[..., first[levels]], np.int64)

    def _add(self, name: str, values: Ints | NDArray[np.bool_]) -> None:
        self.columns[name] = np.asarray(values, np.int64)

    def _put(self, names: Iterable[str], rows: Iterable[Ints]) -> None:
        self.columns.update(zip(names, rows, strict=True))

    def _own(self) -> None:
        """Measure each run by itself: length, links, punctuation, heading, phrase."""
        for name in ("chars", "units", "stops", "commas", "links"):
            self._add(name, getattr(self, name))
        marked = np.array([r.marked for r in self.runs], np.int64)
        self._add("cjk share", share(self.cjk, self.units))
        of_chars = share(np.array((self.linked, marked, self.digits), np.int64), self.chars)
        self._put(("linked share", "marked share", "digit share"), of_chars)
        self._add("word length", self.chars * 10 // np.maximum(self.units, 1))
        for name, values in _forms(self.texts).items():
            self._add(name, np.array(values, np.int64))
        self._add("depth", np.array([r.depth for r in self.runs], np.int64))
        self._add("lines", np.array([r.lines for r in self.runs], np.int64))
        short = [phrases_of(t) if len(t) <= 2 * PHRASE_LENGTH else 0 for t in self.texts]
        self.says = np.array(short, np.int64) >> _PHRASE & 1
        self._put((f"says {name}" for name, _ in PHRASES), self.says)

    def _hinted(self) -> None:
        """Say what the elements around each run are called: 3 its own, 2 near, 1 far, 0 none; and which tags they are."""
        own, block = self.own, self.block[self.own]
        near = self.parent[block]
        near2 = self.parent[near]
        whole = self._wide()
        told = self.named.copy()
        told[0, whole] = 0
        told[1, whole & (told[1] & (TAG_BITS["main"] | TAG_BITS["article"]) == 0)] = 0
        far, tags_far = ancestors(told, self.parent)[:, own]
        hints = told[0]
        here = (hints[own] | hints[block]) >> _HINT & 1
        close = (hints[near] | hints[near2]) >> _HINT & 1
        distant = far >> _HINT & 1
        self._put((f"hint {name}" for name, _ in HINTS), np.maximum(np.maximum(here * 3, close * 2), distant))
        self._add("hint far count", distant.sum(axis=0))
        self._put((f"in {tag}" for tag in TAGS), tags_far >> _TAG & 1)
        self._add("own tag", self.own_tag)

    def _wide(self) -> NDArray[np.bool_]:
        """Say which elements hold nearly the whole page: what they are called says nothing of its parts."""
        mass = self.sums["mass"] * 10 >= int(self.mass.sum()) * 8
        return np.asarray((self.sums["chars"] * 10 > int(self.chars.sum()) * 8) & mass, np.bool_)

    def _around(self) -> None:
        """Measure the blocks around each run: text, links, punctuation, prose."""
        held = dict(zip(SUMMED, self.held_around(self.totals, slice(LEVELS)), strict=True))
        for name in ("units", "runs"):
            self._put((f"{name} {level}" for level in range(ABSOLUTE)), held[name][:ABSOLUTE])
        measured = {
            "linked share": share(held["linked"], held["chars"]),
            "stops per 100": share(held["stops"], held["units"]),
            "mass share": share(held["mass"], held["units"]),
            "units per run": held["units"] // np.maximum(held["runs"], 1),
        }
        for name, rows in measured.items():
            self._put((f"{name} {level}" for level in range(LEVELS)), rows)
        self._hanging(self.levels[:3])

    def _hanging(self, levels: Ints) -> None:
        """Measure the prose that hangs on the same block, and its share of what hangs on the page's richest block."""
        size = len(self.parent)
        on = np.array([np.bincount(at, weights=self.mass, minlength=size) for at in levels]).astype(np.int64)
        hangs = np.take_along_axis(on, levels, axis=1)
        self._put((f"hangs {level}" for level in range(3)), hangs)
        richest = np.maximum(on.max(axis=1), 1)
        self._put((f"hangs share {level}" for level in range(3)), hangs * 100 // richest[:, None])
        first = np.minimum(self.inside[0][:3], len(self.runs) - 1)
        self._put((f"first linked {level}" for level in range(3)), self._linked_share(first))

    def _linked_share(self, places: Ints) -> Ints:
        return share(self.linked[places], self.chars[places])


def _forms(texts: Sequence[str]) -> dict[str, list[int]]:
    """Say of each text how it ends, what divides it, how it is written, and whether it holds a sign of rights."""
    return {
        "ends": [t[-1:] in ENDS for t in texts],
        "colon": [t[-1:] in ":：" and t != "" for t in texts],
        "bar": [("|" in t) + 2 * ("»" in t or "›" in t or " > " in t) for t in texts],
        "upper": [t.isupper() + 2 * t[:1].islower() for t in texts],
        "legal sign": [("©" in t or "版权" in t or "备案" in t or "icp" in t.lower()) and len(t) < 400 for t in texts],
    }
