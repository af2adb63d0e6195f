"""What a report looks at: a release, the one before, the kept ones and the log, as views of one DuckDB connection."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import duckdb

from warehouse.contracts import NONE
from warehouse.layout import numbers
from warehouse.report_figures import FIGURES
from warehouse.schema import LOG, RELEASE, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from warehouse.contracts import Contracts
    from warehouse.house import Warehouse

    Cell = str | int | float | bool | None

MEMORY = "1GB"  # of the statements together; what they sort and group beyond it goes to the disk
KEPT = 20  # releases that the noise share looks back on
HISTORY = "doc_id, source_id, source_chars, chars, removed_chars, inserted_chars"


@dataclass(frozen=True)
class Occasion:
    """When and for whom a report is written: the warehouse, and the run it belongs to, whose drafts for the log count."""

    house: Warehouse
    run_id: str
    now: datetime
    contracts: Contracts = NONE


class Scene(NamedTuple):
    """A connection on which every statement of the report runs, and the number of the release it shows."""

    con: duckdb.DuckDBPyConnection
    release: int
    before: int
    occasion: Occasion
    path: Path

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Cell, ...]]:
        """Return the rows of a statement."""
        found: list[tuple[Cell, ...]] = self.con.execute(sql, list(parameters)).fetchall()
        return found


class Figures(NamedTuple):
    """The columns and rows of one figure."""

    name: str
    says: str
    sql: str
    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]

    def dicts(self) -> list[dict[str, Cell]]:
        """Return the rows by column name."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


@contextmanager
def scene(view: Path, occasion: Occasion, release: int = 0) -> Iterator[Scene]:
    """Open the tables below `view`; `release` 0 stands for the number that a staged release will get."""
    layout = occasion.house.layout
    shown = [n for n in numbers(layout.releases) if layout.chain_file(n).exists()]
    number = release or max(numbers(layout.chain, ".json"), default=0) + 1
    earlier = [n for n in shown if n < number]
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        con.execute("SET threads = 2")
        con.execute(f"SET memory_limit = '{MEMORY}'")
        con.execute("SET temp_directory = ?", [str(layout.work / "report")])
        for table in RELEASE:
            _view(con, table.name, [view], table.name)
        last = [layout.release(earlier[-1])] if earlier else []
        _view(con, "before_documents", last, "documents")
        _view(con, "before_vanished", last, "vanished")
        _history(con, [(n, layout.release(n)) for n in earlier[-KEPT:]], (number, view))
        _log(con, occasion)
        before = earlier[-1] if earlier else 0
        con.execute("CREATE TABLE this (release BIGINT, before BIGINT, run_id VARCHAR, now TIMESTAMPTZ)")
        con.execute("INSERT INTO this VALUES (?, ?, ?, ?)", [number, before, occasion.run_id, occasion.now])
        yield Scene(con, number, before, occasion, view)


def figures(shown: Scene) -> dict[str, Figures]:
    """Compute every figure."""
    found = {}
    for figure in FIGURES:
        result = shown.con.execute(figure.sql)
        columns = tuple(column[0] for column in result.description or ())
        found[figure.name] = Figures(figure.name, figure.says, " ".join(figure.sql.split()), columns, result.fetchall())
    return found


def _view(con: duckdb.DuckDBPyConnection, name: str, roots: Sequence[Path], table: str) -> None:
    """Give a table its name; a table without files has no rows."""
    files = [str(path) for root in roots for path in sorted((root / table).glob("*.parquet"))]
    if files:
        con.read_parquet(files).create_view(name)
    else:
        con.from_arrow(TABLES[table].schema.empty_table()).create(name)


def _history(con: duckdb.DuckDBPyConnection, earlier: Sequence[tuple[int, Path]], mine: tuple[int, Path]) -> None:
    """Make the view of the documents of all kept releases, with the columns that figures over time need."""
    parts = []
    for number, path in [*earlier, mine]:
        _view(con, f"documents_{number}", [path], "documents")
        parts.append(f"SELECT {number} AS release, {HISTORY} FROM documents_{number}")
    con.execute(f"CREATE VIEW history AS {' UNION ALL '.join(parts)}")


def _log(con: duckdb.DuckDBPyConnection, occasion: Occasion) -> None:
    """Make the log's tables, with what the run at hand will log when it is published."""
    log = occasion.house.log
    for table in LOG:
        con.from_arrow(table.schema.empty_table()).create(f"no_{table.name}")
        views = [f"no_{table.name}"]
        for made in (log, log.untaken(occasion.run_id)):
            files = [str(path) for path in made.files(table.name)]
            if files:
                views.append(f"{'drafted' if made.drafts else 'old'}_{table.name}")
                con.read_parquet(files, union_by_name=True).create_view(views[-1])
        names = ", ".join(f'"{name}"' for name in table.names)
        parts = " UNION ALL ".join(f"SELECT {names} FROM {view}" for view in views)
        con.execute(f"CREATE VIEW {table.name} AS {parts}")
