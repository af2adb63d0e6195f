"""Where things lie below a warehouse's root, and the few file operations that must be durable."""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHUNK = 1 << 20


@dataclass(frozen=True)
class Layout:
    """Paths below `root` (DESIGN 6); nothing is created by asking."""

    root: Path

    @property
    def chain(self) -> Path:
        """Commit records, never deleted."""
        return self.root / "chain"

    @property
    def objects(self) -> Path:
        """Content-addressed files."""
        return self.root / "objects"

    @property
    def releases(self) -> Path:
        """Complete views, hard links to objects."""
        return self.root / "releases"

    @property
    def current(self) -> Path:
        """The link to the newest release."""
        return self.root / "current"

    @property
    def log(self) -> Path:
        """The append-only log."""
        return self.root / "log"

    @property
    def locks(self) -> Path:
        """Lease files, one per fence number."""
        return self.root / "locks"

    @property
    def work(self) -> Path:
        """What can be lost without loss: caches of work already done."""
        return self.root / "work"

    @property
    def pins(self) -> Path:
        """Tags and holds, one small file each."""
        return self.root / "pins"

    def staging(self, run_id: str = "") -> Path:
        """Return the staging directory of a run, or of all."""
        return self.root / "staging" / run_id if run_id else self.root / "staging"

    def rejected(self, run_id: str = "") -> Path:
        """Return where a run's rejected bodies and releases lie, or all of them."""
        return self.root / "rejected" / run_id if run_id else self.root / "rejected"

    def chain_file(self, number: int) -> Path:
        """Return the commit record of a number."""
        return self.chain / f"{number:06d}.json"

    def release(self, number: int) -> Path:
        """Return the view of a release."""
        return self.releases / f"{number:06d}"


def numbers(directory: Path, suffix: str = "") -> list[int]:
    """Return the numbers that name entries of a directory, in order; other entries are not ours."""
    if not directory.is_dir():
        return []
    names = (entry.name.removesuffix(suffix) for entry in directory.iterdir() if entry.name.endswith(suffix))
    return sorted(int(name) for name in names if name.isdigit())


def file_sha256(path: Path) -> str:
    """Return SHA-256 in hex of a file."""
    sha = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            sha.update(chunk)
    return sha.hexdigest()


def write_durably(path: Path, body: bytes) -> None:
    """Write a file and force it to the disk; its directory is made where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())


def sync(path: Path) -> None:
    """Force a file or directory to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace_durably(path: Path, body: bytes, *, scratch: Path) -> None:
    """Replace a file in one step: readers see the old one or the new one."""
    write_durably(scratch, body)
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch.replace(path)
    sync(path.parent)


def create_exclusively(path: Path, body: bytes, *, scratch: Path) -> bool:
    """Create a complete file, or return False where it exists: of several writers one wins."""
    write_durably(scratch, body)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(scratch, path)
    except FileExistsError:
        return False
    finally:
        scratch.unlink(missing_ok=True)
    sync(path.parent)
    return True


def remove(path: Path) -> None:
    """Remove a file or a tree, or nothing where there is none."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def files_below(path: Path) -> Iterator[Path]:
    """Yield every file below a directory, in a stable order."""
    yield from sorted(p for p in path.rglob("*") if p.is_file() and not p.is_symlink())


def source_name(source_id: str) -> str:
    """Return a file name for a source: its own id where that is safe, and a digest against collisions."""
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in source_id)[:40]
    return f"{safe}-{hashlib.sha256(source_id.encode()).hexdigest()[:8]}"
