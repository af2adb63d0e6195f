"""The verdict on a row of evidence: a sum of small integer decision tables, learned from annotated pages; asked twice.

Each table asks five or six yes-no questions of the row and adds the number that stands under the answers. The second set of
tables also asks what the first said of the runs around (context.py). Numbers and thresholds are integers, so every machine
reaches the same verdict. The data (models/article.json) is built by benchmarks/build_article_model.py from pages of the WCXB
development set (CC-BY-4.0, Murrough Foley) and of magic-html's Chinese set (Apache-2.0); no text of theirs is in it.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple, TypedDict

import numpy as np

from cleaners.extraction.context import SCALE, context

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from cleaners.extraction.evidence import Table
    from cleaners.extraction.measures import Ints

ROWS = 256  # rows judged at once: what lies between stays in the processor's cache


class Part(TypedDict):
    """Tables as they lie in a model's file."""

    columns: list[str]
    asked: list[list[int]]
    thresholds: list[list[int]]
    numbers: list[list[int]]
    bias: int


class Questions(NamedTuple):
    """What the tables of a model ask, each question once: half of them are asked by several tables."""

    columns: NDArray[np.int64]
    thresholds: NDArray[np.int32]  # one below the other
    places: NDArray[np.int64]  # of the first question of each table, then of the second of each ...


class Model(NamedTuple):
    """Tables of equal depth: columns asked, thresholds (`value > threshold` is yes), numbers under the answers."""

    columns: tuple[str, ...]
    asked: NDArray[np.int32]  # table x depth, index into `columns`
    thresholds: NDArray[np.int32]  # table x depth
    numbers: NDArray[np.int32]  # table x 2^depth
    bias: int
    questions: Questions


class Models(NamedTuple):
    """The tables of the first look and of the second."""

    first: Model
    second: Model


def text_of_model() -> str:
    """Return the model's data as it lies in the package: what its digest covers."""
    return (files("cleaners") / "models" / "article.json").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def models() -> Models:
    """Return both models, read once."""
    data = json.loads(text_of_model())
    return Models(*(tables_of(data[name]) for name in Models._fields))


def tables_of(part: Part) -> Model:
    """Return tables from their data."""
    asked, thresholds, numbers = (
        np.array(rows, np.int32) for rows in (part["asked"], part["thresholds"], part["numbers"])
    )
    return Model(tuple(part["columns"]), asked, thresholds, numbers, part["bias"], _once(asked, thresholds))


def _once(asked: NDArray[np.int32], thresholds: NDArray[np.int32]) -> Questions:
    """Return the questions of all tables, each once."""
    pairs = np.stack([asked.T.ravel(), thresholds.T.ravel()])
    each, places = np.unique(pairs, axis=1, return_inverse=True)
    return Questions(each[0].astype(np.int64), each[1][:, None].astype(np.int32), places.ravel().astype(np.int64))


class Scores(NamedTuple):
    """For each run the log-odds, times SCALE, that it is content: judged by itself, and with what was said around it."""

    first: Ints
    second: Ints


def scores(table: Table) -> Scores:
    """Return what both looks say of the runs of a page."""
    count = len(table.alike)
    first = added(models().first, table.columns, count)
    return Scores(first, added(models().second, table.columns | context(table, first), count))


def added(model: Model, columns: Mapping[str, Ints], count: int) -> Ints:
    """Return for each row the sum of the numbers that the tables hold for it."""
    columns_asked = np.concatenate([columns[name] for name in model.columns])
    rows = columns_asked.astype(np.int32).reshape(len(model.columns), count)
    tables, depth = model.asked.shape
    offsets = (np.arange(tables) << depth)[:, None]
    numbers, out = model.numbers.ravel(), np.empty(count, np.int64)
    for start in range(0, count, ROWS):
        part = rows[:, start : start + ROWS]
        said = (part[model.questions.columns] > model.questions.thresholds).view(np.uint8)
        bits = said.take(model.questions.places, axis=0, mode="clip").reshape(depth, tables, -1)  # clip: all are within
        answers = bits[-1]
        for n in range(depth - 2, -1, -1):
            answers += answers
            answers |= bits[n]
        out[start : start + ROWS] = (
            numbers.take(answers + offsets, mode="clip").sum(axis=0, dtype=np.int32) + model.bias
        )
    return out


__all__ = ["SCALE", "Model", "Models", "Scores", "added", "models", "scores", "tables_of", "text_of_model"]
