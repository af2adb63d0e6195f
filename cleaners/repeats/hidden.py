"""Words whose letters a site has set apart by characters that nobody sees, so that no search finds its name.

The characters are gone before marks are looked for (cleaners/repairs); the ledger says where they stood. A text has them
between all its letters or between none: a word here and there, the same again and again, is a mark.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from cleaners.lines import BLANKS
from cleaners.repeats.fold import simplified
from cleaners.repeats.mark_judge import SAYS_WHERE, Judged, Where
from cleaners.repeats.marks import Mark, Place
from cleaners.repeats.told import OWN_NAME, SPOKEN
from cleaners.rulepacks.views import INVISIBLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from cleaners.repeats.told import Told
    from cleaners.text import Text

SHORTEST = 3  # letters of such a word
REPEATS = 2
LATIN_NAME = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9.\-]{4,}[A-Za-z0-9]"
)  # six letters apart: no hyphen, no joiner of a script
GAP = rf"(?:[ \u3000]|[{INVISIBLE}]){{0,2}}"
APART = 4  # letters of a name that are set apart or wide all through
WIDE = re.compile("[\uff21-\uff3a\uff41-\uff5a]")
MOST_WIDE = 8  # wide letters elsewhere: an A share, a vitamin
MOST_SHARE = 0.2  # of the text: beyond, its letters are set apart by another habit


def hidden(text: Text, names: Collection[str] = ()) -> Iterator[Judged]:
    """Yield the words whose letters were set apart all through: twice the same, or one of the site's own names."""
    gaps = {
        text.to_clean(e.raw_start)
        for e in text.edits
        if e.removed and not e.inserted and not e.removed.strip(INVISIBLE)
    }
    if len(gaps) < (1 if names else REPEATS) * (SHORTEST - 1):
        return
    source = str(text)
    words: dict[str, list[Place]] = defaultdict(list)
    for place in _runs(gaps):
        word = source[slice(*place)]
        if len(word) >= SHORTEST and all("\u3400" <= c <= "\u9fff" for c in word):
            words[word].append(place)
        elif LATIN_NAME.fullmatch(word):
            words[word.lower()].append(place)
    if sum(len(word) * len(places) for word, places in words.items()) > MOST_SHARE * len(source):
        return
    for word, places in words.items():
        if len(places) >= REPEATS or word.isascii() or simplified(word).lower() in names:
            yield Judged(Mark(word, word, tuple(places)), tuple(where_of(source, place) for place in places), "")


def _runs(gaps: set[int]) -> Iterator[Place]:
    """Yield the stretches of letters with a gap between every two of them."""
    for gap in sorted(gaps):
        if gap - 1 not in gaps:
            end = gap
            while end + 1 in gaps:
                end += 1
            yield Place(gap - 1, end + 1)


def where_of(source: str, place: Place) -> Where:
    """Return a place with what stands before and behind it on its line."""
    low = source.rfind("\n", 0, place.start) + 1
    high = source.find("\n", place.end)
    return Where(place, source[low : place.start], source[place.end : high if high >= 0 else None])


def spelled(source: str, site: Told) -> Iterator[Judged]:
    """Yield names and addresses of the site inside lines whose letters are wide or set apart all through."""
    if not (site.names or site.hosts):
        return
    plain = simplified(source).lower()
    places = [place for name in sorted(_spellings(site)) for place in _set_apart(source, plain, name)]
    wide = [len(WIDE.findall(source[slice(*place)])) for place in set(places)]
    if sum(wide) and len(WIDE.findall(source)) > 2 * sum(wide) + MOST_WIDE:
        return  # the text is set in wide letters all through
    for place in sorted(set(places)):
        where = where_of(source, place)
        if not where.before.strip() + where.after.strip() or (
            where.before[-1:] in BLANKS and where.after[:1] in BLANKS
        ):
            continue  # a title, or a line whose letters are all set apart
        if not SAYS_WHERE.search(simplified(where.before[-6:])) and not SPOKEN.match(plain[place.end : place.end + 3]):
            word = " ".join(source[slice(*place)].split())
            yield Judged(Mark(word, word, (place,)), (where,), "", OWN_NAME)


def _spellings(site: Told) -> set[str]:
    """Return the names and hosts, and the hosts' labels before a name's last letters: qingye书阁."""
    labels = {host.rsplit(".", 1)[0].rpartition(".")[2] for host in site.hosts}
    mixed = {
        label + name[-2:] for label in labels for name in site.names if not name.isascii() and len(label) > SHORTEST
    }
    bare = {label.replace("-", "") for label in labels}
    return {s for s in {*site.names, *site.hosts, *mixed, *(b for b in bare if len(b) > APART + 1)} if len(s) >= APART}


def _set_apart(source: str, plain: str, name: str) -> Iterator[Place]:
    """Yield where a name stands with a gap between every two letters, or in wide letters where the text has no others."""
    letters = [re.escape(c) for c in name if c != " "]
    host = r"(?:www" + GAP + r"\." + GAP + ")?" if "." in name else ""
    for m in re.finditer(host + GAP.join(letters), plain):
        raw = source[m.start() : m.end()]
        gaps = sum(c.isspace() or c in INVISIBLE for c in raw)
        if gaps >= len(letters) - 1 - name.count(" ") or len(WIDE.findall(raw)) >= APART:
            yield Place(*m.span())
