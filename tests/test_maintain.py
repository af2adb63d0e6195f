"""Retention: what is kept, what goes, and what a restored backup gets back."""

from __future__ import annotations

import shutil
from datetime import timedelta

from tests.store import PAGES, runs, spec
from warehouse import Holder, chain, check
from warehouse.diff import listed
from warehouse.layout import files_below
from warehouse.maintain import Policy, maintain
from warehouse.pins import hold, tag


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
