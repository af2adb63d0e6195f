"""Where patterns of the linear engine stand in a text: it reads bytes, which are counted as characters once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import re2

    from cleaners.text import Span


def spans_of(pattern: re2._Regexp, text: str) -> Iterator[Span]:
    """Yield the spans of a text in which a pattern stands."""
    body = encoded(text)
    chars = seen = 0
    for found in pattern.finditer(body):
        start, end = found.span()
        chars += len(body[seen:start].decode("utf-8"))
        width = len(body[start:end].decode("utf-8"))
        yield chars, chars + width
        chars, seen = chars + width, end


@lru_cache(maxsize=4)  # of a page many ask
def encoded(text: str) -> bytes:
    """Return a text as the engine reads it; a lone surrogate becomes one '?', so that offsets stay."""
    return text.encode("utf-8", "replace")


def characters(body: bytes, places: Iterable[int]) -> Iterator[int]:
    """Yield ascending offsets of an encoded text as offsets of characters."""
    chars = seen = 0
    for place in places:
        chars += len(body[seen:place].decode("utf-8"))
        seen = place
        yield chars
