"""A site's mark that the page gives away by repetition: no rule knows the site, but nobody writes the same address thrice.

What repeats around addresses and words of attribution is found in cleaners/repeats/marks.py and judged by its places in
cleaners/repeats/mark_judge.py: glued to finished sentences, alone between paragraphs, inside sentences. Lists of links,
references, logs, quoted marks, headers of code and addresses that the text speaks of stay; what is refused becomes a
candidate with the reason.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from cleaners.frames import words as frame_words
from cleaners.frames.model import text_of_model
from cleaners.lines import removals
from cleaners.repeats import disguise as disguising
from cleaners.repeats import fold as folding
from cleaners.repeats import hidden as hiding
from cleaners.repeats import (
    insert_lines,
    insert_pieces,
    insert_words,
    mark_judge,
    statement_parse,
    statement_words,
    told_forms,
)
from cleaners.repeats import inserts as inserting
from cleaners.repeats import jams as jamming
from cleaners.repeats import marks as marking
from cleaners.repeats import pleas as pleading
from cleaners.repeats import running as printing
from cleaners.repeats import stamps as stamping
from cleaners.repeats import statements as stating
from cleaners.repeats import told as telling
from cleaners.repeats import told_marks as told_marking
from cleaners.repeats import voiced as voicing
from cleaners.repeats.disguise import DISGUISED, masked
from cleaners.repeats.fold import fold
from cleaners.repeats.hidden import hidden, spelled
from cleaners.repeats.insert_lines import Spans
from cleaners.repeats.inserts import SITE_WORDS, inserts
from cleaners.repeats.jams import JAM, jams
from cleaners.repeats.mark_judge import INSIDE, LINE, LINE_END, Judged, judge
from cleaners.repeats.marks import ADDRESS, Place, WorkLimitError, marks
from cleaners.repeats.pleas import PLEA, pleas
from cleaners.repeats.running import RUNNING, running
from cleaners.repeats.stamps import stamps
from cleaners.repeats.statements import STATEMENT, is_of_rights, statements
from cleaners.repeats.told import OWN_NAME, told
from cleaners.repeats.told_marks import told_marks
from cleaners.repeats.voiced import VOICED, voiced
from cleaners.rule import cleaner, digest_of
from cleaners.rulepacks import matter
from cleaners.text import Candidate, Claim, Evidence, Flag, Patch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.page import Page
    from cleaners.text import Finding, Span, Text

REFUSED = 3  # candidates shown of one page
CONFIDENCE = 0.97
STAMPS = frozenset(
    {"watermark.archive-lines", "watermark.archive-terms", "watermark.download-stamp", "watermark.release-stamp"}
)
CALL = re.compile(r"\w\.[a-z_]\w*\(")
PUBLISHER = re.compile(
    r"(?:源自|来自|来源于?|转自|转载自|出自|摘自|首发于|整理自|下载自)[:：]?\s*(?P<zh>[\u4e00-\u9fffA-Za-z0-9·]{2,20}?)\s*(?=[-—–|(（【,，。:：\s]|https?|www|$)"
    r"|\b(?:[Pp]ublished|[Aa]ppeared|[Pp]osted)\s+(?:at|on|in|by)\s+(?:the\s+)?(?P<en>[A-Z][\w'’&. ]{1,40}?)\s*(?=[-—–|(,:]|https?|www|$)"
)


@cleaner(
    LINE,
    LINE_END,
    INSIDE,
    SITE_WORDS,
    OWN_NAME,
    JAM,
    VOICED,
    RUNNING,
    STATEMENT,
    DISGUISED,
    PLEA,
    helpers=(
        matter,
        hiding,
        marking,
        mark_judge,
        stamping,
        inserting,
        insert_lines,
        insert_pieces,
        insert_words,
        folding,
        jamming,
        printing,
        pleading,
        disguising,
        stating,
        statement_parse,
        statement_words,
        telling,
        told_forms,
        told_marking,
        voicing,
        frame_words,
        digest_of(text_of_model()),
    ),
)
def watermark(text: Text, page: Page) -> Iterator[Finding]:
    """Propose to delete every occurrence of the marks that a page gives away by repeating them."""
    source = str(text)
    try:
        found = list(marks(source))
    except WorkLimitError:
        says = Evidence("the text has too many addresses to look for marks among them")
        yield Flag("work-limit", 0, min(1, len(source)), LINE.id, says)
        return
    feeds = [m.start() for m in re.finditer(r"[\r\n]", source)] if found else []
    judged = [judge(source, feeds, mark) for mark in found]
    sure = [j for j in judged if not j.reason and not _is_call(source, j)]
    sure += _stamps(text, sure)
    inserted = list(inserts(source, [(w.place.start, w.place.end) for j in sure for w in j.places]))
    sure = [*_beside(sure, [j for j in inserted if not j.reason]), *(j for j in inserted if not j.reason)]
    sure += _stated(source, sure)
    sure += _own(text, page, sure)
    if sure and matter.is_program(source):
        sure = [j for j in sure if not any(matter.is_indented(source, w.place.start) for w in j.places)]
    yield from _patches(source, sure)
    taken = Spans(w.place for j in sure for w in j.places)
    for j in [j for j in (*judged, *inserted) if j.reason and not any(taken.meets(*w.place) for w in j.places)][
        :REFUSED
    ]:
        rule = j.rule or LINE_END
        yield Candidate(*j.mark.places[0], rule.id, f"stands {len(j.mark.places)} times, but {j.reason}")


def _beside(sure: Sequence[Judged], inserted: Sequence[Judged]) -> Iterator[Judged]:
    """Yield the marks without the places that an insertion holds: it knows where it ends."""
    taken = Spans(w.place for j in inserted for w in j.places)
    for j in sure:
        places = tuple(w for w in j.places if not taken.meets(*w.place))
        if places:
            yield replace(j, places=places)


def _stated(source: str, sure: Sequence[Judged]) -> list[Judged]:
    """Return the disguised names and the site's statements that share no place with a mark."""
    if matter.is_source(source):
        return []
    taken = Spans(w.place for j in sure for w in j.places)
    found = [*masked(source), *statements(source), *pleas(source)]
    return [j for j in found if not any(taken.meets(*w.place) for w in j.places)]


def _own(text: Text, page: Page, sure: Sequence[Judged]) -> Iterator[Judged]:
    """Yield the marks that name the page's own site, and the jams of a forum, where no mark stands yet."""
    source = str(text)
    if matter.is_licence_list(text.source):
        return
    site = told(text, page, [source[slice(*w.place)] for j in sure for w in j.places])
    taken = [w.place for j in sure for w in j.places]
    own = told_marks(source, site, taken), spelled(source, site), hidden(text, site.names)
    printed = [] if matter.is_source(source) else list(running(source, _stamped(text), _gone(text)))
    printed = [] if printed and matter.is_terms(source) else printed
    voices = [] if matter.is_source(source) else list(voiced(source))
    voices = [] if voices and matter.is_program(source) else voices
    for j in chain(jams(source, site.names), *own, printed, voices):
        spans = Spans(taken)
        if not any(spans.meets(*w.place) for w in j.places):
            taken += [w.place for w in j.places]
            yield j


def _stamped(text: Text) -> Iterator[int]:
    """Yield the places where whole lines of an archive's stamp stood: a page's number may be left there."""
    for e in text.edits:
        if e.rule in STAMPS and not e.inserted and "\n" in e.removed:
            yield text.to_clean(e.raw_start)


def _gone(text: Text) -> Iterator[int]:
    """Yield the places where lines that name a site stood: its address may be left on the line below."""
    for e in text.edits:
        if e.rule.startswith("watermark.") and not e.inserted and "\n" in e.removed and not ADDRESS.search(e.removed):
            yield text.to_clean(e.raw_start)


def _is_call(source: str, j: Judged) -> bool:
    """Return whether what looks like an address is a function that code calls: logger.info(…)."""
    return any(
        CALL.search(source, place.start, min(len(source), place.end + 1)) for place in (w.place for w in j.places)
    )


def _stamps(text: Text, sure: Sequence[Judged]) -> Iterator[Judged]:
    """Yield the stamps that share no place with the marks, nor with one another."""
    if matter.is_licence_list(text.source):
        return
    taken = [w.place for j in sure for w in j.places]
    gone = [text.to_clean(e.raw_start) for e in text.edits if e.rule.startswith("watermark.") and not e.inserted]
    for stamp in chain(hidden(text), stamps(str(text), [*gone, *(place.start for place in taken)])):
        if not any(a.start < b.end and b.start < a.end for w in stamp.places for a, b in ((w.place, t) for t in taken)):
            taken += [w.place for w in stamp.places]
            yield stamp


def _patches(source: str, judged: Sequence[Judged]) -> Iterator[Finding]:
    """Yield the removals of all marks together (two side by side empty their line together) and the claims of each."""
    of = {w.place: (j, j.rule or w.rule) for j in judged for w in j.places}
    evidence = {id(j): Evidence(_says(j)) for j in judged}
    places = sorted(of)
    k = 0
    for start, end in removals(source, [_whole(source, place) for place in places]):
        while k < len(places) and places[k].end <= start:
            k += 1
        if k < len(places) and places[k].start < end:
            j, rule = of[places[k]]
            yield Patch(start, end, "", rule.id, evidence[id(j)], CONFIDENCE)
    for j in judged:
        yield from _claims(source, j)


def _whole(source: str, place: Place) -> Span:
    """Take in a stop that would stand doubled, and one of two spaces."""
    start, end = place
    if (
        source[end : end + 1] in ("。", ".")
        and source[start - 1 : start] in ("。", "！", "？", ".", "!", "?")
        and start
    ):
        end += 1
    elif source[start - 1 : start] == " " and source[end : end + 1] == " " and start:
        start -= 1
    return start, end


def _says(j: Judged) -> str:
    counts = [sum(1 for w in j.places if w.rule is rule) for rule in (LINE, LINE_END, INSIDE)]
    return (
        f"The mark “{j.mark.example[:60]}” stands {len(j.places)} times in the page: {counts[0]} times alone on a line, "
        f"{counts[1]} times at a line's end, {counts[2]} times inside a line."
    )


def _claims(source: str, j: Judged) -> Iterator[Claim]:
    """Yield what a mark says of its page, once per value: its address and its publisher."""
    seen: set[tuple[str, str]] = set()
    forms = {source[slice(*w.place)]: w for w in reversed(j.places)}  # the first place of each form
    for w in sorted(forms.values(), key=lambda w: w.place):
        if j.rule is STATEMENT and is_of_rights(source[slice(*w.place)]):
            yield Claim("rights_statement", source[slice(*w.place)], *w.place, STATEMENT.id)
        for field, start, end in _claimed(source, w.place):
            value = source[start:end]
            apart = " " in value.strip() and not (field == "publisher" and value.isascii())
            closed = value.isprintable() and not apart and (field != "source_url" or value.isascii())
            value = value if closed else fold(value).text
            if (field, value) not in seen:
                seen.add((field, value))
                yield Claim(field, value, start, end, (j.rule or w.rule).id)


def _claimed(source: str, place: Place) -> Iterator[tuple[str, int, int]]:
    folded = fold(source[slice(*place)])
    if plain := insert_words.ADDRESS.search(source, *place):
        yield "source_url", *plain.span()
    elif address := ADDRESS.search(folded.text.lower()):
        tail = re.compile(r"[A-Za-z0-9/_\-.?=&%#~:]*[A-Za-z0-9/_=&%#~]").match(folded.text, address.start())
        start, end = folded.span(address.start(), tail.end() if tail else address.end())
        yield "source_url", place.start + start, place.start + end
    if name := PUBLISHER.search(source, *place):
        group = "zh" if name["zh"] else "en"
        yield "publisher", name.start(group), name.end(group)
