"""The report of a release: one self-contained page, offline, every text of the sources escaped.

`write_report(view)` is called on the staged view, before the audit; it reads the very files that will be published.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import duckdb
from jinja2 import Environment, PackageLoader, StrictUndefined

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SAMPLES = 200  # edits shown; `palimpsest why` and the tables know all

FIGURES = (
    ("documents", "SELECT count(*) FROM documents"),
    ("characters of the sources", "SELECT sum(source_chars) FROM documents"),
    ("characters kept", "SELECT sum(chars) FROM documents"),
    ("edits", "SELECT count(*) FROM edits"),
    ("claims", "SELECT count(*) FROM claims"),
    ("flags", "SELECT count(*) FROM flags"),
    ("removals refused", "SELECT count(*) FROM candidates"),
    ("segments", "SELECT count(*) FROM segments"),
    ("pairs", "SELECT count(*) FROM pairs"),
    ("vanished", "SELECT count(*) FROM vanished"),
)


class Listing(NamedTuple):
    """A table of the page: its heading, its columns and its rows."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[object]]


LISTINGS = (
    (
        "What was taken, by rule",
        ("rule", "edits", "documents", "characters removed", "characters inserted", "says"),
        """SELECT rule_id, count(*), count(DISTINCT doc_id), sum(length(removed)), sum(length(inserted)), any_value(says)
           FROM edits LEFT JOIN rules USING (rule_id) GROUP BY rule_id ORDER BY 4 DESC, 1""",
    ),
    (
        "Documents",
        (
            "source",
            "locator",
            "title",
            "encoding",
            "languages",
            "characters before",
            "after",
            "edits",
            "pairs",
            "status",
        ),
        """SELECT source_id, locator, title, encoding, array_to_string(languages, ', '), source_chars, chars, edits, pairs, status
           FROM documents ORDER BY source_id, locator LIMIT 1000""",
    ),
    (
        "What the sources say of themselves (unverified)",
        ("document", "field", "value", "rule", "doubted by"),
        """SELECT locator, field, value, rule_id, coalesce(doubted_by, '')
           FROM claims JOIN documents USING (doc_id) ORDER BY locator, raw_start, field LIMIT 1000""",
    ),
    (
        "Damage that could not be repaired",
        ("document", "kind", "place", "evidence"),
        """SELECT locator, kind, raw_start, evidence FROM flags JOIN documents USING (doc_id)
           ORDER BY locator, raw_start LIMIT 1000""",
    ),
    (
        f"Edits (the first {SAMPLES})",
        ("document", "rule", "place", "removed", "inserted", "evidence"),
        f"""SELECT locator, rule_id, e.raw_start, left(removed, 300), left(inserted, 300), evidence
           FROM edits e JOIN documents USING (doc_id) ORDER BY locator, e.raw_start LIMIT {SAMPLES}""",
    ),
)


def write_report(view: Path) -> None:
    """Write `report.html` into a staged release."""
    (view / "report.html").write_text(report_html(view), "utf-8")


def report_html(release: Path) -> str:
    """Return the page for the tables under `release`."""
    with duckdb.connect() as con:
        for directory in sorted(path for path in release.iterdir() if path.is_dir() and any(path.glob("*.parquet"))):
            con.execute(
                f'CREATE VIEW "{directory.name}" AS SELECT * FROM read_parquet(?)'.replace("?", _quoted(directory))
            )
        known = {
            str(row[0]) for row in con.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
        }
        figures = [(name, _number(con, sql, known)) for name, sql in FIGURES]
        listings = [Listing(title, columns, _rows(con, sql, known)) for title, columns, sql in LISTINGS]
    environment = Environment(loader=PackageLoader("warehouse"), autoescape=True, undefined=StrictUndefined)
    page = environment.get_template("report.html.j2")
    return page.render(number=release.name, figures=figures, listings=listings)


def _quoted(directory: Path) -> str:
    return "'" + f"{directory}/*.parquet".replace("'", "''") + "'"


def _rows(con: duckdb.DuckDBPyConnection, sql: str, known: set[str]) -> list[tuple[object, ...]]:
    """Return a query's rows; a release has no files for a table without rows."""
    words = sql.replace("(", " ").split()
    named = {after for word, after in pairwise(words) if word in {"FROM", "JOIN"}}
    return con.execute(sql).fetchall() if named <= known else []


def _number(con: duckdb.DuckDBPyConnection, sql: str, known: set[str]) -> int:
    rows = _rows(con, sql, known)
    return int(str(rows[0][0] or 0)) if rows else 0
