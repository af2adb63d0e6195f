"""pandas, polars, duckdb and pyarrow read every table of `current` by plain path and agree row by row."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

from tests.store import PAGES, runs, spec
from warehouse.schema import RELEASE

TABLES = [table.name for table in RELEASE]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Two sources, a vanished document, edits, claims, pairs: rows in every table, two files in most."""
    run = runs(tmp_path_factory.mktemp("readers") / "w")
    many = {f"n{n}.txt": f"实现之路{n}\nPath {n} to[ad by B{n}]\n" for n in range(9)}
    run((spec(), PAGES | many), (spec("two"), PAGES))
    run((spec(), PAGES | {k: v for k, v in many.items() if k != "n3.txt"}), (spec("two"), PAGES))
    return run.house.layout.root / "current"


def plain(value):
    """A value as Python has it, whoever read it."""
    if isinstance(value, np.ndarray):
        return [plain(v) for v in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    if value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value):
        return None
    return value


def rows(columns, records):
    return sorted([[plain(record[c]) for c in columns] for record in records], key=repr)


@pytest.mark.parametrize("name", TABLES)
def test_four_readers_agree_row_by_row(root, name):
    path = root / name
    arrow = pq.read_table(path)
    columns = arrow.column_names
    expected = rows(columns, arrow.to_pylist())
    assert expected
    assert rows(columns, pd.read_parquet(path).to_dict("records")) == expected
    assert rows(columns, pl.read_parquet(path / "*.parquet").to_dicts()) == expected
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        con.execute(f"SELECT {', '.join(chr(34) + c + chr(34) for c in columns)} FROM '{path}/*.parquet'")
        found = [dict(zip(columns, row, strict=True)) for row in con.fetchall()]
    assert rows(columns, found) == expected


@pytest.mark.parametrize("name", TABLES)
def test_files_say_what_they_hold(root, name):
    for file in (root / name).iterdir():
        assert file.suffix == ".parquet"
        assert "=" not in file.name
        schema = pq.read_schema(file)
        assert all(field.metadata[b"description"] for field in schema)


def test_a_reader_told_nothing_gets_one_live_row_per_document(root):
    documents = pd.read_parquet(root / "documents")
    assert documents["doc_id"].is_unique
    assert len(documents) == 5 + 8 + 5


def test_offsets_count_code_points_for_every_reader(root):
    with duckdb.connect() as con:
        sql = f"""SELECT count(*), count(*) FILTER (substr(d.text, s.clean_start + 1, s.clean_end - s.clean_start) = s.text)
                  FROM '{root}/segments/*.parquet' s JOIN '{root}/documents/*.parquet' d USING (doc_id)"""
        total, right = con.execute(sql).fetchall()[0]
    assert total == right > 20
