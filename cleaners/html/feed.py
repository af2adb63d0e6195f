"""XML as a page: feeds (RSS, Atom) give the titles and texts of their items, any other XML its text; everything keeps its place.

Texts of feeds are HTML within CDATA or behind references; both are read as HTML. Linear: what is not closed ends with the source.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import NamedTuple

from cleaners.html.build import Builder, feed_tokens
from cleaners.html.dom import Dom
from cleaners.html.tokens import tokens

HEAD = 4096  # code points within which a feed shows that it is one
IS_FEED = re.compile(r"<(?:rss|feed|rdf:RDF|channel)\b", re.IGNORECASE)
TEXTS = frozenset(
    ["title", "description", "summary", "content", "content:encoded", "subtitle", "media:description", "itunes:summary"]
)
REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
ESCAPED_TAG = re.compile(r"&lt;(/?)([A-Za-z][A-Za-z0-9]{0,20})\b[^<>]{0,300}?&gt;")
NAME = re.compile(r"</?([A-Za-z_][\w:.-]*)")
APART = 2  # line feeds between the texts of a feed


class Piece(NamedTuple):
    """A piece of XML: kind is open, close, empty, text, cdata or other; `inner` is where its content lies."""

    kind: str
    name: str
    start: int
    end: int
    inner: tuple[int, int] = (0, 0)


@lru_cache(maxsize=2)
def parse_feed(source: str) -> Dom:
    """Return the structure of an XML source; total, linear, pure."""
    builder = _FeedBuilder(source)
    builder.read()
    builder.finish()
    return Dom(source, builder.elements, builder.runs, builder.changes)


def pieces(source: str) -> list[Piece]:
    """Return the pieces of an XML source in order; together they are the source."""
    found, pos = [], 0
    while pos < len(source):
        start = source.find("<", pos)
        if start != pos:
            start = len(source) if start < 0 else start
            found.append(Piece("text", "", pos, start))
            pos = start
            continue
        piece = _marked(source, start)
        found.append(piece)
        pos = piece.end
    return found


def _marked(source: str, start: int) -> Piece:
    """Return the piece that begins with `<` at `start`."""
    for opening, closing, kind in (
        ("<![CDATA[", "]]>", "cdata"),
        ("<!--", "-->", "other"),
        ("<?", "?>", "other"),
        ("<!", ">", "other"),
    ):
        if source.startswith(opening, start):
            stop = source.find(closing, start + len(opening))
            inner = (start + len(opening), stop if stop >= 0 else len(source))
            return Piece(kind, "", start, stop + len(closing) if stop >= 0 else len(source), inner)
    name = NAME.match(source, start)
    stop = source.find(">", start)
    if not name or stop < 0:
        return Piece("text", "", start, start + 1)
    kind = "close" if source.startswith("</", start) else "empty" if source[stop - 1] == "/" else "open"
    return Piece(kind, name[1].lower(), start, stop + 1)


class _FeedBuilder(Builder):
    """Builds runs from XML: each element's text stands apart."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self._names: list[str] = []
        self._is_feed = bool(IS_FEED.search(source[:HEAD]))

    def read(self) -> None:
        """Take every piece of the source."""
        for piece in pieces(self.source):
            if piece.kind == "open":
                self._names.append(piece.name)
            elif piece.kind == "close" and piece.name in self._names[-8:]:
                while self._names.pop() != piece.name:
                    pass
            elif piece.kind in {"text", "cdata"} and not self._is_text():
                self.special(piece.start, piece.end, "feed")
            elif piece.kind == "text":
                self._escaped(piece)
            elif piece.kind == "cdata":
                feed_tokens(self, tokens(self.source[slice(*piece.inner)]), piece.inner[0])
            if piece.kind in {"open", "close", "empty"}:
                self._lines = APART

    def _is_text(self) -> bool:
        return not self._is_feed or (bool(self._names) and self._names[-1] in TEXTS)

    def _escaped(self, piece: Piece) -> None:
        """Take text whose references may spell tags."""
        pos = piece.start
        while pos < piece.end:
            tag = ESCAPED_TAG.match(self.source, pos, piece.end) if self._is_feed else None
            found = tag or REFERENCE.match(self.source, pos, piece.end)
            if tag:
                (self.close if tag[1] else self._open_plain)(tag[2].lower(), *tag.span())
            elif found:
                self.reference(*found.span(), html.unescape(found[0]))
            else:
                stop = self.source.find("&", pos + 1, piece.end)
                self.text(pos, stop if stop >= 0 else piece.end)
            pos = found.end() if found else stop if stop >= 0 else piece.end

    def _open_plain(self, tag: str, start: int, end: int) -> None:
        self.open(tag, start, end, ())
