"""Which section of a page a run stands in, by what opened it: a heading or short line that says "related", "comments", "share"."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cleaners.extraction.measures import nearest
from cleaners.extraction.terms import PHRASE_LENGTH
from cleaners.html.tags import HEADINGS

if TYPE_CHECKING:
    from cleaners.extraction.blocks import Blocks
    from cleaners.extraction.measures import Ints

OPENED = ("related", "comments", "legal", "share", "account", "advert", "buy")
HEADED = ("related", "comments", "share", "account", "legal")
COUNTED = ("member", "buy", "comments", "byline", "related", "act")


def sections(blocks: Blocks) -> dict[str, Ints]:
    """Measure for each run how far back the last opening of each kind lies, and what the last heading says."""
    columns, elements, order = blocks.columns, blocks.elements, np.arange(len(blocks.runs))
    level = np.array([HEADINGS.get(elements[r.block].tag, 0) if r.block >= 0 else 0 for r in blocks.runs], np.int64)
    heading = (level > 0) | (columns["hint title"] >= 2)
    short = (blocks.chars <= PHRASE_LENGTH) & (blocks.linked * 2 < blocks.chars)
    out: dict[str, Ints] = {}
    for name in OPENED:
        says = columns[f"says {name}"] > 0
        out[f"opened {name}"] = nearest(order, np.flatnonzero(says & short))[0]
        out[f"headed {name}"] = nearest(order, np.flatnonzero(says & heading))[0]
    above = nearest(order, np.flatnonzero(heading))[0]
    last = order - above
    for name in HEADED:
        out[f"under {name}"] = np.where(last >= 0, columns[f"says {name}"][np.maximum(last, 0)], 0)
    for name in COUNTED:
        share = int((columns[f"says {name}"] > 0).sum()) * 100 // max(len(order), 1)
        out[f"page says {name}"] = np.full_like(order, share)
    return out
