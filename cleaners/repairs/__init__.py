"""What mis-decoding and scraping broke, put right where it can be proved and flagged where it cannot.

`CLEANERS` in their order: references first (they may hide mojibake), then encodings, then single characters, flags last.
"""

from __future__ import annotations

from cleaners.page import Page, Profile
from cleaners.pipeline import run
from cleaners.repairs.apostrophes import apostrophes
from cleaners.repairs.controls import controls
from cleaners.repairs.damage import damage
from cleaners.repairs.entities import entities
from cleaners.repairs.latin import latin
from cleaners.repairs.lost_nbsp import lost_nbsp
from cleaners.repairs.mojibake import mojibake
from cleaners.repairs.radicals import radicals
from cleaners.text import Text

CLEANERS = (entities, mojibake, latin, apostrophes, controls, lost_nbsp, radicals, damage)
PROFILE = Profile("repair", CLEANERS)


def repair(text: str) -> Text:
    r"""Return `text` with the repairs alone applied: `str()` of it is the repaired text, `.edits` and `.flags` say what was done.

    >>> str(repair("网络&nbsp;安全"))
    '网络\xa0安全'
    """
    return run(Text(text), Page(), PROFILE)


__all__ = ["CLEANERS", "PROFILE", "repair"]
