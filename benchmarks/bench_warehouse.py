"""A first write and a small update of the same rows: ours, Delta Lake, Iceberg. Runs in either environment.

`python -m benchmarks.bench_warehouse rows DIRECTORY` makes both releases with our warehouse, times it, and leaves the rows for the peers;
`… peers DIRECTORY` times those that are installed. Ours writes row digests, sorts, audits what it wrote by reading it back, and commits
all tables at once; the peers append and delete, table by table.
"""

from __future__ import annotations

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DOCUMENTS = 10_000
TABLES = ("documents", "segments", "edits", "claims")


def size(directory: Path) -> float:
    """Return the MB of all files below."""
    return sum(path.stat().st_size for path in directory.rglob("*") if path.is_file()) / 1e6


def say(name: str, package: str, **figures: float) -> None:
    """Print a line of JSON."""
    print(json.dumps({"name": name, "version": version(package), **figures}), flush=True)


def ours(directory: Path) -> None:
    """Make and time both releases, and leave their rows."""
    from benchmarks.warehouse import ingest
    from warehouse import Warehouse

    house = Warehouse(directory / "ours")
    first = ingest(house, DOCUMENTS, 0)
    before = house.open()
    second = ingest(house, DOCUMENTS, 1)
    after = house.open()
    old, new = (
        dict(zip(*(release.table("documents", ["doc_id", "version_id"])[n].to_pylist() for n in range(2)), strict=True))
        for release in (before, after)
    )
    moved = {doc for doc in old.keys() | new.keys() if old.get(doc) != new.get(doc)}
    (directory / "moved.json").write_text(json.dumps(sorted(moved & old.keys())))
    for name in TABLES:
        pq.write_table(before.table(name), directory / f"{name}.first.parquet")
        rows = after.table(name)
        fresh = pa.array([doc in moved for doc in rows["doc_id"].to_pylist()], pa.bool_())
        pq.write_table(rows.filter(fresh), directory / f"{name}.fresh.parquet")
    stored = sum(shard.bytes for shard in before.shards if shard.table in TABLES) / 1e6
    grown = sum(s.bytes for s in after.shards if s.table in TABLES and s not in before.shards) / 1e6
    figures = {"first": first["merge"] + first["commit"], "first_audit": first["audit"], "stored": stored}
    figures |= {"update": second["merge"] + second["commit"], "update_audit": second["audit"]}
    say("palimpsest", "palimpsest", **figures, grown=grown)


def read(directory: Path, kind: str) -> dict[str, pa.Table]:
    """Return the rows of every table, in memory."""
    return {name: pq.read_table(directory / f"{name}.{kind}.parquet") for name in TABLES}


def plain(directory: Path) -> Iterator[Callable[[], None]]:
    """Parquet files alone: the first write, then all rows again, for an update is none."""
    first = read(directory, "first")
    (directory / "plain").mkdir()

    def write() -> None:
        for name, rows in first.items():
            pq.write_table(rows, directory / "plain" / f"{name}.parquet", compression="zstd", compression_level=3)

    yield write
    yield write


def delta(directory: Path) -> Iterator[Callable[[], None]]:
    """Delta Lake by delta-rs."""
    from deltalake import DeltaTable, write_deltalake

    first, fresh = read(directory, "first"), read(directory, "fresh")
    moved = json.loads((directory / "moved.json").read_text())
    listed = ", ".join(f"'{doc}'" for doc in moved)

    def write() -> None:
        for name, rows in first.items():
            write_deltalake(directory / "delta" / name, rows)

    def update() -> None:
        for name, rows in fresh.items():
            DeltaTable(directory / "delta" / name).delete(f"doc_id IN ({listed})")
            write_deltalake(directory / "delta" / name, rows, mode="append")

    yield write
    yield update


def iceberg(directory: Path) -> Iterator[Callable[[], None]]:
    """Iceberg by pyiceberg, with a catalogue in SQLite."""
    from pyiceberg.catalog.sql import SqlCatalog
    from pyiceberg.expressions import In

    first, fresh = read(directory, "first"), read(directory, "fresh")
    moved = json.loads((directory / "moved.json").read_text())
    home = directory / "iceberg"
    home.mkdir()
    catalogue = SqlCatalog("bench", uri=f"sqlite:///{home}/catalogue.db", warehouse=f"file://{home}")
    catalogue.create_namespace("bench")

    def write() -> None:
        for name, rows in first.items():
            catalogue.create_table(f"bench.{name}", schema=rows.schema).append(rows)

    def update() -> None:
        for name, rows in fresh.items():
            with catalogue.load_table(f"bench.{name}").transaction() as change:
                change.delete(In("doc_id", moved))
                change.append(rows)

    yield write
    yield update


PEERS = {"Parquet files, all rows again": ("plain", "pyarrow", plain), "Delta Lake": ("delta", "deltalake", delta),
         "Iceberg": ("iceberg", "pyiceberg", iceberg)}  # fmt: skip


def peers(directory: Path) -> None:
    """Time the peers that are installed."""
    for name, (folder, package, steps) in PEERS.items():
        figures: dict[str, float] = {}
        try:
            for label, step in zip(("first", "update"), steps(directory), strict=True):
                begin = time.process_time()
                step()
                figures[label] = time.process_time() - begin
                if label == "first":
                    figures["stored"] = size(directory / folder)
            figures["grown"] = size(directory / folder) - figures["stored"]
        except Exception as error:
            print(json.dumps({"name": name, "failed": f"{type(error).__name__}: {error}"[:200]}), flush=True)
            continue
        say(name, package, **figures)


if __name__ == "__main__":
    (ours if sys.argv[1] == "rows" else peers)(Path(sys.argv[2]))
