"""A body that stands twice or more in one page: the copies are compared, and the better one stays.

Scrapers repeat bodies: a page that holds a print version, a teaser, a mobile version, a retry. The copies are found by
their letters alone (cleaners/copies.py), aligned (cleaners/align.py), and only then judged: a body is prose, of some
size, follows its other copy at once (or was cut off), and differs by damage, not by an author's hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cleaners import copy_align as aligning
from cleaners import copies as copying
from cleaners import damage as damaging
from cleaners import fold, grams, prose, ties
from cleaners.copy_align import Alignment, align
from cleaners.copies import LEAST, Copy, Doc, copies, doc_of, repeated
from cleaners.damage import Damage, damage, explained
from cleaners.grams import grams_of, repeated_weight, stream_of
from cleaners.lines import removals
from cleaners.prose import FINAL, skeleton, why_not_prose
from cleaners.rule import Rule, cleaner
from cleaners.text import Candidate, Evidence, Flag, Patch, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.page import Page
    from cleaners.text import Finding, Span

BODY = Rule("duplicate.body", 1, "A body that stands in the page again; the better copy stays.", "Scrapers repeat bodies; of two copies one is enough.")
VARIANT = Rule("duplicate.script-variant", 1, "A body that stands in the page again in the other Chinese script.", BODY.why)

GATE = 80.0  # CJK-equivalents that a sample must find repeated before anything is sorted: half of the least copy
DIFFERENT = 0.1  # share of a copy's letters: beyond it, texts share paragraphs, and no candidate is worth a word
IDENTITY = 0.98
LOOSE_IDENTITY = 0.95  # where the copies are what the page is made of
SHARE = 0.7  # of the page's letters lies in the copies: 2 x 35 %
PART = 0.3  # copies that make up less of the page are no bodies: an author's paragraph that came out twice
NEARLY_EQUAL, LARGE = 0.995, 400.0  # ... but for large and nearly equal ones
VARIANT_SHARE = 0.02  # of the letters differ in script: a copy in the other script, not a name in it
TAIL = 0.05  # of the page may follow a copy that lacks the end of the other one
HEAD = 0.15  # of the page may stand before the other copy then
REPEATED = 0.3  # of what stands between the copies may be repeated itself
MOST_UNITS = 200_000  # work limits, in steps
MOST_COPIES = 500
MOST_ROUNDS = 6
CONFIDENCE, VARIANT_CONFIDENCE = 0.99, 0.95


class Judged(NamedTuple):
    """A copy, its alignment with the other one, what the differences are, and why it must stay ('' if it may go)."""

    copy: Copy
    alignment: Alignment
    damage: Damage
    variant: bool
    span: Span
    reason: str

    @property
    def badness(self) -> tuple[int, int, int]:
        """How much worse than its other copy it is: letters lost, then noise, then whether it comes later."""
        worse = self.damage.lost - self.damage.lost_there, self.damage.noise - self.damage.noise_there
        return *worse, self.copy.start


@cleaner(BODY, VARIANT, helpers=(aligning, copying, damaging, fold, grams, prose, ties))
def duplicate(text: Text, page: Page) -> Iterator[Finding]:  # noqa: ARG001  # a cleaner's signature
    """Propose to delete every copy of a body but the best one."""
    source = str(text)
    stream = stream_of(source)
    found = grams_of(stream.letters)
    if not len(found.hashes) or repeated_weight(stream.letters, found) < GATE:
        return
    doc = doc_of(source, stream)
    if len(doc.units) > MOST_UNITS:
        yield _limit(source, "the text has too many lines to compare")
        return
    rest = Text(source)
    for _ in range(MOST_ROUNDS):
        judged = judge(doc)
        chosen = _chosen([j for j in judged if not j.reason])
        rest = rest.apply([*_patches(doc.text, chosen), *_candidates(judged, chosen)])
        if not chosen:
            break
        doc = doc_of(str(rest), stream_of(str(rest)))
    for edit in rest.edits:
        yield Patch(edit.raw_start, edit.raw_end, "", edit.rule, edit.evidence, edit.confidence)
    for span in dict.fromkeys((c.raw_start, c.raw_end, c.reason) for c in rest.candidates):
        yield Candidate(*span[:2], BODY.id, span[2])


def judge(doc: Doc) -> list[Judged]:
    """Return the copies of a document with what speaks for and against removing each."""
    found = copies(doc)
    if len(found) > MOST_COPIES:
        return []
    aligned = [(c, _in_one_script(doc, c, a)) for c in found if (a := align(doc, c))]
    compared = [(c, a, _hurt(doc, a)) for c, a in aligned]
    compared = [(c, a, hurt) for c, a, hurt in compared if hurt.changed <= DIFFERENT * a.letters]
    filled = _filled(doc, [c for c, _, _ in compared])
    return [_judged(doc, c, (a, hurt), filled) for c, a, hurt in compared]


def _hurt(doc: Doc, alignment: Alignment) -> Damage:
    return damage(doc.text, alignment.differences, _marks(doc.text, alignment))


def _filled(doc: Doc, found: Sequence[Copy]) -> list[float]:
    """Return the summed weights of the units that lie in copies, one entry more than there are units."""
    marks = [0] * (len(doc.units) + 1)
    for copy in found:
        marks[copy.start] += 1
        marks[copy.end] -= 1
    out, depth = [0.0], 0
    for k in range(len(doc.units)):
        depth += marks[k]
        out.append(out[-1] + (doc.weight(k, k + 1) if depth else 0.0))
    return out


def _judged(doc: Doc, copy: Copy, found: tuple[Alignment, Damage], filled: list[float]) -> Judged:
    copy, (alignment, hurt) = _whole_lines(doc, copy), found
    span = _span(doc, copy)
    reason = hurt.authored or _too_different(doc, copy, found, filled) or _not_a_body(doc, copy, span) or _not_next(doc, copy, filled)
    return Judged(copy, alignment, hurt, _is_variant(doc, copy, alignment), span, reason)


def _marks(text: str, alignment: Alignment) -> frozenset[str]:
    """Return pieces that one copy has again and again where the other has nothing: a mark stamped on it."""
    pieces = [text[d.start : d.end].strip() for d in alignment.differences if d.other_start == d.other_end]
    pieces += [text[d.other_start : d.other_end].strip() for d in alignment.differences if d.start == d.end]
    return frozenset(p for p in pieces if len(p) > damaging.SMALL_LATIN and pieces.count(p) > 1)


def _in_one_script(doc: Doc, copy: Copy, alignment: Alignment) -> Alignment:
    """Return the alignment without the differences that are the other script's vocabulary."""
    if not _is_variant(doc, copy, alignment):
        return alignment
    rest = tuple(d for d in alignment.differences if not explained(doc.text, d))
    return Alignment(alignment.letters, alignment.letters - sum(d.end - d.start for d in rest), rest)


def _is_variant(doc: Doc, copy: Copy, alignment: Alignment) -> bool:
    """Return whether the copies are written in different scripts: letters that only folding makes equal."""
    offsets = doc.units.offsets
    here = doc.text[offsets[copy.start] : offsets[copy.end]]
    there = doc.text[offsets[copy.other_start] : offsets[copy.other_end]]
    differ = _traditional(here) - _traditional(there)
    return abs(differ) >= max(10, VARIANT_SHARE * alignment.letters)


def _traditional(text: str) -> int:
    return sum(1 for a, b in zip(text, fold.simplified(text), strict=True) if a != b and ord(a) >= fold.HAN_FROM)


def _too_different(doc: Doc, copy: Copy, found: tuple[Alignment, Damage], filled: list[float]) -> str:
    alignment, hurt = found
    weight = doc.weight(copy.start, copy.end)
    identity = 1 - (hurt.changed + min(hurt.lost, hurt.changed + alignment.letters // 50)) / max(1, alignment.letters)
    share = filled[-1] / max(1.0, doc.weight(0, len(doc.units)))
    if share < PART and (identity < NEARLY_EQUAL or weight < LARGE):
        return f"the copies are {share:.2f} of the page only"
    if identity >= IDENTITY or (identity >= LOOSE_IDENTITY and share >= SHARE):
        return ""
    return f"the copies agree in {identity:.3f} of their letters only"


def _not_a_body(doc: Doc, copy: Copy, span: Span) -> str:
    """Return why the copy is no body of prose, or ''; either copy may have lost its punctuation."""
    if doc.weight(copy.start, copy.end) < LEAST:
        return f"whole lines of it are fewer than {LEAST:.0f} characters"
    here = why_not_prose(doc.text[slice(*span)])
    offsets = doc.units.offsets
    return here and why_not_prose(doc.text[offsets[copy.other_start] : offsets[copy.other_end]])


def _not_next(doc: Doc, copy: Copy, filled: list[float]) -> str:
    """Return why the copy does not follow (or precede) the other one as a repeated body does, or ''."""
    first, last = sorted(((copy.start, copy.end), (copy.other_start, copy.other_end)))
    gap = doc.weight(first[1], last[0]) - (filled[last[0]] - filled[first[1]]) if first[1] < last[0] else 0.0
    if gap == 0:
        return ""
    total = doc.weight(0, len(doc.units))
    if copy.start == first[0]:
        return "the better copy does not follow at once"
    if doc.weight(copy.end, len(doc.units)) > TAIL * total or doc.weight(0, copy.other_start) > HEAD * total:
        return "other text stands between the copies, before and behind them"
    return _not_cut_off(doc, copy, gap)


def _not_cut_off(doc: Doc, copy: Copy, gap: float) -> str:
    """Return why what stands before the copy is not the rest of the body of which the copy lacks the end, or ''."""
    if gap > doc.weight(copy.start, copy.end) and FINAL.search(doc.text[slice(*_span(doc, copy))]):
        return "more text stands between the copies than in them"
    if repeated(doc, copy.other_end, copy.start) > REPEATED * doc.weight(copy.other_end, copy.start):
        return "parts of another copy stand between the copies"
    offsets = doc.units.offsets
    head, between = doc.text[: offsets[copy.other_start]], doc.text[offsets[copy.other_end] : offsets[copy.start]]
    if head.strip() and not FINAL.search(head) and not FINAL.search(between):
        return "what stands before each copy looks like its head"
    return ""


def _whole_lines(doc: Doc, copy: Copy) -> Copy:
    """Shrink a copy to whole lines, but where it is glued to its other copy."""
    start, end = copy.start, copy.end
    while start < end and start != copy.other_end and not _at_line_start(doc, start):
        start += 1
    while end > start and end != copy.other_start and end < len(doc.units) and not _at_line_start(doc, end):
        end -= 1
    return copy._replace(start=start, end=end)


def _at_line_start(doc: Doc, unit: int) -> bool:
    offset = int(doc.units.offsets[unit])
    return offset == 0 or doc.text[offset - 1] in "\r\n"


def _span(doc: Doc, copy: Copy) -> Span:
    """Return the text's span of a copy, from its first line's begin to the end of the line of its last letter."""
    if copy.start >= copy.end:
        return 0, 0
    start, stop = int(doc.units.offsets[copy.start]), int(doc.units.offsets[copy.end])
    last = int(doc.stream.places[doc.units.firsts[copy.end] - 1]) + 1
    feeds = [k for k in (doc.text.find("\n", last, stop), doc.text.find("\r", last, stop)) if k >= 0]
    return start, min(feeds, default=stop)


def _chosen(judged: Sequence[Judged]) -> list[Judged]:
    """Return the copies to remove in one round, the worst first: none whose other copy goes in the same round."""
    out: list[Judged] = []
    for j in sorted(judged, key=lambda j: j.badness, reverse=True):
        other = j.copy.other_start, j.copy.other_end
        if not any(_overlap(o.copy[:2], other) or _overlap(o.copy[:2], j.copy[:2]) or _overlap(o.copy[2:], j.copy[:2]) for o in out):
            out.append(j)
    return out


def _overlap(one: Sequence[int], other: Sequence[int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _patches(source: str, removed: Sequence[Judged]) -> Iterator[Patch]:
    """Yield one patch per removed copy (copies glued to each other on one line share one)."""
    for span in removals(source, [j.span for j in removed]):
        inside = [j for j in removed if span[0] <= j.span[0] and j.span[0] < span[1]]
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
        f"{len(j.alignment.differences)} differences."
    )


def _places(j: Judged) -> Iterator[Span]:
    """Yield the span of each difference here, then there."""
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
