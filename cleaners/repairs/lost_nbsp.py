"""No-break spaces that became '?' on their way through an encoding without them (`Disarmament?at the?Ministry`).

A '?' between letters is far more often something else: a question, an address, a pattern, code, a lost letter or apostrophe.
So a place must *prove* itself by words that no question ends with, or be borne out by a proof elsewhere in the document.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from cleaners.repairs import context, english
from cleaners.repairs.context import HAN, Fenced, line_at, looks_like_code, token_at
from cleaners.repairs.english import LEADING, LINKS, OPEN, PREPOSITIONS, is_word
from cleaners.rule import Rule, cleaner
from cleaners.text import Candidate, Evidence, Patch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaners.page import Page
    from cleaners.text import Finding, Span, Text

LOST_NBSP = Rule(
    "repair.lost-nbsp",
    2,
    "A '?' where a no-break space was lost.",
    "Encodings without U+00A0 (GBK, Big5, ASCII) write '?' for it.",
)

PLACE = re.compile(rf"\?(?<=[A-Za-z{HAN}]\?)(?=[A-Za-z{HAN}])")
# A token with any other sign than these is an address, a path, a query, a pattern or code.
PROSE_TOKEN = re.compile(r"[(\[\"']*[A-Za-z'?-]+[\])\"',.;:!?]*\Z")
ENGLISH = re.compile(r"\b(?:the|of|and|to|that|with|by|from|are|this|which|have)\b", re.IGNORECASE)
HANZI = re.compile(f"[{HAN}]")
LEAST_HAN = 20  # characters; fewer may be a name
LEAST_ENGLISH = 2  # words around a place that only English has
CLAUSE = re.compile(r"[.!?:;。！？：；\n\"“”|]")
CHINESE_CLAUSE = re.compile(r"[,.!?:;，。！？：；、\n\"“”|\s]")
ASKS = re.compile(
    r"\b(?:who|whom|whose|what|when|where|why|how|which|if|whether|ask|asks|asked|asking|question|questions|wonder\w*|right|ok|huh)\b|n't\b|n’t\b",
    re.IGNORECASE,
)
AUXILIARY = re.compile(
    r"\W*(?:is|are|was|were|am|do|does|did|can|could|will|would|shall|should|may|might|must|has|have|had|isn|aren|don)\b",
    re.IGNORECASE,
)
CHINESE_ASKS = re.compile("[吗呢么嗎麼谁誰哪几幾何怎否嘛吧啥问問]|还是|還是|多少|是不是|有没有|有沒有|能不能|可不可")
CHINESE_OPEN = (
    "和与與及或从從在是于於对對向"  # words of them end a clause (自由, 可以 do), so they only bear out a proof
)
CHINESE_LATER = re.compile("的(?![确確士])|们|們")  # what no sentence begins with
PAIR = re.compile(rf"(?<=[{HAN}])\?(?=([A-Za-z]+(?:[ .-][A-Za-z]+){{0,4}})\?[{HAN}])")  # 使用?Python?编程
FULL_WIDTH = "？"
LEAST_RIGHT = 3  # shorter ones are the rest of a word that lost a letter: th?me, a?o
LEAST_LEFT = 5
LEAST_WORDS = 3  # shorter clauses are spoken: "Really?yes", "And you?fine"
PRECEDING = 400  # characters of the clause that are read


PROVED, REFUSED = "proved", "refused"
BORNE = "borne out by a proof elsewhere only"
# In English alone the '?' may have been a dash or a comma. A text with Han lost it on its way through GBK or Big5, and these
# keep dashes and quotes.
ENGLISH_ONLY = "borne out by a proof elsewhere, or by Han in the text"
BOTH = "borne out by Han in the text and a proof together"


class Spot(NamedTuple):
    """A '?' between letters, with the verdict of its surroundings."""

    place: int
    verdict: str
    says: str


@cleaner(LOST_NBSP, helpers=(context, english, english.DIGEST))
def lost_nbsp(text: Text, _page: Page) -> Iterator[Finding]:
    """Propose a space for each '?' that can only be a lost no-break space."""
    body = str(text)
    if "?" not in body or not PLACE.search(body):
        return
    code = Fenced(text)
    spots = [_judge(body, m.start()) for m in PLACE.finditer(body) if m.start() not in code]
    proofs = tuple((s.place, s.place + 1) for s in spots if s.verdict == PROVED)
    bilingual = len(list(islice(HANZI.finditer(body), LEAST_HAN))) == LEAST_HAN
    for spot in spots:
        span = (spot.place, spot.place + 1)
        if spot.verdict == PROVED:
            yield Patch(*span, " ", LOST_NBSP.id, Evidence(spot.says))
        elif proofs and (spot.verdict in (BORNE, ENGLISH_ONLY) or (spot.verdict == BOTH and bilingual)):
            evidence = Evidence(f"{spot.says}; proved elsewhere in the text", proofs[:1])
            yield Patch(*span, " ", LOST_NBSP.id, evidence, 0.95)
        elif spot.verdict == ENGLISH_ONLY and bilingual:
            evidence = Evidence(f"{spot.says}; a Chinese encoding keeps dashes and quotes, but no U+00A0")
            yield Patch(*span, " ", LOST_NBSP.id, evidence, 0.95)
        elif spot.verdict != REFUSED:
            yield Candidate(*span, LOST_NBSP.id, f"{spot.says}, but nothing proves that the text lost no-break spaces")


def _judge(body: str, place: int) -> Spot:
    chinese = _is_han(body[place - 1]) or _is_han(body[place + 1])
    if not chinese and not _parts_words(body, place):  # the cheapest question first
        return Spot(place, REFUSED, "not two words")
    low, high = token_at(body, place, place + 1)
    start, end = line_at(body, place)
    line = body[max(start, place - PRECEDING) : min(end, place + PRECEDING)]
    if not _is_prose(body[low:high]) or looks_like_code(line):
        return Spot(place, REFUSED, "not prose")
    return _judge_chinese(body, place) if chinese else _judge_english(body, place)


def _parts_words(body: str, place: int) -> bool:
    left, right = _word_before(body, place), _word_after(body, place)
    return is_word(left) and (is_word(right) or _is_name(right))


def _is_name(word: str) -> bool:
    return word[:1].isupper() and len(word) > 1


def _is_prose(token: str) -> bool:
    return PROSE_TOKEN.match(token) is not None


def _judge_english(body: str, place: int) -> Spot:
    left, right = _word_before(body, place), _word_after(body, place)
    named = _is_name(right)
    if len(ENGLISH.findall(body, max(0, place - PRECEDING), place + PRECEDING)) < LEAST_ENGLISH:
        return Spot(place, REFUSED, "too little English around it")  # Spanish 'la mayor?a de' has lost an accent
    clause = _clause(body, place, CLAUSE)
    words = clause.split()
    opens = left in OPEN or (
        left.lower() in OPEN and left == clause.strip() and len(left) >= LEAST_RIGHT
    )  # "A?" is a label
    if opens and len(right) >= LEAST_RIGHT and right not in LINKS and not (named and left in ("a", "an")):
        return Spot(place, PROVED, f"no question ends with '{left}'")
    if len(words) < LEAST_WORDS or not clause.lstrip(" (")[:1].isupper() or _asks(words, clause):
        return Spot(place, REFUSED, "it may be a question")
    if len(right) < LEAST_RIGHT and len(left) < LEAST_LEFT and right not in PREPOSITIONS:
        return Spot(place, REFUSED, "it may be one foreign word")  # Mat?as, Lu?is
    if left in PREPOSITIONS and right not in PREPOSITIONS:
        # "Fifty bucks to play with?Now", "if one wants to?one can": only an article makes sure that the phrase goes on.
        return Spot(
            place, PROVED if right in OPEN and left in LEADING else ENGLISH_ONLY, f"'{left}' leads to '{right}'"
        )
    if right in PREPOSITIONS and left not in LINKS:
        return Spot(place, ENGLISH_ONLY, f"'{left} {right}' goes on in one clause")
    if right.islower() and min(len(left), len(right)) > LEAST_RIGHT:
        return Spot(place, BOTH, f"'{left} {right}' stand in one clause")
    return Spot(place, REFUSED, "it may be another lost character")  # a dash: "greens?and even fresh herbs?are"


def _asks(words: list[str], clause: str) -> bool:
    """Whether a clause may be a question: it begins with a word of asking, or ends like a tag question."""
    return AUXILIARY.match(clause) is not None or ASKS.search(" ".join(words[:2] + words[-3:])) is not None


def _judge_chinese(body: str, place: int) -> Spot:
    before, after = body[place - 1], body[place + 1]
    if _is_han(before) and _is_han(after):
        return Spot(place, REFUSED, "a question mark of Chinese text")
    first, last = _pair(body, place)
    around = _clause(body, first, CHINESE_CLAUSE) + CHINESE_CLAUSE.split(body[last + 1 : last + 40])[0]
    if CHINESE_ASKS.search(around):
        return Spot(place, REFUSED, "it may be a question")
    if FULL_WIDTH in body and first < last:
        return Spot(place, PROVED, f"both sides of a Latin word, and the text writes '{FULL_WIDTH}' for a question")
    if before in CHINESE_OPEN or CHINESE_LATER.match(body, place + 1):
        return Spot(place, BORNE, f"'{before} {after}' goes on in one clause")
    return Spot(place, REFUSED, "it may be a question")


def _pair(body: str, place: int) -> Span:
    """Return the places of the two '?' around a Latin word within Han, where `place` is one of them, else `place` twice."""
    low = max(0, place - 60)
    for found in PAIR.finditer(body[low : place + 60]):
        pair = (low + found.start(), low + found.end(1))
        if place in pair:
            return pair
    return place, place


def _is_han(char: str) -> bool:
    return HANZI.match(char) is not None


def _word_before(body: str, place: int) -> str:
    return re.search(r"[A-Za-z]*\Z", body[max(0, place - 40) : place]).group()  # type: ignore[union-attr]  # it matches ''


def _word_after(body: str, place: int) -> str:
    return re.match(r"[A-Za-z]*", body[place + 1 : place + 41]).group()  # type: ignore[union-attr]  # it matches ''


def _clause(body: str, place: int, ends: re.Pattern[str]) -> str:
    """Return the clause before a place; other '?' between letters do not end it in English, they may be lost spaces too."""
    before = (
        PLACE.sub(" ", body[max(0, place - PRECEDING) : place + 1])[:-1]
        if ends is CLAUSE
        else body[max(0, place - PRECEDING) : place]
    )
    return ends.split(before)[-1]
