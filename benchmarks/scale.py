"""Cost of an ingest from ten thousand documents to a million: `python -m benchmarks.scale 10000 100000 1000000`.

    --workers N        processes that clean (default 2)
    --directory D      where corpus and warehouses lie (default: a temporary directory); a corpus that is there is used again
    --wall             run the smallest size on one process and on two, one after the other, and print the ratio of wall clocks

Every size is ingested by a process of its own, without Prefect. Prints CPU seconds by step, MB of bodies per CPU second, CPU time per
document, the greatest memory of all processes together (PSS, so shared pages count once, sampled every two seconds), and between sizes
the exponent of the cost. CPU seconds bear a busy machine; wall clocks want a quiet one. A line of JSON for each run goes to
`scale.jsonl` in the directory.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from benchmarks.scale_corpus import write
from flows import work
from flows.runners import Cores
from flows.runs import Request
from flows.settings import load
from warehouse import Warehouse

SETTINGS = """[warehouse]
root = "{root}"
[run]
workers = {workers}
[[source]]
id = "texts"
kind = "jsonl"
paths = ["{corpus}/*.jsonl"]
key = "id"
uri = "url"
[[source]]
id = "pages"
kind = "warc"
paths = ["{corpus}/*.warc.gz"]
"""
MB = 1e6
SAMPLED = 2.0  # seconds between looks at the memory: each walks all pages, 0.1 s of CPU for three processes


class Measured(NamedTuple):
    """One ingest: seconds of CPU in all, of the coordinating process alone, and by step; bytes and files it left."""

    documents: int
    workers: int
    body_bytes: int
    wall: float
    cpu: float
    coordinator: float
    steps: dict[str, float]
    peak_mb: float
    peak_processes: int
    stored_bytes: dict[str, int]
    files: int
    states: dict[str, int]


def cpu() -> tuple[float, float]:
    """Return the CPU seconds of this process, and of the children that have ended."""
    mine, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return mine.ru_utime + mine.ru_stime, children.ru_utime + children.ru_stime


class Watch(threading.Thread):
    """Samples the memory of a process and all below it, from outside: sampling costs CPU seconds, too."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.peak = 0.0
        self.processes = 0
        self.ended = threading.Event()

    def run(self) -> None:
        """Sample until told to end."""
        while not self.ended.wait(SAMPLED):
            found = [size for pid in family(self.pid) if (size := pss(pid))]
            if sum(found) > self.peak:
                self.peak, self.processes = sum(found), len(found)


def family(pid: int) -> list[int]:
    """Return a process and its descendants."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        children = []
    return [pid, *(below for child in children for below in family(child))]


def pss(pid: int) -> float:
    """Return the MB of a process, its share of what it shares; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    kept = [int(line.split()[1]) for line in lines if line.startswith(("Pss_Anon:", "Pss_Shmem:"))]
    return sum(kept) / 1024  # pages of mapped files can be dropped at any time: they are no need


class Steps:
    """CPU seconds by what the run says it is doing."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self.now, self.since = "start", sum(cpu())

    def tell(self, what: str, done: int, total: int) -> None:
        """Close the step that was and begin the next one."""
        what = (
            "publish" if what == "publish" else f"clean {what}" if done < total else f"close {what}"
        )  # workers' CPU shows as they end
        if what != self.now:
            self.close(what)
        if done and done % 50_000 < 2_000:
            print(f"    {what}: {done:,} of {total:,}", file=sys.stderr, flush=True)

    def close(self, following: str) -> None:
        """Charge what was spent since to the step that ends."""
        spent = sum(cpu())
        self.spent[self.now] += spent - self.since
        self.now, self.since = following, spent


def measure(directory: Path, count: int, workers: int) -> Measured:
    """Ingest the corpus of that size into a fresh warehouse."""
    corpus = directory / f"corpus-{count}"
    size = int((corpus / "size").read_text())
    root = directory / f"warehouse-{count}-{os.getpid()}"
    file = directory / f"{root.name}.toml"
    file.write_text(SETTINGS.format(root=root, workers=workers, corpus=corpus.name))
    before, start, steps = cpu(), time.monotonic(), Steps()
    outcome = work.ingest(load(file, {}), Request(), Cores(workers), steps.tell)
    steps.close("")
    after, wall = cpu(), time.monotonic() - start
    shards = Warehouse(root).open().shards
    stored: Counter[str] = Counter()
    for shard in shards:
        stored[shard.table] += shard.bytes
    return Measured(
        count, workers, size, wall, sum(after) - sum(before), after[0] - before[0], dict(steps.spent),
        0.0, 0, dict(stored), sum(1 for p in root.rglob("*") if p.is_file()), dict(outcome.states),
    )  # fmt: skip


def prepared(directory: Path, count: int) -> None:
    """Write the corpus of that size where it does not stand yet."""
    corpus = directory / f"corpus-{count}"
    if not (corpus / "size").exists():
        size = write(corpus, count)
        (corpus / "size").write_text(str(size))


def shown(run: Measured) -> str:
    """Return a run in words."""
    steps = ", ".join(f"{name} {spent:.1f}" for name, spent in run.steps.items() if spent >= 0.05)
    stored = sum(run.stored_bytes.values())
    return (
        f"{run.documents:>9,} documents, {run.body_bytes / MB:,.0f} MB, {run.workers} processes: {run.cpu:,.0f} CPU s, "
        f"{run.body_bytes / MB / run.cpu:.2f} MB per CPU s, {run.cpu / run.documents * 1e3:.2f} ms a document, "
        f"peak {run.peak_mb:,.0f} MB in {run.peak_processes} processes, wall {run.wall:,.0f} s\n"
        f"          CPU s: {steps}; the coordinating process {run.coordinator:.1f} ({run.coordinator / run.cpu:.1%})\n"
        f"          stored {stored / MB:,.0f} MB ({stored / run.body_bytes:.2f} of the bodies) in {run.files:,} files; {run.states}"
    )


def exponent(small: Measured, large: Measured) -> float:
    """Return how the cost grows: 1 is linear."""
    return math.log(large.cpu / small.cpu) / math.log(large.documents / small.documents)


def one(directory: Path, count: int, workers: int) -> Measured:
    """Measure in a process of its own."""
    prepared(directory, count)
    words = ["--one", str(count), "--workers", str(workers), "--directory", str(directory)]
    with subprocess.Popen([sys.executable, "-m", "benchmarks.scale", *words]) as process:
        watch = Watch(process.pid)
        watch.start()
    watch.ended.set()
    if process.returncode:
        sys.exit(process.returncode)
    run = Measured(**json.loads((directory / "one.json").read_text()))
    run = run._replace(peak_mb=watch.peak, peak_processes=watch.processes)
    with (directory / "scale.jsonl").open("a") as file:
        file.write(json.dumps(run._asdict()) + "\n")
    return run


def main() -> None:
    """Measure the sizes asked for and print them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--directory", type=Path)
    parser.add_argument("--wall", action="store_true")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        directory = (options.directory or Path(scratch)).absolute()
        directory.mkdir(parents=True, exist_ok=True)
        if options.one:
            run = measure(directory, options.one, options.workers)
            (directory / "one.json").write_text(json.dumps(run._asdict()))
            return
        runs = []
        for size in sorted(options.sizes):
            runs.append(one(directory, size, options.workers))
            print(shown(runs[-1]), flush=True)
        for small, large in pairwise(runs):
            print(f"exponent of the cost from {small.documents:,} to {large.documents:,}: {exponent(small, large):.3f}")
        if options.wall:
            alone, both = (one(directory, runs[0].documents, n) for n in (1, 2))
            print(
                f"wall clock, one process to two: {alone.wall:.1f} s to {both.wall:.1f} s, {alone.wall / both.wall:.2f}x"
            )


if __name__ == "__main__":
    main()
