"""A real Prefect server and worker of the tests' own: free port, own home, stopped by pid."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import httpx

HOME = Path(__file__).parent.parent
PATIENCE = 300  # seconds until something that must happen counts as failed; never waited for when it happens


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(what, of, patience=PATIENCE):
    """Return the first true answer of `of()`; fail with `what` where none comes."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if found := of():
            return found
        time.sleep(0.1)
    raise AssertionError(f"not in {patience} s: {what}")


class Harness:
    """Server, worker and REST client; `database` is an address, '' for SQLite in a file."""

    def __init__(self, directory, database=""):
        self.directory = directory
        self.port = free_port()
        self.api = httpx.Client(base_url=f"http://127.0.0.1:{self.port}/api", timeout=PATIENCE, trust_env=False)
        self.env = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "PALIMPSEST_", "COV_"))},
            "PREFECT_HOME": str(directory / "home"),
            "PREFECT_API_URL": str(self.api.base_url).rstrip("/"),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "5",
            "PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS": "1",
            "PREFECT_SERVER_SERVICES_SCHEDULER_DEPLOYMENT_BATCH_SIZE": "10",
            "PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_LOOP_SECONDS": "1",
            "PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_CANCELLING_TIMEOUT_SECONDS": "1",
            "PREFECT_WORKER_QUERY_SECONDS": "1",
            "PREFECT_WORKER_PREFETCH_SECONDS": "2",
            "PREFECT_LOGGING_LEVEL": "WARNING",
            "PREFECT_API_REQUEST_TIMEOUT": str(PATIENCE),
        }
        if database:
            self.env["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = database
        self.running, self.projects = {}, {}

    def start(self, name, *words):
        """Start a process in a session of its own: it must not get the tests' signals."""
        with (self.directory / f"{name}.log").open("wb") as out:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", "prefect", *words],
                env=self.env,
                cwd=HOME,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    def prefect(self, *words, cwd=HOME):
        """Run a prefect command to its end."""
        run = subprocess.run(
            [sys.executable, "-m", "prefect", *words],
            env=self.env,
            cwd=cwd,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout

    def start_server(self):
        self.start("server", "server", "start", "--host", "127.0.0.1", "--port", str(self.port))
        until("the server answers", self.healthy)

    def healthy(self):
        try:
            return self.api.get("/health").status_code == 200
        except httpx.TransportError:
            return False

    def stop(self, name, how=signal.SIGINT):
        process = self.running.pop(name)
        os.killpg(process.pid, how)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(30)

    def copy(self, name, other, **changed):
        """Make a deployment like another: `prefect deploy` costs seconds each time."""
        keys = (
            "flow_id path entrypoint work_pool_name job_variables pull_steps parameter_openapi_schema enforce_parameter_schema "
            "concurrency_options version"
        )
        real = self.deployment(name)
        limit = {"concurrency_limit": real["global_concurrency_limit"]["limit"]}
        body = {"name": other, **{key: real[key] for key in keys.split()}, **limit, **changed}
        self.answered("POST", "/deployments/", json=body).raise_for_status()

    def deployment(self, name):
        return self.answered("GET", f"/deployments/name/ingest/{name}").raise_for_status().json()

    def trigger(self, deployment, **config):
        """Ask for a run now; return the server's answer."""
        body = {"parameters": {"config": config}} if config else {}
        return self.answered("POST", f"/deployments/{deployment['id']}/create_flow_run", json=body)

    def answered(self, *how, **what):
        """Ask until the server is there and not busy: on a loaded machine SQLite may be locked for a moment (503)."""

        def answer():
            try:
                given = self.api.request(*how, **what)
            except httpx.ConnectError:
                return None
            return given.status_code != 503 and [given]

        return until("an answer", answer)[0]

    def runs(self, deployment):
        wanted = {"deployments": {"id": {"any_": [deployment["id"]]}}, "sort": "EXPECTED_START_TIME_ASC"}
        return self.answered("POST", "/flow_runs/filter", json=wanted).raise_for_status().json()

    def run(self, run_id):
        return self.answered("GET", f"/flow_runs/{run_id}").raise_for_status().json()

    def ended(self, run_id):
        """Wait for the end of a run and return it."""
        over = {"COMPLETED", "FAILED", "CANCELLED", "CRASHED"}
        return until(f"run {run_id} ends", lambda: (r := self.run(run_id))["state"]["type"] in over and r)


@contextmanager
def harness(directory, database=""):
    made = Harness(directory, database)
    try:
        made.start_server()
        made.start("worker", "worker", "start", "--pool", "local", "--type", "process")
        until("the worker made its pool", lambda: made.answered("GET", "/work_pools/local").status_code == 200)
        yield made
    finally:
        for name in list(made.running)[::-1]:
            made.stop(name)
        made.api.close()
