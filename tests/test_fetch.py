"""Fetching against a real server on loopback: what hosts do, and what must never come of it."""

import gzip
import threading
import zlib
from contextlib import suppress
from dataclasses import replace
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.addresses import canonical
from flows.bodies import BodyError, collect
from flows.fetch import Asked, Fetcher, Manners
from flows.guard import Guarded, RefusedAddressError, is_public
from flows.politeness import Host
from flows.unpacking import CHUNK, ENCODINGS, zstd

LIMIT = 5_000_000
GIGABYTE = 1_000  # of a million bytes each


def packed(encoding, pieces):
    """Return pieces packed as a server would."""
    if encoding == "br":
        machine = brotli.Compressor(quality=5)
        return b"".join([*map(machine.process, pieces), machine.finish()])
    if encoding == "zstd":
        machine = zstd.ZstdCompressor(1)
        return b"".join([*map(machine.compress, pieces), machine.flush()])
    return b"".join(map(gzip.compress, pieces))


@cache
def bomb(encoding):
    """Return a billion zeros in as few bytes as the encoding needs."""
    million = bytes(1_000_000)
    if encoding == "gzip":
        return gzip.compress(million, 9) * GIGABYTE  # a member after the other
    return packed(encoding, [million] * GIGABYTE)


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self):
        self.time, self.slept = 0.0, []

    def now(self):
        return self.time

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.time += seconds


class Site(BaseHTTPRequestHandler):
    """A host with every bad habit; `asked` records the paths."""

    protocol_version = "HTTP/1.1"
    robots = "User-agent: *\nDisallow: /private*\n"

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        name = self.path.partition("?")[0].strip("/").replace("-", "_").replace(".", "_") or "page"
        getattr(self, f"on_{name}", self.on_missing)()

    def log_message(self, *_):
        pass

    def send(self, status=200, body=b"", **headers):
        self.send_response(status)
        for key, value in {"Content-Length": len(body), **{k.replace("_", "-"): v for k, v in headers.items()}}.items():
            self.send_header(key, str(value))
        self.end_headers()
        try:
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def on_robots_txt(self):
        self.send(body=self.robots.encode())

    def on_page(self):
        self.send(
            body="正文".encode("gb18030"),
            Content_Type="text/html; charset=GB18030",
            ETag='"one"',
            Last_Modified="Mon, 01 Jan 2024 00:00:00 GMT",
        )

    def on_conditional(self):
        known = self.headers["If-None-Match"] == '"one"'
        self.send(304 if known else 200, b"" if known else b"new", ETag='"one"')

    def on_missing(self):
        self.send(404, b"no")

    def on_gone(self):
        self.send(410)

    def on_private_page(self):
        self.send(body=b"secret")

    def on_moved(self):
        self.send(301, Location="/page?token=abc")

    def on_loop(self):
        self.send(302, Location="/loop")

    def on_inward(self):
        self.send(302, Location=f"http://localhost.test:{self.server.server_port}/page")

    def on_to_file(self):
        self.send(302, Location="file:///etc/passwd")

    def on_busy(self):
        self.server.busy += 1
        self.send(*((429, b"") if self.server.busy < 3 else (200, b"at last")), Retry_After=7)

    def on_very_busy(self):
        self.send(503, Retry_After=86400)

    def on_broken_then_fine(self):
        self.server.busy += 1
        self.send(*((502, b"") if self.server.busy < 3 else (200, b"fine")))

    def on_always_broken(self):
        self.send(500)

    def on_forbidden(self):
        self.send(403)

    def on_truncated(self):
        self.send(200, b"half", Content_Length=1000)
        self.close_connection = True

    def on_too_short_a_length(self):
        self.send(200, b"more than said", Content_Length=4)
        self.close_connection = True

    def on_endless(self):
        self.send(200, bytes(2 * LIMIT))

    def on_packed(self):
        encoding = self.path.partition("?")[2]
        self.send(200, packed(encoding, [b"packed", b" twice"]), Content_Encoding=encoding)

    def on_bomb(self):
        encoding = self.path.partition("?")[2]
        self.send(200, bomb(encoding), Content_Encoding=encoding)

    def on_not_asked_for(self):
        self.send(200, b"?", Content_Encoding="compress")

    def on_not_what_it_says(self):
        self.send(200, b"plain text", Content_Encoding="br")

    def on_wrong_charset(self):
        self.send(200, "中文".encode(), Content_Type="text/plain; charset=iso-8859-1")


@pytest.fixture
def site():
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        server.asked, server.busy, server.daemon_threads = [], 0, True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        server.base = f"http://127.0.0.1:{server.server_port}"
        yield server
        server.shutdown()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def manners(clock):
    backend = Guarded(["127.0.0.1/32"], resolver=lambda host, _: ["127.0.0.2" if host == "localhost.test" else host])
    return Manners(per_second=10, max_bytes=LIMIT, backend=backend, now=clock.now, sleep=clock.sleep, timeout=20)


@pytest.fixture
def fetcher(manners):
    with Fetcher(manners) as made:
        yield made


def test_a_page_comes_with_what_its_headers_say(site, fetcher):
    answer = fetcher.get(Asked(f"{site.base}/page"))
    assert (answer.status, answer.error, answer.robots) == (200, "", "allowed")
    assert (answer.body.decode("gb18030"), answer.media_type, answer.charset) == ("正文", "text/html", "gb18030")
    assert (answer.etag, answer.last_modified) == ('"one"', "Mon, 01 Jan 2024 00:00:00 GMT")


def test_a_known_page_is_asked_for_conditionally_and_costs_no_body(site, fetcher):
    answer = fetcher.get(Asked(f"{site.base}/conditional", etag='"one"'))
    assert (answer.status, answer.body, answer.error) == (304, b"", "")
    assert fetcher.get(Asked(f"{site.base}/conditional", etag='"other"')).body == b"new"


@pytest.mark.parametrize("path", ["missing", "gone"])
def test_only_404_and_410_say_that_a_page_is_gone(site, fetcher, path):
    assert fetcher.get(Asked(f"{site.base}/{path}")).gone


REFUSALS = {
    "forbidden": "status 403",
    "loop": "more than 10 redirects",
    "inward": "127.0.0.2, which is no public address",
    "to-file": "no web address",
    "very-busy": "asks to wait 86400 s",
    "always-broken": "status 500 after 4 attempts",
    "truncated": "RemoteProtocolError",
    "endless": "larger than 5,000,000 bytes",
    "bomb?br": "a compression bomb",
    "bomb?zstd": "larger than 5,000,000 bytes",
    "bomb?gzip": "larger than 5,000,000 bytes",
    "not-asked-for": "'compress', which was not asked for",
    "not-what-it-says": "the compressed body",
    "private-page": "robots.txt refuses",
}


@pytest.mark.parametrize("path", REFUSALS)
def test_what_cannot_be_fetched_is_a_sentence_and_never_gone(site, fetcher, path):
    answer = fetcher.get(Asked(f"{site.base}/{path}"))
    assert REFUSALS[path] in answer.error
    assert not answer.gone
    assert answer.body == b""


def test_robots_txt_is_asked_for_once_and_a_refused_address_never(site, fetcher):
    for _ in range(3):
        assert fetcher.get(Asked(f"{site.base}/private-page")).robots == "refused"
    assert [path for path, _ in site.asked] == ["/robots.txt"]


@pytest.mark.parametrize(("status", "verdict"), [(404, "none"), (403, "none"), (500, "refused")])
def test_a_robots_txt_that_is_missing_allows_and_one_that_fails_refuses(site, fetcher, status, verdict, monkeypatch):
    monkeypatch.setattr(Site, "on_robots_txt", lambda self: self.send(status))
    assert fetcher.get(Asked(f"{site.base}/page")).robots == verdict


def test_the_host_s_crawl_delay_and_our_rate_are_kept(site, fetcher, clock, monkeypatch):
    monkeypatch.setattr(Site, "robots", "User-agent: *\nCrawl-delay: 5\n")
    for _ in range(4):
        fetcher.get(Asked(f"{site.base}/page"))
    assert clock.time >= 3 * 5


def test_requests_of_many_threads_to_one_host_keep_its_gap(clock):
    host = Host(4, 1, clock.now, clock.sleep)

    def ask():
        for _ in range(5):
            with host.turn():
                pass

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert clock.time >= 19 / 4


def test_retry_after_is_obeyed_and_the_page_fetched_in_the_end(site, fetcher, clock):
    answer = fetcher.get(Asked(f"{site.base}/busy"))
    assert (answer.status, answer.body) == (200, b"at last")
    assert clock.time >= 14


def test_trouble_that_passes_is_waited_out(site, fetcher, clock):
    assert fetcher.get(Asked(f"{site.base}/broken-then-fine")).body == b"fine"
    assert clock.time > 1


def test_redirects_are_on_record_and_no_secret_is(site, fetcher):
    answer = fetcher.get(Asked(f"{site.base}/moved"))
    assert answer.redirects == (f"{site.base}/moved",)
    assert answer.final_uri == f"{site.base}/page"
    assert any("token=abc" in path for path, _ in site.asked)


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_packed_bodies_are_unpacked(site, fetcher, encoding):
    assert fetcher.get(Asked(f"{site.base}/packed?{encoding}")).body == b"packed twice"
    assert encoding in dict(site.asked[-1][1])["Accept-Encoding"]


def test_what_comes_after_the_promised_length_is_cut(site, fetcher):
    assert fetcher.get(Asked(f"{site.base}/too-short-a-length")).body == b"more"


def test_a_declared_charset_is_handed_on_however_wrong(site, fetcher):
    assert fetcher.get(Asked(f"{site.base}/wrong-charset")).charset == "iso-8859-1"


def test_credentials_go_to_the_host_that_was_asked_and_no_other(site, manners, monkeypatch):
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as other:
        other.asked, other.busy, other.daemon_threads = [], 0, True
        threading.Thread(target=other.serve_forever, args=(0.01,), daemon=True).start()
        monkeypatch.setattr(
            Site,
            "on_away",
            lambda self: self.send(302, Location=f"http://127.0.0.1:{other.server_port}/page"),
            raising=False,
        )
        with Fetcher(replace(manners, authorization="Bearer secret")) as fetcher:
            assert fetcher.get(Asked(f"{site.base}/away")).status == 200
        assert ("Bearer secret" in str(site.asked), "Bearer secret" in str(other.asked)) == (True, False)
        other.shutdown()


@pytest.mark.parametrize("url", ["ftp://a.example/", "http://", "no address", "http://[::1", "http://a.example:99999/"])
def test_an_address_that_is_none_is_a_sentence(fetcher, url):
    assert fetcher.get(Asked(url)).error


def test_loopback_is_refused_unless_it_is_allowed(site):
    with Fetcher(Manners(attempts=1)) as fetcher:
        assert "no public address" in fetcher.get(Asked(f"{site.base}/page")).error
    assert site.asked == []


def test_a_name_that_changes_its_answer_meets_the_guard_at_every_connection(site):
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])
    guard = Guarded(["127.0.0.1/32"], resolver=lambda *_: next(answers))
    guard.connect_tcp("rebind.test", site.server_port).close()
    with pytest.raises(RefusedAddressError, match=r"169\.254\.169\.254"):
        guard.connect_tcp("rebind.test", 80)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_is_met_long_before_it_is_unpacked(encoding):
    """A billion bytes are refused after some millions, and never lie in memory together."""
    zeros = zlib.compress(bytes(64_000_000), 9) if encoding == "deflate" else bomb(encoding)
    small = [zeros[i : i + 4096] for i in range(0, len(zeros), 4096)]
    with pytest.raises(BodyError, match="compression bomb"):
        collect(small, encoding, 1 << 40)
    pieces = islice(ENCODINGS[encoding].machine().fed(zeros), 20)
    assert max(map(len, pieces)) <= 2 * CHUNK


def test_a_zstd_frame_may_not_ask_for_more_memory_than_the_web_allows():
    wide = {zstd.CompressionParameter.window_log: 27, zstd.CompressionParameter.enable_long_distance_matching: 1}
    machine = zstd.ZstdCompressor(options=wide)
    with pytest.raises(BodyError, match="too much memory"):
        collect([machine.compress(b"text") + machine.flush()], "zstd", LIMIT)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255",
     "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"],
)  # fmt: skip
def test_no_inner_address_passes_for_a_public_one(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_public_addresses_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://u:p@e.org:443", "https://e.org/"),
        ("http://e.org:8080/a?X-Amz-Signature=1&X-Amz-Date=2&b=%E4%B8%AD", "http://e.org:8080/a?b=%E4%B8%AD"),
        ("http://e.org/?key=tea&page=2", "http://e.org/?key=tea&page=2"),
        ("http://e.org/?key=AIzaSyD-0123456789abcdef&page=2", "http://e.org/?page=2"),
        ("http://e.org/?a&b=", "http://e.org/?a&b="),
        ("http://[2001:DB8::1]:80/x", "http://[2001:db8::1]/x"),
    ],
)
def test_a_canonical_address_holds_no_secret_and_is_canonical_itself(url, kept):
    assert canonical(url) == kept
    assert canonical(kept) == kept


PACKERS = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstd.compress, "": bytes}


@given(st.binary(max_size=5000), st.integers(1, 700), st.sampled_from(list(PACKERS)))
def test_a_body_comes_out_whole_however_it_was_cut(body, size, encoding):
    wire = PACKERS[encoding](body)
    chunks = [wire[i : i + size] for i in range(0, len(wire), size)]
    assert collect(chunks or [b""], encoding, 10_000) == body


@given(st.binary(min_size=1, max_size=300), st.sampled_from(["gzip", "deflate", "br", "zstd"]))
def test_a_packed_body_that_ends_early_is_refused(body, encoding):
    with pytest.raises(BodyError):
        collect([PACKERS[encoding](body)[:-1]], encoding, 10_000)


@given(st.binary(min_size=1, max_size=300), st.sampled_from(["gzip", "deflate", "br", "zstd"]))
def test_any_bytes_said_to_be_packed_unpack_or_are_refused(body, encoding):
    with suppress(BodyError):
        collect([body], encoding, LIMIT)
