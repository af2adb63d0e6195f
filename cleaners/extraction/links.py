"""Where the links of runs lead: within the page, within the site, out of it, or nowhere but into a script."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from cleaners.extraction.measures import running, share

if TYPE_CHECKING:
    from cleaners.extraction.blocks import Blocks
    from cleaners.extraction.measures import Ints
    from cleaners.html.dom import Element

KINDS = ("fragment", "script", "out", "in")
FRAGMENT, SCRIPT, OUT, IN = range(4)
COUNTRIES = (".uk", ".cn", ".au", ".jp", ".tw", ".hk")  # under which sites register a third name
LEVELS = 3
SHARED = ((FRAGMENT, "fragment"), (OUT, "out"), (IN, "in"))


def links(blocks: Blocks) -> dict[str, Ints]:
    """Count for each run where its links lead, and of which kind those of the blocks around it are."""
    counts = np.zeros((len(KINDS), len(blocks.runs)), np.int64)
    found = _targets(blocks)
    home = _home(blocks.elements, Counter(host for _, host in found if host))
    for place, host in found:
        kind = host if isinstance(host, int) else IN if _site(host) == home else OUT
        counts[kind, place] += 1
    out = dict(zip((f"links {name}" for name in KINDS), counts, strict=True))
    inside = blocks.held_around(running(counts), slice(LEVELS))
    total = inside.sum(axis=0)
    for kind, name in SHARED:
        shares = np.where(total > 0, share(inside[kind], total), -1)
        out |= zip((f"{name} share {level}" for level in range(LEVELS)), shares, strict=True)
    return out


def _targets(blocks: Blocks) -> list[tuple[int, str | int]]:
    """Return for each link the run it begins in, and its host or, where it names none, its kind."""
    found: list[tuple[int, str | int]] = []
    runs, place = blocks.runs, 0
    for element in blocks.elements:
        if element.tag != "a" or not element.attrs:
            continue
        while place < len(runs) and runs[place].end <= element.start:
            place += 1
        if place < len(runs):
            found.append((place, _target(element.attr("href"))))
    return found


def _target(address: str) -> str | int:
    if address.startswith("#"):
        return FRAGMENT
    if not address or address[:11].lower() == "javascript:":
        return SCRIPT
    return host_of(address) or IN


def host_of(address: str) -> str:
    """Return the host of an absolute address in lower case, '' for a relative one.

    >>> host_of("https://www.example.org/a"), host_of("//a.net"), host_of("/a")
    ('www.example.org', 'a.net', '')
    """
    if not (address.startswith("//") or address[:4].lower() == "http"):
        return ""
    return address.partition("//")[2].partition("/")[0].lower()


def _home(elements: list[Element], hosts: Counter[str | int]) -> str:
    """Return the page's own site: what its head says, else the one most links lead to."""
    for element in elements:
        if element.tag == "link" and element.attr("rel").lower() == "canonical":
            address = host_of(element.attr("href"))
        elif element.tag == "meta" and element.attr("property").lower() == "og:url":
            address = host_of(element.attr("content"))
        else:
            continue
        if address:
            return _site(address)
    common = hosts.most_common(1)
    return _site(str(common[0][0])) if common else ""


def _site(host: str) -> str:
    """Return the part of a host's name that belongs to one owner, as a rule: its last two names, under some countries three."""
    return ".".join(host.split(".")[-3 if host.endswith(COUNTRIES) else -2 :])
