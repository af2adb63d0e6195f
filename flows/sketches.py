"""Sketches of the pages that a batch cleans, for the marks of their site.

Marks are shares of a source's pages, so of a large source a sample is enough: the pages whose names have the lowest hashes, the same
ones in every run and however the batches are cut.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from cleaners.page import Page
from cleaners.site_marks import sketch

if TYPE_CHECKING:
    from collections.abc import Callable

    from cleaners import Cleaned
    from warehouse import Item


KEPT = 20_000  # sketches of a source that are kept: what a fifth of its pages share shows in these
MARGIN = 1.1  # the share of the pages to sketch is reckoned from how many there are; hashes scatter


def rank(locator: str, part: str) -> int:
    """Return the place of a document in the order of sampling, below 2**64."""
    return int.from_bytes(hashlib.sha256(f"{locator}\0{part}".encode()).digest()[:8])


def share_of(documents: int) -> float:
    """Return the share of so many documents that must be sketched."""
    return min(1.0, MARGIN * KEPT / max(1, documents))


def sketching(rows: list[str], share: float) -> Callable[[Item, Cleaned], None]:
    """Return what is called for every cleaned document; the sketches of a share of them go to `rows`."""

    def each(item: Item, cleaned: Cleaned) -> None:
        if rank(item.locator, item.part) > share * 2**64:
            return
        made = sketch(cleaned.ledger, Page(uri=item.uri))
        rows.append(json.dumps([item.locator, item.part, made.host, made.pieces], ensure_ascii=False))

    return each
