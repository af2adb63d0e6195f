"""A wiki's messages in runs: bars of links above and below a page, edit links under headings, notices of its community.

Only a page that its software has signed (TRACES) is looked at. A message goes where it stands in a run with others before
the first or behind the last paragraph, and the run touches what a rule of this family took, or holds words that no text
stands alone on a line with. A plain word that ends such a run above the text may be its title, below it a heading: it stays.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from cleaners.rule import Rule, cleaner
from cleaners.rulepacks import (
    bench,
    matter,
    patterns,
    placing,
    placing_words,
    spoken,
    verdicts,
    views,
    wiki,
    wiki_words,
)
from cleaners.rulepacks.patterns import Match, PackRule
from cleaners.rulepacks.placing import Sheet
from cleaners.rulepacks.spoken import is_prose
from cleaners.rulepacks.views import view

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cleaners.page import Page
    from cleaners.text import Finding, Text

BAR = Rule(
    "wiki.bar", 6, "A message of a wiki's software in a run of such messages.",
    "The software prints it around every page; the page bears its signs.",
)  # fmt: skip
NOTICE = Rule(
    "wiki.notice", 6, "A notice that a wiki's community sets above a page or under a heading.",
    "It speaks of the page's making, or leads to another page; the page bears a wiki's signs.",
)  # fmt: skip
BARS, NOTICES = PackRule(BAR, (), (), ("line",)), PackRule(NOTICE, (), (), ("line",))
LONGEST = 400  # characters of a line of messages
HEADING = 60  # characters of a heading, of a link in a box
LISTED = 16  # lines of a box of links
FEW = 2
NUMBER = re.compile(r"[1-9]\d{0,5}")
LINKS = re.compile(r"[^。.!?]{1,40}(?:\s?[•·|]\s?[^。.!?•·|]{1,40}){2,}")
LETTERS = {("查", "论", "编"), ("查", "論", "編"), ("v", "t", "e")}  # a box's links to itself, one to a line
HATNOTE = "wiki.hatnote"
TEMPLATES = re.compile(r"(?i)\btemplates?\b|模板|\{\{")
TALKED_OF = 3  # a page that speaks of templates so often shows them
COLONS = (":", "\uff1a")
STOPS = "。.!?\uff01\uff1f\uff0c,;\uff1b:\uff1a"


class Bit(NamedTuple):
    """A line with content (its number, or -1 for a place where the wiki's lines went) and what it is."""

    line: int
    kind: str  # text, prose, and MESSAGES


MESSAGES = {"gone", "sign", "notice", "sure", "plain", "number", "opener", "filed", "link"}


@cleaner(
    BAR, NOTICE, helpers=(matter, patterns, bench, placing, placing_words, spoken, verdicts, views, wiki, wiki_words)
)
def bars(text: Text, page: Page) -> Iterator[Finding]:  # noqa: ARG001  # the ledger decides
    """Propose to delete the messages and notices of the wiki that has signed the page."""
    signed = any(e.rule in wiki.SIGNS for e in text.edits)
    if not signed and not any(c.rule in wiki.SIGNS for c in text.candidates):
        return
    sheet = Sheet(str(text))
    bits = _lettered(sheet, list(_bits(sheet, text)))
    head, tail = _edges(bits)
    if not signed and not any(bit.kind == "sign" for bit in (*head, *tail)):
        return
    kinds = {bit.line: bit.kind for bit in bits}
    noted = set(_under_headings(sheet, text, kinds))
    found = {*_above(head), *_below(tail), *_again(sheet), *noted}
    noted |= {n for n in found if kinds[n] == "notice"}
    rows = [(NOTICES if n in noted else BARS, sheet.rows[n]) for n in sorted(found)]
    yield from verdicts.patches(sheet.text, [Match(rule, row.start, row.end, (), fills=True) for rule, row in rows])


def _bits(sheet: Sheet, text: Text) -> Iterator[Bit]:
    """Yield the lines with content and between them the places of what the wiki's rules took, in order."""
    lost = [e for e in text.edits if e.rule.startswith("wiki.") and not e.inserted and "\n" in e.removed]
    gone = [Bit(text.to_clean(e.raw_start), "opener" if _opens(e.removed) else "gone") for e in lost]
    signs = {text.source[c.raw_start : c.raw_end].strip() for c in text.candidates if c.rule in wiki.SIGNS}
    k, above = 0, ""
    for n, content in enumerate(sheet.contents):
        if not content:
            continue
        while k < len(gone) and gone[k].line <= sheet.rows[n].start:
            yield gone[k]._replace(line=-1)
            k += 1
        kind = _kind(content)
        if above.endswith(COLONS) and len(above) > HEADING // 2:
            kind = "text"  # it is shown by a sentence
        above = content
        yield Bit(n, "sign" if content in signs and kind not in MESSAGES else kind)
    yield from (bit._replace(line=-1) for bit in gone[k:])


def _lettered(sheet: Sheet, bits: Sequence[Bit]) -> list[Bit]:
    """Return the bits, three lines of one letter each told as the head of a box."""
    made = list(bits)
    for k, three in enumerate(zip(bits, bits[1:], bits[2:], strict=False)):
        if all(bit.line >= 0 for bit in three) and tuple(sheet.content(bit.line).lower() for bit in three) in LETTERS:
            made[k : k + 3] = [
                bit._replace(kind=kind) for bit, kind in zip(three, ("sure", "sure", "opener"), strict=True)
            ]
    return made


def _opens(removed: str) -> bool:
    """Return whether what went heads a list of links that may stand below it."""
    lines = removed.strip().splitlines()
    return bool(lines) and bool(wiki_words.OPENER.search(_folded(lines[-1])))


def _folded(content: str) -> str:
    """Return a line as the tables of messages know it."""
    return view(content, 0, len(content)).text.strip().encode("utf-8", "replace").decode("utf-8")


def _kind(content: str) -> str:
    if len(content) <= LONGEST:
        words = _folded(content)
        for kind, form in wiki_words.FORMS:
            if form.search(words):
                return kind
    if NUMBER.fullmatch(content):
        return "number"
    if placing_words.REFERENCES.search(content.encode("utf-8", "replace")):
        return "references"
    if LINKS.fullmatch(content):
        return "short"
    if is_prose(content):
        return "prose"
    return "text" if content[-1] in STOPS or wiki.LISTING.match(content) else "short"


def _edges(bits: Sequence[Bit]) -> tuple[list[Bit], list[Bit]]:
    """Return what stands before the first paragraph, and behind the last one with the links of boxes told from text."""
    prose = [k for k, bit in enumerate(bits) if bit.kind == "prose"]
    return (list(bits[: prose[0]]), _boxed(bits[prose[-1] + 1 :])) if prose else ([], [])


def _above(head: Sequence[Bit]) -> Iterator[int]:
    """Yield the lines of the runs above the text; where no other line can be the page's title, the last plain one stays."""
    titled = any(bit.kind in {"short", "text"} for bit in head)
    for run in _runs(head):
        if not titled and run[-1] is head[-1] and run[-1].kind == "plain":
            run.pop()
        yield from _of_run(run, closed=False)


def _below(tail: Sequence[Bit]) -> Iterator[int]:
    """Yield the lines of the runs below the text; a plain word above other lines is their heading."""
    for run in _runs(tail):
        closed = run[-1] is tail[-1]
        while run and not closed and run[-1].kind == "plain":
            run.pop()
        yield from _of_run(run, closed=closed)


def _runs(zone: Sequence[Bit]) -> Iterator[list[Bit]]:
    return (list(run) for message, run in groupby(zone, lambda bit: bit.kind in MESSAGES) if message)


def _boxed(zone: Sequence[Bit]) -> list[Bit]:
    """Return a page's tail, the links below the head of a box or of categories told from text."""
    made, opened = list(zone), -1
    for k, bit in enumerate(zone):
        if opened >= 0 and bit.kind != "short":
            if bit.kind in MESSAGES or bit.kind == "references":
                made[opened + 1 : k] = [link._replace(kind="link") for link in zone[opened + 1 : k]]
            opened = -1
        if bit.kind == "opener":
            opened = k
        elif opened >= 0 and k - opened > LISTED:
            opened = -1
    if opened >= 0:
        made[opened + 1 :] = [link._replace(kind="link") for link in zone[opened + 1 :]]
    return made


def _of_run(run: Sequence[Bit], *, closed: bool) -> Iterator[int]:
    """Yield the lines of a run that holds a sign: sure words, a notice, or beside what went more than one plain word."""
    inner = [k for k, bit in enumerate(run) if bit.kind != "number"]
    run = run[inner[0] : inner[-1] + 1] if inner else ()
    own = [bit for bit in run if bit.kind not in {"gone", "sign"} and bit.line >= 0]
    sure = any(bit.kind in {"sure", "notice"} for bit in own)
    framed = len(run) > len(own) and (len(own) >= FEW or closed or {run[0].kind, run[-1].kind} <= {"gone", "sign"})
    if sure or framed:
        yield from (bit.line for bit in own)


def _again(sheet: Sheet) -> list[int]:
    """Return the lines of edit links that stand under several headings."""
    lines = [
        n
        for n, content in enumerate(sheet.contents)
        if 0 < len(content) <= HEADING and wiki_words.AGAIN.search(_folded(content))
    ]
    stand = Counter(sheet.content(n) for n in lines)
    return [n for n in lines if stand[sheet.content(n)] >= FEW]


def _under_headings(sheet: Sheet, text: Text, kinds: Mapping[int, str]) -> Iterator[int]:
    """Yield the notices right under a heading: by their words, or by a rule that looks for them at the page's edges."""
    if len(TEMPLATES.findall(sheet.text)) >= TALKED_OF:
        return
    notes = [c for c in text.candidates if c.rule == HATNOTE and c.reason.startswith("not at")]
    noted = {text.source[c.raw_start : c.raw_end].strip() for c in notes}
    for n in [n for n, kind in kinds.items() if kind == "notice" or sheet.content(n) in noted]:
        above = sheet.beside(n, -1)
        if above is not None and kinds.get(above) in {"short", "plain", "references"}:
            yield n
