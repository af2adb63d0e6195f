"""Content encodings of the web, unpacked piece by piece: whoever reads the pieces decides when it is enough.

No call unpacks more than about CHUNK bytes at a time, whatever it is fed, and no window is larger than the standards allow.
"""

from __future__ import annotations

import sys
import zlib
from typing import TYPE_CHECKING, NamedTuple, Protocol

import brotli  # type: ignore[import-untyped]  # ships no types

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CHUNK = 1 << 20  # bytes unpacked at a time: a bomb is met after one of these
GZIP_OR_ZLIB = 47  # zlib's window bits: tell the two formats apart by their headers
# RFC 9659 allows no window above 8 MiB on the web
ZSTD_WINDOW: dict[int, int] = {zstd.DecompressionParameter.window_log_max: 23}


class Machine(Protocol):
    """Unpacks one body, chunk after chunk."""

    @property
    def whole(self) -> bool:
        """Whether what was fed so far may be all there is."""

    def fed(self, chunk: bytes) -> Iterator[bytes]:
        """Yield what a chunk unpacks to, in pieces; raises the library's own error where it is broken."""
        ...


class Deflate:
    """gzip and zlib; several members in a row are one body (RFC 1952, 2.2)."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(GZIP_OR_ZLIB)

    @property
    def whole(self) -> bool:
        """Whether a member has just ended."""
        return self._member.eof

    def fed(self, chunk: bytes) -> Iterator[bytes]:
        """Yield pieces."""
        while chunk:
            if self._member.eof:
                self._member = zlib.decompressobj(GZIP_OR_ZLIB)
            yield self._member.decompress(chunk, CHUNK)
            chunk = self._member.unconsumed_tail or self._member.unused_data


class Brotli:
    """br (RFC 7932); the large windows that it does not know stay off."""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    @property
    def whole(self) -> bool:
        """Whether the stream has ended."""
        return bool(self._stream.is_finished())

    def fed(self, chunk: bytes) -> Iterator[bytes]:
        """Yield pieces."""
        yield self._stream.process(chunk, output_buffer_limit=CHUNK)
        while not self._stream.can_accept_more_data():
            yield self._stream.process(b"", output_buffer_limit=CHUNK)


class Zstandard:
    """zstd (RFC 8878); several frames in a row are one body."""

    def __init__(self) -> None:
        self._frame = zstd.ZstdDecompressor(options=ZSTD_WINDOW)

    @property
    def whole(self) -> bool:
        """Whether a frame has just ended."""
        return bool(self._frame.eof)

    def fed(self, chunk: bytes) -> Iterator[bytes]:
        """Yield pieces."""
        while chunk:
            if self._frame.eof:
                self._frame = zstd.ZstdDecompressor(options=ZSTD_WINDOW)
            yield self._frame.decompress(chunk, CHUNK)
            while not (self._frame.eof or self._frame.needs_input):
                yield self._frame.decompress(b"", CHUNK)
            chunk = self._frame.unused_data if self._frame.eof else b""


class Encoding(NamedTuple):
    """A content encoding: what unpacks it, and the error that says a body is broken."""

    machine: Callable[[], Machine]
    error: type[Exception]


DEFLATE = Encoding(Deflate, zlib.error)
ENCODINGS = {
    "gzip": DEFLATE,
    "x-gzip": DEFLATE,
    "deflate": DEFLATE,
    "br": Encoding(Brotli, brotli.error),
    "zstd": Encoding(Zstandard, zstd.ZstdError),
}
ASKED = "gzip, deflate, br, zstd"
