"""`palimpsest review`: people judge a sample of a rule's edits, and the log keeps what they say."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from cleaners.errors import StoreError
from flows.clock import clock, new_run_id
from flows.house import head_of, house_of, settings_option
from warehouse.layout import write_durably
from warehouse.review import Order, Review, jsonl, page, sample, verdicts

if TYPE_CHECKING:
    import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "what",
        choices=["sample", "record"],
        metavar="WHAT",
        help="sample: write a page of edits to judge; record: keep the verdicts of FILE",
    )
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="record: JSON lines as the page saves them, or the sample's own, judged by hand",
    )
    parser.add_argument(
        "--rule", metavar="RULE", help="sample: the rule, or the beginning of rules up to a dot (watermark.)"
    )
    parser.add_argument("--n", type=int, default=50, metavar="N", help="sample: edits at most (default 50)")
    parser.add_argument(
        "--seed", type=int, default=1, metavar="SEED", help="sample: another seed is another sample (default 1)"
    )
    parser.add_argument("--reviewer", default="", metavar="NAME", help="record: who judged (default: the user's name)")
    settings_option(parser)


def run(args: argparse.Namespace) -> int:
    """Write a sample, or keep verdicts."""
    return _sample(args) if args.what == "sample" else _record(args)


def _sample(args: argparse.Namespace) -> int:
    if not args.rule:
        message = "say which rule: palimpsest review sample --rule watermark.source-address"
        raise StoreError(message)
    house = house_of(args)
    release = head_of(house)
    order = Order(args.rule, max(1, args.n), args.seed)
    found = sample(release, order)
    path = house.root / "reviews" / f"{args.rule.strip('.')}-{release.number:06d}-{args.seed}.html"
    write_durably(path, page(release, order, found).encode("utf-8", "surrogatepass"))
    write_durably(path.with_suffix(".jsonl"), jsonl(found).encode("utf-8", "surrogatepass"))
    print(f"{len(found)} edits to judge: open {path}, or fill in {path.with_suffix('.jsonl')}")
    print("then: palimpsest review record FILE")
    return 0


def _record(args: argparse.Namespace) -> int:
    if args.file is None:
        message = "say which file: palimpsest review record verdicts.jsonl"
        raise StoreError(message)
    house = house_of(args)
    review = Review(new_run_id(), args.reviewer or getpass.getuser(), clock())
    rows = verdicts(head_of(house), args.file.read_text("utf-8", "surrogatepass"), review)
    house.log.write(review.run_id, rows)
    house.push_log()
    wrong = sum(row.verdict == "wrong" for row in rows)
    print(f"{len(rows)} verdicts kept, {wrong} of them wrong; `palimpsest report --live` shows the precision")
    return 0
