"""Ingest end to end without Prefect: what becomes of new, changed, vanished, returned and broken items."""

import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleaners.errors import SettingsError
from cleaners.profiles import DEFAULT
from flows import sources, work
from flows.batches import BatchFile, Planned, RunFile, cut
from flows.clock import clock, new_run_id
from flows.declared import RunSettings
from flows.runners import Cores, Pool
from flows.runs import Request, running
from flows.settings import load
from warehouse import Holder, LockHeldError, Warehouse

HOME = Path(__file__).parent.parent
HERE = Cores(1)
WATERMARKS = [
    rule.id for rule in DEFAULT.rules if rule.family in {"watermark", "furniture", "editorial", "duplicate"}
]  # these would take the mark first
LATER = 2**62  # the clock of a run long after the files were written


@pytest.fixture(autouse=True)
def trusted_fingerprints(monkeypatch):
    """A file written a moment ago is read again, whatever its times say; tests cannot wait."""
    monkeypatch.setattr(sources, "now_ns", lambda: LATER)
    monkeypatch.delenv("PALIMPSEST_WAREHOUSE", raising=False)


class Project:
    """A settings file with its sources and its warehouse."""

    def __init__(self, directory, declared='[[source]]\nid = "a"\nkind = "directory"\npath = "in"\n'):
        self.directory = directory
        self.file = directory / "sources.toml"
        self.file.write_text(f'[warehouse]\nroot = "data"\n{declared}')
        (directory / "in").mkdir(exist_ok=True)

    def put(self, name, content):
        path = self.directory / "in" / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def ingest(self, runner=HERE, **request):
        return work.ingest(load(self.file), Request(**request), runner, lambda *_: None)

    @property
    def house(self):
        return Warehouse(self.directory / "data")

    def rows(self, table, *columns):
        return self.house.head().table(table, list(columns) or None).to_pylist()

    def log(self, table, outcome):
        return [row for row in self.house.log.read(table).to_pylist() if row["run_id"] == outcome.run_id]

    def published(self):
        """Everything that an idle run must not touch: path -> (inode, time)."""
        root = self.directory / "data"
        found = [p for name in ("chain", "objects", "releases") for p in (root / name).rglob("*") if p.is_file()]
        return {p: (p.stat().st_ino, p.stat().st_mtime_ns) for p in found} | {"current": (root / "current").resolve()}


@pytest.fixture
def project(tmp_path):
    made = Project(tmp_path)
    for name in ("one", "two", "three", "four", "five", "six"):
        made.put(f"{name}.txt", f"The page called {name}.\n\nIt says what the page {name} says and nothing else.\n")
    return made


def test_a_first_run_publishes_every_item_with_its_report(project):
    done = project.ingest()
    assert (done.state, done.states, done.problems) == ("published", {"new": 6}, ())
    assert {row["locator"] for row in project.rows("documents")} == {
        f"{n}.txt" for n in ("one", "two", "three", "four", "five", "six")
    }
    assert "Content-Security-Policy" in (done.release.path / "report.html").read_text("utf-8")
    assert [row["state"] for row in project.log("runs", done)] == ["published", "started"] or len(
        project.log("runs", done)
    ) == 2


def test_an_idle_run_publishes_and_rewrites_nothing_but_is_logged(project):
    first = project.ingest()
    before = project.published()
    again = project.ingest()
    assert (again.state, again.states, again.release.number) == ("idle", {"unchanged": 6}, first.release.number)
    assert project.published() == before
    assert len(project.log("sightings", again)) == 6
    assert {row["state"] for row in project.log("runs", again)} == {"started", "idle"}


def test_an_unchanged_file_is_not_even_read(project):
    assert len(project.log("fetches", project.ingest())) == 6
    project.put("two.txt", "changed\n")
    again = project.ingest()
    assert [row["uri"] for row in project.log("fetches", again)] == ["in/two.txt"]
    assert again.states == {"unchanged": 5, "changed": 1}


def test_a_lost_memory_costs_reads_and_nothing_else(project):
    project.ingest()
    for file in (project.directory / "data" / "work" / "seen").iterdir():
        file.write_text('["torn')
    before = project.published()
    again = project.ingest()
    assert (again.state, again.states) == ("idle", {"unchanged": 6})
    assert len(project.log("fetches", again)) == 6
    assert project.published() == before


def test_a_changed_a_new_a_vanished_and_a_returned_item(project):
    project.ingest()
    [old] = [row for row in project.rows("documents") if row["locator"] == "one.txt"]
    project.put("one.txt", "Another text.\n")
    project.put("seven.txt", "A new one.\n")
    two = (project.directory / "in" / "two.txt").read_bytes()
    (project.directory / "in" / "two.txt").unlink()
    done = project.ingest()
    assert {k: v for k, v in done.states.items() if k != "unchanged"} == {"changed": 1, "new": 1, "vanished": 1}
    live = {row["locator"]: row for row in project.rows("documents")}
    assert live["one.txt"]["text"] == "Another text.\n"
    assert live["one.txt"]["doc_id"] == old["doc_id"]
    assert live["one.txt"]["version_id"] != old["version_id"]
    [gone] = project.rows("vanished")
    assert (gone["locator"], "two.txt" in live) == ("two.txt", False)
    project.put("two.txt", two)
    back = project.ingest()
    assert back.states["returned"] == 1
    assert project.rows("vanished") == []
    assert gone["doc_id"] in {row["doc_id"] for row in project.rows("documents")}


def test_a_broken_item_leaves_its_last_good_row_stale_and_is_fresh_again_when_mended(project):
    project.ingest()
    good = (project.directory / "in" / "one.txt").read_bytes()
    project.put("one.txt", b"")
    done = project.ingest()
    assert (done.states, done.problems) == ({"unchanged": 5, "quarantined": 1}, ())
    assert {row["locator"]: row["status"] for row in project.rows("documents")}["one.txt"] == "stale"
    [row] = project.log("quarantine", done)
    assert row["locator"] == "one.txt"
    project.put("one.txt", good)
    project.ingest()
    assert {row["status"] for row in project.rows("documents")} == {"fresh"}


def test_a_source_most_of_which_is_gone_is_held_back_whole(project):
    project.ingest()
    for name in ("one", "two"):
        (project.directory / "in" / f"{name}.txt").unlink()
    project.put("three.txt", "changed\n")
    done = project.ingest()
    assert "held back" in done.problems[0]
    assert len(project.rows("documents")) == 6
    assert "changed\n" not in {row["text"] for row in project.rows("documents")}


def test_a_source_that_cannot_be_listed_stops_no_other(tmp_path):
    project = Project(
        tmp_path,
        '[[source]]\nid = "gone"\nkind = "directory"\npath = "nowhere"\n[[source]]\nid = "a"\nkind = "directory"\npath = "in"\n',
    )
    project.put("one.txt", "Text.\n")
    done = project.ingest()
    assert done.states["new"] == 1
    assert "does not exist: correct its path" in done.problems[0]


BAD = {
    "empty.txt": b"",
    "nul.txt": b"text \x00\x00\x00 and \x00\x00\x00 more",
    "image.txt": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "archive.txt": gzip.compress(b"text"),
}


def test_bad_items_are_quarantined_with_a_reason_and_the_others_published(project):
    for name, body in BAD.items():
        project.put(name, body)
    (project.directory / "in" / "outside.txt").symlink_to("/etc/hostname")
    done = project.ingest()
    assert (done.states, done.problems) == ({"new": 6, "quarantined": len(BAD) + 1}, ())
    rows = {row["locator"]: row for row in project.log("quarantine", done)}
    assert set(rows) == {*BAD, "outside.txt"}
    assert all(row["error"] for row in rows.values())
    assert "leads out of the source directory" in rows["outside.txt"]["error"]
    assert len(done.notes) == len(BAD) + 1


def test_a_cut_multi_byte_tail_is_a_document_whose_bytes_come_back(project):
    body = "日月盈昃,辰宿列張。寒來暑往,秋收冬藏。".encode()[:-1]
    project.put("cut.txt", body)
    done = project.ingest()
    assert done.states == {"new": 7}
    [row] = [row for row in project.rows("documents") if row["locator"] == "cut.txt"]
    assert project.house.body(done.release, row["doc_id"]) == body


@pytest.mark.parametrize("size", [1, pytest.param(50, marks=pytest.mark.long)])
def test_one_very_long_line_is_a_document_or_a_quarantine_row(project, size):
    project.put("long.txt", "天地玄黃宇宙洪荒," * (size * 1_000_000 // 27))
    done = project.ingest()
    assert sum(done.states.values()) == 7
    assert done.states["new"] >= 6


def test_items_over_the_limit_are_quarantined_unread(tmp_path):
    project = Project(
        tmp_path, '[[source]]\nid = "a"\nkind = "directory"\npath = "in"\n[source.thresholds]\nmax_bytes = 10\n'
    )
    project.put("big.txt", "more than ten bytes")
    project.put("small.txt", "small\n")
    assert project.ingest().states == {"new": 1, "quarantined": 1}


def test_a_missing_named_file_is_a_quarantine_row(tmp_path):
    project = Project(tmp_path, '[[source]]\nid = "f"\nkind = "files"\npaths = ["in/one.txt", "in/two.txt"]\n')
    project.put("one.txt", "Text.\n")
    done = project.ingest()
    assert done.states == {"new": 1, "quarantined": 1}
    assert "No such file" in project.log("quarantine", done)[0]["error"]


def test_many_batches_on_several_processes_give_the_same_rows(project):
    settings = load(project.file)
    small = settings.model_copy(update={"run": RunSettings(batch_documents=2, workers=2)})
    done = work.ingest(small, Request(), Cores(2), lambda *_: None)
    assert done.states == {"new": 6}
    several = {row["doc_id"]: row["output_sha256"] for row in project.rows("documents")}
    other = Project(project.directory, '[[source]]\nid = "a"\nkind = "directory"\npath = "in"\n')
    other.file.write_text(other.file.read_text().replace('"data"', '"data2"'))
    outcome = other.ingest()
    assert {row["doc_id"]: row["output_sha256"] for row in outcome.release.table("documents").to_pylist()} == several


def test_a_killed_worker_is_replaced_and_its_batch_done_again(project):
    settings = load(project.file)
    directory = project.directory / "run"
    directory.mkdir()
    (directory / "run.json").write_text(RunFile(run_id=new_run_id(), settings=settings).model_dump_json())
    item = Planned(locator="one.txt", uri="in/one.txt", path=str(project.directory / "in" / "one.txt"))
    manifest = directory / "0.json"
    manifest.write_text(
        BatchFile(run_file=str(directory / "run.json"), source_id="a", number=0, items=(item,)).model_dump_json()
    )
    pool = Pool(1)
    try:
        assert pool.clean(str(manifest)).states == {"new": 1}
        [worker] = pool._executor._processes
        os.kill(worker, signal.SIGKILL)
        assert pool.clean(str(manifest)).states == {"new": 1}
    finally:
        pool.close()


def test_a_run_beside_another_is_refused_and_changes_nothing(project):
    project.ingest()
    now = datetime.now(UTC)
    lease = project.house.acquire(Holder(new_run_id(), os.getpid(), "elsewhere"), now=now)
    before = project.published()
    with pytest.raises(LockHeldError):
        project.ingest()
    assert project.published() == before
    lease.release()
    assert project.ingest().state == "idle"


def test_a_run_that_fails_is_logged_as_failed_and_leaves_no_lock(project):
    def broken(_):
        raise KeyboardInterrupt
        yield

    with pytest.raises(KeyboardInterrupt):
        project.ingest(broken)
    states = {row["state"]: row["error"] for row in project.house.log.read("runs").to_pylist()}
    assert states["failed"].startswith("KeyboardInterrupt")
    assert project.ingest().state == "published"


@pytest.mark.parametrize(("rule", "says"), [("disable", "names the rule"), ("observe", "names the rule")])
def test_an_unknown_rule_stops_the_run_before_any_work(tmp_path, rule, says):
    project = Project(tmp_path, f'[[source]]\nid = "a"\nkind = "directory"\npath = "in"\n{rule} = ["no.such-rule"]\n')
    with pytest.raises(SettingsError, match=says):
        project.ingest()
    assert not (tmp_path / "data").exists()


def test_a_run_that_ends_before_the_lock_is_ours_is_not_taken_for_a_killed_one(project, monkeypatch):
    with running(load(project.file), Request(), lambda *_: None) as alive:
        left = alive.file.read_bytes()
    alive.file.parent.mkdir(parents=True)
    alive.file.write_bytes(left)

    def ending():
        shutil.rmtree(alive.directory, ignore_errors=True)
        return clock()

    monkeypatch.setattr("flows.runs.clock", ending)  # asked just before the lock
    assert project.ingest().run_id != alive.run_id


def test_only_the_requested_sources_are_ingested(tmp_path):
    declared = "".join(
        f'[[source]]\nid = "{name}"\nkind = "directory"\npath = "in"\ngroup = "{group}"\ndisable = {disabled}\n'
        for name, group, disabled in [("a", "x", []), ("b", "y", json.dumps(["layout.indent"]))]
    )
    project = Project(tmp_path, declared)
    project.put("one.txt", "Text.\n")
    runs = [project.ingest(only=("a",)), project.ingest(group="y")]
    assert [run.states for run in runs] == [{"new": 1}, {"new": 1}]
    assert len({row["rules_hash"] for run in runs for row in project.log("runs", run)}) == 1  # of all sources
    assert {row["source_id"] for row in project.rows("documents")} == {"a", "b"}
    with pytest.raises(SettingsError, match="groups are x, y"):
        project.ingest(group="z")


FRENCH = "La lumière du phare tourne chaque nuit au-dessus de la mer, et personne dans le village ne la regarde plus.\n"
SPEAKS = '[[source]]\nid = "a"\nkind = "directory"\npath = "in"\nlanguages = ["zh-Hant", "en"]\n[source.thresholds]\nmax_foreign = {}\n'


@pytest.mark.parametrize(("allowed", "says"), [(0.2, True), (0.5, False)])
def test_a_document_in_another_language_is_kept_measured_and_past_a_share_named(tmp_path, allowed, says):
    """What is expected loses nothing: the page is published, the figure logged, and a person asked past the threshold."""
    project = Project(tmp_path, SPEAKS.format(allowed))
    project.put("zh.txt", "春眠不覺曉，處處聞啼鳥。夜來風雨聲，花落知多少。\n")
    project.put("en.txt", "The lighthouse turns every night above the sea, and nobody in the village looks at it.\n")
    project.put("fr.txt", FRENCH)
    done = project.ingest()
    assert (done.states, done.problems) == ({"new": 3}, ())
    [row] = [row for row in project.log("quality", done) if row["metric"].startswith("foreign")]
    assert (row["value"], row["passed"]) == (pytest.approx(1 / 3), not says)
    assert any("foreign zh-Hant+en is 0.33" in note for note in done.notes) == says
    report = (done.release.path / "report.html").read_text("utf-8")
    assert ("foreign zh-Hant+en" in report) == says
    assert ("fr.txt" in json.dumps(failures_of(project, done))) == says


def failures_of(project, done):
    """Return the rows that broke contracts in a run."""
    files = (project.directory / "data" / "rejected" / done.run_id).glob("contracts-*.json")
    return [json.loads(file.read_text("utf-8")) for file in files]


def container(kind, path, rows):
    """Write rows as a container of that kind."""
    if kind == "jsonl":
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    elif kind == "parquet":
        pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=2)
    else:
        path.write_bytes(b"".join(gzip.compress(warc_record(row)) for row in rows))


def warc_record(row):
    block = f"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{row['text']}".encode()
    head = f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{row['id']}>\r\nWARC-Date: 2024-01-01T00:00:00Z\r\nWARC-Target-URI: {row['url']}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    return head.encode() + block + b"\r\n\r\n"


SUFFIX = {"jsonl": "c.jsonl", "parquet": "c.parquet", "warc": "c.warc.gz"}


@pytest.mark.parametrize("kind", SUFFIX)
def test_one_changed_row_of_a_container_changes_one_document(tmp_path, kind):
    key = "" if kind == "warc" else 'key = "id"\nuri = "url"\n'
    project = Project(tmp_path, f'[[source]]\nid = "c"\nkind = "{kind}"\npaths = ["in/{SUFFIX[kind]}"]\n{key}')
    rows = [{"id": f"k{n}", "text": f"第 {n} 頁的正文。\n", "url": f"http://e.org/{n}"} for n in range(6)]
    file = tmp_path / "in" / SUFFIX[kind]
    container(kind, file, rows)
    first = project.ingest()
    assert first.states == {"new": 6}
    assert {row["text"] for row in project.rows("documents")} == {row["text"] for row in rows}
    assert {row["source_uri"] for row in project.rows("documents")} == {row["url"] for row in rows}
    idle = project.ingest()
    assert (idle.state, idle.states) == ("idle", {"unchanged": 6})
    assert project.log("fetches", idle) == []
    rows[3]["text"] = "換了的正文。\n"
    rows[4]["id"], rows[4]["url"] = "k9", "http://e.org/9"
    container(kind, file, rows)
    done = project.ingest()
    assert done.states == {"unchanged": 4, "changed": 1, "new": 1, "vanished": 1} or done.states.get("moved")
    assert len(project.rows("documents")) == 6


def test_a_broken_line_of_a_container_is_one_quarantine_row(tmp_path):
    project = Project(tmp_path, '[[source]]\nid = "c"\nkind = "jsonl"\npaths = ["in/c.jsonl"]\nkey = "id"\n')
    project.put(
        "c.jsonl",
        '{"id": 1, "text": "one\\n"}\n{broken\n{"id": 1, "text": "twice\\n"}\n{"text": "no key\\n"}\n{"id": 2}\n\n{"id": 3, "text": "three\\n"}\n',
    )
    done = project.ingest()
    assert done.states == {"new": 2, "quarantined": 4}


def test_rows_without_a_key_are_known_by_their_text(tmp_path):
    project = Project(tmp_path, '[[source]]\nid = "c"\nkind = "jsonl"\npaths = ["in/c.jsonl"]\n')
    lines = [json.dumps({"text": f"text {n}\n"}) for n in (1, 2, 3, 3)]
    project.put("c.jsonl", "\n".join(lines))
    assert project.ingest().states == {"new": 4}
    project.put("c.jsonl", "\n".join(reversed(lines)))
    assert project.ingest().states == {"unchanged": 4}


@pytest.mark.parametrize("kind", SUFFIX)
def test_a_container_that_cannot_be_read_takes_no_document_away(tmp_path, kind):
    project = Project(tmp_path, f'[[source]]\nid = "c"\nkind = "{kind}"\npaths = ["in/{SUFFIX[kind]}"]\n')
    rows = [{"id": f"k{n}", "text": f"page {n}\n", "url": f"http://e.org/{n}"} for n in range(6)]
    file = tmp_path / "in" / SUFFIX[kind]
    container(kind, file, rows)
    project.ingest()
    file.unlink()
    done = project.ingest()
    assert len(project.rows("documents")) == 6
    assert done.states.get("vanished", 0) == 0


@pytest.mark.parametrize(("documents", "size", "batches"), [(2, 10**9, 3), (100, 10**9, 1), (100, 25, 3), (100, 5, 5)])
def test_batches_are_bounded_by_documents_and_bytes(documents, size, batches):
    items = [Planned(locator=str(n), uri=str(n), path="x", size=10) for n in range(5)]
    made = list(cut(items, RunSettings(batch_documents=documents, batch_bytes=size)))
    assert len(made) == batches
    assert [item for batch in made for item in batch] == items


KILLED = """
import os, signal, sys
from pathlib import Path
from cleaners.profiles import DEFAULT
from flows import sources, work
from flows.batches import clean_batch
from flows.runs import Request
from flows.settings import load

def runner(manifests):
    for manifest in manifests[:2]:
        yield clean_batch(manifest)
    os.kill(os.getpid(), signal.SIGKILL)

sources.now_ns = lambda: 2**62
work.ingest(load(Path(sys.argv[1])), Request(), runner, lambda *_: None)
"""


def test_a_run_that_is_killed_is_taken_up_where_it_was(project):
    project.file.write_text(project.file.read_text() + "[run]\nbatch_documents = 2\n")
    dead = subprocess.run([sys.executable, "-c", KILLED, str(project.file)], cwd=HOME, check=False)
    assert (dead.returncode, project.house.head()) == (-signal.SIGKILL, None)
    cleaned = []

    def runner(manifests):
        cleaned.extend(manifests)
        yield from Cores(1)(manifests)

    done = project.ingest(runner)
    assert (done.states, len(cleaned)) == ({"new": 6}, 1)
    assert sorted(row["state"] for row in project.log("runs", done)) == ["published", "started"]
    assert project.ingest().state == "idle"


def test_what_changed_since_a_run_was_killed_is_cleaned_again(project):
    project.file.write_text(project.file.read_text() + "[run]\nbatch_documents = 2\n")
    subprocess.run([sys.executable, "-c", KILLED, str(project.file)], cwd=HOME, check=False)
    for name in ("one", "two", "three"):
        (project.directory / "in" / f"{name}.txt").unlink()
    project.put("four.txt", "Changed after the kill.\n")
    done = project.ingest()
    assert done.states == {"new": 3}
    texts = {row["locator"]: row["text"] for row in project.rows("documents")}
    assert (sorted(texts), texts["four.txt"]) == (["five.txt", "four.txt", "six.txt"], "Changed after the kill.\n")


MARK = "更多好文请关注公众号甲乙读书会"


def marked(number):
    """A page whose words are its own, but for the mark of its site."""
    digits = "零一二三四五六七八九"
    name = "".join(digits[int(d)] for d in f"{number:02}")
    return f"这是编号{name}的一页,讲{name}号村庄的旧事,村口第{name}棵树下坐着讲故事的人。\n到了{name}更天,大家才散去。\n{MARK}\n"


@pytest.mark.parametrize("how", ["adopt", "propose", "off"])
def test_a_mark_of_a_site_is_adopted_at_the_page_that_proves_it_and_cleans_the_ones_before(tmp_path, how):
    project = Project(
        tmp_path,
        f'[[source]]\nid = "a"\nkind = "directory"\npath = "in"\nsite_marks = "{how}"\ndisable = {json.dumps(WATERMARKS)}\n',
    )
    for number in range(49):
        project.put(f"{number:02}.txt", marked(number))
    assert project.ingest().states == {"new": 49}
    assert all(MARK in row["text"] for row in project.rows("documents"))
    project.put("49.txt", marked(49))
    done = project.ingest()
    left = sum(MARK in row["text"] for row in project.rows("documents"))
    if how == "adopt":
        assert (done.states, left) == ({"recleaned": 49, "new": 1}, 0)
        assert {row["rule_id"].split(".")[0] for row in project.rows("edits")} == {"site"}
        assert any(row["rule_id"].startswith("site.a.") for row in project.rows("rules"))
    else:
        assert (done.states, left) == ({"unchanged": 49, "new": 1}, 50)
    if how != "adopt":
        assert any("may be marks" in note for note in done.notes) == (how == "propose")
    again = project.ingest()
    assert (again.state, again.states) == ("idle", {"unchanged": 50})
