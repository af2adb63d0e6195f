"""Files that hold many documents: JSON lines, Parquet, WARC. One changed row changes one document.

`index` reads a container once and names its records; `documents` reads some of them, in any process.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, NamedTuple, cast

import pyarrow as pa
import pyarrow.parquet as pq
from fastwarc.warc import ArchiveIterator, WarcRecordType

from cleaners.errors import SourceError
from flows.addresses import known_as
from flows.declared import JsonlSource, ParquetSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from fastwarc.warc import WarcRecord

    from flows.declared import ContainerSource, WarcSource

DIGEST = 16  # hex digits that name a record without a key
CHUNK = 1 << 20


class Record(NamedTuple):
    """A document in a container: where it starts (a byte, or a row), its size, its name, or why it is none."""

    offset: int
    size: int
    part: str
    error: str = ""


class Document(NamedTuple):
    """The bytes of a record, and what the container says of them; `error` where it has none."""

    part: str
    body: bytes = b""
    uri: str = ""
    media_type: str = ""
    charset: str = ""
    record_id: str = ""
    error: str = ""


def index(source: ContainerSource, path: Path) -> list[Record]:
    """Return the records of a container in order, each name once; raises SourceError where it cannot be read at all."""
    with _explained(path):
        if isinstance(source, JsonlSource):
            return list(_named(_jsonl_index(source, path)))
        if isinstance(source, ParquetSource):
            return list(_named(_parquet_index(source, path)))
        return _warc_index(source, path)


def documents(source: ContainerSource, path: Path, records: Sequence[Record]) -> Iterator[Document]:
    """Yield the documents of some records, one body at a time."""
    yield from (Document(record.part, error=record.error) for record in records if record.error)
    sound = [record for record in records if not record.error]
    with _explained(path):
        if isinstance(source, JsonlSource):
            yield from _jsonl_documents(source, path, sound)
        elif isinstance(source, ParquetSource):
            yield from _parquet_documents(source, path, sound)
        else:
            yield from _warc_documents(path, sound)


def digest(path: Path) -> str:
    """Return the SHA-256 of a container."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _named(records: Iterable[Record]) -> Iterator[Record]:
    """Yield records under names that stand once: a key that stands twice is an error, a digest is numbered."""
    seen: dict[str, int] = {}
    for number, record in enumerate(records, 1):
        count = seen[record.part] = seen.get(record.part, 0) + 1
        if record.error:
            yield record._replace(part=f"record {number}")
        elif count > 1 and record.part.startswith("sha256:"):
            yield record._replace(part=f"{record.part}-{count}")
        elif count > 1:
            yield record._replace(
                part=f"record {number}", error=f"the key '{record.part}' stood before: keys must be unique"
            )
        else:
            yield record


def _by_digest(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()[:DIGEST]}"


def _jsonl_index(source: JsonlSource, path: Path) -> Iterator[Record]:
    offset = 0
    with _opened(path) as file:
        for line in file:
            if line.strip():
                yield _jsonl_record(source, line, offset)
            offset += len(line)


def _jsonl_record(source: JsonlSource, line: bytes, offset: int) -> Record:
    if not source.key:
        return Record(offset, len(line), _by_digest(line.strip()))
    try:
        return Record(offset, len(line), str(json.loads(line)[source.key]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        said = "no JSON" if isinstance(error, ValueError) else f"without the key '{source.key}'"
        return Record(offset, len(line), "", f"the line at byte {offset:,} is {said}")


def _jsonl_documents(source: JsonlSource, path: Path, records: Sequence[Record]) -> Iterator[Document]:
    with _opened(path) as file:
        for record in records:
            file.seek(record.offset)
            try:
                row = json.loads(file.read(record.size))
                body = row[source.text].encode("utf-8")
                uri = str(row[source.uri]) if source.uri else ""
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                said = f"the line at byte {record.offset:,} has no text in '{source.text}': {type(error).__name__}: {error}"
                yield Document(record.part, error=said)
            else:
                yield Document(record.part, body, uri)


def _opened(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path)) if path.suffix == ".gz" else path.open("rb")


def _parquet_index(source: ParquetSource, path: Path) -> Iterator[Record]:
    row = 0
    with pq.ParquetFile(path) as file:
        column = source.key or source.text
        if column not in file.schema_arrow.names:
            message = f"{path.name} has no column '{column}'; it has {', '.join(file.schema_arrow.names)}"
            raise SourceError(message)
        for batch in file.iter_batches(columns=[column]):
            for value in batch.column(0):
                yield _parquet_record(source, value.as_py(), row)
                row += 1


def _parquet_record(source: ParquetSource, value: object, row: int) -> Record:
    if value is None:
        return Record(row, 0, "", f"row {row:,} has no value in '{source.key or source.text}'")
    body = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
    return Record(row, len(body), str(value) if source.key else _by_digest(body))


def _parquet_documents(source: ParquetSource, path: Path, records: Sequence[Record]) -> Iterator[Document]:
    wanted = {record.offset: record.part for record in records}
    first = 0
    with pq.ParquetFile(path) as file:
        columns = [source.text, source.uri] if source.uri else [source.text]
        for group in range(file.num_row_groups):
            rows = file.metadata.row_group(group).num_rows
            places = [row for row in wanted if first <= row < first + rows]
            table = file.read_row_group(group, columns).take([row - first for row in places]) if places else None
            for place, row in zip(places, table.to_pylist() if table else [], strict=True):
                yield _parquet_document(source, wanted[place], row)
            first += rows


def _parquet_document(source: ParquetSource, part: str, row: dict[str, object]) -> Document:
    text = row[source.text]
    if not isinstance(text, str | bytes):
        return Document(part, error=f"'{source.text}' holds no text in this row")
    body = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return Document(part, body, str(row[source.uri] or "") if source.uri else "")


def _warc_index(source: WarcSource, path: Path) -> list[Record]:
    last: dict[str, Record] = {}
    kinds = WarcRecordType.response | WarcRecordType.resource
    for record in ArchiveIterator(str(path), record_types=kinds, parse_http=True, fsspec_args=False):
        uri = (record.headers.get("WARC-Target-URI") or "").strip("<>")
        status = record.http_headers.status_code if record.http_headers else 200
        if uri and status == 200 and _media_type(record) in source.media_types:
            part = known_as(uri)
            last.pop(part, None)
            last[part] = Record(record.stream_pos, record.content_length, part)
    return sorted(last.values())


def _media_type(record: WarcRecord) -> str:
    kind = record.http_content_type or record.headers.get("Content-Type") or ""
    return kind.partition(";")[0].strip().lower()


def _warc_documents(path: Path, records: Sequence[Record]) -> Iterator[Document]:
    with path.open("rb") as file:
        for wanted in records:
            file.seek(wanted.offset)
            record = next(iter(ArchiveIterator(file, parse_http=True, auto_decode="all")))
            yield Document(
                wanted.part,
                record.reader.read(),
                wanted.part,
                _media_type(record),
                record.http_charset or "",
                record.record_id or "",
            )


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, EOFError, pa.ArrowException, StopIteration) as error:
        message = f"{path.name} cannot be read: {error}; fetch it again, or exclude it"
        raise SourceError(message) from error
