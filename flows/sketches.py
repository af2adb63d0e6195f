"""Sketches of the pages that a batch cleans, for the marks of their site."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cleaners.page import Page
from cleaners.site_marks import sketch

if TYPE_CHECKING:
    from collections.abc import Callable

    from cleaners import Cleaned
    from warehouse import Item


def sketching(rows: list[str]) -> Callable[[Item, Cleaned], None]:
    """Return what is called for every cleaned document; its sketch goes to `rows`."""

    def each(item: Item, cleaned: Cleaned) -> None:
        made = sketch(cleaned.ledger, Page(uri=item.uri))
        rows.append(json.dumps([item.locator, item.part, made.host, made.pieces], ensure_ascii=False))

    return each
