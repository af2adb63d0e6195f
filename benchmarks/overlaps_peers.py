"""Near-duplicates as other libraries find them, for benchmarks.overlaps: `python overlaps_peers.py DOCUMENTS` prints a JSON line for each.

Run by an interpreter that has benchmarks/requirements-overlaps.txt. Libraries that take sets get runs of five characters, so that Chinese,
which has no spaces, is not at a loss; whole pipelines cut words their own way. 128 permutations (datatrove: its 14 buckets of 8) and a
Jaccard threshold of 0.5; their pairs are taken as they are given.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIZE = 5
PERMUTATIONS = 128
THRESHOLD = 0.5
Documents = list[tuple[str, str]]
Pair = tuple[str, str]


def grams(text: str) -> list[str]:
    """Return the distinct runs of SIZE characters."""
    return list({text[at : at + SIZE] for at in range(max(1, len(text) - SIZE + 1))})


def datasketch(documents: Documents) -> Iterator[Pair]:
    """MinHash and its LSH index."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    for doc, text in documents:
        sketch = MinHash(num_perm=PERMUTATIONS)
        sketch.update_batch([gram.encode() for gram in grams(text)])
        yield from ((other, doc) for other in index.query(sketch))
        index.insert(doc, sketch)


def rensa(documents: Documents) -> Iterator[Pair]:
    """R-MinHash and its LSH index."""
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, num_bands=32)
    for number, (doc, text) in enumerate(documents):
        sketch = RMinHash(num_perm=PERMUTATIONS, seed=42)
        sketch.update(grams(text))
        yield from ((documents[other][0], doc) for other in index.query(sketch))
        index.insert(number, sketch)


def datatrove(documents: Documents) -> Iterator[Pair]:
    """The signatures of its MinHash pipeline, 14 buckets of 8; documents that share a bucket are its duplicates."""
    from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupSignature

    step = MinhashDedupSignature(output_folder="/dev/null", config=MinhashConfig(n_grams=SIZE))
    buckets: dict[tuple[int, tuple[int, ...]], list[str]] = defaultdict(list)
    for doc, text in documents:
        shingles = step.get_shingles(text)
        for number, signature in enumerate(step.get_signature(shingles) if len(shingles) else ()):
            buckets[number, tuple(int(part) for part in signature)].append(doc)
    yield from {pair for found in buckets.values() for pair in combinations(found, 2)}


def text_dedup(documents: Documents) -> Iterator[Pair]:
    """The signatures of its MinHash script over SIZE words, as its defaults cut them; documents that share a band are its duplicates."""
    import numpy as np
    from text_dedup import minhash

    bands, rows = minhash.optimal_param(THRESHOLD, PERMUTATIONS)
    prime, most = np.uint64((1 << 61) - 1), np.uint32((1 << 32) - 1)
    rng = np.random.RandomState(42)
    permutations = tuple(rng.randint(low, 1 << 61, PERMUTATIONS, dtype=np.uint64) for low in (1, 0))
    ranges = [(band * rows, (band + 1) * rows) for band in range(bands)]
    buckets: dict[tuple[int, bytes], list[str]] = defaultdict(list)
    for number, (doc, text) in enumerate(documents):
        made = minhash.embed_func(
            text, number, num_perm=PERMUTATIONS, ngram_size=SIZE, min_length=5, hashranges=ranges, permutations=permutations,
            hash_func=minhash.xxh3_32hash, dtype=np.uint64, max_hash=most, modulo_prime=prime,
        )  # fmt: skip
        for band, signature in enumerate(made[minhash.SIGNATURE_COLUMN]):
            buckets[band, signature].append(doc)
    yield from {pair for found in buckets.values() for pair in combinations(found, 2)}


PEERS: tuple[Callable[[Documents], Iterator[Pair]], ...] = (datasketch, rensa, text_dedup, datatrove)


def main() -> None:
    """Run every peer that is installed."""
    lines = Path(sys.argv[1]).read_text("utf-8").splitlines()
    documents = [(doc, text) for doc, text in map(json.loads, lines)]
    for peer in PEERS:
        try:
            list(peer(documents[:20]))  # imports and tables are no part of the cost
            start = time.process_time()
            pairs = list(peer(documents))
        except Exception as error:
            print(
                json.dumps([peer.__name__, 0, f"did not run here ({type(error).__name__}: {error})"[:200]]), flush=True
            )
            continue
        print(json.dumps([peer.__name__, time.process_time() - start, pairs]), flush=True)


if __name__ == "__main__":
    main()
