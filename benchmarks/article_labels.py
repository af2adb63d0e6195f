"""Annotated pages as rows of evidence with what their annotators say of each: the material of build_article_model.py.

A run of a page is content where at least half of its words (Chinese: characters) align with the annotators' text: by the longest
common subsequence, or by five-word sequences where they moved it (not where a teaser repeats what stands in its place). Runs weigh by their share of the page's content, so that
every page counts alike. Annotators keep one of several copies of a text, and which one is chance: copies that differ weigh little.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rapidfuzz.distance import LCSseq

from benchmarks.html_pages import examples
from cleaners.extraction.evidence import evidence_table
from cleaners.html.build import parse

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from benchmarks.html_pages import Example
    from cleaners.extraction.evidence import Table

CJK = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
TOKEN = re.compile(rf"[{CJK}]|[^\W{CJK}]+")
HALF = 0.5  # of a run's words that align with the truth: then it is content
SEQUENCE = 5
HEAVIEST = 0.5  # of a page's content that one run may weigh
NOISE = 2.0  # times the weight of its content that all other runs of a page may weigh
LEAST_CONTENT = 20.0  # words
COPY = 0.25  # times its weight that a run weighs of whose text another copy is judged otherwise
THINNED = (
    2  # one in so many other runs is learned from, and weighs as much more: the model is the same, in half the time
)


class Sample(NamedTuple):
    """A page's rows with what its annotators say of each, and its weights."""

    page: Example
    texts: list[str]
    table: Table
    rows: NDArray[np.int64]
    content: NDArray[np.bool_]
    weights: NDArray[np.float64]
    learned: NDArray[np.bool_]  # the rows a model is learned from

    def fold(self, count: int, split: int) -> int:
        """The fold of the page's site, by a hash of its host; each `split` is another partition."""
        return hashlib.sha256(self.page.host.encode()).digest()[1 + split] % count


def samples(root: Path) -> tuple[list[Sample], tuple[str, ...]]:
    """Return every page that has text, and the names of the columns."""
    found, names = [], ()
    chance = np.random.default_rng(0)
    for page in examples(root):
        dom = parse(page.source)
        if not dom.runs:
            continue
        table = evidence_table(dom)
        texts = [run.text for run in dom.runs]
        shares, lengths = aligned(texts, page.truth)
        rows = np.stack(list(table.columns.values()), axis=1).astype(np.int32)
        content = shares >= HALF
        weights = weighed(content, lengths) * np.where(disputed(texts, content), COPY, 1.0)
        taken = content | (chance.random(len(content)) * THINNED < 1)
        weights[~content] *= THINNED
        found.append(Sample(page, texts, table, rows, content, weights, taken))
        names = tuple(table.columns)
    return found, names


def aligned(texts: Sequence[str], truth: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for each text the share of its words that the truth holds in its place, and its length in words."""
    numbers: dict[str, int] = {}

    def words(text: str) -> list[int]:
        return [numbers.setdefault(word, len(numbers)) for word in TOKEN.findall(text.lower())]

    lists = [words(text) for text in texts]
    wanted = words(truth)
    owner = [n for n, one in enumerate(lists) for _ in one]
    hits = np.zeros(len(texts))
    for block in LCSseq.opcodes([word for one in lists for word in one], wanted):
        if block.tag == "equal":
            for n, count in _runs_of(owner[block.src_start : block.src_end]):
                hits[n] += count if count >= min(3, len(lists[n])) else 0  # single words align by chance
    lengths = np.array([len(one) for one in lists], float)
    shares = hits / np.maximum(lengths, 1)
    placed = {gram for one, share in zip(lists, shares, strict=True) if share >= HALF for gram in _sequences(one)}
    moved = _sequences(wanted) - placed  # what stands in its place already is a teaser where it stands again
    for n, one in enumerate(lists):
        if len(one) >= SEQUENCE + 3 and shares[n] < HALF:
            found = [tuple(one[i : i + SEQUENCE]) in moved for i in range(len(one) - SEQUENCE + 1)]
            shares[n] = max(shares[n], sum(found) / len(found))
    return shares, lengths


def _sequences(words: Sequence[int]) -> set[tuple[int, ...]]:
    return {tuple(words[i : i + SEQUENCE]) for i in range(len(words) - SEQUENCE + 1)}


def _runs_of(owners: Sequence[int]) -> list[tuple[int, int]]:
    counts: dict[int, int] = defaultdict(int)
    for owner in owners:
        counts[owner] += 1
    return list(counts.items())


def disputed(texts: Sequence[str], content: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Say of each text whether another copy of it is judged otherwise."""
    judged: dict[str, set[bool]] = defaultdict(set)
    for text, is_content in zip(texts, content.tolist(), strict=True):
        judged[text].add(is_content)
    return np.array([len(judged[text]) > 1 for text in texts], np.bool_)


def weighed(content: NDArray[np.bool_], lengths: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weights of a page's runs: their words per word of content, bounded."""
    weights = (lengths + 2) / max(float(lengths[content].sum()), LEAST_CONTENT)
    noise = float(weights[~content].sum())
    weights[~content] *= min(1.0, NOISE / max(noise, 1e-9))
    return np.minimum(weights, HEAVIEST) * (1.0 if content.any() else 0.1)
