"""Ids and digests: the same on every machine, whatever version of Arrow or Parquet wrote the files.

An id hashes its parts length-prefixed, so that no two lists of parts give one text. A row digest hashes the row's values in schema
order, each written as the letter of its type, its length in bytes, a colon and its bytes: texts as UTF-8, integers and times
(microseconds) in decimal, reals as the decimal of their IEEE bits, booleans as 0 or 1, lists as their elements so written; null is `-`.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Iterable

ID_DIGITS = 32  # 128 bits: two of 10^12 documents share an id with a chance of 10^-15
DIGEST = 32  # bytes of a row digest
SLICE = 4096  # rows written out at a time: the writing of long texts stays small


def digest_of(*parts: str | bytes) -> str:
    """Return SHA-256 in hex over the parts, each prefixed by its length in bytes."""
    sha = hashlib.sha256()
    for part in parts:
        body = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        sha.update(b"%d:" % len(body))
        sha.update(body)
    return sha.hexdigest()


def doc_id(source_id: str, locator: str, part: str = "") -> str:
    """Return the id of a document: where it is, never what it holds."""
    return digest_of("doc", source_id, locator, part)[:ID_DIGITS]


def version_id(doc: str, raw_sha256: str, output_sha256: str) -> str:
    """Return the id of a document's version: moves with its bytes and with what cleaning made of them."""
    return digest_of("version", doc, raw_sha256, output_sha256)[:ID_DIGITS]


def edit_id(doc: str, raw_sha256: str, span: tuple[int, int], *, inserted: str, rule: str) -> str:
    """Return the id of an edit: the same while the bytes, the span, the insertion and the rule are."""
    return digest_of("edit", doc, raw_sha256, f"{span[0]}:{span[1]}", inserted, rule)[:ID_DIGITS]


def sha256_text(text: str) -> str:
    """Return SHA-256 in hex of a text as UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def cleaning_hash(*parts: str) -> str:
    """Return the hash of a cleaning: give it the profile's digest, settings, decoder, models and `name==version` of libraries."""
    return digest_of("cleaning", *parts)


def row_digests(table: pa.Table) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Return an array of shape (rows, 32): the digest of every row, columns in the table's order."""
    out = np.empty((table.num_rows, DIGEST), dtype=np.uint8)
    flat = out.reshape(-1).data
    at = 0
    for start in range(0, table.num_rows, SLICE):
        for written in _written(table.slice(start, SLICE)):
            flat[at : at + DIGEST] = hashlib.sha256(written).digest()
            at += DIGEST
    return out


def shard_identity(table: str, version: str, digests: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> str:
    """Return the identity of a shard: SHA-256 over its table, schema version and row digests in order."""
    return digest_of(table, version, digests.tobytes())


def _written(table: pa.Table) -> Iterable[bytes]:
    columns = [_value(column) for column in table.columns]
    joined: list[bytes] = pc.binary_join_element_wise(
        *columns, _scalar(b""), null_handling="replace", null_replacement="-"
    ).to_pylist()
    return joined


def _scalar(value: bytes) -> pa.Scalar:
    return pa.scalar(value, pa.large_binary())


def _value(column: pa.ChunkedArray) -> pa.Array:
    """Return a column as written values; nulls stay null."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    letter, plain = _plain(array)
    length = _decimal(pc.binary_length(plain))
    return pc.binary_join_element_wise(
        _scalar(letter), length, _scalar(b":"), plain, _scalar(b""), null_handling="emit_null"
    )


def _plain(array: pa.Array) -> tuple[bytes, pa.Array]:
    kind = array.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return b"s", array.cast(pa.large_binary())
    if pa.types.is_large_binary(kind):
        return b"b", array
    if pa.types.is_int64(kind):
        return b"i", _decimal(array)
    if pa.types.is_timestamp(kind):
        return b"t", _decimal(array.cast(pa.timestamp("us", tz="UTC")).cast(pa.int64()))
    if pa.types.is_boolean(kind):
        return b"o", _decimal(array.cast(pa.int64()))
    if pa.types.is_float64(kind):
        return b"r", _decimal(_bits(array))
    if pa.types.is_list(kind):
        return b"l", _joined(array)
    message = f"no row digest is defined for the type {kind}"
    raise TypeError(message)


def _decimal(numbers: pa.Array) -> pa.Array:
    return numbers.cast(pa.string()).cast(pa.large_binary())


def _bits(array: pa.Array) -> pa.Array:
    bits = array.fill_null(0.0).to_numpy(zero_copy_only=False).view(np.int64)
    return pc.if_else(array.is_valid(), pa.array(bits), pa.scalar(None, pa.int64()))


def _joined(array: pa.ListArray) -> pa.Array:
    """Return every list as its elements so written, one after the other."""
    values = _value(array.flatten()).cast(pa.binary())
    sizes = pc.fill_null(pc.list_value_length(array), 0).to_numpy(zero_copy_only=False)
    offsets = pa.array(np.concatenate([[0], np.cumsum(sizes)]), pa.int32())
    joined = pc.binary_join(pa.ListArray.from_arrays(offsets, values), b"").cast(pa.large_binary())
    return pc.if_else(array.is_valid(), joined, _scalar(None))  # type: ignore[arg-type]
