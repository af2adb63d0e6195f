"""The contract of a source, asked when its plan is closed: what breaks it may hold the source back, and always says so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flows.clock import clock
from warehouse.contract_failures import judged
from warehouse.contracts import load

if TYPE_CHECKING:
    from flows.runs import Run
    from flows.settings import Settings
    from warehouse.closing import SourceOutcome
    from warehouse.contracts import Contracts
    from warehouse.plan import SourcePlan

FILE = "contracts.toml"  # beside the settings file; without it nothing is asked for


def contracts_of(settings: Settings) -> Contracts:
    """Return the contracts that lie beside the settings file; raises SettingsError for what they cannot say."""
    return load(settings.base / FILE)


def closed(run: Run, plan: SourcePlan, complete: bool) -> SourceOutcome:  # noqa: FBT001  # a fact of the listing, not a mode
    """Close a plan and hold what it leaves to its contract; a broken `error` clause holds the source back whole."""
    now = clock()
    outcome = plan.close(complete=complete, now=now)
    if outcome.held_back:
        return outcome
    judgement = judged(run.house, outcome, contracts_of(run.settings), run_id=run.run_id, now=now)
    run.notes += [f"{plan.spec.source_id}: contract: {one.says}" for one in judgement.failing]
    if judgement.hold:
        reason = f"its contract does not hold: {judgement.hold}"
        outcome = plan.close(complete=complete, now=now, hold=reason)
    return replace(outcome, quality=(*outcome.quality, *judgement.quality))
