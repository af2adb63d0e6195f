"""Bytes to text with evidence, and back: every body becomes text, and `encode` gives the very bytes again.

Evidence in order: byte order mark, 7-bit escapes, strict UTF-8 (a cut tail allowed), then the content; what header,
meta tag or XML declaration say is a hint, never an order. Names of encodings are those of Python's codecs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from cleaners.charsets import stateful
from cleaners.charsets.content import against_utf8, judge
from cleaners.charsets.declarations import Declaration, declarations
from cleaners.charsets.signatures import is_binary
from cleaners.charsets.transcode import BOMS, REPLACEMENT, Exceptions, length, to_bytes, to_text
from cleaners.charsets.whatwg import UNKNOWN
from cleaners.charsets.whatwg_tables import first_of, whole
from cleaners.errors import DecodingError

if TYPE_CHECKING:
    from cleaners.text import Span

__all__ = ["Decoding", "Lie", "Proof", "decode", "encode", "is_binary"]

GRID = 1024  # characters between the known byte offsets of `byte_span`
ONE_SPELLING = frozenset(
    {"utf-8", "gb18030", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"}
)  # a strict decode leaves no second spelling: nothing to verify


class Lie(NamedTuple):
    """A declared label that the content contradicts, and where it stood: header, meta or xml."""

    label: str
    kind: str


class Proof(NamedTuple):
    """Why a body was decoded so: what decided, the second best encoding, by how much, and who said otherwise.

    `decided` is one of empty, bom, escape, utf-8, content, declared (natural as two encodings, one of them declared),
    chardet (natural in no Chinese or Western one, and most so in the one chardet named); `margin` is how much more
    likely the text is than the runner-up's, in nats per byte, and 1.0 where the bytes leave no choice.
    """

    decided: str
    runner_up: str = ""
    margin: float = 1.0
    lied: tuple[Lie, ...] = ()


@dataclass(frozen=True)
class Decoding:
    """A body as text: `encode()` gives the body back, `byte_span` the bytes of a span of the text.

    `exceptions` holds (offset, bytes) of each character whose bytes are not what encoding it gives; `verbatim` the
    whole body of a stateful encoding, else nothing.
    """

    text: str
    encoding: str
    evidence: Proof
    bom_length: int = 0
    exceptions: Exceptions = ()
    verbatim: bytes = b""

    def encode(self) -> bytes:
        """Return the body."""
        return encode(self.text, self.encoding, self.exceptions, bom_length=self.bom_length, verbatim=self.verbatim)

    def byte_span(self, start: int, end: int) -> Span:
        """Return the span of bytes that the characters `start:end` were decoded from.

        Raises DecodingError where the span lies outside the text.
        """
        if not 0 <= start <= end <= len(self.text):
            message = f"the span {start}:{end} lies outside a text of {len(self.text)} characters"
            raise DecodingError(message)
        if self.verbatim:
            ends = stateful.ends(self.verbatim, self.encoding)
            first = ends[start - 1] if start else 0
            return first, ends[end - 1] if end > start else first
        if end == start:
            return (self._byte(start),) * 2
        return self._byte(first_of(self.text, start, self.encoding)), self._byte(whole(self.text, end, self.encoding))

    def _byte(self, i: int) -> int:
        """Return the byte offset of character `i`, counted from the last known one before it."""
        if self._plain:
            return self.bom_length + i
        k = i // GRID
        start = whole(self.text, k * GRID, self.encoding)
        return self._grid[k] + (length(self.text, self.encoding, start, i, self.exceptions) if i > start else 0)

    @cached_property
    def _plain(self) -> bool:
        """One byte to a character, and nothing on record."""
        return not self.exceptions and self.text.isascii() and not self.encoding.startswith(("utf-16", "utf-32"))

    @cached_property
    def _grid(self) -> list[int]:
        """Byte offset of every GRID-th character."""
        offsets = [self.bom_length]
        edges = [whole(self.text, i, self.encoding) for i in range(0, len(self.text), GRID)]
        for start, end in pairwise([*edges, len(self.text)]):
            offsets.append(offsets[-1] + length(self.text, self.encoding, start, end, self.exceptions))
        return offsets


def encode(
    text: str, encoding: str, exceptions: Exceptions = (), *, bom_length: int = 0, verbatim: bytes = b""
) -> bytes:
    r"""Return the bytes of a decoded text; of a stateful encoding the stored ones.

    Raises DecodingError where the encoding lacks a character of the text.

    >>> encode("a\ufffd", "utf-8", ((1, b"\xe4"),))
    b'a\xe4'
    """
    if verbatim:
        return verbatim
    return BOMS.get(encoding, b"")[:bom_length] + to_bytes(text, encoding, exceptions)


def decode(body: bytes, header_charset: str = "") -> Decoding:
    """Return the text of `body` with the evidence for its encoding; never fails, never yields a surrogate.

    >>> decode("百年".encode("gb18030"), "utf-8").text
    '百年'
    """
    found = declarations(body, header_charset)
    marked = _bom(body)
    if marked:
        return _decoding(body, marked, Proof("bom"), found)
    if not body:
        return _decoding(body, "utf-8", Proof("empty"), found)
    shifted = stateful.escaped(body) if body.isascii() else ""
    if shifted:
        return _decoding(body, shifted, Proof("escape"), found)
    text = _as_utf8(body)
    verdict = judge(body, found) if text is None else against_utf8(body, text, found)
    if verdict is not None:
        return _decoding(body, verdict.encoding, Proof(verdict.decided, verdict.runner_up, verdict.margin), found)
    if text is not None and REPLACEMENT not in text[-1:]:
        return Decoding(text, "utf-8", Proof("utf-8", lied=_lies(body, "utf-8", found)))
    return _decoding(body, "utf-8", Proof("utf-8"), found)


def _bom(body: bytes) -> str:
    """Return the encoding whose byte order mark the body begins with; the longest counts (utf-32 before utf-16)."""
    for encoding in ("utf-32-le", "utf-32-be", "utf-8", "utf-16-le", "utf-16-be", "gb18030"):
        if body.startswith(BOMS[encoding]):
            return encoding
    return ""


def _as_utf8(body: bytes) -> str | None:
    """Return the text of a body that is UTF-8, U+FFFD for a cut last character; None if it is not."""
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        cut = error.reason == "unexpected end of data"
        return body[: error.start].decode() + REPLACEMENT if cut else None


def _decoding(body: bytes, encoding: str, proof: Proof, found: tuple[Declaration, ...]) -> Decoding:
    proof = proof._replace(lied=_lies(body, encoding, found))
    if encoding in stateful.STATEFUL:
        return Decoding(stateful.to_text(body, encoding), encoding, proof, 0, (), body)
    bom_length = len(BOMS[encoding]) if _bom(body) == encoding else 0
    text, exceptions = to_text(body[bom_length:] if bom_length else body, encoding)
    decoding = Decoding(text, encoding, proof, bom_length, exceptions)
    if encoding in ONE_SPELLING and not exceptions:
        return decoding
    return decoding if decoding.encode() == body else replace(decoding, verbatim=body)


def _lies(body: bytes, encoding: str, found: tuple[Declaration, ...]) -> tuple[Lie, ...]:
    """Return the declared labels that name another encoding than the body is in."""
    ascii_only = encoding == "utf-8" and body.isascii()
    return tuple(Lie(d.label, d.kind) for d in found if not _holds(d, encoding, ascii_only=ascii_only))


def _holds(declaration: Declaration, encoding: str, *, ascii_only: bool) -> bool:
    """Say whether a declaration fits: ASCII contradicts no superset of it, `utf-16` neither byte order."""
    named = declaration.encoding
    wide = named.startswith(("utf-16", "utf-32"))
    if wide and not declaration.label.endswith(("le", "be")):
        return encoding.startswith(named[: len("utf-16")])
    return named == encoding or (ascii_only and named != UNKNOWN and not wide)
