"""The settings: one typed object read from `seeds/sources.toml`, with errors that show line and caret.

Beside that file only `PALIMPSEST_WAREHOUSE` counts (another root), and for a root on an object store `PALIMPSEST_MIRROR` and what
every S3 client reads; nothing else of the environment decides anything.
"""

from __future__ import annotations

import difflib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

from cleaners.errors import SettingsError
from flows.addresses import known_as
from flows.declared import KINDS, Model, RunSettings, SettingsFile, SourceSettings, Thresholds, WarehouseSettings
from flows.places import parse, span_of
from flows.roots import ROOT_VARIABLE, root_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DEFAULT_FILE = Path("seeds/sources.toml")


class Settings(Model):
    """What a run works with: the settings file, where it lies, and the warehouse root it decided.

    With `remote`, an address on an object store, `root` is its mirror on this machine.
    """

    file: Path
    root: Path
    remote: str = ""
    run: RunSettings
    warehouse: WarehouseSettings
    sources: tuple[SourceSettings, ...]

    @property
    def base(self) -> Path:
        """The directory that relative paths of the settings file start from."""
        return self.file.parent

    def for_the_log(self) -> str:
        """Return the settings as JSON, addresses without secrets; where a mirror lies decides nothing."""
        written = self.model_dump(mode="json", exclude={"root"} if self.remote else None)
        return json.dumps(_without_secrets(written), ensure_ascii=False)

    def source(self, source_id: str) -> SourceSettings:
        """Return the source of that id; raises SettingsError that names the nearest one."""
        for source in self.sources:
            if source.id == source_id:
                return source
        known = [source.id for source in self.sources]
        message = f"{self.file} declares no source '{source_id}'{_nearest(source_id, known)}"
        raise SettingsError(message)


def _without_secrets(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_secrets(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_without_secrets(each) for each in value]
    return known_as(value) if isinstance(value, str) and value.startswith(("http://", "https://")) else value


def load(file: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from `file`, else from ./seeds/sources.toml; raises SettingsError that says what to do next."""
    path = (file or DEFAULT_FILE).absolute()
    parsed = read(_text(path), path.name)
    known = os.environ if environ is None else environ
    override = known.get(ROOT_VARIABLE, "")
    root = root_of(
        override or parsed.warehouse.root, Path.cwd() if override else path.parent, parsed.warehouse.mirror, known
    )
    return Settings(
        file=path, root=root.path, remote=root.remote, run=parsed.run, warehouse=parsed.warehouse, sources=parsed.source
    )


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError as error:
        message = f"there is no settings file {path}: name one with --sources FILE, or run in a directory that has {DEFAULT_FILE}"
        raise SettingsError(message) from error
    except UnicodeDecodeError as error:
        message = f"{path} is not UTF-8 (byte {error.start}): save it as UTF-8"
        raise SettingsError(message) from error
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise SettingsError(message) from error


def read(text: str, name: str = "sources.toml") -> SettingsFile:
    """Return the settings of a TOML text; raises SettingsError with line and caret."""
    tables = parse(text, name)
    try:
        settings = SettingsFile.model_validate_json(json.dumps(tables, default=str), strict=True)
    except ValidationError as error:
        raise _explained(error, text, name) from error
    _refuse_twins(settings, text, name)
    return settings


def _explained(error: ValidationError, text: str, name: str) -> SettingsError:
    """Return the first thing that is wrong, in words, at its place."""
    first = error.errors(include_url=False)[0]
    path = tuple(part for part in first["loc"] if part not in KINDS)
    if first["type"] == "union_tag_invalid":
        path = (*path, "kind")
    start, end = span_of(text, path)
    line = text.count("\n", 0, start) + 1
    return SettingsError(f"{name}, line {line}: {_says(first['type'], path, first['msg'])}", text or " ", start, end)


def _says(kind: str, path: tuple[str | int, ...], message: str) -> str:
    key = next((part for part in reversed(path) if isinstance(part, str)), "the file")
    if kind == "extra_forbidden":
        return f"unknown key '{key}'{_nearest(key, list(_keys(path)))}"
    if kind == "missing":
        return f"'{key}' is missing here" if path != ("source",) else "it declares no [[source]] yet"
    if kind == "union_tag_not_found":
        return f"'kind' is missing here: one of {', '.join(KINDS)}"
    if kind == "union_tag_invalid":
        return f"there is no such kind of source: one of {', '.join(KINDS)}"
    if path[-1:] == ("id",):
        return "an id is 1 to 64 of a-z, 0-9, '-' and '_', and starts with a letter or digit"
    if key == "languages":
        return "'languages' is a list of tags such as zh-Hans, zh-Hant, zh, en, pt-BR (BCP 47)"
    if kind == "string_pattern_mismatch":
        return f"'{key}': an address begins with http:// or https:// (s3:// where the kind is s3) and holds no user or password (see authorization_variable)"
    if kind == "tuple_type":
        return f"'{key}' is a list: {'[[source]], in two brackets' if path == ('source',) else f'{key} = [...]'}"
    return f"'{key}': {message[:1].lower()}{message[1:]}"


def _keys(path: tuple[str | int, ...]) -> Iterator[str]:
    """Yield the keys that may stand in the table where an unknown key stands."""
    models: dict[str, list[type[BaseModel]]] = {
        "warehouse": [WarehouseSettings],
        "run": [RunSettings],
        "thresholds": [Thresholds],
        "source": list(KINDS.values()),
    }
    names = [part for part in path[:-1] if isinstance(part, str)]
    for model in models.get(names[-1], []) if names else [SettingsFile]:
        yield from model.model_fields


def _nearest(word: str, known: list[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    return f": did you mean '{near[0]}'?" if near else f": known here are {', '.join(sorted(set(known)))}"


def _refuse_twins(settings: SettingsFile, text: str, name: str) -> None:
    seen: dict[str, int] = {}
    for number, source in enumerate(settings.source):
        if source.id in seen:
            start, end = span_of(text, ("source", number, "id"))
            line = text.count("\n", 0, start) + 1
            first = text.count("\n", 0, span_of(text, ("source", seen[source.id], "id"))[0]) + 1
            message = f"{name}, line {line}: two sources have the id '{source.id}' (the other stands in line {first}); give this one a name of its own"
            raise SettingsError(message, text, start, end)
        seen[source.id] = number
