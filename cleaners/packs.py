"""Rule packs as cleaners; the format is described in packfile.py.

`BUILTIN` are the cleaners for noise found by its words, in their order: marks first, so that a page's edges lie free for
the rules that judge by place.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from cleaners.rule import digest_of
from cleaners.rulepacks import bars, bench, editorial, posters, trails, wiki, wiki_bars, wiki_lists
from cleaners.rulepacks.check import Trial, check
from cleaners.rulepacks.cues import Cues
from cleaners.rulepacks.file import FORMAT, Entry, parse
from cleaners.rulepacks.patterns import Match, Matcher, PackRule
from cleaners.rulepacks.placing import Sheet
from cleaners.rulepacks.verdicts import Finder, Judge, judged

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.page import Page
    from cleaners.rule import Cleaner, Rule
    from cleaners.text import Finding, Span, Text


FRAME = (-1,) * bench.FRAMED  # lines that went somewhere: beside none of the page's


@dataclass(frozen=True, eq=False)
class PackCleaner:
    """A cleaner made of the rules of one pack."""

    name: str
    toml: str
    entries: tuple[Entry, ...]
    digest: str

    @property
    def pack(self) -> tuple[PackRule, ...]:
        """The rules with their patterns."""
        return tuple(entry.rule for entry in self.entries)

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

    def findings(self, source: str, gone: Sequence[int] = ()) -> Iterator[Finding]:
        """Yield the findings on a plain text; `gone` as in `judged`."""
        sheet = Sheet(source)
        yield from judged(sheet, self.find(sheet), gone=gone)

    def find(self, sheet: Sheet, stretches: Sequence[Span] | None = None) -> list[Match]:
        """Return the matches on a sheet, not judged yet; `stretches` as in `Cues.places`."""
        places = self.matcher.cues.places(sheet.text, stretches)
        return self.matcher.matches(sheet, places) if places else []

    @property
    def seal(self) -> str:
        """Identity of the pack's text and the engine: what `checked.json` lists was verified as it stands."""
        return digest_of(FORMAT, self.toml)

    def verify(self, *, beside: Sequence[PackCleaner] = ()) -> None:
        """Raise RuleError where a rule contradicts its examples or takes what a pack `beside` takes."""
        trial = Trial(self.findings, lambda source: self.findings(source, FRAME))
        check(f"{self.name}.toml", self.toml, self.entries, trial, [(p.name, p.findings) for p in beside])


def load_pack(source: Path | str, *, beside: Sequence[PackCleaner] = ()) -> PackCleaner:
    """Return the cleaner of a pack: a path, or the TOML itself; `beside` are packs it must not overlap.

    Raises RuleError with file, line and caret.
    """
    named = (source.stem, source.read_text(encoding="utf-8")) if isinstance(source, Path) else ("pack", source)
    made = _load(*named)
    made.verify(beside=beside)
    return made


def _load(name: str, toml: str) -> PackCleaner:
    entries = parse(f"{name}.toml", toml)
    return PackCleaner(name, toml, entries, digest_of(FORMAT, *(repr(entry.rule) for entry in entries)))


def _shipped(name: str) -> PackCleaner:
    """Load a pack of this package; its examples were checked with this very text, or are checked now."""
    folder = resources.files("cleaners") / "rules"
    made = _load(name, (folder / f"{name}.toml").read_text(encoding="utf-8"))
    if made.seal not in json.loads((folder / "checked.json").read_text(encoding="utf-8")):
        made.verify()
    return made


SHIPPED = tuple(
    _shipped(name)
    for name in (
        *("watermark", "serials", "stamps", "wiki", "wikis"),
        *("furniture", "platforms", "portals", "sites", "interfaces"),
    )
)
WATERMARK, SERIALS, STAMPS, WIKI, WIKIS, FURNITURE, PLATFORMS, PORTALS, SITES, INTERFACES = SHIPPED
_CUES = Cues([rule for pack in SHIPPED for rule in pack.pack])


def _finder(pack: PackCleaner) -> Finder:
    """Return the finder of a shipped pack: it looks where one scan for the cues of all of them found any."""
    return lambda sheet: pack.find(sheet, _CUES.stretches(sheet.text))


_FINDERS = {pack.name: _finder(pack) for pack in SHIPPED}
_HOUSE = (*_FINDERS.values(), editorial.find, bars.sure, posters.find)


def _judge(pack: PackCleaner) -> Cleaner:
    return Judge(pack.name, pack.rules, pack.digest, _FINDERS[pack.name], _HOUSE)


# Twice: a mark behind an office note stands at the line's end only when the note is gone. On a page that the first round
# left alone the second finds the first one's answers.
_ROUND: tuple[Cleaner, ...] = (
    Judge("posters", posters.RULES, posters.posters.digest, posters.find, _HOUSE),
    _judge(WATERMARK),
    _judge(SERIALS),
    _judge(STAMPS),
    _judge(WIKI),
    _judge(WIKIS),
    wiki.author,
    wiki_lists.lists,
    wiki.marks,
    wiki_bars.bars,
    Judge("bars", bars.RULES, bars.bars.digest, bars.find, _HOUSE),
    _judge(FURNITURE),
    _judge(PLATFORMS),
    _judge(PORTALS),
    _judge(SITES),
    _judge(INTERFACES),
    Judge("trails", trails.RULES, trails.trails.digest, trails.find, _HOUSE),
    Judge("editorial", editorial.RULES, editorial.editorial.digest, editorial.find, _HOUSE),
)
BUILTIN: tuple[Cleaner, ...] = (*_ROUND, *_ROUND)
