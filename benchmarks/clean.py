"""MB of source per CPU second for each cleaner and in all, on copies of the seeds as separate documents (~50 MB).

`python -m benchmarks.clean [COPIES]` prints one row a step, and the whole as ratios to (a) a bare read, strict UTF-8 decode
and Parquet write, and (b) `ftfy.fix_text`. All in one process, CPU seconds: only the ratios travel to other machines.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import ftfy
import pyarrow as pa
import pyarrow.parquet as pq

from cleaners.decoding import decode
from cleaners.document import clean
from cleaners.layout import text_layout
from cleaners.page import Page
from cleaners.pairs import pairs
from cleaners.pipeline import screened
from cleaners.profiles import DEFAULT
from cleaners.segments import segments
from cleaners.text import Text

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
COPIES = 450  # of five seeds with 111 kB together: 50 MB


def bodies(copies: int) -> list[bytes]:
    """Distinct documents: each copy says its number in its last line."""
    return [path.read_bytes() + f"\n第{n}份。".encode() for n in range(copies) for path in SEEDS]


def cpu(work) -> tuple[float, object]:
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def bare(folder: Path, documents: list[bytes]) -> None:
    """(a): what any pipeline pays: bytes to str to Parquet."""
    table = pa.table({"body": pa.array(documents, pa.large_binary()), "text": [d.decode() for d in documents]})
    pq.write_table(table, folder / "bare.parquet", compression="zstd", compression_level=3)


def steps(documents: list[bytes]) -> dict[str, float]:
    """CPU seconds by step, each step timed over all documents."""
    spent: dict[str, float] = defaultdict(float)

    def timed(name, work):
        seconds, result = cpu(work)
        spent[name] += seconds
        return result

    page = Page()
    for body in documents:
        decoding = timed("decode", lambda body=body: decode(body))
        text = Text(decoding.text, layout=timed("layout", lambda d=decoding: text_layout(d.text)))
        for cleaner in DEFAULT.cleaners:
            name = getattr(cleaner, "__name__", None) or f"pack {getattr(cleaner, 'name', 'again')}"
            text = timed(name, lambda t=text, c=cleaner: t.apply(screened(t, c(t, page), page, DEFAULT)))
        units = timed("segments", lambda t=text: segments(t))
        timed("pairs", lambda u=units: pairs(u))
    return spent


def main() -> None:
    documents = bodies(int(sys.argv[1]) if len(sys.argv) > 1 else COPIES)
    size = sum(map(len, documents)) / 1e6
    for path in SEEDS:
        clean(path.read_bytes())  # tables and models are loaded once, before the clock runs
    with tempfile.TemporaryDirectory() as folder:
        bare_seconds, _ = cpu(lambda: bare(Path(folder), documents))
    few = documents[: len(documents) // 10]
    ftfy_seconds, _ = cpu(lambda: [ftfy.fix_text(d.decode()) for d in few])
    ftfy_seconds *= len(documents) / len(few)
    for name, seconds in sorted(steps(few).items(), key=lambda item: -item[1]):
        print(f"{name:20} {size / 10 / max(seconds, 1e-9):10.1f} MB/s")
    seconds, _ = cpu(lambda: [clean(d) for d in documents])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'the whole':20} {size / seconds:10.1f} MB/s of {size:.0f} MB; peak {peak:.0f} MB")
    print(f"{'(a) bare':20} {size / bare_seconds:10.1f} MB/s; the whole costs {seconds / bare_seconds:.1f}x")
    print(
        f"{'(b) ftfy.fix_text':20} {size / ftfy_seconds:10.1f} MB/s; the whole is {ftfy_seconds / seconds:.2f}x as fast"
    )


if __name__ == "__main__":
    main()
