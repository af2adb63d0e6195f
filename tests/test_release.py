"""Releases as consumers use them: sharing and splitting of files, opening, comparing, undoing, keeping, exporting."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.page import Profile
from cleaners.rule import Rule, cleaner
from cleaners.text import Edit, Evidence, Patch, Text
from tests.independent_check import proved
from tests.store import PAGES, PROFILE, runs, spec
from warehouse import StoreError, buckets, check, markup, source_bytes
from warehouse.diff import changes, diff, listed
from warehouse.export import export
from warehouse.opened import documents
from warehouse.pins import tag
from warehouse.undo import without

PIECE = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
KIND = st.tuples(
    st.sampled_from(["markup.tag", "markup.reference"]), PIECE, st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=2),
    st.sampled_from([1.0, 0.5]), st.lists(st.sampled_from(["a.b", "markup.x"]), max_size=2),
)  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 5), PIECE, PIECE, KIND, st.integers(0, 9))))
def test_a_markup_layer_comes_back_as_it_was(made):
    edits, end = [], 0
    for gap, removed, inserted, (rule, says, spans, confidence, via), seq in made:
        edits.append(
            Edit(end + gap, removed, inserted, rule, Evidence(says, tuple(spans)), confidence, tuple(via), seq)
        )
        end += gap + len(removed)
    written = markup.write(edits)
    assert list(markup.read(written)) == edits
    assert markup.rules(written) == {r for e in edits for r in (e.rule, *e.via)}
    assert (written == "") == (not edits)


@given(st.lists(st.integers(0, 2**128 - 1)), st.sets(st.text("01", max_size=5), max_size=4))
def test_every_key_stands_in_exactly_one_bucket_of_a_cover(numbers, given_bits):
    prefixes = {b for b in given_bits if not any(b != other and b.startswith(other) for other in given_bits)}
    cover = buckets.cover(prefixes)
    assert prefixes <= set(cover)
    keys = buckets.keys_of(pa.array(sorted(f"{n:032x}" for n in numbers)))
    parts = [buckets.within(keys, bits) for bits in cover]
    assert [n for part in parts for n in range(part.start, part.stop)] == list(range(len(keys)))


ANSWER = st.one_of(
    st.text(st.sampled_from("ab 好\n?<>/&;[]dkeep")),
    st.binary(max_size=9),
    st.sampled_from(list(PAGES.values())),
    st.just(LookupError()),
)


@settings(max_examples=8)
@given(st.lists(st.dictionaries(st.sampled_from(["a.txt", "b.txt", "c.txt", "d.txt"]), ANSWER), min_size=1, max_size=3))
def test_any_sequence_of_runs_leaves_a_sound_warehouse(answers):
    with TemporaryDirectory() as root:
        run = runs(Path(root) / "w")
        for answer in answers:
            release = run((spec(), answer))
            assert release is None or proved(release.path)[1] == []
            assert run((spec(), answer)) is None
        assert check(run.house, now=run.now) == []


def many(count, change=frozenset(), word="first"):
    return {
        f"{n}.txt": f"text {n} {'other' if n in change else word}[ad by B{n}]\n第{n}行\nline {n}\n"
        for n in range(count)
    }


def test_buckets_split_as_they_fill_and_untouched_ones_are_shared(tmp_path, monkeypatch):
    monkeypatch.setattr(buckets, "LIMIT", 8000)
    run = runs(tmp_path / "w")
    first = run((spec(), many(10)), batch=4)
    second = run((spec(), many(60)), batch=7)
    assert len(first.of("documents")) < len(second.of("documents")) <= 32
    assert {s.bucket for s in second.of("documents")} == {s.bucket for s in second.of("segments")}
    third = run((spec(), many(60, {3})), batch=7)
    new = {s.key for s in third.shards} - {s.key for s in second.shards}
    assert len(new) < 12 < len(third.shards) / 3
    inodes = {(second.path / s.name).stat().st_ino for s in second.shards}
    shared = [s for s in third.shards if s.key not in new]
    assert all((third.path / s.name).stat().st_ino in inodes for s in shared)
    assert proved(third.path) == (60, [])
    assert check(run.house, now=run.now) == []
    assert third.table("documents")["doc_id"].to_pylist() == sorted(third.table("documents")["doc_id"].to_pylist())
    assert run((spec(), many(60, {3})), batch=9) is None


def test_the_rows_of_a_release_do_not_depend_on_batches_or_history(tmp_path, monkeypatch):
    monkeypatch.setattr(buckets, "LIMIT", 9000)
    at_once = runs(tmp_path / "1")
    at_once.count = 1
    whole = at_once((spec(), many(30)), batch=30)
    grown = runs(tmp_path / "2")
    grown((spec(), many(11)), batch=3)
    parts = grown((spec(), many(30)), batch=4)
    apart = {"run_id", "fetched_at"}
    for name in ("documents", "edits", "segments", "claims", "captures"):
        a, b = whole.table(name), parts.table(name)
        same = [c for c in a.column_names if c not in apart]
        assert (
            a.select(same)
            .sort_by([(c, "ascending") for c in same[:3]])
            .equals(b.select(same).sort_by([(c, "ascending") for c in same[:3]]))
        )


def test_a_release_opens_by_number_tag_and_date(tmp_path):
    run = runs(tmp_path / "w")
    for n in range(3):
        run((spec(), {"a.txt": f"{n}\n"}))
    house = run.house
    tag(house.layout, 2, "paper", now=run.now)
    assert [house.open(which).number for which in ("current", 1, "2", "paper", "2026-11-22", "2026-11-22T08:30")] == [
        3,
        1,
        2,
        2,
        3,
        2,
    ]
    for wrong in ("nothing", "2020-01-01", 9, "2026-99-99"):
        with pytest.raises(StoreError, match="no release"):
            house.open(wrong)
    with pytest.raises(StoreError, match="cannot be a tag"):
        tag(house.layout, 2, "2026", now=run.now)
    assert [(r.number, r.tags) for r in listed(house)] == [(3, ()), (2, ("paper",)), (1, ())]


OTHER = Rule("repair.other", 1, "Another.", "A test.")


@cleaner(OTHER)
def other(text, page):
    for n, c in enumerate(str(text)):
        if c == "w":
            yield Patch(n, n + 1, "W", OTHER.id, Evidence("w"))


def test_every_document_is_in_exactly_one_class_of_changes_and_the_sums_add_up(tmp_path):
    run = runs(tmp_path / "w")
    extra = {f"more{n}.txt": f"{n}\n" for n in range(9)}
    run((spec(), PAGES | extra | {"back.txt": "back\n"}))
    run((spec(), PAGES | extra))
    wide = spec(profile=Profile("wide", (*PROFILE.cleaners, other)))
    third = {**extra, **PAGES, "a.txt": "changed\n", "back.txt": "back\n", "new.txt": "new\n", "moved.txt": "0\n"}
    del third["more0.txt"]
    run((wide, third))
    found = changes(run.house, 2)
    before, after = run.house.open(2), run.house.open(3)
    left = [found.source_changed, found.cleaning_changed, found.vanished, found.erased, found.unchanged]
    assert sum(map(len, left)) == before.table("documents").num_rows == 14
    assert sum(map(len, [*left[:2], found.unchanged, found.added])) == after.table("documents").num_rows
    assert (len(found.added), found.returned, found.moved) == (3, 1, 1)
    assert [c.source_uri for c in found.source_changed] == ["file:///a.txt"]
    assert [c.source_uri for c in found.cleaning_changed] == ["file:///d.txt"]
    assert [c.source_uri for c in found.vanished] == ["file:///more0.txt"]
    everything = [c.doc_id for part in [*left, found.added] for c in part]
    assert len(set(everything)) == len(everything)
    assert len(diff(run.house, 0, 1).added) == 15
    assert len(diff(run.house, 2, 2).unchanged) == 14


RULES = [Rule(f"repair.r{n}", 1, "A letter.", "A test.") for n in range(3)]


def acting(n, letter, put):
    @cleaner(RULES[n])
    def act(text, page):
        for place, c in enumerate(str(text)):
            if c == letter:
                end = place + 2 if str(text)[place + 1 : place + 2] else place + 1
                if not place % 2:
                    yield Patch(place, end, put, RULES[n].id, Evidence("a letter"))

    return act


OVERLAPPING = Profile("overlap", (acting(0, "a", "b"), acting(1, "b", "ca"), acting(2, "c", "")))


@settings(max_examples=10)
@given(st.lists(st.text("abcd\n", min_size=1), min_size=1, max_size=4), st.sampled_from(RULES))
def test_without_a_rule_its_edits_are_undone_and_all_others_stay(texts, rule):
    with TemporaryDirectory() as root:
        run = runs(Path(root) / "w")
        answers = {f"{n}.txt": text for n, text in enumerate(texts)}
        release = run((spec(profile=OVERLAPPING, max_loss=1), answers))
        found = {u.source_uri: u for u in without(release, rule.id)}
        edits = pl.read_parquet(release.path / "edits/*.parquet") if release.table("edits").num_rows else None
        for uri, undone in found.items():
            source = answers[uri.rpartition("/")[2]]
            rows = [] if edits is None else edits.filter(pl.col("doc_id") == undone.doc_id).to_dicts()
            want, end = "", 0
            for e in rows:
                if e["rule_id"] != rule.id:
                    want, end = want + source[end : e["raw_start"]] + e["inserted"], e["raw_end"]
            assert undone.text == want + source[end:]
            assert undone.undone == sum(e["rule_id"] == rule.id for e in rows)


def test_without_a_rule_nobody_knows_is_an_error(tmp_path):
    release = runs(tmp_path / "w")((spec(), PAGES))
    with pytest.raises(StoreError, match="knows no rule"):
        list(without(release, "no.rule"))


def test_exports_hold_the_release_in_the_form_asked_for(tmp_path):
    run = runs(tmp_path / "w")
    release = run((spec(source_licence="CC-BY-4.0"), PAGES))
    export(release, tmp_path / "p", "parquet")
    assert proved(tmp_path / "p") == (5, [])
    export(release, tmp_path / "j", "jsonl")
    lines = [json.loads(line) for line in (tmp_path / "j" / "documents.jsonl").read_text("utf-8").splitlines()]
    assert [row["text"] for row in lines] == release.table("documents")["text"].to_pylist()
    export(release, tmp_path / "h", "hf")
    data = pq.read_table(tmp_path / "h" / "data")
    assert data["text"].to_pylist() == release.table("documents")["text"].to_pylist()
    card = (tmp_path / "h" / "README.md").read_text("utf-8")
    assert card.startswith("---\nlanguage: [en, zh]\nlicense: cc-by-4.0\n")
    assert "| watermark.ad | 2 | An advertisement in brackets. |" in card
    with pytest.raises(StoreError, match="not empty"):
        export(release, tmp_path / "h", "hf")


CHINESE = "实现之路,百年孤独。人民的生活水平有了很大的提高,我们的国家正在发展[ad by 甲]\n这是第二行,春天的雨下了整整一夜?河水\n"


def test_every_encoding_goes_back_to_its_bytes_without_its_capture(tmp_path):
    bodies = {name: CHINESE.encode(name) for name in ("gb18030", "utf-8-sig", "utf-16", "hz", "utf-8")}
    bodies |= {
        "big5": "實現之路,百年孤獨。人民的生活水平有了很大的提高[ad]\n".encode("big5"),
        "utf-16-be": "\ufeff".encode("utf-16-be") + CHINESE.encode("utf-16-be"),
    }
    bodies |= {
        "cut": CHINESE.encode()[:-2],
        "bad": CHINESE.encode()[:30] + b"\xff\xfe\x80" + CHINESE.encode()[30:],
        "crlf": CHINESE.replace("\n", "\r\n").encode(),
    }
    run = runs(tmp_path / "w")
    release = run((spec(keep_bodies=False), bodies))
    assert proved(release.path) == (len(bodies), [])
    assert {name: source_bytes(run.house, name) for name in bodies} == bodies
    kept = release.query(
        "SELECT encoding, decoding_verbatim, body IS NOT NULL FROM documents JOIN captures USING (raw_sha256)"
    )
    assert {(encoding, verbatim) for encoding, verbatim, body in kept if body} == {("hz", True)}
    assert check(run.house, now=run.now) == []


def test_a_text_knows_its_clean_form_from_the_tables_alone(tmp_path):
    release = runs(tmp_path / "w")((spec(), PAGES))
    for opened in documents(release, 1):
        assert isinstance(opened.text, Text)
        assert str(opened.text) == opened.document.text
