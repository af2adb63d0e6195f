"""Bars: what consists of a site's words goes by its weight and its place; the tables hold what a page can show."""

from __future__ import annotations

from collections import Counter

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.page import Page
from cleaners.pipeline import run
from cleaners.profiles import DEFAULT
from cleaners.rulepacks import bar_words
from cleaners.rulepacks.bar_terms import WEIGHTS, lines_of_terms, terms_of
from cleaners.rulepacks.bars import BAR
from cleaners.rulepacks.views import view
from cleaners.text import Text, revert

BODY = (
    "The old lamp was lit each evening by a keeper who lived in the tower and never came down to the town.\n"
    "He counted the ships in the bay at dawn, and wrote the number in his book as he did every day."
)
TERMS = [term for terms in WEIGHTS for term in terms.split("|")]
TABLES = ("SURE", "PROMPTS", "SOCIAL", "TERMS", "WORDS", "PLACES")


def clean(source):
    cleaned = run(Text(source), Page(), DEFAULT)
    assert revert(str(cleaned), cleaned.edits) == source
    return cleaned


def test_a_term_stands_in_one_table():
    assert [term for term, count in Counter(TERMS).items() if count > 1] == []


@pytest.mark.parametrize("table", TABLES)
def test_every_term_is_found_as_a_page_writes_it(table):
    """The look at the whole text and the reading of a line agree, in both scripts."""
    traditional = opencc.OpenCC("s2t").convert
    for term in getattr(bar_words, table).split("|"):
        for line in (term.capitalize(), traditional(term.capitalize())):
            folded = view(line, 0, len(line)).text
            assert folded.lower() != term or lines_of_terms().search(line.encode()), line
            assert folded.lower() != term or terms_of(folded), line


@pytest.mark.parametrize("word", sorted(bar_words.WORDS.split("|"))[::7])
def test_one_word_is_no_bar(word):
    """A text may end in any one of them."""
    assert BAR.id not in {e.rule for e in clean(f"{BODY}\n{word.capitalize()}").edits}


def test_a_bar_above_and_one_behind_go():
    source = f"Skip to content\nHome\nAbout us\nContact us\nLog in\nThe lamp\n{BODY}\nShare\nTweet\nLeave a comment"
    cleaned = clean(source)
    assert str(cleaned) == f"The lamp\n{BODY}"
    assert BAR.id in {e.rule for e in cleaned.edits}


@given(st.lists(st.sampled_from([*TERMS[::23], BODY, BODY[:102], "The lamp", "12", ""]), max_size=9))
def test_a_second_look_finds_nothing(lines):
    """What is left of a page is left for good, whatever stood on it."""
    once = str(clean("\n".join(lines)))
    again = clean(once)
    assert BAR.id not in {e.rule for e in again.edits}
