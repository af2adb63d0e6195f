"""OpenLineage, PROV and Croissant speak of one run, one release and the same documents, each valid in its own tool."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta

import pytest
from prov.model import ProvDocument

from tests.openlineage_spec import validate
from tests.store import PAGES, Runs, spec
from warehouse import RunRow, StoreError, Warehouse
from warehouse.export import export
from warehouse.lineage import lineage, subject, written


class Dated(Runs):
    """Runs whose ids are UUIDs, as those of flows are, and whose start and end are logged."""

    @property
    def run_id(self):
        return str(uuid.UUID(int=self.count))

    def __call__(self, *sources, **how):
        at = self.now + timedelta(hours=1)
        self.house.log.start(RunRow(str(uuid.UUID(int=self.count + 1)), "started", at, "1.0"))
        release = super().__call__(*sources, **how)
        state = "published" if release else "idle"
        self.house.log.end(
            RunRow(self.run_id, state, self.now + timedelta(minutes=1), new_release=release.number if release else None)
        )
        return release


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    run = Dated(Warehouse(tmp_path_factory.mktemp("lineage") / "w"))
    run((spec(source_licence="CC-BY-4.0"), PAGES))
    run((spec(source_licence="CC-BY-4.0"), PAGES | {"a.txt": "other words\n"}))
    run((spec(source_licence="CC-BY-4.0"), PAGES | {"a.txt": "other words\n"}))
    return run.house


def events(house, which):
    return [json.loads(line) for line in lineage(house, "openlineage", which).splitlines()]


def test_openlineage_events_are_valid_and_come_in_order(house):
    start, end = events(house, 2)
    for event in (start, end):
        validate(event)
    assert (start["eventType"], end["eventType"]) == ("START", "COMPLETE")
    assert datetime.fromisoformat(start["eventTime"]) < datetime.fromisoformat(end["eventTime"])
    tables = {d["name"]: d for d in end["outputs"]}
    assert tables["documents"]["outputFacets"]["outputStatistics"]["rowCount"] == 5
    assert tables["documents"]["facets"]["version"]["datasetVersion"] == "2"
    assert [d["name"] for d in end["inputs"]] == ["sources/one"]


def test_prov_is_equal_after_a_round_trip(house):
    text = lineage(house, "prov", 2)
    read = ProvDocument.deserialize(content=text, format="json")
    assert ProvDocument.deserialize(content=read.serialize(format="json"), format="json") == read
    assert len(read.get_records()) > 5


def test_croissant_is_valid_and_reads_the_export_it_lies_beside(house, tmp_path):
    import mlcroissant  # slow, and only here

    export(house.open(2), tmp_path / "x", "parquet")
    path = tmp_path / "x" / "croissant.json"
    path.write_text(lineage(house, "croissant", 2), encoding="utf-8")
    data = mlcroissant.Dataset(jsonld=str(path))
    assert not data.metadata.issues.errors
    found = {record["documents/doc_id"].decode() for record in data.records("documents")}
    assert found == set(house.open(2).table("documents")["doc_id"].to_pylist())


def test_all_three_carry_the_same_ids(house):
    found = subject(house, 2)
    documents = written(found)
    assert len(documents) == 1
    end = events(house, 2)[1]
    facet = next(d for d in end["outputs"] if d["name"] == "documents")["facets"]["palimpsest_documents"]
    assert facet["documents"] == documents
    assert end["run"]["runId"] == found.run_id
    prov, croissant = lineage(house, "prov", 2), json.loads(lineage(house, "croissant", 2))
    assert all(f"palimpsest:version/{version}" in prov and doc in prov for doc, version in documents.items())
    assert f"palimpsest:run/{found.run_id}" in prov
    assert "palimpsest:release/2" in prov
    assert croissant["isBasedOn"] == f"urn:palimpsest:run/{found.run_id}"
    assert croissant["identifier"] == "urn:palimpsest:release/2"
    assert croissant["license"] == ["CC-BY-4.0"]


def test_an_idle_run_has_events_and_no_release(house):
    idle = str(uuid.UUID(int=3))
    assert subject(house, idle).release is None
    assert [e["eventType"] for e in events(house, idle)] == ["START", "COMPLETE"]
    assert events(house, idle)[1].get("outputs") in (None, [])
    with pytest.raises(StoreError, match="published no release"):
        lineage(house, "croissant", idle)
    with pytest.raises(StoreError, match="no format"):
        lineage(house, "xml", 2)


def test_a_failed_run_says_why(tmp_path):
    house, run_id = Warehouse(tmp_path / "w"), str(uuid.UUID(int=7))
    house.log.start(RunRow(run_id, "started", datetime.fromisoformat("2026-11-22T06:00:00+00:00")))
    house.log.end(RunRow(run_id, "failed", datetime.fromisoformat("2026-11-22T06:01:00+00:00"), error="no space"))
    event = events(house, run_id)[1]
    assert (event["eventType"], event["run"]["facets"]["errorMessage"]["message"]) == ("FAIL", "no space")
