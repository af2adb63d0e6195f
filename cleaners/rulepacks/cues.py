"""Where the cues of rules stand in a text: one scan for all of their words.

Most texts hold no cue of any pack. So the cues of several packs are looked for together first, and each pack then looks
for its own only where that scan found one.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import re2

from cleaners.rulepacks.rule import options
from cleaners.rulepacks.views import gapped, loose, plain
from cleaners.scan import characters, encoded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cleaners.rulepacks.rule import PackRule
    from cleaners.text import Span

BEFORE = 6  # characters that may stand before a cue that begins its line
LEAD = rf"[ \t\x{{a0}}\x{{3000}}*#>\-●•·|/\[(\x{{ff08}}【¥]{{0,{BEFORE}}}"
DENSE = 0.25  # share of a text from which one look at all of it costs less than one at each stretch
WIDEST, BLANKS = 4, 3  # bytes of a character, and blanks that may stand for one


class Cues:
    """The cues of some rules, compiled when they are first looked for."""

    def __init__(self, rules: Sequence[PackRule]) -> None:
        """Take the cues of the rules, those that count anywhere and those that count where they begin a line."""
        self.words = _ordered(cue for rule in rules if not rule.alone for cue in rule.cues)
        self.alone = _ordered(cue for rule in rules if rule.alone for cue in rule.cues)
        widths = (len(cue) + (BLANKS - 1) * cue.count(" ") for cue in (*self.words, *self.alone))
        self.longest = WIDEST * (BEFORE + max(widths, default=0))

    @cached_property
    def pattern(self) -> re2._Regexp:
        """All cues in one alternation."""
        anchored = [rf"(?m:^){LEAD}(?:{'|'.join(map(plain, self.alone))})"] if self.alone else []
        return re2.compile("(?i)" + "|".join([*map(plain, self.words), *anchored]), options())

    @cached_property
    def apart(self) -> re2._Regexp:
        """The cues with gaps between their letters; a tenth as quick."""
        return re2.compile("(?i)" + "|".join(map(loose, self.words or self.alone)), options())

    def places(self, text: str, stretches: Sequence[Span] | None = None) -> list[int]:
        """Return the offset of each cue, in order; `stretches` of the encoded text hold them all, or None: it is all looked at."""
        body = encoded(text)
        spans = ((0, len(body)),) if stretches is None else stretches
        out = set(characters(body, (found.start() for span in spans for found in self.pattern.finditer(body, *span))))
        for start, end in gapped(text):
            piece = encoded(text[start:end])
            out.update(start + place for place in characters(piece, (m.start() for m in self.apart.finditer(piece))))
        return sorted(out)

    @lru_cache(maxsize=1)  # noqa: B019  # one for each pack and one for all: they live as long as the program
    def stretches(self, text: str) -> tuple[Span, ...]:
        """Return the stretches of the encoded text that hold the cues of any part of these rules.

        A cue begins where one is found or within it, else this scan would have found it first; it ends within its length.
        """
        body = encoded(text)
        out: list[Span] = []
        for found in self.pattern.finditer(body):
            start, end = found.span()
            first = out.pop()[0] if out and start < out[-1][1] else start
            out.append((first, end + self.longest))
        return tuple(out) if sum(end - start for start, end in out) < DENSE * len(body) else ((0, len(body)),)


def _ordered(cues: Iterable[str]) -> list[str]:
    """Return the cues with longer ones before their beginnings, and like beginnings side by side: the engine shares them."""
    return sorted(set(cues), key=lambda cue: (cue.lower(), cue), reverse=True)
