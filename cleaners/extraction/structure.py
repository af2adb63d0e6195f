"""Where runs stand in the tree: among siblings that are built alike (posts, cards, rows), and how far from the richest block.

Only elements that hold text are walked; each is visited a fixed number of times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cleaners.extraction.measures import grouped, share
from cleaners.html.tags import APART

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cleaners.extraction.blocks import Blocks
    from cleaners.extraction.measures import Ints

FEW = 3  # so many siblings of one tag and class are a list of something
GROUPED = ("units", "chars", "linked", "mass", "stops", "runs")
HIGHEST = 99  # levels of a tree that are told apart


def repetition(blocks: Blocks) -> dict[str, Ints]:
    """Measure the innermost and the outermost list of like siblings around each run; -1 where there is none."""
    numbers = _alike(blocks)
    held = blocks.first < blocks.last
    size = int(numbers.max()) + 1
    values = np.array([held, *(blocks.sums[name] for name in GROUPED)], np.int64)
    totals = grouped(numbers, values, size)
    repeats = (totals[0][numbers] >= FEW) & held
    repeats[-1] = False
    around = _lists_around(blocks, repeats.tolist())[:, blocks.own]
    siblings, units, chars, linked, mass, stops, runs = totals[:, numbers[around]]
    n = np.maximum(siblings, 1)
    measured = {
        "siblings": siblings,
        "units each": units // n,
        "linked": share(linked, chars),
        "mass share": share(mass, units),
        "of page": units * 100 // max(int(blocks.sums["units"][-1]), 1),
        "of prose": mass * 100 // max(int(blocks.sums["mass"][-1]), 1),
        "runs each": runs // n,
        "stops each": stops * 10 // n,
    }
    rows = np.where(around == len(blocks.elements), -1, np.array(list(measured.values())))
    names = [f"{which} {name}" for name in measured for which in ("inner", "outer")]
    return dict(zip(names, rows.reshape(len(names), -1), strict=True))


def _alike(blocks: Blocks) -> Ints:
    """Return a number for each element, the same for siblings of one tag and first class; 0 for what holds no text."""
    numbers = np.zeros(len(blocks.elements) + 1, np.int64)
    known: dict[tuple[int, str, str], int] = {}
    for n in blocks.held:
        element = blocks.elements[n]
        name = blocks.classes[n].partition(" ")[0]
        numbers[n] = known.setdefault((element.parent, element.tag, name), len(known) + 1)
    return numbers


def _lists_around(blocks: Blocks, repeats: Sequence[bool]) -> Ints:
    """Return for each element the innermost and the outermost block around it, itself included, that repeats."""
    top = len(blocks.elements)
    inner, outer, parent = [top] * (top + 1), [top] * (top + 1), blocks.parent.tolist()
    for n in blocks.held:
        here = repeats[n] and blocks.elements[n].tag in APART
        above = parent[n]
        inner[n] = n if here else inner[above]
        outer[n] = n if here and outer[above] == top else outer[above]
    return np.array((inner, outer), np.int64)


def distances(blocks: Blocks) -> dict[str, Ints]:
    """Say how deep each run lies and how far from the block on which most prose hangs: up to the shared ancestor, down from it."""
    top = len(blocks.elements)
    parent = blocks.parent.tolist()
    held = blocks.held
    depth = [0] * (top + 1)
    for n in held:
        depth[n] = depth[parent[n]] + 1
    out = {"tree depth": np.array([min(depth[n], HIGHEST) for n in blocks.own.tolist()], np.int64)}
    around, own = blocks.levels, blocks.own.tolist()
    for name, hung in (("best", around[0]), ("best parent", around[1])):
        up, down = _away(_richest(blocks, hung), parent, held)
        out[f"{name} up"] = np.array([min(up[n], HIGHEST) for n in own], np.int64)
        out[f"{name} down"] = np.array([min(down[n], HIGHEST) for n in own], np.int64)
    return out


def _richest(blocks: Blocks, hung: NDArray[np.int64]) -> int:
    prose = np.bincount(hung, weights=blocks.mass, minlength=len(blocks.elements) + 1)
    prose[-1] = 0
    return int(prose.argmax())


def _away(best: int, parent: Sequence[int], held: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return for each element the levels up to the first element that is also around `best`, and from there down to `best`."""
    top = len(parent) - 1
    up, down = [-1] * (top + 1), [0] * (top + 1)
    place, levels = best, 0
    while up[place] < 0:
        up[place], down[place] = 0, levels
        place, levels = parent[place], levels + 1
    up[top] = max(up[top], 0)
    for n in held:
        if up[n] < 0:
            up[n], down[n] = up[parent[n]] + 1, down[parent[n]]
    return up, down
