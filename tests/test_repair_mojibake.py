"""Mojibake: every chain of mis-readings is undone, natural text of any script stays, and work is bounded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.page import Page
from cleaners.repairs import repair
from cleaners.repairs.latin import latin
from cleaners.repairs.mojibake import Budget, mojibake, search
from cleaners.repairs.rereading import Step, reread
from cleaners.repairs.suspicion import suspects
from cleaners.text import Flag, Text, revert

HANS = "全球信息合作经济推动战略国际共同保护维护治理网络数据体系平台和平，国家互联网信息办公室发布《战略》。"
HANT = "會議決定成立專門機構，推動全球網際網路發展治理，維護各國網路主權與安全利益。"
# Each survives its own mis-reading whole; few texts do.
OWN = {
    ("gbk", "big5"): "通常只询问管理员的密码，并且产生的数据库可能并不适合您的需求。",
    ("big5", "gbk"): "環境法獨立性闡釋與環境法典編纂",
    ("big5", "gb18030"): HANT,
}
CODECS = {"utf-8": HANS, "gbk": HANS, "big5": HANT}

LEAVES_ALONE = [
    HANS,
    HANT,
    "潝潝訿訿，亦孔之哀。謀之其臧，則具是違。",  # the Book of Odes doubles rare characters
    "芃芃黍苗，陰雨膏之。悠悠南行，召伯勞之。",
    "氤氲旖旎，蹀躞踟蹰，魑魅魍魉，饕餮耄耋。",
    "修正：輸入「ㄓㄣˇ」時當機。",  # Bopomofo, by syllables, with tones, in brackets
    "注音ㄌㄩㄝˋ與ㄋㄩㄝˋ有別；「ㄅ、ㄆ、ㄇ」都要會念。",
    "你說ㄍㄢˋ麼，我聽不懂ㄋㄟ！客語：ㄏㄚˊ ㄍㄚˊ ㄋㄧㄣˇ。",
    "錕斤拷 鑷雞",
    "データベースの設定を変更してください。",
    "ヴァイオリンとピアノのためのソナタ",
    "Обновление системы безопасности завершено.",
    "Η ενημέρωση του συστήματος ολοκληρώθηκε.",
    "시스템 업데이트가 완료되었습니다.",
    "การปรับปรุงระบบเสร็จสมบูรณ์แล้ว",
    "תהליך העדכון הסתיים בהצלחה",
    "اكتمل تحديث النظام بنجاح",
    "Cập nhật hệ thống đã hoàn tất.",
    "Zażółć gęślą jaźń; Příliš žluťoučký kůň; Ünïcödé naïve façade",
    "ÇÖZÜM ÜRETİLDİ",
    "“Ã©” 是 UTF-8 编码被误读的样子",
    "鍋囪",
    "αβγδ ΔΣΩ ∑∫√",
    "│aptitude │V:117,│42",
    "╮(╯▽╰)╭",
]
PAIRS = [(true, read) for true in CODECS for read in ("utf-8", "gbk", "big5", "latin-1", "cp1252") if true != read] + [
    ("big5", "gb18030")
]


def misread(text: str, steps: list[tuple[str, str]]) -> str | None:
    """Return the mojibake of a text, or None where it would lose bytes."""
    for true, read in steps:
        try:
            body = text.encode(true)
            text = "".join(_windows(b) for b in body) if read == "cp1252" else body.decode(read)
        except UnicodeError:
            return None
    return text


def _windows(byte: int) -> str:
    return bytes([byte]).decode("cp1252", "ignore") or chr(byte)


def lossless(text: str, steps: list[tuple[str, str]]) -> str:
    """Return the longest head of a text that survives the mis-readings."""
    for end in range(len(text), 3, -1):
        if misread(text[:end], steps) is not None:
            return text[:end]
    return ""


CHAINS = [[pair] for pair in PAIRS] + [[a, b] for a in PAIRS for b in PAIRS if b[0] in ("utf-8", "gbk", "big5")]
CASES = [(chain, good) for chain in CHAINS if len(good := lossless(OWN.get(chain[0], CODECS[chain[0][0]]), chain)) > 7]


@pytest.mark.parametrize("text", LEAVES_ALONE)
def test_natural_text_of_any_script_stays(text: str) -> None:
    """What a person may have written is not read anew."""
    assert str(repair(text)) == text


@pytest.mark.parametrize(
    ("chain", "good"), CASES, ids=lambda c: "+".join(map("-as-".join, c)) if isinstance(c, list) else ""
)
def test_a_line_misread_once_or_twice_is_read_anew(chain: list[tuple[str, str]], good: str) -> None:
    """Every lossless chain over UTF-8, GBK, Big5, Latin-1 and Windows-1252 is undone, and the ledger gives it back."""
    bad = misread(good, chain)
    repaired = repair(bad)
    assert str(repaired) == good
    assert revert(str(repaired), repaired.edits) == bad
    assert {e.rule for e in repaired.edits} <= {"repair.mojibake", "repair.latin"}


@pytest.mark.parametrize("pair", [p for p in PAIRS if misread(OWN.get(p, CODECS[p[0]])[:14], [p])], ids="-as-".join)
def test_a_stretch_within_clean_text_is_read_anew(pair: tuple[str, str]) -> None:
    """Only the damaged field of a line is patched."""
    good = OWN.get(pair, CODECS[pair[0]])[:14]
    repaired = repair(f"标题：今天天气很好 | {misread(good, [pair])} | 2019年10月\n下一行没有问题。")
    assert str(repaired) == f"标题：今天天气很好 | {good} | 2019年10月\n下一行没有问题。"


def test_the_evidence_tells_the_chain() -> None:
    """An edit says what was read as what, in the order in which it happened."""
    edits = repair(misread(HANS, [("utf-8", "latin-1"), ("utf-8", "latin-1")])).edits
    assert [e.evidence.says.partition(";")[0] for e in edits] == [
        "UTF-8 read as Windows-1252, then UTF-8 read as Windows-1252"
    ]


def test_a_character_with_a_lost_byte_is_flagged() -> None:
    """The whole characters before it are put right, the broken one stays and is called inferred."""
    repaired = repair("共同发布网络空间国际合作战略推动发展治".encode().decode("gbk", "replace").replace("\ufffd", "?"))
    assert str(repaired).startswith("共同发布网络空间国际合作战略推动发展")
    assert [f.rule for f in repaired.flags] == ["flag.inferred"]


def test_weak_signs_count_where_the_document_has_the_same_damage() -> None:
    """Two hanzi alone prove nothing; below a line of the same mojibake they are read anew."""
    short, long = misread("法設", [("big5", "gbk")]), OWN["big5", "gbk"]
    assert str(repair(short)) == short
    assert str(repair(f"{misread(long, [('big5', 'gbk')])}\n{short}")) == f"{long}\n法設"


def test_reaching_the_work_limit_means_one_flag_and_no_patch() -> None:
    """A text that asks for too many steps is left alone, and says so."""
    body = "\n".join([misread(lossless(HANS, [("utf-8", "gbk")]), [("utf-8", "gbk")]) or ""] * 20)
    (flag,) = search(body, Budget(100))
    assert isinstance(flag, Flag)
    assert flag.rule == "flag.work-limit"


def test_work_grows_with_the_text_and_no_faster() -> None:
    """Twice the damage costs twice the steps, in many lines and in a single one."""
    line = misread(lossless(HANS, [("utf-8", "gbk")]), [("utf-8", "gbk")]) or ""
    for glue in ("\n", ""):
        spent = []
        for size in (20, 40):
            budget = Budget(10**9)
            list(search(glue.join([line] * size), budget))
            spent.append(10**9 - budget.left)
        assert spent[1] <= 2.2 * spent[0]


def test_clean_text_is_hardly_looked_at() -> None:
    """The gate lets no part of plain Chinese or English pass."""
    assert list(suspects(f"{HANS}\n{HANT}\nPlain English, “quoted” – naïve café.\n")) == []


def test_units_cover_the_line_in_order() -> None:
    """A re-reading loses no character of the line, barriers included."""
    line = "前" + HANS.encode().decode("gbk", "replace") + "後a"
    units = reread(line, (Step("gbk", "utf-8"), Step("gbk", "big5")))
    assert [u.start for u in units] == [0, *(u.end for u in units[:-1])]
    assert units[-1].end == len(line)


LATIN_REWRITES = [
    ("voilÃ\xa0 le travail: dÃ©jÃ\xa0 vu", "voilà le travail: déjà vu"),
    ("â\x80\x9cquotedâ\x80\x9d", "“quoted”"),
    ("he said: \x93Yes\x94", "he said: “Yes”"),
    ("ÐŸÑ€Ð¸Ð²ÐµÑ‚, Ð¼Ð¸Ñ€", "Привет, мир"),
]
LATIN_LEAVES_ALONE = [
    "voilà",
    "“curly” ‘quotes’ – — …",
    "ＡＢＣ，ｌｍｎ",
    "ﬁ ﬂ",
    "äŅÆÕ ßŻċ",
    "Ω ≈ 2·π",
    "100 °C ± 5 µm",
]


@pytest.mark.parametrize(("bad", "good"), LATIN_REWRITES)
def test_alphabets_are_read_anew_by_ftfy(bad: str, good: str) -> None:
    """Latin and Cyrillic mojibake goes, in patches of rule repair.latin or repair.mojibake."""
    assert str(repair(bad)) == good


@pytest.mark.parametrize("text", LATIN_LEAVES_ALONE)
def test_quotes_widths_and_ligatures_are_the_authors(text: str) -> None:
    """None of ftfy's tidying is done."""
    assert str(repair(text)) == text


@given(
    st.text(max_size=40)
    | st.lists(
        st.sampled_from([*"浣犲ソ锛屼笘鐣岀綉Ã©â€œ\x80\x93ÄãºÃ呼㎝腔ㄛ﹝ ", "a", "?", "\n", "中国"]), max_size=20
    ).map("".join)
)
def test_both_are_total_and_revert(source: str) -> None:
    """Any text is read without error, and its ledger gives it back."""
    text = Text(source)
    for cleaner in (mojibake, latin):
        text = text.apply(cleaner(text, Page()))
    assert revert(str(text), text.edits) == source


@given(
    st.lists(st.sampled_from([*"浣犲ソ锛屼笘鐣岀綉Ã©â€œÄãºÃ呼㎝腔ㄛ﹝ ", "a", "?", "\n", "中国"]), max_size=20).map(
        "".join
    )
)
def test_mojibake_settles(source: str) -> None:
    """A second run on its own output changes nothing."""
    once = Text(source)
    once = once.apply(mojibake(once, Page()))
    again = Text(str(once))
    assert str(again.apply(mojibake(again, Page()))) == str(once)
