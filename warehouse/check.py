"""The proof over what is there: chain, kept releases, objects and log, every byte of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse import chain, commit, read, shards
from warehouse.audit import everything, problems
from warehouse.check_store import stored
from warehouse.errors import StoreError
from warehouse.files_audit import Problem, Subject
from warehouse.layout import file_sha256
from warehouse.schema import LOG

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from warehouse.house import Warehouse
    from warehouse.read import Release


def check(house: Warehouse, *, now: datetime) -> list[Problem]:
    """Return everything that is wrong with a warehouse; [] for a sound one. `now` finds records of the future."""
    return list(_problems(house, now))


def _problems(house: Warehouse, now: datetime) -> Iterator[Problem]:
    layout = house.layout
    if house.mirror:
        yield from stored(house.mirror)
    for says in chain.broken_links(layout):
        yield Problem("chain", says.partition(":")[0], -1, "", says.partition(": ")[2])
    seen: set[tuple[int, int]] = set()
    for number in reversed(read.kept(layout)):
        try:
            release = read.opened(layout, number)
        except (StoreError, KeyError, TypeError) as error:
            yield Problem("release", f"releases/{number:06d}", -1, "", str(error))
            continue
        if release.created_at > now:
            yield Problem(
                "release",
                f"chain/{number:06d}.json",
                -1,
                "",
                f"committed at {release.created_at}, which is yet to come",
            )
        yield from _release(house, release, seen)
    yield from _current(house)
    yield from _log(house)


def _release(house: Warehouse, release: Release, seen: set[tuple[int, int]]) -> Iterator[Problem]:
    """Prove a release; files that it shares with a newer one (the same inode) are proved there."""
    objects = house.layout.objects
    manifest = release.path / commit.MANIFEST
    if not manifest.exists() or file_sha256(manifest) != commit.manifest_of(house.layout, release.record):
        yield Problem(
            "release", f"{release.path.name}/{commit.MANIFEST}", -1, "", "is not the manifest the chain names"
        )
        return
    erased = tombstones(house)
    identities = [s.identity for s in release.record.shards]
    if identities != [s.identity for s in release.shards]:
        yield Problem("release", f"{release.path.name}/{commit.MANIFEST}", -1, "", "names other shards than the chain")
    new = {s.place for s in release.shards if _inode(release.path / s.name) not in seen}
    seen |= {_inode(release.path / s.name) for s in release.shards}
    if len(new) == len(release.shards):
        found = everything(release, objects, erased)
    else:
        found = list(problems(Subject(release, (objects,), frozenset(new), erased)))
    if release.number != chain.kept(house.layout)[-1].number:
        found = [p for p in found if p.file or p.table in _named(release)]
    where = f"releases/{release.path.name}/"
    yield from (p._replace(file=where + p.file if p.file else p.file) for p in found)
    for shard in release.shards:
        path = objects / shard.key
        if not path.exists():
            yield Problem(
                shard.table,
                f"objects/{shard.key}",
                -1,
                "",
                "the object is missing; `palimpsest maintain` links it again",
            )
        elif _inode(path) not in seen:
            for group in shards.damaged_groups(path, shard):
                yield Problem(shard.table, f"objects/{shard.key}", group, "", "its bytes are not as they were written")


def _named(release: Release) -> set[str]:
    """Return the tables a release was committed with: one of before a table was there lacks nothing, newer ones have it."""
    return {shard.table for shard in release.record.shards}


def tombstones(house: Warehouse) -> frozenset[str]:
    """Return the doc_ids that were erased, and the digests of their captures."""
    table = house.log.read("erasures", ["doc_id", "raw_sha256"])
    return frozenset(table["doc_id"].to_pylist()) | frozenset(table["raw_sha256"].to_pylist())


def _inode(path: Path) -> tuple[int, int]:
    if not path.exists():
        return 0, 0
    found = path.stat()
    return found.st_dev, found.st_ino


def _current(house: Warehouse) -> Iterator[Problem]:
    newest = chain.newest_release(house.layout)
    current = house.layout.current
    if newest and (not current.is_symlink() or current.readlink().name != f"{newest.number:06d}"):
        yield Problem("release", "current", -1, "", f"does not point to release {newest.number}; the next run heals it")


def _log(house: Warehouse) -> Iterator[Problem]:
    for table in LOG:
        for path in house.log.files(table.name):
            try:
                shards.read(path)
            except (OSError, pa.ArrowException) as error:
                says = f"cannot be read: {str(error).partition(chr(10))[0]}"
                yield Problem(table.name, f"log/{table.name}/{path.name}", _first_damaged(path), "", says)


def _first_damaged(path: Path) -> int:
    """Return the number of the first row group that cannot be read, -1 where the file cannot be opened."""
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            for number in range(file.num_row_groups):
                try:
                    file.read_row_group(number)
                except (OSError, pa.ArrowException):
                    return number
    except (OSError, pa.ArrowException):
        pass
    return -1
