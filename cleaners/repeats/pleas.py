"""Pleas of a story's own site, hidden among its paragraphs: this was stolen, report it, read it where it belongs.

A site of serial fiction words them anew in each chapter, so that no list holds them. A line is one when all its words but names
and two more are of their small vocabulary, and it speaks of the work, of a theft or of another place, and of what to do.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import re2

from cleaners.repeats.insert_lines import Sheet
from cleaners.repeats.mark_judge import COMMENT, QUOTES, Judged, Where
from cleaners.repeats.marks import Mark, Place
from cleaners.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

PLEA = Rule(
    "watermark.plea",
    6,
    "A line that says the story was stolen, or bids its reader read it where it belongs.",
    "The story's site hides it among the paragraphs for copies to carry; no sentence of the story.",
)
LONGEST = 320  # characters of a plea
MOST_STRANGE = 2  # words of another vocabulary
MOST_NAMES = 8  # words with a capital letter within sentences
LIKELY = re2.compile(
    r"(?i)\b(?:stolen|theft|unlawfully|illicitly|illegally|unauthori[sz]ed|misappropriated|pilfered|purloined|plagiari[sz]ed|pirated|without (?:\w+ ){0,2}(?:consent|permission|authori[sz]ation|approval)|(?:original|official|genuine|preferred|rightful) (?:\w+ )?(?:site|platform|source|version|author|publication|website)|different site|another site|originates from|belongs on|published on a)\b"
)
WORK = frozenset(["story", "tale", "narrative", "novel", "book", "content", "text", "chapter", "work", "works", "stories", "novels", "fiction", "fic", "series", "webnovel", "literature", "author's"])  # fmt: skip
THEFT = frozenset(["stolen", "theft", "unlawfully", "illicitly", "illegally", "unauthorized", "unauthorised", "misappropriated", "pilfered", "purloined", "plagiarized", "plagiarised", "pirated", "lifted", "appropriated", "rightfully", "without", "permission", "consent", "authorization", "authorisation", "approval", "violation", "infringement"])  # fmt: skip
ELSEWHERE = frozenset(["elsewhere", "site", "sites", "platform", "website", "original", "official", "genuine", "originates", "belongs", "published", "home", "amazon", "source", "version", "rightful", "preferred", "different", "another", "other"])  # fmt: skip
PLEAD = frozenset(["report", "reported", "support", "supports", "supporting", "ensure", "seek", "read", "reading", "visit", "help", "find", "check", "head", "contact", "notify", "enjoy", "discover", "follow", "credit"])  # fmt: skip
VOCABULARY = WORK | THEFT | ELSEWHERE | PLEAD | frozenset(
    ["a", "an", "the", "this", "that", "these", "it", "its", "it's", "is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "may", "might", "can", "could", "will", "would", "should", "not", "no", "on", "in", "of", "from", "to", "at", "by", "for", "with", "if", "you", "your", "you're", "you've", "they", "their", "them", "he", "she", "his", "her", "i", "me", "my", "we", "our", "us", "and", "or", "but", "as", "so", "then", "there", "here", "where", "when", "which", "who", "what", "how", "do", "does", "did", "done", "don't", "isn't", "taken", "take", "obtained", "copied", "posted", "reposted", "used", "use", "usage", "using", "uploaded", "hosted", "found", "find", "seen", "see", "sees", "spot", "spotted", "spotting", "come", "comes", "across", "encounter", "encountered", "encountering", "stumble", "stumbled", "upon", "discovering", "noticed", "notice", "aware", "beware", "alert", "warning", "note", "please", "any", "all", "every", "some", "instance", "instances", "occurrence", "occurrences", "appearance", "appearances", "sighting", "sightings", "incident", "copies", "copy", "incidents", "infringements", "violations", "author", "authors", "creator", "creators", "writer", "writers", "creative", "creativity", "deserve", "deserves", "deserved", "gets", "get", "love", "loved", "favorite", "favourite", "great", "experience", "real", "true", "best", "like", "liked", "out", "into", "up", "only", "first", "originally", "also", "currently", "now", "just", "meant", "intended", "case", "did", "know", "possible", "legitimate", "legal", "legally", "rights", "owner", "owners", "property", "properties", "same", "page", "readers", "reader", "finding", "searching", "looking", "by", "publication", "publications", "publish", "publisher", "website's", "being", "read", "via", "through", "one", "more", "many", "than", "about", "make", "sure", "way", "go", "going", "want", "they've", "genuine's", "appears", "appear", "appearing", "displayed", "duplication", "reproduction", "intellectual", "attention", "immediately", "removed", "remove", "away", "available", "exclusively", "exclusive", "posting", "without's", "let", "know", "thank", "thanks", "free", "tale's", "narrative's", "story's", "novel's", "ripped", "scraped"]
)  # fmt: skip
WORD = re.compile(r"[A-Za-z][A-Za-z’'\-]*")
LETTER = re.compile(r"[^\x00-\x7f‘’“”–—…]")


def pleas(source: str) -> Iterator[Judged]:
    """Yield the pleas of a text, one judgement each."""
    if not LIKELY.search(source.encode("utf-8", "replace")):
        return
    feeds = [m.start() for m in re.finditer(r"\n|\r(?!\n)", source)]
    sheet = Sheet(source, [0, *(k + 1 for k in feeds)], [*feeds, len(source)])
    for n in range(len(sheet.starts)):
        raw = sheet.words(n)
        line = raw.strip(" \t*_[]()")
        if not 20 < len(line) <= LONGEST or not is_plea(line) or COMMENT.match(raw) or _is_quoted(raw.strip()):
            continue
        if sheet.is_prose(sheet.beside(n, -1)) or sheet.is_prose(sheet.beside(n, 1)):
            start = sheet.starts[n] + len(raw) - len(raw.lstrip())
            place = Place(start, start + len(raw.strip()))
            yield Judged(Mark(line, line, (place,)), (Where(place, "", ""),), "", PLEA)


def is_plea(line: str) -> bool:
    """Return whether all words of a line are those of such pleas, and say what they say."""
    if not LIKELY.search(line.encode("utf-8", "replace")) or LETTER.search(line):
        return False
    words, strange, names = set[str](), 0, 0
    begins = True
    for found in WORD.finditer(line):
        word = found[0].lower().replace("’", "'")
        bare = word.removesuffix("'s")
        words |= {word, bare}
        if word not in VOCABULARY and bare not in VOCABULARY:
            named = found[0][0].isupper() and not begins
            names, strange = names + named, strange + (not named)
        begins = bool(re.match(r"[’'\"”)]*[.!?:;]\s", line[found.end() : found.end() + 4]))
    placed = bool(words & {"elsewhere", "amazon", "site", "website", "platform", "content", "without"}) or names > 0
    steals = bool(words & THEFT) and bool(words & PLEAD) and placed
    leads = bool(words & ELSEWHERE) and bool(words & {"support", "supporting", "ensure", "credit", "seek"}) and bool(words & {"author", "creator", "writers", "writer", "authors", "creators"})  # fmt: skip
    return strange <= MOST_STRANGE and names <= MOST_NAMES and bool(words & WORK) and (steals or leads)


def _is_quoted(line: str) -> bool:
    return QUOTES.get(line[:1], "\0") == line[-1:]
