"""The append-only log: small Parquet files per run, written once, outside releases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.errors import storing
from warehouse.layout import sync
from warehouse.records import LOG_ROWS, table_of
from warehouse.schema import TABLES
from warehouse.shards import write_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from warehouse.layout import Layout
    from warehouse.records import LogRow, RunRow

NAMES = {row: name for name, row in LOG_ROWS.items()}


@dataclass(frozen=True)
class Log:
    """The log below a root."""

    layout: Layout

    def start(self, row: RunRow) -> None:
        """Write a run's start file, before its work."""
        self.append("runs", f"{row.run_id}-start", table_of("runs", [row]))

    def end(self, row: RunRow) -> None:
        """Write a run's end file, after its work."""
        self.append("runs", f"{row.run_id}-end", table_of("runs", [row]))

    def write(self, run_id: str, rows: Iterable[LogRow], part: int | str = 0) -> None:
        """Write rows of any log tables, one file a table; the same part again replaces it."""
        by_table: dict[str, list[LogRow]] = {}
        for row in rows:
            by_table.setdefault(NAMES[type(row)], []).append(row)
        for name, found in by_table.items():
            self.append(name, f"{run_id}-{part}", table_of(name, sorted(found, key=_sort_key(name))))

    def append(self, name: str, stem: str, table: pa.Table) -> None:
        """Write one file of a log table in one step."""
        self.stream(name, stem, iter([table]))

    def stream(self, name: str, stem: str, tables: Iterator[pa.Table]) -> None:
        """Write one file of a log table in one step, a table at a time."""
        directory = self.layout.log / name
        with storing(self.layout.root):
            directory.mkdir(parents=True, exist_ok=True)
            draft = directory / f".{stem}"
            write_all(draft, TABLES[name].schema, tables)
            draft.replace(directory / f"{stem}.parquet")
            sync(directory)

    def files(self, name: str) -> list[Path]:
        """Return the files of a log table, oldest run first."""
        return sorted((self.layout.log / name).glob("*.parquet"))

    def read(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """Return all rows of a log table; no rows where nothing was logged."""
        schema = TABLES[name].schema
        names = list(columns or schema.names)
        tables = [
            pq.read_table(path, columns=names, schema=schema) for path in self.files(name)
        ]  # older files lack columns
        if not tables:
            return schema.empty_table().select(names)
        return pa.concat_tables(tables, promote_options="permissive")

    def query(self, name: str, sql: str, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Return the rows of a query over one log table, which it calls `log`; [] where nothing was logged."""
        if not self.files(name):
            return []
        with duckdb.connect() as con:
            con.execute("SET TimeZone = 'UTC'")
            files = [str(path) for path in self.files(name)]
            con.read_parquet(files, union_by_name=True).create_view("log")
            found: list[tuple[object, ...]] = con.execute(sql, list(parameters)).fetchall()
        return found


def _sort_key(name: str):  # type: ignore[no-untyped-def]  # noqa: ANN202  # rows of one table have one type
    places = [TABLES[name].names.index(column) for column in TABLES[name].sort]
    return lambda row: tuple(row[place] for place in places)
