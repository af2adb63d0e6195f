"""Rules: the named reasons of every change, and the registry that `docs/rules.md` and the `rules` table are made from."""

from __future__ import annotations

import hashlib
import inspect
import io
import json
import sys
import tokenize
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

from cleaners.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from cleaners.page import Page
    from cleaners.text import Finding, Text


class Rule(NamedTuple):
    """A named reason, id `family.kind`: what it says of a span, and why that is sound."""

    id: str
    version: int
    says: str
    why: str

    @property
    def family(self) -> str:
        """The part of the id before the first dot."""
        return self.id.partition(".")[0]


@runtime_checkable
class Cleaner(Protocol):
    """Finds and never changes: yields findings in the coordinates of `str(text)`; total on any text.

    `digest` covers whatever decides its findings: code without comments, patterns, parameters, data.
    """

    rules: tuple[Rule, ...]
    digest: str

    def __call__(self, text: Text, page: Page) -> Iterator[Finding]:
        """Yield the findings."""
        ...


def cleaner(
    *rules: Rule, helpers: tuple[ModuleType | str, ...] = ()
) -> Callable[[Callable[[Text, Page], Iterator[Finding]]], Cleaner]:
    """Declare a function as a cleaner with its rules; `helpers` are modules (or data, as text) its findings depend on."""
    if not rules:
        message = "a cleaner names at least one rule"
        raise RuleError(message)

    def declare(function: Callable[[Text, Page], Iterator[Finding]]) -> Cleaner:
        sources = [inspect.getsource(sys.modules[function.__module__])]
        sources += [h if isinstance(h, str) else inspect.getsource(h) for h in helpers]
        function.rules = rules  # type: ignore[attr-defined]
        function.digest = digest_of(*map(_tokens, sources[: 1 + len(helpers)]))  # type: ignore[attr-defined]
        return function  # type: ignore[return-value]

    return declare


def digest_of(*parts: str) -> str:
    """Return 16 hex digits of SHA-256 over the parts, length-prefixed by JSON."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _tokens(source: str) -> str:
    """Return a module's tokens without comments and layout, or the text itself where it is no Python."""
    skip = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    try:
        return " ".join(t.string for t in tokenize.generate_tokens(io.StringIO(source).readline) if t.type not in skip)
    except (tokenize.TokenError, SyntaxError):
        return source


def hash_of(rule: Rule, cleaner_digest: str) -> str:
    """Return the hash of a rule as the `rules` table holds it: moves with its words, its version or its cleaner."""
    return digest_of(rule.id, str(rule.version), rule.says, rule.why, cleaner_digest)
