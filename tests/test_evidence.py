"""Evidence of blocks: what each measurement says of small pages, and that any page can be measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleaners.extraction.context import CHANCES, context
from cleaners.extraction.evidence import evidence_table
from cleaners.extraction.links import host_of
from cleaners.extraction.page import facts_of
from cleaners.html.build import parse

if TYPE_CHECKING:
    from cleaners.extraction.measures import Ints

EN = "The town lies between the hills and the river, and spring comes early there. Nobody is in a hurry. "
POSTS = "".join(f"<li class=post><b>user{n}</b><p>{EN}</p></li>" for n in range(4))


def columns(source: str) -> dict[str, Ints]:
    return evidence_table(parse(source)).columns


def column(source: str, name: str) -> list[int]:
    return columns(source)[name].tolist()


def test_siblings_that_are_built_alike_are_counted_from_inside_and_outside() -> None:
    source = f"<p>Alone.</p><ul>{POSTS}</ul>"
    assert column(source, "inner siblings") == [-1, *[4] * 8]
    assert column(source, "outer siblings") == [-1, *[4] * 8]
    assert column(source, "inner runs each") == [-1, *[2] * 8]
    nested = "<ul>" + "<li>x<ol><li>a<li>b<li>c</ol>" * 3 + "</ul>"
    assert column(nested, "inner siblings") == [3] * 12
    assert column(nested, "outer units each")[0] == 4


def test_the_way_to_the_richest_block_is_counted_in_levels() -> None:
    source = f"<div><div><p>{EN * 3}</p><p>x</p></div></div><div><p>y</p></div>"
    assert column(source, "best up") == [0, 1, 2]
    assert column(source, "best down") == [0, 1, 3]
    assert column(source, "tree depth") == [3, 3, 2]


def test_a_section_is_known_by_what_opened_it() -> None:
    source = f"<h1>A walk</h1><p>{EN}</p><h2>Related articles</h2><p>Ten walks</p><p>其他人也在看</p><p>x</p>"
    assert column(source, "under related") == [0, 0, 1, 1, 1, 1]
    assert column(source, "opened related") == [999, 999, 0, 1, 0, 1]


def test_links_lead_within_the_page_the_site_or_out_of_it() -> None:
    source = (
        "<link rel=canonical href=https://www.a.org/x><p><a href=#n>n</a><p><a href=/y>y</a> <a href=//b.a.org/>z</a>"
        "<p><a href=http://c.net/>c</a><p><a href=javascript:void(0)>d</a><p>e"
    )
    counts = {name: column(source, f"links {name}") for name in ("fragment", "in", "out", "script")}
    assert counts == {
        "fragment": [1, 0, 0, 0, 0],
        "in": [0, 2, 0, 0, 0],
        "out": [0, 0, 1, 0, 0],
        "script": [0, 0, 0, 1, 0],
    }
    assert host_of("mailto:a@b.c") == ""


def test_structured_data_name_the_runs_they_hold() -> None:
    told = "The town lies between the hills\\nand the river, and spring comes early there"
    source = f'<script type="application/ld+json">{{"headline": "A walk", "articleBody": "<p>{told} &amp; so on</p>"}}</script>'
    source += f"<h1>A walk</h1><p>{EN}</p><p>Something else that nobody told of, at length.</p>"
    assert column(source, "told name") == [1, 0, 0]
    assert column(source, "told text") == [0, 1, 0]
    assert column(source, "told text before") == [999, 0, 1]


def test_function_words_and_capitals_tell_running_text_from_labels() -> None:
    source = "<p>The river and the hills are what they were.</p><p>About Us Contact Us Press</p><p>这是我们的小城</p>"
    assert column(source, "function words") == [6, 0, 5]
    assert column(source, "capital share") == [11, 100, 0]


def test_the_name_of_the_site_in_the_title_says_that_it_is_a_forum() -> None:
    forum = columns("<title>求助 - 某某论坛</title><p>x")["page is forum"]
    essay = columns("<title>论坛与书评 - 某某报</title><p>x")["page is forum"]
    assert (forum[0], essay[0]) == (1, 0)
    assert facts_of(parse("<title>" + "- " * 50_000 + "</title>")).title == ""


def test_the_second_look_sees_the_first_points_around() -> None:
    table = evidence_table(parse(f"<ul>{POSTS}</ul>"))
    said = context(table, np.array([-3000, 2000] * 4))
    assert said["points at -1"].tolist() == [-9000, -3000, 2000, -3000, 2000, -3000, 2000, -3000]
    assert said["below best"].tolist() == [-5000, 0] * 4
    assert said["sure before"].tolist() == [999, 0, 1, 0, 1, 0, 1, 0]
    assert (said["chance alike"].reshape(4, 2) == said["chance alike"][:2]).all()


def test_chances_grow_with_points_and_are_even_at_nought() -> None:
    assert (np.diff(CHANCES) >= 0).all()
    assert CHANCES[499] == 0


PIECES = [
    "<ul class=x><li>",
    "<li class=x>",
    "</ul>",
    "<div>",
    "</div>",
    "<a href=#>",
    "<a href='http://a.b/c'>",
    "</a>",
    "word, ",
    "中文。",
    "<h2>",
]
PIECES += [
    "Related",
    '<script type="application/ld+json">{"text":"word word word word word"}</script>',
    "<title>",
    "</title>",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_page_can_be_measured_and_integers_come_of_it(source: str) -> None:
    table = evidence_table(parse(source))
    said = context(table, np.arange(len(table.alike), dtype=np.int64) * 700 - 2000)
    for values in (*table.columns.values(), *said.values()):
        assert values.dtype == np.int64
        assert len(values) == len(table.alike)
