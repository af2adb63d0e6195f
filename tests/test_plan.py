"""What becomes of items and sources from run to run (DESIGN 7); an idle run publishes and rewrites nothing."""

from __future__ import annotations

import pytest

from cleaners.page import Profile
from cleaners.rule import Rule, cleaner
from cleaners.text import Evidence, Patch
from tests.independent_check import proved
from tests.store import PAGES, PROFILE, Contract, arrivals, item, runs, spec
from warehouse import Holder, ids, rule_rows
from warehouse.layout import files_below

GONE, BROKEN = LookupError("404"), b""


@pytest.fixture
def run(tmp_path):
    return runs(tmp_path / "w")


def doc(name, source="one"):
    return ids.doc_id(source, item(name).locator)


def column(release, table, name, key="doc_id"):
    rows = release.table(table, [key, name])
    return dict(zip(rows[key].to_pylist(), rows[name].to_pylist(), strict=True))


def files(run):
    return {p.relative_to(run.house.root): (p.stat().st_ino, p.stat().st_mtime_ns) for p in files_below(run.house.root)}


def test_new_items_become_documents(run):
    release = run((spec(), PAGES))
    assert release.number == 1
    assert run.states() == {"new": 5}
    assert set(column(release, "documents", "status").values()) == {"fresh"}
    assert proved(release.path) == (5, [])


def test_an_idle_run_publishes_nothing_and_rewrites_nothing_but_logs_its_sightings(run):
    run((spec(), PAGES))
    before = files(run)
    assert run((spec(), PAGES)) is None
    after = files(run)
    assert {path: after[path] for path in before} == before
    assert all(path.parts[0] in ("log", "locks") for path in set(after) - set(before))
    assert run.states() == {"unchanged": 5}
    assert run.house.log.read("sightings").num_rows == 10


def test_an_item_that_is_not_modified_needs_no_bytes(run):
    run((spec(), PAGES))
    assert run((spec(), dict.fromkeys(PAGES))) is None
    assert run.states() == {"unchanged": 5}


def test_a_changed_item_replaces_its_row(run):
    first = run((spec(), PAGES))
    second = run((spec(), PAGES | {"a.txt": "new words\n"}))
    assert run.states() == {"changed": 1, "unchanged": 4}
    assert column(second, "documents", "text")[doc("a.txt")] == "new words\n"
    before, after = column(first, "documents", "version_id"), column(second, "documents", "version_id")
    assert {d for d in before if before[d] != after[d]} == {doc("a.txt")}
    assert "Realization" not in str(second.table("segments")["text"].to_pylist())
    assert proved(second.path) == (5, [])
    assert proved(first.path) == (5, [])


def test_one_changed_source_leaves_the_files_of_the_other_alone(run):
    first = run((spec("one"), PAGES), (spec("two"), PAGES))
    second = run((spec("one"), PAGES | {"a.txt": "new words\n"}), (spec("two"), PAGES))
    inodes = [{s.key: (r.path / s.name).stat().st_ino for s in r.shards if s.source == "two"} for r in (first, second)]
    assert inodes[0] == inodes[1]
    assert len(inodes[0]) > 5


def test_a_vanished_item_moves_and_a_returned_one_is_the_same_document_again(run):
    run((spec(), PAGES))
    without = {name: body for name, body in PAGES.items() if name != "a.txt"}
    second = run((spec(), without))
    assert run.states() == {"unchanged": 4, "vanished": 1}
    assert column(second, "vanished", "text")[doc("a.txt")].startswith("实现之路")
    assert doc("a.txt") not in column(second, "documents", "text")
    assert run((spec(), without)) is None
    third = run((spec(), PAGES))
    assert run.states() == {"unchanged": 4, "returned": 1}
    assert third.table("vanished").num_rows == 0
    assert doc("a.txt") in column(third, "documents", "text")


def test_the_text_of_what_vanished_goes_where_the_policy_says_so(run):
    source = spec(vanished_text="drop")
    run((source, PAGES))
    second = run((source, {name: body for name, body in PAGES.items() if name != "a.txt"}))
    assert column(second, "vanished", "text") == {doc("a.txt"): None}


def test_only_a_complete_listing_or_a_gone_item_counts_as_a_miss(run):
    run((spec(), PAGES))
    assert run((spec(), {"b.txt": PAGES["b.txt"]}), complete=False) is None
    second = run((spec(), {"b.txt": PAGES["b.txt"], "a.txt": GONE}), complete=False)
    assert list(column(second, "vanished", "text")) == [doc("a.txt")]


def test_an_item_vanishes_after_as_many_misses_as_the_source_says(run):
    source, without = spec(misses=3), {name: body for name, body in PAGES.items() if name != "a.txt"}
    run((source, PAGES))
    for _ in range(2):
        assert run((source, without)) is None
        assert run.states() == {"unchanged": 4, "missing": 1}
    assert run((source, PAGES)) is None  # seen again: counting starts anew
    for _ in range(2):
        assert run((source, without)) is None
    assert run((source, without)).table("vanished").num_rows == 1


def test_an_item_with_the_same_bytes_elsewhere_has_moved(run):
    run((spec(), PAGES))
    moved = {("z.txt" if name == "a.txt" else name): body for name, body in PAGES.items()}
    second = run((spec(), moved))
    assert run.states() == {"unchanged": 4, "moved": 1, "vanished": 1}
    assert column(second, "vanished", "moved_to") == {doc("a.txt"): doc("z.txt")}


@pytest.mark.parametrize("names", [("a.txt", "b.txt"), tuple(PAGES)])
def test_a_source_of_which_too_much_seems_gone_is_held_back_whole(run, names):
    first = run((spec(), PAGES))
    left = {name: body for name, body in PAGES.items() if name not in names} | {"new.txt": "new\n"}
    assert run((spec(), left)) is None
    assert "vanished share" in run.outcomes[0].held_back
    assert run.states()["held back"] == len(names) + 1
    assert run.house.head().number == first.number
    accepted = run((spec(contract=Contract(max_vanished_share=1)), left))
    assert accepted.table("vanished").num_rows == len(names)


def test_a_broken_item_is_quarantined_and_its_last_good_row_stays_stale(run):
    run((spec(), PAGES))
    second = run((spec(), PAGES | {"a.txt": BROKEN}))
    assert run.states() == {"unchanged": 4, "quarantined": 1}
    assert column(second, "documents", "status")[doc("a.txt")] == "stale"
    assert column(second, "documents", "text")[doc("a.txt")].startswith("实现之路")
    assert run.house.log.read("quarantine")["stage"].to_pylist() == ["intake"]
    assert (
        run((spec(), PAGES | {"a.txt": BROKEN})) is None
    )  # broken in the same way: nothing to publish, nothing to log twice
    assert run.house.log.read("quarantine").num_rows == 1
    third = run((spec(), PAGES))
    assert column(third, "documents", "status")[doc("a.txt")] == "fresh"


def test_a_new_item_that_is_broken_never_stops_the_others(run):
    release = run((spec(), {"bad.txt": BROKEN, "far.txt": OSError("no route"), **PAGES}))
    assert run.states() == {"new": 5, "quarantined": 2}
    assert release.table("documents").num_rows == 5
    assert sorted(run.house.log.read("quarantine")["stage"].to_pylist()) == ["fetch", "intake"]


def test_whatever_a_cleaner_raises_is_one_quarantine_row(run):
    def clean(fetched):
        raise ZeroDivisionError(fetched.item.locator)

    release = run((spec(clean=clean), PAGES), (spec("two"), PAGES))
    assert run.states() == {"quarantined": 5}
    assert run.states(1) == {"new": 5}
    assert release.table("documents").num_rows == 5
    assert "ZeroDivisionError: a.txt" in run.house.log.read("quarantine")["error"].to_pylist()


def test_a_document_that_loses_too_much_is_held_back_and_named(run):
    heavy = {"x.txt": "[ad by Someone]" * 9 + "kept\n"}
    release = run((spec(), PAGES | heavy))
    assert run.states() == {"new": 5, "held back": 1}
    assert release.table("documents").num_rows == 5
    says = run.house.log.read("quarantine").to_pylist()[0]
    assert says["stage"] == "loss"
    assert (run.house.layout.rejected(run.run_id) / says["raw_sha256"]).read_bytes().decode() == heavy["x.txt"]
    assert run((spec(), PAGES | heavy)) is None
    assert run.house.log.read("quarantine").num_rows == 1
    assert run((spec(max_loss=1.0), PAGES | heavy)).table("documents").num_rows == 6


def test_a_contract_that_fails_holds_the_source_back_and_not_the_others(run):
    strict = spec(contract=Contract(min_items=9))
    release = run((strict, PAGES), (spec("two"), PAGES))
    assert set(release.table("documents")["source_id"].to_pylist()) == {"two"}
    assert "9" in run.outcomes[0].held_back


def test_two_items_of_one_locator_hold_the_source_back(run):
    plan = run.house.plan(spec(), run_id="r")
    for number in (0, 1):
        plan.clean(number, arrivals({"a.txt": "x\n"}, run.now), now=run.now)
    assert "name two items" in plan.close(complete=True, now=run.now).held_back


def test_a_batch_that_runs_twice_counts_once(run):
    plan = run.house.plan(spec(), run_id="r")
    for _ in range(2):
        plan.clean(0, arrivals({"a.txt": "x\n"}, run.now), now=run.now)
    assert plan.close(complete=True, now=run.now).states == {"new": 1}


SHOUT = Rule("repair.shout", 1, "Capitals.", "A test.")


@cleaner(SHOUT)
def shout(text, page):
    for n, c in enumerate(str(text)):
        if c == "w":
            yield Patch(n, n + 1, "W", SHOUT.id, Evidence("w"))


def test_a_rule_change_recleans_everything_and_writes_only_where_the_output_moved(run):
    first = run((spec(), PAGES))
    wider = spec(profile=Profile("wider", (*PROFILE.cleaners, shout)))
    second = run((wider, dict.fromkeys(PAGES)))
    assert run.states() == {"unchanged": 4, "recleaned": 1}
    before, after = column(first, "documents", "version_id"), column(second, "documents", "version_id")
    assert {d for d in before if before[d] != after[d]} == {doc("d.txt")}
    assert "without" not in column(second, "documents", "text")[doc("d.txt")]
    assert column(second, "documents", "cleaning_hash")[doc("c.txt")] == spec().cleaning_hash
    assert column(second, "documents", "fetched_at") == column(first, "documents", "fetched_at")
    assert run((wider, dict.fromkeys(PAGES))) is None
    assert run.house.confirmed(wider).length() == 4


def test_bodies_that_are_not_kept_still_come_back(run):
    release = run((spec(keep_bodies=False), PAGES))
    assert release.table("captures")["body"].null_count == 5
    assert proved(release.path) == (5, [])
    assert run((spec(keep_bodies=False), dict.fromkeys(PAGES))) is None


def test_a_new_licence_of_a_source_is_written_without_cleaning(run):
    run((spec(), PAGES))
    second = run((spec(source_licence="CC-BY-4.0"), PAGES))
    assert run.states() == {"unchanged": 5}
    assert set(column(second, "documents", "source_licence").values()) == {"CC-BY-4.0"}
    assert proved(second.path) == (5, [])


def test_rules_that_rows_still_cite_stay_in_the_catalogue(run):
    run((spec(), PAGES))
    lease = run.house.acquire(Holder("r", 1, "elsewhere"), now=run.now)
    assert run.house.publish([], rules=[], run_id="r", lease=lease, now=run.now) is None
    lease.release()
    assert set(run.house.head().table("rules")["rule_id"].to_pylist()) == {r.rule_id for r in rule_rows([PROFILE])}


def test_an_empty_source_still_makes_a_release_every_reader_can_open(run):
    release = run((spec(), {}))
    assert {s.table: s.rows for s in release.shards if s.table != "rules"} == dict.fromkeys(
        (
            "candidates",
            "captures",
            "claims",
            "clusters",
            "documents",
            "edits",
            "flags",
            "overlaps",
            "pairs",
            "segments",
            "vanished",
        ),
        0,
    )
