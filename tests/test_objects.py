"""Objects below an s3:// prefix, from a real S3 protocol server on loopback."""

import boto3
import pytest
from moto.backends import get_backend
from moto.server import ThreadedMotoServer

from flows import work
from flows.runners import Cores
from flows.runs import Request
from flows.settings import load
from warehouse import Warehouse


@pytest.fixture
def bucket(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    client = boto3.client("s3", endpoint_url=f"http://{host}:{port}")
    get_backend("s3").reset()  # the server's state is the process's
    client.create_bucket(Bucket="pages")
    yield client, f"http://{host}:{port}"
    client.close()
    server.stop()


@pytest.fixture
def ingest(bucket, tmp_path, monkeypatch):
    monkeypatch.delenv("PALIMPSEST_WAREHOUSE", raising=False)
    file = tmp_path / "sources.toml"
    file.write_text(
        f'[warehouse]\nroot = "data"\n[[source]]\nid = "o"\nkind = "s3"\nurl = "s3://pages/zh/"\ninclude = ["**/*.txt"]\nendpoint = "{bucket[1]}"\n'
    )
    return lambda: work.ingest(load(file), Request(), Cores(1), lambda *_: None)


@pytest.mark.filterwarnings("ignore")  # the server and the client under s3fs close their sockets late
def test_changed_new_and_vanished_objects_and_unchanged_ones_are_not_fetched(bucket, ingest, tmp_path):
    client, _ = bucket
    for name in ("a", "b", "c/d", "e", "f", "g"):
        client.put_object(Bucket="pages", Key=f"zh/{name}.txt", Body=f"这一页叫作 {name},只说这一句。\n".encode())
    client.put_object(Bucket="pages", Key="zh/image.png", Body=b"no text")
    client.put_object(Bucket="pages", Key="en/other.txt", Body=b"another prefix")
    assert ingest().states == {"new": 6}
    idle = ingest()
    assert (idle.state, idle.states) == ("idle", {"unchanged": 6})
    client.put_object(Bucket="pages", Key="zh/a.txt", Body="这一页换了一句话。\n".encode())
    client.delete_object(Bucket="pages", Key="zh/b.txt")
    done = ingest()
    assert done.states == {"changed": 1, "unchanged": 4, "vanished": 1}
    uris = {row["source_uri"] for row in done.release.table("documents").to_pylist()}
    assert "s3://pages/zh/c/d.txt" in uris
    fetched = [
        row["uri"]
        for row in Warehouse(tmp_path / "data").log.read("fetches").to_pylist()
        if row["run_id"] == done.run_id
    ]
    assert fetched == ["s3://pages/zh/a.txt"]


@pytest.mark.filterwarnings("ignore")
def test_a_prefix_that_is_empty_or_a_bucket_that_is_not_there_holds_the_source_back(bucket, ingest):
    assert "nothing stands below" in ingest().problems[0]
    bucket[0].delete_bucket(Bucket="pages")
    assert "held back" in ingest().problems[0]
