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
LATIN_STEPS = tuple(Step("latin", true) for true in ("utf-8", "gbk", "big5"))
# What Latin-1 and Windows-1252 make of bytes 80-FF.
LATIN = "\x80-\xff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122"
_PROPER = "\x80-\x9f\xa1-\xac\xae-\xb6\xb8-\xff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2020\u2021\u2030\u2039\u203a\u20ac\u2122"
CODECS = ("gbk", "big5")
_LEAD, _NEXT, _LATIN_LEAD = range(0xE2, 0xF0), range(0x80, 0xC0), (0xC2, 0xC3, 0xC5, 0xCB, 0xE2)
FIRST, SECOND, THIRD, LETTER = 1, 2, 4, 8  # two characters of UTF-8 are three here; three Latin-1 letters are three
PARTS = ((FIRST, _LEAD, _NEXT), (SECOND, _NEXT, _LEAD), (THIRD, _NEXT, _NEXT), (LETTER, _LATIN_LEAD, _NEXT))
SHAPE = 3  # characters


class Suspect(NamedTuple):
    """A part of a line that may hold mojibake, and the first steps worth trying."""

    start: int
    end: int
    steps: tuple[Step, ...]


@cache
def _latin_shape() -> re.Pattern[str]:
    """Return the pattern of Latin-1 letters side by side; compiled when first asked for."""
    return re.compile(f"[{_PROPER}](?:(?<=[{LATIN}].)|[!-~]?[{_PROPER}]|[{LATIN}])")


@cache
def _parts() -> NDArray[np.uint8]:
    """Return per code point the parts it can have in bytes of the shape of UTF-8: four bits for each of CODECS."""
    import numpy as np

    parts = np.zeros(PLANE, np.uint8)
    for n, codec in enumerate(CODECS):
        for char, pair in bytes_of(codec).items():
            if char < "\U00010000":
                bits = sum(bit for bit, leads, trails in PARTS if pair[0] in leads and pair[1] in trails)
                parts[ord(char)] |= bits << 4 * n
    return parts


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
    for step, hits in _shaped(text):
        for span in _around(text, hits):
            found.setdefault(span, {})[step] = None
    if may_hold(text, context.LATIN) and not text.isascii():
        for span in _around(text, [hit.start() for hit in _latin_shape().finditer(text)]):
            found.setdefault(span, {}).update(dict.fromkeys(LATIN_STEPS))
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


def _shaped(text: str) -> Iterator[tuple[Step, list[int]]]:
    """Yield for each Chinese encoding the places where three characters have bytes of the shape of UTF-8, none overlap."""
    import numpy as np

    hits: dict[str, list[int]] = {codec: [] for codec in CODECS}
    for base in range(0, len(text), CHUNK):
        part = text[base : base + CHUNK + SHAPE - 1]
        if part.isascii() or len(part) < SHAPE:
            continue
        bits = _parts()[np.minimum(_points(part), PLANE - 1)]
        for codec in CODECS:
            one, two, three = bits[:-2], bits[1:-1], bits[2:]
            for place in np.flatnonzero((one & two >> 1 & three >> 2 & FIRST) | (one & two & three & LETTER)).tolist():
                if not hits[codec] or base + place >= hits[codec][-1] + SHAPE:
                    hits[codec].append(base + place)
            bits = bits >> np.uint8(4)
    yield from ((Step(codec, "utf-8"), places) for codec, places in hits.items())


def _points(text: str) -> NDArray[np.uint32]:
    import numpy as np

    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


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

    points = _points(text + "\n")
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
