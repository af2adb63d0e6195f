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
    from collections.abc import Iterator, Mapping, Sequence
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


class ContractError(SettingsError):
    """A contract file is wrong; `path` leads to the key that is (list positions as numbers), for whoever shows its line."""

    def __init__(self, name: str, says: str, path: tuple[str | int, ...]) -> None:
        self.says, self.path = says, path
        clause = next((f", clause {part + 1}" for part in path if isinstance(part, int)), "")
        super().__init__(f"{name}{clause}: {says}")


class Key(NamedTuple):
    """What a key may hold, in words and as types."""

    says: str
    types: tuple[type, ...]


TEXT, LIST, NUMBER = Key("text", (str,)), Key("a list of texts", (list,)), Key("a number", (int, float))
KEYS = {
    **dict.fromkeys(("metric", "severity", "table", "column", "pattern", "of"), TEXT),
    **dict.fromkeys(("sources", "values", "languages"), LIST),
    **dict.fromkeys(("min", "max"), NUMBER),
    "releases": Key("a whole number", (int,)),
}


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
        says = f"unknown table '{min(unknown)}'; known are [[clause]] and [review]"
        raise ContractError(path.name, says, (min(unknown),))
    tables = declared.get("clause", [])
    if not isinstance(tables, list):
        raise ContractError(path.name, "a clause is written [[clause]], in two brackets", ("clause",))
    clauses = tuple(_clause(path.name, number, table) for number, table in enumerate(tables))
    review = declared.get("review", {})
    return Contracts(clauses, *_bounds(path.name, review if isinstance(review, dict) else {"a value": review}))


def _bounds(name: str, review: Mapping[str, object]) -> tuple[float, dict[str, float]]:
    """Return the lower bounds that `[review]` declares; raises ContractError."""
    rules = review.get("rules", {})
    if wrong := {key for key in review if key not in {"lower_bound", "rules"} or not isinstance(rules, dict)}:
        says = f"[review] holds 'lower_bound' and a table [review.rules], not '{min(wrong)}'"
        raise ContractError(name, says, ("review", min(wrong)))
    general = _share(name, review.get("lower_bound", LOWER_BOUND), ("review", "lower_bound"))
    found = rules.items() if isinstance(rules, dict) else ()
    return general, {rule: _share(name, bound, ("review", "rules", rule)) for rule, bound in found}


def _share(name: str, value: object, path: tuple[str, ...]) -> float:
    """Return a share between 0 and 1; raises ContractError."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
        raise ContractError(name, f"'{path[-1]}' is a share between 0 and 1", path)
    return float(value)


def _clause(name: str, number: int, table: Mapping[str, object]) -> Clause:
    """Return one clause of the file; raises ContractError."""
    for key, says in _problems(table):
        raise ContractError(name, says, ("clause", number, *([key] if key else [])))
    lists = {key: tuple(value) for key, value in table.items() if isinstance(value, list)}
    clause = Clause(**({"severity": "warn", **table} | lists))  # type: ignore[arg-type]  # checked above
    for key, says in METRICS[clause.metric].problems(clause):
        raise ContractError(name, says, ("clause", number, key))
    return clause


def _problems(table: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the keys of a clause: the key ('' for the clause itself) and a sentence."""
    for key, value in table.items():
        if key not in KEYS:
            yield key, f"unknown key '{key}'; known are {', '.join(KEYS)}"
        elif not _holds(KEYS[key], value):
            yield key, f"'{key}' is {KEYS[key].says}"
    metric = METRICS.get(str(table.get("metric")))
    if metric is None:
        yield "metric", f"there is no metric '{table.get('metric')}'; known are {', '.join(METRICS)}"
        return
    yield from (("", f"metric {metric.name} needs '{key}'") for key in metric.needs if key not in table)
    if table.get("severity", "warn") not in SEVERITIES:
        yield "severity", f"severity is one of {', '.join(SEVERITIES)}"
    if not {"min", "max"} & set(table):
        yield "", "give it 'min' or 'max'"


def _holds(key: Key, value: object) -> bool:
    fits = isinstance(value, key.types) and not isinstance(value, bool)
    return fits and (not isinstance(value, list) or all(isinstance(each, str) for each in value))


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
