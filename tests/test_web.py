"""Pages, sitemaps and feeds ingested from a real server on loopback: what changes, what is gone, what only failed."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from flows import work
from flows.runners import Cores
from flows.runs import Request
from flows.settings import load
from warehouse import Warehouse

TEXTS = {f"/{name}": f"这一页叫作 {name},它只说这一句话。\n" for name in ("one", "two", "three", "four", "five", "six")}


class Site(BaseHTTPRequestHandler):
    """Pages with ETags; `server.pages` maps a path to a text, or to a status."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        what = self.server.pages.get(self.path, 404)
        self.server.asked.append(self.path)
        etag = f'"{hash(what)}"'
        if isinstance(what, str) and self.headers["If-None-Match"] == etag:
            what = 304
        status, body = (what, b"") if isinstance(what, int) else (200, what.encode())
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", "application/xml" if body.startswith(b"<") else "text/plain; charset=utf-8")
        self.send_header("ETag", etag)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def site():
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        server.pages, server.asked, server.daemon_threads = (
            {"/robots.txt": "User-agent: *\nDisallow: /closed\n", **TEXTS},
            [],
            True,
        )
        server.base = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def ingest(tmp_path, monkeypatch):
    """Declare a source and get a function that ingests it."""
    monkeypatch.delenv("PALIMPSEST_WAREHOUSE", raising=False)
    file = tmp_path / "sources.toml"

    def run(declared=""):
        if declared:
            polite = 'allow_networks = ["127.0.0.1/32"]\nper_second = 1000\nconcurrency = 4\n'
            file.write_text(f'[warehouse]\nroot = "data"\n[[source]]\nid = "w"\n{polite}{declared}', "utf-8")
        return work.ingest(load(file), Request(), Cores(1), lambda *_: None)

    return run


def documents(done):
    return {row["locator"]: row["text"] for row in done.release.table("documents").to_pylist()}


def log(tmp_path, table, done):
    return [row for row in Warehouse(tmp_path / "data").log.read(table).to_pylist() if row["run_id"] == done.run_id]


def pages(site, *names):
    return f'kind = "pages"\nurls = {[site.base + name for name in names]}\n'.replace("'", '"')


def test_pages_come_in_once_and_unchanged_ones_cost_a_304(site, ingest, tmp_path):
    first = ingest(pages(site, *TEXTS))
    assert (first.states, first.problems) == ({"new": 6}, ())
    assert documents(first) == {site.base + path: text for path, text in TEXTS.items()}
    again = ingest()
    assert (again.state, again.states) == ("idle", {"unchanged": 6})
    assert {row["status"] for row in log(tmp_path, "fetches", again)} == {304}
    assert len(log(tmp_path, "sightings", again)) == 6
    assert site.asked.count("/robots.txt") == 2


def test_a_changed_page_is_a_new_version_and_one_that_fails_stays_as_it_was(site, ingest):
    ingest(pages(site, *TEXTS))
    site.pages |= {"/one": "这一页换了一句话。\n", "/two": 403}
    done = ingest()
    assert done.states == {"changed": 1, "unchanged": 4, "quarantined": 1}
    assert documents(done)[site.base + "/one"] == "这一页换了一句话。\n"
    assert documents(done)[site.base + "/two"] == TEXTS["/two"]


def test_a_page_that_is_gone_vanishes_and_returns(site, ingest):
    ingest(pages(site, *TEXTS))
    text = site.pages.pop("/three")
    done = ingest()
    assert done.states == {"unchanged": 5, "vanished": 1}
    assert site.base + "/three" not in documents(done)
    site.pages["/three"] = text
    assert ingest().states == {"unchanged": 5, "returned": 1}


def test_robots_txt_is_obeyed_and_its_verdict_logged(site, ingest, tmp_path):
    site.pages["/closed"] = "closed"
    done = ingest(pages(site, "/one", "/closed"))
    assert done.states == {"new": 1, "quarantined": 1}
    verdicts = {row["uri"]: row["robots"] for row in log(tmp_path, "fetches", done)}
    assert verdicts == {site.base + "/one": "allowed", site.base + "/closed": "refused"}
    assert "/closed" not in site.asked


def test_no_secret_of_an_address_is_kept_anywhere(site, ingest, tmp_path):
    site.pages["/one?token=s3cr3t"] = TEXTS["/one"]
    done = ingest(pages(site, "/one?token=s3cr3t"))
    assert list(documents(done)) == [site.base + "/one"]
    left = [p for p in (tmp_path / "data").rglob("*") if p.is_file() and b"s3cr3t" in p.read_bytes()]
    assert left == []


SITEMAP = '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</sitemapindex>'


def locations(site, *paths, tag="url"):
    return "".join(f"<{tag}><loc> {site.base}{path} </loc></{tag}>" for path in paths)


def test_a_sitemap_is_a_complete_list_so_a_page_it_drops_is_gone(site, ingest):
    site.pages["/sitemap.xml"] = INDEX.format(locations(site, "/a.xml", "/b.xml", tag="sitemap"))
    site.pages["/a.xml"] = SITEMAP.format(locations(site, "/one", "/two", "/three"))
    site.pages["/b.xml"] = SITEMAP.format(locations(site, "/four", "/five", "/six"))
    declared = f'kind = "sitemap"\nurl = "{site.base}/sitemap.xml"\n'
    assert ingest(declared).states == {"new": 6}
    site.pages["/b.xml"] = SITEMAP.format(locations(site, "/four", "/five"))
    assert ingest().states == {"unchanged": 5, "vanished": 1}


FEED = "<rss><channel><link>http://site.example/</link>{}</channel></rss>"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><link href="http://site.example/"/>{}</feed>'


def test_a_feed_is_a_window_so_a_page_that_left_it_stays(site, ingest):
    site.pages["/rss"] = FEED.format(
        "".join(f"<item><link>{site.base}{path}</link></item>" for path in ("/one", "/two"))
    )
    declared = f'kind = "feed"\nurl = "{site.base}/rss"\n'
    assert ingest(declared).states == {"new": 2}
    entry = f'<entry><link rel="self" href="{site.base}/none"/><link href="{site.base}/three"/></entry>'
    site.pages["/rss"] = ATOM.format(entry)
    done = ingest()
    assert done.states == {"new": 1}
    assert len(documents(done)) == 3


@pytest.mark.parametrize("body", ["no xml", '<!DOCTYPE x [<!ENTITY a "b">]><urlset/>', None])
def test_a_list_that_cannot_be_had_holds_its_source_back_and_loses_nothing(site, ingest, body):
    site.pages["/sitemap.xml"] = SITEMAP.format(locations(site, "/one", "/two"))
    ingest(f'kind = "sitemap"\nurl = "{site.base}/sitemap.xml"\n')
    site.pages["/sitemap.xml"] = body or 404
    done = ingest()
    assert "held back" in done.problems[0]
    assert len(documents(done)) == 2


def test_a_list_file_names_pages_and_a_missing_one_is_a_sentence(site, ingest, tmp_path):
    (tmp_path / "urls.txt").write_text(f"# pages\n{site.base}/one\n\n{site.base}/two  \n", "utf-8")
    assert ingest('kind = "pages"\nlist_file = "urls.txt"\n').states == {"new": 2}
    (tmp_path / "urls.txt").unlink()
    assert "cannot be read" in ingest().problems[0]
