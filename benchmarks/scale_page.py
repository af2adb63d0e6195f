"""docs/scale.md from measured runs: `python -m benchmarks.scale_page DIRECTORY` reads DIRECTORY/scale.jsonl and writes the page.

What is measured and what is reckoned stand apart; the reckoning follows from the largest run.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path

from benchmarks.scale import MB, Measured, exponent

PAGE = Path(__file__).parent.parent / "docs" / "scale.md"
BILLION = 1_000_000_000
WORKERS = 500  # of the cluster that is reckoned with
BATCH = 2_000  # documents
PLANNED = 300  # bytes of the coordinating process for a planned document: 217 to 241 measured, and room
MANIFEST = 55  # bytes a document takes in its batch file: 27 in JSON lines, 54 in a WARC, measured
TASK = 1e-3  # seconds of a Dask scheduler for a task: its own documentation's figure
ROWS = 32 * MB  # rows of a bucket before compression
PACKED = 3.0  # how much smaller they are as Parquet, measured on documents and segments

HEAD = """# Scale

What an ingest costs as the number of documents grows, measured on two cores, and what follows for a billion pages on a cluster.

## Measured

`python -m benchmarks.scale 10000 100000 1000000 --directory DIR --wall`, best on an idle machine, then `python -m benchmarks.scale_page DIR`.
Generated documents of 4 kB (benchmarks/scale_corpus.py): half texts in JSON lines, half HTML pages in WARC, Chinese, English and both, with
marks, damage, boilerplate and old encodings in the shares of a crawl. No Prefect. CPU seconds of all processes; on a busy machine they
rise with the wall clock (caches are shared), so ratios and exponents count. Memory is PSS without pages of mapped files, all processes together,
sampled from outside.
"""

AFTER = """
The coordinating process lists, deals rows out to buckets, joins sketches and writes the report; what it spends cannot be spread. Cleaning,
and of publishing the merges of buckets, the sketches, the proofs of overlaps and the audit, are parts that the other processes do
(flows/hands.py). *Two cores* is what the coordinating share leaves of a doubling: all / (coordinator + workers / 2). The steps of pyarrow and
DuckDB within it use both cores, so a wall clock is a little better. Cost that does not grow (start, empty report) makes the
exponent from a small run look better than it is.

Laws behind it: equal row digests from every runner and batch size (columns of the run apart), a worker killed in mid-batch changes
nothing, a document that kills its process is found by halving and quarantined (tests/test_runner.py); the same files whoever does the parts
of publishing, and a helper that is killed costs nothing (tests/test_hands.py).
"""


def measured(runs: list[Measured]) -> str:
    """Return the tables of what was measured."""
    head = "| documents | bodies, MB | processes | CPU s | MB per CPU s | ms a document | exponent | coordinator | two cores | peak, MB |"
    lines = [head, "|--:" * 10 + "|"]
    growth = [None, *(exponent(a, b) for a, b in pairwise(runs))]
    for run, grown in zip(runs, growth, strict=True):
        is_split = run.coordinator < 0.99 * run.cpu  # one batch is cleaned in the process of the run
        two = run.cpu / (run.coordinator + (run.cpu - run.coordinator) / 2)
        cells = [
            f"{run.documents:,}", f"{run.body_bytes / MB:,.0f}", str(run.workers), f"{run.cpu:,.0f}", f"{run.body_bytes / MB / run.cpu:.2f}",
            f"{run.cpu / run.documents * 1e3:.2f}", f"{grown:.3f}" if grown else "", f"{run.coordinator / run.cpu:.0%}" if is_split else "all",
            f"{two:.2f}×" if is_split else "", f"{run.peak_mb:,.0f}",
        ]  # fmt: skip
        lines.append("| " + " | ".join(cells) + " |")
    last = runs[-1]
    stored = [
        f"{name} {size / last.documents:,.0f}"
        for name, size in sorted(last.stored_bytes.items(), key=lambda i: -i[1])
        if size > last.documents
    ]
    told = f"\nBytes a document takes in a release ({last.documents:,} documents of {last.body_bytes / last.documents:,.0f} bytes): {', '.join(stored)}."
    return "\n".join(lines) + "\n" + told + "\n"


def reckoned(run: Measured) -> str:
    """Return what follows for a billion pages of the same kind."""
    serial = run.coordinator / run.documents
    clean = run.cpu / run.documents - serial
    stored = {name: size / run.documents * BILLION / 1e12 for name, size in run.stored_bytes.items()}
    hours = clean * BILLION / 3600
    sizes = ", ".join(
        f"{name} {size:.2f}" for name, size in sorted(stored.items(), key=lambda i: -i[1]) if size >= 0.01
    )
    buckets = sum(stored.values()) * 1e12 * PACKED / ROWS
    rows = [
        ("cleaning and parts of publishing", f"{clean * 1e3:.1f} ms of CPU a page: {hours:,.0f} core hours, {hours / WORKERS:,.1f} h on {WORKERS} workers"),
        ("coordinating", f"{serial * 1e3:.1f} ms a page in one process: {serial * BILLION / 86400:,.0f} days in one warehouse"),
        ("plan", f"{PLANNED} bytes a page in the coordinating process: {PLANNED * BILLION / 1e9:,.0f} GB; batch files {MANIFEST * BILLION / 1e9:,.0f} GB"),
        ("tasks", f"{BILLION // BATCH:,} batches of {BATCH:,}: {BILLION / BATCH * TASK / 60:,.0f} minutes of a Dask scheduler"),
        ("tables, TB", f"{sizes}; {sum(stored.values()):.1f} in all"),
        ("files", f"about {2 * buckets / 1e3:,.0f} thousand (a shard and its digests), one PUT each; an audit reads each once (GET), an idle run none"),
        ("reading", f"{BILLION // 5000:,} containers of 5,000 pages: a GET and a HEAD each"),
    ]  # fmt: skip
    lines = ["| | a billion pages |", "|---|---|", *(f"| {name} | {says} |" for name, says in rows)]
    workers = max(2, round(clean / serial))
    return (
        "\n## Reckoned\n\nFrom the largest run above, linearly; nothing in this section was measured at this size. Pages of a crawl are larger "
        "(100 kB is usual): bytes cost markup and article about 5 MB per CPU second on top, 20 ms for such a page.\n\n"
        + "\n".join(lines)
        + f"\n\n**What saturates first**: the coordinating process. There is one for one warehouse, so more than about {workers} workers wait for it on "
        "a first ingest, and the parts of publishing are done on its own machine. Then the plan, which lies in memory whole. Both are cured by dividing sources among warehouses (a root for each group of "
        "sources, 1 to 10 million pages each): a hundred roots of ten million pages are coordinated side by side, each in "
        f"{serial * 1e7 / 3600:,.1f} hours, and readers glob over all of them. Later ingests pay for what changed only: unchanged pages cost a "
        "fingerprint, and buckets without changes are linked. Workers must see sources and warehouse on one file system (NFS, Lustre, EFS); "
        "its writes, not its reads, are what the batches load: "
        f"{sum(stored.values()) / (BILLION * clean / WORKERS) * 1e12 * PACKED / MB:,.0f} MB/s from {WORKERS} workers.\n"
    )


def main() -> None:
    """Write the page from the last run of each size."""
    lines = (Path(sys.argv[1]) / "scale.jsonl").read_text("utf-8").splitlines()
    found = {(run.documents, run.workers): run for run in (Measured(**json.loads(line)) for line in lines)}
    runs = [found[key] for key in sorted(found) if key[1] == 2]
    PAGE.write_text(HEAD + "\n" + measured(runs) + AFTER + reckoned(runs[-1]), "utf-8")


if __name__ == "__main__":
    main()
