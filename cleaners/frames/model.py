"""The verdict on a line of a frame: the numbers of its words, and a sum of small integer decision tables over its evidence.

Both are learned from pages (benchmarks/build_frame_model.py) and lie in models/frame.json; no text of a page is in it. Each table
asks four yes-no questions of a line and adds the number that stands under the answers: the tables of the article
(cleaners/extraction/model.py), asked of other evidence.
"""

from __future__ import annotations

import json
from base64 import b64decode
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cleaners.extraction.model import Model as Tables
from cleaners.extraction.model import added, tables_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaners.frames.evidence import Table


class Words(NamedTuple):
    """The learned numbers of pieces of language: one for each bucket, what one of them is worth, and where a line begins."""

    steps: Sequence[int]
    step: int
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


def scores(tables: Tables, table: Table) -> list[int]:
    """Return for each row the log-odds, times 1,000, that it is furniture."""
    columns = {name: np.array(table.columns[name], np.int64) for name in tables.columns}
    added_up: list[int] = added(tables, columns, len(table.places)).tolist()
    return added_up
