"""Real file systems that refuse: a read-only mount, a full disk, a root of somebody else. Mounted in a name space of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import traceback

import pytest

from tests.store import PAGES, runs, spec
from tests.test_commit_faults import sound
from warehouse import StoreError

NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-ec"]
NOBODY = 65534


def mounted(script, *arguments):
    """Run a shell script with mounts of its own, `$0` and on being the arguments; skips where the system allows none."""
    tried = subprocess.run([*NAMESPACE, "mount -t tmpfs none /tmp"], capture_output=True, check=False)
    if tried.returncode:
        pytest.skip(f"no mount name spaces here: {tried.stderr.decode().strip()}")
    return subprocess.run([*NAMESPACE, script, *map(str, arguments)], capture_output=True, text=True, check=False)


@pytest.fixture
def run(tmp_path):
    made = runs(tmp_path / "w")
    made((spec(), PAGES))
    return made


READ_ONLY = 'mount --bind "$1" "$1"; mount -o remount,bind,ro "$1"; shift; exec "$@"'


def test_a_read_only_root_is_refused_with_advice_and_stays_as_it_was(run):
    publisher = [sys.executable, "-m", "tests.publisher", run.house.root, "late", 7200, "-", "z.txt=words"]
    done = mounted(READ_ONLY, "sh", run.house.root, *publisher)
    assert done.returncode == 1
    assert "StoreError" in done.stderr
    assert "read-only" in done.stderr
    assert "PALIMPSEST_WAREHOUSE" in done.stderr
    assert sound(run).number == 1


def test_a_read_only_root_is_read_and_checked_like_any_other(run):
    code = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from tests.independent_check import proved
from warehouse import Warehouse, check
house = Warehouse(Path(sys.argv[1]))
print(proved(house.layout.current.resolve()), check(house, now=datetime(2027, 1, 1, tzinfo=UTC)), house.open().number)
"""
    done = mounted(READ_ONLY, "sh", run.house.root, sys.executable, "-c", code, run.house.root)
    assert done.stdout.strip() == "(5, []) [] 1", done.stderr


def levels(step):
    return [str(kilobytes) for kilobytes in range(0, 400, step)]


@pytest.mark.parametrize("step", [37, pytest.param(8, marks=pytest.mark.long)])
def test_a_disk_that_fills_up_at_any_step_of_a_run_leaves_the_old_release_or_the_new_one(tmp_path, step):
    script = 'mount -t tmpfs -o size=64m none "$1"; exec "$2" -m tests.full_disk "$1" $3'
    ran = mounted(script, "sh", tmp_path, sys.executable, " ".join(levels(step)))
    assert ran.returncode == 0, ran.stderr
    lines = [line.split(" ", 3) for line in ran.stdout.splitlines()]
    assert [line[0] for line in lines] == levels(step)
    refused, late, done = ("refused", "0", "5 []"), ("refused", "1", "5 []"), ("published", "1", "5 []")
    outcomes = [tuple(line[1:]) for line in lines]
    assert {refused, done} <= set(outcomes) <= {refused, late, done}  # late: committed, but its sightings found no room
    assert outcomes == sorted(outcomes, key=[refused, late, done].index)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
def test_a_root_of_somebody_else_is_refused_with_advice(tmp_path):
    made = runs(tmp_path / "w")
    made((spec(), PAGES))
    tmp_path.chmod(0o755)
    reading, writing = os.pipe()
    child = os.fork()
    if not child:  # what follows happens as nobody, in a process that never comes back
        os.close(reading)
        os.write(writing, _as_nobody(made).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        says = told.read()
    os.waitpid(child, 0)
    assert "permission denied" in says
    assert "PALIMPSEST_WAREHOUSE" in says
    assert sound(made).number == 1


def _as_nobody(made):
    """Return the error that a run by nobody ends with."""
    try:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        made((spec(), PAGES | {"a.txt": "other\n"}))
    except StoreError as error:
        return str(error)
    except BaseException:  # noqa: BLE001  # the child must not run on as a second test session
        return traceback.format_exc()
    return "nothing was refused"
