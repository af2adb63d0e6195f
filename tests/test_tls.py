"""HTTPS against a real server on loopback whose authority is of the tests' own: what is trusted, and what is refused."""

import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import trustme

from flows import work
from flows.fetch import Asked, Fetcher, Manners
from flows.guard import Guarded, trusted
from flows.runners import Cores
from flows.runs import Request
from flows.settings import load

HOST = "site.test"


class Page(BaseHTTPRequestHandler):
    """One page, whatever is asked."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        robots = self.path == "/robots.txt"
        self.send_response(404 if robots else 200)
        body = b"" if robots else b"This page came over a connection that was verified.\n"
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", "text/plain")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    """Counts connections; a client that hangs up in the handshake is no news."""

    daemon_threads = True
    connections = 0

    def get_request(self):
        self.connections += 1
        return super().get_request()

    def handle_error(self, *_):
        pass


@contextmanager
def https(certificate):
    """Serve with a certificate; give the server."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    with Server(("127.0.0.1", 0), Page) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """An authority that nobody knows, and the file of its certificate."""
    made = trustme.CA()
    made.file = tmp_path_factory.mktemp("ca") / "ca.pem"
    made.cert_pem.write_to_path(made.file)
    return made


def asked(server, ca_file, host=HOST):
    """Fetch a page of `host`, which leads to the server, with an authority trusted beside the system's."""
    backend = Guarded(["127.0.0.1/32"], resolver=lambda *_: ["127.0.0.1"])
    manners = Manners(per_second=1000, backend=backend, tls=trusted(ca_file), sleep=lambda _: None, timeout=20)
    with Fetcher(manners) as fetcher:
        return fetcher.get(Asked(f"https://{host}:{server.server_port}/page"))


def test_a_certificate_of_a_trusted_authority_is_accepted(authority):
    with https(authority.issue_cert(HOST)) as server:
        answer = asked(server, authority.file)
    assert (answer.status, answer.error, answer.body[:9]) == (200, "", b"This page")


LONG_AGO = datetime.now(UTC) - timedelta(days=10)
REFUSED = {
    "no authority of it is trusted": ({}, None, HOST, "unable to get local issuer|self-signed certificate in"),
    "it is another host's": ({}, "ca", f"other.{HOST}", "not valid for 'other.site.test'"),
    "it has expired": ({"not_before": LONG_AGO, "not_after": LONG_AGO + timedelta(days=1)}, "ca", HOST, "has expired"),
    "it is not valid yet": ({"not_before": datetime.now(UTC) + timedelta(days=1)}, "ca", HOST, "not yet valid"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_a_certificate_that_does_not_hold_is_refused_at_once(authority, why):
    """The page is never asked for, the reason is a sentence, and nobody asks four times."""
    how, trust, host, says = REFUSED[why]
    with https(authority.issue_cert(HOST, **how)) as server:
        answer = asked(server, authority.file if trust else None, host)
    assert any(word in answer.error for word in says.split("|")), answer.error
    assert "CERTIFICATE_VERIFY_FAILED" in answer.error
    assert (answer.status, answer.body, answer.gone, server.connections) == (0, b"", False, 1)


def test_an_authority_of_another_name_vouches_for_nobody_else(authority):
    """A self-made authority is trusted where it is configured, and what another one of its kind signs is not."""
    with https(trustme.CA().issue_cert(HOST)) as server:
        assert "CERTIFICATE_VERIFY_FAILED" in asked(server, authority.file).error


def test_plain_http_where_tls_was_declared_is_an_error(authority):
    with Server(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        assert "SSL" in asked(server, authority.file).error
        server.shutdown()


DECLARED = """[warehouse]
root = "data"
[[source]]
id = "w"
kind = "pages"
urls = ["https://127.0.0.1:{port}/page"]
allow_networks = ["127.0.0.1/32"]
per_second = 1000
{ca_file}
"""


@pytest.mark.parametrize("ca_file", ["ca.pem", "", "missing.pem", "sources.toml"])
def test_a_source_trusts_the_authorities_of_its_ca_file(authority, tmp_path, monkeypatch, ca_file):
    monkeypatch.delenv("PALIMPSEST_WAREHOUSE", raising=False)
    (tmp_path / "ca.pem").write_bytes(authority.file.read_bytes())
    declared = f'ca_file = "{ca_file}"' if ca_file else ""
    with https(authority.issue_cert("127.0.0.1")) as server:
        file = tmp_path / "sources.toml"
        file.write_text(DECLARED.format(port=server.server_port, ca_file=declared))
        done = work.ingest(load(file), Request(), Cores(1), lambda *_: None)
    if ca_file == "ca.pem":
        assert (done.states, done.problems) == ({"new": 1}, ())
    elif ca_file:
        assert "cannot be used" in done.problems[0]
    else:
        assert done.states == {"quarantined": 1}
