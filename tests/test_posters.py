"""Names, ranks and counts beside the posts of a board: what goes, what is claimed, what stays."""

from __future__ import annotations

import pytest

from cleaners.page import Page
from cleaners.pipeline import run
from cleaners.profiles import DEFAULT
from cleaners.rulepacks.posters import POSTER
from cleaners.text import Text, revert

FIRST = "机器是上个月在江口的旧货市场收来的，木壳完好，面板上的刻度玻璃裂了一道，卖家说通电不响，我花了一百六。"
SECOND = "纸介电容确实要先换，楼主的高压次级是多少伏？我那台同型号的变压器热得烫手，怀疑匝间短路，正在查。"
REWRITES = {
    "counts below their name": (
        f"旧机器复活记\n河灯\n23\n主题\n410\n帖子\n2866\n积分\n金牌会员\n发消息\n发表于 2011-10-16 22:08:41 | 只看该作者\n{FIRST}\n石桥\n发表于 2011-10-16 23:15:02 | 只看该作者\n{SECOND}",
        f"旧机器复活记\n{FIRST}\n{SECOND}",
    ),
    "a name, a rank and a line of counts": (
        f"舊機器復活記\nlamp88\n高級會員\nUID 2047 帖子 116 精華 3 積分 294 閱讀權限 50 註冊 2006-2-11\n{FIRST}\n{SECOND}",
        f"舊機器復活記\n{FIRST}\n{SECOND}",
    ),
    "a name, a title and a level": (
        f"我在河岸的三年\n河灯\n扳道工长\n10\n{FIRST}\n1楼 2013-03-02 19:44\n石桥\n清扫员\n4\n{SECOND}\n2楼 2013-03-02 20:31\n回复",
        f"我在河岸的三年\n{FIRST}\n{SECOND}",
    ),
    "a board of terminals": (
        f"作者\nlamp (河燈)\n看板\nRiver\n標題\n[心得] 舊橋\n時間\nSun Nov 15 21:33:02 2020\n{FIRST}\n{SECOND}",
        f"[心得] 舊橋\n{FIRST}\n{SECOND}",
    ),
}
LEAVES_ALONE = [
    f"河岸的灯\n林一\n{FIRST}\n{SECOND}",
    f"人物\n河灯\n守塔人\n10\n{FIRST}\n{SECOND}",
    f"作者\n林一\n標題\n舊橋\n{FIRST}\n{SECOND}",
    f"统计\n23\n主题\n{FIRST}\n{SECOND}\n石桥\n{FIRST}",
    f"{FIRST}\n林一\n记于 2011-10-16 22:08:41\n{SECOND}",
]


def clean(source):
    cleaned = run(Text(source), Page(), DEFAULT)
    assert revert(str(cleaned), cleaned.edits) == source
    return cleaned


@pytest.mark.parametrize("kind", REWRITES)
def test_a_name_goes_with_its_card(kind):
    source, left = REWRITES[kind]
    cleaned = clean(source)
    assert str(cleaned) == left
    assert POSTER.id in {e.rule for e in cleaned.edits}
    assert any(c.field == "author" for c in cleaned.claims)


@pytest.mark.parametrize("source", LEAVES_ALONE)
def test_a_name_without_a_card_stays(source):
    assert POSTER.id not in {e.rule for e in clean(source).edits}


def test_the_first_poster_is_the_author_and_no_other():
    claims = [c.value for c in clean(REWRITES["counts below their name"][0]).claims if c.rule == POSTER.id]
    assert claims == ["河灯", "2011-10-16T22:08:41"]


def test_bars_take_no_signature_of_a_notice():
    """A notice is signed by its office and dated, behind the text; a dateline opens a report."""
    for source in (
        f"{FIRST}\n{SECOND}\n江口物业服务中心 2019年11月4日",
        f"旧桥通车\n2017年10月16日 记者 林一 通讯员 王二\n{FIRST}\n{SECOND}",
    ):
        assert str(clean(source)) == source
