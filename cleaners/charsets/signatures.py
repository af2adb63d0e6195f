"""Binary files by their first bytes: what no decoding should be tried on."""

from __future__ import annotations

# Public magic numbers, as in file(1); only signatures that no text begins with.
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PK\x07\x08", "zip"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"\x7fELF", "elf"),
    (b"SQLite format 3\0", "sqlite"),
    (b"PAR1", "parquet"),
    (b"BZh91AY&SY", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"OggS\0", "ogg"),
    (b"fLaC\0", "flac"),
    (b"ID3\x02", "mp3"),
    (b"ID3\x03", "mp3"),
    (b"ID3\x04", "mp3"),
    (b"\x1a\x45\xdf\xa3", "matroska"),
    (b"\0\0\x01\0", "ico"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"wOFF", "woff"),
    (b"wOF2", "woff"),
    (b"\0\x01\0\0\0", "ttf"),
    (b"OTTO\0", "otf"),
    (b"ARROW1\0\0", "arrow"),
    (b"\0asm", "wasm"),
    (b"\xca\xfe\xba\xbe\0", "class"),
    (b"FWS", "flash"),
    (b"CWS", "flash"),
    (b"\x00\x00\x00\x0cjP  ", "jpeg2000"),
)
_RIFF = {b"WEBP": "webp", b"WAVE": "wav", b"AVI ": "avi"}
_NUL_NEEDED = frozenset({"flash", "parquet", "woff"})  # their magic is plain letters: a binary body holds NUL bytes too


def is_binary(body: bytes) -> str:
    r"""Return the name of the binary format whose signature `body` begins with, or ''.

    >>> is_binary(b"%PDF-1.7\n"), is_binary("百年".encode())
    ('pdf', '')
    """
    if body[4:8] == b"ftyp" and body[:1] == b"\0":
        return "mp4"
    if body[:4] == b"RIFF":
        return _RIFF.get(body[8:12], "")
    if body[:2] == b"BM" and len(body) >= 26 and body[6:10] == bytes(4):  # two reserved fields are zero
        return "bmp"
    if body[:2] == b"MZ" and b"\0\0\0" in body[:64]:
        return "exe"
    for magic, name in _MAGIC:
        if body.startswith(magic) and (name not in _NUL_NEEDED or b"\0" in body[:1024]):
            return name
    return ""
