"""Ingest as a whole: throughput, what an idle re-run costs, and Prefect's share. `python -m benchmarks.ingest [COPIES]`.

CPU seconds of the process and its children; trust the ratios. The corpus is made of copies of the seeds, each with a first
line of its own, so that no two documents are the same.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

HOME = Path(__file__).parent.parent
SEEDS = sorted((HOME / "seeds").glob("*.txt"))
COPIES = 100  # of each seed: 500 documents, 11 MB
SETTLED_NS = 10_000_000_000  # files this old have fingerprints that are trusted


def corpus(directory: Path, copies: int) -> int:
    """Write the corpus; return its size in bytes."""
    size = 0
    for number in range(copies):
        for seed in SEEDS:
            body = f"第 {number} 册\n".encode() + seed.read_bytes()
            (directory / f"{number:05}-{seed.name}").write_bytes(body)
            size += len(body)
    return size


def cpu(*words: str, directory: Path) -> float:
    """Run a command of ours to its end; return its CPU seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    env = {**os.environ, "HOME": str(directory), "PREFECT_HOME": str(directory / "prefect")}
    subprocess.run(
        [sys.executable, "-m", "flows.cli", *words], cwd=HOME, env=env, check=True, stdout=subprocess.DEVNULL
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure and print."""
    copies = int(sys.argv[1]) if len(sys.argv) > 1 else COPIES
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        (directory / "in").mkdir()
        size = corpus(directory / "in", copies)
        settings = []
        for how in ("plain", "prefect"):
            file = directory / f"{how}.toml"
            file.write_text(
                f'[warehouse]\nroot = "{how}"\n[run]\nworkers = 1\n[[source]]\nid = "a"\nkind = "directory"\npath = "in"\n'
            )
            settings.append(str(file))
        (directory / "few").mkdir()
        corpus(directory / "few", 1)
        few = directory / "few.toml"
        few.write_text('[warehouse]\nroot = "few.data"\n[[source]]\nid = "a"\nkind = "directory"\npath = "few"\n')
        cpu("ingest", "--no-prefect", "--quiet", "--sources", str(few), directory=directory)
        start = cpu("ingest", "--no-prefect", "--quiet", "--sources", str(few), directory=directory)
        first = cpu("ingest", "--no-prefect", "--quiet", "--sources", settings[0], directory=directory)
        idle = cpu("ingest", "--no-prefect", "--quiet", "--sources", settings[0], directory=directory)
        flow = cpu("ingest", "--quiet", "--sources", settings[1], directory=directory)
    documents = copies * len(SEEDS)
    each = (first - start) / documents
    print(
        f"{documents:,} documents, {size / 1e6:.1f} MB; an idle run over five documents costs {start:.1f} CPU s, taken off below"
    )
    print(
        f"first ingest  {first - start:8.1f} CPU s   {size / 1e6 / (first - start):6.2f} MB/s   {1 / each:6.0f} documents/s"
    )
    print(
        f"idle re-run   {max(idle - start, 0.01):8.1f} CPU s   {(first - start) / max(idle - start, 0.01):6.0f} x cheaper"
    )
    print(
        f"Prefect adds  {flow - first:8.1f} CPU s, its temporary server included: under 5 % from {(flow - first) / 0.05 / each:,.0f} documents on"
    )


if __name__ == "__main__":
    main()
