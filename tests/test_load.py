"""Many pages of several hosts in one run: none is lost, every host's limits are kept by its own clock, memory stays bounded."""

import os
import random
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from warehouse import Warehouse

HOME = Path(__file__).parent.parent
HOSTS = 3
CONCURRENCY = 2
WORDS = [
    "".join(random.Random(n).choices("bcdfghklmnprstvw", k=2)) + "aeiou"[n % 5] + "lnrst"[n % 7 % 5]
    for n in range(3000)
]
MEGABYTE = 1 << 20
LIMIT = 1200 * MEGABYTE  # libraries (130 MB), one batch of 2,000 documents, the figures of the report


def text_of(number):
    """Return the page of that number: sentences of its own, so that no two pages share more than words."""
    draw = random.Random(number)
    lines = [" ".join(draw.choices(WORDS, k=12)).capitalize() + "." for _ in range(20)]
    return f"Page {number}\n\n" + "\n".join(lines) + "\n"


class Page(BaseHTTPRequestHandler):
    """Answers every address with the page of its number; the server notes when it was asked, and how many ask at once."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        server = self.server
        with server.lock:
            server.arrivals.append(time.monotonic())
            server.here += 1
            server.most = max(server.most, server.here)
        number = self.path.strip("/")
        body = text_of(int(number)).encode() if number.isdecimal() else b""
        with server.lock:  # before the answer: the next request may come with its last byte
            server.here -= 1
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Host(ThreadingHTTPServer):
    """One host and what it saw."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Page)
        self.lock, self.arrivals, self.here, self.most = threading.Lock(), [], 0, 0


@pytest.fixture
def hosts():
    with ExitStack() as stack:
        made = [stack.enter_context(Host()) for _ in range(HOSTS)]
        for host in made:
            threading.Thread(target=host.serve_forever, args=(0.01,), daemon=True).start()
            stack.callback(host.shutdown)
        yield made


def declared(directory, hosts, pages, per_second):
    """Write settings and a list of pages that takes turns at the hosts; return the settings file."""
    urls = (f"http://127.0.0.1:{hosts[n % HOSTS].server_port}/{n}\n" for n in range(pages))
    (directory / "urls.txt").write_text("".join(urls), "utf-8")
    file = directory / "sources.toml"
    file.write_text(
        '[warehouse]\nroot = "data"\n[run]\nworkers = 1\n[[source]]\nid = "w"\nkind = "pages"\nlist_file = "urls.txt"\n'
        f'allow_networks = ["127.0.0.1/32"]\nper_second = {per_second}\nconcurrency = {CONCURRENCY}\n',
        "utf-8",
    )
    return file


def peak_of(process):
    """Wait for a process; return the most bytes that it and its children held at once."""
    most = 0
    while True:
        most = max(most, resident(process.pid))
        try:
            process.wait(0.5)
        except subprocess.TimeoutExpired:
            continue
        return most


def resident(top):
    """Return the resident bytes of a process and all below it; shared pages count once for each."""
    parents, sizes = {}, {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        except (FileNotFoundError, ProcessLookupError):  # it ended while we looked
            continue
        pid = int(status.parent.name)
        parents[pid], sizes[pid] = int(fields["PPid"]), int(fields.get("VmRSS", "0 kB").split()[0]) * 1024
    return sum(size for pid, size in sizes.items() if top in ancestry(pid, parents))


def ancestry(pid, parents):
    """Yield a process and those above it."""
    while pid:
        yield pid
        pid = parents.get(pid, 0)


def ingested(file):
    """Ingest in a process of its own; return the peak of its memory."""
    env = {k: v for k, v in os.environ.items() if k != "PALIMPSEST_WAREHOUSE"}
    command = [sys.executable, "-m", "flows.cli", "ingest", "--no-prefect", "--quiet", "--sources", str(file)]
    with subprocess.Popen(command, cwd=HOME, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        most = peak_of(process)
        assert process.returncode == 0, process.stdout.read().decode()
    return most


def keeps_its_rate(arrivals, per_second):
    """Whether no span of time, however short or long, saw more requests than it may.

    Requests begin at moments at least 1/rate apart, and at most CONCURRENCY of them may be on their way when a span begins:
    n arrivals need (n - 1 - CONCURRENCY) / rate seconds, on however busy a machine.
    """
    latest = float("-inf")
    for number, moment in enumerate(sorted(arrivals)):
        due = moment - number / per_second
        if due < latest - (CONCURRENCY + 1) / per_second:
            return False
        latest = max(latest, due)
    return True


@pytest.mark.parametrize("arrivals", [[0, 0, 0, 0.1, 0.2, 0.3], [0, 0.09, 0.18, 0.3, 0.31, 0.5], [5]])
def test_a_rate_is_kept_where_late_requests_catch_up_within_the_concurrency(arrivals):
    assert keeps_its_rate(arrivals, 10)


@pytest.mark.parametrize(
    "arrivals", [[0, 0, 0, 0, 0], [0, 0.1, 0.2, 0.21, 0.22, 0.23, 0.24], [n / 12 for n in range(60)]]
)
def test_a_rate_is_broken_by_a_burst_and_by_a_steady_excess(arrivals):
    assert not keeps_its_rate(arrivals, 10)


@pytest.mark.parametrize(("pages", "per_second"), [(150, 40), pytest.param(20_000, 200, marks=pytest.mark.long)])
def test_no_page_is_lost_hosts_are_not_hurried_and_memory_is_bounded(hosts, tmp_path, pages, per_second):
    most = ingested(declared(tmp_path, hosts, pages, per_second))
    rows = Warehouse(tmp_path / "data").head().table("documents", ["source_uri", "text"]).to_pylist()
    assert {int(row["source_uri"].rpartition("/")[2]): row["text"] for row in rows} == {
        number: text_of(number) for number in range(pages)
    }
    for host in hosts:
        wanted = 1 + len(range(pages)[hosts.index(host) :: HOSTS])  # robots.txt, and each page
        assert wanted <= len(host.arrivals) <= 1.01 * wanted + 1  # a connection that is reset is asked for again
        assert keeps_its_rate(host.arrivals, per_second)
        assert host.most <= CONCURRENCY
    print(
        f"{pages:,} pages: peak {most / MEGABYTE:,.0f} MB, {max(h.arrivals[-1] - h.arrivals[0] for h in hosts):.0f} s"
    )
    assert most < LIMIT
