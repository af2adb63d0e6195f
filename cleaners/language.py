"""The language of a line, as BCP 47: zh-Hans, zh-Hant, zh (Han that both scripts share), en, mul, und, and others.

Character ranges decide Chinese against English, characters that only one script writes decide Simplified against
Traditional, and lingua is asked for what is neither; it is slow to load, so nothing loads it before it is needed.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lingua import LanguageDetector

HAN_RANGES = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
HAN = re.compile(f"[{HAN_RANGES}]+")
LATIN = re.compile("[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]+")
WORD = re.compile("[A-Za-z\u00c0-\u024f]+")
PHRASE = re.compile(r"[A-Za-z][A-Za-z'’,-]*(?: [A-Za-z'’,-]+){3,}")
LABEL = re.compile(f"[{HAN_RANGES}] ?[:：] ?[A-Za-z]|[A-Za-z] ?[:：] ?[{HAN_RANGES}]")
ENGLISH = re.compile(
    r"\b(?:the|of|and|to|that|with|for|this|from|have|has|been|you|they|what|how|why|when|our|your|which|their|these|those|would|should"
    r"|could|there|about|into|only|other|because|between|through|before|after|where|who)\b",
    re.IGNORECASE,
)
# none of these is a word of another language written in ASCII: in 26,000 such lines of manual pages in twenty languages
# two of them stood together in English sentences alone
ENGLISH_WORD = re.compile(
    r"\b(?:are|be|but|by|can|did|does|had|he|his|if|it|its|may|most|must|not|she|some|than|very|were|will)\b",
    re.IGNORECASE,
)
ASCII_LETTERS = bytes([*range(ord("A"), ord("Z") + 1), *range(ord("a"), ord("z") + 1)])
KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")  # not U+30FB nor U+30FC: Chinese text borrows the middle dot
LETTERS = re.compile(
    "[A-Za-z\u00c0-\u024f\u0370-\u1cff\u1e00-\u1eff\u3041-\u3096\u30a1-\u30fa\u3131-\u318e\uac00-\ud7a3]"
)
SCRIPTS = {
    "ko": re.compile("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]"),
    "th": re.compile("[\u0e01-\u0e5b]"),
    "el": re.compile("[\u0370-\u03ff]"),
    "he": re.compile("[\u0590-\u05ff]"),
    "hi": re.compile("[\u0900-\u097f]"),
    "cyrillic": re.compile("[\u0400-\u04ff]"),
    "arabic": re.compile("[\u0600-\u06ff]"),
}
ASKED = (
    "EN",
    "FR",
    "DE",
    "ES",
    "IT",
    "PT",
    "NL",
    "PL",
    "SV",
    "TR",
    "VI",
    "ID",
    "RU",
    "UK",
    "BG",
    "AR",
    "FA",
)  # lingua chooses from
OTHER = re.compile("[\u0370-\u07ff\u0900-\u1cff\u3041-\u3096\u30a1-\u30fa\u3131-\u318e\uac00-\ud7a3]")
SAMPLE = 400  # the first characters of a Latin line tell what it is
LETTERS_A_HAN = 4  # letters of English that say as much as one Han character, with its punctuation
FOREIGN_WORDS = 8  # fewer plain Latin words than this are a heading, a name, a button: English, without asking lingua
ASKABLE = 20  # characters; of less than three words and this nobody can say whose they are
REMEMBERED = 4096  # lines that lingua was asked about: menus and headers come again on the next page
SURE = 0.6  # below this confidence a Latin line counts as English


class _Scripts(NamedTuple):
    simplified: re.Pattern[str]
    traditional: re.Pattern[str]


@cache
def _scripts() -> _Scripts:
    """Return the characters that only one script writes: what the standards of one hold and opencc turns into the other's."""
    from opencc import OpenCC

    han = [chr(code) for code in range(0x4E00, 0xA000)]
    simplified = OpenCC("t2s").convert("\n".join(han)).split("\n")
    traditional = OpenCC("s2t").convert("\n".join(han)).split("\n")
    hans = [c for c, t in zip(han, traditional, strict=True) if c != t and _in(c, "gb2312") and not _common_big5(c)]
    hant = [c for c, s in zip(han, simplified, strict=True) if c != s and _in(c, "big5") and not _in(c, "gb2312")]
    return _Scripts(re.compile(f"[{''.join(hans)}]"), re.compile(f"[{''.join(hant)}]"))


def _in(character: str, encoding: str) -> bool:
    try:
        return bool(character.encode(encoding))
    except UnicodeEncodeError:
        return False


def _common_big5(character: str) -> bool:
    """Whether a character stands in level 1 of Big5: Traditional text writes it too (后, 里, 于)."""
    return _in(character, "big5") and character.encode("big5") <= b"\xc6\x7e"


def language_of(text: str) -> str:
    """Return the BCP 47 tag of a line or paragraph; 'mul' for one of two languages, 'und' for one of none.

    >>> [language_of(t) for t in ("网络空间", "網絡空間", "序言", "The preface", "目录 Contents", "2015-10-09")]
    ['zh-Hans', 'zh-Hant', 'zh', 'en', 'mul', 'und']
    """
    if text.isascii():
        return _ascii(text[:SAMPLE].strip())
    if not LETTERS.search(text) and HAN.search(text):  # Han with its punctuation and figures
        return chinese(text)
    rest = HAN.sub("", text)
    han = len(text) - len(rest)
    if OTHER.search(rest):
        other = _other_script(rest, han)
        if other:
            return _asked(text) if other in SCRIPTS and len(other) > 2 else other
    if not han:
        return _latin(text[:SAMPLE])
    latin = len(rest) - len(LATIN.sub("", rest))
    if latin * 10 <= han * 8:
        return chinese(text)
    return _mixed(text, han, latin)


def chinese(text: str) -> str:
    """Return the script of a Chinese text: zh-Hans, zh-Hant, or zh where nothing decides."""
    scripts = _scripts()
    hans, hant = scripts.simplified.search(text), scripts.traditional.search(text)
    if hans and hant:
        left, right = len(scripts.simplified.findall(text)), len(scripts.traditional.findall(text))
        return "zh" if left == right else "zh-Hans" if left > right else "zh-Hant"
    return "zh-Hans" if hans else "zh-Hant" if hant else "zh"


def _other_script(rest: str, han: int) -> str:
    """Return the script that a good part of the text beside its Han is written in, or ''."""
    kana = len(KANA.findall(rest))
    if kana >= 3 and kana * 4 >= han:
        return "ja"
    letters = sum(map(len, WORD.findall(rest))) + han
    for name, pattern in SCRIPTS.items():
        if pattern.search(rest) and len(pattern.findall(rest)) * 2 > letters:
            return name
    return ""


def _mixed(text: str, han: int, latin: int) -> str:
    if han * 2 * LETTERS_A_HAN <= latin:
        return "en"  # a gloss or a name in Han within English
    if LABEL.search(text):
        return chinese(text) if latin < han * 2 * LETTERS_A_HAN else "en"
    if _is_halved(text) and (len(WORD.findall(text)) > 1 or (han <= 6 and latin > 4)):
        return "mul"
    if sum(map(len, PHRASE.findall(text))) >= han:
        return "mul"
    return chinese(text) if latin < LETTERS_A_HAN * han else "en"


def _is_halved(text: str) -> bool:
    """Whether the text is Chinese up to a place and Latin after it, or the other way round."""
    first, last = HAN.search(text), WORD.search(text)
    if not first or not last:
        return False
    if first.start() < last.start():
        return not HAN.search(text, last.end())
    return not WORD.search(text, first.end())


def _ascii(text: str) -> str:
    """Return the language of a text in ASCII: English on a word that only English has, else by asking."""
    latin = len(text) - len(text.encode().translate(None, ASCII_LETTERS))
    if not _is_worded(text, latin):
        return "und"
    if ENGLISH.search(text) or len(WORD.findall(text)) < FOREIGN_WORDS:
        return "en"
    return "en" if len(set(map(str.lower, ENGLISH_WORD.findall(text)))) > 1 else _asked(text)


def _latin(text: str) -> str:
    """Return the language of a text without Han: English where many words are, else by asking."""
    text = text.strip()
    if text.isascii():
        return _ascii(text)
    if not _is_worded(text, len(text) - len(LATIN.sub("", text))):
        return "und"
    return "en" if len(ENGLISH.findall(text)) * 12 >= len(WORD.findall(text)) else _asked(text)


def _is_worded(text: str, latin: int) -> bool:
    """Whether so many Latin letters make words of a text: it is neither numbers, nor code, nor an address."""
    return latin > 0 and latin * 2 >= len(text) - text.count(" ") and "://" not in text


@lru_cache(REMEMBERED)
def _asked(text: str) -> str:
    """Return lingua's answer, 'en' for a Latin line it is not sure about, 'und' for a word or two: names, menus."""
    if len(text) < ASKABLE and len(text.split()) < 3:
        return "und"
    values = _detector().compute_language_confidence_values(text[:1000])
    if not values:
        return "und"
    best = values[0]
    if best.value < SURE and WORD.search(text):
        return "en"
    return str(best.language.iso_code_639_1.name).lower()


@cache
def _detector() -> LanguageDetector:
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    codes = [getattr(IsoCode639_1, name) for name in ASKED]
    return LanguageDetectorBuilder.from_iso_codes_639_1(*codes).build()
