"""Which document stands for which: a star around each canonical document, read off the table of overlaps alone.

No chains: a member's text stands in its canonical document itself, not in one that resembles another. The one exception is exact: what
holds for a document holds for its copies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from warehouse.records import ClusterRow, table_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa

HELD = 0.8  # share of a document's letters that its canonical one must hold
CANONICAL = "canonical"
COLUMNS = ("doc_id", "other_id", "kind", "shared", "letters", "other_letters")


class _Holds(NamedTuple):
    """A document and how much of it another one holds."""

    held: float
    letters: int  # of the holder
    holder: str
    reason: str


def clusters(overlaps: pa.Table) -> pa.Table:
    """Return the table of clusters that follows from a table of overlaps.

    Documents come in order of their letters, most first, then of doc_id: one that no canonical document holds is canonical itself.
    """
    copies: dict[str, str] = {}
    sums: dict[tuple[str, str], int] = {}
    letters: dict[str, int] = {}
    for one, other, kind, shared, size, other_size in zip(*(overlaps[n].to_pylist() for n in COLUMNS), strict=True):
        letters[one], letters[other] = size, other_size
        if kind == "exact":
            copies[other] = one
        else:
            sums[one, other] = sums.get((one, other), 0) + shared
    holders = _holders(sums, letters)
    stands = _stands(sorted({*holders, *copies.values()}, key=lambda doc: (-letters[doc], doc)), holders)
    rows = [ClusterRow(doc, found.holder, found.reason, found.held) for doc, found in stands.items()]
    for copy, first in copies.items():
        found = stands.get(first)
        rows.append(ClusterRow(copy, *((found.holder, found.reason, found.held) if found else (first, "exact", 1.0))))
    heads = {row.canonical_id for row in rows}
    rows += [ClusterRow(doc, doc, CANONICAL, 1.0) for doc in heads]
    return table_of("clusters", sorted(rows))


def _holders(sums: dict[tuple[str, str], int], letters: dict[str, int]) -> dict[str, list[_Holds]]:
    """Return for each document those, before it in the order, that hold enough of it; the best first."""
    out: dict[str, list[_Holds]] = {}
    for (one, other), shared in sums.items():
        small, large = sorted((one, other), key=lambda doc: (letters[doc], _reversed(doc)))
        held = round(min(1.0, shared / letters[small]), 4)
        if held >= HELD:
            reason = "near" if shared >= HELD * letters[large] else "contained"
            out.setdefault(small, []).append(_Holds(held, letters[large], large, reason))
    for found in out.values():
        found.sort(key=lambda one: (-one.held, -one.letters, one.holder))
    return out


def _reversed(doc: str) -> int:
    return -int(doc, 16)


def _stands(order: Iterable[str], holders: dict[str, list[_Holds]]) -> dict[str, _Holds]:
    """Return the canonical document of each document that has one."""
    out: dict[str, _Holds] = {}
    for doc in order:
        found = next((one for one in holders.get(doc, ()) if one.holder not in out), None)
        if found:
            out[doc] = found
    return out
