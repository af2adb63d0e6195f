"""Which blocks of a page are its content: evidence per block first, the verdict second, its neighbours last.

Everything else on the page is removed in patches with a rule by kind: navigation, related pages, comments, share buttons ...
Markup inside a removed block stays charged to its own rules; a patch takes the text and the line feeds between.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cleaners.extraction import blocks as article_blocks
from cleaners.extraction import claims as article_claims
from cleaners.extraction import context as article_context
from cleaners.extraction import evidence as article_evidence
from cleaners.extraction import kinds as article_kinds
from cleaners.extraction import links as article_links
from cleaners.extraction import measures as article_measures
from cleaners.extraction import model as article_model
from cleaners.extraction import page as article_page
from cleaners.extraction import sections as article_sections
from cleaners.extraction import structure as article_structure
from cleaners.extraction import terms as article_terms
from cleaners.extraction import told as article_told
from cleaners.extraction import words as article_words
from cleaners.extraction.claims import Removed, claims_of
from cleaners.extraction.context import SCALE
from cleaners.extraction.evidence import evidence_table
from cleaners.extraction.kinds import KINDS, RULES, Totals, evidence_of, kinds_of, totals_of
from cleaners.extraction.measures import TAG_NUMBERS
from cleaners.extraction.model import scores, text_of_model
from cleaners.html import build as dombuild
from cleaners.html import dom, jsonld, tags, tokens
from cleaners.html import runs as placing_runs
from cleaners.html import stack as domstack
from cleaners.html.build import parse
from cleaners.html.runs import edges, stretches
from cleaners.rule import cleaner, digest_of
from cleaners.text import Candidate, Evidence, Flag, Patch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from cleaners.extraction.evidence import Table
    from cleaners.extraction.measures import Ints
    from cleaners.page import Page
    from cleaners.text import Finding, Span, Text

CONTENT = -SCALE // 5  # log-odds from which a block is kept: the F1 of a page is best a little below even
NEARLY = -4 * SCALE // 5  # log-odds from which neighbours hold a block
BARS = ("hint navigation", "in nav", "hint footer", "in footer", "hint header", "in header")
MOSTLY = 95  # per cent of a page's text in links
ARTICLE = 300  # words (Chinese: characters) of content above comments that make them comments on an article
LONG = 300  # of one block that count for it
LARGEST = 50_000  # blocks of a page: more would take over 150 MB of evidence
ABOVE = 8  # removed blocks right above the content that may speak of it
MANY, MOST = (
    4,
    0.5,
)  # so many blocks built alike, of which such a share is kept, hold the rest: rows of a table, items of a list
DOUBTFUL = SCALE // 2  # a kept block below this is reported as a candidate


class Verdicts(NamedTuple):
    """The page's runs with what was measured of them, their scores (log-odds times SCALE) and which are kept.

    Where nothing is found to be content all is kept: better too much than a page without its text (see pagekind.py).
    """

    kinds: tuple[int, ...]  # what each run would be, were it removed
    totals: Totals
    scores: tuple[int, ...]
    kept: tuple[bool, ...]
    found: bool


@lru_cache(maxsize=2)
def verdicts_of(source: str) -> Verdicts:
    """Return the verdict on every run of a page, pure."""
    page = parse(source)
    table = evidence_table(page)
    first, points = scores(table)
    kept = decided(points, table)
    # beside menus alone a menu may look like content, by itself it does not
    found = bool(kept.any() and first.max() >= NEARLY) and not of_menus(table.columns)
    kinds, totals = kinds_of(table.columns, len(kept)), totals_of(table.columns, points)
    verdicts = tuple(kept.tolist()) if found else (True,) * len(kept)
    return Verdicts(tuple(kinds.tolist()), totals, tuple(points.tolist()), verdicts, found)


def of_menus(columns: Mapping[str, Ints]) -> bool:
    """Return whether every run stands in a bar by its tag or class, and nearly all of the page is links."""
    marked = np.stack([columns[name] for name in BARS]).max(axis=0)
    return len(marked) > 0 and bool((marked > 0).all()) and int(columns["page linked"].max(initial=0)) >= MOSTLY


def decided(points: Ints, table: Table) -> NDArray[np.bool_]:
    """Say which runs are kept, by their scores and by their neighbours."""
    return with_headings(without_comments(with_neighbours(points, table.alike), table.columns), table.columns)


def with_headings(kept: NDArray[np.bool_], columns: Mapping[str, Ints]) -> NDArray[np.bool_]:
    """Keep all of a page of which only headings would go: where no furniture is, no site has set its title above the text."""
    heading = (columns["own tag"] >= TAG_NUMBERS["h6"]) & (columns["own tag"] <= TAG_NUMBERS["h1"])
    return np.ones_like(kept) if kept.any() and bool((kept | heading).all()) else kept


def without_comments(kept: NDArray[np.bool_], columns: Mapping[str, Ints]) -> NDArray[np.bool_]:
    """Take readers' comments from what is kept where an article stands above them; a forum is nothing but comments."""
    comments = columns["hint comment list"] > 0
    text = np.minimum(columns["units"], LONG) * (kept & ~comments)
    return np.asarray(kept & ~(comments & (np.cumsum(text) >= ARTICLE) & (columns["page is forum"] == 0)), np.bool_)


def with_neighbours(points: Ints, alike: Ints) -> NDArray[np.bool_]:
    """Say which runs are kept: by their own score, or a little below where what stands beside them or is built like them is kept."""
    kept = points >= CONTENT
    if not len(kept):
        return kept
    count = np.bincount(alike)[alike]
    share = np.bincount(alike, weights=kept)[alike] / count
    before = np.concatenate([[False], kept[:-1]])
    after = np.concatenate([kept[1:], [True]])
    held = (before & after) | ((count >= MANY) & (share >= MOST))
    return np.asarray(kept | (held & (points >= NEARLY)), np.bool_)


HELPERS = (
    article_blocks,
    article_claims,
    article_context,
    article_evidence,
    article_kinds,
    article_links,
    article_measures,
    article_model,
    article_page,
    article_sections,
    article_structure,
    article_terms,
    article_told,
    article_words,
)


@cleaner(
    *RULES.values(),
    helpers=(*HELPERS, dom, dombuild, domstack, jsonld, placing_runs, tags, tokens, digest_of(text_of_model())),
)
def article(text: Text, page: Page) -> Iterator[Finding]:
    """Propose to remove every block of a page that is not its content; a close verdict for it becomes a candidate.

    Reads the page's structure from the source, so it works on the text that `markup` left, and only once.
    """
    if not page.is_html or not text.edits or any(edit.rule in OWN for edit in text.edits):
        return
    runs = parse(text.source).runs
    if not runs:
        return
    if len(runs) > LARGEST:
        says = Evidence(
            f"{len(runs):,} blocks of text are more than {LARGEST:,}: which of them are content was not asked"
        )
        yield Flag("work-limit", 0, min(1, len(str(text))), RULES["other"].id, says)
        return
    verdicts = verdicts_of(text.source)
    spans = [text.clean_span(run.start, run.end) for run in runs]
    gone = tuple(start == end for start, end in spans)  # a rule of the site took them
    for stretch in stretches([keep or away for keep, away in zip(verdicts.kept, gone, strict=True)]):
        yield from _patches(verdicts, stretch, edges(spans, stretch, len(str(text))))
    yield from _said(text, verdicts, [None if away else span for span, away in zip(spans, gone, strict=True)])


def _said(text: Text, verdicts: Verdicts, spans: Sequence[Span | None]) -> Iterator[Finding]:
    """Yield what removed blocks claim, and a candidate for each kept one that was close; a span is None where a block is gone."""
    first = verdicts.kept.index(True)
    for n, span in enumerate(spans):
        kind = KINDS[verdicts.kinds[n]]
        rule = RULES[kind].id
        if span and not verdicts.kept[n]:
            removed = Removed(*span, kind, rule, first - ABOVE <= n < first)
            yield from claims_of(removed, str(text)[slice(*span)])
        elif span and verdicts.scores[n] < DOUBTFUL:
            chance = _chance(verdicts.scores[n])
            yield Candidate(*span, rule, f"kept, but close: a chance of {chance:.2f} that it is content")


OWN = frozenset(rule.id for rule in RULES.values())


def _patches(verdicts: Verdicts, stretch: slice, places: Sequence[Span]) -> Iterator[Patch]:
    """Yield one patch for each group of neighbours of one kind."""
    (kinds, totals), start = verdicts[:2], stretch.start
    for n in range(stretch.start + 1, stretch.stop + 1):
        if n < stretch.stop and kinds[n] == kinds[start]:
            continue
        kind, group = KINDS[kinds[start]], slice(start, n)
        low, high = places[start - stretch.start][0], places[n - 1 - stretch.start][1]
        doubt = _chance((totals.points[n] - totals.points[start]) / (n - start))
        yield Patch(low, high, "", RULES[kind].id, evidence_of(kind, totals, group), round(1 - doubt, 2))
        start = n


def _chance(points: float) -> float:
    """Return the share of blocks of such a score that are content."""
    return 1 / (1 + math.exp(-max(min(points / SCALE, 30.0), -30.0)))
