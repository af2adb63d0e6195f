"""A real S3 protocol server on loopback, and a look at every byte it holds."""

from __future__ import annotations

import hashlib
import io
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import boto3
import pyarrow.parquet as pq
import s3fs
from moto.server import ThreadedMotoServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KEYS = {"key": "test", "secret": "test"}


@contextmanager
def serving() -> Iterator[str]:
    """Give the address of a server that lives as long as the block."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def client(endpoint: str) -> s3fs.S3FileSystem:
    """Return a client of a server."""
    return s3fs.S3FileSystem(
        **KEYS, endpoint_url=endpoint, client_kwargs={"region_name": "us-east-1"}, skip_instance_cache=True
    )


def bucket_of(name: str) -> str:
    """Return a bucket's name made from a test's."""
    return "b" + hashlib.sha256(name.encode()).hexdigest()[:12]


def bodies(endpoint: str, bucket: str) -> Iterator[tuple[str, bytes]]:
    """Yield key and bytes of every version of every object; the values of Parquet follow its bytes."""
    s3 = boto3.client(
        "s3", endpoint_url=endpoint, aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1"
    )
    with closing(s3):
        page = s3.list_object_versions(Bucket=bucket)
        assert not page["IsTruncated"]
        for row in page.get("Versions", []):
            found = s3.get_object(Bucket=bucket, Key=row["Key"], VersionId=row["VersionId"])["Body"].read()
            if row["Key"].endswith(".parquet"):
                found += repr(pq.read_table(io.BytesIO(found)).to_pylist()).encode()
            yield row["Key"], found


class Hooked:
    """A client that calls `hook(n)` before its n-th upload."""

    def __init__(self, files: s3fs.S3FileSystem, hook: Callable[[int], None]) -> None:
        self._files, self._hook, self._count = files, hook, 0

    def __getattr__(self, name: str):
        return getattr(self._files, name)

    def put_file(self, lpath: str, rpath: str) -> None:
        """Upload a file."""
        self._count += 1
        self._hook(self._count)
        self._files.put_file(lpath, rpath)
