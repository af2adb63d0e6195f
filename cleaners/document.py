"""One document from bytes to clean text, ledger, claims, segments and pairs: the path every entry point takes."""

from __future__ import annotations

import gc
import re
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cleaners.decoding import Decoding, decode
from cleaners.errors import UnusableError
from cleaners.html.build import parse
from cleaners.html.pagekind import page_kind
from cleaners.layout import text_layout
from cleaners.markup import XML_TYPES, html_layout, xml_layout
from cleaners.media import media_type_of, refuse_unusable
from cleaners.page import Page, Profile
from cleaners.pairs import Pair, pairs
from cleaners.pipeline import run
from cleaners.profiles import DEFAULT
from cleaners.segments import Segment, segments, title_of
from cleaners.text import Block, Edit, RawCandidate, RawClaim, RawFlag, Span, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CONTROL_SHARE = 0.01  # more control characters than this is no text (DESIGN 7)
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")  # feeds, tabs and escapes are found in texts

REASONS = {  # what `page_kind` says, in a sentence
    "empty": "the page holds no text",
    "frames": "the page is a frame around others; fetch those instead",
    "script-shell": "the page is drawn by scripts; fetch what they load instead",
    "login-wall": "the page asks for a login and shows nothing else",
    "challenge": "the page is a challenge to browsers, not the text behind it",
    "error-page": "the page reports an error instead of a text",
    "no-content": "no block of the page reads like content: menus and links alone",
}


@dataclass(frozen=True)
class Cleaned:
    """A cleaned document; offsets named raw_* are code points of `ledger.source`, clean_* of `text`."""

    ledger: Text
    decoding: Decoding
    media_type: str
    segments: Sequence[Segment]
    pairs: Sequence[Pair]
    title: str
    title_span: Span  # in source coordinates

    @property
    def text(self) -> str:
        """The clean text."""
        return str(self.ledger)

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The whole ledger, the markup layer included: sorted, disjoint."""
        return self.ledger.edits

    @property
    def claims(self) -> tuple[RawClaim, ...]:
        """What the source says of itself, unverified."""
        return self.ledger.claims

    @property
    def flags(self) -> tuple[RawFlag, ...]:
        """Damage that cannot be proved or repaired."""
        return self.ledger.flags

    @property
    def candidates(self) -> tuple[RawCandidate, ...]:
        """Removals considered and refused."""
        return self.ledger.candidates


def clean(
    body: bytes,
    *,
    uri: str = "",
    media_type: str = "",
    header_charset: str = "",
    profile: Profile | None = None,
    page: Page | None = None,
) -> Cleaned:
    """Clean the bytes of one document; `page` (where given) brings protected spans and the declared language.

    Raises UnusableError (empty, binary, an error page …), DecodingError and CleaningError.

    >>> done = clean("多谢。 本文来自:甲乙网".encode("gb18030"))
    >>> done.text, done.decoding.encoding, done.edits[0].rule.partition(".")[0]
    ('多谢。', 'gb18030', 'watermark')
    """
    with _uncollected():
        refuse_unusable(body)
        decoding = decode(body, header_charset)
        kind = _media_type(decoding.text, media_type, uri)
        seen = replace(page or Page(), uri=uri or (page.uri if page else ""), media_type=kind)
        if reason := page_kind(decoding.text, seen):
            raise UnusableError(reason, REASONS[reason])
        return _finish(decoding, seen, profile or DEFAULT)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Pause the collector of cycles: a document is tens of thousands of small tuples without any, looked through again and again.

    7 % of the time of a text of 20 KB, 30 % of a page of 10 MB. What it would have found waits until the document is done.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        parse.cache_clear()  # the page's elements go now: else the collector looks through them as soon as it may
        if running:
            gc.enable()


def _media_type(text: str, declared: str, uri: str) -> str:
    """Return how a text is to be read; raises UnusableError where it is none."""
    controls = len(CONTROLS.findall(text))
    if controls > CONTROL_SHARE * len(text):
        raise UnusableError("control-characters", f"{controls} of {len(text)} characters are control characters")
    if not text.strip():
        raise UnusableError("empty", "nothing but white space")
    return media_type_of(text, declared, uri)


def _finish(decoding: Decoding, page: Page, profile: Profile) -> Cleaned:
    text = run(Text(decoding.text, layout=layout_of(decoding.text, page)), page, profile)
    text = replace(text, claims=_doubted(text.claims))
    units = segments(text)
    title, span = title_of(text, units)
    return Cleaned(text, decoding, page.media_type, units, pairs(units), title, span)


def layout_of(source: str, page: Page) -> tuple[Block, ...]:
    """Return the blocks of a page by its media type."""
    if page.is_html:
        return html_layout(source)
    return xml_layout(source) if page.media_type in XML_TYPES else text_layout(source)


def _doubted(claims: tuple[RawClaim, ...]) -> tuple[RawClaim, ...]:
    """Write beside each claim the rule of the claim that doubts its field."""
    doubts = {claim.doubts: claim.rule for claim in claims if claim.doubts}
    return tuple(
        c._replace(doubted_by=doubts.get(c.field, "")) if c.field in doubts and not c.doubts else c for c in claims
    )
