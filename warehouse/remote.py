"""The same warehouse on an object store: the chain record, created with `If-None-Match: *`, is the commit and the release.

There are no renames, links or symlinks there. A local directory mirrors what a run needs (chain, newest release, log); everything is
staged and audited in it, then objects go up, then the record. Who loses the race pulls the winner's release and plans again.
Erasure and retention work on directories only so far.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from warehouse import chain, commit, shards
from warehouse.errors import StoreError
from warehouse.layout import create_exclusively, file_sha256, files_below

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from warehouse.chain import Record
    from warehouse.house import Warehouse
    from warehouse.layout import Layout

MIRRORED = ("log", "rejected")  # append-only trees: a file that is there on both sides is the same


class Files(Protocol):
    """What is asked of an fsspec file system; `s3fs.S3FileSystem(…)` with a key, a secret and an endpoint is one."""

    def find(self, path: str) -> list[str]:
        """Return the keys below a prefix."""
        ...

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

    def invalidate_cache(self) -> None:
        """Forget listings."""
        ...


@dataclass(frozen=True)
class Remote:
    """A prefix of an object store, `bucket/path`, and the file system it lies in."""

    prefix: str
    files: Files

    def keys(self, directory: str) -> set[str]:
        """Return the keys below a directory, relative to the prefix."""
        self.files.invalidate_cache()
        try:
            found = self.files.find(f"{self.prefix}/{directory}")
        except FileNotFoundError:
            return set()
        return {key.removeprefix(f"{self.prefix}/") for key in found}

    def create(self, key: str, body: bytes) -> bool:
        """Create an object in one step; False where another writer did."""
        try:
            self.files.pipe_file(f"{self.prefix}/{key}", body, mode="create")
        except OSError:  # s3fs has no error of its own for a failed precondition
            if key in self.keys(key.rpartition("/")[0]):
                return False
            raise
        return True

    def download(self, key: str, path: Path, sha256: str = "") -> None:
        """Fetch an object into the mirror, whole or not at all; raises StoreError where it is not what it should be."""
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}")
        self.files.get_file(f"{self.prefix}/{key}", str(draft))
        if sha256 and file_sha256(draft) != sha256:
            message = (
                f"{key} on the object store is not as it was written: restore it, or ingest again from another mirror"
            )
            raise StoreError(message)
        draft.replace(path)

    def pull(self, layout: Layout, run_id: str) -> None:
        """Bring chain, newest release and log of the object store into the mirror."""
        for key in sorted(self.keys("chain")):
            path = layout.root / key
            if not path.exists():
                scratch = layout.staging(run_id) / "pulled.json"
                create_exclusively(path, self.files.cat_file(f"{self.prefix}/{key}"), scratch=scratch)
        newest = chain.newest_release(layout)
        if newest:
            self._objects(layout, newest)
            commit.show_newest(layout, run_id)
            commit.point_current(layout)
        for tree in MIRRORED:
            for key in sorted(self.keys(tree)):
                if not (layout.root / key).exists():
                    self.download(key, layout.root / key)

    def _objects(self, layout: Layout, record: Record) -> None:
        wanted = {f"objects/{commit.manifest_key(commit.manifest_of(layout, record))}": ""}
        for shard in record.shards:
            wanted |= {f"objects/{shard.key}": shard.sha256, f"objects/{shards.digests_key(shard)}": ""}
        if record.report:
            wanted[f"objects/{commit.report_key(record.report)}"] = record.report
        for key, sha256 in wanted.items():
            if not (layout.root / key).exists():
                self.download(key, layout.root / key, sha256)

    def push(self, layout: Layout, record: Record) -> bool:
        """Upload what the record names, then create the record: the commit. False where another writer took its number."""
        there = self.keys("objects")
        for key in _named(record):
            if key not in there:
                self.files.put_file(str(layout.root / key), f"{self.prefix}/{key}")
        return self.create(f"chain/{record.number:06d}.json", record.dump())

    def push_log(self, layout: Layout) -> None:
        """Upload log files and rejected bodies that are not there yet."""
        for tree in MIRRORED:
            there = self.keys(tree)
            for path in files_below(layout.root / tree):
                key = path.relative_to(layout.root).as_posix()
                if key not in there and not path.name.startswith("."):
                    self.files.put_file(str(path), f"{self.prefix}/{key}")

    def urls(self, record: Record, table: str) -> list[str]:
        """Return the addresses of a table's files."""
        return [f"s3://{self.prefix}/objects/{s.key}" for s in record.shards if s.table == table]


@dataclass(frozen=True)
class RemoteLocks:
    """Lease files on an object store (`warehouse.lock.Locks`)."""

    remote: Remote

    def fences(self) -> list[int]:
        """Return the fence numbers of all lease files, in order."""
        return sorted(int(key.rpartition("/")[2].removesuffix(".json")) for key in self.remote.keys("locks"))

    def read(self, fence: int) -> bytes:
        """Return a lease file."""
        return self.remote.files.cat_file(self._key(fence))

    def create(self, fence: int, body: bytes) -> bool:
        """Create a lease file; False where another did."""
        return self.remote.create(f"locks/{fence:06d}.json", body)

    def replace(self, fence: int, body: bytes) -> None:
        """Replace a lease file."""
        self.remote.files.pipe_file(self._key(fence), body)

    def remove(self, fence: int) -> None:
        """Remove a lease file."""
        self.remote.files.rm_file(self._key(fence))

    def _key(self, fence: int) -> str:
        return f"{self.remote.prefix}/locks/{fence:06d}.json"


def _named(record: Record) -> Iterable[str]:
    """Yield the keys of the objects a release needs."""
    for shard in record.shards:
        yield f"objects/{shards.digests_key(shard)}"
        yield f"objects/{shard.key}"
    yield f"objects/{commit.manifest_key(record.manifest)}"
    if record.report:
        yield f"objects/{commit.report_key(record.report)}"


def connected(url: str, mirror: Path, files: Files) -> Warehouse:
    """Return the warehouse at `s3://bucket/prefix`, mirrored in a local directory that holds nothing else.

    `files` is an fsspec file system, such as `s3fs.S3FileSystem(...)` (extra `s3`).
    """
    from warehouse.house import Warehouse

    if not url.startswith("s3://") or not url.removeprefix("s3://").strip("/"):
        message = f"{url!r} is no object store address: write s3://bucket/prefix"
        raise StoreError(message)
    return Warehouse(mirror, remote=Remote(url.removeprefix("s3://").rstrip("/"), files))
