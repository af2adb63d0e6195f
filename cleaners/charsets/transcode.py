"""Bytes to text and back, exact for every input: what no character stands for becomes U+FFFD with its bytes on record.

Decoding never fails and never yields a surrogate. What encoding the text would not give back (an undecodable byte,
one of two sequences that mean the same character) stands in a list of exceptions: (offset of the character, its bytes).
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left
from typing import NamedTuple

from cleaners.charsets import whatwg_tables as tables
from cleaners.errors import DecodingError

Exceptions = tuple[tuple[int, bytes], ...]

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
HANDLER = "palimpsest"
WIDEST = 8  # bytes of one character in the widest codec; a bound for the search below
STRIDE = 1 << 16  # characters encoded and compared at once
# An undecodable sequence is spelled in lone surrogates, which no codec yields: the first byte as U+DCxx, others as U+DDxx.
_BAD = re.compile("[\udc00-\udcff][\udd00-\uddff]*")
_MULTIBYTE = frozenset({"gb18030", "big5hkscs"})
_FIXED = {"utf_16_le": 2, "utf_16_be": 2, "utf_32_le": 4, "utf_32_be": 4}
BOMS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
    "gb18030": b"\x84\x31\x95\x33",
}


class Transcoded(NamedTuple):
    """Text of a body, with the exceptions that lead back to its bytes."""

    text: str
    exceptions: Exceptions


def to_text(body: bytes, encoding: str) -> Transcoded:
    """Decode `body` in a stateless `encoding`; `to_bytes` of the result is `body` again."""
    try:
        spelled, strict = body.decode(encoding), True
    except UnicodeDecodeError:
        spelled, strict = body.decode(encoding, HANDLER), False
    settled = tables.settled(spelled, encoding)
    if strict and settled:
        return Transcoded(spelled, ())
    text, exceptions = _recorded(tables.mend(spelled, body, encoding))
    if not settled and (exceptions or _try_bytes(text, encoding) != body):
        exceptions = tuple(_compare(body, text, encoding, dict(exceptions)))
    return Transcoded(text, exceptions)


def to_bytes(text: str, encoding: str, exceptions: Exceptions = ()) -> bytes:
    """Encode `text`, taking the bytes of the characters in `exceptions` from there.

    Raises DecodingError at a character that the encoding has not.
    """
    if not exceptions:
        return _encode(text, encoding, 0)
    pieces: list[bytes] = []
    pos = 0
    for offset, raw in exceptions:
        pieces += _encode(text[pos:offset], encoding, pos), raw
        pos = offset + 1
    return b"".join([*pieces, _encode(text[pos:], encoding, pos)])


def length(text: str, encoding: str, start: int, end: int, exceptions: Exceptions) -> int:
    """Return how many bytes the characters `start:end` take."""
    low, high = bisect_left(exceptions, (start,)), bisect_left(exceptions, (end,))
    inside = tuple((offset - start, raw) for offset, raw in exceptions[low:high])
    return len(to_bytes(text[start:end], encoding, inside))


def _encode(text: str, encoding: str, offset: int) -> bytes:
    try:
        return tables.spell(text, encoding).encode(encoding, HANDLER)
    except UnicodeEncodeError as error:
        message = f"{encoding} has no bytes for the character at {offset + error.start}"
        raise DecodingError(message, text.encode("utf-8", "replace").decode(), error.start, error.end) from error


def _try_bytes(text: str, encoding: str) -> bytes | None:
    """Return the encoded text, or None where the encoding lacks a character that it decodes to."""
    try:
        return tables.spell(text, encoding).encode(encoding, HANDLER)
    except UnicodeEncodeError:
        return None


def _recorded(spelled: str) -> Transcoded:
    """Return the text with U+FFFD for each undecodable sequence, and their bytes; spellings are not compared yet."""
    exceptions: list[tuple[int, bytes]] = []
    shrunk = 0
    for match in _BAD.finditer(spelled):
        exceptions.append((match.start() - shrunk, bytes(ord(c) & 0xFF for c in match.group())))
        shrunk += len(match.group()) - 1
    return Transcoded(_BAD.sub(REPLACEMENT, spelled) if exceptions else spelled, tuple(exceptions))


def _compare(body: bytes, text: str, encoding: str, known: dict[int, bytes]) -> list[tuple[int, bytes]]:
    """Return `known` and each further character whose encoding is not the bytes it came from, found by halving."""
    found: list[tuple[int, bytes]] = []
    i = pos = 0
    stops = [*known, len(text)]
    for stop in stops:
        step = STRIDE
        while i < stop:
            j = tables.whole(text, min(i + step, stop), encoding)
            raw = _try_bytes(text[i:j], encoding)
            if raw is not None and body.startswith(raw, pos):
                i, pos, step = j, pos + len(raw), min(step * 2, STRIDE)
            elif j - i == 1:
                raw = _one(body, pos, text[i], encoding)
                found.append((i, raw))
                i, pos, step = j, pos + len(raw), 1
            else:
                step = max((j - i) // 2, 1)
        if stop in known:
            found.append((stop, known[stop]))
            i, pos = stop + 1, pos + len(known[stop])
    return found


def _one(body: bytes, pos: int, char: str, encoding: str) -> bytes:
    """Return the bytes at `pos` that stand for `char`."""
    for width in range(1, WIDEST):
        raw = body[pos : pos + width]
        if tables.mend(raw.decode(encoding, HANDLER), raw, encoding) == char:
            return raw
    return body[pos : pos + 1]  # the caller's exactness check catches this


def _spell_out(error: UnicodeError) -> tuple[str | bytes, int]:
    """Handle what a codec cannot decode or encode: a pure function of the error, as the WHATWG decoders see it."""
    if isinstance(error, UnicodeEncodeError):
        raw = tables.bytes_of(error.object[error.start], error.encoding)
        if raw is None:
            raise error
        return raw, error.start + 1
    if not isinstance(error, UnicodeDecodeError):
        raise error
    start, encoding = error.start, error.encoding
    known = tables.text_of(error.object[start : start + 2], encoding)
    if known is not None:
        return known[0], start + known[1]
    end = _bad_end(error.object, start, error.end, encoding)
    raw = error.object[start:end]
    return chr(0xDC00 + raw[0]) + "".join(chr(0xDD00 + byte) for byte in raw[1:]), end


def _bad_end(body: bytes, start: int, end: int, encoding: str) -> int:
    """Return where an undecodable sequence ends: never past an ASCII byte that may be text of its own."""
    if encoding.replace("-", "_").startswith("utf"):
        return end
    if encoding in _MULTIBYTE:
        lead = body[start]
        four = encoding == "gb18030" and 0x30 <= (body[start + 1 : start + 2] or b"\0")[0] <= 0x39
        if four:
            tail = body[start : start + 4]
            cut = len(tail) == 2 or (len(tail) == 3 and 0x81 <= tail[2] <= 0xFE)
            return len(body) if cut else start + 1
        pair = 0x81 <= lead <= 0xFE and start + 1 < len(body) and body[start + 1] >= 0x80
        return start + 2 if pair else start + 1
    for i in range(start + 1, end):
        if body[i] < 0x80:
            return i
    return max(end, start + 1)


codecs.register_error(HANDLER, _spell_out)
