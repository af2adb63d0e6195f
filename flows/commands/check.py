"""`palimpsest check`: the proof over every kept release."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flows.house import head_of, settings_option, unasked
from warehouse import check

if TYPE_CHECKING:
    import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    settings_option(parser)


def run(args: argparse.Namespace) -> int:
    """Check; 1 where anything is not as it was committed."""
    house = unasked(args)  # on an object store, what is damaged there is named here, not met on the way
    problems = check(house, now=datetime.now(UTC))
    for problem in problems:
        print(problem)
    if problems:
        print(
            f"{len(problems)} problems; restore the files named from a backup, or ingest again to publish a sound release"
        )
        return 1
    print(f"{house.where}: every kept release is sound, up to release {head_of(house).number}")
    return 0
