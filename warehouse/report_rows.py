"""The rows that a report's numbers open onto: one SQL statement a listing, cut to a stated, seeded sample where it is long."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from warehouse.report_figures import CLASSED, STOPPED

if TYPE_CHECKING:
    from warehouse.report_scene import Cell, Scene

LONGEST = 240  # characters shown of one value in a listing; the tables hold all of it
MOST = 3_000  # rows of a listing
RANK = "sha256(? || chr(0) || key::VARCHAR)"  # as `rank` has it
BOUND = f"SELECT (SELECT count(*) FROM ({{sql}})), max(place) FROM (SELECT {RANK} AS place FROM ({{sql}}) ORDER BY place LIMIT ?)"
SEED = "palimpsest"  # samples are the rows with the smallest SHA-256 of seed and key: the same for everybody


class Listing(NamedTuple):
    """A listing: its name in links, its heading, its SQL (column `key` identifies a row, for sampling and to order equal ones; it ends in ORDER BY) and rows at most."""

    name: str
    title: str
    sql: str
    most: int = MOST


class Listed(NamedTuple):
    """A listing's rows in the page and the place of each in the seeded order; `total` is how many there are."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[Cell | list[Cell], ...]]
    total: int
    ranks: list[bytes]

    def shown(self) -> dict[str, object]:
        """Return what the page is told."""
        return {"title": self.title, "columns": self.columns, "rows": self.rows, "total": self.total}


DOC = "d.doc_id, d.source_id, d.locator"
LISTINGS = (
    Listing(
        "documents", "Documents",
        """SELECT doc_id AS key, doc_id, source_id, locator, part, title, encoding, decoding_lied AS lied, languages AS language,
                  scripts AS script, source_chars, chars, removed_chars AS removed, inserted_chars AS inserted, round(loss, 4) AS loss,
                  edits, claims, flags, candidates, pairs, status,
                  CASE WHEN source_chars = 0 THEN 0 ELSE pow(2, floor(log2(source_chars)))::BIGINT END AS before_bin,
                  CASE WHEN chars = 0 THEN 0 ELSE pow(2, floor(log2(chars)))::BIGINT END AS after_bin, clean_sha256[:16] AS twins
           FROM documents ORDER BY source_id, locator, part""",
    ),
    Listing(
        "claims", "What the sources say of themselves (unverified)",
        f"""SELECT c.doc_id || c.seq AS key, {DOC}, c.raw_start, c.raw_end, c.field, c.value, c.rule_id, c.doubts, c.doubted_by
            FROM claims c JOIN documents d USING (doc_id) ORDER BY d.source_id, d.locator, c.raw_start, c.seq""",
    ),
    Listing(
        "flags", "Damage that cannot be repaired",
        f"""SELECT f.doc_id || f.seq AS key, {DOC}, f.raw_start, f.raw_end, f.kind, f.rule_id, f.evidence
            FROM flags f JOIN documents d USING (doc_id) ORDER BY d.source_id, d.locator, f.raw_start, f.seq""",
    ),
    Listing(
        "candidates", "Removals that were refused",
        f"""SELECT c.doc_id || c.seq AS key, {DOC}, c.raw_start, c.raw_end, c.rule_id, c.reason
            FROM candidates c JOIN documents d USING (doc_id) ORDER BY d.source_id, d.locator, c.raw_start, c.seq""",
    ),
    Listing(
        "pairs", "Pairs of segments",
        f"""SELECT p.doc_id || p."left" || '-' || p."right" AS key, {DOC}, l.raw_start, l.raw_end, l.text AS "left", r.text AS "right",
                   p.score, p.method, least(floor(p.score * 10), 9) / 10 AS at_least
            FROM pairs p JOIN documents d USING (doc_id) JOIN segments l ON l.doc_id = p.doc_id AND l.ordinal = p."left"
            JOIN segments r ON r.doc_id = p.doc_id AND r.ordinal = p."right" ORDER BY p.score, d.source_id, d.locator, p."left\"""",
        600,
    ),
    Listing(
        "overlaps", "Text that two documents share",
        f"""SELECT o.doc_id || o.other_id || o.script AS key, {DOC}, e.source_id AS other_source, e.locator AS other, o.other_id, o.script, o.kind,
                   o.containment, o.identity, o.shared, o.differences, o.folded, o.clean_start, o.clean_end, o.other_start, o.other_end
            FROM "overlaps" o JOIN documents d USING (doc_id) JOIN documents e ON e.doc_id = o.other_id
            ORDER BY o.containment DESC, o.shared DESC, d.source_id, d.locator""",
        1000,
    ),
    Listing(
        "clusters", "Documents that another one stands for",
        f"""SELECT c.doc_id AS key, {DOC}, c.reason, c.held, e.source_id AS canonical_source, e.locator AS canonical, c.canonical_id
            FROM clusters c JOIN documents d USING (doc_id) JOIN documents e ON e.doc_id = c.canonical_id
            WHERE c.reason <> 'canonical' ORDER BY e.source_id, e.locator, d.source_id, d.locator""",
        1000,
    ),
    Listing(
        "quarantine", "Items in quarantine or held back",
        f"""{STOPPED} SELECT doc_id AS key, source_id, locator, part, stage, error, attempts, raw_sha256, run_id FROM stopped
           ORDER BY source_id, locator, part""",
    ),
    Listing(
        "sightings", "Items of the last run",
        """SELECT s.doc_id AS key, s.doc_id, s.source_id, s.locator, s.part, s.state, s.says FROM sightings s, this
           WHERE s.run_id = this.run_id ORDER BY s.source_id, s.locator, s.part""",
    ),
    Listing(
        "changes", "Documents that are not as they were",
        f"""{CLASSED} SELECT doc_id AS key, doc_id, source_id, locator, change, cause FROM classed
            ORDER BY change = 'unchanged', source_id, locator""",
    ),
    Listing(
        "contracts", "Thresholds of the last run",
        """SELECT scope || metric AS key, scope, metric, value, threshold, severity, passed FROM quality, this
           WHERE quality.run_id = this.run_id AND threshold IS NOT NULL ORDER BY passed, severity, scope, metric""",
    ),
    Listing(
        "vanished", "Documents whose item is gone",
        """SELECT doc_id AS key, doc_id, source_id, locator, part, title, strftime(last_seen, '%Y-%m-%d %H:%M') AS last_seen, moved_to
           FROM vanished ORDER BY source_id, locator, part""",
    ),
    Listing(
        "runs", "Runs",
        """SELECT runs.run_id AS key, runs.run_id, max(state) FILTER (state <> 'started') AS state,
                  strftime(min(logged_at), '%Y-%m-%d %H:%M:%S') AS started, max(code_version) AS code_version,
                  max(new_release) AS new_release, max(counts) AS counts, max(error) AS error
           FROM runs GROUP BY runs.run_id ORDER BY runs.run_id DESC""",
        200,
    ),
    Listing(
        "verdicts", "What people judged",
        """SELECT v.subject || v.reviewer AS key, v.doc_id, e.raw_start, e.raw_end, e.rule_id, e.removed, e.inserted, v.verdict, v.reviewer,
                  v.note, strftime(v.logged_at, '%Y-%m-%d %H:%M') AS logged
           FROM verdicts v JOIN edits e ON e.edit_id = v.subject WHERE v.about = 'edit' ORDER BY v.logged_at DESC""",
    ),
)  # fmt: skip


def listings(shown: Scene) -> dict[str, Listed]:
    """Return the rows of every listing, cut to what it takes at most."""
    return {listing.name: listed(shown, listing) for listing in LISTINGS}


def listed(shown: Scene, listing: Listing) -> Listed:
    """Return a listing's rows: all of them, or where there are more than the page takes those that the seed chooses."""
    sql = f"{listing.sql}, key"  # equal rows in an order of their own: a page says the same each time
    result = shown.con.execute(f"{sql} LIMIT {listing.most + 1}")
    columns = tuple(column[0] for column in result.description or ())
    rows = result.fetchall()
    total = len(rows)
    if total > listing.most:
        count, last = shown.rows(BOUND.format(sql=listing.sql), [SEED, listing.most])[0]
        rows, total = shown.rows(f"FROM ({sql}) WHERE {RANK} <= ?", [SEED, last]), int(str(count))
    cells = [tuple(_cell(cell) for cell in row[1:]) for row in rows]
    return Listed(listing.title, columns[1:], cells, total, [rank(str(row[0])) for row in rows])


def cut_to(most: int, found: Listed) -> Listed:
    """Return at most so many rows of a listing, those that the seed chooses."""
    kept = sorted(sorted(range(len(found.rows)), key=found.ranks.__getitem__)[:most])
    return found._replace(rows=[found.rows[n] for n in kept], ranks=[found.ranks[n] for n in kept])


def rank(key: str) -> bytes:
    """Return where a key stands in the seeded order."""
    return hashlib.sha256(f"{SEED}\0{key}".encode("utf-8", "surrogatepass")).digest()


def _cell(value: object) -> Cell | list[Cell]:
    if isinstance(value, str):
        return cut(value)
    if isinstance(value, list):
        return [cut(str(one)) for one in value[:20]]
    return value if isinstance(value, int | float) or value is None else str(value)


def cut(text: str, most: int = LONGEST) -> str:
    """Return a text, its middle left out where it is long."""
    return (
        text
        if len(text) <= most
        else f"{text[: most // 2]} … {len(text) - most:,} more characters … {text[-(most // 2) :]}"
    )
