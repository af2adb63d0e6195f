"""A run tells OpenLineage of itself while it happens: in files by default, to a server by its usual settings; a dead one costs a note."""

from __future__ import annotations

import json
import os
import socket
import threading
import uuid
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jsonschema
import pytest

from flows import work
from flows.lineage import Sender
from flows.runners import Cores
from flows.runs import Request
from flows.settings import load
from tests.openlineage_spec import validate
from tests.store import PAGES, Runs, spec
from warehouse import RunRow, Warehouse

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def unset(monkeypatch, tmp_path):
    """No settings of OpenLineage but those of the test, and no other home or working directory to find one in."""
    monkeypatch.delenv("PALIMPSEST_WAREHOUSE", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    before = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("OPENLINEAGE")}
    yield
    for name in [name for name in os.environ if name.startswith("OPENLINEAGE")]:
        del os.environ[name]  # the client itself sets variables, which would name a dead server to later tests
    os.environ.update(before)


class Server(ThreadingHTTPServer):
    """A server that keeps what it is sent and answers as told."""

    def __init__(self, status):
        self.status, self.got = status, []
        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """Reads one event."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, self.headers.get("Authorization"), json.loads(body)))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def server(request):
    made = Server(getattr(request, "param", 201))
    yield made
    made.shutdown()
    made.server_close()


def dead_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def project(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "one.txt").write_text("The page called one.\n\nIt says what the page says.\n")
    file = tmp_path / "sources.toml"
    file.write_text('[warehouse]\nroot = "data"\n[[source]]\nid = "a"\nkind = "directory"\npath = "in"\n')
    return load(file)


def ingest(settings):
    return work.ingest(settings, Request(), Cores(1), lambda *_: None)


def kept(root):
    """Events in files of the log, as the run wrote them."""
    files = sorted((root / "log" / "openlineage").glob("*.json"), reverse=True)
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


def documents(event):
    return next(d for d in event["outputs"] if d["name"] == "documents")["facets"]["palimpsest_documents"]


def test_without_settings_the_events_lie_in_the_log(project):
    outcome = ingest(project)
    start, end = kept(project.root)
    for event in (start, end):
        validate(event)
    assert [e["eventType"] for e in (start, end)] == ["START", "COMPLETE"]
    assert {e["run"]["runId"] for e in (start, end)} == {outcome.run_id}
    rows = outcome.release.table("documents").to_pylist()
    assert documents(end)["documents"] == {row["doc_id"]: row["version_id"] for row in rows}
    assert outcome.notes == ()


def test_a_server_named_by_the_usual_settings_gets_them(project, server, monkeypatch):
    monkeypatch.setenv("OPENLINEAGE_URL", server.url)
    monkeypatch.setenv("OPENLINEAGE_API_KEY", "key")
    outcome = ingest(project)
    assert [(path, key, e["eventType"]) for path, key, e in server.got] == [
        ("/api/v1/lineage", "Bearer key", "START"),
        ("/api/v1/lineage", "Bearer key", "COMPLETE"),
    ]
    for _, _, event in server.got:
        validate(event)
        assert event["run"]["runId"] == outcome.run_id
    assert kept(project.root) == []


def test_a_dead_server_fails_no_run_and_loses_no_event(project, monkeypatch):
    transport = {"type": "http", "url": f"http://127.0.0.1:{dead_port()}", "retry": {"total": 0}}
    monkeypatch.setenv("OPENLINEAGE__TRANSPORT", json.dumps(transport))
    outcome = ingest(project)
    assert outcome.state == "published"
    assert [e["eventType"] for e in kept(project.root)] == ["START", "COMPLETE"]
    assert len(outcome.notes) == 1  # it is asked once, then the run goes on without it
    assert "could not be sent (ConnectionError" in outcome.notes[0]


class Named(Runs):
    """A run whose id is a UUID, as those of flows are."""

    run_id = str(uuid.UUID(int=7))


class Told:
    """A warehouse with a release whose run speaks for itself."""

    def __init__(self, root):
        run = Named(Warehouse(root))
        self.release, self.house = run((spec(), PAGES)), run.house
        self.start = RunRow(run.run_id, "started", NOW)

    def events(self, **end):
        sender = Sender(self.house, self.start)
        return sender.started() + sender.ended(self.start._replace(**end), self.release)


@pytest.mark.parametrize("server", [403, 500], indirect=True)
def test_a_server_that_refuses_costs_a_note(tmp_path, server, monkeypatch):
    transport = {"type": "http", "url": server.url, "retry": {"total": 0}}
    monkeypatch.setenv("OPENLINEAGE__TRANSPORT", json.dumps(transport))
    (says,) = Told(tmp_path / "w").events(state="published")
    assert "could not be sent (" in says
    assert len(kept(tmp_path / "w")) == 2


@pytest.mark.parametrize("written", ["transport:\n  type: pigeon\n", "transport:\n  type: http\n", "transport: [\n"])
def test_settings_that_are_wrong_cost_a_note(tmp_path, written, monkeypatch):
    (tmp_path / "openlineage.yml").write_text(written)
    told = Told(tmp_path / "w").events(state="published")
    assert len(kept(tmp_path / "w")) == 2
    assert len(told) == (1 if "type" in written else 0)  # what is no YAML, the client overlooks


def test_a_disabled_client_sends_and_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("OPENLINEAGE_DISABLED", "true")
    assert Told(tmp_path / "w").events(state="published") == []
    assert kept(tmp_path / "w") == []


def test_a_run_that_fails_says_so_and_why(tmp_path):
    assert Told(tmp_path / "w").events(state="failed", error="no space") == []
    end = kept(tmp_path / "w")[1]
    validate(end)
    assert (end["eventType"], end["run"]["facets"]["errorMessage"]["message"]) == ("FAIL", "no space")


def test_a_log_that_takes_no_file_costs_a_note(tmp_path):
    told = Told(tmp_path / "w")
    told.house.layout.log.joinpath("openlineage").write_text("in the way")
    says = told.events(state="published")
    assert len(says) == 2
    assert all("nor kept" in each for each in says)


def test_an_event_names_a_bounded_number_of_documents_and_says_how_many_there_are(tmp_path, monkeypatch):
    monkeypatch.setattr("flows.lineage.MOST", 2)
    Told(tmp_path / "w").events(state="published")
    facet = documents(kept(tmp_path / "w")[1])
    assert (len(facet["documents"]), facet["total"]) == (2, 5)


def test_the_schema_refuses_what_the_specification_does(tmp_path):
    Told(tmp_path / "w").events(state="published")
    event = kept(tmp_path / "w")[1]
    validate(event)
    for broken in (
        event | {"eventTime": "yesterday"},
        event | {"run": {"runId": "run-1"}},
        event | {"producer": "palimpsest"},
        {k: v for k, v in event.items() if k != "job"},
        event | {"outputs": [{"namespace": "a"}]},
    ):
        with pytest.raises(jsonschema.ValidationError):
            validate(broken)
