"""Flags: what cannot be proved or undone is named, once, and never changed."""

from __future__ import annotations

import pytest

from cleaners.repairs import repair
from cleaners.repairs.damage import MOST

NOTHING = [
    "汤很烫，烫烫的",
    "“锟斤拷”是乱码的一种",
    "What???",
    "真的??? 好",
    "“互联网” 的热潮",
    "他说 “好 。”",
    "大数据时代的三类挑战与机遇\n我们有三类数据。大数据很重要。\n",
    "大会在北京隆重开幕\n今天有三大议题。\n",
    "六大成果勾勒合作前景\n有6项成果。\n",
    "http://a.example/don?t=1",
    "全文,半角,标点,很少。",
    "全角，混用,半角,标点,在,一,处,也,常,见。、“”",
]
FLAGS = [
    ("他\ufffd\ufffd说", ["lost-character"]),
    ("锟斤拷锟斤拷你好", ["lost-character"]),
    ("内存里是烫烫烫烫", ["lost-character"]),
    ("屯屯屯屯", ["lost-character"]),
    ("??? ???? ?? ok", ["lost-character"]),
    ("I don?t know the company?s name", ["lost-character", "lost-character"]),
    ("在“互联网 ”的热潮下", ["lost-plus"]),
    ("大举措推动地方经济增长\n会议公布了八项重要举措。\n", ["lost-numeral"]),
    ("个亮点看懂今年的新规定\n新规有5个亮点。\n", ["lost-numeral"]),
    ("第一,第二,第三,第四,第五,第六。好、“坏”", ["folded-punctuation"]),
]


@pytest.mark.parametrize("text", NOTHING)
def test_sound_text_carries_no_flag(text: str) -> None:
    """A text that only looks damaged is not flagged."""
    assert [f.kind for f in repair(text).flags] == []


@pytest.mark.parametrize(("text", "kinds"), FLAGS)
def test_damage_is_flagged_and_stays(text: str, kinds: list[str]) -> None:
    """What is lost is flagged with its place; the text stays as it is."""
    repaired = repair(text)
    assert [f.kind for f in repaired.flags] == kinds
    assert [f.rule for f in repaired.flags] == [f"flag.{kind}" for kind in kinds]
    assert str(repaired) == text


def test_a_ruined_document_has_few_flags() -> None:
    """Beyond a limit one last flag speaks for all further places."""
    flags = repair("好\ufffd" * 500).flags
    assert len(flags) == MOST
    assert flags[-1].raw_end == 1000


def test_the_flag_of_a_lost_numeral_points_to_its_evidence() -> None:
    """The evidence spans the phrase of the text that has the numeral."""
    source = "大举措推动地方经济增长\n会议公布了八项重要举措。\n"
    (flag,) = repair(source).flags
    assert [source[a:b] for a, b in flag.evidence.spans] == ["八项重要举措"]
    assert source[flag.raw_start : flag.raw_end] == "大"


NAMED = {"flag.lost-character", "flag.lost-plus", "flag.lost-numeral", "flag.folded-punctuation"}


def test_every_flag_has_a_case() -> None:
    """Each rule of the module is met by the tables above."""
    assert {f.rule for text, _ in FLAGS for f in repair(text).flags} == NAMED
