"""Jams: the random letters that a forum sets into a post so that a copy of it is spoiled.

The software writes five to fifteen times a character of the codes 32 to 59, a blank, and one of the codes 63 to 126, in
colours that a reader does not see; the forum's name may stand beside it. In Chinese text nothing an author writes has this
form twice on a page.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import re2

from cleaners.repeats.mark_judge import Judged, Where
from cleaners.repeats.marks import Mark, Place
from cleaners.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

JAM = Rule(
    "watermark.jam",
    15,
    "Random letters that a forum sets between the sentences of a post, with or without its name.",
    "The software hides them from readers and leaves them to copiers; they mean nothing.",
)
REPEATS = 2
LONGEST = 80  # characters of a line that is a jam
PAIRS = 4
RUN = re.compile(r"(?:(?:[!-@\[-`{-~] | {1,2})[?-~]){4,20}(?:[!-;](?=[^\x00-\x7f]|\s|$))?")
LIKELY = re2.compile(r"(?:[!-@\[-`{-~] [?-~]){3}")
NAME_BEFORE = re.compile(r"(?:^|[。！？!?…，,；;：:”』」）)\s])([\u4e00-\u9fffA-Za-z·]{2,14})$")
NAME_AFTER = re.compile(r"([\u4e00-\u9fff·]{2,14})(?=\s*$|[。！？!?…，,])")
FORUM = re.compile(r"(?:论坛|論壇|社区|社區|网|網|家园|家園|之家|贴吧|BBS|bbs)$")
SURE_NAME = 4  # letters of a name that need no word for a forum when it stands beside two jams


def jams(source: str, names: Collection[str]) -> Iterator[Judged]:
    """Yield all jams of a text as one mark; `names` are those that the page tells of its site."""
    if len(LIKELY.findall(source.encode("utf-8", "replace"))) < REPEATS or not re.search("[\u4e00-\u9fff]", source):
        return
    places = [place for place in _runs(source) if _in_han(source, place)]
    if len({source[slice(*place)] for place in places}) < REPEATS:
        return
    where = [_where(source, place) for place in places]
    known = _names(where) | set(names)
    lines = (_line(source, w, known) or _with_name(w, known) for w in where)
    grown = tuple(dict.fromkeys(lines))
    yield Judged(Mark("jam", source[slice(*grown[0])].strip(), grown), tuple(_where(source, p) for p in grown), "", JAM)


def _runs(source: str) -> Iterator[Place]:
    """Yield the runs of pairs whose characters are as mixed as chance makes them."""
    for found in RUN.finditer(source):
        pairs = re.findall(r"(?:([!-@\[-`{-~]) | {1,2})([?-~])", found[0])
        low = [a for a, _ in pairs if a]
        high = "".join(b for _, b in pairs)
        mixed = (re.search("[a-z]", high) and re.search("[A-Z]", high)) or not high.isalpha()
        marked = any(not a.isdigit() for a in low)
        many = len(low) >= max(PAIRS - 1, len(pairs) - 2) and len(set(low)) >= PAIRS - 1 and len(set(high)) >= PAIRS - 1
        if mixed and marked and many:
            yield Place(found.start(), found.end())


def _in_han(source: str, place: Place) -> bool:
    """Return whether a run begins and ends beside Han text, or alone on a line below or above such."""
    before, after = source[: place.start].rstrip()[-1:], source[place.end :].lstrip()[:1]
    return before > "\u2000" or after > "\u2000"


def _where(source: str, place: Place) -> Where:
    low = max(source.rfind("\n", 0, place.start), source.rfind("\r", 0, place.start)) + 1
    high = source.find("\n", place.end)
    return Where(place, source[low : place.start], source[place.end : high if high >= 0 else None])


def _names(where: list[Where]) -> set[str]:
    """Return what stands beside two runs at least, and is a forum's name or long enough for one."""
    beside = [m[1] for w in where for m in (NAME_BEFORE.search(w.before), NAME_AFTER.match(w.after)) if m]
    return {
        name for name, n in Counter(beside).items() if n >= REPEATS and (len(name) >= SURE_NAME or FORUM.search(name))
    }


def _line(source: str, w: Where, names: set[str]) -> Place | None:
    """Return the whole line where nothing but jams, names and addresses of the forum stand on it."""
    line = source[w.place.start - len(w.before) : w.place.end + len(w.after)]
    rest = line
    for name in names:
        rest = rest.replace(name, "")
    if not rest.strip().isascii() or len(rest.strip()) > LONGEST or rest == line:
        return None
    start = w.place.start - len(w.before) + len(line) - len(line.lstrip())
    return Place(start, start + len(line.strip()))


def _with_name(w: Where, names: set[str]) -> Place:
    """Take in a forum's name before or behind a run."""
    start, end = w.place
    for name in sorted(names, key=len, reverse=True):
        if w.before.endswith(name):
            start -= len(name)
            break
        if w.after.startswith(name):
            end += len(name)
            break
    return Place(start, end)
