"""What the model of frame lines takes of clean texts, as they are and with known furniture stuck to them; and what it costs.

    python -m benchmarks.frame DIRECTORY [--most N]

Every text of the directory is cleaned twice: as it is, and with one line of furniture on top and three at its end. Whatever
`furniture.frame-line` takes but what was stuck to them is wrong and is printed. Cost: CPU of the frame's cleaner as a share of the whole profile's.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

from benchmarks.frame_pages import is_chinese
from cleaners.frame import FRAME_LINE, frame
from cleaners.page import Page
from cleaners.profiles import DEFAULT
from cleaners.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

AROUND = {
    True: ("首页 > 文化 > 正文", "责任编辑：何田\n分享到： 微信 微博 QQ空间\n上一篇：没有了"),
    False: ("Skip to main content", "Share this: Facebook Twitter Email\nRelated articles\nLeave a comment"),
}
HEAD, TAIL = 6000, 3000  # characters of either end of a long text
SMALLEST = 200


def texts(directory: Path, most: int) -> Iterator[tuple[str, str]]:
    """Yield name and text of the files, quotations of a quotation file each for itself."""
    count = 0
    for path in sorted(p for p in directory.rglob("*") if p.is_file()):
        for part in path.read_text(encoding="utf-8", errors="replace").split("\n%\n"):
            if len(part) >= SMALLEST and count < most:
                count += 1
                yield path.name, part if len(part) <= HEAD + TAIL else part[:HEAD] + part[-TAIL:]


def main() -> int:
    """Clean, count, print; 1 where anything was taken."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("directory", type=Path)
    options.add_argument("--most", type=int, default=1_000_000)
    given = options.parse_args()
    count = size = taken = told = 0
    spent = dict.fromkeys(("frame", "all"), 0.0)
    for name, body in texts(given.directory, given.most):
        head, tail = AROUND[is_chinese([body[:HEAD]])]
        for form in (body, f"{head}\n{body}\n{tail}"):
            text = Text(form)
            for cleaner in DEFAULT.cleaners:
                start = process_time()
                text = text.apply(cleaner(text, Page()))
                spent["all"] += process_time() - start
                spent["frame"] += process_time() - start if cleaner is frame else 0
            for edit in text.edits:
                if edit.rule == FRAME_LINE.id and edit.removed.strip() not in (head, *tail.split("\n")):
                    taken += 1
                    print(f"{name}: {edit.removed[:80]!r} {edit.evidence.says}")
            told += sum(c.rule == FRAME_LINE.id for c in text.candidates)
        count, size = count + 1, size + len(body)
    print(f"{count} texts, {size} characters: {taken} removals, {told} candidates")
    print(f"the frame's share of the CPU: {spent['frame'] / spent['all']:.1%}")
    return 1 if taken else 0


if __name__ == "__main__":
    sys.exit(main())
