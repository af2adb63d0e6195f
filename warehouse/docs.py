"""Writes docs/tables.md from the schema: `python -m warehouse.docs > docs/tables.md`; a test holds the two equal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from warehouse.schema import LOG, RELEASE, SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warehouse.schema import Table

HEAD = """# Tables

Generated from `warehouse/schema.py`; do not edit. Schema version {version}: a minor version adds nullable columns or tables at the
end, a major one may rename, retype or drop.

Offsets are code points: what Python, DuckDB, Polars and Arrow count. On a JVM or in JavaScript count code points, not UTF-16 units.

The tables of a release lie under `current/<table>/*.parquet`; the log's under `log/<table>/*.parquet`, one or more files a run.

## The markup layer

`documents.markup` holds the edits of rules `markup.*` (tags, character references, invisible parts of HTML), so that the bytes come
back from documents and edits alone. It is a JSON object of parallel lists, one entry an edit, in order:
`gap` (code points of the source between the end of the edit before and the start of this one), `removed`, `inserted`,
`seq` (patch_seq less that of the edit before), `kind` (index into `kinds`); `kinds` is a list of
[rule_id, evidence, evidence_spans, confidence, via]. Sort them with the document's rows of `edits` by (raw_start, raw_end): that is
the whole ledger.
"""


def page() -> str:
    """Return docs/tables.md."""
    parts = [HEAD.format(version=SCHEMA_VERSION)]
    for title, tables in (("Release", RELEASE), ("Log", LOG)):
        parts.append(f"\n# {title}\n")
        parts += [line for table in tables for line in _section(table)]
    return "".join(parts)


def _section(table: Table) -> Iterator[str]:
    yield f"\n## {table.name}\n\n{table.says} Sorted by {', '.join(table.sort)}; a row is known by {', '.join(table.key)}.\n\n"
    yield "| column | type | meaning |\n|---|---|---|\n"
    for field in table.schema:
        says = field.metadata[b"description"].decode().replace("|", "\\|")
        yield f"| {field.name} | {_short(str(field.type))} | {says} |\n"


def _short(name: str) -> str:
    return (
        name.replace("<element: ", " of ")
        .replace(" not null>", "")
        .replace("timestamp[us, tz=UTC]", "timestamp (µs, UTC)")
    )


if __name__ == "__main__":
    sys.stdout.write(page())
