"""ISO-2022-CN (RFC 1922), which Python has no codec for: GB 2312, CNS 11643 planes 1 and 2, and ISO-IR-165.

The tables (models/iso2022cn.bin: for plane 1, plane 2 and ISO-IR-165 each 94 x 94 code points, 0 where there is none) hold
the facts of those standards as the GNU C library's iconv gives them.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from functools import cache
from importlib.resources import files

from cleaners.errors import PalimpsestError

TABLES = "iso2022cn.bin"
DIGEST = "8f3744d6658b316b6466e8342e55e1f24672c9ac7db64a3587deb96949348e34"
SIDE = 94  # rows and columns of a set
ESC, SO, SI, FEED = 0x1B, 0x0E, 0x0F, 0x0A
SETS = {b"$)A": "gb", b"$)G": "plane1", b"$)E": "ir165", b"$*H": "plane2"}
DESIGNATION = 4  # bytes of an escape that designates a set
SINGLE = 4  # bytes of a character after a single shift: ESC N and two more
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def decode(body: bytes) -> tuple[str, list[int]]:
    """Return the text and, per character, the offset just after its last byte; what no set holds is U+FFFD."""
    chars: list[str] = []
    ends: list[int] = []
    first = second = ""  # the sets behind SO and behind ESC N
    shifted = False
    i = 0
    while i < len(body):
        byte = body[i]
        designated = SETS.get(body[i + 1 : i + DESIGNATION]) if byte == ESC else None
        char, width = "", 1
        if designated:
            first, second = (first, designated) if designated == "plane2" else (designated, second)
            width = DESIGNATION
        elif byte == ESC and second and body[i + 1 : i + 2] == b"N":
            char, width = character(second, body[i + 2 : i + SINGLE]), min(SINGLE, len(body) - i)
        elif byte in {SO, SI} and first:
            shifted = byte == SO
        elif shifted and byte > 0x20:  # controls and spaces stand for themselves
            char, width = character(first, body[i : i + 2]), min(2, len(body) - i)
        elif (
            byte == ESC and i + 1 < len(body) and any(key.startswith(body[i + 1 :]) for key in (*SETS, b"N"))
        ):  # a cut escape
            char, width = REPLACEMENT, len(body) - i
        else:
            shifted = shifted and byte != FEED  # RFC 1922: a line ends in ASCII
            char = chr(byte) if byte <= 0x7F else REPLACEMENT
        i += width
        if char:
            chars.append(char)
            ends.append(i)
    return "".join(chars), ends


def character(name: str, pair: bytes) -> str:
    """Return the character of two 7-bit bytes in a set."""
    if len(pair) < 2 or not all(0x21 <= byte <= 0x7E for byte in pair):
        return REPLACEMENT
    if name == "gb":
        return bytes(byte | 0x80 for byte in pair).decode("gb18030", "replace")
    point = tables()[name][(pair[0] - 0x21) * SIDE + pair[1] - 0x21]
    return chr(point) if point else REPLACEMENT


@cache
def tables() -> dict[str, tuple[int, ...]]:
    """Return the code points of each set, read and checked once.

    Raises PalimpsestError where the packaged file is damaged.
    """
    packed = (files("cleaners") / "models" / TABLES).read_bytes()
    if hashlib.sha256(packed).hexdigest() != DIGEST:
        message = f"cleaners/models/{TABLES} is damaged: reinstall"
        raise PalimpsestError(message)
    points = struct.unpack(f"<{3 * SIDE * SIDE}H", zlib.decompress(packed))
    return {
        name: points[i * SIDE * SIDE : (i + 1) * SIDE * SIDE] for i, name in enumerate(("plane1", "plane2", "ir165"))
    }
