"""The verdict on a row of evidence: a sum of small integer decision tables, learned from annotated pages.

Each table asks five or six yes-no questions of the row and adds the number that stands under the answers. Numbers and thresholds
are integers, so every machine reaches the same verdict. The data (models/article.json) is built by
benchmarks/build_article_model.py from pages of the WCXB development set (CC-BY-4.0, Murrough Foley) and of magic-html's
Chinese set (Apache-2.0); no text of theirs is in it.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

ROWS = 1024  # rows judged at once: bounds memory on pages of many thousand blocks
SCALE = 1000  # of the scores: a log-odds of 1.0


class Model(NamedTuple):
    """Tables of equal depth: columns asked, thresholds (`value > threshold` is yes), numbers under the answers."""

    columns: tuple[str, ...]
    asked: NDArray[np.int32]  # table x depth, index into `columns`
    thresholds: NDArray[np.int32]  # table x depth
    numbers: NDArray[np.int32]  # table x 2^depth
    bias: int


def text_of_model() -> str:
    """Return the model's data as it lies in the package: what its digest covers."""
    return (files("cleaners") / "models" / "article.json").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def model() -> Model:
    """Return the model, read and checked once."""
    data = json.loads(text_of_model())
    asked, thresholds, numbers = (np.array(data[name], np.int32) for name in ("asked", "thresholds", "numbers"))
    return Model(tuple(data["columns"]), asked, thresholds, numbers, int(data["bias"]))


def scores(columns: Mapping[str, NDArray[np.int64]], count: int) -> NDArray[np.int64]:
    """Return for each row the log-odds, times SCALE, that it is content."""
    m = model()
    rows = np.stack([columns[name] for name in m.columns]).astype(np.int32)  # column x row
    tables, depth = m.asked.shape
    offsets = (np.arange(tables, dtype=np.int32) << depth)[:, None]
    out = np.empty(count, np.int64)
    for start in range(0, count, ROWS):
        part = rows[:, start : start + ROWS]
        answers = np.zeros((tables, part.shape[1]), np.int32)
        for n in range(depth):
            answers |= (part[m.asked[:, n]] > m.thresholds[:, n, None]).astype(np.int32) << n
        out[start : start + ROWS] = m.numbers.ravel()[answers + offsets].sum(axis=0) + m.bias
    return out
