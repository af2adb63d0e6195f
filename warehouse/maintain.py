"""Retention: what is kept, what could go, and making it go.

Kept are the newest releases, tags, holds, and whatever was current within the grace period: a reader that resolved `current` then may
still be at work. Objects go when no kept release names them. Chain records never go. Before anything goes, a chain record says so: a
publisher that slept through it finds its number taken, and plans again with what is left.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from warehouse import chain, commit, read, shards
from warehouse.errors import RaceLostError, storing
from warehouse.layout import files_below, remove
from warehouse.lock import holder_of
from warehouse.mirror import SCRATCH
from warehouse.pins import pins

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from warehouse.house import Warehouse
    from warehouse.layout import Layout
    from warehouse.lock import Lease
    from warehouse.remote import Remote, Upload

KEEP = 10  # newest releases
GRACE = timedelta(days=7)
AT_ONCE = 100  # objects removed between two looks at the lease


class Policy(NamedTuple):
    """How many releases stay, and how long one stays after it ceased to be current."""

    keep: int = KEEP
    grace: timedelta = GRACE


DEFAULT = Policy()


@dataclass
class Freed:
    """What maintenance would free: nothing is touched before `free` is called.

    On an object store `root` is the mirror: `keys` and `uploads` lie on the store, `bytes` are those of its objects.
    """

    house: Warehouse
    now: datetime
    releases: list[int] = field(default_factory=list)
    objects: list[Path] = field(default_factory=list)
    leftovers: list[Path] = field(default_factory=list)
    relinked: list[tuple[Path, Path]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    uploads: list[Upload] = field(default_factory=list)
    bytes: int = 0

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many releases, objects and leftovers."""
        if self.house.remote:
            return len(self.releases), len(self.keys), len(self.uploads)
        return len(self.releases), len(self.objects), len(self.leftovers)

    def free(self, lease: Lease) -> None:
        """Remove releases, then objects nobody names, then leftovers; link copies again. The lease must be held.

        Raises RaceLostError where another run published meanwhile: nothing is gone then.
        """
        layout = self.house.layout
        with storing(layout.root):
            lease.check()
            if self.releases or self.objects or self.keys:
                collection(self.house, self.releases, lease, self.now)
            for number in self.releases:
                doomed = layout.staging("maintain") / f"{number:06d}"
                doomed.parent.mkdir(parents=True, exist_ok=True)
                layout.release(number).rename(doomed)  # in one step: no reader sees half a release
                remove(doomed)
            if self.house.remote:
                drop(self.house.remote, self.keys, lease)
                self.house.remote.abort(self.uploads)
            for path in (*self.objects, *self.leftovers):
                remove(path)
            for copy, original in self.relinked:
                twin = copy.with_name(f".{copy.name}")
                remove(twin)
                os.link(original, twin)
                twin.replace(copy)
            remove(layout.staging("maintain"))


def drop(remote: Remote, keys: Sequence[str], lease: Lease) -> None:
    """Remove objects from a store, and stop where another run took over."""
    for start in range(0, len(keys), AT_ONCE):
        lease.check()
        remote.remove(keys[start : start + AT_ONCE])


def collection(house: Warehouse, releases: Sequence[int], lease: Lease, now: datetime) -> None:
    """Say in the chain that releases are kept no longer; whoever is about to commit loses its number by it."""
    head = chain.head(house.layout)
    run_id = lease.state.holder.run_id
    record = chain.Record(
        number=head.number + 1 if head else 1, kind="collection", parent=chain.parent_of(house.layout, head), run_id=run_id,
        fence=lease.fence, created_at=now, collected=tuple(releases),
    )  # fmt: skip
    if not commit.append(commit.Commit(house.layout, run_id, lease, now, house.checkpoint, house.push), record):
        message = "another run published at this very moment: nothing was freed, run again"
        raise RaceLostError(message)


def maintain(house: Warehouse, *, now: datetime, policy: Policy = DEFAULT) -> Freed:
    """Return what could be freed, and how many bytes that is; on an object store the mirror must be fresh."""
    layout = house.layout
    plan = Freed(house, now)
    plan.releases = sorted(set(read.kept(layout)) - _stays(layout, now, policy))
    stay = [read.opened(layout, n) for n in read.kept(layout) if n not in plan.releases]
    named = _named(layout, stay)
    plan.objects = [p for p in files_below(layout.objects) if p not in named] if layout.objects.is_dir() else []
    plan.leftovers = list(_leftovers(house, now))
    plan.relinked = list(_copies(layout, stay))
    plan.bytes = _freed(layout, plan, stay)
    if house.remote:
        keys = {path.relative_to(layout.root).as_posix() for path in named}
        doomed = {key: size for key, size in house.remote.sizes("objects").items() if key not in keys}
        plan.keys, plan.bytes, plan.uploads = sorted(doomed), sum(doomed.values()), house.remote.unfinished()
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


def _leftovers(house: Warehouse, now: datetime) -> Iterator[Path]:
    """Yield what dead runs left, a killed one's work with its staging: the one counts on the other.

    Who holds the lock keeps both.
    """
    layout = house.layout
    state = holder_of(house.locks)
    living = state.holder.run_id if state and not state.released and now < state.expires_at else ""
    for directory in (layout.staging(), layout.work / "runs", layout.root / SCRATCH):
        if directory.is_dir():
            yield from (path for path in sorted(directory.iterdir()) if path.name != living)


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
