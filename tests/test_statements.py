"""Statements of a site about its text: lines of their words go, sentences of an author, laws and quotations stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.page import Page
from cleaners.pipeline import run
from cleaners.profiles import DEFAULT
from cleaners.repeats.fold import simplified
from cleaners.repeats.statement_parse import parsed
from cleaners.repeats.statements import STATEMENT, statements
from cleaners.text import Text
from tests.material import ZH

SAYS = [
    "(讲义由灯下课堂会员提供,请勿外传)",
    "讲义著作权属灯下课堂,版权所有,翻印必究",
    "灯下笔记网原创,盗版必究",
    "《灯下》杂志 原创图文 盗图必究",
    "圖文皆受著作權法保護,請勿擅自取用",
    "本頁內容未經灯下圖庫書面授權,不得以任何形式複製、改作或散布",
    "本文經《燈下月刊》允准轉載,如欲轉載請先聯絡該刊編輯部。",
    "(本文經合作夥伴 燈下科技報 授權轉載)",
    "※本文版權屬作者及《燈下詩刊》所有※",
    "歡迎轉寄親友,但請保留本刊完整檔頭檔尾;商業使用須經書面同意",
    "——此文章由【燈下論壇】會員轉貼,原帖作者保留一切權利——",
    "文章來源:燈下金庫 版權歸原作者,如有侵權請來信告知,將立即移除",
    "本文由燈下堂公報首發,歡迎轉載,請註明出處",
    "本文由燈事錄授權轉載,更多內容請瀏覽 lamps.example",
    "本文首發於《燈黃》,圖文未經授權請勿轉載",
    "(原文刊於燈事錄 2018.05.02)",
    "转载请注明出处,并保留此链接,谢谢合作",
    "如需转载,请在后台回复“转载”获取授权,未经许可擅自使用者将追究法律责任。",
    "已经本报社授权使用作品的,应在授权范围内使用,并注明“来源:灯下新闻网”。违反上述声明者,本网将追究其相关法律责任。",
]
SPEAKS = [
    "著作权属于作者,本法另有规定的除外。",
    "未经著作权人许可,不得复制、发行其作品。",
    "未经甲方书面同意,乙方不得将本合同转让给他人。",
    "他说未经允许不得进入内室。",
    "转载请注明出处,这六个字几乎出现在每一篇文章的末尾。",
    "请勿在此吸烟。",
    "图书馆的书,未经许可不得外借。",
    "本文首发于2019年第3期,此次重印时作者对文字作了较多的修订和补充。",
    "版权归谁所有,他们争了三年。",
    "作者现居灯下镇。",
    "禁止通行",
    "感谢作者授权,让我读到了这本书的手稿。",
]


@pytest.mark.parametrize("line", SAYS)
def test_a_line_of_a_sites_words_behind_the_text_goes(line):
    """Names, days and addresses are open; everything else must be a word of such statements."""
    body = "\n".join(ZH)
    assert str(run(Text(f"{body}\n{line}"), Page(), DEFAULT)).strip() == body


@pytest.mark.parametrize("line", SPEAKS)
def test_a_sentence_with_a_word_of_its_own_stays(line):
    """A law, a sign, an essay about copyright use the same words and others."""
    page = "\n".join([*ZH, line])
    assert not [j for j in statements(page) if j.rule is STATEMENT]


@pytest.mark.parametrize("line", SAYS)
def test_a_quoted_statement_stays(line):
    """What somebody says or a sign shows is the text's."""
    page = "\n".join([*ZH[:3], f"碑的背面刻着“{line}”几个字,没有人看得懂。", *ZH[3:]])
    assert not list(statements(page))


def test_what_says_who_may_copy_is_kept_as_a_claim():
    """A statement of rights is a claim; a first place alone is none."""
    body = "\n".join(ZH)
    text = run(Text(f"{body}\n讲义著作权属灯下课堂,版权所有,翻印必究"), Page(), DEFAULT)
    assert [c.value for c in text.claims if c.field == "rights_statement"] == ["讲义著作权属灯下课堂,版权所有,翻印必究"]


@given(st.text(alphabet="本文未经授权不得转载请注明出处《灯》版权所有，。：（）a1 \n", max_size=60))
def test_the_words_of_a_line_are_the_line(line):
    """Reading loses and adds no letter."""
    plain = simplified(line)
    letters = [c for c in plain if c not in " \n" and c.isalnum()]
    said = "".join(t.word for t in parsed(plain).tokens)
    assert [c for c in said if c.isalnum()] == letters


@given(st.text(max_size=200))
def test_any_text_is_read(text):
    """No text makes it fail, and places lie within the text."""
    assert all(0 <= w.place.start < w.place.end <= len(text) for j in statements(text) for w in j.places)
