"""The commands that look into a warehouse, on a small real one; doctor and bootstrap on what they find."""

import json
import os
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from flows import quiet, work
from flows.cli import main
from flows.clock import clock
from flows.commands import bootstrap, doctor
from flows.prefect_api import Api, PrefectError
from flows.runners import Cores
from flows.runs import Request
from flows.settings import load
from warehouse import Holder, Warehouse

HOME = Path(__file__).parent.parent
PAGES = {
    "one.txt": "第一页的正文,说了一件事。这件事说来话长,从头到尾要讲上半个时辰,听的人换了几拨,讲的人还是不肯停下来。\n本文来源:甲乙网 https://www.jiayi.example/1.html\n",
    "two.txt": "第二页的正文,说了另一件事。\n",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Two releases: two pages, then one of them changed and a third one new."""
    directory = tmp_path_factory.mktemp("commands")
    (directory / "in").mkdir()
    file = directory / "sources.toml"
    file.write_text('[warehouse]\nroot = "data"\n[[source]]\nid = "a"\nkind = "directory"\npath = "in"\n', "utf-8")
    for pages in (PAGES, {"two.txt": "第二页换了正文,说的还是那件事。\n", "three.txt": "第三页是新的。\n"}):
        for name, text in pages.items():
            (directory / "in" / name).write_text(text, "utf-8")
        work.ingest(load(file, environ={}), Request(), Cores(1), lambda *_: None)
    return file


@pytest.fixture
def run(project, capfdbinary, monkeypatch):
    monkeypatch.delenv("PALIMPSEST_WAREHOUSE", raising=False)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)

    def palimpsest(*words):
        code = main([*map(str, words), "--sources", str(project)])
        out, err = capfdbinary.readouterr()
        assert b"Traceback" not in err
        return code, out, err.decode()

    return palimpsest


def test_check_finds_a_sound_warehouse_sound(run):
    code, out, _ = run("check")
    assert (code, b"every kept release is sound" in out) == (0, True)


def test_why_says_what_was_kept_superseded_and_never_seen(run):
    assert run("why", "第二页换了正文")[1].startswith(b"kept")
    assert run("why", "说了另一件事")[1].startswith(b"superseded")
    code, out, _ = run("why", "--json", "从来没有人说过的话")
    assert (code, json.loads(out)["verdict"]) == (1, "never seen")


def test_trace_leads_from_a_sentence_to_its_bytes(run, project):
    code, out, _ = run("trace", "--json", "说了一件事")
    [found] = map(json.loads, out.splitlines())
    body = (project.parent / "in" / "one.txt").read_bytes()
    assert (code, body[found["byte_start"] : found["byte_end"]].decode()) == (0, "说了一件事")
    code, out, _ = run("trace", "从来没有人说过的话")
    assert (code, b"no live document" in out) == (1, True)


@pytest.mark.parametrize("name", ["one.txt", "in/one.txt"])
def test_revert_gives_the_source_s_bytes_back(run, project, name):
    code, out, _ = run("revert", name)
    assert (code, out) == (0, (project.parent / "in" / "one.txt").read_bytes())


def test_revert_of_an_unknown_document_says_what_would_be_one(run):
    code, _, err = run("revert", "nothing.txt")
    assert (code, "its address or its file name" in err) == (1, True)


def test_changes_add_up(run):
    _, out, _ = run("changes", "--since", "1", "--json")
    assert sorted(json.loads(line)["change"] for line in out.splitlines()) == ["added", "source changed"]
    assert run("releases", "diff", "1", "2")[1].startswith(b"release 1 -> 2")
    assert b"2  added" in run("changes", "--since", "0")[1] or b"3  added" in run("changes", "--since", "0")[1]


def test_releases_are_listed_named_and_held(run):
    assert run("releases", "tag", "1", "first")[0] == 0
    assert run("releases", "hold", "1", "a paper cites it")[0] == 0
    listed = run("releases")[1].decode()
    assert "tag first" in listed
    assert "held: a paper cites it" in listed
    assert (run("releases", "untag", "first")[0], run("releases", "unhold", "1")[0]) == (0, 0)
    code, _, err = run("releases", "hold", "1")
    assert (code, "takes 2 words, not 1" in err) == (1, True)
    assert run("releases", "untag", "nobody")[0] == 1


def test_files_and_export_name_what_can_be_read(run, tmp_path):
    code, out, _ = run("files", "documents")
    assert code == 0
    assert all(Path(line).is_file() for line in out.decode().splitlines())
    assert run("export", "--format", "jsonl", tmp_path / "copy", "--release", "1")[0] == 0
    assert len((tmp_path / "copy" / "documents.jsonl").read_text("utf-8").splitlines()) == 2
    assert run("export", tmp_path / "copy")[0] == 1


def test_without_a_rule_its_removals_stand_again(run):
    _, out, _ = run("why", "--json", "甲乙网")
    [removed, *_] = [json.loads(line) for line in out.splitlines()]
    assert removed["verdict"] == "removed"
    _, out, _ = run("without", removed["changes"][0]["rule_id"])
    assert any("甲乙网" in json.loads(line)["text"] for line in out.splitlines())


def test_maintain_says_what_would_go_and_lets_it_go(run):
    assert b"would be freed" in run("maintain")[1]
    assert run("maintain", "--yes", "--keep", "5")[1].endswith(b"freed\n")


def test_the_report_is_named_and_a_missing_release_is_a_sentence(run):
    code, out, _ = run("report", "--path")
    assert (code, Path(out.decode().strip()).is_file()) == (0, True)
    code, _, err = run("report", "77", "--path")
    assert (code, "77" in err) == (1, True)


def test_doctor_finds_nothing_wrong_with_a_fresh_warehouse(run):
    code, out, _ = run("doctor")
    assert (code, out.startswith(b"all is well")) == (0, True), out


def test_doctor_names_an_old_release_and_every_kind_of_held_lock(project, monkeypatch):
    monkeypatch.delenv("PALIMPSEST_WAREHOUSE", raising=False)
    settings, now = load(project), clock()
    [old] = doctor.warehouse_problems(settings, now + timedelta(days=3))
    assert "more than 26 h ago" in old
    house = Warehouse(settings.root)
    host = os.uname().nodename
    for holder, moment, says in [
        (Holder("r1", os.getpid(), host), now, "it is at work"),
        (Holder("r2", 2**22 + 1, host), now, "was killed while it held the lock"),
        (Holder("r3", 1, "elsewhere"), now + timedelta(hours=1), "its lease ran out"),
    ]:
        lease = house.acquire(holder, now=now)
        [problem] = doctor.warehouse_problems(settings, moment)
        assert says in problem
        lease.release()


def test_doctor_on_a_warehouse_without_a_release_says_to_ingest(tmp_path):
    file = tmp_path / "s.toml"
    file.write_text('[[source]]\nid = "a"\nkind = "directory"\npath = "in"\n', "utf-8")
    [problem] = doctor.warehouse_problems(load(file, environ={}), clock())
    assert "nothing was published yet" in problem


def test_a_prefect_server_that_is_not_there_is_a_sentence(monkeypatch):
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    [problem] = doctor.prefect_problems(clock())
    assert "no Prefect server answers at http://127.0.0.1:9/api" in problem
    with pytest.raises(PrefectError, match="start it, or correct PREFECT_API_URL"):
        list(bootstrap.prepared(Api("http://127.0.0.1:9/api")))


def test_the_quiet_settings_are_those_of_prefect_toml():
    def flat(table, path=()):
        for key, value in table.items():
            if isinstance(value, dict):
                yield from flat(value, (*path, key))
            else:
                yield (
                    "_".join(("PREFECT", *path, key)).upper(),
                    str(value).lower() if isinstance(value, bool) else str(value),
                )

    assert dict(flat(tomllib.loads((HOME / "prefect.toml").read_text("utf-8")))) == quiet.DEFAULTS


def test_erasing_leaves_nothing_and_stays_erased(run, project):
    code, out, _ = run("erase", "three.txt", "--reason", "asked by its author")
    assert (code, b"is erased from releases 2" in out) == (0, True)
    wanted = "第三页是新的".encode()
    root = project.parent / "data"
    assert [p for p in root.rglob("*") if p.is_file() and wanted in p.read_bytes()] == []
    assert b"suppressed" in run("ingest", "--no-prefect", "--quiet")[1]
    assert run("check")[0] == 0
