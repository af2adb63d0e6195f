"""Rule packs: what the format promises, what is refused at load, and the laws of every cleaner made of packs."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.errors import RuleError
from cleaners.packs import BUILTIN, FURNITURE, WATERMARK, load_pack
from cleaners.page import Page, Profile
from cleaners.pipeline import run
from cleaners.profiles import DEFAULT
from cleaners.text import Candidate, Patch, Text, revert
from tests import packs_seal

GOOD = """
[let]
site = "(?:Harbour|Fern)"

[[rule]]
id = "watermark.harbour"
version = 1
says = "A mark of the Harbour."
why = "It names the site."
cues = ["seen at"]
pattern = '''Seen at {{site}} (?P<source_url>{{url}})'''
where = "line-end"
removes = ["A sentence. ⟦Seen at Harbour https://h.example/1⟧"]
keeps = ["He was seen at Harbour lights."]
"""
PROFILE = Profile("packs", BUILTIN)


def changed(old, new):
    assert old in GOOD
    return GOOD.replace(old, new)


def refused(toml, **kwargs):
    with pytest.raises(RuleError) as error:
        load_pack(toml, **kwargs)
    message = str(error.value)
    assert re.search(r"pack\.toml:\d+: ", message)
    assert message.rstrip().endswith("^")
    return message


def test_a_good_pack_removes_and_claims():
    text = "They walked home. Seen at Fern https://fern.example/2"
    found = list(load_pack(GOOD)(Text(text), Page()))
    assert [text[p.start : p.end] for p in found if isinstance(p, Patch)] == [" Seen at Fern https://fern.example/2"]
    assert [(c.field, c.value) for c in found if not isinstance(c, Patch)] == [("source_url", "https://fern.example/2")]


def test_a_pack_may_lie_in_a_file(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert load_pack(path).name == "mine"
    path.write_text(GOOD + "\n[[rule", encoding="utf-8")
    with pytest.raises(RuleError, match=r"^mine\.toml:\d+: "):
        load_pack(path)


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("x = 1", "at least one"),
        ("[[rule]\n", "Expected"),
        (changed("version = 1", "versoin = 1"), "unknown key"),
        (changed("watermark.harbour", "Harbour"), "family.kind"),
        (changed('where = "line-end"', 'where = "top"'), "where is"),
        (changed('where = "line-end"', 'where = "line"\nplace = "middle"'), "place is"),
        (changed('cues = ["seen at"]', "cues = []"), "slow"),
        (changed('"seen at"', '"at"'), "slow"),
        (changed("Seen at {{site}}", "(?:Seen at {{site}}"), "bad pattern"),
        (changed("Seen at {{site}} ", "(?:a{1,900}){1,900}Seen"), "bad pattern"),
        (changed("Seen at {{site}} ", "[\\p{Han}\\p{L}]{900}Seen "), "slow"),
        (changed("{{site}}", "{{sight}}"), "no piece"),
        (changed("source_url", "adress"), "unknown claim"),
        (changed("'''Seen at {{site}} (?P<source_url>{{url}})'''", "'''(?:Seen)*'''"), "slow"),
        (GOOD + 'following = "(?:a{2,60}){2,60}"\n', "invalid repetition size"),
        (GOOD + 'following = "(?P<fern>x)"\n', "unknown claim 'fern'"),
        (changed('removes = ["A sentence. ⟦Seen at Harbour https://h.example/1⟧"]', ""), "removes"),
        (changed('keeps = ["He was seen at Harbour lights."]', ""), "keeps"),
        (changed("⟦Seen at Harbour https://h.example/1⟧", "⟦Seen at Harbour⟧"), "leaves"),
        (changed("He was seen at Harbour lights.", "Seen at Fern https://h.example/3"), "must stay"),
        (GOOD + GOOD[GOOD.index("[[rule]]") :], "twice"),
    ],
)
def test_a_bad_pack_is_refused_with_file_line_and_caret(toml, says):
    """Slow, contradicting its examples, or not of the format: refused when it loads, at the place of the fault."""
    assert says in refused(toml)


def test_a_rule_that_takes_what_another_takes_is_refused():
    other = GOOD.replace("watermark.harbour", "watermark.other")
    assert "overlaps" in refused(other, beside=[load_pack(GOOD)])
    assert "overlaps" in refused(GOOD + other[other.index("[[rule]]") :])
    shipped = (
        changed('"seen at"', '"source:"').replace("Seen at {{site}}", "Source:").replace("Seen at Harbour", "Source:")
    )
    assert "overlaps watermark.read-at" in refused(shipped, beside=[WATERMARK])


def test_the_caret_points_at_the_fault():
    message = refused(changed('"seen at"', '"at"'))
    *_, line, marker = message.splitlines()
    assert line[marker.index("~") : marker.index("^") + 1] == "at"


def test_the_house_packs_hold_their_examples_and_do_not_overlap():
    """Every shipped rule does what its examples say, and no pack takes what another pack's examples remove."""
    for pack in packs_seal.PACKS:
        pack.verify(beside=[other for other in packs_seal.PACKS if other is not pack])


def test_the_house_packs_are_sealed():
    """A sealed pack's examples are not run again at every start."""
    assert json.loads(packs_seal.SEALS.read_text(encoding="utf-8")) == sorted(p.seal for p in packs_seal.PACKS), (
        "run `python -m tests.packs_seal`"
    )


def test_a_steward_may_protect_a_span():
    """A protected span stays, as a candidate with the reason."""
    source = "桥修好了。\n文章源自晨光网-https://www.cg.example/1.html\n水退了。"
    start = source.index("文章源自")
    kept = run(Text(source), Page(protected=((start, start + 4),)), PROFILE)
    assert str(kept) == source
    assert "protected" in kept.candidates[0].reason
    assert str(run(Text(source), Page(), PROFILE)) == "桥修好了。\n水退了。"


NOISE = st.sampled_from(
    [
        "文章源自晨光网-https://www.cg.example/1.html", "本文来自青石笔记", "转载请注明出处", "版权所有", "责任编辑:林一", "来源:新华网",
        "作者:林一", "2019-05-01 10:20", "(来源:新华网,编辑:Anna)", "维基百科,自由的百科全书", "[编辑]", "[1]", "首页 > 新闻", "上一篇:旧桥",
        "相关阅读", "返回顶部", "All rights reserved.", "Originally published at https://a.example/1", "Share this article", "\u200b", "\n", " ",
        "春天的雨下了整整一夜,河水漫过了旧桥,孩子们站在岸边数着漂过去的树枝,谁也不肯先回家。", "“", "”", "The rain had fallen all night, and by the morning the river had risen over the old bridge.",
        "参考文献", "\r\n", "舊橋", "\ud800", "https://", "。", "標題 | ",
    ]
)  # fmt: skip
PAGES = st.one_of(
    st.text(max_size=60),
    st.lists(st.one_of(NOISE, st.text(max_size=8)), max_size=14).map("".join),
    st.lists(NOISE, max_size=14).map("\n".join),
)


@given(PAGES)
def test_every_cleaner_is_total_and_loses_nothing(source):
    """Law 7, first half: any text at all; and law 5: the ledger gives the source back."""
    cleaned = run(Text(source), Page(), PROFILE)
    assert revert(str(cleaned), cleaned.edits) == source


@given(PAGES)
def test_claims_are_the_page_own_words(source):
    """A claim's value stands at its span, dates and licences apart."""
    cleaned = run(Text(source), Page(), PROFILE)
    for claim in cleaned.claims:
        if claim.field not in {"published", "licence_id"}:
            assert claim.value == source[claim.raw_start : claim.raw_end]


@given(PAGES)
def test_the_other_line_break_changes_nothing(source):
    """A page with CR LF is cleaned as the same page with LF."""
    plain = source.replace("\r\n", "\n").replace("\r", "")
    unix = str(run(Text(plain), Page(), PROFILE))
    assert str(run(Text(plain.replace("\n", "\r\n")), Page(), PROFILE)).replace("\r\n", "\n") == unix


def test_a_refused_removal_is_recorded_with_its_reason():
    body = "春天的雨下了整整一夜,河水漫过了旧桥,孩子们站在岸边数着漂过去的树枝,谁也不肯先回家,老人们坐在屋檐下说着那一场大水。"
    source = "\n".join([body] * 4 + ["返回顶部"] + [body] * 4)
    found = [f for f in FURNITURE(Text(source), Page()) if isinstance(f, Candidate)]
    assert [source[f.start : f.end] for f in found] == ["返回顶部"]
    assert "edge" in found[0].reason


@pytest.mark.parametrize("size", [1, 4, 16])
def test_work_grows_with_the_page_and_not_faster(size):
    """Equal lines are matched once; a list of links takes one look a line: steps are counted, not seconds."""
    links = "".join(f"https://a.example/{i}\n" for i in range(50 * size))
    assert not WATERMARK.matcher.cues.places(links)
    stamped = "桥。文章源自晨光网-https://www.cg.example/1.html\n" * (50 * size)
    assert len(WATERMARK.matcher.cues.places(stamped)) == 50 * size


@given(PAGES)
def test_a_second_run_proposes_nothing(source):
    """Law 7, second half."""
    once = str(run(Text(source), Page(), PROFILE))
    assert str(run(Text(once), Page(), PROFILE)) == once


@pytest.mark.parametrize(
    "mark",
    [
        "手机用户请访问m.moxiang.com", "一秒记住【墨香书屋】www.moxiang.com", "天才一秒记住本站地址:【墨香书屋】www.moxiang.com",
        "请记住本站网址www.moxiang.com", "请记住本书首发域名www.moxiang.com",
    ],
)  # fmt: skip
def test_the_sentence_behind_a_mark_stays(mark):
    """No stop stands between a mark and the text it was glued into: only words of a site may follow its address."""
    behind = "把几张图按时间排开，就能看出它们移动的方向"
    first, last = "冷空气在那里下沉，老船工看一眼云就知道。", "渔船在港里等着，船主说，风停了再走也不迟。"
    text = f"{first}{mark}{behind}。\n暖锋来得慢，雨也下得慢，往往能连着下好几天，谁也不急。\n{last}{mark}{behind}。"
    assert str(run(Text(text), Page(), DEFAULT)).count(behind) == 2
