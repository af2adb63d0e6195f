"""Hostile pages cost in proportion to their length on the whole way of a page: head, markup, verdicts, removals."""

from __future__ import annotations

import pytest

from cleaners.article import article, verdicts_of
from cleaners.html.build import parse
from cleaners.html.pagekind import page_kind
from cleaners.markup import markup
from cleaners.metadata import metadata
from cleaners.page import Page
from cleaners.text import Text, revert
from tests.hostile import HOSTILE, steps

HTML = Page(media_type="text/html")


def whole_way(source: str) -> Text:
    """Clean a page with the cleaners that read its markup; what they remember of the last pages is forgotten first."""
    parse.cache_clear()
    verdicts_of.cache_clear()
    page_kind(source, HTML)
    text = Text(source)
    for cleaner in (metadata, markup, article):
        text = text.apply(cleaner(text, HTML))
    return text


@pytest.mark.parametrize("name", HOSTILE)
def test_the_whole_way_of_a_page_costs_steps_in_proportion_to_its_length(name: str) -> None:
    """Four times the page, at most six times the steps."""
    small, large = HOSTILE[name](150), HOSTILE[name](600)
    assert steps(whole_way, large) < 6 * steps(whole_way, small) + 3000
    text = whole_way(large)
    assert revert(str(text), text.edits) == large


@pytest.mark.long
@pytest.mark.parametrize(
    "source", ["&amp;" * 200_000, "<div>" * 10_000 + "x", "<b><p>x" * 30_000, "<p " + "a=b " * 200_000 + ">x"]
)
def test_large_hostile_pages_come_back(source: str) -> None:
    text = whole_way(source)
    assert revert(str(text), text.edits) == source
