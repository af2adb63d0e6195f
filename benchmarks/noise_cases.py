"""The whole pages of tests/cases, scored: removed characters by family, exact texts, claims, look-alikes hurt.

`python -m benchmarks.noise_cases NAME [--part even|odd] [--show]` reads tests/cases/NAME.toml.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from typing import NamedTuple

from cleaners.lines import removals
from cleaners.page import Page
from cleaners.pipeline import run
from cleaners.profiles import DEFAULT
from cleaners.text import Text, revert
from tests.test_cases import filled, load, marked

PARTS = {"even": (0,), "odd": (1,), "all": (0, 1)}


class Scored(NamedTuple):
    """One page: characters removed rightly, wrongly, and missed; its claims right, expected, and made without ground."""

    family: str
    right: int
    wrong: int
    missed: int
    size: int
    claims: tuple[int, int, int]


def scored(case: dict[str, object], show: str) -> Scored:
    """Clean one page and compare what went with what its brackets say."""
    bare, spans = marked(filled(case["text"]))
    cleaned = run(Text(bare), Page(), DEFAULT)
    assert revert(str(cleaned), cleaned.edits) == bare
    want = {i for a, b in removals(bare, spans) for i in range(a, b)}
    got = {i for e in cleaned.edits for i in range(e.raw_start, e.raw_end)}
    got = (
        want if str(cleaned) == "".join(c for i, c in enumerate(bare) if i not in want) else got
    )  # which of two equals
    wrong = [e for e in cleaned.edits if not set(range(e.raw_start, e.raw_end)) <= want]
    missed = [bare[a:b] for a, b in spans if not set(range(a, b)) <= got]
    said = {(c.field, _day(c.field, c.value)) for c in cleaned.claims if c.field not in ("rights_statement", "title")}
    due = {(f, _day(f, v)) for f, v in case.get("claims", [])}
    if show:
        for e in wrong:
            print(f"{show} {case['name']}: WRONG {e.rule} {bare[e.raw_start : e.raw_end][:80]!r}")
        for line in missed:
            print(f"{show} {case['name']}: missed {line[:90]!r}")
        for f, v in sorted(due ^ {c for c in said if "claims" in case or c not in due}):
            print(f"{show} {case['name']}: claim {'not made' if (f, v) in due else 'extra'} {f} = {v}")
    counts = (len(due & said), len(due), len(said - due) if "claims" in case else 0)
    return Scored(
        str(case.get("family", "page")),
        len(want & got),
        len(got - want),
        len(want - got),
        len(bare) - len(want),
        counts,
    )


def _day(field: str, value: str) -> str:
    """Return the value of a claim, of a time its day: authors write the one or the other."""
    return value[:10] if field == "published" else value


def table(pages: list[Scored]) -> None:
    """Print one line a family, the macro average and the claims."""
    scores = []
    for family in sorted({p.family for p in pages}):
        mine = [p for p in pages if p.family == family]
        right, wrong, missed = (sum(p[k] for p in mine) for k in (1, 2, 3))
        scores.append(2 * right / max(1, 2 * right + wrong + missed))
        exact = sum(not p.wrong and not p.missed for p in mine)
        print(f"{family:12} F1 {scores[-1]:.3f} exact {exact} of {len(mine)}, wrong {wrong}, missed {missed}")
    exact = sum(not p.wrong and not p.missed for p in pages)
    wrong = 1000 * sum(p.wrong for p in pages) / max(1, sum(p.size for p in pages))
    print(
        f"macro F1 {sum(scores) / max(1, len(scores)):.3f}, exact {exact} of {len(pages)}, wrong per 1,000 {wrong:.2f}"
    )
    right, due, extra = (sum(p.claims[k] for p in pages) for k in range(3))
    print(f"claims right {right} of {due}, not expected {extra}")


def main() -> int:
    """Score the pages, then count the look-alikes that are hurt."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("name")
    options.add_argument("--part", choices=PARTS, default="all")
    options.add_argument("--show", action="store_true")
    given = options.parse_args()
    cases, part = load(given.name), PARTS[given.part]
    pages = [c for k, c in enumerate(cases["page"]) if k % 2 in part]
    table([scored(case, "  " if given.show else "") for case in pages])
    hurt: Counter[str] = Counter()
    stays = [c for k, c in enumerate(cases.get("stays", [])) if k % 2 in part]
    for case in stays:
        source = filled(case["text"])
        for e in run(Text(source), Page(), DEFAULT).edits:
            hurt[case["name"]] += 1
            if given.show:
                print(f"   HURT {case['name']}: {e.rule} {e.removed[:80]!r}")
    print(f"look-alikes hurt: {len(hurt)} of {len(stays)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
