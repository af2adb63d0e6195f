"""Rule packs as cleaners; the format is described in packfile.py.

`BUILTIN` are the cleaners for noise found by its words, in their order: marks first, so that a page's edges lie free for
the rules that judge by place.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from cleaners import editorial, wiki
from cleaners.packcheck import check
from cleaners.packfile import FORMAT, parse
from cleaners.patterns import Match, Matcher, PackRule
from cleaners.placing import Sheet
from cleaners.rule import digest_of
from cleaners.verdicts import Judge, judged

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.page import Page
    from cleaners.rule import Cleaner, Rule
    from cleaners.text import Finding, Text


@dataclass(frozen=True, eq=False)
class PackCleaner:
    """A cleaner made of the rules of one pack."""

    name: str
    pack: tuple[PackRule, ...]
    digest: str

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules of the pack."""
        return tuple(p.rule for p in self.pack)

    @cached_property
    def matcher(self) -> Matcher:
        """The compiled rules."""
        return Matcher(self.pack)

    def __call__(self, text: Text, page: Page) -> Iterator[Finding]:  # noqa: ARG002  # a pack knows only the text
        """Yield a patch and claims for each confirmed match, a candidate with the reason for each refused one."""
        yield from self.findings(str(text))

    def findings(self, source: str) -> Iterator[Finding]:
        """Yield the findings on a plain text."""
        sheet = Sheet(source)
        yield from judged(sheet, self.find(sheet))

    def find(self, sheet: Sheet) -> list[Match]:
        """Return the matches on a sheet, not judged yet."""
        places = self.matcher.places(sheet.text)
        return self.matcher.matches(sheet, places) if places else []


def load_pack(source: Path | str, *, beside: Sequence[PackCleaner] = ()) -> PackCleaner:
    """Return the cleaner of a pack: a path, or the TOML itself; `beside` are packs it must not overlap.

    Raises RuleError with file, line and caret.
    """
    if isinstance(source, Path):
        return _load(source.name, source.read_text(encoding="utf-8"), beside)
    return _load("pack.toml", source, beside)


def _load(name: str, toml: str, beside: Sequence[PackCleaner]) -> PackCleaner:
    entries = parse(name, toml)
    pack = tuple(entry.rule for entry in entries)
    made = PackCleaner(name.removesuffix(".toml"), pack, digest_of(FORMAT, *map(repr, pack)))
    check(name, toml, entries, made.findings, [(p.name, p.findings) for p in beside])
    return made


def _shipped(name: str) -> PackCleaner:
    file = f"{name}.toml"
    return _load(file, (resources.files("cleaners") / "rules" / file).read_text(encoding="utf-8"), ())


WATERMARK, WIKI, FURNITURE = (_shipped(name) for name in ("watermark", "wiki", "furniture"))
_HOUSE = (WATERMARK.find, WIKI.find, FURNITURE.find, editorial.find)


def _judge(pack: PackCleaner) -> Cleaner:
    return Judge(pack.name, pack.rules, pack.digest, pack.find, _HOUSE)


BUILTIN: tuple[Cleaner, ...] = (
    _judge(WATERMARK),
    _judge(WIKI),
    wiki.author,
    wiki.marks,
    _judge(FURNITURE),
    Judge("editorial", editorial.RULES, editorial.editorial.digest, editorial.find, _HOUSE),
)
