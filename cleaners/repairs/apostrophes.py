"""English apostrophes of Windows-1252 that were read as GBK together with the letter after them (`China抯`, `don抰`).

The pair of an apostrophe's byte and a letter's is one rare hanzi of GBK. Between Latin letters, as the end of an English
word, it can be nothing else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cleaners.repairs import context, english
from cleaners.repairs.context import HAN
from cleaners.repairs.english import is_word
from cleaners.rule import Rule, cleaner
from cleaners.text import Evidence, Patch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaners.page import Page
    from cleaners.text import Finding, Text

APOSTROPHE = Rule(
    "repair.apostrophe",
    2,
    "An English apostrophe and the letter after it, read as one hanzi.",
    "Windows-1252 bytes 92 and a letter are one character of GBK.",
)

ENDINGS = ("s", "t", "re", "ll", "ve", "d", "m")
# The hanzi that stands for the apostrophe and the first letter of each ending.
HANZI = {(b"\x92" + ending[:1].encode()).decode("gbk"): ending for ending in ENDINGS}
FOUND = re.compile(f"[{''.join(HANZI)}](?<=[A-Za-z].)[a-z]?(?![A-Za-z0-9{HAN}])")
WORD = re.compile(r"[A-Za-z]{1,20}\Z")


@cleaner(APOSTROPHE, helpers=(context, english, english.DIGEST))
def apostrophes(text: Text, _page: Page) -> Iterator[Finding]:
    """Propose the apostrophe and its letter where an English word and a known ending stand around the hanzi."""
    body = str(text)
    for found in FOUND.finditer(body):
        start, ending = found.start(), HANZI[body[found.start()]]
        word = WORD.search(body[max(0, start - 20) : start])
        if found.group()[1:] == ending[1:] and word and _is_stem(word.group()):
            says = f"{body[start]} is Windows-1252 92 and '{ending[0]}' read as GBK, after '{word.group()}'"
            yield Patch(start, start + 1, f"\u2019{ending[0]}", APOSTROPHE.id, Evidence(says), 0.98)


def _is_stem(word: str) -> bool:
    """Whether an English word or a name may stand before an apostrophe; `don`, `isn` and their like are no words alone."""
    return is_word(word) or is_word(word.removesuffix("n")) or word in ("I", "don", "won", "ain") or word[:1].isupper()
