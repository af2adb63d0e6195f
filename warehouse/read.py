"""Open a release: by `current`, number, tag or date; a view is its tables as plain Parquet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from warehouse import chain, pins, shards
from warehouse.errors import StoreError
from warehouse.layout import numbers
from warehouse.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from warehouse.chain import Manifest, Record
    from warehouse.layout import Layout
    from warehouse.shards import Shard


@dataclass(frozen=True)
class View:
    """Tables below a directory, staged or released."""

    path: Path
    shards: tuple[Shard, ...]

    def of(self, table: str, source: str | None = None) -> list[Shard]:
        """Return the shards of a table, of one source where it is named."""
        return [s for s in self.shards if s.table == table and source in (None, s.source)]

    def files(self, table: str) -> list[Path]:
        """Return the Parquet files of a table."""
        return [self.path / s.name for s in self.of(table)]

    def table(self, name: str, columns: Sequence[str] | None = None, source: str | None = None) -> pa.Table:
        """Return a table, or some of its columns, whole in memory."""
        names = list(columns) if columns else None
        parts = [shards.read(self.path / s.name, names) for s in self.of(name, source)]
        empty = TABLES[name].schema.empty_table()
        return pa.concat_tables([empty.select(names) if names else empty, *parts])

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Return the rows of a DuckDB query; every table of the release is a view of its name."""
        with self.connect() as con:
            found: list[tuple[object, ...]] = con.execute(sql, list(parameters)).fetchall()
        return found

    def connect(self) -> duckdb.DuckDBPyConnection:
        """Return a DuckDB connection with every table as a view of its name; the caller closes it."""
        con = duckdb.connect()
        con.execute("SET TimeZone = 'UTC'")
        for name in {s.table for s in self.shards}:
            con.read_parquet([str(path) for path in self.files(name)]).create_view(name)
        return con


@dataclass(frozen=True)
class Release(View):
    """A published release; its files never change, so a reader may take its time."""

    record: Record

    @property
    def number(self) -> int:
        """Its number in the chain."""
        return self.record.number

    @property
    def created_at(self) -> datetime:
        """When it was committed."""
        return self.record.created_at

    @property
    def manifest(self) -> Manifest:
        """Its own list of files and hashes."""
        return chain.load_manifest(self.path / "manifest.json")


def released(layout: Layout, record: Record) -> Release:
    """Return a kept release; raises StoreError where it was collected."""
    path = layout.release(record.number)
    if not path.is_dir():
        message = (
            f"release {record.number} is not kept any more; kept are {', '.join(map(str, kept(layout))) or 'none'}"
        )
        raise StoreError(message)
    return Release(path, _shards(path, record), record)


def _shards(path: Path, record: Record) -> tuple[Shard, ...]:
    """Return the shards as they are now: an erasure re-issues files under the same identities."""
    manifest = path / "manifest.json"
    return chain.load_manifest(manifest).shards if manifest.exists() else record.shards


def kept(layout: Layout) -> list[int]:
    """Return the numbers of the releases that are kept, oldest first."""
    return [n for n in numbers(layout.releases) if layout.chain_file(n).exists()]


def releases(layout: Layout) -> Iterator[Release]:
    """Yield the kept releases, oldest first."""
    for number in kept(layout):
        yield released(layout, chain.load(layout.chain_file(number)))


def newest(layout: Layout) -> Release | None:
    """Return the newest release that is shown, or None in a new warehouse; one that is being committed right now is shown soon."""
    shown = kept(layout)
    return released(layout, chain.load(layout.chain_file(shown[-1]))) if shown else None


def opened(layout: Layout, which: int | str) -> Release:
    """Return the release that `which` names: `current`, a number, a tag, or an ISO date or time (UTC) it was the newest at."""
    if which == "current":
        release = newest(layout)
        if release is None:
            message = f"{layout.root} holds no release yet: run `palimpsest ingest`"
            raise StoreError(message)
        return release
    number = int(which) if str(which).isdigit() else pins.tagged(layout, str(which)) or _at(layout, str(which))
    if not number or not layout.chain_file(number).exists():
        message = f"there is no release {which!r}: give a number, a tag or a date; `palimpsest releases` lists them"
        raise StoreError(message)
    record = chain.load(layout.chain_file(number))
    if record.kind != "release":
        what = "an erasure" if record.kind == "amendment" else "a collection of releases"
        message = f"{number} is {what}, not a release: `palimpsest releases` lists them"
        raise StoreError(message)
    return released(layout, record)


def _at(layout: Layout, written: str) -> int:
    """Return the number of the newest release at a date (its end) or time, 0 where there was none."""
    if not re.match(r"\d{4}-\d\d-\d\d", written):
        return 0
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return 0
    if len(written) == len("2026-11-22"):
        moment = datetime.combine(date.fromisoformat(written), time.max)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    records = (chain.load(layout.chain_file(n)) for n in reversed(chain.release_records(layout)))
    return next((r.number for r in records if r.kind == "release" and r.created_at <= moment), 0)
