"""Evidence for the second look: what the first verdict said of the runs beside, around and built like a run, and of the whole page.

A run that is content stands among content, its siblings are content too, and a page has one text: none of this can be asked before
every run has a first score. Integers only, as everywhere here; chances are per mille.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from cleaners.extraction.measures import FAR, nearest, shifted, window

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
    mass = chance * units
    ones = np.ones_like(units)
    for reach in REACHES:
        out[f"chance within {reach}"] = window(mass, reach) // window(units, reach)
        out[f"runs within {reach}"] = window(chance, reach) // window(ones, reach)
    out["chance alike"] = _mean(table.alike, chance, ones)
    out["mass alike"] = _mean(table.alike, mass, units)
    held, wide = (np.concatenate([[0], np.cumsum(values)]) for values in (mass, units))
    for level, (first, last) in enumerate(table.around):
        out[f"chance around {level}"] = (held[last] - held[first]) // np.maximum(wide[last] - wide[first], 1)
    return out | _of_page(points, chance, mass, units)


def _mean(groups: Ints, values: Ints, weights: Ints) -> Ints:
    total, weight = (np.bincount(groups, weights=w).astype(np.int64) for w in (values, weights))
    return (total // np.maximum(weight, 1))[groups]


def _of_page(points: Ints, chance: Ints, mass: Ints, units: Ints) -> dict[str, Ints]:
    """Place each run among the content the page seems to have: before and behind it, above and below it in certainty."""
    if not len(points):
        return dict.fromkeys(PAGE, points)
    total, order = max(int(mass.sum()), 1), np.arange(len(points))
    ranks = np.argsort(-points, kind="stable")
    above = np.empty_like(points)
    above[ranks] = np.cumsum(mass[ranks]) * 1000 // total
    sure = np.flatnonzero((points > 0) & (units > SURE + 1))
    before, after = nearest(order, sure)
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
