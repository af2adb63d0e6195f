"""Article: a page's content stays, what serves the site goes, and every removed character comes back."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.article import article
from cleaners.markup import markup
from cleaners.page import Page
from cleaners.text import Patch, Text, revert

HTML = Page(media_type="text/html")


def cleaned(source: str) -> Text:
    text = Text(source)
    text = text.apply(markup(text, HTML))
    return text.apply(article(text, HTML))


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


@given(st.text())
def test_a_text_that_is_no_page_is_left_alone(source: str) -> None:
    assert not list(article(Text(source), Page()))
