"""Text shared by documents: recall, precision, CPU and memory as documents grow: `python -m benchmarks.overlaps [COUNT …] [--peers PYTHON] [--directory D]`.

Each count runs in a process of its own, whose peak memory is read. CPU seconds by step: sketches (documents read, sketched, written),
join (candidates from sketches), proofs (both texts read and aligned), tables (clusters, digests, files). The exponent is of all steps
together, from one count to the next; documents and copies grow alike, so 1.0 is linear. Peers run on the smallest count by PYTHON, an
interpreter with benchmarks/requirements-overlaps.txt.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.overlaps_corpus import EVERY, KINDS, written
from cleaners.repeats.shingles import sketches
from warehouse import sketched
from warehouse.clusters import clusters
from warehouse.layout import Layout, remove
from warehouse.overlap_shards import SKETCHES, Extent, Ground, overlap_shards
from warehouse.read import View
from warehouse.shards import Shard

COUNTS = (10_000, 100_000)
Pairs = set[frozenset[str]]


def measured(root: Path) -> dict[str, float]:
    """Return the figures of the shards below `root`: CPU seconds of each step, peak memory in MB, recall and precision."""
    layout = Layout(root)
    shards = _shards(root)
    ground = Ground(layout, None, shards, layout.objects)
    texts = pq.read_table(layout.objects / shards[0].key, columns=["text"])["text"].to_pylist()
    sketched.method()  # tables are no part of the cost, as with the peers
    before = time.process_time()
    sketches(texts)
    start = time.process_time()
    cache = sketched.Cache(layout.work / SKETCHES, root / SKETCHES)
    for shard in shards:
        cache.of(ground.texts(shard))
    done = time.process_time()
    made = overlap_shards(ground, Extent.ALL)
    end = time.process_time()
    table = View(layout.objects, tuple(made)).table("overlaps")
    found = {frozenset(pair) for pair in zip(table["doc_id"].to_pylist(), table["other_id"].to_pylist(), strict=True)}
    again = time.process_time()
    clusters(table)
    figures = {
        "documents": float(sum(shard.rows for shard in shards)),
        "sketches": done - start,
        "of it texts in memory": (start - before) / len(texts) * sum(shard.rows for shard in shards),
        "join, proofs and tables": end - done,
        "of it clusters": time.process_time() - again,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "pairs": float(len(found)),
    }
    return figures | judged(found, root)


def judged(found: Pairs, root: Path) -> dict[str, float]:
    """Return recall by kind, and precision: the share of pairs that were made as such."""
    rows = [json.loads(line) for line in (root / "truth.jsonl").read_text("utf-8").splitlines()]
    true = {kind: {frozenset(pair) for what, *pair in rows if what == kind} for kind in KINDS}
    figures = {f"recall {kind}": len(found & pairs) / max(1, len(pairs)) for kind, pairs in true.items()}
    return figures | {"precision": len(found & set().union(*true.values())) / max(1, len(found))}


def run(count: int, peers: str, directory: Path) -> dict[str, float]:
    """Measure documents in a process of their own, written where they do not stand yet; print the figures."""
    root = directory / f"overlaps-{count}"
    layout = Layout(root)
    if not (root / "shards.json").exists():
        layout.objects.mkdir(parents=True)
        shards, size = written(layout.objects, count)
        (layout.objects / "truth.jsonl").rename(root / "truth.jsonl")
        (root / "size").write_text(str(size))
        (root / "shards.json").write_text(json.dumps([vars(shard) for shard in shards]), "utf-8")
    for made in (layout.work, root / SKETCHES):  # of a measurement before
        remove(made)
    words = [sys.executable, "-m", "benchmarks.overlaps", "--measure", str(root)]
    figures: dict[str, float] = json.loads(subprocess.run(words, check=True, stdout=subprocess.PIPE).stdout)
    size = int((root / "size").read_text())
    told(figures, size)
    if peers:
        compared(root, _shards(root), size, peers)
    return figures


def _shards(root: Path) -> list[Shard]:
    return [Shard(**row) for row in json.loads((root / "shards.json").read_text("utf-8"))]


def cost(figures: dict[str, float]) -> float:
    """Return the CPU seconds of all steps."""
    return figures["sketches"] + figures["join, proofs and tables"]


def told(figures: dict[str, float], size: int) -> None:
    """Print the figures of one count."""
    count = figures["documents"]
    print(
        f"{count:,.0f} documents, {size / count:,.0f} bytes each; of {EVERY} two have a near copy, one a Traditional one, two a contained third"
    )
    for step in ("sketches", "of it texts in memory", "join, proofs and tables", "of it clusters"):
        print(f"  {step:24} {figures[step] / count * 1e6:8.1f} us CPU per document")
    print(
        f"  {'all':24} {cost(figures) / count * 1e6:8.1f} us CPU per document, {size / cost(figures) / 1e6:.1f} MB per CPU second"
    )
    print(f"  peak memory {figures['memory']:,.0f} MB; {figures['pairs']:,.0f} pairs")
    print(
        "  " + ", ".join(f"{name} {figures[name]:.4f}" for name in figures if name.startswith(("recall", "precision"))),
        flush=True,
    )


def compared(root: Path, shards: list[Shard], size: int, peers: str) -> None:
    """Run the peers on the same documents and print theirs."""
    lines = root / "documents.jsonl"
    with lines.open("w", encoding="utf-8") as file:
        for shard in shards:
            rows = pq.read_table(root / "objects" / shard.key, columns=["doc_id", "text"])
            for doc, text in zip(rows["doc_id"].to_pylist(), rows["text"].to_pylist(), strict=True):
                file.write(json.dumps([doc, text], ensure_ascii=False) + "\n")
    script = Path(__file__).with_name("overlaps_peers.py")
    out = subprocess.run([peers, "-P", str(script), str(lines)], check=False, stdout=subprocess.PIPE, text=True)
    if out.returncode:
        print(f"  the peers ended with {out.returncode}: those that are missing here did not run")
    for line in out.stdout.splitlines():
        name, seconds, pairs = json.loads(line)
        if isinstance(pairs, str):
            print(f"  {name}: {pairs}")
            continue
        figures = judged({frozenset(pair) for pair in pairs}, root)
        shown = ", ".join(f"{key} {value:.4f}" for key, value in figures.items())
        print(
            f"  {name:28} {seconds / figures_count(shards) * 1e6:8.1f} us CPU per document, {size / seconds / 1e6:.1f} MB/s; {shown}"
        )


def figures_count(shards: list[Shard]) -> int:
    """Return how many documents there are."""
    return sum(shard.rows for shard in shards)


def main() -> None:
    """Run the counts of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=COUNTS)
    parser.add_argument("--peers", default="", help="interpreter that has the peers")
    parser.add_argument("--directory", type=Path, help="where documents lie; those that are there are used again")
    parser.add_argument("--measure", default="", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        print(json.dumps(measured(Path(args.measure))))
        return
    before: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for number, count in enumerate(sorted(args.counts or COUNTS)):
            figures = run(count, args.peers if not number else "", args.directory or Path(scratch))
            if before:
                grown = math.log(cost(figures) / cost(before)) / math.log(figures["documents"] / before["documents"])
                print(f"  exponent of the cost from {before['documents']:,.0f} documents: {grown:.3f}", flush=True)
            before = figures


if __name__ == "__main__":
    main()
