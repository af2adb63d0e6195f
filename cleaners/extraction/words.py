"""What texts are made of: function words, which running text is full of and lists of links lack, capitals, prices, Chinese stops."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cleaners.extraction.blocks import SUMMED
from cleaners.extraction.measures import running, share

if TYPE_CHECKING:
    from cleaners.extraction.blocks import Blocks
    from cleaners.extraction.measures import Ints

_ENGLISH = (
    "the of and to in is that for with was as it on be are this by from or an at not have which but we you his her they their i he she my "
    "has had were its can will if your all more when there who what so"
)
ENGLISH = frozenset(_ENGLISH.split())
LEVELS = 3
UNITS = SUMMED.index("units")


def words(blocks: Blocks) -> dict[str, Ints]:
    """Count function words, capitals, prices and Chinese stops per run, and function words in the blocks around it."""
    signs, units, cjk = blocks.signs, blocks.units, blocks.cjk
    english = np.array([sum(word in ENGLISH for word in text.lower().split()) for text in blocks.texts], np.int64)
    function = english * (units > cjk) + signs.chinese
    blocks.whole["page prices"] = int((signs.prices > 0).sum()) * 100 // max(len(units), 1)
    blocks.whole["page function"] = int(function.sum()) * 100 // max(int(units.sum()), 1)
    out = {
        "capital share": share(signs.capitals, signs.capitals + signs.small),
        "zh function share": share(signs.chinese, cjk),
        "en function share": share(english, units - cjk),
        "function words": function,
        "wide punctuation": signs.wide,
        "currency": signs.prices,
        "code share": share(signs.code, blocks.chars),
    }
    inside = blocks.held_around(np.array((running(function), blocks.totals[UNITS])), slice(LEVELS))
    return out | dict(zip((f"function share {level}" for level in range(LEVELS)), share(*inside), strict=True))
