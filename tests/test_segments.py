"""segments: every visible line of the clean text is in exactly one, with its spans, kind and language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.languages.headings import level_of
from cleaners.layout import text_layout
from cleaners.page import Page
from cleaners.segments import BLANK, _clean_offsets, _source_spans, segments, title_of
from cleaners.table import table
from cleaners.text import Block, Evidence, Patch, RawClaim, Text
from tests.laws import rounds

BODY = "互联网发展不平衡、规则不健全、秩序不合理等问题日益凸显，国家和地区间的数字鸿沟不断拉大，网络犯罪呈蔓延之势。"
ENGLISH = "Problems such as unbalanced development, inadequate rules and inequitable order in cyberspace have become more evident over time."


def of(source: str) -> list[tuple[str, int, str]]:
    return [(s.kind, s.level, s.text) for s in segments(Text(source, layout=text_layout(source)))]


def heads(source: str) -> list[tuple[int, str]]:
    return [(level, text) for kind, level, text in of(source) if kind == "heading"]


HEADINGS = {
    "a title": (f"网络空间的秩序\n\n{BODY}", [(1, "网络空间的秩序")]),
    "numbered Chinese": (f"{BODY}\n\n一、和平原则\n\n{BODY}", [(3, "一、和平原则")]),
    "a chapter": (f"{BODY}\n第一章 总则\n{BODY}", [(2, "第一章 总则")]),
    "a chapter in English": (
        f"{ENGLISH}\n\nChapter IV. Plan of Action\n\n{ENGLISH}",
        [(2, "Chapter IV. Plan of Action")],
    ),
    "both languages": (
        f"{BODY}\n\n一、和平原则\n1. The Principle of Peace\n\n{BODY}\n{ENGLISH}",
        [(3, "一、和平原则"), (3, "1. The Principle of Peace")],
    ),
    "two levels at once": (f"{BODY}\n第二章 原则\n一、和平原则\n{BODY}", [(2, "第二章 原则"), (3, "一、和平原则")]),
    "unnumbered": (f"{BODY}\n合作的前景\n{BODY}", [(2, "合作的前景")]),
    "a known word": (f"{BODY}\n\n结束语\nConclusion\n\n{BODY}\n{ENGLISH}", [(2, "结束语"), (2, "Conclusion")]),
    "Markdown": (f"# 题目\n\n{BODY}\n\n## 小节\n\n{BODY}", [(1, "# 题目"), (2, "## 小节")]),
    "over a numbered one": (
        f"{BODY}\n中美互联网合作的共识\n1、规范网络安全措施\n{BODY}",
        [(2, "中美互联网合作的共识"), (3, "1、规范网络安全措施")],
    ),
}

NO_HEADINGS = {
    "sentences": f"{BODY}\n他走了。\n{BODY}",
    "a salutation": f"尊敬的各位来宾:\n{BODY}",
    "a date line": f"{BODY}\n2019年10月\n{BODY}",
    "a label": f"{BODY}\n来源:新华网\n{BODY}",
    "an attribution": f"{BODY}\n——某某组委会\n{BODY}",
    "a signature at the end": f"{BODY}\n某某委员会",
    "verse": "我走过山\n我走过水\n山水无言\n岁月如梭\n故人何在\n白云悠悠\n青山依旧\n" + BODY,
    "a numbered list before a paragraph": f"{BODY}\n1. apples\n2. pears\n3. plums\n{ENGLISH}",
    "a contents list": "\n".join(f"{n}、第几个原则" for n in "一二三四五六七八") + "\n" + BODY,
    "an address": f"{BODY}\nhttps://example.org/page\n{BODY}",
    "dialogue": f"{BODY}\n“来了。”\n“走吧。”\n{BODY}",
}


@pytest.mark.parametrize(("source", "found"), HEADINGS.values(), ids=HEADINGS)
def test_a_short_line_that_heads_longer_text_is_a_heading(source, found):
    assert heads(source) == found


@pytest.mark.parametrize("source", NO_HEADINGS.values(), ids=NO_HEADINGS)
def test_a_short_line_that_heads_nothing_is_none(source):
    assert heads(source) == []


def test_numbers_decide_levels():
    assert [level_of(t) for t in ("第十二回 某某", "第3节 某某", "1.2 Scope", "(二)某某", "2019年")] == [2, 3, 4, 4, 0]


def test_cells_have_their_row_whether_the_bars_went_or_not():
    source = "姓名 | 电话号码 |\n张三 | 12 |\n李四 | 45 |"
    text = Text(source, layout=text_layout(source))
    kept, cleaned = segments(text), segments(text.apply(table(text, Page())))
    for found in kept, cleaned:
        assert [(s.kind, s.row, s.text) for s in found][:3] == [
            ("cell", 0, "姓名"),
            ("cell", 0, "电话号码"),
            ("cell", 1, "张三"),
        ]
        assert len(found) == 6
    assert [(s.raw_start, s.raw_end) for s in kept] == [(s.raw_start, s.raw_end) for s in cleaned]


def test_a_page_s_layout_decides_kinds_and_joins_the_lines_of_a_block():
    source = "Big news\nA paragraph in\ntwo lines.\n- x\nalone"
    layout = (Block("heading", 0, 8, 2), Block("paragraph", 9, 34), Block("item", 35, 38))
    found = segments(Text(source, layout=layout))
    assert [(s.kind, s.level, s.text) for s in found] == [
        ("heading", 2, "Big news"), ("paragraph", 0, "A paragraph in\ntwo lines."), ("item", 0, "- x"), ("paragraph", 0, "alone"),
    ]  # fmt: skip


def test_spans_lead_back_to_the_source_over_edits():
    source = "ad ad\n　　网络空间 \n"
    text = Text(source).apply([Patch(0, 6, "", "x.y", Evidence("")), Patch(6, 8, "", "x.z", Evidence(""))])
    (found,) = segments(text)
    assert (found.text, found.clean_start, source[found.raw_start : found.raw_end]) == ("网络空间", 0, "网络空间")


def test_undecidable_chinese_takes_the_script_of_its_document():
    assert [s.language for s in segments(Text("序言\n\n网络空间的国际规则。"))] == ["zh-Hans", "zh-Hans"]
    assert [s.language for s in segments(Text("序言\n\n網絡空間的國際規則。"))] == ["zh-Hant", "zh-Hant"]
    assert [s.language for s in segments(Text("序言"))] == ["zh"]
    assert [s.language for s in segments(Text("序言\n网络\n網絡"))] == ["zh", "zh-Hans", "zh-Hant"]


def test_han_alone_in_a_japanese_text_is_japanese():
    source = "これは日本語の文章です。\n東京都\nそれもまた日本語です。\n"
    assert [s.language for s in segments(Text(source))] == ["ja", "ja", "ja"]


def test_the_title_is_a_main_heading_or_claim_or_heading_or_the_first_line():
    claim = RawClaim("title", "Claimed", 2, 9, "article.title")
    source = f"题目很好\n\n{BODY}"
    assert title_of(Text(source), segments(Text(source))) == ("题目很好", (0, 4))
    plain = Text(BODY, claims=(claim,))
    assert title_of(plain, segments(plain)) == ("Claimed", (2, 9))
    assert title_of(Text(BODY), segments(Text(BODY)))[0] == BODY
    assert title_of(Text(""), ()) == ("", (0, 0))


PIECES = st.sampled_from(
    [
        "\n",
        "\r\n",
        "\n\n",
        BODY,
        ENGLISH,
        "一、总则",
        "1. x",
        "# a",
        "- b",
        " | ",
        " |",
        "　",
        "```\n",
        "\u200b",
        "第一章",
        "\x85",
        "> q",
    ]
)


@given(
    st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join)),
    st.lists(st.tuples(st.integers(0, 99), st.integers(0, 9)), max_size=4),
)
def test_every_visible_character_is_in_exactly_one_segment_and_each_is_its_spans(source, cuts):
    text = Text(source, layout=text_layout(source))
    text = text.apply(table(text, Page()))
    clean, at, patches = str(text), 0, []
    for start, size in cuts:
        low = min(at + start, len(clean))
        at = min(low + size + 1, len(clean))
        patches.append(
            Patch(low, at, "", "x.cut", Evidence("")) if at > low else Patch(low, low, "", "x.cut", Evidence(""))
        )
    text = text.apply(patches)
    clean, done = str(text), 0
    for s in segments(text):
        assert not clean[done : s.clean_start].strip(BLANK + "\r\n|")
        assert clean[s.clean_start : s.clean_end] == s.text != ""
        assert (s.raw_start, s.raw_end) == text.source_span(s.clean_start, s.clean_end)
        done = s.clean_end
    assert not clean[done:].strip(BLANK + "\r\n|")


@pytest.mark.xfail(
    reason="lines wrapped by hand are segments of their own: joining them would join verse and lists too"
)
def test_a_paragraph_wrapped_by_hand_is_one_segment():
    source = (
        "The harbour lay quiet in the early morning, and only\nthe gulls were awake over the grey water of the bay.\n"
    )
    assert len(of(source)) == 1


@given(rounds(), st.data())
def test_offsets_of_one_pass_are_those_of_the_ledger(made, data):
    """Spans and offsets taken in one pass over the edits are what the ledger says of each of them."""
    text = made[-1][2]
    size = len(str(text))
    cuts = sorted(data.draw(st.sets(st.integers(0, size))))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    assert list(_source_spans(text, spans)) == [text.source_span(*span) for span in spans]
    places = list(range(len(text.source) + 1))
    assert _clean_offsets(text, places) == [text.to_clean(place) for place in places]
