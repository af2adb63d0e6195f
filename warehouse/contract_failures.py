"""Broken clauses and the rows that break them, kept beside the rejected bodies of their run: figures stand in the log, rows here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from warehouse.contract_ground import ground
from warehouse.contracts import Failing, judge
from warehouse.layout import source_name, write_durably

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from warehouse.closing import SourceOutcome
    from warehouse.contracts import Contracts, Judgement
    from warehouse.house import Warehouse
    from warehouse.report_scene import Scene

FILE = "contracts-{}.json"


def judged(house: Warehouse, outcome: SourceOutcome, contracts: Contracts, *, run_id: str, now: datetime) -> Judgement:
    """Hold a source that was closed to its contract and keep what broke it.

    Where `.hold` says why, close the plan again with it as `hold`; `.quality` goes with the outcome's own.
    """
    source = outcome.spec.source_id
    with ground(house, outcome, run_id=run_id, now=now) as open_ground:
        judgement = judge(contracts.of(source), open_ground)
    if judgement.failing:
        text = json.dumps([one._asdict() for one in judgement.failing], ensure_ascii=False, default=str)
        write_durably(
            house.layout.rejected(run_id) / FILE.format(source_name(source)), text.encode("utf-8", "surrogatepass")
        )
    return judgement


def failures(shown: Scene) -> list[Failing]:
    """Return what broke the contracts of the run that a report belongs to."""
    found: list[Failing] = []
    for path in sorted(shown.occasion.house.layout.rejected(shown.occasion.run_id).glob(FILE.format("*"))):
        found += _read(json.loads(path.read_text("utf-8", "surrogatepass")))
    return found


def _read(rows: Sequence[dict[str, object]]) -> list[Failing]:
    return [Failing(**row) for row in rows]  # type: ignore[arg-type]  # written by `judged`
