"""A site's statements about its texts in Chinese: who may copy them, whose they are, where they stood first.

A line is a statement when it consists of the words of such statements (cleaners/repeats/statement_words.py), names where a
name may stand, addresses and numbers, and a clause of it forbids, owns, asks for the source or tells the first place. One word
more that belongs to the matter of the text makes it a sentence of its author. It stands at an edge of the page or alone
between paragraphs; laws, contracts and texts about copyright have it in company, and stay.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import re2

from cleaners.repeats.fold import simplified
from cleaners.repeats.insert_lines import Sheet
from cleaners.repeats.mark_judge import COMMENT, ENDED, Judged, Where
from cleaners.repeats.marks import Mark, Place
from cleaners.repeats.statement_parse import parsed
from cleaners.rule import Rule
from cleaners.rulepacks.placing_words import ANNOUNCED, SECTION

if TYPE_CHECKING:
    from collections.abc import Iterator

STATEMENT = Rule(
    "watermark.statement",
    10,
    "A statement of a site about its text: who may copy it, whose it is, where it stood first.",
    "It consists of nothing but the words of such statements, names and addresses; it speaks of copies, not of the text's matter.",
)
SHORTEST, LONGEST = 6, 300  # characters of a statement
EDGE = 6  # lines with words at either end of a page
LIKELY = re2.compile(
    "转载|轉載|转贴|轉貼|转帖|轉帖|轉寄|版[权權]|著作[权權]|[授]权|授權|侵[权權]|盗|盜|必究|[请請]勿|未[经經獲获]|允准|[严嚴]禁|禁止|[谢謝][绝絕]|[转轉]引|注明|註明|首[发發]|刊[于於]|[载載][于於]|原[载載]|抄[袭襲]|搬[运運]|本文[由经經系係]|出自|[轉转][载載]?自"
)
AROUND = " \t\u3000*※◎○●☆★■□◆◇▲△▼▽►▶◀・·•|│║~～—–-=_#>《》<>()（）[]【】「」"
BRACKET = re.compile(r"[(（【\[][^()（）【】\[\]\n]{6,120}[)）】\]]")
STOP = re.compile(r"[。！？!?…][”」』’）)]*")
LAWFUL = re.compile(r"甲方|乙方|第[一二三四五六七八九十百\d]+条|本法|本条例|本合同|本协议|有下列")


def statements(source: str) -> Iterator[Judged]:
    """Yield the statements of a text, one judgement each."""
    if not LIKELY.search(source.encode("utf-8", "replace")):
        return
    feeds = [m.start() for m in re.finditer(r"\n|\r(?!\n)", source)]
    sheet = Sheet(source, [0, *(k + 1 for k in feeds)], [*feeds, len(source)])
    found = {n: place for n in range(len(sheet.starts)) if (place := _statement(sheet, n))}
    if LAWFUL.search(source) or 2 * len(found) > _filled(sheet) or not sheet.prose:
        return
    edges = _edges(sheet, set(found))
    for n, place in found.items():
        if (n in edges or _is_between(sheet, n)) and not _in_section(sheet, n):
            yield _judged(sheet, n, place)
    last = {n for n in range(len(sheet.starts)) if sheet.words(n).strip() and n not in found}
    ends = set(sorted(last)[-2:])
    for n in sorted(last):
        for place in _within(sheet, n, at_end=n in ends):
            yield _judged(sheet, n, place)


def _in_section(sheet: Sheet, n: int) -> bool:
    """Return whether a heading above says that rights are the matter of the lines below it."""
    above = sheet.beside(n, -1)
    return above is not None and bool(SECTION.match(sheet.words(above).strip()))


def is_of_rights(piece: str) -> bool:
    """Return whether a statement says who may copy the text or whose it is, not only where it stood."""
    return bool({"ban", "own", "leave", "note"} & parsed(simplified(piece)).roles)


def _within(sheet: Sheet, n: int, *, at_end: bool) -> Iterator[Place]:
    """Yield the statements on a line of the text: in brackets between sentences, and behind the last sentence of a page."""
    raw = sheet.words(n)
    if not LIKELY.search(raw.encode("utf-8", "replace")) or COMMENT.match(raw):
        return
    plain, taken = simplified(raw), len(raw)
    for found in BRACKET.finditer(plain):
        before, behind = plain[: found.start()], plain[found.end() :]
        apart = ENDED.search(before) or not before.strip() or not behind.strip()
        said = parsed(found[0][1:-1])
        if apart and not ANNOUNCED.search(before) and said.is_plain and said.says and LIKELY.search(found[0].encode()):
            taken = min(taken, found.start())
            yield Place(sheet.starts[n] + found.start(), sheet.starts[n] + found.end())
    if not at_end:
        return
    for stop in STOP.finditer(plain, 1, taken):
        tail = plain[stop.end() :]
        said = parsed(tail)
        if len(tail.strip()) >= SHORTEST and said.is_plain and said.says:
            start = stop.end() + len(tail) - len(tail.lstrip())
            yield Place(sheet.starts[n] + start, sheet.starts[n] + len(raw.rstrip()))
            return


def _statement(sheet: Sheet, n: int) -> Place | None:
    """Return the statement that fills line `n`, or None."""
    raw = sheet.words(n)
    inner = raw.strip(AROUND)
    if (
        not SHORTEST <= len(inner) <= LONGEST
        or not LIKELY.search(inner.encode("utf-8", "replace"))
        or COMMENT.match(raw)
        or inner.startswith("\\")
    ):
        return None
    said = parsed(simplified(raw.strip()))
    if not (said.is_plain and said.says):
        return None
    start = sheet.starts[n] + len(raw) - len(raw.lstrip())
    return Place(start, start + len(raw.strip()))


def _filled(sheet: Sheet) -> int:
    return sum(bool(sheet.words(n).strip()) for n in range(len(sheet.starts)))


def _edges(sheet: Sheet, found: set[int]) -> set[int]:
    """Return the statements among the first and the last lines with words."""
    filled = [n for n in range(len(sheet.starts)) if sheet.words(n).strip()]
    prose = [n for n in filled if sheet.is_prose(n) and n not in found]
    if not prose:
        return set()
    last, first = filled[-EDGE:], filled[:EDGE]
    return {n for n in found if (n in last and n > prose[0]) or (n in first and n < prose[-1])}


def _is_between(sheet: Sheet, n: int) -> bool:
    """Return whether a line stands alone between paragraphs, or with a sentence ended above it."""
    above, below = sheet.beside(n, -1), sheet.beside(n, 1)
    if above is None or below is None:
        return True
    ended = ENDED.search(sheet.words(above)) is not None
    return ended and (sheet.is_prose(above) or sheet.is_prose(below))


def _judged(sheet: Sheet, n: int, place: Place) -> Judged:
    example = sheet.source[slice(*place)]
    where = Where(place, sheet.source[sheet.starts[n] : place.start], sheet.source[place.end : sheet.ends[n]])
    return Judged(Mark(example, example, (place,)), (where,), "", STATEMENT)
