"""Quality contracts: what must hold of a source's rows before they may replace the last good ones.

`seeds/contracts.toml` declares clauses; each names a metric of `warehouse.contract_metrics`, its limits, the sources it is for, and what
follows when it breaks: `error` holds the source back whole, `warn` asks for a person on the report's first screen.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from cleaners.errors import SettingsError
from warehouse.contract_metrics import METRICS, Clause
from warehouse.records import QualityRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from warehouse.contract_ground import Ground

LOWER_BOUND = (
    0.9  # 50 of 50 judged right give 0.929: a sample of the usual size passes, one with two wrong ones does not
)
SEVERITIES = {"error": "block", "warn": "warn", "info": "info"}
FAILING = 20  # rows shown of those that break a clause


class Failing(NamedTuple):
    """A broken clause with rows that break it: `total` is how many there are."""

    scope: str
    metric: str
    severity: str
    says: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[object]]
    total: int


@dataclass(frozen=True)
class Contracts:
    """All clauses, and the lower bounds that the precision of rules is held to."""

    clauses: tuple[Clause, ...] = ()
    lower_bound: float = LOWER_BOUND
    lower_bounds: Mapping[str, float] = field(default_factory=dict)

    def limit(self, rule_id: str) -> float:
        """Return the lower bound a rule is held to: the longest pattern that fits it, else the general one."""
        fitting = [pattern for pattern in self.lower_bounds if fnmatchcase(rule_id, pattern)]
        return self.lower_bounds[max(fitting, key=len)] if fitting else self.lower_bound

    def of(self, source_id: str) -> tuple[Clause, ...]:
        """Return the clauses for a source."""
        return tuple(
            clause for clause in self.clauses if any(fnmatchcase(source_id, pattern) for pattern in clause.sources)
        )


NONE = Contracts()


class Judgement(NamedTuple):
    """What came of a source's clauses: figures for the log, broken clauses with rows, the reason to hold it back or ''."""

    quality: tuple[QualityRow, ...]
    failing: tuple[Failing, ...]
    hold: str


def load(path: Path) -> Contracts:
    """Read contracts; a missing file declares none. Raises SettingsError that names what is wrong."""
    if not path.exists():
        return NONE
    try:
        declared = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path.name}: {error}"
        raise SettingsError(message) from error
    unknown = set(declared) - {"clause", "review"}
    if unknown:
        message = f"{path.name}: unknown table '{min(unknown)}'; known are [[clause]] and [review]"
        raise SettingsError(message)
    review = declared.get("review", {})
    clauses = tuple(_clause(path.name, number, table) for number, table in enumerate(declared.get("clause", []), 1))
    return Contracts(clauses, float(review.get("lower_bound", LOWER_BOUND)), dict(review.get("rules", {})))


def _clause(name: str, number: int, table: Mapping[str, object]) -> Clause:
    """Return one clause of the file; raises SettingsError."""
    metric = METRICS.get(str(table.get("metric")))
    if metric is None:
        message = f"{name}, clause {number}: there is no metric '{table.get('metric')}'; known are {', '.join(METRICS)}"
        raise SettingsError(message)
    values = dict(table)
    severity = str(values.setdefault("severity", "warn"))
    unknown = set(values) - set(Clause.__dataclass_fields__)
    missing = [key for key in metric.needs if key not in values]
    if unknown or missing or severity not in SEVERITIES or not {"min", "max"} & set(values):
        reason = (
            f"unknown key '{min(unknown)}'" if unknown else f"metric {metric.name} needs '{missing[0]}'" if missing
            else f"severity is one of {', '.join(SEVERITIES)}" if severity not in SEVERITIES else "give it 'min' or 'max'"
        )  # fmt: skip
        message = f"{name}, clause {number}: {reason}"
        raise SettingsError(message)
    lists = {key: tuple(value) for key, value in values.items() if isinstance(value, list)}
    return metric.checked(Clause(**(values | lists)), f"{name}, clause {number}")  # type: ignore[arg-type]


def judge(clauses: Sequence[Clause], ground: Ground) -> Judgement:
    """Hold a source's rows, as this run would leave them, to its clauses."""
    quality, failing = [], []
    for clause in clauses:
        metric = METRICS[clause.metric]
        for held in _held_to(clause, metric.value(clause, ground)):
            severity, name = SEVERITIES[clause.severity], f"{clause.name} {held.sign} {held.limit:g}"  # one row a limit
            quality.append(QualityRow(ground.run_id, ground.scope, name, held.value, held.limit, severity, held.passed))
            if not held.passed:
                columns, rows = metric.rows(clause, ground)
                says = f"{clause.name} is {held.value:g}, the contract asks for {held.sign} {held.limit:g}"
                failing.append(Failing(ground.scope, name, severity, says, columns, rows[:FAILING], len(rows)))
    hold = "; ".join(one.says for one in failing if one.severity == "block")
    return Judgement(tuple(quality), tuple(failing), hold)


class Held(NamedTuple):
    """A value beside one limit of a clause."""

    value: float
    sign: str
    limit: float
    passed: bool


def _held_to(clause: Clause, value: float | None) -> list[Held]:
    """Return a value with each limit of a clause; nothing where there was nothing to measure."""
    if value is None:
        return []
    low = [Held(value, "≥", clause.min, value >= clause.min)] if clause.min is not None else []
    high = [Held(value, "≤", clause.max, value <= clause.max)] if clause.max is not None else []
    return low + high
