"""Builds the clean corpus: texts that nobody stamped, from the documentation packages of a Debian mirror.

    python -m benchmarks.clean_corpus DIRECTORY            download and unpack (needs apt-get and dpkg-deb)
    python -m benchmarks.clean_corpus DIRECTORY --check    run the repetition and duplicate cleaners: every removal is wrong

Nothing of it is committed. HTML pages are reduced to the text of their blocks, manual pages are kept as they are written,
quotation files are one document each and one per quotation. `--check` prints every removal in context, for reading by eye.
"""

from __future__ import annotations

import argparse
import gzip
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup

from cleaners.duplicate import duplicate
from cleaners.page import Page
from cleaners.text import Candidate, Patch, Text
from cleaners.watermark import watermark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PACKAGES = (
    "bible-kjv-text", "debian-edu-doc-zh-cn", "debian-faq-zh-cn", "debian-handbook", "debian-policy", "debian-reference-en",
    "debian-reference-zh-cn", "debian-reference-zh-tw", "developers-reference", "fortunes", "fortunes-min", "fortunes-zh",
    "linux-doc-6.1", "maint-guide-zh-cn", "maint-guide-zh-tw", "manpages", "manpages-dev", "manpages-zh", "python3.11-doc",
    "hunspell-en-us", "miscfiles", "linuxcnc-doc-zh-cn",
)  # fmt: skip
SMALLEST, LARGEST = (
    400,
    400_000,
)  # characters of a document: shorter ones hold nothing to repeat, longer ones are indexes
TEXTS = {".txt", ".rst", ".md", ".html", ".htm", ""}
SKIPPED = re.compile(r"/(?:_static|_images|searchindex|genindex|\.buildinfo)")
BLOCKS = ["p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "td", "th", "dt", "dd", "tr", "div", "section"]


def main(argv: list[str] | None = None) -> int:
    """Build or check the corpus."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args(argv)
    if arguments.check:
        return check(arguments.directory)
    build(arguments.directory)
    return 0


def build(directory: Path) -> None:
    """Download, unpack and write each document as a UTF-8 text file."""
    texts = directory / "texts"
    texts.mkdir(parents=True, exist_ok=True)
    for package in unpacked(directory, PACKAGES):
        for k, text in enumerate(documents(package)):
            (texts / f"{package.name}-{k:05d}.txt").write_text(text, encoding="utf-8", newline="")
    print(len(list(texts.iterdir())), "documents in", texts)


def unpacked(directory: Path, names: Sequence[str]) -> Iterator[Path]:
    """Download packages into `packages` where they are not there yet, and yield where each was unpacked."""
    packages, targets = directory / "packages", directory / "unpacked"
    for path in (packages, targets):
        path.mkdir(parents=True, exist_ok=True)
    for name in names:
        if not any(packages.glob(f"{name}_*.deb")):
            subprocess.run(["apt-get", "download", "-q", name], cwd=packages, check=False)  # a mirror may lack one
        for deb in packages.glob(f"{name}_*.deb"):
            if not (targets / name).exists():
                subprocess.run(["dpkg-deb", "-x", str(deb), str(targets / name)], check=True)
            yield targets / name


def documents(package: Path) -> Iterator[str]:
    """Yield the texts of an unpacked package."""
    for path in sorted(p for p in package.rglob("*") if p.is_file() and not p.is_symlink()):
        text = _read(path)
        if text is None:
            continue
        parts = [text, *text.split("\n%\n")] if "/fortunes/" in str(path) else [text]
        yield from (part for part in parts if SMALLEST <= len(part) <= LARGEST)


def _read(path: Path) -> str | None:
    name = path.name.removesuffix(".gz")
    suffix = Path(name).suffix.lower()
    is_manual = "/man/" in str(path)
    if SKIPPED.search(str(path)) or (suffix not in TEXTS and not is_manual and name not in ("copyright", "changelog")):
        return None
    body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if "\0" in text:
        return None
    return _text_of(text) if suffix.startswith(".htm") else text


def _text_of(html: str) -> str:
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup(["script", "style"]):
        tag.decompose()
    for tag in soup.find_all(BLOCKS):
        tag.append("\n")
    return re.sub(r"\n{3,}", "\n\n", soup.get_text())


def check(directory: Path) -> int:
    """Print every removal and refused removal of the repetition cleaners; return 1 if anything was removed."""
    removed = refused = count = 0
    for path in sorted((directory / "texts").iterdir()):
        text = path.read_text(encoding="utf-8")
        count += 1
        found = [f for cleaner in (watermark, duplicate) for f in cleaner(Text(text), Page())]
        for finding in found:
            if isinstance(finding, Patch | Candidate):
                removed += isinstance(finding, Patch)
                refused += isinstance(finding, Candidate)
                reason = finding.evidence.says if isinstance(finding, Patch) else finding.reason
                kind = "REMOVED" if isinstance(finding, Patch) else "refused"
                print(f"{kind} {path.name} {finding.start}:{finding.end} {finding.rule} {reason}")
                print(
                    "    ",
                    repr(text[finding.start : finding.end][:100]),
                    "…",
                    repr(text[finding.start : finding.end][-60:]),
                )
    print(count, "documents,", removed, "removals,", refused, "refused candidates")
    return 1 if removed else 0


if __name__ == "__main__":
    sys.exit(main())
