"""Quantities in which two copies differ: the same one written otherwise, or another one, which is an author's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cleaners.numerals import RUN, amounts
from cleaners.repeats.fold import codes_of, letters, simplified

if TYPE_CHECKING:
    from cleaners.repeats.copy_align import Difference

NUMBER = 16  # letters of a change that is one of numbers
NUMERAL = re.compile(r"[0-9０-９〇零一二三四五六七八九十百千万两兩萬]")
BEFORE, BEHIND = re.compile(rf"(?:{RUN.pattern})\Z"), RUN  # a number that goes on beyond a difference
MEASURES = {  # what Taiwan calls otherwise
    "公分": "厘米",
    "公尺": "米",
    "公里": "千米",
    "公斤": "千克",
    "公克": "克",
    "公升": "升",
    "公厘": "毫米",
    "公吨": "吨",
}
MEASURE = re.compile("|".join(MEASURES))
WORDS = (
    "mg mcg g kg oz lb lbs t ml cl dl l mm cm m km in ft mi mile miles inch inches feet yards metres meters "
    "second seconds minute minutes hour hours day days week weeks month months year years am pm "
    "dollar dollars pound pounds euro euros cents pence percent cup cups teaspoon teaspoons tablespoon tablespoons tsp tbsp "
    "吨 斤 千克 克 毫克 钱 米 厘米 毫米 千米 里 尺 寸 亩 公顷 升 毫升 秒 分钟 小时 天 日 周 月 个月 年 "
    "元 美元 欧元 日元 港元 角 分 度 勺 杯 碗"
)
UNITS = frozenset(WORDS.split()) | frozenset(MEASURES)
HAN_UNITS = "|".join(sorted((unit for unit in UNITS if not unit.isascii()), key=len, reverse=True))
COUNTED = re.compile(rf"(?:{RUN.pattern})[多余几]?[ \u00a0-]?([A-Za-z]+|{HAN_UNITS})")
NEAR = 24  # characters to either side of a difference in which its unit begins and ends


def apart(text: str, d: Difference) -> tuple[str, str]:
    """Return the letters of both sides of a difference; quantities that both have, written otherwise, left out."""
    one, other = _letters(text[d.start : d.end]), _letters(text[d.other_start : d.other_end])
    if one == other:
        return "", ""
    if (RUN.search(one) or RUN.search(other)) and _amounts(text, d[:2]) == _amounts(text, d[2:]):
        one, other = RUN.sub("", one), RUN.sub("", other)
    if MEASURE.search(one) or MEASURE.search(other):
        one, other = (MEASURE.sub(lambda m: MEASURES[m[0]], side) for side in (one, other))
    return ("", "") if one == other else (one, other)


def why_other(text: str, d: Difference, one: str, other: str) -> str:
    """Return how the quantities of a change differ, or ''; `one` and `other` are its letters as `apart` has them."""
    if max(len(one), len(other)) <= NUMBER and NUMERAL.search(one) and NUMERAL.search(other):
        return f"numbers differ ({one} and {other})"
    unit, other_unit = _unit(text, d[:2]), _unit(text, d[2:])
    if unit and other_unit and MEASURES.get(unit, unit) != MEASURES.get(other_unit, other_unit):
        return f"units differ ({unit} and {other_unit})"
    return ""


def is_number(text: str, d: Difference, one: str, other: str) -> bool:
    """Return whether figures stand in one copy where the other, too, has a number, without them: 100 and 1000."""
    figures = one or other
    return not (one and other) and RUN.fullmatch(figures) is not None and all(_amounts(text, s) for s in (d[:2], d[2:]))


def _amounts(text: str, span: tuple[int, ...]) -> list[str]:
    """Return the numbers of a span, with the figures that go on beyond it."""
    start, end = span
    before = BEFORE.search(simplified(text[max(0, start - NUMBER) : start]))
    behind = BEHIND.match(simplified(text[end : end + NUMBER]))
    low, high = start - (len(before[0]) if before else 0), end + (len(behind[0]) if behind else 0)
    return amounts(simplified(text[low:high]))


def _unit(text: str, span: tuple[int, ...]) -> str:
    """Return the unit behind a number that a span lies in or stands before, or ''."""
    low, end = max(0, span[0] - NEAR), max(span[1], span[0] + 1)
    for counted in COUNTED.finditer(simplified(text[low : end + NEAR])):
        start, stop = counted.span(1)
        if counted[1].lower() in UNITS and low + start < end and span[0] < low + stop:
            return counted[1].lower()
    return ""


def _letters(text: str) -> str:
    found = letters(codes_of(simplified(text)))
    return "".join(map(chr, found[found > 0].tolist()))
