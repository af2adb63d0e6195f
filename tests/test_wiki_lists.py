"""A chapter's arrows go, the work between them stays and its author is claimed; a wiki's contents go, the headings stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.page import Page
from cleaners.pipeline import run
from cleaners.profiles import DEFAULT
from cleaners.rulepacks.wiki_lists import CONTENTS, HEADER, lists
from cleaners.text import Text, revert

BODY = "The reed is cut when the frost has taken the leaf and before the sap stirs, which leaves the men some eleven weeks."
SITE = "From Fernpedia, the free encyclopedia"
REWRITES = [
    (HEADER, f"← Chapter III\nLetters from a Marsh by Edwin Grice\nChapter IV\nChapter V →\n{BODY}",
     f"Letters from a Marsh by Edwin Grice\nChapter IV\n{BODY}"),
    (CONTENTS, f"Marsh\n{SITE}\nReed\nRush\nSedge\nFlag\n{BODY}\nReed\n{BODY}\nRush\n{BODY[:-1]} or so.\nSedge\nTall.\nFlag\nYellow.",
     f"Marsh\n{BODY}\nReed\n{BODY}\nRush\n{BODY[:-1]} or so.\nSedge\nTall.\nFlag\nYellow."),
    (CONTENTS, f"{SITE}\nContents [hide]\n1 Design\n2 History\nDesign\n{BODY}\nHistory\n{BODY.replace('reed', 'rush')}",
     f"Design\n{BODY}\nHistory\n{BODY.replace('reed', 'rush')}"),
]  # fmt: skip
LEAVES_ALONE = [
    f"← The way back was shorter than the way there.\n{BODY}",
    f"← left\n{BODY}\nright →",
    f"Contents\n1 Design\n2 History\nDesign\n{BODY}\nHistory\n{BODY.replace('reed', 'rush')}",  # of a book: no wiki signed it
    f"{SITE}\nContents\n1 Reed\n2 Rush\n{BODY}",  # no headings below
    f"Marsh\n{SITE}\nReed\nRush\n{BODY}\nReed\n{BODY}\nRush\n{BODY[:-1]} or so.",  # two lines are no list
]


def clean(source):
    cleaned = run(Text(source), Page(), DEFAULT)
    assert revert(str(cleaned), cleaned.edits) == source
    return cleaned


@pytest.mark.parametrize(("rule", "source", "left"), REWRITES)
def test_what_a_wiki_prints_in_several_lines_goes(rule, source, left):
    cleaned = clean(source)
    assert str(cleaned) == left
    assert rule.id in {e.rule for e in cleaned.edits}


@pytest.mark.parametrize("source", LEAVES_ALONE)
def test_what_only_looks_like_it_stays(source):
    assert not {HEADER.id, CONTENTS.id} & {e.rule for e in clean(source).edits}


def test_the_author_of_a_header_is_claimed():
    claims = clean(REWRITES[0][1]).claims
    assert ("author", "Edwin Grice") in {(c.field, c.value) for c in claims}


@given(st.text(alphabet="←→◄► \nab1.目录"))
def test_total_on_texts_full_of_arrows(source):
    patches = list(lists(Text(source), Page()))
    Text(source).apply(patches)


def test_a_name_whose_letters_are_set_apart_by_nothing_visible_goes_where_it_repeats():
    """Twice the same; a word that stands so once, or a text that is so all through, stays."""
    name, story = (
        "晴\u200b窗\u200b散\u200b文",
        "外婆家的灶房里有七只坛子，从大到小，一字排在墙根下，最大的一只比我还高。",
    )
    twice = f"{story}{name}\n{story.replace('外婆', '祖母')}{name}"
    assert str(clean(twice)) == f"{story}\n{story.replace('外婆', '祖母')}"
    assert "晴窗散文" in str(clean(f"{story}{name}\n{story.replace('外婆', '祖母')}"))
