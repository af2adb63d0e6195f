"""Paths through a site by their form, and what a site's interface says by its grammar: what goes and what stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.page import Page
from cleaners.pipeline import run
from cleaners.profiles import DEFAULT
from cleaners.rulepacks.bar_phrases import is_counter, is_phrase
from cleaners.rulepacks.bar_terms import terms_of
from cleaners.rulepacks.trails import TRAIL, parts_of
from cleaners.text import Text, revert

TITLE = "河岸的石桥"
BODY = (
    "雨下了一整夜，河水漫过了旧桥，孩子们站在岸上，看着木板一块一块地漂走，谁也没有说话，直到天亮才散。\n"
    "修桥的工匠姓林，他在桥头搭了一间小屋，一住就是三年，等到桥修好的那一天，他的头发已经全白了。"
)
REWRITES = [
    "首頁 > 地方志 > 河岸的石桥",
    "江口百科 › 桥梁 › 河岸的石桥",
    "江口论坛 -> 老照片 -> 河岸的石桥",
    "文库 » 江口 » 河岸的石桥",
]
LEAVES_ALONE = [
    "木 > 石 > 铁",
    "读 > 写 > 算",
    "春 / 夏 / 秋",
    "江口 → 河岸 → 青石",
    "他走了。> 她也走了。> 谁也没有回来。",
]


def clean(source):
    cleaned = run(Text(source), Page(), DEFAULT)
    assert revert(str(cleaned), cleaned.edits) == source
    return cleaned


@pytest.mark.parametrize("path", REWRITES)
def test_a_path_that_leads_to_the_title_goes(path):
    cleaned = clean(f"{path}\n{TITLE}\n{BODY}")
    assert str(cleaned) == f"{TITLE}\n{BODY}"


def test_a_path_beside_furniture_goes():
    cleaned = clean(f"打印本页 关闭窗口\n全省 > 江口 > 河岸\n{TITLE}\n{BODY}")
    assert str(cleaned) == f"{TITLE}\n{BODY}"
    assert TRAIL.id in {e.rule for e in cleaned.edits}


@pytest.mark.parametrize("line", LEAVES_ALONE)
def test_an_order_of_things_stays(line):
    """A text sets things in a row with arrows too."""
    for source in (f"{line}\n{BODY}", f"{TITLE}\n{line}\n{BODY}", f"{BODY}\n{line}"):
        assert str(clean(source)) == source


@given(st.text(alphabet="首页河岸>»›→/ \u3000。,一二", max_size=30))
def test_a_path_is_read_without_fault(line):
    parts = parts_of(line)
    assert all(part.strip() == part for part in parts)


@pytest.mark.parametrize(
    "item", ["查看全部职位", "收藏此页", "写书评", "切换城市", "下载讲义", "分享到朋友圈", "我要投票", "搜菜谱"]
)
def test_a_verb_of_pressing_and_a_sites_noun_are_a_phrase(item):
    assert is_phrase(item) or terms_of(item)


@pytest.mark.parametrize(
    "item", ["看书", "写信", "听雨", "读者", "推荐阅读", "联系电话", "母亲的收藏", "打印机", "回家", "下载"]
)
def test_words_of_the_language_are_no_phrase(item):
    assert not is_phrase(item)


@pytest.mark.parametrize(
    ("item", "counts"), [("次播放", True), ("总阅读", True), ("粉丝数", True), ("公里", False), ("学生", False)]
)
def test_deeds_of_visitors_are_counted(item, counts):
    assert is_counter(item) is counts


@pytest.mark.parametrize("tail", ["查看地图", "下载附件", "回复 3", "选择语言"])
def test_one_phrase_behind_a_text_stays(tail):
    """A text may end in it, or a manual's section be called so."""
    source = f"{TITLE}\n{BODY}\n{tail}"
    assert str(clean(source)) == source
    source = f"{TITLE}\n{tail}\n{BODY}"
    assert str(clean(source)) == source
