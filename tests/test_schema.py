"""Every column says what it means, rows follow the schema, and docs/tables.md is what the schema says."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from warehouse import docs
from warehouse.records import LOG_ROWS, RELEASE_ROWS, table_of
from warehouse.schema import SCHEMA_VERSION, TABLES

ROWS = RELEASE_ROWS | LOG_ROWS
QUOTED = {("pairs", "left"), ("pairs", "right")}  # DESIGN's names; their description says to quote them


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.name)
def test_every_column_has_a_description_and_the_table_its_version(table):
    assert table.schema.metadata[b"schema_version"] == SCHEMA_VERSION.encode()
    assert table.says.endswith(".")
    for field in table.schema:
        assert field.metadata[b"description"].decode().rstrip()[-1] in ".…", field.name


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.name)
def test_rows_have_the_fields_of_their_table_in_its_order(table):
    assert ROWS[table.name]._fields == table.names
    assert set(table.sort) <= set(table.names)
    assert set(table.key) <= set(table.names)


def test_the_tables_page_is_generated():
    assert Path("docs/tables.md").read_text("utf-8") == docs.page()


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.name)
def test_no_column_needs_quotes_in_sql(table):
    with duckdb.connect() as con:
        con.register(table.name, table.schema.empty_table())
        for name in table.names:
            if (table.name, name) not in QUOTED:
                con.execute(f'SELECT {name} FROM "{table.name}" GROUP BY {name}').fetchall()


def test_no_rows_make_an_empty_table_of_the_schema():
    for name, table in TABLES.items():
        assert table_of(name, []).schema.equals(table.schema, check_metadata=True)
