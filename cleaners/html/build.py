"""Builds a page's structure token by token: open elements, runs of text, and the gaps between them.

Source order wins over a parser's tree repair: an element ends where its end tag stands or where a browser would close it,
and text stays where it was written. Linear in the page: each search of the open elements looks at no more than REACH of them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from turbohtml import TokenType

from cleaners.html.dom import Change, Dom, Element, Run
from cleaners.html.stack import REACH, OpenElements
from cleaners.html.tags import APART, BREAKS_OUT, HIDDEN_TEXT, NOSCRIPT, RAW, TELLING, VERBATIM, VOID
from cleaners.html.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

    from turbohtml import Token

    from cleaners.html.dom import Attrs

SPACE = " \t\n\r\f"  # white space of HTML, which collapses; no-break and ideographic spaces do not
COLLAPSES = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]")
WIDE = re.compile("[\u2e80-\u312f\u31a0-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]")  # CJK without Hangul
NO_BREAK = "\N{NO-BREAK SPACE}"
TEXT, START, END, REFERENCE = TokenType.TEXT, TokenType.START_TAG, TokenType.END_TAG, TokenType.CHARACTER_REFERENCE
COMMENTS = frozenset({TokenType.COMMENT, TokenType.PROCESSING_INSTRUCTION, TokenType.DOCTYPE})
FIRST_FEED = re.compile(r"\r\n|\n|\r")  # right after <pre> it is not shown


@lru_cache(maxsize=2)
def parse(source: str) -> Dom:
    """Return the page's structure; total, linear, pure (the last pages are remembered, as several cleaners ask)."""
    builder = Builder(source)
    feed_tokens(builder, tokens(source))
    builder.finish()
    return Dom(source, builder.elements, builder.runs, builder.changes)


def feed_tokens(builder: Builder, found: Iterable[tuple[TokenType, int, int, Token]], shift: int = 0) -> None:
    """Hand tokens to a builder, their spans moved by `shift`."""
    for kind, low, high, token in found:
        start, end = low + shift, high + shift
        if kind is TEXT:
            builder.text(start, end)
        elif kind is START:
            builder.open(token.tag or "", start, end, token.attrs or [])
        elif kind is END:
            builder.close(token.tag or "", start, end)
        elif kind is REFERENCE:
            builder.reference(start, end, token.data or "")
        elif kind in COMMENTS:
            builder.special(start, end, "comment" if kind is not TokenType.DOCTYPE else "head")


class Builder(OpenElements):
    """Takes tokens in source order; a *gap* is all that lies between two visible pieces of text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self.runs: list[Run] = []
        self.changes: list[Change] = []
        self._hidden, self._hidden_tag, self._hidden_depth = "", "", 0
        self._gap = 0  # where the gap begins: after the last visible character
        self._feeds = 0  # line feeds the gap asks for by <br>
        self._space: tuple[int, int] | None = None  # the gap's first white space
        self._parts: list[tuple[int, int, str]] = []  # the gap's comments, scripts, ... and no-break spaces

    def text(self, start: int, end: int) -> None:
        """Take a piece of text."""
        if self._hidden:
            self.special(start, end, self._hidden)
            return
        if self._verbatims:
            self._verbatim(start, end)
            return
        piece = self.source[start:end]
        begins = not self.runs or self._lines or self._feeds
        left = piece.lstrip() if begins else piece.lstrip(SPACE)
        if len(left) < len(piece):
            self._space = self._space or (start, end - len(left))
        if left:
            start = end - len(left)
            core = left.rstrip(SPACE)
            self._visible(start, start + len(core), self._collapsed(start, core))
            if len(core) < len(left):
                self._space = (start + len(core), end)

    def reference(self, start: int, end: int, value: str) -> None:
        """Take a character reference and what it stands for."""
        if self._hidden:
            self.special(start, end, self._hidden)
        elif value == NO_BREAK:
            self._parts.append((start, end, "no-break"))  # of the gap: it may turn out to pad a block's edge
        elif not value.strip(SPACE) and not self._verbatims:
            self._space = self._space or (start, end)
        else:
            self._visible(start, end, value)
            self.changes.append(Change(start, end, value, "reference"))

    def special(self, start: int, end: int, kind: str) -> None:
        """Take a piece of the page that is no text and has a rule of its own."""
        parts = self._parts
        if parts and parts[-1][1] == start and parts[-1][2] == kind:
            parts[-1] = (parts[-1][0], end, kind)
        else:
            parts.append((start, end, kind))

    def open(self, tag: str, start: int, end: int, attrs: Attrs) -> None:
        """Take a start tag."""
        if self._hidden and not self._shown_again(tag):
            self.special(start, end, self._hidden)
            self._hidden_depth += tag in {self._hidden_tag, "foreignobject"}
            return
        if (lines := APART.get(tag, 0)) > self._lines:
            self._lines = lines
        if lines or tag == "a":
            self._imply(tag, start)
        elif tag == "br":
            self._feeds += 1
        if tag in RAW and self._tags.get(NOSCRIPT) and self.source.endswith("/>", start, end):
            return
        if tag in HIDDEN_TEXT:
            self._hidden, self._hidden_tag, self._hidden_depth = HIDDEN_TEXT[tag], tag, 0
            self.special(start, end, self._hidden)
        element = Element(tag, self._stack[-1] if self._stack else -1, start, end, end, attrs)
        if tag not in VOID:
            if tag == "a" and self.runs and not self._lines and not self._feeds:
                self.runs[-1].links += 1
            self._push(element)
        elif tag in TELLING:
            self.elements.append(element)

    def close(self, tag: str, start: int, end: int) -> None:
        """Take an end tag; one that nothing open answers to is only markup."""
        if self._hidden:
            self.special(start, end, self._hidden)
            if tag != self._hidden_tag or self._hidden_depth:
                self._hidden_depth = max(0, self._hidden_depth - (tag in {self._hidden_tag, "foreignobject"}))
                return
            self._hidden = ""
        if (lines := APART.get(tag, 0)) > self._lines:
            self._lines = lines
        if tag == "br":
            self._feeds += 1
        elif self._tags.get(tag):
            self._end(tag, end)

    def finish(self) -> None:
        """Take the end of the page: what is open ends, what is left is markup."""
        self._delete(self._gap, len(self.source))
        while self._stack:
            self._drop(len(self._stack) - 1, len(self.source))

    def _shown_again(self, tag: str) -> bool:
        """Whether a block ends a drawing: a page may forget </svg>, browsers end it there."""
        if self._hidden != "drawing" or self._hidden_depth or tag not in BREAKS_OUT:
            return False
        self._hidden = ""
        return True

    def _collapsed(self, start: int, core: str) -> str:
        """Return the text as it reads, and note each run of white space that reads as one space or none."""
        if not COLLAPSES.search(core):
            return core
        pieces: list[str] = []
        pos = 0
        for blank in COLLAPSES.finditer(core):
            low, high = blank.span()
            wraps = "\n" in blank[0] or "\r" in blank[0]  # of a line of Chinese or Japanese: no space (CSS Text 3)
            text = "" if wraps and WIDE.match(core[low - 1]) and WIDE.match(core[high]) else " "
            self.changes.append(Change(start + low, start + high, text, "space"))
            pieces += core[pos:low], text
            pos = high
        return "".join([*pieces, core[pos:]])

    def _verbatim(self, start: int, end: int) -> None:
        if self._stack and self.elements[self._stack[-1]].tag in VERBATIM and self.source[start - 1 : start] == ">":
            feed = FIRST_FEED.match(self.source, start, end)
            start = feed.end() if feed and not (self.runs and self.runs[-1].end == start) else start
        if start < end:
            self._visible(start, end, self.source[start:end])

    def _visible(self, start: int, end: int, text: str) -> None:
        """Take visible text: the gap before it is settled, and it joins the run or begins one."""
        if not self.runs or self._lines or self._feeds:
            self._begin(start)
        elif self._gap < start:
            self._join(start)
        self._gap, self._lines, self._feeds, self._space = end, 0, 0, None
        run = self.runs[-1]
        run.end = end
        run.pieces.append(text)
        if self._links:
            run.linked += len(text)
        if self._marks:
            run.marked += len(text)

    def _begin(self, start: int) -> None:
        """Begin a run: the gap becomes line feeds, and all of it is deleted."""
        lines = max(self._lines, min(self._feeds, 2)) if self.runs else 0
        if lines:
            self.changes.append(Change(self._gap, self._gap, "\n" * lines, "break"))
        self._delete(self._gap, start)
        element = block = self._stack[-1] if self._stack else -1
        for _ in range(REACH):
            if block < 0 or self.elements[block].tag in APART:
                break
            block = self.elements[block].parent
        row = self._rows[-1] if self._rows else -1
        self.runs.append(Run(start, start, element, block, row, self._lists, lines, links=min(self._links, 1)))

    def _join(self, start: int) -> None:
        """Join two pieces of one run: of the gap its first white space stays as a space, and its no-break spaces."""
        pieces = self.runs[-1].pieces
        keep = [(low, high, NO_BREAK, "reference") for low, high, kind in self._parts if kind == "no-break"]
        self._parts = [part for part in self._parts if part[2] != "no-break"]
        if self._space:
            wraps = any(c in "\n\r" for c in self.source[slice(*self._space)])
            wide = wraps and WIDE.match(pieces[-1][-1:]) and WIDE.match(self.source, start)
            keep += [(*self._space, " ", "space")] if not wide else []
        pos = self._gap
        for low, high, text, kind in sorted(keep):
            self._delete(pos, low)
            if self.source[low:high] != text:
                self.changes.append(Change(low, high, text, kind))
            pieces.append(text)
            pos = high
        self._delete(pos, start)

    def _delete(self, start: int, end: int) -> None:
        """Delete `start:end` of the gap, each part by its own rule, the rest as tags or, where it is blank, as space."""
        parts, pos, n = self._parts, start, 0
        for low, high, kind in parts:
            if low >= end:
                break
            n += 1
            self._fill(pos, low)
            self._cut(low, high, "space" if kind == "no-break" else kind)
            pos = high
        del parts[:n]
        self._fill(pos, end)

    def _fill(self, start: int, end: int) -> None:
        if start < end:
            self._cut(start, end, "space" if self.source[start:end].isspace() else "tag")

    def _cut(self, start: int, end: int, kind: str) -> None:
        last = self.changes[-1] if self.changes else None
        if last and last.end == start and last.kind == kind and not last.text:
            last.end = end
        else:
            self.changes.append(Change(start, end, "", kind))
