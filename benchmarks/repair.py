"""Repairs beside ftfy, in one run: damage put right exactly, clean and adversarial lines changed, speed, growth.

    python -m benchmarks.repair [TEXT ...]

Damage is made from the lines of the seeds, or of the UTF-8 text files named (Debian's fortunes-zh, manpages-zh,
debian-handbook and debian-reference-zh-cn were used besides, 45,000 lines). CPU seconds; trust ratios, not absolutes.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import ftfy

from cleaners.repairs import repair
from cleaners.repairs.latin import OPTIONS

SEEDS = Path(__file__).parent.parent / "seeds"
HAN = re.compile("[\u4e00-\u9fff]")
READ = ("utf-8", "gbk", "gb18030", "big5", "latin-1", "cp1252")
ONCE = [
    (true, read)
    for true in ("utf-8", "gbk", "big5")
    for read in READ
    if true != read and {true, read} != {"gbk", "gb18030"}
]
TWICE = [(a, b) for a in ONCE for b in ONCE if b[0] in ("utf-8", "gbk", "big5")]
LENGTHS = (12, 30, 60, 150)  # characters of a damaged line
PER_CHAIN = {"once": 40, "twice": 4, "stretch": 15}
STEPS_UP = (1, 2, 4)

Repair = Callable[[str], str]
PEERS: dict[str, Repair] = {
    "palimpsest": lambda text: str(repair(text)),
    "ftfy safe": lambda text: ftfy.fix_and_explain(text, ftfy.TextFixerConfig(**OPTIONS)).text,
    "ftfy": ftfy.fix_text,
}


class Case(NamedTuple):
    """A damaged line, what it was, and how it was damaged."""

    kind: str
    bad: str
    good: str


def misread(text: str, chain: tuple[tuple[str, str], ...]) -> str | None:
    """Return the mojibake of a text, or None where bytes would be lost."""
    for true, read in chain:
        try:
            body = text.encode(true)
            text = (
                "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in body)
                if read == "cp1252"
                else body.decode(read)
            )
        except UnicodeError:
            return None
    return None if {"\n", "\r"} & set(text) else text


def cases(lines: list[str], chance: random.Random) -> Iterator[Case]:
    """Yield lossless damage of whole lines, once and twice, and of stretches within clean lines."""
    chains = {"once": [(a,) for a in ONCE], "twice": TWICE, "stretch": [(a,) for a in ONCE]}
    for kind, several in chains.items():
        for chain in several:
            found = 0
            for _ in range(PER_CHAIN[kind] * 25):
                line = chance.choice(lines)[: chance.choice(LENGTHS)]
                low, high = (0, len(line)) if kind != "stretch" else _part(line, chance)
                part = misread(line[low:high], chain)
                if part and part != line[low:high] and len(HAN.findall(line[low:high])) >= 3:
                    yield Case(kind, line[:low] + part + line[high:], line)
                    found += 1
                if found == PER_CHAIN[kind]:
                    break


def _part(line: str, chance: random.Random) -> tuple[int, int]:
    low = chance.randrange(max(1, len(line) - 8))
    return low, min(len(line), low + chance.choice((6, 10, 20, 40)))


def adversarial(chance: random.Random, count: int) -> Iterator[str]:
    """Yield lines that look like mojibake and are none: random hanzi, kana, Cyrillic, Greek, accented Latin."""
    ranges = (
        (0x4E00, 0x9FA6),
        (0x4E00, 0x9FA6),
        (0x3041, 0x30FB),
        (0x410, 0x450),
        (0x391, 0x3CA),
        (0xC0, 0x180),
        (0x5D0, 0x5EB),
        (0xAC00, 0xD7A4),
    )
    for k in range(count):
        low, high = ranges[k % len(ranges)]
        yield "".join(chr(chance.randrange(low, high)) for _ in range(chance.choice((2, 3, 4, 6, 10, 30))))


def speed(function: Repair, text: str) -> float:
    """Return MB per CPU second, the second run counted."""
    function(text[:2000])
    start = time.process_time()
    function(text)
    return len(text.encode()) / 1e6 / max(time.process_time() - start, 1e-6)


def growth(text: str) -> list[float]:
    """Return the CPU seconds of damaged text of growing size, all in one line, as multiples of the first."""
    line = misread(text[:2000].replace("\n", " "), (("utf-8", "latin-1"),)) or ""
    spent = []
    for size in STEPS_UP:
        start = time.process_time()
        repair(line * size)
        spent.append(time.process_time() - start)
    return [round(s / spent[0], 1) for s in spent]


def main(arguments: list[str]) -> int:
    """Print the table."""
    chance = random.Random(4)
    paths = [Path(a) for a in arguments] or sorted(SEEDS.glob("*.txt"))
    text = "\n".join(p.read_text("utf-8", errors="ignore") for p in paths)
    lines = [line.strip() for line in text.split("\n") if len(line.strip()) > 1]
    damaged = list(cases([line for line in lines if HAN.search(line)], chance))
    odd = list(adversarial(chance, 20_000))
    kinds = Counter(case.kind for case in damaged)
    print(f"{'':12} {'once':>7} {'twice':>7} {'stretch':>8} {'clean changed':>15} {'adversarial':>12} {'MB/s':>7}")
    for name, function in PEERS.items():
        right = Counter(case.kind for case in damaged if function(case.bad) == case.good)
        shares = [f"{right[kind] / kinds[kind]:.1%}" for kind in kinds]
        clean = sum(function(line) != line for line in lines)
        changed = sum(function(line) != line for line in odd)
        rate = speed(function, "\n".join(lines) * (1 if name != "palimpsest" else 20))
        print(
            f"{name:12} {shares[0]:>7} {shares[1]:>7} {shares[2]:>8} {f'{clean} of {len(lines)}':>15} {changed:>12} {rate:7.1f}"
        )
    print(f"cases: {dict(kinds)}; adversarial lines: {len(odd)}; growth over sizes {STEPS_UP}: {growth(text)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
