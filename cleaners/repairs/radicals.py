"""Radicals and compatibility ideographs that stand for ordinary Han: what PDF and OCR text holds instead of characters.

Only these blocks are folded, by their canonical or compatibility mapping; nothing else of NFC or NFKC is done.
A text that speaks of radicals keeps them.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from typing import TYPE_CHECKING

from cleaners.repairs import context
from cleaners.repairs.context import HAN, SIGNS, line_at, may_hold
from cleaners.rule import Rule, cleaner
from cleaners.text import Candidate, Evidence, Patch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaners.page import Page
    from cleaners.text import Finding, Text

RADICAL = Rule(
    "repair.radical",
    2,
    "A radical sign in the place of a character.",
    "Fonts of PDF files map a character and its radical to one glyph.",
)
COMPATIBILITY = Rule(
    "repair.compatibility",
    2,
    "A compatibility ideograph in the place of its unified one.",
    "Canonically the same character (Unicode, NFC).",
)

# The supplement has no mapping in NFKC; these are whole characters, as EquivalentUnifiedIdeograph.txt of Unicode gives them.
SUPPLEMENT = dict(
    zip(
        "⺠⺟⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "民母虎西见角贝车長长门青页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)
KANGXI = {chr(c): unicodedata.normalize("NFKC", chr(c)) for c in range(0x2F00, 0x2FD6)}
IDEOGRAPHS = {
    chr(c): unicodedata.normalize("NFC", chr(c))
    for block in (range(0xF900, 0xFB00), range(0x2F800, 0x2FA20))
    for c in block
    if unicodedata.normalize("NFC", chr(c)) != chr(c)
}
RADICALS = {**KANGXI, **SUPPLEMENT}
# Blocks, not the signs one by one: a pattern of astral characters is a hundred times as slow.
FOUND = re.compile("[\u2e80-\u2fd5\uf900-\ufaff\U0002f800-\U0002fa1f]+")
_BESIDE = re.compile(rf"[{HAN}]")
# Words of a text that speaks of such signs, and the signs of character descriptions.
TOPIC = re.compile(
    r"部首|偏旁|康熙|相容|兼容|radical|Kangxi|ideograph|U\+(?:2[EF]|F[9A])|[\u2ff0-\u2fff]", re.IGNORECASE
)
SERIES = 3  # neighbours in code order: a table of signs, never a word


@cleaner(RADICAL, COMPATIBILITY, helpers=(context,))
def radicals(text: Text, _page: Page) -> Iterator[Finding]:
    """Propose the ordinary character for each radical sign and compatibility ideograph that stands within Han text."""
    body = str(text)
    if not may_hold(body, SIGNS):
        return
    for run in FOUND.finditer(body):
        reason = _refusal(body, *run.span())
        for place in range(*run.span()):
            sign = body[place]
            rule, meant = (RADICAL, RADICALS[sign]) if sign in RADICALS else (COMPATIBILITY, IDEOGRAPHS.get(sign, sign))
            if meant == sign:
                continue
            if reason:
                yield Candidate(place, place + 1, rule.id, reason)
            else:
                yield Patch(
                    place,
                    place + 1,
                    meant,
                    rule.id,
                    Evidence(f"U+{ord(sign):04X} stands for U+{ord(meant):04X} {meant}"),
                )


def _refusal(body: str, start: int, end: int) -> str:
    """Return why the signs at `start:end` stay, or ''."""
    low, high = line_at(body, start)
    line = body[max(low, start - 200) : min(high, end + 200)]
    if TOPIC.search(line):
        return "the line speaks of such signs"
    if _is_series(body[start:end]):
        return "signs in code order: a table"
    meant = {RADICALS.get(c) or IDEOGRAPHS.get(c, c) for c in body[start:end]} - set(body[start:end])
    beside = [c for c in (body[start - 1 : start] if start else "", body[end : end + 1]) if c and _BESIDE.match(c)]
    if end - start == 1 and any(c in line for c in meant) and not beside:
        return "the line holds the character as well: it may compare them"
    return "" if beside or end - start > 1 else "it stands alone"


def _is_series(signs: str) -> bool:
    steps = [ord(b) - ord(a) for a, b in itertools.pairwise(signs)]
    return len(signs) >= SERIES and all(step == 1 for step in steps)
