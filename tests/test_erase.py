"""An erasure: nothing of the document's text is found under the root, everything else is proved as before, and it does not come back."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

from cleaners.page import Page, Profile
from cleaners.rule import Rule, cleaner
from cleaners.site_marks import Mark, from_json, to_json
from cleaners.text import Evidence, Finding, Patch, Text
from tests.independent_check import proved
from tests.store import PAGES, PROFILE, arrivals, item, runs, spec
from warehouse import Holder, RunRow, StaleFenceError, StoreError, check, commit, ids, source_bytes, why
from warehouse.diff import changes
from warehouse.erase import erase
from warehouse.layout import files_below, write_durably

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = "Wolpertinger"
DOC = ids.doc_id("one", item("secret.txt").locator)
BODIES = [
    f"the {SECRET} line[ad by {SECRET}]\n{SECRET}?{SECRET} a??{SECRET} [keep]\n第一{SECRET}\nfirst {SECRET}\n",
    f"later {SECRET}\n",
]


def mentions(root):
    """Files below the root that hold the secret, as bytes or in a Parquet column."""
    found = []
    for path in files_below(root):
        body = path.read_bytes()
        if path.suffix == ".parquet":
            body += repr(pq.read_table(path).to_pylist()).encode()
        if SECRET.encode() in body:
            found.append(path.relative_to(root))
    return found


def erased(run, doc=DOC, reason="asked for by the author"):
    run.count += 1
    lease = run.house.acquire(Holder(run.run_id, 1, "x"), now=run.now)
    done = erase(run.house, doc, reason, run_id=run.run_id, lease=lease, now=run.now)
    lease.release()
    return done


@pytest.fixture
def run(tmp_path):
    """Two versions of the secret in three releases, a rejected body, caches, reports."""
    made = runs(tmp_path / "w")
    other = (spec("two"), {f"{n}.txt": f"number {n}\n" for n in range(3)})
    made((spec(), PAGES | {"secret.txt": BODIES[0]}), other)
    made((spec(), PAGES | {"secret.txt": f"[ad by {SECRET}]" * 9 + "\n"}), other)  # held back
    made((spec(), PAGES | {"secret.txt": BODIES[1]}), other)
    made((spec(), PAGES | {"secret.txt": BODIES[1], "a.txt": "more\n"}), other)
    for release in made.house.layout.releases.iterdir():
        write_durably(release / "report.html", f"<p>{SECRET}".encode())
    write_durably(made.house.layout.work / "cache", SECRET.encode())
    write_durably(made.house.layout.rejected("run-0001") / "release" / "x.parquet.part", SECRET.encode())
    return made


def test_nothing_of_the_text_is_left_anywhere(run):
    assert len(mentions(run.house.root)) > 12
    done = erased(run)
    assert mentions(run.house.root) == []
    assert done.releases == (1, 2, 3, 4)
    assert done.same_bytes == ()


def test_everything_else_is_proved_as_before(run):
    before = {n: proved(run.house.open(n).path)[0] for n in (1, 2, 3, 4)}
    erased(run)
    assert check(run.house, now=run.now) == []
    for n, count in before.items():
        assert proved(run.house.open(n).path) == (count - 1, [])
    assert run.house.open().number == 5
    assert "secret.txt" not in run.house.open().table("documents")["locator"].to_pylist()
    assert [c.doc_id for c in changes(run.house, 4).erased] == [DOC]
    assert why(run.house, SECRET)[0].verdict == "never seen"
    with pytest.raises(StoreError, match="no kept release"):
        source_bytes(run.house, DOC)


def test_the_next_run_does_not_bring_it_back(run):
    erased(run)
    assert run((spec(), PAGES | {"secret.txt": BODIES[1], "a.txt": "more\n"})) is None
    assert run.states() == {"unchanged": 5, "suppressed": 1}
    release = run((spec(), PAGES | {"secret.txt": BODIES[0], "a.txt": "even more\n"}))
    assert release.table("documents").num_rows == 5 + 3
    assert mentions(run.house.root) == []
    assert check(run.house, now=run.now) == []


def test_what_stopped_a_run_goes_where_it_quotes_the_document_and_stays_where_it_does_not(run):
    for run_id, said in (("bug", f"ValueError: not a number: 'the {SECRET} line'"), ("full", "the disk is full")):
        run.house.log.end(RunRow(run_id, "failed", run.now, error=said))
        event = {"run": {"facets": {"errorMessage": {"message": said}}}}
        write_durably(run.house.layout.log / "openlineage" / f"{run_id}-fail.json", json.dumps(event).encode())
    erased(run)
    assert mentions(run.house.root) == []
    assert run.house.log.read("runs", ["run_id", "error"]).to_pylist() == [
        {"run_id": "bug", "error": ""},
        {"run_id": "full", "error": "the disk is full"},
    ]
    assert [path.name for path in (run.house.layout.log / "openlineage").iterdir()] == ["full-fail.json"]


def test_a_tombstone_says_who_asked_and_what_it_was(run):
    erased(run)
    rows = run.house.log.read("erasures").to_pylist()
    assert {row["doc_id"] for row in rows} == {DOC}
    assert {row["reason"] for row in rows} == {"asked for by the author"}
    assert rows[0]["releases"] == [1, 2, 3, 4]
    assert len({row["raw_sha256"] for row in rows}) == 2
    record = run.house.layout.chain_file(6).read_text()
    assert '"kind": "amendment"' in record


def test_a_vanished_document_can_be_erased(run):
    run((spec(), PAGES | {"a.txt": "more\n"}))
    assert run.house.open().table("vanished").num_rows == 1
    erased(run)
    assert run.house.open().table("vanished").num_rows == 0
    assert mentions(run.house.root) == []
    assert check(run.house, now=run.now) == []


def test_other_documents_with_the_same_bytes_are_listed_and_stay(run):
    run((spec(), PAGES | {"secret.txt": BODIES[1], "twin.txt": BODIES[1], "a.txt": "more\n"}))
    twin = ids.doc_id("one", item("twin.txt").locator)
    assert erased(run).same_bytes == (twin,)
    assert source_bytes(run.house, "twin.txt") == BODIES[1].encode()
    assert check(run.house, now=run.now) == []
    erased(run, twin)
    assert mentions(run.house.root) == []
    assert check(run.house, now=run.now) == []


def test_a_run_that_read_it_before_and_wakes_after_publishes_nothing_and_leaves_nothing(run):
    run.count += 1
    lease = run.house.acquire(Holder("early", 1, "elsewhere"), now=run.now)
    plan = run.house.plan(spec(), run_id="early")
    plan.clean(0, arrivals({"secret.txt": BODIES[0], "z.txt": "z\n"}, run.now), now=run.now)
    outcome = plan.close(complete=False, now=run.now)
    erased(run)  # an hour later: its lease ran out
    with pytest.raises(StaleFenceError, match="lost its lease"):
        run.house.publish([outcome], rules=[], run_id="early", lease=lease, now=run.now)
    assert mentions(run.house.root) == []
    assert check(run.house, now=run.now) == []


def mark(form, *, skeleton="0", where="line"):
    return Mark(where, skeleton, 60, 60, (form,), "")


def test_marks_of_sites_lose_what_only_the_erased_document_bears_out(run):
    """An adopted mark stays while another document has it, without the forms that only this one had; a proposal goes."""
    ad = mark("[ad by Bus]", skeleton="[adbybus]")
    rule = Rule(f"site.one.{ad.digest}", 1, "A mark.", "Many pages have it.")
    profile = Profile("test", (sited(rule), *PROFILE.cleaners))
    pages = PAGES | {"secret.txt": f"{SECRET}[ad by Bus]\n", "a.txt": "实现之路,这一句够长,去了广告还在[ad by Bus]\n"}
    run((spec(profile=profile), pages))
    marks = run.house.layout.root / "marks"
    both = replace(ad, examples=("[ad by Bus]", f"{SECRET}[ad by Bus]"))
    write_durably(marks / "one.jsonl", to_json([both, mark(SECRET), mark("words of others")]).encode())
    write_durably(marks / "one.proposed.jsonl", to_json([mark(f"later {SECRET}"), mark("not here")]).encode())
    write_durably(marks / "two.proposed.jsonl", to_json([mark(SECRET)]).encode())
    erased(run)
    assert from_json((marks / "one.jsonl").read_text()) == [ad, mark("words of others")]
    assert from_json((marks / "one.proposed.jsonl").read_text()) == [mark("not here")]
    assert not (marks / "two.proposed.jsonl").exists()
    assert mentions(run.house.root) == []


def sited(rule):
    @cleaner(rule)
    def site(text: Text, page: Page) -> Iterator[Finding]:
        """Delete the mark."""
        for m in re.finditer(r"\[ad by Bus\]", str(text)):
            yield Patch(m.start(), m.end(), "", rule.id, Evidence("a mark"))

    return site


@pytest.mark.parametrize("step", ["_amend", "sweep", "_chain", "collect"])
def test_an_erasure_that_was_cut_off_is_finished_by_the_next(run, monkeypatch, step):
    def cut(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules["warehouse.erase"], step, cut)  # the package shows the function of that name
    with pytest.raises(KeyboardInterrupt):
        erased(run)
    monkeypatch.undo()
    run.count += 100  # its lease runs out
    assert run((spec(), PAGES | {"secret.txt": BODIES[1], "a.txt": "more\n"})) is None  # suppressed already
    assert check(run.house, now=run.now) == []
    erased(run)
    assert mentions(run.house.root) == []
    assert check(run.house, now=run.now) == []


def test_a_kill_between_the_amendment_and_the_new_files_is_healed(run, monkeypatch):
    monkeypatch.setattr(commit, "show_amended", lambda layout: layout.nothing)
    with pytest.raises(AttributeError):
        erased(run)
    monkeypatch.undo()
    assert any("manifest" in p.says for p in check(run.house, now=run.now))
    assert "got the files an erasure had written" in str(run.house.heal())
    assert check(run.house, now=run.now) == []


def test_an_erasure_needs_a_reason_and_a_document(run):
    with pytest.raises(StoreError, match="needs a reason"):
        erased(run, reason=" ")
    with pytest.raises(StoreError, match="no kept release"):
        erased(run, "nothing.txt")
