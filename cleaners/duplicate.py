"""A body that stands twice or more in one page: the copies are compared, and the better one stays.

Scrapers repeat bodies: a page that holds a print version, a teaser, a mobile version, a retry. The copies are found by
their letters alone (cleaners/repeats/copies.py), aligned (cleaners/repeats/copy_align.py), and only then judged (cleaners/repeats/copy_judge.py):
a body is prose, of some size, follows its other copy at once (or was cut off), and differs by damage, not by an author's
hand. The better copy is the one with fewer lost letters against the alignment, then less noise, fewer repairs, the more
natural letters, the better form (cleaners/repeats/copy_form.py), then the first.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cleaners import numerals
from cleaners.lines import removals
from cleaners.repeats import copies as copying
from cleaners.repeats import (
    copy_align,
    copy_doc,
    copy_edges,
    copy_form,
    copy_judge,
    copy_lines,
    copy_preview,
    copy_short,
    damage,
    edition_cards,
    edition_facts,
    edition_frame,
    edition_grounds,
    edition_judge,
    edition_labels,
    edition_page,
    edition_runs,
    fold,
    grams,
    prose,
    quantities,
    spelling,
    ties,
)
from cleaners.repeats import editions as edition_finding
from cleaners.repeats.copies import SHORT_SHARE, copies
from cleaners.repeats.copy_doc import doc_of
from cleaners.repeats.copy_form import Repairs
from cleaners.repeats.copy_judge import Judged, judge
from cleaners.repeats.copy_lines import Twice, twice
from cleaners.repeats.copy_preview import preview
from cleaners.repeats.edition_cards import cards, doubled
from cleaners.repeats.editions import Edition, editions
from cleaners.repeats.fold import simplified
from cleaners.repeats.grams import repeated_weight, stream_of
from cleaners.rule import Rule, cleaner
from cleaners.rulepacks import matter
from cleaners.text import Candidate, Evidence, Flag, Patch, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cleaners.page import Page
    from cleaners.text import Finding, Span

BODY = Rule(
    "duplicate.body",
    20,
    "A body that stands in the page again; the better copy stays.",
    "Scrapers repeat bodies; of two copies one is enough.",
)
VARIANT = Rule(
    "duplicate.script-variant", 20, "A body that stands in the page again in the other Chinese script.", BODY.why
)

GATE = 80.0  # CJK-equivalents that a sample must find repeated before anything is sorted: half of the least copy
SHORT_TEXT, SHORT_LINE = 1200, 8  # characters of a page that the sample may miss, and of a line of a body
SHORT_PAGE = 6000  # characters of a page that costs little to look at
MOST_CHARACTERS = 8_000_000  # work limits, in steps
MOST_UNITS = 200_000
MOST_COPIES = 500
MOST_ROUNDS = 6
CONFIDENCE, VARIANT_CONFIDENCE = 0.99, 0.95


@cleaner(
    BODY,
    VARIANT,
    helpers=(
        copying,
        copy_doc,
        copy_edges,
        copy_form,
        copy_align,
        copy_judge,
        copy_lines,
        copy_preview,
        copy_short,
        damage,
        edition_cards,
        edition_facts,
        edition_frame,
        edition_grounds,
        edition_finding,
        edition_judge,
        edition_labels,
        edition_page,
        edition_runs,
        fold,
        grams,
        prose,
        quantities,
        numerals,
        spelling,
        ties,
        matter,
    ),
)
def duplicate(text: Text, page: Page) -> Iterator[Finding]:  # noqa: ARG001  # a cleaner's signature
    """Propose to delete every copy of a body but the best one."""
    source = str(text)
    rest = Text(source)
    if matter.is_licence_list(source):
        return
    kept: list[Edition] = []
    if _may_repeat(source):
        repairs = Repairs(text)
        found = list(editions(source, repairs.within))
        rest = rest.apply(list(_of_editions(source, [e for e in found if e.spans])))
        kept = [e for e in found if not e.spans]
        if not rest.edits or _may_repeat(str(rest)):
            for finder in (doubled, cards):
                rest = rest.apply(list(_line_for_line(str(rest), finder)))
        if len(source) > MOST_CHARACTERS:
            yield _limit(source, "the text is too long to compare its parts")
            return
        try:
            rest = _without_bodies(rest, repairs)
        except WorkLimitError as error:
            yield _limit(source, str(error))
            return
    for last_finder in (_preview, twice):
        rest = rest.apply(list(_line_for_line(str(rest), last_finder)))
    for edit in rest.edits:
        yield Patch(edit.raw_start, edit.raw_end, "", edit.rule, edit.evidence, edit.confidence)
    refused = list(dict.fromkeys((c.raw_start, c.raw_end, c.reason) for c in rest.candidates))
    for span in refused:
        if not any(e.raw_start <= span[0] and span[1] <= e.raw_end for e in rest.edits):
            yield Candidate(*span[:2], BODY.id, span[2])
    known = [*(span[:2] for span in refused), *((e.raw_start, e.raw_end) for e in rest.edits)]
    for edition in kept:
        if not any(_overlap(edition.span, span) for span in known):
            yield Candidate(*edition.span, BODY.id, edition.reason)


def _of_editions(source: str, found: Sequence[Edition]) -> Iterator[Patch]:
    """Yield the removal of second editions with the lines that label them."""
    for span in removals(source, [span for e in found for span in e.spans]):
        inside = [e for e in found if any(_overlap(s, span) for s in e.spans)]
        rule, sure = (VARIANT, VARIANT_CONFIDENCE) if any(e.variant for e in inside) else (BODY, CONFIDENCE)
        says = dict.fromkeys(e.says for e in inside)
        places = [place for e in inside for place in (e.kept, *e.places)]
        yield Patch(*span, "", rule.id, Evidence(" ".join(says), tuple(places)), sure)


class WorkLimitError(Exception):
    """A text has more parts that may be copies than are compared."""


def _without_bodies(rest: Text, repairs: Repairs) -> Text:
    """Return the text without every copy of a body but the best one; raises WorkLimitError."""
    for _ in range(MOST_ROUNDS):
        doc = doc_of(str(rest), stream_of(str(rest)))
        found = copies(doc)
        if len(doc.units) > MOST_UNITS or len(found) > MOST_COPIES:
            raise WorkLimitError("the text has too many parts that may be copies")
        judged = [_with_repairs(j, rest, repairs) for j in judge(doc, found)]
        chosen = _chosen([j for j in judged if not j.reason and not matter.is_terms(doc.text[slice(*j.span)])])
        rest = rest.apply([*_patches(doc.text, chosen), *_candidates(judged, chosen)])
        if not chosen or not _may_repeat(str(rest)):
            break
    return rest


def _with_repairs(j: Judged, rest: Text, repairs: Repairs) -> Judged:
    """Return a judged copy with the characters by which it was repaired more than the other one."""
    here, there = (repairs.within(rest.source_span(*span)) for span in (j.span, j.kept))
    return j._replace(mended=here - there)


def _preview(source: str) -> Iterator[Twice]:
    found = preview(source)
    if found:
        yield found


def _line_for_line(source: str, finder: Callable[[str], Iterator[Twice]]) -> Iterator[Patch]:
    """Yield the removal of the copies that follow in the very same words."""
    found = [t for t in finder(source) if not _is_matter(source[t.start : t.end])]
    for start, end in removals(source, [(t.start, t.end) for t in found]):
        inside = [t for t in found if t.start < end and start < t.end]
        yield Patch(
            start,
            end,
            "",
            BODY.id,
            Evidence(f"A copy in the same words: {inside[0].says}.", (inside[0].kept,)),
            CONFIDENCE,
        )


def _is_matter(copy: str) -> bool:
    """Return whether terms or a form stand twice, which are written to."""
    return matter.is_terms(copy) or damage.BLANK.search(copy) is not None


def _may_repeat(source: str) -> bool:
    """Return whether a sample finds enough of a text repeated; damaged copies of a short page share few grams."""
    gate = GATE if len(source) > SHORT_PAGE else GATE / 4
    return repeated_weight(source) >= gate or _is_short_twice(source)


def _is_short_twice(source: str) -> bool:
    """Return whether whole lines make up a good part of a short text again: too little for a sample to show."""
    if len(source) > SHORT_TEXT:
        return False
    seen = Counter(edition_page.PREFIX.sub("", simplified(line), 1).strip() for line in source.splitlines())
    again = sum(len(line) * (count - 1) for line, count in seen.items() if len(line) >= SHORT_LINE)
    return again >= SHORT_SHARE * len(source)


def _chosen(judged: Sequence[Judged]) -> list[Judged]:
    """Return the copies to remove in one round, the worst first: none whose other copy goes in the same round."""
    out: list[Judged] = []
    for j in sorted(judged, key=lambda j: j.badness, reverse=True):
        other = j.copy.other_start, j.copy.other_end
        if not any(
            _overlap(o.copy[:2], other) or _overlap(o.copy[:2], j.copy[:2]) or _overlap(o.copy[2:], j.copy[:2])
            for o in out
        ):
            out.append(j)
    return out


def _overlap(one: Sequence[int], other: Sequence[int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _patches(source: str, removed: Sequence[Judged]) -> Iterator[Patch]:
    """Yield one patch per removed copy (copies glued to each other on one line share one)."""
    for span in removals(source, [j.span for j in removed]):
        inside = [j for j in removed if _overlap(j.span, span)]
        rule, sure = (VARIANT, VARIANT_CONFIDENCE) if any(j.variant for j in inside) else (BODY, CONFIDENCE)
        says = " ".join(_says(j, len(removed) + 1) for j in inside)
        places = tuple(place for j in inside for place in _places(j))
        yield Patch(*span, "", rule.id, Evidence(says, places), sure)


def _says(j: Judged, count: int) -> str:
    """Say which copy was kept and how the two compare."""
    kept = "earlier" if j.copy.other_start < j.copy.start else "later"
    identity = 1 - j.damage.changed / max(1, j.alignment.letters)
    script = " in the other script" if j.variant else ""
    return (
        f"One of {count} copies of a body{script}; the {kept} one stays: it lacks {j.damage.lost_there} letters of this one, "
        f"this one {j.damage.lost} of it; identity {identity:.4f}, cover {j.alignment.cover:.4f}, "
        f"{len(j.alignment.differences)} differences{_formed(j)}."
    )


def _formed(j: Judged) -> str:
    """Say what else made the other copy the better one."""
    mended = f", {j.mended} more characters of this one repaired" if j.mended > 0 else ""
    return mended + (f", {j.coarser} more signs lost or lines broken in this one" if j.coarser > 0 else "")


def _places(j: Judged) -> Iterator[Span]:
    """Yield the span of the kept copy, then of each difference the place in this copy and the place in that one."""
    yield j.kept
    for d in j.alignment.differences:
        yield d.start, d.end
        yield d.other_start, d.other_end


def _candidates(judged: Sequence[Judged], chosen: Sequence[Judged]) -> Iterator[Candidate]:
    """Yield each refused copy, the later one of each two, unless some of it goes after all."""
    for j in judged:
        clear = not any(_overlap(j.span, o.span) for o in chosen)
        if j.reason and j.copy.other_start < j.copy.start and clear and j.span[0] < j.span[1]:
            yield Candidate(*j.span, BODY.id, j.reason)


def _limit(source: str, says: str) -> Flag:
    return Flag("work-limit", 0, min(1, len(source)), BODY.id, Evidence(says))
