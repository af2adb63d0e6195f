"""Where Python's codecs and the Encoding Standard disagree, and the few spellings one character has twice."""

from __future__ import annotations

import re

_GB_EURO = "\N{EURO SIGN}"  # the standard reads the single byte 80 so; cp936 wrote it
AMBIGUOUS = {"gb18030": re.compile(_GB_EURO)}
_COMBINED = {"\N{COMBINING MACRON}", "\N{COMBINING CARON}"}


def mend(text: str, encoding: str) -> str:
    """Return a text of Python's codec as the standard would have decoded it."""
    return text


def spell(text: str, encoding: str) -> str:
    """Return a text of the standard as Python's codec must be given it."""
    return text


def whole(text: str, end: int, encoding: str) -> int:
    """Return `end`, or the next offset where it would split two characters of one sequence."""
    return end + 1 if encoding == "big5hkscs" and text[end : end + 1] in _COMBINED else end


def text_of(raw: bytes, encoding: str) -> tuple[str, int] | None:
    """Return what the standard reads where Python's codec stops, and how many bytes of `raw` it takes."""
    if encoding == "gb18030" and raw[0] == 0x80:
        return _GB_EURO, 1
    if encoding == "charmap":
        return (chr(raw[0]), 1) if 0x80 <= raw[0] < 0xA0 else None
    return None


def bytes_of(char: str, encoding: str) -> bytes | None:
    """Return the bytes of a character that Python's codec lacks."""
    if encoding == "charmap" and "\x80" <= char < "\xa0":
        return char.encode("latin-1")
    return None
