"""The tokens of a page with exact spans: turbohtml's tokenizer, set right where it stands alone without a parser.

Spans are code points of the page as decoded: what the tokenizer drops (an unfinished tag at the end) lies behind the last span.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from turbohtml import Token, Tokenizer, TokenType

from cleaners.tags import RAW

if TYPE_CHECKING:
    from collections.abc import Iterator

RESTARTS = (
    64  # a self-closed <style/> of a drawing starts raw text for the tokenizer alone: how often that is set right
)


def tokens(source: str) -> Iterator[tuple[TokenType, int, int, Token]]:
    """Yield every token with its span; carriage returns, NULs and `</>` are read as what has the same length."""
    copy = source.replace("\r", "\n").replace("\0", "\N{REPLACEMENT CHARACTER}").replace("</>", "<!>")  # lengths stay
    begin, drawings = 0, 0
    for _ in range(RESTARTS):
        for kind, start, end, token in _tokens_from(copy, begin):
            yield kind, start, end, token
            if kind is TokenType.START_TAG and token.tag == "svg":
                drawings += not token.self_closing
            elif drawings and kind is TokenType.END_TAG and token.tag == "svg":
                drawings -= 1
            elif drawings and kind is TokenType.START_TAG and token.self_closing and token.tag in RAW:
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
