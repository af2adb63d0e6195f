"""A rule of a pack, and its patterns compiled for each place of a line that the rule looks at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import re2

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cleaners.rule import Rule

OPEN, CLOSE = r"[((\[【〔{]", r"[))\]】〕}]"
DECO = r"[\s*#>=~_—–\-●◆■□○※☆★▲▼►•·|/\[\]()()【】〔〕]*"
SHAPES = {
    "line": rf"^{DECO}(?:%s)[。.!!]?{DECO}$",
    "line-end": rf"(?P<open_>{OPEN}\s*)?(?:%s)(?P<close_>\s*{CLOSE})?(?P<stop_>[。.!!]?)\s*$",
    "glued": rf"(?P<before_>[。!?…”」』’.!?))])\s{{0,3}}(?P<open_>{OPEN}\s*)?(?:%s)(?P<close_>\s*{CLOSE})?(?P<stop_>[。.!!]?)\s*$",
    "line-start": r"^\s*(?:%s)",
    "inside": rf"(?P<open_>{OPEN}\s*)?(?:%s)(?P<close_>\s*{CLOSE})?",
    "block": rf"^{DECO}(?:%s){DECO}$",
}


def options() -> re2.Options:
    """Return the engine's options: quiet on bad patterns, memory bounded."""
    made = re2.Options()
    made.log_errors = False
    # a bound: 2,000 cues take 20 MB; within 64 the engine gave up its tables for them and was 70 times slower
    made.max_mem = 1 << 28
    return made


class Shape(NamedTuple):
    """Pattern number `number` of a rule, compiled for one place of a line, with its groups."""

    where: str
    number: int
    regex: re2._Regexp
    groups: Mapping[str, int]


@dataclass(frozen=True)
class PackRule:
    """One rule of a pack; packs.py says what the fields of the format mean."""

    rule: Rule
    patterns: tuple[str, ...]
    cues: tuple[str, ...]
    where: tuple[str, ...]
    place: str = "any"
    company: int = 0
    most: int = 0
    whole: str = ""
    constant: tuple[tuple[str, str], ...] = ()
    doubts: str = ""
    citable: bool = False
    prose: int = 0
    alone: bool = False
    longest: int = 400
    spaced: bool = False
    keep: bool = False
    framed: bool = False
    following: str = ""
    limit: int = 40

    @cached_property
    def compiled(self) -> tuple[Shape, ...]:
        """The patterns for each place of a line, in the order of `where`."""
        made = ((w, n, re2.compile(SHAPES[w] % p, options())) for w in self.where for n, p in enumerate(self.patterns))
        return tuple(Shape(w, n, regex, dict(regex.groupindex)) for w, n, regex in made)

    @cached_property
    def body(self) -> re2._Regexp | None:
        """What a further line of a block looks like, or None where the rule takes no block."""
        return re2.compile(rf"^\s*(?:{self.following})\s*$", options()) if self.following else None
