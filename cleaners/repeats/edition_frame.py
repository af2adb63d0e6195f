"""The lines that go with a second edition: what labels it, dates it, names its page, or is a button under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz.distance.Indel import normalized_similarity as ratio

from cleaners.repeats.copy_preview import MORE
from cleaners.repeats.edition_labels import (
    ABSTRACT,
    BUTTON,
    DATED,
    HEAVIEST,
    MAIL_HEAD,
    PROVED,
    QUOTE,
    is_frame,
    is_pager,
)
from cleaners.repeats.edition_page import one_writing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaners.repeats.edition_facts import Facts
    from cleaners.repeats.edition_judge import Verdict
    from cleaners.repeats.edition_page import Row

HEAD = 6  # lines of a head that go with the copy below
TITLE = 0.6  # similarity of two titles over one text


def rows_of(facts: Facts, verdict: Verdict) -> set[int]:
    """Return the rows that go: those of the copy, and the lines that can only frame it."""
    rows, (low, high) = facts.sheet.rows, facts.rows
    if verdict.goes == "earlier":
        between = [k for k in range(high, facts.run.low) if _is_button(rows[k])]
        return {*range(_above(rows, low), high), *between}
    below = facts.run.high
    while below < len(rows) and is_frame(rows[below]) and not is_pager(rows[below]):
        below += 1
    return {*range(_head(facts), below)} - facts.gone


def _is_button(row: Row) -> bool:
    return bool(is_frame(row) or MORE.match(row.words) or BUTTON.match(row.words))


def _above(rows: Sequence[Row], low: int) -> int:
    """Return the first of the lines that label the text from row `low` on."""
    while low and not PROVED.search(rows[low - 1].words):
        if not (is_frame(rows[low - 1]) or ABSTRACT.match(rows[low - 1].words)):
            break
        low -= 1
    return low


def _head(facts: Facts) -> int:
    """Return the first row of the head of a copy behind its other one: its label, its title, who is quoted.

    A date stands at the end of a text as well as before one: it is of the head where a blank line parts the two.
    """
    rows, first = facts.sheet.rows, facts.run.low
    titles = [one_writing(row.words) for row in rows[max(0, facts.rows[0] - HEAD) : facts.rows[0]] if not row.finished]
    for k in range(first - 1, max(facts.rows[1], facts.run.low - HEAD) - 1, -1):
        row = rows[k]
        if k in facts.gone or row.finished or row.weight > HEAVIEST:
            break
        dated = DATED.search(row.words) and (row.apart or rows[k - 1].apart) and not MAIL_HEAD.match(row.words)
        quoted = any(QUOTE.match(rows[j].words) for j in range(k, facts.run.low))
        key = one_writing(row.words)
        if is_frame(row) or QUOTE.match(row.words) or (dated and not quoted) or _is_title(key, titles):
            first = k
    return _block(facts, first) if first < facts.run.low else first


def _block(facts: Facts, first: int) -> int:
    """Return the first line of the head that a blank line parts from the text before, or `first` where none does."""
    rows = facts.sheet.rows
    for k in range(first, max(facts.rows[1], first - HEAD) - 1, -1):
        if rows[k].finished or rows[k].weight > HEAVIEST:
            return first
        if rows[k].apart:
            return k
    return first


def _is_title(key: str, titles: Sequence[str]) -> bool:
    """Return whether a line is the title of the other text, or nearly."""
    return bool(key) and any(key == title or ratio(key, title) >= TITLE for title in titles if title)
