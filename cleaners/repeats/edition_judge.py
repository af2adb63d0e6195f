"""Judges a second edition: whether nobody wrote the text twice on purpose, and which of the two goes.

A page's own machinery prints a text again as a version of its own (for print, for telephones, in the other script), as a teaser,
a quotation, an abstract, a retry. What an author repeats has a heading that compares, a blank to be filled in, words of its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cleaners.repeats.copy_form import coarser
from cleaners.repeats.copy_judge import LEGAL, MOST_LEGAL
from cleaners.repeats.copy_short import stands_often
from cleaners.repeats.damage import BLANK, LETTERS, WORDS
from cleaners.repeats.edition_facts import OWN
from cleaners.repeats.edition_grounds import ABSTRACTED, GROUNDS, QUOTED_GROUNDS, is_marked
from cleaners.repeats.edition_labels import (
    COMPARED,
    HEAVIEST,
    PROVED,
    RAW,
)
from cleaners.repeats.prose import CODE_LINE, CODE_SHARE
from cleaners.rulepacks import matter

if TYPE_CHECKING:
    from cleaners.repeats.edition_facts import Facts
    from cleaners.repeats.edition_page import Row

LARGE = 160.0  # CJK-equivalents that one does not recite
EXTRA = 0.25  # of the run may be captions and marks that the other lacks
HEADS = 2  # lines above a text in which a heading may compare it
DISTINCT = 0.6
IDENTITY, LOOSE = 0.95, 0.75  # of the letters, and of those of the other script or of a machine's reading
DUMP_ROWS = 3
TWICE = 2
DATA_LINE = re.compile(
    r"[\"'][^\"']*[\"'](?:\s*[:,]|$)|[\[\]{}(),│├└─|]+$|[│├└]|<[\w/]|[\w.\[\]]+\s*=\s*\S"
)  # JSON, a list of strings, a tree, markup


class Verdict(NamedTuple):
    """Whether the `earlier` or the `later` of the two goes, or '' and the reason why neither does."""

    goes: str
    says: str


def judged(facts: Facts) -> Verdict:
    """Return which of two editions goes, or why neither."""
    reason = _is_meant(facts) or _differs(facts)
    if reason:
        return Verdict("", reason)
    grounds = QUOTED_GROUNDS if is_marked(facts) else GROUNDS
    ground = next((says for test, says in grounds if test(facts)), "")
    if not ground:
        return Verdict("", "nothing shows that a page's machinery repeated it")
    return Verdict("later" if ground != ABSTRACTED and not _is_worse(facts) else "earlier", ground)


def _heads(facts: Facts) -> list[Row]:
    """Return the lines that may say what the two texts are."""
    rows, gone = facts.sheet.rows, facts.gone
    above = [
        rows[k]
        for first in (facts.rows[0], facts.run.low)
        for k in range(max(0, first - HEADS), min(len(rows), first + 1))
        if k not in gone
    ]
    return [row for row in (*above, *facts.between) if not row.finished and row.weight <= HEAVIEST]


def _is_meant(facts: Facts) -> str:
    """Return what shows that an author repeated a text on purpose, or ''."""
    words = facts.sheet.text[slice(*facts.spans[0])]
    lines = [row.words for row in facts.here]
    if matter.is_terms(words):
        return "terms stand for each of several works"
    if sum(1 for line in lines if CODE_LINE.search(line) or DATA_LINE.match(line)) > CODE_SHARE * len(lines):
        return "it looks like code"
    if BLANK.search(words):
        return "it has blanks to be filled in"
    if facts.marks_differ or facts.signs_differ:
        return "its lines have numbers, times or signs of their own"
    if _is_recited(facts, words):
        return "it stands thrice, as what one recites or copies"
    if any(COMPARED.search(row.words) and not PROVED.search(row.words) for row in _heads(facts)):
        return "a heading compares it with another version"
    if facts.sentences < DISTINCT * sum(1 for m in facts.run.met if facts.sheet.pieces[m.piece].weight >= OWN / 2):
        return "its own sentences repeat"
    return ""


def _is_recited(facts: Facts, words: str) -> bool:
    """Return whether a short text without a title stands more than twice, and no more often than one recites it."""
    times = facts.sheet.text.count(facts.here[0].words)
    return times > TWICE and not facts.is_titled and facts.weight < LARGE and not stands_often(facts.sheet.text, words)


def _differs(facts: Facts) -> str:
    """Return how the two differ by more than a page's machinery would change, or ''."""
    extra = sum(p.weight for p in facts.extra)
    if facts.finished(facts.extra) >= OWN or extra > EXTRA * facts.weight:
        return "it has sentences that the other one lacks"
    if facts.is_exact:
        return ""
    hurt = facts.damage
    loose = facts.is_variant or facts.is_raw
    if hurt.authored and not facts.is_raw and not (facts.is_variant and hurt.authored in (LETTERS, WORDS)):
        return hurt.authored
    letters = sum(len(facts.sheet.pieces[m.piece].key) for m in facts.run.met)
    if hurt.changed + hurt.torn > (1 - (LOOSE if loose else IDENTITY)) * letters:
        return f"the two agree in {1 - (hurt.changed + hurt.torn) / max(1, letters):.3f} of their letters only"
    words = facts.sheet.text[slice(*facts.spans[0])]
    if hurt.swapped and len(LEGAL.findall(words)) >= MOST_LEGAL:
        return "words of a law or a contract are replaced by others"
    if not (loose or hurt.unnatural or hurt.noise or hurt.noise_there):
        return "the letters that differ read naturally in both"
    return ""


def _is_worse(facts: Facts) -> bool:
    """Return whether the earlier one is the worse of the two."""
    if facts.is_raw:
        return not any(RAW.search(row.words) for row in facts.between)
    here, there = (facts.sheet.text[slice(*span)] for span in facts.spans)
    if facts.finished(facts.lacking) >= OWN:
        return False
    if stamped := facts.stamped(facts.extra) - facts.stamped(facts.lacking):
        return stamped < 0
    if not facts.is_exact:
        hurt = facts.damage
        noise = hurt.noise - hurt.noise_there
        worse = (noise,) if facts.is_variant else (noise, hurt.unnatural, hurt.lost - hurt.lost_there)
        if any(worse):
            return worse < (0,) * len(worse)
    if facts.mended:
        return facts.mended < 0
    if len(facts.there) == 1 and len(facts.here) >= DUMP_ROWS:
        return True
    return not facts.extra and coarser(here, there) < 0
