"""Is a stretch of text prose? Repeats of anything else (verse, lists, tables, logs, forms, code) are how it is built."""

from __future__ import annotations

import re
from statistics import median

from cleaners.fold import codes_of, letters, text_of, weight

SENTENCE = re.compile(r".*?(?:[。！？!?；;]+|(?<=[\w”’\")\]])\.(?=[\s”’\")]|\Z))[”’」』）)】\"']*", re.DOTALL)
SENTENCES = 3  # distinct ones: fewer are a formula
SHORTEST, LONGEST = 3.0, 220.0  # CJK-equivalents of a sentence; law texts reach 200
SENTENCE_SHARE = 0.6  # of the letters must lie in finished sentences of such lengths; the rest are headings and names
DISTINCT_SHARE = 0.6  # of the sentences, digits collapsed: logs and lists of records repeat theirs
VERSE_LINE = 16.0  # CJK-equivalents: half of the lines shorter than this are verse, a dialogue or a list
SHORT_LINE = 30.0  # half of the lines shorter than this, and most of them unfinished, likewise
WRAPPED = 0.6  # share of lines filled to three quarters of the widest: a hard-wrapped paragraph, not verse
WIDEST_WRAP = 100
CODE_SHARE = 0.3
CODE_LINE = re.compile(r"[;{}]\s*$|^\s*(?:#include|def |return\b|import |function |\$ |>>> |</?\w+[^>]*>\s*$)", re.MULTILINE)
FINAL = re.compile(r"[。！？!?.…:：；;][”’」』）)】\"']*\s*$")
DIGITS = re.compile(r"\d+")


def skeleton(text: str) -> str:
    """Return the folded letters of `text`, every number as one 0.

    >>> skeleton("第 12 條: AB-c") == skeleton("第７条ａｂｃ")
    True
    """
    found = letters(codes_of(text))
    return DIGITS.sub("0", text_of(found[found > 0]))


def why_not_prose(text: str) -> str:
    """Return why `text` is no prose, or '' where it is: enough distinct finished sentences, in lines of some length."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return "there is nothing in it"
    if sum(1 for line in lines if CODE_LINE.search(line)) > CODE_SHARE * len(lines):
        return "it looks like code"
    if _is_verse(lines):
        return "its lines are short like those of verse, a dialogue or a list"
    sentences = [m.group() for m in SENTENCE.finditer(text)]
    fit = [s for s in sentences if SHORTEST <= _weight(s) <= LONGEST]
    if sum(map(_weight, fit)) < SENTENCE_SHARE * _weight(text):
        return "too little of it is finished sentences"
    distinct = {skeleton(s) for s in fit}
    if len(distinct) < SENTENCES:
        return f"it has fewer than {SENTENCES} distinct sentences"
    return "its own sentences repeat" if len(distinct) < DISTINCT_SHARE * len(fit) else ""


def _weight(text: str) -> float:
    found = letters(codes_of(text))
    return weight(found[found > 0])


def _is_verse(lines: list[str]) -> bool:
    if len(lines) <= SENTENCES:
        return False
    middle = median(map(_weight, lines))
    if middle < VERSE_LINE:
        return True
    if middle >= SHORT_LINE or _is_wrapped(lines):
        return False
    return sum(1 for line in lines if FINAL.search(line)) < len(lines) / 2


def _is_wrapped(lines: list[str]) -> bool:
    widest = max(map(len, lines))
    return widest <= WIDEST_WRAP and sum(1 for line in lines if len(line) >= 0.75 * widest) >= WRAPPED * len(lines)
