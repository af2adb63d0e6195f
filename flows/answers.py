"""Answers of queries on the terminal: in words, or as JSON lines for other programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from flows.show import inert

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence

Row = TypeVar("Row", bound=NamedTuple)


def form_option(parser: argparse.ArgumentParser) -> None:
    """Declare `--json`."""
    parser.add_argument(
        "--json", dest="form", action="store_const", const="json", default="text", help="one JSON object a line"
    )


def printed(args: argparse.Namespace, rows: Sequence[Row], lines: Callable[[Row], Iterator[str]]) -> None:
    """Print rows in the form that was asked for."""
    for row in rows:
        if args.form == "json":
            print(json_line(row))
        else:
            print("\n".join(lines(row)))


def json_line(row: object) -> str:
    """Return a row as one line of JSON, its characters as they are where UTF-8 has them."""
    plain = _plain(row)
    line = json.dumps(plain, ensure_ascii=False)
    try:
        line.encode()
    except UnicodeEncodeError:
        return json.dumps(plain)
    return line


def _plain(value: object) -> object:
    """Return named tuples as objects, all the way down."""
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {name: _plain(each) for name, each in zip(value._fields, value, strict=True)}
    return [_plain(each) for each in value] if isinstance(value, tuple | list) else value


def spot(source_id: str, uri: str, doc_id: str) -> str:
    """Return where a document is, in words."""
    return f"{inert(source_id)}: {inert(uri)} ({doc_id[:12]})"
