"""Lines of a page's frame that no rule knows: what goes beside known furniture, and what never does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.frame import FRAME_LINE, frame
from cleaners.frames.evidence import Evidences, frame_of, shape
from cleaners.frames.model import model
from cleaners.frames.rows import Row, is_paragraph, rows_of, width
from cleaners.frames.words import BUCKETS, pieces, points, telling
from cleaners.page import Page, Profile
from cleaners.pipeline import run
from cleaners.profiles import DEFAULT
from cleaners.text import Candidate, Patch, Text, revert
from tests.test_cases import BODIES, filled, load, marked

ZH = [BODIES[f"nz{n}"] for n in (1, 2, 3, 4)]
EN = [BODIES[f"ne{n}"] for n in (1, 2, 3, 4)]
KNOWN = {"zh": ("首页 > 新闻 > 正文", "分享到： 微信 微博 QQ空间"), "en": ("Skip to main content", "Leave a comment")}
SITE = {
    "zh": ("下载客户端，随时掌握最新消息", "意见反馈"),
    "en": ("Sign in Subscribe Newsletter", "Privacy Policy Contact Us"),
}
BEFORE = Profile("before", tuple(c for c in DEFAULT.cleaners if c is not frame))
LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [*ZH, *EN, *KNOWN["zh"], *KNOWN["en"], *SITE["zh"], *SITE["en"], "", "渡口的灯", "Ever yours,"]
        ),
        st.text(max_size=40),
    ),
    max_size=14,
).map("\n".join)


def taken(text):
    return [edit.removed.strip() for edit in text.edits if edit.rule == FRAME_LINE.id]


def page(language, *, head=(), tail=()):
    body = {"zh": ["清溪河水位回落", *ZH], "en": ["Old exchange lost to fire", *EN]}[language]
    return "\n".join([*head, *body, *tail])


@given(LINES)
def test_where_no_rule_found_furniture_nothing_is_looked_at(source):
    """Without an edit of a rule there is no known furniture: no finding, not even a candidate."""
    assert list(frame(Text(source), Page())) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_of_unknown_furniture_alone_stays(language):
    source = page(language, tail=SITE[language][1:])
    assert taken(run(Text(source), Page(), BEFORE)) == []
    assert rows_of(run(Text(source), Page(), BEFORE)) == () or not taken(run(Text(source), Page(), DEFAULT))


@given(LINES)
def test_only_lines_before_the_first_and_behind_the_last_paragraph_go(source):
    text = run(Text(source), Page(), BEFORE)
    clean, found = str(text), [f for f in frame(text, Page()) if isinstance(f, Patch)]
    spans = [(r.start, r.end) for r in rows_of(text) if not r.known and is_paragraph(r.words)]
    paragraphs = [(a, b) for a, b in spans if points(model().words, clean[a:b]) <= 0]
    for patch in found:
        assert all(b <= patch.start or patch.end <= a for a, b in paragraphs)
        if paragraphs:
            assert patch.end <= paragraphs[0][0] or patch.start >= paragraphs[-1][1]


@given(LINES)
def test_a_second_run_takes_no_line_of_a_frame(source):
    first = run(Text(source), Page(), DEFAULT)
    assert revert(str(first), first.edits) == source
    assert taken(run(Text(str(first)), Page(), DEFAULT)) == []


@pytest.mark.parametrize("name", ["frames", "guests", "visitors", "strangers"])
def test_a_second_run_on_the_cases_takes_no_line_of_a_frame(name):
    for case in load(name)["page"]:
        clean = str(run(Text(marked(filled(case["text"]))[0]), Page(), DEFAULT))
        assert taken(run(Text(clean), Page(), DEFAULT)) == []


def test_html_is_left_to_the_model_that_sees_its_tags():
    text = run(Text(page("en", head=KNOWN["en"][:1], tail=(*KNOWN["en"], *SITE["en"]))), Page(), BEFORE)
    assert list(frame(text, Page(media_type="text/html"))) == []


def test_a_disabled_rule_is_no_witness():
    """What nobody took is no known furniture."""
    source = page("en", head=KNOWN["en"][:1], tail=(KNOWN["en"][1], *SITE["en"]))
    rules = frozenset(r.id for r in DEFAULT.rules if r.family in ("furniture", "editorial", "wiki", "watermark")) - {
        FRAME_LINE.id
    }
    assert taken(run(Text(source), Page(), Profile("without", DEFAULT.cleaners, rules))) == []


def test_an_observed_rule_tells_of_its_lines_and_takes_none():
    source = page("en", head=KNOWN["en"][:1], tail=(KNOWN["en"][1], *SITE["en"]))
    observed = run(Text(source), Page(), Profile("observed", DEFAULT.cleaners, frozenset(), frozenset({FRAME_LINE.id})))
    assert taken(observed) == []


def test_a_protected_line_stays():
    source = page("en", head=KNOWN["en"][:1], tail=(KNOWN["en"][1], *SITE["en"]))
    kept = run(Text(source), Page(protected=((0, len(source)),)), DEFAULT)
    assert taken(kept) == []


@given(st.text())
def test_pieces_are_hashed_into_the_buckets_and_points_are_integers(line):
    assert isinstance(points(model().words, line), int)
    assert len(model().words.steps) == BUCKETS
    assert all(piece for piece in pieces(line))
    assert len(telling(model().words, line, 3)) <= 3


def test_an_outline_keeps_separators_and_drops_words():
    assert shape("Home | News | Sport 24") == shape("Start | Wetter | Bilder 7") == "a | a | a 0"
    assert width("第3页") == 5


def test_known_furniture_stands_among_the_rows_where_a_rule_took_it():
    source = page("en", head=KNOWN["en"][:1], tail=("Holt & Daughters, bakers", KNOWN["en"][1]))
    rows = rows_of(run(Text(source), Page(), BEFORE))
    assert [row.words for row in rows] == source.split("\n")
    assert [bool(row.known) for row in rows] == [True, *[False] * 6, True]


def test_a_text_without_paragraphs_has_no_frame():
    rows = [Row("啊 风啊 你慢慢地吹", 0, 9)] * 20
    assert frame_of(rows, lambda _: 0) is None


def test_a_long_line_that_speaks_like_a_site_is_no_paragraph():
    rows = [Row(EN[0], 0, 1), Row(EN[1], 1, 2)]
    seen = frame_of(rows, lambda line: 5000 if line == EN[1] else -5000)
    assert seen is not None
    assert (seen.first, seen.last) == (0, 0)
    assert Evidences(seen, lambda _: 0).places == (1,)


def test_what_nearly_goes_is_told_with_its_points():
    """Every refusal says how many points the line has and why it stays."""
    for case in load("guests")["page"]:
        text = run(Text(marked(filled(case["text"]))[0]), Page(), BEFORE)
        for finding in frame(text, Page()):
            if isinstance(finding, Candidate):
                assert " points, but " in finding.reason
