"""The warehouse that a command speaks of: the root of the settings file, or of the environment."""

from __future__ import annotations

import os
import socket
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cleaners.errors import StoreError
from flows.clock import clock, new_run_id
from flows.roots import ROOT_VARIABLE, Root, root_of
from flows.settings import DEFAULT_FILE, load
from warehouse import Extent, Holder, Warehouse
from warehouse.remote import connected

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from flows.settings import Settings
    from warehouse import Lease, Release
    from warehouse.remote import Files

MISSING = "a warehouse on s3:// needs the extra: pip install 'palimpsest[s3]'"


def settings_option(parser: argparse.ArgumentParser) -> None:
    """Declare `--sources FILE`."""
    says = f"settings file that names the warehouse (default {DEFAULT_FILE}; {ROOT_VARIABLE} names one without)"
    parser.add_argument("--sources", type=Path, metavar="FILE", help=says)


def house_of(args: argparse.Namespace) -> Warehouse:
    """Return the warehouse as it is now; raises SettingsError where nothing says where it lies."""
    return fresh(unasked(args))


def unasked(args: argparse.Namespace) -> Warehouse:
    """Return the warehouse, with a mirror as it was left; nothing is asked of the network yet."""
    root = os.environ.get(ROOT_VARIABLE, "")
    if root and args.sources is None:
        return warehouse_at(root_of(root, Path.cwd(), "", os.environ))
    return warehouse_of(load(args.sources))


def warehouse_of(settings: Settings) -> Warehouse:
    """Return the warehouse of the settings; nothing is asked of the network yet."""
    return replace(warehouse_at(Root(settings.root, settings.remote)), overlaps=Extent(settings.warehouse.overlaps))


def warehouse_at(root: Root) -> Warehouse:
    """Return the warehouse that lies there; nothing is asked of the network yet."""
    return connected(root.remote, root.path, object_store()) if root.remote else Warehouse(root.path)


def fresh(house: Warehouse) -> Warehouse:
    """Return the warehouse with a mirror that holds what is published now; nothing to do where it is a directory."""
    house.refresh(new_run_id())
    return house


def object_store() -> Files:
    """Return an S3 client that takes all it needs from the environment; raises StoreError where the extra is missing."""
    try:
        from s3fs import S3FileSystem  # type: ignore[import-untyped]
    except ImportError as error:
        raise StoreError(MISSING) from error
    made: Files = S3FileSystem(skip_instance_cache=True, use_listings_cache=False)
    return made


def head_of(house: Warehouse) -> Release:
    """Return the current release; raises StoreError where nothing was ever published."""
    head = house.head()
    if head is None:
        message = f"nothing was published yet in {house.where}: run `palimpsest ingest` first"
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
