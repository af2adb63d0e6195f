"""What a page tells of its own site: the hosts and names in the furniture that went, and at its edges.

A mark whose words name nothing that anybody knows (【临河夜话·文存0417】) is a mark all the same where the page's last line
says whose page it is. Names come from statements of rights and origin only: a title in a list of links is no site's name.
"""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from cleaners.repeats.fold import simplified
from cleaners.repeats.insert_words import ADDRESS, parse
from cleaners.repeats.inserts import host_of
from cleaners.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cleaners.page import Page
    from cleaners.text import Text

OWN_NAME = Rule(
    "watermark.own-name",
    15,
    "A mark that names the site whose page it is: in brackets, behind ©, alone on lines, with letters set apart.",
    "The page's own furniture tells whose name it is, and its form sets it apart from the text.",
)
OWN = "watermark."  # rules whose removals speak of the page itself: every name and host in them is the site's
OTHERS = (
    "furniture.",
    "editorial.",
    "wiki.",
    "article.",
)  # ... whose removals may list other sites: only a statement counts
EDGE = 6  # lines at either end that may tell whose page it is
LONGEST = 90  # characters of such a line
MARGIN = 3000  # characters at either end that are looked through for them
PIECE = 400  # characters of a removal that is read
SHORTEST, LEAST_LATIN = 3, 5  # letters of a name; shorter ones stand in any text
MOST = 12  # names or hosts of one page
NUMBERS = re.compile(r"\d+")
NOBODY = re.compile(
    r"^(?:原?作者|作者本人|本[站文书网刊]|网络|互联网|网友|读者|编辑|记者|管理员|系统|我们|投稿|公众号|他人|原创)|版权|声明"
)
SAYS = re.compile(
    r"(?:版权(?:均|都)?(?:归|属于?)(?:本站|原?作者|原创者|摄影者)?|著作权归|首发于?|来自于?|源自|出自|本[文稿]经(?=\s?[《「“])|合作(?:伙伴|媒体)\s|原载于?|原刊于?|来源[::]|转自|转载自|本[文站书篇帖章]由|内容由|(?:以上|本).{0,4}由|欢迎光临|欢迎来到|欢迎访问|©|\([cC]\)|公众号[::]?)"
    r"\s?[“\"「『【《]?(?P<zh>[\u4e00-\u9fff][\u4e00-\u9fffA-Za-z0-9·]{1,15}?)[”\"」』】》]?"
    r"(?=及|和|与|、|所有|共有|整理|提供|首发|发布|更新|编辑|独家|授权|原创|版权|采集|出品|制作|数据库|会员|允准|允许|总?第\d|[,，。.;；:(（|_\-—\s\d]|http|www|$)"
)
SPOKEN = re.compile(r"^\s?[的是里上说有]|^’s|^'s")
HOLDS = re.compile(
    r"(?:©|\([cC]\)|[Cc]opyright|(?:[Pp]ublished|[Aa]ppeared|[Pp]osted)\s(?:in|on|at|by)|[Rr]eprinted\sfrom|[Rr]ecipe\sfrom)\s?(?:©\s?)?(?:(?:19|20)\d\d(?:\s?[-–—]\s?(?:(?:19|20)\d\d|present))?,?\s)?(?:by\s)?(?:[Tt]he\s)?"
    r"(?P<en>[A-Z][\w’'&]*(?:\s(?:of\s(?:the\s)?|and\s|&\s)?[A-Z][\w’'&]*){0,4})"
)


class Told(NamedTuple):
    """Names (plain, lower case) and hosts (without www.) by which a page names its site, and keys of the marks that went."""

    names: frozenset[str]
    hosts: frozenset[str]
    gone: frozenset[str] = frozenset()


def key_of(piece: str) -> str:
    """Return what is the same in all places of a mark: its letters, each number as one 0."""
    return NUMBERS.sub("0", "".join(simplified(piece).lower().split()))


def told(text: Text, page: Page, marks: Iterable[str]) -> Told:
    """Return what the removed furniture of a text, its edges, its claims and the marks found in it tell of its site."""
    own = [e.removed for e in text.edits if e.rule.startswith(OWN) and not e.inserted and len(e.removed) <= PIECE]
    other = [e.removed for e in text.edits if e.rule.startswith(OTHERS) and not e.inserted and len(e.removed) <= PIECE]
    said = [simplified(piece) for piece in chain(own, marks)]
    names = {name for piece in chain(said, map(simplified, other)) for name in _names(piece)}
    names |= {name for line in _edges(str(text)) for name in _stated(simplified(line))}
    names |= {simplified(c.value).strip().lower() for c in text.claims if c.field == "publisher"}
    names |= {name for piece in said for name in _named(piece)}
    names = {name for name in names if _is_name(name)}
    hosts = {host_of(m[0]) for piece in said for m in ADDRESS.finditer(piece)}
    if uri := urlsplit(page.uri).hostname:
        hosts.add(uri.removeprefix("www."))
    if any(name.isascii() for name in names):
        hosts |= {h for m in ADDRESS.finditer(simplified(str(text))) if _spells(h := host_of(m[0]), names)}
    return Told(
        frozenset(islice(sorted(names), MOST)), frozenset(islice(sorted(hosts), MOST)), frozenset(map(key_of, own))
    )


def _edges(source: str) -> Iterator[str]:
    """Yield the short lines at either end of a text."""
    first = [line.strip() for line in source[:MARGIN].splitlines() if line.strip()][:EDGE]
    last = [line.strip() for line in source[-MARGIN:].splitlines() if line.strip()][-EDGE:]
    yield from (line for line in dict.fromkeys([*first, *last]) if len(line) <= LONGEST)


def _names(piece: str) -> Iterator[str]:
    """Yield the names in statements of rights and origin."""
    yield from (m["zh"].lower() for m in SAYS.finditer(piece))
    yield from (m["en"].lower() for m in HOLDS.finditer(piece))


def _stated(line: str) -> Iterator[str]:
    """Yield those of a line that still stands: behind a bare © it may be the mark itself that names somebody."""
    yield from (m["zh"].lower() for m in SAYS.finditer(line) if m[0][0] not in "©(")
    yield from (m["en"].lower() for m in HOLDS.finditer(line))


def _named(piece: str) -> Iterator[str]:
    """Yield the names that end as a site's does in a piece that went."""
    yield from (piece[t.start : t.end].lower() for t in parse(piece).tokens if t.tells == "named")


def _is_name(name: str) -> bool:
    least = LEAST_LATIN if name.isascii() else SHORTEST
    return len(name) >= least and not NOBODY.search(name) and not ADDRESS.search(name)


def _spells(host: str, names: Iterable[str]) -> bool:
    """Return whether a host's own label is a name of the page without its blanks."""
    label = re.sub(r"[^a-z0-9]", "", host.rsplit(".", 1)[0].rpartition(".")[2])
    return len(label) >= LEAST_LATIN and any(
        re.sub(r"[^a-z0-9]", "", name) == label for name in names if name.isascii()
    )
