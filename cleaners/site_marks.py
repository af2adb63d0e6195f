"""Marks of a site across its pages: each page yields a small sketch, a source's sketches are reduced to marks with counts.

A sketch holds what a site may have put on a page: short lines, tails behind finished sentences or words of attribution,
heads in brackets; folded, each number as one 0. What many pages of a source share is a mark; it is *adopted* (becomes a
rule of that source) only where its own words say that it is one, and is proposed for a person to judge otherwise.
Reducing is a count: the order of the sketches, and how they are grouped, do not matter.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import numpy as np

from cleaners.lines import removals
from cleaners.repeats.fold import codes_of, fold, letters, weight
from cleaners.repeats.mark_judge import STRONG
from cleaners.repeats.marks import ADDRESS, ATTRIBUTION, FINAL, MOST_CHARACTERS, Skeleton, skeleton_of
from cleaners.rule import Rule, digest_of
from cleaners.text import Evidence, Patch, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cleaners.page import Page
    from cleaners.rule import Cleaner
    from cleaners.text import Finding, Span

PAGES = 50  # of a source: fewer share lines by chance
SHARE = 0.2  # of a source's pages for a mark whose words say that it is one
BARE_SHARE = 0.5  # ... for an address of the site itself, and for being worth a person's look without any such words
SHORTEST, LONGEST = 6, 80  # characters of a piece
LIGHTEST = 5.0  # CJK-equivalents of a mark
EDGE = 40  # lines at either end of a page that are sketched; between them, only pieces with a cue
EXAMPLES = 5
ROUNDS = 8  # marks behind marks
CONFIDENCE = 0.97
RIGHTS = re.compile(r"版权所有|allrightsreserved|未经(?:书面)?(?:授权|许可|同意)|icp备|公网安备|责任编辑")
OPENERS = {"【": "】", "[": "]", "(": ")", "〔": "〕"}  # of folded text
WHERE = ("line", "tail", "head")
SAYS = {"line": "alone on a line", "tail": "at a line's end", "head": "at a line's begin"}


class Piece(NamedTuple):
    """Something a site may have put on a page: where on a line, its skeleton, and how it reads there."""

    where: str
    skeleton: str
    form: str


@dataclass(frozen=True)
class Sketch:
    """What a page may share with the other pages of its source; each piece once, sorted."""

    pieces: tuple[Piece, ...]
    host: str = ""  # of the page's own address


@dataclass(frozen=True)
class Mark:
    """A piece that many pages of a source share, with its counts; `why_not` says why it is proposed only ('' = adoptable)."""

    where: str
    skeleton: str
    pages: int
    of_pages: int
    examples: tuple[str, ...]
    why_not: str

    @property
    def digest(self) -> str:
        """Identity of the mark within its source: place and skeleton, no counts."""
        return digest_of(self.where, self.skeleton)[:12]


def sketch(text: Text | str, page: Page) -> Sketch:
    """Return the sketch of a page; pure, and small: what lies amid the page counts only with a cue."""
    source = str(text)[:MOST_CHARACTERS]
    skeleton = skeleton_of(source, fold(source))
    pieces = sorted({piece for piece in _pieces(source, skeleton) if piece.skeleton})
    return Sketch(tuple(pieces), urlsplit(page.uri).hostname or "")


def _lines(skeleton: Skeleton) -> list[Span]:
    """Return the spans of the lines in skeleton coordinates; lines without characters have none."""
    if not skeleton.text:
        return []
    starts = [0, *(np.flatnonzero(skeleton.opens[1:]) + 1).tolist()]
    return list(zip(starts, [*starts[1:], len(skeleton.text)], strict=True))


def _pieces(source: str, skeleton: Skeleton) -> Iterator[Piece]:
    lines = _lines(skeleton)
    for n, (low, high) in enumerate(lines):
        at_edge = n < EDGE or n >= len(lines) - EDGE
        line = skeleton.text[low:high]
        for where, start, end in _cuts(line):
            if at_edge or _has_cue(line[start:end]):
                form = source[int(skeleton.starts[low + start]) : int(skeleton.ends[low + end - 1])]
                yield Piece(where, line[start:end], " ".join(form.split()))


def _cuts(line: str) -> Iterator[tuple[str, int, int]]:
    """Yield the pieces of one line: all of it, what follows its last finished sentence or its first cue, a head in brackets."""
    size = len(line)
    if SHORTEST <= size <= LONGEST:
        yield "line", 0, size
    tails = {max((line.rfind(c, 0, size - 1) for c in FINAL), default=-1) + 1}
    window = max(0, size - LONGEST)
    tails |= {found.start() + window for pattern in (ATTRIBUTION, ADDRESS) if (found := pattern.search(line[window:]))}
    for start in sorted(tails):
        if start > 0 and SHORTEST <= size - start <= LONGEST:
            yield "tail", start, size
    closer = line.find(OPENERS.get(line[:1], "\0"))
    if SHORTEST <= closer + 1 <= LONGEST and closer + 1 < size:
        yield "head", 0, closer + 1


def _has_cue(skeleton: str) -> bool:
    return bool(ADDRESS.search(skeleton) or ATTRIBUTION.search(skeleton) or RIGHTS.search(skeleton))


def reduce(sketches: Iterable[Sketch], *, least: int = PAGES) -> list[Mark]:
    """Return the marks of a source, the most frequent first; the same for any order of the sketches.

    Fewer than `least` sketches have no marks.
    """
    pages: Counter[tuple[str, str]] = Counter()
    forms: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    hosts: set[str] = set()
    count = 0
    for one in sketches:
        count += 1
        hosts.add(one.host)
        pages.update({(p.where, p.skeleton) for p in one.pieces})
        for piece in one.pieces:
            forms[piece.where, piece.skeleton][piece.form] += 1
    if count < least:
        return []
    found = [_mark(key, n, count, (forms[key], hosts)) for key, n in pages.items() if n >= max(2, SHARE * count)]
    kept = [m for m in found if not m.why_not or (m.pages >= BARE_SHARE * m.of_pages)]
    return _outermost(sorted(kept, key=lambda m: (-m.pages, m.where, m.skeleton)))


def _mark(key: tuple[str, str], pages: int, count: int, seen: tuple[Counter[str], set[str]]) -> Mark:
    forms, hosts = seen
    examples = [form for form, _ in sorted(forms.items(), key=lambda item: (-item[1], item[0]))[:EXAMPLES]]
    return Mark(*key, pages, count, tuple(examples), _why_not(key[1], pages / count, hosts - {""}))


def _why_not(skeleton: str, share: float, hosts: set[str]) -> str:
    """Return why a person must decide, or '': its words must say that it is a site's, a count alone never does."""
    found = letters(codes_of(skeleton))
    if weight(found[found > 0]) < LIGHTEST:
        return "it is short: a heading or a formula may repeat like this"
    if STRONG.search(skeleton) or RIGHTS.search(skeleton):
        return ""
    address = ADDRESS.search(skeleton)
    if not address:
        return "no word of it says that it is a site's: a series may begin and end all its pages alike"
    names = {re.sub(r"\d+", "0", host.lower().removeprefix("www.")) for host in hosts}
    if share >= BARE_SHARE and any(name in skeleton for name in names):
        return ""
    return "its address is not known as the source's own"


def _outermost(marks: list[Mark]) -> list[Mark]:
    """Leave out tails and heads that say no more than another mark of as many pages which holds them."""
    return [
        m for m in marks
        if not any(o is not m and o.where == m.where and m.skeleton in o.skeleton and o.pages >= m.pages for o in marks)
    ]  # fmt: skip


def adoptable(marks: Iterable[Mark]) -> list[Mark]:
    """Return the marks that `site_marks = "adopt"` turns into rules."""
    return [m for m in marks if not m.why_not]


@dataclass(frozen=True, eq=False)
class MarkCleaner:
    """A cleaner that removes the adopted marks of one source, a rule each."""

    source_id: str
    marks: tuple[Mark, ...]

    @property
    def rules(self) -> tuple[Rule, ...]:
        """One rule per mark, named after the source and the mark; a form is quoted only where all pages share it, so it is no page's own."""
        return tuple(
            Rule(
                self._id(m),
                1,
                f"A mark of this source {SAYS[m.where]}: {m.examples[0] if len(m.examples) == 1 else m.skeleton}.",
                _WHY,
            )
            for m in self.marks
        )

    @property
    def digest(self) -> str:
        """Identity of what decides the findings."""
        return digest_of("site-marks-1", self.source_id, *(f"{m.where} {m.skeleton}" for m in self.marks))

    def _id(self, mark: Mark) -> str:
        return f"site.{self.source_id}.{mark.digest}"

    def __call__(self, text: Text, page: Page) -> Iterator[Finding]:  # noqa: ARG002  # a cleaner's signature
        """Yield a patch for every place of every mark; the longest mark wins a place, and what it bared is looked at again."""
        rest = Text(str(text))
        for _ in range(ROUNDS):
            patches = list(self._patches(str(rest)))
            if not patches:
                break
            rest = rest.apply(patches)
        for edit in rest.edits:
            yield Patch(edit.raw_start, edit.raw_end, "", edit.rule, edit.evidence, edit.confidence)

    def _patches(self, source: str) -> Iterator[Patch]:
        skeleton = skeleton_of(source, fold(source))
        places: dict[Span, Mark] = {}
        taken = np.zeros(len(skeleton.text) + 1, np.bool_)
        for mark in sorted(self.marks, key=lambda m: (-len(m.skeleton), m.where, m.skeleton)):
            for start, end in places_of(skeleton, mark):
                if not taken[start:end].any():
                    taken[start:end] = True
                    places[int(skeleton.starts[start]), int(skeleton.ends[end - 1])] = mark
        for low, high in removals(source, places):
            mark = next(m for (start, end), m in sorted(places.items()) if start < high and low < end)
            says = f"A mark of the source: it stands so on {mark.pages} of {mark.of_pages} pages."
            yield Patch(low, high, "", self._id(mark), Evidence(says), CONFIDENCE)


_WHY = "Many pages of the source share it, and its words say that it is the site's."


def places_of(skeleton: Skeleton, mark: Mark) -> Iterator[Span]:
    """Yield where a mark stands as it was sketched: alone, at a line's end or at its begin."""
    start = skeleton.text.find(mark.skeleton)
    while start >= 0:
        end = start + len(mark.skeleton)
        opens, closes = start == 0 or bool(skeleton.opens[start]), bool(skeleton.closes[end - 1])
        fits = {"line": opens and closes, "tail": closes and not opens, "head": opens and not closes}[mark.where]
        if fits:
            yield start, end
        start = skeleton.text.find(mark.skeleton, start + 1)


def mark_cleaner(source_id: str, marks: Sequence[Mark]) -> Cleaner:
    """Return the cleaner that removes adopted marks of a source; marks in any order give the same cleaner."""
    return MarkCleaner(source_id, tuple(sorted(marks, key=lambda m: (m.where, m.skeleton))))


def to_json(marks: Iterable[Mark]) -> str:
    """Return marks as JSON, one a line, to be kept with a source."""
    return "".join(
        json.dumps([m.where, m.skeleton, m.pages, m.of_pages, list(m.examples), m.why_not], ensure_ascii=False) + "\n"
        for m in marks
    )


def from_json(lines: str) -> list[Mark]:
    """Return the marks that `to_json` wrote."""
    rows = [json.loads(line) for line in lines.splitlines() if line.strip()]
    return [
        Mark(where, skeleton, pages, of, tuple(examples), why_not)
        for where, skeleton, pages, of, examples, why_not in rows
    ]
