"""Insertions: pieces of a text that consist of nothing but what a site says of itself.

Candidates are whole lines, brackets, sentences, what follows a line's last sentence, and runs of words around an address; also
over one line break. Their words (cleaners/repeats/insert_words.py) tell whether a site speaks; how often the same piece
stands in the page, numbers aside, and where, tells how much the words must tell. What the text itself speaks of, quotes,
lists, cites or shows as code stays.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from cleaners.repeats.fold import simplified
from cleaners.repeats.insert_lines import INVISIBLE, LONGEST, Sheet, Spans, likely
from cleaners.repeats.insert_pieces import CLOSERS, Piece, pieces
from cleaners.repeats.insert_words import ADDRESS, Parse, parse
from cleaners.repeats.mark_judge import COMMENT, Judged, Where
from cleaners.repeats.marks import Mark
from cleaners.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.text import Span

SITE_WORDS = Rule(
    "watermark.site-words",
    20,
    "A piece of the text in which a site speaks of itself: its address or name, and what one reads there.",
    "Nothing but such words stands in it, and the text reads on without it.",
)
ONCE, TWICE, THRICE = 6.0, 4.0, 3.0  # points with which a piece may go that stands so often
BLOCK = 3  # lines of candidates in a row: a list of them
CLAUSES = ("。", "!", "?", ",", "，", ";", "\n", ". ", '"', "(", ")", "[", "]", "<", ">", "【", "】")
PITCH = re.compile(
    r"(?i)\b(?:free|latest|more|only|best|new|all|complete|thousands|hundreds|next)\b|最新|最快|免费|更多|更新|唯一|全部|所有|海量|高清|后续|完整|全网|精彩"
)
SPOKEN = 4  # characters of the matter in a clause with the name: the text speaks of the site
MAKES = 60  # of marks in one page: more are a list of sites
NEARLY_ALL = 0.25  # share of the lines of running text that carry a stamp
BULLET = re.compile(r"\s*(?:[-*•·]\s|\d{1,3}[.、)]|[（(]\d{1,3}[)）]|>)")
INTRODUCES = re.compile(r"[:：]\s*$")


DISGUISED = re.compile("[\uff0d-\uff1a\uff21-\uff3a\uff41-\uff5a]{5,}")  # wide letters: a mark's, no clause of the text


class Speech:
    """What the text says outside of the candidates."""

    def __init__(self, low: str, known: Sequence[Span]) -> None:
        """Take the text in small Simplified letters and the spans of all candidates."""
        self._low = low
        self._known = Spans(known)

    def names(self, found: Sequence[Piece]) -> bool:
        """Return whether a clause of the text, with words of its own, holds an address or a name of the pieces."""
        names = {host_of(m[0]) for p in found for m in ADDRESS.finditer(p.parse.text)}
        for p in found:
            words = (t for t in p.parse.tokens if t.tells == "named" and t.end - t.start > 3)
            names |= {p.parse.text[t.start : t.end].lower() for t in words}
        return any(self._is_spoken(name) for name in names)

    def _is_spoken(self, name: str) -> bool:
        start = self._low.find(name)
        while start >= 0:
            if not self._known.meets(start, start + 1) and _says_more(self._low, start, start + len(name)):
                return True
            start = self._low.find(name, start + len(name))
        return False


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def host_of(address: str) -> str:
    """Return the host of an address without scheme, www., port and path."""
    return re.sub(r"^(?:https?://)?(?:www\.)?|[/:].*$", "", address.lower())


def inserts(source: str, taken: Sequence[Span]) -> Iterator[Judged]:
    """Yield the insertions of a text that no place taken already holds, each make of them once, then the refused ones."""
    lines = list(likely(source))
    if not lines:
        return
    feeds = [m.start() for m in re.finditer(r"\n|\r(?!\n)", source)]
    sheet = Sheet(source, [0, *(k + 1 for k in feeds)], [*feeds, len(source)])
    numbers = sorted({sheet.line(place) for place in lines})
    gone = Spans(taken)
    candidates = [p for p in pieces(sheet, numbers) if not gone.holds(*p.place)]
    known = [*taken, *(p.place for p in candidates)]
    groups: dict[str, list[Piece]] = defaultdict(list)
    for piece in candidates:
        groups[piece.key].append(piece)
    enough = [p for found in groups.values() if _enough(sheet, found) for p in found]
    listed = _listed(sheet, enough)
    sure: dict[str, list[Piece]] = defaultdict(list)
    for piece in _outermost(enough):
        if not (piece.form == "line" and sheet.line(piece.place.start) in listed):
            sure[piece.key].append(piece)
    many = "the text lists too many of its kind" if len(sure) > MAKES else ""
    speech = Speech(simplified(DISGUISED.sub(_blank, source)).lower(), known) if sure and not many else None
    for found in sure.values():
        yield _judged(sheet, found, many or _why_not(sheet, found, speech))


def _outermost(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces without those that share a place with a longer one."""
    kept: list[Piece] = []
    for piece in sorted(pieces, key=lambda p: (p.parse.strange, p.place.start - p.place.end, p.place.start)):
        k = bisect_left(kept, piece.place.start, key=lambda p: p.place.start)
        if (k and kept[k - 1].place.end > piece.place.start) or (
            k < len(kept) and kept[k].place.start < piece.place.end
        ):
            continue
        kept.insert(k, piece)
    return kept


def _enough(sheet: Sheet, found: Sequence[Piece]) -> bool:
    """Return whether pieces of one make tell enough for how often they stand."""
    words = found[0].parse
    points = max(p.points for p in found)
    tells, address = _tells(words), bool(words.counts["address"])
    least = ONCE + (1.0 if words.strange else 0.0)
    if points >= least and tells and (address or words.who or words.counts["house"] > 1) and found[0].form != "run":
        return True
    if words.strange and words.text.isascii():
        return False
    same = len({m[0].lower() for p in found for m in ADDRESS.finditer(p.parse.text)}) < 2
    if len(found) >= 2 and points >= TWICE and (address or words.who):
        dated = words.counts["cites"] and words.counts["id"] + words.counts["date"]
        if tells or (same and (all(p.disguised for p in found) or dated or _is_own(found))):
            return True
    return len(found) >= 3 and same and _is_stamp(sheet, found, points)


def _tells(words: Parse) -> bool:
    """Return whether the words say what only a site says: a threat, a claim, a bidding to read there."""
    counts = words.counts
    if any(counts[role] for role in ("copied", "rights", "house")):
        return True
    return bool(counts["this"] and counts["cites"]) or bool(
        counts["read"] and counts["visit"] and PITCH.search(words.text)
    )


def _is_own(found: Sequence[Piece]) -> bool:
    """Return whether a name and an address stand in brackets behind sentences, or in those of a site anywhere."""
    words = found[0].parse
    named = words.counts["named"] or words.counts["name"] or (words.strange and "【" in words.text)
    placed = all(p.form in {"tail", "line"} or p.extra >= 1.5 for p in found)
    return bool(named) and placed and CLOSERS.get(words.text[0]) == words.text[-1] and words.text[0] not in "(<"


def _is_stamp(sheet: Sheet, found: Sequence[Piece], points: float) -> bool:
    """Return whether a name with a changing number, or a name and an address, stand behind sentences, in one form."""
    words = found[0].parse
    varies = len({p.parse.text for p in found}) > 1
    ends = {sheet.line(p.place.start) for p in found if p.form == "tail"}
    if len(ends) < 2 or any(p.form not in {"tail", "line"} for p in found) or points + 0.5 * varies < THRICE:
        return False
    if words.counts["named"] and not words.strange:
        return True
    capitals = re.search(r"[A-Z][a-z]+ [A-Z][a-z]+", words.text)
    return words.text[0] == "<" and bool(capitals) and not words.strange and len(ends) >= NEARLY_ALL * sheet.prose


def _listed(sheet: Sheet, pieces: Sequence[Piece]) -> set[int]:
    """Return the lines of different makes in a row, each of which stands but once in the page: the text lists them."""
    keys = {sheet.line(p.place.start): p.key for p in pieces if p.form == "line"}
    often = Counter(p.key for p in pieces)
    runs: list[list[int]] = []
    for n in sorted(n for n, key in keys.items() if often[key] == 1):
        if runs and sheet.beside(runs[-1][-1], 1) == n:
            runs[-1].append(n)
        else:
            runs.append([n])
    return {n for run in runs if len(run) >= BLOCK for n in run}


def _why_not(sheet: Sheet, found: Sequence[Piece], speech: Speech | None) -> str:
    """Return why pieces whose words tell enough must stay all the same, or ''."""
    for p in found:
        n = sheet.line(p.place.start)
        above, below = sheet.beside(n, -1), sheet.beside(sheet.line(p.place.end - 1), 1)
        if COMMENT.match(sheet.words(n)) and p.form != "line":
            return "it stands in comments of code"
        if p.form == "line" and not (sheet.is_prose(above) or sheet.is_prose(below)):
            return "no running text stands beside it"
        if p.form == "line" and (
            BULLET.match(sheet.words(n)) or (above is not None and INTRODUCES.search(sheet.words(above)))
        ):
            return "the text lists it or leads up to it"
    if speech and speech.names(found):
        return "the text speaks of it elsewhere"
    return ""


def _says_more(low: str, start: int, end: int) -> bool:
    """Return whether the clause around a name has words of its own."""
    left = max(low.rfind(c, max(0, start - 60), start) for c in CLAUSES) + 1
    rights = [k for c in CLAUSES if (k := low.find(c, end, end + 60)) >= 0]
    clause = low[max(left, start - 60) : min([*rights, end + 60])]
    return parse(INVISIBLE.sub("", clause)).strange >= SPOKEN


def _judged(sheet: Sheet, found: Sequence[Piece], reason: str) -> Judged:
    where = []
    for p in found:
        n, m = sheet.line(p.place.start), sheet.line(p.place.end - 1)
        where.append(
            Where(
                p.place,
                sheet.source[max(sheet.starts[n], p.place.start - LONGEST) : p.place.start],
                sheet.source[p.place.end : min(sheet.ends[m], p.place.end + LONGEST)],
            )
        )
    example = " ".join(found[0].parse.text.split())
    return Judged(Mark(found[0].key, example, tuple(w.place for w in where)), tuple(where), reason, SITE_WORDS)
