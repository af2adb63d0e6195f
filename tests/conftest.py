"""Profiles of hypothesis (the short one always, `make test-all` takes the long one), and the S3 server of those who ask for it."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "short",
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("long", settings.get_profile("short"), max_examples=2000, derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))


@pytest.fixture(scope="module")
def endpoint():
    from tests.store_server import serving  # the server's packages take a second to load: only for those who ask

    with serving() as address:
        yield address


@pytest.fixture
def files(endpoint):
    from tests.store_server import client

    made = client(endpoint)
    yield made
    made.invalidate_cache()


@pytest.fixture
def url(files, request):
    from tests.store_server import bucket_of

    bucket = bucket_of(request.node.nodeid)
    files.call_s3("create_bucket", Bucket=bucket)
    return f"s3://{bucket}/palimpsest"
