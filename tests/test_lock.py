"""One run at a time: lease, fence, and what a holder that is gone or asleep may still do."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest

from tests.store import PAGES, START, arrivals, runs, spec
from warehouse import Holder, LockHeldError, StaleFenceError, Warehouse
from warehouse.layout import Layout
from warehouse.lock import LEASE, acquire, holder_of

HOUR = timedelta(hours=1)


def living(run_id="a", host="here"):
    return Holder(run_id, 1, host)  # pid 1 is always there


@pytest.fixture
def layout(tmp_path):
    return Layout(tmp_path / "w")


def test_a_second_run_is_refused_and_told_who_holds_the_warehouse(layout):
    acquire(layout, living(), now=START)
    with pytest.raises(LockHeldError, match=r"run a .*pid 1 on here"):
        acquire(layout, living("b"), now=START + LEASE / 2)


def test_a_released_lock_is_free_at_once_and_the_fence_grows(layout):
    first = acquire(layout, living(), now=START)
    first.release()
    assert acquire(layout, living("b"), now=START).fence == first.fence + 1


def test_a_lease_runs_out_unless_it_is_renewed(layout):
    first = acquire(layout, living(), now=START)
    first.renew(START + LEASE * 0.9)
    with pytest.raises(LockHeldError):
        acquire(layout, living("b"), now=START + LEASE * 1.5)
    second = acquire(layout, living("b"), now=START + LEASE * 2)
    with pytest.raises(StaleFenceError, match="lost its lease"):
        first.renew(START + LEASE * 2)
    first.release()  # harmless
    second.check()


def test_a_holder_whose_process_is_gone_from_this_host_holds_nothing(layout):
    with subprocess.Popen([sys.executable, "-c", ""]) as done:
        done.wait()
    acquire(layout, Holder("a", done.pid, "here"), now=START)
    assert acquire(layout, living("b"), now=START).fence == 2


def test_a_holder_on_another_host_is_believed_until_its_lease_ends(layout):
    with subprocess.Popen([sys.executable, "-c", ""]) as done:
        done.wait()
    acquire(layout, Holder("a", done.pid, "there"), now=START)
    with pytest.raises(LockHeldError):
        acquire(layout, living("b"), now=START)
    acquire(layout, living("b"), now=START + LEASE)


def test_a_clock_that_went_backwards_locks_nobody_out(layout):
    acquire(layout, living(), now=START + 24 * HOUR)
    assert acquire(layout, living("b"), now=START).fence == 2


def test_of_many_that_ask_at_once_one_gets_the_lock(tmp_path):
    code = (
        "import sys; from pathlib import Path; from warehouse.layout import Layout; from warehouse.lock import *;"
        "from datetime import datetime, UTC; from warehouse.errors import LockHeldError\n"
        "sys.stdin.readline()\n"
        "try: print(acquire(Layout(Path(sys.argv[1])), Holder(sys.argv[2], 1, 'here'), now=datetime(2026, 1, 1, tzinfo=UTC)).fence)\n"
        "except LockHeldError: print(0)\n"
    )
    many = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path), str(n)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(4)
    ]
    fences = sorted(int(p.communicate("go\n")[0]) for p in many)
    assert fences == [0, 0, 0, 1]


def test_old_lease_files_are_tidied_and_the_last_says_who_it_was(layout):
    for n in range(30):
        acquire(layout, living(f"run{n}"), now=START).release()
    assert len(list(layout.locks.glob("*.json"))) <= 21
    assert holder_of(layout).holder.run_id == "run29"


def test_a_run_that_lost_its_lease_publishes_nothing(tmp_path):
    run = runs(tmp_path / "w")
    run((spec(), PAGES))
    house = run.house
    sleepy = house.acquire(living("sleepy"), now=START)
    plan = house.plan(spec(), run_id="sleepy")

    plan.clean(0, arrivals({"z.txt": "z\n"}, START), now=START)
    outcome = plan.close(complete=False, now=START)
    other = house.acquire(living("other"), now=START + 2 * LEASE)
    with pytest.raises(StaleFenceError):
        house.publish([outcome], rules=[], run_id="sleepy", lease=sleepy, now=START)
    other.release()
    assert Warehouse(house.root).head().number == 1
