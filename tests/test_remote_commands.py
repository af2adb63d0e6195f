"""The command line with a warehouse on an S3 protocol server: every command, and nothing of the environment in what is kept."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pyarrow.dataset as ds
import pytest
from pyarrow.fs import S3FileSystem

from flows.cli import main
from tests.store_server import bodies, client, serving

KEY, SECRET_KEY = "AKIAPALIMPSEST", "sEcReT0fThEeNvIrOnMeNt"
SECRET = "Wolpertinger"
PAGES = {
    "a.txt": "实现之路,这一页只说这一句话。\nPath to Realization\n",
    "b.txt": f"the {SECRET} page\nhas two lines\n",
    "c.txt": next((Path(__file__).parent.parent / "seeds").glob("002_*.txt")).read_text("utf-8"),
}
SETTINGS = """
[warehouse]
root = "s3://pages/zh"
[[source]]
id = "one"
kind = "directory"
path = "in"
"""
pytestmark = pytest.mark.filterwarnings("ignore")  # the server and the client under s3fs close their sockets late


@pytest.fixture(scope="module")
def endpoint():
    with serving() as address:
        client(address).call_s3("create_bucket", Bucket="pages")
        yield address


@pytest.fixture
def palimpsest(endpoint, tmp_path, monkeypatch, capsys):
    """Run a command in this process as in a directory of its own; gives exit code, stdout and stderr."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": endpoint,
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }.items():
        monkeypatch.setenv(name, value)
    for name in ("PALIMPSEST_WAREHOUSE", "PALIMPSEST_MIRROR", "PREFECT_API_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    for name, text in PAGES.items():
        (tmp_path / "in" / name).write_text(text, "utf-8")
    (tmp_path / "s.toml").write_text(SETTINGS, "utf-8")

    def run(*words: str) -> tuple[int, str, str]:
        with monkeypatch.context() as patch:
            patch.setattr("sys.stdout", out := io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True))
            code = main([*words, "--sources", "s.toml"])
            return code, out.buffer.getvalue().decode(), capsys.readouterr().err

    return run


READS = (
    ("releases", "", "3 documents"),
    ("releases", "tag 1 first", ""),
    ("releases", "list", "tag first"),
    ("changes", "--since 0", "3  added"),
    ("releases", "diff first 2", "1  source changed"),
    ("why", "en84", "removed: watermark"),
    ("trace", "这一页换了", "one: in/a.txt"),
    ("report", "--path", "report.html"),
    ("report", "--live --path", "-live.html"),
    ("report", "--json", '"schema"'),
    ("review", "sample --rule watermark. --n 1", "1 edits to judge"),
    ("export", "out", "release 2: "),
    ("lineage", "--format croissant", '"@context"'),
    ("without", "watermark.source-address", "en84.com"),
    ("impact", "--without watermark.source-address", "nothing was written"),
    ("doctor", "", "all is well"),
    ("check", "", "s3://pages/zh: every kept release is sound, up to release 2"),
    ("maintain", "--keep 1", "would be freed"),
)


def test_every_command_works_on_an_object_store_and_keeps_nothing_of_the_environment(palimpsest, endpoint, tmp_path):
    code, said, _ = palimpsest("ingest", "--no-prefect", "--quiet")
    assert (code, said.splitlines()[:2]) == (
        0,
        ["published release 1: 3 new", "Parquet: s3://pages/zh, as `palimpsest files TABLE` lists it"],
    )
    assert palimpsest("ingest", "--no-prefect", "--quiet")[1].startswith("nothing changed since release 1: 3 unchanged")
    (tmp_path / "in" / "a.txt").write_text("实现之路,这一页换了一句话说。\nPath to Realization\n", "utf-8")
    assert palimpsest("ingest", "--no-prefect", "--quiet")[1].startswith("published release 2: 1 changed, 2 unchanged")
    for command, words, says in READS:
        code, out, errors = palimpsest(command, *words.split())
        assert (code, says in out) == (0, True), (command, words, out, errors)
    assert palimpsest("revert", "c.txt")[1] == PAGES["c.txt"]
    _read_by_others(palimpsest("files", "documents")[1].split(), endpoint)
    _erased(palimpsest, endpoint, tmp_path)
    kept = [*bodies(endpoint, "pages"), *((str(p), p.read_bytes()) for p in tmp_path.rglob("*") if p.is_file())]
    wanted = (KEY, SECRET_KEY, endpoint.removeprefix("http://"))
    assert [(key, word) for key, body in kept for word in wanted if word.encode() in body] == []


def _read_by_others(addresses: list[str], endpoint: str) -> None:
    """Read a table with pyarrow and polars by its addresses alone."""
    assert all(address.startswith("s3://pages/zh/objects/documents/") for address in addresses)
    options = {"aws_endpoint_url": endpoint, "aws_region": "us-east-1", "aws_allow_http": "true"}
    theirs = pl.read_parquet(
        addresses, storage_options=options | {"aws_access_key_id": KEY, "aws_secret_access_key": SECRET_KEY}
    )
    store = S3FileSystem(access_key=KEY, secret_key=SECRET_KEY, endpoint_override=endpoint, region="us-east-1")
    table = ds.dataset([a.removeprefix("s3://") for a in addresses], filesystem=store, format="parquet").to_table()
    assert theirs.to_dicts() == table.to_pylist()
    assert sorted(table["locator"].to_pylist()) == sorted(PAGES)


def _erased(palimpsest, endpoint: str, tmp_path) -> None:
    """Erase a document, look for a word of it everywhere, and go on."""
    assert any(SECRET.encode() in body for _, body in bodies(endpoint, "pages"))
    assert "is erased from releases 1, 2" in palimpsest("erase", "b.txt", "--reason", "asked")[1]
    assert [key for key, body in bodies(endpoint, "pages") if SECRET.encode() in body] == []
    cached = [p for p in (tmp_path / "cache").rglob("*") if p.is_file() and SECRET.encode() in p.read_bytes()]
    assert cached == []
    assert palimpsest("check")[:2] == (0, "s3://pages/zh: every kept release is sound, up to release 3\n")
    assert "1 suppressed" in palimpsest("ingest", "--no-prefect", "--quiet")[1]
    assert palimpsest("maintain", "--yes")[0] == 0


def test_an_address_that_is_none_and_a_secret_in_it_are_refused_without_repeating_it(palimpsest, monkeypatch):
    monkeypatch.setenv("PALIMPSEST_WAREHOUSE", "s3://me:hunter2@bucket/x")
    code, _, errors = palimpsest("check")
    assert (code, "hunter2" in errors) == (2, False)
    assert "credentials come from the environment" in errors
    monkeypatch.setenv("PALIMPSEST_WAREHOUSE", "s3://pages/nothing")
    code, _, errors = palimpsest("why", "x")
    assert (code, "nothing was published yet in s3://pages/nothing" in errors) == (1, True)


def test_a_store_that_cannot_be_reached_is_a_sentence(palimpsest, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    code, out, _ = palimpsest("doctor")
    assert (code, out.startswith("- s3://pages/zh: cannot be reached"), "127.0.0.1" in out) == (1, True, False)
