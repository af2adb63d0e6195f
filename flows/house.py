"""The warehouse that a command speaks of: the root of the settings file, or of the environment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from cleaners.errors import StoreError
from flows.settings import DEFAULT_FILE, ROOT_VARIABLE, load
from warehouse import Warehouse

if TYPE_CHECKING:
    import argparse

    from warehouse import Release


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
