"""table.cell: the bars of a flattened table become line feeds; every other bar stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.page import Page
from cleaners.table import table
from cleaners.text import Candidate, Patch, Text, revert

LEAVES_ALONE = {
    "Markdown table": "| a | b |\n|---|---|\n| one | two |\n| three | four |\n",
    "Markdown table without outer bars": "name | meaning\n--- | ---\nzh | Chinese text |\nen | English text |\nfr | French text |\nde | German text |\n",
    "psql": " id | name | city |\n----+------+------+\n 1 | Anna | Rome |\n 2 | Bert | Oslo |\n 3 | Cleo | Bonn |\n",
    "shell pipe": "cat access.log | grep 404 |\n  sort | uniq -c |\n  sort -rn | head -20\n",
    "shell pipes, one a line": "cat a | sort |\nps aux | grep foo |\nfind . | wc -l |\nls | head |\n",
    "BNF": '<expr> ::= <term> | <expr> "+" <term>\n<term> ::= <factor> | <term> "*" <factor>\n<factor> ::= <digit> | "(" <expr> ")"\n',
    "closed unions": 'type X =\n  "a" | "b" |\n  "c" | "d" |\n  "e" | "f" |\n  "g" | "h";\n',
    "type unions": "x: int | str\ny: bytes | None\nz: list[int] | None\n",
    "breadcrumb": "首页 | 新闻 | 国际\n\n正文从这里开始。",
    "navigation": "Home | About | Contact\nNews | Sport | Weather\nJobs | Press | Imprint\n",
    "two navigation lines with a closing bar": "Home | About |\nNews | Sport |\n",
    "titles": "美国大选结果公布 | 某某网\n欧洲杯今晚开赛 | 某某网\n新款手机发布 | 某某网\n",
    "titles with a Latin site": "美国大选结果公布了 | The Daily News\n欧洲杯今晚正式开赛 | The Daily News\n新款手机今日发布 | The Daily News\n",
    "caesuras": "关关雎鸠 | 在河之洲\n窈窕淑女 | 君子好逑\n参差荇菜 | 左右流之\n",
    "caesuras with closing bars": "关关 | 雎鸠， | 在河 | 之洲。 |\n窈窕 | 淑女， | 君子 | 好逑。 |\n参差 | 荇菜， | 左右 | 流之。 |\n",
    "scanned verse": "Shall I | compare | thee to | a sum | mer's day? |\nThou art | more love | ly and | more tem | perate: |\n"
    "Rough winds | do shake | the dar | ling buds | of May, |\n",
    "chords": "C | G | Am | F |\nC | G | F | C |\nAm | F | C | G |\n",
    "log": "2020-01-01 | INFO | started\n2020-01-01 | INFO | listening\n2020-01-02 | WARN | slow\n",
    "glossary": "网络 | network\n空间 | space\n合作 | cooperation\n",
    "songs": "晴天 | Jay Chou\n十年 | Eason Chan\n小幸运 | Hebe Tien\n",
    "fenced": "```\n甲方的义务 | Duties of A |\n乙方的义务 | Duties of B |\n丙方的义务 | Duties of C |\n```\n",
    "title head": "中英双语 | 网络空间国际合作战略\n\n经批准，发布。",
    "norms": "the value |x| is small\nso |x| |y| = |xy|\n",
    "one row": "姓名 | 年龄 |",
    "a box drawn as text": "The hist_data n_vals delineate the extent of the field   |  |\n"
    "array and separate keys from values for the rest of it   |  |\nBelow is a run-time representation of the map part of    |  |\n",
    "columns drawn as text": "Anna      | Rome      | 12 |\nBernadett | Oslo      | 13 |\nCleo      | Bonn      | 14 |\n",
    "haskell": "data A = B | C |\ndata D = E | F |\ndata G = H | I |\n",
}

ROWS_ZH_EN = [("中美应加强合作。", "China and the US should cooperate."), ("网络空间不是法外之地。", "Cyberspace is no lawless land."),
              ("谢谢大家。", "Thank you.")]  # fmt: skip

REWRITES = {
    "two columns, closed": (
        "".join(f"{a} | {b} |\n" for a, b in ROWS_ZH_EN),
        "".join(f"{a}\n{b}\n" for a, b in ROWS_ZH_EN),
    ),
    "the last feed is missing": (
        "\n".join(f"{a} | {b} |" for a, b in ROWS_ZH_EN),
        "\n".join(f"{a}\n{b}" for a, b in ROWS_ZH_EN),
    ),
    "the last bar is missing": (
        "\n".join(f"{a} | {b} |" for a, b in ROWS_ZH_EN).removesuffix(" |"),
        "\n".join(f"{a}\n{b}" for a, b in ROWS_ZH_EN),
    ),
    "three columns": (
        "国家 | 首都 | 人口(百万) |\n法国 | 巴黎 | 68 |\n日本 | 东京 | 125 |\n巴西 | 巴西利亚 | 214 |\n",
        "国家\n首都\n人口(百万)\n法国\n巴黎\n68\n日本\n东京\n125\n巴西\n巴西利亚\n214\n",
    ),
    "English": (
        "Country | Capital |\nFrance | Paris |\nJapan | Tokyo |\nBrazil | Brasilia |\n",
        "Country\nCapital\nFrance\nParis\nJapan\nTokyo\nBrazil\nBrasilia\n",
    ),
    "an empty cell keeps its line": (
        "姓名 | 电话 | 住址 |\n张三 |  | 北京市海淀区 |\n李四 | 123 | 上海 |\n王五 | 456 | 广州 |\n",
        "姓名\n电话\n住址\n张三\n\n北京市海淀区\n李四\n123\n上海\n王五\n456\n广州\n",
    ),
    "rows parted by blank lines": (
        "\n\n".join(f"{a} | {b} |" for a, b in ROWS_ZH_EN),
        "\n\n".join(f"{a}\n{b}" for a, b in ROWS_ZH_EN),
    ),
    "text around the table": (
        "全文如下:\n" + "\n".join(f"{a} | {b} |" for a, b in ROWS_ZH_EN) + "\n以上就是全文。\n",
        "全文如下:\n" + "\n".join(f"{a}\n{b}" for a, b in ROWS_ZH_EN) + "\n以上就是全文。\n",
    ),
    "two languages without closing bars": (
        "\n".join(f"{a}第{n}点也是这样的。 | {b} And so on, point {n}." for n, (a, b) in enumerate(ROWS_ZH_EN)),
        "\n".join(f"{a}第{n}点也是这样的。\n{b} And so on, point {n}." for n, (a, b) in enumerate(ROWS_ZH_EN)),
    ),
    "blanks after the closing bar": (
        "".join(f"{a} | {b} |  \n" for a, b in ROWS_ZH_EN),
        "".join(f"{a}\n{b}\n" for a, b in ROWS_ZH_EN),
    ),
    "CRLF": ("\r\n".join(f"{a} | {b} |" for a, b in ROWS_ZH_EN), "\r\n".join(f"{a}\n{b}" for a, b in ROWS_ZH_EN)),
}


def cleaned(source: str) -> Text:
    text = Text(source)
    return text.apply(table(text, Page()))


@pytest.mark.parametrize("source", LEAVES_ALONE.values(), ids=LEAVES_ALONE)
def test_bars_that_divide_no_table_stay(source):
    assert str(cleaned(source)) == source


@pytest.mark.parametrize(("source", "clean"), REWRITES.values(), ids=REWRITES)
def test_every_cell_gets_its_own_line(source, clean):
    assert str(cleaned(source)) == clean


def test_a_near_table_is_named_as_a_candidate_with_its_reason():
    text = Text(LEAVES_ALONE["songs"])
    (found,) = table(text, Page())
    assert isinstance(found, Candidate)
    assert "closing bar" in found.reason


def test_the_bars_of_a_page_of_markup_are_its_authors():
    text = Text(REWRITES["two columns, closed"][0])
    assert not list(table(text, Page(media_type="text/html")))


PIECES = st.sampled_from(
    [" | ", " |", "|", "\n", "\r\n", "你好。", "A word", "x", " ", "", "---", "| ", "\u3000", "```"]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)))
def test_it_is_total_takes_only_bars_and_is_content_with_its_own_output(source):
    """Law 7, and: what goes is a bar with the blanks beside it."""
    after = cleaned(source)
    assert revert(str(after), after.edits) == source
    assert all(e.removed.strip() == "|" and e.inserted in ("", "\n") for e in after.edits)
    assert not [f for f in table(after, Page()) if isinstance(f, Patch)]
