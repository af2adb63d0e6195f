"""Cues: one scan for several packs hides none of a pack's places, and a match with a key is looked for by its key."""

from __future__ import annotations

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from cleaners.packs import SHIPPED
from cleaners.rulepacks.cues import Cues
from cleaners.rulepacks.patterns import evidence_of

PACKS = SHIPPED
SHARED = Cues([rule for pack in PACKS for rule in pack.pack])
WORDS = sorted({cue for pack in PACKS for rule in pack.pack for cue in rule.cues})
CUT = st.builds(lambda cue, start, stop: cue[start:stop], st.sampled_from(WORDS), st.integers(0, 3), st.integers(2, 30))
PIECES = (
    st.sampled_from(WORDS) | CUT | st.sampled_from(["\n", " ", "桥。", "a", "\r\n", "\ud800", "> ", "\u200b", "篇"])
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_what_one_scan_for_all_packs_leaves_out_holds_no_cue(text):
    """Cues that overlap cues of another pack, begin within them or cross a line are found as by a scan of their own."""
    for pack in PACKS:
        cues = pack.matcher.cues
        assert cues.places(text, SHARED.stretches(text)) == cues.places(text)


@pytest.mark.parametrize(
    ("pattern", "evidence"),
    [
        ("a(?:b|c)", "a(?:b|c)"),
        ("(?:(?P<key_>ab|c(?:d)?)|e)+", "(?P<key_>ab|c(?:d)?)"),
        (r"x(?P<key_>\)[)(]|[]()]|[^)\]]b)y", r"(?P<key_>\)[)(]|[]()]|[^)\]]b)"),
        ("(?i:by (?P<key_>us))", "(?i)(?P<key_>us)"),
    ],
)
def test_a_pattern_with_a_key_is_looked_for_by_its_key(pattern, evidence):
    assert evidence_of(pattern) == evidence


@pytest.mark.parametrize("rule", [rule for pack in PACKS for rule in pack.pack], ids=lambda rule: rule.rule.id)
def test_the_evidence_of_each_shipped_pattern_compiles(rule):
    for pattern in rule.patterns:
        assert "key_" in re2.compile(evidence_of(pattern)).groupindex or evidence_of(pattern) == pattern
