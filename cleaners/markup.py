"""A page's markup: what is deleted and replaced so that the page reads as text, every edit at its exact place.

The text view is what a browser shows without style sheets: white space collapses, blocks stand on lines of their own, a table
cell ends in a line feed, `<pre>` keeps its form. Which blocks are the content is a later question (article.py).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cleaners.html import build as dombuild
from cleaners.html import dom, feed, tags, tokens
from cleaners.html import stack as domstack
from cleaners.html.build import parse
from cleaners.html.feed import parse_feed
from cleaners.html.tags import HEADINGS
from cleaners.rule import Rule, cleaner
from cleaners.text import Block, Evidence, Patch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaners.html.dom import Dom, Element, Run
    from cleaners.page import Page
    from cleaners.text import Finding, Text

_SYNTAX = "Markup is how the page is built, not what it says; the ledger keeps it, so the page comes back to the byte."
RULES = {
    kind: Rule(f"markup.{kind}", 2, says, why)
    for kind, says, why in (
        ("tag", "A tag, with the white space between tags.", _SYNTAX),
        ("script", "A script.", "Code for the browser, never shown."),
        ("style", "A style sheet.", "Rules for the browser, never shown."),
        ("comment", "A comment or processing instruction.", "A note among authors of the page, never shown."),
        (
            "head",
            "The document type or title of the page's head.",
            "Not shown on the page; what it says is kept as claims.",
        ),
        (
            "feed",
            "A field of a feed that is no text: an address, a date, an identifier.",
            "Kept by the ledger; it is not written to be read.",
        ),
        ("drawing", "A vector drawing with its labels.", "A picture; its words are names of shapes or of icons."),
        ("fallback", "The content of a frame.", "Shown only by browsers that know no frames."),
        ("reference", "A character reference, replaced by its character.", "The page writes the character this way."),
        ("break", "The line feed a block boundary or <br> stands for.", "The tags that held the lines apart are gone."),
        (
            "space",
            "White space that the page does not show.",
            "HTML collapses white space; between two Chinese characters a line wrap shows none.",
        ),
    )
}
EVIDENCE = {kind: Evidence(rule.says) for kind, rule in RULES.items()}
KINDS = {
    "li": "item",
    "dt": "item",
    "dd": "item",
    "td": "cell",
    "th": "cell",
    "pre": "code",
    "xmp": "code",
    "listing": "code",
}
KINDS |= {"blockquote": "quote"} | dict.fromkeys(HEADINGS, "heading")
XML_TYPES = frozenset({"application/xml", "text/xml", "application/rss+xml", "application/atom+xml"})
CELL_RUNS = 6  # a cell of more blocks lays out a page, it does not hold a datum


@cleaner(*RULES.values(), helpers=(dom, dombuild, domstack, feed, tags, tokens))
def markup(text: Text, page: Page) -> Iterator[Finding]:
    """Propose every change that turns the page as captured into its text view.

    Reads the capture only: a text that already has edits is no page any more, what looks like a tag there was written as text.
    """
    if text.edits or not (page.is_html or page.media_type in XML_TYPES):
        return
    for change in _structure(text.source, page).changes:
        yield Patch(change.start, change.end, change.text, f"markup.{change.kind}", EVIDENCE[change.kind])


def html_layout(source: str) -> tuple[Block, ...]:
    """Return the page's blocks in source order: headings with level, paragraphs, items with depth, cells with row, code, quotes."""
    return _layout(parse(source))


def xml_layout(source: str) -> tuple[Block, ...]:
    """Return the blocks of an XML source: of a feed its items' titles and texts."""
    return _layout(parse_feed(source))


def _structure(source: str, page: Page) -> Dom:
    return parse(source) if page.is_html else parse_feed(source)


def _layout(page: Dom) -> tuple[Block, ...]:
    kinds = _kinds(page.elements)
    crowded = _crowded_cells(page, kinds)
    return tuple(_block(run, page.elements, kinds, crowded) for run in page.runs)


def _kinds(elements: list[Element]) -> list[int]:
    """Return for each element the innermost element, itself included, that gives its text a kind; -1 for none."""
    kinds: list[int] = []
    for n, element in enumerate(elements):
        outer = kinds[element.parent] if element.parent >= 0 else -1
        kinds.append(n if element.tag in KINDS else outer)
    return kinds


def _crowded_cells(page: Dom, kinds: list[int]) -> frozenset[int]:
    """Return the cells that lay out the page: they hold another table or many blocks."""
    counts = Counter(kinds[run.block] for run in page.runs if run.block >= 0)
    crowded = {place for place, count in counts.items() if count > CELL_RUNS}
    return frozenset(crowded.union(kinds[e.parent] for e in page.elements if e.tag == "table" and e.parent >= 0))


def _block(run: Run, elements: list[Element], kinds: list[int], crowded: frozenset[int]) -> Block:
    place = kinds[run.block] if run.block >= 0 else -1
    tag = elements[place].tag if place >= 0 else ""
    kind = KINDS.get(tag, "paragraph")
    if kind == "heading":
        return Block(kind, run.start, run.end, HEADINGS[tag])
    if kind == "cell":
        return (
            Block("paragraph", run.start, run.end) if place in crowded else Block(kind, run.start, run.end, 0, run.row)
        )
    return Block(kind, run.start, run.end, run.depth if kind == "item" else 0)
