"""Objects below an `s3://` prefix: listed with their ETags, changed ones copied into files of the run."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

from cleaners.errors import SourceError
from flows.batches import Planned
from flows.sources import matches

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from s3fs import S3FileSystem  # type: ignore[import-untyped]

    from flows.declared import ObjectSource
    from flows.memory import Live, Remembered

THREADS = 8
MISSING = "sources on s3:// need the extra: pip install 'palimpsest[s3]'"


class Object(NamedTuple):
    """An object: its key below the prefix, its size, and its ETag, which moves with the bytes."""

    locator: str
    size: int
    etag: str

    @property
    def fingerprint(self) -> str:
        """What an unchanged object keeps."""
        return f"{self.etag}:{self.size}"


def planned(
    source: ObjectSource, directory: Path, remembered: Mapping[str, Remembered], live: Mapping[str, Mapping[str, Live]]
) -> list[Planned]:
    """Return every object of a source, changed ones with a copy of their bytes; raises SourceError where it cannot be listed."""
    store = _store(source)
    found = list(_listed(source, store))

    def one(entry: Object) -> Planned:
        seen = Planned(
            locator=entry.locator, uri=f"{source.url.rstrip('/')}/{entry.locator}", fingerprint=entry.fingerprint
        )
        known, held = remembered.get(entry.locator), live.get(entry.locator, {}).get("")
        if known and held and known.fingerprint == entry.fingerprint and known.raw_sha256 == held.raw_sha256:
            return seen.model_copy(update={"raw_sha256": held.raw_sha256})
        return _copied(source, store, entry, seen, directory)

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(one, found))


def _copied(source: ObjectSource, store: S3FileSystem, entry: Object, seen: Planned, directory: Path) -> Planned:
    if entry.size > source.thresholds.max_bytes:
        return seen.model_copy(
            update={"error": f"larger than {source.thresholds.max_bytes:,} bytes: raise max_bytes of its source"}
        )
    place = directory / f"{hashlib.sha256(entry.locator.encode()).hexdigest()}.body"
    try:
        body: bytes = store.cat_file(f"{_place(source)}/{entry.locator}")
    except (OSError, ValueError) as error:
        return seen.model_copy(update={"error": f"cannot be read: {error}"})
    place.write_bytes(body)
    return seen.model_copy(update={"path": str(place), "size": len(body), "digest": hashlib.sha256(body).hexdigest()})


def _listed(source: ObjectSource, store: S3FileSystem) -> Iterator[Object]:
    place = _place(source)
    try:
        found = store.find(place, detail=True, refresh=True)
    except (OSError, ValueError) as error:
        message = f"source '{source.id}': {source.url} cannot be listed: {error}; see url, endpoint and the credentials of the environment"
        raise SourceError(message) from error
    if not found:
        message = f"source '{source.id}': nothing stands below {source.url}: correct its url; an emptied source must be taken out of the file"
        raise SourceError(message)
    patterns = [tuple(pattern.split("/")) for pattern in source.include]
    for key, row in sorted(found.items()):
        locator = key.removeprefix(f"{place}/")
        if any(matches(tuple(locator.split("/")), pattern) for pattern in patterns):
            yield Object(locator, int(row["size"]), str(row.get("ETag", "")).strip('"'))


def _place(source: ObjectSource) -> str:
    return source.url.removeprefix("s3://").rstrip("/")


def _store(source: ObjectSource) -> S3FileSystem:
    """Open the store; credentials come from the environment or the machine's role, as every S3 client reads them."""
    try:
        from s3fs import S3FileSystem
    except ImportError as error:
        raise SourceError(MISSING) from error
    options = {"endpoint_url": source.endpoint} if source.endpoint else {}
    return S3FileSystem(
        anon=source.anonymous, client_kwargs=options, skip_instance_cache=True, use_listings_cache=False
    )
