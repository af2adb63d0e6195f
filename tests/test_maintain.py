"""Retention: what is kept, what goes, and what a restored backup gets back."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.store import PAGES, runs, spec
from warehouse import Holder, StaleFenceError, Warehouse, chain, check
from warehouse.diff import listed
from warehouse.layout import files_below, write_durably
from warehouse.maintain import Policy, maintain
from warehouse.pins import hold, tag

if TYPE_CHECKING:
    from collections.abc import Callable


def test_maintenance_says_what_it_would_free_and_then_frees_that(tmp_path):
    run = runs(tmp_path / "w")
    for n in range(8):
        run((spec(), PAGES | {"a.txt": f"{n} words\n"}))
    house = run.house
    tag(house.layout, 2, "paper", now=run.now)
    hold(house.layout, 3, "a reader asked", now=run.now)
    before = set(files_below(house.root))
    assert maintain(house, now=run.now, policy=Policy(keep=2)).releases == []  # all within the grace period
    later = run.now + timedelta(days=9)
    plan = maintain(house, now=later, policy=Policy(keep=2))
    assert plan.releases == [1, 4, 5, 6]
    assert set(files_below(house.root)) == before
    size = sum({p.stat().st_ino: p.stat().st_size for p in before}.values())
    lease = house.acquire(Holder("m", 1, "x"), now=later)
    plan.free(lease)
    lease.release()
    left = {p.stat().st_ino: p.stat().st_size for p in files_below(house.root) if "locks" not in p.parts}
    gone = size - sum(left.values()) - sum(p.stat().st_size for p in before if "locks" in p.parts)
    assert gone == plan.bytes - house.layout.chain_file(9).stat().st_size > 0
    assert [r.number for r in listed(house)] == [8, 7, 3, 2]
    assert check(house, now=later) == []
    assert [chain.load(path).kind for path in sorted(house.layout.chain.iterdir())] == ["release"] * 8 + ["collection"]
    assert chain.load(house.layout.chain_file(9)).collected == (1, 4, 5, 6)
    assert maintain(house, now=later, policy=Policy(keep=2)).bytes == 0
    run((spec(), PAGES))
    assert check(house, now=later) == []


def test_maintenance_links_again_what_a_backup_tore_apart(tmp_path):
    run = runs(tmp_path / "w")
    run((spec(), PAGES))
    shutil.copytree(run.house.root, tmp_path / "copy", symlinks=True)
    house = runs(tmp_path / "copy").house
    plan = maintain(house, now=run.now)
    assert len(plan.relinked) == len(house.open().shards)
    plan.free(house.acquire(Holder("m", 1, "x"), now=run.now + timedelta(days=1)))
    assert not maintain(house, now=run.now).relinked
    assert check(house, now=run.now) == []


@dataclass(frozen=True)
class Sleepy(Warehouse):
    """A warehouse whose publisher sleeps between its last look at the lease and its record."""

    meanwhile: Callable[[], None] = print

    def push(self, record: chain.Record) -> bool:
        """Sleep."""
        self.meanwhile()
        return super().push(record)


def test_a_publisher_that_slept_through_a_collection_cannot_commit_what_it_counted_on(tmp_path):
    run = runs(tmp_path / "w")
    for n in range(3):
        run((spec(), {"a.txt": f"{n} words\n"}))
    house, later = run.house, run.now + timedelta(days=9)

    def collect() -> None:
        lease = house.acquire(Holder("m", 1, "elsewhere"), now=later)
        maintain(house, now=later, policy=Policy(keep=1)).free(lease)

    run.house = Sleepy(house.root, meanwhile=collect)
    with pytest.raises(StaleFenceError, match="lost its lease"):
        run((spec(), {"a.txt": "0 words\n"}))  # release 1's objects: there when it looked
    assert chain.head(house.layout).collected == (1, 2)
    assert check(house, now=later) == []
    assert house.open().number == 3


def test_what_killed_runs_left_goes_with_their_staging_and_the_run_at_work_keeps_its_own(tmp_path):
    run = runs(tmp_path / "w")
    run((spec(), PAGES))
    house, layout = run.house, run.house.layout
    for name in ("killed", "living"):
        write_durably(layout.staging(name) / "batches" / "x", b"rows")
        write_durably(layout.work / "runs" / name / "run.json", b"{}")
    lease = house.acquire(Holder("living", 1, "elsewhere"), now=run.now)
    assert maintain(house, now=run.now).leftovers == [layout.staging("killed"), layout.work / "runs" / "killed"]
    lease.release()
    assert len(maintain(house, now=run.now).leftovers) == 4
