"""Learns cleaners/models/frame.json: how furniture speaks, and how the lines of a frame look and stand (cleaners/frames).

    PALIMPSEST_BENCH_PAGES=DIR python -m benchmarks.build_frame_model CLEAN_TEXTS [--without AUTHOR|sites] [--output FILE]

First the words: a logistic regression over hashed pieces of language. Then decision tables over the evidence of the frames' open
lines, whose words are judged by a regression that has not seen their site or author. Rules have run before, as they will when the
model is asked, and each page is learned from again with some of the rules that found something on it disabled: sites nobody has seen
are pages whose wordings the rules do not know. `--without` leaves an author's cases (or a fourth of the sites) out, prints what the
model makes of them with all rules and with some disabled, and each line of text that it takes.
Needs catboost and scipy (requirements-html.txt).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
from base64 import b64encode
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from catboost import CatBoostClassifier, Pool
from scipy import sparse
from scipy.optimize import minimize

from benchmarks.build_article_model import SETTINGS as ARTICLE
from benchmarks.build_article_model import as_tables
from benchmarks.frame_pages import (
    CASE_FILES,
    DUMPED,
    FURNITURE,
    LONGEST,
    TEXT,
    UNSURE,
    Maker,
    Marked,
    case_lines,
    case_pages,
    lexicon,
    pack_lines,
    site_pages,
)
from cleaners.extraction.model import tables_of
from cleaners.frame import frame
from cleaners.frames.evidence import Evidences, frame_of
from cleaners.frames.model import Model, Words
from cleaners.frames.rows import known_lines, rows_of, width
from cleaners.frames.verdict import verdicts
from cleaners.frames.words import BUCKETS, LEAST, bucket, pieces, points
from cleaners.page import Page, Profile
from cleaners.pipeline import run
from cleaners.profiles import DEFAULT
from cleaners.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from cleaners.frames.rows import Row

ROOT = Path(__file__).parents[1]
OUTPUT = ROOT / "cleaners" / "models" / "frame.json"
FOLDS = 4
WIDEST = 240  # cells of a line whose words are learned from
PER_SITE = 60  # lines of one kind that a site may weigh
RIDGE = 3e-6
SCALE = 1000  # points of a log-odds of 1.0
CLEAN_TEXTS = 1500
DISABLED = (0.0, 0.35, 0.7, 1.0)  # shares of the rules that are disabled
LEXICON = "lexicon"  # a source of every fold
SETTINGS = ARTICLE | {
    "iterations": 200,
    "depth": 4,
    "learning_rate": 0.1,
    "l2_leaf_reg": 10,
    "rsm": 0.6,
    "random_seed": 0,
}
CASE_WEIGHT, SITE_WEIGHT = 3.0, 0.6
HARM = 1.5  # times that a line of text weighs: its removal is worse than a miss
PER_PAGE = 20  # lines that a page may weigh


class Spoken(NamedTuple):
    """A line, its label, whose it is and what it weighs."""

    line: str
    label: int
    source: str
    weight: float


class Sample(NamedTuple):
    """The open rows of a frame: evidence, labels and weights."""

    page: Marked
    words: list[str]
    names: tuple[str, ...]
    rows: NDArray[np.int64]
    labels: NDArray[np.int64]
    weights: NDArray[np.float64]


def number(words: str) -> int:
    """Return a number that only the words decide."""
    return int.from_bytes(hashlib.sha256(words.encode()).digest()[:4])


def fold(source: str) -> int:
    """Return the fold of a site or author; cases by their file."""
    return CASE_FILES.index(source) % FOLDS if source in CASE_FILES else number(source) % FOLDS


def spoken(pages: Iterable[Marked]) -> list[Spoken]:
    """Return the lines whose words are learned from, each once a source; sites with many lines do not outvote the others."""
    weights: dict[tuple[str, int, str], float] = {}
    for page in pages:
        weight = 4.0 if page.sources[0] in CASE_FILES else 0.5 if page.sources[0].startswith("clean") else 1.0
        for line, label in page.lines:
            if label != UNSURE and width(line) <= WIDEST and (page.kind != "framed" or label == TEXT):
                weights[line.strip(), label, page.sources[0]] = weight * (0.3 if width(line) > WIDEST // 2 else 1.0)
    for line, label in (*case_lines(), *pack_lines()):
        weights[line.strip(), label, "pages"] = 3.0
    for line, label in lexicon():
        weights[line.strip(), label, LEXICON] = 2.0
    total: dict[tuple[str, int], float] = defaultdict(float)
    for (_, label, source), weight in weights.items():
        total[source, label] += weight
    return [
        Spoken(*key, weight * (1 if key[2] in (*CASE_FILES, LEXICON) else min(1.0, PER_SITE / total[key[2], key[1]])))
        for key, weight in weights.items()
    ]


class Regression:
    """Logistic regression over the pieces of lines."""

    def __init__(self, lines: Sequence[Spoken]) -> None:
        table = _matrix([one.line for one in lines])
        signs = np.array([1.0 if one.label == FURNITURE else -1.0 for one in lines])
        weights = np.array([one.weight for one in lines])
        for sign in (1.0, -1.0):
            weights[signs == sign] /= 2 * weights[signs == sign].sum()
        turned = table.T.tocsr()

        def loss(x: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
            margin = signs * (table @ x[:-1] + x[-1])
            pull = -signs * weights / (1 + np.exp(np.clip(margin, -30, 30)))
            slope = np.append(turned @ pull + 2 * RIDGE * x[:-1], pull.sum())
            return float(weights @ np.logaddexp(0, -margin) + RIDGE * (x[:-1] ** 2).sum()), slope

        found = minimize(loss, np.zeros(BUCKETS + 1), jac=True, method="L-BFGS-B", options={"maxiter": 120})
        self.numbers, self.bias = found.x[:-1], float(found.x[-1])

    def words(self) -> Words:
        """Return the numbers as the package keeps them: small integers, and what one is worth."""
        step = int(np.ceil(SCALE * np.abs(self.numbers).max() / 127))
        return Words(np.rint(self.numbers * SCALE / step).astype(int).tolist(), step, round(self.bias * SCALE))


def _matrix(lines: Sequence[str]) -> sparse.csr_matrix:
    found = [sorted({bucket(piece) for piece in pieces(line)}) for line in lines]
    ends = np.cumsum([0, *map(len, found)])
    values = np.concatenate([np.full(len(one), max(LEAST, len(one)) ** -0.5) for one in found])
    return sparse.csr_matrix((values, np.concatenate(found), ends), shape=(len(lines), BUCKETS))


def samples(page: Marked, words: Words, profile: Profile) -> Sample | None:
    """Return the open lines of a page's frame after a profile's rules, or None where it has none."""
    text = run(_text(page), Page(), profile)
    seen = frame_of(rows_of(text, known_lines(text)), lambda line: points(words, line))
    table = Evidences(seen, lambda line: points(words, line)).table() if seen else None
    if not seen or not table or not table.places:
        return None
    places = [seen.rows[n] for n in table.places]
    rows = np.array(list(table.columns.values()), np.int64).T
    made = np.array([_label(page, text, row) for row in places])
    return Sample(page, [r.words for r in places], tuple(table.columns), rows, made, _weights(page, made))


def _text(page: Marked) -> Text:
    return Text("\n".join(line for line, _ in page.lines))


def _label(page: Marked, text: Text, row: Row) -> int:
    """Return the label of the line of the source that a row is."""
    return page.lines[text.source.count("\n", 0, text.to_source(row.start))][1]


def _weights(page: Marked, labels: NDArray[np.int64]) -> NDArray[np.float64]:
    weight = CASE_WEIGHT if page.kind in ("page", "stays") else 1.0 if page.kind in ("framed", "plain") else SITE_WEIGHT
    return np.where(labels == TEXT, weight * HARM, weight) * min(1.0, PER_PAGE / max(1, len(labels)))


def sampled(pages: Sequence[Marked], learned: Sequence[Words], chance: random.Random) -> Iterator[Sample]:
    """Yield the samples of all pages, each with the words of a regression that has not seen its frame."""
    whole = Profile("rules", tuple(c for c in DEFAULT.cleaners if c is not frame))
    for page in pages:
        words = learned[fold(page.sources[-1])]
        text = run(_text(page), Page(), whole)
        rules = sorted({edit.rule for edit in text.edits})
        for share in DISABLED if rules else ():
            disabled = frozenset(rule for rule in rules if chance.random() < share)
            made = samples(page, words, Profile("rules", whole.cleaners, disabled)) if disabled or not share else None
            if made:
                yield made


def fitted(found: Sequence[Sample]) -> CatBoostClassifier:
    """Return decision tables over the evidence."""
    kept = [s.labels != UNSURE for s in found]
    pool = Pool(
        np.concatenate([s.rows[k] for s, k in zip(found, kept, strict=True)]).astype(np.float32),
        np.concatenate([s.labels[k] for s, k in zip(found, kept, strict=True)]),
        weight=np.concatenate([s.weights[k] for s, k in zip(found, kept, strict=True)]),
    )
    made = CatBoostClassifier(**SETTINGS)
    made.fit(pool)
    return made


def material(clean: Path, without: str) -> tuple[list[Marked], list[Marked], list[Marked]]:
    """Return the pages whose words are learned from, those whose frames are, and those left out."""
    pages = [*site_pages(Path(os.environ["PALIMPSEST_BENCH_PAGES"])), *case_pages()]
    left = [page for page in pages if page.sources[0] == without or (without == "sites" and _is_left(page))]
    pages = [page for page in pages if page not in left]
    maker = Maker(seed=7)
    maker.learn(pages)
    maker.read(clean, CLEAN_TEXTS)
    dumped = [page for page in pages if page.kind in DUMPED]
    trimmed = [maker.trimmed(page) for page in dumped for _ in range(3 if page.kind.endswith("article") else 1)]
    framed = list(maker.framed(2))
    cases = [page for page in pages if page.sources[0] in CASE_FILES]
    frames = [page for page in (*dumped, *trimmed, *cases, *framed, *maker.plain()) if len(page.lines) <= LONGEST]
    left = [page for page in left if page.kind in (*DUMPED, "page", "stays")]
    return [*pages, *framed], frames, [*left, *(maker.trimmed(page) for page in left if page.kind in DUMPED)]


def _is_left(page: Marked) -> bool:
    return page.sources[0] not in CASE_FILES and number(page.sources[0]) // FOLDS % FOLDS == 0


def told(pages: Sequence[Marked], model: Model, chance: random.Random) -> None:
    """Print what a model that has not seen pages takes of them, with some of the rules disabled."""
    whole = Profile("rules", tuple(c for c in DEFAULT.cleaners if c is not frame))
    said = cache(lambda line: points(model.words, line))
    for share in DISABLED:
        sums: Counter[tuple[int, bool]] = Counter()
        for page in pages:
            rules = sorted({e.rule for e in run(_text(page), Page(), whole).edits})
            disabled = frozenset(rule for rule in rules if chance.random() < share)
            text = run(_text(page), Page(), Profile("rules", whole.cleaners, disabled))
            seen = frame_of(rows_of(text, known_lines(text)), said)
            for v in verdicts(seen, model, said) if seen else ():
                label, words = _label(page, text, seen.rows[v.n]), seen.rows[v.n].words
                sums[label, not v.why_not] += len(words)
                if label == TEXT and not v.why_not:
                    print(f"   wrong {v.score} {words[:80]!r} of {page.sources[0]}, {page.kind}")
        right, missed, wrong = (sums[key] for key in ((FURNITURE, True), (FURNITURE, False), (TEXT, True)))
        kept = sum(len(line) for page in pages for line, label in page.lines if label == TEXT)
        print(f"{share:.0%} of the rules disabled: characters {right} right, {missed} missed, {wrong} wrong of {kept}")


def main() -> None:
    """Learn, write, and print what the model makes of an author left out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clean", type=Path, help="a directory of clean texts (benchmarks/clean_corpus.py)")
    parser.add_argument("--without", choices=[*CASE_FILES, "sites"], default="")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args()
    speaking, frames, left = material(options.clean, options.without)
    lines = spoken(speaking)
    learned = [
        Regression([one for one in lines if one.source == LEXICON or fold(one.source) != k]).words()
        for k in range(FOLDS)
    ]
    found = list(sampled(frames, learned, random.Random(3)))
    trees, words = fitted(found), Regression(lines).words()
    steps = b64encode(np.array(words.steps, np.int8).tobytes()).decode()
    tables = as_tables([trees], found[0].names)
    data = {"words": {"step": words.step, "bias": words.bias, "steps": steps}, "tables": tables}
    options.output.write_text(json.dumps(data, separators=(",", ":")) + "\n", encoding="utf-8")
    if left:
        told(left, Model(words, tables_of(tables)), random.Random(5))
    print(len(lines), "lines spoken,", len(found), "frames,", sum(len(s.labels) for s in found), "lines of frames")


if __name__ == "__main__":
    main()
