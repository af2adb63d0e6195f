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
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyarrow.parquet as pq

from cleaners.decoding import Decoding, Proof
from cleaners.page import Page, Profile
from cleaners.rule import Rule, cleaner
from cleaners.text import Claim, Evidence, Patch, Text
from warehouse import Fetched, Holder, Item, NotModified, SourceSpec, Warehouse, rule_rows
from warehouse.schema import RELEASE

if TYPE_CHECKING:
    from collections.abc import Iterator

START = datetime(2026, 1, 1, tzinfo=UTC)
BATCH = 2000
MARK = "文章源自甲乙网"
RULE = Rule("watermark.mark", 1, "A mark.", "A benchmark.")
HAN = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]
WORDS = ["".join(random.Random(n).choices(HAN, k=2 + n % 3)) for n in range(20_000)]  # compresses about as text does


@cleaner(RULE)
def marks(text: Text, _page: Page) -> Iterator[Patch | Claim]:
    """Delete the mark at its known place."""
    place = str(text).rfind(MARK)
    if place >= 0:
        yield Claim("publisher", MARK, place, place + len(MARK), RULE.id)
        yield Patch(place, place + len(MARK), "", RULE.id, Evidence("it stands at the end"))


PROFILE = Profile("benchmark", (marks,))


class Part(NamedTuple):
    kind: str
    clean_start: int
    clean_end: int
    raw_start: int
    raw_end: int
    language: str
    level: int
    row: int
    text: str


class Done(NamedTuple):
    ledger: Text
    decoding: Decoding
    media_type: str
    segments: list[Part]
    pairs: list[object]
    title: str
    title_span: tuple[int, int]

    @property
    def text(self) -> str:
        return str(self.ledger)

    @property
    def edits(self) -> object:
        return self.ledger.edits

    @property
    def claims(self) -> object:
        return self.ledger.claims

    @property
    def flags(self) -> object:
        return ()

    @property
    def candidates(self) -> object:
        return ()


def cleaned(fetched: Fetched) -> Done:
    source = fetched.body.decode()
    text = Text(source)
    text = text.apply(marks(text, Page()))
    parts, at = [], 0
    for line in str(text).split("\n"):
        end = at + len(line)
        if line:
            parts.append(Part("paragraph", at, end, *text.source_span(at, end), "zh-Hans", 0, -1, line))
        at = end + 1
    return Done(
        text, Decoding(source, "utf-8", Proof("utf-8")), "text/plain", parts, [], parts[0].text, (0, len(parts[0].text))
    )


def body(n: int, version: int) -> bytes:
    rng = random.Random(f"{n}:{version}")
    lines = [" ".join(rng.choices(WORDS, k=40)) for _ in range(10)]
    return ("\n".join([f"title {n}", *lines]) + MARK + "\n").encode()


def batches(count: int, version: int, now: datetime) -> Iterator[list[Fetched | NotModified]]:
    """Version 0: all new. Version 1: every 100th changed, every 1000th gone, 0.5 % more."""

    def items() -> Iterator[Fetched | NotModified]:
        for n in range(count + (count // 200 if version else 0)):
            item = Item(f"{n:08d}.txt", f"https://example.org/{n:08d}")
            if version and n % 1000 == 999:
                continue
            if version and n < count and n % 100:
                yield NotModified(item, now)
            else:
                yield Fetched(item, body(n, version), now, "text/plain")

    found = items()
    while batch := list(islice(found, BATCH)):
        yield batch


def ingest(house: Warehouse, count: int, version: int) -> dict[str, float]:
    """Run once; return CPU seconds by part."""
    run_id, now = f"run-{version}", START + timedelta(days=version)
    spec = SourceSpec("bench", PROFILE, "benchmark", clean=cleaned)
    clock = time.process_time
    lease = house.acquire(Holder(run_id, os.getpid(), "here"), now=now)
    plan, start, made = house.plan(spec, run_id=run_id), clock(), 0.0
    for number, batch in enumerate(batches(count, version, now)):
        plan.clean(number, batch, now=now)
    cleaning = clock() - start - made
    start = clock()
    outcome = plan.close(complete=True, now=now)
    marks_at: list[tuple[str, float]] = []
    timed = Warehouse(house.root, lambda step: marks_at.append((step, clock())))
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
    """Return the CPU seconds of writing the release's rows with pyarrow alone, file by file."""
    spent, release = 0.0, house.open()
    for table in RELEASE:
        for path in release.files(table.name):
            rows = pq.read_table(path)
            start = time.process_time()
            pq.write_table(rows, directory / path.name, compression="zstd", compression_level=3, row_group_size=4096)
            spent += time.process_time() - start
            (directory / path.name).unlink()
    return spent


def measure(count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        house = Warehouse(Path(name) / "w")
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
