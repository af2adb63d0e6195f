"""What may be an insertion: whole lines, brackets, sentences, tails of lines and runs of words, of which a site's words fill all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cleaners.repeats.insert_lines import ANCHOR, APART, INVISIBLE, LONGEST, WIDE, plain_of
from cleaners.repeats.insert_words import Parse, parse, spoken
from cleaners.repeats.mark_judge import ENDED, QUOTES
from cleaners.repeats.marks import Place
from cleaners.scan import spans_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cleaners.repeats.insert_lines import Plain, Sheet

SHORTEST = 5
STRANGE = 6  # characters that a name without a site's ending may have
CLOSERS = {"(": ")", "【": "】", "[": "]", "{": "}", "<": ">", "〔": "〕", "〖": "〗", "«": "»"}
BRACKETS = re.compile("|".join(rf"{re.escape(a)}[^{re.escape(a + b)}。\n]{{4,{LONGEST}}}{re.escape(b)}" for a, b in CLOSERS.items()))  # fmt: skip
# One class of characters begins it: a pattern of alternatives would be tried at every letter.
SENTENCE_END = re.compile(
    r"""[。!?….\"”’」』](?:(?<=[。!?…])[。!?…]*["”’」』)\]】]*|(?<=[\w)%"”’\]]\.)["”’)\]]*(?=\s|$|[\u4e00-\u9fff\[【(<@#*])|(?<=[。!?.]["”’」』])["”’」』]*)"""
)
DECOR = "-—–=*★☆※~～#|·•_+◆■●▲♦＊…<>▶→←"
TAG = re.compile(r"^\s*(?:[#@©]|\([Cc]\))")
CLAUSE = "。!?,;:…—"
DISGUISED = 2.0  # points of letters set apart, wide or with invisible ones between


@dataclass(frozen=True, eq=False)
class Piece:
    """A candidate: its place in the text, its words, its form, and what surrounds it."""

    place: Place
    form: str
    parse: Parse
    extra: float  # points for brackets, ornaments, a line of its own
    disguised: bool  # whether its letters are set apart, wide or have invisible ones between

    @cached_property
    def key(self) -> str:
        """What is the same in all its repetitions."""
        return self.parse.skeleton

    @cached_property
    def points(self) -> float:
        """How much tells that a site speaks here."""
        return self.parse.points + self.extra + DISGUISED * self.disguised


def pieces(sheet: Sheet, numbers: Iterable[int]) -> Iterator[Piece]:
    """Yield the candidates on the lines, and those that reach over the end of one of them; each place once."""
    seen: set[Place] = set()
    pairs = {(a, a + 1) for n in numbers for a in (n - 1, n) if a >= 0 and a + 1 < len(sheet.starts)}
    for a, b in sorted([*((n, None) for n in numbers), *pairs], key=lambda pair: (pair[1] is not None, pair[0])):
        for piece in _of(sheet, plain_of(sheet, a, b)):
            if piece.place not in seen:
                seen.add(piece.place)
                yield piece


def _of(sheet: Sheet, plain: Plain) -> Iterator[Piece]:
    """Yield the candidates of one or two lines; of two lines only what stands on both."""
    seen: set[tuple[int, int]] = set()
    for anchor in spans_of(ANCHOR, plain.text):
        for form, start, end in _extents(plain, *anchor):
            if (start, end) not in seen:
                seen.add((start, end))
                if piece := _piece(sheet, plain, form, (start, end)):
                    yield piece


def _extents(plain: Plain, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield what a mark around an anchor may reach over: the line, its tail, a bracket, a sentence, a run of known words."""
    text = plain.text
    if len(text.strip()) <= LONGEST:
        yield "line", 0, len(text)
    low, high = max(0, start - LONGEST), min(len(text), end + LONGEST)
    for found in BRACKETS.finditer(text, low, high):
        if found.start() <= start and end <= found.end():
            behind = found.end()
            yield ("tail" if not text[behind:].strip(" 。.!") else "bracket"), found.start(), behind
    stops = [low, *(m.end() for m in SENTENCE_END.finditer(text, low, high))]
    before = [k for k in stops if k <= start]
    after = [k for k in stops if k >= end]
    for k in before[-2:]:
        if high == len(text):
            yield "tail", k, high
        if after:
            yield "sentence", k, after[0]
    if plain.joint < 0:
        yield from _runs(text, before[-1], after[0] if after else high, start)


def _runs(text: str, low: int, high: int, anchor: int) -> Iterator[tuple[str, int, int]]:
    """Yield the known words around an anchor within a sentence, from a clause's begin on."""
    tokens = parse(text[low:high]).tokens
    at = next((k for k, t in enumerate(tokens) if t.start + low <= anchor < t.end + low), None)
    if at is None or tokens[at].tells == "strange":
        return
    first = last = at
    while first and tokens[first - 1].tells != "strange" and text[low + tokens[first - 1].start] not in CLAUSE:
        first -= 1
    while (
        last + 1 < len(tokens)
        and tokens[last + 1].tells != "strange"
        and text[low + tokens[last + 1].start] not in "。!?,;"
    ):
        last += 1
    while last > at and tokens[last].tells in {"glue", "mark"}:
        last -= 1
    if first == 0 or text[low + tokens[first - 1].start] in CLAUSE:
        yield "run", low + tokens[first].start, low + tokens[last].end


def _piece(sheet: Sheet, plain: Plain, form: str, span: tuple[int, int]) -> Piece | None:
    """Return the candidate on a span of plain text, or None where it says too much else or stands where none does."""
    text = plain.text
    start, end = span
    while start < end and text[start] in " ,、":
        start += 1
    while start < end and text[end - 1] == " ":
        end -= 1
    if plain.joint >= 0 and not start < plain.joint < end:
        return None
    if not SHORTEST <= end - start <= LONGEST or _is_quoted(text, start, end):
        return None
    before, after = text[max(0, start - LONGEST) : start].rstrip(), text[end : end + LONGEST].strip()
    if form != "run" and after in {"", "。", "."} and not before:
        form = "line"
    if form == "tail" and not (before and (ENDED.search(before) or before[-1:] == "…")):
        return None
    if "@" in text[start + 1 : end]:
        return None
    words = spoken(text[start:end], STRANGE if plain.joint < 0 else 0)
    if words is None or words.gaps > 1 or (words.strange and not words.named):
        return None
    place = _place(plain, start, end)
    raw = sheet.source[slice(*place)]
    disguised = bool(WIDE.search(raw)) or (plain.disguised and _is_disguised(raw))
    return Piece(place, form, words, _extra(text[start:end], form), disguised)


def _place(plain: Plain, start: int, end: int) -> Place:
    return Place(plain.offsets[start], plain.offsets[end - 1] + 1)


def _is_quoted(text: str, start: int, end: int) -> bool:
    """Return whether quotation marks stand around a span, or one of them within it."""
    before, after = text[max(0, start - LONGEST) : start].rstrip()[-1:], text[end : end + LONGEST].lstrip()[:1]
    inner = text[start:end]
    return (bool(before) and QUOTES.get(before, "\0") == after) or any(
        (a in inner) != (b in inner) for a, b in QUOTES.items() if a != b and a not in "<《"
    )


def _extra(piece: str, form: str) -> float:
    """Return the points that form and place give: brackets, ornaments on both sides, a line of its own."""
    piece = piece.strip(" 。.")
    extra = {"line": 1.0, "tail": 0.5}.get(form, 0.0)
    if piece and CLOSERS.get(piece[0]) == piece[-1]:
        return extra + (1.5 if piece[0] in "【〖" else 0.5 if piece[0] == "(" else 1.0)
    return extra + 1.0 * bool((piece[:1] in DECOR and piece[-1:] in DECOR) or TAG.match(piece))


def _is_disguised(raw: str) -> bool:
    """Return whether invisible characters or blanks stand between the letters of a piece."""
    hidden = sum(bool(INVISIBLE.match(c)) for c in raw)
    return (
        hidden >= max(3, len(raw) // 5)
        or bool(APART.search(raw))
        or bool(re.search(r"[a-z][\u200b-\u200d\u2060][a-z]", raw))
    )
