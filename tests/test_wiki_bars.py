"""A wiki's bars and notices go where its software has signed the page; the same words elsewhere stay."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.page import Page
from cleaners.pipeline import run
from cleaners.profiles import DEFAULT
from cleaners.rulepacks import wiki_words
from cleaners.rulepacks.wiki_bars import BAR, NOTICE, bars
from cleaners.text import Text, revert

BODY = "The reed is cut when the frost has taken the leaf and before the sap stirs, which leaves the men some eleven weeks."
MORE = "The rush is cut in summer with the scythe below the water, and must lie three days in the swath before it is carried."
LONG = f"{BODY} {MORE} And so it goes from one winter to the next, as long as there are men who want a roof.\n{MORE}\n{BODY}"
SITE = "From Fernpedia, the free encyclopedia"
FOOT = "This page was last edited on 5 May 2023, at 12:00 (UTC)."
REWRITES = [
    (BAR, f"Main page\nSearch\nView source\nReed\n{SITE}\n{BODY}", f"Reed\n{BODY}"),
    (BAR, f"Reed\n{BODY}\nWhat links here\nSpecial pages\n{FOOT}", f"Reed\n{BODY}"),
    (BAR, f"Reed\n{BODY}\nv\nt\ne\nPlants of the marsh\nReed\nRush\n{FOOT}", f"Reed\n{BODY}"),
    (BAR, f"Reed\n{BODY}\nCategories:\nGrasses\nMarshes\n{FOOT}", f"Reed\n{BODY}"),
    (
        NOTICE,
        f"{SITE}\nReed\n{LONG}\nRush\nMain article: Rush\n{MORE}\nSedge\n{LONG[:-1]} or twelve.",
        f"Reed\n{LONG}\nRush\n{MORE}\nSedge\n{LONG[:-1]} or twelve.",
    ),
    (BAR, f"{SITE}\nReed\n{BODY}\nEdit\nRush\n{MORE}\nEdit", f"Reed\n{BODY}\nRush\n{MORE}"),
]
LEAVES_ALONE = [
    f"Main page\nSearch\nReed\n{BODY}",  # no wiki signed it
    f"{SITE}\nHistory\n{BODY}",  # the page's title
    f"{SITE}\nReed\n{BODY}\nHistory\n{MORE}\nTools\nThe hook\nThe fork",  # headings
    f"{SITE}\nReed\n{BODY}\nCategories\nGrasses\nMarshes",  # a heading and what stands under it
    f"{SITE}\nReed\n{BODY}\nThe box prints this line:\nThis article needs additional citations for verification.\n{MORE}",
    f"{SITE}\nReed\n{BODY}\nEdit\n{MORE}",  # once only
]


def clean(source):
    cleaned = run(Text(source), Page(), DEFAULT)
    assert revert(str(cleaned), cleaned.edits) == source
    return cleaned


@pytest.mark.parametrize(("rule", "source", "left"), REWRITES)
def test_on_a_signed_page_the_wikis_messages_go(rule, source, left):
    cleaned = clean(source)
    assert str(cleaned) == left
    assert rule.id in {e.rule for e in cleaned.edits}


@pytest.mark.parametrize("source", LEAVES_ALONE)
def test_what_only_reads_like_a_message_stays(source):
    assert not {BAR.id, NOTICE.id} & {e.rule for e in clean(source).edits}


@pytest.mark.parametrize("table", [wiki_words.SURE, wiki_words.PLAIN, wiki_words.NOTICES])
def test_each_message_of_the_tables_stands_once_and_in_the_folded_form(table):
    words = [line for line in table.splitlines() if line]
    assert len(words) == len(set(words))
    assert [w for w in words if re.sub(r"\\.", "", w) != re.sub(r"\\.", "", w).casefold()] == []


@given(
    st.lists(st.sampled_from([SITE, FOOT, BODY, "Edit", "View source", "Categories:", "Reed", "", "v", "t", "e", "7"]))
)
def test_total_and_done_after_one_run(lines):
    """On any page of such lines: what a run leaves, a second leaves too."""
    once = str(clean("\n".join(lines)))
    assert str(clean(once)) == once


@given(st.text(alphabet="编辑分类:目录 \n查论编vte1a"))
def test_total_on_texts_of_its_letters(source):
    Text(source).apply(list(bars(Text(source), Page())))


ENTRY = "48.7721-123.0181 Button Museum, 12 Shore St. Two rooms, and a drawer for every worker of the factory. (updated Jul 2019 | edit)"


def test_what_a_template_of_addresses_leaves_goes_from_a_signed_page_only():
    """wiki.listing-residue: the page says when an address was changed; figures alone may be the text's."""
    plain = ENTRY.removeprefix("48.7721-123.0181 ").removesuffix(" (updated Jul 2019 | edit)")
    assert plain in str(clean(f"{SITE}\nReed\n{BODY}\nSee[edit]\n{ENTRY}\n{MORE}")).splitlines()
    for stays in (ENTRY.removesuffix(" (updated Jul 2019 | edit)"), ENTRY):
        assert stays in str(clean(f"Reed\n{BODY}\n{stays}\n{MORE}"))
