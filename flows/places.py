"""Where a key stands in a TOML text, so that an error about it can show line and caret.

The standard parser keeps no positions. This scan knows headers and `key = value` lines only: where a value spans lines
in an unusual way the caret may stand on the table's header instead, never the message itself be wrong.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, NamedTuple

from cleaners.errors import SettingsError
from cleaners.lines import lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.text import Span


class Place(NamedTuple):
    """A header or a key of a TOML text: its path (list positions as numbers) and its span."""

    path: tuple[str | int, ...]
    span: Span


def parse(text: str, name: str) -> dict[str, object]:
    """Return the tables of a TOML text; raises SettingsError with line and caret where it is malformed."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = str(error).partition(" (at ")[0]
        start = _offset(text, str(error))
        line = text.count("\n", 0, start) + 1
        message = f'{name}, line {line}: {said}. This is no TOML yet; every value is "quoted", a number, true, false or a [list]'
        raise SettingsError(message, text, min(start, max(0, len(text) - 1))) from error


def _offset(text: str, message: str) -> int:
    """Return the offset that the parser's message names ('at line 3, column 5'; 'at end of document')."""
    _, found, tail = message.partition("(at line ")
    if not found:
        return len(text.rstrip())
    line, _, column = tail.rstrip(")").partition(", column ")
    starts = [line.start for line in lines(text)]
    return min(len(text), starts[min(int(line), len(starts)) - 1] + int(column) - 1)


def places(text: str) -> Iterator[Place]:
    """Yield every header and key of a TOML text in order."""
    table: tuple[str | int, ...] = ()
    counts: dict[str, int] = {}
    for start, end, _ in lines(text):
        line = text[start:end].strip()
        at = start + text[start:end].find(line)
        if line.startswith("["):
            table = _header(line, counts)
            yield Place(table, (at, at + len(line.partition("#")[0].rstrip())))
        elif "=" in line and not line.startswith("#"):
            key = line.partition("=")[0].strip()
            yield Place((*table, *(part.strip("\"' ") for part in key.split("."))), (at, at + len(key)))


def _header(line: str, counts: dict[str, int]) -> tuple[str | int, ...]:
    name = line.partition("]")[0].strip("[ ")
    parts = tuple(part.strip("\"' ") for part in name.split("."))
    if line.startswith("[["):
        counts[name] = counts.get(name, -1) + 1
        return (*parts, counts[name])
    if parts[0] in counts:  # [source.thresholds] belongs to the [[source]] before it
        return (parts[0], counts[parts[0]], *parts[1:])
    return parts


def span_of(text: str, path: Sequence[str | int]) -> Span:
    """Return the span of the key at `path`, or of the nearest table above it; (0, 0) where there is none."""
    found = {place.path: place.span for place in reversed(list(places(text)))}
    wanted = tuple(path)
    while wanted and wanted not in found:
        wanted = wanted[:-1]
    return found.get(wanted, (0, 0))
