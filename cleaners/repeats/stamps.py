"""Stamps: what a site or an account sets before or behind nearly every paragraph, and the lines that part pages.

No word of attribution is needed here: the evidence is the form (an account, an address in brackets, a site's name in lenticular
brackets, a number that counts on) and that it stands at nearly every paragraph of running text. An author's refrain,
a speaker's label, a list's source, a heading's number have other forms or other places, and stay.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import re2

from cleaners.repeats.mark_judge import COMMENT, Judged, Where
from cleaners.repeats.marks import DOMAIN, SCHEME, Mark, Place
from cleaners.scan import spans_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from cleaners.text import Span

REPEATS = 3
NEARLY_ALL = 0.8  # share of the paragraphs that carry the stamp, or another mark of the site
PARAGRAPH = 60  # bytes of a line of running text: some 20 Han characters or a dozen words
LONGEST = 90  # characters of a line that is a stamp
YEARS = range(1500, 2200)
FINAL = re.compile(r"[。！？!?….;；:：”’」』）)】》\"']\s*$")
HOST = rf"(?i:{SCHEME}|{DOMAIN}|[a-z0-9\-]+\.example)"
ADDRESS = rf"{HOST}(?:/[A-Za-z0-9/_\-.?=&%#~]*)?"
SITE = r"[^\s【】\[\]()（）]{0,12}(?:客户端|公众号|書屋|书屋|书城|書城|书斋|書齋|小说网|小說網|文学网|文學網|读书网|讀書網|新闻网|新聞網|日报|日報|晚报|晚報|APP|App)"
OFFICE = r"[\u4e00-\u9fff]{2,6}(?:网|網|在线|在線|日报|日報|晚报|晚報|书屋|書屋|书院|書院|小说|小說|文库|文庫|论坛|論壇|客户端)"
TAILS = {
    "account": re.compile(r"[ \t\u3000]{0,3}@[\w\u4e00-\u9fff·\-]{2,16}(?P<own>\s?(?:(?:原创|原創)(?:内容|內容|作品)?[，,]?\s?(?:盗用|盜用|侵权|侵權|抄袭|抄襲|转载|轉載)必究|原创|原創|出品|首发|首發))?[ \t\u3000]*$"),
    "id": re.compile(r"[ \t\u3000]{0,3}#(?=[A-Za-z0-9]*\d)(?P<id>[A-Za-z]{2,8})[A-Za-z0-9]{2,10}#[ \t\u3000]*$"),
    "hash": re.compile(r"[ \t\u3000]{0,3}#(?=[0-9a-f]*\d)[0-9a-f]{5,12}#[ \t\u3000]*$", re.IGNORECASE),
    "serial": re.compile(
        rf"[ \t\u3000]{{0,3}}(?:[\[【<〔]?{OFFICE}(?:[-#T]\d{{3,9}}|\d{{5,9}})[\]】>〕]?)[ \t\u3000]*$"
    ),
    "host": re.compile(rf"[ \t\u3000]{{0,3}}[\[【(（]\s?{ADDRESS}\s?[\]】)）][ \t\u3000]*$"),
    "rights": re.compile(
        rf"[ \t\u3000]{{0,3}}[\[【(（]?(?:©|\([Cc]\)|[Cc]opyright)\s?(?:(?:19|20)\d\d\s)?{ADDRESS}\s?[\]】)）]?[ \t\u3000]*$"
    ),
    "source": re.compile(
        rf"[ \t\u3000]{{0,3}}[\[【(（]?(?:来源|來源|来自|來自|转自|轉自|出处|出處)\s?[:：]\s?[^\s:：。，]{{0,16}}\s{{0,2}}{ADDRESS}\s?[\]】)）]?[ \t\u3000]*$"
    ),
}  # fmt: skip
HEAD = re.compile(rf"[ \t\u3000]*【\s?{SITE}\s?】")
RIGHTS = re.compile(
    r"\s*(?:(?:©|\([Cc]\)|Copyright|copyright\s(?:©|\([Cc]\)|\d))\s?.{2,50}|.{0,30}(?:版权所有|版權所有|著作权所有|著作權所有|[Aa]ll [Rr]ights [Rr]eserved).{0,30})\s*"
)
PAGE = re.compile(
    r"\s*(?:[Pp]age\s(?P<a>\d{1,4})\sof\s\d{1,4}|第\s?(?P<b>\d{1,4})\s?[页頁]\s?[,，/(（]?\s?共\s?\d{1,4}\s?[页頁]\s?[)）]?)\s*"
)
DASHED = re.compile(r"\s*[-–—·]\s?(?P<a>\d{1,4})\s?[-–—·]\s*")
RUNNING = re.compile(
    r"\s*(?:(?P<words>\D.{3,50}?)[\s·|]{1,4}(?P<a>\d{1,4})|(?P<b>\d{1,4})[\s·|]{1,4}(?P<rest>[^\d\s.、)）:：].{3,50}))\s*"
)
HEADING = re.compile(
    r"(?i)第\s*$|[章节節回卷题題例图圖表步条條集期幕场場课課单元]\s*$|\b(?:chapter|part|section|step|scene|act|figure|table|question|lesson|day|week|episode|canto|book|no|vol|volume|unit|exercise|problem|example|note|appendix|rule|level|round|season|verse|psalm)\b"
)
# One scan over the bytes: a line that may hold a stamp. Fewer than three such lines, and nothing is looked at.
LIKELY = re2.compile(
    r"(?m)@[^\s@]{2,20}(?: ?(?:原创|原創|出品|首发|首發)[^\n]{0,10})?[ \t\x{3000}]*\r?$|#[A-Za-z0-9]{4,18}#[ \t\x{3000}]*\r?$|\.[A-Za-z]{2,8}[A-Za-z0-9/_.?=&%#~-]* ?[\]】)）][ \t\x{3000}]*\r?$|(?:来源|來源|来自|來自|转自|轉自|出处|出處) ?[:：]"
    r"|^[ \t\x{3000}]*【[^\s【】]{2,18}】|©|\([Cc]\) |[Cc]opyright|版[权權]所有|著作[权權]所有|[Aa]ll [Rr]ights|\d[ \t页頁)）\]】>〕·–—-]*\r?$|^[ \t]*\d{1,4} [^\n\d]"
)


@dataclass(frozen=True, eq=False)
class Page:
    """A text as stamps are looked for: where its lines begin and end, and places on lines with a mark known already."""

    source: str
    starts: Sequence[int]
    ends: Sequence[int]
    marked: Sequence[int]

    @cached_property
    def prose(self) -> list[bool]:
        """Whether each line is running text; made when a stamp is in sight."""
        return [_is_prose(self.source[a:b]) for a, b in zip(self.starts, self.ends, strict=True)]

    @cached_property
    def known(self) -> set[int]:
        """The lines that carry another mark."""
        return {self.line(place) for place in self.marked}

    def line(self, place: int) -> int:
        """Return the number of the line that holds a place."""
        return bisect_right(self.starts, place) - 1

    def words(self, n: int) -> str:
        """Return line `n`."""
        return self.source[self.starts[n] : self.ends[n]]

    def judged(self, places: Mapping[int, Span]) -> Judged:
        """Return the stamp that stands on each of these lines in its span."""
        where = tuple(
            Where(Place(a, b), self.source[self.starts[n] : a], self.source[b : self.ends[n]])
            for n, (a, b) in places.items()
        )
        example = self.source[slice(*where[0].place)].strip()
        return Judged(Mark(example, example, tuple(w.place for w in where)), where, "")

    def covers(self, places: Mapping[int, Span]) -> bool:
        """Return whether nearly every line of running text carries the stamp or another mark."""
        carried = sum(prose and (n in places or n in self.known) for n, prose in enumerate(self.prose))
        on_prose = sum(self.prose[n] for n in places)
        return carried >= NEARLY_ALL * sum(self.prose) and on_prose >= REPEATS - 1

    def beside(self, n: int, step: int) -> int | None:
        """Return the next line above or below that is not blank."""
        end = len(self.starts) if step > 0 else -1
        return next((k for k in range(n + step, end, step) if self.words(k).strip()), None)


def stamps(source: str, marked: Sequence[int]) -> Iterator[Judged]:
    """Yield the stamps of a text; `marked` are places on lines that carry a mark known already."""
    likely = [start for start, _ in spans_of(LIKELY, source)]
    if len(likely) < REPEATS:
        return
    feeds = [m.start() for m in re.finditer(r"[\r\n]", source)]
    page = Page(source, [0, *(k + 1 for k in feeds)], [*feeds, len(source)], marked)
    numbers = list(dict.fromkeys(map(page.line, likely)))
    for form in (*(_tails(kind) for kind in TAILS), _heads, _rights, _series):
        yield from form(page, numbers)


def _is_prose(piece: str) -> bool:
    """Return whether a line is long enough for running text and no comment of code."""
    long = len(piece) >= PARAGRAPH or (
        4 * len(piece) >= PARAGRAPH and len(piece.encode("utf-8", "replace")) >= PARAGRAPH
    )
    return long and not COMMENT.match(piece)


def _tails(kind: str) -> Callable[[Page, Sequence[int]], Iterator[Judged]]:
    """Return the finder of stamps of one kind behind finished sentences."""

    def find(page: Page, numbers: Sequence[int]) -> Iterator[Judged]:
        groups: dict[str, dict[int, Span]] = defaultdict(dict)
        own: Counter[str] = Counter()
        for n in numbers:
            words = page.words(n)
            found = TAILS[kind].search(words, max(0, len(words) - 2 * LONGEST))
            if not found or (
                words[: found.start()].strip() and kind != "hash" and not FINAL.search(words[: found.start()])
            ):
                continue
            key = _key(kind, found)
            own[key] += bool(kind == "account" and found["own"])
            start, end = page.starts[n] + found.start(), page.starts[n] + len(words.rstrip())
            groups[key][n] = (start, end)
        for key, places in groups.items():
            if (
                len(places) >= REPEATS
                and (
                    own[key] == len(places) or kind == "serial" or page.covers(places) or _is_owner(page, kind, places)
                )
                and _counts_on(page, kind, places)
            ):
                yield page.judged(places)

    return find


def _key(kind: str, found: re.Match[str]) -> str:
    """Return what is the same in all stamps of one make: an id's first letters, an address without its numbers."""
    if kind == "hash":
        return kind
    if kind == "id":
        return found["id"][:2].lower()
    return re.sub(r"\d+", "0", found[0].strip().lower()) if kind in {"source", "serial"} else found[0].strip().lower()


def _is_owner(page: Page, kind: str, places: Mapping[int, Span]) -> bool:
    """Return whether an address claims the rights in whole paragraphs; behind a caption it credits a picture."""
    return kind == "rights" and all(page.prose[n] for n in places)


def _counts_on(page: Page, kind: str, places: Mapping[int, Span]) -> bool:
    """Return whether a source's address is always the same, or its number counts on: other numbers are links."""
    if kind != "source":
        return True
    forms = [page.source[a:b].strip() for a, b in places.values()]
    if len(set(forms)) == 1:
        return True
    figures = [re.findall(r"\d+", form) for form in forms]
    if len({len(f) for f in figures}) != 1:
        return False
    changing = [column for column in zip(*figures, strict=True) if len(set(column)) > 1]
    return len(changing) == 1 and all(int(b) - int(a) == 1 for a, b in pairwise(changing[0]))


def _heads(page: Page, numbers: Sequence[int]) -> Iterator[Judged]:
    """Yield a site's name in brackets before nearly every paragraph."""
    groups: dict[str, dict[int, Span]] = defaultdict(dict)
    for n in numbers:
        words = page.words(n)
        if (found := HEAD.match(words)) and words[found.end() :].strip():
            groups[found[0].strip()][n] = (page.starts[n], page.starts[n] + found.end())
    for places in groups.values():
        if len(places) >= REPEATS and page.covers(places):
            yield page.judged(places)


def _rights(page: Page, numbers: Sequence[int]) -> Iterator[Judged]:
    """Yield a line of rights that stands again and again between paragraphs."""
    groups: dict[str, dict[int, Span]] = defaultdict(dict)
    for n in numbers:
        words = page.words(n)
        if len(words) <= LONGEST and RIGHTS.fullmatch(words) and not COMMENT.match(words):
            groups[words.strip()][n] = page.starts[n], page.ends[n]
    for places in groups.values():
        if len(places) >= REPEATS and all(_after_prose(page, n) for n in places):
            yield page.judged(places)


def _after_prose(page: Page, n: int) -> bool:
    above = page.beside(n, -1)
    return above is not None and page.prose[above]


def _series(page: Page, numbers: Sequence[int]) -> Iterator[Judged]:
    """Yield page numbers: lines alike but for a number that counts on from page to page, each behind running text."""
    groups: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for n in numbers:
        words = page.words(n)
        if len(words) <= LONGEST and (told := _numbered(words)):
            groups[told[0]].append((n, told[1]))
    for key, counted in groups.items():
        steps = [b - a for (_, a), (_, b) in pairwise(counted)]
        if len(counted) < REPEATS or set(steps) != {1} or any(page.prose[n] for n, _ in counted):
            continue
        if all(_after_prose(page, n) for n, _ in counted) and (
            key == PAGES or _parts_pages(page, [n for n, _ in counted])
        ):
            yield page.judged({n: (page.starts[n], page.ends[n]) for n, _ in counted})


PAGES = "page of pages"


def _numbered(words: str) -> tuple[str, int] | None:
    """Return what is the same in the page numbers of one make, and the number, or None."""
    if found := PAGE.fullmatch(words):
        return PAGES, int(found["a"] or found["b"])
    if found := DASHED.fullmatch(words):
        return "-", int(found["a"])
    found = RUNNING.fullmatch(words)
    if not found:
        return None
    title, number = (found["words"] or found["rest"]).strip(" \t·|"), int(found["a"] or found["b"])
    if HEADING.search(title) or FINAL.search(title) or number in YEARS or re.search(r"[,，、=:：]\s*$", title):
        return None
    return title, number


def _parts_pages(page: Page, numbers: Sequence[int]) -> bool:
    """Return whether the numbers end pages: one cuts a sentence in two, or nothing follows the last; a heading never does."""
    cut = [n for n in numbers if (k := page.beside(n, -1)) is not None and not FINAL.search(page.words(k))]
    last = page.beside(numbers[-1], 1)
    return bool(cut) or last is None
