"""The proof over an object store: every byte that kept releases and log name there; what is sound comes into the mirror."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from warehouse import chain, commit, shards
from warehouse.files_audit import Problem
from warehouse.layout import file_sha256, remove

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from warehouse.chain import Record
    from warehouse.mirror import Mirror
    from warehouse.shards import Shard

Each = TypeVar("Each")
TOGETHER = 32  # objects on the disk at once


def stored(mirror: Mirror) -> Iterator[Problem]:
    """Yield what is wrong on the object store; the mirror gets chain, log and every release that is sound there."""
    scratch = mirror.scratch(f"check-{os.getpid()}")
    try:
        mirror.pull_records(scratch)
        task = _Check(mirror, scratch, mirror.remote.keys("objects"))
        for record in reversed(chain.kept(mirror.layout)):
            problems = list(task.release(record))
            if not problems:
                mirror.pull_release(record, scratch)
            yield from problems
        commit.point_current(mirror.layout)
        yield from task.log()
    finally:
        remove(scratch)


@dataclass
class _Check:
    mirror: Mirror
    scratch: Path
    there: set[str]
    proved: dict[str, list[Problem]] = field(default_factory=dict)  # releases share their shards

    def release(self, record: Record) -> Iterator[Problem]:
        sha = commit.manifest_of(self.mirror.layout, record)
        key = f"objects/{commit.manifest_key(sha)}"
        if key not in self.there:
            yield _problem("release", key, "is missing on the object store")
            return
        manifest = self._fetched([key]) / key
        if file_sha256(manifest) != sha:
            yield _problem("release", key, "is not the manifest the chain names")
            return
        found = chain.load_manifest(manifest).shards
        for some in _batches([s for s in found if s.key not in self.proved]):
            self._prove(some)
        for shard in found:
            yield from self.proved[shard.key]

    def _prove(self, some: Sequence[Shard]) -> None:
        """Look at the bytes of some shards and at their digests."""
        keys = {key for s in some for key in (f"objects/{s.key}", _digests(s))}
        place = self._fetched(sorted(keys & self.there))
        for shard in some:
            self.proved[shard.key] = [
                *(_problem(shard.table, key, "is missing on the object store") for key in _absent(shard, self.there)),
                *_damaged(shard, place),
            ]
            if not self.proved[shard.key]:
                self._kept(place, shard)
        remove(place)

    def _kept(self, place: Path, shard: Shard) -> None:
        """Give sound objects to the mirror where it has none: they came the whole way."""
        for key in (f"objects/{shard.key}", _digests(shard)):
            target = self.mirror.layout.root / key
            if (place / key).exists() and not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                (place / key).replace(target)

    def _fetched(self, keys: list[str]) -> Path:
        place = self.scratch / "fetched"
        self.mirror.remote.download(dict.fromkeys(keys, ""), place, self.scratch / "drafts")
        return place

    def log(self) -> Iterator[Problem]:
        """Compare the log with what the mirror read of it before; what a run wrote since was not read yet."""
        keys = sorted(key for key in self.mirror.remote.keys("log") if (self.mirror.layout.root / key).exists())
        for some in _batches(keys):
            place = self._fetched(list(some))
            for key in some:
                if file_sha256(place / key) != file_sha256(self.mirror.layout.root / key):
                    yield _problem(key.split("/")[1], key, "is not on the object store as it was written")
            remove(place)


def _batches(found: Sequence[Each]) -> Iterator[Sequence[Each]]:
    yield from (found[start : start + TOGETHER] for start in range(0, len(found), TOGETHER))


def _absent(shard: Shard, there: set[str]) -> list[str]:
    return sorted({f"objects/{shard.key}", _digests(shard)} - there)


def _damaged(shard: Shard, place: Path) -> Iterator[Problem]:
    path, digests = place / "objects" / shard.key, place / _digests(shard)
    if path.exists():
        for group in shards.damaged_groups(path, shard):
            yield _problem(
                shard.table, f"objects/{shard.key}", "its bytes on the object store are not as they were written", group
            )
    if digests.exists() and shards.identity_of(shard.table, shards.read_digests(digests)) != shard.identity:
        yield _problem(shard.table, _digests(shard), "holds other row digests than the shard's identity covers")


def _digests(shard: Shard) -> str:
    return f"objects/{shards.digests_key(shard)}"


def _problem(table: str, file: str, says: str, group: int = -1) -> Problem:
    return Problem(table, file, group, "", says)
