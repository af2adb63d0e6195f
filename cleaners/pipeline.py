"""Runs a profile over a text: the one place where findings become edits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cleaners.text import Candidate, Claim, Patch, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cleaners.page import Page, Profile
    from cleaners.text import Finding

OBSERVED = "observed: this rule only reports here"
PROTECTED = "protected: a steward overruled a removal of this span"
MARKUP = "markup."  # tags and references are how the words were written: what is protected are the words


def run(text: Text, page: Page, profile: Profile) -> Text:
    """Return the text after every cleaner of the profile, each seeing what the ones before it left."""
    for cleaner in profile.cleaners:
        text = text.apply(screened(text, cleaner(text, page), page, profile))
    return _once(text)


def _once(text: Text) -> Text:
    """Say once what a cleaner that stands in the profile twice said of text that an observed or refused patch left."""
    claims, candidates = dict.fromkeys(text.claims), dict.fromkeys(text.candidates)
    if (len(claims), len(candidates)) == (len(text.claims), len(text.candidates)):
        return text
    return replace(text, claims=tuple(claims), candidates=tuple(candidates))


def screened(text: Text, findings: Iterable[Finding], page: Page, profile: Profile) -> Iterator[Finding]:
    """Yield the findings a profile allows: disabled rules' are dropped, patches of observed rules and on protected spans become candidates.

    What a rule claims from a span that it may not take is dropped: a steward said that these words are the author's.
    """
    allowed = (finding for finding in findings if finding.rule not in profile.disabled)
    for finding in _spared(text, list(allowed), page) if page.protected else allowed:
        if isinstance(finding, Patch) and finding.rule in profile.observed:
            yield Candidate(finding.start, finding.end, finding.rule, OBSERVED)
        else:
            yield finding


def _spared(text: Text, findings: Sequence[Finding], page: Page) -> Iterator[Finding]:
    """Yield the findings with candidates in the place of patches on protected spans, and without what these claim."""
    refused = [
        f for f in findings if isinstance(f, Patch) and not f.rule.startswith(MARKUP) and _is_protected(text, f, page)
    ]
    for finding in findings:
        if finding in refused:
            yield Candidate(finding.start, finding.end, finding.rule, PROTECTED)
        elif not (isinstance(finding, Claim) and any(_within(finding, patch) for patch in refused)):
            yield finding


def _within(claim: Claim, patch: Patch) -> bool:
    return claim.rule == patch.rule and patch.start <= claim.start and claim.end <= patch.end


def _is_protected(text: Text, patch: Patch, page: Page) -> bool:
    start, end = text.source_span(patch.start, patch.end)
    return any(start < high and low < max(end, start + 1) for low, high in page.protected)
