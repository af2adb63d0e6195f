"""Human review: a seeded sample of a rule's edits in context, a page to judge them on, and verdicts back into the log.

A rule's precision is then measured, not assumed: the report shows it with its Wilson interval.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from cleaners.errors import StoreError
from warehouse.records import VerdictRow
from warehouse.report import environment, policy, resource
from warehouse.report_rows import cut

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from warehouse.read import Release

CONTEXT = 80  # code points shown on each side of an edit
LONGEST = 4_000  # code points shown of a removal
VERDICTS = ("right", "wrong", "unsure")


class Sampled(NamedTuple):
    """An edit to judge, with what stands around it in the clean text; `verdict` and `note` are the reviewer's to fill in."""

    edit_id: str
    doc_id: str
    rule_id: str
    locator: str
    raw_start: int
    raw_end: int
    before: str
    removed: str
    inserted: str
    after: str
    evidence: str
    verdict: str = ""
    note: str = ""


def _rows(release: Release, sql: str, parameters: dict[str, object]) -> list[tuple[object, ...]]:
    with release.connect() as con:
        found: list[tuple[object, ...]] = con.execute(sql, parameters).fetchall()
    return found


class Order(NamedTuple):
    """What to sample."""

    rule_id: str
    n: int
    seed: int


def sample(release: Release, order: Order) -> list[Sampled]:
    """Return `n` edits of a rule, the same for the same seed; a prefix such as `watermark.` samples all its rules.

    Raises StoreError where the rule changed nothing.
    """
    sql = f"""
        SELECT e.edit_id, e.doc_id, e.rule_id, d.locator, e.raw_start, e.raw_end,
               substr(d.text, greatest(1, e.clean_start - {CONTEXT - 1}), least({CONTEXT}, e.clean_start)),
               e.removed, e.inserted, substr(d.text, e.clean_end + 1, {CONTEXT}), e.evidence
        FROM edits e JOIN documents d USING (doc_id)
        WHERE e.rule_id = $rule OR (ends_with($rule, '.') AND starts_with(e.rule_id, $rule))
        ORDER BY sha256($seed || e.edit_id) LIMIT $n
    """
    rows = _rows(release, sql, {"rule": order.rule_id, "seed": f"{order.seed}/", "n": order.n})
    if not rows:
        message = f"rule {order.rule_id!r} changed nothing in release {release.number}; `palimpsest report` names those that did"
        raise StoreError(message)
    found = [Sampled(*row) for row in rows]  # type: ignore[arg-type]  # as the columns above
    return [one._replace(removed=cut(one.removed, LONGEST), inserted=cut(one.inserted, LONGEST)) for one in found]


def jsonl(found: Sequence[Sampled]) -> str:
    """Return a sample as JSON lines, to be judged by hand: fill in `verdict` (right, wrong, unsure) and `note`."""
    return "".join(json.dumps(one._asdict(), ensure_ascii=False) + "\n" for one in found)


def page(release: Release, order: Order, found: Sequence[Sampled]) -> str:
    """Return a page on which the sample is judged; it works from a file, asks for nothing and gives the verdicts as JSON lines."""
    script, style = resource("review.js"), resource("report.css")
    return environment().get_template("review.html.j2").render(
        release=release.number, order=order, found=found, script=script, style=style, policy=policy(script, style)
    )  # fmt: skip


class Review(NamedTuple):
    """Who reviewed, when, in which run of the log."""

    run_id: str
    reviewer: str
    now: datetime


def verdicts(release: Release, text: str, review: Review) -> list[VerdictRow]:
    """Return the judged lines of a sample as rows of the log.

    Raises StoreError for a line that is no verdict, or that judges an edit the release does not hold.
    """
    judged = [(number, row) for number, row in _lines(text) if row.verdict]
    known = {
        row[0]
        for row in _rows(
            release,
            "SELECT edit_id FROM edits WHERE edit_id IN (SELECT unnest($ids))",
            {"ids": [row.edit_id for _, row in judged]},
        )
    }
    for number, row in judged:
        if row.verdict not in VERDICTS:
            message = f"line {number}: the verdict {row.verdict!r} is none of {', '.join(VERDICTS)}"
            raise StoreError(message)
        if row.edit_id not in known:
            message = f"line {number}: release {release.number} holds no edit {row.edit_id!r}; its rule or its document changed: sample again"
            raise StoreError(message)
    return [
        VerdictRow(
            review.run_id, row.doc_id, "edit", row.edit_id, row.raw_start, row.raw_end, row.verdict, review.reviewer, row.note, review.now
        )
        for _, row in judged
    ]  # fmt: skip


def _lines(text: str) -> Iterator[tuple[int, Sampled]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                row = json.loads(line)
                yield number, Sampled(**{name: row[name] for name in Sampled._fields if name in row})
            except (ValueError, TypeError) as error:
                message = f"line {number} is no line of a review sample: {error}"
                raise StoreError(message) from error
