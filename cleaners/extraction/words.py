"""What texts are made of: function words, which running text is full of and lists of links lack, capitals, prices, Chinese stops."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cleaners.extraction.blocks import Blocks
    from cleaners.extraction.measures import Ints

_ENGLISH = (
    "the of and to in is that for with was as it on be are this by from or an at not have which but we you his her they their i he she my "
    "has had were its can will if your all more when there who what so"
)
ENGLISH = frozenset(_ENGLISH.split())
CHINESE = "的了是在和我不有这這就也都对對为為与與而個个們们說说上地到他她要以会會着著但之于於其中"
STOPS = "，。、；：？！“”《》（）…"
CURRENCIES = "$£€¥￥"
CODE = "{}[]<>=;\\_"  # frequent in programs and in data that a page shows by mistake
LEVELS = 3


def words(blocks: Blocks) -> dict[str, Ints]:
    """Count function words, capitals, prices and Chinese stops per run, and function words in the blocks around it."""
    signs, units, cjk = blocks.signs, blocks.units, blocks.cjk
    capitals, small = signs.begins(ord("A"), ord("Z")), signs.begins(ord("a"), ord("z"))
    chinese = signs.any_of(CHINESE)
    english = np.array([sum(word in ENGLISH for word in text.lower().split()) for text in blocks.texts], np.int64)
    function = english * (units > cjk) + chinese
    prices = signs.any_of(CURRENCIES)
    out = {
        "capital share": capitals * 100 // np.maximum(capitals + small, 1),
        "zh function share": chinese * 100 // np.maximum(cjk, 1),
        "en function share": english * 100 // np.maximum(units - cjk, 1),
        "function words": function,
        "wide punctuation": signs.any_of(STOPS),
        "currency": prices,
        "code share": signs.any_of(CODE) * 100 // np.maximum(blocks.chars, 1),
        "page prices": np.full_like(units, int((prices > 0).sum()) * 100 // max(len(units), 1)),
        "page function": np.full_like(units, int(function.sum()) * 100 // max(int(units.sum()), 1)),
    }
    held = np.concatenate([[0], np.cumsum(function)])
    at = blocks.block[blocks.own]
    for level in range(LEVELS):
        inside = held[blocks.last[at]] - held[blocks.first[at]]
        out[f"function share {level}"] = inside * 100 // np.maximum(blocks.sums["units"][at], 1)
        at = blocks.block[blocks.parent[at]]
    return out
