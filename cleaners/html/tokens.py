"""The tokens of a page with exact spans: turbohtml's tokenizer, set right where it stands alone without a parser.

Spans are code points of the page as decoded: what the tokenizer drops (an unfinished tag at the end) lies behind the last span.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from turbohtml import Token, Tokenizer, TokenType

from cleaners.html.tags import NOSCRIPT, RAW

if TYPE_CHECKING:
    from collections.abc import Iterator

NO_SCRIPT = re.compile(r"<(/?)noscript\b", re.IGNORECASE)
NESTS = re.compile(
    rf"<(/?)(?:svg|math|{NOSCRIPT})\b[^>]*", re.IGNORECASE
)  # within them <style/> and <iframe/> are complete
RESTARTS = 64  # how often that is set right: the tokenizer alone takes the rest of the page for a style sheet
TEXT, START = TokenType.TEXT, TokenType.START_TAG


def tokens(source: str) -> Iterator[tuple[TokenType, int, int, Token]]:
    """Yield every token with its span; carriage returns, NULs and `</>` are read as what has the same length."""
    copy = NO_SCRIPT.sub(rf"<\1{NOSCRIPT}", source) if NO_SCRIPT.search(source) else source
    copy = copy.replace("\r", "\n").replace("\0", "\N{REPLACEMENT CHARACTER}").replace("</>", "<!>")  # lengths stay
    begin, counted, depth = 0, 0, 0
    for _ in range(RESTARTS):
        tokenizer, pos = Tokenizer(capture_source=True, resolve_references=False), begin
        tokenizer.feed(copy[begin:] if begin else copy)
        tokenizer.close()
        for token in tokenizer:
            kind, start = token.type, pos
            pos += len(token.data or "") if kind is TEXT else len(token.source or "")
            yield kind, start, pos, token
            if kind is START and token.self_closing and token.tag in RAW:
                depth, counted = _depth(copy, counted, start, depth), start
                if depth:
                    begin = pos
                    break
        else:
            return


def _depth(copy: str, start: int, end: int, depth: int) -> int:
    """Return how many drawings, formulas and <noscript> are open at `end`, counted on from `start`."""
    for tag in NESTS.finditer(copy, start, end):
        if tag[1]:
            depth = max(0, depth - 1)
        elif not tag[0].endswith("/"):
            depth += 1
    return depth
