"""A run of its own process, for faults: `python publisher.py ROOT RUN SECONDS_AFTER_START FATAL BODY…` kills itself at step FATAL.

FATAL is a step's name, `name:n` for its n-th time, or `-`; `wait:name` prints a line at the step and waits for one on stdin;
`call@name:n` is the n-th call in the warehouse's own code, of Python or of C, from that step on: a moment that no load of the machine moves. How many
calls there were is printed at the end, after the release.
A BODY is `name=text`.
"""

from __future__ import annotations

import os
import signal
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import warehouse
from tests.store import PROFILE, START, arrivals, spec
from warehouse import Holder, StoreError, Warehouse, rule_rows
from warehouse.layout import numbers
from warehouse.lock import Lease, LocalLocks, State

SEEN: Counter[str] = Counter()
CALL = "call"


def checkpoint(step: str, fatal: str) -> None:
    SEEN[step] += 1
    if fatal.startswith(f"{CALL}@{step}:") and not SEEN[CALL]:
        strike(int(fatal.partition(":")[2]))
    if fatal in (step, f"{step}:{SEEN[step]}"):
        os.kill(os.getpid(), signal.SIGKILL)
    if fatal == f"wait:{step}" and SEEN[step] == 1:
        print("waiting", flush=True)
        sys.stdin.readline()


def strike(at: int) -> None:
    """Count the calls that the warehouse's own code makes or takes from here on, and die at one of them."""
    home = str(Path(warehouse.__file__).parent)

    def count(frame, event, _what) -> None:
        if event in ("call", "c_call") and frame.f_code.co_filename.startswith(home):
            SEEN[CALL] += 1
            if SEEN[CALL] == at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)


def lease_of(house: Warehouse, run_id: str, now) -> Lease:
    """Take the lock, or, for races that the lock would forbid, share the fence of whoever holds it."""
    try:
        return house.acquire(Holder(run_id, os.getpid(), "here"), now=now)
    except StoreError:
        fence = numbers(house.layout.locks, ".json")[-1]
        return Lease(LocalLocks(house.layout), fence, State(Holder(run_id, os.getpid(), "here"), now, now))


def main() -> int:
    root, run_id, after, fatal, *bodies = sys.argv[1:]
    house = Warehouse(Path(root), lambda step: checkpoint(step, fatal))
    now = START + timedelta(seconds=float(after))
    lease = lease_of(house, run_id, now)
    plan = house.plan(spec(), run_id=run_id)
    answers = dict(body.split("=", 1) for body in bodies)
    plan.clean(0, arrivals({name: text + "\n" for name, text in answers.items()}, now), now=now)
    outcome = plan.close(complete=False, now=now)
    release = house.publish([outcome], rules=rule_rows([PROFILE]), run_id=run_id, lease=lease, now=now)
    sys.setprofile(None)
    print(release.number if release else 0, *([SEEN[CALL]] if SEEN[CALL] else []), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
