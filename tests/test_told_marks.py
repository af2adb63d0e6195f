"""Marks that name the page's own site, and a forum's jams: go by name and form; and what only looks like them stays."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.page import Page
from cleaners.pipeline import run
from cleaners.profiles import DEFAULT
from cleaners.repeats.jams import JAM, jams
from cleaners.repeats.told import OWN_NAME, told
from cleaners.repeats.told_marks import told_marks
from cleaners.text import Text
from tests.material import EN, ZH

OWNER = "本文首发于“灯下漫记”，未经许可不得转载。"
OWNER_EN = "Originally published at https://lamplight-notes.example/p/12 on March 3, 2023."
HOST = "lamplight-notes.example"


def clean(source):
    """Return the text after the default profile."""
    return run(Text(source), Page(), DEFAULT)


def page(form, owner=OWNER, lines=ZH, every=1, space=""):
    """Return the lines with a mark glued to every n-th ({n} counts), and a last line that tells whose page it is."""
    body = (line + (space + form.format(n=417 + k) if form and k % every == 0 else "") for k, line in enumerate(lines))
    return "\n".join([*body, *([owner] if owner else [])])


def within(form, owner=OWNER, at=(1, 3, 5)):
    """Return the lines with a mark behind the first sentence of some of them."""
    out = []
    for k, line in enumerate(ZH):
        head, stop, tail = line.partition("。")
        out.append(head + stop + form.format(n=417 + k) + tail if k in at else line)
    return "\n".join([*out, *([owner] if owner else [])])


def between(form, owner=OWNER, lines=ZH, at=(1, 4), gap="\n"):
    """Return the lines with a mark alone on a line behind some of them."""
    body = (line + (gap + form.format(n=417 + k) if k in at else "") for k, line in enumerate(lines))
    return gap.join([*body, *([owner] if owner else [])])


def jam(seed):
    """Return what the software writes: pairs of a low character, a blank and a high one."""
    draw = random.Random(seed)  # a seeded sample, no secret
    return "".join(chr(draw.randint(33, 59)) + " " + chr(draw.randint(63, 126)) for _ in range(draw.randint(7, 15)))


GOES = {
    "a name and a number in brackets": page("【灯下漫记·文存{n}】"),
    "a name and a dated serial behind ©": page("©灯下漫记_20231018_A{n}"),
    "the same inside lines": within("©灯下漫记_20231018_A{n}"),
    "square brackets": page("[灯下漫记 NO.{n}]"),
    "an account's number": page("【灯下漫记#{n}】", "版权归作者“灯下漫记”所有，盗图必究"),
    "a name and an address in round brackets, once": between(f"（灯下漫记 {HOST} 独家）", at=(2,)),
    "in the other script": between(f"（燈下漫記 {HOST} 獨家）", at=(2,)),
    "an address in wide letters": within(
        "ｗｗｗ．ｌａｍｐｌｉｇｈｔ－ｎｏｔｅｓ．ｅｘａｍｐｌｅ", f"本文来自灯下漫记 https://www.{HOST}/1.html", (3,)
    ),
    "a name with blanks between its letters": within("灯 下 漫 记", at=(3,)),
    "a name with invisible letters between": within("\u200b".join("灯下漫记"), at=(3,)),
    "a line twice": between(f"—— 灯下漫记 {HOST} ——"),
    "a bilingual line twice": between(
        "Essay from Lamplightnotes.example | 文章来自「灯下漫记」",
        "Text and photos © Lamplight Notes 2015-2024. 图文版权所有，请勿搬运。",
    ),
    "a line like the last one": between(OWNER_EN, OWNER_EN, EN, (2,), "\n\n"),
}
STAYS = {
    "notes": page("[{n}]"),
    "works and years": page("(Lamplight {n})", OWNER_EN, EN, 1, " "),
    "a book by its pages": page("（《灯下漫记》第{n}页）"),
    "a book by its pages without marks": page("（灯下漫记 {n}页）"),
    "its years": page("（灯下漫记，19{n:.0f}）".replace("{n:.0f}", "98")),
    "a speaker": page("——灯下漫记的老编辑"),
    "a sentence": page("编辑部的人都说，灯下漫记这个名字是沈馆长起的。"),
    "photographs": between("图片：灯下漫记"),
    "photographs with an address": between(
        f"Photo: Lamplight Notes, {HOST}", "Copyright 2020 Lamplight Notes", EN, (1, 3), "\n\n"
    ),
    "a source below a chart": between("来源：灯下漫记"),
    "captions of an agency with numbers": between("江口旧桥的桥灯。©灯火图片VCG{n}11", "", ZH, (1, 3, 5)),
    "years behind ©": page("©灯火基金会 20{n:.0f}".replace("{n:.0f}", "19"), ""),
    "tickets": page("[LAMP-{n}]", OWNER_EN, EN, 1, " "),
    "a dictionary's entries": page("【拼音{n}】", ""),
    "numbers of a catalogue": "\n".join(f"青花碗 灯下藏品 {n} 号，口径十二厘米" for n in range(400, 412)),
    "stage directions": page("（灯渐暗）"),
    "a place from which letters come": page("From Lamplight with love", OWNER_EN, EN, 1, "\n"),
    "quoted": within("他在黑板上写下“【灯下漫记·文存{n}】”。"),
    "an address that is spoken of": within("网址是ｗｗｗ．ｌａｍｐｌｉｇｈｔ－ｎｏｔｅｓ．ｅｘａｍｐｌｅ。", "", (3,)),
    "a table of answers": "\n".join(f"{n}. A {n + 1}. B {n + 2}. C {n + 3}. D" for n in range(1, 40, 4)) + "\n" + ZH[0],
    "chess": "\n".join(["1. e4 e5 2. Nf3 Nc6 3. Bb5 a6 4. Ba4 Nf6 5. O-O Be7", ZH[0]] * 4),
    "formulas": "\n".join(["解：2 x+ 3 y= 7，x- y= 1，所以 x= 2，y= 1。", ZH[0]] * 4),
    "code in a lesson": "\n".join(["    for ( i= 0; i< n; i++ ) { a[ i]= b[ i]+ c[ i]; }", ZH[0]] * 4),
    "one jam": ZH[0] + jam(1) + "\n" + ZH[1],
    "what a key types": "\n".join([ZH[0], "! @ # $ % ^ & * ( ) _ +", ZH[1], "a b c d e f g h i j k l", ZH[2]]),
}


@pytest.mark.parametrize("source", GOES.values(), ids=GOES)
def test_a_mark_of_the_page_s_own_site_goes(source):
    """All places of it go, nothing of the text with them, and a second run finds nothing."""
    lines = EN if "lighthouse" in source else ZH
    once = str(clean(source))
    assert [line for line in once.split("\n") if line.strip()] == list(lines)
    assert str(clean(once)) == once


@pytest.mark.parametrize("source", STAYS.values(), ids=STAYS)
def test_what_only_looks_like_one_stays(source):
    """Neither rule takes anything, whatever the page tells of its site."""
    assert [e for e in clean(source).edits if e.rule in {OWN_NAME.id, JAM.id}] == []


@pytest.mark.parametrize("form", ["{jam}", "灯火论坛{jam}", "{jam}灯火论坛"])
def test_the_jams_of_a_forum_go_with_its_name(form):
    """Random pairs between sentences, at line ends and on lines of their own go; the sentences stay."""
    source = "\n".join(line + (form.replace("{jam}", jam(k)) if k % 2 else "") for k, line in enumerate(ZH))
    assert str(clean(source)) == "\n".join(ZH)


def test_a_title_in_a_list_of_links_is_no_site():
    """Only what speaks of rights and origin names the page's site."""
    source = f"{ZH[0]}\n上一篇：灯下漫记\n下一篇：河上旧事"
    done = clean(source)
    assert "灯下漫记" not in told(Text(source), Page(), []).names
    assert not [e for e in done.edits if e.rule == OWN_NAME.id]


@given(st.text(alphabet="灯下漫记©【】[]()·#_0189 .wexampl-\n。，\u200bＷ", max_size=80), st.booleans())
def test_every_text_is_read(text, named):
    """Both finders are total, and their places lie in the text and do not overlap within a make."""
    site = told(Text(text + (OWNER if named else "")), Page(uri=f"https://{HOST}/1"), [])
    for j in [*told_marks(text, site), *jams(text, site.names)]:
        places = sorted(j.mark.places)
        assert all(0 <= a.start < a.end <= len(text) for a in places)
        assert all(a.end <= b.start for a, b in pairwise(places))
