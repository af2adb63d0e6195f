"""The append-only log: small Parquet files per run, written once, outside releases."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse import chain
from warehouse.errors import storing
from warehouse.layout import files_below, remove, sync
from warehouse.records import LOG_ROWS, table_of
from warehouse.schema import TABLES
from warehouse.shards import write_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from warehouse.layout import Layout
    from warehouse.records import LogRow, RunRow

DRAFTS = "log"  # in a run's staging: what goes into the log with the run's release
NAMES = {row: name for name, row in LOG_ROWS.items()}


@dataclass(frozen=True)
class Log:
    """The log below a root, or drafts for it."""

    layout: Layout
    drafts: Path | None = None

    @property
    def directory(self) -> Path:
        """Where its tables lie."""
        return self.drafts or self.layout.log

    def drafted(self, run_id: str) -> Log:
        """Return a log in a run's staging, empty so far: `take` makes it part of this one."""
        drafts = self.untaken(run_id)
        remove(drafts.directory)
        return drafts

    def untaken(self, run_id: str) -> Log:
        """Return what a run drafted and nobody has taken over."""
        return Log(self.layout, self.layout.staging(run_id) / DRAFTS)

    def take(self, run_id: str) -> None:
        """Take over what a run drafted; files move, so a full disk does not matter."""
        drafts = self.layout.staging(run_id) / DRAFTS
        for path in list(files_below(drafts)):
            target = self.layout.log / path.relative_to(drafts)
            with suppress(FileNotFoundError):  # whoever took our lock over was here first
                path.replace(target)
                sync(target.parent)

    def take_left(self) -> list[str]:
        """Take over what runs drafted that published and were cut off then; return their ids. The lock must be held."""
        left = sorted(path.parent.name for path in self.layout.staging().glob(f"*/{DRAFTS}"))
        published = {record.run_id for record in chain.kept(self.layout)} if left else set()
        found = [run_id for run_id in left if run_id in published]
        for run_id in found:
            self.take(run_id)
        return found

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
        directory = self.directory / name
        with storing(self.layout.root):
            directory.mkdir(parents=True, exist_ok=True)
            (self.layout.log / name).mkdir(parents=True, exist_ok=True)  # drafts move there: now there is room for it
            draft = directory / f".{stem}"
            write_all(draft, TABLES[name].schema, tables)
            draft.replace(directory / f"{stem}.parquet")
            sync(directory)

    def files(self, name: str) -> list[Path]:
        """Return the files of a log table, oldest run first."""
        return sorted((self.directory / name).glob("*.parquet"))

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
