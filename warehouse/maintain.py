"""Retention: what is kept, what could go, and making it go.

Kept are the newest releases, tags, holds, and whatever was current within the grace period: a reader that resolved `current` then may
still be at work. Objects go when no kept release names them. Chain records never go.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from warehouse import chain, commit, read, shards
from warehouse.errors import StoreError, storing
from warehouse.layout import files_below, remove
from warehouse.pins import pins

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from warehouse.house import Warehouse
    from warehouse.layout import Layout
    from warehouse.lock import Lease

KEEP = 10  # newest releases
GRACE = timedelta(days=7)


class Policy(NamedTuple):
    """How many releases stay, and how long one stays after it ceased to be current."""

    keep: int = KEEP
    grace: timedelta = GRACE


DEFAULT = Policy()


@dataclass
class Freed:
    """What maintenance would free: nothing is touched before `free` is called."""

    layout: Layout
    releases: list[int] = field(default_factory=list)
    objects: list[Path] = field(default_factory=list)
    leftovers: list[Path] = field(default_factory=list)
    relinked: list[tuple[Path, Path]] = field(default_factory=list)
    bytes: int = 0

    def free(self, lease: Lease) -> None:
        """Remove releases, then objects nobody names, then leftovers; link copies again. The lease must be held."""
        with storing(self.layout.root):
            lease.check()
            for number in self.releases:
                doomed = self.layout.staging("maintain") / f"{number:06d}"
                doomed.parent.mkdir(parents=True, exist_ok=True)
                self.layout.release(number).rename(doomed)  # in one step: no reader sees half a release
                remove(doomed)
            for path in (*self.objects, *self.leftovers):
                remove(path)
            for copy, original in self.relinked:
                twin = copy.with_name(f".{copy.name}")
                remove(twin)
                os.link(original, twin)
                twin.replace(copy)
            remove(self.layout.staging("maintain"))


def maintain(house: Warehouse, *, now: datetime, policy: Policy = DEFAULT) -> Freed:
    """Return what could be freed, and how many bytes that is."""
    if house.remote:
        message = "retention works on directories only so far: use the lifecycle rules of the object store for tests, and keep its releases"
        raise StoreError(message)
    layout = house.layout
    plan = Freed(layout)
    plan.releases = sorted(set(read.kept(layout)) - _stays(layout, now, policy))
    stay = [read.opened(layout, n) for n in read.kept(layout) if n not in plan.releases]
    named = _named(layout, stay)
    plan.objects = [p for p in files_below(layout.objects) if p not in named] if layout.objects.is_dir() else []
    plan.leftovers = sorted(layout.staging().iterdir()) if layout.staging().is_dir() else []
    plan.relinked = list(_copies(layout, stay))
    plan.bytes = _freed(layout, plan, stay)
    return plan


def _stays(layout: Layout, now: datetime, policy: Policy) -> set[int]:
    kept = read.kept(layout)
    stays = set(kept[-max(1, policy.keep) :]) | {p.number for p in pins(layout)}
    records = [chain.load(layout.chain_file(n)) for n in chain.release_records(layout)]
    releases = [r for r in records if r.kind == "release"]
    for record, after in pairwise(releases):
        if now - after.created_at < policy.grace:
            stays.add(record.number)
    return stays


def _named(layout: Layout, stay: list[read.Release]) -> set[Path]:
    """Return the objects that kept releases need."""
    named: set[Path] = set()
    for release in stay:
        for shard in release.shards:
            named |= {layout.objects / shard.key, layout.objects / shards.digests_key(shard)}
        named.add(layout.objects / commit.manifest_key(commit.manifest_of(layout, release.record)))
        named.add(layout.objects / commit.report_key(release.record.report))
        named.add(layout.objects / commit.twin_key(release.record.report))
    return named


def _copies(layout: Layout, stay: list[read.Release]) -> list[tuple[Path, Path]]:
    """Return files of kept releases that are copies of their objects: a backup that was restored knows no hard links."""
    out = []
    for release in stay:
        for shard in release.shards:
            copy, original = release.path / shard.name, layout.objects / shard.key
            if (
                original.exists()
                and copy.exists()
                and not copy.samefile(original)
                and not shards.damaged_groups(original, shard)
            ):
                out.append((copy, original))
    return out


def _freed(layout: Layout, plan: Freed, stay: list[read.Release]) -> int:
    """Return how many bytes go: files whose last link goes."""
    kept = {p.stat().st_ino for release in stay for p in files_below(release.path)}
    doomed = [p for n in plan.releases for p in files_below(layout.release(n))]
    doomed += plan.objects + [p for left in plan.leftovers for p in files_below(left)]
    sizes = {p.stat().st_ino: p.stat().st_size for p in doomed}
    return sum(size for inode, size in sizes.items() if inode not in kept) + sum(
        c.stat().st_size for c, _ in plan.relinked
    )
