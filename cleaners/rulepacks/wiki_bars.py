"""A wiki's messages in runs: bars of links above and below a page, edit links under headings, notices of its community.

Only a page that its software has signed (TRACES) is looked at. A message goes where it stands in a run with others before
the first or behind the last paragraph, and the run touches what a rule of this family took, or holds words that no text
stands alone on a line with. A plain word that ends such a run above the text may be its title, below it a heading: it stays.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
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
    wiki,
    wiki_page,
    wiki_words,
    wiki_zones,
)
from cleaners.rulepacks.patterns import Match, PackRule
from cleaners.rulepacks.placing import Sheet
from cleaners.rulepacks.wiki_zones import MESSAGES, PLACES, Bit, bits_of, folded, lettered

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from cleaners.page import Page
    from cleaners.text import Finding, Text

BAR = Rule(
    "wiki.bar", 16, "A message of a wiki's software in a run of such messages.",
    "The software prints it around every page; the page bears its signs.",
)  # fmt: skip
NOTICE = Rule(
    "wiki.notice", 16, "A notice that a wiki's community sets above a page or under a heading.",
    "It speaks of the page's making, or leads to another page; the page bears a wiki's signs.",
)  # fmt: skip
BARS, NOTICES = PackRule(BAR, (), (), ("line",)), PackRule(NOTICE, (), (), ("line",))
HEADING = 60  # characters of a heading, of a link in a box
LISTED = 16  # lines of a box of links
FEW = 2
ITEMS = re.compile(r"\s?[•·‧|]\s?|\s{2,}|[:\uff1a]\s?")
HATNOTE = "wiki.hatnote"
TEMPLATES = re.compile(r"(?i)\btemplates?\b|模板|\{\{")
TALKED_OF = 3  # a page that speaks of templates so often shows them
BRACKETED = re.compile(r"(?:\[[^\[\]]{2,30}\]\s?){1,3}")
CONTENTS = re.compile(r"(?i)^(?:目录表?|目次|(?:table of )?contents)(?: ?[\[(]?(?:隐藏|hide)[\])]?)?$")


FRAME = {"short", "references", "headnote", "sign"}  # lines above a page's title, which are the site's
LITTLE = 0.25  # share of what stands above the end of a text that may stand below it
SITES = 12  # lines of the site's above a title that no message tells
MANY = 3  # plain words below one another above a text are a bar
HEADS = {"short", "plain", "references", "heading", "title"}
TABS = 3  # so many edit links, each under a heading, sign a page


@cleaner(
    BAR,
    NOTICE,
    helpers=(
        matter,
        patterns,
        bench,
        placing,
        placing_words,
        spoken,
        verdicts,
        views,
        wiki,
        wiki_page,
        wiki_words,
        wiki_zones,
    ),
)
def bars(text: Text, page: Page) -> Iterator[Finding]:  # noqa: ARG001  # the ledger decides
    """Propose to delete the messages and notices of the wiki that has signed the page."""
    signed = any(e.rule in wiki.SIGNS for e in text.edits)
    source = str(text)
    if not (signed or any(c.rule in wiki.SIGNS for c in text.candidates) or _may_be_edited(source)):
        return
    sheet = Sheet(source)
    again = _again(sheet)
    marked = set(_marked(sheet, text))
    bits = _headed(lettered(sheet, list(bits_of(sheet, text))), sheet, again, marked)
    head, tail = _edges(bits, sheet)
    kinds = {bit.line: bit.kind for bit in bits}
    signed = signed or _is_edited(sheet, kinds, again)
    if not signed and not any(bit.kind == "sign" for bit in (*head, *tail)):
        return
    noted = set(_under_headings(sheet, text, kinds))
    at = wiki_page.title(sheet, text, [bit.line for bit in head if bit.line >= 0])
    tail = _boxed(_named(tail, sheet, at and at.line))
    found = {*_above(_titled(head, sheet, at), sheet), *_below(tail), *again, *noted, *_bare(sheet, marked)}
    noted |= {n for n in found if kinds[n] == "notice"}
    rows = [(NOTICES if n in noted else BARS, sheet.rows[n].start, _end(sheet, n, found)) for n in sorted(found)]
    yield from verdicts.patches(sheet.text, [Match(rule, start, end, (), fills=True) for rule, start, end in rows])


def _marked(sheet: Sheet, text: Text) -> Iterator[int]:
    """Yield the headings from whose line, or from right below which, an edit link went."""
    for e in text.edits:
        below = e.rule == BAR.id and bool(wiki_words.AGAIN.search(folded(e.removed)))
        if not below and (e.rule != wiki.EDIT.id or not e.removed.strip()):
            continue
        place = text.to_clean(e.raw_start)
        n = sheet.line(place)
        above = n if not below or place > sheet.rows[n].start else sheet.beside(n, -1)
        if above is not None:
            yield above


def _end(sheet: Sheet, n: int, found: Container[int]) -> int:
    """Return where the removal of a line ends: above another that goes it takes the blank lines between them."""
    below = sheet.beside(n, 1)
    return sheet.rows[n if below is None or below not in found else below - 1].end


def _may_be_edited(source: str) -> bool:
    """Return whether the words of an edit link stand often enough on a page to sign it."""
    return max(source.count("dit"), source.count("编辑"), source.count("編輯")) >= TABS


def _is_edited(sheet: Sheet, kinds: Mapping[int, str], again: Sequence[int]) -> bool:
    """Return whether edit links stand under headings and above paragraphs so often that a wiki's software set them."""
    found = 0
    for n in again:
        above, below = sheet.beside(n, -1), sheet.beside(n, 1)
        if above is not None and below is not None:
            found += kinds.get(above) in {"short", "references", "heading"} and kinds.get(below) == "prose"
    return found >= TABS


def _headed(bits: list[Bit], sheet: Sheet, again: Sequence[int], marked: set[int]) -> list[Bit]:
    """Return the bits, a line that bore an edit link, or stands right above one, told as the heading it belongs to."""
    first = next((bit.line for bit in bits if bit.kind == "prose"), len(sheet.rows))
    ruled = {sheet.beside(n, -1) for n, content in enumerate(sheet.contents) if placing_words.RULED.fullmatch(content)}
    above = (marked | ruled | {sheet.beside(n, -1) for n in again if n > first}) - set(again)
    return [bit._replace(kind="heading") if bit.line in above and bit.kind != "prose" else bit for bit in bits]


def _titled(head: Sequence[Bit], sheet: Sheet, title: wiki_page.Title | None) -> list[Bit]:
    """Return a page's head: its title told from messages, and the lines above it told as the site's."""
    made = [bit._replace(kind="plain") if _is_tab(head, k) else bit for k, bit in enumerate(head)]
    at = max((k for k, bit in enumerate(head) if bit.kind == "trail"), default=0)
    told = title is None or title.told
    if title is not None:
        at = next(k for k, bit in enumerate(head) if bit.line == title.line)
        made[at] = made[at]._replace(kind="title")
    above = [k for k in range(at) if made[k].kind in FRAME and made[k].line >= 0 and (told or _is_site(made, k, sheet))]
    if any(bit.kind in MESSAGES for bit in made[: at + 1]) and len(above) <= SITES:
        for k in above:
            made[k] = made[k]._replace(kind="sure")
    return [bit._replace(kind="sure") if bit.kind == "trail" and bit.line >= 0 else bit for bit in made]


def _is_site(head: Sequence[Bit], k: int, sheet: Sheet) -> bool:
    """Return whether a line above what may be a title names the site: by its words, or between messages."""
    beside = [head[j].line if 0 <= j < len(head) and head[j].kind in MESSAGES else -1 for j in (k - 1, k + 1)]
    above, below = (sheet.content(n) if n >= 0 else "" for n in beside)
    return wiki_page.is_site(sheet.content(head[k].line), above, below)


def _named(tail: Sequence[Bit], sheet: Sheet, title: int | None) -> list[Bit]:
    """Return a page's tail: a row of links of which one is the page's own title told as a box, with the box's name above it."""
    made = list(tail)
    if title is None:
        return made
    own = wiki_page.folded(sheet.content(title))
    for k, bit in enumerate(tail):
        items = ITEMS.split(sheet.content(bit.line)) if bit.kind == "short" else ()
        if len(items) > FEW and own in map(wiki_page.folded, items):
            made[k] = bit._replace(kind="sure")
            if k and tail[k - 1].kind == "short":
                made[k - 1] = tail[k - 1]._replace(kind="link")
    return made


def _bare(sheet: Sheet, marked: set[int]) -> Iterator[int]:
    """Yield the names of contents lists of which nothing else is left: the first heading stands right below."""
    for n in marked:
        above = sheet.beside(n, -1)
        if above is not None and above not in marked and CONTENTS.search(folded(sheet.content(above))):
            yield above


def _is_tab(head: Sequence[Bit], k: int) -> bool:
    """Return whether a line that may head a section stands between two words of a bar."""
    return head[k].kind == "references" and 0 < k < len(head) - 1 and head[k - 1].kind == head[k + 1].kind == "plain"


def _edges(bits: Sequence[Bit], sheet: Sheet) -> tuple[list[Bit], list[Bit]]:
    """Return what stands before the first paragraph, and behind the last one with the links of boxes told from text."""
    prose = [k for k, bit in enumerate(bits) if bit.kind == "prose"]
    return (list(bits[: prose[0]]), _ended(bits[prose[-1] + 1 :], sheet)) if prose else ([], [])


def _ended(zone: Sequence[Bit], sheet: Sheet) -> list[Bit]:
    """Return a page's tail, what stands below the end of its text told as the wiki's, where that is little beside the text."""
    made = list(zone)
    end = next((k for k, bit in enumerate(zone) if bit.kind == "ended"), len(zone))
    open_ = [bit.line for bit in zone[end:] if bit.kind not in MESSAGES]
    if open_ and sum(len(sheet.content(n)) for n in open_) <= LITTLE * sheet.rows[open_[0]].start:
        made[end:] = [bit._replace(kind="link") if bit.kind not in MESSAGES else bit for bit in zone[end:]]
    return made


def _above(head: Sequence[Bit], sheet: Sheet) -> Iterator[int]:
    """Yield the lines of the runs above the text; a plain word right above it that is no page's tab, or the title, stays."""
    titled = any(bit.kind in {"short", "text", "title"} for bit in head)
    for run in _runs(head, MESSAGES | {"headnote"}):
        if run[-1] is head[-1] and run[-1].kind == "plain" and not (titled and _is_tab_word(sheet, run[-1])):
            run.pop()
        yield from _of_run(run, closed=False)


def _is_tab_word(sheet: Sheet, bit: Bit) -> bool:
    """Return whether a word above the text is one of the links that skins print below a title."""
    return bit.line >= 0 and bool(wiki_page.TAB.match(sheet.content(bit.line)))


def _below(tail: Sequence[Bit]) -> Iterator[int]:
    """Yield the lines of the runs below the text; a plain word above other lines is their heading."""
    for run in _runs(tail):
        closed = run[-1] is tail[-1]
        while run and not closed and run[-1].kind == "plain":
            run.pop()
        yield from _of_run(run, closed=closed)


def _runs(zone: Sequence[Bit], kinds: Container[str] = MESSAGES) -> Iterator[list[Bit]]:
    return (list(run) for message, run in groupby(zone, lambda bit: bit.kind in kinds) if message)


def _boxed(zone: Sequence[Bit]) -> list[Bit]:
    """Return a page's tail, the links below the head of a box or of categories told from text."""
    made, opened = list(zone), -1
    for k, bit in enumerate(zone):
        if opened >= 0 and bit.kind not in {"short", "gone"}:
            if bit.kind in MESSAGES or bit.kind == "references":
                made[opened + 1 : k] = [link._replace(kind="link") for link in zone[opened + 1 : k]]
            opened = -1
        if bit.kind in {"opener", "filed"}:
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
    own = [bit for bit in run if bit.kind not in PLACES and bit.line >= 0]
    kinds = Counter(bit.kind for bit in own)
    sure = kinds["sure"] or kinds["notice"] or kinds["plain"] >= MANY or (kinds["headnote"] and len(run) > 1)
    framed = len(run) > len(own) and (len(own) >= FEW or closed or {run[0].kind, run[-1].kind} <= PLACES)
    if sure or framed:
        yield from (bit.line for bit in own)


def _again(sheet: Sheet) -> list[int]:
    """Return the lines of edit links that stand under several headings."""
    lines = [
        n
        for n, content in enumerate(sheet.contents)
        if 0 < len(content) <= HEADING and wiki_words.AGAIN.search(folded(content))
    ]
    stand = Counter(sheet.content(n) for n in lines)
    framed = [n for n in lines if BRACKETED.fullmatch(sheet.content(n))]
    return sorted({n for n in lines if stand[sheet.content(n)] >= FEW} | set(framed if len(framed) >= FEW else ()))


def _under_headings(sheet: Sheet, text: Text, kinds: Mapping[int, str]) -> Iterator[int]:
    """Yield the notices right under a heading: by their words, or by a rule that looks for them at the page's edges."""
    if len(TEMPLATES.findall(sheet.text)) >= TALKED_OF:
        return
    notes = [c for c in text.candidates if c.rule == HATNOTE and c.reason.startswith("not at")]
    noted = {text.source[c.raw_start : c.raw_end].strip() for c in notes}
    for n in [n for n, kind in kinds.items() if kind == "notice" or sheet.content(n) in noted]:
        above = sheet.beside(n, -1)
        if above is not None and kinds.get(above) in HEADS:
            yield n
