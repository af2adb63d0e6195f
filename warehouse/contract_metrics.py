"""What a contract can measure: each metric is one SQL statement for its value and one for the rows that break it.

The statements see one source as the run at hand would leave it: `documents`, `edits`, `claims`, `flags`, `candidates`, `segments`,
`pairs` (documents without texts), `before` (its live documents), `history` (its documents in the last kept releases, with their number)
and `this` (now).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from warehouse.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warehouse.contract_ground import Ground

TABLES_OF_A_SOURCE = ("documents", "edits", "claims", "flags", "candidates", "segments", "pairs")
NOISE = "sum(removed_chars) / greatest(sum(chars + removed_chars - inserted_chars), 1)"
DRIFTING = {"rows": "count(*)", "noise_share": NOISE, "mean_chars": "avg(chars)", "flagged": "avg((flags > 0)::INT)"}


@dataclass(frozen=True)
class Clause:
    """One clause: a metric, where it is measured, its limits, and what follows when it breaks."""

    metric: str
    severity: str = "warn"
    sources: tuple[str, ...] = ("*",)
    table: str = "documents"
    column: str = ""
    values: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    pattern: str = ""
    of: str = ""
    releases: int = 5
    min: float | None = None
    max: float | None = None

    @property
    def name(self) -> str:
        """How the log and the report call it."""
        detail = self.of or (
            "+".join(self.languages) if self.languages else self.column and f"{self.table}.{self.column}"
        )
        plain = self.table if self.metric == "rows" and self.table != "documents" else detail
        return f"{self.metric} {plain}" if plain else self.metric


class Metric(NamedTuple):
    """A metric: what it says, the keys a clause of it must have, its value and the rows that break it, as SQL."""

    name: str
    says: str
    needs: tuple[str, ...]
    sql: str
    broken: str

    def problems(self, clause: Clause) -> Iterator[tuple[str, str]]:
        """Yield each key of a clause that names a table, a column or a metric that does not exist, and a sentence."""
        if clause.table not in TABLES_OF_A_SOURCE:
            yield "table", f"there is no table '{clause.table}' of a source; known are {', '.join(TABLES_OF_A_SOURCE)}"
        elif clause.column and clause.column not in TABLES[clause.table].names:
            yield "column", f"table {clause.table} has no column '{clause.column}'"
        if self.name == "drift" and clause.of not in DRIFTING:
            yield "of", f"drift is measured of {', '.join(DRIFTING)}"

    def value(self, clause: Clause, ground: Ground) -> float | None:
        """Measure it; None where there is nothing to measure."""
        rows = ground.rows(self._filled(self.sql, clause), _parameters(self.sql, clause))[1]
        return float(str(rows[0][0])) if rows and rows[0][0] is not None else None

    def rows(self, clause: Clause, ground: Ground) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
        """Return columns and rows of what breaks it."""
        return ground.rows(self._filled(self.broken, clause), _parameters(self.broken, clause))

    def _filled(self, sql: str, clause: Clause) -> str:
        key = f'"{clause.column}"' if clause.column else "NULL"
        place = "doc_id, locator" if clause.table == "documents" else "doc_id"
        limit = clause.max if clause.max is not None else 1e300
        drifting = DRIFTING.get(clause.of, "count(*)")
        return sql.format(
            table=clause.table, column=key, place=place, max=limit, drifting=drifting, releases=clause.releases
        )


def _parameters(sql: str, clause: Clause) -> dict[str, object]:
    """Return the values that a statement asks for: what a clause says never becomes SQL."""
    values: dict[str, object] = {
        "values": list(clause.values),
        "languages": list(clause.languages),
        "pattern": clause.pattern,
    }
    return {name: value for name, value in values.items() if f"${name}" in sql}


# the language that most of a document is in; a line of two, and one without words, say nothing of that
MAIN = "list_filter(languages, lambda x: x NOT IN ('', 'mul', 'und', 'zxx'))[1]"
FOREIGN = (  # zh fits zh-Hans and zh-Hans fits zh: a short line does not say which script it is in
    f"{MAIN} IS NOT NULL AND NOT list_bool_or(list_transform($languages, lambda e:"
    f" {MAIN} = e OR starts_with({MAIN}, e || '-') OR starts_with(e, {MAIN} || '-')))"
)
EMPTY = "({column} IS NULL OR {column}::VARCHAR = '' OR {column}::VARCHAR = '[]')"
SHARE = "SELECT avg(({condition})::INT) FROM {{table}}"
PLACES = "SELECT {{place}}, {{column}} FROM {{table}} WHERE {condition} ORDER BY ALL"


def _share(name: str, says: str, needs: tuple[str, ...], condition: str) -> Metric:
    """Return a metric that is the share of rows for which a condition holds."""
    raw = condition.replace("{column}", "{{column}}")
    return Metric(name, says, needs, SHARE.format(condition=raw).replace("{{", "{").replace("}}", "}"),
                  PLACES.format(condition=raw).replace("{{", "{").replace("}}", "}"))  # fmt: skip


METRICS = {
    metric.name: metric
    for metric in (
        Metric(
            "rows", "Rows of a table.", (), 'SELECT count(*) FROM "{table}"',
            "SELECT doc_id, locator, 'no longer there' AS says FROM before ANTI JOIN documents USING (doc_id) ORDER BY locator",
        ),
        Metric(
            "noise_share", "Share of the characters, markup apart, that edits took.", (), f"SELECT {NOISE} FROM documents HAVING count(*) > 0",
            "SELECT doc_id, locator, round(removed_chars / greatest(chars + removed_chars - inserted_chars, 1), 4) AS share FROM documents"
            " WHERE share > {max} ORDER BY share DESC, doc_id",
        ),
        Metric(
            "loss", "The highest loss of a document.", (), "SELECT max(loss) FROM documents",
            "SELECT doc_id, locator, loss FROM documents WHERE loss > {max} ORDER BY loss DESC, doc_id",
        ),
        Metric(
            "languages", "Share of the characters in one of the languages.", ("languages",),
            "SELECT sum(clean_end - clean_start) FILTER (language IN (SELECT unnest($languages))) / greatest(sum(clean_end - clean_start), 1)"
            " FROM segments HAVING count(*) > 0",
            "SELECT doc_id, locator, language, sum(clean_end - clean_start)::BIGINT AS characters FROM segments JOIN documents USING (doc_id)"
            " WHERE language NOT IN (SELECT unnest($languages)) GROUP BY ALL ORDER BY characters DESC, doc_id",
        ),
        Metric(
            "foreign", "Share of documents that are in none of the languages, by most of their characters.", ("languages",),
            f"SELECT avg(({FOREIGN})::INT) FROM documents",
            f"SELECT doc_id, locator, {MAIN} AS language, chars FROM documents WHERE {FOREIGN} ORDER BY chars DESC, doc_id",
        ),
        Metric(
            "duplicates", "Share of documents whose clean text another one has, too.", (),
            "SELECT sum(n) FILTER (n > 1) / sum(n) FROM (SELECT count(*) AS n FROM documents WHERE chars > 0 GROUP BY clean_sha256)",
            "SELECT doc_id, locator, left(clean_sha256, 16) AS text FROM documents WHERE chars > 0"
            " QUALIFY count(*) OVER (PARTITION BY clean_sha256) > 1 ORDER BY clean_sha256, doc_id",
        ),
        Metric(
            "age_days", "Days since bytes of the source were last new.", (),
            "SELECT epoch(now - newest) / 86400 FROM this, (SELECT max(fetched_at) AS newest FROM documents) WHERE newest IS NOT NULL",
            "SELECT doc_id, locator, strftime(fetched_at, '%Y-%m-%d %H:%M') AS fetched FROM documents ORDER BY fetched_at DESC, doc_id",
        ),
        Metric(
            "flagged", "Share of documents with damage that cannot be repaired.", (), "SELECT avg((flags > 0)::INT) FROM documents",
            "SELECT doc_id, locator, flags FROM documents WHERE flags > 0 ORDER BY flags DESC, doc_id",
        ),
        Metric(
            "paired", "Share of documents with aligned pairs.", (), "SELECT avg((pairs > 0)::INT) FROM documents",
            "SELECT doc_id, locator, pairs FROM documents WHERE pairs = 0 ORDER BY locator",
        ),
        _share("empty", "Share of rows whose column is null or empty.", ("column",), EMPTY),
        _share("outside", "Share of rows whose column is none of the values.", ("column", "values"),
               "{column} IS NOT NULL AND {column}::VARCHAR NOT IN (SELECT unnest($values))"),
        _share("unlike", "Share of rows whose column does not fit the pattern.", ("column", "pattern"),
               "{column} IS NOT NULL AND NOT regexp_full_match({column}::VARCHAR, $pattern)"),
        Metric(
            "drift", "How far a metric is from its median over the last releases, as a share of that median.", ("of",),
            "WITH was AS (SELECT {drifting} AS x FROM history GROUP BY release ORDER BY release DESC LIMIT {releases}),"
            " mid AS (SELECT median(x) AS m FROM was) SELECT abs((SELECT {drifting} FROM documents) - m) / m FROM mid WHERE m > 0",
            "SELECT release, {drifting} AS value FROM history GROUP BY release ORDER BY release DESC LIMIT {releases}",
        ),
    )
}  # fmt: skip
