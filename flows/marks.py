"""Marks of a site across its pages: sketches kept between runs, reduced behind a barrier, adopted or proposed.

Adopted marks lie in `marks/<source>.jsonl` below the warehouse root, one a line; a mark leaves only by a person's hand,
by deleting its line. What is only proposed lies beside them, with the reason why a person must decide.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cleaners.site_marks import Piece, Sketch, adoptable, from_json, reduce, to_json
from flows.memory import replace_text
from flows.runs import WORK
from flows.sketches import KEPT, rank

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from cleaners.site_marks import Mark
    from flows.declared import SourceSettings
    from flows.runs import Run

PROPOSED = ".proposed"

Key = tuple[str, str]  # locator and part


def adopted(root: Path, source: SourceSettings) -> list[Mark]:
    """Return the marks that are rules of this source."""
    file = _file(root, source, "")
    return from_json(file.read_text("utf-8")) if file.exists() and source.site_marks != "off" else []


def found(run: Run, source: SourceSettings) -> list[Mark]:
    """Return the marks that the pages of a source share, from the sketches of this run and of earlier ones.

    A run that cleaned nothing has nothing new to say: what was found before still lies among the proposals.
    """
    if source.site_marks == "off":
        return []
    fresh = dict(_read(sorted((run.directory / source.id).glob("*.sketches"))))
    if not fresh:
        file = _file(run.settings.root, source, PROPOSED)
        return from_json(file.read_text("utf-8")) if file.exists() else []
    kept = _file_of_sketches(run, source)
    sketches = dict(_read([kept])) | fresh
    chosen = sorted(sketches, key=lambda key: rank(*key))[:KEPT]
    lines = (json.dumps([*key, *sketches[key]], ensure_ascii=False) + "\n" for key in sorted(chosen))
    replace_text(kept, "".join(lines))
    return reduce(Sketch(tuple(Piece(*piece) for piece in pieces), host) for host, pieces in sketches.values())


def judged(run: Run, source: SourceSettings, known: list[Mark]) -> list[Mark]:
    """Return the marks to adopt now; those for a person to judge are written down and named."""
    names = {mark.digest for mark in known}
    fresh = [mark for mark in found(run, source) if mark.digest not in names]
    taken = adoptable(fresh) if source.site_marks == "adopt" else []
    left = [mark for mark in fresh if mark not in taken]
    file = _file(run.settings.root, source, PROPOSED)
    text = to_json(left)
    if left and not (file.exists() and file.read_text("utf-8") == text):
        replace_text(file, text)
        run.notes.append(
            f"source '{source.id}': {len(left)} texts stand on many of its pages and may be marks of its site: see {file}"
        )
    return taken


def keep(root: Path, source: SourceSettings, marks: list[Mark]) -> None:
    """Make marks rules of a source for good."""
    if marks and marks != adopted(root, source):
        replace_text(_file(root, source, ""), to_json(marks))


def _read(files: Iterable[Path]) -> Iterator[tuple[Key, tuple[str, list[list[str]]]]]:
    """Yield sketches by document; a torn file is as good as none."""
    for file in files:
        try:
            rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
            yield from [((locator, part), (host, pieces)) for locator, part, host, pieces in rows]
        except (OSError, ValueError, TypeError):
            continue


def _file(root: Path, source: SourceSettings, kind: str) -> Path:
    return root / "marks" / f"{source.id}{kind}.jsonl"


def _file_of_sketches(run: Run, source: SourceSettings) -> Path:
    return run.settings.root / WORK / "sketches" / f"{source.id}.jsonl"
