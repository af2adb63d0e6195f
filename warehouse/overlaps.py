"""Text that two documents share: each candidate is read and proved by alignment, copies with the same letters by comparison.

Memory: texts that candidates ask for are laid out once in a scratch file; whoever compares some pairs reads them there.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from cleaners.repeats.overlap import overlap
from cleaners.repeats.shingles import Letters, all_letters_of, parts_of
from warehouse.errors import StoreError
from warehouse.hands import OWN
from warehouse.records import OverlapRow, table_of
from warehouse.sketched import AT_ONCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

    from warehouse.candidates import Candidates
    from warehouse.corpus import Corpus, Flags, Numbers
    from warehouse.hands import Hands
    from warehouse.sketched import Ordinals

    Places = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    Parted = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]

SCRIPTS = ("han", "other")
PROVED = 0.25  # containment, by letters, from which on a pair is reported
ALIKE = 0.5  # identity of its longest stretch: less is phrases in a row
NEAR = 0.8  # share of the longer text's letters: a near-duplicate, not a quotation
SPANS = 32  # differences whose places are kept
PAIRS = 1_000  # pairs that are handed out together: a second of work
READ = 256  # texts kept in memory, folded


class Scratch:
    """The texts of some documents of a corpus, in a file that goes when it is closed."""

    def __init__(self, corpus: Corpus, wanted: Flags, path: Path) -> None:
        self.path = path
        self.places = np.zeros((len(wanted), 2), np.int64)
        with path.open("wb") as file:
            for number, text in _texts(corpus, wanted):
                body = text.encode("utf-8", "surrogatepass")
                self.places[number] = file.tell(), len(body)
                file.write(body)

    def __enter__(self) -> Self:
        """Return it."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Remove the file."""
        self.path.unlink()

    def pairs(
        self, corpus: Corpus, one: Numbers | Ordinals, two: Numbers | Ordinals, part: Parted | None = None
    ) -> Iterator[Pairs]:
        """Yield pairs of documents by number, some at a time."""
        for start in range(0, len(one), PAIRS):
            some = slice(start, start + PAIRS)
            ids = ((corpus.doc_ids[numbers[some]].astype(str).tolist()) for numbers in (one, two))
            places = np.stack([self.places[one[some]], self.places[two[some]]], axis=1)
            yield Pairs(self.path, list(zip(*ids, strict=True)), [] if part is None else part[some].tolist(), places)


def _texts(corpus: Corpus, wanted: Flags) -> Iterator[tuple[int, str]]:
    """Yield the wanted documents that stand in this state, with their texts."""
    wanted = wanted & corpus.now
    for part in corpus.parts:
        numbers = np.minimum(part.numbers, len(wanted) - 1)
        here = wanted[numbers] & (numbers == part.numbers)
        if not here.any():
            continue
        base = 0
        with pq.ParquetFile(part.sketched.texts) as file:
            for batch in file.iter_batches(AT_ONCE, columns=["text"]):
                places = np.flatnonzero(here[base : base + batch.num_rows])
                texts = batch["text"].take(pa.array(places)).to_pylist()
                yield from zip(numbers[base + places].tolist(), texts, strict=True)
                base += batch.num_rows


class Pairs(NamedTuple):
    """Pairs of documents to be held against one another, and where in a scratch file their texts stand."""

    path: Path
    ids: list[tuple[str, str]]
    parts: list[int]  # of their texts; nothing where whole texts are compared
    places: Places  # start and size of both texts, shape (pairs, 2, 2)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield both texts of each pair."""
        read = lru_cache(READ)(lambda place: os.pread(file, place[1], place[0]).decode("utf-8", "surrogatepass"))
        file = os.open(self.path, os.O_RDONLY)
        try:
            yield from ((read(tuple(one)), read(tuple(two))) for one, two in self.places.tolist())
        finally:
            os.close(file)


def proved(corpus: Corpus, found: Candidates, scratch: Path, hands: Hands = OWN) -> Iterator[pa.Table]:
    """Yield the overlaps of the candidates that the letters bear out, in their order."""
    wanted = np.zeros(len(corpus.now), np.bool_)
    wanted[found.one] = wanted[found.two] = True
    with Scratch(corpus, wanted, scratch) as texts:
        yield from hands.map(_aligned, texts.pairs(corpus, found.one, found.two, found.part))


def copied(corpus: Corpus, wanted: Flags, scratch: Path, hands: Hands = OWN) -> Iterator[pa.Table]:
    """Yield the overlaps of `wanted` documents with the first document that has the same letters, in their order."""
    copies = np.flatnonzero(wanted)
    reading = wanted.copy()
    reading[corpus.first[copies]] = True
    with Scratch(corpus, reading, scratch) as texts:
        copies = copies[np.lexsort((copies, corpus.first[copies]))]
        yield from hands.map(_equal, texts.pairs(corpus, corpus.first[copies], copies))


def _aligned(pairs: Pairs) -> pa.Table:
    """Return what the letters bear out of some candidates."""
    read = lru_cache(READ)(parts_of)
    sides = zip(pairs.ids, pairs.parts, pairs.texts(), strict=True)
    rows = (shared(ids, part, read(one), read(two)) for ids, part, (one, two) in sides)
    return table_of("overlaps", [row for row in rows if row])


def _equal(pairs: Pairs) -> pa.Table:
    """Return the overlaps of some copies."""
    read = lru_cache(READ)(all_letters_of)
    rows = [_copy(ids, read(one), read(two)) for ids, (one, two) in zip(pairs.ids, pairs.texts(), strict=True)]
    return table_of("overlaps", rows)


Parts = tuple[Letters, Letters]


def shared(ids: tuple[str, str], part: int, one: Parts, two: Parts) -> OverlapRow | None:
    """Return what a part of two documents shares as the letters have it, or None where that is too little to report."""
    found = overlap(one[part], two[part], part)
    if found is None or found.containment < PROVED or found.identity < ALIKE:
        return None
    longer = max(len(one[part].codes), len(two[part].codes))
    places = [end for each in found.differences[:SPANS] for end in (*each.left, *each.right)]
    return OverlapRow(
        *ids, SCRIPTS[part], "near" if found.shared >= NEAR * longer else "contained", *found.left, *found.right,
        found.shared, found.stretches, found.containment, found.identity, _count(one), _count(two),
        len(found.differences), places, found.folded,
    )  # fmt: skip


def _count(parts: Parts) -> int:
    return sum(len(part.codes) for part in parts)


def same(ids: tuple[str, str], one: Letters, two: Letters) -> OverlapRow | None:
    """Return the overlap of two documents with the same letters, None where they have others."""
    if not np.array_equal(one.codes, two.codes):
        return None
    (start, end), (other, stop) = ((int(letters.places[0]), int(letters.places[-1]) + 1) for letters in (one, two))
    count, folded = len(one.codes), not np.array_equal(one.written, two.written)
    return OverlapRow(*ids, "all", "exact", start, end, other, stop, count, 1, 1.0, 1.0, count, count, 0, [], folded)


def _copy(ids: tuple[str, str], one: Letters, two: Letters) -> OverlapRow:
    row = same(ids, one, two)
    if row is None:
        message = (
            f"the sketches of documents {' and '.join(ids)} are not of their texts: remove work/sketches, run again"
        )
        raise StoreError(message)
    return row


def again(row: OverlapRow, one: str, two: str) -> OverlapRow | None:
    """Return the row that the texts of a row's two documents give."""
    ids = row.doc_id, row.other_id
    if row.script in SCRIPTS:
        return shared(ids, SCRIPTS.index(row.script), parts_of(one), parts_of(two))
    return same(ids, all_letters_of(one), all_letters_of(two))
