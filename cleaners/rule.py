"""Rules: the named reasons of every change, and the registry that `docs/rules.md` and the `rules` table are made from."""

from __future__ import annotations

import functools
import hashlib
import inspect
import io
import json
import sys
import tokenize
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

from cleaners.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Iterator
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

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules it applies."""
        ...

    @property
    def digest(self) -> str:
        """Identity of what decides its findings."""
        ...

    def __call__(self, text: Text, page: Page) -> Iterator[Finding]:
        """Yield the findings."""
        ...


Finder = Callable[["Text", "Page"], "Iterator[Finding]"]


class FunctionCleaner:
    """A function as a cleaner; its digest is read from the sources only when somebody asks (a tenth of a second saved at start)."""

    def __init__(self, finder: Finder, rules: tuple[Rule, ...], helpers: tuple[ModuleType | str, ...]) -> None:
        functools.update_wrapper(self, finder)
        self._finder = finder
        self._helpers = helpers
        self.rules = rules

    def __call__(self, text: Text, page: Page) -> Iterator[Finding]:
        """Yield the findings."""
        return self._finder(text, page)

    @functools.cached_property
    def digest(self) -> str:
        """Digest of the tokens of the function's module and of its helpers."""
        own = inspect.getsource(sys.modules[self._finder.__module__])
        return digest_of(
            *map(_tokens, [own, *(h if isinstance(h, str) else inspect.getsource(h) for h in self._helpers)])
        )


def cleaner(*rules: Rule, helpers: tuple[ModuleType | str, ...] = ()) -> Callable[[Finder], FunctionCleaner]:
    """Declare a function as a cleaner with its rules; `helpers` are modules (or data, as text) its findings depend on."""
    if not rules:
        message = "a cleaner names at least one rule"
        raise RuleError(message)
    return lambda finder: FunctionCleaner(finder, rules, helpers)


def digest_of(*parts: str) -> str:
    """Return 16 hex digits of SHA-256 over the parts, length-prefixed by JSON."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()[:16]


@functools.cache  # helpers are shared: 61 of 87 sources are different
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
