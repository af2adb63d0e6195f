"""Judges copies: whether it is a body, follows its other copy as a repeated body does, and differs from it by damage."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cleaners.repeats import damage as damaging
from cleaners.repeats import fold
from cleaners.repeats.copies import LEAST, least, repeated
from cleaners.repeats.copy_align import Alignment, align
from cleaners.repeats.copy_doc import Copy, Doc
from cleaners.repeats.copy_form import coarser
from cleaners.repeats.copy_short import is_titled, stands_often
from cleaners.repeats.damage import LETTERS, WORDS, Damage, damage, explained, joined
from cleaners.repeats.fold import LATIN_WEIGHT
from cleaners.repeats.mark_judge import BESIDES
from cleaners.repeats.marks import ADDRESS
from cleaners.repeats.prose import FINAL, why_not_prose

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.text import Span

DIFFERENT = 0.1  # share of a copy's letters: beyond it, texts share paragraphs, and no candidate is worth a word
MOST_REFUSED = 16  # stretches that are no prose: the page is a list, a log, a glossary, and is not looked at further
IDENTITY = 0.98
LOOSE_IDENTITY = 0.95  # where the copies are what the page is made of
SHARE = 0.7  # of the page's letters lies in the copies: 2 x 35 %
PART = 0.3  # copies that make up less of the page are no bodies: an author's paragraph that came out twice
NEARLY_EQUAL, LARGE = 0.995, 400.0  # ... but for large and nearly equal ones
VARIANT_SHARE = 0.02  # of the letters differ in script: a copy in the other script, not a name in it
TAIL = 0.05  # of the page may follow a copy that lacks the end of the other one
HEAD = 0.15  # of the page may stand before the other copy then
HEADED = 24.0  # CJK-equivalents of a title or an office line that a short body may have with it
BESIDE_SHORT = 0.15  # ... of the page may stand beside two short copies in the same words: a postscript
LEGAL = re.compile(
    r"第[〇零一二三四五六七八九十百千\d]+[条條款]|应当|應當|不得|甲方|乙方|当事人|\bshall\b|\bhereby\b|\bParty\b"
)
MOST_LEGAL = 3  # such words: the text is a law or a contract, whose versions differ by single words
QUOTE = re.compile(r"[ \t]*(?:>|\||&gt;|[+\-](?=\S))")
ASKED = re.compile(r"^\s*(?:[(（]?\d{1,2}[.．、)）]\s?\S|第[一二三四五六七八九十\d]+题)|[?？][”’」』\"]?\s*$")
REPEATED = 0.3  # of what stands between the copies may be repeated itself


class Judged(NamedTuple):
    """A copy, its alignment with the other one, what the differences are, and why it must stay ('' if it may go).

    `mended` and `coarser` are by how many characters more than the other one it was repaired, and by how many signs it is in worse form.
    """

    copy: Copy
    alignment: Alignment
    damage: Damage
    variant: bool
    span: Span
    kept: Span
    reason: str
    mended: int = 0
    coarser: int = 0

    @property
    def badness(self) -> tuple[int, ...]:
        """How much worse than its other copy it is: letters lost, noise, repairs, how it reads where they differ, its form, its place."""
        worse = self.damage.lost - self.damage.lost_there, self.damage.noise - self.damage.noise_there
        return *worse, self.mended, self.damage.unnatural, self.coarser, self.copy.start


def judge(doc: Doc, found: Sequence[Copy]) -> list[Judged]:
    """Return the copies found in a document with what speaks for and against removing each."""
    compared = list(_compared(doc, found))
    filled = _filled(doc, [c for c, *_ in compared])
    judged = [_judged(doc, *one, filled=filled) for one in compared]
    known = {c for c, *_ in compared}
    mirrored = [m for j in judged if not j.reason and (m := _mirrored(doc, j.copy)) not in known]
    judged += [_judged(doc, *one, filled=filled) for one in _compared(doc, mirrored)]
    filled = _filled(doc, [j.copy for j in judged if not j.reason])
    judged = [j._replace(reason=j.reason or _not_next(doc, j, filled)) for j in judged]
    return [j._replace(reason=j.reason or _better(j, judged)) for j in judged]


def _better(j: Judged, judged: Sequence[Judged]) -> str:
    """Return why a copy must stay of which the other one, that lacks more, may not go; or ''."""
    if j.damage.lost_there <= j.damage.lost or any(not o.reason and _meet(o.span, j.kept) for o in judged):
        return ""
    return "it is the better of two copies, and the other one may not go"


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _compared(doc: Doc, found: Sequence[Copy]) -> Iterator[tuple[Copy, Alignment, Damage, bool]]:
    """Yield each copy of prose with its alignment, its damage, and whether it is in the other script."""
    refused = 0
    for copy in found:
        if _why_no_body(doc, copy):
            refused += 1
            if refused > MOST_REFUSED:
                return
        elif alignment := align(doc, copy):
            variant = _is_variant(doc, copy, alignment)
            alignment = _in_one_script(doc, alignment) if variant else alignment
            hurt = damage(doc.text, alignment.differences, _marks(doc.text, alignment))
            if hurt.changed <= DIFFERENT * alignment.letters:
                yield copy, alignment, hurt, variant


def _filled(doc: Doc, found: Sequence[Copy]) -> list[float]:
    """Return the summed weights of the units that lie in copies, one entry more than there are units."""
    filled = np.zeros(len(doc.units), np.bool_)
    for copy in found:
        filled[copy.start : copy.end] = True
    sums: list[float] = np.cumsum(np.diff(doc.weights[doc.units.firsts]) * filled).tolist()
    return [0.0, *sums]


def _judged(doc: Doc, copy: Copy, alignment: Alignment, hurt: Damage, variant: bool, *, filled: list[float]) -> Judged:  # noqa: FBT001
    copy = _whole_lines(doc, copy)
    authored = "" if variant and hurt.authored in (LETTERS, WORDS) else hurt.authored  # vocabulary no table knows
    share = filled[-1] / max(1.0, doc.weight(0, len(doc.units)))
    reason = authored or _amended_or_quoted(doc, copy, hurt) or _too_different(doc, copy, (alignment, hurt), share)
    weight = doc.weight(copy.start, copy.end)
    if not reason and weight < least(doc):
        reason = f"whole lines of it are fewer than {least(doc):.0f} characters"
    if not reason and weight < LEAST and (hurt.torn or share < SHARE or not _touches(doc, copy, hurt, filled)):
        reason = "a short piece, not the whole page twice in the same words"
    span, kept = _span(doc, copy), _span(doc, _other(copy))
    if span[0] < kept[1] and kept[0] < span[1]:
        reason = "it overlaps its other copy"
    coarse = 0 if reason else coarser(doc.text[slice(*span)], doc.text[slice(*kept)])
    return Judged(copy, alignment, hurt, variant, span, kept, reason, coarser=coarse)


def _open_gap(doc: Doc, start: int, end: int, filled: list[float]) -> float:
    """Return the weight of the units `start:end` that lie in no copy; sums of fractions differ by less than a letter."""
    gap = doc.weight(start, end) - (filled[end] - filled[start]) if start < end else 0.0
    return gap if gap >= LATIN_WEIGHT / 2 else 0.0


def _touches(doc: Doc, copy: Copy, hurt: Damage, filled: list[float]) -> bool:
    """Return whether nothing but lighter lines stands between a copy and its other one, and little elsewhere.

    Where letters differ, nothing at all: headings between two versions may say which is which, and of an author's versions
    neither reads like damage. What stands thrice may be a prayer, but not with a title each time, nor more often under one.
    """
    first, last = sorted(((copy.start, copy.end), (copy.other_start, copy.other_end)))
    gap = doc.weight(first[1], last[0]) if first[1] < last[0] else 0.0
    total = doc.weight(0, len(doc.units))
    rest = total - doc.weight(*first) - doc.weight(*last) - gap
    words = doc.text[slice(*_span(doc, copy))]
    titled = is_titled(words)
    often = not titled and stands_often(doc.text, words)
    if titled or often:
        rest, gap = (
            rest - (filled[-1] - (filled[last[1]] - filled[first[0]])),
            _open_gap(doc, first[1], last[0], filled),
        )
    if hurt.changed:
        return bool(hurt.unnatural) and gap == 0 and rest <= HEADED
    if often:
        return gap == 0 and rest <= HEADED
    return gap <= HEADED and rest <= max(HEADED, BESIDE_SHORT * total)


def _amended_or_quoted(doc: Doc, copy: Copy, hurt: Damage) -> str:
    """Return why a copy is another version of a law or contract, or a quotation marked line by line, or ''."""
    here, there = (doc.text[slice(*_span(doc, c))] for c in (copy, _other(copy)))
    if hurt.swapped and len(LEGAL.findall(here)) >= MOST_LEGAL:
        return "words of a law or a contract are replaced by others"
    if all(ASKED.search(side.strip().partition("\n")[0]) for side in (here, there)) and hurt.swapped:
        return "another question stands above it"
    lines = [line for line in here.splitlines() if line.strip()]
    prefixed = sum(1 for line in lines if QUOTE.match(line))
    if prefixed > len(lines) / 2 and len(lines) > 1 and not QUOTE.match(there):
        return "its lines are marked as a quotation or a change"
    return ""


def _marks(text: str, alignment: Alignment) -> frozenset[str]:
    """Return pieces that one copy has where the other has nothing, again and again or with an address: marks stamped on it."""
    sides = [(text[d.start : d.end].strip(), text[d.other_start : d.other_end].strip()) for d in alignment.differences]
    pieces = [one or other for one, other in sides if not (one and other)]
    return frozenset(p for p in pieces if len(p) > damaging.SMALL_LATIN and (pieces.count(p) > 1 or _is_address(p)))


def _is_address(piece: str) -> bool:
    """Return whether a piece is an address with hardly a word beside it: a site's mark needs no second one."""
    found = ADDRESS.search(piece.lower())
    return found is not None and len(piece) - len(found.group()) <= BESIDES


def _in_one_script(doc: Doc, alignment: Alignment) -> Alignment:
    """Return the alignment without the differences that are the other script's vocabulary."""
    rest = [d for d in alignment.differences if not explained(doc.text, d)]
    rest = [d for d in joined(rest) if not explained(doc.text, d)]
    return Alignment(alignment.letters, alignment.letters - sum(d.end - d.start for d in rest), tuple(rest))


def _is_variant(doc: Doc, copy: Copy, alignment: Alignment) -> bool:
    """Return whether the copies are written in different scripts: letters that only folding makes equal."""
    offsets = doc.units.offsets
    here, there = (doc.text[offsets[a] : offsets[b]] for a, b in (copy[:2], copy[2:]))
    return abs(fold.traditional(here) - fold.traditional(there)) >= max(10, VARIANT_SHARE * alignment.letters)


def _too_different(doc: Doc, copy: Copy, found: tuple[Alignment, Damage], share: float) -> str:
    alignment, hurt = found
    weight = doc.weight(copy.start, copy.end)
    identity = 1 - (hurt.changed + hurt.torn) / max(1, alignment.letters)
    if share < PART and (identity < NEARLY_EQUAL or weight < LARGE):
        return f"the copies are {share:.2f} of the page only"
    if identity >= IDENTITY or (identity >= LOOSE_IDENTITY and share >= SHARE):
        return ""
    return f"the copies agree in {identity:.3f} of their letters only"


def _why_no_body(doc: Doc, copy: Copy) -> str:
    """Return why the copy is no body of prose, or ''; either copy may have lost its punctuation."""
    offsets = doc.units.offsets
    here, there = (doc.text[offsets[a] : offsets[b]] for a, b in (copy[:2], copy[2:]))
    return why_not_prose(here) and why_not_prose(there)


def _not_next(doc: Doc, j: Judged, filled: list[float]) -> str:
    """Return why the copy does not follow (or precede) the other one as a repeated body does, or ''."""
    copy = j.copy
    first, last = sorted(((copy.start, copy.end), (copy.other_start, copy.other_end)))
    gap = _open_gap(doc, first[1], last[0], filled)
    if gap == 0:
        return ""
    total = doc.weight(0, len(doc.units))
    if copy.start == first[0]:
        return "the better copy does not follow at once"
    after = doc.weight(last[1], len(doc.units))
    if after > TAIL * total or doc.weight(0, first[0]) > HEAD * total:
        return "other text stands between the copies, before and behind them"
    return _not_cut_off(doc, copy, gap)


def _not_cut_off(doc: Doc, copy: Copy, gap: float) -> str:
    """Return why what stands between the copies is not the part of the body that the worse one lacks, or ''."""
    first, last = sorted(((copy.start, copy.end), (copy.other_start, copy.other_end)))
    if gap > doc.weight(copy.start, copy.end) and FINAL.search(doc.text[slice(*_span(doc, copy))]):
        return "more text stands between the copies than in them"
    if repeated(doc, first[1], last[0]) > REPEATED * doc.weight(first[1], last[0]):
        return "parts of another copy stand between the copies"
    offsets = doc.units.offsets
    head, between = doc.text[: offsets[first[0]]], doc.text[offsets[first[1]] : offsets[last[0]]]
    if head.strip() and bool(FINAL.search(head)) == bool(FINAL.search(between)):
        return "what stands before each copy looks like its head"
    asked = [line for line in between.splitlines() if ASKED.search(line)]
    return (
        "questions or numbered points stand between the copies" if len(asked) >= len(between.splitlines()) / 3 else ""
    )


def _other(copy: Copy) -> Copy:
    return Copy(copy.other_start, copy.other_end, copy.start, copy.end)


def _mirrored(doc: Doc, copy: Copy) -> Copy:
    """Return the other copy as the copy, with the mark at the end of its last line if its other lines end in it too."""
    other = _other(copy)
    inside, end = {doc.letters_of(k) for k in range(other.start, other.end)}, other.end
    last = len(doc.units) if other.start >= other.other_end else other.other_start
    while end < last and not _at_line_start(doc, end) and doc.letters_of(end) in inside:
        end += 1
    return other._replace(end=end)


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
