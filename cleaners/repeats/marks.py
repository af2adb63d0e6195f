"""Marks that a page gives away by repetition: maximal repeats around addresses and words of attribution.

The search runs on the folded text (width, spacing, script and zero-width characters gone) with every number as one 0, so
that a mark with a changing number, letters set apart or the other script is still one mark. Judgement is elsewhere
(cleaners/watermark.py); here everything is places and counts.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import re2

from cleaners.repeats.fold import Folded, codes_of, fold, folded_text, lowered, text_of
from cleaners.scan import spans_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from cleaners.text import Span

REPEATS = 3  # a line with an address may be a citation; three times the same, it is a mark
AGREE = 0.8  # share of a mark's occurrences that agree on the next character
BOUNDARY = 0.6  # share of them at a line's begin or end, or beside a sentence's end, where a mark stops growing
REACH = 80  # characters a mark grows to either side of its cue
SHORTEST = 6
MOST_CHARACTERS, MOST_CUES = 8_000_000, 200_000  # work limits, in steps
SLICE = 1 << 20  # characters looked at once for cues

TOP = r"(?:com|cn|net|org|cc|info|co|top|xyz|vip|me|tv|io|la|site|club|hk|tw|us|uk|edu|gov|biz|pro|app|blog|icu|ink|wang|xin|ren|asia|mobi|online|shop|wiki|ltd|pw|jp|kr|de|fr|ru|eu|ca|sg|example)"
DOMAIN = rf"(?:[a-z0-9\-]+\.)+{TOP}"
SCHEME = r"(?:https?://|www\.)(?:[a-z0-9\-]+\.)*[a-z0-9\-]+"
ADDRESS = re.compile(rf"{SCHEME}|{DOMAIN}(?![a-z0-9])")
ATTRIBUTION = re.compile(
    r"(?:文章|本文|本篇|本资源|本内容|本小说|本书|本章|内容|资料|小说|原文|全文)(?:源自|来自|来源|转自|转载自|首发|出自|摘自|由|链接|地址|网址)|源自|转载自|转载请|请注明|注明出处"
    r"|首发于|首发网|更多精彩|更多内容|更多资讯|更多文章|更多资料|更多信息|更多小说|更多免费|更多最新|欢迎关注|欢迎访问|请访问|请登录|请到|请记住|尽在|关注微信|公众号|微信号"
    r"|最新章节|免费阅读|全文阅读|无弹窗|手机用户|手机阅读|本站|收集自|整理自|收集整理|下载自|采集自|手打|来自|来源"
    r"|originallypublished|firstpublished|originallyappeared|firstappeared|originallyposted|thisarticle|readmore|formore|copiedfrom|downloadedfrom"
    r"|takenfrom|repostedfrom|reprintedfrom|republishedfrom|readthefull|readtheoriginal|visitus|followus|subscribeto|courtesyof|foundat|sourcedfrom|presentedby"
)
# One compiled scan over UTF-8 each: every address holds a hint, and is looked for in the letters around it alone.
HINT = re2.compile(rf"https?://|www\.|\.{TOP}")
ADDRESS_LETTERS = re.compile(r"[a-z0-9\-.:/]*")
# Where no domain begins with a label, none begins within it: the search need not try every letter of it.
AT_LABEL = re.compile(rf"{SCHEME}|(?<![a-z0-9\-]){DOMAIN}(?![a-z0-9])")
NUMBER = re.compile("[0-9]+")
ATTRIBUTIONS = re2.compile(ATTRIBUTION.pattern)
STEMS = (
    "http", "www.", ".com", ".cn", ".net", ".org", ".cc", ".xyz", ".top", ".vip", ".info", ".club", ".icu", ".example", "【", "在线", "采集自", "手打", "源自", "来自", "来源", "转自", "转载", "首发", "注明", "更多", "欢迎", "访问", "登录", "请记住",
    "尽在", "关注", "公众号", "微信", "章节", "阅读", "弹窗", "手机", "本站", "收集", "下载", "原文", "网址", "published", "appeared", "posted", "thisarticle",
    "readmore", "formore", "copiedfrom", "takenfrom", "printedfrom", "readthe", "visitus", "followus", "subscribeto", "courtesy", "foundat", "sourced", "presented",
)  # fmt: skip
FINAL = "。！？!?….;；”’」』）)】》\"'"  # what may end the sentence before a mark


TAG = re.compile(
    "[\u3010\\[(\u3014](?=[^\u3010\u3011\\[\\]()\u3014\u3015\u3002\\n]{0,40}\\d)"
    "[^\u3010\u3011\\[\\]()\u3014\u3015\u3002\\n]{4,40}[\u3011\\])\u3015]"
)


class WorkLimitError(Exception):
    """A text has more cues than are looked at."""


class Place(NamedTuple):
    """An occurrence of a mark, in offsets of the text."""

    start: int
    end: int


@dataclass(frozen=True)
class Mark:
    """A repeated piece: its skeleton (folded, numbers as 0), one occurrence as folded text, and all its places."""

    skeleton: str
    example: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Skeleton:
    """A text without what varies: lower case, folded, each number of a line as one 0."""

    text: str
    starts: NDArray[np.int64]  # offset in the source of each character
    ends: NDArray[np.int64]
    opens: NDArray[np.bool_]  # whether a line of the source begins with the character
    closes: NDArray[np.bool_]  # whether a line of the source ends with it


def may_hold_marks(source: str) -> bool:
    """Return whether any cue stands often enough in a text to be looked for; reads slices, so that memory stays small."""
    counts = dict.fromkeys(STEMS, 0)
    for start in range(0, len(source), SLICE):
        low = folded_text(source[start : start + SLICE]).lower()
        for stem in STEMS:
            counts[stem] += low.count(stem)
            if counts[stem] >= REPEATS:
                return True
    return False


def skeleton_of(source: str, folded: Folded) -> Skeleton:
    """Return the skeleton of a text."""
    low = lowered(folded.text)
    starts = folded.offsets[:-1].astype(np.int64)
    breaks = _breaks(source, starts)
    codes = codes_of(low).copy()
    digit = (codes >= ord("0")) & (codes <= ord("9"))
    codes[digit] = ord("0")
    keep = ~digit | breaks | np.append(True, ~digit[:-1])[: len(codes)]  # of a line's number, the first digit
    kept = np.flatnonzero(keep)
    if not len(kept):
        return Skeleton("", starts, starts, breaks, breaks)
    last = np.append(kept[1:], len(low)) - 1
    opens, closes = breaks[kept], np.append(breaks, True)[last + 1]
    return Skeleton(text_of(codes[kept]), starts[kept], starts[last] + 1, opens, closes)


def _breaks(source: str, starts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return for each folded character whether a line feed stands between the one before and it."""
    feeds = np.array([m.start() for m in re.finditer(r"[\r\n]", source)], np.int64)
    before = np.searchsorted(feeds, starts)
    return np.diff(before, prepend=-1) > 0


def marks(source: str) -> Iterator[Mark]:
    """Yield the repeated pieces around cues, each place in one mark only, those with addresses first.

    Raises WorkLimitError where a work limit is reached.
    """
    if not may_hold_marks(source):
        return
    if len(source) > MOST_CHARACTERS:
        raise WorkLimitError
    folded = fold(source)
    likely = _likely(lowered(folded.text))
    if not likely:
        return
    skeleton = skeleton_of(source, folded)
    taken = np.zeros(len(skeleton.text) + 1, np.bool_)
    for cues_of in likely:
        groups: dict[str, list[Span]] = defaultdict(list)
        for n, cue in enumerate(cues_of(skeleton.text)):
            if n > MOST_CUES:
                raise WorkLimitError
            if not taken[cue[0]]:
                groups[skeleton.text[slice(*cue)]].append(cue)
        for _, cues in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
            yield from _marks_of(source, skeleton, cues, taken)


def _likely(low: str) -> list[Callable[[str], Iterator[Span]]]:
    """Return the kinds of cues of which one stands often enough: the skeleton, where numbers are one 0, has the same ones."""
    found: list[Callable[[str], Iterator[Span]]] = []
    for cues_of in (_addresses, _attributions, _tags):
        cues = Counter(NUMBER.sub("0", low[start:end]) for start, end in cues_of(low))
        if max(cues.values(), default=0) >= REPEATS:
            found.append(cues_of)
    return found


def _tags(low: str) -> Iterator[Span]:
    """Yield the spans of short pieces in brackets that hold a number."""
    return (found.span() for found in TAG.finditer(low))


def _addresses(low: str) -> Iterator[Span]:
    """Yield the spans of the addresses in a folded text, as `ADDRESS` finds them."""
    done = 0
    for hint, _ in spans_of(HINT, low):
        if hint < done:
            continue
        start = hint - len(ADDRESS_LETTERS.match(low[done:hint][::-1])[0])  # type: ignore[index]  # it matches nothing too
        done = ADDRESS_LETTERS.match(low, hint).end()  # type: ignore[union-attr]
        place = start
        while found := ADDRESS.match(low, place, done) or AT_LABEL.search(low, place, done):
            yield found.span()
            place = found.end()


def _attributions(low: str) -> Iterator[Span]:
    return spans_of(ATTRIBUTIONS, low)


def forms_at(source: str, places: Sequence[Place]) -> set[str]:
    """Return the different words at the places of a mark, folded; most marks have one form."""
    return {fold(piece).text for piece in {source[slice(*place)] for place in places}}


def _marks_of(
    source: str, skeleton: Skeleton, cues: Sequence[tuple[int, int]], taken: NDArray[np.bool_]
) -> Iterator[Mark]:
    """Yield the marks around equal cues: the largest first, then those among the occurrences that it left out."""
    rest = [cue for cue in cues if not taken[cue[0]]]
    while len(rest) >= REPEATS:
        spans = _grown(skeleton, rest)
        found = [span for span in spans if not taken[span[0] : span[1]].any()]
        inside = {span[2] for span in spans}
        if len(found) >= REPEATS and found[0][1] - found[0][0] >= SHORTEST:
            for start, end, _ in found:
                taken[start:end] = True
            places = tuple(Place(int(skeleton.starts[start]), int(skeleton.ends[end - 1])) for start, end, _ in found)
            start, end, _ = found[0]
            yield Mark(skeleton.text[start:end], fold(source[places[0].start : places[0].end]).text, places)
        rest = [cue for cue in rest if cue[0] not in inside]


def _grown(skeleton: Skeleton, cues: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Return (start, end, cue) of the occurrences that agree on the longest piece around equal cues."""
    left, right = 0, 0
    alive = list(cues)
    while left < REACH:
        ahead = [a - left for a, _ in alive]
        if (
            _share(skeleton.opens[ahead] | np.array([a == 0 or skeleton.text[a - 1] in FINAL for a in ahead]))
            >= BOUNDARY
        ):
            break
        keep = _agreed(skeleton.text, [a - 1 for a in ahead])
        if keep is None:
            break
        alive, left = [alive[k] for k in keep], left + 1
    while right < REACH:
        behind = [b + right for _, b in alive]
        if _share(skeleton.closes[[b - 1 for b in behind]]) >= BOUNDARY:
            break
        keep = _agreed(skeleton.text, behind)
        if keep is None:
            break
        alive, right = [alive[k] for k in keep], right + 1
    return [(a - left, b + right, a) for a, b in alive]


def _agreed(text: str, places: Sequence[int]) -> list[int] | None:
    """Return which places hold the character that nearly all hold, or None."""
    counts = Counter(text[p] for p in places if 0 <= p < len(text))
    if not counts:
        return None
    top, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
    if count < max(REPEATS, AGREE * len(places)):
        return None
    return [k for k, p in enumerate(places) if 0 <= p < len(text) and text[p] == top]


def _share(flags: NDArray[np.bool_]) -> float:
    return float(np.count_nonzero(flags)) / len(flags) if len(flags) else 0.0
