"""Finds, at a hundred megabytes a second, the few places of a text that may be mojibake: everything dear looks only there.

Three reasons to suspect a place: characters whose bytes in GBK or Big5 have the shape of UTF-8, Latin-1 letters side by
side, and a run of characters that become far commoner when they are read by the other Chinese encoding.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from cleaners.charsets import charmodel
from cleaners.repairs import context
from cleaners.repairs.context import may_hold
from cleaners.repairs.rereading import Step, bytes_of, chars_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from cleaners.text import Span

PLANE: Final = 0x10000
ASCII_END: Final = 0x80
FEED: Final = 0x0A
CHUNK = 1 << 20  # characters weighed at once: bounds the memory of a file that is one line
WINDOW = 4  # characters; shorter windows meet chance, longer ones miss short stretches
LEAST_GAIN = 6 * charmodel.STEP  # by single characters; 2-5 % of clean lines reach it
KANA = charmodel.STEP  # Japanese lines are not suspect for their kana; mojibake holds rare hanzi as well
REACH = 48  # characters looked at beyond a hit: no stretch of mojibake goes so far without another
LEAST_STRETCH = 8 * charmodel.STEP  # by the whole model; a stretch that gains less is never patched
NO_BYTES = -4 * charmodel.STEP  # a character that the encoding lacks speaks against it
CROSSED = (Step("gbk", "big5"), Step("big5", "gbk"))
# What Latin-1 and Windows-1252 make of bytes 80-FF.
LATIN = "\x80-\xff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122"
_PROPER = "\x80-\x9f\xa1-\xac\xae-\xb6\xb8-\xff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2020\u2021\u2030\u2039\u203a\u20ac\u2122"
_LEAD, _NEXT, _LATIN_LEAD = range(0xE2, 0xF0), range(0x80, 0xC0), (0xC2, 0xC3, 0xC5, 0xCB, 0xE2)


class Suspect(NamedTuple):
    """A part of a line that may hold mojibake, and the first steps worth trying."""

    start: int
    end: int
    steps: tuple[Step, ...]


def _class(codec: str, leads: range | tuple[int, ...], trails: range | tuple[int, ...]) -> str:
    """Return, for a pattern, the characters of a codec with such first and second bytes."""
    return "".join(re.escape(c) for c, b in bytes_of(codec).items() if b[0] in leads and b[1] in trails)


@cache
def _shapes() -> tuple[tuple[re.Pattern[str], tuple[Step, ...]], ...]:
    """Return the patterns of byte shapes and the steps each speaks for; compiled when first asked for."""
    out: list[tuple[re.Pattern[str], tuple[Step, ...]]] = []
    for codec in ("gbk", "big5"):
        first = _class(codec, _LEAD, _NEXT)
        second, third = (
            _class(codec, _NEXT, _LEAD),
            _class(codec, _NEXT, _NEXT),
        )  # two characters of UTF-8 are three here
        latin = _class(codec, _LATIN_LEAD, _NEXT)  # UTF-8 of Latin-1 letters
        # One class to begin with: a pattern of alternatives would be eight times as slow.
        shape = f"[{first}{latin}](?:(?<=[{first}])[{second}][{third}]|(?<=[{latin}])[{latin}]{{2}})"
        out.append((re.compile(shape), (Step(codec, "utf-8"),)))
    steps = tuple(Step("latin", true) for true in ("utf-8", "gbk", "big5"))
    out.append((re.compile(f"[{_PROPER}](?:(?<=[{LATIN}].)|[!-~]?[{_PROPER}]|[{LATIN}])"), steps))
    return tuple(out)


@cache
def _gains() -> tuple[NDArray[np.int16], ...]:
    """Return, per crossed step and code point, what reading the character anew gains (sixteenths of a nat)."""
    import numpy as np

    model = charmodel.load()
    symbols = model.symbols[:PLANE]
    classes, han = model.classes[symbols], charmodel.CLASSES.index("han")
    cost = (
        model.turns[han, classes].astype(int) + model.turns[classes, han] + model.starts[symbols] + model.ends[symbols]
    )
    out = []
    for step in CROSSED:
        gains = np.full(PLANE, NO_BYTES, np.int16)
        gains[:0x80] = 0
        chars = chars_of(step.true)
        for char, pair in bytes_of(step.read).items():
            anew = chars.get(pair, "")
            if char < "\U00010000" and anew and anew < "\U00010000":
                most = KANA if "\u3041" <= char <= "\u30fe" else 127
                gains[ord(char)] = max(-128, min(most, int(cost[ord(char)] - cost[ord(anew)])))
        out.append(gains)
    return tuple(out)


def suspects(text: str) -> Iterator[Suspect]:
    """Yield the suspicious parts of lines in order, each with all steps that something in it speaks for."""
    found: dict[Span, dict[Step, None]] = {}
    for pattern, steps in _shapes():
        if steps[0].read == "latin" and not may_hold(text, context.LATIN):
            continue
        for span in _around(text, [hit.start() for hit in pattern.finditer(text)]):
            found.setdefault(span, {}).update(dict.fromkeys(steps))
    for step, hits in _crossed(text):
        for span in _borne_out(text, step, _around(text, hits)):
            found.setdefault(span, {})[step] = None
    yield from _united(found)


def _around(text: str, hits: list[int]) -> list[Span]:
    """Return the parts of lines around places: hits near each other share one, which reaches REACH beyond them."""
    out: list[Span] = []
    line = (0, -1)
    for hit in hits:
        if hit > line[1]:
            line = _line_at(text, hit)
        if out and out[-1][0] >= line[0] and hit - out[-1][1] <= REACH:
            out[-1] = out[-1][0], min(line[1], hit + REACH)
        else:
            out.append((max(line[0], hit - REACH, out[-1][1] if out else 0), min(line[1], hit + REACH)))
    return out


def _united(found: dict[Span, dict[Step, None]]) -> Iterator[Suspect]:
    """Yield the parts, those that overlap as one with the steps of all."""
    start = end = -1
    steps: dict[Step, None] = {}
    for span in sorted(found):
        if span[0] >= end:
            if steps:
                yield Suspect(start, end, tuple(steps))
            start, end, steps = *span, {}
        end = max(end, span[1])
        steps.update(found[span])
    if steps:
        yield Suspect(start, end, tuple(steps))


def steps_for(text: str) -> tuple[Step, ...]:
    """Return the steps worth trying on a single line."""
    return tuple(dict.fromkeys(step for suspect in suspects(text) for step in suspect.steps))


def _crossed(text: str) -> Iterator[tuple[Step, list[int]]]:
    """Yield for each crossed step the places where a window of characters gains by it."""
    hits: dict[Step, list[int]] = {step: [] for step in CROSSED}
    for base in range(0, len(text), CHUNK):
        part = text[base : base + CHUNK]
        if not part.isascii():
            for step, places in _gaining(part):
                hits[step] += [base + place for place in places]
    yield from hits.items()


def _gaining(text: str) -> Iterator[tuple[Step, list[int]]]:
    import numpy as np

    points = np.frombuffer((text + "\n").encode("utf-32-le", "surrogatepass"), np.uint32)
    places = np.flatnonzero(
        (points >= ASCII_END) | (points == FEED)
    )  # other ASCII gains nothing: windows reach over it
    places = np.repeat(places, np.where(points[places] == FEED, WINDOW - 1, 1))  # but not over the end of a line
    points = np.minimum(points[places], PLANE - 1)
    for step, gains in zip(CROSSED, _gains(), strict=True):
        sums = np.cumsum(gains[points], dtype=np.int32)
        windows = sums[WINDOW - 1 :].copy()
        windows[1:] -= sums[:-WINDOW]
        yield step, places[np.flatnonzero(windows >= LEAST_GAIN)].tolist()


def _borne_out(text: str, step: Step, parts: list[Span]) -> Iterator[Span]:
    """Yield the parts that gain by a crossed step in the words of the whole model too; all are weighed at once."""
    import numpy as np

    if not parts:
        return
    joined = "\n".join(text[start:end] for start, end in parts)
    gains = charmodel.costs(joined) - charmodel.costs(joined.translate(_table(step)))
    sums = np.concatenate([[0], np.cumsum(gains)])
    place = 0
    for start, end in parts:
        run = sums[place : place + end - start + 1]
        if (run - np.minimum.accumulate(run)).max() >= LEAST_STRETCH:
            yield start, end
        place += end - start + 1


@cache
def _table(step: Step) -> dict[int, str]:
    chars = chars_of(step.true)
    return {ord(char): chars[pair] for char, pair in bytes_of(step.read).items() if pair in chars}


def _line_at(text: str, place: int) -> Span:
    """Return the line around a place; line feeds and carriage returns end lines."""
    start = text.rfind("\n", 0, place) + 1
    end = text.find("\n", place)
    end = len(text) if end < 0 else end
    start = max(start, text.rfind("\r", start, place) + 1)
    feed = text.find("\r", place, end)
    return start, end if feed < 0 else feed
