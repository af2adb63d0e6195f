"""The tools of rule authors on a small real warehouse: overrule, impact, discover."""

from __future__ import annotations

import doctest
import tomllib
from typing import NamedTuple

import pytest

from cleaners.pipeline import PROTECTED
from flows import work
from flows.cli import main
from flows.clock import clock
from flows.runners import Cores
from flows.runs import Request
from flows.settings import load
from warehouse import Warehouse, check, protect

STORY = "第一页的正文,说了一件事。这件事说来话长,从头到尾要讲上半个时辰,听的人换了几拨,讲的人还是不肯停下来。"
MARK = "本文来源:甲乙网 https://www.jiayi.example/1.html"
PAGES = {
    "one.txt": f"{STORY}\n{MARK}\n",
    "two.txt": f"第二页的正文,说了另一件事。\n{STORY[13:]}\n{MARK}\n",
    "three.txt": "第三页没有别的东西,只说了它自己的一句话。\n",
}


class Project(NamedTuple):
    """A settings file beside its pages, and the command line upon it."""

    file: object
    capture: object

    @property
    def house(self):
        return Warehouse(self.file.parent / "data")

    def put(self, pages):
        for name, text in pages.items():
            (self.file.parent / "in" / name).write_text(text, "utf-8")

    def ingest(self):
        return work.ingest(load(self.file, environ={}), Request(), Cores(1), lambda *_: None)

    def run(self, *words):
        code = main([*map(str, words), "--sources", str(self.file)])
        out, err = self.capture.readouterr()
        assert "Traceback" not in err
        return code, out, err

    def rows(self, table):
        return self.house.head().table(table).to_pylist()

    def document(self, name):
        return next(row for row in self.rows("documents") if row["locator"] == name)

    def edits(self, name):
        doc = self.document(name)["doc_id"]
        return [row for row in self.rows("edits") if row["doc_id"] == doc]


@pytest.fixture
def project(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("PALIMPSEST_WAREHOUSE", raising=False)
    (tmp_path / "in").mkdir()
    file = tmp_path / "sources.toml"
    file.write_text('[warehouse]\nroot = "data"\n[[source]]\nid = "a"\nkind = "directory"\npath = "in"\n', "utf-8")
    made = Project(file, capsys)
    made.put(PAGES)
    made.ingest()
    return made


def overruled(project, name="one.txt"):
    """Overrule the first removal of a page; return its row and the drafted case."""
    edit = next(row for row in project.edits(name) if MARK in row["removed"])
    code, out, err = project.run("overrule", name, edit["edit_id"][:12], "--reason", "the page quotes its mark")
    assert (code, "is protected" in err) == (0, True)
    return edit, tomllib.loads(out)["stays"][0]


def test_an_overruled_removal_comes_back_and_nothing_else_moves(project):
    """The sentence is back, a candidate names the steward, other documents keep their version, and every proof holds."""
    before = {row["locator"]: row["version_id"] for row in project.rows("documents")}
    edit, case = overruled(project)
    done = project.ingest()
    assert (done.state, done.states) == ("published", {"recleaned": 1, "unchanged": 2})
    assert project.document("one.txt")["text"] == PAGES["one.txt"]
    reasons = {row["reason"] for row in project.rows("candidates") if row["doc_id"] == edit["doc_id"]}
    assert PROTECTED in reasons
    after = {row["locator"]: row["version_id"] for row in project.rows("documents")}
    assert {name for name in after if after[name] != before[name]} == {"one.txt"}
    assert MARK in case["text"]
    assert STORY in case["text"]
    assert check(project.house, now=clock()) == []
    assert (done.release.path / "report.html").exists()


def test_a_protected_document_is_cleaned_once(project):
    """The run after the one that brought the text back is idle, and a second overruling moves the document again."""
    overruled(project)
    project.ingest()
    assert project.ingest().state == "idle"
    overruled(project, "two.txt")
    assert project.ingest().states == {"recleaned": 1, "unchanged": 2}
    assert project.ingest().state == "idle"


def test_protection_survives_a_change_of_rules(project):
    """Another cleaning hash cleans every document; the protected text stays, and is confirmed like any other."""
    overruled(project)
    project.ingest()
    text = project.file.read_text("utf-8")
    project.file.write_text(
        text + 'observe = ["watermark.unheard"]\n'.replace("watermark.unheard", "layout.indent"), "utf-8"
    )
    assert project.ingest().state == "idle"
    assert project.document("one.txt")["text"] == PAGES["one.txt"]
    directory = project.house.layout.work / "confirmed"
    assert directory.exists()
    _ = overruled(project, "two.txt")
    assert project.ingest().states == {"recleaned": 1, "unchanged": 2}


def test_protection_finds_its_text_in_other_bytes(project):
    """A document that changed elsewhere keeps what was protected in it."""
    overruled(project)
    changed = f"一行新的话。\n{PAGES['one.txt']}"
    project.put({"one.txt": changed})
    project.ingest()
    assert project.document("one.txt")["text"] == changed


@pytest.mark.parametrize(
    ("doc", "edit", "says"),
    [
        ("one.txt", "ffffffffffff", "has no edit"),
        ("one.txt", "99999", "has no edit"),
        ("nine.txt", "0", "no kept release"),
    ],
)
def test_what_is_no_single_removal_is_refused_with_what_there_is(project, doc, edit, says):
    """Nothing is logged for an edit that cannot be told."""
    code, out, err = project.run("overrule", doc, edit, "--reason", "why")
    assert (code, out, says in err) == (1, "", True)
    assert project.house.protected() == {}


def test_a_removal_is_named_by_its_place_as_well(project):
    """raw_start is enough where one edit stands there."""
    [edit] = [row for row in project.edits("one.txt") if MARK in row["removed"]]
    assert project.run("overrule", "one.txt", edit["raw_start"], "--reason", "why")[0] == 0
    [found] = project.house.protected()[edit["doc_id"]]
    assert (found.raw_start, found.raw_end) == (edit["raw_start"], edit["raw_end"])
    assert MARK in found.text


def test_the_examples_of_protection_are_right():
    """The examples in the module hold."""
    assert doctest.testmod(protect).failed == 0
