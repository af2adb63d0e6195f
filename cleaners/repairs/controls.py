"""Control characters, byte-order marks and invisible joiners that a scraper left inside text.

What a script needs stays: joiners of Persian, Indic scripts and emoji, break opportunities of Thai, direction marks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cleaners.lines import removals
from cleaners.repairs import context
from cleaners.repairs.context import CONTROLS, HAN, may_hold
from cleaners.rule import Rule, cleaner
from cleaners.text import Candidate, Evidence, Patch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaners.page import Page
    from cleaners.text import Finding, Text

CONTROL = Rule(
    "repair.control",
    2,
    "A control character or an invisible mark inside text.",
    "Nobody writes it; it breaks search and words.",
)
BOM = Rule(
    "repair.bom",
    2,
    "A byte-order mark inside text.",
    "It marks the start of a file; inside text it is a seam of joined files.",
)

# Tab, line feed, carriage return and form feed (a page break in plain text) stay; U+0085 is a line end by Unicode.
# Of C1 only those that Windows-1252 leaves undefined: the others are its quotes and dashes, and the business of `latin`.
_CONTROLS = "\x00-\x08\x0b\x0e-\x1f\x7f\x81\x8d\x8f\x90\x9d"
_MARKS = "\ufeff\ufffe\uffff"
_INVISIBLE = "\u200b\u200c\u200d\u2060\u206a-\u206f"
RUN = re.compile(f"[{_CONTROLS}{_MARKS}{_INVISIBLE}]+")
ESCAPE = re.compile(r"\x1b\[[0-9;?]{0,32}[A-Za-z]")
OVERSTRIKE = re.compile(
    r"_\x08(?=[^\s\x08])|([^\s\x08])\x08(?=\1)"
)  # underlined and bold of old printers and man pages
# Scripts in which no invisible character has work to do: ASCII, Latin-1, Han and their punctuation, kana, full-width forms.
PLAIN = re.compile(
    rf"[\x00-\x7f\u0085\u00a0-\u00ff\u2010-\u2027\u2030-\u205e\u2e80-\u2fdf\u3000-\u30ff\uff00-\uffef{HAN}]"
)
CJK = re.compile(rf"[\u2e80-\u2fdf\u3000-\u30ff\uff00-\uffef{HAN}]")
LETTER = re.compile(r"[^\W\d_]")
# Thai, Lao, Tibetan, Burmese and Khmer write no spaces: U+200B marks where a line may break, beside Latin words too.
UNSPACED = re.compile("[\u0e00-\u109f\u1780-\u17ff\u1950-\u1aaf]")
JOINERS = "\u200c\u200d"  # of Latin ligatures too, so they go only beside Han
BREAKS = "\x0b\x1c\x1d\x1e"  # break lines or fields in some programs: taking one between two words would glue them


@cleaner(CONTROL, BOM, helpers=(context,))
def controls(text: Text, _page: Page) -> Iterator[Finding]:
    """Propose to take control characters, terminal escapes, overstrikes, byte-order marks and idle invisible characters."""
    body = str(text)
    if not may_hold(body, CONTROLS) or not RUN.search(body):
        return
    gone: list[Patch] = []
    for finding in _found(body):
        if isinstance(finding, Patch):
            gone.append(finding)
        else:
            yield finding
    yield from _closed_up(body, sorted(gone))


def _found(body: str) -> Iterator[Finding]:
    taken = list(_sequences(body))
    yield from taken
    done = {place for patch in taken for place in range(patch.start, patch.end)}
    unspaced = UNSPACED.search(body) is not None
    for run in RUN.finditer(body):
        before, after = body[run.start() - 1 : run.start()] if run.start() else "", body[run.end() : run.end() + 1]
        for place in range(*run.span()):
            if place in done:
                continue
            if unspaced and body[place] == "\u200b":
                yield Candidate(place, place + 1, CONTROL.id, "U+200B parts words in a script without spaces")
            else:
                yield _judged(body[place], place, before, after)


def _closed_up(body: str, patches: list[Patch]) -> Iterator[Patch]:
    """Yield the patches; those at a line's end as one, with the white space that such a removal takes."""
    tails: list[Patch] = []
    for patch in reversed(patches):
        right = patch.end
        while right < len(body) and body[right] in " \t\u00a0\u3000":
            right += 1
        if tails and right == tails[-1].start:
            tails[-1] = patch._replace(end=tails[-1].end)
        elif right == len(body) or body[right] in "\r\n":
            tails.append(patch)
        else:
            yield patch
    tails.reverse()
    spans = removals(body, [(tail.start, tail.end) for tail in tails])
    for tail, (start, end) in zip(tails, spans, strict=True):
        yield tail._replace(start=start, end=end)


def _sequences(body: str) -> Iterator[Patch]:
    if "\x1b" in body:
        for found in ESCAPE.finditer(body):
            yield Patch(*found.span(), "", CONTROL.id, Evidence("terminal escape sequence"))
    if "\b" in body:
        for found in OVERSTRIKE.finditer(body):
            yield Patch(*found.span(), "", CONTROL.id, Evidence("overstrike of a printer"))


def _judged(mark: str, place: int, before: str, after: str) -> Finding:
    """Return what becomes of one invisible character in a run between the characters `before` and `after`."""
    name = f"U+{ord(mark):04X}"
    if mark in "\ufeff\ufffe":
        return Patch(place, place + 1, "", BOM.id, Evidence(f"{name} inside text"))
    if mark in BREAKS and _is_word(before) and _is_word(after):
        return Candidate(place, place + 1, CONTROL.id, f"{name} stands between two words: it may part them")
    if "\u200b" <= mark <= "\u2060" and not _is_idle(mark, before, after):
        return Candidate(place, place + 1, CONTROL.id, f"{name} may have work to do in this script")
    return Patch(place, place + 1, "", CONTROL.id, Evidence(f"{name} inside text"))


def _is_word(char: str) -> bool:
    return LETTER.match(char) is not None and not CJK.match(char)


def _is_idle(mark: str, before: str, after: str) -> bool:
    """Whether an invisible character has no work: plain scripts beside it, and Han beside a joiner."""
    plain = all(not c or PLAIN.match(c) for c in (before, after))
    return plain and (mark not in JOINERS or any(c and CJK.match(c) for c in (before, after)))
