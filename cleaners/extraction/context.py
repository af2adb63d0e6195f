"""Evidence for the second look: what the first verdict said of the runs beside, around and built like a run, and of the whole page.

A run that is content stands among content, its siblings are content too, and a page has one text: none of this can be asked before
every run has a first score. Integers only, as everywhere here; chances are per mille.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from cleaners.extraction.measures import FAR, grouped, nearest, running, shifted, window

if TYPE_CHECKING:
    from cleaners.extraction.evidence import Table
    from cleaners.extraction.measures import Ints

SCALE = 1000  # of points: a log-odds of 1.0
CHANCES = np.array(
    [round(SCALE * math.log(n / (1000 - n))) for n in range(1, 1000)], np.int64
)  # the points of each per mille
NONE = -9 * SCALE  # the points of what lies beyond the ends of the page
SURE = 15  # words of a block that is content by its first score: a place to measure from
BESIDE = (1, 2, 3)
REACHES = (2, 5, 15)


def context(table: Table, points: Ints) -> dict[str, Ints]:
    """Return what the first points of all runs say of each."""
    units = table.columns["units"] + 1
    chance = np.searchsorted(CHANCES, points).astype(np.int64)
    out = {"points": points}
    for shift in BESIDE:
        out[f"points at {-shift}"] = shifted(points, shift, NONE)
        out[f"points at {shift}"] = shifted(points, -shift, NONE)
    values = np.array((chance * units, units, chance, np.ones_like(units)), np.int64)
    ends = running(values)
    for reach in REACHES:
        mass, wide, chances, count = window(ends, reach)
        out[f"chance within {reach}"] = mass // wide
        out[f"runs within {reach}"] = chances // count
    size = int(table.alike.max()) + 1 if len(table.alike) else 0
    mass, wide, chances, count = grouped(table.alike, values, size)[:, table.alike]
    out["chance alike"], out["mass alike"] = chances // count, mass // wide
    first, last = table.around
    around = ends[:2, last] - ends[:2, first]
    out |= zip(
        (f"chance around {level}" for level in range(len(first))), around[0] // np.maximum(around[1], 1), strict=True
    )
    return out | _of_page(points, chance, values[0], units)


def _of_page(points: Ints, chance: Ints, mass: Ints, units: Ints) -> dict[str, Ints]:
    """Place each run among the content the page seems to have: before and behind it, above and below it in certainty."""
    if not len(points):
        return dict.fromkeys(PAGE, points)
    total = max(int(mass.sum()), 1)
    ranks = np.argsort(-points, kind="stable")
    above = np.empty_like(points)
    above[ranks] = np.cumsum(mass[ranks]) * 1000 // total
    before, after = nearest((points > 0) & (units > SURE + 1))
    values = (
        np.cumsum(mass) * 1000 // total,
        np.full_like(points, total // int(units.sum())),
        np.full_like(points, int(points.max())),
        points - int(points.max()),
        above,
        np.full_like(points, int((chance * mass).sum()) // total),
        np.minimum(before, FAR),
        np.minimum(after, FAR),
    )
    return dict(zip(PAGE, values, strict=True))


PAGE = (
    "mass so far",
    "page chance",
    "page best",
    "below best",
    "mass above",
    "page certainty",
    "sure before",
    "sure after",
)
