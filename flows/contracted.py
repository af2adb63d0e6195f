"""The contract of a source, asked when its plan is closed: what breaks it may hold the source back, and always says so."""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from cleaners.errors import SettingsError
from flows.clock import clock
from flows.places import parse, span_of
from warehouse import contracts
from warehouse.contract_failures import judged
from warehouse.contract_metrics import Clause

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flows.declared import SourceSettings
    from flows.runs import Run
    from flows.settings import Settings
    from warehouse.closing import SourceOutcome
    from warehouse.contracts import Contracts
    from warehouse.plan import SourcePlan

FILE = "contracts.toml"  # beside the settings file; without it nothing is asked for


def contracts_of(settings: Settings) -> Contracts:
    """Return the contracts beside the settings file, and what its sources expect; raises SettingsError with line and caret."""
    declared = read(settings.base / FILE)
    return replace(declared, clauses=(*declared.clauses, *filter(None, map(expected, settings.sources))))


def expected(source: SourceSettings) -> Clause | None:
    """Return what a source says of its languages as a clause, None where it says nothing."""
    if not source.languages:
        return None
    return Clause("foreign", sources=(source.id,), languages=source.languages, max=source.thresholds.max_foreign)


def read(file: Path) -> Contracts:
    """Read a contract file; none declares nothing. Raises SettingsError with line and caret."""
    try:
        return contracts.load(file)
    except contracts.ContractError as error:
        text = file.read_text("utf-8")
        start, end = span_of(text, error.path)
        line = text.count("\n", 0, start) + 1
        message = f"{file.name}, line {line}: {error.says}"
        raise SettingsError(message, text, start, end) from error
    except SettingsError:
        parse(file.read_text("utf-8", "replace"), file.name)  # says the same, with its place
        raise


def idle_clauses(settings: Settings) -> Iterator[str]:
    """Yield a sentence for each clause of the file that is for no declared source: it asks for nothing."""
    for number, clause in enumerate(read(settings.base / FILE).clauses, 1):
        if not any(fnmatchcase(source.id, pattern) for source in settings.sources for pattern in clause.sources):
            yield f"{FILE}, clause {number} ({clause.name}) is for {', '.join(clause.sources)}, which no source is called"


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
