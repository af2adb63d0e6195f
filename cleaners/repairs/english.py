"""Which English words are common enough to be themselves on both sides of a lost character (SCOWL, levels 10 to 40)."""

from __future__ import annotations

import zlib
from functools import cache
from importlib.resources import files

DATA = files("cleaners.repairs").joinpath("english.bin")
DIGEST = "ea3382d3185f7df3f583d6799014858980714013cfa7265a036c5c71ce171ec7"  # SHA-256 of the data; a test holds it


@cache
def common_words() -> frozenset[str]:
    """Return the words, lower case, three letters and more; loaded once and only when a text asks."""
    return frozenset(zlib.decompress(DATA.read_bytes()).decode("ascii").split())


def _words(line: str) -> frozenset[str]:
    return frozenset(line.split())


# Words that neither a question nor a sentence ends with: a noun must follow.
OPEN = _words("the a an our your their its my")
# Words that hardly end a statement and hardly come before a dash.
PREPOSITIONS = _words(
    "of in at from with into for to by on as than upon between among during against within without under toward towards"
)
# Those that are no adverbs: "as it sinks in, the" ends a phrase, "at the" does not.
LEADING = _words("of at from into than upon between among during against within toward towards")
# Words that go on with a clause; a lower-case one straight after a '?' begins no sentence of edited prose.
LINKS = PREPOSITIONS | _words(
    "over through about after before and or nor but that which who whose is are was were be been has have had will would"
    " shall should can may must the a an its their our"
)
SHORT = _words("a i an as at be by do go he if in is it me my no of on or so to up us we am")


def is_word(word: str) -> bool:
    """Whether `word`, in any case, is a common English word.

    >>> is_word("Ministry"), is_word("Fran")
    (True, False)
    """
    word = word.lower()
    return word in SHORT or word in common_words()
