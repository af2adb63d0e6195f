"""Annotated pages for benchmarks: reading them, halves by hash, and the scores their sets define.

The directory named by PALIMPSEST_BENCH_PAGES holds `<set>/<id>.html.gz` and `<set>.truth.jsonl.gz`
(id, url, main_content, and for some page_type or kind). Latin pages: F1 over words (multisets, as WCXB scores);
Chinese pages: F1 over character 4-grams, white space dropped.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from cleaners.decoding import decode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORD = re.compile(r"\w+")


class Example(NamedTuple):
    """A page with what its annotators call its content."""

    id: str
    kind: str  # zh-article, zh-forum, or the page type of WCXB
    source: str
    truth: str
    host: str

    @property
    def half(self) -> str:
        """`tune` or `check`, by a hash of the id."""
        return "tune" if hashlib.sha256(self.id.encode()).digest()[0] % 2 else "check"


def examples(root: Path) -> Iterator[Example]:
    """Yield every annotated page, decoded by the project's own decoder."""
    for truths in sorted(root.glob("*.truth.jsonl.gz")):
        name = truths.name.removesuffix(".truth.jsonl.gz")
        for line in gzip.decompress(truths.read_bytes()).decode().rstrip("\n").split("\n"):
            row = json.loads(line)
            body = gzip.decompress((root / name / f"{row['id']}.html.gz").read_bytes())
            kind = row.get("page_type") or f"zh-{row['kind']}"
            host = urlsplit(row["url"]).netloc.removeprefix("www.")
            yield Example(row["id"], kind, decode(body).text, row["main_content"], host)


def f1(kind: str, found: str, truth: str) -> float:
    """Return the F1 of the found text: over words, for Chinese over character 4-grams."""
    a, b = _grams(kind, found), _grams(kind, truth)
    same = sum((a & b).values())
    if not a and not b:
        return 1.0
    return 2 * same / (sum(a.values()) + sum(b.values()))


def _grams(kind: str, text: str) -> Counter[str]:
    if not kind.startswith("zh-"):
        return Counter(WORD.findall(text.lower()))
    dense = "".join(text.split())
    return Counter(dense[i : i + 4] for i in range(len(dense) - 3))
