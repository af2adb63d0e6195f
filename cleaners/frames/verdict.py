"""From evidence to a verdict: which lines of a frame go, and why a line that nearly goes stays.

The model's number decides; a head keeps what may be its title, labelled lines of one kind (a programme, a form) go together or not
at all, and on a page of which no rule knows a line more points are asked, and a run that touches the page's edge.
"""

from __future__ import annotations

import re
from itertools import groupby, takewhile
from typing import TYPE_CHECKING, NamedTuple

from cleaners.frames.evidence import LISTED, Evidences, is_anchor, is_text
from cleaners.frames.model import scores
from cleaners.frames.rows import ends_of, is_paragraph, width

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from collections.abc import Set as AbstractSet

    from cleaners.frames.model import Model
    from cleaners.frames.rows import Frame

SURE = 2000  # points from which a line is taken on a page of which rules know a line
ALONE = 3000  # … of which they know none
LINES, CELLS = 4, 100  # such lines, and their cells, that make a frame of themselves on such a page
LONG = 60  # lines of a zone beyond which it is more than a frame: a list, a table of contents, an index
BESIDE = 3  # lines from known furniture in such a zone within which a line may be some
NEAR = 1000  # points from which a line that stays is told of
GAP, LISTS = 500, 1000  # points more between paragraphs, and in a zone that is a list
RUN, LINE = (
    3000,
    4000,
)  # mean points of a run, points of one line, that need nothing known and no page's edge beside them
SPOKEN = 3000  # points of the words of a name or a day from which it is the site's, next to the text
NAMED = 700  # … farther behind it: a name may stand above what a reader says
SAYING = 700  # points of the words of a sentence, or of a list's item, from which it is the site's
SPOKEN_OF, TERMS = 66, 3  # per cent and number of a line's words that are the text's: a title whatever the model says
UNLIKE_TITLE = 4500  # points from which even the last open line of a head is none
COUNTED = re.compile(
    r"(?i)第\s?[\d一二三四五六七八九十百零〇]+\s?[条條章节節回卷编編款项項]|(?:chapter|part|section|article|clause)\s[\dIVXLC]+\b|[A-Z]?\d+(?:\.\d+)*[.)]?\s\w"
)  # a heading that counts on
SIGNED = re.compile(
    r"(?:(?:[A-Z\u00c0-\u00de][\w’'.\-]*|\d{1,4}(?:st|nd|rd|th)?|of|the|and|de|la|von|van|for|to|by|yours|my|dear|&)[,.]?(?:\s|$)){1,6}"
    r"|[\d\s年月日時时./\-–〇零一二三四五六七八九十廿初]{1,24}|[\u3400-\u9fff·\u3000 \d]{1,16}[,\uff0c:\uff1a]?|[(\uff08【〔\[][^()\uff08\uff09]{1,24}[)\uff09】〕\]]"
)  # a name, a place, a day, a bracket: what stands above or below a text and is its own
OWNED = re.compile(
    r"(?i).{0,20}(?:copyright|\(c\)|©|版[权權]|著作[权權])[^\n]*?\d{4}"
)  # before a text: the rights of the work
FOREIGN = re.compile(
    r"[^\W\d_a-zA-Z\u2e80-\u9fff\uf900-\uffef]"
)  # a letter that is neither Latin nor Chinese: no page of such a language was learned from
CONTACT = re.compile(
    r"(?i)\W{0,3}(?:(?:media|press|news|further|for more)\s(?:contacts?|information|inquiries|enquiries)|contacts?\s?:|notes? to editors?|(?:新闻|新聞|媒体|媒體|业务|業務)?(?:联系人|聯絡人|联络人|洽詢))"
)
READER = re.compile(r"\s*(?:[推噓嘘→])\s+[\w.\-]+\s?[:\uff1a]")  # what a reader of a board says
FEW = "no rule knows a line of the page, and such lines are few"
LABEL = re.compile(
    r"(?:(?:[^\w\s]{1,2}|[推噓嘘])\s{1,2})?[^\s:\uff1a]{1,14}\s?[:\uff1a]"
)  # a vote or an arrow may lead it
FORM = 2  # labelled lines side by side that are judged together


class Verdict(NamedTuple):
    """What becomes of row `n`: taken where `why_not` is empty."""

    n: int
    score: int
    why_not: str


def verdicts(frame: Frame, model: Model, said: Callable[[str], int]) -> list[Verdict]:
    """Return a verdict on every open row of a frame that goes or nearly goes, in their order; `said` are the points of its words."""
    known, made = is_known(frame), Evidences(frame, said)
    if not made.places or (not known and not LINES <= len(made.places) <= 2 * LONG):
        return []
    table = made.table()
    score = dict(zip(table.places, scores(model.tables, table), strict=True))
    columns = {n: {name: values[k] for name, values in table.columns.items()} for k, n in enumerate(table.places)}
    title, joint, sure = _title(frame, score), _joint(frame, score), SURE if known else ALONE
    first = {n: _why_not(frame, n, joint[n], columns[n], sure) for n in score if joint[n] >= NEAR}
    if title in first:
        first[title] = "the only line of the head that is left: it may be the title"
    taken = {n for n, why in first.items() if not why}
    taken -= _within(frame, taken)
    if not known:
        taken = _in_runs(frame, score, taken)
        cells = sum(width(frame.rows[n].words) for n in taken)
        if len(taken) < max(LINES, len(table.places) // 2) or cells < CELLS:
            taken = set()
    return [
        Verdict(n, score[n], why or ("" if n in taken else FEW if not known else "a line behind it is the text's"))
        for n, why in sorted(first.items())
    ]


def _within(frame: Frame, taken: AbstractSet[int]) -> set[int]:
    """Return the rows directly behind the text, before known furniture, that a line of the text's own follows: a table, a list."""
    block = list(takewhile(lambda n: not frame.rows[n].known, range(frame.last + 1, len(frame.rows))))
    own = [n for n in block if n not in taken]
    return {n for n in block if own and n < own[-1]}


def seems_framed(source: str, said: Callable[[str], int]) -> bool:
    """Return whether a page of which no rule knows a line has so many before and behind its text, and no more, as a frame: cheaply."""
    outer: list[str] = []
    ends = ends_of(source, LONG + 1)
    if sum(not is_paragraph(line) for lines in ends for line in lines) < LINES:
        return False
    for lines in ends:
        inner = next(
            (k for asked in (is_anchor, is_text) for k in range(len(lines)) if asked(lines, k, said)), LONG + 1
        )
        if inner > LONG:
            return False
        outer += lines[:inner]
    return len(outer) >= LINES and sum(said(line) > 0 for line in outer) >= LINES


def is_known(frame: Frame) -> bool:
    """Return whether rules know a line of the page."""
    return any(row.known for row in frame.rows)


def _why_not(frame: Frame, n: int, score: int, seen: Mapping[str, int], sure: int) -> str:
    if score < sure + (GAP if seen["gap"] else 0) + (LISTS if seen["frame"] > LONG else 0):
        return "its evidence is thin"
    if seen["head"] and seen["in text"] >= SPOKEN_OF and seen["terms"] >= TERMS:
        return "nearly all of its words are the text's: it may be a title"
    least = SPOKEN if _is_near(frame, n, seen) else 0 if seen["head"] else NAMED
    if seen["points"] < least and SIGNED.fullmatch(frame.rows[n].words):
        return "a name, a day or a place next to the text: it may be the text's"
    if (seen["frame"] > LONG and min(seen["known above"], seen["known below"]) > BESIDE) or (
        seen["head"] and OWNED.match(frame.rows[n].words)
    ):
        return "it may be a line of a list, or of the work's own front matter"
    if 5 * len(FOREIGN.findall(frame.rows[n].words)) > len(frame.rows[n].words):
        return "its language is not known"
    if seen["points"] < SAYING and (seen["sentence"] or LISTED.match(frame.rows[n].words)):
        return "a sentence or an item of a list that does not speak like a site: a reader's, or the text's"
    if n > frame.last and not seen["known inward"] and CONTACT.match(frame.rows[n].words):
        return "whom to ask about the text: a release ends so"
    if COUNTED.match(frame.rows[n].words):
        return "a heading that counts on"
    if READER.match(frame.rows[n].words):
        return "a reader's line"
    return ""


def _is_near(frame: Frame, n: int, seen: Mapping[str, int]) -> bool:
    """Return whether no known furniture parts a row behind the text from it, or none stands on both sides of one before it."""
    if n > frame.last:
        return not seen["known inward"]
    return not seen["known above"] == seen["known below"] == 1


def _title(frame: Frame, score: Mapping[int, int]) -> int:
    """Return the open row of the head that is least like furniture, or -1 where every one is unlike a title."""
    head = [(points, n) for n, points in score.items() if n < frame.first]
    least, n = min(head, default=(UNLIKE_TITLE, -1))
    return n if least < UNLIKE_TITLE else -1


def _joint(frame: Frame, score: Mapping[int, int]) -> dict[int, int]:
    """Return the scores, that of labelled lines side by side the least of them: a form is no furniture because of one field."""
    out = dict(score)
    for labelled, group in groupby(sorted(score), lambda n: bool(LABEL.match(frame.rows[n].words))):
        members = list(group)
        if labelled and len(members) >= FORM:
            out |= dict.fromkeys(members, min(score[n] for n in members))
    return out


def _in_runs(frame: Frame, score: Mapping[int, int], taken: set[int]) -> set[int]:
    """Return the rows whose run touches known furniture or the page's edge, or is sure enough to need neither."""
    joined: set[int] = set()
    run: list[int] = []
    beside = True  # the edge
    for n in range(len(frame.rows) + 1):
        known = n == len(frame.rows) or bool(frame.rows[n].known)
        if n in taken:
            run.append(n)
            continue
        total = sum(score[k] for k in run)
        if run and (beside or known or total >= (RUN * len(run) if len(run) > 1 else LINE)):
            joined.update(run)
        run, beside = [], known
    return joined
