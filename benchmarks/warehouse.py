"""What a release costs beside a plain write of the same rows: `python -m benchmarks.warehouse 10000 [100000 1000000]`.

Documents of about 4 kB are generated and cleaned by a stand-in, so that only the warehouse is measured: rows, staging, merge, audit, commit.
Then the same again with 1 % changed, 0.5 % new, 0.1 % gone. CPU seconds of this process and its peak memory; trust the ratios.
Each size runs in a process of its own.
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from tests.store import PROFILE, START, item, spec
from warehouse import Fetched, Holder, NotModified, Warehouse, rule_rows
from warehouse.overlap_shards import Extent
from warehouse.schema import RELEASE

if TYPE_CHECKING:
    from collections.abc import Iterator

BATCH = 2000
SAMPLE = 32  # files of a table that are written plainly
HAN = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]


def phrases(rng: random.Random) -> list[str]:
    """Return phrases of three words: what is made of them compresses about as text does, and no two documents share a passage."""
    words = ["".join(rng.choices(HAN, k=2 + n % 3)) for n in range(20_000)]
    return [" ".join(rng.choices(words, k=3)) for _ in range(500_000)]


PHRASES = phrases(random.Random(0))


def body(n: int, version: int) -> bytes:
    """Return a document of about 4 kB with a mark at its end."""
    chosen = random.Random(2 * n + version).choices(PHRASES, k=130)
    lines = [" ".join(chosen[at : at + 13]) for at in range(0, 130, 13)]
    return "\n".join([f"title {n}", *lines, "[ad by Bus]\n"]).encode()


def batches(count: int, version: int, now: datetime) -> Iterator[list[Fetched | NotModified]]:
    """Version 0: all new. Version 1: every 100th changed, every 1000th gone, 0.5 % more."""

    def items() -> Iterator[Fetched | NotModified]:
        for n in range(count + (count // 200 if version else 0)):
            found = item(f"{n:08d}.txt")
            if version and n % 1000 == 999:
                continue
            if version and n < count and n % 100:
                yield NotModified(found, now)
            else:
                yield Fetched(found, body(n, version), now, "text/plain")

    every = items()
    while batch := list(islice(every, BATCH)):
        yield batch


def ingest(house: Warehouse, count: int, version: int) -> dict[str, float]:
    """Run once; return CPU seconds by part."""
    run_id, now = f"run-{version}", START + timedelta(days=version)
    clock = time.process_time
    lease = house.acquire(Holder(run_id, os.getpid(), "here"), now=now)
    plan, start = house.plan(spec("bench"), run_id=run_id), clock()
    for number, batch in enumerate(batches(count, version, now)):
        plan.clean(number, batch, now=now)
    cleaning = clock() - start
    start = clock()
    outcome = plan.close(complete=True, now=now)
    marks_at: list[tuple[str, float]] = []
    timed = replace(house, checkpoint=lambda step: marks_at.append((step, clock())))
    release = timed.publish([outcome], rules=rule_rows([PROFILE]), run_id=run_id, lease=lease, now=now)
    end, times = clock(), dict(reversed(marks_at))
    lease.release()
    print(f"  {dict(outcome.states)}, {len(release.shards)} files", flush=True)
    return {
        "rows": cleaning,
        "merge": times["audit"] - start,
        "audit": times["objects"] - times["audit"],
        "commit": end - times["objects"],
    }


def plain(house: Warehouse, directory: Path) -> float:
    """Return the CPU seconds of writing the release's rows with pyarrow alone; of many files a sample is written, and counted by size."""
    spent, release = 0.0, house.open()
    for table in RELEASE:
        shards = release.of(table.name)
        sample = shards[:: max(1, len(shards) // SAMPLE)]
        for shard in sample:
            rows = pq.read_table(release.path / shard.name)
            start = time.process_time()
            path = directory / "plain.parquet"
            pq.write_table(rows, path, compression="zstd", compression_level=3, row_group_size=4096)
            taken = time.process_time() - start
            spent += taken * sum(s.bytes for s in shards) / sum(s.bytes for s in sample)
            path.unlink()
    return spent


def measure(count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        house = Warehouse(Path(name) / "w", overlaps=Extent.OFF)  # `benchmarks.scale` measures them
        for version, says in enumerate(("all new", "1 % changed, 0.5 % new, 0.1 % gone")):
            print(f"{count:,} documents, {says}", flush=True)
            parts = ingest(house, count, version)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            base = plain(house, Path(name))
            whole = parts["merge"] + parts["commit"]
            shown = ", ".join(f"{k} {v:.1f}" for k, v in parts.items())
            print(
                f"  CPU s: {shown}; plain write {base:.1f}; merge and commit {whole / base:.2f}x, with audit {(whole + parts['audit']) / base:.2f}x; peak {peak:.0f} MB",
                flush=True,
            )


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "--one":
        measure(int(sys.argv[2]))
    else:
        for size in sys.argv[1:] or ["10000"]:
            subprocess.run([sys.executable, "-m", "benchmarks.warehouse", "--one", size], check=True)
