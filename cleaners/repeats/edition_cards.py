"""Cards: the begin of a text on a line that breaks off with a mark of its own, and paragraphs that a page prints twice each.

Nobody ends a line within a sentence that the same page goes on with. And where hardly a line of a page stands once, and each
other copy follows it at once, the page was printed for two sizes of window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cleaners.repeats.copy_lines import CUT_LEAST, QUOTED, TRUNCATED, Twice
from cleaners.repeats.copy_lines import weight as weight_of
from cleaners.repeats.copy_preview import MORE
from cleaners.repeats.edition_facts import REST
from cleaners.repeats.edition_page import LARGEST, one_writing, sheet_of
from cleaners.repeats.prose import CODE_LINE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.repeats.edition_page import Row, Sheet

ROWS = 12  # lines of a card above the one that breaks off
PAIRS, LONG_PAIRS, LONG = (
    4,
    3,
    25.0,
)  # lines that follow each other twice, those of them that are prose, and their weight
DOUBLED = 0.8  # share of a page's letters in such lines


class _Place(NamedTuple):
    start: int
    end: int


def cards(text: str) -> Iterator[Twice]:
    """Yield the cards of a page: a title perhaps, whole paragraphs, and one that breaks off."""
    if len(text) > LARGEST:
        return
    sheet = sheet_of(text)
    for k, row in enumerate(sheet.rows):
        bare = TRUNCATED.sub("", row.words)
        if bare == row.words or QUOTED.match(sheet.text[row.start : row.end]) or weight_of(bare) < CUT_LEAST / 2:
            continue
        key = one_writing(bare)
        place = _elsewhere(sheet, key, k, k + 1)
        if (
            place is None
            or place.start not in sheet.begins
            or place.end in sheet.begins
            or place.end == len(sheet.letters)
        ):
            continue
        first, place = _upwards(sheet, k, key, place)
        if sum(r.weight for r in sheet.rows[first:k]) + weight_of(bare) < CUT_LEAST:
            continue
        last = k + 1 if k + 1 < len(sheet.rows) and MORE.match(sheet.rows[k + 1].words) else k
        low, high = (sheet.pieces[sheet.piece_at(at)] for at in (place.start, place.end - 1))
        kept = sheet.rows[low.row].start, sheet.rows[high.row].end
        button = row.words[len(bare) :].strip(" .…。\t\u3000") or last > k
        if not button and not _is_teaser(sheet, (first, last), low.row):
            continue  # a voice that breaks off, and is heard in full elsewhere
        yield Twice(sheet.rows[first].start, sheet.rows[last].end, kept, "cut off where the whole goes on")


def _is_teaser(sheet: Sheet, card: tuple[int, int], whole: int) -> bool:
    """Return whether a card holds the begin of the page's body, and stands right before it or behind all of it."""
    prose = [k for k, row in enumerate(sheet.rows) if row.finished and row.weight >= REST]
    if whole < card[0]:
        return not any(k < whole or k > card[1] for k in prose)
    return not any(k < card[0] or card[1] < k < whole for k in prose)


def _upwards(sheet: Sheet, k: int, key: str, place: _Place) -> tuple[int, _Place]:
    """Return the first row of a card, and where its letters stand in the whole: the rows before go with it as far as they agree."""
    first = k
    for above in range(k - 1, max(-1, k - ROWS), -1):
        longer = one_writing(sheet.rows[above].words) + key
        found = _elsewhere(sheet, longer, above, k + 1)
        if found is None or found.start not in sheet.begins:
            break
        first, key, place = above, longer, found
    return first, place


def _elsewhere(sheet: Sheet, key: str, low: int, high: int) -> _Place | None:
    """Return where letters stand outside the rows `low:high`."""
    start, stop = (
        sheet.pieces[sheet.firsts[n]].at if sheet.firsts[n] < len(sheet.pieces) else len(sheet.letters)
        for n in (low, high)
    )
    before = sheet.letters.find(key, 0, start)
    found = before if before >= 0 else sheet.letters.find(key, stop)
    return _Place(found, found + len(key)) if found >= 0 and key else None


def doubled(text: str) -> Iterator[Twice]:
    """Yield the second of each two equal lines of a page that prints nearly every line twice."""
    if len(text) > LARGEST:
        return
    rows = sheet_of(text).rows
    pairs = [k for k in _pairs(rows) if not CODE_LINE.search(rows[k].words)]
    long = [k for k in pairs if rows[k].finished and rows[k].weight >= LONG]
    distinct = {rows[k].words for k in pairs}
    if len(pairs) < PAIRS or len(long) < LONG_PAIRS or len(distinct) < len(pairs):
        return
    inside = rows[pairs[0] : pairs[-1] + 2]
    held = 2 * sum(rows[k].weight for k in pairs)
    if held < DOUBLED * sum(row.weight for row in inside):
        return
    for k in pairs:
        kept = rows[k].start, rows[k].end
        yield Twice(rows[k + 1].start, rows[k + 1].end, kept, "nearly every line of the page stands twice in a row")


def _pairs(rows: Sequence[Row]) -> Iterator[int]:
    """Yield the rows that the next one equals; of three equal ones none."""
    k = 0
    while k + 1 < len(rows):
        end = k + 1
        while end < len(rows) and rows[end].words == rows[k].words:
            end += 1
        if end - k == 2:
            yield k
        k = end
