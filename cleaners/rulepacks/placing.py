"""A text as the rules look at it: its lines, and the measures that places are judged by."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from cleaners.lines import Line, line_table
from cleaners.rulepacks.matter import is_program, is_source
from cleaners.rulepacks.placing_words import CLAUSE, COMMENT, LISTED, REFERENCES
from cleaners.rulepacks.spoken import is_prose
from cleaners.rulepacks.views import BLANKS, INVISIBLE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cleaners.rulepacks.patterns import Match

EDGE = 60  # lines at either end of a page that are looked at for furniture which counts only there
LONG = 80  # cells of 1 (ASCII) or 2: from here on a line is a paragraph
AROUND = BLANKS + INVISIBLE


@dataclass(frozen=True, eq=False)
class Sheet:
    """A text with its lines, and the measures that places are judged by."""

    text: str
    document: str = ""  # the source of which this is a version, or nothing: its versions share most lines

    @cached_property
    def rows(self) -> tuple[Line, ...]:
        """The lines, made when they are first asked for: most pages hold no cue."""
        return line_table(self.text)

    @cached_property
    def starts(self) -> list[int]:
        """Start of each line."""
        return [row.start for row in self.rows]

    @cached_property
    def references(self) -> int:
        """Number of the line that heads a list of references in the second half of the page, or the number of lines."""
        for n in range(len(self.rows) - 1, len(self.rows) // 3, -1):
            row = self.rows[n]
            if 0 < row.end - row.start < 40 and REFERENCES.search(self.content(n).encode("utf-8", "replace")):
                return n
        return len(self.rows)

    @cached_property
    def is_source(self) -> bool:
        """Whether the page is a manual in the format it is written in."""
        return is_source(self.text)

    @cached_property
    def is_program(self) -> bool:
        """Whether the page is little but code."""
        return is_program(self.text)

    @cached_property
    def paragraphs(self) -> int:
        """How many lines are long enough for running text."""
        return sum(is_prose(self.text[start:end]) for start, end, _ in self.rows)

    @cached_property
    def clauses(self) -> int:
        """How many lines begin like a clause of a law."""
        return sum(bool(CLAUSE.match(self.text, row.start, row.end)) for row in self.rows)

    def line(self, place: int) -> int:
        """Return the number of the line that holds `place`."""
        return bisect_right(self.starts, place) - 1

    def beside(self, n: int, step: int) -> int | None:
        """Return the number of the next line with content above (-1) or below (1) line `n`, or None at the page's end."""
        contents = self.contents
        return next((k for k in range(n + step, len(contents) if step > 0 else -1, step) if contents[k]), None)

    @cached_property
    def edges(self) -> tuple[int, ...]:
        """Numbers of the first and the last lines with content."""
        return tuple(sorted({*self._nearest(range(len(self.rows))), *self._nearest(range(len(self.rows) - 1, -1, -1))}))

    def _nearest(self, numbers: range) -> list[int]:
        contents = self.contents
        return list(islice((n for n in numbers if contents[n]), EDGE))

    def content(self, n: int) -> str:
        """Return line `n` without the blanks around it."""
        return self.contents[n]

    @cached_property
    def contents(self) -> list[str]:
        """The lines without the blanks around them."""
        text = self.text
        return [text[start:end].strip(AROUND) for start, end, _ in self.rows]

    @cached_property
    def weights(self) -> list[int]:
        """What each line counts as content: 0 for blank, 1 for a line, 2 for a paragraph."""
        return [1 + _reaches(content, 2 * LONG) if content else 0 for content in self.contents]

    def filled(self, matches: Iterable[Match]) -> frozenset[int]:
        """Return the numbers of the lines that matches fill."""
        numbers: set[int] = set()
        for m in matches:
            if m.fills:
                numbers.update(range(self.line(m.start), self.line(max(m.start, m.end - 1)) + 1))
        return frozenset(numbers)

    def is_listed(self, n: int) -> bool:
        """Return whether line `n` begins with a list mark."""
        row = self.rows[n]
        return bool(LISTED.search(self.text[row.start : min(row.end, row.start + 20)].encode("utf-8", "replace")))

    def is_comment(self, n: int) -> bool:
        """Return whether line `n` is a comment in code."""
        row = self.rows[n]
        return bool(COMMENT.match(self.text[row.start : row.end]))


def _reaches(line: str, size: int) -> bool:
    """Return whether a line takes so many bytes as UTF-8; one has one to four of a character."""
    return len(line) >= size or (4 * len(line) >= size and len(line.encode("utf-8", "replace")) >= size)
