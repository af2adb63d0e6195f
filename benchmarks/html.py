"""Quality and speed of the article cleaner beside other extractors on annotated pages, in one process.

    PALIMPSEST_BENCH_PAGES=<directory> python -m benchmarks.html [--half tune|check] [--peers] [--worst N] [--exact]

Pages and scores: html_pages.py. Halves are split by a hash of the id: `tune` was read, `check` says whether it generalises.
The committed model has seen both; `build_article_model.py` prints what models score on pages of sites they have not seen.
Peers (html_peers.py) run where they are installed; see requirements-html.txt. `--exact` proves kept blocks against another parser.
"""

from __future__ import annotations

import argparse
import os
import re
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup

from benchmarks.html_pages import examples, f1
from benchmarks.html_peers import peers
from cleaners.article import article
from cleaners.markup import html_layout, markup
from cleaners.page import Page
from cleaners.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

HTML = Page(media_type="text/html")
HIDDEN = re.compile(r"(?is)<!--.*?(?:-->|\Z)|<(script|style|svg|iframe|noframes|noembed|title)\b.*?(?:</\1\s*>|\Z)")


def ours(source: str) -> str:
    """Return the text of the page's content."""
    text = Text(source, layout=html_layout(source))
    text = text.apply(markup(text, HTML))
    return str(text.apply(article(text, HTML)))


def exact(source: str) -> tuple[int, int]:
    """Return how many kept blocks a page has, and of how many the text is not what stands at their place in the page.

    What stands there is read by another parser: BeautifulSoup, of the characters between the block's two places. Compared
    without white space, which HTML collapses; a raw element's tag inside a block hides its content from the other parser too.
    """
    text = Text(source, layout=html_layout(source))
    text = text.apply(markup(text, HTML))
    text = text.apply(article(text, HTML))
    count = wrong = 0
    for block in text.layout:
        start, end = text.clean_span(block.raw_start, block.raw_end)
        if start == end:
            continue
        count += 1
        kept = str(text)[start:end]
        piece = BeautifulSoup(HIDDEN.sub("", source[block.raw_start : block.raw_end]), "html.parser")
        wrong += "".join(kept.split()) != "".join("".join(piece.strings).split())
    return count, wrong


def main() -> None:
    """Print a table: per page type and half the mean F1 of each extractor, then pages per CPU second."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=["tune", "check"])
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--worst", type=int, default=0, help="print the worst pages of ours")
    parser.add_argument("--exact", action="store_true", help="prove every kept block against the page instead")
    options = parser.parse_args()
    pages = [e for e in examples(Path(os.environ["PALIMPSEST_BENCH_PAGES"])) if options.half in {None, e.half}]
    if options.exact:
        counts = [exact(page.source) for page in pages]
        blocks, wrong = (sum(column) for column in zip(*counts, strict=True))
        print(f"{blocks:,} kept blocks of {len(pages)} pages, {wrong} are not what stands at their place")
        return
    extractors: dict[str, Callable[[str], str]] = {"ours": ours} | (peers() if options.peers else {})
    scores: dict[tuple[str, str], list[float]] = defaultdict(list)
    seconds: Counter[str] = Counter()
    worst = []
    for page in pages:
        for name, extract in extractors.items():
            begin = time.process_time()
            found = extract(page.source)
            seconds[name] += time.process_time() - begin
            score = f1(page.kind, found, page.truth)
            groups = [page.kind, "zh-all" if page.kind.startswith("zh-") else "wcxb-all"]
            for group in groups:
                scores[f"{group}", name].append(score)
                scores[f"{group} {page.half}", name].append(score)
            if name == "ours":
                worst.append((score, page.kind, page.id))
    for group in sorted({group for group, _ in scores}):
        cells = [f"{name} {_mean(scores[group, name]):.3f}" for name in extractors]
        print(f"{group:24} {len(scores[group, 'ours']):4}  " + "  ".join(cells))
    print("pages per CPU second: " + "  ".join(f"{name} {len(pages) / seconds[name]:.0f}" for name in extractors))
    for score, kind, number in sorted(worst)[: options.worst]:
        print(f"{score:.3f} {kind:14} {number}")


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


if __name__ == "__main__":
    main()
