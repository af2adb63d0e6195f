"""Marks that a page gives away by repetition and by their voice: the same letters again and again, spoken like a site.

No word list and no finished sentence is asked for. What stands three times in the same letters (whatever its numbers, its
blanks, its line breaks, its width), set apart by signs, disguised, or in the middle of a Chinese sentence, is weighed by how much it
speaks like a site (cleaners/frames/words.py, learned from pages) and by an address in it. A refrain, a reference, a term, a
formula speaks otherwise, and stays.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import re2

from cleaners.frames.model import model
from cleaners.frames.words import points
from cleaners.lines import BLANKS
from cleaners.repeats.fold import codes_of, fold, letters, text_of
from cleaners.repeats.hidden import where_of
from cleaners.repeats.mark_judge import COMMENT, ENDED, Judged, Where
from cleaners.repeats.marks import DOMAIN, SCHEME, Mark, Place
from cleaners.rule import Rule
from cleaners.scan import encoded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.repeats.fold import Codes, Offsets

VOICED = Rule(
    "watermark.voiced", 8, "The same words again and again, set apart from the text, that speak like a site.",
    "No author says them thrice in the middle of what he says: a site set them there for whoever copies the page.",
)  # fmt: skip
REPEATS, THRICE = 2, 3
GRAM = 8  # letters that are held against one another
SAMPLED = 3  # of so many grams one is looked at, the same wherever it stands
LONGEST = 90  # letters of a mark
LEAST = 14  # cells of its letters
WORDS = 1  # of Latin letters: one is a name in code
MOST = 60  # repeated pieces that are looked at
ENOUGH, TWICE = 2500, 1500  # points that make a mark; more, of a disguised one that stands but twice
VOICE, DISGUISED_VOICE = 300, -2500  # points of the voice alone, below which nothing else helps
CUT, CUT_CELLS, CLEAR = (
    1800,
    28,
    3000,
)  # points of the voice, its cells, and points of a shorter one, where it only cuts or ends sentences: a term does so too
SIGNED, ADDRESSED, DISGUISED, OFTEN = (
    1000,
    1000,
    2000,
    300,
)  # points of signs around it, an address, a disguise, each place more
MOST_OFTEN = 3
ROUND = "(（"
HEAD = 12  # characters of a line before one that ends it
NEARLY = 0.7  # share of its places that look so
SIGNS = "※▲▼△☆★◎●○■◆◇♦【〔［\\[(（<＜『©＞>"
CLOSES = "】〕］\\])）>＞》』」*=~#|@<＜※▲▼△☆★◎●○■◆◇♦"
LEAD = re.compile(rf"(?:&nbsp;|[{SIGNS}\-—_/.·]|[ \t\u3000\xa0]){{1,24}}\Z")
REST = re.compile(
    rf"(?:[!！.。]+(?=#|\s*$|[{CLOSES}]))?(?:[ \u3000\xa0]?#?[A-Za-z]{{0,2}}\d{{2,14}})?[{CLOSES}\-—_/.·\]]{{0,12}}(?:#\d{{1,9}})?[{CLOSES}]{{0,4}}",
    re.MULTILINE,
)
RULED = re.compile(r"([=*~#_\-])\1{3}")
OPENS = re.compile(f"[{SIGNS}]|--|——|&nbsp;")
APART = re.compile(r"(?:[^\W\d_][\s\u3000\xa0/_.·•\-|~*]{1,2}){6,}")
WIDE = re.compile("[\uff21-\uff3a\uff41-\uff5a]{4}")
MIXED = re.compile(r"[a-z][\u0400-\u04ff]|[\u0400-\u04ff][a-z]", re.IGNORECASE)
DISGUISE = re.compile(f"{APART.pattern}|{WIDE.pattern}|(?i:{MIXED.pattern})")
GATE = re2.compile(
    r"(?:\pL[ \t\n\x{3000}\x{a0}/_.·•\-|~*]{1,2}){6}|[\x{ff21}-\x{ff3a}\x{ff41}-\x{ff5a}]{4}|[A-Za-z][\x{400}-\x{4ff}]|[\x{400}-\x{4ff}][A-Za-z]"
)  # asked of the whole text
ADDRESS = re.compile(rf"(?i)(?:{SCHEME}|{DOMAIN}|www\W)")
WORD = re.compile(r"[A-Za-z_]{2}")
BRACKETS = {"【": "】", "〔": "〕", "［": "］", "[": "]", "(": ")", "（": "）", "<": ">", "＜": "＞", "『": "』"}
HAN = re.compile("[\u3400-\u9fff，、]")
DIGITS = np.frombuffer("0123456789".encode("utf-32-le"), np.uint32)
ALIKE = {ord(a): b for a, b in zip("аеорсухіјѕһвкмнтг", "aeopcyxijshbkmhtr", strict=True)}


class Seen(NamedTuple):
    """A text's letters, folded, without its numbers, and where each stands."""

    source: str
    letters: Codes
    offsets: Offsets


class Repeat(NamedTuple):
    """Letters that stand at these places, so many of them."""

    starts: tuple[int, ...]
    size: int


def voiced(source: str) -> Iterator[Judged]:
    """Yield the marks that stand three times or more, set apart from the text, and speak like a site."""
    seen = _seen(source)
    if len(seen.letters) < REPEATS * GRAM:
        return
    for repeat in _repeats(seen):
        if not any(_may_be(source, _span(seen, start, repeat.size)) for start in repeat.starts[:REPEATS]):
            continue
        spans = _on_line(source, [_span(seen, start, repeat.size) for start in repeat.starts])
        if _weight(source, spans) >= ENOUGH + (TWICE if len(spans) < THRICE else 0):
            where = tuple(_where(source, span) for span in spans)
            example = " ".join(source[slice(*spans[0])].split())
            yield Judged(Mark(example, example, tuple(w.place for w in where)), where, "", VOICED)


def _may_be(source: str, span: tuple[int, int]) -> bool:
    """Return whether one place of a repeated piece looks set apart: asked first, most are phrases of the text."""
    form = source[slice(*span)]
    return bool(OPENS.match(form.lstrip()) or DISGUISE.search(form)) or _is_set(source, *span)


def _seen(source: str) -> Seen:
    codes = codes_of(source.replace("&nbsp;", "      "))
    found = letters(codes)
    if ((codes >= 0x400) & (codes < 0x500)).any():
        for code, letter in ALIKE.items():
            found = np.where(found == code, np.uint32(ord(letter)), found)
    found = np.where(np.isin(found, DIGITS), np.uint32(0), found)
    kept = np.flatnonzero(found).astype(np.int32)
    return Seen(source, found[kept], kept)


def _repeats(seen: Seen) -> Iterator[Repeat]:
    """Yield what stands often enough, each stretch once, widened as far as all its places agree."""
    count = len(seen.letters) - GRAM + 1
    hashed = np.zeros(count, np.uint64)
    for k in range(GRAM):
        hashed = hashed * np.uint64(0x9E3779B97F4A7C15) + seen.letters[k : k + count].astype(np.uint64)
    hashed ^= hashed >> np.uint64(29)
    sampled = np.flatnonzero(hashed % np.uint64(SAMPLED) == 0)
    order = sampled[np.argsort(hashed[sampled], kind="stable")]
    if not len(order):
        return
    firsts = np.concatenate([[0], np.flatnonzero(hashed[order[1:]] != hashed[order[:-1]]) + 1])
    counts = np.diff(firsts, append=len(order))
    least = REPEATS if GATE.search(encoded(seen.source)) else THRICE
    done: set[int] = set()
    for k in np.flatnonzero(counts >= least).tolist():
        group = order[firsts[k] : firsts[k] + counts[k]].tolist()
        if group[0] not in done and len(done) < MOST * LONGEST:
            repeat = _widened(seen.letters, group)
            done.update(k for start in repeat.starts for k in range(start, start + repeat.size))
            yield repeat


def _widened(found: Codes, starts: Sequence[int]) -> Repeat:
    apart = [n for k, n in enumerate(starts) if not k or n - starts[k - 1] >= GRAM]
    low, high = 0, GRAM
    while high - low < LONGEST and apart[0] + low > 0 and len({int(found[n + low - 1]) for n in apart}) == 1:
        low -= 1
    while high - low < LONGEST and apart[-1] + high < len(found) and len({int(found[n + high]) for n in apart}) == 1:
        high += 1
    return Repeat(tuple(n + low for n in apart), high - low)


def _span(seen: Seen, start: int, size: int) -> tuple[int, int]:
    """Return where letters stand in the text, with the signs and numbers around them."""
    low, high = int(seen.offsets[start]), int(seen.offsets[start + size - 1]) + 1
    rest = REST.match(seen.source, high)
    lead = LEAD.search(seen.source, max(0, low - 24), low)
    if (
        lead
        and (opened := OPENS.search(seen.source, lead.start(), low))
        and not RULED.search(seen.source, lead.start(), low)
    ):
        low = opened.start()
    return low, rest.end() if rest else high


def _weight(source: str, spans: Sequence[tuple[int, int]]) -> int:
    """Return the points of a repeated piece: its voice, its signs, its address, its disguise, how often it stands; 0 where it stays."""
    forms = [source[a:b].replace("&nbsp;", " ").strip() for a, b in spans]
    signed = _nearly(bool(OPENS.match(form)) and _is_closed(form) for form in forms)
    disguised = any(APART.search(form) or WIDE.search(form) or MIXED.search(form) for form in forms)
    cut = _nearly(_is_set(source, a, b) for a, b in spans)
    if not (signed or disguised or cut):
        return 0
    cells = sum(2 if c >= "\u2e80" else 1 for c in fold(forms[0]).text if c.isalpha())
    if (
        len(spans) < REPEATS
        or cells < LEAST
        or any(COMMENT.match(_line(source, a)) for a, _ in spans)
        or not _is_whole(source, spans)
    ):
        return 0
    if (len(spans) < THRICE and not disguised) or _is_list(source, spans):
        return 0
    if not disguised and not (HAN.search(forms[0]) or len(forms[0].split()) > WORDS):
        return 0
    voice = max(points(model().words, _plainly(form)) for form in forms)
    if voice < (DISGUISED_VOICE if disguised else VOICE):
        return 0
    address = any(ADDRESS.search("".join(fold(_latin(form)).text.split())) for form in forms)
    if not (signed or disguised) and voice < (CUT if cells >= CUT_CELLS else CLEAR):
        return 0
    if address and not disguised and forms[0][0] in ROUND:
        return 0  # an address in round brackets behind a sentence is where the author looked
    more = max(0, min(MOST_OFTEN, len(spans) - THRICE))
    return voice + SIGNED * (signed or cut) + ADDRESSED * address + DISGUISED * disguised + OFTEN * more


def _nearly(flags: Iterator[object]) -> bool:
    known = [bool(flag) for flag in flags]
    return sum(known) >= NEARLY * len(known)


def _is_set(source: str, start: int, end: int) -> bool:
    """Return whether a place cuts a Chinese sentence in two, or follows a finished one at its line's end."""
    before, after = source[max(0, start - 4) : start].rstrip(BLANKS)[-1:], source[end : end + 1]
    if HAN.match(before) and HAN.match(after):
        return True
    head = source[source.rfind("\n", 0, start) + 1 : start].rstrip()
    return after in ("", "\n", "\r") and len(head) >= HEAD and bool(ENDED.search(head))


def _is_closed(form: str) -> bool:
    """Return whether a bracket that a piece begins with is closed by its end, or it begins with another sign."""
    close = BRACKETS.get(form[0])
    return not close or close in form[-12:]


def _on_line(source: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the places up to the line feed that parts all of them after the same letters: what follows is the text's."""
    feeds = [source.find("\n", a, b) for a, b in spans]
    if -1 in feeds:
        return spans
    if len({len(fold(source[a:feed]).text) for (a, _), feed in zip(spans, feeds, strict=True)}) > 1:
        return spans
    return [(a, feed - (source[feed - 1] == "\r")) for (a, _), feed in zip(spans, feeds, strict=True)]


def _is_whole(source: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Return whether no place begins or ends within a word."""
    return not any(WORD.match(source[a - 1 : a + 1]) or WORD.match(source[b - 1 : b + 1]) for a, b in spans)


def _is_list(source: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Return whether places that fill their lines lie side by side: items of a list."""
    lines = [source.count("\n", 0, a) for a, b in spans if _line(source, a).strip() == source[a:b].strip()]
    beside = sum(b - a == 1 for a, b in pairwise(lines))
    return bool(lines) and 2 * beside >= len(lines)


def _line(source: str, place: int) -> str:
    low = source.rfind("\n", 0, place) + 1
    high = source.find("\n", place)
    return source[low : high if high >= 0 else None]


def _where(source: str, span: tuple[int, int]) -> Where:
    """Return where a mark stands, at a line's end with the blanks before it."""
    found = where_of(source, Place(*span))
    if found.after.strip(BLANKS):
        return found
    return where_of(source, Place(span[0] - len(found.before) + len(found.before.rstrip(BLANKS)), span[1]))


def _latin(form: str) -> str:
    return form.translate(ALIKE).replace("[.]", ".").replace("點", ".").replace("·", ".")


def _plainly(form: str) -> str:
    """Return a form as its words are spoken: letters that stand apart closed up."""
    closed = re.sub(r"(?<=[^\W\d_])[\s\u3000\xa0/_.·•\-|~*]{1,2}(?=[^\W\d_])", "", form) if APART.search(form) else form
    return " ".join(text_of(codes_of(closed.translate(ALIKE))).split())
