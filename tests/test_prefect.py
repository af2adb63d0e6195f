"""Prefect for real: a server and a worker of our own run the deployments of prefect.yaml."""

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from flows.clock import clock
from flows.commands import bootstrap, doctor
from flows.prefect_api import api
from tests.postgres import binaries, postgres
from tests.prefect_harness import HOME, PATIENCE, harness, until
from warehouse import Warehouse
from warehouse.lock import lives

pytestmark = pytest.mark.xdist_group("prefect")  # one server for all of them
NAMES = (
    "soon",
    "overlap",
    "quality",
    "killed",
    "restarted",
    "zombie",
)  # deployments like the real one, for projects of our own
BATCHES = 150  # of the flow that is killed in mid-clean: seconds of work after its first batch is done
DECLARED = '[warehouse]\nroot = "data"\n[[source]]\nid = "a"\nkind = "directory"\npath = "in"\n'


def new_project(directory):
    """Make a settings file with one directory source of three pages."""
    (directory / "in").mkdir()
    for name in ("one", "two", "three"):
        (directory / "in" / f"{name}.txt").write_text(f"The page called {name} says no more than this.\n", "utf-8")
    file = directory / "sources.toml"
    file.write_text(DECLARED, "utf-8")
    return file


def fill(project):
    """Add pages for many batches; long enough ago when they are listed, so that their fingerprints are trusted."""
    words = (HOME / "seeds" / "002_7f6f740f4e046d2f.txt").read_text("utf-8")
    for number in range(BATCHES):
        (project.parent / "in" / f"{number:03}.txt").write_text(f"Page {number}.\n\n{words}", "utf-8")
    project.write_text(DECLARED + "[run]\nbatch_documents = 1\nworkers = 1\n", "utf-8")


@pytest.fixture(scope="session")
def database():
    """PostgreSQL as docs/operations.md wants it; None on a machine without, where one test fails and SQLite serves the others."""
    if binaries() is None:
        yield None
    else:
        with postgres() as made:
            yield made


@pytest.fixture(scope="session")
def prefect(tmp_path_factory, database):
    """Server, worker, prefect.yaml deployed, and copies of its deployment for projects of the tests' own."""
    with harness(tmp_path_factory.mktemp("prefect"), database.url if database else "") as made:
        made.prefect("--no-prompt", "deploy", "--all")
        for name in NAMES:
            made.projects[name] = new_project(tmp_path_factory.mktemp(name))
            made.copy("ingest", name, parameters={"config": {"sources": str(made.projects[name])}}, schedules=[])
        fill(made.projects["killed"])
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
        self.server.answer.wait(PATIENCE)
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
            'allow_networks = ["127.0.0.1/32"]\ntimeout = 300\n'
        )
        yield server
        server.answer.set()
        server.shutdown()


def palimpsest(prefect, *words, **env):
    command = [sys.executable, "-m", "flows.cli", *map(str, words)]
    return subprocess.run(command, cwd=HOME, env={**prefect.env, **env}, capture_output=True, text=True, check=False)


def test_the_server_keeps_its_runs_in_postgresql(prefect, database):
    """As docs/operations.md has it: Debian's package, a user and a database of its own."""
    if not database and "CI" not in os.environ:  # where it is, the server has it; the gate installs it
        pytest.skip("needs Debian's package postgresql: no initdb in /usr/lib/postgresql/*/bin or on the path")
    assert database
    made = prefect.deployment("ingest")
    assert database.asked(f"SELECT name FROM deployment WHERE id = '{made['id']}'") == ["ingest"]


def test_a_schedule_fires_by_itself_and_publishes(prefect):
    project, made = prefect.projects["soon"], prefect.deployment("soon")
    moment = (clock() + timedelta(seconds=5)).isoformat()
    schedule = [{"schedule": {"interval": 86400, "anchor_date": moment}, "active": True}]
    prefect.answered("POST", f"/deployments/{made['id']}/schedules", json=schedule).raise_for_status()
    until("a release", lambda: head(project))
    [run] = [run for run in prefect.runs(made) if run["state"]["type"] != "SCHEDULED"]
    assert run["auto_scheduled"]
    assert prefect.ended(run["id"])["state"]["type"] == "COMPLETED"
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
    assert slow_page.asked.wait(PATIENCE)
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
def test_a_flow_that_is_killed_in_mid_clean_is_taken_up_and_no_batch_done_twice(prefect):
    """kill -9 of the flow's process; the next run has the same id, and what was done keeps its very files."""
    project, made = prefect.projects["killed"], prefect.deployment("killed")
    data = project.parent / "data"
    first = prefect.trigger(made).raise_for_status().json()
    until("two batches are done", lambda: len(list(data.glob("work/runs/*/a/*.done"))) >= 2)
    os.kill(process_of(prefect.run(first["id"])), signal.SIGKILL)
    assert prefect.ended(first["id"])["state"]["type"] == "CRASHED"
    done = {file.stem for file in data.glob("work/runs/*/a/*.done")}
    assert (2 <= len(done) < BATCHES, head(project)) == (True, None)
    before = fetches(data)
    assert until("a run that got the slot", lambda: completed(prefect, made))
    after = fetches(data)
    assert documents(project) == BATCHES + 3
    assert {name: after[name] for name in done} == {name: before[name] for name in done}
    assert len({row["run_id"] for row in Warehouse(data).log.read("runs").to_pylist()}) == 1


def process_of(run):
    return int(run["infrastructure_pid"].rpartition(":")[2])


def fetches(data):
    """Return the log files that batches wrote when they were cleaned: number -> what moves when one is written again."""
    files = (data / "log" / "fetches").glob("*.parquet")
    return {file.stem.rpartition("-")[2]: (file.stat().st_ino, file.stat().st_mtime_ns) for file in files}


def completed(prefect, made):
    return prefect.ended(prefect.trigger(made).raise_for_status().json()["id"])["state"]["type"] == "COMPLETED"


def begun(prefect, made, slow_page):
    """Trigger a run and wait until it is in the middle of its work; return it and its process."""
    run = prefect.trigger(made).raise_for_status().json()
    assert slow_page.asked.wait(PATIENCE)
    run = until("a process", lambda: (r := prefect.run(run["id"]))["infrastructure_pid"] and r)
    return run["id"], process_of(run)


def crash(prefect, pid, *names):
    """Kill server or worker and a flow's process, as when the machine goes down."""
    for name in names:
        prefect.stop(name, signal.SIGKILL)
    with suppress(ProcessLookupError):  # it may have gone with its worker
        os.kill(pid, signal.SIGKILL)
    until("the process is gone", lambda: not lives(pid))


@pytest.fixture
def whole(prefect):
    """Whatever a test kills is there again for the next one."""
    yield
    if "server" not in prefect.running:
        prefect.start_server()
    if "worker" not in prefect.running:
        prefect.start("worker", "worker", "start", "--pool", "local")


@pytest.mark.long
@pytest.mark.usefixtures("whole")
def test_after_a_crash_of_everything_doctor_names_what_is_dead_and_what_it_advises_helps(
    prefect, slow_page, monkeypatch
):
    monkeypatch.setenv("PREFECT_API_URL", prefect.env["PREFECT_API_URL"])
    assert list(doctor.prefect_problems(clock())) == []
    project, made = prefect.projects["restarted"], prefect.deployment("restarted")
    project.write_text(DECLARED + slow_page.declared, "utf-8")
    run, pid = begun(prefect, made, slow_page)
    crash(prefect, pid, "worker", "server")
    prefect.start_server()
    said = list(doctor.prefect_problems(clock() + timedelta(hours=1)))
    assert (len(said), "no worker is at work" in said[0]) == (2, True), (
        said,
        pid,
        prefect.run(run)["infrastructure_pid"],
    )
    assert f"its process {pid} is gone" in said[1]
    assert f"`prefect flow-run cancel {run}` frees its place" in said[1]
    prefect.start("worker", "worker", "start", "--pool", "local")
    prefect.prefect("flow-run", "cancel", run)
    assert prefect.ended(run)["state"]["type"] == "CANCELLED"
    slow_page.answer.set()
    assert until("a run that got the slot", lambda: completed(prefect, made))
    assert documents(project) == 4


@pytest.mark.long
@pytest.mark.usefixtures("whole")
def test_a_dead_run_is_ended_by_the_automation_that_bootstrap_makes_once(prefect, slow_page, monkeypatch):
    """A run whose heartbeats stop is Crashed without a person, and its place is free."""
    monkeypatch.setenv("PREFECT_API_URL", prefect.env["PREFECT_API_URL"])
    assert list(bootstrap.prepared(api())) == ["work pool 'local' is there", f"automation '{bootstrap.ZOMBIES}' made"]
    assert list(bootstrap.prepared(api()))[1].endswith("is there")
    project, made = prefect.projects["zombie"], prefect.deployment("zombie")
    project.write_text(DECLARED + slow_page.declared, "utf-8")
    run, pid = begun(prefect, made, slow_page)
    crash(prefect, pid, "worker")
    prefect.start("worker", "worker", "start", "--pool", "local")
    assert prefect.ended(run)["state"]["type"] == "CRASHED"
    slow_page.answer.set()
    assert until("a run that got the slot", lambda: completed(prefect, made))
    assert documents(project) == 4


@pytest.mark.long
def test_a_server_on_sqlite_does_as_well(tmp_path):
    """What everybody has at first."""
    with harness(tmp_path) as made:
        made.prefect("--no-prompt", "deploy", "--all")
        project = new_project(tmp_path)
        made.copy("ingest", "sqlite", parameters={"config": {"sources": str(project)}}, schedules=[])
        run = made.trigger(made.deployment("sqlite")).raise_for_status().json()
        assert made.ended(run["id"])["state"]["type"] == "COMPLETED"
        assert documents(project) == 3
