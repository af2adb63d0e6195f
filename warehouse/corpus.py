"""The documents of two states of a warehouse, now and before, numbered alike, with their sketches.

A document whose text is the same in both stands there once. Of documents with equal folded letters, however many, one takes part
in comparisons: the first by doc_id.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.buckets import WIDTH, keys_of
from warehouse.sketched import COUNTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from warehouse.buckets import Keys
    from warehouse.sketched import Ordinals, Sketched

    Flags = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    Numbers = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    Counts = np.ndarray[tuple[int, ...], np.dtype[np.int32]]
    Words = np.ndarray[tuple[int, ...], np.dtype[np.uint64]]
    Facts = np.ndarray[tuple[int, ...], np.dtype[np.void]]

FACTS = np.dtype([("doc_id", f"S{WIDTH}"), ("folded", "<u8", 2), ("letters", "<i4", 2), ("sampled", "<i4", 2)])
NOWHERE = 0xFFFFFFFF  # the number of a document that is not part of the corpus


class Part(NamedTuple):
    """Sketches of a shard, and the number of each of its documents."""

    sketched: Sketched
    numbers: Ordinals


@dataclass(frozen=True)
class Corpus:
    """Documents by number, in order of doc_id: where they stand, and what is known of them."""

    parts: tuple[Part, ...]
    doc_ids: Keys
    now: Flags  # documents of the state that is made
    before: Flags  # documents of the state before, with the text they had then
    first: Numbers  # now: the first document with the same folded letters
    first_before: Numbers
    sampled: Counts  # hashes by part, shape (documents, 2)

    @property
    def compared(self) -> Flags:
        """Documents that take part in comparisons now."""
        found: Flags = self.now & (self.first == np.arange(len(self.first)))
        return found

    @property
    def compared_before(self) -> Flags:
        """Documents that took part in comparisons before."""
        found: Flags = self.before & (self.first_before == np.arange(len(self.first)))
        return found

    @property
    def size(self) -> int:
        """How many hashes there are."""
        return sum(part.sketched.size for part in self.parts)

    def copies(self) -> Numbers:
        """Return the documents whose folded letters an earlier one has."""
        return np.flatnonzero(self.now & (self.first != np.arange(len(self.first))))


def corpus(now: Sequence[Sketched], before: Sequence[Sketched]) -> Corpus:
    """Return the documents of two states; a shard of both stands in both lists."""
    same = {sketched.shard.identity for sketched in now} & {sketched.shard.identity for sketched in before}
    changed = [one for one in now if one.shard.identity not in same]
    left = [one for one in before if one.shard.identity not in same]
    kept = _kept(changed, left)
    entries = [*_entries(now, same, kept), *_gone(left, kept)]
    facts, late, early = (np.concatenate([none, *some]) for none, some in (
        (np.empty(0, FACTS), [entry.facts for entry in entries]),
        (np.empty(0, np.bool_), [entry.now for entry in entries]),
        (np.empty(0, np.bool_), [entry.before for entry in entries]),
    ))  # fmt: skip
    order = np.lexsort((late, facts["doc_id"]))
    numbers = np.empty(len(order), np.uint32)
    numbers[order] = np.arange(len(order), dtype=np.uint32)
    facts, is_now, is_before = facts[order], late[order], early[order]
    some = facts["letters"].any(axis=1)
    return Corpus(
        tuple(_parts(entries, numbers)), np.ascontiguousarray(facts["doc_id"]), is_now, is_before,
        _first(facts["folded"], is_now & some), _first(facts["folded"], is_before & some), np.ascontiguousarray(facts["sampled"]),
    )  # fmt: skip


def _facts(rows: pa.Table) -> Facts:
    """Return what is known of documents as records of 64 bytes."""
    out = np.empty(rows.num_rows, FACTS)
    out["doc_id"] = keys_of(rows["doc_id"])
    folded = rows["folded"].combine_chunks()
    out["folded"] = np.frombuffer(folded.buffers()[1], "<u8", count=2 * len(folded), offset=16 * folded.offset).reshape(
        -1, 2
    )
    for what in ("letters", "sampled"):
        for n, part in enumerate(COUNTS):
            out[what][:, n] = rows[f"{part}_{what}"].to_numpy()
    return out


class _Entry(NamedTuple):
    """Documents of a shard that get numbers: which of its ordinals they are, and the states they stand in."""

    sketched: Sketched
    ordinals: Numbers
    facts: Facts
    now: Flags
    before: Flags


def _kept(changed: Sequence[Sketched], left: Sequence[Sketched]) -> pa.Array:
    """Return the documents, as id and text, that stand in changed shards and stood in those they replace."""
    new, old = (
        pc.unique(pa.chunked_array([pa.array([], pa.string()), *(_keys(one).combine_chunks() for one in some)]))
        for some in (changed, left)
    )
    return new.filter(pc.is_in(new, value_set=old))


def _keys(sketched: Sketched) -> pa.ChunkedArray:
    rows = sketched.documents
    return pc.binary_join_element_wise(rows["doc_id"], rows["clean_sha256"], "")


def _entries(now: Sequence[Sketched], same: set[str], kept: pa.Array) -> Iterator[_Entry]:
    for one in now:
        rows = one.documents
        everything = np.arange(rows.num_rows)
        if one.shard.identity in same:
            before = np.ones(rows.num_rows, np.bool_)
        else:
            before = pc.is_in(_keys(one), value_set=kept).to_numpy()
        yield _Entry(one, everything, _facts(rows), np.ones(rows.num_rows, np.bool_), before)


def _gone(left: Sequence[Sketched], kept: pa.Array) -> Iterator[_Entry]:
    """Yield the documents that stood in the state before only."""
    for one in left:
        ordinals = np.flatnonzero(~pc.is_in(_keys(one), value_set=kept).to_numpy())
        if len(ordinals):
            no = np.zeros(len(ordinals), np.bool_)
            yield _Entry(one, ordinals, _facts(one.documents)[ordinals], no, ~no)


def _parts(entries: Sequence[_Entry], numbers: Ordinals) -> Iterator[Part]:
    base = 0
    for entry in entries:
        mine = np.full(entry.sketched.count, NOWHERE, np.uint32)
        mine[entry.ordinals] = numbers[base : base + len(entry.ordinals)]
        base += len(entry.ordinals)
        yield Part(entry.sketched, mine)


def _first(folded: Words, among: Flags) -> Numbers:
    """Return for each document the first of those `among` with the same digest; itself where it is not among them."""
    out = np.arange(len(folded))
    chosen = np.flatnonzero(among)
    words = folded[chosen]
    order = np.lexsort((chosen, words[:, 0], words[:, 1]))
    words, chosen = words[order], chosen[order]
    new = np.ones(len(chosen), np.bool_)
    new[1:] = (words[1:] != words[:-1]).any(axis=1)
    out[chosen] = chosen[new][np.cumsum(new) - 1]
    return out
