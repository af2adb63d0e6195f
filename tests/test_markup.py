"""Markup: every page reads as a browser would show it, every edit stands at its exact place, and every page comes back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.html.build import parse
from cleaners.markup import RULES, html_layout, markup
from cleaners.page import Page
from cleaners.text import Text, revert
from tests.hostile import HOSTILE, steps

HTML = Page(media_type="text/html")

READS = {
    "inline tags leave no trace": ("a<b>b</b>c", "abc"),
    "paragraphs stand apart": ("<p>a</p><p>b</p>", "a\n\nb"),
    "an open paragraph ends at the next block": ("<p>a<div>b</div>", "a\n\nb"),
    "br is a line feed": ("a<br>b<br/>c</br>d", "a\nb\nc\nd"),
    "two br leave a blank line, more do not": ("a<br><br><br><br>b", "a\n\nb"),
    "items stand on lines": ("<ul><li>a<li>b</ul>c", "a\nb\n\nc"),
    "cells end in a line feed": ("<table><tr><td>a<td>b<tr><td>c</table>", "a\nb\nc"),
    "white space collapses": ("a \n\t b<i> c</i> <i> d</i>", "a b c d"),
    "space between tags is one space": ("a <b> b </b> c", "a b c"),
    "edges of a block are bare": ("<p>  a  </p>\n\n<p>&nbsp;</p>  <p>\u3000\u3000b&nbsp;</p>", "a\n\nb"),
    "a wrapped line of Chinese has no space": (
        "<p>中文\n换行</p><p>中文 空格 Latin\nwrap</p>",
        "中文换行\n\n中文 空格 Latin wrap",
    ),
    "a wrap across tags too": ("<p>中文\n<b>换行</b></p>", "中文换行"),
    "no-break spaces within a line stay": ("a&nbsp;&nbsp;b&nbsp;c", "a\u00a0\u00a0b\u00a0c"),
    "pre keeps its form, its first feed apart": ("<pre>\n a\r\n  b\n</pre>c", " a\r\n  b\n\n\nc"),
    "references become characters": ("&lt;p&gt; &amp;amp; &#x4e2d;&eacute;&notit", "<p> &amp; 中é¬it"),
    "unknown references stay": ("&bogus; &#x; AT&T", "&bogus; &#x; AT&T"),
    "scripts, styles, comments and titles go": (
        "<title>t</title><script>if(a<b)'</p>'</script>a<!-- <p>no</p> --><style>p{}</style>b",
        "ab",
    ),
    "a comment cuts no word": ("wo<!-- x -->rd", "word"),
    "an unclosed comment takes the rest, as in browsers": ("a<!-- b<p>c", "a"),
    "an unfinished tag at the end is markup": ("a<p class='b", "a"),
    "a lone bracket is text": ("1 < 2 <3 <", "1 < 2 <3 <"),
    "an empty end tag is markup": ("a</>b</>c<p>d", "abc\n\nd"),
    "CDATA in HTML is a comment": ("a<![CDATA[b]]>c", "ac"),
    "NUL and CR are kept in place": ("a\0b<p\0>c\rd\r\ne</p\0>", "a\0bc d e"),
    "duplicated attributes do no harm": ("<p class=a class=b CLASS=c>x</p>", "x"),
    "a bracket within an attribute": ('<a title="a > b" href=x>y</a>', "y"),
    "plaintext shows the rest": ("a<plaintext><p>b</p>&amp;", "a\n\n<p>b</p>&amp;"),
    "drawings have no text": ("a<svg><title>t</title><text>u</text></svg>b", "ab"),
    "a drawing whose end is missing ends at a block": ("a<svg><path><div>b</div>", "a\nb"),
    "a self-closed style in a drawing hides nothing": ("a<svg><style/><title/></svg>b<p>c", "ab\n\nc"),
    "misnested tags": ("<b><p>a</b>b</p><div></p>c</div></div>d", "ab\n\nc\nd"),
    "an end tag in a cell closes nothing outside": ("<div><table><tr><td>a</div>b</td><td>c</table></div>", "a\nb\nc"),
    "nested tables": ("<table><tr><td><table><tr><td>a</table><td>b</table>", "a\n\nb"),
    "template instructions that are no tags": ("<%= x %> {{ y }}", "<%= x %> {{ y }}"),
    "the empty page": ("", ""),
}


def view(source: str) -> Text:
    text = Text(source)
    return text.apply(markup(text, HTML))


@pytest.mark.parametrize("name", READS)
def test_a_page_reads_as_a_browser_shows_it_and_comes_back(name: str) -> None:
    source, want = READS[name]
    text = view(source)
    assert str(text) == want
    assert revert(str(text), text.edits) == source


FRAGMENTS = [
    f"<{t}>"
    for t in [
        "p",
        "div",
        "br",
        "li",
        "ul",
        "td",
        "tr",
        "table",
        "b",
        "a",
        "script",
        "style",
        "pre",
        "svg",
        "title",
        "plaintext",
        "textarea",
        "h1",
        "/svg",
    ]
]
FRAGMENTS += [
    f"</{t}>"
    for t in [
        "p",
        "div",
        "li",
        "ul",
        "td",
        "tr",
        "table",
        "b",
        "a",
        "script",
        "style",
        "pre",
        "svg",
        "title",
        "textarea",
        "h1",
    ]
]
FRAGMENTS += [
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "</>",
    "<",
    "&amp;",
    "&nbsp;",
    "&lt",
    "&#0;",
    "\0",
    "\r\n",
    "\n",
    " ",
    "中",
    "x",
    "<a b='",
    "'",
    "<svg/>",
    "<style/>",
]


@settings(deadline=None, max_examples=200)
@given(st.one_of(st.text(), st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join)))
def test_any_text_read_as_a_page_comes_back_and_its_runs_are_its_view(source: str) -> None:
    """Laws 1, 5 and 7: total, exact; what the runs say is what the text says, and each run lies where it says."""
    text = view(source)
    assert revert(str(text), text.edits) == source
    runs = parse(source).runs
    assert "".join("\n" * run.lines + run.text for run in runs) == str(text)
    for run in runs:
        assert str(text)[slice(*text.clean_span(run.start, run.end))] == run.text
    assert [(b.raw_start, b.raw_end) for b in html_layout(source)] == [(r.start, r.end) for r in runs]


@given(st.text())
def test_a_text_that_is_no_page_or_has_edits_is_left_alone(source: str) -> None:
    assert not list(markup(Text(source), Page()))
    text = view("<p>&lt;b>" + source)
    assert not list(markup(text, HTML))


def test_each_kind_of_markup_has_its_rule() -> None:
    source = (
        "<!DOCTYPE html><p>a<!--c--><script>s</script><style>t</style><svg></svg><iframe>f</iframe>&amp;\n b</p><p>c"
    )
    assert {e.rule for e in view(source).edits} == {rule.id for rule in RULES.values()} - {"markup.feed"}


def test_the_layout_knows_headings_items_cells_code_and_quotes() -> None:
    source = (
        "<h2>H</h2><p>P</p><ul><li>I<ul><li>J</ul></ul><table><tr><th>A<td>B<tr><td>C</table>"
        "<pre>x = 1</pre><blockquote><p>Q</blockquote>"
    )
    blocks = [(source[b.raw_start : b.raw_end], b.kind, b.level, b.row) for b in html_layout(source)]
    assert blocks == [
        ("H", "heading", 2, -1),
        ("P", "paragraph", 0, -1),
        ("I", "item", 1, -1),
        ("J", "item", 2, -1),
        ("A", "cell", 0, 0),
        ("B", "cell", 0, 0),
        ("C", "cell", 0, 1),
        ("x = 1", "code", 0, -1),
        ("Q", "quote", 0, -1),
    ]


def test_a_table_that_lays_out_the_page_has_no_cells() -> None:
    source = "<table><tr><td>" + "<p>a</p>" * 9 + "<td><table><tr><td>x</table></table>"
    assert [b.kind for b in html_layout(source)] == ["paragraph"] * 9 + ["cell"]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_cost_steps_in_proportion_to_their_length(name: str) -> None:
    """Counted in Python calls and lines, so that the machine's load does not matter: four times the page, at most 6 times the steps."""
    small, large = HOSTILE[name](150), HOSTILE[name](600)
    assert steps(parse.__wrapped__, large) < 6 * steps(parse.__wrapped__, small) + 1000
    text = view(large)
    assert revert(str(text), text.edits) == large


@pytest.mark.long
def test_twenty_megabytes_of_nested_broken_markup_come_back() -> None:
    source = ("<div><p>text &amp; <b>bold<table><tr><td>中文\n" * 500_000)[:20_000_000]
    text = view(source)
    assert revert(str(text), text.edits) == source
