"""Marks given away by repetition: at line ends, alone, inside sentences, disguised; and what only looks like one."""

from __future__ import annotations

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.page import Page
from cleaners.repeats.marks import ADDRESS, ATTRIBUTION, _addresses, _attributions
from cleaners.text import Candidate, Claim, Text
from cleaners.watermark import watermark
from tests.material import EN, LEAVES_ALONE, ZH

MARK = "文章源自青石读书-https://www.qingshi.example.com/8034.html"
NAMED = "更多精彩小说尽在墨香书屋"
BARE = "www.moxiang-shuwu.com"
ENGLISH = "Originally published at https://harbour.example.org/logs/77"
PLAIN = "\n".join(ZH)


def ends(mark: str, lines: tuple[str, ...] = ZH, every: int = 2) -> str:
    """Return the lines with a mark glued to every n-th."""
    return "\n".join(line + mark * (k % every == 0) for k, line in enumerate(lines))


def alone(mark: str, lines: tuple[str, ...] = ZH) -> str:
    """Return the lines with a mark alone on a line after each but the last."""
    return f"\n{mark}\n".join(lines)


def inside(mark: str, lines: tuple[str, ...] = ZH) -> str:
    """Return the lines with a mark in the middle of each."""
    return "\n".join(line[:14] + mark + line[14:] for line in lines)


def numbered(mark: str) -> str:
    """Return the lines, each with the mark under another number."""
    return "\n".join(line + mark.replace("8034", str(8034 + 7 * k)) for k, line in enumerate(ZH))


SPLIT = "\n".join(line + (MARK if k % 2 else MARK[:6] + "\n" + MARK[6:]) for k, line in enumerate(ZH))
REWRITES = {
    "at line ends": (ends(MARK), PLAIN),
    "alone on lines": (alone(MARK), PLAIN),
    "inside sentences": (inside(MARK), PLAIN),
    "at line ends and alone": (ends(MARK) + "\n" + MARK, PLAIN),
    "another number each time": (numbered(MARK), PLAIN),
    "a date that changes": (
        "\n".join(f"{line}本文来自青石读书 www.qingshi.example.com 2021-03-{k + 1:02d}" for k, line in enumerate(ZH)),
        PLAIN,
    ),
    "zero-width characters between": (ends("\u200b".join(MARK)), PLAIN),
    "zero-width characters in some": (
        "\n".join(line + ("\u200d".join(MARK) if k % 2 else MARK) for k, line in enumerate(ZH)),
        PLAIN,
    ),
    "spaces between": (ends(" ".join(MARK)), PLAIN),
    "full-width letters": (ends("".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in MARK)), PLAIN),
    "the other script in some": (
        "\n".join(line + (opencc.OpenCC("s2t").convert(MARK) if k % 2 else MARK) for k, line in enumerate(ZH)),
        PLAIN,
    ),
    "split over a line break": (SPLIT, PLAIN),
    "a site without an address": (ends(NAMED), PLAIN),
    "an address glued to sentences": (ends(BARE), PLAIN),
    "an address between Han": (inside(BARE), PLAIN),
    "an address alone between paragraphs": (alone(BARE), PLAIN),
    "two marks": ("\n".join(line + (MARK if k % 2 else NAMED) for k, line in enumerate(ZH)), PLAIN),
    "two marks side by side": (alone(MARK + "\n" + NAMED), PLAIN),
    "an English mark after sentences": ("\n".join(f"{line} {ENGLISH}" for line in EN), "\n".join(EN)),
    "an English mark alone": (alone(ENGLISH, EN), "\n".join(EN)),
    "in brackets": (ends("【本文转载自青石读书 www.qingshi.example.com】"), PLAIN),
    "with a stop of its own": (ends("本文来自青石读书网 www.qingshi.example.com。"), PLAIN),
}
STAYS = {
    **LEAVES_ALONE,
    "nothing": "",
    "twice is not enough": "\n".join((ZH[0] + MARK, ZH[1], ZH[2] + MARK)),
    "a list of links under one host": "\n".join(
        f"第{k}讲 https://www.example.com/lecture/{k}.html" for k in range(1, 40)
    ),
    "references to one site": "\n".join(
        f"[{k}] {line[:18]}. Retrieved from https://www.example.org/papers/{w}.pdf"
        for k, (line, w) in enumerate(zip(EN, "abcdef", strict=True))
    ),
    "a text about a mark": "\n".join(f"{line}页面上反复出现“{MARK}”这样的字样。" for line in ZH[:4]),
    "an address the text speaks of": "\n".join(
        f"{line}读者可以登录www.moxiang-shuwu.com查阅目录,也可以写信询问。" for line in ZH[:5]
    ),
    "an address set off by spaces": "\n".join(
        f"{line} The archive at https://www.example.org keeps a copy of the log." for line in EN
    ),
    "teasers of a digest": "\n".join(
        f"{line} Read more at https://blog.example.org/{w}"
        for line, w in zip(EN, ("one", "two", "three", "four", "five", "six"), strict=True)
    ),
    "sources of tables": "\n".join(f"{line}\n数据来源:国家统计局" for line in ZH[:5]),
    "captions": "\n".join(f"{line}\n图片来源:新华社" for line in ZH[:5]),
    "first printings of essays": "\n\n".join(f"{line}\nFirst published in The Harbour Review." for line in EN[:4]),
    "a law about copying": "\n".join(
        f"{a}未经著作权人许可,不得转载本作品。转载请遵守前款规定。"
        for a in ("报刊", "广播", "网站", "出版者", "图书馆")
    ),
    "commands with one address": "\n".join(
        f"curl -O https://downloads.example.org/pool/{n}.tar.gz" for n in ("a", "b", "c", "d")
    ),
    "comments of code": "\n".join(f"# see https://docs.example.org/api\ncall_{n}()" for n in "abcdef"),
    "entries of a directory": "\n".join(
        f"{n}镇卫生院 电话:010-555{k} 网址:www.example.gov.cn" for k, n in enumerate("甲乙丙丁")
    ),
    "bug numbers": "\n".join(f"{line} Closes: https://bugs.example.org/{k}" for k, line in enumerate(EN)),
    "a sign-off of letters": "\n\n".join(f"{line}\n此致\n敬礼" for line in ZH),
    "advice that repeats": "\n".join(f"{line}更多信息请参阅附录。" for line in ZH),
    "manual sections": "\n".join(
        f"{line} For more information, visit https://www.example.org/docs." for line in EN[:4]
    ),
    "an article on public accounts": "\n".join(f"{line}该公众号每周更新两次,读者可以留言。" for line in ZH[:4]),
}


def cleaned(source: str) -> Text:
    """Return the text after the cleaner."""
    text = Text(source)
    return text.apply(watermark(text, Page()))


@pytest.mark.parametrize("source", STAYS.values(), ids=STAYS)
def test_what_only_looks_like_a_mark_stays(source: str) -> None:
    """Links, references, captions, quoted marks, labels and addresses the text speaks of are left alone."""
    assert str(cleaned(source)) == source


@pytest.mark.parametrize(("source", "expected"), REWRITES.values(), ids=REWRITES)
def test_a_repeated_mark_goes_wherever_it_stands(source: str, expected: str) -> None:
    """Every occurrence goes, with the line it leaves empty, and a second run finds nothing."""
    once = cleaned(source)
    assert str(once) == expected
    assert str(cleaned(str(once))) == str(once)


def test_a_mark_is_read_before_it_goes() -> None:
    """Its address and its site are claimed, verbatim and in place."""
    found = [f for f in watermark(Text(ends(MARK)), Page()) if isinstance(f, Claim)]
    assert {(f.field, f.value) for f in found} == {
        ("source_url", "https://www.qingshi.example.com/8034.html"),
        ("publisher", "青石读书"),
    }
    assert all(ends(MARK)[f.start : f.end] == f.value for f in found)


def test_a_changing_address_is_claimed_in_each_form() -> None:
    """A mark with another number in each place claims each address once."""
    found = [
        f.value for f in watermark(Text(numbered(MARK)), Page()) if isinstance(f, Claim) and f.field == "source_url"
    ]
    assert len(found) == len(set(found)) == len(ZH)


def test_a_refused_repeat_is_a_candidate() -> None:
    """What was kept although it repeats is on record with the reason."""
    (found,) = watermark(Text(STAYS["a list of links under one host"]), Page())
    assert isinstance(found, Candidate)
    assert "list" in found.reason


@given(st.text())
def test_total_on_any_text(source: str) -> None:
    """Law 7: any text is cleaned, and a second run proposes nothing."""
    once = str(cleaned(source))
    assert str(cleaned(once)) == once


CUED = st.text(st.sampled_from("a0.-/:\n 。,本文来自www.example.com转载请注明https更多\u200b．ｗ"), max_size=120)


@given(st.lists(CUED, max_size=6), st.integers(1, 4))
def test_total_on_texts_full_of_cues(parts: list[str], times: int) -> None:
    """Whatever stands around cues, the findings fit the text and removing them is final."""
    once = str(cleaned("\n".join(parts * times)))
    assert str(cleaned(once)) == once


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        (alone(MARK), "watermark.repeated-line"),
        (ends(MARK), "watermark.repeated-line-end"),
        (inside(MARK), "watermark.repeated-inside"),
    ],
)
def test_each_kind_of_place_has_its_rule(source: str, rule: str) -> None:
    """An edit says where the mark stood."""
    assert {edit.rule for edit in cleaned(source).edits} == {rule}


@given(
    st.lists(
        st.sampled_from(
            [
                "a",
                "b-",
                "www.",
                "http://",
                "https://",
                ".com",
                ".cn",
                "co",
                ".",
                " ",
                "/",
                "来自",
                "本站",
                "字",
                "é",
                "9",
            ]
        ),
        max_size=14,
    ).map("".join)
)
def test_a_scan_finds_the_cues_that_the_patterns_find(low):
    """The quick scans give the very matches of the two patterns, in their order."""
    assert list(_addresses(low)) == [found.span() for found in ADDRESS.finditer(low)]
    assert list(_attributions(low)) == [found.span() for found in ATTRIBUTION.finditer(low)]
