"""A page as elements, runs of text and changes: plain records with source offsets (code points of the page as decoded)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    Attrs = Sequence[tuple[str, str | None]]


@dataclass(slots=True)
class Element:
    """An element: where its start tag begins and ends, and where it ends itself; `parent` is a number, -1 for none."""

    tag: str
    parent: int
    start: int
    head: int  # just after the start tag
    end: int
    attrs: Attrs

    def attr(self, name: str) -> str:
        """Return an attribute's value, '' where it is missing or empty."""
        for key, value in self.attrs:
            if key == name:
                return value or ""
        return ""


@dataclass(slots=True)
class Run:
    """A block of text without a line break in it: a paragraph, a cell, a line before `<br>`."""

    start: int
    end: int
    element: int  # the innermost element around its first character, -1 for none
    block: int  # the innermost such element that stands as a block
    row: int  # the table row it stands in, counted over the page; -1 outside
    depth: int  # lists around it
    lines: int  # line feeds before it in the text view; 0 at the beginning
    pieces: list[str] = field(default_factory=list)
    linked: int = 0  # characters within links
    links: int = 0
    marked: int = 0  # characters within <b>, <strong>, <em>, <i>

    @property
    def text(self) -> str:
        """The text as it reads, white space collapsed."""
        return "".join(self.pieces)


@dataclass(slots=True)
class Change:
    """What the text view changes at `start:end`; `kind` is the part after `markup.` in the rule's id."""

    start: int
    end: int
    text: str
    kind: str


@dataclass(slots=True)
class Dom:
    """A page as elements, runs of text and changes, the first two in source order."""

    source: str
    elements: list[Element]
    runs: list[Run]
    changes: list[Change]
