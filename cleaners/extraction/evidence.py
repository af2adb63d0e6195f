"""Evidence: for every run of a page integers that say what it looks like (article_blocks.py) and where it stands.

Nothing here decides. Integers only, so that every machine computes the same.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cleaners.extraction.blocks import SUMMED, Blocks
from cleaners.extraction.links import links
from cleaners.extraction.measures import FAR, grouped, nearest, share, shifted, signatures, window
from cleaners.extraction.page import TYPES, dense, described, facts_of, titled
from cleaners.extraction.sections import sections
from cleaners.extraction.structure import distances, repetition
from cleaners.extraction.told import told
from cleaners.extraction.words import words

if TYPE_CHECKING:
    from cleaners.extraction.measures import Ints
    from cleaners.html.dom import Dom

TITLE_LENGTH = 250
LOOKED_AT = 400  # characters of a text that are compared with title and description
MOST = (50, 75, 90)  # per cent of the prose that its containers hold
BESIDE = ("units", "linked share", "stops", "own tag")
PARTS = (repetition, distances, sections, links, words, told)
SHARES = ("thread", "product", "listing", "comments", "code", "faq")  # names whose share of a page tells its type


class Table(NamedTuple):
    """Evidence by name, each an array over the runs of a page; runs that are built alike bear one number in `alike`.

    `around` says which runs the blocks around each run hold, a row for each level: the first, and the one behind the last.
    """

    columns: dict[str, Ints]
    alike: Ints
    around: tuple[Ints, Ints]


def evidence_table(page: Dom) -> Table:
    """Return the evidence for every run of the page."""
    made = Evidences(page)
    return Table(made.table(), made.alike, made.inside)


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
        values = np.array(list(self.whole.values()), np.int64)
        self._put(self.whole, np.broadcast_to(values[:, None], (len(values), len(self.runs))))
        return self.columns

    def _placed(self) -> None:
        """Say where each run stands: on the page, to the nearest prose, to the first heading, to the containers of the prose."""
        count = len(self.runs)
        order = np.arange(count)
        before_it = self.totals[:, :-1]
        self._add("place", order * 1000 // max(count, 1))
        self._add("place units", before_it[SUMMED.index("units")] * 1000 // max(int(self.units.sum()), 1))
        self._add("runs before", order)
        self._add("runs after", count - 1 - order)
        before, after = nearest(np.array((self.good, self.heading == 1, self.heading > 0)))
        for n, name in enumerate(("prose", "h1", "heading")):
            self._put((f"{name} before", f"{name} after"), (before[n], after[n]))
        above = before[2]
        self._add("heading linked", np.where(above < FAR, self._linked_share(np.maximum(order - above, 0)), -1))
        all_mass = max(int(self.mass.sum()), 1)
        self._add("mass before", before_it[SUMMED.index("mass")] * 100 // all_mass)
        self._contained(order, all_mass)

    def _contained(self, order: Ints, all_mass: int) -> None:
        """Say how far each run lies outside the innermost element that holds so much of the page's prose."""
        held = self.sums["mass"][:-1] * 100
        inner = [np.flatnonzero(held >= part * all_mass) for part in MOST]
        places = [int(found[-1]) if len(found) else len(self.elements) for found in inner]
        first, last = self.first[places][:, None], self.last[places][:, None]
        outside = np.where(order < first, order - first, np.where(order >= last, order - last + 1, 0))
        self._put((f"outside {part}" for part in MOST), outside)

    def _repeated(self) -> None:
        """Measure runs that are built alike (same tags and names around them), and texts that stand on the page again."""
        kind = self.alike = np.array(signatures(self.elements, self.classes, [r.element for r in self.runs]), np.int64)
        values = np.array((np.ones_like(kind), self.units, self.linked, self.chars, self.stops), np.int64)
        size = int(kind.max()) + 1 if len(kind) else 0
        runs, units, linked, chars, stops = grouped(kind, values, size)[:, kind]
        self._add("alike", runs)
        self._add("alike units", units)
        self._add("alike length", units // np.maximum(runs, 1))
        self._add("alike linked", share(linked, chars))
        self._add("alike stops", share(stops, units))
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
        rows = np.array([self.columns[name] for name in BESIDE], np.int64)
        for shift in (1, 2, -1, -2):
            self._put((f"{name} at {-shift}" for name in BESIDE), shifted(rows, shift))
        for reach in (4, 12):
            within = dict(zip(SUMMED, window(self.totals, reach), strict=True))
            self._add(f"units within {reach}", within["units"])
            self._add(f"linked within {reach}", share(within["linked"], within["chars"]))
            self._add(f"mass within {reach}", within["mass"])

    def _told(self) -> None:
        """Say where runs stand to those that the page's title and description speak of, and what comments hold of the prose."""
        facts = facts_of(self.page)
        folded = [dense(t[:LOOKED_AT]) for t in self.texts]
        title = np.array([titled(f, facts) if len(f) <= TITLE_LENGTH else 0 for f in folded], np.int64)
        self._add("titled", title)
        heads = title * 2 >= max(int(title.max()) if len(title) else 0, 1)
        told = np.array([described(f, facts) for f in folded], np.bool_)
        before, after = nearest(np.array((heads, told)))
        for n, name in enumerate(("title", "description")):
            self._put((f"{name} before", f"{name} after"), (before[n], after[n]))
        comments = self.columns["hint comments"] > 0
        outside = self.mass * ~comments
        all_mass, left = int(self.mass.sum()), int(outside.sum())
        self.whole["page comments"] = (all_mass - left) * 100 // max(all_mass, 1)
        self.whole["page outside comments"] = left
        self._add("outside comments before", np.cumsum(outside) - outside)
        self.whole |= {f"page is {name}": facts.types >> n & 1 for n, (name, _) in enumerate(TYPES)}

    def _whole(self) -> None:
        """Describe the page as a whole, the same for each run of it."""
        total = dict(zip(SUMMED, self.totals[:, -1].tolist(), strict=True))
        units = max(total["units"], 1)
        tags = Counter(e.tag for e in self.elements)
        self.whole |= {
            "page linked": total["linked"] * 100 // max(total["chars"], 1),
            "page mass": total["mass"] * 100 // units,
            "page cjk": int(self.cjk.sum()) * 100 // units,
            "page articles": tags["article"],
            "page mains": tags["main"],
            "page forms": tags["form"],
        }
        for name in SHARES:
            self.whole[f"page hint {name}"] = int(self.units[self.columns[f"hint {name}"] > 0].sum()) * 100 // units
