"""Proves a release without this project: DuckDB, the standard codecs, json and hashlib, and what docs/tables.md says.

`python independent_check.py RELEASE` prints how many documents went back to their bytes; it ends with 1 where one did not.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import duckdb

BOMS = {
    "utf-8": b"\xef\xbb\xbf",
    "utf-16-le": b"\xff\xfe",
    "utf-16-be": b"\xfe\xff",
    "utf-32-le": b"\xff\xfe\0\0",
    "utf-32-be": b"\0\0\xfe\xff",
}

Change = tuple[int, str, str]  # raw_start, removed, inserted

BIG5 = dict(
    zip(
        "∕﹨／＼‧﹑¯～⊕⊙￥￠￡",
        map(
            bytes.fromhex,
            ["a241", "a242", "a1fe", "a240", "a145", "a14e", "a1c2", "a1e3", "a1f2", "a1f3", "a244", "a246", "a247"],
        ),
        strict=True,
    )
)
LEDGER = """
SELECT d.doc_id, d.text, d.markup, d.encoding, d.bom_length, d.decoding_exceptions, d.decoding_verbatim, d.raw_sha256,
       d.source_sha256, d.clean_sha256, e.changes, c.body
FROM read_parquet($root || '/documents/*.parquet') d
LEFT JOIN (SELECT doc_id, list((raw_start, removed, inserted) ORDER BY seq) AS changes
           FROM read_parquet($root || '/edits/*.parquet') GROUP BY doc_id) e USING (doc_id)
LEFT JOIN read_parquet($root || '/captures/*.parquet') c ON c.raw_sha256 = d.raw_sha256 AND c.source_id = d.source_id
WHERE d.status <> 'erased'
"""


def markup(written: str) -> list[Change]:
    """Return the changes of a markup layer."""
    if not written:
        return []
    layer, out, end = json.loads(written), [], 0
    for gap, removed, inserted in zip(layer["gap"], layer["removed"], layer["inserted"], strict=True):
        out.append((end + gap, removed, inserted))
        end += gap + len(removed)
    return out


def source(text: str, changes: list[Change]) -> str:
    """Return the source text of a clean text."""
    pieces, clean, raw = [], 0, 0
    for start, removed, inserted in sorted(changes, key=lambda c: (c[0], c[0] + len(c[1]))):
        keep = clean + start - raw
        assert text[keep : keep + len(inserted)] == inserted, "the ledger does not fit"
        pieces += [text[clean:keep], removed]
        clean, raw = keep + len(inserted), start + len(removed)
    return "".join([*pieces, text[clean:]])


def encoded(text: str, encoding: str, exceptions: str, bom_length: int) -> bytes:
    """Return the bytes of a source text."""
    pieces, pos = [BOMS.get(encoding, b"")[:bom_length]], 0
    for offset, raw in json.loads(exceptions or "[]"):
        pieces += [written(text[pos:offset], encoding), bytes.fromhex(raw)]
        pos = offset + 1
    return b"".join([*pieces, written(text[pos:], encoding)])


def written(text: str, encoding: str) -> bytes:
    """Return a text as the WHATWG standard writes it: Python's Big5 has other characters in thirteen places."""
    if encoding != "big5hkscs":
        return text.encode(encoding)
    return b"".join(BIG5.get(c) or c.encode(encoding) for c in text)


def digest(body: bytes) -> str:
    """Return SHA-256 in hex."""
    return hashlib.sha256(body).hexdigest()


def proved(release: Path) -> tuple[int, list[str]]:
    """Return how many documents a release holds, and a sentence for each that does not go back."""
    with duckdb.connect() as con:
        rows = con.execute(LEDGER, {"root": str(release)}).fetchall()
    wrong = []
    for doc, text, layer, encoding, bom, exceptions, verbatim, raw, source_sha, clean_sha, changes, body in rows:
        made = source(
            text, markup(layer) + [tuple(c.values()) if isinstance(c, dict) else tuple(c) for c in changes or []]
        )
        back = body if verbatim else encoded(made, encoding, exceptions, bom)
        facts = {"clean text": digest(text.encode()) == clean_sha, "source text": digest(made.encode()) == source_sha}
        facts |= {"bytes": digest(back) == raw, "capture": body is None or digest(body) == raw}
        wrong += [f"{doc}: {name} has another SHA-256" for name, holds in facts.items() if not holds]
    return len(rows), wrong


if __name__ == "__main__":
    count, problems = proved(Path(sys.argv[1]).resolve())
    print(f"{count} documents, {len(problems)} problems", *problems, sep="\n")
    sys.exit(bool(problems))
