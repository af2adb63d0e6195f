"""The verdict on a line of a frame: the numbers of its words, and a sum of small integer decision tables over its evidence.

Both are learned from pages (benchmarks/build_frame_model.py) and lie in models/frame.json; no text of a page is in it. Each table
asks four yes-no questions of a line and adds the number that stands under the answers, as those of the article do
(cleaners/extraction/model.py), for a handful of lines instead of thousands.
"""

from __future__ import annotations

import json
from base64 import b64decode
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple, TypedDict

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cleaners.frames.evidence import Table


class Part(TypedDict):
    """Decision tables as the file holds them."""

    columns: list[str]
    asked: list[list[int]]
    thresholds: list[list[int]]
    numbers: list[list[int]]
    bias: int


class Words(NamedTuple):
    """The learned numbers of pieces of language: one for each bucket, what one of them is worth, and where a line begins."""

    steps: Sequence[int]
    step: int
    bias: int


class Tables(NamedTuple):
    """Decision tables of equal depth: columns asked, thresholds (`value > threshold` is yes), numbers under the answers."""

    columns: tuple[str, ...]
    asked: NDArray[np.int64]  # table x depth, index into `columns`
    thresholds: NDArray[np.int64]  # table x depth
    numbers: NDArray[np.int64]  # table x 2^depth
    bias: int


class Model(NamedTuple):
    """The numbers of words and the tables over evidence."""

    words: Words
    tables: Tables


def text_of_model() -> str:
    """Return the model's data as it lies in the package: what its digest covers."""
    return (files("cleaners") / "models" / "frame.json").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def model() -> Model:
    """Return the model, read once."""
    data = json.loads(text_of_model())
    words = data["words"]
    steps = np.frombuffer(b64decode(words["steps"]), np.int8).tolist()
    return Model(Words(steps, int(words["step"]), int(words["bias"])), tables_of(data["tables"]))


def tables_of(data: Part) -> Tables:
    """Return decision tables from their data."""
    asked, thresholds, numbers = (
        np.array(part, np.int64) for part in (data["asked"], data["thresholds"], data["numbers"])
    )
    return Tables(tuple(data["columns"]), asked, thresholds, numbers, data["bias"])


def scores(tables: Tables, table: Table) -> list[int]:
    """Return for each row the log-odds, times 1,000, that it is furniture."""
    rows = np.array([table.columns[name] for name in tables.columns], np.int64)
    said = rows[tables.asked] > tables.thresholds[:, :, None]  # table x depth x row
    answers = (said * (1 << np.arange(tables.asked.shape[1]))[:, None]).sum(axis=1)
    added: list[int] = (np.take_along_axis(tables.numbers, answers, axis=1).sum(axis=0) + tables.bias).tolist()
    return added
