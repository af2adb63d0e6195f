"""What a repair must know of the place it works at: addresses, code, and lines; shared by the repairs."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cleaners.text import Span, Text

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u3007"
ADDRESS = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]{1,15}://|www\.|mailto:)[!-~]+|[\w.+-]+@[\w-]+\.[\w.]+", re.ASCII)
ADDRESSED = ("://", "www.", "mailto:", "@")  # every address holds one
# Signs of source code or markup within a line; prose does not hold them. Kept narrow: a lone bracket or slash is prose.
CODE = re.compile(
    r"</?[A-Za-z][\w:-]*(?:\s[^<>]*)?/?>|[\w-]+=[\"']|[{}]\s*$|^\s*[{}]|[)\]}\"'];\s*$|\)\s*[{:]\s*$|[=!]==?|&&|\|\||->|=>|\+\+|"
    r"^\s*(?:import|from|def|class|return|var|let|const|function|public|private|static|SELECT|INSERT|UPDATE|#include|\$|>>>)\s"
    r"|\(\?[:=!<P]|\\[dwsb.]|\[\^|^\s*```|`[^`\n]+`",
    re.ASCII | re.MULTILINE,
)
FENCE = re.compile(r"^[ \t]*(?:```|~~~)[^\n]*\n.*?^[ \t]*(?:```|~~~)[ \t]*$", re.MULTILINE | re.DOTALL)

ENCODINGS = re.compile(
    r"乱码|亂碼|编码|編碼|字符集|字元集|mojibake|UTF-?8|ISO-8859|Latin-?1|encoding|charset", re.IGNORECASE
)
_OPENING, _CLOSING = "“‘「『《(（'\"`", "”’」』》)）'\"`"


def is_example(text: str, start: int, end: int) -> bool:
    """Whether `start:end` stands in quotes or brackets on a line that speaks of encodings: damage that is shown on purpose."""
    low, high = line_at(text, start)
    before, after = text[max(low, start - 2) : start], text[end : min(high, end + 2)]
    quoted = any(c in _OPENING for c in before) or any(c in _CLOSING for c in after)
    return quoted and ENCODINGS.search(text[max(low, start - 300) : min(high, end + 300)]) is not None


def line_at(text: str, place: int, reach: int = 500) -> Span:
    """Return the span of the line that holds `place`, without its feed, as far as it lies within reach."""
    low, high = max(0, place - reach), min(len(text), place + reach)
    end = text.find("\n", place, high)
    return max(low, text.rfind("\n", low, place) + 1), high if end < 0 else end


VISIBLE = "".join(map(chr, range(0x21, 0x7F)))


def token_at(text: str, start: int, end: int, limit: int = 200) -> Span:
    """Return the span of the run of visible ASCII around `start:end`, at most `limit` to each side."""
    before, after = text[max(0, start - limit) : start], text[end : end + limit]
    low = start - len(before) + len(before.rstrip(VISIBLE))
    high = end + len(after) - len(after.lstrip(VISIBLE))
    return low, high


def in_address(text: str, start: int, end: int) -> bool:
    """Whether `start:end` lies in a web or mail address."""
    low, high = token_at(text, start, end, limit=2000)
    token = text[low:high]
    if not any(sign in token for sign in ADDRESSED):  # of most, and the pattern takes a thousand times as long
        return False
    return any(low + m.start() < end and start < low + m.end() for m in ADDRESS.finditer(token))


def looks_like_code(line: str) -> bool:
    """Whether a line holds signs of source code or markup that prose has not."""
    return CODE.search(line) is not None


# What a text may hold, as ranges of characters; one pass tells for all repairs which of them need to look at it at all.
CONTROLS, SIGNS, LATIN, REREAD = 1, 2, 4, 8
_RANGES = {
    CONTROLS: (
        (0x00, 0x09),
        (0x0B, 0x0C),
        (0x0E, 0x20),
        (0x7F, 0xA0),
        (0x200B, 0x2070),
        (0xFEFF, 0xFF00),
        (0xFFFE, 0x10000),
    ),
    SIGNS: ((0x2E80, 0x2FD6), (0xF900, 0xFB00)),
    LATIN: ((0x80, 0xA0), (0xA1, 0x700)),
    REREAD: ((0xEF, 0xF0), (0xFFFD, 0xFFFE), *((ord(c), ord(c) + 1) for c in "锟斤拷嚙踝蕭烫屯")),
}
_PLANE = 0x10000
_SHORT = 1000  # characters; below, looking costs less than the pass


@cache
def _kinds() -> NDArray[np.uint8]:
    import numpy as np

    kinds = np.zeros(_PLANE, np.uint8)
    for kind, ranges in _RANGES.items():
        for low, high in ranges:
            kinds[low:high] |= kind
    return kinds


def may_hold(text: str, kind: int) -> bool:
    """Whether a text may hold characters of a kind; True for short texts and those with characters beyond the first plane."""
    return len(text) < _SHORT or bool(_held(text) & kind)


@lru_cache(maxsize=1)
def _held(text: str) -> int:
    import numpy as np

    points = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    kinds = int(np.bitwise_or.reduce(_kinds().take(points)))
    return kinds | (SIGNS if bool((points & 0xF800 == 0xD800).any()) else 0)


class Fenced:
    """The code of a document: its layout's code blocks and fenced blocks of Markdown, in coordinates of the text now."""

    def __init__(self, text: Text) -> None:
        """Collect the spans once; `in` asks for a place."""
        spans = [text.clean_span(b.raw_start, b.raw_end) for b in text.layout if b.kind == "code"]
        body = str(text)
        if "```" in body or "~~~" in body:
            spans += [m.span() for m in FENCE.finditer(body)]
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]

    def __contains__(self, place: int) -> bool:
        """Whether the code point at `place` stands in code."""
        k = bisect_right(self._starts, place) - 1
        return k >= 0 and place < self._spans[k][1]
