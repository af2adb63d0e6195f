"""Judges the differences between two copies: damage of one of them, or the work of an author.

A law beside its amended form, a clause for the buyer and one for the seller, a record per person: such parallel texts
differ on purpose. What differs by accident is small, scattered and unsystematic, or whole sentences missing.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import opencc

from cleaners.charsets.charmodel import logprob
from cleaners.repeats.copy_align import Difference
from cleaners.repeats.fold import HAN_FROM, codes_of, letters, simplified
from cleaners.repeats.quantities import apart, is_number, why_other

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SMALL = 2  # letters that accident changes at one place
SMALL_LATIN = 4
SYSTEMATIC = 2  # the same letters replaced by the same others so often: a parallel text
BLANK = re.compile(r"_{2,}|[（(][ \u3000]+[)）]")
REPLACED = 0.25  # share of the changes that replace whole words: names in records of one form
LETTERS = "the same letters are replaced by the same others throughout"
WORDS = "words are replaced by other words"
PHRASES = 2  # phrases added or changed within sentences: an amended text
APART = 2
WORD = 6  # characters of a word of the other script's vocabulary, and of the context it is converted in
NEAR, MOST_PLACES = 3, 200  # characters to either side of a swapped letter that are read with it; places that are read
CHANCE = 6.0  # nats: two letters that stand for others say more by chance
LOST = re.compile(r"[?？\ufffd□■]")
WORD_BEFORE, WORD_BEHIND = re.compile(r"[A-Za-z]+\Z"), re.compile(r"[A-Za-z]+")
LONGEST_WORD = 24
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
    """What the differences amount to, in letters: changed, torn out of sentences, lacking in either copy, noise in either.

    Letters where the other copy has a mark of loss (a replacement character) are lacking there, and no disagreement.
    `swapped` counts places where letters stand for other letters, `unnatural` is how much worse they read here (nats); `authored` says why the differences look like an
    author's work, or is ''.
    """

    changed: int
    torn: int
    lost: int
    lost_there: int
    noise: int
    noise_there: int
    swapped: int
    unnatural: int
    authored: str


def joined(differences: Sequence[Difference]) -> list[Difference]:
    """Join differences a character or two apart in both copies: letters of one word."""
    out: list[Difference] = []
    for d in differences:
        if out and 0 <= d.start - out[-1].end <= APART and 0 <= d.other_start - out[-1].other_end <= APART:
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
    sides = [(text[d.start : d.end], text[d.other_start : d.other_end]) for d in differences]
    noise = sum(_noise(here, there, marks) for here, there in sides)
    noise_there = sum(_noise(there, here, marks) for here, there in sides)
    changes = [
        _change(text, d)
        for d, (here, there) in zip(differences, sides, strict=True)
        if here.strip() not in marks and there.strip() not in marks
    ]
    silent = [c for c in changes if not _is_told(text, c)]
    return Damage(
        changed=sum(len(c.one) for c in silent),
        torn=sum(len(c.other) for c in silent if not c.one and not _is_whole(text, c)),
        lost=sum(len(c.other) for c in changes if not c.one),
        lost_there=sum(len(c.one) for c in changes if not c.other),
        noise=noise,
        noise_there=noise_there,
        swapped=sum(1 for c in changes if c.one and c.other),
        unnatural=_unnatural(text, [c.place for c in changes if c.one and c.other]),
        authored=_authored(text, changes),
    )


def _unnatural(text: str, places: Sequence[Difference]) -> int:
    """Return by how many nats the letters of this copy are less natural than the other's, or 0 where it may be chance."""
    beside = sum(
        logprob(text[max(0, d.other_start - NEAR) : d.other_end + NEAR])
        - logprob(text[max(0, d.start - NEAR) : d.end + NEAR])
        for d in places[:MOST_PLACES]
    )
    return round(beside) if abs(beside) >= CHANCE else 0


class Change(NamedTuple):
    """A difference with the letters of either copy, and whether one of them has a blank to be filled in there."""

    place: Difference
    one: str
    other: str
    blank: bool


def _change(text: str, d: Difference) -> Change:
    """Return a difference with its letters; none where only punctuation differs, or how a number is written."""
    blank = BLANK.search(f"{text[d.start : d.end]}\n{text[d.other_start : d.other_end]}") is not None
    return Change(d, *apart(text, d), blank)


def _is_told(text: str, c: Change) -> bool:
    """Return whether one copy has nothing but marks of loss where the other has letters."""
    d = c.place
    empty = text[d.other_start : d.other_end] if c.one else text[d.start : d.end]
    return not (c.one and c.other) and LOST.search(empty) is not None


def _noise(piece: str, other: str, marks: frozenset[str]) -> int:
    """Return the letters of a mark, or the marks of loss; a question mark is one only in the place of a letter."""
    if piece.strip() in marks:
        return len(_letters(piece))
    lost = LOST.findall(piece)
    return len(lost) if _letters(other) else sum(1 for mark in lost if mark not in "?？")


def _authored(text: str, changes: Sequence[Change]) -> str:
    """Return why the changes look like an author's work, or ''."""
    swaps = Counter(_words_of(text, c) for c in changes if c.one and c.other)
    lettered = [c for c in changes if c.one or c.other]
    for c in lettered:
        if c.one and c.other and frozenset((c.one, c.other)) in OPPOSITES:
            return f"opposites stand in one place ({c.one} and {c.other})"
        if quantities := why_other(text, c.place, c.one, c.other):
            return quantities
    if lettered and all(is_number(text, c.place, c.one, c.other) for c in lettered):
        return "figures stand in one of them only, and nothing else differs"
    systematic = sum(n for n in swaps.values() if n >= SYSTEMATIC)
    if systematic and 2 * systematic >= sum(swaps.values()):
        return LETTERS
    if any(c.blank for c in changes):
        return "one of them has blanks to be filled in"
    if (words := _replaced(text, changes)) and words > REPLACED * len(lettered):
        return WORDS
    if sum(1 for c in changes if _is_phrase(text, c)) >= PHRASES:
        return "phrases were added or changed within sentences"
    return ""


def _words_of(text: str, c: Change) -> tuple[str, str]:
    """Return what stands for what: letters of Latin within their words, for accident mistakes one letter for another again and again."""
    if _is_han(c.one + c.other):
        return c.one, c.other
    d = c.place
    return _widened(text, d.start, d.end), _widened(text, d.other_start, d.other_end)


def _widened(text: str, start: int, end: int) -> str:
    """Return the Latin word that a span lies in."""
    before = WORD_BEFORE.search(text[max(0, start - LONGEST_WORD) : start])
    behind = WORD_BEHIND.match(text[end : end + LONGEST_WORD])
    return (before[0] if before else "") + text[start:end] + (behind[0] if behind else "")


def _replaced(text: str, changes: Sequence[Change]) -> int:
    """Return at how many places a word of either copy stands for another one: accident changes single letters."""
    sides = [apart(text, d) for d in joined([c.place for c in changes if c.one or c.other])]
    return sum(
        1 for one, other in sides if one != other and min(len(one), len(other)) >= (2 if _is_han(one + other) else 3)
    )


def _is_han(letters_: str) -> bool:
    return all(ord(c) >= HAN_FROM for c in letters_)


def _is_phrase(text: str, c: Change) -> bool:
    """Return whether words differ inside a sentence: too many letters for an accident, and no whole sentences."""
    longer = max(c.one, c.other, key=len)
    if len(longer) <= (SMALL if ord(longer[:1] or " ") >= HAN_FROM else SMALL_LATIN):
        return False
    return bool(c.one and c.other) or not _is_whole(text, c)


def _is_whole(text: str, c: Change) -> bool:
    """Return whether what one copy lacks is whole sentences, or all up to its end or from its begin."""
    d = c.place
    start, end, lacking = (d.start, d.end, d.other_start) if c.one else (d.other_start, d.other_end, d.start)
    whole = _is_edge(text, start) and _is_edge(text, end)
    return whole or bool(CUT_AT.match(text, lacking)) or text[max(0, lacking - 1) : lacking] in LINE_START


def _is_edge(text: str, place: int) -> bool:
    """Return whether a sentence or a line may end at `place`, blanks and closing marks aside."""
    before = text[max(0, place - 4) : place]
    return (
        not before or bool(SENTENCE_EDGE.search(before)) or bool(SENTENCE_EDGE.match(text[place : place + 1] or "\n"))
    )


def _letters(text: str) -> str:
    found = letters(codes_of(simplified(text)))
    return "".join(map(chr, found[found > 0].tolist()))
