"""What a report's pages are drawn from: documents as pieces kept and changed, compressed into one text that holds no markup.

Lines of JSON, deflated, base64: whatever a source wrote, nothing of it stands in the page's own HTML. The last line is the index
(listings, rules, which line is which document); the page reads a document's line when it is opened.
"""

from __future__ import annotations

import base64
import json
import math
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from cleaners.text import revert
from warehouse import markup, restore
from warehouse.report_copies import Copy, copies
from warehouse.report_rows import MOST, RANK, SEED, cut, cut_to, listings
from warehouse.restore import Document

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa

    from cleaners.text import Edit
    from warehouse.report_scene import Cell, Scene

BUDGET = 1_280_000  # deflated bytes: 1.71 MB as base64; script, style and pictures take another 0.15 MB of the 2 MB
ROWS = 400_000  # deflated bytes of the listings, which are cut to smaller samples until they fit
LONGEST = 400_000  # code points of a document that the page takes; `report --doc` writes any
TAGS = 60  # code points shown of one piece of markup
TAKEN = 20_000  # documents looked at for the page: each takes 64 bytes of it at least
USES = 300  # documents of a rule, those with most of its edits
AT_ONCE = 100  # documents read together
SETTLED = 20  # documents between two looks at what they came to
SPANS = 40  # edits of a rule shown in context where its documents are not all in the page

Piece = str | tuple[object, ...]


class Payload(NamedTuple):
    """The compressed text, and how much of the release it holds: documents taken, documents there are."""

    text: str
    taken: int
    total: int


class Chosen(NamedTuple):
    """Which documents a page holds: the one asked for, or '' for as many as fit."""

    doc_id: str = ""


@dataclass
class _Writer:
    """A deflated text that grows line by line."""

    squeezer: zlib._Compress = field(default_factory=lambda: zlib.compressobj(9, zlib.DEFLATED, -15))
    parts: list[bytes] = field(default_factory=list)
    lines: int = 0

    @property
    def size(self) -> int:
        """Bytes so far; the squeezer may hold some tens of kilobytes more."""
        return sum(map(len, self.parts))

    def write(self, line: bytes) -> None:
        """Add a line."""
        self.parts.append(self.squeezer.compress(line))
        self.lines += 1

    def settle(self) -> None:
        """Write out what is held, so that `size` is true."""
        self.parts.append(self.squeezer.flush(zlib.Z_SYNC_FLUSH))

    def done(self) -> str:
        """Return the whole as base64."""
        return base64.b64encode(b"".join([*self.parts, self.squeezer.flush()])).decode("ascii")


def payload(shown: Scene, chosen: Chosen, budget: int = BUDGET) -> Payload:
    """Return what the page is drawn from."""
    rules = [str(row[0]) for row in shown.rows("SELECT rule_id FROM rules ORDER BY rule_id")]
    names = {rule: number for number, rule in enumerate(rules)}
    index = _index(shown)
    room = math.inf if chosen.doc_id else budget - _deflated(index)
    writer, lines = _Writer(), dict[str, int]()
    for doc_id, line in _all_documents(shown, _wanted(shown, chosen), names):
        written = _line(line)
        if writer.size + len(zlib.compress(written, 1)) > room:
            break
        lines[doc_id] = writer.lines
        writer.write(written)
        if writer.lines % SETTLED == 0:
            writer.settle()
    total = int(str(shown.rows("SELECT count(*) FROM documents")[0][0]))
    whole = len(lines) == total
    spans = {} if whole else _spans(shown, set(lines))
    writer.write(_line(index | {"lines": lines, "whole": whole, "spans": spans}))
    return Payload(writer.done(), len(lines), total)


def _line(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
    return text.encode("utf-8", "surrogatepass")


def _deflated(value: object) -> int:
    return len(zlib.compress(_line(value), 9))


def _wanted(shown: Scene, chosen: Chosen) -> list[str]:
    """Return documents in the order in which they are taken: by the seed, so that what fits is a sample."""
    if chosen.doc_id:
        return [chosen.doc_id]
    sql = f"""SELECT doc_id AS key FROM documents WHERE source_chars <= ? AND status <> 'erased' ORDER BY {RANK} LIMIT ?"""
    return [str(row[0]) for row in shown.rows(sql, [LONGEST, SEED, TAKEN])]


def _index(shown: Scene) -> dict[str, object]:
    """Return what the page knows beside documents: rules, who uses them, listings, and room for spans in context."""
    return {
        "release": shown.release,
        "rules": shown.rows("SELECT rule_id, version, says, why FROM rules ORDER BY rule_id"),
        "uses": _uses(shown),
        "spans": _spans(shown, set()),
        "listings": _listings(shown),
    }


def _uses(shown: Scene) -> dict[str, tuple[int, int, list[tuple[Cell, int]]]]:
    """Return of each rule its documents, its edits, and the documents with most of them."""
    sql = """WITH uses AS (SELECT rule_id, doc_id, count(*) AS n FROM edits GROUP BY rule_id, doc_id)
             SELECT rule_id, count(*), sum(n)::BIGINT, min_by((doc_id, n), (-n, doc_id), ?) FROM uses GROUP BY rule_id ORDER BY rule_id"""
    return {str(rule): (count, edits, most) for rule, count, edits, most in shown.con.execute(sql, [USES]).fetchall()}


def _listings(shown: Scene) -> dict[str, dict[str, object]]:
    """Return the listings, each cut to a sample small enough for all of them to fit."""
    most, found = MOST, listings(shown)
    while most > 1 and _deflated({name: listed.shown() for name, listed in found.items()}) > ROWS:
        most //= 2
        found = {name: cut_to(most, listed) for name, listed in found.items()}
    return {name: listed.shown() for name, listed in found.items()}


def _spans(shown: Scene, taken: set[str]) -> dict[str, list[tuple[Cell, ...]]]:
    """Return edits of each rule in context, chosen by the seed; those of documents in the page come from there."""
    sql = "SELECT min_by((edit_id, doc_id), sha256('palimpsest' || edit_id), ?) FROM edits GROUP BY rule_id"
    chosen = (pair for found in shown.con.execute(sql, [SPANS]).fetchall() for pair in found[0])
    ids = [edit for edit, doc in chosen if doc not in taken]
    sql = """SELECT e.rule_id, e.doc_id, e.raw_start, e.raw_end, substr(d.text, greatest(1, e.clean_start - 39), least(40, e.clean_start)),
                    e.removed, e.inserted, substr(d.text, e.clean_end + 1, 40), e.evidence, e.confidence
             FROM edits e JOIN documents d USING (doc_id) WHERE e.edit_id IN (SELECT unnest(?)) ORDER BY e.rule_id, e.edit_id"""
    found: dict[str, list[tuple[Cell, ...]]] = {}
    for rule, *rest in shown.rows(sql, [ids]):
        found.setdefault(str(rule), []).append(tuple(cut(cell) if isinstance(cell, str) else cell for cell in rest))
    return found


def _all_documents(shown: Scene, ids: Sequence[str], names: dict[str, int]) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield documents one by one, read some at a time."""
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        found = dict(_documents(shown, some, names))
        yield from ((doc_id, found[doc_id]) for doc_id in some if doc_id in found)


def _documents(shown: Scene, ids: Sequence[str], names: dict[str, int]) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield documents as the page needs them."""
    edits = _by_document(shown, "edits", "seq", ids)
    rows = {name: _by_document(shown, name, order, ids) for name, order in SIDE.items()}
    columns = ", ".join(Document._fields)
    sql = f"SELECT {columns}, title, source_uri, version_id FROM documents WHERE doc_id IN (SELECT unnest(?)) ORDER BY doc_id"
    for row in shown.con.sql(sql, params=[list(ids)]).to_arrow_table().to_pylist():
        title, uri, version = row.pop("title"), row.pop("source_uri"), row.pop("version_id")
        document = Document(**row)
        ledger = restore.ledger(document, restore.edits_of(edits[document.doc_id]) if document.doc_id in edits else [])
        sides = {
            name: found[document.doc_id].to_pylist() if document.doc_id in found else [] for name, found in rows.items()
        }
        yield (
            document.doc_id,
            _document(document, ledger, sides, names) | {"title": cut(title), "uri": uri, "version": version},
        )


SIDE = {"claims": "seq", "flags": "seq", "candidates": "seq", "segments": "ordinal", "pairs": '"left"'}


def _by_document(shown: Scene, table: str, order: str, ids: Sequence[str]) -> dict[str, pa.Table]:
    sql = f"SELECT * FROM {table} WHERE doc_id IN (SELECT unnest(?)) ORDER BY doc_id, {order}"
    rows = shown.con.sql(sql, params=[list(ids)]).to_arrow_table()
    found: dict[str, list[int]] = {}
    for place, doc in enumerate(rows["doc_id"].to_pylist()):
        found.setdefault(doc, []).append(place)
    return {doc: rows.slice(places[0], len(places)) for doc, places in found.items()}


Rows = dict[str, list[dict[str, object]]]


def _document(document: Document, edits: Sequence[Edit], sides: Rows, names: dict[str, int]) -> dict[str, object]:
    evidence: dict[str, int] = {}
    source = revert(document.text, list(edits))
    return {
        "doc": document.doc_id,
        "source": document.source_id,
        "pieces": list(_pieces(Ledger(source, edits, _claimed(sides)), names, evidence)),
        "evidence": list(evidence),
        "claims": _picked(
            sides["claims"], ("field", "value", "raw_start", "raw_end", "rule_id", "doubts", "doubted_by")
        ),
        "flags": _picked(sides["flags"], ("kind", "raw_start", "raw_end", "rule_id", "evidence")),
        "refused": _picked(sides["candidates"], ("rule_id", "raw_start", "raw_end", "reason")),
        "pairs": _pairs(sides),
        "copies": [_copy(copy, names) for copy in copies(source, edits)],
    }


class Ledger(NamedTuple):
    """A source text, its edits, and the spans that claims were read from."""

    source: str
    edits: Sequence[Edit]
    claimed: Sequence[tuple[int, int]]

    def shown(self, edit: Edit) -> str:
        """Return the removed text as far as the page shows it: tags are cut, unless a claim points into them."""
        if not edit.rule.startswith(markup.FAMILY) or any(
            s < edit.raw_end and e > edit.raw_start for s, e in self.claimed
        ):
            return edit.removed
        return edit.removed[:TAGS]


def _claimed(sides: Rows) -> list[tuple[int, int]]:
    return [(int(str(row["raw_start"])), int(str(row["raw_end"]))) for row in sides["claims"]]


def _pieces(ledger: Ledger, names: dict[str, int], evidence: dict[str, int]) -> Iterator[Piece]:
    """Yield kept text as strings and edits as lists: rule, evidence, removed, inserted, confidence, via, length of removed."""
    at = 0
    for edit in ledger.edits:
        if edit.raw_start > at:
            yield ledger.source[at : edit.raw_start]
        says = evidence.setdefault(edit.evidence.says, len(evidence))
        via = [names.get(rule, rule) for rule in edit.via]
        rule = names.get(edit.rule, edit.rule)
        yield (rule, says, ledger.shown(edit), edit.inserted, edit.confidence, via, len(edit.removed))
        at = edit.raw_end
    if at < len(ledger.source):
        yield ledger.source[at:]


def _picked(rows: Sequence[dict[str, object]], names: Sequence[str]) -> list[list[object]]:
    return [[_shown(row[name]) for name in names] for row in rows]


def _shown(value: object) -> object:
    return cut(value, 2_000) if isinstance(value, str) else value


def _pairs(sides: Rows) -> list[list[object]]:
    segments = {row["ordinal"]: row for row in sides["segments"]}
    found = []
    for row in sides["pairs"]:
        left, right = segments[row["left"]], segments[row["right"]]
        spans = [side[name] for side in (left, right) for name in ("raw_start", "raw_end", "language")]
        found.append([*spans, _shown(left["text"]), _shown(right["text"]), row["score"], row["method"]])
    return found


def _copy(copy: Copy, names: dict[str, int]) -> dict[str, object]:
    return copy._asdict() | {"rule": names.get(copy.rule, copy.rule)}
