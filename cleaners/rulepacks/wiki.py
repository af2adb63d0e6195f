"""What only a page of a wiki shows: marks that mean nothing elsewhere, judged by the wiki's own traces on the page.

Edit marks behind headings give a wiki away by themselves. Reference marks in running text go only from a page that a
wiki's software has signed, whether it keeps the list of the notes or not; the notes stay.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

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
    wiki_marks_words,
)
from cleaners.rulepacks.patterns import Match, PackRule
from cleaners.rulepacks.placing import Sheet
from cleaners.rulepacks.spoken import is_prose
from cleaners.rulepacks.wiki_marks_words import (
    APART,
    CARET,
    CHAPTER,
    DAGGER,
    EDIT_MARK,
    FIRST,
    FRONT_MARK,
    GLUED,
    INDEXED,
    KEYS,
    LETTER,
    LIBRARY,
    LOCKED,
    MAY,
    NOTES,
    NUMBERED,
    PAGE,
    PLAIN_MARK,
    RANGE,
    RESIDUE,
    SINGLE,
    SOURCED,
    TITLE_MARK,
)
from cleaners.text import Claim

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.page import Page
    from cleaners.text import Finding, Text

AUTHOR = Rule(
    "wiki.author-line", 26, "The line between a wiki's title and its text that names the author; it stays.",
    "A library wiki prints title, site line, title again and author before the text.",
)  # fmt: skip
EDIT = Rule(
    "wiki.edit-mark", 26, "A wiki's edit link behind a heading.", "The software prints it behind every heading."
)
REFERENCE = Rule(
    "wiki.reference-mark", 26, "A wiki's mark of a note or of a missing source.",
    "The software prints it into the text; the notes it points to are not on the page.",
)  # fmt: skip
LISTED = Rule(
    "wiki.listing-residue", 15, "What a travel wiki's template leaves at an address: two coordinates in one, the month of its last change.",
    "The template prints it for a map and for editors; it is no word of the text.",
)  # fmt: skip
PAGED = Rule(
    "wiki.page-mark", 24, "The number of a scanned page on a line of its own, in a library's text.",
    "The library prints it between the lines of the work; the numbers go up one by one.",
)  # fmt: skip
RULES = (EDIT, REFERENCE, LISTED, PAGED)
BEHIND = PackRule(EDIT, (), (), ("line-end",))
WITHIN = PackRule(REFERENCE, (), (), ("inside",))
LEAF = PackRule(PAGED, (), (), ("line",))
LEFT = PackRule(LISTED, (), (), ("inside",))

NAMES = 40  # an author's line is short
TITLES = 4  # lines from the page's begin of which one may be its title
FEW = 2  # so many edit marks, alike and behind headings, are no accident
TRACES = (
    "wiki.entry-bar",
    "wiki.navbox",
    "wiki.site-line",
    "wiki.retrieved-from",
    "wiki.chrome",
    "wiki.edit-mark",
    "wiki.free-licence",
    "wiki.software",
)
SIGNS = (  # what only a wiki's software prints; a free licence stands on any site
    *(rule for rule in TRACES if rule != "wiki.free-licence"),
    "wiki.from-line",
    "wiki.fandom-head",
    "wiki.closing",
    "wiki.categories",
    "wiki.template-name",
)


@cleaner(AUTHOR, helpers=(matter, placing, placing_words))
def author(text: Text, page: Page) -> Iterator[Finding]:  # noqa: ARG001  # the text's own traces decide
    """Claim the author that a library wiki names between the doubled title and the text."""
    if any(claim.rule == AUTHOR.id for claim in text.claims):  # the packs run twice
        return
    site = [e for e in text.edits if e.rule == "wiki.site-line"]
    if site:
        yield from _author(Sheet(str(text)), text.to_clean(site[0].raw_start))


@cleaner(*RULES, helpers=(matter, patterns, bench, placing, placing_words, spoken, verdicts, views, wiki_marks_words))
def marks(text: Text, page: Page) -> Iterator[Finding]:  # noqa: ARG001
    """Find edit marks, and reference marks where the text or what was removed from it shows a wiki."""
    sheet = Sheet(str(text))
    traced = any(e.rule in TRACES for e in text.edits)
    if not traced and not any(c in sheet.text for c in MAY):
        return
    found = edit_marks(sheet, signed=traced)
    signed = traced or bool(found)
    found += reference_marks(sheet, signed=signed)
    found += other_marks(sheet, text) if signed else []
    found += residue(sheet, signed=signed)
    if found:
        yield from verdicts.judged(sheet, sorted(found, key=lambda m: m.start))


def edit_marks(sheet: Sheet, *, signed: bool) -> list[Match]:
    """Return the edit marks at headings: on a signed page any, elsewhere several that are glued to their headings or before them."""
    spans = [(_before(sheet.text, m.start()), m.start(), m.end()) for m in EDIT_MARK.finditer(sheet.text)]
    spans = [span for span in spans if span[0] == span[1] or span[2] > span[1] + 2]  # [] is glued to its heading
    titled = _title_mark(sheet)
    spans = [span for span in spans if _is_heading(sheet, span[0])]
    if not signed and not titled:
        spans = [(low, start, end) for low, start, end in spans if low == start and end > start + 2]
        spans = spans if len(spans) >= FEW else []
    if signed:
        spans += _plain_marks(sheet)
    front = [m for m in FRONT_MARK.finditer(sheet.text) if _is_heading(sheet, sheet.rows[sheet.line(m.end())].end)]
    spans += [(m.start(), m.start(), m.end()) for m in front if signed or len(front) >= FEW]
    return [*titled, *(Match(BEHIND, low, end, (), fills=False) for low, _, end in sorted(spans))]


def _plain_marks(sheet: Sheet) -> list[tuple[int, int, int]]:
    """Return the bare edit links behind headings above paragraphs that several lines bear alike: History Edit, 历史渊源编辑."""
    found = [m for m in PLAIN_MARK.finditer(sheet.text) if _is_heading(sheet, m.start("mark"))]
    lines = {sheet.line(m.start()) for m in found}
    below = [k for n in sorted(lines) if (k := sheet.beside(n, 1)) is not None]
    ends = {content.rpartition(" ")[2] for content in sheet.contents}
    sure = sum(is_prose(sheet.content(n)) for n in below) + sum(m["stem"] in ends for m in found)
    if lines & set(below) or sure < FEW or {m["stem"] for m in found} & LOCKED:
        return []
    kinds = [[m for m in found if bool(m["apart"]) is apart] for apart in (True, False)]
    return [(m.start("mark"), m.start("mark"), m.end()) for some in kinds if len(some) >= FEW for m in some]


def _title_mark(sheet: Sheet) -> list[Match]:
    """Return the edit link behind the title of an entry whose text begins with the title and refers to notes."""
    n = sheet.beside(-1, 1)
    for _ in range(TITLES):
        after = sheet.beside(n, 1) if n is not None else None
        if n is None or after is None:
            break
        if found := TITLE_MARK.fullmatch(sheet.content(n)):
            return _locked(sheet, n, sheet.content(after), found)
        n = after
    return []


def _locked(sheet: Sheet, n: int, below: str, found: re.Match[str]) -> list[Match]:
    """Return the link of line `n`, above a line that begins with the title alone."""
    title = found["title"]
    plain = not found["lock"] and not any(map(_is_note, NUMBERED.finditer(sheet.text)))
    if not below.startswith(title) or below.startswith(title + "编辑") or plain:
        return []
    start = sheet.text.index(sheet.content(n), sheet.rows[n].start) + len(title)
    end = sheet.rows[n].start + len(sheet.text[slice(*sheet.rows[n][:2])].rstrip())
    return [Match(BEHIND, start, end, (), fills=False)]


def _before(text: str, place: int) -> int:
    """Return where the blanks before `place` begin."""
    while place and text[place - 1] in " \t\u3000":
        place -= 1
    return place


def _is_heading(sheet: Sheet, place: int) -> bool:
    """Return whether what stands before a mark is a short line without a stop: a heading."""
    row = sheet.rows[sheet.line(place)]
    before = sheet.text[row.start : place].strip()
    return 0 < len(before) <= NAMES * 2 and before[-1] not in "。.!?,;:\uff01\uff1f\uff0c\uff1b\uff1a「“‘\"'"


def reference_marks(sheet: Sheet, *, signed: bool) -> list[Match]:
    """Return the marks of notes on a signed page, and the ways back from the notes to them; the notes stay."""
    if not signed:
        return []
    notes = [m for m in NUMBERED.finditer(sheet.text) if _is_note(m) and "[0" not in m[0]]
    if INDEXED.search(sheet.text) or RANGE.search(sheet.text) or not _in_order(notes):
        notes = [m for m in notes if not LETTER.search(m.string[: m.start()][-1:])]
    found = [*SOURCED.finditer(sheet.text), *notes, *APART.finditer(sheet.text)]
    rows = zip(sheet.rows, sheet.contents, strict=True)
    first = next((row.end for row, line in rows if _heads_notes(line)), len(sheet.text))
    if not KEYS.search(sheet.text):
        found += CARET.finditer(sheet.text, first)
    return [Match(WITHIN, m.start(), m.end(), (), fills=False) for m in sorted(found, key=lambda m: m.start())]


def _in_order(notes: Sequence[re.Match[str]]) -> bool:
    """Return whether notes begin with 1 or a and leave few out: x[i], y[n] and z[7] are no notes."""
    numbers = {int(found) for m in notes for found in FIRST.findall(m[0])}
    if numbers and (1 not in numbers or max(numbers) > 2 * len(numbers) + FEW):
        return False
    letters = {found for m in notes for found in SINGLE.findall(m[0])}
    return letters == set("abcdefghijklmnopqrstuvwxyz"[: len(letters)])


def _heads_notes(line: str) -> bool:
    """Return whether a line is the heading of a list of notes, an edit mark behind it or not."""
    if not 0 < len(line) <= NAMES:
        return False
    words = EDIT_MARK.sub("", line).strip()
    return bool(NOTES.fullmatch(words) or placing_words.REFERENCES.search(words.encode("utf-8", "replace")))


def other_marks(sheet: Sheet, text: Text) -> list[Match]:
    """Return the marks of software that signed the page: daggers behind PukiWiki's headings, a library's pages, an entry's title."""
    removed = "".join(e.removed for e in text.edits if e.rule in TRACES)
    found: list[tuple[PackRule, int, int]] = []
    if "pukiwiki" in removed.lower():
        found += [(BEHIND, _before(sheet.text, m.start()), m.end()) for m in DAGGER.finditer(sheet.text)]
    if LIBRARY.search(removed):
        pages = list(PAGE.finditer(sheet.text))
        numbers = [int(m[1]) for m in pages]
        if numbers and numbers == sorted(set(numbers)):
            found += [(LEAF, m.start(), m.end()) for m in pages]
    return [Match(rule, start, end, (), fills=rule is LEAF) for rule, start, end in found]


def residue(sheet: Sheet, *, signed: bool) -> list[Match]:
    """Return what a template of addresses leaves, on a signed page that says when one of them was changed."""
    found = list(RESIDUE.finditer(sheet.text)) if signed else []
    if not any(m[0].rstrip().endswith((")", "\uff09")) for m in found):
        return []
    return [Match(LEFT, m.start(), m.end(), (), fills=False) for m in found]


def _is_note(m: re.Match[str]) -> bool:
    """Return whether a number in brackets is glued to a word or its stop."""
    return bool(GLUED.search(m.string[max(0, m.start() - 1) : m.start()]))


def _author(sheet: Sheet, place: int) -> Iterator[Claim]:
    """Yield the author: the short line after a title that stands above and below the site line's place."""
    n = sheet.line(place)
    above = sheet.beside(n, -1) if sheet.rows[n].start >= place else n
    title = sheet.beside(n - 1, 1) if above is not None else None
    if above is None or title is None or not _same(sheet.content(above), sheet.content(title)):
        return
    k = sheet.beside(title, 1)
    if k is None or not _is_name(sheet.content(k)):
        return
    row = sheet.rows[k]
    start = sheet.text.index(sheet.content(k), row.start)
    yield Claim("author", sheet.content(k), start, start + len(sheet.content(k)), AUTHOR.id)


def _is_name(line: str) -> bool:
    return len(line) <= NAMES and not CHAPTER.match(line) and line[-1] not in "。.!?\uff01\uff1f:\uff1a"


def _same(above: str, below: str) -> bool:
    """Return whether two lines are one title, the upper one perhaps with a year or version in brackets."""
    bare = re.sub(r"\s*[(\uff08][^()\uff08\uff09]*[)\uff09]\s*$", "", above)
    return bool(bare) and bare == re.sub(r"\s*[(\uff08][^()\uff08\uff09]*[)\uff09]\s*$", "", below)
