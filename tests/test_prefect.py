"""Prefect for real: a server and a worker of our own run the deployments of prefect.yaml."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from flows.clock import clock
from flows.commands import bootstrap, doctor
from flows.prefect_api import api
from tests.prefect_harness import HOME, harness, until
from warehouse import Warehouse

pytestmark = pytest.mark.xdist_group("prefect")  # one server for all of them
NAMES = (
    "often",
    "overlap",
    "quality",
    "killed",
    "restarted",
)  # deployments like the real one, for projects of the tests' own
DECLARED = '[warehouse]\nroot = "data"\n[[source]]\nid = "a"\nkind = "directory"\npath = "in"\n'


def new_project(directory):
    """Make a settings file with one directory source of three pages."""
    (directory / "in").mkdir()
    for name in ("one", "two", "three"):
        (directory / "in" / f"{name}.txt").write_text(f"The page called {name} says no more than this.\n", "utf-8")
    file = directory / "sources.toml"
    file.write_text(DECLARED, "utf-8")
    return file


@pytest.fixture(scope="session")
def prefect(tmp_path_factory):
    """Server, worker, prefect.yaml deployed, and copies of its deployment for projects of the tests' own."""
    with harness(tmp_path_factory.mktemp("prefect")) as made:
        made.prefect("--no-prompt", "deploy", "--all")
        for name in NAMES:
            made.projects[name] = new_project(tmp_path_factory.mktemp(name))
            schedules = [{"schedule": {"interval": 10}}] if name == "often" else []
            made.copy(
                "ingest",
                name,
                parameters={"config": {"sources": str(made.projects[name])}},
                schedules=schedules,
                paused=True,
            )
        yield made


def head(project):
    return Warehouse(project.parent / "data").head()


def documents(project):
    return head(project).table("documents").num_rows


class Slow(BaseHTTPRequestHandler):
    """A page that comes when the test says so."""

    def do_GET(self):
        if self.path == "/robots.txt":
            self.send_response(404)
            self.end_headers()
            return
        self.server.asked.set()
        self.server.answer.wait(100)
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.end_headers()
        self.wfile.write(b"This page took its time, and then it came.\n")

    def log_message(self, *_):
        pass


@pytest.fixture
def slow_page():
    """A page that is not answered before `answer` is set; `declared` is the source that asks for it."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Slow) as server:
        server.asked, server.answer, server.daemon_threads = threading.Event(), threading.Event(), True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        server.declared = (
            f'[[source]]\nid = "w"\nkind = "pages"\nurls = ["http://127.0.0.1:{server.server_port}/slow"]\n'
            'allow_networks = ["127.0.0.1/32"]\ntimeout = 100\n'
        )
        yield server
        server.answer.set()
        server.shutdown()


def palimpsest(prefect, *words, **env):
    command = [sys.executable, "-m", "flows.cli", *map(str, words)]
    return subprocess.run(command, cwd=HOME, env={**prefect.env, **env}, capture_output=True, text=True, check=False)


def test_a_schedule_fires_by_itself_and_publishes(prefect):
    project, made = prefect.projects["often"], prefect.deployment("often")
    prefect.answered("PATCH", f"/deployments/{made['id']}", json={"paused": False}).raise_for_status()
    until("a release", lambda: head(project))
    prefect.answered("PATCH", f"/deployments/{made['id']}", json={"paused": True}).raise_for_status()
    ended = [prefect.ended(run["id"]) for run in prefect.runs(made) if run["state"]["type"] != "SCHEDULED"]
    assert "COMPLETED" in {run["state"]["type"] for run in ended if run["auto_scheduled"]}
    assert documents(project) == 3
    [summary] = [
        a for a in prefect.answered("POST", "/artifacts/latest/filter", json={}).json() if a["key"] == "ingest"
    ]
    assert "report.html" in summary["data"]


def test_the_deployment_of_prefect_yaml_has_its_schedule_and_refuses_bad_parameters(prefect):
    made = prefect.deployment("ingest")
    assert made["schedules"][0]["schedule"]["cron"] == "17 3 * * *"
    assert made["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
    assert prefect.trigger(made, sorces="x").status_code in {409, 422}
    assert prefect.trigger(made, only=[5]).status_code in {409, 422}


def test_overlapping_runs_are_refused_by_the_deployment_and_by_the_warehouse(prefect, slow_page):
    project, made = prefect.projects["overlap"], prefect.deployment("overlap")
    project.write_text(DECLARED + slow_page.declared, "utf-8")
    first = prefect.trigger(made).raise_for_status().json()
    assert slow_page.asked.wait(100)
    second = prefect.trigger(made).raise_for_status().json()
    assert prefect.ended(second["id"])["state"]["type"] == "CANCELLED"
    beside = palimpsest(prefect, "ingest", "--no-prefect", "--sources", project)
    assert (beside.returncode, "Traceback" in beside.stderr) == (1, False), beside.stderr
    slow_page.answer.set()
    assert prefect.ended(first["id"])["state"]["type"] == "COMPLETED"
    assert documents(project) == 4


def test_the_command_gives_the_same_rows_with_prefect_and_without(prefect, tmp_path):
    project, rows = new_project(tmp_path), []
    for number, how in enumerate([["--no-prefect"], []]):
        root = tmp_path / f"data{number}"
        run = palimpsest(prefect, "ingest", "--sources", project, *how, PALIMPSEST_WAREHOUSE=str(root))
        assert (run.returncode, run.stderr) == (0, ""), run.stderr
        assert run.stdout.startswith("published release 1: 3 new\n")
        release = Warehouse(root).head()
        tables = {
            t: release.table(t) for t in ("documents", "edits", "claims", "flags", "candidates", "segments", "pairs")
        }
        tables["documents"] = tables["documents"].drop_columns(["run_id", "fetched_at"])
        rows.append({name: table.to_pylist() for name, table in tables.items()})
    assert rows[0] == rows[1]


@pytest.mark.long
def test_a_source_that_is_held_back_ends_the_run_as_quality_failed_with_one_event(prefect):
    project, made = prefect.projects["quality"], prefect.deployment("quality")
    project.write_text(DECLARED + '[[source]]\nid = "gone"\nkind = "directory"\npath = "nowhere"\n', "utf-8")
    run = prefect.ended(prefect.trigger(made).raise_for_status().json()["id"])
    assert run["state"]["name"] == "QualityFailed"
    assert "nowhere does not exist" in run["state"]["message"]
    assert documents(project) == 3
    wanted = {"filter": {"event": {"name": ["palimpsest.quality-failed"]}, "occurred": {"since": run["start_time"]}}}
    assert until("the event", lambda: prefect.answered("POST", "/events/filter", json=wanted).json()["total"]) == 1


@pytest.mark.long
def test_a_flow_that_is_killed_leaves_the_release_and_a_later_run_finishes(prefect, slow_page):
    project, made = prefect.projects["killed"], prefect.deployment("killed")
    project.write_text(DECLARED + slow_page.declared, "utf-8")
    run = prefect.trigger(made).raise_for_status().json()
    assert slow_page.asked.wait(100)
    pid = int(prefect.run(run["id"])["infrastructure_pid"].rpartition(":")[2])
    os.kill(pid, signal.SIGKILL)
    assert prefect.ended(run["id"])["state"]["type"] == "CRASHED"
    assert head(project) is None
    slow_page.answer.set()
    assert until("a run that got the slot", lambda: _completed(prefect, made))
    assert documents(project) == 4


def _completed(prefect, made):
    return prefect.ended(prefect.trigger(made).raise_for_status().json()["id"])["state"]["type"] == "COMPLETED"


@pytest.mark.long
def test_a_worker_and_a_server_that_are_killed_and_started_again_go_on(prefect):
    project, made = prefect.projects["restarted"], prefect.deployment("restarted")
    prefect.stop("worker", signal.SIGKILL)
    prefect.stop("server", signal.SIGKILL)
    prefect.start_server()
    run = prefect.trigger(made).raise_for_status().json()
    prefect.start("worker", "worker", "start", "--pool", "local")
    assert prefect.ended(run["id"])["state"]["type"] == "COMPLETED"
    assert documents(project) == 3


@pytest.mark.long
def test_doctor_and_bootstrap_on_a_real_server(prefect, monkeypatch):
    monkeypatch.setenv("PREFECT_API_URL", prefect.env["PREFECT_API_URL"])
    server = api()
    made = list(bootstrap.prepared(server))
    assert made == ["work pool 'local' is there", f"automation '{bootstrap.ZOMBIES}' made"]
    assert list(bootstrap.prepared(server))[1].endswith("is there")
    assert list(doctor.prefect_problems(clock())) == []
    [problem] = doctor.prefect_problems(clock() + timedelta(hours=1))
    assert "no worker is at work" in problem
