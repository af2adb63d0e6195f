"""Generated documents of about 4 KB for benchmarks.overlaps, with what is known of them: copies, near copies, contained thirds.

Words are drawn by rank (Zipf), so that texts share words and short phrases as real ones do; half of the documents are Chinese.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import opencc
import pyarrow as pa

from warehouse.schema import TABLES
from warehouse.shards import Sorted, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from warehouse.shards import Shard

SEED = 20_261_122
BYTES = 4_000  # of UTF-8 a document
BLOCK = 5_000  # documents of a shard
EVERY = (
    50  # of so many documents two have a near copy, one a Traditional copy (Chinese ones only), two a contained third
)
EDITS = 0.05
KINDS = ("near", "traditional", "third")


class Made(NamedTuple):
    """A document and, where it repeats another one, how and which."""

    name: str
    text: str
    kind: str = ""
    of: str = ""


class Words:
    """A vocabulary and the chance of its words."""

    def __init__(self, rng: np.random.Generator, letters: str, sizes: tuple[int, int], count: int) -> None:
        lengths = rng.integers(*sizes, count)
        alphabet = np.array(list(letters))
        self.words = ["".join(rng.choice(alphabet, size)) for size in lengths]
        self.ranks = np.cumsum(1 / (np.arange(count) + 10.0) ** 0.9)
        self.ranks /= self.ranks[-1]

    def draw(self, rng: np.random.Generator, count: int) -> list[str]:
        """Return words by their chance."""
        return [self.words[n] for n in np.searchsorted(self.ranks, rng.random(count))]


def documents(count: int) -> Iterator[Made]:
    """Yield about `count` documents; a repeated one comes right after the document that it repeats."""
    rng = np.random.default_rng(SEED)
    common = (bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))  # level 1 of GB 2312
    han = b"".join(common).decode("gb2312", "ignore")
    vocabularies = (Words(rng, han, (1, 4), 20_000), Words(rng, "etaoinshrdlucmfwygpb", (2, 10), 20_000))
    traditional = opencc.OpenCC("s2t")
    n = made = 0
    while made < count:
        chinese = n % 2 == 0
        words = vocabularies[0] if chinese else vocabularies[1]
        drawn = words.draw(rng, 670 if chinese else 620)
        kind = KINDS[n % EVERY // 2] if n % EVERY < 2 * len(KINDS) else ""
        yield Made(f"d{n}", joined(drawn, chinese))
        made += 1
        if kind == "near":
            places = set(rng.choice(len(drawn), int(EDITS * len(drawn)), replace=False).tolist())
            other = words.draw(rng, len(drawn))
            yield Made(
                f"d{n}n",
                joined([o if i in places else w for i, (w, o) in enumerate(zip(drawn, other, strict=True))], chinese),
                kind,
                f"d{n}",
            )
        elif kind == "traditional" and chinese:
            yield Made(f"d{n}t", traditional.convert(joined(drawn, chinese)), kind, f"d{n}")
        elif kind == "third":
            third = len(drawn) // 3
            yield Made(f"d{n}p", joined(words.draw(rng, 2 * third) + drawn[third : 2 * third], chinese), kind, f"d{n}")
        made += bool(kind)
        n += 1


def joined(words: list[str], chinese: bool) -> str:  # noqa: FBT001  # a fact of the text
    """Return words as text: a comma after every ninth one."""
    space, comma = ("", "，") if chinese else (" ", ", ")
    return comma.join(space.join(words[at : at + 9]) for at in range(0, len(words), 9))


def doc_id(name: str) -> str:
    """Return the id of a generated document."""
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def written(directory: Path, count: int) -> tuple[list[Shard], int]:
    """Write generated documents as shards, and what is known of them as truth.jsonl; return the shards and bytes of text."""
    shards: list[Shard] = []
    block: list[Made] = []
    size = 0
    with (directory / "truth.jsonl").open("w", encoding="utf-8") as truth:
        for made in documents(count):
            block.append(made)
            size += len(made.text.encode())
            if made.kind:
                truth.write(json.dumps([made.kind, doc_id(made.of), doc_id(made.name)]) + "\n")
            if len(block) == BLOCK:
                shards.append(_shard(directory, block, len(shards)))
                block = []
    if block:
        shards.append(_shard(directory, block, len(shards)))
    return shards, size


def _shard(directory: Path, block: list[Made], number: int) -> Shard:
    rows = sorted((doc_id(made.name), hashlib.sha256(made.text.encode()).hexdigest(), made.text) for made in block)
    schema = pa.schema([TABLES["documents"].schema.field(name) for name in ("doc_id", "clean_sha256", "text")])
    columns = [pa.array(values, field.type) for values, field in zip(zip(*rows, strict=True), schema, strict=True)]
    table = pa.Table.from_arrays(columns, schema=schema)
    return write(directory, ("documents", f"source{number}", ""), Sorted.of(table))
