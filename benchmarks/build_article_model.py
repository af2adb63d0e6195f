"""Learns cleaners/models/article.json from annotated pages: decision tables over the evidence of cleaners/extraction/evidence.py.

    PALIMPSEST_BENCH_PAGES=<directory> python -m benchmarks.build_article_model [--half tune] [--folds 4] [--output FILE]

A run of a page is content where at least half of its words (Chinese: characters) align with the annotators' text: by the longest
common subsequence, or by five-word sequences where they moved it. Runs weigh by their share of the page's content, so that
every page counts alike. `--folds` prints what models score on pages of sites they have not seen, and writes nothing.
Needs catboost (requirements-html.txt); its symmetric trees are kept with integer thresholds and numbers.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from catboost import CatBoostClassifier, Pool
from rapidfuzz.distance import LCSseq

from benchmarks.html_pages import examples, f1
from cleaners.article import decided
from cleaners.extraction.evidence import evidence_table
from cleaners.extraction.model import SCALE
from cleaners.html.build import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from benchmarks.html_pages import Example
    from cleaners.extraction.evidence import Table

CJK = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
TOKEN = re.compile(rf"[{CJK}]|[^\W{CJK}]+")
OUTPUT = Path(__file__).parents[1] / "cleaners" / "models" / "article.json"
SETTINGS = {
    "iterations": 150,  # of each learner; 200 to 400 of one differ by less than .003
    "depth": 6,
    "learning_rate": 0.08,
    "l2_leaf_reg": 12,
    "border_count": 48,
    "rsm": 0.5,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.7,
    "thread_count": 2,
    "verbose": 0,
    "allow_writing_files": False,
}
SEEDS = (0, 1, 2)  # the mean of three learners: small page types move less with chance
HALF = 0.5  # of a run's words that align with the truth: then it is content
SEQUENCE = 5
HEAVIEST = 0.5  # of a page's content that one run may weigh
NOISE = 2.0  # times the weight of its content that all other runs of a page may weigh
LEAST_CONTENT = 20.0  # words
NEVER = (1 << 31) - 1  # a threshold no value passes: where a tree asks fewer questions


class Sample(NamedTuple):
    """A page's rows with what its annotators say of each, and its weights."""

    page: Example
    texts: list[str]
    table: Table
    rows: NDArray[np.int64]
    content: NDArray[np.bool_]
    weights: NDArray[np.float64]


def samples(root: Path) -> tuple[list[Sample], tuple[str, ...]]:
    """Return every page that has text, and the names of the columns."""
    found, names = [], ()
    for page in examples(root):
        dom = parse(page.source)
        if not dom.runs:
            continue
        table = evidence_table(dom)
        texts = [run.text for run in dom.runs]
        shares, lengths = aligned(texts, page.truth)
        rows = np.stack(list(table.columns.values()), axis=1)
        found.append(Sample(page, texts, table, rows, shares >= HALF, weighed(shares >= HALF, lengths)))
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
    sequences = {tuple(wanted[i : i + SEQUENCE]) for i in range(len(wanted) - SEQUENCE + 1)}
    lengths = np.array([len(one) for one in lists], float)
    shares = hits / np.maximum(lengths, 1)
    for n, one in enumerate(lists):
        if len(one) >= SEQUENCE + 3:
            found = [tuple(one[i : i + SEQUENCE]) in sequences for i in range(len(one) - SEQUENCE + 1)]
            shares[n] = max(shares[n], sum(found) / len(found))
    return shares, lengths


def _runs_of(owners: Sequence[int]) -> list[tuple[int, int]]:
    counts: dict[int, int] = defaultdict(int)
    for owner in owners:
        counts[owner] += 1
    return list(counts.items())


def weighed(content: NDArray[np.bool_], lengths: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weights of a page's runs: their words per word of content, bounded."""
    weights = (lengths + 2) / max(float(lengths[content].sum()), LEAST_CONTENT)
    noise = float(weights[~content].sum())
    weights[~content] *= min(1.0, NOISE / max(noise, 1e-9))
    return np.minimum(weights, HEAVIEST) * (1.0 if content.any() else 0.1)


def learned(found: Sequence[Sample]) -> list[CatBoostClassifier]:
    """Return the trees learned from samples, once for each seed."""
    pool = Pool(
        np.concatenate([s.rows for s in found]),
        np.concatenate([s.content for s in found]),
        weight=np.concatenate([s.weights for s in found]),
    )
    made = [CatBoostClassifier(**SETTINGS, random_seed=seed) for seed in SEEDS]
    for trees in made:
        trees.fit(pool)
    return made


def as_tables(made: Sequence[CatBoostClassifier], names: tuple[str, ...]) -> dict[str, object]:
    """Return the mean of the trees as integers: columns used, columns asked, thresholds, numbers, bias."""
    loaded = [_as_json(trees) for trees in made]
    trees = [tree for one in loaded for tree in one["oblivious_trees"]]
    depth = max(len(tree["splits"]) for tree in trees)
    used = sorted({s["float_feature_index"] for tree in trees for s in tree["splits"]})
    place = {column: n for n, column in enumerate(used)}
    asked, thresholds, numbers = [], [], []
    for tree in trees:
        splits, missing = tree["splits"], depth - len(tree["splits"])
        asked.append([place[s["float_feature_index"]] for s in splits] + [0] * missing)
        thresholds.append([int(np.floor(s["border"])) for s in splits] + [NEVER] * missing)
        values = [round(value * SCALE / len(made)) for value in tree["leaf_values"]]
        numbers.append(values + [0] * ((1 << depth) - len(values)))
    bias = round(sum(one["scale_and_bias"][1][0] for one in loaded) * SCALE / len(made))
    columns = [names[column] for column in used]
    return {"columns": columns, "asked": asked, "thresholds": thresholds, "numbers": numbers, "bias": bias}


def _as_json(trees: CatBoostClassifier) -> dict[str, list[dict[str, list[dict[str, float]]]]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trees.json"
        trees.save_model(str(path), format="json")
        return json.loads(path.read_text())


def cross_validated(found: Sequence[Sample], folds: int) -> None:
    """Print the mean F1 by page type and half of models that have not seen the page's site."""
    scores = defaultdict(list)
    for fold in range(folds):
        inside = [hashlib.sha256(s.page.host.encode()).digest()[1] % folds == fold for s in found]
        trees = learned([s for s, held in zip(found, inside, strict=True) if not held])
        for sample, held in zip(found, inside, strict=True):
            if held:
                odds = sum(t.predict(sample.rows, prediction_type="RawFormulaVal") for t in trees) * SCALE / len(SEEDS)
                keeps = decided(np.rint(odds).astype(np.int64), sample.table)
                kept = "\n".join(t for t, keep in zip(sample.texts, keeps, strict=True) if keep)
                group = "zh-all" if sample.page.kind.startswith("zh-") else "wcxb-all"
                for name in (sample.page.kind, group, f"{group} {sample.page.half}"):
                    scores[name].append(f1(sample.page.kind, kept, sample.page.truth))
    for name, values in sorted(scores.items()):
        print(f"{name:16} {len(values):4} {np.mean(values):.3f}")


def main() -> None:
    """Learn from all pages or one half and write the model, or print what it scores on sites it has not seen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=["tune", "check"])
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args()
    found, names = samples(Path(os.environ["PALIMPSEST_BENCH_PAGES"]))
    found = [s for s in found if options.half in {None, s.page.half}]
    if options.folds:
        cross_validated(found, options.folds)
        return
    tables = as_tables(learned(found), names)
    options.output.write_text(json.dumps(tables, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
