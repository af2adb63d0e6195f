"""Text of one encoding that was read as another, once or twice: UTF-8, GBK and Big5 as each other or as Latin-1.

Each suspicious part of a line is read anew by every chain of re-decodings that something in it speaks for; of the stretches
that become likelier, those of the best chain are patched, if they are natural Chinese then and very much likelier than before.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from cleaners.charsets import charmodel
from cleaners.repairs import context, rereading, suspicion
from cleaners.repairs import stretches as paths
from cleaners.repairs.context import is_example
from cleaners.repairs.rereading import Chain, Step, Unit, reread
from cleaners.repairs.stretches import Draft, Stretch, stretches
from cleaners.repairs.suspicion import steps_for, suspects
from cleaners.rule import Rule, cleaner
from cleaners.text import Candidate, Evidence, Flag, Patch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaners.page import Page
    from cleaners.text import Finding, Text

MOJIBAKE = Rule(
    "repair.mojibake", 3, "Chinese that was read in the wrong encoding.", "Its bytes, read anew, are natural text."
)
INFERRED = Rule(
    "flag.inferred", 3, "A character of which one byte is lost.", "What stood there could only be inferred."
)
LIMIT = Rule(
    "flag.work-limit",
    3,
    "A text too large to be searched for mojibake.",
    "A rule stops at a limit of steps and then changes nothing.",
)

AGAIN = 6.0  # less is enough where the document has the same damage elsewhere
NATURAL = 7.0  # nats per character that natural Chinese costs
SECOND = 6.0  # to be made up by a chain of two steps: there are ten times as many of them
ALONE = 20.0  # to be made up by a single character
SURE = 30.0  # a stretch that gained so much is as good as certain
MIN_DISTINCT = 3  # archaic verse doubles rare characters (芃芃, 潝潝訿訿): two of them prove nothing
ROUNDS = 4  # stretches of different damage in one line
STEPS = 30_000_000  # characters re-read per document
NAMES = {"utf-8": "UTF-8", "gbk": "GBK", "big5": "Big5", "latin": "Windows-1252"}
UNNATURAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff\ufff0-\uffff]")
CHINESE = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff\u3001-\u3011\u3040-\u30ff\uff01-\uff1f\u2014-\u2026]")
KANA = re.compile("[\u3040-\u30ff]")
BEYOND = re.compile(r"[^\x00-\x7f\u00a0\u3000]")
LOST = re.compile("[?\ufffd]")
# Scripts of their own: GBK and Big5 hold kana, Cyrillic and Greek, and each maps them onto common hanzi of the other.
OTHER_SCRIPT = re.compile(
    "[\u0370-\u03ff]+|[\u0400-\u052f]+|[\u3040-\u30ff]+|[\u3105-\u312f\u31a0-\u31bf\u02c7\u02ca\u02cb\u02d9\u3001\u3002\u300a-\u3011\uff0c]+"
)
TONED = re.compile(
    "[\u3105-\u312f][\u02c7\u02ca\u02cb]"
)  # a syllable of Bopomofo with its tone: no punctuation misread
# Latin letters that Windows-1252 lacks: beside one, a word is of a language that has them.
LETTER = re.compile("[\u0100-\u0151\u0154-\u015f\u0162-\u0177\u0179-\u017c\u017f-\u0191\u0193-\u02af\u1e00-\u1eff]")


class Demand(NamedTuple):
    """What is asked of a stretch (nats): a least gain, more for each nat above NATURAL, and a cost that none may pass."""

    least: float
    steep: float
    most: float


# By first step. Valid UTF-8 hardly happens by chance; but every hanzi of one Chinese encoding is some hanzi of the other,
# and of 12,000 random runs of hanzi read as GBK the best came within a nat of this line, read as Big5 within ten.
DEMANDS: Final = {
    Step("latin", "utf-8"): Demand(8.0, 2.0, 13.0),
    Step("latin", "gbk"): Demand(10.0, 9.0, 10.0),
    Step("latin", "big5"): Demand(10.0, 9.0, 10.0),
    Step("gbk", "utf-8"): Demand(8.0, 4.0, 11.0),
    Step("big5", "utf-8"): Demand(8.0, 4.0, 11.0),
    Step("gbk", "big5"): Demand(10.0, 9.0, 10.0),
    Step("big5", "gbk"): Demand(13.5, 9.0, 10.0),
}


class Budget:
    """Counts the characters that are re-read; reaching the limit ends the search."""

    def __init__(self, steps: int) -> None:
        """Start with a number of steps."""
        self.left = steps

    def spend(self, steps: int) -> bool:
        """Take some steps and say whether there were enough."""
        self.left -= steps
        return self.left >= 0


@cleaner(MOJIBAKE, INFERRED, LIMIT, helpers=(context, rereading, paths, suspicion, charmodel.DIGEST))
def mojibake(text: Text, _page: Page) -> Iterator[Finding]:
    """Propose the true text of each stretch of mojibake; flag characters at its edge that lost a byte."""
    yield from search(str(text), Budget(STEPS))


def search(body: str, budget: Budget) -> Iterator[Finding]:
    """Yield what `mojibake` finds in a text; where the budget is spent, one flag and nothing else."""
    found: list[tuple[int, list[Stretch]]] = []
    for suspect in suspects(body):
        stretches = mend(body[suspect.start : suspect.end], suspect.steps, budget)
        if budget.left < 0:
            evidence = Evidence("the limit of characters to re-read was reached")
            yield Flag("work-limit", suspect.start, suspect.end, LIMIT.id, evidence)
            return
        found.append((suspect.start, stretches))
    known = {s.chain for _, stretches in found for s in stretches if s.excess >= 0}
    for start, stretches in found:
        for stretch in stretches:
            if stretch.chain in known:
                yield from _findings(body, start, stretch)


def _findings(body: str, offset: int, stretch: Stretch) -> Iterator[Finding]:
    start, end = offset + stretch.start, offset + stretch.end
    if is_example(body, start, end):
        yield Candidate(start, end, MOJIBAKE.id, "the text shows what a wrong encoding looks like")
        return
    chain = ", then ".join(f"{NAMES[s.true]} read as {NAMES[s.read]}" for s in reversed(stretch.chain))
    says = f"{chain}; read anew it is {stretch.gain:.0f} nats likelier"
    yield Patch(start, end, stretch.text, MOJIBAKE.id, Evidence(says), 0.99 if stretch.gain > SURE else 0.95)
    if stretch.chain[0].true == "utf-8" and LOST.match(body, end + 1) and BEYOND.match(body, end):
        evidence = Evidence(f"{chain}; the last byte is lost, so the character could only be inferred")
        yield Flag("inferred", end, end + 2, INFERRED.id, evidence)


def mend(line: str, steps: tuple[Step, ...], budget: Budget) -> list[Stretch]:
    """Return the stretches of a line to be replaced, in its coordinates; none if the line does not come to rest."""
    draft = Draft.of(line)
    for _ in range(ROUNDS):
        best = _best(draft.text, steps, budget) if steps else []
        if not best:
            return draft.stretches()
        draft = draft.replaced(best)
        steps = steps_for(draft.text)
    return []


def _best(line: str, steps: tuple[Step, ...], budget: Budget) -> list[Stretch]:
    """Return the stretches of the chain that makes the line likeliest."""
    best: tuple[float, list[Stretch]] = (0.0, [])
    for chain, units in _readings(line, steps, budget):
        judged = (_judged(line, s) for s in stretches(line, units, chain))
        good = [s for s in judged if s.excess >= -AGAIN]
        gain = sum(s.gain for s in good) - 2 * len(chain)
        if good and gain > best[0]:
            best = gain, good
    return best[1]


def _readings(line: str, steps: tuple[Step, ...], budget: Budget) -> Iterator[tuple[Chain, list[Unit]]]:
    """Yield each chain of one or two steps worth trying with its units."""
    for first in steps:
        if not budget.spend(len(line)):
            return
        units = reread(line, (first,))
        if not _is_changed(line, units):
            continue
        yield (first,), units
        anew = "".join(line[u.start : u.end] if u.text is None else u.text for u in units)
        for second in steps_for(anew):
            if not budget.spend(len(line)):
                return
            units = reread(line, (first, second))
            if _is_changed(line, units):
                yield (first, second), units


def _is_changed(line: str, units: list[Unit]) -> bool:
    return any(u.text is not None and u.text != line[u.start : u.end] for u in units)


def _judged(line: str, stretch: Stretch) -> Stretch:
    """Return a stretch with what it gained beyond the least; minus infinity where it is not natural Chinese."""
    beyond = BEYOND.findall(stretch.text)
    refused = stretch._replace(excess=float("-inf"))
    chinese = len(CHINESE.findall(stretch.text)) - (len(KANA.findall(stretch.text)) if _is_crossed(stretch) else 0)
    if not beyond or UNNATURAL.search(stretch.text) or chinese * 2 <= len(beyond):
        return refused
    if _is_someones_script(line, stretch) or (len(set(beyond)) < MIN_DISTINCT and len(beyond) > len(set(beyond))):
        return refused
    costs = charmodel.costs(stretch.text).tolist()
    cost = sum(c for c, char in zip(costs, stretch.text, strict=True) if char >= "\x80") / charmodel.STEP / len(beyond)
    demand = DEMANDS[stretch.chain[0]]
    if cost > demand.most:
        return refused
    dues = demand.steep * max(0.0, cost - NATURAL) + SECOND * (len(stretch.chain) - 1) + ALONE * (len(beyond) == 1)
    return stretch._replace(excess=stretch.gain - demand.least - dues)


def _is_crossed(stretch: Stretch) -> bool:
    """Whether one Chinese encoding was read as the other: each maps rare hanzi onto the kana of the other."""
    return {stretch.chain[0].read, stretch.chain[0].true} == {"gbk", "big5"}


def _is_someones_script(line: str, stretch: Stretch) -> bool:
    """Whether what is to be re-read is plain kana, Bopomofo, Cyrillic or Greek, or belongs to a word of another language in Latin letters."""
    if stretch.chain[0].read == "latin":
        beside = line[max(0, stretch.start - 1) : stretch.start] + line[stretch.end : stretch.end + 1]
        return LETTER.search(beside) is not None
    signs = "".join(BEYOND.findall(line[stretch.start : stretch.end]))
    return OTHER_SCRIPT.fullmatch(signs) is not None or TONED.search(signs) is not None
