"""Where Python's codecs and the Encoding Standard disagree: 203 sequences of Big5, 21 of GB 18030, the holes of windows-125x.

Facts from the standard's indexes (https://encoding.spec.whatwg.org/, index-big5 and index-gb18030 with the revision for
GB 18030-2022; public domain) as carried by the npm package text-encoding 0.7.0, compared with the codecs of CPython.
Python's text is mended after decoding and spelled back before encoding; what Python cannot decode at all comes from here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# Sequences that Python's big5hkscs refuses; a run continues with the next trail bytes of the same lead byte.
_BIG5_RUNS = (
    ("877a", "㡵𡵓𣚞𦀡㻬"),
    ("87a1", "𥣞㫵竼龗𤅡𨤍𣇪𠪊𣉞䌊蒄龖鐯䤰蘓墖靊鈘秐稲晠権袝瑌篅枂稬剏遆㓦珄𥶹瓆鿇垳䤯呌䄱𣚎堘穲𧭥讏䚮𦺈䆁𥶙箮𢒼鿈𢓁𢓉𢓌鿉蔄𣖻䂴鿊䓡𪷿拁灮鿋"), ("8e69", "箸"), ("8e6f", "簆"),
    ("8e7e", "糎"), ("8eab", "緒"), ("8eb4", "縝"), ("8ecd", "者"), ("8ed0", "耨"), ("8f57", "菁"), ("8f69", "蒨"),
    ("8f6e", "萏"), ("8fcb", "覦覩"), ("8ffe", "起"), ("906d", "都"), ("907a", "銹"), ("90dc", "靜"), ("90f1", "響"),
    ("91bf", "鼖"), ("9244", "蔃"), ("92af", "兙兛兝兞"), ("92c8", "鍮"), ("92d1", "瑹"), ("9447", "浧"), ("94ca", "禛"),
    ("95d9", "邗"), ("9644", "靝"), ("96ed", "瀞"), ("96fc", "嬨"), ("9b76", "爁"), ("9b78", "矗"), ("9b7b", "纇"),
    ("9bc6", "駖"), ("9bde", "釔"), ("9bec", "惞"), ("9bf6", "澶"), ("9c42", "輶"), ("9c53", "侻"), ("9c62", "營"),
    ("9c68", "鄄"), ("9c6b", "鷰"), ("9c77", "菏"), ("9cbc", "尐秣"), ("9cd0", "婧"), ("9d57", "輋"), ("9d5a", "筑"),
    ("9dc4", "拐"), ("9ea9", "恢"), ("9eef", "痹"), ("9efd", "汊"), ("9f60", "鬮"), ("9f66", "鼗"), ("9fcb", "僭"),
    ("9fd8", "弌"), ("a063", "蠏"), ("a077", "拎"), ("a0d5", "瑨"), ("a0df", "煢"), ("a0e4", "牐"),
    ("a3c0", "␀␁␂␃␄␅␆␇␈␉␊␋␌␍␎␏␐␑␒␓␔␕␖␗␘␙␚␛␜␝␞␟␡€"), ("c6cf", "廴"), ("c6d3", "无"), ("c6d5", "癶"), ("c6d7", "隶"),
    ("c6de", "〃仝"), ("fa5f", "倩"), ("fa66", "偽"), ("fabd", "包"), ("fac5", "卄"), ("fad5", "卿"), ("fb48", "嘅"),
    ("fbb8", "婷"), ("fbf3", "幵"), ("fbf9", "廐"), ("fc4f", "彘"), ("fc6c", "悤"), ("fcb9", "撐"), ("fce2", "晴"),
    ("fcf1", "杞"), ("fdb7", "沜渝"), ("fdbb", "港"), ("fdf1", "煮"), ("fe52", "猪"), ("fe6f", "瑜"), ("feaa", "瓩"),
    ("fedd", "砉"),
)  # fmt: skip
_BIG5_TEXT = {
    bytes.fromhex(first)[:1] + bytes((bytes.fromhex(first)[1] + i,)): char
    for first, chars in _BIG5_RUNS
    for i, char in enumerate(chars)
}
_BIG5_BYTES = {char: raw for raw, char in reversed(_BIG5_TEXT.items())}
# A145, A14E, A1C2, A1E3, A1F2, A1F3, A244, A246, A247: what Python reads, and what the standard reads.
_BIG5_PYTHON, _BIG5_STANDARD = "•､‾∼♁☉¥¢£", "‧﹑¯～⊕⊙￥￠￡"
_BIG5_MEND = str.maketrans(_BIG5_PYTHON, _BIG5_STANDARD)
# A1FE and A241, A240 and A242 are two characters each, which Python reads as one: told apart by their bytes.
_SLASHES = re.compile("[／＼]")
_SLASH_TRAILS = {"／": (0x41, "∕"), "＼": (0x42, "﹨")}
_NARROW = re.compile("[\0-\x7f\udc00-\uddff]")  # characters of one byte, and undecodable bytes in their spelling
_MARKS = "\N{COMBINING MACRON}\N{COMBINING CARON}"  # second characters of 8862, 8864, 88A3 and 88A5
_REFUSED = "\ufdd0"  # a noncharacter that no codec encodes
_SPELLED_SLASHES = {"\ufdd1": b"\xa1\xfe", "\ufdd2": b"\xa2\x40"}
_BIG5_SPELL: dict[int, str | int] = {
    **dict.fromkeys(map(ord, _BIG5_PYTHON), _REFUSED),
    **str.maketrans(_BIG5_STANDARD, _BIG5_PYTHON),
    **str.maketrans("∕﹨／＼", "／＼\ufdd1\ufdd2"),
}

_BIG5_MENDED = re.compile(f"[{_BIG5_PYTHON}]")
_BIG5_SPELLED = re.compile("[" + "".join(map(chr, _BIG5_SPELL)) + "]")

# Two-byte sequences that GB 18030-2022 moved from private use (A6D9.., FE59..), A3A0 for deployed pages, and the
# exchange of A8BC with 8135F437 of 2005: what Python (2000) reads, and what the standard reads.
_GB_PYTHON = "\ue5e5\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864\ue7c7\u1e3f"
_GB_STANDARD = "\u3000\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb\u1e3f\ue7c7"
_GB_MOVED = str.maketrans(_GB_PYTHON, _GB_STANDARD)
_GB_SPELL: dict[int, str | int] = {
    **dict.fromkeys(map(ord, _GB_PYTHON[:-2]), _REFUSED),
    **str.maketrans(_GB_STANDARD[1:], _GB_PYTHON[1:]),
}
_EURO = "\N{EURO SIGN}"  # the single byte 80 of cp936 and A2E3 are both read so
_GB_SPECIAL = re.compile("[\u1e3f\u9fb4-\u9fbb\ue5e5\ue78d-\ue864\ufe10-\ufe19]")


def mend(text: str, body: bytes, encoding: str) -> str:
    """Return a text of Python's codec (undecodable bytes spelled in surrogates) as the standard decodes `body`."""
    if encoding == "gb18030":
        return _swapped(text, _GB_SPECIAL, _GB_MOVED)
    if encoding != "big5hkscs":
        return text
    if b"\xa2\x41" in body or b"\xa2\x42" in body:
        text = _slashes(text, body)
    return _swapped(text, _BIG5_MENDED, _BIG5_MEND)


def _swapped(text: str, pattern: re.Pattern[str], table: Mapping[int, str | int]) -> str:
    """Return the text translated; where few characters are met this is ten times as quick as str.translate."""
    return pattern.sub(lambda m: m.group().translate(table), text)


def _slashes(text: str, body: bytes) -> str:
    """Return the text with the slashes of A241 and A242 told apart from those of A1FE and A240."""
    pieces: list[str] = []
    done = place = 0
    for match in _SLASHES.finditer(text):
        piece = text[done : match.start()]
        pieces.append(piece)
        place += 2 * len(piece) - len(_NARROW.findall(piece)) - 2 * sum(map(piece.count, _MARKS))
        trail, other = _SLASH_TRAILS[match.group()]
        pieces.append(other if body[place + 1] == trail else match.group())
        done, place = match.end(), place + 2
    return "".join([*pieces, text[done:]])


def settled(text: str, encoding: str) -> bool:
    """Say whether every character of a text as Python decodes it (undecodable bytes apart) has one spelling, Python's."""
    return encoding == "utf-8" or (encoding == "gb18030" and _EURO not in text and not _GB_SPECIAL.search(text))


def spell(text: str, encoding: str) -> str:
    """Return a text of the standard as Python's codec must be given it."""
    if encoding == "gb18030":
        return _swapped(text, _GB_SPECIAL, _GB_SPELL)
    if encoding == "big5hkscs":
        return _swapped(text, _BIG5_SPELLED, _BIG5_SPELL)
    return text


def whole(text: str, end: int, encoding: str) -> int:
    """Return `end`, or the next offset where it would split two characters of one sequence."""
    return end + 1 if _splits(text, end, encoding) else end


def first_of(text: str, start: int, encoding: str) -> int:
    """Return `start`, or the offset before where it would split two characters of one sequence."""
    return start - 1 if _splits(text, start, encoding) else start


def _splits(text: str, place: int, encoding: str) -> bool:
    return encoding == "big5hkscs" and 0 < place < len(text) and text[place] in _MARKS


def text_of(raw: bytes, encoding: str) -> tuple[str, int] | None:
    """Return what the standard reads where Python's codec stops, and how many bytes of `raw` it takes."""
    if encoding == "gb18030":
        return (_EURO, 1) if raw.startswith(b"\x80") else None
    if encoding == "big5hkscs":
        char = _BIG5_TEXT.get(raw)
        return (char, 2) if char else None
    if encoding == "charmap":  # the standard fills the holes of windows-125x with the C1 controls
        return (raw[:1].decode("latin-1"), 1) if b"\x80" <= raw[:1] < b"\xa0" else None
    return None


def bytes_of(char: str, encoding: str) -> bytes | None:
    """Return the bytes of a character that Python's codec lacks."""
    if encoding == "big5hkscs":
        return _SPELLED_SLASHES.get(char) or _BIG5_BYTES.get(char)
    if encoding == "charmap" and "\x80" <= char < "\xa0":
        return char.encode("latin-1")
    return None
