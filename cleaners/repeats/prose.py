"""Is a stretch of text prose? Repeats of anything else (verse, lists, tables, logs, forms, code) are how it is built."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from cleaners.repeats.fold import HAN_FROM, LATIN_WEIGHT, codes_of, letters, text_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

SENTENCE_END = re.compile(  # one class of characters begins it: alternatives would be tried at every letter
    r"[。！？!?；;.](?:(?<=[。！？!?；;])[。！？!?；;]*|(?<=[\w”’\")\]]\.)(?=[\s”’\")]|\Z))[”’」』）)】\"']*"
)
SENTENCES = 3  # distinct ones: fewer are a formula
SHORTEST, LONGEST = 3.0, 220.0  # CJK-equivalents of a sentence; law texts reach 200
SENTENCE_SHARE = 0.6  # of the letters must lie in finished sentences of such lengths; the rest are headings and names
DISTINCT_SHARE = 0.6  # of the sentences, digits collapsed: logs and lists of records repeat theirs
VERSE_LINE = 16.0  # CJK-equivalents: half of the lines shorter than this are verse, a dialogue or a list
SHORT_LINE = 30.0  # half of the lines shorter than this, and most of them unfinished, likewise
WRAPPED = 0.6  # share of lines filled to three quarters of the widest: a hard-wrapped paragraph, not verse
WIDEST_WRAP = 100
CODE_SHARE = 0.3
CODE_LINE = re.compile(
    r"[;{}]\s*$|^\s*(?:#include|def |return\b|import |function |\$ |>>> |</?\w+[^>]*>\s*$)", re.MULTILINE
)
FINAL = re.compile(r"[。！？!?.…:：；;][”’」』）)】\"']*\s*$")
DIGITS = re.compile(r"\d+")
LINE = re.compile(r".*\S.*")


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
    measure = _Measure(text)
    if _is_verse(lines, measure.weights([m.span() for m in LINE.finditer(text)])):
        return "its lines are short like those of verse, a dialogue or a list"
    ends = [m.end() for m in SENTENCE_END.finditer(text)]
    sentences = list(zip([0, *ends], ends, strict=False))
    weights = measure.weights(sentences)
    fit = [span for span, weight in zip(sentences, weights.tolist(), strict=True) if SHORTEST <= weight <= LONGEST]
    if weights[(weights >= SHORTEST) & (weights <= LONGEST)].sum() < SENTENCE_SHARE * measure.summed[-1]:
        return "too little of it is finished sentences"
    distinct = {measure.words(span) for span in fit}
    if len(distinct) < SENTENCES:
        return f"it has fewer than {SENTENCES} distinct sentences"
    return "its own sentences repeat" if len(distinct) < DISTINCT_SHARE * len(fit) else ""


class _Measure:
    """Weights of spans of a text, and their letters without digits."""

    def __init__(self, text: str) -> None:
        found = letters(codes_of(text))
        self.summed = np.concatenate(
            ([0.0], np.cumsum(np.where(found >= HAN_FROM, 1.0, np.where(found > 0, LATIN_WEIGHT, 0.0))))
        )
        self.places = np.flatnonzero((found > 0) & ~((found >= ord("0")) & (found <= ord("9"))))
        self.letters = found[self.places]

    def weights(self, spans: list[tuple[int, int]]) -> NDArray[np.float64]:
        """Return the CJK-equivalents of each span."""
        bounds = np.array(spans, np.int64).reshape(-1, 2)
        return np.asarray(self.summed[bounds[:, 1]] - self.summed[bounds[:, 0]])

    def words(self, span: tuple[int, int]) -> bytes:
        """Return the letters of a span that are no digits."""
        low, high = np.searchsorted(self.places, span)
        return self.letters[low:high].tobytes()


def _is_verse(lines: list[str], weights: NDArray[np.float64]) -> bool:
    if len(lines) <= SENTENCES:
        return False
    middle = float(np.median(weights))
    if middle < VERSE_LINE:
        return True
    if middle >= SHORT_LINE or _is_wrapped(lines):
        return False
    return sum(1 for line in lines if FINAL.search(line)) < len(lines) / 2


def _is_wrapped(lines: list[str]) -> bool:
    widest = max(map(len, lines))
    return widest <= WIDEST_WRAP and sum(1 for line in lines if len(line) >= 0.75 * widest) >= WRAPPED * len(lines)
