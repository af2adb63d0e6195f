"""What a site sets at nearly every paragraph goes; what an author, a speaker or a list sets there stays."""

from __future__ import annotations

import pytest

from cleaners.page import Page
from cleaners.text import Patch, Text
from cleaners.watermark import watermark

ZH = (
    "沈青把马拴在松树下，独自往山神庙走去，庙门半掩，里头透出一点火光，一个老道士正蹲在香案前烤红薯。",
    "风从破窗里灌进来，火苗歪了一歪，沈青忽然听见屋顶的瓦响了一声，极轻，像猫踩过去，可这样的雪夜哪里来的猫。",
    "他不动声色地把手按在剑柄上，老道士却仍在剥红薯，剥得极慢，极仔细，仿佛天底下再没有比这更要紧的事。",
    "门外的雪还在下，松树下的马打了一个响鼻，沈青想起十年前的那个夜晚，也是这样的雪，也是这样的一盏灯。",
)


def removed(source):
    return [source[p.start : p.end].strip() for p in watermark(Text(source), Page()) if isinstance(p, Patch)]


def page(form):
    """Return the paragraphs, each written in the form: {p} is the paragraph, {n} its number from 1."""
    return "\n".join(form.format(p=p, n=n) for n, p in enumerate(ZH, 1))


STAMPED = {
    "an account": ("{p}@松下书院", "@松下书院"),
    "an id": ("{p}#sxs4{n}b#", None),
    "an address in brackets": ("{p} [songxia.example]", "[songxia.example]"),
    "a source with its address": ("{p}  来自:松下书院 songxia.net", "来自:松下书院 songxia.net"),
    "a source whose number counts on": ("{p}(来源:松下书院 http://www.songxia.com/p/10{n}.html)", None),
    "a site's name before each paragraph": ("【松下日报客户端】{p}", "【松下日报客户端】"),
    "a line of rights": ("{p}\n© 松下书院 版权所有", "© 松下书院 版权所有"),
    "the rights of an address": ("{p} (c) songxia.net", "(c) songxia.net"),
    "page numbers": ("{p}\n- {n} -", None),
    "pages of pages": ("{p}\nPage {n} of 4", None),
    "a running head with its page": ("{p}\n松下杂记 卷三 10{n}", None),
}


@pytest.mark.parametrize(("form", "stamp"), STAMPED.values(), ids=STAMPED)
def test_a_stamp_at_each_paragraph_goes(form, stamp):
    """Nothing but the stamp goes, at every paragraph."""
    found = removed(page(form))
    assert len(found) == len(ZH)
    assert stamp is None or set(found) == {stamp}
    source = Text(page(form))
    assert str(source.apply(list(watermark(source, Page())))) == "\n".join(ZH)


AUTHORED = {
    "a speaker's label": "【旁白】{p}",
    "an applause": "{p}（掌声）",
    "a verse's place": "{p}（卷一 1:{n}）",
    "a topic an author files under": "{p}#雪夜#",
    "sources whose numbers do not count on": "{p}(来源:松下书院 http://www.songxia.com/p/{n}7{n}.html)",
    "headings with numbers": "第 {n} 回\n{p}",
    "numbers before sections": "- {n} -\n{p}",
    "scenes": "Scene {n}\n{p}",
    "years": "{p}\n大事记 199{n}",
    "reports of years that end the text": "{p}\n松下年报 200{n}",
    "captions": "{p}\n图 {n}",
    "a rights line in code": "{p}\n# Copyright 2020 Ruth",
    "a page that headings count": "Page {n}\n{p}",
}


@pytest.mark.parametrize("form", AUTHORED.values(), ids=AUTHORED)
def test_what_an_author_sets_at_each_paragraph_stays(form):
    assert removed(page(form)) == []


def test_an_account_at_some_paragraphs_only_stays():
    """Who is quoted now and then is no owner of the page."""
    lines = [*ZH, *(p.replace("沈青", "赵七") for p in ZH)]
    assert (
        removed("\n".join([lines[0] + "@松下书院", *lines[1:6], lines[6] + "@松下书院", lines[7] + "@松下书院"])) == []
    )


def test_an_address_that_claims_the_rights_in_some_paragraphs_goes():
    """Behind three of eight paragraphs it says enough."""
    lines = [*ZH, *(p.replace("沈青", "赵七") for p in ZH)]
    stamped = [f"{p} (c) 2019 songxia.net" if n in {1, 4, 6} else p for n, p in enumerate(lines)]
    assert removed("\n".join(stamped)) == ["(c) 2019 songxia.net"] * 3


def test_page_numbers_before_the_text_of_each_page_are_sections():
    """The last number has text behind it, and no sentence is cut."""
    assert removed("前言：" + ZH[0] + "\n" + page("- {n} -\n{p}")) == []


def test_a_page_number_that_cuts_a_sentence_is_one():
    cut = "\n".join(f"{p[:40]}\n- {n} -\n{p[40:]}" for n, p in enumerate(ZH, 7))
    assert removed(cut) == ["- 7 -", "- 8 -", "- 9 -", "- 10 -"]
