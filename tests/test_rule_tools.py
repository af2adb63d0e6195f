"""The tools of rule authors on a small real warehouse: overrule, impact, discover."""

from __future__ import annotations

import doctest
import json
import tomllib
from typing import NamedTuple

import pyarrow.parquet as pq
import pytest

from cleaners.packs import load_pack
from cleaners.pipeline import PROTECTED
from cleaners.text import Patch
from flows import work
from flows.cli import main
from flows.clock import clock
from flows.runners import Cores
from flows.runs import Request
from flows.settings import load
from warehouse import Warehouse, check, protect
from warehouse import impact as impact_module
from warehouse.diff import changes

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


def test_a_document_is_overruled_by_the_start_of_its_file_name(project):
    edit = next(row for row in project.edits("one.txt") if MARK in row["removed"])
    assert project.run("overrule", "one", edit["edit_id"], "--reason", "it is quoted")[0] == 0


def test_why_says_that_a_protection_waits_for_the_next_run(project):
    """Until then the clean text lacks the passage, though a steward has spoken."""
    says = project.run("why", MARK)[1]
    overruled(project)
    pending = project.run("why", MARK)[1]
    project.ingest()
    after = project.run("why", MARK)[1]
    assert [text.count("its place is protected") for text in (says, pending, after)] == [0, 1, 0]


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


def test_an_overruled_document_changed_for_that_reason(project):
    """`changes` and the report name the steward's word alone, as long as nothing else differs between the two runs."""
    edit, _ = overruled(project)
    done = project.ingest()
    (moved,) = changes(project.house, 1).cleaning_changed
    assert (moved.doc_id, moved.why) == (edit["doc_id"], "overruled")
    twin = json.loads((done.release.path / "report.json").read_text("utf-8"))
    assert "overruled" in json.dumps(twin)


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
    overruled(project, "two.txt")
    assert project.ingest().states == {"recleaned": 1, "unchanged": 2}


def test_an_overruled_block_of_html_comes_back_without_its_tags(project):
    """A menu that was text after all: all its entries, references resolved, no claim made of it."""
    entries = "".join(f"<li><a href='/{n}'>{n}</a></li>" for n in ("首页", "新闻 &amp; 评论", "联系我们"))
    paragraphs = "".join(f"<p>{n}。{STORY}</p>\n" for n in range(6))
    page = f"<!doctype html><html><body><ul class='nav'>{entries}</ul><h1>旧桥</h1>{paragraphs}</body></html>"
    project.put({"page.html": page})
    project.ingest()
    assert "评论" not in project.document("page.html")["text"]
    edit = next(row for row in project.edits("page.html") if "评论" in row["removed"])
    assert project.run("overrule", "page.html", edit["edit_id"], "--reason", "these are chapters")[0] == 0
    project.ingest()
    assert "首页\n新闻 & 评论\n联系我们\n" in project.document("page.html")["text"]
    assert check(project.house, now=clock()) == []


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


def test_verdicts_written_before_protection_was_known_are_read(project):
    """A log file without the later columns reads as one in which nothing is protected."""
    old = project.house.log.read("verdicts").drop_columns(["raw_sha256", "text"])
    directory = project.house.layout.log / "verdicts"
    directory.mkdir(parents=True, exist_ok=True)
    pq.write_table(old, directory / "0-0.parquet")
    assert project.house.protected() == {}
    overruled(project)
    assert len(project.house.protected()) == 1


def test_an_erasure_takes_the_protected_text_along(project):
    """What the log quotes of an erased document is purged with it."""
    overruled(project)
    assert project.run("erase", "one.txt", "--reason", "asked for")[0] == 0
    assert MARK not in str(project.house.log.read("verdicts").to_pylist())
    assert project.house.protected() == {}


PACK = """
[[rule]]
id = "watermark.third"
version = 1
says = "A mark of this site."
why = "It names the site."
cues = ["只说了它自己"]
where = ["inside"]
pattern = '''只说了它自己的'''
removes = ["他⟦只说了它自己的⟧一句话。"]
keeps = ["一段普通的文字,里面没有任何网站的标记。"]
"""


def everything(project):
    """Return every file of the warehouse with its bytes."""
    root = project.house.root
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_the_impact_of_a_pack_is_shown_and_nothing_is_written(project):
    """Documents, characters by rule and the change in its context, before a single byte of the warehouse moves."""
    pack = project.file.parent / "site.toml"
    pack.write_text(PACK, "utf-8")
    before = everything(project)
    code, out, _ = project.run("impact", pack)
    assert (code, "1 of 3 documents would change" in out) == (0, True)
    assert "7 characters taken" in out
    assert "第三页没有别的东西,⟦只说了它自己的⟧一句话。" in out
    assert "in/three.txt" in out
    assert everything(project) == before


def test_a_pack_that_a_source_names_already_is_compared_with_the_release(project):
    """A rule added to a declared pack shows what it would change, though the files hold it already."""
    (project.file.parent / "site.toml").write_text(PACK, "utf-8")
    text = project.file.read_text("utf-8")
    project.file.write_text(f'{text}rule_packs = ["site.toml"]\n', "utf-8")
    assert "1 of 3 documents would change" in project.run("impact", project.file.parent / "site.toml")[1]
    project.ingest()
    assert "0 of 3 documents would change" in project.run("impact", project.file.parent / "site.toml")[1]


def test_the_impact_of_a_rule_s_absence_is_what_comes_back(project):
    """A rule, or all rules of a beginning; what another rule takes instead is no change."""
    [edit] = [row for row in project.edits("one.txt") if MARK in row["removed"]]
    code, out, _ = project.run("impact", "--without", edit["rule_id"])
    assert (code, "0 of 3 documents would change" in out) == (0, True), "another rule takes the same line"
    code, out, _ = project.run("impact", "--without", "watermark.")
    assert (code, "2 of 3 documents would change" in out) == (0, True)
    assert f"{2 * len(edit['removed']):,} characters given back" in out
    code, _, err = project.run("impact", "--without", edit["rule_id"][:-2])
    assert (code, f"did you mean {edit['rule_id']}" in err) == (2, True)


@pytest.mark.parametrize("words", [(), ("site.toml", "--without", "layout.indent")])
def test_impact_asks_for_one_change(project, words):
    """A pack or a rule, not both and not none."""
    code, _, err = project.run("impact", *words)
    assert (code, "say what to try" in err) == (2, True)


def test_what_is_protected_stays_so_in_a_trial(project):
    """A rule that would take a protected span has no impact there."""
    overruled(project)
    project.ingest()
    assert "1 of 3 documents would change" in project.run("impact", "--without", "watermark.")[1]


NOISE = "墨香书屋欢迎您 https://www.moxiang.example.com/book/{}.html"


@pytest.fixture
def pages(project):
    """A directory of stamped pages, one of them HTML, one no text at all."""
    directory = project.file.parent / "pages"
    directory.mkdir()
    for n in range(3):
        lines = "\n".join(f"{line}{NOISE.format(10 * n + k)}" for k, line in enumerate(STORY.split(",")))
        (directory / f"{n}.txt").write_text(lines, "utf-8")
    body = "".join(f"<p>{line}{NOISE.format(k)}</p>" for k, line in enumerate(STORY.split(",")))
    (directory / "page.html").write_text(f"<!doctype html><html><body>{body}</body></html>", "utf-8")
    (directory / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    return directory


def test_discover_shows_what_repeats_and_drafts_a_pack_that_loads(project, pages):
    """Counts, places, contexts; the pages that hold no text are named; the draft takes the mark it was drafted from."""
    draft = project.file.parent / "drafted.toml"
    code, out, err = project.run("discover", pages, "--write", draft)
    assert (code, "image.png is left out" in err) == (0, True)
    assert "on 4 pages" in out
    assert "at a line's end): 墨香书屋欢迎您" in out
    assert "⟦墨香书屋欢迎您" in out
    assert "<p>" not in out
    pack = load_pack(draft)
    [found] = [f for f in pack.findings(f"{STORY}{NOISE.format(99)}") if isinstance(f, Patch)]
    assert found.start == len(STORY)
    code, _, err = project.run("discover", pages, "--write", draft)
    assert (code, "name another file" in err) == (1, True)


def test_discover_reads_a_source_from_its_release_or_from_its_files(project, pages):
    """A declared id means its captures; a source that was never ingested is read where it lies."""
    text = project.file.read_text("utf-8")
    project.file.write_text(f'{text}[[source]]\nid = "new"\nkind = "directory"\npath = "pages"\n', "utf-8")
    assert "on 3 pages" in project.run("discover", "a")[1].splitlines()[0]
    assert "墨香书屋欢迎您" in project.run("discover", "new")[1]
    code, _, err = project.run("discover", "nowhere")
    assert (code, "declares no source 'nowhere'" in err) == (2, True)


@pytest.mark.parametrize("module", [protect, impact_module], ids=lambda module: module.__name__)
def test_the_examples_are_right(module):
    """The examples in the modules hold."""
    assert doctest.testmod(module).failed == 0


def test_a_place_is_overruled_once(project):
    """Whoever overrules a removal again is told that the next ingest restores it; the log holds one word on it."""
    edit, _ = overruled(project)
    code, out, err = project.run("overrule", "one.txt", edit["edit_id"][:12], "--reason", "again")
    assert (code, out) == (1, "")
    assert "is protected already" in err
