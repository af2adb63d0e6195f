"""The audit catches a row flipped, dropped or swapped in any table, by its storage proof and, where that is fooled, by its laws."""

from __future__ import annotations

import os
import re

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.store import PAGES, runs, spec
from warehouse import AuditError, check, ids, shards
from warehouse.audit import audit, everything
from warehouse.layout import file_sha256
from warehouse.read import View
from warehouse.schema import RELEASE, WHOLE
from warehouse.shards import Sorted

TABLES = [table.name for table in RELEASE]
PAIRED = {
    f"{n}.txt": f"实现之路{n}\nPath [ad by B{n}] to [keep] x{n}\na??b <b>c</b>?d{n}[ad]\n实现{n}\nreal{n}\n"
    for n in range(3)
} | {f"copy{n}.txt": "every letter of these is the same\n" for n in range(3)}


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A release with at least two rows in every table."""
    run = runs(tmp_path_factory.mktemp("audit") / "w")
    extra = {f"gone{n}.txt": f"gone {n}\n" for n in range(2)}
    run((spec(), PAIRED | extra | {f"more{n}.txt": f"more {n}\n" for n in range(6)}))
    release = run((spec(), PAIRED | {f"more{n}.txt": f"more {n}\n" for n in range(6)}))
    assert all(release.table(name).num_rows > 1 for name in TABLES)
    return run, release


def copied(release, tmp_path, name, rows):
    """A view with one table's rows replaced, written as they were; digests beside it stay those of the sound rows."""
    target = tmp_path / "view"
    kept = []
    for shard in release.shards:
        path = target / shard.name
        path.parent.mkdir(parents=True, exist_ok=True)
        if shard.table == name:
            shards.write_parquet(path, rows)
            facts = {"bytes": path.stat().st_size, "sha256": file_sha256(path), "groups": shards.group_digests(path)}
            shard = shards.Shard(**{**vars(shard), **facts})  # noqa: PLW2901
        else:
            os.link(release.path / shard.name, path)
        kept.append(shard)
    return View(target, tuple(kept))


def flipped(table):
    """Change the last value that is not part of the sort key, in the first row."""
    for name in reversed(table.column_names):
        values = table[name].to_pylist()
        old = values[0]
        match old:
            case bool():
                values[0] = not old
            case str():
                values[0] = old + "x"
            case int():
                values[0] = old + 1
            case float():
                values[0] = old / 2 + 0.125
            case bytes():
                values[0] = old + b"x"
            case _:
                continue
        field = table.schema.field(name)
        return table.set_column(table.schema.get_field_index(name), field, pa.array(values, field.type))
    raise AssertionError


def dropped(table):
    return table.slice(1)


def swapped(table):
    return table.take([1, 0, *range(2, table.num_rows)])


def doubled(table):
    return table.take([0, *range(table.num_rows)])


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("tamper", [flipped, dropped, swapped, doubled])
def test_a_row_that_is_not_as_it_was_written_is_caught(published, tmp_path, name, tamper):
    run, release = published
    view = copied(release, tmp_path, name, tamper(release.table(name)))
    found = everything(view, run.house.layout.objects)
    assert any((p.table == name and p.row_group >= 0) or "rows" in p.says for p in found), found


def fooled(release, tmp_path, name, rows):
    """A view whose storage proof is fooled: the tampered rows stand under digests and identity of their own."""
    out, kept = tmp_path / "fooled", []
    for shard in release.shards:
        if shard.table == name:
            new = shards.write(out, shard.place, Sorted.of(rows))
            kept.append(new)
        else:
            (out / shard.table).mkdir(parents=True, exist_ok=True)
            os.link(release.path / shard.name, out / shard.name)
            kept.append(shard)
    return View(out, tuple(kept))


LAWFUL = [name for name in TABLES if name not in ("vanished", "rules")]


@pytest.mark.parametrize("name", LAWFUL)
@pytest.mark.parametrize("tamper", [flipped, dropped, swapped])
def test_a_row_that_fits_no_document_is_caught_even_under_fresh_digests(published, tmp_path, name, tamper):
    run, release = published
    view = fooled(release, tmp_path, name, tamper(release.table(name)))
    assert audit(view, run.house.layout.objects, tmp_path / "fooled", release)


def test_a_rule_or_a_vanished_row_that_contradicts_the_rest_is_caught(published, tmp_path):
    run, release = published
    objects = run.house.layout.objects
    assert audit(
        fooled(release, tmp_path / "1", "rules", dropped(release.table("rules"))),
        objects,
        tmp_path / "1" / "fooled",
        None,
    )
    vanished = release.table("vanished")
    live = release.table("documents")["doc_id"].to_pylist()[:2]
    both = vanished.set_column(0, vanished.schema.field(0), pa.array(live, pa.string()))
    found = audit(fooled(release, tmp_path / "2", "vanished", both), objects, tmp_path / "2" / "fooled", release)
    assert "is live as well" in str(found)


def test_a_release_of_before_a_table_was_there_says_what_to_do_and_the_next_run_heals_it(tmp_path, monkeypatch):
    run = runs(tmp_path / "w")
    with monkeypatch.context() as older:
        for module in ("stage", "audit"):
            older.setattr(f"warehouse.{module}.RELEASE", tuple(t for t in RELEASE if t.name not in WHOLE))
        older.setattr("warehouse.stage.overlap_shards", lambda *_: [])
        older.setattr("warehouse.audit.overlap_problems", lambda *_: ())
        assert run((spec(), PAGES)).of("overlaps") == []
    says = [str(problem) for problem in check(run.house, now=run.now.replace(year=2027))]
    assert len(says) == 2
    assert all("`palimpsest ingest`" in one for one in says)
    assert run((spec(), PAGES)).number == 2  # nothing else changed
    assert check(run.house, now=run.now.replace(year=2027)) == []


def test_a_sound_release_has_no_problem(published):
    run, release = published
    assert everything(release, run.house.layout.objects) == []
    assert check(run.house, now=run.now) == []


def test_a_flipped_byte_in_any_data_file_is_named_with_its_row_group(published, tmp_path):
    run, release = published
    rng = np.random.default_rng(7)
    for shard in release.shards:
        body = bytearray((release.path / shard.name).read_bytes())
        meta = pq.ParquetFile(release.path / shard.name).metadata.row_group(0)
        chunk = meta.column(int(rng.integers(meta.num_columns)))
        start = chunk.dictionary_page_offset or chunk.data_page_offset
        for place in (int(start) + int(rng.integers(chunk.total_compressed_size)), len(body) - 20):
            damaged = bytearray(body)
            damaged[place] ^= 0x55
            view = copied(release, tmp_path / f"{shard.table}-{place}", "", None)
            path = view.path / shard.name
            path.unlink()
            path.write_bytes(damaged)
            found = [p for p in everything(view, run.house.layout.objects) if p.file == shard.name]
            assert found, (shard.name, place)
            assert found[0].row_group == (0 if place < len(body) - 20 else -1)


def test_check_names_a_damaged_file_of_a_published_release(tmp_path):
    run = runs(tmp_path / "w")
    release = run((spec(), PAGES))
    path = release.files("documents")[0]
    body = bytearray(path.read_bytes())
    body[100] ^= 1
    path.write_bytes(body)  # the object and the release share the file
    found = check(run.house, now=run.now)
    assert any(path.name in p.file and p.table == "documents" and p.row_group == 0 for p in found)
    assert re.match(r"documents: releases/000001/documents/.*parquet row group 0: ", str(found[0]))


def test_a_release_that_fails_its_audit_is_rejected_and_nothing_is_published(tmp_path, monkeypatch):
    run = runs(tmp_path / "w")
    first = run((spec(), PAGES))
    write = shards.write_parquet

    def careless(path, table):
        write(path, table.slice(1) if "removed" in table.column_names else table)

    monkeypatch.setattr(shards, "write_parquet", careless)
    with pytest.raises(AuditError, match="not as they were written") as caught:
        run((spec(), PAGES | {"a.txt": "other [ad] words\n"}))
    monkeypatch.undo()
    assert run.house.head().number == first.number
    assert (run.house.layout.rejected(run.run_id) / "release" / "documents").is_dir()
    assert str(run.house.layout.rejected(run.run_id)) in str(caught.value)
    assert check(run.house, now=run.now) == []


def test_row_digests_do_not_depend_on_row_groups(published):
    _, release = published
    table = release.table("segments")
    assert np.array_equal(ids.row_digests(table), Sorted.of(table.combine_chunks()).digests)
