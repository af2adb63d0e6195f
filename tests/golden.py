"""Goldens: each seed's clean text, edits, claims, flags, candidates, segments and pairs, one fact a line.

`python -m tests.golden` (or `make golden`) rewrites them; the git diff is the review.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from cleaners import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaners.document import Cleaned

ROOT = Path(__file__).parent.parent
GOLDENS = Path(__file__).parent / "goldens"
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))


def facts(done: Cleaned) -> Iterator[tuple[str, list[object]]]:
    """Yield file name and records."""
    yield (
        "edits",
        [
            [e.raw_start, e.removed, e.inserted, e.rule, e.evidence.says, *([list(e.via)] if e.via else [])]
            for e in done.edits
        ],
    )
    yield "claims", [[c.field, c.value, c.raw_start, c.raw_end, c.rule, c.doubted_by] for c in done.claims]
    yield "flags", [[f.kind, f.raw_start, f.raw_end, f.rule, f.evidence.says] for f in done.flags]
    yield "candidates", [[c.raw_start, c.raw_end, c.rule, c.reason] for c in done.candidates]
    yield "segments", [[s.kind, s.language, s.level, s.row, s.raw_start, s.raw_end, s.text] for s in done.segments]
    yield "pairs", [[p.left, p.right, round(p.score, 3), p.method] for p in done.pairs]


def rendered(path: Path) -> dict[str, str]:
    """Return the golden files of one seed: name to content."""
    done = clean(path.read_bytes(), uri=path.name)
    files = {"text.txt": done.text}
    for name, records in facts(done):
        files[f"{name}.jsonl"] = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records)
    return files


def main() -> None:
    """Rewrite every golden."""
    for path in SEEDS:
        folder = GOLDENS / path.stem[:3]
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in rendered(path).items():
            (folder / name).write_bytes(content.encode())


if __name__ == "__main__":
    main()
