"""The layout of plain text: its lines, headings, items, code, and tables written with ' | ', in source coordinates.

A table is believed only on evidence that neither code, nor verse, nor navigation gives; whatever falls short stays
lines, and `Table.refused` says why. Nothing here changes text: `cleaners.table` and `cleaners.segments` read it.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from cleaners.lines import lines
from cleaners.text import Block

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.lines import Line
    from cleaners.text import Span

BAR = re.compile(r" \|(?= |$)(?: (?! *\|))?", re.MULTILINE)
BLANK = " \t\u00a0\u3000\u200b\ufeff"
HEADING = re.compile(r"(#{1,6})[ \u3000]+\S")
ITEM = re.compile(r"[ \t\u3000]*(?:[-*•·●○◆◇■□▪‣–][ \u3000]|[(（]?[0-9]{1,3}[)）、]|[0-9]{1,3}\.[ \u3000])[ \u3000]*\S")
FENCE = re.compile(r"(```+|~~~+)")
CLOSING_FENCE = re.compile(r"^(```+|~~~+)[ \t]*$", re.MULTILINE)
QUOTE = re.compile(r">[ \u3000]?\S")
CODE = re.compile(
    r"::=|\|\||&&|=>|->|\\$|[;{}]\s*\|?$|^\s*[$#%>]\s|\s--?[a-z][\w-]*(?:\s|$)|<[a-z][\w-]*>|(?:^|\| )[\"'`][^\"'`]*[\"'`](?: \||$)"
    r"|^\s*(?:type|let|const|var|def|data|case|match)\s|\s:?=\s|(?:^|\| )(?:cat|grep|egrep|awk|sed|sort|uniq|head|tail|wc|xargs|tee|cut|tr|find|curl|jq|ls|ps|echo)\s"
)
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
PADDED = re.compile(r"[^\s|] {2,}\|")
LATIN_WORDS = re.compile(r"[A-Za-z][ ,]+[A-Za-z]")
MIN_ROWS = 3  # two rows alike are a coincidence (a pipe over two lines), three are a habit
REGULAR = 0.8  # share of a run's rows that must agree in their number of columns: a spanning title row is common
SHORT = 4  # cells no longer than this, all of them, are chords, scansion or marks
METRE = 7  # Han verse has at most seven characters between caesuras


class Row(NamedTuple):
    """A line of cells and the bars between and after them, blanks beside the bars included."""

    line: Line
    cells: tuple[Span, ...]
    bars: tuple[Span, ...]

    @property
    def closed(self) -> bool:
        """Whether a bar stands after the last cell."""
        return len(self.bars) == len(self.cells)


class Table(NamedTuple):
    """Rows written with ' | '; `refused` is '' or the reason why they are no table."""

    rows: tuple[Row, ...]
    columns: int
    refused: str = ""

    @property
    def span(self) -> Span:
        """From the first row's first character to the last row's last."""
        return self.rows[0].line.start, self.rows[-1].line.end


def text_layout(source: str) -> tuple[Block, ...]:
    r"""Return the blocks of a plain text, every non-blank line in exactly one (a table's row in its cells).

    >>> [block.kind for block in text_layout("# A\n\nb\n```\nc\n```\n")]
    ['heading', 'line', 'code']
    """
    rows = [row for table in tables(source) if not table.refused for row in table.rows]
    return tuple(_blocks(source, {row.line.start: (n, row.cells) for n, row in enumerate(rows)}))


def _blocks(source: str, rows: dict[int, tuple[int, tuple[Span, ...]]]) -> Iterator[Block]:
    fence, code_start, code_end = "", 0, 0
    fences = "```" in source or "~~~" in source
    closing = {closing[1]: closing.start() for closing in CLOSING_FENCE.finditer(source)} if fences else {}
    for line in lines(source):
        start, end, stop = line
        if not fence and source[start : start + 1].isalpha() and source[end - 1] not in BLANK and start not in rows:
            yield Block("line", start, end)  # most lines: no mark of the others
        elif fence:
            code_end = end
            if source.startswith(fence, start) and not source[start:end].strip(" `~"):
                yield Block("code", code_start, code_end)
                fence = ""
        elif start in rows:
            number, cells = rows[start]
            yield from (Block("cell", low, high, row=number) for low, high in cells if high > low)
        else:
            opening = FENCE.match(source, start, end) if fences else None
            if opening and closing.get(opening[1], 0) >= stop:  # a fence that nobody closes is text
                fence, code_start, code_end = opening[1], start, end
            elif block := _line(source, line):
                yield block
    if fence:
        yield Block("code", code_start, code_end)


def _line(source: str, line: Line) -> Block | None:
    start, end = _trim(source, line.start, line.end)
    if start == end:
        return None
    if source[start].isalpha():  # no mark of the others
        return Block("line", start, end)
    if heading := HEADING.match(source, start, end):
        return Block("heading", start, end, level=len(heading[1]))
    if QUOTE.match(source, start, end):
        return Block("quote", start, end)
    return Block("item" if ITEM.match(source, start, end) else "line", start, end)


def _trim(source: str, start: int, end: int) -> Span:
    if start < end and source[start] not in BLANK and source[end - 1] not in BLANK:
        return start, end
    piece = source[start:end]
    left = len(piece) - len(piece.lstrip(BLANK))
    return (start, start) if left == len(piece) else (start + left, start + len(piece.rstrip(BLANK)))


def tables(text: str) -> Iterator[Table]:
    r"""Yield the runs of lines written with ' | ' that are tables, and with a reason those that are not quite.

    >>> [(t.columns, t.refused) for t in tables("甲方 | Party A |\n乙方 | Party B |\n丙方公司 | Party C |")]
    [(2, '')]
    """
    return iter(_tables(text))


@lru_cache(maxsize=1)  # the layout and the cleaner of tables ask for the same text
def _tables(text: str) -> tuple[Table, ...]:
    return tuple(table for run in _runs(text) for table in _judged(text, run)) if " |" in text else ()


def _runs(text: str) -> Iterator[list[Row]]:
    """Yield maximal runs of lines with inner or closing bars; blank lines do not part them, anything else does."""
    run: list[Row] = []
    fenced = barred = False
    for line in lines(text):
        if text[line.start : line.start + 1].isalpha() and text.find(" |", line.start, line.end) < 0:
            if run:  # running text: no row, no rule, no fence
                yield run
            run, barred = [], False
            continue
        if FENCE.match(text, line.start, line.end):
            fenced = not fenced
        row = None if fenced else _row(text, line)
        if row and not barred:
            run.append(row)
        elif text[line.start : line.end].strip(BLANK):
            barred = _is_drawn(text[line.start : line.end]) or (barred and row is not None)
            if run and not barred:
                yield run
            run = []
        else:
            barred = False
    if run:
        yield run


def _is_drawn(line: str) -> bool:
    """Whether a line is a rule or begins with a bar: the table around it was drawn as text, and is read as it stands."""
    return line.lstrip().startswith("|") or _is_rule(line)


def _is_rule(line: str) -> bool:
    """Whether a line is a drawn rule, as Markdown, psql and plain-text tables have them."""
    return ("--" in line or "==" in line) and not line.strip(" \t|:=+-")


def _row(text: str, line: Line) -> Row | None:
    content = text[line.start : line.end].rstrip(BLANK)
    if " |" not in content or _is_drawn(content):
        return None
    end = line.start + len(content)
    bars = [(bar.start(), min(bar.end(), end)) for bar in BAR.finditer(text, line.start, end)]
    closed = content.endswith("|")
    if not bars or (closed and bars[-1][1] != end):
        return None  # a bar glued to a word closes no cell
    edges = [line.start, *(edge for bar in bars for edge in bar), end]
    cells = [_trim(text, a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    if closed:
        cells[-1] = (line.end, line.end)  # nothing stands after the last bar
    gaps = tuple((a[1], b[0]) for a, b in pairwise(cells))
    return Row(line, tuple(cells[:-1] if closed else cells), gaps)


def _judged(text: str, run: list[Row]) -> Iterator[Table]:
    closed = [row for row in run if row.closed]
    open_style = len(closed) * 2 < len(run)
    rows = [row for row in run if not row.closed] if open_style else closed
    columns, votes = Counter(len(row.cells) for row in rows).most_common(1)[0]
    if not open_style:  # the last row's bar is often cut off
        rows = [row for row in run if row.closed or len(row.cells) == columns]
        votes = sum(len(row.cells) == columns for row in rows)
    if columns < 2:
        return
    refused = _objection(text, rows, columns, votes) or (_open_objection(text, rows) if open_style else "")
    yield Table(tuple(rows), columns, refused)


def _objection(text: str, rows: Sequence[Row], columns: int, votes: int) -> str:
    """Return why a run of rows is no table, or ''."""
    if votes < MIN_ROWS:
        return f"only {votes} rows of {columns} columns"
    if votes < REGULAR * len(rows):
        return f"only {votes} of {len(rows)} rows have {columns} columns"
    if any(text[row.line.start] in " \t" for row in rows):
        return "rows are indented, as code is"
    contents = [text[row.line.start : row.line.end] for row in rows]
    if sum(bool(CODE.search(content)) for content in contents) * 5 >= len(rows):
        return "rows read like code or a grammar"
    if sum(bool(PADDED.search(content)) for content in contents) * 5 >= len(rows):
        return "bars stand below each other in columns: a drawing"
    words = [[text[a:b] for a, b in row.cells] for row in rows]
    if sum(not cell for row in words for cell in row) * 3 > sum(map(len, words)):
        return "most cells are empty"
    if all(len(cell) <= SHORT and not HAN.search(cell) for row in words for cell in row):
        return "cells are too short to be text"
    return _verse_objection(words)


def _verse_objection(words: Sequence[Sequence[str]]) -> str:
    inner = [cell for row in words for cell in row[1:] if cell]
    if sum(cell[0].islower() for cell in inner) * 2 > len(inner):
        return "cells run on in lower case, as scanned verse does"
    columns = list(zip(*words, strict=False))
    pure = all(HAN.match(cell) and len(cell) <= METRE + 1 and not cell.isascii() for row in words for cell in row)
    if pure and all(len({len(cell.rstrip("，。,.!?！？；;、")) for cell in column}) == 1 for column in columns):
        return "columns of Han text in one metre, as verse with caesuras"
    return ""


def _open_objection(text: str, rows: Sequence[Row]) -> str:
    """Return why rows without a closing bar are no table, or '': they must be prose of one language per column."""
    words = [[text[a:b] for a, b in row.cells] for row in rows]
    columns = list(zip(*words, strict=False))
    kinds = [_column_kind(column) for column in columns]
    if not {"han", "latin"} <= set(kinds):
        return "rows have no closing bar, and the columns are not two languages"
    if any(len(set(column)) * 5 < len(column) * 4 for column in columns):
        return "a column repeats itself, as a site's name after titles does"
    sentences = sum(all(len(cell) >= (10 if HAN.search(cell) else 25) for cell in row if cell) for row in words)
    return "" if sentences * 2 >= len(rows) else "rows have no closing bar, and their cells are no sentences"


def _column_kind(column: Sequence[str]) -> str:
    han = sum(bool(HAN.search(cell)) for cell in column)
    latin = sum(not HAN.search(cell) and bool(LATIN_WORDS.search(cell)) for cell in column)
    return "han" if han >= 0.9 * len(column) else "latin" if latin >= 0.9 * len(column) else ""
