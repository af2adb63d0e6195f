"""Reads a line as terms of a site's interface: words of the tables (bar_words), phrases and counters (bar_phrases), nothing else.

A term beside a number is a counter: it says more than the word alone.
"""

from __future__ import annotations

import itertools
import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import re2

from cleaners.rulepacks import bar_phrases, bar_words
from cleaners.rulepacks.patterns import options
from cleaners.rulepacks.views import BLANKS, INVISIBLE, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

WEIGHTS = {  # of the terms of each table
    bar_words.SURE: 5,
    bar_words.PROMPTS: 3,
    bar_words.TERMS: 2,
    bar_words.WORDS: 1,
    bar_words.SOCIAL: 1,
    bar_words.PLACES: 0,
}
TOGETHER = (
    3  # terms on one line that make it a bar: they weigh one more; and that need no blank between them in Chinese
)
COUNTED = 2  # what a term with its number weighs at most, if no more without
SEPARATE = r"|/·•»›>«‹<→←↑↓▲▼▾▸►:\-–—+×✕✖☰…,、()\[\]【】*#" + BLANKS
WIDE = "\uff5c\uff0f\uff1a\uff0c\uff08\uff09\uff1e\uff1c"  # as a page may write them
COUNT = r"\(?\d[\d,.]{0,9}\s?[kKwWmM万萬亿億千]?\+?(?:人次|[次人个個条條篇则則件点點位票])?\)?"
ITEM = re.compile(rf"[^{SEPARATE}\d]+")  # what stands between two separators or figures
HASHTAG = re.compile(rf"#(?!\d{{1,4}}(?:\D|$))[^#{SEPARATE}。!?;:]{{1,20}}")
BINDS = re.compile(rf"[:()\[\]{BLANKS}]*")  # what may stand between a term and its number
COUNTER = " #"  # behind a term that has a number


@cache
def _weights() -> Mapping[str, int]:
    """Return the weight of each term."""
    return {term: weight for terms, weight in reversed(WEIGHTS.items()) for term in terms.split("|")}


@cache
def services() -> frozenset[str]:
    """Return the services that pages are shared on."""
    return frozenset(bar_words.SOCIAL.split("|"))


def weight_of(term: str) -> int:
    """Return what a term weighs.

    >>> weight_of("收藏"), weight_of("收藏 #"), weight_of("查看全部职位")
    (1, 2, 2)
    """
    if term.startswith("#"):
        return 1
    known = _weights().get(term.removesuffix(COUNTER), bar_phrases.PHRASE)
    return max(known, min(known + 1, COUNTED)) if term.endswith(COUNTER) and not term.isascii() else known


@cache
def lines_of_terms() -> re2._Regexp:
    """Return a pattern that finds the lines that consist of terms, in either script: one look at a text."""
    terms = sorted(_weights(), key=lambda term: (term, len(term)), reverse=True)
    words = "|".join(re.escape(term) if term.isascii() else plain(term) for term in terms)
    words = f"{words}|{bar_phrases.in_text()}|#[^#\\s,。、!?;:\uff0c]{{2,20}}"
    gap = f"[{SEPARATE}{WIDE}{INVISIBLE}\r]"
    return re2.compile(
        rf"(?im)^(?:{gap}|{COUNT})*(?:{words})(?:(?:{gap}|{COUNT})*(?:{words}))*(?:{gap}|{COUNT})*$", options()
    )


@cache
def _tokens() -> re.Pattern[str]:
    """Return a pattern of one term, a number, or what else stands between two terms."""
    terms = sorted(_weights(), key=len, reverse=True)
    words = "|".join(re.escape(t) + (r"(?![a-z0-9])" if t[-1].isascii() and t[-1].isalnum() else "") for t in terms)
    return re.compile(rf"(?P<term>{words})|(?P<count>{COUNT})|(?P<gap>[{SEPARATE}]+)")


class Token(NamedTuple):
    """A piece of a line: a term, a count, or a gap between them, and where it ends."""

    kind: str
    words: str
    end: int


def terms_of(words: str) -> list[str]:
    """Return the terms of a line that consists of them, or nothing.

    >>> terms_of("Share  Tweet | Print"), terms_of("46 收藏 | 查看全部职位")
    (['share', 'tweet', 'print'], ['收藏 #', '查看全部职位'])
    """
    tokens = _read(words.lower())
    found = [_counted(tokens, k) for k, token in enumerate(tokens) if token.kind == "term"]
    glued = any(a.kind == b.kind == "term" for a, b in itertools.pairwise(tokens))
    if glued and (len(found) < TOGETHER or words.isascii()):
        return []
    return [] if words.lstrip()[:1].islower() and words.isascii() and len(found) < TOGETHER else found  # a word list


def _read(folded: str) -> list[Token]:
    """Return the pieces of a line, or nothing where some of it is none."""
    out: list[Token] = []
    at = 0
    while at < len(folded):
        token = _token(folded, at, after=out[-1].kind if out else "")
        if token is None:
            return []
        out.append(token)
        at = token.end
    return out


def _token(folded: str, at: int, *, after: str) -> Token | None:
    """Return the piece that begins at a place: a whole item that is a phrase or a counter before a word of the tables."""
    if tag := HASHTAG.match(folded, at):
        return Token("term", tag[0], tag.end())
    item = ITEM.match(folded, at) if after != "term" and folded[at] > "\x7f" else None
    if item and item[0] not in _weights() and (bar_phrases.is_phrase(item[0]) or _counts(folded, item)):
        return Token("term", item[0], item.end())
    found = _tokens().match(folded, at)
    return Token(str(found.lastgroup), found[0], found.end()) if found else None


def _counts(folded: str, item: re.Match[str]) -> bool:
    """Return whether an item says what the number beside it counts."""
    if not bar_phrases.is_counter(item[0]):
        return False
    rest = BINDS.sub("", folded[item.end() :], count=1)
    before = folded[: item.start()].rstrip(f": ()[]{BLANKS}")
    return rest[:1].isdigit() or before[-1:].isdigit() or (before[-1:] in tuple("万kw+") and before[-2:-1].isdigit())


def _counted(tokens: list[Token], k: int) -> str:
    """Return the term of a piece, marked where a number stands beside it."""
    for step in (1, -1):
        j = k + step
        while 0 <= j < len(tokens) and tokens[j].kind == "gap" and BINDS.fullmatch(tokens[j].words):
            j += step
        if 0 <= j < len(tokens) and tokens[j].kind == "count":
            return tokens[k].words + COUNTER
    return tokens[k].words
