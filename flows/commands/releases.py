"""`palimpsest releases`: what is kept, how two releases differ, and names and reasons that keep one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaners.errors import StoreError
from flows.clock import clock
from flows.commands.changes import lines as change_lines
from flows.house import head_of, house_of, settings_option
from flows.show import inert
from warehouse.diff import diff, listed
from warehouse.pins import hold, tag, unpin

if TYPE_CHECKING:
    import argparse

    from warehouse import Warehouse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    what = "list; diff A B; tag N NAME; untag NAME; hold N REASON; unhold N"
    parser.add_argument("what", nargs="?", choices=list(DOES), default="list", metavar="WHAT", help=what)
    parser.add_argument("words", nargs="*", metavar="WORD", help="release numbers, a tag's name, or a reason")
    settings_option(parser)


def run(args: argparse.Namespace) -> int:
    """Do what was asked for."""
    house = house_of(args)
    head_of(house)
    does, count = DOES[args.what]
    if len(args.words) != count:
        message = f"`palimpsest releases {args.what}` takes {count} words, not {len(args.words)}; see --help"
        raise StoreError(message)
    does(house, args.words)
    return 0


def _list(house: Warehouse, _: list[str]) -> None:
    for row in listed(house):
        marks = "".join([*(f"  tag {name}" for name in row.tags), *(f"  held: {inert(why)}" for why in row.holds)])
        print(f"{row.number:>6}  {row.created_at[:19]}  {row.documents:>9,} documents  run {row.run_id}{marks}")


def _diff(house: Warehouse, words: list[str]) -> None:
    for line in change_lines(diff(house, *words)):
        print(line)


def _tag(house: Warehouse, words: list[str]) -> None:
    house.push_pin(tag(house.layout, _number(house, words[0]), words[1], now=clock()))


def _untag(house: Warehouse, words: list[str]) -> None:
    house.push_pin(unpin(house.layout, "tag", words[0]))


def _hold(house: Warehouse, words: list[str]) -> None:
    house.push_pin(hold(house.layout, _number(house, words[0]), words[1], now=clock()))


def _unhold(house: Warehouse, words: list[str]) -> None:
    house.push_pin(unpin(house.layout, "hold", f"release-{_number(house, words[0])}"))


def _number(house: Warehouse, word: str) -> int:
    return house.open(word).number


DOES = {
    "list": (_list, 0),
    "diff": (_diff, 2),
    "tag": (_tag, 2),
    "untag": (_untag, 1),
    "hold": (_hold, 2),
    "unhold": (_unhold, 1),
}
