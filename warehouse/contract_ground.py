"""A source as the run at hand would leave it, for its contract: live rows less what leaves or is replaced, and the staged ones."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from warehouse import read, staged
from warehouse.contract_metrics import TABLES_OF_A_SOURCE
from warehouse.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from warehouse.closing import SourceOutcome
    from warehouse.house import Warehouse
    from warehouse.read import Release

HEAVY = {"text", "markup"}  # what a contract does not measure and would read for nothing
KEPT = 20  # releases that drift looks back on


@dataclass(frozen=True)
class Ground:
    """One source, open for questions."""

    con: duckdb.DuckDBPyConnection
    source_id: str
    run_id: str

    @property
    def scope(self) -> str:
        """How the log names the source."""
        return f"source:{self.source_id}"

    def rows(self, sql: str, parameters: Mapping[str, object]) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
        """Return columns and rows of a statement."""
        result = self.con.execute(sql, dict(parameters)) if parameters else self.con.execute(sql)
        return tuple(column[0] for column in result.description or ()), result.fetchall()


@contextmanager
def ground(house: Warehouse, outcome: SourceOutcome, *, run_id: str, now: datetime) -> Iterator[Ground]:
    """Open a source whose run is closed and not held back."""
    source = outcome.spec.source_id
    head = house.open(outcome.base) if outcome.base is not None else None
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        con.execute("CREATE TABLE this (now TIMESTAMPTZ)")
        con.execute("INSERT INTO this VALUES (?)", [now])
        fresh = {name: _fresh(outcome.directory, name) for name in TABLES_OF_A_SOURCE}
        gone = [*fresh["documents"]["doc_id"].to_pylist(), *(vanish.doc_id for vanish in outcome.vanished)]
        con.from_arrow(pa.table({"doc_id": pa.array(gone, pa.string())})).create("gone")
        for name in TABLES_OF_A_SOURCE:
            _table(con, name, [head] if head else [], source)
            con.from_arrow(fresh[name]).create_view(f"fresh_{name}")
            con.execute(
                f"CREATE VIEW {name} AS FROM live_{name} ANTI JOIN gone USING (doc_id) UNION ALL FROM fresh_{name}"
            )
        con.execute("CREATE VIEW before AS FROM live_documents")
        _history(con, house, source)
        yield Ground(con, source, run_id)


def _columns(name: str) -> list[str]:
    return [column for column in TABLES[name].names if column not in HEAVY]


def _fresh(directory: Path, name: str) -> pa.Table:
    """Return the staged rows of a table; the files are mapped, not read."""
    columns = _columns(name)
    paths = [batch / f"{name}.arrow" for batch in staged.batches(directory)]
    tables = [pa.ipc.open_file(pa.memory_map(str(path))).read_all().select(columns) for path in paths if path.exists()]
    return pa.concat_tables([TABLES[name].schema.empty_table().select(columns), *tables])


def _table(con: duckdb.DuckDBPyConnection, name: str, releases: list[Release], source: str) -> None:
    """Make the view of a source's live rows."""
    columns = ", ".join(f'"{column}"' for column in _columns(name))
    files = [str(release.path / shard.name) for release in releases for shard in release.of(name, source)]
    if files:
        con.read_parquet(files).create_view(f"files_{name}")
        con.execute(f"CREATE VIEW live_{name} AS SELECT {columns} FROM files_{name}")
    else:
        con.from_arrow(TABLES[name].schema.empty_table().select(_columns(name))).create(f"live_{name}")


def _history(con: duckdb.DuckDBPyConnection, house: Warehouse, source: str) -> None:
    """Make the view of the source's documents in the kept releases."""
    empty = "SELECT 0 AS release, chars, removed_chars, inserted_chars, flags FROM live_documents WHERE false"
    parts = [empty]
    for number in read.kept(house.layout)[-KEPT:]:
        files = [str(path) for path in _files(house.open(number), source)]
        if files:
            con.read_parquet(files).create_view(f"was_{number}")
            parts.append(f"SELECT {number}, chars, removed_chars, inserted_chars, flags FROM was_{number}")
    con.execute(f"CREATE VIEW history AS {' UNION ALL '.join(parts)}")


def _files(release: Release, source: str) -> list[Path]:
    return [release.path / shard.name for shard in release.of("documents", source)]
