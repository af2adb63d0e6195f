"""Bodies from the network: decoded as they stream in, and never larger than allowed, on the wire or unpacked."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CHUNK = 1 << 20  # bytes unpacked at a time: a bomb is met after one of these
RATIO = 200  # pages pack 3 to 30 fold; text of one repeated line some hundred fold
UNSUSPICIOUS = 4_000_000  # unpacked bytes below which the ratio does not matter
GZIP_OR_ZLIB = 47  # zlib's window bits: tell the two formats apart by their headers
ASKED = "gzip, deflate"


class BodyError(Exception):
    """A body that is refused: too large, a bomb, broken, or in an encoding we did not ask for."""


def collect(chunks: Iterable[bytes], encoding: str, max_bytes: int) -> bytes:
    """Return the decoded body of a response whose Content-Encoding is `encoding`; raises BodyError."""
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        pieces = iter(chunks)
    elif name in {"gzip", "x-gzip", "deflate"}:
        pieces = _unpacked(chunks)
    else:
        message = f"the server sent Content-Encoding {encoding!r}, which was not asked for ({ASKED})"
        raise BodyError(message)
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > max_bytes:
            message = f"the body is larger than {max_bytes:,} bytes: raise max_bytes of its source, or leave it out"
            raise BodyError(message)
    return bytes(body)


def _unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what gzip or zlib data unpack to; several members in a row are one body."""
    packed = unpacked = 0
    machine = zlib.decompressobj(GZIP_OR_ZLIB)
    for chunk in chunks:
        packed += len(chunk)
        rest = chunk
        while rest:
            if machine.eof:
                machine = zlib.decompressobj(GZIP_OR_ZLIB)
            piece = _step(machine, rest)
            unpacked += len(piece)
            if unpacked > UNSUSPICIOUS and unpacked > RATIO * packed:
                message = f"a compression bomb: {packed:,} bytes unpack to {unpacked:,} and more"
                raise BodyError(message)
            yield piece
            rest = machine.unconsumed_tail or machine.unused_data
    if not machine.eof:
        raise BodyError("the compressed body ends early")


def _step(machine: zlib._Decompress, data: bytes) -> bytes:
    try:
        return machine.decompress(data, CHUNK)
    except zlib.error as error:
        message = f"the compressed body is broken: {error}"
        raise BodyError(message) from error
