"""Controls, references, radicals and lost no-break spaces: what stays, what is put right, and the laws of all of them."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.page import Page
from cleaners.pipeline import run
from cleaners.repairs import CLEANERS, PROFILE, english, repair
from cleaners.text import Block, Patch, Text, revert

CONTROLS_LEAVES_ALONE = [
    "می\u200cخواهم",  # Persian writes its joiner
    "क्\u200dष",
    "👨\u200d👩\u200d👧",
    "ไทย\u200bแลนด์",  # Thai marks where a line may break
    "Auf\u200clage",  # a German ligature that must not form
    "a\tb\r\nc\x0cd",
    "field\x1enext",
    "first\x0bsecond",
    "\u200fשלום\u200e abc",
]
CONTROLS_REWRITES = [
    ("\ufeff你好\ufeff世界", "你好世界"),
    ("网\x00络\x07安全\x7f", "网络安全"),
    ("中\u200b国\u2060人", "中国人"),
    ("文\u200d字", "文字"),
    ("pay\u200bload", "payload"),
    ("\x1b[1;31mred\x1b[0m alert", "red alert"),
    ("N\bNA\bAM\bME\bE", "NAME"),
    ("_\bu_\bn", "un"),
    ("行\x0b末", "行末"),
    ("line\x00\n", "line\n"),
    ("line \u200b \u200b\nnext", "line\nnext"),
    ("one \x00 two", "one  two"),
    ("one\n\u200b\ntwo", "one\ntwo"),  # a removal that empties a line takes its feed
    ("one\n\ufeff", "one"),
]
ENTITIES_LEAVES_ALONE = [
    "In HTML, write &lt; for a less-than sign.",
    "网页里用&amp;lt;转义",
    "Use the &lt;br&gt; tag.",
    "&lt;p class=&quot;a&quot;&gt;text&lt;/p&gt;",
    "Press “&nbsp;” to continue.",
    "The token `&amp;` separates them.",
    "if (a &amp;&amp; b) { return 1 }",
    "http://a.example/?a=1&copy=2&lt=3",
    "Q&A; R&D; AT&T; B&B;",
    "&amp;amp;amp;lt;",
    "a &notaname; b",
    "http://a.example/?q=&quot;x&quot;",
    "&#0; &#xD800;",
    "```\n&nbsp;\n```",
    "Tom & Jerry & co",
]
ENTITIES_REWRITES = [
    ("网络&nbsp;安全", "网络\u00a0安全"),
    ("AT&amp;T 与&ldquo;协议&rdquo;", "AT&T 与“协议”"),
    ("it&#39;s 5 &lt; 6", "it's 5 < 6"),
    ("&lt;史记&gt;第一卷", "<史记>第一卷"),
    ("他说&amp;quot;好&amp;quot;", '他说"好"'),
    ("&#20013;&#x56FD;", "中国"),
    ("&nbsp&nbsp第一段", "\u00a0\u00a0第一段"),
    ("caf&eacute; &mdash; r&eacute;sum&eacute;", "café — résumé"),
    ("see http://a.example/?a=1&amp;b=2 now", "see http://a.example/?a=1&b=2 now"),
    ("page.html 的&nbsp;词", "page.html 的\u00a0词"),
    ("&#150;", "–"),
]
RADICALS_LEAVES_ALONE = [
    "部首⽔和⽕",
    "⼀⼁⼂⼃⼄",
    "⼀ (一)",
    "The Kangxi radical ⽊ means tree.",
    "⽊",
    "﨑さん",  # no canonical mapping: a character of its own
    "ﬁne ½ Å",  # other compatibility characters are not these blocks
]
RADICALS_REWRITES = [
    ("⽹络安全", "网络安全"),
    ("中国⼈⺠", "中国人民"),
    ("⽇⽉⼭川", "日月山川"),
    ("金\uf90a属", "金金属"),
    ("不\uf967見", "不不見"),
]
NBSP_LEAVES_ALONE = [
    "Why?Because I say so.",
    "Really?yes, he said.",
    "You like the?No, I do not.",
    "What is it made of?Steel and glass",
    "I wonder what she is looking at?the sea",
    "you mean the one we talked about?the one on the left",
    "see http://a.example/?q=the?best and /the?way",
    "the pattern file?txt or colou?r",
    "cond ? a:b and x?y:z and String?value",
    "Nf3?Bb5",
    "don?t say it?s company?s",
    "Fran?ois went to the the?tre with a?os",
    "SELECT a FROM the?table;",
    "你有iPhone?我也有",
    "真的?OK?我不信",
    "为什么?因为",
    "怎么用?Python?编程？",
    "`the?Ministry`",
    "We should invest in well?known and fast?growing firms",
    "This is the first book to take on?The author wrote it with care.",
    "Dark, leafy greens?and even fresh herbs?are loaded with vitamins from the garden.",
    "He listens to the music?from his list?all day.",
    "La mayor?a de los discos y la aplicaci?n",
    "Um guia. O Linux vem ganhando for?a nos anos",
    "r?glez le flux des clapets d'a?ration haut",
    "The State Council of?China met the press.",
    "FAQ of the firm that made it\n\nA?The base is made of steel, and the lid of glass.",
    "As the size of his gift sinks in?the ways to use it grow.",
    "If he wants he can start with that and work backwards?for example, to the end of the book.",
    "Mat?as and the leaders met",
]
NBSP_REWRITES = [
    (
        "Control and Disarmament?at the?Ministry of Foreign Affairs",
        "Control and Disarmament at the Ministry of Foreign Affairs",
    ),
    ("He serves our?country and lives in the?United States", "He serves our country and lives in the United States"),
    ("Do you know the?answer to my?question", "Do you know the answer to my question"),
    ("The State Council of?China met the?press.", "The State Council of China met the press."),
    ("They will meet at?the capital of the country.", "They will meet at the capital of the country."),
    (
        "当地时间五月十一日,外交部发言人在例行记者会上说\nThe Foreign Ministry of?China said that the talks in?Beijing were useful.",
        "当地时间五月十一日,外交部发言人在例行记者会上说\nThe Foreign Ministry of China said that the talks in Beijing were useful.",
    ),
    ("We saw a?plan for the growth of cities.", "We saw a plan for the growth of cities."),
    ("The?Government met on Monday with experts.", "The Government met on Monday with experts."),
    ("好吗？使用?Python?编程很方便。", "好吗？使用 Python 编程很方便。"),
]
LEAVES_ALONE = CONTROLS_LEAVES_ALONE + ENTITIES_LEAVES_ALONE + RADICALS_LEAVES_ALONE + NBSP_LEAVES_ALONE
REWRITES = CONTROLS_REWRITES + ENTITIES_REWRITES + RADICALS_REWRITES + NBSP_REWRITES
PIECES = [
    "&", "amp;", "lt;", "&#38;", "nbsp", "#", "38;", "?", "the", "a", " ", "\n", "\b", "_", "\x1b", "[0m", "\x00", "\x0b", "\u200b", "\u200c",
    "\ufeff", "中", "⽔", "⺠", "ب", "x", "\x85", "\x80", "锟斤拷", "\ufffd", "Ministry", "http://a/", "'", "“", " ”", ",",
]  # fmt: skip


@pytest.mark.parametrize("text", LEAVES_ALONE)
def test_what_may_be_the_authors_stays(text: str) -> None:
    """A text whose odd signs have a meaning of their own is not changed."""
    assert str(repair(text)) == text


@pytest.mark.parametrize(("damaged", "good"), REWRITES)
def test_damage_is_put_right(damaged: str, good: str) -> None:
    """Each repair gives back the text as it was written, and the ledger gives back the damage."""
    repaired = repair(damaged)
    assert str(repaired) == good
    assert revert(str(repaired), repaired.edits) == damaged


def test_code_blocks_of_the_layout_keep_their_references() -> None:
    """A block that the layout calls code is not read as prose."""
    source = "用法\na&nbsp;b\n&nbsp;完"
    text = Text(source, layout=(Block("code", 3, 11),))
    assert str(run(text, Page(), PROFILE)) == "用法\na&nbsp;b\n\u00a0完"


def test_each_reference_is_one_edit() -> None:
    """Two references side by side are two edits, each with its own evidence."""
    edits = repair("&ldquo;&amp;nbsp;好").edits
    assert [(e.removed, e.inserted) for e in edits] == [("&ldquo;", "“"), ("&amp;nbsp;", "\u00a0")]


def test_a_supported_place_names_its_proof() -> None:
    """A '?' that only a proof elsewhere bears out carries that proof's span."""
    source = "Control and Disarmament?at the?Ministry"
    edit = repair(source).edits[0]
    assert edit.confidence < 1
    assert [source[a - 3 : b] for a, b in edit.evidence.spans] == ["the?"]


def test_the_word_list_is_the_one_the_rule_names() -> None:
    """The digest in the code is that of the data, so a changed list changes the rule's hash."""
    assert hashlib.sha256(english.DATA.read_bytes()).hexdigest() == english.DIGEST


RULES = [
    ("a\x00b", "repair.control"),
    ("中\ufeff国", "repair.bom"),
    ("中&nbsp;国", "repair.entity"),
    ("中国⽹络", "repair.radical"),
    ("黄金\uf90a属", "repair.compatibility"),
    ("They live in the?United States of America", "repair.lost-nbsp"),
]


@pytest.mark.parametrize(("damaged", "rule"), RULES)
def test_each_rule_signs_its_edit(damaged: str, rule: str) -> None:
    """One damage, one edit, and the rule that says why."""
    assert [e.rule for e in repair(damaged).edits] == [rule]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=14).map("".join))
def test_repairs_are_total_revert_and_settle(source: str) -> None:
    """Any text is repaired without error and reverts to itself; no cleaner proposes anything on its own output."""
    repaired = repair(source)
    assert revert(str(repaired), repaired.edits) == source
    for cleaner in CLEANERS:
        once = Text(source).apply(cleaner(Text(source), Page()))
        again = Text(str(once))
        assert [f for f in cleaner(again, Page()) if isinstance(f, Patch)] == [], cleaner.rules[0].id


def test_apostrophes_read_as_gbk_come_back() -> None:
    """Every English ending is put right, and the rule that says so is repair.apostrophe."""
    good = "China’s leaders don’t say I’m late; we’re sure they’ll see what you’ve done, he’d said."
    repaired = repair(good.encode("cp1252").decode("gbk"))
    assert str(repaired) == good
    assert {e.rule for e in repaired.edits} == {"repair.apostrophe"}


@pytest.mark.parametrize("text", ["抯", "他抯住", "A抯字", "WTO抰组织", "x抯1"])
def test_rare_hanzi_beside_latin_stay(text: str) -> None:
    """The same hanzi before Han, after no word, or before a digit are what they are."""
    assert str(repair(text)) == text
