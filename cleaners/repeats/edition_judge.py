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
from cleaners.repeats.edition_facts import MOST_BARE, OWN
from cleaners.repeats.edition_labels import (
    ABSTRACT,
    COMPARED,
    HEAVIEST,
    PROVED,
    RAW,
    SECTION,
    is_frame,
    is_quote_head,
)
from cleaners.repeats.prose import CODE_LINE, CODE_SHARE
from cleaners.rulepacks import matter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cleaners.repeats.edition_facts import Facts
    from cleaners.repeats.edition_page import Row

LEAST, SHORT, LONG = 45.0, 60.0, 100.0  # CJK-equivalents of an edition by how much else speaks for it
LARGE = 160.0
VERSE_ROWS = 6  # lines of verse, dialogue or a table that stand again in one order
HALF, MOST = 0.5, 0.6  # shares of the page that the two make up
EXTRA = 0.25  # of the run may be captions and marks that the other lacks
HEADS = 2  # lines above a text in which a heading may compare it
DISTINCT = 0.6
IDENTITY, LOOSE = 0.95, 0.75  # of the letters, and of those of the other script or of a machine's reading
DUMP_ROWS = 3
TWICE = 2
DATA_LINE = re.compile(
    r"[\"'][^\"']*[\"'](?:\s*[:,]|$)|[\[\]{}(),│├└─|]+$|[│├└]|<[\w/]|[\w.\[\]]+\s*=\s*\S"
)  # JSON, a list of strings, a tree, markup
TAIL = 0.3  # of the weight of a text may follow it that its other version lacks: notes, credits


class Verdict(NamedTuple):
    """Whether the `earlier` or the `later` of the two goes, or '' and the reason why neither does."""

    goes: str
    says: str


def judged(facts: Facts) -> Verdict:
    """Return which of two editions goes, or why neither."""
    reason = _is_meant(facts) or _differs(facts)
    if reason:
        return Verdict("", reason)
    grounds = QUOTED_GROUNDS if _is_marked(facts) else GROUNDS
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
    loose = facts.is_variant or _is_raw(facts)
    if hurt.authored and not _is_raw(facts) and not (facts.is_variant and hurt.authored in (LETTERS, WORDS)):
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


def _labels(facts: Facts) -> list[Row]:
    """Return the lines that may label either text."""
    rows, low = facts.sheet.rows, facts.rows[0]
    return [*(rows[k] for k in range(max(0, low - HEADS), low)), *facts.between]


def _is_raw(facts: Facts) -> bool:
    """Return whether one of the two is said to be a machine's reading that nobody has corrected."""
    return any(RAW.search(row.words) or PROVED.search(row.words) for row in _labels(facts) if row.weight <= HEAVIEST)


def _is_worse(facts: Facts) -> bool:
    """Return whether the earlier one is the worse of the two."""
    if _is_raw(facts):
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


def _follows(facts: Facts) -> bool:
    """Return whether it follows at once under its own title, or as prose."""
    if facts.between or not facts.is_exact:
        return False
    if facts.is_titled and facts.weight >= LEAST and facts.is_prose and all(row.finished for row in facts.here[1:]):
        return True
    return facts.is_prose and facts.weight >= SHORT and facts.sentences >= 3 and len(facts.here) > 1


def _is_labelled(facts: Facts) -> bool:
    """Return whether the line before it says which version it is."""
    labels = [k for k, row in enumerate(facts.between) if is_frame(row)]
    if not labels or not facts.is_whole:
        return _is_raw(facts) and facts.is_bare_between
    tail, head = facts.between[: labels[0]], facts.between[labels[0] :]
    bare = not any(row.finished for row in head if not is_frame(row)) and len(head) <= MOST_BARE
    short = len(tail) <= MOST_BARE and sum(row.weight for row in tail) <= TAIL * facts.weight
    return bare and short and facts.weight >= SHORT and len(facts.here) >= 3 and facts.share >= HALF


def _is_body_again(facts: Facts) -> bool:
    """Return whether nothing but a head lies between two bodies that make up the page."""
    whole = facts.is_bare_between and facts.is_whole and not facts.has_prose_before and len(facts.here) > 1
    return whole and facts.is_prose and facts.weight >= LONG and facts.sentences >= 3 and facts.share >= MOST


def _is_lacking(facts: Facts) -> bool:
    """Return whether it follows under the title of the page, and lacks whole paragraphs."""
    near = not facts.between and facts.is_titled and not facts.has_prose_before and facts.is_exact
    return near and facts.is_prose and facts.weight >= LONG


def _is_page_again(facts: Facts) -> bool:
    """Return whether the whole page stands again behind itself, from its title on, all lines the same."""
    first = facts.is_titled and not facts.has_prose_before and not facts.has_prose_after
    edges = max(len(facts.before), len(facts.after)) <= MOST_BARE and facts.share >= HALF
    whole = first and edges and facts.is_exact and facts.is_whole
    return whole and (facts.weight >= LARGE or len(facts.here) >= VERSE_ROWS) and facts.weight >= SHORT


def _is_section_again(facts: Facts) -> bool:
    """Return whether a numbered section stands again out of its order, up to the next one's heading."""
    rows = facts.sheet.rows
    head = SECTION.match(facts.here[0].words) and facts.is_titled and facts.is_exact and facts.is_whole
    ends = [rows[k].words for k in (facts.rows[1], facts.run.high) if k < len(rows)]
    return bool(head) and facts.weight >= SHORT and len(facts.here) >= 3 and all(map(SECTION.match, ends))


def _is_marked(facts: Facts) -> bool:
    """Return whether the lines of the run are marked as quoted, or a line above them says whose they are."""
    marked = all(row.mark.startswith((">", "|", "&gt;")) for row in facts.here)
    return marked or (facts.run.low > 0 and is_quote_head(facts.sheet.rows[facts.run.low - 1]))


def _is_quoted(facts: Facts) -> bool:
    """Return whether an answer quotes a whole message: all its lines, from its head to its end."""
    rows, (low, high) = facts.sheet.rows, facts.rows
    if not facts.is_exact or facts.lacking or facts.extra or high > facts.run.low:
        return False
    alone = (low == 0 or not rows[low - 1].finished) and (not rows[high].finished or rows[high].apart)
    return alone and facts.weight >= LONG and len(facts.here) >= 3


def _is_end_again(facts: Facts) -> bool:
    """Return whether the page ends in paragraphs of the text just before."""
    if facts.after or not facts.is_exact or facts.extra or not facts.is_prose or not facts.here[0].apart:
        return False
    return facts.weight >= SHORT and len(facts.here) > 1 and facts.share >= HALF and not facts.lacking


def _is_abstract(facts: Facts) -> bool:
    """Return whether the first of the two is an abstract that a page prints before the document that holds it."""
    low = facts.rows[0]
    head = low > 0 and ABSTRACT.match(facts.sheet.rows[low - 1].words)
    return bool(head) and facts.is_exact and facts.is_bare_between and not facts.lacking and facts.weight >= LONG


def _is_dump(facts: Facts) -> bool:
    """Return whether one line holds what the paragraphs of the other say."""
    one = len(facts.there) == 1 or len(facts.here) == 1
    more = max(len(facts.there), len(facts.here)) >= DUMP_ROWS
    same = facts.is_exact and not facts.lacking and not facts.extra
    return one and more and same and facts.is_bare_between and facts.weight >= LONG


def _is_scripts(facts: Facts) -> bool:
    """Return whether the two are the body of the page in both scripts."""
    return (
        facts.is_variant and facts.is_bare_between and facts.is_whole and facts.share >= MOST and facts.weight >= LARGE
    )


ABSTRACTED = "an abstract stands before the document that holds it"
GROUNDS: Sequence[tuple[Callable[[Facts], bool], str]] = (
    (_is_abstract, ABSTRACTED),
    (_follows, "the same text again at once"),
    (_is_labelled, "a line between the two says that another version follows"),
    (_is_body_again, "the body of the page again under another head"),
    (_is_lacking, "the title again, and some of the same paragraphs"),
    (_is_page_again, "the whole page again, from its title on"),
    (_is_section_again, "a numbered section again"),
    (_is_end_again, "paragraphs of the text again at the page's end"),
    (_is_dump, "the paragraphs run together in one line"),
    (_is_scripts, "the body of the page in the other script"),
)
QUOTED_GROUNDS: Sequence[tuple[Callable[[Facts], bool], str]] = ((_is_quoted, "an answer quotes the whole message"),)
