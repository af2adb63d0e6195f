"""What makes a line the matter of its page whatever its words are: a manual's own format, a machine's form, a section on rights."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from cleaners.rulepacks.placing_words import CAPTION, CLAUSES, FIELD, MACHINE, RIGHTS, RULED, SECTION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaners.rulepacks.patterns import Match
    from cleaners.rulepacks.placing import Sheet

BEFORE = 60  # characters before a statement that may begin it
FORM = 12  # lines of a form that are looked at on either side
SOURCE = re.compile(
    r"(?m)^(?:\.(?:TH|SH|SS|Dd|Sh|Ss)\b|=(?:head[1-4]|pod|cut|over|back|encoding)\b|__END__$)"
)  # lines of roff, mdoc, Perl's POD
FEW = 2  # such lines: one may be an example
CODE = re.compile(
    r"[ \t]*(?:(?:async )?def \w+\(.*|class \w+[(:{].*|(?:from [\w.]+ )?import [\w.*, ({]+|@\w[\w.]*(?:\(.*\))?|#include [<\"].*"
    r"|(?:public|private|protected|static|const|let|var|function|fn|func|package|using|namespace|typedef)\b.*[;{(=]"
    r"|[}\])]+[;,)]*|.*[=(].*;|.*\{|.*\w\(.*\)[:,]?|(?:if|elif|for|while|with|return|raise|assert|try|except|else)\b.*[:()]"
    r"|[\w.]+(?:: [\w\[\], |.]+)? ?[-+*/|]?= ?\S.*)"
)  # a line of a program in Python or in a language with braces
PROGRAM = 20  # lines of code that make a text a program, …
CODED = 0.3  # … where they are this share of its lines: its own words (`categories:`, `related:`) repeat in it
INDENT = re.compile(r"\t+| {4,}")
ABSTRACT = re.compile(r"(?i)\W{0,3}(?:中文|英文|论文|論文|内容|內容)?(?:摘\s{0,4}要|提要|abstract)(?:\W|$)")
KEYWORDS = re.compile(r"(?i)\W{0,3}(?:中文|英文)?(?:关键[词字]|關鍵[詞字]|key\s?words?|index terms)\W")
LICENCE = "License:"
STANZA = re.compile(rf"(?m)^{LICENCE}[ \t]")
TERMS = re.compile(
    r"(?i)redistribute\sit\b|under\sthe\ssame\sterms|permission\s(?:is\shereby\sgranted|to\suse,?\scopy)|redistribution\sand\suse\sin\ssource|this\s(?:program|library|software|package)\sis\sfree\ssoftware"
    r"|is\sprovided\s[\"“'`]{0,2}as\sis|general\spublic\slicense|apache\slicense|open\sfont\slicense|terms\sand\sconditions\sfor|creative\scommons\slegal"
)


@lru_cache(maxsize=2)  # of a text several ask
def is_source(text: str) -> bool:
    """Return whether a text is a manual in the format it is written in: no site has printed anything around it."""
    return len(list(islice(SOURCE.finditer(text), FEW))) == FEW


@lru_cache(maxsize=2)  # of a text several ask
def is_program(text: str) -> bool:
    """Return whether a text is the source of a program, or little but code: what stands indented in it is code or its comment."""
    lines = [line for line in text.splitlines() if line and not line.isspace()]
    coded = sum(bool(CODE.fullmatch(line)) for line in lines)
    return coded >= max(PROGRAM, CODED * len(lines))


def is_indented(text: str, place: int) -> bool:
    """Return whether the line that holds a place is indented like one in a block of code."""
    start = max(text.rfind("\n", 0, place), text.rfind("\r", 0, place)) + 1
    return text.startswith(("  ", "\t"), start)


def is_licence_list(text: str) -> bool:
    """Return whether a text lists the licences of a work's parts: the same terms stand there for each of them."""
    return text.count(LICENCE) >= FEW and len(list(islice(STANZA.finditer(text), FEW))) == FEW


@lru_cache(maxsize=2)  # of a text several ask
def is_terms(text: str) -> bool:
    """Return whether a piece of text is a licence of software: it stands again for each holder of rights."""
    return bool(TERMS.search(text))


def in_machine_form(sheet: Sheet, n: int) -> bool:
    """Return whether line `n` is a field in one stanza with a machine's field (Upstream-Name), or heads a file of terms."""
    if not FIELD.match(sheet.content(n)):
        return False
    below = sheet.beside(n, 1)
    heads = sheet.beside(n, -1) is None and below is not None and sheet.content(below).startswith("Copyright ")
    return heads or any(map(MACHINE.match, _stanza(sheet, n)))


def _stanza(sheet: Sheet, n: int) -> Iterator[str]:
    """Yield the lines around line `n` that no blank line parts from it."""
    yield from (sheet.content(k) for k in above(sheet, n))
    yield from takewhile(bool, sheet.contents[n + 1 : n + 1 + FORM])


def above(sheet: Sheet, n: int) -> Iterator[int]:
    """Yield the numbers of the lines above line `n` that no blank line parts from it, the nearest first."""
    return takewhile(sheet.content, range(n - 1, max(0, n - FORM) - 1, -1))


def is_entry(sheet: Sheet, n: int) -> bool:
    """Return whether a line about rights goes with the line above or below: terms of software, a work that is cited."""
    above, below = sheet.beside(n, -1), sheet.beside(n, 1)
    beside = [sheet.content(k) for k in (above, below) if k is not None]
    if any(TERMS.search(line) for line in beside):
        return True
    lead = INDENT.match(sheet.text, sheet.rows[n].start)
    return bool(lead and above == n - 1 and sheet.text.startswith(lead[0], sheet.rows[n - 1].start))


def in_section(sheet: Sheet, n: int, reach: int) -> bool:
    """Return whether a line above is a heading under which such lines are the matter: COPYRIGHT in a manual."""
    above: int | None = n
    while reach and above is not None and (above := sheet.beside(above, -1)) is not None:
        reach -= not RULED.match(sheet.content(above))
        if SECTION.match(sheet.content(above)):
            return True
    return False


def is_of_abstract(sheet: Sheet, m: Match) -> bool:
    """Return whether a match is a line of keywords below an abstract: they are the paper's own."""
    n = sheet.line(m.start)
    return bool(KEYWORDS.match(sheet.content(n))) and any(map(ABSTRACT.match, sheet.contents[:n]))


def why_matter(sheet: Sheet, m: Match, filled: frozenset[int]) -> str:
    """Return why what a match says is what the page is about, or ''; `filled` are the lines that matches fill."""
    n = sheet.line(m.start)
    row = sheet.rows[n]
    if not m.fills and CAPTION.match(sheet.text[row.start : m.start]):
        return "a caption: it names the source of its picture"
    if m.fills and is_of_abstract(sheet, m):
        return "the keywords of an abstract"
    if not m.rule.whole:
        return ""
    if is_entry(sheet, n) or is_licence_list(sheet.text):
        return "it goes with the terms or the work beside it"
    if sheet.clauses >= CLAUSES:
        return "the page is a law or a contract"
    if m.fills:
        begins = any(RIGHTS.search(sheet.content(k)) for k in above(sheet, n) if k not in filled)
    else:
        begins = bool(RIGHTS.search(sheet.text[max(row.start, m.start - BEFORE) : m.start]))
    return "the statement begins before it" if begins else ""
