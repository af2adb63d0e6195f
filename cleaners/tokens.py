"""The tokens of a page with exact spans: turbohtml's tokenizer, set right where it stands alone without a parser.

Spans are code points of the page as decoded: what the tokenizer drops (an unfinished tag at the end) lies behind the last span.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from turbohtml import Token, Tokenizer, TokenType

from cleaners.tags import NOSCRIPT, RAW

if TYPE_CHECKING:
    from collections.abc import Iterator

NO_SCRIPT = re.compile(r"<(/?)noscript\b", re.IGNORECASE)
CLOSES_ITSELF = frozenset({"svg", "math", NOSCRIPT})  # within them <style/> and <iframe/> are complete
RESTARTS = 64  # how often that is set right: the tokenizer alone takes the rest of the page for a style sheet


def tokens(source: str) -> Iterator[tuple[TokenType, int, int, Token]]:
    """Yield every token with its span; carriage returns, NULs and `</>` are read as what has the same length."""
    copy = NO_SCRIPT.sub(rf"<\1{NOSCRIPT}", source) if NO_SCRIPT.search(source) else source
    copy = copy.replace("\r", "\n").replace("\0", "\N{REPLACEMENT CHARACTER}").replace("</>", "<!>")  # lengths stay
    begin, depth = 0, 0
    for _ in range(RESTARTS):
        for kind, start, end, token in _tokens_from(copy, begin):
            yield kind, start, end, token
            if token.tag in CLOSES_ITSELF and not token.self_closing:
                depth = max(0, depth + (1 if kind is TokenType.START_TAG else -1))
            elif depth and kind is TokenType.START_TAG and token.self_closing and token.tag in RAW:
                begin = end
                break
        else:
            return


def _tokens_from(copy: str, begin: int) -> Iterator[tuple[TokenType, int, int, Token]]:
    tokenizer, pos = Tokenizer(capture_source=True, resolve_references=False), begin
    for part in (tokenizer.feed(copy[begin:] if begin else copy), tokenizer.close()):
        for token in part:
            kind, start = token.type, pos
            pos += len(token.data or "") if kind is TokenType.TEXT else len(token.source or "")
            yield kind, start, pos, token
