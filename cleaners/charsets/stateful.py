"""Encodings that switch their meaning by escapes (hz, iso-2022): text, and where each character's bytes lie."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from cleaners.charsets import charmodel, iso2022cn

STATEFUL = frozenset({"hz", "iso2022_cn", "iso2022_jp_ext", "iso2022_kr"})

WINDOW = 4096  # bytes from the first escape that are read both ways
HZ_GAIN = 4.0  # nats by which reading `~{..~}` as hanzi must be more natural than as ASCII
_HZ = re.compile(rb"~\{[\x21-\x77][\x21-\x7e]")
_ESCAPES = (
    (re.compile(rb"\x1b\$(?:\)[AGE]|\*H)"), "iso2022_cn"),
    (re.compile(rb"\x1b\$\)C"), "iso2022_kr"),
    (re.compile(rb"\x1b(?:\$[@B]|\$\([D@B]|\([IJ])"), "iso2022_jp_ext"),
)
# Python reads hz by its gb2312 table; the standard's gb18030 has the punctuation that was meant.
_HZ_MEND = str.maketrans("\N{KATAKANA MIDDLE DOT}\N{HORIZONTAL BAR}", "\N{MIDDLE DOT}\N{EM DASH}")


def escaped(body: bytes) -> str:
    r"""Return the stateful encoding whose escapes a 7-bit body carries, or ''.

    >>> escaped("百年".encode("hz")), escaped(b"x = ~{1, 2}"), escaped(b"\x1b[31mred")
    ('hz', '', '')
    """
    if b"\x1b" in body:
        for pattern, name in _ESCAPES:
            if pattern.search(body):
                return name
    match = _HZ.search(body) if b"~{" in body else None
    return "hz" if match and _is_hz(body[match.start() : match.start() + WINDOW]) else ""


def _is_hz(window: bytes) -> bool:
    """Say whether the window reads better as hz: regular expressions and templates hold `~{` too."""
    text = to_text(window, "hz")
    return charmodel.logprob(text) > charmodel.logprob(window.decode("ascii")) + HZ_GAIN


def to_text(body: bytes, encoding: str) -> str:
    """Return the text of a stateful body; what cannot be decoded is U+FFFD."""
    if encoding == "iso2022_cn":
        return iso2022cn.decode(body)[0]
    return _mended(codecs.decode(body, encoding, "replace"), encoding)


@lru_cache(maxsize=4)
def ends(body: bytes, encoding: str) -> tuple[int, ...]:
    """Return, per character of `to_text`, the offset just after its last byte."""
    if encoding == "iso2022_cn":
        return tuple(iso2022cn.decode(body)[1])
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    out: list[int] = []
    for i in range(len(body)):
        out += [i + 1] * len(decoder.decode(body[i : i + 1]))
    return tuple(out + [len(body)] * len(decoder.decode(b"", final=True)))


def _mended(text: str, encoding: str) -> str:
    return text.translate(_HZ_MEND) if encoding == "hz" else text
