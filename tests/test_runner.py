"""Runners: the same rows whoever cleans and however batches are cut; killed workers and documents that kill cost nobody else."""

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager

import pyarrow as pa
import pytest
from distributed.versions import get_versions

from cleaners.errors import SettingsError
from flows import runner_dask, sources, work
from flows.crew import RunnerError
from flows.runners import Here, Plainly, Pool, by_setting, cores, running_on
from flows.runs import Request
from flows.settings import load
from tests.prefect_harness import HOME, until
from warehouse import Warehouse, ids
from warehouse.schema import RELEASE

pytestmark = pytest.mark.xdist_group("runner")  # one cluster for all of them
DEADLY = HOME / "tests" / "deadly"
OF_THE_RUN = {"run_id", "first_run_id", "fetched_at", "logged_at"}  # columns that no two runs share
PAGES = {
    "one.txt": "第一頁說的是網絡空間的治理,說的是各國怎樣一同商量,怎樣把規矩定下來,又怎樣守住規矩。\n\n文章源自甲乙网https://a.example/1\n",
    "two.txt": "The second page says what it says.\r\n\r\nAnd it says it in two paragraphs.",
    "three.html": "<html><head><title>三</title></head><body><nav>首页</nav><p>这一页有标记,也有正文。</p></body></html>",
    "four.txt": "同样的字节",
    "five.txt": "同样的字节",  # one capture of two documents
    "six.txt": "",  # quarantined
    "seven.txt": "第七頁。\n第七頁的第二行,與第一行不同。\n",
}
BATCHES = '[run]\nbatch_documents = {size}\n[[source]]\nid = "a"\nkind = "directory"\npath = "in"\n[[source]]\nid = "c"\nkind = "jsonl"\npaths = ["rows.jsonl"]\nkey = "id"\n'


@pytest.fixture(autouse=True)
def no_other_root(monkeypatch):
    monkeypatch.delenv("PALIMPSEST_WAREHOUSE", raising=False)
    monkeypatch.setattr(
        sources, "now_ns", lambda: 2**62
    )  # files written a moment ago have fingerprints that are trusted


def project(directory, size, pages=PAGES):
    """Write a settings file with two sources: files, and the same texts as rows of a container."""
    (directory / "in").mkdir(parents=True)
    for name, text in pages.items():
        (directory / "in" / name).write_bytes(text.encode())
    rows = [json.dumps({"id": name, "text": text or "No text is no row.\n"}) for name, text in PAGES.items()]
    (directory / "rows.jsonl").write_text("\n".join(rows) + "\n")
    file = directory / "sources.toml"
    file.write_text(f'[warehouse]\nroot = "data"\n{BATCHES.format(size=size)}')
    return file


def ingested(file, hire):
    return work.ingest(load(file), Request(), Plainly(hire), lambda *_: None)


@contextmanager
def here(_batches):
    yield Here()


def digests(file, skip=()):
    """Row digests of every table of the release, columns of the run apart; without the documents to skip."""
    head, found = Warehouse(file.parent / "data").head(), {}
    gone = {
        row["doc_id"] for row in head.table("documents", ["doc_id", "locator"]).to_pylist() if row["locator"] in skip
    }
    for table in RELEASE:
        rows = head.table(table.name)
        kept = rows.select([name for name in rows.column_names if name not in OF_THE_RUN])
        if "doc_id" in rows.column_names:
            kept = kept.filter(pa.array([doc not in gone for doc in rows["doc_id"].to_pylist()], pa.bool_()))
        found[table.name] = sorted(bytes(digest).hex() for digest in ids.row_digests(kept))
    return found


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    """What one process gives with everything in one batch."""
    file = project(tmp_path_factory.mktemp("expected"), 1000)
    ingested(file, here)
    return digests(file)


@pytest.mark.parametrize("size", [pytest.param(1, marks=pytest.mark.long), 2, pytest.param(5, marks=pytest.mark.long)])
def test_the_same_rows_from_every_batch_size(tmp_path, expected, size):
    file = project(tmp_path, size)
    ingested(file, here)
    assert digests(file) == expected
    assert len(expected["documents"]) == 13
    assert expected["edits"]


STOP, KILL = "stop.txt", "kill.txt"


def trouble(directory):
    """Pages of which one stops the process that cleans it until somebody kills it, and one kills it every time."""
    os.mkfifo(directory / "pipe")
    return {
        **PAGES,
        STOP: f"STOP {directory / 'pipe'}\nAn ordinary page, once its worker was killed.\n",
        KILL: f"KILL {signal.SIGSEGV:d}\nThis page kills.\n",
    }


@contextmanager
def killer(pipe):
    """Kill the process that says its id into a pipe, once; yield a list that will hold the id."""
    killed = []

    def kill():
        killed.append(int(pipe.read_text()))
        pipe.unlink()
        os.kill(killed[0], signal.SIGKILL)

    thread = threading.Thread(target=kill, daemon=True)
    thread.start()
    yield killed
    thread.join(60)


def troubled(tmp_path, expected, hire):
    """Ingest pages of which one is deadly while another one's worker is killed; everything else is as expected."""
    file = project(tmp_path, 5, trouble(tmp_path))
    with killer(tmp_path / "pipe") as killed:
        done = ingested(file, hire)
    assert killed
    assert done.states == {"new": 14, "quarantined": 2}
    found = digests(file, skip={STOP})
    assert set(expected["captures"]) < set(found["captures"])  # those of the page that was stopped are more
    assert {**found, "captures": 0} == {**expected, "captures": 0}
    [row] = [row for row in Warehouse(tmp_path / "data").log.read("quarantine").to_pylist() if row["locator"] == KILL]
    assert (row["stage"], row["error"]) == ("process", "the process that cleaned it was killed twice: signal SIGSEGV")
    return file


def test_a_killed_worker_and_a_deadly_page_cost_the_others_nothing_on_all_cores(tmp_path, expected, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(DEADLY))
    file = troubled(tmp_path, expected, cores(2))
    monkeypatch.delenv("PYTHONPATH")
    again = ingested(file, here)  # what killed once is not even tried again: here it would end the tests
    assert again.states == {"unchanged": 14, "quarantined": 2}


@pytest.mark.long
def test_a_page_that_kills_while_it_is_read_is_quarantined_unread(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(DEADLY))
    file = project(tmp_path, 1000, {"one.txt": "One.\n", "two.txt": f"READ {signal.SIGKILL:02d}\n"})
    done = ingested(file, lone_pool)
    assert done.states == {"new": 8, "quarantined": 1}


@contextmanager
def lone_pool(_batches):
    pool = Pool(1)
    try:
        yield pool
    finally:
        pool.close()


@pytest.mark.long
def test_a_run_that_a_page_killed_quarantines_it_when_it_is_resumed(tmp_path):
    file = project(tmp_path, 1000, {"one.txt": "One.\n", "two.txt": f"KILL {signal.SIGSEGV:d}\n"})
    words = [
        sys.executable,
        "-m",
        "flows.cli",
        "ingest",
        "--no-prefect",
        "--quiet",
        "--runner",
        "here",
        "--sources",
        str(file),
    ]
    env = {**os.environ, "PYTHONPATH": str(DEADLY)}
    first, second = (
        subprocess.run(words, cwd=HOME, env=env, capture_output=True, text=True, check=False) for _ in range(2)
    )
    assert first.returncode == -signal.SIGSEGV
    assert second.returncode == 0, second.stderr
    [row] = Warehouse(tmp_path / "data").log.read("quarantine").to_pylist()
    assert (row["locator"], row["stage"]) == ("two.txt", "process")


class Dask:
    """A scheduler and two workers with their nannies, as processes of their own."""

    def __init__(self, directory):
        self.directory, self.running = directory, []
        self.env = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("COV_", "DASK_"))},
            "PYTHONPATH": str(DEADLY),
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
            "DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "error",
        }

    def start(self, *words):
        log = (self.directory / f"{len(self.running)}.log").open("wb")
        started = subprocess.Popen(
            [sys.executable, "-m", "distributed.cli." + words[0], *words[1:], "--no-dashboard"],
            env=self.env, cwd=HOME, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        log.close()
        self.running.append(started)
        return started

    def start_scheduler(self):
        file = self.directory / f"scheduler-{len(self.running)}.json"
        started = self.start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
        return started, until("the scheduler's file", lambda: file.exists() and json.loads(file.read_text())["address"])

    def start_workers(self, address, count):
        where = [
            "--nworkers",
            str(count),
            "--nthreads",
            "1",
            "--host",
            "127.0.0.1",
            "--local-directory",
            str(self.directory),
        ]
        return self.start("dask_worker", address, *where)

    def stop(self):
        for process in reversed(self.running):  # workers first
            process.terminate()
        for process in self.running:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture(scope="module")
def dask(tmp_path_factory):
    made = Dask(tmp_path_factory.mktemp("dask"))
    try:
        _, made.address = made.start_scheduler()
        made.start_workers(made.address, 2)
        until("two workers", lambda: connected(made.address, 2))
        yield made
    finally:
        made.stop()


def connected(address, count):
    try:
        found = runner_dask.Cluster(address)
    except RunnerError:
        return False
    try:
        return len(found.client.nthreads()) == count
    finally:
        found.client.close()


def on_dask(address):
    return by_setting(running_on(load(HOME / "seeds" / "sources.toml"), "dask", address).run)


def test_a_killed_worker_costs_the_others_nothing_on_a_cluster(tmp_path, expected, dask):
    file = project(tmp_path, 5, trouble(tmp_path))
    (tmp_path / "in" / KILL).unlink()
    with killer(tmp_path / "pipe") as killed:
        done = ingested(file, on_dask(dask.address))
    assert killed
    assert done.states == {"new": 14, "quarantined": 1}
    assert {**digests(file, skip={STOP}), "captures": 0} == {**expected, "captures": 0}


@pytest.mark.long
def test_a_killed_worker_and_a_deadly_page_cost_the_others_nothing_on_a_cluster(tmp_path, expected, dask):
    troubled(tmp_path, expected, on_dask(dask.address))


def test_a_worker_with_other_code_is_refused_in_one_line(tmp_path, dask, monkeypatch):
    file = project(tmp_path, 1000)
    monkeypatch.setattr(runner_dask, "fingerprint", lambda: "another")
    with pytest.raises(RunnerError, match="runs other code than we do: install the same palimpsest") as raised:
        ingested(file, on_dask(dask.address))
    assert "\n" not in str(raised.value)
    assert Warehouse(tmp_path / "data").head() is None


def test_a_scheduler_without_workers_is_refused_in_one_line(dask):
    _, address = dask.start_scheduler()
    with pytest.raises(RunnerError, match=r"has no workers: start some \(dask worker tcp://"):
        on_dask(address)


def test_an_address_where_nothing_answers_is_told_in_one_line(tmp_path, capsys, monkeypatch):
    from flows.cli import main

    monkeypatch.setattr(runner_dask, "CONNECT", "1s")
    file = project(tmp_path, 1000)
    words = ["ingest", "--no-prefect", "--quiet", "--sources", str(file), "--runner", "dask"]
    assert main([*words, "--address", "tcp://127.0.0.1:9"]) == 1
    assert main([*words, "--address", "http://127.0.0.1:9"]) == 1
    assert main(words) == 2
    said = capsys.readouterr().err.splitlines()
    assert [line.partition(" (")[0] for line in said] == [
        "palimpsest ingest: no Dask scheduler answers at tcp://127.0.0.1:9",
        "palimpsest ingest: no Dask scheduler answers at http://127.0.0.1:9",
        'palimpsest ingest: the runner "dask" needs the address of its scheduler: --address tcp://HOST:8786, or address in [run]',
    ]
    assert not (tmp_path / "data").exists()


def test_dask_that_is_not_installed_is_told_in_one_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "flows.runner_dask")
    with pytest.raises(RunnerError, match=r"distributed is not installed here: pip install 'palimpsest\[dask\]'"):
        on_dask("tcp://127.0.0.1:9")


def test_an_address_without_its_runner_is_refused():
    with pytest.raises(SettingsError, match='belongs to the runner "dask", but the runner is "cores"'):
        running_on(load(HOME / "seeds" / "sources.toml"), "cores", "tcp://127.0.0.1:9")


@pytest.mark.parametrize(
    ("where", "name", "has", "says"),
    [
        ("worker tcp://a:1", "dask", "2026.7.0", "worker tcp://a:1 has dask 2026.7.0, we have"),
        ("scheduler tcp://a:2", "palimpsest", None, "scheduler tcp://a:2 has palimpsest not installed, we have"),
        ("worker tcp://a:1", "pandas", "1.0", ""),  # decides nothing of ours
    ],
)
def test_other_versions_on_the_cluster_are_told_in_one_line(where, name, has, says):
    ours = get_versions(["palimpsest", "pyarrow"])["packages"]
    theirs = [runner_dask.Versions("worker tcp://a:0", ours), runner_dask.Versions(where, {**ours, name: has})]
    said = runner_dask.differing(ours, theirs)
    assert said.startswith(says)
    assert bool(said) == bool(says)
    assert "\n" not in said
