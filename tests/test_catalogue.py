"""Every rule is documented, versioned, and has its cases."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cleaners import catalogue, clean
from cleaners.profiles import DEFAULT
from tests import rules_lock

ROOT = Path(__file__).parent.parent


def test_the_page_of_rules_is_what_the_profile_holds():
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == catalogue.page(), "run `make docs`"


def test_a_rule_whose_hash_moved_has_a_new_version():
    """Documents cleaned by the old rule are cleaned again only if it says that it changed."""
    assert rules_lock.moved() == []
    assert set(rules_lock.recorded()) == set(rules_lock.current()), "run `python -m tests.rules_lock`"


@pytest.mark.parametrize("rule", DEFAULT.rules, ids=lambda r: r.id)
def test_a_rule_is_named_by_family_and_kind_and_speaks_in_sentences(rule):
    assert re.fullmatch(r"[a-z]+\.[a-z0-9-]+", rule.id)
    assert rule.version >= 1
    assert rule.says.endswith(".")
    assert rule.why.endswith(".")


def texts_of_tests():
    places = [
        *(ROOT / "tests").rglob("*.py"),
        *(ROOT / "tests" / "cases").rglob("*"),
        *(ROOT / "cleaners" / "rules").glob("*.toml"),
    ]
    return "\n".join(
        p.read_text(encoding="utf-8")
        for p in places
        if p.is_file() and p.suffix != ".pyc" and p.name != "rules.lock.json"
    )


def constants():
    """Rule id to the name of its constant, as the modules write `NAME = Rule("id", …)`."""
    pattern = re.compile(r'^([A-Z_]+) = Rule\(\s*"([^"]+)"', re.MULTILINE)
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "cleaners").rglob("*.py")]
    return {id_: name for source in sources for name, id_ in pattern.findall(source)}


def test_every_rule_has_cases():
    """A rule's id, or its constant, or the text it takes in a golden, stands among the tests or the examples of its pack."""
    texts = texts_of_tests() + "".join(
        p.read_text(encoding="utf-8") for p in (ROOT / "tests" / "goldens").rglob("*.jsonl")
    )
    names = constants()
    assert [
        r.id for r in DEFAULT.rules if r.id not in texts and not re.search(rf"\b{names.get(r.id, '-')}\b", texts)
    ] == []


PAGE = """<!DOCTYPE html><html lang="zh-Hans"><head><title>湖畔的灯塔</title><link rel="canonical" href="https://a.example/1">
<script type="application/ld+json">{"@type": "Article", "headline": "湖畔的灯塔", "datePublished": "2019-05-03"}</script></head><body><article><h1>湖畔的灯塔</h1>
<p>灯塔建于清末,高十二丈,塔身以花岗岩砌成,历经百年风雨依然屹立,至今仍为过往的船只指引方向。</p>
<p>守塔人老陈在这里住了三十年,每天傍晚点灯,清晨熄灯,从未间断,附近的渔民都认得他的身影。</p></article></body></html>"""
WIKI = """维基百科,自由的百科全书
白鹭湖是位于江西省的一个淡水湖泊,面积约四十平方公里,湖水清澈,四季分明,是候鸟迁徙途中的重要停歇地。[1]
历史[编辑]
明代已有关于该湖的记载,称其水清可鉴,渔舟往来不绝,沿岸村落多以捕鱼为生,清末以后逐渐成为游览之地。[2]
生态[编辑]
湖区有鸟类一百二十余种,其中白鹭数量最多,每年冬季还有天鹅和野鸭在此越冬,当地设有保护站。[3]
"""

NOTED = """城市更新改造工程启动
6月6日,本市城市更新改造工程正式启动,首批涉及老旧小区四十二个,预计惠及居民两万余户,总投资约十五亿元。
工程预计三年完成,资金由市区两级财政共同承担,施工期间将尽量减少对居民生活的影响,并设立专门的服务热线。
居民张女士表示,希望改造之后小区能增加停车位和绿地,老人和孩子也能有一个安全的活动场所。(责任编辑:李明)
"""


@pytest.mark.parametrize(
    ("body", "id_", "value"),
    [
        (PAGE, "markup.claim-title", "湖畔的灯塔"),
        (PAGE, "markup.claim-link", "https://a.example/1"),
        (PAGE, "markup.claim-jsonld", "2019-05-03"),
        (PAGE, "markup.claim-language", "zh-Hans"),
        (NOTED, "editorial.note", "(责任编辑:李明)"),
        (WIKI, "wiki.edit-mark", "[编辑]"),
        (WIKI, "wiki.reference-mark", "[2]"),
    ],
)
def test_a_rule_does_what_it_says(body, id_, value):
    """By its id: a claim of this value, or the removal of these characters."""
    done = clean(body.encode())
    found = [c.value for c in done.claims if c.rule == id_] + [e.removed for e in done.edits if e.rule == id_]
    assert value in found
