"""Metadata: what a page says of itself becomes claims that stand where the page says it; nothing is changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.html.jsonld import strings
from cleaners.markup import markup
from cleaners.metadata import metadata
from cleaners.page import Page
from cleaners.text import Claim, Text

HTML = Page(media_type="text/html")

CLAIMS = {
    "title": ("<title>\n A &amp; B </title>", [("title", "A &amp; B")]),
    "OpenGraph": (
        "<meta property='og:title' content=\"A\"><meta content=N property=og:site_name>",
        [("title", "A"), ("publisher", "N")],
    ),
    "Dublin Core, whatever its case": ("<META NAME='DC.Creator' CONTENT='王五'>", [("author", "王五")]),
    "dates in ISO 8601": (
        "<meta property=article:published_time content='2020年3月5日'>",
        [("published", "2020-03-05")],
    ),
    "no date, no claim": ("<meta name=date content=soon>", []),
    "canonical address": (
        "<link rel=canonical href='https://a.example/b'>",
        [("canonical_url", "https://a.example/b")],
    ),
    "a licence link, with its name": (
        "<a rel='license noopener' href='http://creativecommons.org/licenses/by-sa/3.0/deed.zh'>x</a>",
        [("rights_statement", "http://creativecommons.org/licenses/by-sa/3.0/deed.zh"), ("licence_id", "CC-BY-SA-3.0")],
    ),
    "RDF in a comment": (
        '<!-- <rdf:RDF><license rdf:resource="http://creativecommons.org/publicdomain/zero/1.0/"/></rdf:RDF> -->',
        [("rights_statement", "http://creativecommons.org/publicdomain/zero/1.0/"), ("licence_id", "CC0-1.0")],
    ),
    "language": ("<html lang=zh-Hant><p>x", [("language", "zh-Hant")]),
    "an encoding is no language": ("<html lang=utf-8><meta http-equiv=content-language content=gbk><p>x", []),
    "a locale": ("<meta property=og:locale content=zh_CN>", [("language", "zh_CN")]),
    "an account's number is no name": (
        "<meta name=author content=105464><meta name=author content='4 Non Blondes'>",
        [("author", "4 Non Blondes")],
    ),
    "JSON-LD, broken at its end": (
        '<script type="application/ld+json">{"@graph": [{"headline": "T", "author": [{"name": "甲"}, {"name": "乙"}],}, {"name": "no"]</script>',
        [("title", "T"), ("author", "甲"), ("author", "乙")],
    ),
    "of a comment's JSON-LD nothing": (
        '<script type=application/ld+json>{"comment": {"headline": "T", "author": "A"}}</script>',
        [],
    ),
    "conflicts stay": ("<title>A</title><meta name=og:title content=B>", [("title", "A"), ("title", "B")]),
    "the first of two attributes counts": ("<link rel=canonical href=a href=b>", [("canonical_url", "a")]),
    "the words of an article say nothing here": ("<p>title: A, author: B</p><a href=x>license</a>", []),
    "microdata of a part": ("<div itemscope><div itemscope><meta itemprop=datePublished content=2020-01-01>", []),
}


@pytest.mark.parametrize("name", CLAIMS)
def test_claims_stand_where_the_page_makes_them(name: str) -> None:
    source, want = CLAIMS[name]
    found = [f for f in metadata(Text(source), HTML) if isinstance(f, Claim)]
    assert [(c.field, c.value) for c in found] == want
    for claim in found:
        if claim.field not in {"published", "licence_id"}:
            assert source[claim.start : claim.end] == claim.value


@given(
    st.text(),
    st.sampled_from(
        [
            "<title>",
            "<meta name=author content=",
            "<script type=application/ld+json>{",
            "<html lang='",
            "<link rel=license href=",
        ]
    ),
)
def test_any_text_is_read_and_none_is_changed(source: str, before: str) -> None:
    """Law 7: total; values are verbatim."""
    page = before + source
    for claim in metadata(Text(page), HTML):
        assert isinstance(claim, Claim)
        assert claim.field in {"published", "licence_id"} or page[claim.start : claim.end] == claim.value
    assert not list(metadata(Text(page), Page()))


def test_claims_outlive_the_markup_they_stood_in() -> None:
    source = "<title>Name</title><p>x</p>"
    text = Text(source)
    text = text.apply(metadata(text, HTML))
    text = text.apply(markup(text, HTML))
    assert str(text) == "x"
    assert [(c.value, source[c.raw_start : c.raw_end]) for c in text.claims] == [("Name", "Name")]
    assert not list(metadata(text, HTML)), "afterwards a claim could not say where it stood"


@given(st.text(alphabet='{}[]",:\\ab ', max_size=60))
def test_any_json_gives_strings_that_lie_within_it(source: str) -> None:
    for _, start, end in strings(source, 0, len(source)):
        assert source[start - 1] == '"'
        assert start <= end < len(source)
