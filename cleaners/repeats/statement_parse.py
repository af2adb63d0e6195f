"""The words of a line as a site's statement uses them, and what they say together (cleaners/repeats/statements.py)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from cleaners.repeats.insert_words import ADDRESS, DATE
from cleaners.repeats.statement_words import (
    ASKS,
    BEFORE_NAME,
    BEHIND_NAME,
    FIRST_PLACED,
    FIRST_TEXT,
    JOINS,
    LATIN,
    OTHERS,
    OWN_BEGINS,
    OWNED,
    OWNS,
    PARTICLES,
    ROLE_OF,
    TELLING,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = 14  # letters of a name outside of quotation marks
NAMES = 2  # such names in a statement, and one in a clause
MOST_STRANGE, MOST_STRANGE_OWNED = 0.4, 0.6  # share of a statement's letters that may be names
SHORT_NAME = 2
SITE = re.compile(
    r"(?:网|在线|线上|报|刊|社|站|会|馆|库|书局|书屋|书院|论坛|频道|公众号|学堂|厨房|字幕组|工作室|出版社|杂志|集团|公司|博客|部落格|平台|测验|食记|日记|笔记|资源)$"
)
SIZES = {first: tuple(sorted({len(word) for word in ROLE_OF if word[0] == first}, reverse=True)) for first in {word[0] for word in ROLE_OF}}  # fmt: skip
QUOTED = re.compile(
    r"《[^《》\n]{1,30}》|「[^「」\n]{1,20}」|『[^『』\n]{1,20}』|“[^“”\n]{1,20}”|\"[^\"\n]{1,20}\"|【[^【】\n]{1,24}】|\[[^\[\]\n]{1,24}\]"
)
MAIL = re.compile(r"[\w.\-+]+@[\w\-]+(?:\.[\w\-]+)+", re.ASCII)
TOKEN = re.compile(
    rf"(?P<quoted>{QUOTED.pattern})|(?P<mail>{MAIL.pattern})|(?P<address>{ADDRESS.pattern})|(?P<date>{DATE})|(?P<id>[#＃]?[A-Za-z]{{0,6}}[-_]?\d[\dA-Za-z\-:/.]*)|(?P<han>[\u3400-\u9fff]+)|(?P<latin>[A-Za-z][A-Za-z'’.&\-]*)|(?P<stop>[,，。;；!！?？、:：\n])|(?P<other>\S)"
)


class Token(NamedTuple):
    """A word: its role ('name', 'address', 'id', 'stop', 'strange' or a role of the words), and itself."""

    role: str
    word: str


@dataclass(frozen=True)
class Statement:
    """The words of a line."""

    tokens: tuple[Token, ...]

    @cached_property
    def roles(self) -> set[str]:
        """The roles that take part."""
        return {t.role for t in self.tokens}

    @property
    def letters(self) -> int:
        """How many letters its words have."""
        return sum(len(t.word) for t in self.tokens if t.role != "stop")

    @property
    def is_plain(self) -> bool:
        """Whether nothing but words of statements stands in it, and few names where names may stand."""
        strange = [k for k, t in enumerate(self.tokens) if t.role == "strange"]
        size = sum(len(self.tokens[k].word) for k in strange)
        most = MOST_STRANGE_OWNED if self.words & OWNED else MOST_STRANGE
        if len(strange) > NAMES or size > most * self.letters:
            return False
        if not all(map(_is_own, self.sentences)):
            return False
        return all(len(self.tokens[k].word) <= NAME and self._may_name(k) for k in strange)

    @property
    def sentences(self) -> Iterator[tuple[Token, ...]]:
        """Yield its sentences."""
        start = 0
        for k, t in enumerate((*self.tokens, Token("stop", "。"))):
            if t.word in "。!！?？\n":
                yield self.tokens[start:k]
                start = k + 1

    def _may_name(self, k: int) -> bool:
        word = self.tokens[k].word
        before = next((t.word for t in reversed(self.tokens[:k]) if t.word not in ":："), "")
        behind = self.tokens[k + 1].word if k + 1 < len(self.tokens) else ""
        return before in BEFORE_NAME or behind in BEHIND_NAME or (len(word) > SHORT_NAME and bool(SITE.search(word)))

    @cached_property
    def words(self) -> set[str]:
        """The different words."""
        return {t.word for t in self.tokens}

    @property
    def says(self) -> bool:
        """Whether a clause of it does what only such a statement does."""
        words, roles = self.words, self.roles
        named = bool({"name", "strange", "address"} & roles)
        if words & OTHERS and not any(word[0] in OWN_BEGINS for word in words):
            return False
        forbids = {"ban", "act"} <= roles and bool({"this", "leave", "own", "note"} & roles)
        owner = bool({"this", "party"} & roles) or named
        owns = bool(words & OWNED) or ("own" in roles and bool(words & OWNS) and owner)
        asks = "act" in roles and bool(words & ASKS) and ("note" in roles or "party" in roles or named)
        permits = "leave" in roles and "act" in roles and bool({"this", "party", "own"} & roles)
        takes = "侵权" in words and "law" in roles
        first = ("this" in roles or bool(words & FIRST_TEXT)) and bool(words & FIRST_PLACED) and named
        return forbids or owns or asks or permits or takes or first


def _is_own(sentence: tuple[Token, ...]) -> bool:
    """Return whether a sentence with a name in it says something of copies: where its author lives is the text's."""
    roles = {t.role for t in sentence}
    return not {"strange", "name"} & roles or bool(TELLING & roles)


def parsed(words: str) -> Statement:
    """Return the words of a line in plain Simplified letters."""
    return Statement(tuple(_tokens(words)))


def _tokens(words: str) -> Iterator[Token]:
    """Yield the words of a line; letters that no word holds together are one strange word."""
    strange, held = "", ""
    for role, word in _all(words):
        if role == "strange":
            strange, held = strange + held + word, ""
            continue
        if strange and not held and _joins(role, word):
            held = word  # a letter within a name: 阿么线|上|测验
            continue
        if strange:
            yield Token("strange", strange)
            strange = ""
        if held:
            yield Token(ROLE_OF.get(held, "other"), held)
            held = ""
        yield Token(role, word)
    if strange:
        yield Token("strange", strange)
    if held:
        yield Token(ROLE_OF.get(held, "other"), held)


def _joins(role: str, word: str) -> bool:
    """Return whether a word may stand within a name."""
    return (len(word) == 1 and word > "\u2e80" and role in {"other", "this"} and word not in PARTICLES) or word in JOINS


def _all(words: str) -> Iterator[Token]:
    for found in TOKEN.finditer(words):
        kind = str(found.lastgroup)
        if kind == "han":
            yield from _han(found[0])
        elif kind == "latin":
            role = LATIN.get(found[0].lower().rstrip("."))
            yield Token(role or ("strange" if not found[0][0].isupper() else "name"), found[0])
        elif kind == "quoted":
            inner = found[0][1:-1]
            known = (
                all(t.role not in {"strange", "name"} for t in _han(inner))
                if re.fullmatch("[\u3400-\u9fff]+", inner)
                else False
            )
            yield Token("other" if known else "name", found[0])
        elif kind in {"mail", "address", "id", "date"}:
            yield Token("address" if kind in {"mail", "address"} else "id", found[0])
        elif kind == "stop" or found[0] == "©":
            yield Token("stop" if kind == "stop" else "own", found[0])


def _han(run: str) -> Iterator[Token]:
    """Yield the words of a run of Han characters, the longest known one first."""
    at = 0
    while at < len(run):
        size = next((s for s in SIZES.get(run[at], ()) if run[at : at + s] in ROLE_OF), 0)
        word = run[at : at + max(size, 1)]
        yield Token(ROLE_OF[word] if size else "strange", word)
        at += len(word)
