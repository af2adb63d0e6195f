"""The warehouse that a command speaks of: the root of the settings file, or of the environment."""

from __future__ import annotations

import os
import socket
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cleaners.errors import StoreError
from flows.clock import clock, new_run_id
from flows.settings import DEFAULT_FILE, ROOT_VARIABLE, load
from warehouse import Holder, Warehouse

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from warehouse import Lease, Release


def settings_option(parser: argparse.ArgumentParser) -> None:
    """Declare `--sources FILE`."""
    says = f"settings file that names the warehouse (default {DEFAULT_FILE}; {ROOT_VARIABLE} names one without)"
    parser.add_argument("--sources", type=Path, metavar="FILE", help=says)


def house_of(args: argparse.Namespace) -> Warehouse:
    """Return the warehouse; raises SettingsError where nothing says where it lies."""
    root = os.environ.get(ROOT_VARIABLE, "")
    return Warehouse(Path(root).absolute() if root and args.sources is None else load(args.sources).root)


def head_of(house: Warehouse) -> Release:
    """Return the current release; raises StoreError where nothing was ever published."""
    head = house.head()
    if head is None:
        message = f"nothing was published yet in {house.root}: run `palimpsest ingest` first"
        raise StoreError(message)
    return head


def release_of(house: Warehouse, which: str | None) -> Release:
    """Return the release a command names by number, tag or date; the current one where it names none."""
    head = head_of(house)
    return house.open(which) if which else head


@contextmanager
def locked(house: Warehouse) -> Iterator[tuple[Lease, str]]:
    """Hold the warehouse's lock for a change by hand; gives the lease and the id of this run."""
    run_id = new_run_id()
    lease = house.acquire(Holder(run_id, os.getpid(), socket.gethostname()), now=clock())
    try:
        yield lease, run_id
    finally:
        lease.release()
