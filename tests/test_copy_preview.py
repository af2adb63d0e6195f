"""A preview before the whole: the page's title and some sentences, broken off, and then the title again and the whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.duplicate import duplicate
from cleaners.page import Page
from cleaners.repeats.copy_preview import preview
from cleaners.text import Patch, Text

TITLE = "关于暂停供水的通知"
LEAD = "因东门外主管道抢修，本小区定于周四上午暂停供水，预计下午四点恢复。请提前储水，并关好家中阀门。"
FIRST = "一号楼至九号楼全部住户，以及沿街商铺。地下车库的消防用水不受影响，由物业另行保障。"
LAST = "恢复供水后，水龙头初放的水可能发黄，放几分钟就会变清，请不要惊慌，也不要用来冲奶粉。"
WHOLE = (TITLE, LEAD, "一、停水范围", FIRST, "二、水质说明", LAST, "青枫物业服务中心")
LOOM = "The Loom in the Spare Room"
ONE = "I bought the loom at a farm sale eleven years ago, and for two winters it did nothing but gather dust. Nobody minded."
TWO = "Then a neighbour, who had woven rugs for a living, came round and showed me how to wind a warp without tangling it."
THREE = (
    "Weaving is mostly preparation. You measure, you thread, you tie on, and only then do you throw the first shuttle."
)
SONG = ("晨歌", "清晨的风吹过田野，露水还在草尖上。", "我们走在回家的路，谁的歌声在远方。")


def left(*lines):
    """Return the lines that the cleaner leaves."""
    source = Text("\n".join(lines))
    return tuple(str(source.apply([f for f in duplicate(source, Page()) if isinstance(f, Patch)])).split("\n"))


@pytest.mark.parametrize(
    "before",
    [
        (TITLE, LEAD, "一、停水范围 " + FIRST[:19], "二、水质说明 " + LAST[:16]),
        (TITLE, LEAD + FIRST[:30]),
        (TITLE, LEAD, FIRST[:19] + "……[查看全文]"),
        (TITLE, LEAD + LAST[:17] + "…", "阅读全文"),
        (TITLE, LEAD[:45], "继续阅读 >>"),
    ],
    ids=["sections run together", "paragraphs run together", "a mark at a sentence's end", "read all", "one line"],
)
def test_a_preview_goes(before):
    """Its sentences stand in the whole, in its order, and it breaks off."""
    assert left(*before, *WHOLE) == WHOLE


def test_an_english_preview_goes():
    """Each paragraph's begin, broken off or not."""
    whole = (LOOM, ONE, TWO, THREE)
    assert left(LOOM, ONE, TWO[:70], THREE[:50] + "...", *whole) == whole


@pytest.mark.parametrize(
    "page",
    [
        (TITLE, LEAD, LAST, *WHOLE),
        (TITLE, LEAD, LAST[:16], "二、水质说明", *WHOLE[:5]),
        (TITLE, LAST[:30], LEAD[:40], *WHOLE),
        (TITLE, LEAD.replace("周四", "周五"), FIRST[:30], *WHOLE),
        (TITLE, "一、停水范围", "二、水质说明", *WHOLE),
        (*SONG, *SONG, "再走一程天就亮了，母亲站在门边望。", "灯火一盏一盏熄灭，太阳升在山岗上。"),
        (LEAD, FIRST[:30], *WHOLE[1:]),
        (TITLE, LEAD, FIRST[:30], TITLE, LEAD, FIRST),
    ],
    ids=["whole sentences", "what the whole lacks", "another order", "another day", "contents", "a song", "no title", "nearly all"],
)  # fmt: skip
def test_what_is_no_preview_stays(page):
    """A choice of whole sentences, other words, another order, headings, verse: an author's."""
    assert preview("\n".join(page)) is None


@given(st.lists(st.sampled_from([TITLE, LEAD, LEAD[:30], FIRST, LAST[:16] + "……", LAST, "阅读全文", ""]), max_size=9))
def test_every_letter_of_a_preview_stands_in_what_is_kept(lines):
    """Nothing is lost, sentence for sentence, but the words one clicks on."""
    source = "\n".join(lines)
    found = preview(source)
    if found:
        kept = source[slice(*found.kept)]
        gone = source[found.start : found.end].replace("阅读全文", "").replace("……", "")
        assert all(line in kept for line in gone.split("\n"))
        assert found.end <= found.kept[0]


@given(st.text())
def test_total_on_any_text(source):
    """Any text is read, and what goes stands before what stays."""
    found = preview(source)
    assert found is None or found.start < found.end <= found.kept[0]
