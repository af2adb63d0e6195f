"""Inputs of `make bench`, the same files for us and for every peer: JSON lines of `source`, and what a right answer is beside it."""

from __future__ import annotations

import base64
import json
import os
import random
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import encodings
from benchmarks.html_pages import examples
from benchmarks.noise import SCRIPTS, Maker, bodies
from benchmarks.noise import cut as noise_of
from benchmarks.scale_corpus import draft, html

if TYPE_CHECKING:
    from collections.abc import Iterable

HOME = Path(__file__).parent.parent
PAGES = "PALIMPSEST_BENCH_PAGES"
NOISY, QUIET = 360, 90  # pages with noise by templates, pages without
EVERY = 3  # generated decoding cases: one in three
MADE = 300  # generated HTML pages where no annotated ones are at hand


def write(file: Path, rows: Iterable[dict[str, object]]) -> None:
    """Write rows as JSON lines."""
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def cleaning() -> Iterable[dict[str, object]]:
    """Yield pages with the characters that should go."""
    maker, chance = Maker(7), random.Random(7)
    families = list(maker.templates)
    for k in range(NOISY):
        page = maker.page(families[k % len(families)], SCRIPTS[k // len(families) % 3])
        gone = sorted(noise_of(page.text, [(a, b) for a, b, _ in page.spans]))
        yield {"source": page.text, "gone": gone}
    for k in range(QUIET):
        yield {"source": "\n".join(chance.sample(bodies(SCRIPTS[k % 3]), 4)), "gone": []}


def pages() -> Iterable[dict[str, object]]:
    """Yield annotated pages where PALIMPSEST_BENCH_PAGES names a directory of them, else generated ones."""
    if root := os.environ.get(PAGES):
        checked = (page for page in examples(Path(root)) if page.half == "check")
        yield from ({"source": page.source, "kind": page.kind, "truth": page.truth} for page in checked)
        return
    for made in map(draft, range(1, 2 * MADE, 2)):
        body, charset = html(made._replace(mark=""))
        kind = "article" if made.language == "en" else "zh-article"
        yield {"source": body.decode(charset), "kind": kind, "truth": "\n".join([made.title, *made.paragraphs])}


def bodies_to_decode() -> Iterable[dict[str, object]]:
    """Yield generated bodies of the seeds in ten encodings, with labels right, missing and wrong."""
    n = 0
    for k, (_, text) in enumerate(encodings.texts_below([HOME / "seeds"])):
        for case in encodings.cases(text, 7 * k, encodings.ENCODINGS):
            n += 1
            if n % EVERY == 0:
                row: dict[str, object] = {**case._asdict(), "body": base64.b64encode(case.body).decode()}
                yield row


SECTIONS = {"cleaning": cleaning, "html": pages, "encodings": bodies_to_decode}


def prepare(directory: Path) -> None:
    """Write the inputs of every section."""
    for name, make in SECTIONS.items():
        write(directory / f"{name}.jsonl", make())
