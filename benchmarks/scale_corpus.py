"""A generated corpus for benchmarks/scale.py: `python -m benchmarks.scale_corpus DIRECTORY 1000000`, 4 GB for a million.

Half of the documents are texts (JSON lines), half are HTML pages (WARC, a gzip member a record), 5,000 to a file; every document
is decided by its number and the seed alone. Sentences come from a Markov chain over the seeds, so characters and words are spread
as in real text; sites, encodings, marks, damage and bilingual pages come in shares like those of a crawl. No two bodies are equal.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import sys
from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
SEED = 9
PER_FILE = 5_000
SENTENCES = 20_000  # of each language; a document draws from them without putting back
SITES = 400
CHINESE, BILINGUAL = 0.6, 0.05  # shares of the documents; the rest is English
MARKED, DAMAGED, LEGACY = 0.08, 0.02, 0.12
DATE = "2026-01-01T00:00:00Z"


class Language(NamedTuple):
    """Sentences of a language, what stands between them, and how many make a paragraph."""

    sentences: tuple[str, ...]
    joint: str


def _chain(units: list[str], order: int) -> dict[tuple[str, ...], list[str]]:
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for at in range(len(units) - order):
        found[tuple(units[at : at + order])].append(units[at + order])
    return found


def _sentences(units: list[str], order: int, length: tuple[int, int], joint: str) -> tuple[str, ...]:
    """Return distinct sentences of a random walk over the chain of some units."""
    rng = random.Random(SEED)
    chain = _chain(units, order)
    starts = sorted(chain)
    made: dict[str, None] = {}
    while len(made) < SENTENCES:
        state = rng.choice(starts)
        walked = list(state)
        for _ in range(rng.randint(*length)):
            state = (*state[1:], rng.choice(chain.get(state) or [rng.choice(units)]))
            walked.append(state[-1])
        made[joint.join(walked)] = None
    return tuple(made)


@lru_cache
def languages() -> dict[str, Language]:
    """Return Chinese and English as the seeds write them."""
    text = "\n".join(path.read_text("utf-8", "replace") for path in SEEDS)
    han = re.findall(r"[\u4e00-\u9fff]", text)
    words = [word.lower() for word in re.findall(r"[A-Za-z][a-z]+", text)]
    chinese = [f"{s[:9]},{s[9:]}。" for s in _sentences(han, 2, (14, 44), "")]
    english = [f"{s[:1].upper()}{s[1:]}." for s in _sentences(words, 1, (6, 20), " ")]
    return {"zh": Language(tuple(chinese), ""), "en": Language(tuple(english), " ")}


class Draft(NamedTuple):
    """A document before it is dressed as text or HTML."""

    number: int
    language: str
    title: str
    paragraphs: list[str]
    mark: str


def draft(number: int) -> Draft:
    """Return what document `number` says."""
    rng = random.Random(f"{SEED}:{number}")
    kind = rng.random()
    name = "zh" if kind < CHINESE else "both" if kind < CHINESE + BILINGUAL else "en"
    budget = min(12_000, int(rng.lognormvariate(7.87, 0.55)))  # bytes of text: half are under 2.6 kB, few over 8 kB
    halves = ["zh", "en"] if name == "both" else [name]
    paragraphs: list[str] = []
    drawn = {half: iter(rng.sample(range(SENTENCES), 240)) for half in halves}
    while sum(len(p.encode()) for p in paragraphs) < budget:
        for half in halves:
            language = languages()[half]
            paragraphs.append(
                language.joint.join(language.sentences[next(drawn[half])] for _ in range(rng.randint(2, 6)))
            )
    first = languages()[halves[0]].sentences[number % SENTENCES]
    host = f"site{number % SITES:03}.example"
    mark = f"文章源自甲乙读书-https://{host}/{number}.html" if rng.random() < MARKED else ""
    if rng.random() < DAMAGED and name != "en":
        paragraphs[-1] = paragraphs[-1].encode().decode("gbk", "replace").replace("\ufffd", "")
    return Draft(number, name, f"{first[:24].rstrip('。.,')} {number}", paragraphs, mark)


def text(made: Draft) -> str:
    """Return a document as plain text."""
    lines = [made.title, "", *made.paragraphs]
    if made.mark:
        lines = [line + made.mark if n % 3 == 2 else line for n, line in enumerate(lines)]
    return "\n".join(lines) + "\n"


def html(made: Draft) -> tuple[bytes, str]:
    """Return a document as a page of its site, and its encoding."""
    site = made.number % SITES
    rng = random.Random(site)
    language = languages()["en" if made.language == "en" else "zh"]
    legacy = made.language == "zh" and random.Random(made.number).random() < 2 * LEGACY
    charset = "gb18030" if legacy else "utf-8"
    links = "".join(f'<li><a href="/c{n}">{s[:6]}</a></li>' for n, s in enumerate(rng.sample(language.sentences, 9)))
    near = "".join(
        f'<li><a href="/{made.number + n}.html">{language.sentences[(made.number * 7 + n) % SENTENCES][:16]}</a></li>'
        for n in range(6)
    )
    body = "".join(f"<p>{_escaped(p)}{made.mark if n % 3 == 2 else ''}</p>\n" for n, p in enumerate(made.paragraphs))
    page = (
        f'<!DOCTYPE html>\n<html lang="{"en" if made.language == "en" else "zh-CN"}"><head><meta charset="{charset}">'
        f"<title>{_escaped(made.title)} - Site {site}</title>"
        f'<meta name="description" content="{_escaped(made.paragraphs[0][:80])}">'
        f'<link rel="stylesheet" href="/s.css"><script>var page={made.number};function f(a){{return a+page}}</script></head>\n'
        f'<body class="s{site}"><header><a href="/">Site {site}</a><nav><ul>{links}</ul></nav></header>\n'
        f'<div id="content"><article><h1>{_escaped(made.title)}</h1><p class="meta">2026-01-{1 + site % 28:02}</p>\n{body}</article>\n'
        f"<aside><h3>Related</h3><ul>{near}</ul></aside></div>\n<footer><p>&copy; 2026 Site {site}</p></footer></body></html>\n"
    )
    return page.encode(charset, "xmlcharrefreplace"), charset


def _escaped(line: str) -> str:
    return line.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def _record(made: Draft, body: bytes, charset: str) -> bytes:
    declared = "" if made.number % 5 == 0 else f"; charset={charset}"
    block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html{declared}\r\n\r\n".encode() + body
    uri = f"https://site{made.number % SITES:03}.example/{made.number}.html"
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{made.number:012d}>\r\n"
        f"WARC-Date: {DATE}\r\nWARC-Target-URI: {uri}\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + block + b"\r\n\r\n", 1, mtime=0)


def _line(made: Draft, body: str) -> bytes:
    row = {"id": f"d{made.number}", "url": f"https://text.example/{made.number}", "text": body}
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"


def write(directory: Path, count: int) -> int:
    """Write the first `count` documents below a directory; return the bytes of their bodies, packing apart."""
    directory.mkdir(parents=True, exist_ok=True)
    size = 0
    for start in range(0, count, 2 * PER_FILE):
        numbers = range(start, min(count, start + 2 * PER_FILE))
        with (
            (directory / f"{start:08}.jsonl").open("wb") as texts,
            (directory / f"{start:08}.warc.gz").open("wb") as pages,
        ):
            for made in map(draft, numbers):
                if made.number % 2:
                    page, charset = html(made)
                    pages.write(_record(made, page, charset))
                    size += len(page)
                else:
                    plain = text(made)
                    texts.write(_line(made, plain))
                    size += len(plain.encode())
    return size


if __name__ == "__main__":
    print(f"{write(Path(sys.argv[1]), int(sys.argv[2])):,} bytes")
