"""From evidence to a verdict: which lines of a frame go, and why a line that nearly goes stays.

The model's number alone takes nothing: a line goes only in a run with known furniture or with the page's edge, a head keeps what may
be its title, and labelled lines of one kind (a programme, a form) go together or not at all.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from cleaners.frames.evidence import Evidences
from cleaners.frames.model import scores
from cleaners.frames.words import points

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cleaners.frames.model import Model
    from cleaners.frames.rows import Frame

SURE = 2000  # points from which a line is taken: a chance of .88 by the model alone, before what the guards ask
NEAR = 500  # points from which a line that stays is told of
BARE = 1000  # points more for words alone: a title, an author, a signature
SPOKEN, PLAIN = (
    3000,
    2000,
)  # points of a line's own words: names, places and dates behind a text, or above it, have fewer
RUN, ALONE = 3000, 4000  # mean points of a run, points of one line, that need no known furniture beside them
TITLED = 50  # per cent of a line's words that are the text's: it may be a title
SPOKEN_OF, TERMS = 66, 3  # per cent and number of words from which it is one whatever the model says
UNLIKE_TITLE = 4500  # points from which even the last open line of a head is none
LABEL = re.compile(
    r"(?:(?:[^\w\s]{1,2}|[推噓嘘])\s{1,2})?[^\s:\uff1a]{1,14}\s?[:\uff1a]"
)  # a vote or an arrow may lead it
FORM = 2  # labelled lines side by side that are judged together


class Verdict(NamedTuple):
    """What becomes of row `n`: taken where `why_not` is empty."""

    n: int
    score: int
    why_not: str


def verdicts(frame: Frame, model: Model) -> list[Verdict]:
    """Return a verdict on every open row of a frame that goes or nearly goes, in their order."""
    made = Evidences(frame, lambda words: points(model.words, words))
    table = made.table()
    if not table.places:
        return []
    score = dict(zip(table.places, scores(model.tables, table), strict=True))
    columns = {n: {name: values[k] for name, values in table.columns.items()} for k, n in enumerate(table.places)}
    title = _title(frame, score)
    joint = _joint(frame, score)
    first = {n: _why_not(n, joint[n], columns[n], title) for n in score if joint[n] >= NEAR}
    taken = _in_runs(frame, score, {n for n, why in first.items() if not why})
    return [
        Verdict(n, score[n], why or ("" if n in taken else "no known furniture beside it"))
        for n, why in sorted(first.items())
    ]


def _why_not(n: int, score: int, seen: Mapping[str, int], title: int) -> str:
    if score < SURE:
        return "its evidence is thin"
    if n == title:
        return "the only line of the head that is left: it may be the title"
    if seen["head"] and seen["in text"] >= TITLED and score < UNLIKE_TITLE:
        return "its words are the text's: it may be a title"
    if seen["head"] and seen["in text"] >= SPOKEN_OF and seen["terms"] >= TERMS:
        return "nearly all of its words are the text's: it may be a title"
    spoken, beside = seen["points"] >= SPOKEN, seen["known above"] == seen["known below"] == 1
    if not seen["head"] and not seen["known inward"] and not spoken:
        return "it follows the text: a signature, a date or a note may"
    if not seen["parted"] and score < SURE + BARE and (seen["head"] or not spoken):
        return "words alone: they may be a title, an author, a signature"
    if seen["head"] and not (seen["parted"] or spoken or beside):
        return "words alone before the text: they may be a title, an author or a day"
    return ""


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
        if run and (beside or known or total >= (RUN * len(run) if len(run) > 1 else ALONE)):
            joined.update(run)
        run, beside = [], known
    return joined
