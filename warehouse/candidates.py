"""Which documents to hold against one another: pairs whose sketches share enough, found without reading a text.

The hashes are taken a range at a time and joined in DuckDB a bounded number of pairs at a time; the pairs are counted on the disk:
memory follows from RANGE and JOINED, not from the number of documents. A hash of more than COMMON documents ties each of them only
to the first ANCHORS: a phrase of the trade costs what it has documents, not their square, and five hundred near copies still meet.

Whether a pair is a candidate follows from the hashes of the two and from which documents share these, nothing else. So after a
change only pairs are joined again of which one is new, or holds a hash that became common, ceased to be, or has other anchors.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import duckdb
import numpy as np
import pyarrow as pa

from warehouse.sketched import ordered
from warehouse.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from warehouse.corpus import Corpus, Flags, Numbers
    from warehouse.hash_ranges import Ranges
    from warehouse.sketched import Hashes, Ordinals
    from warehouse.tally import Keys, Met

COMMON = 64  # documents of which each pair is joined for a shared hash
ANCHORS = 4
LEAST_SHARED = 3  # sampled shingles two documents must share before anyone reads them
LEAST_CONTAINED = 0.1  # share of the smaller sketch; a contained third passes with half of its shingles broken
JOINED = 1_000_000  # pairs that one statement joins
PAIRS_OF_A_HASH = 8  # about: 4 in a million generated documents; it only sizes the shares of the tally
MEMORY = "600MB"
TWO = 1  # bits below the numbers in the key of a pair; keys rise as the pairs do
ONE = 32
JOIN = f"""
    SELECT (CAST(a.document AS UBIGINT) << {ONE}) | (CAST(b.document AS UBIGINT) << {TWO}) | a.part AS pair
    FROM shared a JOIN shared b ON a.run = b.run AND a.document < b.document
    WHERE a.leads AND (a.hot OR b.hot)
"""


class Candidates(NamedTuple):
    """Pairs of documents by number, `one < two`, with the part of the text that meets; in this order."""

    one: Ordinals
    two: Ordinals
    part: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]


def hot(corpus: Corpus, ranges: Ranges) -> Flags:
    """Return the documents whose pairs must be looked for again: all of a corpus that had no state before."""
    now, before = corpus.compared, corpus.compared_before
    found = now & ~before
    moved = now != before
    if not before.any() or not moved.any():
        return found
    for hashes, numbers in ranges:
        kept = _isin(hashes, np.unique(hashes[moved[numbers]]))
        found[_unsettled(hashes[kept], numbers[kept], now, before)] = True
    return found & now


def candidates(corpus: Corpus, among: Flags, ranges: Ranges, folder: Path) -> Candidates:
    """Return the pairs of which at least one document is `among` the hot ones; what is counted lies in a folder meanwhile."""
    tally = Tally(folder / "pairs", corpus.size * PAIRS_OF_A_HASH)
    with duckdb.connect() as con:
        con.execute(f"SET memory_limit = '{MEMORY}'")
        con.execute("SET preserve_insertion_order = false")
        con.execute("SET temp_directory = ?", [str(folder)])
        for shared in _tables(corpus, among, ranges):
            for piece in _pieces(shared):
                con.register("shared", piece)
                tally.add(con.sql(JOIN).to_arrow_table()["pair"].to_numpy())
                con.unregister("shared")
    return _enough(tally, corpus)


def _tables(corpus: Corpus, among: Flags, ranges: Ranges) -> Iterator[pa.Table]:
    """Yield the shared hashes of each range that has any."""
    now = corpus.compared
    few = not (among | ~now).all()
    for hashes, numbers in ranges:
        kept = now[numbers]
        if few:
            kept &= _isin(hashes, np.unique(hashes[among[numbers]]))
        shared = _shared(hashes[kept], numbers[kept], among)
        if shared.num_rows:
            yield shared


def _isin(hashes: Hashes, some: Hashes) -> Flags:
    """Return which hashes stand among sorted ones."""
    if not len(some):
        return np.zeros(len(hashes), np.bool_)
    found: Flags = some[np.minimum(np.searchsorted(some, hashes), len(some) - 1)] == hashes
    return found


def _unsettled(hashes: Hashes, numbers: Ordinals, now: Flags, before: Flags) -> Ordinals:
    """Return the documents of hashes that tie them to others than they did."""
    hashes, numbers = ordered(hashes, numbers)
    starts = np.flatnonzero(np.concatenate([[True], hashes[1:] != hashes[:-1]])) if len(hashes) else np.empty(0, int)
    run = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(hashes)))
    ties = [_ties(run, numbers, state) for state in (now, before)]
    other = ties[0].common & (ties[0].anchors != ties[1].anchors).any(axis=1)
    other |= ties[0].common != ties[1].common
    return np.unique(numbers[other[run]])


class _Ties(NamedTuple):
    """Of each hash, whether it is common, and its anchors."""

    common: Flags
    anchors: Numbers


def _ties(run: Numbers, numbers: Ordinals, state: Flags) -> _Ties:
    there = state[numbers]
    runs, documents = run[there], numbers[there]
    count = int(run[-1]) + 1 if len(run) else 0
    sizes = np.bincount(runs, minlength=count)
    place = np.arange(len(runs)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    anchors = np.full((count, ANCHORS), -1, np.int64)
    lead = place < ANCHORS
    anchors[runs[lead], place[lead]] = documents[lead]
    return _Ties(sizes > COMMON, anchors)


def _shared(hashes: Hashes, numbers: Ordinals, among: Flags) -> pa.Table:
    """Return the hashes that several documents share, of which one is `among` the hot ones, as rows to be joined."""
    hashes, numbers = ordered(hashes, numbers)
    same = np.zeros(len(hashes) + 1, np.bool_)
    same[1:-1] = hashes[1:] == hashes[:-1]
    kept = same[:-1] | same[1:]
    starts = ~same[:-1][kept]
    hashes, numbers = hashes[kept], numbers[kept]
    run = np.cumsum(starts) - 1
    sizes = np.bincount(run) if len(run) else np.empty(0, np.int64)
    place = np.arange(len(run)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    is_hot = among[numbers]
    useful = np.bincount(run, weights=is_hot, minlength=len(sizes))[run] > 0
    columns = {
        "run": run.astype(np.uint32),
        "document": numbers,
        "part": (hashes & np.uint64(1)).astype(np.uint8),
        "leads": (sizes[run] <= COMMON) | (place < ANCHORS),
        "hot": is_hot,
    }
    return pa.table({name: column[useful] for name, column in columns.items()})


def _pieces(shared: pa.Table) -> Iterator[pa.Table]:
    """Cut shared hashes between two hashes so that each piece joins to about JOINED pairs."""
    runs = shared["run"].to_numpy()
    joined = np.cumsum(np.bincount(runs, weights=shared["leads"].to_numpy()) * np.bincount(runs))
    piece = (joined // JOINED)[runs]
    bounds = [0, *(np.flatnonzero(np.diff(piece)) + 1).tolist(), len(runs)]
    yield from (shared.slice(start, end - start) for start, end in pairwise(bounds))


def _enough(tally: Tally, corpus: Corpus) -> Candidates:
    """Return the pairs that share enough hashes, all ranges together, and of which the smaller sketch shares enough."""
    pairs = np.sort(np.concatenate([_contained(met, corpus) for met in tally.met(LEAST_SHARED)]))
    return Candidates(*_numbers(pairs))


def _contained(met: Met, corpus: Corpus) -> Keys:
    one, two, part = _numbers(met.keys)
    smaller = np.minimum(corpus.sampled[one, part], corpus.sampled[two, part])
    return met.keys[met.times / smaller >= LEAST_CONTAINED]


def _numbers(pairs: Keys) -> tuple[Ordinals, Ordinals, np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]:
    """Return what the keys of pairs hold."""
    one = (pairs >> np.uint64(ONE)).astype(np.uint32)
    two = ((pairs & np.uint64((1 << ONE) - 1)) >> np.uint64(TWO)).astype(np.uint32)
    return one, two, (pairs & np.uint64(1)).astype(np.uint8)
