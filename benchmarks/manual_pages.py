"""Annotated pages of manuals, for learning and for measuring: what their generators mark as the text is the truth.

    python -m benchmarks.manual_pages DIRECTORY [--pages 10]

Downloads documentation packages of a Debian mirror (needs apt-get and dpkg-deb) and writes `manuals/<id>.html.gz` and
`manuals.truth.jsonl.gz` into DIRECTORY, as benchmarks/html_pages.py reads them; a package is a host. Sphinx, Doxygen, Javadoc,
DocBook, GTK-Doc, Haddock, texinfo, AsciiDoc, rustdoc, mdBook and others name the element that holds the text, and the bars,
permalinks and lists of contents in it. Nothing of it is committed.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bs4 import BeautifulSoup

from benchmarks.clean_corpus import unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bs4 import Tag

PACKAGES = (
    "apache2-doc", "apt-doc", "aptitude-doc-en", "autoconf-doc", "bash-doc", "clang-15-doc", "cmake-doc", "dbus-1-doc",
    "debian-faq-ja", "debian-handbook", "debian-policy", "debian-reference-en", "debian-reference-zh-cn", "debian-reference-zh-tw",
    "exim4-doc-html", "gap-doc", "ghc-doc", "gimp-help-en", "gimp-help-zh-cn", "git-doc", "installation-guide-amd64",
    "libboost1.81-doc", "libcairo2-doc", "libeigen3-doc", "libglib2.0-doc", "libgtk-3-doc", "libsdl2-doc", "libstdc++-12-doc",
    "lilypond-doc-html", "linux-doc-6.1", "maint-guide-zh-cn", "maint-guide-zh-tw", "maxima-doc", "nodejs-doc", "octave-doc",
    "openjdk-17-doc", "postgresql-doc-15", "python-django-doc", "python3.11-doc", "r-doc-html", "rust-doc", "sbcl-doc",
    "sqlite3-doc", "zsh-doc",
)  # fmt: skip
CHINESE = {
    "debian-reference-zh-cn",
    "debian-reference-zh-tw",
    "gimp-help-zh-cn",
    "maint-guide-zh-cn",
    "maint-guide-zh-tw",
}
SMALLEST, LARGEST = 4_000, 150_000  # bytes of a page
LEAST = 800  # characters of its text
LINKED = 0.4  # share of a text in links from which on the page is an index
SAMPLED = 30  # pages looked at for one that is taken, at most


class Generator(NamedTuple):
    """Where a generator of manuals puts the text, and what is none of it there (CSS selectors)."""

    text: str
    bars: str


GENERATORS = (
    Generator("[itemprop=articleBody], div.body[role=main], main#main div.body", ".headerlink, nav.contents, div.contents, .toctree-wrapper"),
    Generator("section#main-content", ".src, .srclink, .anchor, button, .out-of-band, .rightside, .sidebar, rustdoc-toolbar, summary.hideme"),
    Generator("div#content > main, div.content > main", ".nav-chapters, .buttons, a.header:empty"),
    Generator("div#doc-content div.contents, body > div.contents", ".toc, .dynheader, iframe, .dyncontent"),
    Generator("main[role=main]", ".header .sub-title, .sub-nav, nav"),
    Generator("div#content > div#interface, div#content", "#table-of-contents, #package-header, #toc, .selflink, .link"),
    Generator("div#apicontent", ".mark, .toc"),
    Generator("div#page-content", "#quickview, .toplang, .up, .related"),
    Generator("div.fancy", ".toc, .fancy_toc"),
    Generator("div.refentry, div.chapter, div.sect1, div.sect2, div.section, div.preface, div.appendix, div.article", ".navheader, .navfooter, .toc, .docnav, table.navigation"),
    Generator("body:has(> div.header):has(a[accesskey=n]), div#main, div.chapter-level-extent, div.section-level-extent", ".header, .nav-panel, .nav_table, .footer, .menu, .contents, #tocframe, #footer"),
)  # fmt: skip


def main(argv: list[str] | None = None) -> int:
    """Write the set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--pages", type=int, default=10, help="of each package")
    options = parser.parse_args(argv)
    (options.directory / "manuals").mkdir(parents=True, exist_ok=True)
    rows = []
    for package in unpacked(options.directory, PACKAGES):
        taken = list(annotated(package, options.pages))
        print(f"{package.name:24} {len(taken)}")
        for path, truth in taken:
            row = {
                "id": f"{package.name}-{path.stem}",
                "url": f"https://{package.name}/{path.name}",
                "main_content": truth,
            }
            row |= {"kind": "manual"} if package.name in CHINESE else {"page_type": "manual"}
            rows.append(json.dumps(row, ensure_ascii=False))
            (options.directory / "manuals" / f"{row['id']}.html.gz").write_bytes(gzip.compress(path.read_bytes()))
    (options.directory / "manuals.truth.jsonl.gz").write_bytes(gzip.compress("\n".join(rows).encode()))
    print(len(rows), "pages")
    return 0


def annotated(package: Path, count: int) -> Iterator[tuple[Path, str]]:
    """Yield pages of a package with their text, in an order that chance made once."""
    pages = [p for p in package.rglob("*.htm*") if p.is_file() and SMALLEST <= p.stat().st_size <= LARGEST]
    pages.sort(key=lambda path: hashlib.sha256(str(path.relative_to(package)).encode()).digest())
    names = set()
    for path in pages[: count * SAMPLED]:
        truth = text_of(path.read_bytes())
        if truth and path.stem not in names:
            names.add(path.stem)
            yield path, truth
        if len(names) == count:
            return


def text_of(body: bytes) -> str:
    """Return the text of a manual's page, or '' where its generator is not known or the page is an index."""
    soup = BeautifulSoup(body, "lxml")
    for tag in soup(["script", "style", "noscript", "template"]):
        tag.decompose()
    for generator in GENERATORS:
        found = soup.select(generator.text)
        if found:
            return _written(found[0], generator.bars)
    return ""


def _written(text: Tag, bars: str) -> str:
    for tag in text.select(bars):
        tag.decompose()
    words = text.get_text("\n")
    linked = sum(len(a.get_text()) for a in text("a", href=True))
    long_enough = len("".join(words.split())) >= LEAST
    return words if long_enough and linked < LINKED * len("".join(words.split())) else ""


if __name__ == "__main__":
    raise SystemExit(main())
