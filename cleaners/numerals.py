"""Numbers as Chinese, Arabic and Roman numerals write them."""

from __future__ import annotations

import re

DIGITS = "零〇一二三四五六七八九"
UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "兆": 10**12}
ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
    "xi": 11,
    "xii": 12,
}
PLAIN = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟两", "一二三四五六七八九十百千二")  # as a cheque writes them
RUN = re.compile(rf"(?:[0-9]+(?:,[0-9]{{3}}(?![0-9]))*|[{DIGITS}十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟])+")
FIGURE = re.compile(r"([0-9]{1,15})([十百千万亿]*)")


def numeral(text: str) -> int:
    """Return the value of a Chinese, Arabic or Roman numeral; 0 where it is none.

    >>> [numeral(t) for t in ("二〇一九", "三十五", "两千五百", "十二", "iv", "12", "千万")]
    [2019, 35, 2500, 12, 4, 12, 0]
    """
    if text.isascii():
        return int(text) if text.isdigit() else ROMAN.get(text, 0)
    text = text.replace("两", "二")
    if all(c in DIGITS for c in text):
        return int("".join(str(max(0, DIGITS.index(c) - 1)) for c in text))
    total = section = digit = 0
    if text[0] in "百千万亿":
        return 0  # 千万 and 万一 are words
    for c in text:
        if c in DIGITS:
            digit = max(0, DIGITS.index(c) - 1)
        elif UNITS[c] < 10**4:
            section += (digit or 1) * UNITS[c]
            digit = 0
        else:
            total += (section + digit) * UNITS[c]
            section = digit = 0
    return total + section + digit


def amounts(text: str) -> list[str]:
    """Return the numbers of a text in Simplified, in its order, so written that equal ones are equal strings.

    What begins with a zero stays as its digits: the five of 0.05 is not that of 0.5.

    >>> amounts("12个、十二个、1万5千、3万、三万、1,200、一千二百、贰拾、0.05、零点零五、万一")
    ['12', '12', '1万5千', '30000', '30000', '1200', '1200', '20', '0', '05', '0', '05', '万一']
    """
    return [_amount(run[0].replace(",", "")) for run in RUN.finditer(text)]


def _amount(run: str) -> str:
    if figure := FIGURE.fullmatch(run):
        digits, units = figure.groups()
        if digits[0] == "0":
            return run
        value = int(digits)
        for unit in units:
            value *= UNITS[unit]
        return str(value)
    plain = run.translate(PLAIN)
    if all(c in DIGITS for c in plain):
        return "".join(str(max(0, DIGITS.index(c) - 1)) for c in plain)
    return run if any(c.isascii() for c in run) else str(numeral(plain) or run)
