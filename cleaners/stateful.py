"""Encodings that switch their meaning by escapes (hz, iso-2022): text, and where each character's bytes lie."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

STATEFUL = frozenset({"hz", "iso2022_cn", "iso2022_jp", "iso2022_jp_ext", "iso2022_kr"})

_HZ = re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e])+(?:~\}|\n|$|[\x21-\x77]$)")
_ESCAPES = (
    (re.compile(rb"\x1b\$\)C"), "iso2022_kr"),
    (re.compile(rb"\x1b(?:\$[@B]|\$\([D@B]|\([IJ])"), "iso2022_jp_ext"),
)


def escaped(body: bytes) -> str:
    """Return the stateful encoding whose escapes a 7-bit body carries, or ''."""
    if b"\x1b" in body:
        for pattern, name in _ESCAPES:
            if pattern.search(body):
                return name
    return "hz" if b"~{" in body and _HZ.search(body) else ""


@lru_cache(maxsize=8)
def spans(body: bytes, encoding: str) -> tuple[str, tuple[int, ...]]:
    """Return the text of a stateful body and, per character, the offset just after its last byte."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    pieces: list[str] = []
    ends: list[int] = []
    for i in range(len(body)):
        piece = decoder.decode(body[i : i + 1])
        pieces.append(piece)
        ends += [i + 1] * len(piece)
    piece = decoder.decode(b"", final=True)
    pieces.append(piece)
    ends += [len(body)] * len(piece)
    return "".join(pieces), tuple(ends)
