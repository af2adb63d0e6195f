"""Noisy pages made by templates, seeded: characters removed right and wrong by family, exact texts, claims, look-alikes hurt.

`python benchmarks/noise.py [--pages N] [--seed S] [--misses]` cleans the pages with the default profile and prints a table.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tomllib
from collections import Counter, defaultdict
from pathlib import Path
from time import process_time
from typing import NamedTuple

sys.path[0] = str(Path(__file__).parent.parent)  # this folder has a module named html

from cleaners.lines import removals  # noqa: E402
from cleaners.page import Page  # noqa: E402
from cleaners.pipeline import run  # noqa: E402
from cleaners.profiles import DEFAULT  # noqa: E402
from cleaners.text import Text, revert  # noqa: E402

HERE = Path(__file__).parent
CASES = HERE.parent / "tests" / "cases"
SCRIPTS = ("zh", "zht", "en")
PLACES = {
    "office-head": "head",
    "furniture-head": "head",
    "office-tail": "tail",
    "furniture-tail": "tail",
    "tail": "tail",
    "rights": "tail",
}
WIKI_HEAD = re.compile(r"百科|文[库庫]|跳转|重定向|此条目|本条目|free encyclopedia|Jump|other uses")


class Noisy(NamedTuple):
    """A page with what is noise on it: spans by family."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    templates: tuple[str, ...] = ()


def bodies(script: str) -> list[str]:
    """Paragraphs of clean text in a script, written for this project."""
    texts = tomllib.loads((HERE / "noise_bodies.toml").read_text(encoding="utf-8"))
    return texts[script]


class Maker:
    """Makes pages from the templates with one seeded source of chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.templates = tomllib.loads((HERE / "noise.toml").read_text(encoding="utf-8"))
        self.slots = self.templates.pop("slots")
        self.made: dict[str, str] = {}  # line to its template, for the list of misses

    def line(self, family: str, script: str) -> str:
        template = self.chance.choice(self.templates[family][script])
        made = re.sub(r"\{(\w+)\}", lambda m: self.chance.choice(self.slots[m[1]]), template)
        self.made[made] = template
        return made

    def page(self, family: str, script: str) -> Noisy:
        """One page of one family, with one to three of its lines, and now and then lines of other families beside."""
        paragraphs = self.chance.sample(bodies(script), self.chance.randint(3, 5))
        parts: list[tuple[str, str]] = [(p, "") for p in paragraphs]
        if family == "watermark":
            mark = self.line(family, script)
            for k in self.chance.sample(range(len(parts)), self.chance.randint(1, 3)):
                parts[k] = (parts[k][0], mark)
            return self.assemble(parts, family, inside=self.chance.random() < 0.3)
        for _ in range(self.chance.randint(1, 3)):
            line = self.line(family, script)
            if any(line == p for p, _ in parts):
                continue
            place = PLACES.get(family) or ("head" if WIKI_HEAD.search(line) else "tail")
            at = self.chance.randint(0, 1) if place == "head" else len(parts)
            parts.insert(min(at, len(parts)), ("", line))
        return self.assemble(parts, family, inside=False)

    def assemble(self, parts: list[tuple[str, str]], family: str, *, inside: bool) -> Noisy:
        text, spans = "", []
        for k, (body, noise) in enumerate(parts):
            text += "\n" if k else ""
            if inside and noise and body:
                cut = max((m.end() for m in re.finditer("[,,]", body)), default=len(body))
                text += body[:cut]
                spans.append((len(text), len(text) + len(noise), family))
                text += noise + body[cut:]
                continue
            text += body
            if noise:
                spans.append((len(text), len(text) + len(noise), family))
                text += noise
        return Noisy(text, tuple(spans), tuple(self.made[text[a:b]] for a, b, _ in spans))


def cut(text: str, spans: list[tuple[int, int]]) -> set[int]:
    """The characters that go with the spans: they and the white space they orphan."""
    return {i for start, end in removals(text, spans) for i in range(start, end)}


def score(pages: list[Noisy], show: int) -> None:
    """Print precision, recall, F1 of removed characters and exact texts, by family."""
    right, wrong, missed, exact, total = Counter(), Counter(), Counter(), Counter(), Counter()
    misses: dict[str, Counter[str]] = defaultdict(Counter)
    kept = spent = size = 0
    for page in pages:
        start = process_time()
        cleaned = run(Text(page.text), Page(), DEFAULT)
        spent += process_time() - start
        size += len(page.text.encode())
        assert revert(str(cleaned), cleaned.edits) == page.text
        family = page.spans[0][2]
        want = cut(page.text, [(a, b) for a, b, _ in page.spans])
        got = {i for e in cleaned.edits for i in range(e.raw_start, e.raw_end)}
        right[family] += len(want & got)
        wrong[family] += len(got - want)
        missed[family] += len(want - got)
        exact[family] += want == got
        total[family] += 1
        kept += len(page.text) - len(want)
        for (a, b, _), template in zip(page.spans, page.templates, strict=True):
            if not set(range(a, b)) <= got:
                misses[family][template] += 1
        for e in cleaned.edits:
            if not set(range(e.raw_start, e.raw_end)) <= want:
                misses[family + " WRONG"][e.rule + ": " + e.removed[:60]] += 1
    report(right, wrong, missed, exact, total)
    print(
        f"wrongly removed per 1,000 kept: {1000 * sum(wrong.values()) / max(1, kept):.3f}; {size / 1e6 / spent:.1f} MB/s"
    )
    for family, lines in misses.items() if show else ():
        for line, count in lines.most_common(show):
            print(f"  {family:16} {count:4} {line!r}")


def report(
    right: Counter[str], wrong: Counter[str], missed: Counter[str], exact: Counter[str], total: Counter[str]
) -> None:
    """Print one line a family and the macro average."""
    scores = []
    for family in sorted(total):
        p = right[family] / max(1, right[family] + wrong[family])
        r = right[family] / max(1, right[family] + missed[family])
        scores.append(2 * p * r / max(1e-9, p + r))
        print(
            f"{family:16} P {p:.3f} R {r:.3f} F1 {scores[-1]:.3f} exact {exact[family] / total[family]:.3f} of {total[family]}"
        )
    print(f"macro F1 {sum(scores) / len(scores):.3f}, exact {sum(exact.values()) / sum(total.values()):.3f}")


def look_alikes() -> None:
    """Print how many of the pages and lines that must stay are hurt."""
    hurt, count = 0, 0
    body = "\n".join(bodies("zh")[:3])
    for group in tomllib.loads((CASES / "stays.toml").read_text(encoding="utf-8"))["lines"]:
        for line in group["stay"]:
            source = {"head": f"旧桥\n{line}\n{body}", "tail": f"{body}\n{line}"}.get(
                group["place"], f"{body}\n{line}\n{body}"
            )
            hurt += bool(run(Text(source), Page(), DEFAULT).edits) and group["place"] != "middle"
            count += 1
    print(f"look-alikes hurt: {hurt} of {count}")


def main() -> int:
    """Make, clean, score."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=700)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--misses", type=int, default=0, help="print so many of the most common misses of each family")
    given = options.parse_args()
    maker = Maker(given.seed)
    families = list(maker.templates)
    score(
        [maker.page(families[k % len(families)], SCRIPTS[k // len(families) % 3]) for k in range(given.pages)],
        given.misses,
    )
    look_alikes()
    return 0


if __name__ == "__main__":
    sys.exit(main())
