"""Marks that name the site whose page it is: in brackets, behind ©, on lines of their own, or with their letters set apart.

What the page tells of its site (cleaners/repeats/told.py) is half of the evidence; the other half is the form. A bracket that
holds the site's name and address goes even once; a name with a number that changes must stand thrice; a line twice. Where
a clause of the text speaks of the site, or the words of the piece are anybody's else, it stays.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from cleaners.repeats.fold import simplified
from cleaners.repeats.insert_lines import LONGEST, Sheet, Spans
from cleaners.repeats.insert_pieces import DECOR
from cleaners.repeats.insert_words import ADDRESS, Parse, parse
from cleaners.repeats.inserts import host_of
from cleaners.repeats.mark_judge import COMMENT, ENDED, QUOTES, Judged, Where
from cleaners.repeats.marks import Mark, Place
from cleaners.repeats.told import NUMBERS, OWN_NAME, SPOKEN, key_of
from cleaners.repeats.told_forms import CITED, ID, LATIN_NAME, LEAD, MADE, OPENERS, ROLES, UNCLAIMED, YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.repeats.told import Told

TWICE, THRICE = 2, 3
STRANGE_TAG, STRANGE_LINE = 6, 14  # characters of other words in a tag with a changing number, in a line that repeats
SERIAL = 3  # digits of a number that counts pieces; one or two are a note's, a chapter's


@dataclass(frozen=True)
class Piece:
    """A candidate: its place, its form, its words without the site's names, and what stays of it from place to place."""

    place: Place
    form: str
    words: Parse
    key: str
    has_host: bool = False
    has_name: bool = False

    @property
    def says(self) -> bool:
        """Return whether its other words are a site's: where the text is from, what one may do with it."""
        return any(self.words.counts[role] for role in ROLES)


def told_marks(source: str, site: Told, taken: Sequence[Place] = ()) -> Iterator[Judged]:
    """Yield the marks of a text that name its site, each make once; and those behind © whose number changes within lines.

    `taken` are places that go as other marks: what they name is no speech of the text.
    """
    if not (site.names or site.hosts or "©" in source):
        return
    plain = simplified(source).lower()
    feeds = [m.start() for m in re.finditer(r"\n|\r(?!\n)", source)]
    sheet = Sheet(source, [0, *(k + 1 for k in feeds)], [*feeds, len(source)])
    groups, spoken = _groups(sheet, plain, site, Spans(taken))
    for (form, key), found in groups.items():
        pieces = [found[place] for place in sorted(found)]
        gone = key in site.gone
        spoken = spoken or (
            form == "line"
            and len(found) < TWICE
            and not (gone or _is_host_alone(pieces[0]))
            and not _at_edge(sheet, pieces[0].place.start)
        )
    for (form, key), found in groups.items():
        pieces = [found[place] for place in sorted(found)]
        if _is_mark(sheet, form, pieces, context=Context(spoken=spoken, gone=key in site.gone)):
            yield _judged(sheet, pieces)


class Context(NamedTuple):
    """What a make of pieces is judged with: whether the text speaks of the site, and whether such a piece went already."""

    spoken: bool
    gone: bool


def _groups(
    sheet: Sheet, plain: str, site: Told, taken: Spans
) -> tuple[dict[tuple[str, str], dict[Place, Piece]], bool]:
    """Return the pieces by form and key, and whether the text speaks of the site in a sentence of its own."""
    groups: dict[tuple[str, str], dict[Place, Piece]] = defaultdict(dict)
    spoken = False
    for start, end in _mentions(plain, site):
        if taken.meets(start, end):
            continue
        if piece := _tail(sheet, plain, (start, end)) or _piece(sheet, plain, (start, end), site):
            groups[piece.form, piece.key][piece.place] = piece
        else:
            spoken = spoken or not (_at_edge(sheet, start) or MADE.match(plain, end))
    for start, end in _issues(plain, site):
        place, key = Place(start, end), key_of(plain[start:end])
        groups["issue", key][place] = Piece(place, "issue", parse(""), key)
    for start, end in _unclaimed(plain):
        place, key = Place(start, end), key_of(plain[start:end])
        groups["id", key][place] = Piece(place, "id", parse(""), key)
    return groups, spoken


def _mentions(plain: str, site: Told) -> Iterator[tuple[int, int]]:
    """Yield where a name or an address of the site stands, letters close together."""
    for name in sorted(site.names):
        edge = r"(?<![a-z0-9])", r"(?![a-z])"
        pattern = f"{edge[0]}{re.escape(name)}{edge[1]}" if name.isascii() else re.escape(name)
        yield from (m.span() for m in re.finditer(pattern, plain))
    if any(host in plain for host in site.hosts):
        yield from (m.span() for m in ADDRESS.finditer(plain) if host_of(m[0]) in site.hosts)


def _tail(sheet: Sheet, plain: str, span: tuple[int, int]) -> Piece | None:
    """Return the name and its Latin form behind the last sentence of a paragraph, or None."""
    n = sheet.line(span[0])
    before, behind = plain[sheet.starts[n] : span[0]], plain[span[1] : sheet.ends[n]]
    if not (before.strip() and ENDED.search(before) and LATIN_NAME.fullmatch(behind)) or before[-1] in OPENERS:
        return None
    place = Place(span[0], span[1] + len(behind.rstrip()))
    return Piece(place, "tail", parse(""), key_of(plain[slice(*place)]))


def _issues(plain: str, site: Told) -> Iterator[tuple[int, int]]:
    """Yield the names of the site's own magazine with the number of an issue."""
    for name in sorted(site.names):
        pattern = rf"(?:《{re.escape(name)}》|{re.escape(name)})\s?总?第\s?\d{{1,4}}\s?期"
        yield from (m.span() for m in re.finditer(pattern, plain))


def _unclaimed(plain: str) -> Iterator[tuple[int, int]]:
    """Yield the tags behind © that carry a number of a machine: a date and a serial, not a year."""
    if "©" in plain:
        yield from (m.span() for m in UNCLAIMED.finditer(plain))


def _piece(sheet: Sheet, plain: str, span: tuple[int, int], site: Told) -> Piece | None:
    """Return the bracket, the tag or the line around a mention, or None where the text speaks of the site."""
    n = sheet.line(span[0])
    low, high = sheet.starts[n], sheet.ends[n]
    if COMMENT.match(sheet.words(n)) and not _is_decorated(sheet, Place(low, high)):
        return None
    for form, start, end in _forms(plain, (low, high), span):
        rest, host, name = _without(plain[start:end], site)
        if CITED.search(rest) or SPOKEN.match(plain[end : end + 3]):
            continue
        words = parse(rest)
        if form == "line" and words.strange > STRANGE_LINE:
            continue
        return Piece(Place(start, end), form, words, key_of(plain[start:end]), host, name)
    return None


def _forms(plain: str, line: tuple[int, int], span: tuple[int, int]) -> Iterator[tuple[str, int, int]]:
    """Yield what may be a mark around a mention: the bracket it stands in, the tag it begins, its line."""
    low, high = line
    before = plain[max(low, span[0] - LONGEST) : span[0]]
    opener = max((before.rfind(c) for c in OPENERS), default=-1)
    if opener >= 0 and not any(c in before[opener + 1 :] for c in (*OPENERS.values(), "。", "！", "？")):
        start = span[0] - len(before) + opener
        end = plain.find(OPENERS[plain[start]], span[1], min(high, start + LONGEST))
        if end >= 0 and "。" not in plain[span[1] : end] and not any(c in plain[span[1] : end] for c in OPENERS):
            yield "bracket", start, end + 1
    lead = LEAD.search(plain, max(low, span[0] - 4), span[0])
    number = ID.match(plain, span[1], min(high, span[1] + LONGEST))
    if lead and number:
        yield "tag", lead.start(), number.end()
    bare = plain[low:high]
    if len(bare.strip()) <= LONGEST:
        yield "line", low + len(bare) - len(bare.lstrip()), low + len(bare.rstrip())


def _without(piece: str, site: Told) -> tuple[str, bool, bool]:
    """Return the words of a piece without the site's addresses and names, and whether there were any."""
    rest, host, name = piece, False, False
    for m in reversed(list(ADDRESS.finditer(piece))):
        if host_of(m[0]) in site.hosts or not site.hosts:
            rest, host = rest[: m.start()] + " " + rest[m.end() :], True
    for one in sorted(site.names, key=len, reverse=True):
        if one in rest:
            rest, name = rest.replace(one, " "), True
    if not host and not name:
        return rest, False, False
    host = host or bool(ADDRESS.search(rest))
    return ADDRESS.sub(" ", rest), host, name


def _is_mark(sheet: Sheet, form: str, pieces: Sequence[Piece], context: Context) -> bool:
    """Return whether pieces of one make are a mark: by form, how often, and what else their words say."""
    if any(_is_quoted(sheet, p.place) for p in pieces):
        return False
    if form == "line":
        return _is_line_mark(sheet, pieces, context)
    if not all(_stands_apart(sheet, p.place) for p in pieces):
        return False
    if form == "bracket":
        return _is_bracket_mark(sheet, pieces, context)
    if form in {"issue", "tail"}:
        return len(pieces) >= TWICE
    return len(pieces) >= THRICE and _varies(sheet, pieces) and (form == "tag" or _interrupts(sheet, pieces))


def _is_line_mark(sheet: Sheet, pieces: Sequence[Piece], context: Context) -> bool:
    """Return whether lines that name the site are marks: the same twice, in a site's words or between ornaments."""
    first, count = pieces[0], len(pieces) + context.gone
    if _is_host_alone(first) and not any(_follows_label(sheet, p.place) for p in pieces):
        return True
    listed = any(sheet.beside(a, 1) == b for a, b in pairwise(sheet.line(p.place.start) for p in pieces))
    if count < TWICE or context.spoken or listed:
        return False
    own = any(first.words.counts[role] for role in ("copied", "rights", "house", "this"))
    return own or (first.has_host and (first.says or first.has_name)) or _is_decorated(sheet, first.place)


def _is_host_alone(piece: Piece) -> bool:
    """Return whether a line is nothing but an address of the site, and its name."""
    return piece.has_host and all(t.tells == "mark" for t in piece.words.tokens)


def _follows_label(sheet: Sheet, place: Place) -> bool:
    """Return whether the line above leads up to a line, or the lines around it are no text."""
    n = sheet.line(place.start)
    above, below = sheet.beside(n, -1), sheet.beside(n, 1)
    alone = ADDRESS.fullmatch(sheet.words(n).strip())
    text = not alone or any(k is not None and ENDED.search(sheet.words(k)) for k in (above, below))
    return (above is not None and bool(re.search(r"[:：]\s*$", sheet.words(above)))) or not text


def _is_bracket_mark(sheet: Sheet, pieces: Sequence[Piece], context: Context) -> bool:
    """Return whether brackets that name the site are marks: with its address once, with a changing number thrice."""
    first = pieces[0]
    square = sheet.source[first.place.start] in "【[［〔〖{"
    if len(pieces) >= THRICE and _varies(sheet, pieces) and first.words.strange <= STRANGE_TAG:
        return square or first.has_host
    if context.spoken or first.words.strange:
        return False
    if first.has_host and (first.has_name or square):
        return first.says or len(pieces) >= TWICE or (square and first.has_name)
    dated = all(t.tells in {"date", "id", "mark"} for t in first.words.tokens)
    return len(pieces) >= (TWICE if dated and first.words.tokens else THRICE) and square and first.has_name


def _varies(sheet: Sheet, pieces: Sequence[Piece]) -> bool:
    """Return whether each piece has a number of its own that is long enough to count pieces and is no year."""
    numbers = [_serials(sheet.source[slice(*p.place)]) for p in pieces]
    return all(numbers) and len(set(numbers)) == len(pieces)


def _serials(piece: str) -> tuple[str, ...]:
    """Return the numbers of a piece that are long enough to count pieces and are no years, or nothing."""
    return tuple(n for n in NUMBERS.findall(ADDRESS.sub(" ", piece)) if len(n) >= SERIAL and not YEAR.fullmatch(n))


def _stands_apart(sheet: Sheet, place: Place) -> bool:
    n = sheet.line(place.start)
    before = sheet.source[sheet.starts[n] : place.start].rstrip()
    after = sheet.source[place.end : sheet.ends[n]].strip()
    if not before:
        return not after or after[0] > "\u2e80"
    return bool(ENDED.search(before)) or before[-1] in "，,、" or (before[-1] > "\u2e80" and after[:1] > "\u2e80")


def _interrupts(sheet: Sheet, pieces: Sequence[Piece]) -> bool:
    """Return whether text goes on right behind one of them at least, and most stand on lines of running text."""
    inner = [p for p in pieces if sheet.source[p.place.end : p.place.end + 1] > "\u2e80"]
    prose = [p for p in pieces if sheet.is_prose(sheet.line(p.place.start))]
    return bool(inner) and len(prose) > len(pieces) / 2


def _is_decorated(sheet: Sheet, place: Place) -> bool:
    piece = sheet.source[slice(*place)].strip()
    return bool(piece) and piece[:1] in DECOR and piece[-1:] in DECOR


def _is_quoted(sheet: Sheet, place: Place) -> bool:
    before, after = sheet.source[: place.start].rstrip()[-1:], sheet.source[place.end :].lstrip()[:1]
    return bool(before) and QUOTES.get(before, "\0") == after


def _at_edge(sheet: Sheet, start: int) -> bool:
    """Return whether a place stands on the first or last lines of a text, where a page names itself."""
    n = sheet.line(start)
    return not any(sheet.words(k).strip() for k in range(n)) or not any(
        sheet.words(k).strip() for k in range(n + 1, len(sheet.starts))
    )


def _judged(sheet: Sheet, pieces: Sequence[Piece]) -> Judged:
    where = []
    for p in pieces:
        n, m = sheet.line(p.place.start), sheet.line(p.place.end - 1)
        where.append(
            Where(p.place, sheet.source[sheet.starts[n] : p.place.start], sheet.source[p.place.end : sheet.ends[m]])
        )
    example = " ".join(sheet.source[slice(*pieces[0].place)].split())
    return Judged(Mark(pieces[0].key, example, tuple(p.place for p in pieces)), tuple(where), "", OWN_NAME)
