"""A prefix of an object store: what is asked of it, one object or one listing at a time.

Nothing is renamed, linked or appended there; the one step that decides anything is `create`, which fails where the object exists.
Neither addresses of servers nor credentials stand in any message: messages are logged.
"""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from warehouse.errors import StoreError
from warehouse.layout import file_sha256

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from warehouse.house import Warehouse

SCHEME = "s3://"
THREADS = 8  # objects on their way at once; each waits for the network


ADVICE = (
    (PermissionError, "permission denied; the credentials of the environment must be allowed to list, read, write and delete there"),
    (FileNotFoundError, "the bucket, or an object that should be there, is missing: correct the address; `palimpsest check` names what is lost"),
    (Exception, "cannot be reached, or refuses this: see AWS_ENDPOINT_URL, AWS_REGION and the credentials of the environment, and run again"),
)  # fmt: skip


class Files(Protocol):
    """What is asked of a file system; `s3fs.S3FileSystem(…)` is one."""

    def cat_file(self, path: str) -> bytes:
        """Return an object."""
        ...

    def pipe_file(self, path: str, value: bytes, mode: str = "overwrite") -> None:
        """Write an object; mode `create` fails with OSError where it exists."""
        ...

    def put_file(self, lpath: str, rpath: str) -> None:
        """Upload a file."""
        ...

    def get_file(self, rpath: str, lpath: str) -> None:
        """Download a file."""
        ...

    def rm_file(self, path: str) -> None:
        """Remove an object."""
        ...

    def call_s3(self, method: str, **arguments: object) -> Mapping[str, object]:
        """Call the protocol itself: listings as they are now, versions, unfinished uploads."""
        ...


class Version(NamedTuple):
    """A version that a bucket keeps of an object that was overwritten or deleted, or its mark that it was."""

    key: str
    version: str


class Upload(NamedTuple):
    """An upload in parts that nobody finished: no listing of objects shows it, and it holds what was sent."""

    key: str
    upload: str


@dataclass(frozen=True)
class Remote:
    """A prefix of an object store, `bucket/path`, and the file system it lies in."""

    prefix: str
    files: Files

    @property
    def url(self) -> str:
        """The address of the warehouse."""
        return f"{SCHEME}{self.prefix}"

    def sizes(self, directory: str) -> dict[str, int]:
        """Return the keys below a directory, relative to the prefix, with their bytes."""
        found: dict[str, int] = {}
        inside, start = self._inside(directory), self._inside("")
        place: dict[str, str] = {}
        while True:
            page = self._call("list_objects_v2", Prefix=inside, **place)
            found |= {str(row["Key"]).removeprefix(start): int(str(row["Size"])) for row in _rows(page, "Contents")}
            if not page.get("IsTruncated"):
                return found
            place = {"ContinuationToken": str(page["NextContinuationToken"])}

    def keys(self, directory: str) -> set[str]:
        """Return the keys below a directory, relative to the prefix."""
        return set(self.sizes(directory))

    def read(self, key: str) -> bytes:
        """Return an object."""
        with self._reaching():
            return self.files.cat_file(self._path(key))

    def create(self, key: str, body: bytes) -> bool:
        """Create an object in one step; False where another writer did.

        An answer that was lost on the way is no other writer: what stands there is ours.
        """
        with self._reaching():
            try:
                self.files.pipe_file(self._path(key), body, mode="create")
            except OSError:  # s3fs has no error of its own for a failed precondition
                if key not in self.keys(key.rpartition("/")[0]):
                    raise
                return self.read(key) == body
        return True

    def prove_creation(self) -> None:
        """Raise StoreError where the store takes `If-None-Match: *` for granted and overwrites what is there."""
        key = "locks/probe"
        self.write(key, b"first")
        twice = self.create(key, b"second")
        self.remove([key])
        if twice:
            message = f"{self.url}: this store ignores If-None-Match, so two writers would overwrite each other: use one that honours it, or a directory"
            raise StoreError(message)

    def write(self, key: str, body: bytes) -> None:
        """Write an object, whatever stood there."""
        with self._reaching():
            self.files.pipe_file(self._path(key), body)

    def upload(self, root: Path, keys: Iterable[str]) -> None:
        """Upload files that lie below `root` as the keys say."""
        with self._reaching():
            self._each(lambda key: self.files.put_file(str(root / key), self._path(key)), keys)

    def download(self, wanted: Mapping[str, str], root: Path, scratch: Path) -> None:
        """Fetch objects below `root`, each whole or not at all; raises StoreError where one has not the SHA-256 that is given for it."""
        scratch.mkdir(parents=True, exist_ok=True)

        def one(key: str) -> None:
            draft = scratch / hashlib.sha256(key.encode()).hexdigest()
            self.files.get_file(self._path(key), str(draft))
            if wanted[key] and file_sha256(draft) != wanted[key]:
                message = f"{key} on the object store is not as it was written: `palimpsest check` names all that is damaged; restore it"
                raise StoreError(message)
            target = root / key
            target.parent.mkdir(parents=True, exist_ok=True)
            draft.replace(target)

        with self._reaching():
            self._each(one, wanted)

    def remove(self, keys: Iterable[str]) -> None:
        """Remove objects; where a bucket keeps versions, they stay until `forget_versions`."""
        with self._reaching():
            self._each(lambda key: self.files.rm_file(self._path(key)), keys)

    def old_versions(self, directory: str) -> list[Version]:
        """Return what a bucket with versions still keeps below a directory: overwritten, then deleted objects, their marks last."""
        pages = list(self._pages("list_object_versions", directory, "VersionIdMarker"))
        found = [_version(row) for page in pages for row in _rows(page, "Versions") if not row["IsLatest"]]
        return found + [_version(row) for page in pages for row in _rows(page, "DeleteMarkers")]

    def forget_versions(self, versions: Iterable[Version]) -> None:
        """Remove versions for good, in their order: a mark that goes before what it hides would show it again."""
        for each in versions:
            self._call("delete_object", Key=each.key, VersionId=each.version)

    def unfinished(self) -> list[Upload]:
        """Return the uploads in parts that were begun below the prefix and never finished."""
        pages = self._pages("list_multipart_uploads", "", "UploadIdMarker")
        return [Upload(str(row["Key"]), str(row["UploadId"])) for page in pages for row in _rows(page, "Uploads")]

    def abort(self, uploads: Iterable[Upload]) -> None:
        """Drop unfinished uploads and what was sent of them."""
        for each in uploads:
            self._call("abort_multipart_upload", Key=each.key, UploadId=each.upload)

    def _pages(self, method: str, directory: str, marker: str) -> Iterator[Mapping[str, object]]:
        """Yield the pages of a listing that goes on behind a key and a second marker; a page holds a thousand rows."""
        place: dict[str, str] = {}
        while True:
            page = self._call(method, Prefix=self._inside(directory), **place)
            yield page
            if not page.get("IsTruncated"):
                return
            place = {name: str(page[f"Next{name}"]) for name in ("KeyMarker", marker)}

    def _call(self, method: str, **arguments: object) -> Mapping[str, object]:
        with self._reaching():
            return self.files.call_s3(method, Bucket=self.prefix.partition("/")[0], **arguments)

    def _each(self, does: Callable[[str], None], keys: Iterable[str]) -> None:
        with ThreadPoolExecutor(THREADS) as threads:
            for _ in threads.map(does, keys):
                pass

    def _path(self, key: str) -> str:
        return f"{self.prefix}/{key}".rstrip("/")

    def _inside(self, key: str) -> str:
        """Return what all keys of a directory begin with, as the bucket knows them."""
        within = self._path(key).partition("/")[2]
        return f"{within}/" if within else ""

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        """Turn what a store refuses, or a network loses, into a StoreError that says what to do; it names no server."""
        try:
            yield
        except _troubles() as error:
            if isinstance(error, OSError) and error.filename:  # this machine's disk
                raise
            message = (
                f"{self.url}: {next(says for kind, says in ADVICE if isinstance(error, kind))} ({type(error).__name__})"
            )
            raise StoreError(message) from error


def _troubles() -> tuple[type[Exception], ...]:
    try:
        from botocore.exceptions import BotoCoreError  # type: ignore[import-untyped]
    except ImportError:  # another file system than s3fs
        return (OSError,)
    return OSError, BotoCoreError


def _rows(page: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    found = page.get(name)
    return found if isinstance(found, list) else []


def _version(row: Mapping[str, object]) -> Version:
    return Version(str(row["Key"]), str(row["VersionId"]))


@dataclass(frozen=True)
class RemoteLocks:
    """Lease files on an object store (`warehouse.lock.Locks`)."""

    remote: Remote

    def fences(self) -> list[int]:
        """Return the fence numbers of all lease files, in order."""
        names = (key.rpartition("/")[2].removesuffix(".json") for key in self.remote.keys("locks"))
        return sorted(int(name) for name in names if name.isdecimal())

    def read(self, fence: int) -> bytes:
        """Return a lease file."""
        return self.remote.read(_lease(fence))

    def create(self, fence: int, body: bytes) -> bool:
        """Create a lease file; False where another did."""
        return self.remote.create(_lease(fence), body)

    def replace(self, fence: int, body: bytes) -> None:
        """Replace a lease file."""
        self.remote.write(_lease(fence), body)

    def remove(self, fence: int) -> None:
        """Remove a lease file."""
        self.remote.remove([_lease(fence)])


def _lease(fence: int) -> str:
    return f"locks/{fence:06d}.json"


def connected(url: str, mirror: Path, files: Files) -> Warehouse:
    """Return the warehouse at `s3://bucket/prefix`, mirrored in a local directory that holds nothing else.

    `files` is an fsspec file system, such as `s3fs.S3FileSystem(...)` (extra `s3`).
    """
    from warehouse.house import Warehouse

    if not url.startswith(SCHEME) or not url.removeprefix(SCHEME).strip("/"):
        message = f"{url!r} is no object store address: write s3://bucket/prefix"
        raise StoreError(message)
    return Warehouse(mirror, remote=Remote(url.removeprefix(SCHEME).rstrip("/"), files))
