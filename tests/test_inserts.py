"""What a site says of itself inside a text: goes by its words, once or often; and what only looks like it stays."""

from __future__ import annotations

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.page import Page
from cleaners.repeats.insert_words import parse
from cleaners.repeats.inserts import SITE_WORDS
from cleaners.text import Candidate, Patch, Text
from cleaners.watermark import watermark
from tests.material import EN, LEAVES_ALONE, ZH

HOST = "www.lantern-books.example"
TO_TRADITIONAL = opencc.OpenCC("s2t").convert


def ends(form, lines=ZH, every=2, space=""):
    """Return the lines with a mark glued to every n-th; {n} is another number each time."""
    return "\n".join(
        line + (space + form.format(n=4711 + 37 * k) if k % every == 0 else "") for k, line in enumerate(lines)
    )


def alone(form, lines=ZH, at=(2,)):
    """Return the lines with a mark alone on a line behind some of them."""
    return "\n".join(line + ("\n" + form.format(n=4711 + 37 * k) if k in at else "") for k, line in enumerate(lines))


def inside(form, lines=ZH, at=(1, 4), space=""):
    """Return the lines with a mark behind the first sentence of some."""
    stop = "。" if lines is ZH else ". "

    def stamped(k, line):
        head, _, tail = line.partition(stop)
        mark = form.format(n=4711 + 37 * k)
        return head + stop.rstrip() + space + mark + space + tail if k in at else line

    return "\n".join(stamped(k, line) for k, line in enumerate(lines))


def plain(lines):
    return "\n".join(lines)


ZH_ONCE = (
    f"最新章节请到 {HOST} 免费阅读",
    f"本站域名已更换为 {HOST},请各位书友牢记",
    "请支持正版,本章节由灯笼书屋首发,盗版网站缺字少段",
    "=====灯笼小说网手打组 采集必究=====",
    "求收藏求推荐票,书友群:10203040",
    f"一秒记住灯笼书屋 {HOST},无弹窗免费看书",
)
EN_ONCE = (
    f"Read the latest chapters only at {HOST}",
    f"If you read this novel anywhere else than {HOST}, it was stolen.",
    "*** uploaded by Lantern Books, do not repost elsewhere ***",
)
BRACKETS = (f"(本章节由灯笼书屋首发,请到 {HOST} 阅读)", f"[采集自灯笼文学网,地址 {HOST}]", f"【看正版请上 {HOST}】")
STAMPS = (f"【灯笼书屋 {HOST}】", "[灯笼读书网-{n}]", "灯笼在线A{n}", "(灯笼文学网独家授权{n})", "#灯笼日报{n}")
REWRITES = {
    **{f"once on a line: {form}": (alone(form), plain(ZH)) for form in ZH_ONCE},
    **{f"in the other script: {form}": (alone(TO_TRADITIONAL(form)), plain(ZH)) for form in ZH_ONCE},
    **{f"once in English: {form}": (alone(form, EN), plain(EN)) for form in EN_ONCE},
    **{f"inside a line: {form}": (inside(form), plain(ZH)) for form in BRACKETS},
    **{f"at line ends: {form}": (ends(form), plain(ZH)) for form in STAMPS},
    "invisible letters between": (ends("\u200b".join("灯笼书屋B") + "{n}"), plain(ZH)),
    "letters set apart": (inside(f"(本章节由灯笼书屋首发,请到 {' '.join(HOST)} 阅读)"), plain(ZH)),
    "over the end of a line": (alone(f"最新章节请到\n{HOST} 免费阅读"), plain(ZH)),
    "from a line's end into the next": (ends(f"【灯笼书屋\n{HOST}】"), plain(ZH)),
    "between sentences without brackets": (inside(f"请到{HOST}看最新章节"), plain(ZH)),
    "English stamps at line ends": (ends(f"[Lantern Books - {HOST}]", EN, 2, " "), plain(EN)),
}
STAYS = {
    **LEAVES_ALONE,
    "an article on a site that it names": "\n".join(
        f"{line}灯笼书屋的网址是{HOST},这家网站的编辑每周三开会,讨论下一期登什么。" for line in ZH[:4]
    ),
    "marks that an article lists": plain(ZH[:3])
    + "\n这类字句通常是这样写的:\n"
    + "\n".join(ZH_ONCE)
    + "\n"
    + plain(ZH[3:]),
    "marks in bullets": plain(ZH[:3]) + "\n" + "\n".join(f"- {form}" for form in ZH_ONCE) + "\n" + plain(ZH[3:]),
    "a quoted mark": "\n".join(f"{line}页脚写着“{ZH_ONCE[0]}”几个字。" for line in ZH[:4]),
    "a site that the text names and that a mark would name": alone("请支持正版,本章节由灯笼书屋首发", ZH)
    + "\n灯笼书屋的老板姓沈,年轻时在码头上卖过十二年的旧书和杂志。",
    "bug numbers in brackets": ends("[Bug #{n}]", EN, 1, " "),
    "credits of a changelog": ends("(Yuri Ozaki, closes #{n})", EN, 1, " "),
    "tickets": ends("[RT #{n}]", EN, 1, " "),
    "citations of one work": ends("(Harrow 1974)", EN, 1, " "),
    "reference marks": ends("[{n}]", EN, 1),
    "figures": ends("(图{n})", ZH, 1),
    "names of speakers at line ends": ends("——沈馆长", ZH, 1),
    "dialogue tags": "\n".join(f"“{line[:20]}。”老木匠说。" for line in ZH),
    "a refrain": ends("书在,这座城就记得自己。", ZH, 1),
    "Amen": ends("Amen.", EN, 1, " "),
    "Q.E.D.": ends("Q.E.D.", EN, 1, " "),
    "stage directions": ends("(灯渐暗)", ZH, 1),
    "prices": ends("每册{n}元", ZH, 1),
    "units of a table": "\n".join(f"{n}号站 12.{n} 毫克/升 2020-01-0{n} 合格" for n in range(1, 9)),
    "a signature under each verse": "\n\n".join(f"{line}\n沈" for line in ZH),
    "log lines": "\n".join(f"2020-01-01 10:0{n}:00 downloaded from mirror{n}.lantern.example" for n in range(9)),
    "parallel clauses": "\n".join(f"{line}未经甲方书面同意,乙方不得转让。" for line in ZH),
    "footers of a contract": "\n".join(f"{line}\n甲方(盖章)        乙方(盖章)" for line in ZH),
    "footnotes to one address": ends(f"(见 {HOST})", ZH, 2),
    "sources under tables": "\n".join(f"{line}\n资料来源:国家统计局网站" for line in ZH),
    "sources with an address, once": alone(f"资料来源:国家统计局 {HOST}"),
    "where to write": alone(f"详情请访问 {HOST},或致电县图书馆咨询。"),
    "where a programme is fetched": alone(f"Download the latest release from {HOST} and unpack it.", EN),
    "where a manual stands": alone(f"For more information visit {HOST}.", EN),
    "an official site": alone(f"Official site: {HOST}", EN, (0, 5)),
    "a free book": alone(f"The whole novel can be read free at {HOST}, where the library keeps a scan.", EN),
    "where the data are from": alone(f"Downloaded from {HOST} on 3 May 2019.", EN),
    "comments of code": "\n".join(f"# Read the latest chapters only at {HOST}\ncall_{n}()" for n in "abcd"),
    "a list of sites": "\n".join(
        f"{name}小说网 www.{k}.example 免费阅读"
        for k, name in zip(("moxiang", "qingshi", "hegu"), ("墨香", "青石", "河谷"), strict=True)
    ),
    "a list of sites below a heading": plain(ZH)
    + "\n参考网站\n"
    + "\n".join(f"{name}小说网 www.{k}.example" for k, name in enumerate(("墨香", "青石", "河谷", "江口"))),
    "novels of a writer": "\n".join(f"{line}这部小说后来在报纸上连载了四个月。" for line in ZH),
    "an essay on piracy": "\n".join(f"{line}盗版网站缺字少段,读者却分不出来。" for line in ZH[:4]),
    "a reader's site in a sentence": "\n".join(f"{line}他在灯笼读书网上看小说。" for line in ZH),
    "a headline of a newspaper at line ends": ends("(灯笼日报记者 沈长青)", ZH, 1),
    "an agency at line ends": ends("(Reuters)", EN, 1, " "),
    "a book's chapters": "\n".join(f"第{n}章 灯笼书屋的夜晚\n{line}" for n, line in zip("一二三四", ZH, strict=False)),
    "links of markdown": "\n".join(f"{line} [docs](https://{HOST}/{k})" for k, line in enumerate(EN)),
    "one mail address at each line": ends("<shen@lantern.example>", EN, 1, " "),
    "only the mark": ZH_ONCE[0],
}


def cleaned(source):
    """Return the text after the cleaner."""
    text = Text(source)
    return text.apply(watermark(text, Page()))


@pytest.mark.parametrize("source", STAYS.values(), ids=STAYS)
def test_what_only_looks_like_an_insertion_stays(source):
    """What the text speaks of, quotes, lists, cites or shows is left alone."""
    assert str(cleaned(source)) == source


@pytest.mark.parametrize(("source", "expected"), REWRITES.values(), ids=REWRITES)
def test_what_a_site_says_of_itself_goes(source, expected):
    """Every place of it goes with the line it leaves empty, and a second run finds nothing."""
    once = cleaned(source)
    assert str(once) == expected
    assert str(cleaned(str(once))) == str(once)


def test_what_is_spoken_of_elsewhere_is_a_refused_candidate():
    """Where its words are a site's but the text speaks of the site, the reason is told."""
    found = list(watermark(Text(STAYS["a site that the text names and that a mark would name"]), Page()))
    assert [f.reason for f in found if isinstance(f, Candidate) and f.rule == SITE_WORDS.id] == [
        "stands 1 times, but the text speaks of it elsewhere"
    ]


def test_a_word_of_the_matter_makes_it_a_sentence():
    """One clause that a site does not say keeps the line."""
    form = f"最新章节请到 {HOST} 免费阅读"
    assert [f for f in watermark(Text(alone(form)), Page()) if isinstance(f, Patch)]
    assert not [
        f for f in watermark(Text(alone(form + ",外婆的腌菜坛子就写在第三章里")), Page()) if isinstance(f, Patch)
    ]


@given(st.text(alphabet="本章节请到看书网.wxample-/ 首发手打采集必究的了灯笼\n。,【】()0189aZ\u200b", max_size=120))
def test_every_text_is_read(text):
    """Words cover a text without overlap, and the cleaner is total."""
    ends_at = 0
    for token in parse(text).tokens:
        assert ends_at <= token.start < token.end
        ends_at = token.end
    list(watermark(Text(text), Page()))
