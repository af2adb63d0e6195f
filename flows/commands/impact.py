"""`palimpsest impact`: what a change of rules would do to the current release, before anything is written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cleaners.errors import SettingsError
from flows.house import fresh, head_of, warehouse_of
from flows.settings import DEFAULT_FILE, load
from flows.show import inert
from flows.trials import with_pack, without_rule
from warehouse.impact import Impact, Sample, impact

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

LONGEST = 120  # code points shown of a change
FAILURES = 5  # failed documents named
WORDS = {"takes": "taken", "gives back": "given back", "writes": "written otherwise"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("pack", nargs="?", type=Path, metavar="PACK.toml", help="rule pack to try on every source")
    parser.add_argument(
        "--without", metavar="RULE", help="try without a rule instead, or without all that begin so (watermark.)"
    )
    parser.add_argument(
        "--seed", type=int, default=1, metavar="SEED", help="another seed shows other samples (default 1)"
    )
    parser.add_argument("--sources", type=Path, metavar="FILE", help=f"settings file (default {DEFAULT_FILE})")


def run(args: argparse.Namespace) -> int:
    """Clean anew, compare and print."""
    if (args.pack is None) == (args.without is None):
        message = "say what to try: palimpsest impact PACK.toml, or palimpsest impact --without RULE"
        raise SettingsError(message)
    settings = load(args.sources)
    house = fresh(warehouse_of(settings))
    release = head_of(house)
    trials = list(with_pack(settings, args.pack)) if args.pack else without_rule(settings, args.without)
    done = impact(house, release, trials, seed=args.seed)
    print(
        f"release {release.number}: {done.changed:,} of {done.documents:,} documents would change; nothing was written"
    )
    print("\n".join(_sums(done)))
    for sample in done.samples:
        print("\n".join(_shown(sample)))
    return 0


def _sums(done: Impact) -> Iterator[str]:
    for kind, says in WORDS.items():
        total = sum(n for (_, each), n in done.rules.items() if each == kind)
        yield f"{total:,} characters {says}"
        rules = sorted((-n, rule) for (rule, each), n in done.rules.items() if each == kind)
        yield from (f"  {-n:>8,}  {rule}" for n, rule in rules)
    if done.drifted:
        yield f"{done.drifted:,} more documents change with the next ingest anyway: the code or its libraries moved since they were cleaned"
    if done.failed:
        yield f"{len(done.failed):,} documents could not be cleaned: {'; '.join(map(inert, done.failed[:FAILURES]))}"


def _shown(sample: Sample) -> Iterator[str]:
    yield f"\n{inert(sample.source_uri)} {sample.raw_start}:{sample.raw_end}  {sample.rule} {sample.kind}: {inert(sample.evidence)}"
    text = sample.text if len(sample.text) <= LONGEST else f"{sample.text[:LONGEST]} …"
    written = f" -> {inert(sample.inserted)}" if sample.inserted else ""
    yield f"  {inert(sample.before)}⟦{inert(text)}{written}⟧{inert(sample.after)}"
