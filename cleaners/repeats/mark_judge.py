"""Judges repeated pieces by their places: a site's mark, or a link, a reference, a label, an address the text speaks of."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from cleaners.lines import BLANKS
from cleaners.repeats.fold import simplified
from cleaners.repeats.marks import ADDRESS, REPEATS, Mark, Place, forms_at
from cleaners.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Sequence

WHY = "It is not the author's: it names the site the page was taken from, and it repeats."
LINE = Rule("watermark.repeated-line", 23, "A site's mark alone on a line, again and again.", WHY)
LINE_END = Rule("watermark.repeated-line-end", 23, "A site's mark glued to the ends of lines, again and again.", WHY)
INSIDE = Rule("watermark.repeated-inside", 23, "A site's mark inside lines, again and again.", WHY)

BARE_LINES = 4  # an address alone on lines, without a word of attribution, may be an author's; four times it is not
NEIGHBOURS = 0.3  # share of a mark's lines that stand next to one another: then they are a list
BESIDES = 24  # characters of a bare mark beside its host: the path, the site's name
GLUED = 0.6  # share of a bare address's places that follow a finished sentence without a space
MOST_SHARE = 0.6  # of the text's lines may be the mark; beyond that the lines are what the text is
LONGEST = 160  # characters of a mark

STRONG = re.compile(
    r"(?:文章|本文|本篇|本资源|本小说|本书|本章|内容|资料|小说)[^，。]{0,4}?(?:源自|来自|来源|转自|转载自|首发|出自|摘自|链接|地址|网址)|转载请|请注明|注明出处|首发于|首发[网站]"
    r"|更多(?:精彩|文章|资讯|小说|免费|最新|好文)|内容尽在|(?:欢迎|请)(?:关注|收藏)|关注微信(?!公众号[的是在每和也已])|(?:关注|搜索|添加|扫码)[^。]{0,12}公众号(?![的是在每和也已])|公众号[:：]|请记住本?[书站]|最新章节|免费阅读|全文阅读|无弹窗|手机用户|手机阅读"
    r"|(?:收集|整理|下载|采集|转载|转|源)自|手打|更多内容请?(?:访问|登录|关注|到)|originally(?:published|appeared|posted)|first(?:published|appeared)|thisarticle(?:was|is|first|originally|appeared)"
    r"|readmore(?:at|on|from)|readthe(?:full|original)|(?:copied|downloaded|taken|reposted|reprinted|republished|sourced)from"
)
NAMES_SITE = re.compile(
    r"[\u4e00-\u9fff]{2,12}(?:网|站|论坛|文库|小说|公众号|微信|书屋|书城|书斋|书院|阁|吧|社区|博客|日记|在线|频道)|公众号|微信号|注明出处"
)
SAYS_WHERE = re.compile(
    r"(?:在|到|到了|访问|登录|网址|网站|见|至|从|向|进入|打开|输入|为|是|和|与|或|及|、|:|：|“|‘|《|「|\(|（)\s*$"
)
SOURCE_OF = re.compile(r"[(（【\[]?(?:资料|数据|图片|图|表)来源[:：]")
LABEL = re.compile(r"^[\w\u4e00-\u9fff ]{1,10}[:：]")
ATTRIBUTES = re.compile(r"^[(（【\[]?(?:来源|来自|转自|出处)")
COMMENT = re.compile(r"^\s*(?:#|//|/?\*|--|;|%|\.\\\"|<!--|rem\b)", re.IGNORECASE)
BRACKETS = {"\u3010": "\u3011", "[": "]", "\uff3b": "\uff3d", "<": ">", "\u3014": "\u3015", "{": "}"}
WORD = re.compile(r"^.\s?(?:[\u4e00-\u9fff]{2,12}|[A-Z][\w ]{2,30})[\s\-–—:\uff1a]{1,3}[A-Za-z0-9\uff10-\uff5a]")
WIDE = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]{3}")
REMINDS = re.compile(
    r"牢记|记住|唯一网址|防止丢失|盗版|正版|首发|手打|分割线|采集|提醒|读者群|(?:up|down)loadedby|downloadedfrom|scannedby|sharedby|providedby"
)  # of a skeleton: what a site asks its readers to remember
QUOTES = {"“": "”", "‘": "’", "「": "」", "『": "』", '"': '"', "'": "'", "《": "》", "`": "`", "<": ">"}
STARTS_ADDRESS = re.compile(r"https?:|www\.", re.IGNORECASE)
QUOTED = re.compile(
    r"[“「『‘][^”」』’]*(?:https?:|www\.|源自|来自|转载|来源|published)[^”」』’]*[”」』’]", re.IGNORECASE
)
TAG_OPEN, TAG_CLOSE = "\u3010[\uff3b(\uff08\u3014", "\u3011]\uff3d)\uff09\u3015"
ADDRESS_IN = re.compile(
    r"(?:https?://|www\.)[^\s\u3010\u3011\[\]()\uff08\uff09]+|[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+\S*?(?=[\s\u3010\u3011\[\]()\uff08\uff09]|$)"
)
LONG_APART = 9  # characters of a mark whose letters stand apart
NUMBERED = re.compile(r"\s*[\[［(（]?\d{1,3}[\]］)）.、]")
ENDED = re.compile(r"[。！？!?…」』”)）.;；]\s*$")
STRIP = " \t\r\n\u3000，,、。.;；:：!！?？"
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
TAIL = re.compile(r"[A-Za-z0-9/_\-.?=&%#~]*[A-Za-z0-9/_\-=&%#~]")


class Where(NamedTuple):
    """A place of a mark and what stands before and behind it on its line."""

    place: Place
    before: str
    after: str

    @property
    def rule(self) -> Rule:
        """The rule of the place: alone, at the line's end, inside."""
        if not self.after.strip(BLANKS):
            return LINE if not self.before.strip(BLANKS) else LINE_END
        return INSIDE


@dataclass(frozen=True)
class Judged:
    """A mark with its places and why it must stay ('' if it may go)."""

    mark: Mark
    places: tuple[Where, ...]
    reason: str
    rule: Rule | None = None  # of all its places; None: each place has its own


def judge_repeat(source: str, mark: Mark) -> Judged:
    """Return the judgement of one repeated piece of a text."""
    return judge(source, [m.start() for m in re.finditer(r"[\r\n]", source)], mark)


def judge(source: str, feeds: Sequence[int], mark: Mark) -> Judged:
    """Return a mark's places, cut to what belongs to it, and why they must stay; `feeds` are the offsets of line feeds."""
    strong = bool(STRONG.search(mark.skeleton)) or all(_is_apart(source, place) for place in mark.places)
    takes_tail = strong and bool(ADDRESS.search(mark.skeleton))
    places = [_trimmed(source, place, takes_tail=takes_tail) for place in mark.places]
    where = [w for w in (_where(source, feeds, place) for place in places) if not _is_quoted(w)]
    tagged = len(where) >= REPEATS and _is_tagged(source, mark, where)
    reason = _why_no_mark(source, mark, where) or (
        "" if tagged else _why_not_strong(source, mark, where) if strong else _why_not_bare(source, mark, where)
    )
    return Judged(mark, tuple(where), reason)


def _is_apart(source: str, place: Place) -> bool:
    """Return whether the letters of a place are set apart all through: nobody writes so in running text."""
    piece = source[slice(*place)]
    return len(piece) >= LONG_APART and sum(c in BLANKS or c in INVISIBLE for c in piece) >= len(piece) // 2 - 1


def _is_tagged(source: str, mark: Mark, where: Sequence[Where]) -> bool:
    """Return whether a site's name with a number or date stands in brackets behind finished sentences only."""
    pieces = [source[slice(*w.place)] for w in where]
    return (
        all(piece[:1] in TAG_OPEN and piece[-1:] in TAG_CLOSE and any(map(str.isdigit, piece)) for piece in pieces)
        and bool(NAMES_SITE.search(mark.skeleton) or STRONG.search(mark.skeleton) or ADDRESS.search(mark.skeleton))
        and len({ADDRESS_IN.sub("", piece) for piece in pieces}) > 1
        and len({tuple(ADDRESS_IN.findall(piece)) for piece in pieces}) == 1
        and all(w.rule is LINE or (w.rule is LINE_END and ENDED.search(w.before)) for w in where)
    )


def _trimmed(source: str, place: Place, *, takes_tail: bool) -> Place:
    """Cut off a sentence's punctuation before the mark; take in what is left of a changing address, and invisible ends."""
    start, end = place
    while start < end and source[start] in STRIP:
        start += 1
    if takes_tail and (tail := TAIL.match(source, end)):
        end = tail.end()
    while start and source[start - 1] in INVISIBLE:
        start -= 1
    while end < len(source) and source[end] in INVISIBLE:
        end += 1
    return Place(start, end)


def _where(source: str, feeds: Sequence[int], place: Place) -> Where:
    before, after = bisect_left(feeds, place.start), bisect_left(feeds, place.end)
    low = feeds[before - 1] + 1 if before else 0
    high = feeds[after] if after < len(feeds) else len(source)
    return Where(place, source[low : place.start], source[place.end : high])


def _is_quoted(w: Where) -> bool:
    before, after = w.before.rstrip(), w.after.lstrip()
    return bool(before) and QUOTES.get(before[-1], "\0") == after[:1]


def _why_no_mark(source: str, mark: Mark, where: Sequence[Where]) -> str:
    if len(where) < REPEATS:
        return "it stands in quotation marks: the text speaks of it"
    if QUOTED.search(mark.example):
        return "it quotes: the text speaks of it"
    if max(end - start for (start, end), _, _ in where) > LONGEST:
        return "it is too long for a mark"
    if "@" in mark.skeleton or any(_is_torn(source, w) for w in where):
        return "it is part of a longer word: a mail address, a member of an object"
    if any(COMMENT.match(w.before + source[w.place.start : w.place.end]) for w in where):
        return "it stands in comments of code"
    if _is_open(source, where):
        return "addresses go on differently after it: links, no mark"
    lines = source.count("\n") + 1
    alone = [w for w in where if w.rule is LINE]
    if len(alone) > MOST_SHARE * lines or _neighbours(source, alone) > NEIGHBOURS * len(alone):
        return "its lines follow one another: a list"
    return ""


def _is_torn(source: str, w: Where) -> bool:
    """Return whether the mark begins within a word, or the word before it ends in a dot that is no stop."""
    first, before = source[w.place.start : w.place.start + 1], w.before[-1:]
    if not (first.isascii() and first.isalnum() and before.isascii()):
        return False
    return (
        before.isalnum()
        or (before in "@_-/:=&" and bool(before))
        or (before == "." and not STARTS_ADDRESS.match(source, w.place.start))
    )


def _is_open(source: str, where: Sequence[Where]) -> bool:
    """Return whether the address goes on after the mark in some places."""
    return any(
        re.match(r"[A-Za-z0-9/_\-?=&%#~]", w.after)
        and re.search(r"[A-Za-z0-9/_\-.?=&%#~]$", source[w.place.start : w.place.end])
        for w in where
    )


def _neighbours(source: str, alone: Sequence[Where]) -> int:
    """Return how many of the lines follow another one, blank lines aside."""
    return sum(1 for a, b in pairwise(alone) if not source[a.place.end : b.place.start].strip())


def _why_not_strong(source: str, mark: Mark, where: Sequence[Where]) -> str:
    """Return why a mark with a word of attribution must stay."""
    if ADDRESS.search(mark.skeleton):
        if _leads_elsewhere(source, mark, where):
            return "its addresses lead to different pages"
        inside = [w for w in where if w.rule is INSIDE and w.before.strip()]
        return (
            "it stands inside sentences only, set off by spaces"
            if len(inside) == len(where) and all(map(_is_spaced, inside))
            else ""
        )
    if SOURCE_OF.match(mark.skeleton) or not NAMES_SITE.search(mark.skeleton):
        return "it names neither an address nor a site"
    if any(w.rule is INSIDE for w in where):
        return "it has no address and stands inside sentences"
    if sum(1 for w in where if w.rule is LINE or ENDED.search(w.before)) < GLUED * len(where):
        return "it follows unfinished sentences"
    return ""


def _leads_elsewhere(source: str, mark: Mark, where: Sequence[Where]) -> bool:
    """Return whether the addresses end in different words: a changing number is a mark's, a changing name a link's."""
    forms = {re.sub(r"\d+", "0", form.lower()) for form in forms_at(source, [w.place for w in where])}
    tails = {form[len(mark.skeleton) :] for form in forms}
    return len(tails) > 1 and sum(1 for tail in tails if "0" not in tail) > len(tails) / 2


def _why_not_bare(source: str, mark: Mark, where: Sequence[Where]) -> str:
    """Return why an address without a word of attribution must stay: only a mark is glued to text or interrupts it."""
    address = ADDRESS.search(mark.skeleton)
    if not address:
        return "it names neither an address nor a site"
    if _is_interlude(source, mark, where) or _is_bracketed(source, where):
        return ""
    if len(mark.skeleton) - len(address.group()) > BESIDES or SAYS_WHERE.search(mark.skeleton[: address.start()]):
        return "it is a sentence that speaks of an address"
    if len(forms_at(source, [w.place for w in where])) > 1:
        return "its numbers differ: links, no mark"
    if LABEL.match(source[slice(*where[0].place)]) and not ATTRIBUTES.match(simplified(source[slice(*where[0].place)])):
        return "it is labelled: an entry of a list"
    if sum(1 for w in where if NUMBERED.match(w.before)) > GLUED * len(where):
        return "its lines are numbered: a list of references"
    if all(w.rule is LINE for w in where):
        between = sum(1 for w in where if _is_between_prose(source, w.place))
        return "" if len(where) >= BARE_LINES and between > GLUED * len(where) else "the text may name it on purpose"
    glued = sum(1 for w in where if _is_glued(w) or w.rule is LINE)
    return (
        ""
        if glued >= max(REPEATS, GLUED * len(where)) and not any(map(_is_spoken_of, where))
        else "the text may name it on purpose"
    )


def _is_interlude(source: str, mark: Mark, where: Sequence[Where]) -> bool:
    """Return whether the mark is a line in words or in full-width letters, the same again and again between paragraphs."""
    if any(w.rule is not LINE for w in where):
        return False
    if len({tuple(ADDRESS_IN.findall(source[slice(*w.place)])) for w in where}) > 1:
        return False  # links that differ in their numbers
    if not REMINDS.search(mark.skeleton) and not all(WIDE.search(source, *w.place) for w in where):
        return False
    return sum(1 for w in where if _is_between_prose(source, w.place)) > GLUED * len(where)


def _is_bracketed(source: str, where: Sequence[Where]) -> bool:
    """Return whether a name and an address in brackets of no sentence follow finished ones, or stand alone on lines."""
    pieces = [source[slice(*w.place)] for w in where]
    if not all(BRACKETS.get(piece[:1]) == piece[-1:] and WORD.search(piece) for piece in pieces):
        return False
    return all(w.rule is LINE or (ENDED.search(w.before) and not w.after.startswith("(")) for w in where)


def _is_glued(w: Where) -> bool:
    """Return whether the mark follows its line's text without a space: a finished sentence, or Han on both sides."""
    if not w.before or w.before[-1] in BLANKS:
        return False
    if w.rule is LINE_END:
        return bool(ENDED.search(w.before)) and w.before[-1] not in "(（"
    return _is_han(w.before[-1]) and _is_han(w.after[:1])


def _is_spoken_of(w: Where) -> bool:
    return bool(SAYS_WHERE.search(simplified(w.before[-6:])))


def _is_spaced(w: Where) -> bool:
    return w.before[-1:] in BLANKS or w.after[:1] in BLANKS


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


def _is_between_prose(source: str, place: Place) -> bool:
    before = source[: place.start].rstrip().rpartition("\n")[2]
    after = source[place.end :].lstrip().partition("\n")[0]
    return bool(ENDED.search(before)) and len(before) > LONGEST // 8 and len(after) > LONGEST // 8
