"""Which short texts nobody writes again and again by intent: those with a title each time, and those that stand too often."""

from __future__ import annotations

import re

from cleaners.repeats.prose import FINAL

TITLED = 3  # lines of a titled piece: a title, two sentences
OFTEN = 4  # times that a short text stands under one title: thrice may be a prayer or an exercise
RECITED = re.compile(
    r"阿[门門们們]|亚孟|亞孟|\b[Aa]men\b|南[无無]|娑婆[诃訶]|唵|祷|禱|[诵誦念抄读讀唱写寫背][一二三四五六七八九十百两兩几幾\d]+[遍次]"
    r"|_{2,}|□|\bpray|\b(?:repeat|recite|copy|write|say)\b.{0,40}\btimes\b"
)


def is_titled(copy: str) -> bool:
    """Return whether a copy is a line that ends like no sentence, and sentences under it; a button may follow them."""
    lines = [line for line in copy.splitlines() if line.strip()]
    if len(lines) > TITLED and not FINAL.search(lines[-1]):
        lines.pop()
    return len(lines) >= TITLED and not FINAL.search(lines[0]) and all(map(FINAL.search, lines[1:]))


def stands_often(text: str, copy: str) -> bool:
    """Return whether finished lines stand in the same words more often than one recites, copies or fills in a text."""
    words = copy.strip()
    if not words or text.count(words) < OFTEN or RECITED.search(text[: text.find(words) + len(words)]):
        return False
    return all(map(FINAL.search, filter(str.strip, words.splitlines())))
