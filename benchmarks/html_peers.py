"""Other extractors behind one signature, each where it is installed: source in, text of the content out, '' where it fails.

Each runs with its defaults, and where it wants to know a page's type it finds that out itself (magic-html takes one of three
by the caller's word: it is told article, its default).
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def trafilatura() -> Callable[[str], str]:
    """Trafilatura with its defaults."""
    library = import_module("trafilatura")
    return lambda source: library.extract(source) or ""


def rs_trafilatura() -> Callable[[str], str]:
    """Trafilatura in Rust, which classifies the page's type first; wheels for Python 3.12 only."""
    library = import_module("rs_trafilatura")
    return lambda source: library.extract(source).main_content or ""


def readability() -> Callable[[str], str]:
    """Readability's summary as text."""
    library, html = import_module("readability"), import_module("lxml.html")
    return lambda source: "\n".join(html.fromstring(library.Document(source).summary()).itertext())


def resiliparse() -> Callable[[str], str]:
    """Resiliparse's main content."""
    library = import_module("resiliparse.extract.html2text")
    return lambda source: str(library.extract_plain_text(source, main_content=True))


def magic_html() -> Callable[[str], str]:
    """The article that magic-html cuts out, as text."""
    extractor, html = import_module("magic_html").GeneralExtractor(), import_module("lxml.html")

    def extract(source: str) -> str:
        found = extractor.extract(source, base_url="https://example.org/").get("html") or ""
        return "\n".join(html.fromstring(found).itertext()) if found.strip() else ""

    return extract


KNOWN = {
    "trafilatura": trafilatura,
    "rs_trafilatura": rs_trafilatura,
    "readability": readability,
    "resiliparse": resiliparse,
    "magic_html": magic_html,
}


def peers() -> dict[str, Callable[[str], str]]:
    """Return the extractors that are installed; what one cannot read counts as nothing found."""
    return {name: _total(make()) for name, make in KNOWN.items() if find_spec(name)}


def _total(extract: Callable[[str], str]) -> Callable[[str], str]:
    def extract_or_nothing(source: str) -> str:
        try:
            return extract(source)
        except Exception:
            return ""

    return extract_or_nothing
