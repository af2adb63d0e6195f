"""text_layout: the blocks of plain text."""

from hypothesis import given
from hypothesis import strategies as st

from cleaners.layout import tables, text_layout

TABLE = "前言\n姓名 | 电话 |\n张三 | 123 |\n李四 | 456 |\n\n后记\n国家 | 首都 |\n法国 | 巴黎 |\n日本国 | 东京 |\n"
BLANK = " \t\u00a0\u3000\u200b\ufeff"


def shown(source: str) -> list[tuple[str, str]]:
    return [(block.kind, source[block.raw_start : block.raw_end]) for block in text_layout(source)]


def test_cells_carry_the_number_of_their_row_counted_through_the_document():
    cells = [
        (block.row, TABLE[block.raw_start : block.raw_end]) for block in text_layout(TABLE) if block.kind == "cell"
    ]
    assert cells[:4] == [(0, "姓名"), (0, "电话"), (1, "张三"), (1, "123")]
    assert cells[-2:] == [(5, "日本国"), (5, "东京")]
    assert [kind for kind, _ in shown(TABLE) if kind != "cell"] == ["line", "line"]


def test_markdown_headings_items_quotes_and_fences_are_read():
    source = "# 标题\n\n- 一\n* 二\n1. three\n> 引\n```py\nx | y\n\nz\n```\n末\n"
    assert shown(source) == [
        ("heading", "# 标题"), ("item", "- 一"), ("item", "* 二"), ("item", "1. three"), ("quote", "> 引"),
        ("code", "```py\nx | y\n\nz\n```"), ("line", "末"),
    ]  # fmt: skip


def test_a_fence_that_nobody_closes_is_text():
    assert [kind for kind, _ in shown("a\n```\nb\nc")] == ["line"] * 4


def test_a_refused_table_stays_lines_and_says_why():
    source = "晴天 | Jay Chou\n十年 | Eason Chan\n小幸运 | Hebe Tien\n"
    (table,) = tables(source)
    assert table.refused
    assert [kind for kind, _ in shown(source)] == ["line"] * 3


PIECES = st.sampled_from([" | ", " |", "\n", "\r\n", "你好。", "A word", " ", "```", "~~~", "# ", "- ", "> ", "\u3000"])


@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)))
def test_blocks_are_sorted_disjoint_and_hold_every_visible_character_but_bars(source):
    blocks = text_layout(source)
    covered = 0
    for block in blocks:
        between = source[covered : block.raw_start].strip(BLANK + "\r\n")
        assert not between.replace("|", "").strip(BLANK + "\r\n")
        assert covered <= block.raw_start < block.raw_end
        covered = block.raw_end
    assert not source[covered:].replace("|", "").strip(BLANK + "\r\n")
