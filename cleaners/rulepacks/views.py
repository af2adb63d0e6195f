"""What patterns look at: a piece of text folded for matching, every character mapped back to its place.

Folded: invisible characters out, blanks to a space, full-width letters and punctuation to ASCII,
Traditional to Simplified per character. Patterns are written once, in Simplified Chinese and ASCII.
Full-width punctuation becomes ASCII too: an address holds none of the commas and brackets that could end it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import opencc
import re2

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cleaners.text import Span

INVISIBLE = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufe0f\ufeff"
BLANKS = " \t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
MARKS = "/:.-_=&%#@~+,;!?()[]|<>*"
HAN = (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))
GAPS = re.compile(f"[{INVISIBLE}]|(?:[\u3400-\u9fff][{BLANKS}]{{1,3}}){{3}}")
ANY_GAP = re2.compile(
    "[" + "".join(f"\\x{{{ord(c):x}}}" for c in INVISIBLE) + f"]|(?:[\u3400-\u9fff][{BLANKS}]{{1,3}}){{3}}"
)
REACH = 2000  # characters to either side of a gap that are searched with gaps allowed
SPACED = 0.5  # letter-spaced: a blank or an invisible character after at least every other character


@dataclass(frozen=True)
class View:
    """A folded piece of a text; `places[i]` is the offset of its character i, or empty where that is `start + i`."""

    text: str
    start: int
    places: Sequence[int] = ()

    def span(self, start: int, end: int) -> Span:
        """Return the span of the viewed text that the folded characters `start:end` (not empty) come from."""
        if not self.places:
            return self.start + start, self.start + end
        return self.places[start], self.places[end - 1] + 1


@cache
def simplified() -> Mapping[int, int]:
    """Return the Han characters whose Simplified form is another single character, as code points."""
    chars = [chr(i) for i in HAN]
    plain = opencc.OpenCC("t2s").convert("\n".join(chars)).split("\n")
    return {ord(a): ord(b) for a, b in zip(chars, plain, strict=True) if a != b and len(b) == 1}


@cache
def traditional() -> Mapping[str, str]:
    """Return for each Simplified character all characters that fold to it, itself not among them."""
    forms: dict[str, str] = {}
    for t, s in simplified().items():
        forms[chr(s)] = forms.get(chr(s), "") + chr(t)
    return forms


@cache
def _table() -> Sequence[int | None]:
    """Return what each character of the first plane folds to: a list, as a mapping raises an error for each that it lacks."""
    wide = {0xFEE0 + i: i for i in range(0x21, 0x7F) if chr(i).isalnum() or chr(i) in MARKS}
    blanks = dict.fromkeys(map(ord, BLANKS), 0x20)
    folds = {**simplified(), **wide, **blanks, **dict.fromkeys(map(ord, INVISIBLE))}
    return [folds.get(code, code) for code in range(0x10000)]


def view(text: str, start: int, end: int) -> View:
    """Return `text[start:end]` folded.

    >>> view("轉\u200b載自 ABC", 0, 8).text
    '转载自 ABC'
    """
    piece = text[start:end]
    folded = piece.translate(_table())
    if len(folded) == len(piece):
        return View(folded, start)
    return View(folded, start, [start + i for i, c in enumerate(piece) if c not in INVISIBLE])


def dense(seen: View) -> View:
    """Return the view without its blanks: for marks written with a blank after every letter."""
    if " " not in seen.text:
        return seen
    keep = [i for i, c in enumerate(seen.text) if c != " "]
    return View(
        "".join(seen.text[i] for i in keep),
        seen.start,
        [seen.places[i] if seen.places else seen.start + i for i in keep],
    )


def loose(cue: str) -> str:
    """Return a pattern that finds a cue in unfolded text with blanks, invisible characters or a line break between its letters."""
    inside = "".join(f"\\x{{{ord(c):x}}}" for c in INVISIBLE + BLANKS)
    return f"[{inside}\\r\\n]{{0,3}}".join(_forms(c) for c in cue if c != " ")


def plain(cue: str) -> str:
    """Return a pattern that finds a cue in unfolded text, in either script, in full-width letters or ASCII."""
    gap = (
        "[" + "".join(f"\\x{{{ord(c):x}}}" for c in BLANKS) + "]{1,3}"
    )  # of one line: a cue over two hides that of the second
    return "".join(_forms(c) if c != " " else gap for c in cue)


@lru_cache(maxsize=1)
def gapped(text: str) -> tuple[Span, ...]:
    """Return the stretches of text around letters set apart by blanks or invisible characters: whole lines, or windows of long ones."""
    spans: list[Span] = []
    if not ANY_GAP.search(text.encode("utf-8", "replace")):
        return ()
    for found in GAPS.finditer(text):
        if spans and found.start() < spans[-1][1]:
            continue
        start = max(text.rfind("\n", 0, found.start()) + 1, found.start() - REACH)
        end = text.find("\n", found.end())
        spans.append((start, min(len(text) if end < 0 else end, found.end() + REACH)))
    return tuple(spans)


def _forms(char: str) -> str:
    forms = char + traditional().get(char, "")
    if char.isascii() and "!" <= char <= "~":
        forms += chr(ord(char) + 0xFEE0)
    return "[" + "".join(f"\\x{{{ord(c):x}}}" for c in forms) + "]"


def without_feeds(seen: View) -> View:
    """Return the view without its line feeds: two lines read as one."""
    keep = [i for i, c in enumerate(seen.text) if c not in "\r\n"]
    places = [seen.places[i] if seen.places else seen.start + i for i in keep]
    return View("".join(seen.text[i] for i in keep), seen.start, places)
