"""Evidence: for every open line of a frame integers that say what it looks like, where it stands and what stands beside it.

Nothing here decides. Integers only, so that every machine computes the same.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from cleaners.frames.rows import FURNITURE, MOST, SENTENCE, STOPS, Frame, Row, is_paragraph, width
from cleaners.frames.words import DIGITS
from cleaners.rulepacks.views import view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ENDS = '。.!\uff01?\uff1f…」』”’")\uff09:\uff1a;\uff1b】]'
SEPARATORS = re.compile("[|\uff5c│丨·•»›>→«‹<←/\\\\▲▼◆■●★☆©®+\uff0b#]")
PARTED = re.compile(
    "\\d:\\d\\d|[|\uff5c│丨·•»›>→«‹<←☆©®\uff0b+]|[^\\d]/[^\\d]|[\u3400-\u9fff][ \u3000]+[\u3400-\u9fff]"
)  # by what neither a title nor a day is: a clock, separators
COLON = re.compile("[:\uff1a丨\uff5c]")
ADDRESS = re.compile(r"https?:|www\.|@|\.com|\.cn|\.org|\.net")
BRACKETS = "[【(\uff08《<「『〔"
QUOTES = "“\"「『‘'"
LISTED = re.compile("[-*•·+]\\s|[(\\[\uff08]?\\d{1,3}[.)、\\]\uff09\uff0e]|[①-⑳]|[一二三四五六七八九十]+[、.]")
LATIN = re.compile("[A-Za-z]+")
HAN_RUN = re.compile("[\u3400-\u9fff]+")
LONGER = re.compile("[a-z]{4,}")
SHAPE = 40  # characters of a line's shape
BODY = 6000  # characters of the text that a line's words are looked up in
SURE = 6000  # points of a line that a rule took
NONE = -8000  # points beyond the ends of the page
NOTHING = 7000  # points where no line stands between
FAR = 30  # lines up and down that are looked at for known furniture
LONE = 300  # cells of a paragraph that belongs to the text even where it stands alone
BEYOND = 35  # where there is none


class Table(NamedTuple):
    """Numbers of the open rows of a frame, and the evidence for each by name."""

    places: tuple[int, ...]
    columns: dict[str, list[int]]


def frame_of(rows: Sequence[Row], points: Callable[[str], int]) -> Frame | None:
    """Return the frame of a page, or None where it has no paragraph, or more lines before it than any frame."""
    lines = ["" if row.known else row.words for row in rows]
    ahead, back = range(min(len(rows), MOST + 1)), range(len(rows) - 1, max(-1, len(rows) - MOST - 2), -1)
    for asked in (is_anchor, is_text):
        first = next((n for n in ahead if asked(lines, n, points)), None)
        last = next((n for n in back if asked(lines, n, points)), None)
        if first is not None and last is not None:
            return Frame(tuple(rows), first, last)
    return None


def is_text(lines: Sequence[str], n: int, points: Callable[[str], int]) -> bool:
    """Return whether a line is a paragraph that does not speak like a site."""
    return is_paragraph(lines[n]) and points(lines[n]) <= FURNITURE


def is_anchor(lines: Sequence[str], n: int, points: Callable[[str], int]) -> bool:
    """Return whether a line belongs to the text for sure: a long paragraph, or one of two side by side; a notice stands alone."""
    if not is_text(lines, n, points):
        return False
    beside = (k for k in (n - 1, n + 1) if 0 <= k < len(lines))
    return width(lines[n]) >= LONE or any(is_text(lines, k, points) for k in beside)


@dataclass(frozen=True, eq=False)
class Evidences:
    """All measurements of the frame of one page."""

    frame: Frame
    points: Callable[[str], int]

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows of the page."""
        return self.frame.rows

    @cached_property
    def zones(self) -> tuple[range, ...]:
        """Numbers of the rows before and behind the text, then of each gap between its paragraphs in which furniture stood."""
        return range(self.frame.first), range(self.frame.last + 1, len(self.rows)), *gaps(self.frame, self.points)

    @cached_property
    def zone_of(self) -> dict[int, int]:
        """The number of the zone of each row that lies in one."""
        return {n: k for k, zone in enumerate(self.zones) for n in zone}

    @cached_property
    def places(self) -> tuple[int, ...]:
        """Numbers of the open rows of the frame."""
        return tuple(sorted(n for zone in self.zones for n in zone if not self.rows[n].known))

    @cached_property
    def said(self) -> dict[int, int]:
        """Points of the words of each row of the frame, bounded; known furniture has the most."""
        out = {}
        for zone in self.zones:
            for n in zone:
                row = self.rows[n]
                out[n] = SURE if row.known else max(-SURE, min(SURE, self.points(row.words)))
        return out

    @cached_property
    def body(self) -> list[str]:
        """The paragraphs of the text, up to so many characters."""
        out, size = [], 0
        for row in self.rows[self.frame.first : self.frame.last + 1]:
            if not row.known and is_paragraph(row.words):
                out.append(row.words)
                size += len(row.words)
                if size > BODY:
                    break
        return out

    @cached_property
    def page(self) -> dict[str, int]:
        """What holds of the page as a whole."""
        inner = self.rows[self.frame.first : self.frame.last + 1]
        short = sum(not row.known and not is_paragraph(row.words) for row in inner)
        text = " ".join(self.body)[:BODY]
        families = Counter(row.known for row in self.rows)
        out = {
            "body han": _share(_han(text), len(text)),
            "paragraphs": min(FAR, len(self.body)),
            "short within": short,
            "short share": _share(short, len(inner)),
            "known": len(self.rows) - families[""],
        }
        return out | {f"known {name}": families[name] for name in ("watermark", "wiki", "furniture", "editorial")}

    def table(self) -> Table:
        """Return the evidence for the open rows."""
        if not self.places:
            return Table((), {})
        lines = [self._own(n) | self._stands(n) | self._beside(n) | self.page for n in self.places]
        return Table(self.places, {name: [line[name] for line in lines] for name in lines[0]})

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words of the text, and its pairs of Han characters."""
        return _vocabulary(" ".join(self.body)[:BODY])

    @cached_property
    def shapes(self) -> Counter[str]:
        """How often each shape stands in the frame."""
        return Counter(shape(self.rows[n].words) for n in self.places)

    @cached_property
    def alike(self) -> Counter[str]:
        """How often each line stands on the page."""
        return Counter(row.words for row in self.rows)

    def _own(self, n: int) -> dict[str, int]:
        words = self.rows[n].words
        latin, known = LATIN.findall(words), _vocabulary(words)
        han = _share(_han(words), len(words))
        return {
            "points": self.said[n],
            "width": width(words),
            "paragraph": is_paragraph(words),
            "sentence": bool(SENTENCE.search(words)),
            "stops": len(STOPS.findall(words)),
            "ends": words[-1] in ENDS,
            "ends in colon": words[-1] in ":\uff1a",
            "colon": bool(COLON.search(words[:-1])),
            "digits": _share(sum(map(str.isdigit, words)), len(words)),
            "letters": _share(sum(map(str.isalpha, words)), len(words)),
            "separators": len(SEPARATORS.findall(words)),
            "parted": bool(PARTED.search(words)),
            "address": bool(ADDRESS.search(words)),
            "bracket": words[0] in BRACKETS,
            "listed": bool(LISTED.match(words)),
            "capitals": _share(sum(word[0].isupper() for word in latin), len(latin)) if latin else -1,
            "words": len(latin) + _han(words),
            "question": words[-1] in "?\uff1f",
            "quoted": words[0] in QUOTES,
            "terms": len(known),
            "in text": _share(len(known & self.vocabulary), len(known)) if known else -1,
            "other script": abs(han - self.page["body han"]),
            "same": self.alike[words],
            "shape": self.shapes[shape(words)],
        }

    def _stands(self, n: int) -> dict[str, int]:
        """Say where a row stands between the page's edge and the text, and where known furniture is."""
        zone, outer, inner = self._around(n)
        known = [k for k in zone if self.rows[k].known]
        head = n < self.frame.first
        other = self.zones[1] if head else self.zones[0]
        return {
            "head": head,
            "gap": self.frame.first <= n <= self.frame.last,
            "from edge": len(outer),
            "from text": len(inner),
            "frame": len(zone),
            "cells from edge": sum(width(self.rows[k].words) for k in outer),
            "known beside": len(known),
            "known share": _share(len(known), len(zone)),
            "known above": self._known(n, -1),
            "known below": self._known(n, 1),
            "known outward": sum(bool(self.rows[k].known) for k in outer),
            "known inward": sum(bool(self.rows[k].known) for k in inner),
            "known across": sum(bool(self.rows[k].known) for k in other),
        }

    def _around(self, n: int) -> tuple[range, range, range]:
        """Return the rows of the zone of row `n`, those towards the page's edge and those towards the text."""
        zone = self.zones[self.zone_of[n]]
        above, below = range(zone.start, n), range(n + 1, zone.stop)
        return (zone, above, below) if n < self.frame.first else (zone, below, above)

    def _known(self, n: int, step: int) -> int:
        """Return how many lines up or down known furniture stands."""
        for distance in range(1, FAR + 1):
            k = n + step * distance
            if not 0 <= k < len(self.rows):
                break
            if self.rows[k].known:
                return distance
        return BEYOND

    def _beside(self, n: int) -> dict[str, int]:
        """Say how much the rows around speak like a site."""
        zone, outer, inner = self._around(n)
        out = {f"points at {step}": self._at(n + step) for step in (-2, -1, 1, 2)}
        out |= {f"width at {step}": self._width(n + step) for step in (-1, 1)}
        for name, reach in (("frame", zone), ("outward", outer), ("inward", inner)):
            said = [self.said[k] for k in reach]
            out[f"mean {name}"] = sum(said) // len(said) if said else NOTHING
            out[f"least {name}"] = min(said, default=NOTHING)
        return out

    def _at(self, n: int) -> int:
        if n in self.said:
            return self.said[n]
        if not 0 <= n < len(self.rows):
            return NONE
        return -SURE  # a paragraph of the text

    def _width(self, n: int) -> int:
        return width(self.rows[n].words) if 0 <= n < len(self.rows) else -1


def gaps(frame: Frame, points: Callable[[str], int]) -> Iterator[range]:
    """Yield the runs of rows between paragraphs of the text in which rules have found furniture."""
    rows, done = frame.rows, frame.first
    lines = ["" if row.known else row.words for row in rows]
    for n in range(frame.first + 1, frame.last):
        if n <= done or not rows[n].known:
            continue
        start, stop = n, n + 1
        while start > done + 1 and not is_text(lines, start - 1, points):
            start -= 1
        while stop < frame.last and not is_text(lines, stop, points):
            stop += 1
        yield range(start, stop)
        done = stop


def _share(part: int, whole: int) -> int:
    return part * 100 // whole if whole else 0


def _han(words: str) -> int:
    return 0 if words.isascii() else sum(map(len, HAN_RUN.findall(words)))


def _vocabulary(words: str) -> frozenset[str]:
    """Return the longer words and the pairs of Han characters of a text, folded."""
    folded = view(words, 0, len(words)).text.lower()
    pairs = (run[i : i + 2] for run in HAN_RUN.findall(folded) for i in range(len(run) - 1))
    return frozenset((*LONGER.findall(folded), *pairs))


def shape(words: str) -> str:
    """Return the outline of a line: what its letters and digits are, without which they are.

    >>> shape("第3页 | 下一页")
    '中0中 | 中'
    """
    return HAN_RUN.sub("中", LATIN.sub("a", DIGITS.sub("0", view(words, 0, len(words)).text)))[:SHAPE]
