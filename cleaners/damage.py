"""Judges the differences between two copies: damage of one of them, or the work of an author.

A law beside its amended form, a clause for the buyer and one for the seller, a record per person: such parallel texts
differ on purpose. What differs by accident is small, scattered and unsystematic, or whole sentences missing.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import opencc

from cleaners.copy_align import Difference
from cleaners.fold import HAN_FROM, codes_of, letters, simplified

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SMALL = 2  # letters that accident changes at one place
SMALL_LATIN = 4
SYSTEMATIC = 3  # the same letters replaced by the same others so often: a parallel text
PHRASES = 2  # phrases added or changed within sentences: an amended text
WORD = 6  # characters of a word of the other script's vocabulary, and of the context it is converted in
LOST = re.compile(r"[?？\ufffd□■]")
NUMERAL = re.compile(r"[0-9０-９〇零一二三四五六七八九十百千万两兩萬]")
OPPOSITES = frozenset(
    map(
        frozenset,
        ("新旧", "前后", "甲乙", "上下", "左右", "男女", "买卖", "正副", "东西", "南北", "父母", "子女", "有无"),
    )
)
CUT_AT = re.compile(r"[ \t\u3000]*(?:[.…]{2,}|[\r\n]|\Z)")  # where a truncated copy stops
LINE_START = ("", "\n", "\r")
SENTENCE_EDGE = re.compile(r"[。！？!?.…\r\n：:；;」』”\"]\s*\Z")


@dataclass(frozen=True)
class Damage:
    """What the differences amount to: letters each copy lacks, noise in the copy, and why they look like authorship."""

    changed: int
    lost: int
    lost_there: int
    noise: int
    noise_there: int
    authored: str


def joined(differences: Sequence[Difference]) -> list[Difference]:
    """Join differences a character apart in both copies: letters of one word."""
    out: list[Difference] = []
    for d in differences:
        if out and 0 <= d.start - out[-1].end <= 1 and 0 <= d.other_start - out[-1].other_end <= 1:
            out[-1] = Difference(out[-1].start, d.end, out[-1].other_start, d.other_end)
        else:
            out.append(d)
    return out


def explained(text: str, d: Difference) -> bool:
    """Return whether a difference is one of vocabulary between the Chinese scripts: 網路 for 网络, 軟體 for 软件."""
    if d.end - d.start > WORD or d.other_end - d.other_start > WORD:
        return False
    one, other = (text[max(0, low - WORD) : high + WORD] for low, high in (d[:2], d[2:]))
    inner, inner_other = (simplified(text[max(0, low - 1) : high + 1]) for low, high in (d[:2], d[2:]))
    return any(inner_other in convert(one) or inner in convert(other) for convert in _converters())


@lru_cache(maxsize=1)
def _converters() -> tuple[Callable[[str], str], ...]:
    return tuple(opencc.OpenCC(name).convert for name in ("tw2sp", "hk2s", "t2s"))


def damage(text: str, differences: Sequence[Difference], marks: frozenset[str]) -> Damage:
    """Return what the differences of a copy amount to; `marks` are pieces known as noise (a site's mark)."""
    changed = lost = lost_there = noise = noise_there = phrases = 0
    swaps: Counter[tuple[str, str]] = Counter()
    authored = ""
    for d in differences:
        here, there = text[d.start : d.end], text[d.other_start : d.other_end]
        one, other = _letters(here), _letters(there)
        noise += len(one) if here.strip() in marks else len(LOST.findall(here))
        noise_there += len(other) if there.strip() in marks else len(LOST.findall(there))
        if here.strip() in marks or there.strip() in marks:
            continue
        changed += len(one)
        lost += max(0, len(other) - len(one))
        lost_there += max(0, len(one) - len(other))
        if one and other:
            swaps[one, other] += 1
            authored = authored or _authored(one, other)
        phrases += _is_phrase(text, d, one, other)
    top = max(swaps.values(), default=0)
    if top >= SYSTEMATIC and 2 * sum(n for n in swaps.values() if n >= SYSTEMATIC) >= sum(swaps.values()):
        authored = authored or "the same letters are replaced by the same others throughout"
    if phrases >= PHRASES:
        authored = authored or "phrases were added or changed within sentences"
    return Damage(changed, lost, lost_there, noise, noise_there, authored)


def _authored(one: str, other: str) -> str:
    if NUMERAL.search(one) and NUMERAL.search(other):
        return f"numbers differ ({one} and {other})"
    if frozenset((one, other)) in OPPOSITES:
        return f"opposites stand in one place ({one} and {other})"
    return ""


def _is_phrase(text: str, d: Difference, one: str, other: str) -> bool:
    """Return whether words differ inside a sentence: too many letters for an accident, and no whole sentences."""
    longer = max(one, other, key=len)
    if len(longer) <= (SMALL if ord(longer[:1] or " ") >= HAN_FROM else SMALL_LATIN):
        return False
    if one and other:
        return True
    start, end, lacking = (d.start, d.end, d.other_start) if one else (d.other_start, d.other_end, d.start)
    whole = _is_edge(text, start) and _is_edge(text, end)
    return not whole and not CUT_AT.match(text, lacking) and text[max(0, lacking - 1) : lacking] not in LINE_START


def _is_edge(text: str, place: int) -> bool:
    """Return whether a sentence or a line may end at `place`, blanks and closing marks aside."""
    before = text[max(0, place - 4) : place]
    return (
        not before or bool(SENTENCE_EDGE.search(before)) or bool(SENTENCE_EDGE.match(text[place : place + 1] or "\n"))
    )


def _letters(text: str) -> str:
    found = letters(codes_of(simplified(text)))
    return "".join(map(chr, found[found > 0].tolist()))
