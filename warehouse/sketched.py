"""Sketches of documents, kept in Parquet by the identity of the shard whose texts they are of.

A cache: what it holds follows from the texts, so it may be lost at any time. A shard that changed takes over the sketches of the
documents that did not; `count` says how many were made anew. No text is kept.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cleaners.repeats.fold import letters
from cleaners.repeats.shingles import PARTS, sketches
from warehouse import ids
from warehouse.layout import remove

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from warehouse.hands import Hands
    from warehouse.shards import Shard

    Hashes = np.ndarray[tuple[int, ...], np.dtype[np.uint64]]
    Ordinals = np.ndarray[tuple[int, ...], np.dtype[np.uint32]]

METHOD = 1  # raise it when sketches, candidates or proofs change: the tables are then made anew
AT_ONCE = 512  # texts read together
COUNTS = ("han", "other")
DOCUMENTS = pa.schema(
    [("doc_id", pa.string()), ("clean_sha256", pa.string()), ("folded", pa.binary(16))]
    + [(f"{part}_{what}", pa.int32()) for part in COUNTS for what in ("letters", "sampled")]
)
HASHES = pa.schema([("hash", pa.uint64()), ("document", pa.uint32())])


@cache
def method() -> str:
    """Return what the tables follow from beside the texts: this code's number and the fold, which Unicode and opencc decide."""
    table = letters(np.arange(0x110000, dtype=np.uint32))
    return f"{METHOD}-{ids.digest_of(table.tobytes())[:8]}"


@dataclass(frozen=True)
class Texts:
    """A shard of documents and the file it lies in."""

    shard: Shard
    path: Path


@dataclass(frozen=True)
class Sketched:
    """The sketches of one shard: `documents` by ordinal, hashes in order."""

    shard: Shard
    path: Path
    texts: Path

    @property
    def documents(self) -> pa.Table:
        """What is known of each document (schema DOCUMENTS), in the shard's order."""
        return pq.read_table(_documents(self.path))

    @cached_property
    def count(self) -> int:
        """How many documents there are."""
        return int(pq.read_metadata(_documents(self.path)).num_rows)

    @cached_property
    def size(self) -> int:
        """How many hashes there are."""
        return int(pq.read_metadata(self.path).num_rows)

    def hashes(self) -> tuple[Hashes, Ordinals]:
        """Return the hashes in order, and the ordinals of their documents."""
        found = pq.read_table(self.path)
        return found["hash"].to_numpy(), found["document"].to_numpy()


class Cache:
    """The sketches below a directory; `count` documents were sketched since it was opened.

    A run reads its own hard links on its `desk`: another run may clear the directory at any moment.
    """

    def __init__(self, directory: Path, desk: Path) -> None:
        self.directory, self.desk = directory / method(), desk
        self.count = 0
        self.directory.mkdir(parents=True, exist_ok=True)
        desk.mkdir(parents=True, exist_ok=True)

    def of(self, texts: Texts, before: Sequence[Texts] = ()) -> Sketched:
        """Return the sketches of a shard; what its documents were in the shards `before` is not sketched again."""
        path = self._path(texts)
        if not _is_there(path) and not self._fetched(path):
            known = [self.of(old) for old in before if _related(texts.shard, old.shard)]
            _write(path, *self._made(texts.path, known))
            self._offered(path)
        return Sketched(texts.shard, path, texts.path)

    def all_of(self, wanted: Sequence[tuple[Texts, Sequence[Texts]]], hands: Hands) -> list[Sketched]:
        """Return the sketches of several shards, each with those before; what must be made is dealt out."""
        missing = [
            (self, texts, [old for old in older if _related(texts.shard, old.shard)])
            for texts, older in wanted
            if not _is_there(self._path(texts))
        ]
        before = self.count
        self.count = before + sum(hands.map(_sketch, missing))  # whether ours or that of a copy of ours counted
        return [Sketched(texts.shard, self._path(texts), texts.path) for texts, _ in wanted]

    def _path(self, texts: Texts) -> Path:
        return self.desk / f"{texts.shard.identity}.parquet"

    def _fetched(self, path: Path) -> bool:
        """Link sketches to the desk; False where the directory holds none that can be read."""
        try:
            for file in (path, _documents(path)):
                file.unlink(missing_ok=True)
                os.link(self.directory / file.name, file)
        except FileNotFoundError:
            return False
        return _is_there(path)

    def _offered(self, path: Path) -> None:
        """Link new sketches into the directory, each file in one step."""
        for file in (path, _documents(path)):
            offer = file.with_name(f"{file.name}.offer")
            os.link(file, offer)
            self.directory.mkdir(parents=True, exist_ok=True)
            offer.replace(self.directory / file.name)

    def keep(self, identities: set[str]) -> None:
        """Remove the sketches of other shards and of other methods, and what lies on the desk."""
        remove(self.desk)
        for path in self.directory.parent.glob("*") if self.directory.parent.is_dir() else ():
            if path != self.directory:
                remove(path)
        for path in self.directory.glob("*"):
            if path.name.partition(".")[0] not in identities:
                remove(path)

    def _made(self, path: Path, known: Sequence[Sketched]) -> tuple[pa.Table, pa.Table]:
        """Return documents and hashes of a file of documents."""
        rows = pq.read_table(path, columns=["doc_id", "clean_sha256"])
        done = np.zeros(rows.num_rows, np.bool_)
        pieces = [_taken(old, _keys(rows), done) for old in known]
        fresh = [_sketched(ordinals, texts) for ordinals, texts in _texts(path, done)]
        self.count += sum(len(piece.ordinals) for piece in fresh)
        return _joined(rows, pieces + fresh)


def _sketch(task: tuple[Cache, Texts, Sequence[Texts]]) -> int:
    """Make the sketches of a shard; return how many documents were sketched anew."""
    cache, texts, before = task
    known = cache.count
    cache.of(texts, before)
    return cache.count - known


class _Piece(NamedTuple):
    """Sketches of some documents of a shard: their ordinals, letters and digests; hashes and the ordinals they belong to."""

    ordinals: Ordinals
    counts: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    folded: list[bytes]
    hashes: Hashes
    documents: Ordinals


def _keys(rows: pa.Table) -> pa.ChunkedArray:
    return pc.binary_join_element_wise(rows["doc_id"], rows["clean_sha256"], "")


def _taken(old: Sketched, keys: pa.ChunkedArray, done: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> _Piece:
    """Return the sketches of the documents that stood in an older shard with the same text; they are done."""
    found = pc.fill_null(pc.index_in(_keys(old.documents), value_set=keys.combine_chunks()), -1).to_numpy()
    kept = np.flatnonzero(found >= 0)
    done[found[kept]] = True
    rows = old.documents.take(pa.array(kept))
    hashes, ordinals = old.hashes()
    moved = found[ordinals]
    counts = np.stack([rows[f"{part}_letters"].to_numpy() for part in COUNTS], axis=1).astype(np.int64)
    return _Piece(
        found[kept].astype(np.uint32), counts, rows["folded"].to_pylist(), hashes[moved >= 0],
        moved[moved >= 0].astype(np.uint32),
    )  # fmt: skip


def _texts(path: Path, done: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Iterator[tuple[Ordinals, list[str]]]:
    """Yield the texts of a file that are not done, some at a time, with their ordinals."""
    if done.all():
        return
    base = 0
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(AT_ONCE, columns=["text"]):
            left = np.flatnonzero(~done[base : base + batch.num_rows])
            if len(left):
                yield (left + base).astype(np.uint32), batch["text"].take(pa.array(left)).to_pylist()
            base += batch.num_rows


def _sketched(ordinals: Ordinals, texts: list[str]) -> _Piece:
    found = sketches(texts)
    return _Piece(ordinals, found.counts, found.digests, found.hashes, ordinals[found.documents])


def _joined(rows: pa.Table, pieces: list[_Piece]) -> tuple[pa.Table, pa.Table]:
    """Return documents in the shard's order, and their hashes in order, each once for a document."""
    counts = np.empty((rows.num_rows, len(PARTS)), np.int64)
    folded: list[bytes] = [b""] * rows.num_rows
    for piece in pieces:
        counts[piece.ordinals] = piece.counts
        for ordinal, digest in zip(piece.ordinals.tolist(), piece.folded, strict=True):
            folded[ordinal] = digest
    hashes = np.concatenate([np.empty(0, np.uint64), *(piece.hashes for piece in pieces)])
    ordinals = np.concatenate([np.empty(0, np.uint32), *(piece.documents for piece in pieces)])
    hashes, ordinals = ordered(hashes, ordinals)
    fresh = np.ones(len(hashes), np.bool_)
    fresh[1:] = (hashes[1:] != hashes[:-1]) | (ordinals[1:] != ordinals[:-1])
    hashes, ordinals = hashes[fresh], ordinals[fresh]
    parts = (hashes & np.uint64(1)).astype(np.int64)
    sampled = np.bincount(ordinals * np.int64(2) + parts, minlength=2 * rows.num_rows).reshape(-1, 2)
    columns = [counts[:, 0], sampled[:, 0], counts[:, 1], sampled[:, 1]]
    documents = [
        rows["doc_id"].combine_chunks(),
        rows["clean_sha256"].combine_chunks(),
        pa.array(folded, pa.binary(16)),
    ]
    return (
        pa.table([*documents, *(pa.array(column, pa.int32()) for column in columns)], schema=DOCUMENTS),
        pa.table([hashes, ordinals], schema=HASHES),
    )


def ordered(hashes: Hashes, documents: Ordinals) -> tuple[Hashes, Ordinals]:
    """Return both in order by hash, then document; the fast sorts are not stable, and a stable one takes five times as long."""
    order = np.argsort(hashes)
    hashes = hashes[order]
    run = np.zeros(len(hashes), np.uint64)
    run[1:] = np.cumsum(hashes[1:] != hashes[:-1])
    keys = run << np.uint64(32) | documents[order]
    keys.sort()
    return hashes, keys.astype(np.uint32)


def _related(shard: Shard, old: Shard) -> bool:
    """Whether documents of a shard may have stood in an older one."""
    return shard.source == old.source and (shard.bucket.startswith(old.bucket) or old.bucket.startswith(shard.bucket))


def _documents(path: Path) -> Path:
    return path.with_suffix(".documents")


def _is_there(path: Path) -> bool:
    """Whether sketches can be read; what a crash left behind half written cannot."""
    try:
        return bool(pq.read_metadata(_documents(path)).num_columns == len(DOCUMENTS) and pq.read_metadata(path))
    except (OSError, pa.ArrowException):
        return False


def _write(path: Path, documents: pa.Table, hashes: pa.Table) -> None:
    """Write sketches, each file in one step."""
    split = dict.fromkeys(HASHES.names, "BYTE_STREAM_SPLIT")
    draft = path.with_suffix(".new")
    pq.write_table(
        hashes, draft, compression="zstd", compression_level=1, use_dictionary=False,
        column_encoding=split,
    )  # fmt: skip
    draft.replace(path)
    pq.write_table(documents, draft, compression="zstd", compression_level=1, use_dictionary=False)
    draft.replace(_documents(path))
