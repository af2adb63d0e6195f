"""A site's mark that the page gives away by repetition: no rule knows the site, but nobody writes the same address thrice.

What repeats around addresses and words of attribution is found in cleaners/marks.py. Here it is judged by its places:
glued to finished sentences, alone between paragraphs, inside sentences. Lists of links, references, logs, quoted marks,
headers of code and addresses that the text speaks of stay; what is refused becomes a candidate with the reason.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from cleaners import fold as folding
from cleaners import marks as marking
from cleaners.fold import fold, simplified
from cleaners.lines import BLANKS, removals
from cleaners.marks import ADDRESS, REPEATS, Mark, Place, marks
from cleaners.rule import Rule, cleaner
from cleaners.text import Candidate, Claim, Evidence, Patch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.page import Page
    from cleaners.text import Finding, Span, Text

WHY = "It is not the author's: it names the site the page was taken from, and it repeats."
LINE = Rule("watermark.repeated-line", 1, "A site's mark alone on a line, again and again.", WHY)
LINE_END = Rule("watermark.repeated-line-end", 1, "A site's mark glued to the ends of lines, again and again.", WHY)
INSIDE = Rule("watermark.repeated-inside", 1, "A site's mark inside lines, again and again.", WHY)

BARE_LINES = 4  # an address alone on lines, without a word of attribution, may be an author's; four times it is not
NEIGHBOURS = 0.3  # share of a mark's lines that stand next to one another: then they are a list
BESIDES = 24  # characters of a bare mark beside its host: the path, the site's name
GLUED = 0.6  # share of a bare address's places that follow a finished sentence without a space
MOST_SHARE = 0.6  # of the text's lines may be the mark; beyond that the lines are what the text is
LONGEST = 160  # characters of a mark
REFUSED = 3  # candidates shown of one page
CONFIDENCE = 0.97

STRONG = re.compile(
    r"(?:文章|本文|本篇|本资源|本小说|本书|本章|内容|资料|小说)[^，。]{0,4}?(?:源自|来自|来源|转自|转载自|首发|出自|摘自|链接|地址|网址)|转载请|请注明|注明出处|首发于|首发[网站]"
    r"|更多(?:精彩|文章|资讯|小说|免费|最新|好文)|内容尽在|(?:欢迎|请)(?:关注|收藏)|关注微信|(?:关注|搜索|添加|扫码)[^。]{0,12}公众号|公众号[:：]|请记住本?[书站]|最新章节|免费阅读|全文阅读|无弹窗|手机用户|手机阅读"
    r"|(?:收集|整理|下载|转载|转|源)自|originally(?:published|appeared|posted)|first(?:published|appeared)|thisarticle(?:was|is|first|originally|appeared)"
    r"|readmore(?:at|on|from)|readthe(?:full|original)|(?:copied|downloaded|taken|reposted|reprinted|republished|sourced)from"
)
NAMES_SITE = re.compile(
    r"[\u4e00-\u9fff]{2,12}(?:网|站|论坛|文库|小说|公众号|微信|书屋|书城|阁|吧|社区|博客|在线|频道)|公众号|微信号|注明出处"
)
SAYS_WHERE = re.compile(
    r"(?:在|到|到了|访问|登录|网址|网站|见|至|从|向|进入|打开|输入|为|是|和|与|或|及|、|:|：|“|‘|《|「|\(|（)\s*$"
)
LABEL = re.compile(r"^[\w\u4e00-\u9fff ]{1,10}[:：]")
ATTRIBUTES = re.compile(r"^[(（【\[]?(?:来源|来自|转自|出处)")
COMMENT = re.compile(r"^\s*(?:#|//|/?\*|--|;|%|\.\\\"|<!--|rem\b)", re.IGNORECASE)
QUOTES = {"“": "”", "‘": "’", "「": "」", "『": "』", '"': '"', "'": "'", "《": "》", "`": "`", "<": ">"}
STARTS_ADDRESS = re.compile(r"https?:|www\.", re.IGNORECASE)
QUOTED = re.compile(
    r"[“「『‘][^”」』’]*(?:https?:|www\.|源自|来自|转载|来源|published)[^”」』’]*[”」』’]", re.IGNORECASE
)
ENDED = re.compile(r"[。！？!?…」』”)）.;；]\s*$")
STRIP = " \t\r\n\u3000，,、。.;；:：!！?？"
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
TAIL = re.compile(r"[A-Za-z0-9/_\-.?=&%#~]*[A-Za-z0-9/_\-=&%#~]")
PUBLISHER = re.compile(
    r"(?:源自|来自|来源于?|转自|转载自|出自|摘自|首发于|整理自|下载自)[:：]?\s*(?P<zh>[\u4e00-\u9fffA-Za-z0-9·]{2,20}?)\s*(?=[-—–|(（【,，。:：\s]|https?|www|$)"
    r"|\b(?:[Pp]ublished|[Aa]ppeared|[Pp]osted)\s+(?:at|on|in|by)\s+(?:the\s+)?(?P<en>[A-Z][\w'’&. ]{1,40}?)\s*(?=[-—–|(,:]|https?|www|$)"
)


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


@cleaner(LINE, LINE_END, INSIDE, helpers=(marking, folding))
def watermark(text: Text, page: Page) -> Iterator[Finding]:  # noqa: ARG001  # a cleaner's signature
    """Propose to delete every occurrence of the marks that a page gives away by repeating them."""
    source = str(text)
    found = list(marks(source))
    feeds = [m.start() for m in re.finditer(r"[\r\n]", source)] if found else []
    judged = [judge(source, feeds, mark) for mark in found]
    yield from _patches(source, [j for j in judged if not j.reason])
    for j in [j for j in judged if j.reason][:REFUSED]:
        yield Candidate(*j.mark.places[0], LINE_END.id, f"stands {len(j.mark.places)} times, but {j.reason}")


def judge_repeat(source: str, mark: Mark) -> Judged:
    """Return the judgement of one repeated piece of a text."""
    return judge(source, [m.start() for m in re.finditer(r"[\r\n]", source)], mark)


def judge(source: str, feeds: Sequence[int], mark: Mark) -> Judged:
    """Return a mark's places, cut to what belongs to it, and why they must stay; `feeds` are the offsets of line feeds."""
    strong = bool(STRONG.search(mark.skeleton))
    takes_tail = strong and bool(ADDRESS.search(mark.skeleton))
    places = [_trimmed(source, place, takes_tail=takes_tail) for place in mark.places]
    where = [w for w in (_where(source, feeds, place) for place in places) if not _is_quoted(w)]
    reason = _why_no_mark(source, mark, where) or (
        _why_not_strong(mark, where) if strong else _why_not_bare(source, mark, where)
    )
    return Judged(mark, tuple(where), reason)


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


def _why_not_strong(mark: Mark, where: Sequence[Where]) -> str:
    """Return why a mark with a word of attribution must stay."""
    if ADDRESS.search(mark.skeleton):
        inside = [w for w in where if w.rule is INSIDE and w.before.strip()]
        return (
            "it stands inside sentences only, set off by spaces"
            if len(inside) == len(where) and all(map(_is_spaced, inside))
            else ""
        )
    if not NAMES_SITE.search(mark.skeleton):
        return "it names neither an address nor a site"
    if any(w.rule is INSIDE for w in where):
        return "it has no address and stands inside sentences"
    if sum(1 for w in where if w.rule is LINE or ENDED.search(w.before)) < GLUED * len(where):
        return "it follows unfinished sentences"
    return ""


def _why_not_bare(source: str, mark: Mark, where: Sequence[Where]) -> str:
    """Return why an address without a word of attribution must stay: only a mark is glued to text or interrupts it."""
    address = ADDRESS.search(mark.skeleton)
    if not address:
        return "it names neither an address nor a site"
    if len(mark.skeleton) - len(address.group()) > BESIDES or SAYS_WHERE.search(mark.skeleton[: address.start()]):
        return "it is a sentence that speaks of an address"
    if len({fold(source[slice(*w.place)]).text for w in where}) > 1:
        return "its numbers differ: links, no mark"
    if LABEL.match(source[slice(*where[0].place)]) and not ATTRIBUTES.match(simplified(source[slice(*where[0].place)])):
        return "it is labelled: an entry of a list"
    if all(w.rule is LINE for w in where):
        between = sum(1 for w in where if _is_between_prose(source, w.place))
        return "" if len(where) >= BARE_LINES and between > GLUED * len(where) else "the text may name it on purpose"
    glued = sum(1 for w in where if _is_glued(w) or w.rule is LINE)
    return (
        ""
        if glued >= max(REPEATS, GLUED * len(where)) and not any(map(_is_spoken_of, where))
        else "the text may name it on purpose"
    )


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


def _patches(source: str, judged: Sequence[Judged]) -> Iterator[Finding]:
    """Yield the removals of all marks together (two side by side empty their line together) and the claims of each."""
    of = {w.place: (j, w.rule) for j in judged for w in j.places}
    evidence = {id(j): Evidence(_says(j)) for j in judged}
    places = sorted(of)
    k = 0
    for start, end in removals(source, [_whole(source, place) for place in places]):
        while k < len(places) and places[k].end <= start:
            k += 1
        if k < len(places) and places[k].start < end:
            j, rule = of[places[k]]
            yield Patch(start, end, "", rule.id, evidence[id(j)], CONFIDENCE)
    for j in judged:
        yield from _claims(source, j)


def _whole(source: str, place: Place) -> Span:
    """Take in a stop that would stand doubled, and one of two spaces."""
    start, end = place
    if (
        source[end : end + 1] in ("。", ".")
        and source[start - 1 : start] in ("。", "！", "？", ".", "!", "?")
        and start
    ):
        end += 1
    elif source[start - 1 : start] == " " and source[end : end + 1] == " " and start:
        start -= 1
    return start, end


def _says(j: Judged) -> str:
    counts = [sum(1 for w in j.places if w.rule is rule) for rule in (LINE, LINE_END, INSIDE)]
    return (
        f"The mark “{j.mark.example[:60]}” stands {len(j.places)} times in the page: {counts[0]} times alone on a line, "
        f"{counts[1]} times at a line's end, {counts[2]} times inside a line."
    )


def _claims(source: str, j: Judged) -> Iterator[Claim]:
    """Yield what a mark says of its page, once per value: its address and its publisher."""
    seen: set[tuple[str, str]] = set()
    forms = {source[slice(*w.place)]: w for w in reversed(j.places)}  # the first place of each form
    for w in sorted(forms.values(), key=lambda w: w.place):
        for field, start, end in _claimed(source, w.place):
            value = source[start:end]
            value = value if value.isprintable() and " " not in value.strip() else fold(value).text
            if (field, value) not in seen:
                seen.add((field, value))
                yield Claim(field, value, start, end, w.rule.id)


def _claimed(source: str, place: Place) -> Iterator[tuple[str, int, int]]:
    folded = fold(source[slice(*place)])
    if address := ADDRESS.search(folded.text.lower()):
        tail = re.compile(r"[A-Za-z0-9/_\-.?=&%#~:]*[A-Za-z0-9/_=&%#~]").match(folded.text, address.start())
        start, end = folded.span(address.start(), tail.end() if tail else address.end())
        yield "source_url", place.start + start, place.start + end
    if name := PUBLISHER.search(source, *place):
        group = "zh" if name["zh"] else "en"
        yield "publisher", name.start(group), name.end(group)
