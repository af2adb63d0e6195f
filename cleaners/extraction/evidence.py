"""Evidence: for every run of a page integers that say what it looks like (article_blocks.py) and where it stands.

Nothing here decides. Integers only, so that every machine computes the same.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cleaners.extraction.blocks import Blocks
from cleaners.extraction.links import links
from cleaners.extraction.measures import FAR, nearest, shifted, signature, window
from cleaners.extraction.page import TYPES, dense, described, facts_of, titled
from cleaners.extraction.sections import sections
from cleaners.extraction.structure import distances, repetition
from cleaners.extraction.told import told
from cleaners.extraction.words import words
from cleaners.html.tags import HEADINGS

if TYPE_CHECKING:
    from cleaners.extraction.measures import Ints
    from cleaners.html.dom import Dom, Run

TITLE_LENGTH = 250
LOOKED_AT = 400  # characters of a text that are compared with title and description
AROUND = 6  # blocks around a run whose other runs are asked for their first verdict
PARTS = (repetition, distances, sections, links, words, told)
SHARES = ("thread", "product", "listing", "comments", "code", "faq")  # names whose share of a page tells its type


class Table(NamedTuple):
    """Evidence by name, each an array over the runs of a page; runs that are built alike bear one number in `alike`.

    `around` says for each level of blocks around a run which runs they hold: the first, and the one behind the last.
    """

    columns: dict[str, Ints]
    alike: Ints
    around: tuple[tuple[Ints, Ints], ...]


def evidence_table(page: Dom) -> Table:
    """Return the evidence for every run of the page."""
    made = Evidences(page)
    return Table(made.table(), made.alike, made.around())


class Evidences(Blocks):
    """All measurements of one page."""

    def table(self) -> dict[str, Ints]:
        """Return all measurements by name."""
        self._own()
        self._hinted()
        self._around()
        self._placed()
        self._repeated()
        self._beside()
        self._told()
        self._whole()
        for part in PARTS:
            self.columns |= part(self)
        return self.columns

    def around(self) -> tuple[tuple[Ints, Ints], ...]:
        """Return the runs that the blocks around each run hold, from the innermost block outwards."""
        at, found = self.block[self.own], []
        for _ in range(AROUND):
            found.append((self.first[at], self.last[at]))
            at = self.block[self.parent[at]]
        return tuple(found)

    def _placed(self) -> None:
        """Say where each run stands: on the page, to the nearest prose, to the first heading, to the containers of the prose."""
        count = len(self.runs)
        order = np.arange(count)
        ends = np.cumsum(self.units)
        total = max(int(self.units.sum()), 1)
        self._add("place", order * 1000 // max(count, 1))
        self._add("place units", (ends - self.units) * 1000 // total)
        self._add("runs before", order)
        self._add("runs after", count - 1 - order)
        good = np.flatnonzero(self.good)
        before, after = nearest(order, good)
        self._add("prose before", before)
        self._add("prose after", after)
        mass = np.cumsum(self.units * self.good)
        all_mass = max(int(mass[-1]) if count else 0, 1)
        self._add("mass before", (mass - self.units * self.good) * 100 // all_mass)
        h1 = np.array([n for n, r in enumerate(self.runs) if self._level(r) == 1], np.int64)
        h_before, h_after = nearest(order, h1)
        self._add("h1 before", h_before)
        self._add("h1 after", h_after)
        headings = np.array([n for n, r in enumerate(self.runs) if self._level(r)], np.int64)
        above = nearest(order, headings)[0]
        self._add("heading before", above)
        self._add("heading linked", np.where(above < FAR, self._linked_share(np.maximum(order - above, 0)), -1))
        self._add("heading after", nearest(order, headings)[1])
        for share in (50, 75, 90):
            self._contained(share, order, all_mass)

    def _contained(self, share: int, order: Ints, all_mass: int) -> None:
        """Say how far each run lies outside the innermost element that holds this share of the page's prose."""
        holds = self.sums["mass"][:-1] * 100 >= share * all_mass
        inner = np.flatnonzero(holds)
        place = int(inner[-1]) if len(inner) else len(self.elements)
        first, last = int(self.first[place]), int(self.last[place])
        self._add(
            f"outside {share}", np.where(order < first, order - first, np.where(order >= last, order - last + 1, 0))
        )

    def _level(self, run: Run) -> int:
        return HEADINGS.get(self.elements[run.block].tag, 0) if run.block >= 0 else 0

    def _repeated(self) -> None:
        """Measure runs that are built alike (same tags and names around them), and texts that stand on the page again."""
        names = [signature(self.elements, r) for r in self.runs]
        numbers: dict[tuple[str, ...], int] = {}
        kind = self.alike = np.array([numbers.setdefault(name, len(numbers)) for name in names], np.int64)
        size = len(numbers)
        runs = np.bincount(kind, minlength=size).astype(np.int64)
        units = np.bincount(kind, weights=self.units, minlength=size).astype(np.int64)
        linked = np.bincount(kind, weights=self.linked, minlength=size).astype(np.int64)
        chars = np.bincount(kind, weights=self.chars, minlength=size).astype(np.int64)
        stops = np.bincount(kind, weights=self.stops, minlength=size).astype(np.int64)
        self._add("alike", runs[kind])
        self._add("alike units", units[kind])
        self._add("alike length", units[kind] // np.maximum(runs[kind], 1))
        self._add("alike linked", linked[kind] * 100 // np.maximum(chars[kind], 1))
        self._add("alike stops", stops[kind] * 100 // np.maximum(units[kind], 1))
        same = Counter(self.texts)
        self._add("same text", np.array([same[t] for t in self.texts], np.int64))
        seen: Counter[str] = Counter()
        times = []
        for text in self.texts:
            times.append(seen[text])
            seen[text] += 1
        self._add("times before", np.array(times, np.int64))

    def _beside(self) -> None:
        """Measure the runs before and after each run."""
        c = self.columns
        for name in ("units", "linked share", "stops", "own tag"):
            for shift in (1, 2, -1, -2):
                self._add(f"{name} at {-shift}", shifted(c[name], shift))
        for reach in (4, 12):
            self._add(f"units within {reach}", window(self.units, reach))
            self._add(
                f"linked within {reach}", window(self.linked, reach) * 100 // np.maximum(window(self.chars, reach), 1)
            )
            self._add(f"mass within {reach}", window(self.units * self.good, reach))

    def _told(self) -> None:
        """Say where runs stand to those that the page's title and description speak of, and what comments hold of the prose."""
        facts = facts_of(self.page)
        order = np.arange(len(self.runs))
        folded = [dense(t[:LOOKED_AT]) for t in self.texts]
        title = np.array([titled(f, facts) if len(f) <= TITLE_LENGTH else 0 for f in folded], np.int64)
        self._add("titled", title)
        heads = title * 2 >= max(int(title.max()) if len(title) else 0, 1)
        before, after = nearest(order, np.flatnonzero(heads))
        self._add("title before", before)
        self._add("title after", after)
        told = np.array([described(f, facts) for f in folded], np.bool_)
        before, after = nearest(order, np.flatnonzero(told))
        self._add("description before", before)
        self._add("description after", after)
        mass = self.units * self.good
        comments = self.columns["hint comments"] > 0
        inside, outside = mass * comments, mass * ~comments
        self._add("page comments", np.full_like(order, int(inside.sum()) * 100 // max(int(mass.sum()), 1)))
        self._add("page outside comments", np.full_like(order, int(outside.sum())))
        self._add("outside comments before", np.cumsum(outside) - outside)
        for n, (name, _) in enumerate(TYPES):
            self._add(f"page is {name}", np.full_like(order, facts.types >> n & 1))

    def _whole(self) -> None:
        """Describe the page as a whole, the same for each run of it."""
        ones = np.ones(len(self.runs), np.int64)
        units = max(int(self.units.sum()), 1)
        tags = Counter(e.tag for e in self.elements)
        values = {
            "page linked": int(self.linked.sum()) * 100 // max(int(self.chars.sum()), 1),
            "page mass": int((self.units * self.good).sum()) * 100 // units,
            "page cjk": int(self.cjk.sum()) * 100 // units,
            "page articles": tags["article"],
            "page mains": tags["main"],
            "page forms": tags["form"],
        }
        for name in SHARES:
            values[f"page hint {name}"] = int((self.units * (self.columns[f"hint {name}"] > 0)).sum()) * 100 // units
        for name, value in values.items():
            self._add(name, ones * value)
