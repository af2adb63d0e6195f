"""What a page's structured data (schema.org in JSON-LD) says that its content is: whole texts of articles and posts, names of things.

It is evidence, not the verdict: sites describe their whole offer there, and often only the beginning of a text.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import numpy as np

from cleaners.extraction.blocks import SUMMED
from cleaners.extraction.measures import nearest, running, share
from cleaners.extraction.page import dense
from cleaners.html.jsonld import strings

if TYPE_CHECKING:
    from cleaners.extraction.blocks import Blocks
    from cleaners.extraction.measures import Ints

TEXTS = frozenset(["articleBody", "text", "description", "reviewBody", "abstract"])
NAMES = frozenset(["name", "headline", "alternativeHeadline", "title"])
SHORTEST_TEXT = 20  # characters of a text that may hold a run
LONGEST_NAME = 300
HEAD = 60  # characters of a run that are looked for: what follows may be cut or marked up otherwise
LEAST = 12  # letters of them, fewer are found anywhere
LEVELS = 3
UNITS = SUMMED.index("units")
ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([nrt/\"\\]))")
TAG = re.compile(r"<[^<>]{0,300}>")


def told(blocks: Blocks) -> dict[str, Ints]:
    """Say of each run whether the structured data hold it, how far the nearest such run lies, and how much of the blocks around it they hold."""
    texts, names = _said(blocks)
    order = np.arange(len(blocks.runs))
    heads = [dense(text[:HEAD]) for text in blocks.texts] if texts or names else []
    held = np.array([len(h) >= LEAST and h in texts for h in heads] if texts else order * 0, np.bool_)
    named = np.array([h in names for h in heads] if names else order * 0, np.bool_)
    before, after = nearest(held)
    units = blocks.units * held
    blocks.whole["page told"] = int(units.sum()) * 100 // max(int(blocks.sums["mass"][-1]), 1)
    out = {
        "told text": held.astype(np.int64),
        "told name": named.astype(np.int64),
        "told text before": before,
        "told text after": after,
    }
    inside = blocks.held_around(np.array((running(units), blocks.totals[UNITS])), slice(1, LEVELS + 1))
    return out | dict(zip((f"told within {level}" for level in range(1, LEVELS + 1)), share(*inside), strict=True))


def _said(blocks: Blocks) -> tuple[str, frozenset[str]]:
    """Return the texts of the structured data folded by `dense` and joined, and its names."""
    source = blocks.page.source
    texts, names = [], []
    for element in blocks.elements:
        if element.tag != "script" or "ld+json" not in element.attr("type").lower():
            continue
        for path, start, end in strings(source, element.head, element.end):
            if path and path[-1] in TEXTS and end - start >= SHORTEST_TEXT:
                texts.append(_plain(source[start:end]))
            elif path and path[-1] in NAMES and end - start <= LONGEST_NAME:
                names.append(_plain(source[start:end]))
    return "\0".join(texts), frozenset(names) - {""}


def _plain(text: str) -> str:
    """Return the letters of a JSON string that may hold HTML."""
    return dense(TAG.sub(" ", html.unescape(ESCAPE.sub(_unescaped, text))))


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else found[2] if found[2] in '/"\\' else " "
