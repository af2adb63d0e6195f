"""Which documents to hold against one another: pairs whose sketches share enough, found without reading a text.

The sketches are read from Parquet a range of hashes at a time and joined in DuckDB, which spills to the disk: memory follows from
RANGE and MEMORY, not from the number of documents. A hash of more than COMMON documents ties each of them only to the first
ANCHORS: a phrase of the trade costs what it has documents, not their square, and five hundred near copies still meet.

Whether a pair is a candidate follows from the hashes of the two and from which documents share these, nothing else. So after a
change only pairs are joined again of which one is new, or holds a hash that became common, ceased to be, or has other anchors.
"""

from __future__ import annotations

from contextlib import contextmanager
from itertools import chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

import duckdb
import numpy as np
import pyarrow as pa

from warehouse.errors import StoreError
from warehouse.sketched import ordered

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from warehouse.corpus import Corpus, Flags, Numbers
    from warehouse.sketched import Hashes, Ordinals

COMMON = 64  # documents of which each pair is joined for a shared hash
ANCHORS = 4
LEAST_SHARED = 3  # sampled shingles two documents must share before anyone reads them
LEAST_CONTAINED = 0.1  # share of the smaller sketch; a contained third passes with half of its shingles broken
RANGE = 2_000_000  # hashes that are joined at once
JOINED = 1_000_000  # pairs that one statement groups: with 4 million of them 600 MB did not do
SUMMED = 4_000_000  # counts of pairs that one statement sums
MEMORY = "600MB"
ENOUGH = f"""
    SELECT one, two, part, CAST(sum(shared) AS UINTEGER) AS shared FROM met WHERE hash(one, two) % ? = ?
    GROUP BY ALL HAVING sum(shared) >= {LEAST_SHARED}
"""


class Candidates(NamedTuple):
    """Pairs of documents by number, `one < two`, with the part of the text that meets; in this order."""

    one: Ordinals
    two: Ordinals
    part: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]


def hot(corpus: Corpus) -> Flags:
    """Return the documents whose pairs must be looked for again: all of a corpus that had no state before."""
    now, before = corpus.compared, corpus.compared_before
    found = now & ~before
    moved = now != before
    if not before.any() or not moved.any():
        return found
    for low, high in _ranges(corpus):
        hashes, numbers = corpus.hashes(low, high)
        kept = _isin(hashes, np.unique(hashes[moved[numbers]]))
        found[_unsettled(hashes[kept], numbers[kept], now, before)] = True
    return found & now


def candidates(corpus: Corpus, among: Flags, scratch: Path) -> Candidates:
    """Return the pairs of which at least one document is `among` the hot ones."""
    tables = _tables(corpus, among)
    first = next(tables, None)
    if first is None:
        nothing = np.empty(0, np.uint32)
        return Candidates(nothing, nothing, np.empty(0, np.uint8))
    with _spilling(), duckdb.connect() as con:
        con.execute(f"SET memory_limit = '{MEMORY}'")
        con.execute("SET preserve_insertion_order = false")
        con.execute("SET temp_directory = ?", [str(scratch)])
        con.execute("CREATE TABLE met (one UINTEGER, two UINTEGER, part UTINYINT, shared UINTEGER)")
        for shared in chain([first], tables):
            _join(con, shared)
        return _enough(con, corpus)


@contextmanager
def _spilling() -> Iterator[None]:
    """Turn DuckDB's refusal, whose errors are nobody else's kind, into a StoreError that says what to do."""
    try:
        yield
    except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
        says = str(error).partition("\n")[0]
        message = f'overlaps found no room ({says}): free disk space and memory, or set overlaps = "exact" in [warehouse], and run again'
        raise StoreError(message) from error


def _tables(corpus: Corpus, among: Flags) -> Iterator[pa.Table]:
    """Yield the shared hashes of each range that has any."""
    now = corpus.compared
    few = not (among | ~now).all()
    for low, high in _ranges(corpus):
        hashes, numbers = _of(corpus, low, high, now)
        if few:
            kept = _isin(hashes, np.unique(hashes[among[numbers]]))
            hashes, numbers = hashes[kept], numbers[kept]
        shared = _shared(hashes, numbers, among)
        if shared.num_rows:
            yield shared


def _ranges(corpus: Corpus) -> Iterator[tuple[int, int]]:
    """Yield ranges of the hashes with about RANGE of them each."""
    count = corpus.size // RANGE + 1
    bounds = [(n << 64) // count for n in range(count + 1)]
    yield from pairwise(bounds)


def _of(corpus: Corpus, low: int, high: int, among: Flags) -> tuple[Hashes, Ordinals]:
    """Return the hashes of a range that documents `among` some hold."""
    hashes, numbers = corpus.hashes(low, high)
    kept = among[numbers]
    return hashes[kept], numbers[kept]


def _isin(hashes: Hashes, some: Hashes) -> Flags:
    """Return which hashes stand among sorted ones."""
    if not len(some):
        return np.zeros(len(hashes), np.bool_)
    found: Flags = some[np.minimum(np.searchsorted(some, hashes), len(some) - 1)] == hashes
    return found


def _unsettled(hashes: Hashes, numbers: Ordinals, now: Flags, before: Flags) -> Ordinals:
    """Return the documents of hashes that tie them to others than they did."""
    order = ordered(hashes, numbers)
    hashes, numbers = hashes[order], numbers[order]
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
    order = ordered(hashes, numbers)
    hashes, numbers = hashes[order], numbers[order]
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


def _join(con: duckdb.DuckDBPyConnection, shared: pa.Table) -> None:
    """Count the hashes that pairs share, a bounded number of pairs at a time."""
    for piece in _pieces(shared):
        con.register("shared", piece)
        con.execute("""
            INSERT INTO met SELECT a.document, b.document, a.part, count(*)
            FROM shared a JOIN shared b ON a.run = b.run AND a.document < b.document
            WHERE a.leads AND (a.hot OR b.hot) GROUP BY ALL
        """)
        con.unregister("shared")


def _pieces(shared: pa.Table) -> Iterator[pa.Table]:
    """Cut shared hashes between two hashes so that each piece joins to about JOINED pairs."""
    runs = shared["run"].to_numpy()
    joined = np.cumsum(np.bincount(runs, weights=shared["leads"].to_numpy()) * np.bincount(runs))
    piece = (joined // JOINED)[runs]
    bounds = [0, *(np.flatnonzero(np.diff(piece)) + 1).tolist(), len(runs)]
    yield from (shared.slice(start, end - start) for start, end in pairwise(bounds))


def _enough(con: duckdb.DuckDBPyConnection, corpus: Corpus) -> Candidates:
    """Return the pairs that share enough hashes, all ranges together."""
    # a share of the pairs at a time: sums over all those of a million documents at once do not fit
    count = int(con.sql("SELECT count(*) FROM met").fetchall()[0][0]) // SUMMED + 1
    shares = (con.sql(ENOUGH, params=[count, n]).to_arrow_table() for n in range(count))
    found = pa.concat_tables(_contained(share, corpus) for share in shares)
    found = found.sort_by([(name, "ascending") for name in ("one", "two", "part")])
    one, two, part = (found[name].to_numpy() for name in ("one", "two", "part"))
    return Candidates(one, two, part)


def _contained(pairs: pa.Table, corpus: Corpus) -> pa.Table:
    """Return the pairs of which the smaller sketch shares enough; two joins with all sizes in DuckDB took most of its memory."""
    one, two, part, shared = (pairs[name].to_numpy() for name in ("one", "two", "part", "shared"))
    smaller = np.minimum(corpus.sampled[one, part], corpus.sampled[two, part])
    return pairs.filter(pa.array(shared / smaller >= LEAST_CONTAINED))
