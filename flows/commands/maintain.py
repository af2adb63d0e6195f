"""`palimpsest maintain`: what retention would free, and freeing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.clock import clock
from flows.house import head_of, house_of, locked, settings_option
from warehouse.maintain import Policy, maintain

if TYPE_CHECKING:
    import argparse

    from warehouse import Warehouse
    from warehouse.maintain import Freed


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    keep = Policy().keep
    parser.add_argument(
        "--keep",
        type=int,
        default=keep,
        metavar="N",
        help=f"releases that stay, beside tags and holds (default {keep})",
    )
    parser.add_argument(
        "--yes",
        dest="free",
        action="store_const",
        const=_free,
        default=_say,
        help="do it; without, only say what would go",
    )
    settings_option(parser)


def run(args: argparse.Namespace) -> int:
    """Say what would go, or let it go."""
    house = house_of(args)
    head_of(house)
    args.free(house, Policy(keep=max(1, args.keep)))
    return 0


def _say(house: Warehouse, policy: Policy) -> None:
    plan = maintain(house, now=clock(), policy=policy)
    print(f"{_summary(plan)} would be freed; `palimpsest maintain --yes` frees it")


def _free(house: Warehouse, policy: Policy) -> None:
    with locked(house) as (lease, _):
        plan = maintain(house, now=clock(), policy=policy)
        plan.free(lease)
    print(f"{_summary(plan)} freed")


def _summary(plan: Freed) -> str:
    releases, objects, leftovers = plan.counts
    return f"{releases} releases, {objects} objects, {leftovers} leftovers ({plan.bytes:,} bytes)"
