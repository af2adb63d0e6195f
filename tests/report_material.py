"""A warehouse for the report's tests: several releases with every kind of row, and texts that try to break out of the page."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from cleaners.page import Page, Profile
from cleaners.rule import Rule, cleaner
from cleaners.text import Claim, Evidence, Finding, Flag, Patch, Text
from tests.store import PROFILE, Runs, runs, spec
from warehouse.contract_failures import judged
from warehouse.contracts import Contracts, load
from warehouse.records import RunRow, VerdictRow
from warehouse.report import reporter
from warehouse.report_scene import Occasion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.store import Answer
    from warehouse.items import SourceSpec
    from warehouse.read import Release

DOUBLE = Rule("duplicate.body", 1, "A body that stands twice.", "One copy says it all.")
EVIL_EVIDENCE = "<img src=x onerror=alert(4)> \u202eevidence"


@cleaner(DOUBLE)
def doubles(text: Text, page: Page) -> Iterator[Finding]:
    """Delete what stands between ===2 and the end; the copy between ===1 and ===2 stays."""
    if found := re.search(r"(?s)===1\n(.*)\n===2\n(.*)\Z", str(text)):
        yield Patch(found.start(2), found.end(2), "", DOUBLE.id, Evidence(EVIL_EVIDENCE, (found.span(1),)), 0.99)
        yield Claim("publisher", found[1][:40], found.start(1), found.start(1) + 40, DOUBLE.id)
        yield Flag("<b>kind</b>", found.start(1), found.start(1) + 2, DOUBLE.id, Evidence("javascript:alert(5)"))


RICH = Profile("rich", (*PROFILE.cleaners, doubles))
BODY = "互联网合作正步入一个新的时期。\n双方在互联网技术和市场上各有所长,合作的前景很好。\n" * 4
HOSTILE = """<script>alert(1)</script><img src=x onerror=alert(2)> javascript:alert(3)
\u202egnp.exe\u202c zero\u200bwidth\u2066iso\u2069 \ufeffend \U000e0041 tag [ad by Evil]
</script><script>alert(6)</script><!-- <svg onload=alert(7)> ]]>
"""

PAGES: dict[str, Answer] = {
    "a.txt": "实现之路\nPath to Realization[ad by Bus]\nfirst?second and a 𠀀 beyond[ad]\n",
    "b.txt": "<p>Tea &amp; rice</p> costs 5??6 [keep]\n",
    "c.txt": "百年孤独[ad]\n".encode("gb18030"),
    "d.txt": "plain, without any change\n",
    "twin.txt": "plain, without any change\n",
    "e.txt": b"cut tail \xe4\xb8",
    "双.txt": f"标题\n===1\n{BODY}\n===2\n{BODY.replace('时期', '时代', 1)}",
    "<img src=x onerror=alert(8)>.txt": HOSTILE,
    "long.txt": "W" * 1_000_000 + "[ad]\n",
    "broken.txt": b"",
}
CONTRACTS = """
[[clause]]
metric = "noise_share"
max = 0.0001
severity = "warn"
[[clause]]
metric = "rows"
sources = ["strict"]
min = 2
severity = "error"
[review]
lower_bound = 0.5
"""


def reported(given: Runs, contracts: Contracts, *sources: tuple[SourceSpec, Mapping[str, Answer]]) -> Release | None:
    """Run the sources to a release with its report, as an ingest does."""
    given.count += 1
    house, run_id, now = given.house, given.run_id, given.now
    from tests.store import Holder

    house.log.start(RunRow(run_id, "started", now, code_version="1", rules_hash=sources[0][0].cleaning_hash))
    lease = house.acquire(Holder(run_id, 1, "here"), now=now)
    outcomes = []
    for source, answers in sources:
        outcome = given.outcome(source, answers)
        judgement = judged(house, outcome, contracts, run_id=run_id, now=now)
        if judgement.hold:
            outcome = given.outcome(source, answers, hold=judgement.hold)
        outcomes.append(replace(outcome, quality=(*outcome.quality, *judgement.quality)))
    rules = given_rules(sources)
    write = reporter(Occasion(house, run_id, now, contracts))
    release = house.publish(outcomes, rules=rules, run_id=run_id, lease=lease, now=now, report=write)
    lease.release()
    given.outcomes = outcomes
    state = "published" if release else "idle"
    house.log.end(
        RunRow(
            run_id, state, now, code_version="1", new_release=release.number if release else None, counts=json.dumps({})
        )
    )
    return release


def given_rules(sources):
    """Return the catalogue of the sources' profiles."""
    from tests.store import rule_rows

    return rule_rows([source.profile for source, _ in sources])


def rich(root: Path) -> tuple[Runs, Contracts]:
    """Make three releases: new, changed and vanished items, quarantine, a source held back, verdicts."""
    made = runs(root / "data")
    file = root / "contracts.toml"
    file.write_text(CONTRACTS, "utf-8")
    contracts = load(file)
    one, strict = spec("one", RICH), spec("strict", RICH)
    reported(made, contracts, (one, PAGES), (strict, {"x.txt": "eins[ad]\n", "y.txt": "zwei\n"}))
    later = {**PAGES, "d.txt": "plain, with a change[ad]\n", "new.txt": "neu[ad by New]\n"}
    del later["c.txt"]
    reported(made, contracts, (one, later), (strict, {"x.txt": "eins[ad]\n", "y.txt": "zwei\n"}))
    verdicts(made)
    last = {**later, "e.txt": "whole tail\n"}
    reported(made, contracts, (one, last), (strict, {"x.txt": "eins, neu[ad]\n"}))
    return made, contracts


def verdicts(made: Runs) -> None:
    """Judge three edits of a rule."""
    release = made.house.open()
    edits = release.query(
        "SELECT edit_id, doc_id, raw_start, raw_end FROM edits WHERE rule_id = 'watermark.ad' ORDER BY edit_id LIMIT 3"
    )
    said = ("right", "right", "wrong")
    rows = [
        VerdictRow("review", str(e[1]), "edit", str(e[0]), int(e[2]), int(e[3]), v, "me", "", made.now)
        for e, v in zip(edits, said, strict=True)
    ]  # type: ignore[call-overload]
    made.house.log.write("review", rows)
