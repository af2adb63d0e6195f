"""A steward's word on a wrong removal: the span is protected from then on, and the log's verdicts hold it.

A protected span counts code points of the capture it was judged on. In other bytes of the same document its text is
looked up again: with what stood around it, else alone where it is long enough to be known by itself.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from cleaners.errors import StoreError
from cleaners.text import Text
from warehouse.find import begun, the_document
from warehouse.records import VerdictRow
from warehouse.restore import one_document, restored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from cleaners.text import Edit, Span
    from warehouse.house import Warehouse
    from warehouse.log import Log
    from warehouse.restore import Restored

ABOUT, VERDICT = "span", "protected"
AROUND = 16  # code points kept on each side of a protected text, to find it in other bytes
LEAST = 8  # code points that a text needs to be known without its surroundings: a shorter one stands anywhere
SHORTEST = 4  # characters of an edit_id that are worth a look
WINDOW = 2_000  # code points of a drafted case on each side of the restored text
SHOWN = 5


class Protection(NamedTuple):
    """A protected span of the capture `raw_sha256`; `passage` is its text with up to AROUND code points to each side."""

    raw_sha256: str
    raw_start: int
    raw_end: int
    passage: str

    @property
    def lead(self) -> int:
        """How many code points of the passage stand before the span."""
        return min(AROUND, self.raw_start)

    @property
    def text(self) -> str:
        """The protected text."""
        return self.passage[self.lead : self.lead + self.raw_end - self.raw_start]


def protections(log: Log) -> Mapping[str, tuple[Protection, ...]]:
    """Return what stewards protected, by doc_id, in the order of their spans."""
    names = ["doc_id", "about", "verdict", "raw_sha256", "raw_start", "raw_end", "text"]
    found: dict[str, set[Protection]] = {}
    for row in log.read("verdicts", names).to_pylist():
        if (row["about"], row["verdict"]) == (ABOUT, VERDICT) and row["text"] is not None:
            one = Protection(row["raw_sha256"], row["raw_start"], row["raw_end"], row["text"])
            found.setdefault(row["doc_id"], set()).add(one)
    return {doc: tuple(sorted(rows)) for doc, rows in found.items()}


def spans_in(found: Iterable[Protection], raw_sha256: str, source: Callable[[], str]) -> tuple[Span, ...]:
    """Return the protected spans of a capture; its `source` text is asked for only where the bytes are others."""
    spans: set[Span] = set()
    for one in found:
        if one.raw_sha256 == raw_sha256:
            spans.add((one.raw_start, one.raw_end))
        else:
            spans.update(_found_again(one, source()))
    return tuple(sorted(spans))


def _found_again(one: Protection, source: str) -> Iterator[Span]:
    length = one.raw_end - one.raw_start
    whole = list(_places(source, one.passage))
    if whole:
        yield from ((place + one.lead, place + one.lead + length) for place in whole)
    elif len(one.text.strip()) >= LEAST:
        yield from ((place, place + length) for place in _places(source, one.text))


def _places(text: str, piece: str) -> Iterator[int]:
    place = text.find(piece) if piece else -1
    while place >= 0:
        yield place
        place = text.find(piece, place + 1)


class Word(NamedTuple):
    """Who overrules, why, when, in which run of the log."""

    run_id: str
    reviewer: str
    reason: str
    now: datetime


class Overruled(NamedTuple):
    """A removal that was overruled: the edit, how many edits its patch made, and a drafted LEAVES_ALONE case (TOML)."""

    doc_id: str
    source_uri: str
    edit: Edit
    patch: int
    case: str


def overrule(house: Warehouse, doc: str, edit: str, word: Word) -> Overruled:
    """Protect the span of a removal and log it; `edit` is an edit_id, the start of one, or a raw_start.

    Nothing is cleaned here: the next ingest cleans the document anew. Raises StoreError where no single removal is meant.
    """
    if not word.reason.strip():
        message = "an overruling needs a reason: whoever mends the rule will read it"
        raise StoreError(message)
    found, head = the_document(house, begun(house, doc)), house.open()
    if found.release != head.number:
        message = f"{found.source_uri} is no longer live: release {found.release} was the last that held it"
        raise StoreError(message)
    row = _the_edit(one_document(head, "edits", found.doc_id).to_pylist(), edit)
    whole = restored(head, found.doc_id)
    start, end = int(str(row["raw_start"])), max(int(str(row["raw_end"])), int(str(row["raw_start"])) + 1)
    [raw] = one_document(head, "documents", found.doc_id, ["doc_id", "raw_sha256"])["raw_sha256"].to_pylist()
    passage = whole.source[max(0, start - AROUND) : end + AROUND]
    if any(one[:3] == (raw, start, end) for one in protections(house.log).get(found.doc_id, ())):
        message = f"{found.source_uri} {start}:{end} is protected already: the next `palimpsest ingest` restores it"
        raise StoreError(message)
    about = (word.reviewer, word.reason, word.now)
    wrong = VerdictRow(word.run_id, found.doc_id, "edit", str(row["edit_id"]), start, end, "wrong", *about)
    kept = VerdictRow(word.run_id, found.doc_id, ABOUT, f"{start}-{end}", start, end, VERDICT, *about, raw, passage)
    house.log.write(word.run_id, [wrong, kept])
    return _overruled(whole, found.source_uri, row, word)


def _the_edit(rows: Sequence[Mapping[str, object]], wanted: str) -> Mapping[str, object]:
    """Return the one edit that was meant; raises StoreError that shows what could be."""
    by_id = [row for row in rows if len(wanted) >= SHORTEST and str(row["edit_id"]).startswith(wanted.lower())]
    at = [row for row in rows if str(row["raw_start"]) == wanted]
    met = {str(row["edit_id"]): row for row in (*by_id, *at)}
    if len(met) == 1:
        return next(iter(met.values()))
    near = list(met.values()) or sorted(rows, key=lambda row: -len(str(row["removed"])))
    shown = "".join(
        f"\n  {row['edit_id']}  {row['raw_start']}  {row['rule_id']}  {str(row['removed'])[:40]!r}"
        for row in sorted(near[:SHOWN], key=lambda row: int(str(row["raw_start"])))
    )
    shown += f"\n  and {len(near) - SHOWN} shorter ones" if len(near) > SHOWN else ""
    says = f"{wanted!r} may mean {len(met)} edits" if met else f"the document has no edit {wanted!r}"
    message = f"{says}: name one by its edit_id, the start of it, or its raw_start{', as in' if shown else ''}{shown}"
    raise StoreError(message)


def _overruled(whole: Restored, uri: str, row: Mapping[str, object], word: Word) -> Overruled:
    """Return what was overruled, its case drafted from the text as it reads without the patch."""
    seq, start = row["patch_seq"], row["raw_start"]
    patch = [edit for edit in whole.edits if edit.patch_seq == seq]
    edit = next(e for e in patch if e.raw_start == start and e.inserted == row["inserted"])
    kept = Text(whole.source, tuple(e for e in whole.edits if e.patch_seq != seq))
    clean = str(kept)
    low, high = kept.to_clean(patch[0].raw_start), kept.to_clean(patch[-1].raw_end)
    first = clean.rfind("\n", 0, max(0, low - WINDOW)) + 1
    last = clean.find("\n", min(len(clean), high + WINDOW))
    shown = clean[first : last if last >= 0 else None]
    return Overruled(whole.doc_id, uri, edit, len(patch), case(f"{edit.rule}: {word.reason}", shown))


def case(name: str, text: str) -> str:
    r"""Return a LEAVES_ALONE case in TOML, as the tests' cases are written.

    >>> import tomllib
    >>> tomllib.loads(case("why", 'a "b"\nc'))
    {'stays': [{'name': 'why', 'text': 'a "b"\nc\n'}]}
    """
    lines = "\n".join(_quoted(line) for line in text.strip("\n").split("\n"))
    return f'[[stays]]\nname = "{_quoted(" ".join(name.split()))}"\ntext = """\n{lines}\n"""\n'


def _quoted(line: str) -> str:
    """Return a line as it stands in a TOML string; half of a surrogate pair has no form there."""
    sound = line.encode("utf-8", "replace").decode("utf-8")
    return json.dumps(sound, ensure_ascii=False)[1:-1].replace("\x7f", "\\u007f")
