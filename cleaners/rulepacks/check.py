"""Holds a rule pack to its own examples when it loads, and to the rules beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cleaners.rulepacks.file import Entry, examine, refuse
from cleaners.text import Patch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cleaners.text import Finding

    Findings = Callable[[str], Iterable[Finding]]

BODY = (
    "春天的雨下了整整一夜,河水漫过了旧桥,孩子们站在岸边数着漂过去的树枝,谁也不肯先回家,老人们坐在屋檐下说着多年以前的那一场大水。\n"
    "The rain had fallen all night, and the river had risen over the old bridge; children stood on the bank, counting the branches.\n"
)
MARKS = re.compile("[⟦⟧]")


class Trial(NamedTuple):
    """What a pack finds on a plain page, and what on one that its site has framed: an example shows no frame."""

    plain: Findings
    framed: Findings


def check(
    name: str, toml: str, entries: tuple[Entry, ...], trial: Trial, beside: Sequence[tuple[str, Findings]]
) -> None:
    """Raise RuleError where a rule does not do what its examples say, or another rule takes the same text."""
    examine(name, toml, entries)
    seen: set[str] = set()
    for entry in entries:
        if entry.rule.rule.id in seen:
            refuse(name, toml, (entry.number, "id"), f"the id {entry.rule.rule.id} stands twice")
        seen.add(entry.rule.rule.id)
        findings = trial.framed if entry.rule.framed else trial.plain
        for example in entry.removes:
            _check_removes(name, toml, entry, example, findings)
            for other, found in beside:
                _check_beside(name, toml, entry, example, (other, found))
        for example in entry.keeps:
            if MARKS.search(example):
                refuse(name, toml, (entry.number, "keeps"), "an example that stays whole has no ⟦⟧")
            _check_keeps(name, toml, entry, example, findings)


def embedded(entry: Entry, example: str) -> str:
    """Return the example on a page: one without text of its own gets running text before or after, by the rule's place."""
    if "\n" in example and re.sub("⟦[^⟧]*⟧", "", example).strip():
        return example
    return example + "\n" + BODY if entry.rule.place == "head" else BODY + example


def _check_removes(name: str, toml: str, entry: Entry, example: str, findings: Findings) -> None:
    page = embedded(entry, example)
    bare, wanted = MARKS.sub("", page), re.sub("⟦[^⟧]*⟧", "", page)
    if entry.rule.keep:
        if not any(f.rule == entry.rule.rule.id for f in findings(bare)):
            refuse(name, toml, (entry.number, "removes"), f"no claim from the example {example!r}", example)
        return
    found = [f for f in findings(bare) if isinstance(f, Patch)]
    left = _apply(bare, found)
    if _squeezed(left) != _squeezed(wanted):
        refuse(name, toml, (entry.number, "removes"), f"the example {example!r} leaves {_shown(left)!r}", example)
    others = {f.rule for f in found}
    if entry.rule.rule.id not in others:
        refuse(name, toml, (entry.number, "removes"), f"overlaps {min(others)}, which takes {example!r} too", example)


def _check_keeps(name: str, toml: str, entry: Entry, example: str, findings: Findings) -> None:
    page = embedded(entry, example)
    for f in findings(page):
        if isinstance(f, Patch) and f.rule == entry.rule.rule.id:
            taken = page[f.start : f.end]
            refuse(
                name,
                toml,
                (entry.number, "keeps"),
                f"takes {taken!r} from {_shown(example)!r}, which must stay",
                example,
            )


def _check_beside(name: str, toml: str, entry: Entry, example: str, other: tuple[str, Findings]) -> None:
    pack, findings = other
    page = MARKS.sub("", embedded(entry, example))
    for f in findings(page):
        if isinstance(f, Patch):
            taken = page[f.start : f.end]
            refuse(
                name,
                toml,
                (entry.number, "removes"),
                f"overlaps {f.rule} of the pack {pack}: both take {taken!r}",
                example,
            )


def _apply(text: str, patches: Sequence[Patch]) -> str:
    for p in sorted(patches, key=lambda p: -p.start):
        text = text[: p.start] + p.text + text[p.end :]
    return text


def _squeezed(text: str) -> str:
    """Return the text without white space at line ends and without empty lines: removals take those with them."""
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip())


def _shown(text: str) -> str:
    return text.removeprefix(BODY).removesuffix("\n" + BODY)
