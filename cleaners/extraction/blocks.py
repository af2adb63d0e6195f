"""Evidence of blocks: for every run of a page integers that say what it looks like and what is around it.

Nothing here decides. Integers only, so that every machine computes the same. Lengths count CJK characters and words of other
scripts alike (`units`): Chinese is measured in characters and never cut at spaces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cleaners.extraction.measures import (
    Signs,
    ancestors,
    hints,
    popcount,
    sums,
    tag_number,
)
from cleaners.extraction.terms import HINTS, PHRASE_LENGTH, PHRASES, TAG_BITS, TAGS, phrases_of
from cleaners.html.tags import APART

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cleaners.extraction.measures import Ints
    from cleaners.html.dom import Dom


ENDS = frozenset('。！？….!?"”’」)）')
GOOD_UNITS = 12  # a run of so many words or characters that reads like prose is weighed as content at first
LEVELS = 5  # blocks around a run that are measured
ABSOLUTE = 3  # so many of them by their size too: that of larger ones tells pages apart, not their parts


class Blocks:
    """What the runs of a page and the elements around them are, as arrays over runs and elements."""

    def __init__(self, page: Dom) -> None:
        self.page, self.runs, self.elements = page, page.runs, page.elements
        self.texts = [run.text for run in page.runs]
        self.columns: dict[str, Ints] = {}
        self._measure_texts()
        self._measure_elements()

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
        holds = (self.first < self.last).tolist()  # most elements hold no text: icons, pictures, the head
        self.hints = np.array(
            [hints(e) if held else 0 for e, held in zip(elements, holds[:-1], strict=True)] + [0], np.int64
        )
        self.tags = np.array([TAG_BITS.get(e.tag, 0) for e in elements] + [0], np.int64)
        self.own = np.array([r.element if r.element >= 0 else count for r in self.runs], np.int64)
        total = {
            "chars": self.chars,
            "units": self.units,
            "linked": self.linked,
            "links": self.links,
            "stops": self.stops,
        }
        total |= {"runs": np.ones_like(self.chars), "mass": self.units * self.good, "good": self.good.astype(np.int64)}
        self.sums = {name: sums(values, self.first, self.last) for name, values in total.items()}

    def _add(self, name: str, values: Ints | NDArray[np.bool_]) -> None:
        self.columns[name] = np.asarray(values, np.int64)

    def _own(self) -> None:
        """Measure each run by itself: length, links, punctuation, heading, phrase."""
        for name in ("chars", "units", "stops", "commas", "links"):
            self._add(name, getattr(self, name))
        self._add("cjk share", self.cjk * 100 // np.maximum(self.units, 1))
        self._add("linked share", self.linked * 100 // np.maximum(self.chars, 1))
        self._add("marked share", np.array([r.marked for r in self.runs], np.int64) * 100 // np.maximum(self.chars, 1))
        self._add("word length", self.chars * 10 // np.maximum(self.units, 1))
        self._add("digit share", self.digits * 100 // np.maximum(self.chars, 1))
        self._add("ends", np.array([t[-1:] in ENDS for t in self.texts]))
        self._add("colon", np.array([t[-1:] in ":：" and t != "" for t in self.texts]))
        self._add("bar", np.array([("|" in t) + 2 * ("»" in t or "›" in t or " > " in t) for t in self.texts]))
        self._add("upper", np.array([t.isupper() + 2 * t[:1].islower() for t in self.texts]))
        self._add("depth", np.array([r.depth for r in self.runs], np.int64))
        self._add("lines", np.array([r.lines for r in self.runs], np.int64))
        short = [phrases_of(t) if len(t) <= 2 * PHRASE_LENGTH else 0 for t in self.texts]
        phrases = np.array(short, np.int64)
        for n, (name, _) in enumerate(PHRASES):
            self._add(f"says {name}", phrases >> n & 1)
        self._add(
            "legal sign",
            np.array(
                [("©" in t or "版权" in t or "备案" in t or "icp" in t.lower()) and len(t) < 400 for t in self.texts]
            ),
        )

    def _hinted(self) -> None:
        """Say what the elements around each run are called: 3 its own, 2 near, 1 far, 0 none; and which tags they are."""
        own, block = self.own, self.block[self.own]
        near = self.parent[block]
        near2 = self.parent[near]
        whole = self._wide()
        far = ancestors(np.where(whole, 0, self.hints), self.parent)
        tags_far = ancestors(
            np.where(whole & (self.tags & (TAG_BITS["main"] | TAG_BITS["article"]) == 0), 0, self.tags), self.parent
        )
        hints = np.where(whole, 0, self.hints)
        here = hints[own] | hints[block]
        close = hints[near] | hints[near2]
        for n, (name, _) in enumerate(HINTS):
            value = np.where(here >> n & 1, 3, np.where(close >> n & 1, 2, far[own] >> n & 1))
            self._add(f"hint {name}", value)
        self._add("hint far count", popcount(far[own]))
        for n, tag in enumerate(TAGS):
            self._add(f"in {tag}", tags_far[own] >> n & 1)
        self._add("own tag", np.array([tag_number(self.elements, r) for r in self.runs], np.int64))

    def _wide(self) -> NDArray[np.bool_]:
        """Say which elements hold nearly the whole page: what they are called says nothing of its parts."""
        mass = self.sums["mass"]
        return (self.sums["chars"] * 10 > int(self.chars.sum()) * 8) & (
            mass * 10 >= int((self.units * self.good).sum()) * 8
        )

    def _around(self) -> None:
        """Measure the blocks around each run: text, links, punctuation, prose."""
        at = self.block[self.own]
        s = self.sums
        for level in range(LEVELS):
            if level < ABSOLUTE:
                self._add(f"units {level}", s["units"][at])
                self._add(f"runs {level}", s["runs"][at])
            self._add(f"linked share {level}", s["linked"][at] * 100 // np.maximum(s["chars"][at], 1))
            self._add(f"stops per 100 {level}", s["stops"][at] * 100 // np.maximum(s["units"][at], 1))
            self._add(f"mass share {level}", s["mass"][at] * 100 // np.maximum(s["units"][at], 1))
            self._add(f"units per run {level}", s["units"][at] // np.maximum(s["runs"][at], 1))
            at = self.block[self.parent[at]]
        mass = self.units * self.good
        at = self.block[self.own]
        for level in (
            0,
            1,
            2,
        ):  # prose that hangs on the same block, as a share of what hangs on the page's richest block
            hangs = np.bincount(at, weights=mass, minlength=len(self.parent)).astype(np.int64)
            self._add(f"hangs {level}", hangs[at])
            self._add(f"hangs share {level}", hangs[at] * 100 // max(int(hangs.max()), 1))
            self._add(f"first linked {level}", self._linked_share(np.minimum(self.first[at], len(self.runs) - 1)))
            at = self.block[self.parent[at]]

    def _linked_share(self, places: Ints) -> Ints:
        return self.linked[places] * 100 // np.maximum(self.chars[places], 1)
