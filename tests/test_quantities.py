"""Quantities in which copies differ: the same one written otherwise is no difference, another one is an author's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.numerals import amounts, numeral
from cleaners.repeats.copy_align import Difference
from cleaners.repeats.quantities import apart, is_number, why_other


def differing(one, other, before="", behind=""):
    """Return a text that holds both sentences, and the difference between them."""
    start = len(before)
    shift = len(before + one + behind) + 1
    text = f"{before}{one}{behind}\n{before}{other}{behind}"
    return text, Difference(start, start + len(one), shift + start, shift + start + len(other))


@pytest.mark.parametrize(
    ("one", "other", "before", "behind"),
    [
        ("17", "十七", "办了", "年"),
        ("2000", "两千", "共", "多本"),
        ("1,200", "一千二百", "计", "元"),
        ("拾", "十", "买了", "几年"),
        ("1986", "一九八六", "生于", "年"),
        ("３", "3", "第", "次"),
        ("公分", "厘米", "长兩", "。"),
        ("公斤", "千克", "重五", "。"),
        ("00", "", "共20", "本"),
    ],
)
def test_a_quantity_written_otherwise_is_no_difference(one, other, before, behind):
    """What is left of the letters of either side is nothing."""
    text, d = differing(one, other, before, behind)
    if not other:  # the figures go on before the difference: 2000 beside 两千
        text = text.replace("\n共20本", "\n共两千本")
    assert apart(text, d) == ("", "")


@pytest.mark.parametrize(
    ("one", "other", "before", "behind"),
    [
        ("58", "五十九", "今年", "岁"),
        ("五", "八", "罚", "百元"),
        ("mg", "g", "take 5 ", " a day"),
        ("m", "", "take 5 ", "g a day"),
        ("days", "weeks", "after 7 ", "."),
        ("吨", "斤", "两百多", "鱼"),
        ("", "美", "一万五千", "元"),
    ],
)
def test_another_quantity_is_an_authors(one, other, before, behind):
    """The number or the unit is another one, and the reason says which."""
    text, d = differing(one, other, before, behind)
    assert "differ" in why_other(text, d, *apart(text, d))


@pytest.mark.parametrize(("one", "other"), [("元", "块"), ("时", "候"), ("i", "l")])
def test_other_letters_are_no_quantity(one, other):
    """Letters that stand for others say nothing of numbers."""
    text, d = differing(one, other, "他付了十", "钱")
    assert why_other(text, d, *apart(text, d)) == ""


def test_figures_that_one_copy_lacks_are_a_number():
    """100 beside 1000: a figure too many, where the other has a number too."""
    text, d = differing("0", "", "共100", "元")
    assert is_number(text, d, "0", "")
    assert not is_number(text, d, "年", "")


@given(st.integers(1, 99_999))
def test_a_number_is_equal_to_itself_in_chinese(value):
    """Digits, the same in full width and in Chinese are one amount."""
    chinese = in_chinese(value)
    assert numeral(chinese) == value
    assert amounts(str(value)) == amounts(chinese) == amounts(f"{value:,}")


@given(st.text())
def test_total_on_any_text(text):
    """Amounts are read from any text."""
    assert len(amounts(text)) <= len(text)


def in_chinese(value):
    """Return a number below 100,000 in Chinese."""
    if value >= 10_000:
        rest = value % 10_000
        return (
            in_chinese(value // 10_000) + "万" + ("零" if 0 < rest < 1000 else "") + (in_chinese(rest) if rest else "")
        )
    out, pending = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            out += ("零" if pending and out else "") + "零一二三四五六七八九"[digit] + name
        pending = digit == 0
    return out
