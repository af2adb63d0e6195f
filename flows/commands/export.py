"""`palimpsest export`: a copy of a release for others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flows.house import house_of, release_of, settings_option
from warehouse.export import FORMATS, export

if TYPE_CHECKING:
    import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("directory", type=Path, metavar="DIR", help="a new or empty directory")
    says = "parquet: the tables as they are; jsonl: one file a table; hf: data shards and a card"
    parser.add_argument("--format", choices=list(FORMATS), default="parquet", help=says)
    parser.add_argument("--release", metavar="RELEASE", help="number, tag or date (default: the current release)")
    settings_option(parser)


def run(args: argparse.Namespace) -> int:
    """Write the copy."""
    release = release_of(house_of(args), args.release)
    files = export(release, args.directory, args.format)
    print(f"release {release.number}: {len(files)} files in {args.directory}; an erasure will not reach them")
    return 0
