"""The open elements of a page while it is read: what a tag opens, what it ends by itself, what an end tag answers to.

Source order wins over a parser's tree repair: an element ends where its end tag stands or where a browser would close it.
Each search of the open elements looks at no more than REACH of them, so the work stays linear in the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaners.html.tags import APART, CELLS, CLOSES, CLOSES_P, EMPHASIS, LISTS, TABLE_PARTS, VERBATIM

if TYPE_CHECKING:
    from cleaners.html.dom import Element

REACH = 128  # open elements one search looks at; real pages nest less, hostile ones must not cost their square
P = frozenset({"p"})
P_ENDS = frozenset(
    ["table", "td", "th", "caption", "button", "object", "template", "html"]
)  # ends a search for an open <p>
COUNTED = LISTS | EMPHASIS | VERBATIM | {"a"}


class OpenElements:
    """The stack of open elements with counts of what is asked often; `lines` is what a boundary just passed asks for."""

    def __init__(self) -> None:
        self.elements: list[Element] = []
        self._stack: list[int] = []  # numbers of the open elements
        self._tags: dict[str, int] = {}  # how many of each tag are open
        self._links = self._lists = self._marks = self._verbatims = 0  # open elements of these kinds
        self._lines = 0  # line feeds that boundaries of elements ask for
        self._rows: list[int] = []  # numbers of the open table rows
        self._row_count = 0

    def _push(self, element: Element) -> None:
        self.elements.append(element)
        self._stack.append(len(self.elements) - 1)
        tag = element.tag
        self._tags[tag] = self._tags.get(tag, 0) + 1
        if tag in COUNTED:
            self._count(tag, 1)
        elif tag == "tr":
            self._rows.append(self._row_count)
            self._row_count += 1

    def _count(self, tag: str, step: int) -> None:
        self._links += step * (tag == "a")
        self._lists += step * (tag in LISTS)
        self._marks += step * (tag in EMPHASIS)
        self._verbatims += step * (tag in VERBATIM)

    def _drop(self, place: int, end: int) -> None:
        element = self.elements[self._stack.pop(place)]
        element.end = end
        tag = element.tag
        if (lines := APART.get(tag, 0)) > self._lines:
            self._lines = lines
        self._tags[tag] -= 1
        if tag in COUNTED:
            self._count(tag, -1)
        elif tag == "tr":
            self._rows.pop()

    def _imply(self, tag: str, start: int) -> None:
        """End what a start tag ends by itself: `<li>` the open `<li>`, a block the open `<p>`."""
        if tag == "a" and self._links:
            self._end(tag, start)
        if tag in CLOSES:
            self._end_any(*CLOSES[tag], start)
        if tag in CLOSES_P and self._tags.get("p"):
            self._end_any(P, P_ENDS, start)

    def _end_any(self, tags: frozenset[str], within: frozenset[str], end: int) -> None:
        if not any(self._tags.get(tag) for tag in tags):
            return
        for place in self._reachable():
            tag = self.elements[self._stack[place]].tag
            if tag in tags:
                self._drop_from(place, end)
                return
            if tag in within:
                return

    def _end(self, tag: str, end: int) -> None:
        """End the innermost open element of this tag; one in the line only ends itself, not the blocks written inside it."""
        blocks = False
        if self.elements[self._stack[-1]].tag == tag:
            self._drop(len(self._stack) - 1, end)
            return
        for place in self._reachable():
            inner = self.elements[self._stack[place]].tag
            if inner == tag:
                if blocks and tag not in APART:
                    self._drop(place, end)
                else:
                    self._drop_from(place, end)
                return
            if inner in CELLS and tag not in TABLE_PARTS:
                return
            blocks = blocks or inner in APART

    def _reachable(self) -> range:
        top = len(self._stack) - 1
        return range(top, max(-1, top - REACH), -1)

    def _drop_from(self, place: int, end: int) -> None:
        while len(self._stack) > place:
            self._drop(len(self._stack) - 1, end)
