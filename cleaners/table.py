"""Tables flattened to lines with ' | ' between their cells: every cell gets a line of its own, as `<td>` does.

Only the bars change, never a cell. Markdown tables, shell pipes, grammars, navigation, titles and verse with
caesura bars keep theirs; where the evidence is thin the table stays and is named as a candidate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaners import layout
from cleaners.layout import tables
from cleaners.rule import Rule, cleaner
from cleaners.text import Candidate, Evidence, Patch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaners.layout import Table
    from cleaners.page import Page
    from cleaners.text import Finding, Text

CELL = Rule(
    "table.cell",
    2,
    "A bar between the cells of a flattened table.",
    "The bar is the scraper's: a cell ends in a line feed whether it came from markup or from bars.",
)


@cleaner(CELL, helpers=(layout,))
def table(text: Text, page: Page) -> Iterator[Finding]:
    """Propose a line feed for every inner bar of a table, and nothing for every closing one."""
    if page.is_html:
        return  # a page has real tables; bars in its text are the author's
    for found in tables(str(text)):
        if not found.refused:
            yield from _patches(found)
        elif len(found.rows) > 1:
            yield Candidate(*found.span, CELL.id, found.refused)


def _patches(found: Table) -> Iterator[Patch]:
    says = f"one of {len(found.rows)} rows of {found.columns} cells divided by bars"
    for row in found.rows:
        for n, (start, end) in enumerate(row.bars, 1):
            yield Patch(start, end, "\n" if n < len(row.cells) else "", CELL.id, Evidence(says))
