"""The hands that publish: parts dealt out to processes come to the same, in order, and a helper that is killed costs nothing."""

from __future__ import annotations

import os
import signal
from itertools import count, islice
from multiprocessing import parent_process

import pytest

from flows.declared import RunSettings
from flows.hands import Helpers, helping
from tests.store import Runs, spec
from warehouse import Warehouse, buckets
from warehouse.audit import problems
from warehouse.files_audit import Subject
from warehouse.hands import OWN
from warehouse.items import Contract

TEXT = (
    "这一页说的是第{n}件事，写得长一些，好让别的页有话可抄。\n"
    + "同一段话在许多页里都有，一个字也不差，这样两页就有了相同的文字。" * 4
)
PAGES = {f"{n:03}.txt": TEXT.format(n=n) + f"[ad by {n}]\n" * (n % 3) for n in range(60)}
LATER = {name: text + "改了。" if name < "020" else text for name, text in PAGES.items() if name > "002.txt"}


@pytest.fixture(scope="module")
def helpers():
    made = Helpers(2, patience=0)
    yield made
    made.close()


def squared(number):
    return number * number


def killing(number):
    """End the process, unless it is the one that asked."""
    if parent_process() is not None:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def shards(root, hands):
    """Every shard of three releases: new documents, then some that changed or went, then none that did."""
    run = Runs(Warehouse(root, hands=hands))
    source = spec("one", contract=Contract(max_vanished_share=1.0))
    found = [made.shards for made in (run((source, PAGES), batch=25), run((source, LATER), batch=25)) if made]
    assert run((source, LATER)) is None
    return found


def test_parts_come_back_in_their_order_and_are_asked_for_as_they_are_needed(helpers):
    assert list(helpers.map(squared, range(20))) == [n * n for n in range(20)]
    assert list(islice(helpers.map(squared, count()), 3)) == [0, 1, 4]
    assert list(helpers.map(squared, ())) == []


def test_an_error_of_a_part_is_the_error_of_the_step(helpers):
    with pytest.raises(ValueError, match="invalid literal"):
        list(helpers.map(int, ["1", "no number"]))


def test_what_a_killed_helper_had_begun_is_done_here():
    helpers = Helpers(2, patience=0)
    assert list(helpers.map(killing, range(5))) == [0, 1, 2, 3, 4]
    helpers.close()


def test_a_release_has_the_same_files_whoever_does_its_parts(tmp_path, helpers, monkeypatch):
    monkeypatch.setattr(buckets, "LIMIT", 8_000)
    own, others = shards(tmp_path / "own", OWN), shards(tmp_path / "helped", helpers)
    assert own == others
    assert len({shard.bucket for shard in own[1]}) > 8
    assert {shard.table for shard in own[1] if shard.rows} >= {
        "documents",
        "edits",
        "captures",
        "overlaps",
        "clusters",
        "vanished",
    }


def test_damage_is_found_by_helpers_as_by_the_run_itself(tmp_path, helpers, monkeypatch):
    monkeypatch.setattr(buckets, "LIMIT", 8_000)
    run = Runs(Warehouse(tmp_path, hands=helpers))
    view = run((spec(), PAGES))
    file = view.files("edits")[1]
    file.write_bytes(file.read_bytes()[:-1])
    found = [
        list(problems(Subject(view, (run.house.layout.objects,), frozenset(s.place for s in view.shards)), hands))
        for hands in (OWN, helpers)
    ]
    assert found[0] == found[1]
    assert {problem.file for problem in found[0]} == {f"edits/{file.name}"}


@pytest.mark.parametrize(
    ("runner", "workers", "hired"), [("here", 4, False), ("cores", 1, False), ("cores", 2, True), ("dask", 2, True)]
)
def test_as_many_help_to_publish_as_clean(runner, workers, hired):
    with helping(RunSettings(runner=runner, workers=workers)) as hands:
        assert (hands is not OWN) == hired
