"""The furniture that no rule knows: lines of a page's frame that look like the furniture beside them.

Every site words its furniture in its own way, but all set it in runs before and behind the text. Where rules have found furniture on a
page, the open lines of its frame (before the first paragraph and behind the last) are judged by a model of how furniture looks and
where it stands (cleaners/frames). On a page where no rule found any, nothing is looked at: so a second run finds nothing to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleaners.duplicate import BODY, VARIANT
from cleaners.extraction import model as tables
from cleaners.frames import evidence, rows, verdict, words
from cleaners.frames import model as modelled
from cleaners.frames.evidence import frame_of
from cleaners.frames.model import model, text_of_model
from cleaners.frames.rows import rows_of
from cleaners.frames.verdict import verdicts
from cleaners.frames.words import points, telling
from cleaners.lines import removals
from cleaners.repeats.jams import JAM
from cleaners.repeats.told import OWN_NAME
from cleaners.rule import Rule, cleaner, digest_of
from cleaners.rulepacks import views
from cleaners.text import Candidate, Evidence, Patch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cleaners.frames.rows import Frame
    from cleaners.frames.verdict import Verdict
    from cleaners.page import Page
    from cleaners.rule import Cleaner
    from cleaners.text import Finding, Text

FRAME_LINE = Rule(
    "furniture.frame-line",
    7,
    "A line before or behind the text that looks like furniture and stands beside furniture.",
    "Sites set their furniture in runs around the text; rules know the line beside it, and nothing of it speaks of the text.",
)
MOVES_EDGES = frozenset({FRAME_LINE.id, BODY.id, VARIANT.id, OWN_NAME.id, JAM.id})
CONFIDENCE = 0.95
TOLD = 3  # words that say most
REFUSED = 12  # candidates shown of one page


@cleaner(FRAME_LINE, helpers=(rows, words, evidence, modelled, tables, verdict, views, digest_of(text_of_model())))
def frame(text: Text, page: Page) -> Iterator[Finding]:
    """Propose to delete the lines of a page's frame that rules do not know but that are furniture by all evidence."""
    if page.is_html:  # the article's model has seen its tags
        return
    learned = model()
    seen = frame_of(rows_of(text), lambda line: points(learned.words, line))
    if seen is None:
        return
    found = verdicts(seen, learned)
    taken = [v for v in found if not v.why_not]
    spans = {(seen.rows[v.n].start, seen.rows[v.n].end): v for v in taken}
    for start, end in removals(str(text), spans):
        lines = [v for (low, high), v in spans.items() if start < high and low < end]
        yield Patch(start, end, "", FRAME_LINE.id, Evidence(_says(seen, lines[0])), CONFIDENCE)
    for v in [v for v in found if v.why_not][:REFUSED]:
        row = seen.rows[v.n]
        yield Candidate(row.start, row.end, FRAME_LINE.id, f"{v.score / 1000:.1f} points, but {v.why_not}")


def _says(seen: Frame, v: Verdict) -> str:
    """Return the evidence in words: points, the words that say most, place, furniture beside."""
    zone = range(seen.first) if v.n < seen.first else range(seen.last + 1, len(seen.rows))
    known = sum(bool(seen.rows[n].known) for n in zone)
    where = "before" if v.n < seen.first else "behind"
    told = telling(model().words, seen.rows[v.n].words, TOLD)
    words_of_site = f"; says {', '.join(told)}" if told else ""
    return f"{v.score / 1000:.1f} points; {where} the text, {known} of {len(zone)} lines there are known furniture{words_of_site}."


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
