"""`palimpsest rules`: the named reasons of every change."""

from __future__ import annotations

import difflib
import json
import sys
import textwrap
from typing import TYPE_CHECKING

from cleaners.profiles import DEFAULT

if TYPE_CHECKING:
    import argparse

    from cleaners.rule import Rule


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "rule", nargs="?", default="", metavar="RULE", help="a rule's id, or the beginning of ids (a family)"
    )
    parser.add_argument(
        "--json", dest="show", action="store_const", const=_as_json, default=_as_text, help="one JSON object a line"
    )


def run(args: argparse.Namespace) -> int:
    """Print the rules; 2 where none has that name."""
    rules = [rule for rule in DEFAULT.rules if rule.id == args.rule or rule.id.startswith(args.rule)]
    if not rules:
        near = difflib.get_close_matches(args.rule, [rule.id for rule in DEFAULT.rules], n=3, cutoff=0.3)
        hint = f"; did you mean {', '.join(near)}?" if near else "; `palimpsest rules` lists all"
        print(f"palimpsest rules: there is no rule '{args.rule}'{hint}", file=sys.stderr)
        return 2
    for rule in rules:
        print(args.show(rule))
    return 0


def _as_json(rule: Rule) -> str:
    return json.dumps({**rule._asdict(), "hash": DEFAULT.hashes[rule.id]}, ensure_ascii=False)


def _as_text(rule: Rule) -> str:
    body = textwrap.fill(f"{rule.says} {rule.why}", 110, initial_indent="    ", subsequent_indent="    ")
    return f"{rule.id} (version {rule.version})\n{body}"
