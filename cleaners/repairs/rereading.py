"""Reads the characters of a text back into bytes and those bytes anew: the re-decodings that undo mojibake.

A re-reading of a line is a list of *units*: the smallest stretches whose bytes begin and end with whole characters in both
encodings. A character that has no bytes, or whose bytes make no character, is a *barrier*: it stays as it is.
Every step looks ahead a bounded number of characters, so the work is linear in the line.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import NamedTuple

from cleaners.charsets.transcode import to_text

LOOK_AHEAD = 8  # characters; boundaries of two-byte and four-byte encodings meet within them
_LEADS, _TRAILS = range(0x81, 0xFF), (*range(0x40, 0x7F), *range(0x80, 0xFF))
# Python's codecs differ at some places; a text may have been read by any of them.
_VARIANTS = {"gbk": ("gbk", "gb18030", "gb2312"), "big5": ("big5", "cp950", "big5hkscs")}
_WEB = {"gbk": "gb18030", "big5": "big5hkscs"}


class Step(NamedTuple):
    """Text that was read as `read` is in truth in `true`."""

    read: str
    true: str


Chain = tuple[Step, ...]


class Unit(NamedTuple):
    """Characters `start:end` of the line, and what they are when read anew; `None` for a barrier."""

    start: int
    end: int
    text: str | None


def reread(line: str, chain: Chain) -> list[Unit]:
    """Return the units of a line under a chain of re-decodings, in order and without gaps."""
    table = bytes_of(chain[0].read)
    pieces = [_piece(char, chain[0].read, table) for char in line]
    units = [Unit(*unit) for unit in _units(pieces, chain[0].true)]
    for step in chain[1:]:
        units = _composed(units, step)
    return units


def _composed(units: list[Unit], step: Step) -> list[Unit]:
    """Read the units' text anew by one step; units grow until both readings end together."""
    pieces: list[bytes] = []  # bytes of each character of the text so far; none for a barrier
    owner: list[int] = []  # unit of each character
    table = bytes_of(step.read)
    for k, unit in enumerate(units):
        for char in unit.text or "\0":
            pieces.append(b"" if unit.text is None else _piece(char, step.read, table))
            owner.append(k)
    out: list[Unit] = []
    texts: list[str | None] = []
    begun = 0  # first character of the unit under way
    for _, end, text in _units(pieces, step.true):
        texts.append(text)
        if end == len(owner) or owner[end] != owner[end - 1]:
            whole = None if None in texts else "".join(t for t in texts if t is not None)
            out.append(Unit(units[owner[begun]].start, units[owner[end - 1]].end, whole))
            texts, begun = [], end
    return out


def _units(pieces: list[bytes], true: str) -> list[tuple[int, int, str | None]]:
    out: list[tuple[int, int, str | None]] = []
    decode = _decode_utf8 if true == "utf-8" else _DECODERS[true]
    i, n = 0, len(pieces)
    while i < n:
        piece = pieces[i]
        if len(piece) == 1 and piece < b"\x80":
            out.append((i, i + 1, piece.decode("ascii")))
            i += 1
            continue
        end, text = i, None
        buffer = b""
        while piece and end < min(n, i + LOOK_AHEAD) and pieces[end]:
            buffer += pieces[end]
            end += 1
            text, rest = decode(buffer)
            if text is None or not rest:
                break
            text = None
        out.append((i, end if text is not None else i + 1, text))
        i = out[-1][1]
    return out


def _piece(char: str, read: str, table: dict[str, bytes]) -> bytes:
    if char < "\x80":
        return char.encode("ascii")
    return char.encode("utf-8", "surrogatepass") if read == "utf-8" else table.get(char, b"")


def _decode_utf8(buffer: bytes) -> tuple[str | None, int]:
    """Return the text of a buffer and how many bytes of a begun character are left over; None where it is not UTF-8."""
    try:
        return buffer.decode("utf-8"), 0
    except UnicodeDecodeError as error:
        left = len(buffer) - error.start
        return (buffer[: error.start].decode("utf-8"), left) if error.reason == "unexpected end of data" else (None, 0)


def _double_byte(codec: str, buffer: bytes) -> tuple[str | None, int]:
    chars, table, at = [], chars_of(codec), 0
    while at < len(buffer):
        if buffer[at] < 0x80:
            chars.append(chr(buffer[at]))
            at += 1
        elif at + 1 == len(buffer):
            return "".join(chars), 1
        else:
            char = table.get(buffer[at : at + 2])
            if char is None:
                return None, 0
            chars.append(char)
            at += 2
    return "".join(chars), 0


_DECODERS = {codec: lambda buffer, codec=codec: _double_byte(codec, buffer) for codec in _WEB}


@cache
def chars_of(codec: str) -> dict[bytes, str]:
    """Return the characters of all two-byte sequences, as the Encoding Standard reads them."""
    pairs = [bytes(pair) for pair in product(_LEADS, _TRAILS)]
    read = to_text(b"\n".join(pairs), _WEB[codec]).text.split("\n")
    return {pair: char for pair, char in zip(pairs, read, strict=True) if "\ufffd" not in char and len(char) == 1}


@cache
def bytes_of(codec: str) -> dict[str, bytes]:
    """Return the bytes of all characters beyond ASCII that a reading in `codec` can have given."""
    if codec == "utf-8":
        return {}
    if codec == "latin":
        latin = {chr(b): bytes([b]) for b in range(0x80, 0x100)}
        windows = {bytes([b]).decode("cp1252", "ignore"): bytes([b]) for b in range(0x80, 0xA0)}
        return {**latin, **{c: b for c, b in windows.items() if c}}
    table: dict[str, bytes] = {}
    for variant in _VARIANTS[codec]:
        for pair in (bytes(p) for p in product(_LEADS, _TRAILS)):
            char = pair.decode(variant, "ignore")
            if len(char) == 1 and char >= "\x80":
                table.setdefault(char, pair)
    for pair, char in chars_of(codec).items():
        table.setdefault(char, pair)
    return table
