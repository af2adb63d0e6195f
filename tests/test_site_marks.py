"""Marks of a site across its pages: sketched, reduced in any order, adopted only where their words say what they are."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from cleaners.page import Page
from cleaners.site_marks import PAGES, Mark, adoptable, from_json, mark_cleaner, reduce, sketch, to_json
from cleaners.text import Patch, Text
from tests.material import LEAVES_ALONE

URI = "https://www.qingshi.example.com/a/{}.html"


def sentence(rng: random.Random) -> str:
    """Return a sentence of random Han."""
    return "".join(chr(rng.randint(0x4E00, 0x8FFF)) for _ in range(rng.randint(15, 40))) + "。"


def pages(count: int, tail: str = "", line: str = "", head: str = "") -> list[str]:
    """Return pages of different prose, each with a tail on its last line, a line after it and a head; {} is a number."""
    out = []
    for k in range(count):
        rng = random.Random(k)
        body = [sentence(rng) + sentence(rng) for _ in range(4)]
        out.append(
            "\n".join(
                [head.format(k) + body[0], *body[1:3], body[3] + tail.format(k), *([line.format(k)] if line else [])]
            )
        )
    return out


def marks_of(texts: list[str], uri: str = "") -> list[Mark]:
    """Return the marks of a source with these pages."""
    return reduce(sketch(text, Page(uri=uri.format(k))) for k, text in enumerate(texts))


def cleaned(texts: list[str], marks: list[Mark]) -> list[str]:
    """Return the texts after the cleaner of the adoptable marks."""
    cleaner = mark_cleaner("qingshi", adoptable(marks))
    return [str(Text(t).apply(cleaner(Text(t), Page()))) for t in texts]


def test_a_tail_adopted_at_the_fiftieth_page_cleans_the_first_forty_nine() -> None:
    """Each page has the mark once, with a number of its own; no page alone gives it away."""
    stamped, plain = pages(PAGES, tail="本文来自青石读书网 https://www.qingshi.example.com/{}.html"), pages(PAGES)
    assert marks_of(stamped[:-1]) == []
    assert cleaned(stamped, marks_of(stamped)) == plain


def test_a_line_goes_with_its_feed() -> None:
    """A mark alone on a line leaves no empty line."""
    stamped = pages(60, line="转载请注明出处:青石读书网 第{}号")
    assert cleaned(stamped, marks_of(stamped)) == pages(60)


def test_a_mark_on_a_fifth_of_the_pages_is_found() -> None:
    """A site changes its mark over the years."""
    stamped = pages(15, tail="更多精彩小说尽在青石读书网") + pages(75)[15:]
    assert cleaned(stamped, marks_of(stamped)) == pages(75)


def test_the_sites_own_address_is_a_mark_where_the_page_is_known() -> None:
    """A bare address is adopted only if the pages come from it."""
    stamped = pages(60, line="www.qingshi.example.com")
    assert adoptable(marks_of(stamped)) == []
    assert cleaned(stamped, marks_of(stamped, URI)) == pages(60)


def test_what_a_series_repeats_is_proposed_and_stays() -> None:
    """A closing sentence, a heading or an address on every page is for a person to judge."""
    for line in (
        "感谢各位收听本期节目,我们下一期再见。",
        "参考文献与延伸阅读",
        "https://doi.example.org/10.1000/{}",
        "主讲人:林一,记录:周遥",
    ):
        stamped = pages(60, line=line)
        assert adoptable(marks_of(stamped)) == []
        assert cleaned(stamped, marks_of(stamped)) == stamped
    assert [
        m.why_not[:7] for m in marks_of(pages(60, line="感谢各位收听本期节目,我们下一期再见。")) if m.where == "line"
    ] == ["no word"]


def test_the_order_of_the_sketches_does_not_matter() -> None:
    """The reduction is a count, and its cleaner has one digest."""
    sketches = [
        sketch(t, Page())
        for t in pages(60, tail="本文来自青石读书网 www.qingshi.example.com/{}", head="【青石读书网讯】")
    ]
    shuffled = random.Random(3).sample(sketches, len(sketches))
    assert reduce(sketches) == reduce(shuffled)
    assert mark_cleaner("a", reduce(sketches)).digest == mark_cleaner("a", reduce(sketches)[::-1]).digest


def test_marks_are_kept_as_lines_of_json() -> None:
    """What was adopted is read back as it was."""
    marks = marks_of(pages(60, tail="本文来自青石读书网 www.qingshi.example.com/{}"))
    assert marks
    assert from_json(to_json(marks)) == marks


def test_a_rule_is_named_after_its_source_and_mark() -> None:
    """The catalogue shows one rule per mark, and each patch carries one of them."""
    stamped = pages(60, tail="本文来自青石读书网 www.qingshi.example.com/{}")
    cleaner = mark_cleaner("qingshi", adoptable(marks_of(stamped)))
    ids = {rule.id for rule in cleaner.rules}
    assert all(id_.startswith("site.qingshi.") for id_ in ids)
    assert {f.rule for f in cleaner(Text(stamped[0]), Page()) if isinstance(f, Patch)} <= ids


def test_pages_of_one_kind_share_nothing_that_is_adopted() -> None:
    """Logs, contracts, lists and licences, fifty of each, yield no adoptable mark."""
    for text in LEAVES_ALONE.values():
        assert adoptable(marks_of([text] * PAGES)) == []


@given(st.lists(st.text(), min_size=1, max_size=4), st.text(max_size=20))
def test_total_on_any_text(texts: list[str], tail: str) -> None:
    """Law 7: any pages can be sketched and cleaned, and a second run proposes nothing."""
    many = [t + tail for t in texts] * PAGES
    cleaner = mark_cleaner(
        "s", reduce(sketch(t, Page()) for t in many)
    )  # proposed ones too: the law holds for any mark
    for text in many[: len(texts)]:
        once = str(Text(text).apply(cleaner(Text(text), Page())))
        assert str(Text(once).apply(cleaner(Text(once), Page()))) == once
