"""A warehouse on a disk that is filled to the last bytes, again and again: `python -m tests.full_disk MOUNT FREE…`.

For each number of KB the disk is filled until that much is free, and a run is tried: it must be refused with advice or go through, and
either way readers find a whole release and the next run, with room again, publishes. Prints one line for each: KB, outcome, release.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.independent_check import proved
from tests.store import PAGES, Runs, runs, spec
from warehouse import StoreError

CHUNK = 1 << 16


def fill(file: Path, left: int) -> None:
    """Write zeros until `left` bytes of the disk are free."""
    with file.open("wb") as ballast:
        while (free := _free(file.parent)) > left:
            ballast.write(bytes(min(CHUNK, free - left)))
            ballast.flush()


def _free(directory: Path) -> int:
    found = os.statvfs(directory)
    return found.f_bavail * found.f_frsize


def tried(run: Runs, kilobytes: int) -> str:
    """Return what became of a run with so much room: `published`, or the advice that it was refused with."""
    ballast = run.house.root.parent / "ballast"
    fill(ballast, kilobytes << 10)
    try:
        run((spec(), PAGES | {"a.txt": f"words of the run with {kilobytes} KB\n"}))
    except StoreError as error:
        return "refused" if "full" in str(error) and "maintain" in str(error) else f"without advice: {error}"
    else:
        return "published"
    finally:
        ballast.unlink()


def main() -> int:
    """Try every amount of room."""
    run = runs(Path(sys.argv[1]) / "w")
    run((spec(), PAGES))
    for kilobytes in map(int, sys.argv[2:]):
        before = run.house.open().number
        outcome = tried(run, kilobytes)
        current = run.house.layout.current.resolve()
        after = run.house.open().number
        print(kilobytes, outcome, after - before, *proved(current))
        run((spec(), PAGES | {"a.txt": f"words after {kilobytes}\n"}))
        assert run.house.open().number == after + 1, "the run after it published"
        assert proved(run.house.layout.current.resolve()) == (5, []), "and what it published is sound"
    return 0


if __name__ == "__main__":
    sys.exit(main())
