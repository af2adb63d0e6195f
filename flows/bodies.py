"""Bodies from the network: decoded as they stream in, and never larger than allowed, on the wire or unpacked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.unpacking import ASKED, ENCODINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flows.unpacking import Encoding

RATIO = 200  # pages pack 3 to 30 fold; text of one repeated line some hundred fold
UNSUSPICIOUS = 4_000_000  # unpacked bytes below which the ratio does not matter


class BodyError(Exception):
    """A body that is refused: too large, a bomb, broken, or in an encoding we did not ask for."""


def collect(chunks: Iterable[bytes], encoding: str, max_bytes: int) -> bytes:
    """Return the decoded body of a response whose Content-Encoding is `encoding`; raises BodyError."""
    name = encoding.strip().lower()
    if name in ENCODINGS:
        pieces = _unpacked(chunks, ENCODINGS[name])
    elif name in {"", "identity"}:
        pieces = iter(chunks)
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


def _unpacked(chunks: Iterable[bytes], encoding: Encoding) -> Iterator[bytes]:
    """Yield what a packed body unpacks to, until it unpacks to too much."""
    packed = unpacked = 0
    machine = encoding.machine()
    for chunk in chunks:
        packed += len(chunk)
        try:
            for piece in machine.fed(chunk):
                unpacked += len(piece)
                if unpacked > UNSUSPICIOUS and unpacked > RATIO * packed:
                    message = f"a compression bomb: {packed:,} bytes unpack to {unpacked:,} and more"
                    raise BodyError(message)
                yield piece
        except encoding.error as error:
            message = f"the compressed body is broken: {error}"
            raise BodyError(message) from error
    if not machine.whole:
        raise BodyError("the compressed body ends early")
