"""What stands again and again, set apart from the text, and speaks like a site goes; what an author repeats stays."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.repeats.voiced import voiced
from tests.test_stamps import ZH

EN = (
    "The keeper lit the lamp at dusk and wrote the hour into the book that lay open on the sill of the window",
    "Nobody came up the path that winter, and the book says nothing of the weeks between the storms and the thaw",
    "In March the boat brought oil, two letters and a new wick, and the lamp burned brighter than it ever had",
    "His daughter kept the book after him, and her hand is smaller, and she wrote down what the birds did as well",
)


def gone(source):
    return sorted(source[slice(*w.place)].strip() for j in voiced(source) for w in j.places)


def set_in(paragraphs, form):
    """Return the paragraphs, each written in the form: {p} the paragraph, {a} and {b} its halves, {n} its number."""
    return "\n".join(form.format(p=p, a=p[: len(p) // 2], b=p[len(p) // 2 :], n=n) for n, p in enumerate(paragraphs, 1))


SITES = {
    "behind a sign, with a changing number": (EN, "{p}. ※ Search The Orchard Novels on the app store for more reading!#3{n}7"),
    "in brackets within sentences": (ZH, "{a}『加入书签，方便下次免费阅读』{b}"),
    "cutting Chinese sentences": (ZH, "{a}加入南窗文学网会员免广告阅读全文{b}"),
    "wide letters": (EN, "{p}.\nＤｏｗｎｌｏａｄｅｄ　ｆｒｏｍ　ｏｒｃｈａｒｄｎｏｖｅｌｓ．ｅｘａｍｐｌｅ"),
    "letters of another alphabet in the address": (ZH, "{p}▲ 最新网址请访问：www.mоkа360.сn"),
    "letters set apart": (ZH, "{p}【请 记 住 本 站 域 名 免 费 阅 读 最 新 章 节】"),
}  # fmt: skip


@pytest.mark.parametrize(("paragraphs", "form"), SITES.values(), ids=SITES)
def test_what_a_site_sets_again_and_again_goes_and_nothing_else(paragraphs, form):
    source = set_in(paragraphs, form)
    found = gone(source)
    assert len(found) == len(paragraphs)
    for piece in found:
        source = source.replace(piece, "", 1)
    assert "".join(source.split()) == "".join(
        "".join(set_in(paragraphs, "{p}" if "{p}." not in form else "{p}.").split())
    )


AUTHORS = {
    "a refrain": (EN, "{p}. And the lamp burned on, and the lamp burned on!"),
    "a reference": (EN, "{p} (Holt and Marsh, The Keepers of the Lamp, p. {n})"),
    "a term in Chinese sentences": (ZH, "{a}虚拟以太网交换机{b}"),
    "a refrain in brackets": (ZH, "{p}（众人齐声应和，鼓声又起）"),
    "an option in a manual": (EN, "--lamp [pattern ] lists all lamps that are lit\n{p}"),
    "where to apply": (EN, "{p}.\nApply at www.lamps.example/apply"),
}


@pytest.mark.parametrize(("paragraphs", "form"), AUTHORS.values(), ids=AUTHORS)
def test_what_an_author_repeats_stays(paragraphs, form):
    assert gone(set_in(paragraphs, form)) == []


@given(st.lists(st.sampled_from([*EN, *ZH, "【加入书签，方便下次免费阅读】", "※ #7", "", "ｗｗｗ"]), max_size=12))
def test_marks_lie_within_the_text_and_share_no_letter(lines):
    source = "\n".join(lines)
    places = sorted(w.place for j in voiced(source) for w in j.places)
    assert all(0 <= a < b <= len(source) for a, b in places)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(places))


@given(st.text())
def test_any_text_is_looked_at(source):
    assert all(j.rule and j.rule.id == "watermark.voiced" for j in voiced(source))
