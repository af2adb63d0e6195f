"""The pages a rule author looks at: a file, a directory, or a declared source, as text without its tags."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cleaners.discover import plain_text, untagged
from cleaners.errors import PalimpsestError, SettingsError, SourceError
from flows import sources
from flows.declared import DirectorySource, FilesSource
from flows.house import fresh, warehouse_of
from flows.settings import load
from warehouse.opened import documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flows.declared import SourceSettings
    from flows.settings import Settings


def pages_of(where: str, file: Path | None, tell: Callable[[str], None]) -> dict[str, str]:
    """Return name to text of a declared source's pages, else of a file or of all files below a directory.

    An id that is declared wins; `./name` always means a path. What cannot be read is told and left out.
    """
    try:
        settings = load(file)
        source = settings.source(where)
    except SettingsError:
        if Path(where).exists():
            return dict(_texts(_files(Path(where)), tell))
        raise
    return dict(_of_release(settings, source)) or dict(_texts(_of_source(settings, source), tell))


def _files(path: Path) -> Iterator[tuple[str, Path]]:
    if path.is_file():
        yield str(path), path
        return
    for each in sorted(path.rglob("*")):
        inside = each.relative_to(path)
        if each.is_file() and not any(part.startswith(".") for part in inside.parts):
            yield inside.as_posix(), each


def _of_source(settings: Settings, source: SourceSettings) -> Iterator[tuple[str, Path]]:
    """Yield the files of a source that was never ingested."""
    if not isinstance(source, DirectorySource | FilesSource):
        message = f"nothing of source '{source.id}' was published yet: run `palimpsest ingest --only {source.id}` first"
        raise SourceError(message)
    for entry in sources.listing(source, settings.base, sources.now_ns()).items:
        yield entry.locator, entry.path


def _texts(files: Iterator[tuple[str, Path]], tell: Callable[[str], None]) -> Iterator[tuple[str, str]]:
    for name, path in files:
        try:
            yield name, plain_text(path.read_bytes(), uri=name)
        except PalimpsestError as error:
            tell(f"{name} is left out: {error}")
        except OSError as error:
            tell(f"{name} is left out: {error.strerror}")


def _of_release(settings: Settings, source: SourceSettings) -> Iterator[tuple[str, str]]:
    """Yield the captures of a source that the current release holds, decoded."""
    release = fresh(warehouse_of(settings)).head()
    if release is None:
        return
    table = release.table("documents", ["doc_id", "media_type"], source.id)
    told = dict(zip(table["doc_id"].to_pylist(), table["media_type"].to_pylist(), strict=True))
    for opened in documents(release, release.number, source.id):
        yield opened.uri, untagged(opened.text.source, told[opened.document.doc_id])
