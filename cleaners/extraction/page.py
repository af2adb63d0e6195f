"""What a page tells of itself that helps to find its content: title and description, type, address, the software behind it."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cleaners.html.dom import Dom

# Each row one bit. Looked for in types of schema.org, OpenGraph's type, the canonical address and the generator's name.
TYPES = (
    ("article", r"\b(?:news|blog|tech|scholarly|report)?article\b|blogposting|reportage|/(?:blog|news|article|stor(?:y|ies)|posts?)/|/(?:19|20)\d\d[/-]?[01]\d"),
    ("forum", (r"discussionforum|qapage|question\b|/(?:forums?|threads?|topics?|t|questions|discuss(?:ion)?|community|bbs|comments)/|viewtopic|showthread|thread-\d|"
     r"discuz|phpbb|vbulletin|xenforo|discourse|mybb|simple machines|vanilla|invision|flarum|nodebb|lemmy|lobste\.rs|news\.ycombinator|site: [^/]{0,80}(?:\bforums?\b|\bbbs\b|\bcommunity(?: /|$)|论坛|論壇|社区|社區|贴吧|问答|問答)")),
    ("product", r"\bproduct\b|\boffer\b|/(?:products?|item|dp|p)/"),
    ("listing", r"itemlist|collectionpage|searchresults|/(?:collections?|categor(?:y|ies)|tags?|shop|search|browse|list)\b|offercatalog|productgroup|breadcrumb"),
    ("documentation", (r"techarticle|apireference|howto|/(?:docs?|documentation|reference|guides?|tutorials?|manual|help|support|wiki)\b|docusaurus|sphinx|gitbook|mkdocs|"
     r"hugo|mediawiki|doxygen|readthedocs|vuepress|vitepress")),
    ("organisation", r"localbusiness|organization|\bservice\b|professionalservice|/(?:services?|solutions?|pricing|about|platform|features?)\b"),
    ("recipe", r"\brecipe\b"),
    ("faq", r"faqpage"),
    ("shop software", r"shopify|woocommerce|magento|prestashop|bigcommerce|opencart|squarespace|wix\.com"),
)  # fmt: skip
_TYPES = tuple((1 << n, re.compile(pattern)) for n, (_, pattern) in enumerate(TYPES))
_SCHEMA = re.compile(r"schema\.org/(\w{3,40})")
_JSON_LD = re.compile(r'"@type"\s*:\s*\[?\s*"(\w{3,40})"')
TELLING = frozenset({"og:type", "og:url", "generator"})
SITE_REACH = 200  # characters at the end of a title
SITE = re.compile(
    r"(?:.*\s[-|\u2013\u2014\u00b7]\s|.*[-_|])(\S.{0,79})\Z", re.DOTALL
)  # a title ends in the name of the site
SHORTEST = 4  # characters of a title or description below which a match means nothing
HEAD = 24  # characters of a description that are looked for: sites cut the rest as they like
_DENSE = re.compile(r"[\W_]+")


class Facts(NamedTuple):
    """Title and description folded by `dense`, the bits of TYPES."""

    title: str
    description: str
    types: int


def facts_of(page: Dom) -> Facts:
    """Return what the head and the schemas of a page say."""
    title = description = ""
    words = _SCHEMA.findall(page.source) + _JSON_LD.findall(page.source)
    for element in page.elements:
        if element.tag == "title" and not title:
            title = page.source[element.head : element.end].partition("<")[0]
        elif element.tag == "link" and element.attr("rel").lower() == "canonical":
            words.append(element.attr("href"))
        elif element.tag == "meta":
            name = (element.attr("property") or element.attr("name")).lower()
            if name in TELLING:
                words.append(element.attr("content"))
            elif name == "og:site_name":
                words.append("site: " + element.attr("content"))
            elif name in {"description", "og:description"} and not description:
                description = element.attr("content")
    if site := SITE.match(title.strip()[-SITE_REACH:]):
        words.append("site: " + site[1])
    said = " / ".join(words).lower()
    types = sum(bit for bit, pattern in _TYPES if pattern.search(said))
    return Facts(dense(html.unescape(title)), dense(html.unescape(description)), types)


def dense(text: str) -> str:
    """Return the letters and digits of a text in lower case, nothing between them."""
    return _DENSE.sub("", text.lower())


def titled(folded: str, facts: Facts) -> int:
    """Return how much of the page's title a text (folded by `dense`) is, in per cent; 0 for what is too short to tell."""
    if len(folded) < SHORTEST or folded not in facts.title:
        return 0
    return len(folded) * 100 // len(facts.title)


def described(folded: str, facts: Facts) -> bool:
    """Whether a text (folded by `dense`) holds the beginning of the page's description."""
    begin = facts.description[:HEAD]
    return len(begin) >= 2 * SHORTEST and begin in folded
