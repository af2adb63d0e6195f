"""What a body and its header say of their encoding: hints, never orders."""

from __future__ import annotations

import re
from typing import NamedTuple

from cleaners.charsets.whatwg import encoding_of, label_of

HEAD = 4096  # bytes searched; the standard's 1,024 miss pages that open with comments or scripts

_XML = re.compile(rb"<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']([^\"'>]{1,40})[\"']", re.IGNORECASE)
_META = re.compile(rb"<meta\b[^>]{0,400}?\bcharset\s*=\s*[\"']?\s*([^\s\"'/>;]{1,40})", re.IGNORECASE)


class Declaration(NamedTuple):
    """A label found, where it stood (header, meta or xml), the encoding it names ('' if none), its bytes in the body."""

    label: str
    kind: str
    encoding: str
    span: tuple[int, int] = (0, 0)


def declarations(body: bytes, header_charset: str) -> tuple[Declaration, ...]:
    """Return every declaration of an encoding, the header's first."""
    found: list[Declaration] = []
    label = label_of(header_charset)
    if label:
        found.append(Declaration(label, "header", encoding_of(label)))
    head = body[:HEAD]
    if b"\0" in head[:64]:  # two or four bytes to a character: the declaration is spelled so too
        head = head.replace(b"\0", b"")
    for kind, pattern in (("xml", _XML), ("meta", _META)):
        for match in pattern.finditer(head):
            label = match.group(1).decode("latin-1").strip().lower()
            found.append(Declaration(label, kind, encoding_of(label), match.span(1)))
    return tuple(found)


def blanked(body: bytes, found: tuple[Declaration, ...]) -> bytes:
    """Return the body with spaces for the labels in it, so that a detector cannot believe them."""
    out = bytearray(body)
    for declaration in found:
        start, end = declaration.span
        out[start:end] = b" " * (end - start)
    return bytes(out)
