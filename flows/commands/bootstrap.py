"""`palimpsest bootstrap`: work pool and automations of a Prefect server; doing it twice changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.prefect_api import POOL, Api, api

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

ZOMBIES = "palimpsest: a run without a process is crashed"
BEATS = 90  # seconds without a heartbeat (prefect.toml sends one every 30) until a run counts as dead
ENDS = ("Completed", "Failed", "Cancelled", "Crashed")
AUTOMATION = {
    "name": ZOMBIES,
    "description": "A killed process leaves its run 'Running' for ever, and its place in the concurrency limit taken.",
    "trigger": {
        "type": "event",
        "posture": "Proactive",
        "after": ["prefect.flow-run.heartbeat"],
        "expect": ["prefect.flow-run.heartbeat", *(f"prefect.flow-run.{end}" for end in ENDS)],
        "match": {"prefect.resource.id": ["prefect.flow-run.*"]},
        "for_each": ["prefect.resource.id"],
        "threshold": 1,
        "within": BEATS,
    },
    "actions": [{"type": "change-flow-run-state", "state": "CRASHED", "message": "no heartbeat: its process is gone"}],
}


def arguments(_: argparse.ArgumentParser) -> None:
    """Declare nothing: the server is named by the environment."""


def run(_: argparse.Namespace) -> int:
    """Create what is missing."""
    for line in prepared(api()):
        print(line)
    print("now `prefect --no-prompt deploy --all` here, and `prefect worker start --pool local` (docs/operations.md)")
    return 0


def prepared(server: Api) -> Iterator[str]:
    """Create pool and automation where they are missing; yield what was done."""
    if server.ask("GET", f"/work_pools/{POOL}") is None:
        server.ask("POST", "/work_pools/", {"name": POOL, "type": "process"})
        yield f"work pool '{POOL}' made"
    else:
        yield f"work pool '{POOL}' is there"
    wanted = {"automations": {"name": {"any_": [ZOMBIES]}}}
    if not server.ask("POST", "/automations/filter", wanted):
        server.ask("POST", "/automations/", AUTOMATION)
        yield f"automation '{ZOMBIES}' made"
    else:
        yield f"automation '{ZOMBIES}' is there"
