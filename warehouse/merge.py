"""Merge a source's staged rows into the shards of the head release: only buckets that change are written.

Memory stays at a few buckets (32 MB of rows each): staged rows are first dealt out to the buckets they go to.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from warehouse import buckets, shards, staged
from warehouse.buckets import Keys, Weighed, isin, keys_of, within
from warehouse.dealing import Dealt, Share
from warehouse.hands import OWN
from warehouse.layout import remove
from warehouse.shards import Shard, Sorted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from warehouse.batch import Update
    from warehouse.hands import Hands
    from warehouse.read import View


Places = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


class Family(NamedTuple):
    """Tables that share one key and one division into buckets; the first one says what a key weighs."""

    tables: tuple[str, ...]
    key: str
    size: str  # column of the first table: characters or bytes behind a key
    factor: int  # bytes a unit of `size` takes, roughly


DOCUMENT_TABLES = ("documents", "edits", "claims", "flags", "candidates", "segments", "pairs")
DOCUMENTS = Family(DOCUMENT_TABLES, "doc_id", "source_chars", 6)  # text as UTF-8, and again in its segments
CAPTURES = Family(("captures",), "raw_sha256", "bytes", 1)
ROW = 1000  # bytes a key weighs beside its text


@dataclass(frozen=True)
class Change:
    """What happens to the keys of a family: `gone` leave, `updates` alter live rows; fresh rows replace rows of the same key."""

    gone: Keys
    updates: Mapping[str, Update]
    skip: Keys  # fresh keys that another run overtook

    @cached_property
    def updated(self) -> Keys:
        """Keys of the rows to alter."""
        return np.array(sorted(self.updates), dtype=f"S{buckets.WIDTH}")


class Fresh:
    """Staged rows of a source, by bucket."""

    def __init__(self, directory: Path, family: Family, skip: Keys) -> None:
        self.directory, self.family, self.skip = directory, family, skip
        self.dealt: dict[str, Dealt] = {}

    @cached_property
    def weighed(self) -> Weighed:
        """Keys of the staged rows with their weights."""
        lead, key, size, factor = self.family.tables[0], self.family.key, self.family.size, self.family.factor
        parts = []
        for batch in staged.batches(self.directory):
            path = batch / f"{lead}.arrow"
            if path.exists():
                table = staged.read_table(path).select([key, size])
                parts.append(Weighed(keys_of(table[key]), ROW + factor * table[size].to_numpy()))
        found = Weighed.joined(parts)
        first = np.ones(len(found.keys), dtype=np.bool_)
        first[1:] = found.keys[1:] != found.keys[:-1]
        kept = first & ~isin(found.keys, self.skip)
        return Weighed(found.keys[kept], found.weights[kept])

    def deal(self, targets: list[str], scratch: Path) -> None:
        """Write the staged rows apart by target bucket, so that each can be merged alone."""
        if len(targets) <= 1:
            return
        remove(scratch)
        scratch.mkdir(parents=True)
        for name in self.family.tables:
            self.dealt[name] = Dealt(scratch / f"{name}.arrow", targets, self.family.key)
            self.dealt[name].write(_staged(self.directory, name))

    def of(self, bits: str) -> Incoming:
        """Return the staged rows of a bucket."""
        shares = {name: dealt.share(bits) for name, dealt in self.dealt.items()}
        skip = _part(self.skip, bits) if shares else self.skip  # what is not dealt out holds rows of no target
        return Incoming(self.directory, self.family, skip, shares)


class Incoming(NamedTuple):
    """The staged rows of one bucket: dealt out to it, or all of them where there is no other."""

    directory: Path
    family: Family
    skip: Keys
    shares: Mapping[str, Share]

    def rows(self, name: str) -> Sorted:
        """Return the rows of a table, sorted, without those overtaken."""
        parts = list(self.shares[name].rows() if self.shares else _staged(self.directory, name))
        if not parts:
            return Sorted.empty(name)
        found = staged.split_digests(pa.concat_tables(parts), name)
        keys = keys_of(found.table[self.family.key])
        order = np.argsort(keys, kind="stable")
        keep = ~isin(keys[order], self.skip)
        if name == self.family.tables[0]:  # one row a key: of equal captures in two batches the first
            keep[1:] &= keys[order][1:] != keys[order][:-1]
        return found.take(order[keep])


def _staged(directory: Path, name: str) -> Iterator[pa.Table]:
    for batch in staged.batches(directory):
        path = batch / f"{name}.arrow"
        if path.exists():
            yield staged.read_table(path)


def _part(keys: Keys, bits: str) -> Keys:
    """Return the keys of a bucket, a copy without the rest."""
    return keys[within(keys, bits)].copy()


@dataclass
class Merger:
    """Merges one family of one source; `departed` gathers the document rows that left."""

    head: View | None
    objects: Path
    source: str
    family: Family
    fresh: Fresh
    change: Change
    out: Path

    def __post_init__(self) -> None:
        """Group the head's shards by bucket."""
        self.old: dict[str, dict[str, Shard]] = defaultdict(dict)
        for name in self.family.tables:
            for shard in self.head.of(name, self.source) if self.head else []:
                self.old[shard.bucket][name] = shard
        self.departed: list[pa.Table] = []

    def merged(self, hands: Hands = OWN) -> list[Shard]:
        """Return the shards of the family after the change; those that did not change are the head's own."""
        done: list[Shard] = []
        work: dict[str, list[str]] = {}
        for bits in buckets.cover(self.old):
            if self._is_touched(bits):
                work[bits] = buckets.split(bits, self._weighed(bits), self.fresh.weighed)
            else:
                done += self.old[bits].values()
        scratch = self.out / "dealt" / self.family.tables[0]
        self.fresh.deal([bits for targets in work.values() for bits in targets], scratch)
        parts = (self._bucket(bits, target) for bits, targets in work.items() for target in targets)
        for found, departed in hands.map(_merge, parts):
            done += found
            self.departed += departed
        remove(scratch)
        return done

    def _is_touched(self, bits: str) -> bool:
        sets = (self.fresh.weighed.keys, self.change.gone, self.change.updated)
        return any((part := within(keys, bits)).stop > part.start for keys in sets)

    def _weighed(self, bits: str) -> Weighed:
        shard = self.old[bits].get(self.family.tables[0])
        if shard is None:
            return Weighed.joined([])
        key, size = self.family.key, self.family.size
        table = shards.read(self.objects / shard.key, [key, size])
        return Weighed(keys_of(table[key]), ROW + self.family.factor * table[size].to_numpy())

    def _bucket(self, bits: str, target: str) -> Bucket:
        """Return a target bucket with what concerns it alone, small enough to be sent to whoever merges it."""
        ours = _part(self.change.updated, target)
        change = Change(
            _part(self.change.gone, target),
            {key: self.change.updates[key] for key in ours.astype(str).tolist()},
            _part(self.change.skip, target),
        )
        fresh, live = self.fresh.of(target), _part(self.fresh.weighed.keys, target)
        return Bucket((self.source, target), self.objects, self.out, self.old[bits], fresh, live, change)


@dataclass
class Bucket:
    """One target bucket of a family: the head's shards that hold its rows, what is staged for it, and what else changes."""

    place: tuple[str, str]  # source and bucket
    objects: Path
    out: Path
    old: Mapping[str, Shard]
    fresh: Incoming
    live: Keys  # keys of the staged rows
    change: Change
    departed: list[pa.Table] = field(default_factory=list)

    def merged(self) -> Iterator[Shard]:
        """Yield the shards of the bucket after the change."""
        for name in self.fresh.family.tables:
            shard = self.old.get(name)
            new = self.fresh.rows(name)
            if shard and shard.bucket == self.place[1] and not new.table.num_rows and not self._is_altered(shard):
                yield shard
                continue
            rows = self._joined(shard, new) if shard else new
            if rows.table.num_rows:
                yield self._written(shard, (name, *self.place), rows)

    def _written(self, old: Shard | None, place: tuple[str, str, str], rows: Sorted) -> Shard:
        """Write rows, unless they are what the head holds at this place."""
        if old and old.place == place and shards.identity_of(place[0], rows.digests) == old.identity:
            return old
        return shards.write(self.out, place, rows)

    def _is_altered(self, shard: Shard) -> bool:
        key = self.fresh.family.key
        keys = keys_of(shards.read(self.objects / shard.key, [key])[key])
        altered = isin(keys, self.live) | isin(keys, self.change.gone)
        if shard.table == self.fresh.family.tables[0]:
            altered |= isin(keys, self.change.updated)
        return bool(altered.any())

    def _joined(self, shard: Shard, new: Sorted) -> Sorted:
        """Return the head's rows in the bucket that stay, altered where they must be, among the new ones."""
        key = self.fresh.family.key
        old = Sorted(
            shards.read(self.objects / shard.key), shards.read_digests(self.objects / shards.digests_key(shard))
        )
        keys = keys_of(old.table[key])
        gone = isin(keys, self.change.gone)
        inside = np.zeros(len(keys), dtype=np.bool_)
        inside[within(keys, self.place[1])] = True
        if shard.table == "documents" and (gone & inside).any():
            self.departed.append(old.table.filter(pa.array(gone & inside)))
        kept = np.flatnonzero(inside & ~gone & ~isin(keys, self.live))
        rows = _merged(old, kept, new, key)
        return _updated(rows, self.change.updates) if shard.table == "documents" and self.change.updates else rows


def _merge(bucket: Bucket) -> tuple[list[Shard], list[pa.Table]]:
    """Return the shards of a bucket after the change, and the document rows that left."""
    pa.default_memory_pool().release_unused()
    return list(bucket.merged()), bucket.departed


def _merged(old: Sorted, kept: Places, new: Sorted, key: str) -> Sorted:
    """Return rows of `old` and all of `new`, sorted by key; rows of one key stay in their order."""
    if not new.table.num_rows:
        return old.take(kept)
    both = Sorted.joined([old, new])
    rows = np.concatenate([kept, old.table.num_rows + np.arange(new.table.num_rows)])
    return both.take(rows[np.argsort(keys_of(both.table[key])[rows], kind="stable")])


def _updated(rows: Sorted, updates: Mapping[str, Update]) -> Sorted:
    """Return document rows with status, address and licence as they should be now, and their digests."""
    docs = rows.table["doc_id"].to_pylist()
    hit = [n for n, doc in enumerate(docs) if doc in updates]
    if not hit:
        return rows
    table = rows.table
    for name in ("status", "source_uri", "source_licence"):
        values = table[name].to_pylist()
        for n in hit:
            values[n] = getattr(updates[docs[n]], name)
        table = table.set_column(
            table.schema.get_field_index(name), table.schema.field(name), pa.array(values, pa.string())
        )
    digests = rows.digests.copy()
    digests[hit] = Sorted.of(table.take(pa.array(hit))).digests
    return Sorted(table, digests)
