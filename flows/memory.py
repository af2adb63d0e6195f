"""What a source looked like when it was last ingested, so that an unchanged item costs a fingerprint and no read.

A cache beside the releases, never the truth: an item counts as unchanged only if the release still holds the bytes the
memory speaks of. Deleting it costs one full read.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class Remembered(NamedTuple):
    """One item as it was last fetched; for a container `raw_sha256` is the number of its documents."""

    locator: str
    fingerprint: str
    raw_sha256: str
    etag: str = ""
    last_modified: str = ""


class Live(NamedTuple):
    """A live document as the release holds it."""

    raw_sha256: str
    uri: str


def recall(file: Path) -> dict[str, Remembered]:
    """Return what is remembered, by locator; nothing where the file is missing or torn."""
    try:
        rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        return {row[0]: Remembered(*row) for row in rows}
    except (OSError, ValueError, TypeError, IndexError):
        return {}


def remember(file: Path, rows: Iterable[Remembered]) -> None:
    """Replace the memory of a source; a reader sees the old or the new one."""
    replace_text(file, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def replace_text(file: Path, text: str) -> None:
    """Write a file in one step."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.{os.getpid()}.new")
    fresh.write_text(text, "utf-8")
    fresh.replace(file)
