"""What a segment shows that its translation shows too: numbers, list marks, Latin words, known terms, length, punctuation."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from cleaners.language import HAN
from cleaners.languages.terms import concepts_in, concepts_of
from cleaners.numerals import DIGITS, UNITS, numeral

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from opencc import OpenCC

SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
WORDS = dict(
    zip(
        ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen",
         "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
        (*range(2, 20), *range(20, 100, 10)),
        strict=True,
    )
)  # fmt: skip
NUMERALS = frozenset(WORDS)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
FIGURE = r"[0-9]{1,15}(?:,[0-9]{3}){0,5}(?:\.[0-9]{1,9})?"  # bounded: a megabyte of digits is no number
ZH_FIGURE = re.compile(rf"({FIGURE}) ?[多余餘几]?((?:万亿|[百千万亿])?)|([{DIGITS}十百千万亿两]{{2,12}})")
NUMERIC = re.compile(f"[0-9{DIGITS}十百两]")  # what a number of a Chinese text holds one of
EN_FIGURE = re.compile(rf"({FIGURE})(?:[ -]?(hundred|thousand|million|billion|trillion))?")
EN_DATE = re.compile(rf"\b{MONTH} [0-9]{{1,4}}|[0-9]{{1,2}}(?:st|nd|rd|th)? (?:of )?{MONTH}(?![a-z])")
DIGIT = re.compile("[0-9]")
LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]+")
WORD = re.compile(r"[a-z0-9]+")
ZH_MARK = re.compile(rf"第?[（(]?([0-9]{{1,3}}|[{DIGITS}十百]{{1,4}})(?:[章节篇部条条款讲课回]|[、.．)）](?![0-9]))")
EN_MARK = re.compile(
    r"(?:(?:chapter|part|section|article|lesson|book) )?[(]?([0-9]{1,3}|[ivx]{1,5})[.)、:](?![0-9])|(?:chapter|part|section|article|lesson|book) ([0-9]{1,3}|[ivx]{1,5})\b"
)


class Traits(NamedTuple):
    """What one segment shows; `numbers` and `words` hold no order."""

    concepts: frozenset[int]
    numbers: frozenset[float]
    words: frozenset[str]  # Latin words of a Chinese segment; all of an English one
    mark: int  # of a list or chapter, 0 where there is none
    length: int  # Han characters and digits, or Latin letters and digits
    profile: tuple[int, int, int, int]  # ends in '?', ends in '!', ends in ':', begins with a dash or quote


@cache
def _simplifier() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")


def chinese_traits(text: str, language: str) -> Traits:
    """Return the traits of a Chinese segment.

    >>> sorted(chinese_traits("第三,2015年APEC有近7亿人,两百家", "zh-Hans").numbers)
    [200.0, 2015.0, 700000000.0]
    """
    return chinese_side([(text, language)])[0]


def chinese_side(segments: Sequence[tuple[str, str]]) -> list[Traits]:
    """Return the traits of the Chinese segments of a document, each given with its language."""
    simple = [_simplifier().convert(text) if language != "zh-Hans" else text for text, language in segments]
    return [_chinese(*both) for both in zip(simple, concepts_in(simple), strict=True)]


def _chinese(simple: str, concepts: frozenset[int]) -> Traits:
    rest = HAN.sub(" ", simple)
    words = LATIN.findall(rest)
    mark = ZH_MARK.match(simple)
    return Traits(
        concepts,
        frozenset(_chinese_numbers(simple)),
        frozenset(map(str.lower, words)),
        numeral(mark[1]) if mark else 0,
        len(simple)
        - len(rest)
        + rest.count(" ")
        - simple.count(" ")
        + len("".join(words)) // 3,  # each run became one blank
        _profile(simple),
    )


def english_traits(text: str) -> Traits:
    """Return the traits of an English segment.

    >>> sorted(english_traits("On May 11, 2016, 700 million people in two cities paid 4.7% of $1,500.").numbers)
    [2, 4.7, 5.0, 11.0, 1500.0, 2016.0, 700000000.0]
    """
    return english_side([text])[0]


def english_side(texts: Sequence[str]) -> list[Traits]:
    """Return the traits of the English segments of a document."""
    low = [text.lower() for text in texts]
    words = [frozenset(WORD.findall(text)) for text in low]
    known = {word: concepts for word in frozenset().union(*words) if (concepts := concepts_of(word))}
    return [_english(*each, known) for each in zip(texts, low, words, strict=True)]


def _english(text: str, low: str, words: frozenset[str], known: Mapping[str, tuple[int, ...]]) -> Traits:
    mark = EN_MARK.match(low)
    return Traits(
        frozenset(chain.from_iterable(map(known.__getitem__, words & known.keys()))),
        frozenset(_english_numbers(low)).union(map(WORDS.__getitem__, words & NUMERALS)),
        words,
        numeral(mark[1] or mark[2]) if mark else 0,
        len(text),
        _profile(text),
    )


def _profile(text: str) -> tuple[int, int, int, int]:
    end = text.rstrip("\"'”’」』)） ")[-1:]
    return (
        int(end in "?？" and end != ""),
        int(end in "!！" and end != ""),
        int(end in ":：" and end != ""),
        int(text[:1] in "—–-“\"「『‘'"),
    )


def _chinese_numbers(text: str) -> Iterator[float]:
    if not NUMERIC.search(text):
        return
    for figure, unit, words in ZH_FIGURE.findall(text):
        if figure:
            value = float(figure.replace(",", ""))
            for character in unit:
                value *= UNITS[character]
            yield value
        elif words:
            value = numeral(words)
            if value:
                yield float(value)


def _english_numbers(low: str) -> Iterator[float]:
    if not DIGIT.search(low):
        return
    for figure, scale in EN_FIGURE.findall(low):
        yield float(figure.replace(",", "")) * SCALES.get(scale, 1)
    if not any(month in low for month in MONTHS):  # a tenth of what the pattern takes
        return
    for before, after in EN_DATE.findall(low):
        yield float(MONTHS.index((before or after)[:3]) + 1)
