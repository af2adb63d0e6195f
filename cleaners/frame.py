"""The furniture that no rule knows: lines of a page's frame that look like furniture.

Every site words its furniture in its own way, but all set it in runs before and behind the text. The open lines of a page's frame
(before the first paragraph and behind the last, and between paragraphs where rules found furniture) are judged by a model of how
furniture looks and where it stands (cleaners/frames), first beside what rules took, then, as a second run would see the page, with
nothing known and more asked, until nothing goes any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from cleaners.duplicate import BODY, VARIANT
from cleaners.extraction import model as tables
from cleaners.frames import evidence, rows, verdict, words
from cleaners.frames import model as modelled
from cleaners.frames.evidence import frame_of
from cleaners.frames.model import model, text_of_model
from cleaners.frames.rows import known_lines, rows_of
from cleaners.frames.verdict import is_known, seems_framed, verdicts
from cleaners.frames.words import points, telling
from cleaners.lines import removals
from cleaners.repeats.jams import JAM
from cleaners.repeats.running import RUNNING
from cleaners.repeats.statements import STATEMENT
from cleaners.repeats.told import OWN_NAME
from cleaners.rule import Rule, cleaner, digest_of
from cleaners.rulepacks import fields, matter, printed, views
from cleaners.rulepacks import verdicts as judging
from cleaners.rulepacks.verdicts import claim_of
from cleaners.text import Candidate, Claim, Evidence, Patch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cleaners.frames.model import Model
    from cleaners.frames.rows import Frame, Row
    from cleaners.frames.verdict import Verdict
    from cleaners.page import Page
    from cleaners.rule import Cleaner
    from cleaners.text import Finding, Text

FRAME_LINE = Rule(
    "furniture.frame-line",
    18,
    "A line before or behind the text, or amid furniture within it, that speaks, looks and stands like furniture.",
    "Sites set their furniture in runs around the text; a model learned from pages of many sites knows how it speaks and stands.",
)
MOVES_EDGES = frozenset({FRAME_LINE.id, BODY.id, VARIANT.id, OWN_NAME.id, JAM.id, RUNNING.id, STATEMENT.id})
CONFIDENCE = 0.95
TOLD = 3  # words that say most
REFUSED = 12  # candidates shown of one page


@cleaner(
    FRAME_LINE,
    helpers=(
        rows,
        words,
        evidence,
        fields,
        judging,
        matter,
        modelled,
        printed,
        tables,
        verdict,
        views,
        digest_of(text_of_model()),
    ),
)
def frame(text: Text, page: Page) -> Iterator[Finding]:
    """Propose to delete the lines of a page's frame that rules do not know but that are furniture by all evidence."""
    if page.is_html:  # the article's model has seen its tags
        return
    taken: dict[tuple[int, int], str] = {}
    refused: list[tuple[Row, Verdict]] = []
    made: dict[tuple[str, str], Claim] = {}
    for seen, found in _rounds(text, model()):
        rows_of_found = [(seen.rows[v.n], v) for v in found]
        taken |= {(row.start, row.end): _says(seen, v) for row, v in rows_of_found if not v.why_not}
        made |= {
            (c.field, c.value): c for row, v in rows_of_found if not v.why_not for c in _claims(str(text), seen, row, v)
        }
        refused += [one for one in rows_of_found if one[1].why_not] if is_known(seen) else []
    for start, end in removals(str(text), taken):
        first = next(span for span in taken if start < span[1] and span[0] < end)
        yield Patch(start, end, "", FRAME_LINE.id, Evidence(taken[first]), CONFIDENCE)
    yield from made.values()
    for row, v in [one for one in refused if (one[0].start, one[0].end) not in taken][:REFUSED]:
        yield Candidate(row.start, row.end, FRAME_LINE.id, f"{v.score / 1000:.1f} points, but {v.why_not}")


def _rounds(text: Text, learned: Model) -> Iterator[tuple[Frame, list[Verdict]]]:
    """Yield the frame of the page and its verdicts, then of what is left without what is known, until nothing goes."""
    said = cache(lambda line: points(learned.words, line))
    known = known_lines(text)
    if not known and not seems_framed(str(text), said):
        return
    lines = rows_of(text, known)
    while seen := frame_of(lines, said):
        found = verdicts(seen, learned, said)
        gone = {v.n for v in found if not v.why_not}
        if gone and not is_known(seen) and _is_matter(str(text)):
            return
        yield seen, found
        left = tuple(row for n, row in enumerate(lines) if not row.known and n not in gone)
        if len(left) == len(lines):
            return
        lines = left


def _claims(source: str, seen: Frame, row: Row, v: Verdict) -> Iterator[Claim]:
    """Yield what a line that goes says of its page; a bare day behind the text is that of something else."""
    for said, start, end in printed.stated(source, row.start, row.end):
        field = "published" if said == "day" and v.n < seen.first else said
        if field != "day" and (claim := claim_of(field, source, (start, end), FRAME_LINE.id)):
            yield claim


def _is_matter(source: str) -> bool:
    """Return whether a text is a program, a manual's source or a list of licences: its lines look like a site's and are its own."""
    return matter.is_source(source) or matter.is_program(source) or matter.is_licence_list(source)


def _says(seen: Frame, v: Verdict) -> str:
    """Return the evidence in words: points, the words that say most, place, furniture beside."""
    zone = range(seen.first) if v.n < seen.first else range(seen.last + 1, len(seen.rows))
    where = "before" if v.n < seen.first else "behind" if v.n > seen.last else "within"
    known = sum(bool(seen.rows[n].known) for n in zone)
    told = telling(model().words, seen.rows[v.n].words, TOLD)
    words_of_site = f"; says {', '.join(told)}" if told else ""
    beside = f", {known} of {len(zone)} lines there are known furniture" if where != "within" else ""
    return f"{v.score / 1000:.1f} points; {where} the text{beside}{words_of_site}."


@dataclass(frozen=True, eq=False)
class Again:
    """A cleaner that looks again at a page that lost lines of its frame, or a copy: its edges lie elsewhere now, as a second run would find them."""

    cleaner: Cleaner

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules it applies."""
        return self.cleaner.rules

    @property
    def digest(self) -> str:
        """Identity of what decides its findings."""
        return self.cleaner.digest

    def __call__(self, text: Text, page: Page) -> Iterator[Finding]:
        """Yield the findings where the page's edges moved."""
        if not page.is_html and any(edit.rule in MOVES_EDGES for edit in text.edits):
            yield from self.cleaner(text, page)


def again(cleaners: Iterable[Cleaner]) -> tuple[Cleaner, ...]:
    """Return the cleaners as those that look again behind `frame`."""
    return tuple(map(Again, cleaners))
