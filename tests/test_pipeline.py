"""A profile's word: disabled rules are silent, observed ones only report, protected spans are never touched."""

from __future__ import annotations

from cleaners.page import Page, Profile
from cleaners.pipeline import OBSERVED, PROTECTED, run
from cleaners.rule import Rule, cleaner
from cleaners.text import Claim, Evidence, Patch, RawCandidate, Text

TAKES_X = Rule("test.x", 1, "Takes every x.", "A test.")
TAKES_Y = Rule("test.y", 1, "Takes every y.", "A test.")


@cleaner(TAKES_X)
def take_x(text, page):
    for i, c in enumerate(str(text)):
        if c == "x":
            yield Patch(i, i + 1, "", TAKES_X.id, Evidence("an x"))
            yield Claim("title", "x", i, i + 1, TAKES_X.id)


@cleaner(TAKES_Y)
def take_y(text, page):
    for i, c in enumerate(str(text)):
        if c == "y":
            yield Patch(i, i + 1, "", TAKES_Y.id, Evidence("a y"))


BOTH = Profile("both", (take_x, take_y))


def test_cleaners_run_in_order_each_on_what_the_ones_before_left():
    text = run(Text("axbyc"), Page(), BOTH)
    assert str(text) == "abc"
    assert [(e.raw_start, e.rule) for e in text.edits] == [(1, "test.x"), (3, "test.y")]


def test_a_disabled_rule_finds_nothing():
    text = run(Text("axby"), Page(), Profile("p", (take_x, take_y), disabled=frozenset({"test.x"})))
    assert (str(text), text.claims) == ("axb", ())


def test_an_observed_rule_yields_candidates_and_its_claims_and_changes_nothing():
    text = run(Text("axby"), Page(), Profile("p", (take_x, take_y), observed=frozenset({"test.x"})))
    assert str(text) == "axb"
    assert text.candidates == (RawCandidate(1, 2, "test.x", OBSERVED),)
    assert len(text.claims) == 1


def test_a_protected_span_is_never_touched_though_its_coordinates_moved():
    """A steward overruled the second x: spans are of the source, whatever was removed before."""
    text = run(Text("yxyx"), Page(protected=((3, 4),)), Profile("p", (take_y, take_x)))
    assert str(text) == "x"
    assert text.candidates == (RawCandidate(3, 4, "test.x", PROTECTED),)


def test_what_a_rule_may_not_take_it_claims_nothing_of():
    """The second x is the author's, says a steward: only the first one's claim stands."""
    text = run(Text("xyx"), Page(protected=((2, 3),)), BOTH)
    assert [claim.raw_start for claim in text.claims] == [0]


def test_what_a_cleaner_that_runs_twice_says_of_text_that_stays_is_said_once():
    """Claims and candidates of observed rules and of protected spans do not double."""
    twice = Profile("p", (take_x, take_y, take_x), observed=frozenset({"test.x"}))
    text = run(Text("axby"), Page(protected=((3, 4),)), twice)
    assert [len(text.claims), len(text.candidates)] == [1, 2]


def test_protected_words_are_still_read_out_of_their_tags():
    """Markup is how the words were written: it goes from protected spans, too."""
    taken = Rule("markup.x", 1, "Takes every x.", "A test.")

    @cleaner(taken)
    def untag(text, page):
        yield from (Patch(i, i + 1, "", taken.id, Evidence("a tag")) for i, c in enumerate(str(text)) if c == "x")

    assert str(run(Text("axyb"), Page(protected=((0, 4),)), Profile("p", (untag, take_y)))) == "ayb"


def test_the_digest_of_a_profile_moves_with_whatever_decides_text():
    digests = {
        BOTH.digest,
        Profile("both", (take_y, take_x)).digest,
        Profile("both", (take_x,)).digest,
        Profile("both", (take_x, take_y), frozenset({"test.x"})).digest,
        Profile("both", (take_x, take_y), frozenset(), frozenset({"test.x"})).digest,
    }
    assert len(digests) == 5
    assert Profile("other name", (take_x, take_y)).digest == BOTH.digest
