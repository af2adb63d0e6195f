"""layout.indent: the indent of uniform prose goes; code, verse, lists, quotes and wrapped text keep theirs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.indent import indent
from cleaners.page import Page
from cleaners.text import Candidate, Patch, Text, revert

RIVER = "河水从山谷里流出来，绕过村庄和稻田，一直流到很远很远的地方，谁也不知道它最后去了哪里。"
MARKET = "集市每逢初一和十五开张，四面八方的人们挑着担子赶来，卖菜的、卖布的、卖糖人的，热闹得很。"
SCHOOL = "学校在村子的最东头，一排青砖平房，院子里有一棵老槐树，夏天的时候孩子们都在树下读书。"
WINTER = "冬天来得很早，十月底就下了第一场雪，老人们说这样的年景，来年的麦子一定会长得特别好。"
HARBOUR = "The harbour lay quiet in the early morning, and only the gulls were awake over the grey water. Nobody had come down yet."
LIGHT = "A single light burned in the customs house, where the clerk had fallen asleep above his ledgers, his pen in his hand."
SHIP = "When the ship finally came in, nobody was there to see it, and the captain was glad of that. He had little to declare."
ODE = "七月流火，九月授衣。一之日觱發，二之日栗烈。無衣無褐，何以卒歲？三之日于耜，四之日舉趾。"
FIELD = "春日載陽，有鳴倉庚。女執懿筐，遵彼微行，爰求柔桑。春日遲遲，采蘩祁祁。女心傷悲，殆及公子同歸。"
MOON = "七月流火，八月萑葦。蠶月條桑，取彼斧斨。以伐遠揚，猗彼女桑。七月鳴鵙，八月載績。我朱孔陽，為公子裳。"


def para(mark: str, *texts: str, gap: str = "\n\n") -> str:
    return gap.join(mark + text for text in texts)


LEAVES_ALONE = {
    "two paragraphs are no habit": para("　　", RIVER, MARKET),
    "python": "def f(x):\n    # 这里计算结果，注意参数不能为空，否则会在运行的时候抛出一个异常来提醒调用者。\n    y = x + 1\n"
    "    # 然后把结果写到缓存里面，下一次再用同样的参数调用的时候就可以直接返回，不必再计算。\n    cache[x] = y\n"
    "    # 最后返回这个结果，调用者可以放心使用，因为它是不可变的，不会被别的线程修改掉。\n    return y\n",
    "prose with indented code": para("    ", RIVER, MARKET, SCHOOL, "x = compute(1)", WINTER),
    "verse": "　　床前明月光，\n　　疑是地上霜。\n　　举头望明月，\n　　低头思故乡。\n",
    "free verse of long lines": "    I walk the long road home beneath the moon\n    and nobody knows my name\n"
    "    the river turns its face away from me again and again\n    I keep walking\n",
    "long verses": para("    ", ODE, FIELD, MOON),
    "lines of dialogue": '\t"You say there are two types of people in the world?  I do not believe you."\n'
    '\t"Yes, those who separate people into two groups and those that don\'t do it."\n'
    '\t"Wrong.  There are three groups: those who can count and those who cannot."\n\t"Aha."\n',
    "deeper quotes": para("　　", RIVER, MARKET, SCHOOL)
    + "\n\n"
    + para("　　　　", WINTER, RIVER)
    + "\n\n"
    + para("　　", MARKET),
    "indented quote in flush prose": RIVER + "\n\n" + MARKET + "\n\n　　" + SCHOOL + "\n\n" + WINTER,
    "terms and their meanings": "\n".join(
        f"词条{n}\n    {text}" for n, text in enumerate([RIVER, MARKET, SCHOOL, WINTER])
    ),
    "items below a clause": "第一条 双方约定如下，任何一方都不得在没有书面通知的情况下单方面变更本合同的内容和期限。\n"
    + "\n".join(f"    （{n}）{text}" for n, text in zip("一二三四", [RIVER, MARKET, SCHOOL, WINTER], strict=True)),
    "diary": "\n".join(
        f"三月{n}日 晴\n　　{t}" for n, t in zip("一二三四", [RIVER, MARKET, SCHOOL, WINTER], strict=True)
    ),
    "first lines of hand-wrapped Chinese": "　　河水从山谷里流出来，绕过村庄和稻田，一直流到很远很远的\n地方，谁也不知道它最后去了哪里。\n"
    "　　集市每逢初一和十五开张，四面八方的人们挑着担子赶来，卖\n菜的、卖布的，热闹得很。那是我一年里最高兴的日子，天没亮就醒。\n"
    "　　学校在村子的最东头，一排青砖平房，院子里有一棵老槐树，\n孩子们都在树下读书。\n"
    "　　冬天来得很早，十月底就下了第一场雪，老人们都说这是好年景。\n　　后来我离开了那里，再也没有回去过，但是常常在梦里看见它。\n"
    "　　河水还是那样流着，绕过村庄，绕过稻田，谁也不能让它停下来。\n",
    "man page": "NAME\n       foo - prints the words of a file in the order in which they were written\n\nDESCRIPTION\n"
    "       The foo command reads every file that is named on the command line and then\n"
    "       prints its words. Where no file is named, it reads the standard input instead\n"
    "       of a file, and it prints nothing at all where the input has no words in it.\n"
    "       Words are parted by blanks. A blank is a space, a tab or the end of a line.\n",
    "yaml": "a:\n  says: The first of the three settings that decide how the whole thing is going to behave.\n"
    "  why: Because there has to be one, and because nobody wanted to write it down again.\n"
    "  more: It is read once when the program starts, and it is never read again after that.\n",
    "nested list": "- one\n  - " + HARBOUR + "\n  - " + LIGHT + "\n  - " + SHIP + "\n- two\n",
    "a page of a play": "ANNA\n    " + HARBOUR + "\nPETER\n    " + LIGHT + "\nANNA\n    " + SHIP,
    "columns": "\n".join(
        f"    第{n}行    河水从山谷里流出来绕过村庄和稻田一直流到很远的地方    {n}00元。" for n in range(9)
    ),
    "blanks only": "    \n　　\n   \n    \n",
    "one leading space": para(" ", RIVER, MARKET, SCHOOL, WINTER),
}

REWRITES = {
    "ideographic spaces": (para("　　", RIVER, MARKET, SCHOOL), para("", RIVER, MARKET, SCHOOL)),
    "folded to two blanks": (para("  ", RIVER, MARKET, SCHOOL), para("", RIVER, MARKET, SCHOOL)),
    "four blanks": (para("    ", RIVER, MARKET, SCHOOL, gap="\n"), para("", RIVER, MARKET, SCHOOL, gap="\n")),
    "no-break spaces": (para("\u00a0" * 4, RIVER, MARKET, SCHOOL), para("", RIVER, MARKET, SCHOOL)),
    "em spaces": (para("\u2003\u2003", RIVER, MARKET, SCHOOL), para("", RIVER, MARKET, SCHOOL)),
    "a tab": (para("\t", RIVER, MARKET, SCHOOL), para("", RIVER, MARKET, SCHOOL)),
    "headings at the same indent": (
        para("　　", "一、故乡", RIVER, MARKET, "二、学校", SCHOOL, WINTER),
        para("", "一、故乡", RIVER, MARKET, "二、学校", SCHOOL, WINTER),
    ),
    "a title and a byline stand flush": (
        "故乡\n\n某某\n\n" + para("　　", RIVER, MARKET, SCHOOL, WINTER) + "\n\n二〇一九年",
        "故乡\n\n某某\n\n" + para("", RIVER, MARKET, SCHOOL, WINTER) + "\n\n二〇一九年",
    ),
    "dialogue": (
        para("　　", RIVER, "“你来了？”他问。", "“来了。”", MARKET, SCHOOL),
        para("", RIVER, "“你来了？”他问。", "“来了。”", MARKET, SCHOOL),
    ),
    "a signature set far right stays there": (
        para("　　", RIVER, MARKET, SCHOOL) + "\n\n" + "　" * 20 + "二〇一九年",
        para("", RIVER, MARKET, SCHOOL) + "\n\n" + "　" * 20 + "二〇一九年",
    ),
    "English": (para("    ", HARBOUR, LIGHT, SHIP), para("", HARBOUR, LIGHT, SHIP)),
    "numbered paragraphs at the same indent": (
        para("  ", RIVER, "1." + MARKET, "2." + SCHOOL, WINTER, RIVER),
        para("", RIVER, "1." + MARKET, "2." + SCHOOL, WINTER, RIVER),
    ),
    "CRLF": (para("　　", RIVER, MARKET, SCHOOL, gap="\r\n"), para("", RIVER, MARKET, SCHOOL, gap="\r\n")),
}


def cleaned(source: str) -> Text:
    text = Text(source)
    return text.apply(indent(text, Page()))


@pytest.mark.parametrize("source", LEAVES_ALONE.values(), ids=LEAVES_ALONE)
def test_indentation_that_may_mean_something_stays(source):
    assert str(cleaned(source)) == source


@pytest.mark.parametrize(("source", "clean"), REWRITES.values(), ids=REWRITES)
def test_the_indent_of_uniform_prose_goes(source, clean):
    assert str(cleaned(source)) == clean


LONG_QUOTES = para("　　", *[RIVER, MARKET, SCHOOL] * 3) + "\n\n" + para("　　　　", WINTER, RIVER)


@pytest.mark.parametrize("source", [LONG_QUOTES, LEAVES_ALONE["prose with indented code"]], ids=["quotes", "code"])
def test_a_refusal_names_its_reason(source):
    text = Text(source)
    assert [type(f) for f in indent(text, Page())] == [Candidate]


PIECES = st.sampled_from(
    ["　　", "  ", "    ", "\t", RIVER, MARKET, SCHOOL, HARBOUR, "\n", "\n\n", "一、", "x = 1", "。", "好"]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join)))
def test_it_is_total_takes_only_blanks_and_is_content_with_its_own_output(source):
    """Law 7, and: what goes is white space at the start of a line."""
    after = cleaned(source)
    assert revert(str(after), after.edits) == source
    assert all(
        not e.removed.strip() and not e.inserted and source[e.raw_start - 1 : e.raw_start] in ("", "\n", "\r")
        for e in after.edits
    )
    assert not [f for f in indent(after, Page()) if isinstance(f, Patch)]
