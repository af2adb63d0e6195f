"""Lines of a page's frame that no rule knows: what goes beside known furniture, and what never does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.frame import FRAME_LINE, frame
from cleaners.frames.evidence import Evidences, frame_of, is_anchor, shape
from cleaners.frames.model import model
from cleaners.frames.rows import Row, known_lines, rows_of, width
from cleaners.frames.verdict import CELLS
from cleaners.frames.verdict import LINES as ALONE
from cleaners.frames.words import BUCKETS, pieces, points, telling
from cleaners.lines import removals
from cleaners.page import Page, Profile
from cleaners.pipeline import run
from cleaners.profiles import DEFAULT
from cleaners.text import Candidate, Evidence, Patch, Text, revert
from tests.test_cases import BODIES, filled, load, marked

ZH = [BODIES[f"nz{n}"] for n in (1, 2, 3, 4)]
EN = [BODIES[f"ne{n}"] for n in (1, 2, 3, 4)]
KNOWN = {"zh": ("首页 > 新闻 > 正文", "分享到： 微信 微博 QQ空间"), "en": ("Skip to main content", "Leave a comment")}
SITE = {
    "zh": ("下载客户端，随时掌握最新消息", "意见反馈"),
    "en": ("Sign in Subscribe Newsletter", "Privacy Policy Contact Us"),
}
FRAMED = {
    "zh": (
        "首页 新闻 视频 论坛 登录 注册",
        "您当前的位置：首页 > 社会",
        "字号：大 中 小",
        "扫一扫，分享到朋友圈",
        "我要评论 (0) 举报 收藏",
        "关于我们 | 联系我们 | 网站地图 | 广告服务",
        "技术支持：江口网络中心 未经授权禁止转载",
    ),
    "en": (
        "Home News Sport Weather Sign in Register",
        "You are here: Home > Local",
        "Text size: A A A",
        "Share this page with your friends",
        "Leave a comment (0) Report abuse",
        "About us | Contact us | Site map | Advertise",
        "Powered by Harbour CMS. All trademarks belong to their owners.",
    ),
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


def said(line):
    return points(model().words, line)


def taken(text):
    return [edit.removed.strip() for edit in text.edits if edit.rule == FRAME_LINE.id]


def page(language, *, head=(), tail=()):
    body = {"zh": ["清溪河水位回落", *ZH], "en": ["Old exchange lost to fire", *EN]}[language]
    return "\n".join([*head, *body, *tail])


@given(LINES)
def test_where_no_rule_found_furniture_few_lines_are_none(source):
    """Without an edit of a rule only a frame of its own goes, never some lines, and no candidate is told."""
    found = list(frame(Text(source), Page()))
    lines = [line for f in found for line in source[f.start : f.end].split("\n") if line.strip()]
    assert all(isinstance(f, Patch) for f in found)
    assert not lines or (len(lines) >= ALONE and sum(map(width, lines)) >= CELLS)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_frame_of_which_no_rule_knows_a_line_goes_and_says_so(language):
    """Many lines that speak like a site around the text are its frame, whoever words them."""
    source = page(language, head=FRAMED[language][:3], tail=FRAMED[language][3:])
    cleaned = Text(source).apply(frame(Text(source), Page()))
    gone = [line for line in source.split("\n") if line not in str(cleaned).split("\n")]
    assert len(gone) >= ALONE
    assert set(gone) <= set(FRAMED[language])
    assert all(", 0 of " in edit.evidence.says for edit in cleaned.edits)


@pytest.mark.parametrize("own", ["program", "manual", "licences"])
def test_a_frame_that_is_a_program_a_manuals_source_or_a_list_of_licences_stays(own):
    lines = {
        "program": ["import os", *["value = read(os.name)"] * 40],
        "manual": [".TH SHARE 1", ".SH NAME"],
        "licences": ["License: GPL", "License: MIT"],
    }[own]
    source = page("en", head=(*lines, *FRAMED["en"][:3]), tail=FRAMED["en"][3:])
    assert list(frame(Text(source), Page())) == []


def known(source, *lines):
    """Return a text from which a rule has taken these lines, whatever the rules of today know."""
    spans = removals(source, [(source.index(line), source.index(line) + len(line)) for line in lines])
    return Text(source).apply([Patch(a, b, "", "furniture.word", Evidence("a rule knows it")) for a, b in spans])


@pytest.mark.parametrize(
    ("language", "unknown"),
    [
        ("en", "Help Status About Careers Press Blog Privacy Terms"),
        ("zh", "转发本文 收藏本文 我要纠错"),
        ("zh", "下载客户端 意见反馈 举报"),
    ],
)
def test_what_speaks_like_a_site_goes_beside_what_a_rule_took(language, unknown):
    """The line goes with its white space, and says why; the title and every paragraph stay."""
    top, bottom = KNOWN[language]
    text = known(page(language, head=[top], tail=[unknown, bottom]), top, bottom)
    cleaned = text.apply(frame(text, Page()))
    assert str(cleaned) == page(language)
    [says] = {edit.evidence.says for edit in cleaned.edits if edit.rule == FRAME_LINE.id}
    assert " points; behind the text, 1 of 2 lines there are known furniture" in says


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "last",
    [
        "Ever yours,\nEdwin",
        "儿 青山\n一九八七年十月四日",
        "（未完）",
        "Harbour Street\n4 October 1911",
        "London, 1911",
        "12 May 2011\nLeeds",
        "Marian Holt",
        "江城大学文学院\n2021年4月9日",
        "林一",
        "全文完",
    ],
)
def test_what_ends_a_text_stays_beside_what_a_rule_took(language, last):
    top, bottom = KNOWN[language]
    text = known(page(language, head=[top], tail=[last, bottom]), top, bottom)
    assert str(text.apply(frame(text, Page()))) == page(language, tail=[last])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "first",
    [
        "Saltmarsh, 4 October 1911\nMy dear Ruth,",
        "渡口的灯\n林小满\n二〇一九年三月",
        "The Old Exchange\nEdwin Marlow Grice",
        "Part Two\nThe Lamp",
        "第三节",
        "For Ruth",
        "1911",
    ],
)
def test_what_begins_a_text_stays_beside_what_a_rule_took(language, first):
    top, bottom = KNOWN[language]
    text = known(page(language, head=[top, first], tail=[bottom]), top, bottom)
    assert str(text.apply(frame(text, Page()))) == page(language, head=[first])


@given(LINES)
def test_no_paragraph_goes_that_is_long_or_stands_beside_another(source):
    text = run(Text(source), Page(), BEFORE)
    clean, found = str(text), [f for f in frame(text, Page()) if isinstance(f, Patch)]
    lines = [line for line in clean.split("\n") if line.strip()]
    kept = str(text.apply(found)).split("\n")
    assert all(line in kept for k, line in enumerate(lines) if is_anchor(lines, k, said))


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
    source = page("en", head=KNOWN["en"][:1], tail=(KNOWN["en"][1], SITE["en"][1]))
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
    text = run(Text(source), Page(), BEFORE)
    rows = rows_of(text, known_lines(text))
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
