"""`palimpsest doctor`: what keeps the schedule from working, and what to do about it."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaners.errors import PalimpsestError, StoreError
from flows.clock import clock
from flows.house import fresh, warehouse_of
from flows.prefect_api import POOL, VARIABLE, Api, api
from flows.settings import load
from warehouse.lock import holder_of, lives

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from flows.settings import Settings
    from warehouse import Warehouse

HEARTBEAT = timedelta(seconds=120)  # workers send one every 30 s
SUCCESSFUL = ("published", "idle")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--sources", type=Path, metavar="FILE", help="settings file (default seeds/sources.toml)")


def run(args: argparse.Namespace) -> int:
    """Name every problem; 1 where there is one."""
    settings = load(args.sources)
    problems = [*warehouse_problems(settings, clock()), *prefect_problems(clock())]
    for problem in problems:
        print(f"- {problem}")
    asked = "a worker at work" if os.environ.get(VARIABLE) else f"no Prefect server asked ({VARIABLE} is not set)"
    print(f"{len(problems)} problems" if problems else f"all is well: a fresh release, a free lock, {asked}")
    return 1 if problems else 0


def warehouse_problems(settings: Settings, now: datetime) -> Iterator[str]:
    """Yield what is wrong with the warehouse itself."""
    house = warehouse_of(settings)
    try:
        fresh(house)
    except StoreError as error:  # a store that nobody reaches is what a doctor is for
        yield str(error)
        return
    if house.head() is None:
        yield f"nothing was published yet in {house.where}: run `palimpsest ingest`"
        return
    last = _last_success(house)
    allowed = timedelta(hours=settings.warehouse.max_age_hours)
    if last is None or now - last > allowed:
        said = f"at {last:%Y-%m-%d %H:%M} UTC" if last else "never"
        yield f"the last successful run was {said}, more than {allowed.total_seconds() / 3600:g} h ago: see the runs below, or run `palimpsest ingest`"
    yield from _lock_problems(house, now)


def _last_success(house: Warehouse) -> datetime | None:
    rows = house.log.read("runs", ["state", "logged_at"]).to_pylist()
    return max((row["logged_at"] for row in rows if row["state"] in SUCCESSFUL), default=None)


def _lock_problems(house: Warehouse, now: datetime) -> Iterator[str]:
    state = holder_of(house.locks)
    if state is None or state.released:
        return
    holder = state.holder
    who = f"run {holder.run_id} (pid {holder.pid} on {holder.host})"
    if holder.host == socket.gethostname() and not lives(holder.pid):
        yield f"{who} was killed while it held the lock: the next run takes over, nothing is to be done"
    elif now > state.expires_at:
        yield f"{who} holds the lock, but its lease ran out at {state.expires_at:%H:%M:%S} UTC: the next run takes over; stop that process if it still runs"
    else:
        yield f"{who} holds the lock until {state.expires_at:%H:%M:%S} UTC: it is at work; stop it by its pid if it should not be"


def prefect_problems(now: datetime) -> Iterator[str]:
    """Yield what is wrong with the Prefect server that the environment names; nothing where it names none."""
    if not os.environ.get(VARIABLE):
        return
    server = api()
    try:
        yield from _worker_problems(server, now)
        yield from _run_problems(server)
    except PalimpsestError as error:
        yield str(error)


def _worker_problems(server: Api, now: datetime) -> Iterator[str]:
    pool = server.ask("GET", f"/work_pools/{POOL}")
    if pool is None:
        yield f"there is no work pool '{POOL}': run `palimpsest bootstrap`"
        return
    if pool["is_paused"]:
        yield f"the work pool '{POOL}' is paused: `prefect work-pool resume {POOL}`"
    workers = server.ask("POST", f"/work_pools/{POOL}/workers/filter", {})
    beats = [datetime.fromisoformat(w["last_heartbeat_time"]) for w in workers if w["last_heartbeat_time"]]
    if not beats or now - max(beats).astimezone(UTC) > HEARTBEAT:
        yield f"no worker is at work on pool '{POOL}': `prefect worker start --pool {POOL}`, or its systemd unit"


def _run_problems(server: Api) -> Iterator[str]:
    wanted = {
        "flow_runs": {"state": {"type": {"any_": ["RUNNING"]}}},
        "flows": {"name": {"any_": ["ingest", "maintain"]}},
    }
    runs: list[dict[str, Any]] = server.ask("POST", "/flow_runs/filter", wanted)
    for run in runs:
        host, _, pid = (run["infrastructure_pid"] or "").rpartition(":")
        if host not in {"", socket.gethostname()} or not pid.isdecimal() or lives(int(pid)):
            continue
        unless = (
            "" if host else " (unless its worker is on another machine)"
        )  # process workers of Prefect 3.8 name none
        yield f"run '{run['name']}' says Running, but its process {pid} is gone{unless}: `prefect flow-run cancel {run['id']}` frees its place within five minutes"
