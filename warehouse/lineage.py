"""Provenance in the words of others: OpenLineage events, PROV and Croissant, with the same run, release and document ids in each."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import attr
import pyarrow.compute as pc
from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState
from openlineage.client.facet_v2 import (
    DatasetFacet,
    RunFacet,
    dataset_version_dataset,
    documentation_dataset,
    error_message_run,
    output_statistics_output_dataset,
    schema_dataset,
)
from openlineage.client.serde import Serde
from prov.model import ProvDocument

from cleaners.errors import StoreError
from warehouse import read
from warehouse.croissant import croissant
from warehouse.records import RunRow
from warehouse.schema import RELEASE

if TYPE_CHECKING:
    from datetime import datetime

    from warehouse.house import Warehouse
    from warehouse.read import Release

FORMATS = ("openlineage", "prov", "croissant")
NAMESPACE = "palimpsest"
PRODUCER = "urn:palimpsest:lineage"  # a name, not an address: nobody needs to reach it
URN = "urn:palimpsest:"
FAILED = ("failed", "blocked")


@dataclass(frozen=True)
class Subject:
    """A run as the log has it, and the release it made, None where it made none."""

    run_id: str
    start: RunRow | None
    end: RunRow | None
    release: Release | None

    @property
    def started_at(self) -> datetime | None:
        """When the run started, as far as that is known."""
        return self.start.logged_at if self.start else self.ended_at

    @property
    def ended_at(self) -> datetime | None:
        """When the run ended, else when its release was committed."""
        return self.end.logged_at if self.end else self.release.created_at if self.release else None


@attr.define
class DocumentsFacet(DatasetFacet):
    """The versions of documents that the run wrote: doc_id to version_id; all of `total`, or the first of them."""

    documents: dict[str, str] = attr.field(factory=dict)
    total: int = 0

    @staticmethod
    def _get_schema() -> str:
        return "urn:palimpsest:documents-facet:1"


def subject(house: Warehouse, which: int | str = "current") -> Subject:
    """Return what `which` means: a run id, or a release by number, tag, date or `current`."""
    rows = [RunRow(**row) for row in house.log.read("runs").to_pylist() if row["run_id"] == which]
    if rows:
        made = [r for r in read.releases(house.layout) if r.record.run_id == which]
        return _subject(str(which), rows, made[-1] if made else None)
    release = house.open(which)
    run_id = release.record.run_id
    return _subject(
        run_id, [RunRow(**row) for row in house.log.read("runs").to_pylist() if row["run_id"] == run_id], release
    )


def _subject(run_id: str, rows: list[RunRow], release: Release | None) -> Subject:
    start = next((row for row in rows if row.state == "started"), None)
    return Subject(run_id, start, next((row for row in rows if row.state != "started"), None), release)


def lineage(house: Warehouse, fmt: str, which: int | str = "current") -> str:
    """Return the lineage of a run or a release as JSON, in one of FORMATS; OpenLineage as one event a line."""
    found = subject(house, which)
    if fmt == "openlineage":
        return "".join(Serde.to_json(event) + "\n" for event in openlineage(found))
    if fmt == "prov":
        return str(prov(found).serialize(format="json", indent=1)) + "\n"
    if fmt == "croissant":
        if found.release is None:
            message = f"run {found.run_id} published no release: there is no data set to describe"
            raise StoreError(message)
        return json.dumps(croissant(found.release), ensure_ascii=False, indent=1) + "\n"
    message = f"there is no format {fmt!r}: choose one of {', '.join(FORMATS)}"
    raise StoreError(message)


def openlineage(found: Subject, most: int | None = None) -> list[RunEvent]:
    """Return a START event and the one that ended the run, as far as they are known; raises StoreError where the run's id is no UUID.

    `most` bounds the documents an event names, for servers that refuse large ones; None: all.
    """
    try:
        run_id = str(uuid.UUID(found.run_id))
    except ValueError as error:
        message = f"run id {found.run_id!r} is no UUID, as OpenLineage asks for"
        raise StoreError(message) from error
    job, events = Job(NAMESPACE, "ingest"), []
    if found.started_at:
        events.append(
            RunEvent(
                eventType=RunState.START,
                eventTime=found.started_at.isoformat(),
                run=Run(run_id),
                job=job,
                producer=PRODUCER,
            )
        )
    if found.ended_at:
        failed = found.end is not None and found.end.state in FAILED
        facets: dict[str, RunFacet] = (
            {"errorMessage": error_message_run.ErrorMessageRunFacet(found.end.error, "python")}
            if failed and found.end
            else {}
        )
        event = RunEvent(
            eventType=RunState.FAIL if failed else RunState.COMPLETE, eventTime=found.ended_at.isoformat(), run=Run(run_id, facets), job=job,
            producer=PRODUCER, inputs=_inputs(found), outputs=_outputs(found, most),
        )  # fmt: skip
        events.append(event)
    return events


def _inputs(found: Subject) -> list[InputDataset]:
    return [InputDataset(NAMESPACE, f"sources/{source}") for source in sources(found.release)] if found.release else []


def sources(release: Release) -> list[str]:
    """Return the sources of a release."""
    return sorted({s.source for s in release.of("documents") if s.rows})


def _outputs(found: Subject, most: int | None) -> list[OutputDataset]:
    release = found.release
    if release is None:
        return []
    out = []
    for table in RELEASE:
        files = release.of(table.name)
        fields = [
            schema_dataset.SchemaDatasetFacetFields(
                name=f.name, type=str(f.type), description=f.metadata[b"description"].decode()
            )
            for f in table.schema
        ]
        facets: dict[str, DatasetFacet] = {
            "version": dataset_version_dataset.DatasetVersionDatasetFacet(str(release.number)),
            "schema": schema_dataset.SchemaDatasetFacet(fields),
            "documentation": documentation_dataset.DocumentationDatasetFacet(table.says),
        }
        if table.name == "documents":
            mine = written(found)
            facets["palimpsest_documents"] = DocumentsFacet(documents=dict(islice(mine.items(), most)), total=len(mine))
        counts = output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(
            rowCount=sum(s.rows for s in files), size=sum(s.bytes for s in files), fileCount=len(files)
        )
        out.append(OutputDataset(NAMESPACE, table.name, {"outputStatistics": counts}, facets=facets))
    return out


def written(found: Subject) -> dict[str, str]:
    """Return the documents of the release that this run wrote: doc_id to version_id."""
    if found.release is None:
        return {}
    rows = found.release.table("documents", ["doc_id", "version_id", "run_id"])
    mine = rows.filter(pc.equal(rows["run_id"], found.run_id))
    return dict(zip(mine["doc_id"].to_pylist(), mine["version_id"].to_pylist(), strict=True))


def prov(found: Subject) -> ProvDocument:
    """Return the run as a PROV activity: it used captures, generated versions of documents, and the release that holds them."""
    doc = ProvDocument()
    doc.add_namespace("palimpsest", URN)
    run = doc.activity(f"palimpsest:run/{found.run_id}", found.started_at, found.ended_at)
    software = found.start.code_version if found.start else ""
    agent = doc.agent("palimpsest:software", {"prov:type": "prov:SoftwareAgent", "palimpsest:version": software})
    doc.wasAssociatedWith(run, agent)
    release = found.release
    if release is None:
        return doc
    made = doc.entity(f"palimpsest:release/{release.number}", {"palimpsest:manifest": release.record.manifest})
    doc.wasGeneratedBy(made, run, release.created_at)
    mine = written(found)
    for row in release.table("documents", ["doc_id", "version_id", "raw_sha256", "source_uri"]).to_pylist():
        if row["doc_id"] in mine:
            version = doc.entity(f"palimpsest:version/{row['version_id']}", {"palimpsest:doc_id": row["doc_id"]})
            capture = doc.entity(f"palimpsest:capture/{row['raw_sha256']}", {"palimpsest:uri": row["source_uri"]})
            doc.used(run, capture)
            doc.wasGeneratedBy(version, run)
            doc.wasDerivedFrom(version, capture)
            doc.hadMember(made, version)
    return doc
