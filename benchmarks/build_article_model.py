"""Learns cleaners/models/article.json from annotated pages: decision tables over the evidence of cleaners/extraction/evidence.py.

    PALIMPSEST_BENCH_PAGES=<directory> python -m benchmarks.build_article_model [--manuals DIR] [--half tune] [--folds 4 [--split N]] [--output FILE]

Labels and weights: article_labels.py. A first look judges every run by itself; a second also sees the first points of the runs
around (context.py). What the second learns from are first points of pages of sites the first had not seen, as it will meet them.
`--manuals` is a directory of benchmarks/manual_pages.py: pages whose generators tell what their text is are learned from too.
`--folds` prints what models score on pages of sites they have not seen, and writes nothing.
Needs catboost (requirements-html.txt); its symmetric trees are kept with integer thresholds and numbers.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from catboost import CatBoostClassifier, Pool

from benchmarks.article_labels import samples
from benchmarks.html_pages import f1
from cleaners.article import decided
from cleaners.extraction.context import SCALE, context

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from benchmarks.article_labels import Sample

OUTPUT = Path(__file__).parents[1] / "cleaners" / "models" / "article.json"
SETTINGS = {
    "iterations": 150,  # of each learner; 200 to 400 of one differ by less than .003
    "depth": 6,
    "learning_rate": 0.08,
    "l2_leaf_reg": 12,
    "border_count": 32,
    "rsm": 0.5,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.7,
    "thread_count": 2,
    "verbose": 0,
    "allow_writing_files": False,
}
FIRST = 3  # learners of the first look, each of two thirds of the sites; what one has not seen is its share of the second's material
SEEDS = (0, 1)  # learners of the second: the mean moves less with chance
NEVER = (1 << 31) - 1  # a threshold no value passes: where a tree asks fewer questions
INNER = 9  # the partition of sites the first look is learned on
MANUALS = 0.1  # weight of a manual's page: they are many and all of one kind, and at .3 Chinese articles lost .01


class Learned(NamedTuple):
    """The learners of both looks."""

    first: list[CatBoostClassifier]
    second: list[CatBoostClassifier]


def learned(found: Sequence[Sample]) -> Learned:
    """Return the learners of both looks."""
    first = [
        _fitted(
            [s for s in found if s.fold(FIRST, INNER) != n], [s.rows for s in found if s.fold(FIRST, INNER) != n], n
        )
        for n in range(FIRST)
    ]
    rows = [with_context(s, points([first[s.fold(FIRST, INNER)]], s.rows)) for s in found]
    return Learned(first, [_fitted(found, rows, seed) for seed in SEEDS])


def _fitted(found: Sequence[Sample], rows: Sequence[NDArray[np.int32]], seed: int) -> CatBoostClassifier:
    taken = [(s, r[s.learned]) for s, r in zip(found, rows, strict=True)]
    pool = Pool(
        np.concatenate([r for _, r in taken]).astype(np.float32),
        np.concatenate([s.content[s.learned] for s, _ in taken]),
        weight=np.concatenate([s.weights[s.learned] for s, _ in taken]),
    )
    made = CatBoostClassifier(**SETTINGS, random_seed=seed)
    made.fit(pool)
    return made


def points(made: Sequence[CatBoostClassifier], rows: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return the mean log-odds of learners, times SCALE."""
    odds = sum(one.predict(rows, prediction_type="RawFormulaVal") for one in made)
    return np.rint(odds * SCALE / len(made)).astype(np.int64)


def with_context(sample: Sample, first: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return a page's rows with what the first points say of each."""
    said = context(sample.table, first)
    return np.hstack([sample.rows, np.stack(list(said.values()), axis=1).astype(np.int32)])


def as_tables(made: Sequence[CatBoostClassifier], names: Sequence[str]) -> dict[str, object]:
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


def cross_validated(found: Sequence[Sample], folds: int, split: int) -> None:
    """Print the mean F1 by page type and half of models that have not seen the page's site."""
    scores = defaultdict(list)
    for fold in range(folds):
        looks = learned([s for s in found if s.fold(folds, split) != fold])
        for sample in found:
            if sample.fold(folds, split) != fold:
                continue
            second = points(looks.second, with_context(sample, points(looks.first, sample.rows)))
            kept = "\n".join(t for t, keep in zip(sample.texts, decided(second, sample.table), strict=True) if keep)
            group = (
                "manuals"
                if "manual" in sample.page.kind
                else "zh-all"
                if sample.page.kind.startswith("zh-")
                else "wcxb-all"
            )
            for name in (sample.page.kind, group, f"{group} {sample.page.half}"):
                scores[name].append(f1(sample.page.kind, kept, sample.page.truth))
    for name, values in sorted(scores.items()):
        print(f"{name:16} {len(values):4} {np.mean(values):.3f}")


def main() -> None:
    """Learn from all pages or one half and write the model, or print what it scores on sites it has not seen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--manuals", type=Path)
    parser.add_argument("--half", choices=["tune", "check"])
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--split", type=int, default=0, help="which partition of the sites into folds")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args()
    found, names = samples(Path(os.environ["PALIMPSEST_BENCH_PAGES"]))
    found = [s for s in found if options.half in {None, s.page.half}]
    if options.manuals:
        found += [s._replace(weights=s.weights * MANUALS) for s in samples(options.manuals)[0][::2]]
    if options.folds:
        cross_validated(found, options.folds, options.split)
        return
    looks = learned(found)
    said = tuple(context(found[0].table, np.zeros(len(found[0].texts), np.int64)))
    data = {"first": as_tables(looks.first, names), "second": as_tables(looks.second, names + said)}
    options.output.write_text(json.dumps(data, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
