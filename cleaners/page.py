"""What a cleaner may know beside the text: read-only context of one document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleaners.rule import Cleaner, Rule, digest_of, hash_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cleaners.text import Span


@dataclass(frozen=True)
class Profile:
    """An explicit, ordered tuple of cleaners; `disabled` rules find nothing, `observed` ones only candidates."""

    name: str
    cleaners: tuple[Cleaner, ...]
    disabled: frozenset[str] = frozenset()
    observed: frozenset[str] = frozenset()

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule of the profile, in the order of its cleaners, each once."""
        return tuple({rule.id: rule for c in self.cleaners for rule in c.rules}.values())

    @property
    def hashes(self) -> Mapping[str, str]:
        """Rule id to hash, for the `rules` table."""
        return {rule.id: hash_of(rule, c.digest) for c in self.cleaners for rule in c.rules}

    @property
    def digest(self) -> str:
        """Identity of everything in the profile that decides text."""
        parts = [f"{k}={v}" for k, v in self.hashes.items()]
        return digest_of(*parts, "|", *sorted(self.disabled), "|", *sorted(self.observed))


@dataclass(frozen=True)
class Page:
    """Read-only context of one document; `protected` are source spans that no rule may touch (a steward's word)."""

    uri: str = ""
    media_type: str = "text/plain"
    language: str = ""  # declared, BCP 47, or ""
    protected: tuple[Span, ...] = ()

    @property
    def is_html(self) -> bool:
        """Whether the source text is HTML."""
        return self.media_type in {"text/html", "application/xhtml+xml"}
