"""Staging files of a run: each batch's rows as Arrow files, written in one step, so that a batch may run twice."""

from __future__ import annotations

from contextlib import suppress
from errno import EEXIST, ENOTEMPTY
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from warehouse import ids
from warehouse.layout import remove
from warehouse.records import table_of
from warehouse.rows import tables_of
from warehouse.schema import TABLES
from warehouse.shards import Sorted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from warehouse.batch import Update, Work

DIGEST_COLUMN = "row_digest"
UPDATES = pa.schema([(name, pa.string()) for name in ("doc_id", "status", "source_uri", "source_licence")])
CONFIRMED = pa.schema([("version_id", pa.string())])


def write_batch(directory: Path, work: Work, tables: dict[str, pa.Table], confirmed: Iterable[str]) -> None:
    """Write what a batch did to `directory`, replacing what an earlier try left there."""
    directory.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(mkdtemp(prefix=f"{directory.name}.", dir=directory.parent))  # a cluster may run a batch twice at once
    for name, table in tables.items():
        if table.num_rows:
            write_sorted(draft / f"{name}.arrow", Sorted.of(table))
    write_table(draft / "sightings.arrow", table_of("sightings", work.sightings))
    write_table(draft / "quarantine.arrow", table_of("quarantine", work.quarantine))
    write_table(draft / "updates.arrow", updates_table(work.updates))
    write_table(draft / "confirmed.arrow", pa.table([pa.array(list(confirmed), pa.string())], schema=CONFIRMED))
    _placed(draft, directory)


def _placed(draft: Path, directory: Path) -> None:
    """Put a batch in its place; where its twin does so at the same moment, one of them stays, whole."""
    before = draft.with_name(f"{draft.name}.old")
    while True:
        with suppress(FileNotFoundError):
            directory.rename(before)
        remove(before)
        try:
            draft.rename(directory)
        except OSError as error:
            if error.errno not in {ENOTEMPTY, EEXIST}:
                raise
        else:
            return


def rows_of_batch(work: Work) -> dict[str, pa.Table]:
    """Return the release rows of a batch, each table sorted."""
    captures = {row.raw_sha256: row for row in work.captures}
    return {"captures": table_of("captures", [captures[raw] for raw in sorted(captures)]), **tables_of(work.documents)}


def without(tables: dict[str, pa.Table], doc_ids: set[str]) -> dict[str, pa.Table]:
    """Return the tables without the rows of these documents; captures stay until nothing refers to them."""
    if not doc_ids:
        return tables
    gone = pa.array(sorted(doc_ids), pa.string())
    drop = {
        name: pa.compute.is_in(table["doc_id"], value_set=gone) for name, table in tables.items() if name != "captures"
    }
    return {
        name: table.filter(pa.compute.invert(drop[name])) if name in drop else table for name, table in tables.items()
    }


def updates_table(updates: Iterable[Update]) -> pa.Table:
    """Return updates as a table."""
    rows = list(updates)
    return pa.Table.from_pylist([u._asdict() for u in rows], schema=UPDATES) if rows else UPDATES.empty_table()


def write_sorted(path: Path, rows: Sorted) -> None:
    """Write rows with their digests."""
    digests = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(ids.DIGEST), len(rows.digests), [None, pa.py_buffer(np.ascontiguousarray(rows.digests))]
    )
    write_table(path, rows.table.append_column(DIGEST_COLUMN, digests))


def write_table(path: Path, table: pa.Table) -> None:
    """Write an Arrow file."""
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)


def read_table(path: Path) -> pa.Table:
    """Return an Arrow file's rows, mapped: what is not looked at is not read."""
    with pa.memory_map(str(path), "rb") as file:
        return pa.ipc.open_file(file).read_all()


def read_sorted(path: Path, name: str) -> Sorted:
    """Return rows with their digests; none where there is no file."""
    return split_digests(read_table(path), name) if path.exists() else Sorted.empty(name)


def split_digests(table: pa.Table, name: str) -> Sorted:
    """Return the rows of a table that carries its digests."""
    column = table[DIGEST_COLUMN].combine_chunks()
    column = column if isinstance(column, pa.Array) else pa.concat_arrays(column.chunks)
    digests = np.frombuffer(column.buffers()[1], dtype=np.uint8)[
        column.offset * ids.DIGEST : (column.offset + len(column)) * ids.DIGEST
    ]
    return Sorted(table.select(TABLES[name].names).cast(TABLES[name].schema), digests.reshape(-1, ids.DIGEST))


def batches(directory: Path) -> Iterator[Path]:
    """Yield the finished batches of a source's staging directory, in order."""
    if directory.is_dir():
        yield from sorted(p for p in directory.iterdir() if p.is_dir() and p.name.isdigit())


def gathered(directory: Path, name: str, schema: pa.Schema, columns: list[str] | None = None) -> pa.Table:
    """Return one small table of all batches, or some of its columns."""
    wanted = columns or schema.names
    parts = (read_table(b / f"{name}.arrow").select(wanted) for b in batches(directory))
    return pa.concat_tables([schema.empty_table().select(wanted), *parts])
