"""Damage that cannot be proved or undone is flagged, never guessed at: lost characters, signs and numerals."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from cleaners.repairs import context, english
from cleaners.repairs.context import HAN, Fenced, in_address, may_hold
from cleaners.repairs.english import is_word
from cleaners.rule import Rule, cleaner
from cleaners.text import Evidence, Flag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cleaners.page import Page
    from cleaners.text import Finding, Text

LOST_CHARACTER = Rule(
    "flag.lost-character",
    2,
    "Characters whose bytes are gone.",
    "U+FFFD, '?' and their re-read forms stand for any character.",
)
LOST_PLUS = Rule(
    "flag.lost-plus",
    2,
    "Perhaps a lost '+' before a closing quote.",
    "URL decoding turns '+' into a space; nothing proves it was one.",
)
LOST_NUMERAL = Rule(
    "flag.lost-numeral",
    2,
    "A title that lacks the numeral its text counts with.",
    "Some sites strip leading digits from titles.",
)
FOLDED = Rule(
    "flag.folded-punctuation",
    2,
    "Chinese text with ASCII punctuation only.",
    "Folded upstream; which sign was full-width cannot be told.",
)

MOST = 50  # flags of one kind a document gets; the last one speaks for the rest
# U+FFFD in UTF-8, read as GBK, as Big5 and as Latin-1 or Windows-1252; and memory that was never written, in GBK.
# Each begins with one class of characters: a pattern of alternatives would be twenty times as slow.
REREAD = re.compile(
    "[\ufffd锟斤拷嚙踝蕭ï烫屯]"
    "(?:(?<=\ufffd)\ufffd*|(?<=[锟斤拷])(?:(?<=锟)斤拷|(?<=斤)拷锟|(?<=拷)锟斤)[锟斤拷]*|(?<=[嚙踝蕭])(?:(?<=嚙)踝蕭|(?<=踝)蕭嚙|(?<=蕭)嚙踝)[嚙踝蕭]*"
    "|(?<=ï)¿½(?:ï¿½)*|(?<=烫)烫{2,}|(?<=屯)屯{2,})"
)
LEXICAL = re.compile("乱码|亂碼|编码|編碼|mojibake|GBK|UTF-8|Unicode", re.IGNORECASE)  # a text about damage quotes it
MARKS = re.compile(r"\?(?<![\w?=&/]\?)\?+(?:[ ,.]{1,2}\?{2,}){2,}(?![\w?])")  # words of nothing but '?'
APOSTROPHE = re.compile(r"\?(?<=[A-Za-z]\?)(?:s|t|re|ll|ve|d|m)(?![\w?&=])", re.ASCII)
WORD = re.compile(r"[A-Za-z]{1,20}\Z")
PLUS = re.compile(rf"[“「『《](?![\s])[^“”「」『』《》\n]{{0,40}}[{HAN}]( )[”」』》]")
_NUMERAL = "[0-9０-９一二三四五六七八九十百两兩几幾多]+"
TITLE = re.compile(rf"\s*(?P<measure>[大个個项項条條种種类類招件])(?P<noun>[{HAN}]{{2}})[^\n。]{{2,40}}(?=\n)")
_FOLDED_SIGN = re.compile(rf"(?<=[{HAN}])[,:;!?](?=[{HAN}\s]|$)")
_FULL_SIGN = re.compile("[，：；！？]")
_KEPT_SIGN = re.compile("[。、「」“”《》]")
LEAST_FOLDED = 5  # fewer may be a slip of the author's
LEAST_KEPT = 3


@cleaner(LOST_CHARACTER, LOST_PLUS, LOST_NUMERAL, FOLDED, helpers=(context, english, english.DIGEST))
def damage(text: Text, _page: Page) -> Iterator[Finding]:
    """Flag what was lost for good."""
    body = str(text)
    yield from _capped(_lost_characters(text, body))
    yield from _capped(_lost_plus(body))
    yield from _lost_numeral(body)
    yield from _folded(body)


def _capped(flags: Iterable[Flag]) -> Iterator[Flag]:
    flags = iter(flags)
    yield from islice(flags, MOST - 1)
    rest = list(flags)
    if len(rest) > 1:
        says = f"{len(rest)} more such places up to here"
        yield rest[0]._replace(start=rest[0].start, end=rest[-1].end, evidence=Evidence(says))
    else:
        yield from rest


def _lost_characters(text: Text, body: str) -> Iterator[Flag]:
    for found in REREAD.finditer(body) if may_hold(body, context.REREAD) else ():
        if "\ufffd" in found.group():
            says = f"U+FFFD {len(found.group())} times" if len(found.group()) > 1 else "U+FFFD"
        elif LEXICAL.search(body):
            continue
        else:
            says = f"{found.group()[:6]} is what lost characters look like when they are read in another encoding"
        yield Flag("lost-character", *found.span(), LOST_CHARACTER.id, Evidence(says))
    if "?" not in body:
        return
    code = Fenced(text)
    for found in MARKS.finditer(body):
        yield Flag("lost-character", *found.span(), LOST_CHARACTER.id, Evidence("words of nothing but '?'"))
    for found in APOSTROPHE.finditer(body):
        place = found.start()
        word = WORD.search(body[max(0, place - 20) : place])
        if word and is_word(word.group()) and place not in code and not in_address(body, place, place + 1):
            evidence = Evidence("'?' where English has an apostrophe")
            yield Flag("lost-character", place, place + 1, LOST_CHARACTER.id, evidence)


def _lost_plus(body: str) -> Iterator[Flag]:
    if " ”" in body or " 」" in body or " 』" in body or " 》" in body:
        for found in PLUS.finditer(body):
            yield Flag(
                "lost-plus",
                *found.span(1),
                LOST_PLUS.id,
                Evidence("a space before the closing quote; a '+' may have stood there"),
            )


def _lost_numeral(body: str) -> Iterator[Flag]:
    """Flag a title that begins with a bare measure word, where the text counts the same noun and never uses the title's phrase."""
    title = TITLE.match(body)
    if not title:
        return
    measure, noun, rest = title["measure"], title["noun"], body[title.end() :]
    counted = re.search(rf"{_NUMERAL}[大个個项項条條种種类類招件点點][{HAN}]{{0,4}}{noun}", rest)
    if counted and not re.search(rf"(?<!{_NUMERAL[:-1]}){measure}{noun}", rest.replace(title.group().strip(), "")):
        start = title.start("measure")
        place = (title.end() + counted.start(), title.end() + counted.end())
        says = f"the title begins with '{measure}{noun}' and no numeral; the text has '{counted.group()}'"
        yield Flag("lost-numeral", start, start + 1, LOST_NUMERAL.id, Evidence(says, (place,)))


def _folded(body: str) -> Iterator[Flag]:
    """One flag for a document whose Han stands beside ASCII signs only, though other Chinese signs were kept."""
    if _FULL_SIGN.search(body):
        return
    signs = list(islice(_FOLDED_SIGN.finditer(body), LEAST_FOLDED))
    if len(signs) < LEAST_FOLDED or len(list(islice(_KEPT_SIGN.finditer(body), LEAST_KEPT))) < LEAST_KEPT:
        return
    says = (
        "ASCII punctuation beside Han throughout, no full-width comma, colon, semicolon, question or exclamation mark"
    )
    yield Flag("folded-punctuation", *signs[0].span(), FOLDED.id, Evidence(says))
