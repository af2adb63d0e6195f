"""Where runs stand in the tree: among siblings that are built alike (posts, cards, rows), and how far from the richest block.

Only elements that hold text are walked; each is visited a fixed number of times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cleaners.html.tags import APART

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cleaners.extraction.blocks import Blocks
    from cleaners.extraction.measures import Ints

FEW = 3  # so many siblings of one tag and class are a list of something
HIGHEST = 99  # levels of a tree that are told apart


def repetition(blocks: Blocks) -> dict[str, Ints]:
    """Measure the innermost and the outermost list of like siblings around each run; -1 where there is none."""
    numbers = _alike(blocks)
    held = blocks.first < blocks.last
    size = int(numbers.max()) + 1
    count = np.bincount(numbers, weights=held, minlength=size).astype(np.int64)
    repeats = (count[numbers] >= FEW) & held
    repeats[-1] = False
    inner, outer = _lists_around(blocks, repeats.tolist())
    out: dict[str, Ints] = {}
    sums = {
        name: np.bincount(numbers, weights=blocks.sums[name], minlength=size).astype(np.int64)
        for name in ("units", "chars", "linked", "mass", "stops", "runs")
    }
    everything = {name: max(int(blocks.sums[name][-1]), 1) for name in ("units", "mass")}
    for which, around in (("inner", inner), ("outer", outer)):
        group = numbers[around[blocks.own]]
        n = np.maximum(count[group], 1)
        measured = {
            "siblings": count[group],
            "units each": sums["units"][group] // n,
            "linked": sums["linked"][group] * 100 // np.maximum(sums["chars"][group], 1),
            "mass share": sums["mass"][group] * 100 // np.maximum(sums["units"][group], 1),
            "of page": sums["units"][group] * 100 // everything["units"],
            "of prose": sums["mass"][group] * 100 // everything["mass"],
            "runs each": sums["runs"][group] // n,
            "stops each": sums["stops"][group] * 10 // n,
        }
        none = around[blocks.own] == len(blocks.elements)
        out |= {f"{which} {name}": np.where(none, -1, values) for name, values in measured.items()}
    return out


def _alike(blocks: Blocks) -> Ints:
    """Return a number for each element, the same for siblings of one tag and first class; 0 for what holds no text."""
    numbers = np.zeros(len(blocks.elements) + 1, np.int64)
    known: dict[tuple[int, str, str], int] = {}
    for n in np.flatnonzero(blocks.first[:-1] < blocks.last[:-1]).tolist():
        element = blocks.elements[n]
        name = element.attr("class").partition(" ")[0] if element.attrs else ""
        numbers[n] = known.setdefault((element.parent, element.tag, name), len(known) + 1)
    return numbers


def _lists_around(blocks: Blocks, repeats: Sequence[bool]) -> tuple[Ints, Ints]:
    """Return for each element the innermost and the outermost block around it, itself included, that repeats."""
    top = len(blocks.elements)
    inner, outer, parent = [top] * (top + 1), [top] * (top + 1), blocks.parent.tolist()
    for n in np.flatnonzero(blocks.first[:-1] < blocks.last[:-1]).tolist():
        here = repeats[n] and blocks.elements[n].tag in APART
        above = parent[n]
        inner[n] = n if here else inner[above]
        outer[n] = n if here and outer[above] == top else outer[above]
    return np.array(inner, np.int64), np.array(outer, np.int64)


def distances(blocks: Blocks) -> dict[str, Ints]:
    """Say how deep each run lies and how far from the block on which most prose hangs: up to the shared ancestor, down from it."""
    top = len(blocks.elements)
    parent = blocks.parent.tolist()
    held = np.flatnonzero(blocks.first[:-1] < blocks.last[:-1]).tolist()
    depth = [0] * (top + 1)
    for n in held:
        depth[n] = depth[parent[n]] + 1
    out = {"tree depth": np.minimum(np.array(depth, np.int64)[blocks.own], HIGHEST)}
    around = blocks.block[blocks.own]
    for name, hung in (("best", around), ("best parent", blocks.block[blocks.parent[around]])):
        up, down = _away(_richest(blocks, hung), parent, held)
        out[f"{name} up"] = np.minimum(up[blocks.own], HIGHEST)
        out[f"{name} down"] = np.minimum(down[blocks.own], HIGHEST)
    return out


def _richest(blocks: Blocks, hung: NDArray[np.int64]) -> int:
    prose = np.bincount(hung, weights=blocks.units * blocks.good, minlength=len(blocks.elements) + 1)
    prose[-1] = 0
    return int(prose.argmax())


def _away(best: int, parent: Sequence[int], held: Sequence[int]) -> tuple[Ints, Ints]:
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
    return np.array(up, np.int64), np.array(down, np.int64)
