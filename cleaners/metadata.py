"""What a page says of itself in its head: title, author, dates, publisher, address, language, licence, each with its exact place.

Conflicting statements are kept as several claims; which one is true is not decided here. Values are the page's characters as
they stand (references unresolved), except `published` (ISO 8601) and `licence_id` (SPDX).
Runs on the capture before `markup`: afterwards the head is no longer part of the text, and a claim could not say where it stood.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cleaners.charsets.whatwg import LABELS
from cleaners.html import build as dombuild
from cleaners.html import dom, jsonld
from cleaners.html import stack as domstack
from cleaners.html.build import parse
from cleaners.html.jsonld import strings
from cleaners.html.stack import REACH as DEEPEST
from cleaners.rule import Rule, cleaner
from cleaners.rulepacks import claims
from cleaners.rulepacks.claims import published
from cleaners.text import Claim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaners.html.dom import Element
    from cleaners.page import Page
    from cleaners.text import Finding, Span, Text

_WHY = "Sites state it for search engines and social networks; it says where a text comes from when the text does not."
TITLE = Rule("markup.claim-title", 11, "The title of the page's head.", _WHY)
META = Rule(
    "markup.claim-meta", 11, "A <meta> element: OpenGraph, Dublin Core, article:*, citation_*, author, date.", _WHY
)
LINK = Rule("markup.claim-link", 11, "A <link> or <a> that names the canonical address or the licence.", _WHY)
JSON_LD = Rule("markup.claim-jsonld", 11, "A property of schema.org in JSON-LD.", _WHY)
LANGUAGE = Rule("markup.claim-language", 11, "The language the page declares.", _WHY)
RDF = Rule("markup.claim-rdf", 11, "A licence in RDF, often within a comment, as Creative Commons once advised.", _WHY)

FIELDS = {
    "title": "og:title twitter:title dc.title dcterms.title citation_title parsely-title sailthru.title headline",
    "author": "author article:author dc.creator dcterms.creator citation_author parsely-author sailthru.author byl",
    "published": "article:published_time og:published_time dc.date dc.date.issued dcterms.date dcterms.issued dcterms.created datepublished "
    "citation_publication_date citation_date citation_online_date pubdate publishdate publish_date publication_date parsely-pub-date "
    "sailthru.date article:create_at apub:time date",
    "modified": "article:modified_time og:updated_time og:modified_time dcterms.modified dc.date.modified datemodified last-modified lastmod",
    "publisher": "og:site_name dc.publisher dcterms.publisher citation_publisher publisher application-name",
    "canonical_url": "og:url",
    "description": "description og:description dc.description dcterms.abstract",
    "language": "dc.language dcterms.language og:locale content-language",
    "rights_statement": "copyright rights dc.rights dcterms.rights dcterms.license og:rights",
    "source_url": "dc.source original-source syndication-source",
}
NAMES = {name: field for field, names in FIELDS.items() for name in names.split()}
SCHEMA = {
    ("headline",): "title",
    ("author", "name"): "author",
    ("author",): "author",
    ("creator", "name"): "author",
    ("datePublished",): "published",
    ("dateModified",): "modified",
    ("publisher", "name"): "publisher",
    ("inLanguage",): "language",
    ("license",): "rights_statement",
    ("isBasedOn",): "source_url",
}
TELL = frozenset({"html", "title", "meta", "link", "a", "script"})
ATTRIBUTE = re.compile(r"""([^\s"'>/=]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))""")
CREATIVE_COMMONS = re.compile(
    r"creativecommons\.org/(?:licenses/([a-z]+(?:-[a-z]+)*)/(\d\.\d)|publicdomain/(zero|mark)/(\d\.\d))", re.IGNORECASE
)
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{2,8})*")  # BCP 47 in its plain shape; og:locale writes `_`
NAMES_OF_SOMEBODY = frozenset({"author", "publisher", "editor"})
REACH = 20_000  # code points of a tag that are searched for an attribute
RDF_LICENCE = re.compile(r"""<(?:cc:)?license\s+rdf:(?:resource|about)\s*=\s*["']([^"'<>]{1,300})["']""", re.IGNORECASE)


@cleaner(TITLE, META, LINK, JSON_LD, LANGUAGE, RDF, helpers=(claims, dom, dombuild, domstack, jsonld))
def metadata(text: Text, page: Page) -> Iterator[Finding]:
    """Claim what the head of a page, its JSON-LD and its licence links say; changes nothing."""
    if not page.is_html or text.edits:
        return
    elements = parse(text.source).elements
    for element in elements:
        if element.tag in TELL and not (element.attr("itemprop") and _is_part(elements, element)):
            yield from _of_element(text.source, element)
    for found in RDF_LICENCE.finditer(text.source):
        yield from _claims("rights_statement", text.source, found.span(1), RDF)


def _of_element(source: str, element: Element) -> Iterator[Claim]:
    match element.tag:
        case "meta":
            yield from _of_meta(source, element)
        case "link" | "a" if (rel := element.attr("rel")) and element.attr("href"):
            names = rel.lower().split()
            if "canonical" in names and element.tag == "link":
                yield from _claims("canonical_url", source, _value(source, element, "href"), LINK)
            if "license" in names:
                yield from _claims("rights_statement", source, _value(source, element, "href"), LINK)
        case "html" if element.attr("lang") or element.attr("xml:lang"):
            yield from _claims(
                "language", source, _value(source, element, "lang") or _value(source, element, "xml:lang"), LANGUAGE
            )
        case "title":
            yield from _claims("title", source, _inside(source, element), TITLE)
        case "script" if element.attr("type").lower().strip() == "application/ld+json":
            yield from _of_script(source, element)


def _is_part(elements: list[Element], element: Element) -> bool:
    """Whether microdata speaks of a part of the page, a comment or an offer: a second itemscope lies around it."""
    scopes, place = 0, element.parent
    for _ in range(DEEPEST):
        if place < 0:
            break
        scopes += any(key == "itemscope" for key, _ in elements[place].attrs)
        place = elements[place].parent
    return scopes > 1


def _of_meta(source: str, element: Element) -> Iterator[Claim]:
    for key in ("property", "name", "itemprop", "http-equiv"):
        field = NAMES.get(element.attr(key).lower().strip())
        if field and element.attr("content").strip():
            yield from _claims(field, source, _value(source, element, "content"), META)
            return


def _of_script(source: str, element: Element) -> Iterator[Claim]:
    for path, start, end in strings(source, *(_inside(source, element) or (0, 0))):
        field = SCHEMA.get(tuple(name for name in path if name not in {"@graph", "mainEntity"}))
        if field:
            yield from _claims(field, source, (start, end), JSON_LD)


def _claims(field: str, source: str, span: Span | None, rule: Rule) -> Iterator[Claim]:
    """Yield the claim at a span, its white space trimmed; a licence's address also as the licence's name."""
    if span is None:
        return
    raw = source[slice(*span)]
    start = span[0] + len(raw) - len(raw.lstrip())
    value = raw.strip()
    end = start + len(value)
    if field == "published":
        value = published(value)
    if value and _is_said(field, value):
        yield Claim(field, value, start, end, rule.id)
    licence = _licence(value) if field == "rights_statement" else ""
    if licence:
        yield Claim("licence_id", licence, start, end, rule.id)


def _is_said(field: str, value: str) -> bool:
    """Whether a value can be what its field says: templates put encodings where a language belongs, and numbers of accounts for names."""
    if field == "language":
        return bool(LANGUAGE_TAG.fullmatch(value)) and value.lower() not in LABELS
    return not (field in NAMES_OF_SOMEBODY and value.isdecimal())


def _licence(address: str) -> str:
    """Return the SPDX id that an address of Creative Commons stands for, or ''."""
    found = CREATIVE_COMMONS.search(address)
    if not found:
        return ""
    kind, version, domain, number = found.groups()
    if kind:
        return f"CC-{kind.upper()}-{version}"
    return f"CC0-{number}" if domain.lower() == "zero" else f"LicenseRef-CC-PDM-{number}"


def _value(source: str, element: Element, name: str) -> Span | None:
    """Return the span of an attribute's value; the first of two counts, as in browsers."""
    pos = element.start + 1 + len(element.tag)
    for found in ATTRIBUTE.finditer(source, pos, min(element.head, pos + REACH)):
        if found[1].lower() == name:
            return next((found.span(n) for n in (2, 3, 4) if found[n] is not None), None)
    return None


def _inside(source: str, element: Element) -> Span | None:
    """Return the span between an element's tags."""
    end = source.rfind("</", element.head, element.end)
    return (element.head, end) if end >= 0 else None
