"""language_of: one BCP 47 tag a line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.language import language_of

CASES = {
    "zh-Hans": [
        "网络空间是人类共同的活动空间。", "美剧《纸牌屋》出品方奈飞公司(netflix)联合创始人兼总裁里德・哈斯廷斯表示", "联合国(United Nations)成员国",
        "特别是人工智能、物联网和3D打印等技术", "编辑：John Smith", "我们用 Python 写了这个程序", "皇后说：这里没有问题",
        "推动APEC、G20、BRICS、SCO等组织在互联网和数字经济等领域合作的倡议",
    ],
    "zh-Hant": [
        "當今世界,網絡和現實緊密聯結。", "推動基于規則的全球網絡空間", "中美在網絡安全問題上并非事事都看法一致", "臺灣的天氣", "皇后說:這裡沒有問題",
        "攜手構建網絡空間命運共同體 (2019年)",
    ],
    "zh": ["序言", "序 言", "二、基本原", "中文", "一、", "作者：John Smith"],
    "en": [
        "Preface", "Cyberspace is the common space of activities for mankind.", "1. The Principle of Peace", "Opportunities",
        "Chapter IV. Plan of Action", "The town of Wuzhen (乌镇) lies in the north of Zhejiang province", "café society and its discontents of the age",
        "Mr. Smith Goes West", "Governance Framework",
    ],
    "mul": [
        "目录 Contents", "序言 Preface", "第一章 机遇与挑战 Opportunities and Challenges", "结束语 Conclusion",
        "Plan of Action 行动计划", "网络空间国际合作战略 International Strategy of Cooperation on Cyberspace",
        "今天天气很好。The weather is very good today. 我们去公园吧。Let us go to the park then.",
    ],
    "und": ["", " ", "2015-10-09", "——", "12,345.67 %", "https://example.org/a/b", "* * *", "①②③", "\x00", "Français", "Русский"],
    "ja": ["これは日本語の文章です。", "インターネットの歴史について"],
    "ko": ["안녕하세요 여러분", "한국어 문장입니다."],
    "fr": ["Les chats dorment toute la journée sur le canapé du salon"],
    "de": ["Der Hund schläft den ganzen Tag auf dem Sofa im Wohnzimmer"],
    "ru": ["Собака спит весь день на диване в гостиной"],
}  # fmt: skip


@pytest.mark.parametrize(("tag", "text"), [(tag, text) for tag, texts in CASES.items() for text in texts])
def test_a_line_has_the_language_a_reader_would_name(tag, text):
    assert language_of(text) == tag


@given(st.text(max_size=200))
def test_it_is_total_and_answers_with_a_known_tag(text):
    tag = language_of(text)
    assert tag in {"zh", "zh-Hans", "zh-Hant", "mul", "und"} or (len(tag) == 2 and tag.isalpha())


@given(st.text(st.sampled_from("网络空间這裡是人类abc the of 。,")), st.sampled_from(["", " ", "\n"]))
def test_white_space_around_a_line_decides_nothing(text, blank):
    assert language_of(blank + text.strip() + blank) == language_of(text.strip())
