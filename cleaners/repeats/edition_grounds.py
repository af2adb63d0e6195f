"""What shows that a page's own machinery printed a text again: where the copy stands, under what, and how much of the page it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaners.repeats.edition_facts import MOST_BARE
from cleaners.repeats.edition_labels import ABSTRACT, DATED, SECTION, is_frame, is_label, is_quote_head
from cleaners.repeats.edition_page import one_writing
from cleaners.repeats.prose import VERSE_LINE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cleaners.repeats.edition_facts import Facts

LEAST, SHORT, LONG, LARGE = 45.0, 60.0, 100.0, 160.0  # CJK-equivalents of a copy by how much else speaks for it
VERSE_ROWS = 6  # lines of verse, dialogue or a table that stand again in one order
HALF, MOST = 0.5, 0.6  # shares of the page that the two make up
DUMP_ROWS = 3
TAIL = 0.3  # of the weight of a text may follow it that its other version lacks: notes, credits
HEADS = 4  # lines of a head above a text
LINE = 8.0  # CJK-equivalents of a line that does not come again by chance
TWO, THREE = 2, 3  # lines or sentences, of which one may come again by chance


def _follows(facts: Facts) -> bool:
    """Return whether it follows at once under its own title, or as prose."""
    if facts.between or not facts.is_exact:
        return False
    if facts.is_titled and facts.weight >= LEAST and facts.is_prose and all(row.finished for row in facts.here[1:]):
        return True
    return facts.is_prose and facts.weight >= SHORT and facts.sentences >= THREE and len(facts.here) > 1


def _is_labelled(facts: Facts) -> bool:
    """Return whether a line before it says which version it is; an address or a page's number says so only of prose."""
    labels = [k for k, row in enumerate(facts.between) if is_frame(row)]
    if not labels or not facts.is_whole:
        return facts.is_raw and facts.is_bare_between
    tail, head = facts.between[: labels[0]], facts.between[labels[0] :]
    bare = not any(row.finished for row in head if not is_frame(row)) and len(head) <= MOST_BARE
    short = len(tail) <= MOST_BARE and sum(row.weight for row in tail) <= TAIL * facts.weight
    if not (bare and short and facts.weight >= SHORT and facts.share >= HALF):
        return False
    if any(map(is_label, facts.between)):
        return len(facts.here) >= THREE
    return facts.is_prose and facts.weight >= LONG and len(facts.here) >= TWO


def _is_body_again(facts: Facts) -> bool:
    """Return whether nothing but a head of the same title lies between two bodies that make up the page."""
    whole = facts.is_bare_between and facts.is_whole and not facts.has_prose_before and facts.is_prose
    if not whole or facts.weight < LONG or facts.sentences < THREE or len(facts.here) < TWO:
        return False
    return facts.share >= MOST and (not facts.between or facts.is_titled or _is_reposted(facts))


def _is_reposted(facts: Facts) -> bool:
    """Return whether the head between is that of the same title from another source.

    Under a title of its own a text is a thing's of which two are described alike; under a date of its own it is a day's.
    """
    above = facts.before[-HEADS:]
    titles = {one_writing(row.words) for row in above if not row.finished}
    dated, dated_here = (
        {_undated(row.words) for row in rows if DATED.search(row.words)} for rows in (above, facts.between)
    )
    return any(one_writing(row.words) in titles for row in facts.between) and not dated & dated_here


def _undated(words: str) -> str:
    return "".join(c for c in one_writing(words) if not c.isdigit())


def _is_lacking(facts: Facts) -> bool:
    """Return whether it follows under the title of the page, and lacks whole paragraphs."""
    near = not facts.between and facts.is_titled and not facts.has_prose_before and facts.is_exact
    return near and facts.is_prose and facts.weight >= LONG


def _is_page_again(facts: Facts) -> bool:
    """Return whether the whole page stands again behind itself, from its title on, all lines the same.

    A song may begin and end with its chorus: what is no prose must begin the page, and prose must lie between.
    """
    first = facts.is_titled and not facts.has_prose_before and not facts.has_prose_after
    edges = max(len(facts.before), len(facts.after)) <= MOST_BARE and facts.share >= HALF
    if not (first and edges and facts.is_exact and facts.is_whole) or facts.weight < SHORT:
        return False
    if facts.is_prose:
        return facts.weight >= LARGE
    alone = all(is_frame(row) for row in facts.before)
    notes = all(is_frame(row) or (row.finished and row.weight >= VERSE_LINE) for row in facts.between)
    return alone and notes and len(facts.here) >= VERSE_ROWS


def _is_section_again(facts: Facts) -> bool:
    """Return whether a numbered section stands again out of its order, up to the next one's heading."""
    rows = facts.sheet.rows
    head = SECTION.match(facts.here[0].words) and facts.is_titled and facts.is_exact and facts.is_whole
    ends = [rows[k].words for k in (facts.rows[1], facts.run.high) if k < len(rows)]
    return bool(head) and facts.weight >= SHORT and len(facts.here) >= THREE and all(map(SECTION.match, ends))


def is_marked(facts: Facts) -> bool:
    """Return whether the lines of the run are marked as quoted, or a line above them says whose they are."""
    marked = all(row.mark.startswith((">", "|", "&gt;")) for row in facts.here)
    return marked or (facts.run.low > 0 and is_quote_head(facts.sheet.rows[facts.run.low - 1]))


def _is_quoted(facts: Facts) -> bool:
    """Return whether an answer quotes a whole message: all its lines, from its head to its end."""
    rows, (low, high) = facts.sheet.rows, facts.rows
    if not facts.is_exact or facts.lacking or facts.extra or high > facts.run.low:
        return False
    alone = (low == 0 or not rows[low - 1].finished) and (not rows[high].finished or rows[high].apart)
    return alone and facts.weight >= LONG and len(facts.here) >= THREE


def _is_end_again(facts: Facts) -> bool:
    """Return whether the page ends in paragraphs of the text just before."""
    if facts.after or not facts.is_exact or facts.extra or not facts.is_prose or not facts.here[0].apart:
        return False
    if facts.lacking or _is_begun(facts):
        return False
    return facts.weight >= SHORT and len(facts.here) > 1 and facts.share >= HALF


def _is_begun(facts: Facts) -> bool:
    """Return whether a line between the two stands before too: then the second one begins there, and has more than the first."""
    above = {one_writing(row.words) for row in (*facts.before, *facts.there)}
    return any(row.weight >= LINE and one_writing(row.words) in above for row in facts.between)


def _is_most(facts: Facts) -> bool:
    """Return whether large texts of the same letters make up most of the page: so much nobody says twice, in lines of whatever form."""
    same = facts.is_exact and not facts.extra and not _is_begun(facts)
    return same and facts.weight >= LARGE and facts.share >= MOST and facts.sentences >= 2 * THREE


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
    (_is_most, "most of the page again in the same letters"),
)
QUOTED_GROUNDS: Sequence[tuple[Callable[[Facts], bool], str]] = ((_is_quoted, "an answer quotes the whole message"),)
