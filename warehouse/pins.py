"""Tags and holds: small files that keep a release from being collected."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from warehouse.errors import StoreError
from warehouse.layout import replace_durably

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from warehouse.layout import Layout

NAME = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,63}")  # a letter first: a tag is never taken for a number or a date


class Pin(NamedTuple):
    """A tag (a name for a release) or a hold (a reason to keep it)."""

    kind: str
    name: str
    number: int
    says: str
    at: str


def pin(layout: Layout, wanted: Pin) -> Path:
    """Write a tag or a hold and return its file; a tag of that name moves."""
    if not NAME.fullmatch(wanted.name) or wanted.name == "current":
        message = f"{wanted.name!r} cannot be a tag: start with a letter, then letters, digits, '.', '_' or '-'"
        raise StoreError(message)
    if not layout.release(wanted.number).is_dir():
        message = f"release {wanted.number} is not kept: nothing to pin"
        raise StoreError(message)
    path = layout.pins / f"{wanted.kind}-{wanted.name}.json"
    replace_durably(path, json.dumps(wanted._asdict(), ensure_ascii=False).encode(), scratch=path.with_suffix(".new"))
    return path


def unpin(layout: Layout, kind: str, name: str) -> Path:
    """Remove a tag or a hold and return where its file was; raises StoreError where there is none."""
    path = layout.pins / f"{kind}-{name}.json"
    if not path.exists():
        message = f"there is no {kind} {name!r}"
        raise StoreError(message)
    path.unlink()
    return path


def pins(layout: Layout) -> list[Pin]:
    """Return all tags and holds, by kind and name."""
    return (
        sorted(Pin(**json.loads(path.read_bytes())) for path in layout.pins.glob("*.json"))
        if layout.pins.is_dir()
        else []
    )


def tagged(layout: Layout, name: str) -> int:
    """Return the number of the release a tag names, 0 where there is no such tag."""
    return next((p.number for p in pins(layout) if p.kind == "tag" and p.name == name), 0)


def tag(layout: Layout, number: int, name: str, *, now: datetime) -> Path:
    """Name a release and return the tag's file; it is kept while it has a name."""
    return pin(layout, Pin("tag", name, number, "", now.isoformat()))


def hold(layout: Layout, number: int, reason: str, *, now: datetime) -> Path:
    """Keep a release, with the reason; return the hold's file."""
    return pin(layout, Pin("hold", f"release-{number}", number, reason, now.isoformat()))
