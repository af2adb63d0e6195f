"""What a page's removed furniture says of the text: its title, date, author, publisher, rights. Read before it goes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cleaners.rulepacks.claims import licence_id, published
from cleaners.text import Claim

if TYPE_CHECKING:
    from collections.abc import Iterator


class Removed(NamedTuple):
    """A removed block: where it stands in the text, its kind and rule, and whether it stands right above the content."""

    start: int
    end: int
    kind: str
    rule: str
    above: bool


LONGEST = 300  # characters: a longer text is no line about the text
DATE = re.compile(
    r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}(?:\s?[-/.月]\s?\d{1,2}日?)?(?:[T\s]{1,2}\d{1,2}:\d{2}(?::\d{2})?)?"
    r"|(?i:\b\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,? (?:19|20)\d\d)"
    r"|(?i:\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d)"
)
NAME = r"([^\s|,，。;；:：()（）【】\[\]]{2,30})"
SAID = (
    ("publisher", re.compile(rf"(?:来源|來源|Source)\s?[:：]\s?{NAME}")),
    ("author", re.compile(rf"(?:作者|Author)\s?[:：]\s?{NAME}")),
    ("author", re.compile(r"^(?:Written |Posted )?[Bb]y ((?:[A-Z][\w.'’-]*)(?: [A-Z][\w.'’-]*){1,3})")),
)
LICENSED = re.compile(
    r"(?i)creative commons|\bCC[ -]BY|\bCC0\b|知识共享|知識共享|创用cc|\bGFDL\b|GNU Free Documentation"
)
RIGHTS = re.compile(r"(?i)^\W*(?:©|copyright|\(c\)|版权所有|版權所有)|©")


def claims_of(block: Removed, text: str) -> Iterator[Claim]:
    """Yield what a removed block says; dates and names only right above the content, elsewhere they are those of other texts."""
    if not text or len(text) > LONGEST:
        return
    start, end, rule = block.start, block.end, block.rule
    if block.kind == "title":
        yield Claim("title", text, start, end, rule)
    if block.above:
        date = DATE.search(text) if block.kind == "byline" else None
        if date and published(date[0]):
            yield Claim("published", published(date[0]), start + date.start(), start + date.end(), rule)
        for field, pattern in SAID:
            found = pattern.search(text)
            if found:
                yield Claim(field, found[1], start + found.start(1), start + found.end(1), rule)
    if LICENSED.search(text) and licence_id(text):
        yield Claim("licence_id", licence_id(text), start, end, rule)
    if RIGHTS.search(text):
        yield Claim("rights_statement", text, start, end, rule)
