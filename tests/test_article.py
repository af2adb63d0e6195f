"""Article: a page's content stays, what serves the site goes, and every removed character comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.article import CONTENT, LARGEST, article, with_headings, with_neighbours, without_comments
from cleaners.extraction.context import context
from cleaners.extraction.evidence import evidence_table
from cleaners.extraction.kinds import RULES
from cleaners.extraction.measures import Signs
from cleaners.extraction.model import models
from cleaners.html.build import parse
from cleaners.markup import markup
from cleaners.page import Page
from cleaners.text import Flag, Patch, Text, revert
from tests.material import ZH as PARAGRAPHS

if TYPE_CHECKING:
    from numpy.typing import NDArray

HTML = Page(media_type="text/html")
ZH = "这座小城依山傍水，春天来得很早。街上的人们不慌不忙，好像谁也没有要紧的事情。"
EN = "The town lies between the hills and the river, and spring comes early there. Nobody is in a hurry. "


def cleaned(source: str) -> Text:
    text = Text(source)
    text = text.apply(markup(text, HTML))
    return text.apply(article(text, HTML))


def rows(*cells: tuple[str, str]) -> str:
    return "<table>" + "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in cells) + "</table>"


LEAVES_ALONE = {
    "a page of one sentence": "<p>Hello, world.</p>",
    "a poem with its refrain": "<h1>静夜思</h1><p>床前明月光，<br>疑是地上霜。<br>举头望明月，<br>低头思故乡。</p>",
    "a plain essay": "<h1>A town</h1>" + f"<p>{EN * 2}</p>" * 6,
    "paragraphs set apart by br": "<br><br>".join("　　" + words for words in PARAGRAPHS),
    "a bilingual table": rows(*[(EN, ZH)] * 8),
    "a word list in two languages": rows(("apple", "苹果"), ("pear", "梨"), ("book", "书"), ("water", "水")) * 3,
    "a word list in one table": rows(*[("apple", "苹果"), ("pear", "梨"), ("book", "书"), ("water", "水")] * 3),
    "a list of things": "<h1>Shopping</h1><ul><li>milk<li>bread<li>eggs<li>butter</ul>",
    "code between paragraphs": f"<h1>How to</h1><p>{EN}</p><pre>x = 1\nprint(x)</pre><p>{EN}</p>",
    "links that are the content": "<h1>Links</h1><ul>"
    + "".join(f"<li><a href=h{i}>Site {i}</a> has maps of region {i}.</li>" for i in range(9))
    + "</ul>",
    "a dialogue": "<h2>Act 1</h2><p>A: Who is there?<p>B: Nay, answer me.<p>A: Long live the king!<p>B: Bernardo?<p>A: He.",
    "an article about copyright and cookies": f"<h1>Rights</h1><p>Copyright © is a right. All rights reserved is a phrase. {EN}</p><p>We use cookies, pages say. {EN}</p>",
    "a page that is nothing but a link": "<div><a href=x>Enter</a></div>",
}
SITE = """<html><head><title>{title} - Some Site</title></head><body>
<div class="header"><a href="/">Some Site</a></div>
<ul class="nav"><li><a href="1">Home</a></li><li><a href="2">News</a></li><li><a href="3">About</a></li></ul>
<div id="content"><h1>{title}</h1>{body}</div>
<div class="related"><h3>Related articles</h3><ul><li><a href="4">Another walk</a></li><li><a href="5">Ten walks</a></li></ul></div>
<div class="share">Share: <a href="6">Facebook</a> <a href="7">Twitter</a></div>
<div class="footer">Copyright © 2020 Some Site. <a href="8">Privacy</a></div></body></html>"""
REWRITES = {
    "an English article": (
        SITE.format(title="A walk", body=f"<p>{EN * 3}</p>" * 4),
        "\n\n".join(["A walk"] + [(EN * 3).strip()] * 4),
    ),
    "a Chinese article": (
        '<title>小城_某网</title><div class="top"><a href=/>首页</a> <a href=1>新闻</a> <a href=2>体育</a></div><div class="main"><div class="text">'
        + f"<p>　　{ZH * 3}</p>" * 4
        + '</div><div class="pages">上一篇：<a href=3>大河</a> 下一篇：<a href=4>高山</a></div><div class="xg"><h3>相关文章</h3><ul><li><a href=5>西边的城</a></ul></div></div>'
        '<div class="foot">版权所有 © 某网 京ICP备1234号</div>',
        "\n\n".join([ZH * 3] * 4),
    ),
}


@pytest.mark.parametrize("name", LEAVES_ALONE)
def test_a_page_without_furniture_is_left_alone(name: str) -> None:
    text = Text(LEAVES_ALONE[name])
    text = text.apply(markup(text, HTML))
    assert not [f for f in article(text, HTML) if isinstance(f, Patch)]


@pytest.mark.parametrize("name", REWRITES)
def test_what_serves_the_site_goes_and_comes_back(name: str) -> None:
    source, want = REWRITES[name]
    text = cleaned(source)
    assert str(text) == want
    assert revert(str(text), text.edits) == source


def test_each_removal_has_a_rule_by_kind_and_its_evidence() -> None:
    edits = [e for e in cleaned(REWRITES["an English article"][0]).edits if e.rule.startswith("article.")]
    kinds = {e.rule.removeprefix("article.") for e in edits}
    assert {"navigation", "related", "share", "footer", "header"} <= kinds <= set(RULES)
    assert all("in links" in e.evidence.says and 0.5 <= e.confidence <= 1 for e in edits)


def test_what_furniture_says_is_claimed_before_it_goes() -> None:
    source = REWRITES["a Chinese article"][0].replace(
        '<div class="text">', '<div class="info">2020-01-02 10:00 来源：某报 作者：王五</div><div class="text">'
    )
    claims = {(c.field, c.value, source[c.raw_start : c.raw_end]) for c in cleaned(source).claims}
    assert {
        ("published", "2020-01-02T10:00", "2020-01-02 10:00"),
        ("publisher", "某报", "某报"),
        ("author", "王五", "王五"),
    } <= claims
    assert any(field == "rights_statement" for field, _, _ in claims)


def test_neighbours_hold_a_block_that_is_nearly_content() -> None:
    import numpy as np

    points = np.array([CONTENT, CONTENT - 500, CONTENT, CONTENT - 5000, CONTENT - 500])
    kept = with_neighbours(points, np.arange(5))
    assert kept.tolist() == [True, True, True, False, False]
    alike = with_neighbours(np.array([9000] * 5 + [-5000, CONTENT - 500, -9000]), np.array([0] * 5 + [1, 0, 2]))
    assert alike.tolist() == [True] * 5 + [False, True, False]


def test_headings_go_only_from_pages_on_which_furniture_goes_too() -> None:
    table = evidence_table(parse(f"<h1>A</h1><p>{EN}</p><h2>B</h2><p>{EN}</p><div>x</div>"))
    judged = with_headings(np.array([False, True, False, True, True]), table.columns)
    assert judged.all()
    assert with_headings(np.array([False, True, True, True, False]), table.columns).tolist() == [
        False,
        True,
        True,
        True,
        False,
    ]
    assert not with_headings(np.zeros(5, np.bool_), table.columns).any()


@given(st.lists(st.text(), max_size=5))
def test_signs_are_counted_text_by_text(texts: list[str]) -> None:
    """All texts at once give what each gives alone."""
    together, alone = Signs(texts), [Signs([t]) for t in texts]
    for name in ("cjk", "stops", "commas", "digits"):
        assert getattr(together, name).tolist() == [int(getattr(one, name)[0]) for one in alone]
    assert together.digits.tolist() == [sum(c in "0123456789" for c in t) for t in texts]


def test_each_look_asks_only_for_evidence_there_is() -> None:
    table = evidence_table(parse("<p>x</p>"))
    first, second = models()
    assert set(first.columns) <= set(table.columns)
    assert set(second.columns) <= table.columns.keys() | context(table, np.zeros(1, np.int64)).keys()
    for look in (first, second):
        assert look.numbers.shape == (len(look.asked), 2 ** look.asked.shape[1])


@pytest.mark.long
def test_a_page_of_too_many_blocks_is_flagged_and_left_whole() -> None:
    source = "<p>a" * (LARGEST + 1)
    text = Text(source)
    text = text.apply(markup(text, HTML))
    (flag,) = article(text, HTML)
    assert isinstance(flag, Flag)
    assert flag.kind == "work-limit"


COMMENTS = "<div id=comments>" + f"<div class=comment><p>I liked it. {EN}</p></div>" * 3 + "</div>"


def test_comments_go_from_under_an_article_and_stay_where_they_are_the_page() -> None:
    kept = without_comments(*judged(f"<h1>A</h1><div class=entry>{f'<p>{EN * 4}</p>' * 6}</div>{COMMENTS}"))
    assert kept.tolist() == [True] * 7 + [False] * 3
    kept = without_comments(*judged(f"<h1>A</h1><p>{EN}</p>{COMMENTS}"))
    assert kept.all()


def judged(source: str) -> tuple[NDArray[np.bool_], dict[str, NDArray[np.int64]]]:
    table = evidence_table(parse(source))
    return np.ones(len(table.alike), np.bool_), table.columns


FRAGMENTS = [
    "<div class='nav'>",
    "</div>",
    "<p>",
    "<a href=x>",
    "</a>",
    "<ul class=related><li>",
    "</ul>",
    "<br>",
    "<h1>",
    "</h1>",
    "<footer>",
]
FRAGMENTS += [
    "Share this",
    "A sentence of some words, and then another one. ",
    "这是一个有标点的句子，后面还有一句。",
    "Copyright 2020",
    "&nbsp;",
    "\n",
    "<td>",
]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=60).map("".join))
def test_any_page_comes_back_and_is_judged_once(source: str) -> None:
    """Laws 5 and 7."""
    text = cleaned(source)
    assert revert(str(text), text.edits) == source
    assert not [f for f in article(text, HTML) if isinstance(f, Patch)]
    lines = str(text).split("\n")
    assert lines == [""] or (lines[0] and lines[-1]), "no feed is left at an edge"


@given(st.text())
def test_a_text_that_is_no_page_is_left_alone(source: str) -> None:
    assert not list(article(Text(source), Page()))
