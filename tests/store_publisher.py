"""A run of its own process against an object store: `python -m tests.store_publisher ENDPOINT URL MIRROR RUN HOURS FATAL`.

It kills itself at the upload of that number, at the chain record (`record`), or right after it (`after`).
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

from tests.store import PROFILE, START, arrivals, spec
from tests.store_server import Hooked, client
from warehouse import Holder, rule_rows
from warehouse.remote import connected


class Fatal(Hooked):
    """A client that does not live to write the chain record, or not much longer."""

    def __init__(self, endpoint: str, fatal: str) -> None:
        super().__init__(client(endpoint), lambda number: die(str(number) == fatal))
        self._fatal = fatal

    def pipe_file(self, path: str, value: bytes, mode: str = "overwrite") -> None:
        """Write an object."""
        die("/chain/" in path and self._fatal == "record")
        self._files.pipe_file(path, value, mode=mode)
        die("/chain/" in path)


def die(now: bool) -> None:
    """Kill this process."""
    if now:
        os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Publish one document more."""
    endpoint, url, mirror, run_id, hours, fatal = sys.argv[1:]
    house = connected(url, Path(mirror), Fatal(endpoint, fatal))
    now = START + timedelta(hours=5 + int(hours))
    lease = house.acquire(Holder(run_id, os.getpid(), "there"), now=now)
    plan = house.plan(spec(), run_id=run_id)
    plan.clean(0, arrivals({"z.txt": "z\n"}, now), now=now)
    outcome = plan.close(complete=False, now=now)
    house.publish([outcome], rules=rule_rows([PROFILE]), run_id=run_id, lease=lease, now=now)


if __name__ == "__main__":
    main()
