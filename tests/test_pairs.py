"""pairs: translations are found by what they say; neighbours that say something else are not."""

import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.languages.bitext import agreement, best_path, lexicon
from cleaners.languages.traits import chinese_traits, english_traits
from cleaners.layout import text_layout
from cleaners.page import Page
from cleaners.pairs import pairs
from cleaners.segments import segments
from cleaners.table import table
from cleaners.text import Text

NEWS = [
    (
        "上海今年前三个季度的出口增长了6.2%，达到1.34万亿元。",
        "Shanghai's exports grew by 6.2% in the first three quarters of this year, reaching 1.34 trillion yuan.",
    ),
    (
        "市政府表示，这主要得益于新能源汽车和光伏产品的强劲需求。",
        "The city government said this was mainly due to strong demand for new energy vehicles and solar products.",
    ),
    (
        "不过，一些经济学家警告说，明年的外部环境可能更加困难。",
        "However, some economists warned that the external environment might become more difficult next year.",
    ),
    (
        "港口去年处理了4900万个标准集装箱，连续第14年居世界首位。",
        "The port handled 49 million standard containers last year, ranking first in the world for the 14th year in a row.",
    ),
    (
        "商务部将于11月5日在北京举行新闻发布会。",
        "The Ministry of Commerce will hold a press conference in Beijing on November 5.",
    ),
    (
        "记者从现场获悉，工人们正在加班赶制圣诞订单。",
        "Our reporter learned at the scene that workers were putting in extra hours to finish Christmas orders.",
    ),
]
STORY = [
    ("从前，有一个国王，他有三个女儿。", "Once upon a time there was a king who had three daughters."),
    (
        "最小的女儿非常漂亮，连太阳照在她脸上都感到惊讶。",
        "The youngest was so beautiful that even the sun was surprised whenever it shone on her face.",
    ),
    (
        "城堡附近有一片黑暗的森林，森林里有一口井。",
        "Near the castle there lay a dark forest, and in the forest there was a well.",
    ),
    (
        "天气很热的时候，公主就坐在井边玩一个金球。",
        "When the weather was very hot, the princess sat by the well and played with a golden ball.",
    ),
    ("“你为什么哭泣？”一只青蛙问道。", "“Why are you crying?” asked a frog."),
    ("“我的金球掉进水里了。”她回答。", "“My golden ball has fallen into the water,” she answered."),
    (
        "青蛙跳进水里，把球交给了她，可是她忘记了自己的承诺。",
        "The frog jumped into the water and gave her the ball, but she forgot her promise.",
    ),
]
CONTRACT = [
    ("第一条 甲方应在收到发票后30日内付款。", "Article 1. Party A shall pay within 30 days after receiving the invoice."),
    ("第二条 未经甲方书面同意，乙方不得转让本合同。", "Article 2. Party B shall not assign this contract without the written consent of Party A."),
    ("第三条 因本合同引起的争议，提交上海仲裁委员会仲裁。", "Article 3. Any dispute arising from this contract shall be submitted to the Shanghai arbitration commission."),
    ("第四条 本合同一式两份，自双方签署之日起生效。", "Article 4. This contract is made in two copies and takes effect on the date both parties sign it."),
]  # fmt: skip
HANT = [
    ("聯合國安理會週二通過決議，要求各方立即停火。", "The UN Security Council passed a resolution on Tuesday demanding that all parties cease fire at once."),
    ("法國和德國的外交部長對此表示歡迎。", "The foreign ministers of France and Germany welcomed the step."),
    ("據估計，已有250萬難民越過邊界，其中一半是兒童。", "An estimated 2.5 million refugees have crossed the border, half of them children."),
    ("世界衛生組織警告，當地醫院的藥物只夠使用兩個星期。", "The World Health Organization warned that hospitals there had medicines for only two weeks."),
]  # fmt: skip
SEEDS = Path(__file__).parent.parent / "seeds"
TEXTS = {"news": NEWS, "story": STORY, "contract": CONTRACT, "Traditional": HANT}


def found(source: str) -> list[tuple[str, str]]:
    text = Text(source, layout=text_layout(source))
    units = segments(text.apply(table(text, Page())))
    return [(units[p.left].text, units[p.right].text) for p in pairs(units)]


def mixed(name: str, seed: int) -> list[str]:
    """The lines of a text in turn, the English ones out of order."""
    chinese, english = zip(*TEXTS[name], strict=True)
    order = list(english)
    while any(a == b for a, b in zip(order, english, strict=True)):
        random.Random(seed).shuffle(order)
        seed += 1
    return [line for pair in zip(chinese, order, strict=True) for line in pair]


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["lines", "paragraphs"])
def test_lines_in_turn_pair(name, gap):
    assert found(gap.join(line for pair in TEXTS[name] for line in pair)) == TEXTS[name]


@pytest.mark.parametrize("name", TEXTS)
def test_english_may_stand_first(name):
    assert found("\n".join(line for a, b in TEXTS[name] for line in (b, a))) == TEXTS[name]


@pytest.mark.parametrize("name", TEXTS)
def test_one_language_may_follow_the_other_as_a_whole(name):
    chinese, english = zip(*TEXTS[name], strict=True)
    right = found("\n".join([*chinese, *english]))
    assert set(right) <= set(TEXTS[name])
    assert len(right) >= 0.7 * len(TEXTS[name])


@pytest.mark.parametrize("name", ["news", "story", "Traditional"])
def test_rows_of_a_table_pair(name):
    assert found("\n".join(f"{a} | {b} |" for a, b in TEXTS[name])) == TEXTS[name]


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("seed", range(3))
def test_lines_out_of_order_pair_with_nothing_but_their_translation(name, seed):
    assert set(found("\n".join(mixed(name, seed)))) <= set(TEXTS[name])


@pytest.mark.parametrize("seed", range(3))
def test_a_document_out_of_order_is_a_mixture(seed):
    """Seed 001 has 90 pairs; with its English lines shuffled, next to none."""
    (path,) = SEEDS.glob("001_*")
    lines = path.read_text(encoding="utf-8").split("\n")
    english = [n for n, line in enumerate(lines) if line and line.isascii()]
    order = [lines[n] for n in english]
    assert len(found("\n".join(lines))) == 90
    random.Random(seed).shuffle(order)
    for n, line in zip(english, order, strict=True):
        lines[n] = line
    assert len(found("\n".join(lines))) < 5


@pytest.mark.parametrize(("number", "count"), [("000", 25), ("002", 14), ("003", 0), ("004", 0)])
def test_the_seeds_have_the_pairs_a_reader_counts(number, count):
    (path,) = SEEDS.glob(f"{number}_*")
    source = path.read_text(encoding="utf-8").replace("文章源自英文巴士-https://www.en84.com/8034.html", "")
    assert len(found(source)) == count


@pytest.mark.parametrize("missing", range(6))
def test_a_line_without_translation_stays_alone(missing):
    lines = [line for n, (a, b) in enumerate(NEWS) for line in ((a,) if n == missing else (a, b))]
    assert found("\n".join(lines)) == [pair for n, pair in enumerate(NEWS) if n != missing]


def test_one_paragraph_may_be_translated_by_two():
    split = "Near the castle there lay a dark forest."
    rest = "In that forest, under an old tree, there was a deep well, and the water of the well was always cool."
    whole = "城堡附近有一片黑暗的森林。森林里的一棵老树下有一口深井，井里的水总是很凉。"
    before, after = STORY[:2], STORY[3:]
    lines = [x for p in before for x in p] + [whole, split, rest] + [x for p in after for x in p]
    right = found("\n\n".join(lines))
    assert {(whole, split), (whole, rest)} & set(right)
    assert set(right) <= {*before, (whole, split), (whole, rest), *after}


def test_two_texts_that_have_nothing_to_do_with_each_other_do_not_pair():
    for left, right in [(NEWS, STORY), (STORY, CONTRACT), (CONTRACT, HANT), (HANT, NEWS)]:
        lines = [x for (a, _), (_, b) in zip(left, right, strict=False) for x in (a, b)]
        assert found("\n".join(lines)) == []


def test_lines_of_two_languages_code_and_one_language_alone_do_not_pair():
    assert found("一、和平原则 The Principle of Peace\n二、主权原则 The Principle of Sovereignty") == []
    assert found("\n".join(a for a, _ in NEWS)) == []
    assert found("") == []
    assert found("```\n上海的出口增长了。\nShanghai's exports grew.\n```") == []


def test_a_pair_says_what_agrees_and_how_much():
    units = segments(Text("\n".join(line for pair in NEWS for line in pair)))
    first = pairs(units)[0]
    assert (first.left, first.right) == (0, 1)
    assert 0.9 < first.score <= 1
    assert first.method == "beside+numbers+terms+length"


def test_a_gloss_in_an_english_text_is_no_pair():
    lines = [b for _, b in STORY]
    assert found("\n".join([*lines[:3], "青蛙王子", *lines[3:]])) == []


def test_numbers_are_read_alike_on_both_sides():
    for zh, en in [("7亿", "700 million"), ("5000亿美元", "500 billion dollars"), ("二〇一九年", "in 2019"), ("三十五", "35"),
                   ("1.34万亿", "1.34 trillion"), ("5月11日", "May 11"), ("6万多", "60,000"), ("第十二", "twelve")]:  # fmt: skip
        assert chinese_traits(zh, "zh-Hans").numbers & english_traits(en).numbers, zh


def test_a_megabyte_of_digits_is_no_number_and_no_error():
    for run in ("9", "九", "一亿", "9,999", "1.", "万"):
        assert len(found(f"中国有{run * 9999}人。\nChina has {'9' * 30000} people, {run * 9999} of them.\n")) <= 1


@pytest.mark.parametrize(("zh", "en", "mark"), [("一、总则", "1. General", 1), ("第三章 目标", "Chapter III. Goals", 3), ("(四)其他", "(4) Other", 4),
                                                ("2019年", "2.5 million", 0), ("十二、附则", "XII. Final", 12)])  # fmt: skip
def test_list_marks_are_read_alike_on_both_sides(zh, en, mark):
    assert chinese_traits(zh, "zh-Hans").mark == english_traits(en).mark == mark


LINES = st.sampled_from(
    [x for text in TEXTS.values() for pair in text for x in pair] + ["一、", "1.", "a | b |", "你", "the"]
)


@given(st.one_of(st.text(), st.lists(LINES, max_size=12).map("\n".join)))
def test_pairs_join_chinese_to_english_in_order_with_a_score(source):
    units = segments(Text(source))
    result = pairs(units)
    assert all(units[p.left].language.startswith("zh") and units[p.right].language == "en" for p in result)
    assert all(0.5 < p.score <= 1 and p.method for p in result)
    assert [p.left for p in result] == sorted(p.left for p in result)
    assert len({(p.left, p.right) for p in result}) == len(result)
    assert result == pairs(units)


@given(st.lists(st.lists(st.floats(-3, 3), min_size=3, max_size=3), min_size=3, max_size=3))
def test_the_best_path_is_monotone_and_never_worse_than_the_diagonal(scores):
    import numpy as np

    one, never = np.array(scores), np.full((3, 3), -1e6)
    path = best_path(one, never, never)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(path))
    assert sum(one[i, j] for i, j, _, _ in path) >= max(0.0, sum(one[k, k] for k in range(3))) - 1e-9


def test_agreement_is_highest_for_the_translation():
    chinese = [chinese_traits(a, "zh-Hans") for a, _ in NEWS]
    english = [english_traits(b) for _, b in NEWS]
    score = agreement(chinese, english, lexicon(chinese, english)).score
    assert list(score.argmax(axis=1)) == list(range(len(NEWS)))
