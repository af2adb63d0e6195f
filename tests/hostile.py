"""Pages made to cost more than their length, and how a test counts what they cost: in steps, so that the machine's load does not matter."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

HOSTILE: dict[str, Callable[[int], str]] = {
    "deep nesting": lambda n: "<div>" * n + "x" + "</div>" * n,
    "endless unclosed tags": lambda n: "<b><p>x" * n,
    "end tags that answer to nothing near": lambda n: "<i>" + "<b>" * n + "</i><u></u>" * n,
    "cells full of end tags": lambda n: "<div>" * n + "<td>" + "<b>" * n + "</div>x" * n,
    "paragraphs in open inlines": lambda n: "<p>" + "<b>" * n + "<div>x</div>" * n,
    "one reference": lambda n: "&amp;" * n,
    "references": lambda n: "&amp;&lt;&nbsp;" * n,
    "huge attributes": lambda n: "<p " + "a=1 " * n + "b='" + "x" * n + "'>y",
    "half comments": lambda n: "<!--" * n,
    "half tags": lambda n: "<p <a <" * n,
    "self-closed styles of a drawing": lambda n: "<svg><style/>" * n + "</svg>x",
    "open cells": lambda n: "<table><tr><td>x" * n,
    "open lists": lambda n: "<ul><li>x" * n,
    "one huge attribute": lambda n: "<div class='" + "menu " * n + "' style='" + "display:none;" * n + "'><p>y",
    "a thousand names": lambda n: "".join(f"<p class=c{i} id=d{i}>x</p>" for i in range(n)),
    "links without end": lambda n: "<a href='//h.net/" + "x/" * n + "'>" + "<a href=#>x" * n,
    "structured data that does not close": lambda n: (
        "<script type=application/ld+json>" + '{"text":["' * n + "</script><p>x"
    ),
    "structured data of references": lambda n: (
        '<script type=application/ld+json>{"text":"' + "&amp;\\u0026<" * n + '"}</script><p>x'
    ),
    "blanks": lambda n: "a \n" * n + "&nbsp; " * n,
}


def steps(act: Callable[[str], object], source: str) -> int:
    """Count the Python calls and lines that `act` takes over a source."""
    count = 0

    def trace(*_: object) -> object:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        act(source)
    finally:
        sys.settrace(before)
    return count
