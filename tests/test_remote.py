"""The same warehouse on an S3 protocol server on loopback: one commit by If-None-Match, races, other mirrors, plain readers."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import polars as pl
import pyarrow.dataset as ds
import pytest
import s3fs
from moto.server import ThreadedMotoServer
from pyarrow.fs import FSSpecHandler, PyFileSystem

from tests.independent_check import proved
from tests.store import PAGES, PROFILE, Runs, arrivals, spec
from warehouse import Holder, LockHeldError, StoreError, check, rule_rows, why
from warehouse.remote import connected
from warehouse.schema import RELEASE

KEYS = {"key": "test", "secret": "test"}


@pytest.fixture(scope="module")
def endpoint():
    server = ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def files(endpoint):
    made = s3fs.S3FileSystem(
        **KEYS, endpoint_url=endpoint, client_kwargs={"region_name": "us-east-1"}, skip_instance_cache=True
    )
    yield made
    made.invalidate_cache()


@pytest.fixture
def url(files, request):
    bucket = "b" + hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:12]
    files.call_s3("create_bucket", Bucket=bucket)
    return f"s3://{bucket}/palimpsest"


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
    one = Runs(connected(url, tmp_path / "1", files))
    one((spec(), PAGES))
    other = Runs(connected(url, tmp_path / "2", files), count=1)
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
