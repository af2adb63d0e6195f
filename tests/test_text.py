"""The ledger's laws (DESIGN 3), each a property over random rounds of random patches."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.errors import CleaningError
from cleaners.text import Candidate, Claim, Edit, Evidence, Flag, Patch, RawCandidate, RawClaim, RawFlag, Text, revert
from tests.laws import RULES, apply_checked, check, inserted, patches, rounds

NOTHING = Evidence("")


def patch(start, end, text="", rule="a.one", evidence=NOTHING):
    return Patch(start, end, text, rule, evidence)


def ledger(text):
    """The edits in short: (raw_start, removed, inserted, rule, via, patch_seq)."""
    return [(e.raw_start, e.removed, e.inserted, e.rule, e.via, e.patch_seq) for e in text.edits]


@given(rounds())
def test_every_round_keeps_the_laws_of_the_ledger(history):
    """Laws 1, 4, 5, 6: `apply_checked` asserted them after every round; the source never moves."""
    assert len({after.source for _, _, after in history}) == 1


@given(rounds())
def test_a_touched_insertion_is_taken_over_whole_and_named_in_via(history):
    """Law 2: "a patch that touches inserted text takes over that whole edit, its removed text included, and names its rule in `via`, and only such rules"."""
    for before, found, after in history:
        for edit, start in zip(before.edits, before._clean_starts, strict=True):
            stop = start + len(edit.inserted)
            touching = [p for p in found if p.start < stop and start < p.end and p.text != str(before)[p.start : p.end]]
            if edit.inserted and not touching:
                if not any(p.start == p.end and p.text for p in found):  # an insertion joins its neighbour
                    assert edit in after.edits
            elif edit.inserted:
                assert edit not in after.edits
                owners = [
                    e
                    for e in after.edits
                    if e.raw_start <= edit.raw_start and edit.raw_end <= e.raw_end and e.patch_seq >= before.patches
                ]
                restored = after.source[edit.raw_start : edit.raw_end]  # law 4 may have dissolved the edit
                assert all(set(e.via) <= {*RULES} for e in owners)
                assert restored == edit.removed


@given(rounds(most=2))
def test_via_names_only_rules_whose_text_lay_inside_this_edit(history):
    """Law 2, the other half: no rule is named that had inserted nothing within the edit's span."""
    for before, found, after in history:
        for edit in after.edits:
            if edit in before.edits:
                continue
            inside = [
                e for e in before.edits if e.inserted and edit.raw_start <= e.raw_start and e.raw_end <= edit.raw_end
            ]
            seen = {name for e in inside for name in (e.rule, *e.via)}
            fresh = {p.rule for p in found} if len(found) > 1 else set()  # two of one round may meet in one insertion
            assert set(edit.via) <= seen | fresh


@given(rounds())
def test_what_another_rule_purely_deleted_stays_charged_to_it(history):
    """Law 3: a later patch that spans a deletion is cut in two around it."""
    for before, _, after in history:
        for edit in before.edits:
            if not edit.inserted:
                assert edit in after.edits


@given(rounds())
def test_edits_cut_from_one_patch_share_its_number_and_nothing_else(history):
    """`patch_seq` grows with each round; pieces of one patch agree in rule, evidence and confidence."""
    for before, found, after in history:
        fresh = [e for e in after.edits if e not in before.edits]
        assert all(before.patches <= e.patch_seq < before.patches + len(found) for e in fresh)
        by_seq = {}
        for edit in fresh:
            by_seq.setdefault(edit.patch_seq, set()).add((edit.rule, edit.evidence))
        assert all(len(same) == 1 for same in by_seq.values())


@given(st.text(max_size=30), st.data())
def test_any_text_obeys_the_laws_not_only_small_alphabets(source, data):
    text = Text(source)
    for _ in range(2):
        text = apply_checked(text, data.draw(patches(len(str(text)), ("", "\U0001f600", "\r\n", "好"))))


@given(rounds(), st.data())
def test_findings_are_lifted_to_where_their_characters_stand(history, data):
    """A claim's raw span covers the source of exactly its characters: start leans right, end left."""
    text = history[-1][2]
    clean = str(text)
    start = data.draw(st.integers(0, len(clean)))
    end = data.draw(st.integers(start, len(clean)))
    after = text.apply(
        [
            Claim("title", clean[start:end], start, end, "a.one", "x"),
            Flag("k", start, end, "b.two", NOTHING),
            Candidate(start, end, "c.three", "no"),
        ]
    )
    claim = after.claims[-1]
    assert (claim.raw_start, claim.raw_end) == text.source_span(start, end)
    assert after.flags[-1] == RawFlag("k", claim.raw_start, claim.raw_end, "b.two", NOTHING)
    assert after.candidates[-1] == RawCandidate(claim.raw_start, claim.raw_end, "c.three", "no")
    assert after.edits == text.edits
    assert 0 <= claim.raw_start <= claim.raw_end <= len(text.source)
    if start < end:
        if not inserted(text).keys() & {start, end - 1}:  # kept characters are found again from their source
            assert text.clean_span(claim.raw_start, claim.raw_end) == (start, end)
        assert claim.raw_start == text.source_span(start, start + 1)[0]
        assert claim.raw_end == text.source_span(end - 1, end)[1]


@given(rounds(), st.data())
def test_a_source_span_becomes_what_was_kept_of_it_and_what_replaced_it(history, data):
    """`clean_span` against a count by hand: from the first character's place to the end of what the last one became."""
    text = history[-1][2]
    raw_start = data.draw(st.integers(0, len(text.source)))
    raw_end = data.draw(st.integers(0, len(text.source)))
    became = {}  # source offset -> clean span of what it became
    clean = 0
    edits = list(text.edits)
    for i in range(len(text.source) + 1):
        while edits and edits[0].raw_start == edits[0].raw_end == i:
            clean += len(edits.pop(0).inserted)
        if edits and edits[0].raw_start <= i:
            edit = edits[0]
            became[i] = (clean, clean + len(edit.inserted))
            if i == edit.raw_end - 1:
                clean += len(edits.pop(0).inserted)
        else:
            became[i] = (clean, clean + 1)
            clean += 1
    start, end = text.clean_span(raw_start, raw_end)
    assert start == became[raw_start][0]
    assert end == (became[raw_end - 1][1] if raw_end > raw_start else start)


def test_a_claim_keeps_its_doubts_and_a_patch_its_confidence():
    text = Text("abc").apply([Claim("note", "b", 1, 2, "a.one", "licence_id"), Patch(1, 2, "", "b.two", NOTHING, 0.5)])
    assert text.claims == (RawClaim("note", "b", 1, 2, "a.one", "licence_id", ""),)
    assert text.edits[0].confidence == 0.5
    taken = Text("abc").apply([patch(1, 1, "XY")]).apply([Patch(1, 2, "", "b.two", Evidence("why"), 0.5)])
    assert (taken.edits[0].evidence, taken.edits[0].confidence) == (Evidence("why"), 0.5)


def test_evidence_spans_are_lifted_with_the_finding():
    text = Text("abcdef").apply([patch(0, 2)]).apply([patch(1, 2, "", "b.two", Evidence("copy", ((0, 1), (2, 4))))])
    assert text.edits[1].evidence == Evidence("copy", ((2, 3), (4, 6)))
    assert text.apply([Flag("k", 0, 1, "b.two", Evidence("x", ((1, 3),)))]).flags == (
        RawFlag("k", 2, 3, "b.two", Evidence("x", ((4, 6),))),
    )


CASES = {
    "a deletion inside a later deletion cuts it in two": (
        "abcdef", [[patch(2, 4)], [patch(1, 3, "", "b.two")]],
        "af", [(1, "b", "", "b.two", (), 1), (2, "cd", "", "a.one", (), 0), (4, "e", "", "b.two", (), 1)],
    ),
    "the replacement of a cut patch stands in its first piece": (
        "abcdef", [[patch(2, 4)], [patch(1, 3, "X", "b.two")]],
        "aXf", [(1, "b", "X", "b.two", (), 1), (2, "cd", "", "a.one", (), 0), (4, "e", "", "b.two", (), 1)],
    ),
    "a deletion at a patch's edges is outside it": (
        "abcdef", [[patch(0, 1), patch(3, 4)], [patch(0, 2, "", "b.two")]],
        "ef", [(0, "a", "", "a.one", (), 0), (1, "bc", "", "b.two", (), 2), (3, "d", "", "a.one", (), 1)],
    ),
    "a touched replacement is taken over with what it removed": (
        "abcdef", [[patch(1, 3, "XY")], [patch(2, 4, "Z", "b.two")]],
        "aXZef", [(1, "bcd", "XZ", "b.two", ("a.one",), 1)],
    ),
    "a patch between two insertions keeps what lies outside of it": (
        "abcd", [[patch(1, 1, "PQ"), patch(3, 3, "RS")], [patch(2, 6, "-", "b.two")]],
        "aP-Sd", [(1, "bc", "P-S", "b.two", ("a.one",), 2)],
    ),
    "restoring the source dissolves the edit": ("abc", [[patch(1, 2, "X")], [patch(1, 2, "b", "b.two")]], "abc", []),
    "a patch that changes nothing is no edit": ("abc", [[patch(1, 2, "b")]], "abc", []),
    "an insertion at an insertion's place joins it": (
        "ab", [[patch(1, 1, "X")], [patch(2, 2, "Y", "b.two")]], "aXYb", [(1, "", "XY", "b.two", ("a.one",), 1)],
    ),
    "an insertion before an insertion joins it": (
        "ab", [[patch(1, 1, "X")], [patch(1, 1, "Y", "b.two")]], "aYXb", [(1, "", "YX", "b.two", ("a.one",), 1)],
    ),
    "an insertion at a deletion stands after it": (
        "abc", [[patch(1, 2)], [patch(1, 1, "X", "b.two")]], "aXc", [(1, "b", "", "a.one", (), 0), (2, "", "X", "b.two", (), 1)],
    ),
    "two patches within one insertion both take it over, in order": (
        "ab", [[patch(1, 1, "PQRS")], [patch(1, 2, "", "b.two"), patch(3, 4, "", "c.three")]],
        "aQSb", [(1, "", "QS", "c.three", ("a.one", "b.two"), 2)],
    ),
    "via holds each rule once and never the rule itself": (
        "ab", [[patch(1, 1, "PQ")], [patch(1, 2, "x", "b.two")], [patch(1, 2, "y")]], "ayQb", [(1, "", "yQ", "a.one", ("b.two",), 2)],
    ),
    "the whole text may go": ("abc", [[patch(1, 2)], [patch(0, 2, "", "b.two")]], "", [(0, "a", "", "b.two", (), 1), (1, "b", "", "a.one", (), 0), (2, "c", "", "b.two", (), 1)]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_ledger_of(case):
    source, steps, clean, expected = CASES[case]
    text = Text(source)
    for step in steps:
        text = apply_checked(text, step)
    assert (str(text), ledger(text)) == (clean, expected)


def test_a_deletion_is_one_clean_place_and_two_source_places():
    """A span's start leans right, its end left; an empty span is where the next character comes from."""
    text = Text("abcd").apply([patch(1, 3)])
    assert (text.to_source(0), text.to_source(1), text.to_source(2)) == (0, 3, 4)
    assert text.source_span(0, 1) == (0, 1)
    assert text.source_span(1, 2) == (3, 4)
    assert text.source_span(1, 1) == (3, 3)
    assert text.source_span(0, 2) == (0, 4)
    assert [text.to_clean(i) for i in range(5)] == [0, 1, 1, 1, 2]
    assert text.clean_span(1, 3) == (1, 1)
    assert text.clean_span(0, 4) == (0, 2)


def test_inserted_characters_come_from_the_span_they_replaced():
    text = Text("abcd").apply([patch(1, 3, "XYZ")])
    assert [text.to_source(i) for i in range(6)] == [0, 1, 1, 1, 3, 4]
    assert text.source_span(2, 3) == (1, 3)
    assert text.to_clean(2) == 1


@pytest.mark.parametrize(
    "two", [[patch(0, 2), patch(1, 3)], [patch(1, 1, "X"), patch(1, 1, "Y")], [patch(0, 2), patch(0, 2, "x")]]
)
def test_overlapping_patches_of_one_cleaner_are_an_error_with_the_place(two):
    with pytest.raises(CleaningError) as caught:
        Text("abcd").apply(two)
    assert caught.value.span == (two[1].start, two[1].end)
    assert "a.one proposes a patch that overlaps one of a.one" in str(caught.value)
    assert "\n    abcd\n" in str(caught.value)


@pytest.mark.parametrize(
    "finding",
    [
        patch(-1, 0),
        patch(0, 4),
        patch(2, 1),
        Claim("f", "v", 0, 4, "a.one"),
        Flag("k", 4, 4, "a.one", NOTHING),
        Candidate(1, 9, "a.one", "r"),
    ],
)
def test_a_span_outside_the_text_is_an_error(finding):
    with pytest.raises(CleaningError, match=r"a\.one proposes the span -?\d+:\d+ in a text of 3 characters"):
        Text("abc").apply([finding])


def test_touching_patches_do_not_overlap():
    text = apply_checked(Text("abcd"), [patch(2, 4), patch(0, 2, "X"), patch(2, 2, "Y")])
    assert str(text) == "XY"


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("axc", [Edit(1, "b", "X", "a.one", NOTHING, 1.0, (), 0)]),
        ("a", [Edit(3, "b", "", "a.one", NOTHING, 1.0, (), 0)]),
        ("abc", [Edit(2, "b", "", "a.one", NOTHING, 1.0, (), 0), Edit(0, "b", "", "a.one", NOTHING, 1.0, (), 0)]),
    ],
)
def test_a_ledger_that_does_not_fit_its_text_is_refused(text, edits):
    with pytest.raises(CleaningError, match=f"does not fit.*\\n    {text}\\n") as caught:
        revert(text, edits)
    assert caught.value.span[0] == min(edits[0].raw_start if len(edits) == 1 else 0, len(text))


def test_a_text_is_immutable_and_keeps_what_came_before():
    claim = Claim("title", "a", 0, 1, "a.one")
    one = Text("abc").apply([claim, Flag("k", 0, 1, "b.two", NOTHING), Candidate(0, 1, "c.three", "r")])
    two = one.apply([claim, patch(0, 1), Flag("k", 0, 1, "b.two", NOTHING), Candidate(0, 1, "c.three", "r")])
    assert (len(one.claims), len(one.flags), len(one.candidates), one.edits, one.patches) == (1, 1, 1, (), 0)
    assert (len(two.claims), len(two.flags), len(two.candidates), len(two.edits), two.patches) == (2, 2, 2, 1, 1)
    assert one.claims[0] == RawClaim("title", "a", 0, 1, "a.one")
    check(two)
