"""Runs a profile over a text: the one place where findings become edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaners.text import Candidate, Patch, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cleaners.page import Page, Profile
    from cleaners.text import Finding

OBSERVED = "observed: this rule only reports here"
PROTECTED = "protected: a steward overruled a removal of this span"


def run(text: Text, page: Page, profile: Profile) -> Text:
    """Return the text after every cleaner of the profile, each seeing what the ones before it left."""
    for cleaner in profile.cleaners:
        text = text.apply(screened(text, cleaner(text, page), page, profile))
    return text


def screened(text: Text, findings: Iterable[Finding], page: Page, profile: Profile) -> Iterator[Finding]:
    """Yield the findings a profile allows: disabled rules' are dropped, patches of observed rules and on protected spans become candidates."""
    for finding in findings:
        if finding.rule in profile.disabled:
            continue
        if isinstance(finding, Patch) and finding.rule in profile.observed:
            yield Candidate(finding.start, finding.end, finding.rule, OBSERVED)
        elif isinstance(finding, Patch) and page.protected and _is_protected(text, finding, page):
            yield Candidate(finding.start, finding.end, finding.rule, PROTECTED)
        else:
            yield finding


def _is_protected(text: Text, patch: Patch, page: Page) -> bool:
    start, end = text.source_span(patch.start, patch.end)
    return any(start < high and low < max(end, start + 1) for low, high in page.protected)
