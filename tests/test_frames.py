"""What framed a line that went goes with it; what the page's author ruled stays. Fields spread over lines are read as one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.page import Page
from cleaners.pipeline import run
from cleaners.profiles import DEFAULT
from cleaners.rulepacks.frames import LEFTOVER, RULING, frames
from cleaners.text import Text, revert

BODY = (
    "The old lamp was lit each evening by a keeper who lived in the tower and never came down to the town.\n"
    "He counted the ships in the bay at dawn, and wrote the number in his book as he did every day."
)
MARK = "Copyright © 2019 Harbour Weekly. All rights reserved."
REWRITES = [
    (RULING, f"{BODY}\n------------\n{MARK}", BODY),
    (RULING, f"{BODY}\n* * *\n{MARK}\n* * *", BODY),
    (RULING, f"{BODY}\nEND\n{MARK}", BODY),
    (RULING, f"====\n[Originally published at https://harbour.example.com/1]\n====\n{BODY}", BODY),
    (LEFTOVER, f"{BODY}\nReply With Quote\n#12", BODY),
]
LEAVES_ALONE = [
    f"{BODY}\n------------\n{BODY}",
    f"{BODY}\n------------\nThe end of the book.\n{MARK}",
    f"{BODY}\nEND",
    f"{BODY}\nNotes\n-----\n{MARK}",
    f"{BODY}\n42",
]


def clean(source):
    cleaned = run(Text(source), Page(), DEFAULT)
    assert revert(str(cleaned), cleaned.edits) == source
    return cleaned


@pytest.mark.parametrize(("rule", "source", "left"), REWRITES)
def test_a_frame_goes_with_what_it_framed(rule, source, left):
    cleaned = clean(source)
    assert str(cleaned) == left
    assert rule.id in {e.rule for e in cleaned.edits}


@pytest.mark.parametrize("source", LEAVES_ALONE)
def test_a_frame_of_the_page_own_text_stays(source):
    assert not {RULING.id, LEFTOVER.id} & {e.rule for e in clean(source).edits}


@given(st.text())
def test_without_a_ledger_nothing_is_a_frame(source):
    """The evidence is what the rules took: a text of which nothing went has no frames."""
    assert list(frames(Text(source), Page())) == []


LINES = st.lists(st.sampled_from([BODY, MARK, "----", "====", "END", "Notes", "42", "#1", "▲top", ""]), max_size=9)


@given(LINES)
def test_a_second_run_takes_no_more_of_a_frame(lines):
    """What framed nothing that went frames nothing in the clean text either."""
    once = str(clean("\n".join(lines)))
    assert not {RULING.id, LEFTOVER.id} & {e.rule for e in clean(once).edits}


def test_labels_and_values_on_lines_of_their_own_are_claims():
    source = (
        f"旧桥\n来源：\n江北日报\n发布时间：\n2019-04-18 08:32\n阅读：\n523\n{BODY}\n{BODY.replace('lamp', 'bell')}"
    )
    cleaned = clean(source)
    assert str(cleaned).startswith("旧桥\nThe old lamp")
    assert {(c.field, c.value) for c in cleaned.claims} >= {
        ("publisher", "江北日报"),
        ("published", "2019-04-18T08:32"),
    }
