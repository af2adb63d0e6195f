"""Words whose letters a site has set apart by characters that nobody sees, so that no search finds its name.

The characters are gone before marks are looked for (cleaners/repairs); the ledger says where they stood. A text has them
between all its letters or between none: a word here and there, the same again and again, is a mark.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from cleaners.repeats.mark_judge import Judged, Where
from cleaners.repeats.marks import Mark, Place
from cleaners.rulepacks.views import INVISIBLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaners.text import Text

SHORTEST = 3  # letters of such a word
REPEATS = 2
MOST_SHARE = 0.2  # of the text: beyond, its letters are set apart by another habit


def hidden(text: Text) -> Iterator[Judged]:
    """Yield the words whose letters were set apart all through, at least twice the same."""
    gaps = {
        text.to_clean(e.raw_start)
        for e in text.edits
        if e.removed and not e.inserted and not e.removed.strip(INVISIBLE)
    }
    if len(gaps) < REPEATS * (SHORTEST - 1):
        return
    source = str(text)
    words: dict[str, list[Place]] = defaultdict(list)
    for place in _runs(gaps):
        word = source[slice(*place)]
        if len(word) >= SHORTEST and all("\u3400" <= c <= "\u9fff" for c in word):
            words[word].append(place)
    if sum(len(word) * len(places) for word, places in words.items()) > MOST_SHARE * len(source):
        return
    for word, places in words.items():
        if len(places) >= REPEATS:
            yield Judged(Mark(word, word, tuple(places)), tuple(_where(source, place) for place in places), "")


def _runs(gaps: set[int]) -> Iterator[Place]:
    """Yield the stretches of letters with a gap between every two of them."""
    for gap in sorted(gaps):
        if gap - 1 not in gaps:
            end = gap
            while end + 1 in gaps:
                end += 1
            yield Place(gap - 1, end + 1)


def _where(source: str, place: Place) -> Where:
    low = source.rfind("\n", 0, place.start) + 1
    high = source.find("\n", place.end)
    return Where(place, source[low : place.start], source[place.end : high if high >= 0 else None])
