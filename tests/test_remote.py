"""The same warehouse on an S3 protocol server on loopback: one commit by If-None-Match, races, other mirrors, plain readers."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace

import polars as pl
import pyarrow.dataset as ds
import pytest
from pyarrow.fs import FSSpecHandler, PyFileSystem

from tests.independent_check import proved
from tests.store import PAGES, PROFILE, Runs, arrivals, spec
from tests.store_server import Hooked, client
from warehouse import Holder, LockHeldError, StoreError, check, rule_rows, why
from warehouse.layout import write_durably
from warehouse.maintain import maintain
from warehouse.remote import connected
from warehouse.schema import RELEASE


def test_a_release_is_a_record_and_its_objects(files, url, tmp_path):
    run = Runs(connected(url, tmp_path / "m", files))
    assert run((spec(), PAGES)).number == 1
    assert run((spec(), PAGES)) is None
    assert run((spec(), PAGES | {"a.txt": "other\n"})).number == 2
    keys = run.house.remote.keys("")
    assert {key for key in keys if key.startswith("chain/")} == {"chain/000001.json", "chain/000002.json"}
    assert not any(key.startswith(("releases", "current", "staging")) for key in keys)
    assert sum(key.startswith("log/sightings") for key in keys) == 3
    assert check(run.house, now=run.now) == []


def test_plain_readers_take_the_addresses(files, url, tmp_path, endpoint):
    run = Runs(connected(url, tmp_path / "m", files))
    release = run((spec(), PAGES))
    options = {
        "aws_access_key_id": "test",
        "aws_secret_access_key": "test",
        "aws_endpoint_url": endpoint,
        "aws_region": "us-east-1",
        "aws_allow_http": "true",
    }
    for table in RELEASE:
        addresses = run.house.files(table.name)
        assert all(a.startswith("s3://") for a in addresses)
        expected = release.table(table.name)
        paths = [a.removeprefix("s3://") for a in addresses]
        found = ds.dataset(paths, filesystem=PyFileSystem(FSSpecHandler(files)), format="parquet").to_table()
        assert found.to_pylist() == expected.to_pylist()
        assert pl.read_parquet(addresses, storage_options=options).to_dicts() == pl.from_arrow(expected).to_dicts()


def test_another_mirror_sees_what_was_published_and_goes_on(files, url, tmp_path):
    bucket = url.rpartition("/")[0]  # a warehouse may have a bucket of its own
    one = Runs(connected(bucket, tmp_path / "1", files))
    one((spec(), PAGES))
    other = Runs(connected(bucket, tmp_path / "2", files), count=1)
    assert other((spec(), PAGES)) is None
    assert other.states() == {"unchanged": 5}
    assert other((spec(), PAGES | {"z.txt": "from the other\n"})).number == 2
    one.count = 5
    assert one((spec(), PAGES | {"z.txt": "from the other\n"})) is None
    assert why(one.house, "from the other")[0].verdict == "kept"
    assert proved(one.house.layout.current.resolve()) == (6, [])
    assert one.house.log.read("sightings").num_rows == 5 + 5 + 6 + 6


def test_of_two_writers_that_race_both_get_in_one_after_the_other(files, url, tmp_path):
    one = Runs(connected(url, tmp_path / "1", files))
    one((spec(), PAGES))
    second = Runs(connected(url, tmp_path / "2", files), count=3)
    lease = one.house.acquire(Holder("both", 1, "x"), now=one.now)
    second.house.refresh("second")

    def publish(run, name, text, house):
        plan = house.plan(spec(), run_id=name)
        plan.clean(0, arrivals({f"{name}.txt": text}, run.now), now=run.now)
        outcome = plan.close(complete=False, now=run.now)
        return house.publish([outcome], rules=rule_rows([PROFILE]), run_id=name, lease=lease, now=run.now)

    def overtake(step):
        if step == "chain":
            assert publish(second, "second", "second\n", second.house).number == 2

    release = publish(one, "first", "first\n", replace(one.house, checkpoint=once(overtake)))
    assert release.number == 3
    assert {"first.txt", "second.txt"} <= set(release.table("documents")["locator"].to_pylist())
    assert check(one.house, now=second.now) == []


def once(does):
    done = []

    def step(name):
        if name == "chain" and not done:
            done.append(name)
            does(name)

    return step


def test_the_lease_lies_on_the_object_store(files, url, tmp_path):
    one, other = (connected(url, tmp_path / n, files) for n in "12")
    run = Runs(one)
    lease = one.acquire(Holder("a", 1, "here"), now=run.now)
    with pytest.raises(LockHeldError, match="run a"):
        other.acquire(Holder("b", 1, "there"), now=run.now)
    lease.release()
    assert other.acquire(Holder("b", 1, "there"), now=run.now).fence == 2


def test_a_damaged_object_is_refused(files, url, tmp_path):
    one = Runs(connected(url, tmp_path / "1", files))
    one((spec(), PAGES))
    key = one.house.files("documents")[0].removeprefix("s3://")
    files.pipe_file(key, files.cat_file(key)[:-1] + b"x")
    other = Runs(connected(url, tmp_path / "2", files), count=1)
    with pytest.raises(StoreError, match="not as it was written"):
        other((spec(), PAGES))


def test_an_address_without_a_bucket_is_refused(files, tmp_path):
    with pytest.raises(StoreError, match="s3://bucket"):
        connected("s3://", tmp_path, files)


def test_a_directory_that_mirrors_something_else_is_left_alone(files, url, tmp_path):
    write_durably(tmp_path / "m" / "chain" / "000001.json", b"{}")
    with pytest.raises(StoreError, match="mirrors no object store"):
        connected(url, tmp_path / "m", files).refresh("x")
    one = Runs(connected(url, tmp_path / "1", files))
    one((spec(), PAGES))
    with pytest.raises(StoreError, match="mirrors s3://"):
        connected(url + "2", tmp_path / "1", files).refresh("x")
    one.house.remote.remove(["chain/000001.json"])  # somebody emptied the bucket
    with pytest.raises(StoreError, match="another history"):
        one.house.refresh("x")
    assert one.house.open().number == 1


@pytest.mark.parametrize(
    "kills",
    [(("3", 1), ("after", 2)), pytest.param((("1", 1), ("5", 1), ("record", 1), ("after", 2)), marks=pytest.mark.long)],
)
def test_a_publisher_killed_at_any_upload_leaves_no_half_release(files, url, tmp_path, endpoint, kills):
    """kill -9 in the middle of the uploads, before the record, and after it: others see the old release or the new one."""
    one = Runs(connected(url, tmp_path / "1", files))
    one((spec(), PAGES))
    words = [sys.executable, "-m", "tests.store_publisher", endpoint, url]
    for number, (fatal, published) in enumerate(kills):
        mirror = str(tmp_path / fatal)
        killed = subprocess.run(
            [*words, mirror, f"killed-{fatal}", str(number + 1), fatal], check=False, capture_output=True
        )
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        other = connected(url, tmp_path / f"other-{fatal}", files)
        other.refresh("reader")
        assert other.open().number == published
        assert proved(other.layout.current.resolve()) == (len(PAGES) + (published == 2), [])
    one.count = 100  # its lease ran out
    assert one((spec(), PAGES | {"z.txt": "z\n"})) is None  # the killed one's words
    maintain(one.house, now=one.now).free(one.house.acquire(Holder("m", 1, "x"), now=one.now))
    assert maintain(one.house, now=one.now).keys == []
    assert check(one.house, now=one.now) == []


def test_check_names_what_is_damaged_or_lost_on_the_store_from_any_mirror(files, url, tmp_path):
    one = Runs(connected(url, tmp_path / "1", files))
    release = one((spec(), PAGES))
    edits, claims = (release.of(table)[0] for table in ("edits", "claims"))
    key = f"{one.house.remote.prefix}/objects/{edits.key}"
    body = bytearray(files.cat_file(key))
    body[100] ^= 1
    files.pipe_file(key, bytes(body))
    one.house.remote.remove([f"objects/{claims.key}"])
    log = min(one.house.remote.keys("log/sightings"))
    one.house.remote.write(log, b"other bytes")
    for mirror in (one.house, connected(url, tmp_path / "2", files)):
        found = {(p.file, p.row_group) for p in check(mirror, now=one.now)}
        assert {(f"objects/{edits.key}", 0), (f"objects/{claims.key}", -1), (log, -1)} <= found


def test_messages_of_a_store_that_is_not_there_name_no_server_and_no_secret(tmp_path):
    gone = connected("s3://bucket/prefix", tmp_path / "1", client("http://127.0.0.1:9"))
    with pytest.raises(StoreError, match=r"^s3://bucket/prefix: cannot be reached") as told:
        gone.refresh("x")
    assert "127.0.0.1" not in str(told.value)


class Forgetful(Hooked):
    """A client of a store that knows no conditions."""

    def pipe_file(self, path: str, value: bytes, mode: str = "overwrite") -> None:
        """Write an object, whatever stands there."""
        assert mode
        self._files.pipe_file(path, value)


def test_a_store_that_would_overwrite_the_record_of_another_writer_is_refused(files, url, tmp_path):
    run = Runs(connected(url, tmp_path / "1", Forgetful(files, lambda _: None)))
    with pytest.raises(StoreError, match="ignores If-None-Match"):
        run((spec(), PAGES))
    assert run.house.remote.keys("chain") == set()
