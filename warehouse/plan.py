"""What becomes of a source in a run: its items one by one, then the source as a whole.

States: a new item becomes a document; a changed one replaces its row; `recleaned` has new output from the same bytes; a vanished one
moves to table vanished after N complete misses; a returned one is a document again; what breaks is quarantined or held back and its
last good row stays, stale. A source that breaks its contract is held back whole.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from warehouse import staged
from warehouse.batch import BatchReport, Surroundings, Update, process, update
from warehouse.closing import Listing, SourceOutcome, close
from warehouse.errors import storing
from warehouse.known import Known
from warehouse.layout import source_name, write_durably
from warehouse.records import QuarantineRow, SightingRow
from warehouse.rows import FRESH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from cleaners import Cleaned
    from warehouse.batch import Work
    from warehouse.house import Warehouse
    from warehouse.items import Arrival, Item, SourceSpec
    from warehouse.known import KnownRow
    from warehouse.read import Release


SETTLED = ["doc_id", "raw_sha256", "version_id", "locator", "part", "source_uri"]


@dataclass
class SourcePlan:
    """One source in one run; `clean` may be called for several batches at once, `close` when all are done."""

    house: Warehouse
    spec: SourceSpec
    run_id: str
    base: Release | None

    @cached_property
    def known(self) -> Known:
        """What the release that this run works from knows of the source."""
        return Known.of(self.base, self.spec.source_id, self.house.confirmed(self.spec))

    @cached_property
    def erased(self) -> frozenset[str]:
        """Documents that were erased and must not come back."""
        return self.house.erased().get(self.spec.source_id, frozenset())

    @cached_property
    def failures(self) -> Mapping[tuple[str, str], QuarantineRow]:
        """What this very cleaning failed on before, by document and bytes: it would fail again."""
        spec = self.spec
        hashes = [spec.cleaning_hash, *map(spec.cleaning_of, spec.protected)]
        sql = "SELECT * FROM log WHERE source_id = ? AND cleaning_hash IN (SELECT unnest(?)) AND raw_sha256 <> '' ORDER BY logged_at"
        rows = map(QuarantineRow._make, self.house.log.query("quarantine", sql, [spec.source_id, hashes]))
        return {(row.doc_id, row.raw_sha256): row for row in rows if row.cleaning_hash == spec.cleaning_of(row.doc_id)}

    @cached_property
    def confirmed(self) -> frozenset[str]:
        """The documents with protected spans of which this very cleaning is known to repeat the live version."""
        known = [row for row in map(self.known.get, self.spec.protected) if row is not None]
        wanted = {self.spec.confirmation(row.doc_id, row.version_id): row.doc_id for row in known}
        same = pc.is_in(pa.array(list(wanted), pa.string()), value_set=self.house.confirmed(self.spec)).to_pylist()
        return frozenset(doc for doc, found in zip(wanted.values(), same, strict=True) if found)

    @property
    def directory(self) -> Path:
        """Staging directory of this source in this run."""
        return self.house.layout.staging(self.run_id) / "batches" / source_name(self.spec.source_id)

    def clean(
        self,
        number: int,
        batch: Iterable[Arrival],
        *,
        now: datetime,
        each: Callable[[Item, Cleaned], None] | None = None,
    ) -> BatchReport:
        """Clean a batch of arrivals and write its rows to staging; the same number again replaces it."""
        around = Surroundings(
            self.spec, self.run_id, now, self.known, self.erased, self.failures, self.confirmed, self._body, each
        )
        work = process(batch, around)
        tables = staged.rows_of_batch(work)
        same = self._settle(work, tables["documents"], now)
        with storing(self.house.layout.root):
            for raw, body in work.rejected:
                write_durably(self.house.layout.rejected(self.run_id) / raw, body)
            staged.write_batch(self.directory / f"{number:06d}", work, staged.without(tables, set(same)), same.values())
        messages = tuple(f"{q.source_uri}: {q.stage}: {q.error}" for q in work.quarantine)
        return BatchReport(
            number, Counter(s.state for s in work.sightings), work.bytes, tables["edits"].num_rows, messages
        )

    def close(self, *, complete: bool, now: datetime, hold: str = "") -> SourceOutcome:
        """Return what becomes of the source.

        `complete` states that the listing showed every item there is; `hold` is the caller's reason to hold it back whole, or ''.
        """
        with storing(self.house.layout.root):
            return close(self, Listing(complete, now, hold))

    def _settle(self, work: Work, documents: pa.Table, now: datetime) -> dict[str, str]:
        """Add the sightings of cleaned documents; return those whose output did not move, doc_id to version_id."""
        same: dict[str, str] = {}
        for row in documents.select(SETTLED).to_pylist():
            doc, known = row["doc_id"], self.known.get(row["doc_id"])
            absent = "returned" if doc in self.known.vanished else "new"
            state = _state(known, row["raw_sha256"], row["version_id"]) if known else absent
            if known and state == "unchanged":
                same[doc] = self.spec.confirmation(doc, known.version_id)
                update(work, known, Update(doc, FRESH, row["source_uri"], self.spec.source_licence))
            place = (row["locator"], row["part"], row["source_uri"])
            work.sightings.append(
                SightingRow(
                    self.run_id, self.spec.source_id, doc, *place, now, state, row["raw_sha256"], row["version_id"]
                )
            )
        return same

    def _body(self, row: KnownRow) -> bytes:
        return self.house.body(self.base, row.doc_id)


def _state(known: KnownRow, raw: str, version: str) -> str:
    if known.raw_sha256 != raw:
        return "changed"
    return "unchanged" if known.version_id == version else "recleaned"
