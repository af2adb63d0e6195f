"""Ingest as a whole: throughput, what an idle re-run costs, and Prefect's share. `python -m benchmarks.ingest [DOCUMENTS…]`.

CPU seconds of the process and its children; trust the ratios. The corpus is made of copies of the seeds, each with a first
line of its own, so that no two documents are the same. An idle re-run is given twice: as a whole, start of the program included,
and per document, the cost of a run over five documents taken off both sides. Prefect's own start (its database made once, a
temporary server for each run) is measured over five documents, too; what it adds to more is its tasks.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

HOME = Path(__file__).parent.parent
SEEDS = sorted((HOME / "seeds").glob("*.txt"))
DOCUMENTS = (200, 2_000)  # 20,000 take a quarter of an hour
LEAST = 0.01  # CPU seconds: what getrusage can tell apart


def corpus(directory: Path, copies: int) -> int:
    """Write the corpus; return its size in bytes."""
    size = 0
    for number in range(copies):
        for seed in SEEDS:
            body = f"第 {number} 册\n".encode() + seed.read_bytes()
            (directory / f"{number:05}-{seed.name}").write_bytes(body)
            size += len(body)
    return size


class Project(NamedTuple):
    """A corpus with a settings file for each way to ingest it."""

    directory: Path
    size: int

    @classmethod
    def of(cls, directory: Path, documents: int) -> Project:
        """Write one."""
        (directory / "in").mkdir(parents=True)
        for how in ("plain", "prefect"):
            (directory / f"{how}.toml").write_text(
                f'[warehouse]\nroot = "{how}"\n[run]\nworkers = 1\n[[source]]\nid = "a"\nkind = "directory"\npath = "in"\n'
            )
        return cls(directory, corpus(directory / "in", documents // len(SEEDS)))

    def ingest(self, how: str, *options: str) -> float:
        """Ingest to the end; return the CPU seconds."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        home = self.directory.parent
        env = {**os.environ, "HOME": str(home), "PREFECT_HOME": str(home / "home")}
        command = [sys.executable, "-m", "flows.cli", "ingest", "--quiet", "--sources", self.directory / f"{how}.toml"]
        subprocess.run([*command, *options], cwd=HOME, env=env, check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def plainly(self) -> tuple[float, float]:
        """Return the CPU seconds of a first run and of an idle one."""
        return self.ingest("plain", "--no-prefect"), self.ingest("plain", "--no-prefect")


def main() -> None:
    """Measure and print."""
    sizes = [int(word) for word in sys.argv[1:]] or DOCUMENTS
    with tempfile.TemporaryDirectory() as name:
        few = Project.of(Path(name) / "few", 5)
        first_few, idle_few = few.plainly()
        new_database = few.ingest("prefect")
        prefect = few.ingest("prefect") - idle_few
        print(f"a first run over five documents costs {first_few:.1f} CPU s, an idle one {idle_few:.1f};")
        print(
            f"Prefect adds {prefect:.1f} to a run without a server ({new_database - first_few:.1f} to the very first)"
        )
        for documents in sizes:
            project = Project.of(Path(name) / str(documents), documents)
            first, idle = project.plainly()
            flow = project.ingest("prefect")
            work, again = first - first_few, max(idle - idle_few, LEAST)
            print(f"\n{documents:,} documents, {project.size / 1e6:.1f} MB")
            print(
                f"  first ingest  {first:8.1f} CPU s  {project.size / 1e6 / work:5.2f} MB/s  {documents / work:5.0f} documents/s"
            )
            print(
                f"  idle re-run   {idle:8.1f} CPU s  {first / idle:5.0f} x cheaper as a whole, {work / again:,.0f} x per document"
            )
            print(f"  with Prefect  {flow:8.1f} CPU s  {(flow - first) / flow:5.1%} of it are Prefect's")


if __name__ == "__main__":
    main()
