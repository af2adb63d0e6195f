"""Bodies that stand twice: what stays, what goes, which copy is the better one, and what the evidence says."""

from __future__ import annotations

import random
import re
from itertools import chain

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.duplicate import duplicate
from cleaners.page import Page
from cleaners.repeats.copies import copies
from cleaners.repeats.copy_doc import doc_of
from cleaners.repeats.fold import fold
from cleaners.repeats.grams import stream_of
from cleaners.text import Candidate, Evidence, Patch, Text
from tests.material import EN, LAW, LAW_AMENDED, LEAVES_ALONE, ZH

HEAD, TAIL = "旧书与小城", "摄影 周遥"
BODY, ENGLISH = "\n".join(ZH), "\n".join(EN)
TRADITIONAL = opencc.OpenCC("s2t").convert(BODY)
TAIWAN = opencc.OpenCC("s2twp").convert(BODY)


def damaged(text: str, every: int, to: str) -> str:
    """Return the text with every n-th letter replaced."""
    places = [m.start() for m in re.finditer(r"[\u4e00-\u9fffa-z]", text)][::every]
    return "".join(to if k in set(places) else c for k, c in enumerate(text))


def page(*parts: str) -> str:
    """Return the parts as a page."""
    return "\n".join(parts)


def mistaken(text: str) -> str:
    """Return the text as read by a machine that takes some i for l."""
    return re.sub(r"i(?=[a-z]{3})", lambda m: "l" if m.start() % 3 == 0 else "i", text)


SHORT = "\n".join(ZH[:4])
OLD = """论闲
世人皆言忙，而不知闲之难。忙者有事可倚，闲者须自立。
余少时以闲为耻，每见人，必曰近日甚忙。及长，始知所谓忙者，大半为他人之事，其真为己者，不过数刻而已。
东邻有叟，日坐门前，观水。或笑其无用，叟曰：“水亦观我。”问者不能答。
故闲非无事之谓也，乃心不为事所役也。"""
VILLAGE = OLD.replace("论闲", "山居杂记·论闲一则", 1)
OLD_MISREAD = OLD.replace("世人", "世入").replace("近日", "近曰").replace("大半", "太半").replace("自立", "白立")
LETTER = "親愛的小姑：\n你寄來的種子收到了，一共九包，有三包受了潮，我攤在窗台上晾了兩天，不知道還能不能發芽。\n這裡的春天來得很慢，四月底還下了一場雪，鄰居說種得太早是要後悔的。\n你問我想不想家，我想了很久，覺得最想的是家裡的水的味道。"
LETTER_SIMPLIFIED = opencc.OpenCC("t2s").convert(LETTER)
PS = "P.S. The boy next door asked what the cups are for."
MARKET = "老码头的早市有十二个摊位，最老的一个开了二十三年。摊主姓桑，每天很早就从家里出发，风雨无阻，一个人撑着船过来。\n他说这辈子卖了两百多吨鱼，自己倒不大爱吃，秤砣磨得发亮，一公尺长的扁担换过好几根。市场管理处打算把码头改成停车场，摊主里有人签了字。\n桑师傅没有签。他说再卖几年，就把秤送给博物馆，钥匙也一起交出去，从此每天睡到天亮。"
FIGURES = MARKET.replace("十二", "12").replace("二十三", "23").replace("两百", "200").replace("公尺", "米")
THING = "竹编收纳篮 中号\n取三年生毛竹手工剖丝编成，篮身很轻，放书放衣服都合适。\n每只篮子由同一位师傅从头编到尾，花纹略有不同。\n请避免暴晒和水洗，灰尘用软毛刷扫去即可。"
FORMED = MARKET + "\n摊位空了一个，猫睡在上面；没有人去赶它，也没有人问起是谁家的猫。"
HALVED = FORMED.translate(str.maketrans("，。；", ",.;"))
WRAPPED = re.sub(r"(.{1,50}) ", r"\1\n", ENGLISH)
REWRITES = {
    "an exact copy": (page(HEAD, BODY, BODY, TAIL), page(HEAD, BODY, TAIL)),
    "nothing but two copies": (page(BODY, BODY), BODY),
    "an English body": (page(ENGLISH, ENGLISH), ENGLISH),
    "a blank line between": (page(HEAD, BODY, "", BODY, TAIL), page(HEAD, BODY, "", TAIL)),
    "three copies": (page(HEAD, BODY, BODY, BODY), page(HEAD, BODY)),
    "twenty copies": (page(HEAD, *[BODY] * 20, TAIL), page(HEAD, BODY, TAIL)),
    "the second lost letters": (page(HEAD, BODY, damaged(BODY, 90, ""), TAIL), page(HEAD, BODY, TAIL)),
    "the first lost letters": (page(HEAD, damaged(BODY, 90, ""), BODY, TAIL), page(HEAD, BODY, TAIL)),
    "the first has question marks": (page(HEAD, damaged(BODY, 70, "?"), BODY), page(HEAD, BODY)),
    "the second has other letters": (page(HEAD, BODY, damaged(BODY, 80, "々")), page(HEAD, BODY)),
    "other punctuation": (page(BODY, BODY.replace(",", "，").replace("。", "."), TAIL), page(BODY, TAIL)),
    "the second is cut off": (page(HEAD, BODY, *ZH[:5]), page(HEAD, BODY)),
    "the second is cut off within a sentence": (page(HEAD, BODY, *ZH[:5], ZH[5][:21]), page(HEAD, BODY)),
    "the first is cut off": (page(HEAD, *ZH[:5], ZH[5][:21], BODY), page(HEAD, BODY)),
    "the second lacks paragraphs": (page(HEAD, BODY, *ZH[:2], *ZH[3:6], ZH[7]), page(HEAD, BODY)),
    "the first lacks paragraphs": (page(HEAD, *ZH[:2], *ZH[3:6], ZH[7], BODY), page(HEAD, BODY)),
    "the second in another order": (page(HEAD, BODY, *ZH[4:], *ZH[:4]), page(HEAD, BODY)),
    "the second shuffled": (page(HEAD, BODY, *(ZH[k] for k in (3, 0, 6, 1, 7, 4, 2, 5))), page(HEAD, BODY)),
    "the second starts later": (page(HEAD, BODY, *ZH[2:], TAIL), page(HEAD, BODY, TAIL)),
    "the second in Traditional": (page(HEAD, BODY, TRADITIONAL, TAIL), page(HEAD, BODY, TAIL)),
    "the second in Simplified": (page(TRADITIONAL, BODY), TRADITIONAL),
    "the second in the words of Taiwan": (page(HEAD, BODY, TAIWAN), page(HEAD, BODY)),
    "each copy is one line": (page(HEAD, "".join(ZH), "".join(ZH), TAIL), page(HEAD, "".join(ZH), TAIL)),
    "both copies in one line": (page(HEAD, "".join(ZH) + "".join(ZH), TAIL), page(HEAD, "".join(ZH), TAIL)),
    "the second wrapped": (page(BODY, *re.findall(".{1,40}", "".join(ZH))), BODY),
    "the title repeated": (page(HEAD, BODY, HEAD, BODY), page(HEAD, BODY)),
    "the first has marks of loss": (page(damaged(BODY, 19, "\ufffd"), BODY), BODY),
    "the second has marks at its line ends": (
        page(SHORT, *(f"{line}（星河读物）" for line in SHORT.split("\n"))),
        SHORT,
    ),
    "the first has marks at its line ends": (
        page(*(f"{line} (via Books)" for line in SHORT.split("\n")), SHORT),
        SHORT,
    ),
    "a letter mistaken for another again and again": (page(ENGLISH, mistaken(ENGLISH)), ENGLISH),
    "a short body that was recognized badly": (page(OLD, OLD_MISREAD), OLD),
    "a short body with its title, thrice": (page(*[VILLAGE] * 3), VILLAGE),
    "a short letter in both scripts, and a postscript": (page(LETTER, LETTER_SIMPLIFIED, PS), page(LETTER, PS)),
    "numbers and measures written otherwise": (page(HEAD, MARKET, FIGURES), page(HEAD, MARKET)),
    "a short piece with its title, eight times": (page(*[THING] * 8), THING),
    "a short piece with its title and a button, four times": (
        page(*[THING + "\n加入购物车"] * 4),
        THING + "\n加入购物车",
    ),
    "the second has no punctuation": (page(HEAD, BODY, re.sub("[，。！？：“”]", " ", BODY)), page(HEAD, BODY)),
    "the first has no punctuation": (page(re.sub("[，。！？：“”]", " ", FORMED), FORMED), FORMED),
    "the first has half-width punctuation": (page(HALVED, FORMED), FORMED),
    "the first is hard-wrapped": (page(WRAPPED, ENGLISH), ENGLISH),
    "carriage returns": (page(HEAD, BODY, BODY).replace("\n", "\r\n"), page(HEAD, BODY).replace("\n", "\r\n")),
}
STAYS = {
    **LEAVES_ALONE,
    "nothing": "",
    "a short text with a word changed by its author": page(OLD, OLD.replace("自立", "自持")),
    "a short text in two versions that are named": page("甲本", OLD, "乙本", OLD_MISREAD),
    "a short prayer thrice": page(*[OLD.partition("\n")[2].replace("\n", "")] * 3),
    "one spelling for another in every word": page(
        ENGLISH, ENGLISH.replace("keeper", "warden").replace("light", "lamp")
    ),
    "short bodies": page("今天下雨。", "今天下雨。"),
    "one paragraph repeated at the end": page(BODY, "x" * 10, ZH[0]),
    "a paragraph that came out twice in a long text": page(*ZH, *EN, EN[0], EN[0]),
    "two amended versions": page(LAW * 3, LAW_AMENDED * 3),
    "a body in two languages": page(BODY, ENGLISH),
    "buyer and seller": page(BODY.replace("馆", "甲方"), BODY.replace("馆", "乙方")),
    "a law of which one word was changed": page(LAW, LAW.replace("可以依法", "应当依法")),
    "a cloze text and its solution": page(BODY.replace("图书", "____").replace("木箱", "____"), BODY),
    "a part of a letter quoted in the answer": page(
        "From: A", BODY, "On Monday, A wrote:", *(f"> {line}" for line in ZH[2:5]), "这一段我不同意。"
    ),
    "a letter answered paragraph by paragraph": page(
        "From: A", BODY, "On Monday, A wrote:", *chain.from_iterable((f"> {line}", "知道了。") for line in ZH)
    ),
    "one story for two children": page(ENGLISH.replace("keeper", "sailor"), ENGLISH),
    "sayings under one opening": "\n".join(
        f"先生住在{p}。{ZH[2]}{ZH[3]}{ZH[4]}" for p in ("舍卫国", "王舍城", "毗舍离")
    ),
    "prayers": page(*["Give us today our daily bread. Forgive us what we owe. Lead us home in the evening."] * 12),
    "the source and its corrected form": page(
        "原文", BODY, "修改后", BODY.replace("很久没有说话", "久久不语").replace("九年", "许多年")
    ),
    "numbers differ": page(BODY + "共有二十七册。", BODY + "共有三十四册。"),
    "one number among many written otherwise": page(MARKET, FIGURES.replace("23", "24")),
    "a unit differs": page(MARKET, MARKET.replace("吨", "斤")),
    "a figure more": page(BODY + "共有100册。", BODY + "共有1000册。"),
    "a passage under two sets of questions": page(
        "练习一",
        "阅读下文，回答问题。",
        BODY,
        "1. 谁来了？",
        "2. 为什么？",
        "练习二",
        "阅读下文，写出大意。",
        BODY,
        "3. 大意是什么？",
    ),
    "news brought up to date by a paragraph": page(HEAD, BODY, HEAD, *ZH[:4], "又讯：" + LETTER[-20:] + "。", *ZH[4:6]),
    "answers under questions": page(
        *chain.from_iterable((f"问题{k}:怎样退回?", ZH[1] + ZH[2] + ZH[3]) for k in "一二三")
    ),
}


def cleaned(source: str) -> Text:
    """Return the text after the cleaner."""
    text = Text(source)
    return text.apply(duplicate(text, Page()))


@pytest.mark.parametrize("source", STAYS.values(), ids=STAYS)
def test_what_repeats_by_design_stays(source: str) -> None:
    """Refrains, equal clauses, records, logs, lists, forms, code and amended laws are left alone."""
    assert str(cleaned(source)) == source


@pytest.mark.parametrize("seed", range(20))
def test_no_copy_overlaps_its_other_copy(seed: int) -> None:
    """Two versions of terms under headings that resemble each other: what lies between them belongs to one side only."""
    chance = random.Random(seed)
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randrange(2, 9))) for _ in range(300)]
    heads = [f"License: {chance.choice(words)}{chance.choice(['', '~X', '-2+'])}" for _ in range(3)]
    lines = [" ".join(chance.choices(words, k=10)) + chance.choice(["", ".", ","]) for _ in range(12)]
    amended = lines[5].split(" ")
    amended[3:5] = chance.choices(words, k=4)
    other = [*lines[:5], " ".join(amended), *lines[6:]]
    last = " ".join(chance.choices(words, k=20)) + "."
    source = page(heads[0], *lines, "", heads[1], *other, "", heads[2], last, "")
    doc = doc_of(source, stream_of(source))
    found = copies(doc)
    assert found
    assert [c for c in found if c.start < c.other_end and c.other_start < c.end] == []


@pytest.mark.parametrize(("source", "expected"), REWRITES.values(), ids=REWRITES)
def test_of_copies_the_better_one_stays(source: str, expected: str) -> None:
    """Every copy of a body goes but the best one, whole lines at a time, and a second run finds nothing."""
    once = cleaned(source)
    assert str(once) == expected
    assert str(cleaned(str(once))) == str(once)


@pytest.mark.parametrize("source", [source for source, _ in REWRITES.values()], ids=REWRITES)
def test_no_letter_goes_that_neither_stays_nor_is_listed(source: str) -> None:
    """What goes stands in what stays, but for the differences the evidence names; the scripts' vocabularies are folded alike."""
    text = cleaned(source)
    for edit in text.edits:
        listed = "".join(text.source[slice(*span)] for span in edit.evidence.spans[1:])
        lacking = set(fold(edit.removed).text) - set(fold(str(text) + listed).text)
        assert edit.rule == "duplicate.script-variant" or not [c for c in lacking if c.isalnum()]


def test_the_evidence_names_every_difference_with_both_offsets() -> None:
    """A difference's places hold what the copies have there, in source coordinates; the first place is the kept copy."""
    second = BODY.replace("擦干净", "擦干").replace("九年", "九")
    text = cleaned(page(HEAD, BODY, second))
    evidence = text.edits[0].evidence
    (start, end), *places = evidence.spans
    assert text.source[start:end].startswith(ZH[0])
    pairs = [(text.source[slice(*a)], text.source[slice(*b)]) for a, b in zip(places[::2], places[1::2], strict=True)]
    assert pairs == [("", "净"), ("", "年")]
    assert "earlier one stays" in evidence.says
    assert "this one 2 of it" in evidence.says


def test_of_equal_copies_the_one_stays_that_needed_no_repair() -> None:
    """A copy from which marks were taken goes, and the evidence says how many characters were."""
    stamped = BODY.replace("\n", "【河岸读书】\n")
    marks = [
        Patch(m.start(), m.end(), "", "watermark.known", Evidence("known"), 1.0)
        for m in re.finditer("【.*?】", stamped)
    ]
    text = Text(page(stamped, BODY)).apply(marks)
    after = text.apply(duplicate(text, Page()))
    assert str(after) == BODY
    assert after.edits[0].raw_start == 0
    assert f"{6 * len(marks)} more characters of this one repaired" in after.edits[0].evidence.says


def test_the_other_script_has_a_rule_of_its_own() -> None:
    """A copy in the other script goes by duplicate.script-variant, with less confidence."""
    (edit,), (plain,) = cleaned(page(HEAD, BODY, TRADITIONAL)).edits, cleaned(page(HEAD, BODY, BODY)).edits
    assert (edit.rule, plain.rule) == ("duplicate.script-variant", "duplicate.body")
    assert edit.confidence < plain.confidence


def test_a_refused_copy_is_a_candidate_with_its_reason() -> None:
    """What was considered and kept is on record."""
    (found,) = [f for f in duplicate(Text(page(LAW, LAW_AMENDED)), Page()) if isinstance(f, Candidate)]
    assert "numbers differ" in found.reason


@given(st.text())
def test_total_on_any_text(source: str) -> None:
    """Law 7: any text is cleaned, and a second run proposes nothing."""
    once = str(cleaned(source))
    assert str(cleaned(once)) == once


HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9F00), min_size=9, max_size=40)


@settings(max_examples=40)
@given(st.lists(HAN, min_size=12, max_size=30, unique_by=lambda s: s[:6]), st.integers(1, 4), st.integers(0, 2))
def test_exact_doubling_of_varied_prose_is_removed_once(words: list[str], per_line: int, blank: int) -> None:
    """Whatever varied prose stands twice stands once afterwards, and prose that stands once stays."""
    sentences = [f"{word}。" for word in words]
    body = "\n".join("".join(sentences[k : k + per_line]) for k in range(0, len(sentences), per_line))
    if len(body) < 170 or any(len(line) < 20 for line in body.split("\n")):
        return
    assert str(cleaned(body)) == body
    assert str(cleaned(body + "\n" * (blank + 1) + body)) == body + "\n" * blank
    assert all(isinstance(f, Patch) for f in duplicate(Text(body + "\n" + body), Page()))


KNOWN_FAILURES = {
    "a second copy cut off after 130 characters": (page(HEAD, BODY, *ZH[:2]), page(HEAD, BODY)),
    "verse that stands twice": (
        page(HEAD, LEAVES_ALONE["lyrics with a refrain"] * 2),
        page(HEAD, LEAVES_ALONE["lyrics with a refrain"]),
    ),
}


@pytest.mark.xfail(strict=True, reason="kept on purpose where the evidence is thin")
@pytest.mark.parametrize(("source", "expected"), KNOWN_FAILURES.values(), ids=KNOWN_FAILURES)
def test_thin_evidence(source: str, expected: str) -> None:
    """What a person would remove, and the cleaner does not dare to."""
    assert str(cleaned(source)) == expected
