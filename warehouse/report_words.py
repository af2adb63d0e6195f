"""The first screen in words: one sentence, tiles, what needs a person, and what changed since the release before."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from warehouse.contract_failures import failures
from warehouse.report_cards import number
from warehouse.report_cards import shown as shown_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from warehouse.contracts import Contracts, Failing
    from warehouse.report_scene import Cell, Figures, Scene

    Found = Mapping[str, Figures]


class Tile(NamedTuple):
    """A figure of the first screen that leads to its rows; `opens` is how many rows that are."""

    value: int
    label: str
    href: str
    opens: int
    note: str = ""
    mood: str = ""  # warn where a person should look


class Need(NamedTuple):
    """Something that needs a person: what, and where it leads."""

    says: str
    href: str
    severity: str  # block, warn or info


class Change(NamedTuple):
    """A class of documents since the release before."""

    says: str
    documents: int
    share: float
    href: str
    kind: str


class Words(NamedTuple):
    """The first screen."""

    sentence: str
    tiles: list[Tile]
    needs: list[Need]
    changes: list[Change]
    failing: list[Failing]
    audit: str


def words(shown: Scene, found: Found) -> Words:
    """Return the first screen of the figures."""
    totals = found["totals"].dicts()[0]
    failing = failures(shown)
    needs = list(_needs(found, failing, totals, shown.occasion.contracts))
    return Words(
        _sentence(found, totals, needs),
        list(_tiles(found, totals)),
        needs,
        _changes(found),
        failing,
        _audit(shown),
    )


def _sentence(found: Found, totals: Mapping[str, Cell], needs: list[Need]) -> str:
    documents, sources = number(totals["documents"]), number(totals["sources"])
    taken, page = number(totals["removed_chars"]), number(totals["page_chars"])
    rules = found["rules"].dicts()
    said = f"{_many(documents, 'document')} of {_many(sources, 'source')}: "
    if taken and rules:
        first = rules[0]
        share = number(first["removed"]) / taken
        said += f"cleaning took {taken:,} of {page:,} characters ({shown_number(taken / max(page, 1), '%')}), {round(share * 100)} % of that by {first['rule_id']}; "
    else:
        said += "nothing had to be taken; "
    people = len([need for need in needs if need.severity != "info"])
    return said + (
        f"{_many(people, 'thing')} {'need' if people != 1 else 'needs'} a person."
        if people
        else "nothing needs a person."
    )


def _many(count: float, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def _tiles(found: Found, totals: Mapping[str, Cell]) -> Iterator[Tile]:
    def whole(name: str) -> int:
        return int(number(totals[name]))

    quarantined = sum(int(number(row["items"])) for row in found["quarantine"].dicts())
    rules = found["rules"].rows
    stale = f"{whole('stale')} stale" if whole("stale") else ""
    yield Tile(whole("documents"), "documents", "#rows=documents", whole("documents"), stale, "warn" if stale else "")
    yield Tile(
        whole("edits"), "edits", "#rules", len(rules), f"{whole('removed_chars'):,} characters, {len(rules)} rules"
    )
    yield Tile(
        whole("claims"),
        "claims",
        "#rows=claims",
        whole("claims"),
        f"{whole('doubted')} doubted",
        "warn" if whole("doubted") else "",
    )
    yield Tile(whole("flags"), "places of damage", "#rows=flags", whole("flags"))
    yield Tile(whole("candidates"), "refused removals", "#rows=candidates", whole("candidates"))
    yield Tile(whole("pairs"), "aligned pairs", "#rows=pairs", whole("pairs"))
    yield Tile(quarantined, "in quarantine", "#rows=quarantine", quarantined, mood="warn" if quarantined else "")
    yield Tile(whole("vanished"), "vanished", "#rows=vanished", whole("vanished"))


def _needs(found: Found, failing: list[Failing], totals: Mapping[str, Cell], contracts: Contracts) -> Iterator[Need]:
    """Yield what a person should look at, the worst first."""
    for row in found["held"].dicts():
        says = f"source {row['source_id']} is held back with {_many(number(row['items']), 'item')}; its last good rows stay"
        yield Need(
            says, f"#rows=sightings&state=held%20back&source_id={quote(str(row['source_id']), safe='')}", "block"
        )
    for row in found["contracts"].dicts():
        if not row["passed"]:
            says = f"contract of {row['scope']}: {row['metric']}, and it is {number(row['value']):g}"
            href = (
                f"#rows=contracts&scope={quote(str(row['scope']), safe='')}&metric={quote(str(row['metric']), safe='')}"
            )
            known = any((one.scope, one.metric) == (row["scope"], row["metric"]) for one in failing)
            yield Need(says, "#contracts" if known else href, str(row["severity"]))
    for row in found["quarantine"].dicts():
        yield Need(
            f"{_many(number(row['items']), 'item')} stopped at {row['stage']}",
            f"#rows=quarantine&stage={quote(str(row['stage']), safe='')}",
            "warn",
        )
    if totals["stale"]:
        yield Need(
            f"{_many(number(totals['stale']), 'document')} stale: a newer version is held back or in quarantine",
            "#rows=documents&status=stale",
            "warn",
        )
    for row in found["precision"].dicts():
        limit = contracts.limit(str(row["rule_id"]))
        if row["low"] is not None and number(row["low"]) < limit:
            says = f"rule {row['rule_id']}: {row['right']} of {number(row['right']) + number(row['wrong'])} judged right, lower bound {number(row['low']):.3f} under {limit:g}"
            yield Need(says, f"#rows=verdicts&rule_id={quote(str(row['rule_id']), safe='')}", "warn")
    if totals["doubted"]:
        yield Need(
            f"{_many(number(totals['doubted']), 'claim')} that the source itself doubts",
            "#rows=claims&doubted_by=*",
            "info",
        )


KINDS = {
    "added": "added",
    "source changed": "changed",
    "cleaning changed": "recleaned",
    "unchanged": "same",
    "vanished": "gone",
    "erased": "gone",
}


def _changes(found: Found) -> list[Change]:
    rows = found["changes"].dicts()
    every = sum(number(row["documents"]) for row in rows) or 1
    return [
        Change(
            _class(str(row["change"]), str(row["cause"])), int(number(row["documents"])),
            number(row["documents"]) / every, f"#rows=changes&change={quote(str(row['change']), safe='')}&cause={quote(str(row['cause']), safe='')}",
            KINDS.get(str(row["change"]), "same"),
        )
        for row in rows
    ]  # fmt: skip


def _class(change: str, cause: str) -> str:
    return f"{change} ({cause})" if cause else change


def _audit(shown: Scene) -> str:
    """Return what is known of the audit: it comes before the report, and a release that fails it gets none."""
    return f"passed before release {shown.release} was published: every new file, ledger, segment and reference was read back"
