"""Names and addresses in disguise, and pleas of a story's site: go; what only looks like them stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.page import Page
from cleaners.pipeline import run
from cleaners.profiles import DEFAULT
from cleaners.repeats.disguise import DISGUISED, masked
from cleaners.repeats.pleas import PLEA, is_plea, pleas
from cleaners.text import Text
from tests.material import EN, ZH

WITHIN = {
    "wide letters": "ｗｗｗ．ｌａｍｐ９９．ｃｏｍ",
    "letters of three scripts": "ωωω.lаmр99.сом",
    "a ring and a word for the dot": "l○amp99点com",
    "a bracket with a name": "【灯99小说網 ｗwｗ.lamp99.cＯm】",
    "different signs between letters": "灯$下#之^友整理",
    "a tone mark between letters": "更新最快灯ˉ笔ˉ99",
    "letters set apart": "灯 下 谷 l a m p g u . e x a m p l e",
}
SPOKEN = {
    "after 'the address is'": "网址是ｗｗｗ．ｌａｍｐ９９．ｃｏｍ",
    "in quotation marks": "牌子上写着“ｌａｍｐ９９．ｃｏｍ”",
    "behind a label": "网址：ｗｗｗ．ｌａｍｐ９９．ｃｏｍ",
}
STAYS = [
    "The letters a/b/c/d/e/f stand for the notes of the lamp.",
    "Type n.e.t. and compare the two, then i/o and c/o Lamp Road.",
    "Москва.com is a name in two scripts, and почта.рф in one.",
    "Ένα φως α.Με τον φάρο.",
    "甲|乙|丙|丁四个人分三盏灯。",
    "价格为$5、#3和^2,都是约数。",
    "Traffic was removed. I/O went on as before.",
    "It is a W-I-N-D-O-W, she spelled.",
]


@pytest.mark.parametrize("kind", WITHIN)
def test_a_disguised_mark_within_a_paragraph_goes(kind):
    """Once is enough: nobody writes so in running text."""
    head, stop, tail = ZH[2].partition("。")
    body = [*ZH[:2], head + stop + WITHIN[kind] + tail, *ZH[3:]]
    assert str(run(Text("\n".join(body)), Page(), DEFAULT)) == "\n".join(ZH)


@pytest.mark.parametrize("kind", SPOKEN)
def test_a_disguised_address_that_the_text_speaks_of_stays(kind):
    """The sentence leads to it."""
    page = "\n".join([*ZH[:2], f"他记得{SPOKEN[kind]},别的都忘了。", *ZH[2:]])
    assert not list(masked(page))


@pytest.mark.parametrize("line", STAYS)
def test_signs_and_scripts_of_a_text_stay(line):
    """Options, spellings, prices, words of other languages."""
    assert not list(masked("\n".join([*EN[:2], line, *EN[2:]])))


PLEAS = [
    "Stolen content warning: this tale belongs on Lamp Road. Report any occurrences elsewhere.",
    "If you discover this narrative on Lampazon, be aware that it has been unlawfully taken from Lamp Road. Please report it.",
    "The tale has been taken without authorization; if you see it on Lampazon, report the incident.",
    "Did you know this text is from a different site? Read the official version to support the creator.",
    "The genuine version of this novel can be found on another site. Support the author by reading it there.",
]
NONE = [
    "The painting was stolen without the permission of anybody, and the police asked the town to report any sightings of it.",
    "The story was stolen from him, and he went to the original author to report it to the police.",
    "If you find a stolen book, report it to the library.",
    "The author did not give permission, and the book was illegally copied and sold in the market.",
]


@pytest.mark.parametrize("line", PLEAS)
def test_a_plea_between_paragraphs_goes(line):
    """Worded anew each time, of one small vocabulary."""
    page = "\n".join([*EN[:3], line, *EN[3:]])
    assert str(run(Text(page), Page(), DEFAULT)) == "\n".join(EN)


def test_the_rules_of_disguise_and_pleas_say_which_took_what():
    """A name in disguise is charged to one rule, a plea to the other."""
    assert {j.rule for j in masked("\n".join([*EN, "Read it at n0vel-lamp.c o m"]))} == {DISGUISED}
    assert {j.rule for j in pleas("\n".join([*EN, PLEAS[0]]))} == {PLEA}


@pytest.mark.parametrize("line", NONE)
def test_a_sentence_about_theft_stays(line):
    """It tells of other things and people."""
    assert not is_plea(line)


@pytest.mark.parametrize("line", PLEAS)
def test_a_quoted_plea_stays(line):
    """Somebody says it, or the text shows it."""
    assert not list(pleas("\n".join([*EN[:3], f"“{line}”", *EN[3:]])))


@given(st.text(alphabet="abcｗ．.。·│ 点comοѕ○灯ˉ#$\n", max_size=80))
def test_any_text_is_read(text):
    """No text makes it fail, and places lie within the text."""
    assert all(0 <= w.place.start < w.place.end <= len(text) for j in [*masked(text), *pleas(text)] for w in j.places)
