"""Segments: the units of one language that a clean text consists of, with their clean and source spans.

Every non-blank line (or table cell, or block of a page's layout) of the clean text is in exactly one segment, and
`clean[s.clean_start : s.clean_end] == s.text` for every segment `s`.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from cleaners.language import language_of
from cleaners.languages.headings import Line, headings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.text import Block, Span, Text

LINE = re.compile(r"[^\r\n]+")
BLANK = " \t\x0b\x0c\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
CONTENT = re.compile(rf"[^\r\n{BLANK}](?:[^\r\n]*[^\r\n{BLANK}])?")
UNDECIDED = {"line", "item"}  # kinds of plain text that may turn out to be headings
AGREED = 0.8  # share of the decided Chinese lines that decides for those that either script could write


class Segment(NamedTuple):
    """A unit of one language; `level` is a heading's level or 0, `row` a cell's table row or -1."""

    kind: str
    clean_start: int
    clean_end: int
    raw_start: int
    raw_end: int
    language: str
    level: int
    row: int
    text: str


class _Unit(NamedTuple):
    start: int
    end: int
    block: int  # index in the layout, -1 outside
    kind: str
    level: int
    row: int


def segments(text: Text) -> tuple[Segment, ...]:
    r"""Return the segments of a text, in the order of the clean text.

    >>> from cleaners.text import Text
    >>> [(s.kind, s.language, s.text) for s in segments(Text("你们好。\n\nHello all."))]
    [('paragraph', 'zh-Hans', '你们好。'), ('paragraph', 'en', 'Hello all.')]
    """
    clean = str(text)
    units = list(_units(text, clean))
    words = [clean[unit.start : unit.end] for unit in units]
    tongues = _settled([language_of(piece) for piece in words])
    found = dict(_headings(clean, units, words, tongues))
    spans = _source_spans(text, units)
    out: list[Segment] = []
    for n, (unit, piece, tongue, span) in enumerate(zip(units, words, tongues, spans, strict=True)):
        start, end, _, kind, level, row = unit
        if n in found:
            kind, level = "heading", found[n]
        elif kind != "heading":
            kind, level = "paragraph" if kind == "line" else kind, 0
        out.append(Segment(kind, start, end, *span, tongue, level, row, piece))
    return tuple(out)


def title_of(text: Text, found: Sequence[Segment]) -> tuple[str, Span]:
    """Return the title of a document and its source span: a main heading, a title claim, any heading, or the first line."""
    heads = [s for s in found if s.kind == "heading"]
    main = next((s for s in heads if s.level == 1), None)
    if main:
        return main.text, (main.raw_start, main.raw_end)
    claim = next((c for c in text.claims if c.field == "title" and c.value), None)
    if claim:
        return claim.value, (claim.raw_start, claim.raw_end)
    first = heads[0] if heads else found[0] if found else None
    return (first.text, (first.raw_start, first.raw_end)) if first else ("", (0, 0))


def _units(text: Text, clean: str) -> Iterator[_Unit]:
    """Yield the units: lines, split at cells and joined where one block of the layout holds several."""
    layout = sorted(text.layout, key=lambda b: (b.raw_start, -b.raw_end))
    if not layout:
        yield from (_Unit(*m.span(), -1, "line", 0, -1) for m in CONTENT.finditer(clean))
        return
    waiting: _Unit | None = None
    for unit in _placed(text, clean, layout):
        if waiting and unit.block == waiting.block and unit.kind != "line":
            waiting = waiting._replace(end=unit.end)
            continue
        if waiting:
            yield waiting
        waiting = unit
    if waiting:
        yield waiting


def _placed(text: Text, clean: str, layout: Sequence[Block]) -> Iterator[_Unit]:
    """Yield every non-blank line with the innermost block it begins in; a line of several cells comes cell by cell."""
    starts = _clean_offsets(text, [block.raw_start for block in layout])
    ends = sorted({block.raw_end for block in layout})
    stop_of = dict(zip(ends, _clean_offsets(text, ends), strict=True))
    stops = [stop_of[block.raw_end] for block in layout]
    active: list[int] = []
    k, count = 0, len(layout)
    for match in CONTENT.finditer(clean):
        start, end = match.span()
        if active and (len(active) > 1 or stops[active[0]] <= start):
            active = [n for n in active if stops[n] > start]
        while k < count and starts[k] <= start:
            if stops[k] > start:
                active.append(k)
            k += 1
        cells = k
        while cells < count and starts[cells] < end:
            cells += 1
        if cells > k and any(layout[n].kind == "cell" for n in range(k, cells)):
            yield from _cells(
                clean, (start, end), [(starts[n], n, layout[n]) for n in [*active[-1:], *range(k, cells)]]
            )
        elif len(active) == 1:
            block = layout[active[0]]
            yield _Unit(start, end, active[0], "cell" if block.row >= 0 else block.kind, block.level, block.row)
        else:
            yield _within(start, end, active, layout)


def _source_spans(text: Text, units: Sequence[_Unit]) -> Iterator[Span]:
    """Yield `text.source_span` of each unit: most lie between two edits, where all offsets move alike."""
    edits = iter(text.edits)
    coming = next(edits, None)
    shift = low = 0  # from `low` to the coming edit, a clean offset and this are a source offset
    for start, end, *_ in units:
        while coming and coming.raw_start - shift <= start:
            taken = len(coming.removed)
            shift += taken - len(coming.inserted)
            low = coming.raw_start + taken - shift
            coming = next(edits, None)
        plain = start >= low and (coming is None or end <= coming.raw_start - shift)
        yield (start + shift, end + shift) if plain else text.source_span(start, end)


def _clean_offsets(text: Text, places: Sequence[int]) -> list[int]:
    """Return `text.to_clean` of ascending source offsets, in one pass over the edits."""
    out: list[int] = []
    edits = iter(text.edits)
    coming = next(edits, None)
    begin = stop = shift = 0  # the edit before a place begins here in the clean text, and ends there in the source
    for i in places:
        while coming and coming.raw_start <= i:
            taken = len(coming.removed)
            begin, stop = coming.raw_start + shift, coming.raw_start + taken
            shift += len(coming.inserted) - taken
            coming = next(edits, None)
        out.append(i + shift if i >= stop else begin)
    return out


def _cells(clean: str, span: Span, found: Sequence[tuple[int, int, Block]]) -> Iterator[_Unit]:
    """Yield the cells of one line, each reaching to the next one's start, bars and blanks trimmed."""
    edges = [*(max(span[0], start) for start, _, _ in found), span[1]]
    for (_, n, block), low, high in zip(found, edges, edges[1:], strict=False):
        content = clean[low:high].rstrip("| \t")
        match = CONTENT.search(content)
        if match:
            yield _Unit(low + match.start(), low + match.end(), n, block.kind, block.level, block.row)


def _within(start: int, end: int, blocks: Sequence[int], layout: Sequence[Block]) -> _Unit:
    """Return the unit of a line, in the last of the blocks that are open where it begins."""
    if not blocks:
        return _Unit(start, end, -1, "line", 0, -1)
    kind, _, _, level, row = layout[blocks[-1]]
    if row < 0 and len(blocks) > 1:
        row = next((layout[n].row for n in reversed(blocks) if layout[n].row >= 0), -1)
    return _Unit(start, end, blocks[-1], "cell" if row >= 0 else kind, level, row)


def _settled(tongues: list[str]) -> list[str]:
    """Return the languages with undecided Chinese lines given the script that the decided ones agree on.

    Lines of Han alone in a text that is mostly Japanese are Japanese.
    """
    chinese = {"zh", "zh-Hans", "zh-Hant"}
    if tongues.count("ja") > sum(tongue in chinese for tongue in tongues):
        return ["ja" if tongue in chinese else tongue for tongue in tongues]
    votes = Counter(tongue for tongue in tongues if tongue in ("zh-Hans", "zh-Hant"))
    if "zh" not in tongues or not votes:
        return tongues
    script, count = votes.most_common(1)[0]
    return [script if tongue == "zh" else tongue for tongue in tongues] if count >= AGREED * votes.total() else tongues


def _headings(
    clean: str, units: Sequence[_Unit], words: Sequence[str], tongues: Sequence[str]
) -> Iterator[tuple[int, int]]:
    """Yield index and level of the plain lines that are headings; a page's layout has named its own."""
    if any(unit.kind == "heading" for unit in units):
        return
    run: list[int] = []
    lines: list[Line] = []
    before = 0
    for n, unit in enumerate(units):
        if unit.kind in UNDECIDED:
            run.append(n)
            parted = unit.start - before > 1 and clean.count("\n", before, unit.start) > 1
            lines.append(Line(words[n], parted, tongues[n]))
        before = unit.end
    yield from ((run[n], level) for n, level in headings(lines))
