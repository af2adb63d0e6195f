"""A wiki's bars and notices go where its software has signed the page; the same words elsewhere stay."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.page import Page
from cleaners.pipeline import run
from cleaners.profiles import DEFAULT
from cleaners.rulepacks import wiki_page, wiki_words
from cleaners.rulepacks.wiki_bars import BAR, NOTICE, bars
from cleaners.text import Text, revert

BODY = "The reed is cut when the frost has taken the leaf and before the sap stirs, which leaves the men some eleven weeks."
MORE = "The rush is cut in summer with the scythe below the water, and must lie three days in the swath before it is carried."
ZH = "芦苇要在霜打叶枯之后、汁液未动之前割，前后不过十来个星期，割苇人天不亮就下滩，傍晚才把苇捆撑回村里来。"
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
    (
        BAR,
        f'Jump to content\nThe Marsh Lexicon\nSearch\nLog in\nReed\n{LONG}\nRetrieved from "https://x.example/wiki/Reed"',
        f"Reed\n{LONG}",
    ),
    (
        BAR,
        f"skip to content\nThe Reed Yard\nUser Tools\nLog In\nTrace: • start • reed\nCutting\n{BODY}",
        f"Cutting\n{BODY}",
    ),
    (BAR, f"Plants > Grasses > Tall grasses > Reed\n{SITE}\nReed\n{BODY}", f"Reed\n{BODY}"),
    (BAR, f"{SITE}\nReed\n{LONG}\nMarsh plants\nReed • Rush • Sedge\n{FOOT}", f"Reed\n{LONG}"),
    (BAR, f'Reed\n{LONG}\nRetrieved from "https://x.example/wiki/Reed"\nMarsh Yard\nThe Fern Society', f"Reed\n{LONG}"),
    (
        BAR,
        f"Reed\nCutting\nEdit\n{BODY}\nDrying\nEdit\n{MORE}\nUse\nEdit\n{BODY}",
        f"Reed\nCutting\n{BODY}\nDrying\n{MORE}\nUse\n{BODY}",
    ),
]
LEAVES_ALONE = [
    f"{SITE}\nFernpedia\nFernpedia is a free online encyclopedia that anyone can edit, and it was founded by a schoolmaster in 2004.\n{MORE}",
    f"{SITE}\nSongs\n{BODY}\n{FOOT}\n"
    + "\n".join(f"The {a} goes over the {b}" for a in ("heron", "wind", "rain") for b in ("reed", "wall", "hill")),
    f"{SITE}\nReed\n{LONG}\nTools\nThe hook\nThe fork\nStatus\nRare",
    f"{SITE}\nMills\nThis list contains all the mills that are known from the sources of the county, in the order in which they were built.\n{BODY}",
    f"{SITE}\nGuide\nThis page does not cover resources for editors of the journal, for which the office in Reedham is to be asked.\n{BODY}",
    f"{SITE}\nHashes\n%hash = (foo => 42, bar => 23, baz => 7);\n{BODY}\nA > B, and C<d> > E<f> > G.",  # code
    f"{SITE}\nWays\n{BODY}\nread / write / seek is all there is.\nmore\ndocumentation.",  # the end of a wrapped line
    f"{SITE}\nReed\nFiles\n=====\n{BODY}\n{MORE}",  # a heading
    f"{SITE}\n割苇\n{ZH}\n報告錯誤\n請寫信給村公所。",
    f"Photo\nEdit\nVideo\nEdit\nSound\nEdit\n{BODY}",  # no paragraph under them
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


def test_a_line_above_tabs_is_no_sites_name_where_only_a_sentence_tells_the_title():
    """wiki.bar: the heading may be what the text begins with, and the line the title."""
    source = f"Reed and Rush\nArticle\nTalk\n{SITE}\nReed\nReed is cut when the frost has taken the leaf, and for some eleven weeks only.\n{MORE} {BODY}"
    assert str(clean(source)).startswith("Reed and Rush\n")


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


MARKED = [  # a signed page, what goes from it
    (f"{SITE}\nReed\n{BODY}[1]\n{MORE} [2]\nNotes\n^ Smith, p. 4.\n2. ^ a b Jones.", ("[1]", " [2]", "^", "2. ^ a b")),
    (f"{SITE}\nReed\n{BODY}[1]: 112 {MORE}[better source needed]", ("[1]: 112", "[better source needed]")),
    (f"{SITE}\n芦苇\n{BODY}[注 1]\n注释\n↑ 见县志。\n↑ 2.0 2.1 同上。", ("[注 1]", "↑", "↑ 2.0 2.1")),
    (f"{SITE}\nReed\n{BODY}\nCutting Edit\n{MORE}\nDrying Edit\n{BODY}", (" Edit", " Edit")),
]
UNMARKED = [  # of a signed page
    f"{SITE}\nSensors\n{BODY}\ntemp[1-7]_input and fan[2] are read, pwm[3] is written.",
    f"{SITE}\nKeys\n{BODY}\nMode[3] is the third, and there are no others.",
    f"{SITE}\nLists\n{BODY}\nan empty list []\n{MORE}\nanother one []\n{BODY}",
    f"{SITE}\nArrays\n{BODY}\nThe first is argv[1] and the next argv[2]; argv[0] is the name.",
    f"{SITE}\nArrays\n{BODY}\nSet x[i] to y[j] and go on to z[k] until none is left.",
    f"{SITE}\nControls\n{BODY}\nNotes\n↑ Jump\n↓ Crouch",
    f"{SITE}\nPrograms\n{BODY}\nPhoto Edit\nVideo Edit\nSound Edit\n{MORE}",
    f"{SITE}\nShow\n{BODY}\nThe judge [sic] said so, and [the clerk] wrote it down.",
    f"{SITE}\n芦苇\n{BODY}\n总编辑\n{MORE}\n副总编辑\n{BODY}",
]


@pytest.mark.parametrize(("source", "gone"), MARKED)
def test_marks_of_notes_and_the_ways_back_to_them_go_the_notes_stay(source, gone):
    """wiki.reference-mark, wiki.edit-mark: whether the page keeps its list of notes or not."""
    marks = [e.removed.rstrip() for e in clean(source).edits if e.rule in {"wiki.reference-mark", "wiki.edit-mark"}]
    assert sorted(marks) == sorted(gone)


@pytest.mark.parametrize("source", UNMARKED)
def test_what_reads_like_a_mark_stays_on_a_signed_page(source):
    assert not {"wiki.reference-mark", "wiki.edit-mark"} & {e.rule for e in clean(source).edits}


def test_the_pages_of_a_librarys_scan_go_where_they_count_on():
    """wiki.page-mark: numbers alone on lines, in order; out of order they are the text's."""
    pages = f"Fen\nFrom Wikisource\n[61]\n{BODY}\n[62]\n{MORE}"
    assert str(clean(pages)) == f"Fen\n{BODY}\n{MORE}"
    mixed = f"Fen\nFrom Wikisource\n[61]\n{BODY}\n[9]\n{MORE}"
    assert "[9]" in str(clean(mixed)).splitlines()


def test_daggers_behind_headings_go_from_a_page_that_pukiwiki_signed():
    """wiki.edit-mark: elsewhere a dagger tells of a death or a note."""
    foot = "PukiWiki 1.4.7 Copyright © 2001-2006 PukiWiki Developers Team. License is GPL."
    assert "†" not in str(clean(f"Reed †\n{BODY}\nRush †\n{MORE}\n{foot}"))
    assert str(clean(f"Reed †\n{BODY}\nRush †\n{MORE}\n{FOOT}")).count("†") == 2


@given(st.lists(st.sampled_from(["Reed", "Reed_Rush", "«", "「芦苇」", "Laser Cutter", "", " - ", "ſ"]), max_size=4))
def test_names_compare_without_case_blanks_and_signs(parts):
    """Folding a name twice changes nothing more."""
    once = wiki_page.folded("".join(parts))
    assert wiki_page.folded(once) == once


ENTRY = "48.7721-123.0181 Button Museum, 12 Shore St. Two rooms, and a drawer for every worker of the factory. (updated Jul 2019 | edit)"


def test_what_a_template_of_addresses_leaves_goes_from_a_signed_page_only():
    """wiki.listing-residue: the page says when an address was changed; figures alone may be the text's."""
    plain = ENTRY.removeprefix("48.7721-123.0181 ").removesuffix(" (updated Jul 2019 | edit)")
    assert f" {plain}" in str(clean(f"{SITE}\nReed\n{BODY}\nSee[edit]\n{ENTRY}\n{MORE}")).splitlines()
    for stays in (ENTRY.removesuffix(" (updated Jul 2019 | edit)"), ENTRY):
        assert stays in str(clean(f"Reed\n{BODY}\n{stays}\n{MORE}"))
