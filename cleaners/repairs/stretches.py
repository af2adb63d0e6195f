"""The best path through the units of a re-read line: which stretches become likelier when they are read anew.

A character model says how likely each unit is both ways; the path keeps or re-reads every unit and pays for each change of
mind (Viterbi, two states).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cleaners.charsets import charmodel

if TYPE_CHECKING:
    from cleaners.repairs.rereading import Chain, Unit

# Nats. A change of mind between two characters that touch costs more than one beside ASCII: mojibake ends with its line,
# its field or its tag, seldom in the middle of a word.
TOUCHING, APART = 10.0, 3.0
LATIN_PRIOR = 3.0  # nats per unit of Latin-1 beside others that are mojibake: "¡B" may be an author's, but not there


class Stretch(NamedTuple):
    """Characters `start:end` of a line, what they are in truth, and by how much that is likelier."""

    start: int
    end: int
    text: str
    gain: float
    chain: Chain
    excess: float = 0.0  # what it gained beyond the least that such a stretch must gain


class Draft(NamedTuple):
    """A line after some rounds of replacements; each character knows the span of the line it stands for."""

    text: str
    starts: list[int]
    ends: list[int]
    marks: list[Stretch | None]  # the latest stretch a character came with

    @staticmethod
    def of(line: str) -> Draft:
        """Return the draft of a line in which nothing is replaced."""
        return Draft(line, list(range(len(line))), list(range(1, len(line) + 1)), [None] * len(line))

    def replaced(self, new: list[Stretch]) -> Draft:
        """Return the draft after a round of stretches, in order and in coordinates of this draft."""
        texts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        marks: list[Stretch | None] = []
        place = 0
        for stretch in [*new, Stretch(len(self.text), len(self.text), "", 0.0, ())]:
            kept, gone = slice(place, stretch.start), slice(stretch.start, stretch.end)
            size = len(stretch.text)
            before = next((m for m in self.marks[gone] if m), None)
            mark = stretch if before is None else stretch._replace(chain=(*before.chain, *stretch.chain))
            texts += self.text[kept], stretch.text
            starts += self.starts[kept] + self.starts[gone][:1] * size
            ends += self.ends[kept] + self.ends[gone][-1:] * size
            marks += self.marks[kept] + [mark] * size
            place = stretch.end
        return Draft("".join(texts), starts, ends, marks)

    def stretches(self) -> list[Stretch]:
        """Return what is replaced, in coordinates of the line; characters whose spans overlap go together."""
        out: list[Stretch] = []
        k = 0
        while k < len(self.text):
            mark, first, end = self.marks[k], k, self.ends[k]
            k += 1
            while k < len(self.text) and self.starts[k] < end:
                mark, end = mark or self.marks[k], max(end, self.ends[k])
                k += 1
            if mark is not None:
                out.append(mark._replace(start=self.starts[first], end=end, text=self.text[first:k]))
        return out


def stretches(line: str, units: list[Unit], chain: Chain) -> list[Stretch]:
    """Return the stretches of a line that the best path through its units reads anew."""
    gains = _unit_gains(line, units, chain)
    path = _path(line, units, gains)
    out: list[Stretch] = []
    k = 0
    while k < len(units):
        if not path[k]:
            k += 1
            continue
        first = k
        while k < len(units) and path[k]:
            k += 1
        last = k
        while first < last and units[first].text == line[units[first].start : units[first].end]:
            first += 1
        while last > first and units[last - 1].text == line[units[last - 1].start : units[last - 1].end]:
            last -= 1
        if first < last:
            text = "".join(u.text or "" for u in units[first:last])
            out.append(Stretch(units[first].start, units[last - 1].end, text, sum(gains[first:last]), chain))
    return out


def _unit_gains(line: str, units: list[Unit], chain: Chain) -> list[float]:
    """Return what each unit gains in nats when it is read anew; units that stay the same gain nothing."""
    anew = "".join(line[u.start : u.end] if u.text is None else u.text for u in units)
    before, after = _sums(line), _sums(anew)
    prior = LATIN_PRIOR if chain[0].read == "latin" else 0.0
    gains, place = [], 0
    for unit in units:
        stop = place + (unit.end - unit.start if unit.text is None else len(unit.text))
        same = unit.text is None or unit.text == line[unit.start : unit.end]
        gains.append(
            0.0
            if same
            else (before[unit.end] - before[unit.start] - after[stop] + after[place]) / charmodel.STEP + prior
        )
        place = stop
    return gains


def _sums(text: str) -> list[int]:
    """Return the running sums of the characters' costs, from 0."""
    total, out = 0, [0]
    for cost in charmodel.costs(text).tolist():
        total += cost
        out.append(total)
    return out


def _path(line: str, units: list[Unit], gains: list[float]) -> list[bool]:
    """Return for each unit whether it is read anew on the best path."""
    keep, anew = 0.0, float("-inf")
    choices: list[tuple[bool, bool]] = []  # whether the unit before was read anew, if this one is kept, or is read anew
    for k, unit in enumerate(units):
        touches = k > 0 and line[unit.start] >= "\x80" and line[unit.start - 1] >= "\x80"
        leave = anew - (TOUCHING if touches else 0.0)
        enter = keep - (TOUCHING if touches else APART)
        choices.append((leave > keep, anew >= enter))
        keep, anew = max(keep, leave), float("-inf") if unit.text is None else max(anew, enter) + gains[k]
    state = anew > keep
    path: list[bool] = []
    for from_keep, from_anew in reversed(choices):
        path.append(state)
        state = from_anew if state else from_keep
    return path[::-1]
