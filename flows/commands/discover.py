"""`palimpsest discover`: repeated noise of some pages, shown to a person, and drafted as a rule pack."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cleaners.discover import Noise, discover, draft_pack
from cleaners.errors import PalimpsestError, StoreError
from cleaners.packs import load_pack
from flows.pages import pages_of
from flows.settings import DEFAULT_FILE
from flows.show import inert
from warehouse.layout import write_durably

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

NAMED = 5  # pages named for a candidate
WORDS = {"line": "alone on a line", "tail": "at a line's end", "head": "at a line's start", "inside": "inside a line"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("where", metavar="PATH|SOURCE", help="a file, a directory, or the id of a declared source")
    parser.add_argument("--write", type=Path, metavar="PACK.toml", help="draft a rule pack to read, correct and accept")
    parser.add_argument("--sources", type=Path, metavar="FILE", help=f"settings file (default {DEFAULT_FILE})")


def run(args: argparse.Namespace) -> int:
    """Print the candidates, the most frequent first; write the draft where one is asked for."""
    if args.write and args.write.exists():
        message = f"{args.write} is there already, and a person may have worked on it: name another file"
        raise StoreError(message)
    pages = pages_of(args.where, args.sources, lambda says: print(f"palimpsest discover: {says}", file=sys.stderr))
    found = discover(pages)
    print(f"{len(found):,} candidates on {len(pages):,} pages")
    for noise in found:
        print("\n".join(_shown(noise)))
    if args.write:
        _write(args.write, draft_pack(found))
    return 0


def _write(path: Path, draft: str) -> None:
    write_durably(path.absolute(), draft.encode("utf-8", "replace"))
    print(
        f"\ndrafted {path}: read every rule, then name it in rule_packs; `palimpsest impact {path}` says what it would do"
    )
    try:
        load_pack(path)
    except PalimpsestError as error:
        print(f"it does not load yet: {error}")


def _shown(noise: Noise) -> Iterator[str]:
    places = ", ".join(f"{n:,} {WORDS[kind]}" for kind, n in noise.places.items())
    yield f"\n{noise.count:,} times on {len(noise.pages):,} pages ({places}): {inert(noise.forms[0])}"
    if noise.varies:
        yield f"  its numbers vary: {'; '.join(map(inert, noise.forms[1:]))}"
    if noise.doubt:
        yield f"  speaks against it: {inert(noise.doubt)}"
    yield from (f"  {inert(context)}" for context in noise.contexts)
    more = f" and {len(noise.pages) - NAMED:,} more" if len(noise.pages) > NAMED else ""
    yield f"  pages: {', '.join(map(inert, noise.pages[:NAMED]))}{more}"
