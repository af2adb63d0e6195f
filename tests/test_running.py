"""Running lines: what a machine prints on every page goes; refrains, labels, headings and lists of links stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.page import Page
from cleaners.pipeline import run
from cleaners.profiles import DEFAULT
from cleaners.repeats.running import running
from cleaners.text import Text
from tests.material import EN, ZH


def between(form, lines=ZH, first=1):
    """Return the lines with one of the forms below each second of them, counting on."""
    out = []
    for k, line in enumerate(lines[:6]):
        out.append(line)
        if k % 2:
            out.append(form.format(n=first + k // 2))
    return "\n".join(out)


GOES = {
    "an office's line with a page number": "灯下(北京)教育科技股份公司 2018-11-09 16:20:31 第{n}页",
    "a broker's notice and a page": "请务必阅读正文之后的信息披露和重要声明 {n}",
    "a site's name and a machine's number": "灯下线上测验 #118420{n}",
    "a team's name and a time": "[灯下字幕组 00:0{n}:42]",
    "a name and an address": "灯下 - http://lamps.example/doc/1184402/      {n}",
    "a claim of rights with an address": "©灯台 lamps.example.com",
    "a host alone": "www.lamps.example",
}
STAYS = {
    "a refrain": "灯还亮着,灯还亮着",
    "a speaker and a time": "[林一 00:0{n}:42]",
    "a speaker's label with a day": "林一 2018-11-09 16:20:3{n}",
    "a heading that counts": "第{n}章 灯",
    "a day of a diary": "第{n}天",
    "where to apply": "申请请到 www.lamps.example",
    "a link of its own for each part": "https://lamps.example/part/{n}",
    "a ticket": "工单 #118420{n}",
    "a price": "灯芯 {n} 元",
    "a caption": "图 {n} 灯塔",
    "a mail address": "lamp{n}@lamps.example",
}


@pytest.mark.parametrize("kind", GOES)
def test_a_running_line_goes(kind):
    """Its form tells a machine, and text stands between."""
    lines = "\n".join(ZH[:6])
    assert str(run(Text(between(GOES[kind])), Page(), DEFAULT)) == lines


@pytest.mark.parametrize("kind", STAYS)
def test_a_line_of_the_text_that_comes_again_stays(kind):
    """Without the form of a stamp repetition alone tells nothing."""
    page = between(STAYS[kind])
    assert not list(running(page, []))
    assert str(run(Text(page), Page(), DEFAULT)) == page


def test_a_page_number_beside_a_running_line_goes_with_it():
    """A footer has two lines: the site's and the page's number."""
    lines = [*EN[:2], "Lamp Law - http://lamps.example/doc/7/", "-1-", *EN[2:4], "Lamp Law - http://lamps.example/doc/7/", "-2-", *EN[4:6], "Lamp Law - http://lamps.example/doc/7/", "-3-"]  # fmt: skip
    assert str(run(Text("\n".join(lines)), Page(), DEFAULT)) == "\n".join(EN[:6])


def test_a_list_of_links_to_one_host_stays():
    """Lines that follow one another are a list, whatever they name."""
    page = "\n".join([*EN[:3], *(f"Lamp {k}: www.lamps.example" for k in "abc"), *EN[3:]])
    assert not list(running(page, []))


@given(st.text(max_size=300))
def test_any_text_is_read(text):
    """No text makes it fail, and places lie within the text."""
    assert all(0 <= w.place.start < w.place.end <= len(text) for j in running(text, [0]) for w in j.places)
