"""Which document a person means: by id, the start of it, address, locator, path or file name; and its bytes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

import pyarrow.compute as pc

from cleaners.errors import StoreError
from warehouse import read
from warehouse.restore import body_of
from warehouse.rows import ERASED

if TYPE_CHECKING:
    from warehouse.house import Warehouse
    from warehouse.read import View

SHORTEST = 4  # hex digits of an id that are worth a look
SHOWN = 5


class Found(NamedTuple):
    """A document that was meant, and the release it stands in."""

    doc_id: str
    source_uri: str
    release: int


def documents_of(house: Warehouse, doc: str) -> list[Found]:
    """Return the live documents that `doc` may mean; exact ids, addresses and locators win over their parts."""
    head = house.open()
    return _in(head, doc, head.number)


def _in(view: View, doc: str, number: int) -> list[Found]:
    table = view.table("documents", ["doc_id", "source_uri", "locator", "status"])
    table = table.filter(pc.not_equal(table["status"], ERASED))
    exact = pc.or_(
        pc.or_(pc.equal(table["doc_id"], doc), pc.equal(table["source_uri"], doc)), pc.equal(table["locator"], doc)
    )
    found = table.filter(exact)
    path = doc.removeprefix("./").lstrip("/")
    named = pc.or_(
        pc.ends_with(table["source_uri"], "/" + path), pc.ends_with(table["source_uri"], "/" + quote(path))
    )  # an address writes the letters of a file's name as %E6…
    if not found.num_rows:
        partly = pc.starts_with(table["doc_id"], doc.lower())
        found = table.filter(pc.or_(named, partly) if len(doc) >= SHORTEST else named)
    return [Found(row["doc_id"], row["source_uri"], number) for row in found.to_pylist()]


def begun(house: Warehouse, name: str) -> str:
    """Return the id of the one live document whose file name begins with `name`, or `name` as it is.

    For words that can be taken back: what is erased is named in full.
    """
    head = house.open()
    if not name or documents_of(house, name):
        return name
    table = head.table("documents", ["doc_id", "source_uri"])
    forms = "|".join(map(re.escape, dict.fromkeys((name, quote(name)))))
    found = table.filter(pc.match_substring_regex(table["source_uri"], f"/(?:{forms})[^/]*$"))["doc_id"].to_pylist()
    return str(found[0]) if len(found) == 1 else name


def the_document(house: Warehouse, doc: str) -> Found:
    """Return the one document `doc` means, live or in the newest kept release that held it; raises StoreError otherwise."""
    for number in reversed(read.kept(house.layout)):
        found = _in(house.open(number), doc, number)
        if len(found) == 1:
            return found[0]
        if found:
            shown = "\n".join(f"  {f.doc_id}  {f.source_uri}" for f in found[:SHOWN])
            message = f"{doc!r} may mean {len(found)} documents; name one by its id:\n{shown}"
            raise StoreError(message)
    message = f"no kept release holds a document {doc!r}: give its id, the start of it, its address or its file name"
    raise StoreError(message)


def source_bytes(house: Warehouse, doc: str) -> bytes:
    """Return the bytes of a document's source, from documents and edits alone save for stateful codecs."""
    found = the_document(house, doc)
    return body_of(house.open(found.release), found.doc_id)
