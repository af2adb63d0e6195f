"""Which document a person means: by id, the start of it, address, locator or file name; and its bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

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
    if not found.num_rows:
        partly = pc.ends_with(table["source_uri"], "/" + doc.lstrip("/"))
        if len(doc) >= SHORTEST:
            partly = pc.or_(partly, pc.starts_with(table["doc_id"], doc.lower()))
        found = table.filter(partly)
    return [Found(row["doc_id"], row["source_uri"], number) for row in found.to_pylist()]


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
