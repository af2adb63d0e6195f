"""Second editions of a page's text: under which labels and in which shapes they go, and what stands twice on purpose."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.duplicate import duplicate
from cleaners.lines import removals
from cleaners.page import Page
from cleaners.repeats.edition_labels import is_frame
from cleaners.repeats.edition_page import one_writing, sheet_of
from cleaners.repeats.edition_runs import runs
from cleaners.repeats.spelling import one_spelling
from cleaners.text import Patch, Text
from tests.test_cases import cut, marked

ZH = (
    "老城区的河道清淤工程昨日完工，前后历时四个月，共清出淤泥两万三千立方米。",
    "住在河边的居民说，往年夏天不敢开窗，今年傍晚又有人搬着竹椅到桥头乘凉了。",
    "水务局表示，下一步将在两岸补种垂柳和水杉，并恢复三处旧码头作为亲水平台。",
    "工程负责人介绍，淤泥经脱水后运往城北苗圃，用作绿化用土，没有一车进填埋场。",
)
TW = (
    "老城區的河道清淤工程昨日完工，前後歷時四個月，共清出淤泥兩萬三千立方公尺。",
    "住在河邊的居民說，往年夏天不敢開窗，今年傍晚又有人搬著竹椅到橋頭乘涼了。",
    "水務局表示，下一步將在兩岸補種垂柳和水杉，並恢復三處舊碼頭作為親水平臺。",
    "工程負責人介紹，淤泥經脫水後運往城北苗圃，用作綠化用土，沒有一車進掩埋場。",
)
EN = (
    "The dredging of the old town canal ended yesterday after four months, with twenty-three thousand cubic metres of silt taken out.",
    "People along the bank said that they had not opened a window in summer for years, and that chairs were out on the bridge again.",
    "The water board will plant willows on both sides next and rebuild three of the old landings as steps down to the water.",
    '"Not one lorry went to the tip," said the engineer in charge. "All of it is going to the nursery."',
)
US = EN[0].replace("metres", "meters"), *EN[1:]
TITLES = {ZH: "老城河道清淤完工", TW: "老城河道清淤完工", EN: "Canal dredging ends after four months"}
LABELS = {
    ZH: [
        "打印版",
        "手机版",
        "触屏版",
        "繁体版",
        "AMP",
        "纯文本",
        "文字版",
        "全文",
        "阅读全文",
        "无障碍版",
        "大字版",
        "电脑版",
        "打印本页",
        "打印预览",
        "手机阅读",
        "查看完整版",
        "适老版",
    ],
    TW: ["列印版", "友善列印", "手機版", "行動版", "純文字", "純文字版", "完整版", "電腦版", "全文", "列印本文"],
    EN: [
        "Print version",
        "Printable version",
        "Printer-friendly page",
        "Mobile version",
        "View desktop site",
        "Text-only version",
        "Plain text",
        "AMP",
        "AMP version",
        "Full article",
        "Single page view",
        "Reader view",
        "Large print version",
        "Lite version",
        "Print this page",
        "Print",
    ],
}
POEM = "潮水退到第三根木桩\n船家把灯收进舱里\n风还在岸上找路\n我数着对岸的狗吠\n一声近，一声远\n像谁在翻一本没有字的账\n渡口的人不说再见\n只说：水大了，慢走"
NOTE = "编者按：作者服务于海关四十年，退休后始写新诗，本篇选自其手抄本，为首次排印。"
TALK = "主持人：老龚，现在还有人修机械表吗？\n龚师傅：有，而且比十年前多。\n主持人：多数能走吗？\n龚师傅：十块里有七块能走，剩下三块是进过水，锈到一起了。\n主持人：主人等得及吗？\n龚师傅：他说他父亲等这块表等了半辈子。"
TABLE = "图书馆开放时间表\n一楼流通柜台 | 08:00-21:00 | 09:00-17:00\n二楼参考室 | 08:00-20:30 | 09:00-17:00\n三楼期刊室 | 08:30-20:30 | 09:00-16:30\n地下自习室 | 07:00-23:00 | 07:00-23:00\n自习室座位不得以书本占位，离座逾三十分钟者，物品移至服务台。"
NOTICE = (
    "停水通知\n各位住户：因二号泵房更换阀门，定于11月6日8:00至17:00停水，请提前储水。顶层住户来水后请先放水两分钟。"
)
CHORUS = "拉起来呀嘿哟嘿\n风从东边吹过来\n拉起来呀嘿哟嘿嘿\n网里的鱼儿白又白\n拉到月亮出海来\n拉到日头落山外"
VERSE = "我的阿爸在船头\n他把缆绳缠在手\n缠了三十三个秋\n缠得手上没有肉\n阿妈补网在滩头\n补到星星落进沟"


def page(*parts: str) -> str:
    """Return the parts as a page."""
    return "\n".join(parts)


def goes(*parts: str) -> str:
    """Return what is to go, marked."""
    return f"⟦{page(*parts)}⟧"


def timed(text: str) -> str:
    """Return the lines of a text with time codes."""
    return page(*(f"[00:{k:02}:10] {line}" for k, line in enumerate(text.split("\n"))))


def wrapped(line: str) -> str:
    """Return a line broken where a mail is."""
    return re.sub(r"(.{1,60})(?: |$)", r"\1\n", line).strip()


def shapes() -> dict[str, str]:
    """Return pages in both scripts and in English whose second edition is marked."""
    out = {}
    for lang, text in (("zh", ZH), ("tw", TW), ("en", EN)):
        title, body, space = TITLES[text], page(*text), " " if text is EN else ""
        for label in LABELS[text]:
            out[f"{lang} {label}"] = page(title, body, goes(label, title, body))
            out[f"{lang} {label}, no title"] = page(title, body, "", goes(label, "", body))
        out[f"{lang}, short"] = page(title, *text[:2], goes(title, *text[:2]), "*")
        out[f"{lang}, short and thrice"] = page(title, *text[:2], goes(title, *text[:2], title, *text[:2]))
        out[f"{lang}, paragraphs dropped"] = page(title, body, "", goes(title, text[0], text[3]))
        out[f"{lang}, bullets"] = page(title, body, goes(title, *(f"• {line}" for line in text)))
        out[f"{lang}, one line behind"] = page(title, body, goes(title, space.join(text)))
        out[f"{lang}, one line before"] = page(goes(space.join(text)), title, body)
        out[f"{lang}, description cut off"] = page(goes(f"{text[0]}{space}{text[1][:30]}..."), title, body)
        out[f"{lang}, quoted whole"] = page(
            title, body, "", "OK!", "", goes("A wrote:", *(f"> {line}" for line in text))
        )
        out[f"{lang}, each line twice"] = page(title, goes(title), *(f"{line}\n⟦{line}⟧" for line in text))
        out[f"{lang}, starts later"] = page(title, body, goes(*text[2:]))
        out[f"{lang}, wrapped"] = page(title, body, goes(title, *map(wrapped, text)))
        out[f"{lang}, a card"] = page(title, body, "", goes(title, text[0], f"{text[1][:-5]}… Read more"))
        out[f"{lang}, comments between"] = page(title, body, "Ada: I was there too, and it is true.", goes(title, body))
    return out


SHAPES = {
    **shapes(),
    "traditional behind": page(TITLES[ZH], *ZH, "", goes("繁體中文", TITLES[TW], *TW)),
    "simplified behind": page(TITLES[TW], *TW, goes(TITLES[ZH], *ZH)),
    "american behind": page(TITLES[EN], *EN, "", goes("US EDITION", TITLES[EN], *US)),
    "figures behind": page(TITLES[ZH], *ZH, goes(TITLES[ZH], ZH[0].replace("两万三千", "23000").replace("四个", "4个"), *ZH[1:])),
    "captions": page("第48期", *TALK.split("\n"), "", goes("字幕文稿", timed(TALK))),
    "a table as text": page(TABLE, "", goes("纯文字版", TABLE.replace(" | ", "  "))),
    "a poem behind its note": page("夜宿渡口", POEM, NOTE, "", goes("夜宿渡口", POEM)),
    "a notice four times amid others": page("物业简报", ZH[1], NOTICE, goes(*[NOTICE] * 3), "地下车库照明改造已完成三分之二。"),
    "items twice each": page(
        *(
            f"{a}\n{b}\n{c}\n⟦{a}\n{b}\n{c}⟧\n"
            for a, b, c in zip(("校园短讯", "食堂公告"), (ZH[0], ZH[2]), (ZH[1], ZH[3]), strict=True)
        )
    ),
    "a chapter again behind the next": page("第三章 借伞", *ZH[:3], "", "第四章 云纹", *TW[:2], "", goes("第三章 借伞", *ZH[:3]), "", "第五章 盐船", NOTE),
    "an abstract in the metadata": page(goes("Abstract", " ".join(EN), "Show less"), TITLES[EN], "K. Oyelaran", " ".join(EN), "1. Introduction", "Fish that call must hold a nest site for weeks, and the cost is high."),
    "a machine's reading": page(goes("OCR 原始文字（未校對）", "老城河逍清淤完工", *(line.replace("年", "午").replace("的", "旳") for line in TW), "校對後文字"), TITLES[TW], *TW),
}  # fmt: skip
STAYS = {
    "a song that begins and ends with its chorus": page("拉网歌", CHORUS, "", VERSE, "", CHORUS),
    "the same, without a title": page(CHORUS, "", VERSE, "", CHORUS),
    "a song quoted twice in an essay": page("一首歌的来历", CHORUS, NOTE, CHORUS),
    "two courses described alike": page("EN101 Reading", *EN[:3], "EN102 Writing", *EN[:3]),
    "a notice of each day": page("水位通报", "2016年5月4日", *ZH[:3], "2016年5月5日", *ZH[:3]),
    "two posts described alike": page("招聘：木工", "2016-05-04 来源：人事处", *ZH[:3], "招聘：瓦工", "2016-05-06 来源：人事处", *ZH[:3]),
    "before and after": page("Before", *EN, "After", *EN),
    "a draft and the final text": page("初稿", *ZH, "定稿", *ZH),
    "an exercise in punctuation": page("断句练习", *(re.sub("[，。]", "", line) for line in ZH), "答案", *ZH),
    "a receipt and its stub": page("存根联", *ZH[:3], "收据联", *ZH[:3]),
    "a spelling lesson": page("British spelling", *EN, "American spelling", *US),
    "two forms": page("Name: ____", *EN[:2], "Name: ____", *EN[:2]),
    "answers alike under two questions": page("能退货吗？", *ZH[:2], "能换货吗？", *ZH[:2]),
    "a log with times of its own": page(timed(TALK), timed(TALK).replace("[00:", "[01:")),
    "a letter answered line by line": page("Ada", *EN, "", "Bo wrote:", *(f"> {line}\nI see." for line in EN)),
    "a part of it quoted": page("Ada", *EN, "", "Ada wrote:", f"> {EN[1]}", "They did."),
    "a voice that breaks off": page("信", f"他念道：{ZH[0]}", f"{ZH[1][:-6]}……", ZH[2], "他哭了，没有再念下去。", ZH[1], ZH[3]),
    "one number of many differs": page(TITLES[ZH], *ZH, TITLES[ZH], ZH[0].replace("两万三千", "24000"), *ZH[1:]),
    "a word is denied": page(TITLES[ZH], *ZH, TITLES[ZH], ZH[0], ZH[1].replace("不敢", "敢"), *ZH[2:]),
    "signs differ": page("Class [: :] is reserved", *EN[:2], "Class [= =] is reserved", *EN[:2]),
    "a play with a scene that returns": page("ADA: Is it late?", "BEN: It is ten to four.", "ADA: Which way?", "BEN: Either.", "3", "ADA: Is it late?", "BEN: It is ten to four.", "ADA: Which way?", "BEN: Either."),
    "a list of strings": page(*(f'"{w}",' for w in ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"]) , "x", *(f'"{w}",' for w in ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"])),
}  # fmt: skip


def cleaned(source: str) -> Text:
    """Return the text after the cleaner."""
    text = Text(source)
    return text.apply([f for f in duplicate(text, Page()) if isinstance(f, Patch)])


@pytest.mark.parametrize("source", SHAPES.values(), ids=SHAPES)
def test_a_second_edition_goes_with_its_label(source: str) -> None:
    """The copy that a page's machinery printed goes whole, blank lines aside; a second run finds nothing."""
    bare, spans = marked(source)
    once = str(cleaned(bare))
    assert once.split() == cut(bare, spans).split()
    assert str(cleaned(once)) == once
    assert removals(bare, spans)


@pytest.mark.parametrize("source", STAYS.values(), ids=STAYS)
def test_what_stands_twice_on_purpose_stays(source: str) -> None:
    """Choruses, things described alike, compared versions, forms, logs, answers: nobody printed them by mistake."""
    assert str(cleaned(source)) == source


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The colour of grey harbours, organised in 10 metres", "The color of gray harbors, organized in 10 meters"),
        ("travelled to the theatre; a dialogue on anaemia", "traveled to the theater; a dialog on anemia"),
        ("four hours of our course", "four hours of our course"),
    ],
)
def test_two_spellings_of_a_word_are_one(one: str, other: str) -> None:
    """British and American spellings come out alike, and what is no such word as it was."""
    assert one_spelling(one) == one_spelling(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("软体", "硬体"), ("7.2 m", "72 m"), ("十二个", "十三个"), ("center", "censor"), ("hour", "her")],
)
def test_other_words_and_numbers_stay_apart(one: str, other: str) -> None:
    """One writing says the same only of what means the same."""
    assert one_writing(one) != one_writing(other)


@pytest.mark.parametrize("piece", ["1", "1 ", "page 1 ", "next page ", "- ", "a-", "第1页 ", "上一页 "])
def test_no_label_is_tried_in_every_way(piece: str) -> None:
    """Lines that are nearly labels cost no more than their length."""
    row = sheet_of(piece * (79 // len(piece)) + "x").rows[0]
    assert not is_frame(row)


@given(st.lists(st.sampled_from([*ZH, *EN, "", "打印版", "> x", "第三章 借伞", CHORUS]), max_size=14))
def test_runs_lie_behind_what_they_repeat(lines: list[str]) -> None:
    """A run meets letters before its own first one, none twice, and its rows are in order."""
    sheet = sheet_of(page(*lines))
    last = 0
    for run in runs(sheet):
        assert last <= run.low < run.high <= len(sheet.rows)
        last = run.low
        own = sheet.pieces[run.met[0].piece].at
        assert all(m.start < m.end <= own for m in run.met)
