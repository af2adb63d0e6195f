"""What a removed block was: the kinds of page furniture, each a rule, and the sentence that says why it went."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cleaners.rule import Rule
from cleaners.text import Evidence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cleaners.extraction.measures import Ints

_WHY = "It serves the site, stands on its other pages too or leads to them, and is no part of what this page says."
RULES = {
    kind: Rule(f"article.{kind}", 8, says, why)
    for kind, says, why in (
        ("navigation", "Menus, breadcrumbs, tables of links within the site.", _WHY),
        ("related", "Links to other pages: related, recommended, popular, latest.", _WHY),
        ("comments", "Readers' comments under an article, and what invites them.", "Others wrote it, under the text."),
        ("share", "Buttons for sharing and following.", _WHY),
        ("footer", "The site's foot: rights, contacts, terms.", _WHY),
        ("advert", "An advertisement.", "Paid for by others, and changed with every visit."),
        ("cookie", "A notice about cookies, or another dialog laid over the page.", _WHY),
        ("sidebar", "A column beside the content.", _WHY),
        ("header", "The site's head: name, slogan, banner.", _WHY),
        ("form", "Fields, buttons and labels of a form: search, sign in, subscribe.", _WHY),
        ("pager", "Links to the page before and the page after.", _WHY),
        (
            "byline",
            "The line that says who wrote this, when and where.",
            "The record of a text, not the text; see claims.",
        ),
        ("title", "The page's title above the text.", "It names the text and is kept as a claim."),
        ("tags", "Labels and categories the page is filed under.", _WHY),
        ("member", "The card of a forum's member beside the post.", "It describes the member, not the matter."),
        ("hidden", "Text the page itself hides.", "No reader of the page sees it."),
        ("other", "Other text outside the content.", _WHY),
    )
}

# In the order in which they are asked: what a block is called, by itself or nearby, and what its text begins with.
_BY_HINT = (
    ("cookie", "cookie"),
    ("advert", "advert"),
    ("share", "share"),
    ("comments", "comments"),
    ("related", "related"),
    ("pager", "pager"),
    ("form", "form"),
    ("navigation", "navigation"),
    ("tags", "tags"),
    ("footer", "footer"),
    ("sidebar", "sidebar"),
    ("header", "header"),
    ("meta", "byline"),
    ("profile", "member"),
    ("hidden", "hidden"),
)
_BY_PHRASE = (
    ("share", "share"),
    ("legal", "footer"),
    ("related", "related"),
    ("comments", "comments"),
    ("advert", "advert"),
    ("account", "form"),
    ("pager", "pager"),
    ("byline", "byline"),
    ("member", "member"),
)
_BY_TAG = (
    ("nav", "navigation"),
    ("form", "form"),
    ("button", "form"),
    ("footer", "footer"),
    ("aside", "sidebar"),
    ("header", "header"),
)
TITLED = 50  # per cent of the page's title that a line must be to be its heading
LINKED = 60  # per cent: more of a block in links than this leads elsewhere
FAR_HINTS = frozenset({"navigation", "footer", "sidebar", "header", "comments", "related", "cookie", "advert"})


KINDS = tuple(RULES)
_NUMBER = {kind: n for n, kind in enumerate(KINDS)}


_ASKED = (  # the last that is said decides: near names, words, tags around, far names
    ("linked share", LINKED + 1, "navigation"),
    *((f"hint {hint}", 1, kind) for hint, kind in reversed(_BY_HINT) if hint in FAR_HINTS),
    *((f"in {tag}", 1, kind) for tag, kind in reversed(_BY_TAG)),
    *((f"says {phrase}", 1, kind) for phrase, kind in reversed(_BY_PHRASE)),
    *((f"hint {hint}", least, kind) for least in (2, 3) for hint, kind in reversed(_BY_HINT)),
)[::-1]
_LEAST = np.array([least for _, least, _ in _ASKED])[:, None]
_SAID = np.array([*(_NUMBER[kind] for _, _, kind in _ASKED), _NUMBER["other"]], np.int64)


def kinds_of(columns: Mapping[str, Ints], count: int) -> Ints:
    """Return for each run the number of its kind, were it removed: near names first, then its words, tags around it, far names."""
    asked = np.concatenate([columns[name] for name, _, _ in _ASKED]).reshape(len(_ASKED), count)
    said = np.ones((len(_ASKED) + 1, count), np.bool_)
    np.greater_equal(asked, _LEAST, out=said[:-1])
    titled = (columns["titled"] >= TITLED) & (columns["linked share"] <= LINKED)
    return np.where(titled, _NUMBER["title"], _SAID[said.argmax(axis=0)])


class Totals(NamedTuple):
    """Running totals over the runs of a page, one longer than the runs: what a patch holds is a difference of two."""

    chars: list[int]
    linked: list[int]  # hundredths of characters
    stops: list[int]
    points: list[int]


def totals_of(columns: Mapping[str, Ints], points: Ints) -> Totals:
    """Return the running totals of a page's evidence and scores."""
    chars = columns["chars"]
    values = (chars, chars * columns["linked share"], columns["stops"], points)
    return Totals(*([0, *np.cumsum(one).tolist()] for one in values))


def evidence_of(kind: str, totals: Totals, runs: slice) -> Evidence:
    """Say of the runs of one patch what was measured."""
    chars, linked, stops, _ = (one[runs.stop] - one[runs.start] for one in totals)
    count = runs.stop - runs.start
    blocks = "1 block" if count == 1 else f"{count} blocks"
    share = linked // max(chars, 1)
    return Evidence(f"{RULES[kind].says} {blocks}, {share} % of the characters in links, {stops} ends of sentences.")
