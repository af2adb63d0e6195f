"""Text that two documents share: candidates from sketches joined in DuckDB, each pair proved by alignment.

`candidates` never reads a text; `proved` reads the two texts of one candidate at a time. Documents with the same folded
text meet by that digest alone (kind "exact"), one of each such group stands for it in the join: five hundred copies of a
page are five hundred rows, not a hundred thousand.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from cleaners.repeats.fold import codes_of, letters
from cleaners.repeats.overlap import overlap
from cleaners.repeats.shingles import HAN, letters_of, sketches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import duckdb

COMMON = 64  # documents that may share a shingle; what stands in more is a phrase of the trade, and its join explodes
LEAST_SHARED = 3  # sampled shingles two documents must share before anyone reads them
LEAST_CONTAINED = 0.1  # share of the shorter sketch; a contained third passes with half of its shingles broken
PROVED = 0.25  # containment, by letters, from which on a pair is reported
NEAR = 0.8  # containment in the longer text too: a near-duplicate, not a quotation

SKETCH = pa.schema([("doc_id", pa.string()), ("part", pa.uint8()), ("hash", pa.uint64())])
FOLDED = pa.schema([("doc_id", pa.string()), ("letters", pa.int64()), ("folded", pa.string())])


class Candidate(NamedTuple):
    """Two documents, `left < right`, whose sketches of one part agree enough to be read."""

    left: str
    right: str
    part: int


class Shared(NamedTuple):
    """A proved overlap; spans are code points of the clean texts, containment is of the shorter text's part."""

    left: str
    right: str
    part: str
    left_start: int
    left_end: int
    right_start: int
    right_end: int
    shared: int
    identity: float
    containment: float
    kind: str  # exact, near, contained


def sketch_table(doc_ids: Sequence[str], texts: Sequence[str]) -> pa.Table:
    """Return the sketches of a batch of documents, one row per distinct (document, part, hash)."""
    found = sketches(texts)
    ids = pa.array(doc_ids, pa.string()).take(pa.array(found.documents))
    return pa.table([ids, pa.array(found.parts), pa.array(found.hashes)], schema=SKETCH)


def folded_table(doc_ids: Sequence[str], texts: Sequence[str]) -> pa.Table:
    """Return the digest of each document's folded letters: equal digests are exact copies, whatever the script."""
    rows = []
    for text in texts:
        found = letters(codes_of(text))
        found = found[found > 0]
        rows.append((len(found), hashlib.sha256(found.tobytes()).hexdigest()[:32]))
    return pa.table([pa.array(doc_ids, pa.string()), [n for n, _ in rows], [d for _, d in rows]], schema=FOLDED)


def exact_groups(con: duckdb.DuckDBPyConnection, folded: str) -> list[list[str]]:
    """Return the groups of documents with equal folded letters; `folded` names a table or view of FOLDED rows."""
    query = f"SELECT list(doc_id ORDER BY doc_id) FROM {folded} WHERE letters > 0 GROUP BY folded HAVING count(*) > 1 ORDER BY 1"
    return [row[0] for row in con.execute(query).fetchall()]


def candidates(con: duckdb.DuckDBPyConnection, sketch: str, fresh: str) -> Iterator[Candidate]:
    """Yield pairs of which at least one document is in the table `fresh(doc_id)`; `sketch` names SKETCH rows.

    Shingles of more than COMMON documents are left out of the join and of the sizes.
    """
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE rare AS
        SELECT s.doc_id, s.part, s.hash FROM {sketch} s
        JOIN (SELECT part, hash FROM {sketch} GROUP BY part, hash HAVING count(*) BETWEEN 2 AND {COMMON}) USING (part, hash)
    """)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE sizes AS
        SELECT doc_id, part, count(*) AS size FROM {sketch} s
        ANTI JOIN (SELECT part, hash FROM {sketch} GROUP BY part, hash HAVING count(*) > {COMMON}) USING (part, hash)
        GROUP BY doc_id, part
    """)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE met AS
        SELECT a.doc_id AS one, b.doc_id AS two, part, count(*) AS shared
        FROM rare a JOIN rare b USING (part, hash)
        WHERE a.doc_id < b.doc_id AND (a.doc_id IN (SELECT doc_id FROM {fresh}) OR b.doc_id IN (SELECT doc_id FROM {fresh}))
        GROUP BY a.doc_id, b.doc_id, part HAVING count(*) >= {LEAST_SHARED}
    """)
    query = f"""
        SELECT met.one, met.two, met.part FROM met
        JOIN sizes x ON x.doc_id = met.one AND x.part = met.part
        JOIN sizes y ON y.doc_id = met.two AND y.part = met.part
        WHERE shared >= {LEAST_CONTAINED} * least(x.size, y.size) ORDER BY ALL
    """
    for row in con.execute(query).fetchall():
        yield Candidate(*row)


def proved(candidate: Candidate, text_of: Callable[[str], str]) -> Shared | None:
    """Return the overlap of a candidate as the letters have it, or None where it is less than its sketch promised."""
    one, two = (letters_of(text_of(doc), candidate.part) for doc in (candidate.left, candidate.right))
    found = overlap(one, two, candidate.part)
    if found is None or found.containment < PROVED:
        return None
    longer = max(len(one.codes), len(two.codes))
    kind = "near" if found.shared >= NEAR * longer else "contained"
    part = "han" if candidate.part == HAN else "other"
    return Shared(
        candidate.left,
        candidate.right,
        part,
        *found.left,
        *found.right,
        found.shared,
        found.identity,
        found.containment,
        kind,
    )
