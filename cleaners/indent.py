"""Paragraph indents: blanks before every paragraph of a prose text say nothing that its line feeds do not say.

Indentation goes only where nearly all paragraphs of running prose carry the same one. Code, verse, lists that hang
under unindented lines, quotes set deeper than the prose, hard-wrapped text and tables keep theirs.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from cleaners.lines import lines
from cleaners.rule import Rule, cleaner
from cleaners.text import Candidate, Evidence, Patch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.page import Page
    from cleaners.text import Finding, Text

INDENT = Rule(
    "layout.indent",
    1,
    "The indent of a paragraph, the same before all paragraphs of the text.",
    "Layout, not text: the line feeds already part the paragraphs.",
)
LEADING = re.compile(r"[ \t\u00a0\u2000-\u2003\u3000]+")
INDENTED = re.compile(r"^[ \t\u00a0\u2000-\u2003\u3000]+\S", re.MULTILINE)
WIDE = "\u2001\u2003\u3000"  # two terminal cells wide
FINAL = re.compile(r"[。．.!?！？…;；:：][”’」』〉》)）\]】\"'*]*$|[。！？][^。！？]{0,8}$|[”」』]$")
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
MARKED = re.compile(
    r"[-*•·●○◆■□▪–>][ \u3000]|[(（]?[0-9一二三四五六七八九十]{1,3}[)）、.．]|[A-Za-z][.)] |第[0-9一二三四五六七八九十百]+[条條款]"
)
CODE = re.compile(
    r"^(?://|/\*|\*/|\*\s|--\s|<!--|</?[a-zA-Z][^>]*>$|@\w|(?:def|class|import|from|return|if|for|while|else|elif|try|function|var|let"
    r"|const|public|private|static|void|int|print|echo|sudo|SELECT|INSERT)\b.*[(){};:=]|#(?:include|define|!)|\$ |>>> )"
    r"|^[\w.\[\]\"']+\s*[-+*/]?=\s?\S|^[\"']?[A-Za-z_][\w-]*[\"']?:(?:\s|$)|=>|\w\(\)",
    re.ASCII,
)
COLUMNS = re.compile(r"\S(?: {3,}|\t|　{2,}| \| )\S")
PROSE = 30  # characters: a verse line is shorter, a paragraph of running prose longer
LATIN_PROSE = 110  # a shorter line of English may be one of several that were wrapped by hand, or one of dialogue
CLAUSE = re.compile(r"[^，。,.！!？?；;、：:\s]+")
METRES = (4, 5, 7)  # characters of a clause in Chinese verse
METRICAL = 0.6  # share of one such length among the clauses; prose has it below .3
ENOUGH = 3  # paragraphs: fewer are no habit
UNIFORM = 0.8  # share of the plain paragraphs that carry the indent; a licence box or a byline does not
MAX_TABS = 2
MAX_WIDTH = 8  # cells; what stands further right was placed there
LONG = 50  # a line so long (half of it in Han) that does not end a sentence was wrapped by hand


class _Line(NamedTuple):
    start: int
    indent: str
    content: str

    @property
    def width(self) -> int:
        """Width of the indent in terminal cells, or less than 0 with tabs, each depth its own."""
        return -len(self.indent) if "\t" in self.indent else len(self.indent) + sum(c in WIDE for c in self.indent)


@cleaner(INDENT)
def indent(text: Text, page: Page) -> Iterator[Finding]:  # noqa: ARG001  # a cleaner's signature
    """Propose to take the paragraph indent from a text of uniformly indented prose."""
    clean = str(text)
    if sum(1 for _ in zip(INDENTED.finditer(clean), range(ENOUGH), strict=False)) < ENOUGH:
        return
    found = list(_lines(clean))
    plain = [line for line in found if _is_plain_prose(line)]
    width, count = _habit(plain)
    if count < ENOUGH or count < UNIFORM * len(plain):
        return
    based = [line for line in found if line.indent and line.width == width]
    if refused := _objection(found, plain, width):
        yield Candidate(based[0].start, based[-1].start + len(based[-1].indent), INDENT.id, refused)
        return
    says = f"{count} of {len(plain)} paragraphs begin with the same indent"
    for line in based:
        if not _is_code(line.content) and len(COLUMNS.findall(line.content)) < 2:
            yield Patch(line.start, line.start + len(line.indent), "", INDENT.id, Evidence(says), 0.97)


def _habit(plain: Sequence[_Line]) -> tuple[int, int]:
    """Return the commonest width of the paragraphs' indents, and how many carry it."""
    widths = Counter(line.width for line in plain if line.indent)
    return widths.most_common(1)[0] if widths else (0, 0)


def _lines(text: str) -> Iterator[_Line]:
    """Yield the non-blank lines."""
    for line in lines(text):
        content = text[line.start : line.end].rstrip()
        if content:
            leading = LEADING.match(content)
            blanks = leading[0] if leading else ""
            yield _Line(line.start, blanks, content[len(blanks) :])


def _is_code(content: str) -> bool:
    return bool(CODE.search(content)) or (content.endswith((";", "{", "}")) and not HAN.search(content))


def _is_plain_prose(line: _Line) -> bool:
    """Whether a line is a whole paragraph of running prose that is no list item."""
    content = line.content
    if len(content) < PROSE or not FINAL.search(content[-12:]) or MARKED.match(content):
        return False
    if _is_code(content) or len(COLUMNS.findall(content)) > 1:
        return False
    return bool(HAN.search(content)) or (len(content) >= LATIN_PROSE and content.count(" ") >= 8)


def _objection(found: Sequence[_Line], plain: Sequence[_Line], width: int) -> str:
    """Return why the indent stays although most prose carries it, or ''."""
    if not (2 <= width <= MAX_WIDTH or -MAX_TABS <= width < 0):
        return "the indent is not a paragraph's"
    others = [line for line in plain if line.indent and line.width != width]
    if len(others) * 10 > len(plain):
        return "other paragraphs stand at another indent: it may mark quotes"
    if any(line.indent and _is_code(line.content) for line in found):
        return "indented code stands in the text"
    places = [n for n, line in enumerate(found) if line.indent and line.width == width]
    bare = sum(not line.indent for line in found[places[0] : places[-1]])
    if bare * 3 > len(places):
        return "unindented lines stand between: the indent sets text below them"
    return _shape_objection([found[n] for n in places])


def _shape_objection(based: Sequence[_Line]) -> str:
    final = [bool(FINAL.search(line.content[-12:])) for line in based]
    long = [len(line.content) * (2 if HAN.search(line.content) else 1) >= LONG for line in based]
    if sum(a and not b for a, b in zip(long, final, strict=True)) * 10 > len(based):
        return "lines are wrapped by hand: the indent alone parts the paragraphs"
    clauses = Counter(
        len(clause) for line in based if HAN.search(line.content) for clause in CLAUSE.findall(line.content)
    )
    if max(clauses[n] for n in METRES) >= max(METRICAL * clauses.total(), 1):
        return "clauses of one length: verse"
    prose = sum(len(line.content) for line, ends in zip(based, final, strict=True) if ends)
    if prose * 10 < 7 * sum(len(line.content) for line in based):
        return "most of what is indented is no prose"
    return ""
