"""What kind of document a body is, and which bodies must never become one."""

from __future__ import annotations

import re

from cleaners.decoding import is_binary
from cleaners.errors import UnusableError

LARGEST = 100_000_000  # bytes; beyond it a body is quarantined (DESIGN 7)
PLAIN, HTML, XML = "text/plain", "text/html", "application/xml"
KNOWN = {
    "": "",  # not declared: the text tells
    "application/octet-stream": "",
    "text/plain": "",  # servers send this for everything they do not know
    "text/html": HTML,
    "application/xhtml+xml": "application/xhtml+xml",
    "text/xml": XML,
    "application/xml": XML,
    "application/rss+xml": XML,
    "application/atom+xml": XML,
    "text/markdown": PLAIN,
    "text/x-markdown": PLAIN,
    "text/csv": PLAIN,
    "text/tab-separated-values": PLAIN,
    "text/x-rst": PLAIN,
}
HEAD = 2048  # code points looked at; a page says what it is at its top
LEAD = r"\A[\s\ufeff]*(?:<\?xml[^>]*\?>\s*)?(?:<!--.{0,1000}?-->\s*)*"
IS_HTML = re.compile(LEAD + r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
IS_XML = re.compile(r"\A[\s\ufeff]*<\?xml\b|" + LEAD + r"<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE | re.DOTALL)
TAG = re.compile(r"</(?:p|div|a|td|tr|table|span|li|ul|script|title|h[1-6])\s*>|<br\s*/?>", re.IGNORECASE)


def refuse_unusable(body: bytes) -> None:
    """Raise UnusableError for a body that cannot be a text: empty, too large, a known binary format."""
    if not body.strip():
        raise UnusableError("empty", "the body holds nothing")
    if len(body) > LARGEST:
        raise UnusableError("too-large", f"{len(body):,} bytes are more than {LARGEST:,}; split the item")
    if signature := is_binary(body):
        raise UnusableError("binary", f"the body begins like {signature}, which holds no text")


def media_type_of(text: str, declared: str = "", uri: str = "") -> str:
    """Return the media type that decides how a text is read; the text's own head outranks what was declared.

    Raises UnusableError where the declared type is none that a cleaner knows.
    """
    name = declared.partition(";")[0].strip().lower()
    if name not in KNOWN and not name.startswith("text/"):
        raise UnusableError("unsupported-media-type", f"no cleaner reads {name}")
    head = text[:HEAD]
    if IS_HTML.match(head):
        return "text/html"
    if IS_XML.match(head):
        return XML
    known = KNOWN.get(name, PLAIN)
    if known == HTML or (not known and re.search(r"\.x?html?$", uri, re.IGNORECASE)):
        return HTML if TAG.search(text) else PLAIN  # plain text is often served as text/html
    return known or PLAIN
