"""Kill, race, stall, fill, forbid, move: nothing committed is lost, no half release is seen, the next run heals."""

from __future__ import annotations

import errno
import random
import resource
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pyarrow.parquet as pq
import pytest

from tests.independent_check import proved
from tests.store import PAGES, PROFILE, runs, spec
from warehouse import Holder, StoreError, Warehouse, check, rule_rows
from warehouse.errors import storing
from warehouse.layout import files_below
from warehouse.lock import Lease, LocalLocks, State
from warehouse.maintain import Policy, maintain

STEPS = ["stage", "objects", "object", "chain", "rename", "current", "done"]
COMMITTED = ("rename", "current", "done")  # steps that come after the chain record


@pytest.fixture
def run(tmp_path):
    made = runs(tmp_path / "w")
    made((spec(), PAGES))
    return made


def publisher(root, run_id, after, fatal, *bodies):
    """Start a run in a process of its own."""
    command = [sys.executable, "-m", "tests.publisher", str(root), run_id, str(after), fatal, *bodies]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def texts(house):
    table = house.open().table("documents", ["locator", "text"])
    return dict(zip(table["locator"].to_pylist(), table["text"].to_pylist(), strict=True))


def sound(run):
    """Prove the warehouse by our check and by the independent one; `current` is what the chain says."""
    house = run.house
    assert check(house, now=run.now.replace(year=2027)) == []
    release = house.open()
    assert house.layout.current.resolve() == release.path.resolve()
    assert proved(house.layout.current.resolve())[1] == []
    return release


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_any_step_of_the_commit_leaves_the_old_release_or_the_new_one(run, step):
    killed = publisher(run.house.root, "killed", 7200, step, "z.txt=new words", "a.txt=other words")
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    half = proved(run.house.layout.current.resolve())  # before any healing: what readers see is whole
    assert half in ((5, []), (6, []))
    assert run((spec(), PAGES | {"y.txt": "later\n"}), complete=False).table("documents").num_rows == 6 + (
        step in COMMITTED
    )
    release = sound(run)
    assert "killed" in run.house.log.read("sightings", ["run_id"])["run_id"].to_pylist() or step not in COMMITTED
    assert release.number == 2 + (step in COMMITTED)
    assert ("z.txt" in texts(run.house)) == (step in COMMITTED)
    assert not list(run.house.layout.staging().iterdir())


def test_collection_after_a_kill_before_the_release_was_shown_takes_nothing_of_it(run):
    publisher(run.house.root, "killed", 7200, "rename", "z.txt=new words").communicate()
    assert run.house.open().number == 1  # not shown yet
    later = run.now + timedelta(days=1)
    lease = run.house.acquire(Holder("m", 1, "x"), now=later)
    maintain(run.house, now=later).free(lease)
    lease.release()
    assert sound(run).number == 2
    assert "z.txt" in texts(run.house)


def rounds(few, many):
    return [pytest.param(n, marks=() if n < few else pytest.mark.long) for n in range(many)]


FROM = ["stage", "objects"]  # half of the random moments come in the commit itself


@pytest.fixture(scope="module")
def calls(tmp_path_factory):
    """How many calls of functions a run makes from a step to its end."""
    return {step: counted(tmp_path_factory.mktemp("calls") / "w", step) for step in FROM}


def counted(root, step):
    runs(root)((spec(), PAGES))
    whole = publisher(root, "whole", 7200, f"call@{step}:0", "z.txt=new words", "a.txt=other words")
    out, errors = whole.communicate()
    assert out.startswith("2 "), errors
    return int(out.split()[1])


@pytest.mark.parametrize("seed", rounds(5, 100))
def test_a_kill_at_a_random_moment_leaves_the_old_release_or_the_new_one(run, seed, calls):
    """The moment is a call, not a time: a loaded machine strikes as late in the commit as an idle one."""
    step = FROM[seed % 2]
    moment = f"call@{step}:{random.Random(seed).randrange(1, calls[step])}"
    killed = publisher(run.house.root, "killed", 7200, moment, "z.txt=new words", "a.txt=other words")
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    assert proved(run.house.layout.current.resolve()) in ((5, []), (6, []))
    run.house.heal()
    sound(run)
    run((spec(), PAGES | {"y.txt": "later\n"}), complete=False)
    sound(run)


@pytest.mark.parametrize("many", [2, 3])
def test_publishers_that_race_all_get_in_one_after_the_other(run, many):
    racers = [
        publisher(run.house.root, f"racer{n}", 7200 + n, "wait:objects", f"z{n}.txt=words {n}") for n in range(many)
    ]
    assert [p.stdout.readline() for p in racers] == ["waiting\n"] * many  # all have staged release 2
    with ThreadPoolExecutor(many) as pool:
        done = list(pool.map(lambda p: p.communicate("\n"), racers))
    assert sorted(out.strip() for out, _ in done) == [str(n) for n in range(2, 2 + many)], done
    assert sound(run).number == 1 + many
    assert {f"z{n}.txt" for n in range(many)} <= set(texts(run.house))


@pytest.mark.parametrize("late", [0, 1])
def test_of_two_that_race_for_one_item_the_later_fetch_wins(run, late):
    racers = [
        publisher(run.house.root, f"racer{n}", 7200 + 10 * (n == late), "wait:objects", f"a.txt=words {n}")
        for n in (0, 1)
    ]
    assert [p.stdout.readline() for p in racers] == ["waiting\n"] * 2
    for racer in racers:
        racer.communicate("\n")
    assert texts(run.house)["a.txt"] == f"words {late}\n"
    sound(run)


def test_a_publisher_that_stalled_until_another_took_over_is_refused(run):
    stalled = publisher(run.house.root, "stalled", 7200, "wait:chain", "z.txt=stalled")
    assert stalled.stdout.readline() == "waiting\n"
    run.count += 100  # its lease runs out; the next run heals, which clears its staging, and publishes
    run((spec(), PAGES | {"y.txt": "later\n"}), complete=False)
    _, errors = stalled.communicate("\n")
    assert stalled.returncode == 1
    assert "StaleFenceError" in errors
    assert "z.txt" not in texts(run.house)
    assert sound(run).number == 2


def test_a_reader_that_resolved_current_keeps_its_release(run):
    root = run.house.layout.current.resolve()
    before = proved(root)
    for n in range(3):
        run((spec(), PAGES | {"a.txt": f"words {n}\n"}))
        assert proved(root) == before
    assert proved(run.house.layout.current.resolve()) == (5, [])


def test_a_full_disk_stops_the_run_with_advice_and_harms_nothing(run):
    def full():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write past the limit fails like one on a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))

    command = [sys.executable, "-m", "tests.publisher", str(run.house.root), "full", "7200", "-", "z.txt=words"]
    done = subprocess.run(command, preexec_fn=full, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "StoreError" in done.stderr
    assert "space" in done.stderr
    assert sound(run).number == 1
    run((spec(), PAGES | {"y.txt": "later\n"}), complete=False)
    sound(run)


def test_a_root_that_is_no_directory_of_ours_is_refused_with_advice(tmp_path):
    (tmp_path / "file").write_text("here")
    with pytest.raises(StoreError, match="PALIMPSEST_WAREHOUSE"):
        runs(tmp_path / "file")((spec(), PAGES))


@pytest.mark.parametrize(
    ("code", "advice"), [("EROFS", "read-only"), ("EACCES", "may write"), ("ENOSPC", "maintain"), ("EXDEV", "one")]
)
def test_every_refusal_of_the_system_says_what_to_do(tmp_path, code, advice):
    with pytest.raises(StoreError, match=advice), storing(tmp_path):
        raise OSError(getattr(errno, code), "refused", str(tmp_path / "x"))


def test_a_reader_is_undisturbed_by_publishing_and_collection(run):
    reading = run.house.layout.current.resolve()
    files = [path.open("rb") for path in sorted(reading.glob("*/*.parquet"))]
    for n in range(3):
        run((spec(), PAGES | {"a.txt": f"words {n}\n"}))
        assert proved(reading) == (5, [])
    late = run.now + timedelta(days=30)
    lease = run.house.acquire(Holder("m", 1, "x"), now=late)
    maintain(run.house, now=late, policy=Policy(keep=1)).free(lease)
    lease.release()
    assert not reading.exists()
    for file in files:  # what was open stays whole
        assert pq.read_table(file).num_rows >= 0
        file.close()
    sound(run)


def test_a_publisher_whose_release_number_was_collected_meanwhile_loses_nothing(run):
    stalled = publisher(run.house.root, "stalled", 7200, "wait:objects", "z.txt=stalled words")
    assert stalled.stdout.readline() == "waiting\n"
    shared = Lease(LocalLocks(run.house.layout), 2, State(Holder("other", 1, "x"), run.now, run.now))
    for n in range(3):  # others that share its fence publish over its number, and the releases it knew are collected
        run.count += 1
        outcome = run.outcome(spec(), {"a.txt": f"words {n}\n"}, complete=False)
        run.house.publish([outcome], rules=rule_rows([PROFILE]), run_id=run.run_id, lease=shared, now=run.now)
    late = run.now + timedelta(days=30)
    plan = maintain(run.house, now=late, policy=Policy(keep=1))
    plan.leftovers = []
    plan.free(shared)
    out, errors = stalled.communicate("\n")
    assert (out.strip(), stalled.returncode) == ("6", 0), errors  # 5 says what was collected
    assert texts(run.house)["z.txt"] == "stalled words\n"
    assert texts(run.house)["a.txt"] == "words 2\n"
    sound(run)


def test_a_root_that_was_moved_works_where_it_is(run, tmp_path):
    shutil.move(run.house.root, tmp_path / "elsewhere")
    run.house = Warehouse(tmp_path / "elsewhere")
    assert run((spec(), PAGES)) is None
    run((spec(), PAGES | {"a.txt": "other\n"}))
    sound(run)


def test_a_backup_that_lost_the_hard_links_still_works(run, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(run.house.root, copy, symlinks=True)  # copies every link apart
    run.house = Warehouse(copy)
    assert check(run.house, now=run.now) == []
    run((spec(), PAGES | {"a.txt": "other\n"}))
    sound(run)


def test_a_clock_that_goes_backwards_loses_no_change(run):
    run.count -= 1000
    release = run((spec(), PAGES | {"a.txt": "other\n"}))
    assert release.number == 2
    assert texts(run.house)["a.txt"] == "other\n"
    sound(run)


def test_leftover_staging_is_cleared_and_touches_nothing_else(run):
    left = run.house.layout.staging("old") / "batches" / "x"
    left.mkdir(parents=True)
    (left / "file").write_text("left")
    before = {p: p.stat().st_ino for p in files_below(run.house.layout.releases)}
    assert "1 leftover" in str(run.house.heal())
    assert not left.exists()
    assert {p: p.stat().st_ino for p in files_below(run.house.layout.releases)} == before


def test_a_broken_chain_is_named(run):
    run((spec(), PAGES | {"a.txt": "other\n"}))
    path = run.house.layout.chain_file(1)
    path.write_text(path.read_text().replace("run-0001", "run-9999"))
    found = check(run.house, now=run.now)
    assert any(p.table == "chain" and p.file == "000002.json" for p in found)


def test_a_lost_view_and_a_lost_current_are_built_again(run):
    shutil.rmtree(run.house.layout.release(1))
    run.house.layout.current.unlink()
    assert len(run.house.heal()) == 2
    sound(run)
