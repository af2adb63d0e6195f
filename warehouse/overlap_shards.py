"""The shards of overlaps and clusters in the next release: compared is what is new or changed, the rest is the head's.

The tables follow from the texts of the release and the extent alone, so that a warehouse built up in a hundred runs holds what one
built in a single run does. The source of a shard says by which extent and method it was made.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from warehouse import shards
from warehouse.buckets import keys_of, within
from warehouse.candidates import candidates, hot
from warehouse.clusters import clusters
from warehouse.corpus import corpus
from warehouse.hands import OWN
from warehouse.hash_ranges import Ranges
from warehouse.layout import remove
from warehouse.overlaps import copied, proved
from warehouse.scatter import spilling
from warehouse.schema import TABLES, WHOLE
from warehouse.shards import Shard, Sorted
from warehouse.sketched import Cache, Texts, method

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warehouse.corpus import Corpus, Flags
    from warehouse.hands import Hands
    from warehouse.layout import Layout
    from warehouse.read import Release

ROWS = 100_000  # rows of a shard, roughly
SKETCHES = "overlap-sketches"  # below work/; the sketches of sites have a directory of their own
ORDER = [("doc_id", "ascending"), ("other_id", "ascending"), ("script", "ascending")]


class Extent(StrEnum):
    """Which overlaps a warehouse looks for."""

    ALL = "all"
    EXACT = "exact"  # copies with the same letters only
    OFF = "off"


@dataclass(frozen=True)
class Ground:
    """Where the next release is built: its documents so far, the head, and a directory for new files."""

    layout: Layout
    head: Release | None
    documents: Sequence[Shard]
    out: Path
    hands: Hands = OWN

    def texts(self, shard: Shard) -> Texts:
        """Return where a shard of documents lies, new or the head's."""
        new = self.out / shard.key
        return Texts(shard, new if new.exists() else self.layout.objects / shard.key)


def extent_of(release: Release | None) -> Extent:
    """Return the extent that a release was made with; ALL where there is none."""
    made = {shard.source.partition("-")[0] for shard in (release.of("overlaps") if release else [])}
    return next((extent for extent in Extent if extent in made), Extent.OFF if made else Extent.ALL)


def overlap_shards(ground: Ground, extent: Extent | None) -> list[Shard]:
    """Return the shards of both tables; None stands for the extent of the head. None of them where it is off."""
    extent = extent or extent_of(ground.head)
    if extent is Extent.OFF:
        remove(ground.layout.work / SKETCHES)
        return []
    source = f"{extent}-{method()}"
    head = ground.head
    old = [shard for name in WHOLE for shard in (head.of(name, source) if head else [])]
    before = [shard for shard in head.of("documents") if shard.rows] if head and old else []
    if old and {s.identity for s in before} == {s.identity for s in ground.documents}:
        return old
    rows = _overlaps(ground, before, extent, source)
    made = {"overlaps": rows, "clusters": clusters(rows)}
    return [shard for name, table in made.items() for shard in _written(ground, (name, source), table)]


def _overlaps(ground: Ground, before: Sequence[Shard], extent: Extent, source: str) -> pa.Table:
    """Return the table of overlaps: the head's rows that still hold, and those of documents compared anew."""
    cache = Cache(ground.layout.work / SKETCHES, ground.out.parent / SKETCHES)
    old = [ground.texts(shard) for shard in before]
    then = cache.all_of([(texts, ()) for texts in old], ground.hands)
    now = [ground.texts(shard) for shard in ground.documents]
    docs = corpus(cache.all_of([(texts, old) for texts in now], ground.hands), then)
    with spilling(), TemporaryDirectory(dir=ground.out.parent, prefix="overlaps-") as folder:
        ranges = Ranges(docs, Path(folder))
        stale = hot(docs, ranges) if extent is Extent.ALL else docs.compared & ~docs.compared_before
        pairs = candidates(docs, stale, ranges, Path(folder)) if extent is Extent.ALL and stale.any() else None
    rows = [_kept(docs, stale, ground.head.of("overlaps", source), ground) if ground.head and before else _nothing()]
    fresh = docs.copies()
    held = docs.before[fresh] & (docs.first_before[fresh] == docs.first[fresh]) & docs.before[docs.first[fresh]]
    wanted = np.zeros(len(docs.now), np.bool_)
    wanted[fresh[~held]] = True
    scratch = ground.out.parent / "texts"
    rows += copied(docs, wanted, scratch, ground.hands)
    if pairs:
        rows += proved(docs, pairs, scratch, ground.hands)
    cache.keep({s.identity for s in (*ground.documents, *(ground.head.of("documents") if ground.head else ()))})
    return pa.concat_tables(rows).sort_by(ORDER)


def _nothing() -> pa.Table:
    return TABLES["overlaps"].schema.empty_table()


def _kept(docs: Corpus, stale: Flags, old: Sequence[Shard], ground: Ground) -> pa.Table:
    """Return the head's overlaps between documents that are as they were and were not compared again."""
    table = pa.concat_tables([_nothing(), *(shards.read(ground.layout.objects / shard.key) for shard in old)])
    same = np.flatnonzero(docs.now & docs.before)
    ids = docs.doc_ids[same]
    if not len(ids) or not table.num_rows:
        return table.slice(0, 0)
    found, places = [], []
    for name in ("doc_id", "other_id"):
        keys = keys_of(table[name])
        at = np.minimum(np.searchsorted(ids, keys), len(ids) - 1)
        found.append(ids[at] == keys)
        places.append(same[at])
    one, two = places
    exact = np.array(table["kind"].to_pylist(), "S") == b"exact"
    compared = docs.compared & docs.compared_before & ~stale
    holds = np.where(exact, docs.first[two] == one, compared[one] & compared[two])
    return table.filter(pa.array(found[0] & found[1] & holds))


def _written(ground: Ground, place: tuple[str, str], table: pa.Table) -> list[Shard]:
    """Write a table in as many buckets as its rows ask for; a shard that the head holds is the head's. No rows are one shard, too."""
    name, source = place
    depth = max(0, (table.num_rows // ROWS).bit_length())
    keys = keys_of(table["doc_id"])
    before = {shard.place: shard for shard in (ground.head.of(name, source) if ground.head else [])}
    done = []
    for bits in [format(n, f"0{depth}b") if depth else "" for n in range(1 << depth)]:
        part = within(keys, bits)
        if part.stop > part.start or not table.num_rows:
            rows = Sorted.of(table.slice(part.start, part.stop - part.start))
            old = before.get((name, source, bits))
            same = old is not None and old.identity == shards.identity_of(name, rows.digests)
            done.append(old if old and same else shards.write(ground.out, (name, source, bits), rows))
    return done
