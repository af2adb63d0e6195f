"""A change of rules as a rule author asks for it: each source's profile as it is, and as it would be."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from cleaners.errors import SettingsError
from flows import marks
from flows.specs import profile_of
from warehouse.impact import Trial

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cleaners.page import Profile
    from flows.declared import SourceSettings
    from flows.settings import Settings


def with_pack(settings: Settings, pack: Path) -> Iterator[Trial]:
    """Yield every source with a pack added; where it is declared already, the release shows what was before."""
    whole = pack.resolve()
    for source in settings.sources:
        before = _profile(settings, source)
        if whole in {(settings.base / name).resolve() for name in source.rule_packs}:
            yield Trial(source.id, None, before)
        else:
            changed = source.model_copy(update={"rule_packs": (*source.rule_packs, str(whole))})
            yield Trial(source.id, before, _profile(settings, changed))


def without_rule(settings: Settings, rule: str) -> list[Trial]:
    """Return the sources that have a rule, without it; a name that ends in a dot means all rules of that beginning.

    Raises SettingsError where no source has it.
    """
    found, known = [], set()
    for source in settings.sources:
        before = _profile(settings, source)
        names = {one.id for one in before.rules} - before.disabled
        known |= names
        gone = tuple(sorted(n for n in names if n == rule or (rule.endswith(".") and n.startswith(rule))))
        if gone:
            changed = source.model_copy(update={"disable": (*source.disable, *gone)})
            found.append(Trial(source.id, before, _profile(settings, changed)))
    if not found:
        near = difflib.get_close_matches(rule, sorted(known), n=3)
        hint = f"did you mean {', '.join(near)}?" if near else "`palimpsest rules` lists them"
        message = f"no source has the rule '{rule}': {hint}"
        raise SettingsError(message)
    return found


def _profile(settings: Settings, source: SourceSettings) -> Profile:
    return profile_of(source, settings.base, marks.adopted(settings.root, source))
