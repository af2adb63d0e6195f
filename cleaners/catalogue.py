"""Writes docs/rules.md from the default profile: `python -m cleaners.catalogue > docs/rules.md`; a test holds the two equal."""

from __future__ import annotations

import sys
from itertools import groupby

from cleaners.profiles import DEFAULT

HEAD = """# Rules

Generated from the default profile by `make docs`; do not edit. Every changed character belongs to exactly one of these rules.
A rule is disabled or only observed per source in `seeds/sources.toml` (`disable = [...]`, `observe = [...]`).
"""


def page() -> str:
    """Return docs/rules.md: the rules by family, in the order in which they run."""
    parts = [HEAD]
    for family, rules in groupby(DEFAULT.rules, key=lambda rule: rule.family):
        parts.append(f"\n## {family}\n\n| rule | version | says | why |\n|---|---|---|---|\n")
        parts += [f"| `{r.id}` | {r.version} | {_cell(r.says)} | {_cell(r.why)} |\n" for r in rules]
    return "".join(parts)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(page())
