"""Items of the declared sources: what is there, whether it may have changed, and its bytes.

Nothing here stops at one bad item: what was found but cannot be used is a `Broken`, and a listing says whether it is
complete, because only a complete one may say that an item is gone.
"""

from __future__ import annotations

import os
import stat
import time
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from cleaners.errors import SourceError
from flows.declared import DirectorySource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.declared import ContainerSource, FilesSource

    NamedSource = FilesSource | ContainerSource
    DiskSource = DirectorySource | NamedSource

WILD = frozenset("*?[")
RACY_NS = 2_000_000_000  # a file touched this shortly before it was listed may change again within one clock tick


@dataclass(frozen=True)
class Entry:
    """An item that stands at a source; `fingerprint` moves when its bytes may have moved, '' says nothing is known."""

    locator: str
    path: Path
    size: int
    fingerprint: str


@dataclass(frozen=True)
class Broken:
    """An item that was found or declared, but cannot be used; `error` says why and what to do."""

    locator: str
    error: str


@dataclass(frozen=True)
class Listing:
    """All items of a source, sorted by locator; only a `complete` one may say that an item is gone."""

    items: tuple[Entry, ...]
    broken: tuple[Broken, ...] = ()
    complete: bool = True


Found = Entry | Broken


def listing(source: DiskSource, base: Path, now_ns: int) -> Listing:
    """Return the files of a source; raises SourceError where the source as a whole cannot be listed."""
    if isinstance(source, DirectorySource):
        found = _in_directory(source, base / source.path, now_ns)
    else:
        found = _named(source, base, now_ns)
    entries = sorted(found, key=lambda entry: entry.locator)
    items = {entry.locator: entry for entry in entries if isinstance(entry, Entry)}
    broken = {entry.locator: entry for entry in entries if isinstance(entry, Broken)}
    complete = not any(locator.endswith("/") for locator in broken)
    return Listing(tuple(items.values()), tuple(broken.values()), complete)


def read(entry: Entry, max_bytes: int) -> bytes:
    """Return an entry's bytes; raises SourceError where it cannot be read or is larger than allowed."""
    try:
        with entry.path.open("rb") as file:
            body = file.read(max_bytes + 1)
    except OSError as error:
        message = f"{entry.locator} cannot be read: {error.strerror}"
        raise SourceError(message) from error
    if len(body) > max_bytes:
        message = f"{entry.locator} is larger than {max_bytes:,} bytes: raise max_bytes of its source, or split it"
        raise SourceError(message)
    return body


def _in_directory(source: DirectorySource, top: Path, now_ns: int) -> Iterator[Found]:
    if not top.is_dir():
        what = "is no directory" if top.exists() else "does not exist"
        message = f"source '{source.id}': {top} {what}: correct its path in sources.toml (it is relative to that file)"
        raise SourceError(message)
    home = top.resolve()
    include, exclude = ([tuple(p.split("/")) for p in patterns] for patterns in (source.include, source.exclude))
    for path in _walk(top):
        if isinstance(path, Broken):
            yield path
            continue
        parts = path.relative_to(top).parts
        if any(matches(parts, p) for p in include) and not any(matches(parts, p) for p in exclude):
            yield _entry("/".join(parts), path, now_ns, home=home)


def _walk(top: Path) -> Iterator[Path | Broken]:
    """Yield every file below `top`, and each directory that cannot be read as broken, its locator ending in '/'."""
    errors: list[OSError] = []
    for directory, names, files in os.walk(top, onerror=errors.append):
        names.sort()
        yield from (Path(directory, name) for name in sorted(files))
        # os.walk lists links to directories and does not enter them: they would count everything twice, or lead out
        yield from (Path(directory, name) for name in names if Path(directory, name).is_symlink())
    for error in errors:
        locator = Path(error.filename).relative_to(top).as_posix() + "/"
        yield Broken(
            locator, f"directory {locator} cannot be read: {error.strerror}; until then nothing here counts as gone"
        )


def _named(source: NamedSource, base: Path, now_ns: int) -> Iterator[Found]:
    for name in source.paths:
        if WILD.isdisjoint(name):
            yield _entry(name, base / name, now_ns)
            continue
        parts = PurePath(name).parts
        first = next(n for n, part in enumerate(parts) if not WILD.isdisjoint(part))
        home = PurePath(*parts[:first])  # may be absolute, or lie beside `base`
        for path in (base / home).glob(str(PurePath(*parts[first:]))):
            if path.is_file():
                yield _entry((home / path.relative_to(base / home)).as_posix(), path, now_ns)


def _entry(locator: str, path: Path, now_ns: int, *, home: Path | None = None) -> Found:
    """Return the item at `path`, or why it is none; `home` is the directory its links may not leave."""
    try:
        locator.encode()
    except UnicodeEncodeError:
        shown = os.fsencode(locator).decode("utf-8", "backslashreplace")
        return Broken(shown, "the file's name is not UTF-8: rename it")
    try:
        found = path.stat()  # before resolve(), which answers a loop of links with a RuntimeError
        outside = home is not None and path.is_symlink() and not path.resolve(strict=True).is_relative_to(home)
    except OSError as error:
        return Broken(locator, f"cannot be read: {error.strerror}")
    if outside:
        return Broken(
            locator,
            "a symbolic link that leads out of the source directory: declare its target as a source of its own",
        )
    if stat.S_ISDIR(found.st_mode):
        return Broken(
            locator,
            "a symbolic link to a directory, which is not followed: exclude it, or declare its target as a source",
        )
    if not stat.S_ISREG(found.st_mode):
        return Broken(locator, "neither a file nor a directory (a pipe, socket or device): exclude it")
    return Entry(locator, path, found.st_size, _fingerprint(found, now_ns))


def _fingerprint(found: os.stat_result, now_ns: int) -> str:
    """Size and both times: a copy that keeps the modification time still moves the change time."""
    if max(found.st_mtime_ns, found.st_ctime_ns) > now_ns - RACY_NS:
        return ""
    return f"{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}"


def matches(parts: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """Whether the path matches the glob; '**' stands for any directories, and hidden names must be asked for."""
    if not pattern:
        return not parts
    if pattern[0] == "**":
        return any(
            matches(parts[i:], pattern[1:])
            for i in range(len(parts) + 1)
            if not any(p.startswith(".") for p in parts[:i])
        )
    if not parts or (parts[0].startswith(".") and not pattern[0].startswith(".")):
        return False
    return fnmatchcase(parts[0], pattern[0]) and matches(parts[1:], pattern[1:])


def now_ns() -> int:
    """Return the present moment as file times have it."""
    return time.time_ns()
