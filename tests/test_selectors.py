"""Selectors: what a site's rule names goes, exactly that; pages of other hosts are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.errors import RuleError
from cleaners.markup import markup
from cleaners.page import Page
from cleaners.selectors import load_selectors
from cleaners.text import Text, revert

HEAD = '[[selector]]\nid = "site.example"\nversion = 1\nsays = "Boxes."\nwhy = "The site\'s own."\n'
SOURCE = (
    "<html>\r\n<body><p class=by>by <a>王五</a></p>\n<div class='box'>Box <b>one</b></div><div id=text><p>First.</p>\n"
    "<p>Second.<ul class=more><li>More<li>Links</ul></div><div class=box>Box two</div>"
)
READS = {
    "remove": ('remove = [".box", "ul.more li"]', "by 王五\n\nFirst.\n\nSecond."),
    "content": ('content = "#text"', "First.\n\nSecond.\n\nMore\nLinks"),
    "content and remove": ('content = "#text"\nremove = ".more"', "First.\n\nSecond."),
    "content that is not there": (
        'content = "#nothing"',
        "by 王五\n\nBox one\n\nFirst.\n\nSecond.\n\nMore\nLinks\n\nBox two",
    ),
}


def page(uri: str = "https://www.example.org/a") -> Page:
    return Page(uri=uri, media_type="text/html")


def view(pack: str, source: str, seen: Page) -> Text:
    text = Text(source)
    text = text.apply(markup(text, seen))
    return text.apply(load_selectors(HEAD + pack)(text, seen))


@pytest.mark.parametrize("name", READS)
def test_what_the_selectors_name_goes_and_comes_back(name: str) -> None:
    pack, want = READS[name]
    text = view(pack, SOURCE, page())
    assert str(text) == want
    assert revert(str(text), text.edits) == SOURCE


def test_the_text_of_an_element_becomes_a_claim() -> None:
    (claim,) = view('claims = { author = ".by a", title = "h1" }', SOURCE, page()).claims
    assert (claim.field, claim.value, SOURCE[claim.raw_start : claim.raw_end]) == ("author", "王五", "王五")


@pytest.mark.parametrize(
    ("uri", "gone"),
    [("https://example.org/", True), ("https://a.example.org/", True), ("https://notexample.org/", False), ("", False)],
)
def test_a_rule_with_a_host_concerns_its_pages_only(uri: str, gone: bool) -> None:
    text = view('host = "example.org"\nremove = ".box"', SOURCE, page(uri))
    assert ("Box" not in str(text)) is gone


@given(st.text(alphabet="<>/pdivbox cla='\r\n\"=文", max_size=80))
def test_any_page_comes_back(source: str) -> None:
    seen = page()
    text = view('remove = ["p", ".box"]', "<p>" + source, seen)
    assert revert(str(text), text.edits) == "<p>" + source
    assert not list(load_selectors(HEAD + 'remove = ["p", ".box"]')(text, seen))


@pytest.mark.parametrize("pack", ['remove = "p["', 'removes = "p"', 'claims = { author = "<" }', "remove ="])
def test_a_wrong_pack_is_refused(pack: str) -> None:
    with pytest.raises(RuleError):
        load_selectors(HEAD + pack)
