"""Builds `cleaners/repairs/english.bin`: the common English words that tell a lost space from a lost letter.

Input: the directory of SCOWL word lists (Debian package `scowl`, /usr/share/dict/scowl); levels 10 to 40, American too.
SCOWL may be used, copied, changed and distributed for any purpose with its notice: Copyright 2000-2011 Kevin Atkinson.

    python benchmarks/build_english.py /usr/share/dict/scowl
"""

from __future__ import annotations

import hashlib
import re
import sys
import zlib
from pathlib import Path

LEVELS = ("10", "20", "35", "40")  # rarer words are more often a foreign name cut in two than an English word
TARGET = Path(__file__).parent.parent / "cleaners/repairs/english.bin"
WORD = re.compile(r"[a-z]{3,}")


def words(directory: Path) -> list[str]:
    """Return the plain lower-case words of the chosen levels, sorted."""
    lists = [directory / f"{kind}-words.{level}" for kind in ("english", "american") for level in LEVELS]
    found = {word for path in lists for word in path.read_text("latin-1").split() if WORD.fullmatch(word)}
    return sorted(found)


def main(arguments: list[str]) -> int:
    """Write the list and print its digest."""
    chosen = words(Path(arguments[0]))
    body = zlib.compress("\n".join(chosen).encode("ascii"), 9)
    TARGET.write_bytes(body)
    sys.stdout.write(f"{len(chosen)} words, {len(body)} bytes, sha256 {hashlib.sha256(body).hexdigest()}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
