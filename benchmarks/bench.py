"""`make bench`: us beside our peers on the same inputs, in one run; writes docs/benchmarks.md.

    python -m benchmarks.bench --peers PYTHON [--directory D] [--write docs/benchmarks.md]

PYTHON is the interpreter of an environment with benchmarks/requirements-peers.txt. Inputs: bench_inputs.py; tools: bench_tools.py,
bench_warehouse.py, overlaps.py. Ratios of CPU seconds travel to other machines; the seconds do not.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import Indel

from benchmarks.bench_inputs import prepare
from benchmarks.bench_tools import TOOLS
from benchmarks.encodings import Case, right
from benchmarks.html_pages import f1

if TYPE_CHECKING:
    from collections.abc import Callable

    Rows = list[dict[str, str]]

HOME = Path(__file__).parent.parent
OVERLAPPING = 5_000  # documents among which near-duplicates are sought; 10,000 and more by hand
PATIENCE = 300  # seconds for one tool; the slowest takes a minute on an idle core
OURS = "palimpsest"
HEAD = """# Benchmarks

Written by `make bench` ({when}; Python {python}, {machine}). Every tool got the same inputs in the same run, the peers in an environment
of their own (benchmarks/requirements-peers.txt); each was timed twice and the faster time counts. CPU seconds are those of this machine,
which may have been busy: **only ratios travel**. "× ours" above 1 means slower than palimpsest. Figures of our own cost at scale:
[scale.md](scale.md).
"""


class Section(NamedTuple):
    """A table of the page: what it measures, its columns of quality, how they are reckoned, and what to read from it."""

    name: str
    title: str
    about: str
    columns: tuple[str, ...]
    score: Callable[[Rows, list[str]], tuple[str, ...]]
    after: str


def cleaning_score(rows: Rows, answers: list[str]) -> tuple[str, ...]:
    """Noise removed, content lost, pages exactly right, clean pages changed."""
    gone = lost = noise = content = exact = hurt = quiet = 0
    for row, answer in zip(rows, answers, strict=True):
        source, wanted = row["source"], set(row["gone"])
        deleted = {
            i for op in Indel.opcodes(source, answer) if op.tag == "delete" for i in range(op.src_start, op.src_end)
        }
        spaces = {i for i, char in enumerate(source) if char.isspace()}
        gone += len((deleted & wanted) - spaces)
        noise += len(wanted - spaces)
        lost += len(deleted - wanted - spaces)
        content += len(source) - len(wanted | spaces)
        kept = "".join(char for i, char in enumerate(source) if i not in wanted)
        exact += kept.split() == answer.split()
        quiet += not wanted
        hurt += not wanted and kept.split() != answer.split()
    return f"{gone / noise:.1%}", f"{lost / content:.2%}", f"{exact / len(rows):.1%}", f"{hurt} of {quiet}"


def html_score(rows: Rows, answers: list[str]) -> tuple[str, ...]:
    """Mean F1, Latin and Chinese pages apart."""
    found: dict[bool, list[float]] = {True: [], False: []}
    for row, answer in zip(rows, answers, strict=True):
        found[row["kind"].startswith("zh-")].append(f1(row["kind"], answer, row["truth"]))
    return tuple(f"{statistics.mean(scores):.3f}" if scores else "–" for scores in (found[False], found[True]))


def encodings_score(rows: Rows, answers: list[str]) -> tuple[str, ...]:
    """Wrong decodes: all, short bodies, labels that lie or are missing."""
    wrong = [not right(Case(**{**row, "body": b""}), answer) for row, answer in zip(rows, answers, strict=True)]  # type: ignore[arg-type]
    short = [bad for row, bad in zip(rows, wrong, strict=True) if int(row["length"]) <= 256]
    return tuple(f"{sum(some) / len(some):.1%}" for some in (wrong, short))


SECTIONS = (
    Section(
        "cleaning",
        "Cleaning",
        "450 pages in Chinese (both scripts) and English: 360 with marks, office notes, furniture and wiki remains put in by templates, 90 without "
        "any. The templates are our own, so our quality is a development figure; the peers' filters were made for other aims (whole documents "
        "of web crawls, mostly English), and the table shows what happens where they are used for this one. A document that a filter drops is lost content.",
        ("noise removed", "content lost", "pages exactly right", "clean pages changed"),
        cleaning_score,
        "Where we lose: every peer that only rewrites characters or lines is faster. dolma's C4 and Gopher taggers are the heuristics of "
        "datatrove's filters of these names; the package itself does not install beside the others.",
    ),
    Section(
        "html",
        "Main content of HTML",
        "{pages}; word F1 on Latin pages, character 4-gram F1 on Chinese ones. Our model has been trained on pages like these (see "
        "[why.md](why.md) for figures by folds over hosts), so expect a little less on others.",
        ("F1 Latin", "F1 Chinese"),
        html_score,
        "Where we lose: resiliparse parses in C and decides by a few rules, in a fraction of our time.",
    ),
    Section(
        "encodings",
        "Encodings",
        "Texts of the seeds in eleven encodings, 64 bytes to whole, with labels that are right, missing, lying or contradicted. A decode is wrong "
        "when it does not give the text that was written. The detectors see bytes only; ours also reads the label, as a browser would.",
        ("wrong", "wrong up to 256 bytes"),
        encodings_score,
        "These texts were used while our priors were tuned (they are not in the model). chardet is part of our decoder as a second opinion.",
    ),
)


def reports(python: str, module: str, *words: str) -> list[dict[str, object]]:
    """Run a module with an interpreter and return the lines of JSON it printed; the last one says so where it was cut off."""
    command = [python, "-W", "ignore", "-m", module, *words]
    try:
        ended = subprocess.run(command, cwd=HOME, stdout=subprocess.PIPE, text=True, check=True, timeout=PATIENCE)
    except (subprocess.SubprocessError, OSError) as error:
        said = getattr(error, "stdout", None) or ""
        cut = f"cut off: {str(error).rpartition(']')[2].lstrip(chr(39) + ' ')}"
        lines = said if isinstance(said, str) else said.decode()
        return [*_objects(lines), {"name": words[-1], "failed": cut}]
    return _objects(ended.stdout)


def _objects(lines: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in lines.splitlines() if line.startswith("{")]


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return a Markdown table."""
    lines = [head, tuple("---" if n == 0 else "--:" for n in range(len(head))), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def section(found: Section, directory: Path, peers: str) -> str:
    """Time the tools of a section and return its part of the page."""
    timed = []
    for name in TOOLS[found.name]:  # each by itself: one that dies is named, and the others go on
        python = sys.executable if name == OURS else peers
        timed += reports(python, "benchmarks.bench_tools", found.name, str(directory), name)
    with (directory / f"{found.name}.jsonl").open("rb") as lines:
        rows = [json.loads(line) for line in lines]
    size = sum(len(row.get("source", "").encode()) or len(row.get("body", "")) * 3 / 4 for row in rows) / 1e6
    base = float(str(timed[0].get("seconds", "nan")))
    shown, missing = [], []
    for one in timed:
        if "failed" in one:
            missing.append(f"{one['name']} did not run here ({one['failed']}).")
            continue
        seconds = float(str(one["seconds"]))
        answers = json.loads((directory / f"{found.name}.{one['name']}.json").read_text())
        speed = f"{size / seconds:.1f}", f"{seconds / base:.2f}"
        shown.append((f"{one['name']} {one['version']}", *found.score(rows, answers), *speed))
    about = found.about.format(pages=f"{len(rows)} pages")
    head = ("tool", *found.columns, "MB per CPU s", "time, × ours")
    return "\n\n".join([f"## {found.title}", about, table(head, shown), " ".join([found.after, *missing])])


def overlaps_section(peers: str) -> str:
    """Return the part on near-duplicates, as benchmarks/overlaps.py prints it."""
    title = "## Near-duplicates\n\n"
    words = [sys.executable, "-W", "ignore", "-m", "benchmarks.overlaps", str(OVERLAPPING), "--peers", peers]
    ended = subprocess.run(words, cwd=HOME, stdout=subprocess.PIPE, text=True, check=True, timeout=2 * PATIENCE)
    return f"{title}As `python -m benchmarks.overlaps {OVERLAPPING} --peers PYTHON` prints it:\n\n```\n{ended.stdout.rstrip()}\n```"


def warehouse_section(directory: Path, peers: str) -> str:
    """Time the warehouse and its peers and return their part of the page."""
    found = reports(sys.executable, "benchmarks.bench_warehouse", "rows", str(directory))
    found += reports(peers, "benchmarks.bench_warehouse", "peers", str(directory))
    about = (
        "10,000 documents of 4 kB with their segments, edits and claims (four tables); then 1 % of them changed, 0.5 % new, 0.1 % gone. Rows "
        "stand in memory before the clock runs. Ours also writes captures with the bodies, a digest for every row and sorted buckets, and publishes "
        "all tables in one step; its audit reads back what was written and proves that every text reverts to its source. The peers "
        "write, delete and append table by table."
    )
    shown, missing = [], []
    for one in found:
        if "failed" in one:
            missing.append(f"{one['name']} did not run here ({one['failed']}).")
            continue
        spent = [float(str(one[key])) for key in ("first", "update")]
        audit = [f" + {float(str(one[key])):.2f}" if key in one else "" for key in ("first_audit", "update_audit")]
        times = [f"{seconds:.2f}{more}" for seconds, more in zip(spent, audit, strict=True)]
        sizes = [f"{float(str(one[key])):.1f}" for key in ("stored", "grown")]
        shown.append((f"{one['name']} {one['version']}", *times, *sizes))
    head = ("tool", "first write, CPU s (+ audit)", "update, CPU s (+ audit)", "stored, MB", "update adds, MB")
    after = (
        "Where we lose: a first write costs several times a plain one or the peers', an update more than twice theirs, audit apart; digests, sorting, captures "
        "and the comparison of documents (overlaps, clusters) are in our figure. An update of one document in a hundred rewrites nearly every file in all of them."
    )
    return "\n\n".join(["## Warehouse", about, table(head, shown), " ".join([after, *missing])])


def main() -> int:
    """Measure everything and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", required=True, help="Python interpreter of the peers' environment")
    parser.add_argument("--directory", type=Path, help="where inputs and answers are kept")
    parser.add_argument("--write", type=Path, default=HOME / "docs" / "benchmarks.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        directory = options.directory or Path(scratch)
        directory.mkdir(parents=True, exist_ok=True)
        prepare(directory)
        when = datetime.now(UTC).strftime("%Y-%m-%d")
        parts = [HEAD.format(when=when, python=platform.python_version(), machine=platform.machine()).rstrip()]
        made = {one.name: partial(section, one, directory, options.peers) for one in SECTIONS}
        made |= {"overlaps": partial(overlaps_section, options.peers)}
        made |= {"warehouse": partial(warehouse_section, directory, options.peers)}
        for name, make in made.items():
            part = directory / f"{name}.md"  # a run that was cut off goes on where it was, with --directory
            if not part.exists():
                start = time.monotonic()
                part.write_text(make(), "utf-8")
                print(f"{name}: {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)
            parts.append(part.read_text("utf-8"))
            print(parts[-1], end="\n\n", flush=True)
    options.write.write_text("\n\n".join(parts) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
