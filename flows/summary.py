"""What a run came to, in words: for the terminal and for Prefect's artifact."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.runs import Outcome

SHOWN = 20  # notes shown; all of them stand in the log


def lines(outcome: Outcome) -> Iterator[str]:
    """Yield the lines that `palimpsest ingest` prints: what happened, what needs a person, where the data lie."""
    counts = ", ".join(f"{count:,} {state}" for state, count in sorted(outcome.states.items())) or "no items"
    release = outcome.release
    if release is None:
        yield f"nothing to publish: {counts}"
    elif outcome.state == "idle":
        yield f"nothing changed since release {release.number}: {counts}"
    else:
        yield f"published release {release.number}: {counts}"
    yield from outcome.problems
    yield from outcome.notes[:SHOWN]
    if len(outcome.notes) > SHOWN:
        yield f"… and {len(outcome.notes) - SHOWN:,} more notes; `palimpsest report` shows them"
    if release is not None and outcome.remote:
        yield f"Parquet: {outcome.remote}, as `palimpsest files TABLE` lists it"
    elif release is not None:
        yield f"Parquet: {_shown(release.path)}"
    if release is not None:
        yield f"report:  {_shown(release.path / 'report.html')}"


def _shown(path: Path) -> Path:
    """Return the path as somebody who stands here would type it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def markdown(outcome: Outcome) -> str:
    """Return the summary as the flow's artifact: a sentence, a small table, a link."""
    first, *rest = lines(outcome)
    rows = "\n".join(f"| {state} | {count:,} |" for state, count in sorted(outcome.states.items()))
    table = f"\n\n| items | number |\n|---|---|\n{rows}" if rows else ""
    link = f"\n\n[report]({(outcome.release.path / 'report.html').resolve().as_uri()})" if outcome.release else ""
    said = "".join(f"\n- {line}" for line in rest)
    return f"**{first}**{table}\n{said}{link}\n"
