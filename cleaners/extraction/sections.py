"""Which section of a page a run stands in, by what opened it: a heading or short line that says "related", "comments", "share"."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cleaners.extraction.measures import nearest
from cleaners.extraction.terms import PHRASE_LENGTH, PHRASES

if TYPE_CHECKING:
    from cleaners.extraction.blocks import Blocks
    from cleaners.extraction.measures import Ints

OPENED = ("related", "comments", "legal", "share", "account", "advert", "buy")
HEADED = ("related", "comments", "share", "account", "legal")
COUNTED = ("member", "buy", "comments", "byline", "related", "act")
_ROWS = {name: n for n, (name, _) in enumerate(PHRASES)}
_OPENED, _HEADED, _COUNTED = ([_ROWS[name] for name in names] for names in (OPENED, HEADED, COUNTED))


def sections(blocks: Blocks) -> dict[str, Ints]:
    """Measure for each run how far back the last opening of each kind lies, and what the last heading says."""
    columns, order = blocks.columns, np.arange(len(blocks.runs))
    heading = (blocks.heading > 0) | (columns["hint title"] >= 2)
    short = (blocks.chars <= PHRASE_LENGTH) & (blocks.linked * 2 < blocks.chars)
    says = blocks.says > 0
    opens = says[_OPENED]
    back = nearest(np.concatenate([opens & short, opens & heading, heading[None]]))[0]
    out = dict(
        zip((*(f"opened {name}" for name in OPENED), *(f"headed {name}" for name in OPENED)), back[:-1], strict=True)
    )
    last = order - back[-1]
    under = np.where(last >= 0, blocks.says[_HEADED][:, np.maximum(last, 0)], 0)
    out |= zip((f"under {name}" for name in HEADED), under, strict=True)
    shares = says[_COUNTED].sum(axis=1) * 100 // max(len(order), 1)
    blocks.whole |= zip((f"page says {name}" for name in COUNTED), shares.tolist(), strict=True)
    return out
