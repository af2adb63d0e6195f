"""Running lines: what a site, an archive or a program prints on every page or between the parts of a text it hands out.

The lines are alike but for numbers, stand apart from one another with text between them, and have the form of a stamp: one
address in all of them, a page number beside an office's words, a site's name with a number of a machine, a claim of rights.
Equal lines of verse, labels of speakers, headings that count and lists have no such form, and stay.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import re2

from cleaners.repeats.fold import simplified
from cleaners.repeats.insert_lines import Sheet
from cleaners.repeats.insert_words import ADDRESS, DATE, parse
from cleaners.repeats.inserts import host_of
from cleaners.repeats.mark_judge import COMMENT, QUOTES, SAYS_WHERE, Judged, Where
from cleaners.repeats.marks import TOP, Mark, Place
from cleaners.repeats.stamps import HEADING
from cleaners.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

RUNNING = Rule(
    "watermark.running-line",
    10,
    "A line that a site or a program prints on every page of a text, alike but for numbers.",
    "It stands apart again and again with text between, and has the form of a stamp: an address, a page, a site's number.",
)
LONGEST = 130  # characters of such a line
TWICE, THRICE = 2, 3
STRANGE = 24  # CJK-equivalents of other words beside an address
LATIN = 0.4
MOST_SHARE = 0.34  # of the lines with words: beyond, the lines are what the text is
LIKELY = re2.compile(
    rf"(?im)https?://|www\.|\.{TOP}\b|©|\([Cc]\) |copyright|第 ?\d{{1,4}} ?[页頁]|\bpage \d|\d[ \t\x{{3000}}\])】>]*\r?$|[#＃]\d{{4}}|[A-Za-z]-\d{{3}}"
)
NUMBERED = re.compile(r"[\w\-/]*\d[\w\-/.:]*", re.ASCII)
PAGE = re.compile(
    r"第\s?(?P<a>\d{1,4})\s?页|\bpage\s(?P<b>\d{1,4})\b|(?:^|\s)(?P<c>\d{1,4})$|^(?P<d>\d{1,4})\s", re.IGNORECASE
)
TURN = re.compile(r"\s*\[?\bturn over\b\]?\s*$|\s+\d{1,4}\s*$", re.IGNORECASE)
RIGHTS = re.compile(r"©|\(c\)\s|copyright\s(?:©|\(c\)|by|(?:19|20)\d\d)|版权所有|著作权所有", re.IGNORECASE)
OFFICE = re.compile(
    r"公司|声明|免责|机密|保密|内部资料|内部使用|严禁|请务必|仅供|研究所|研究院|证券|出版社|学会|协会|委员会|教育|资源|confidential|proprietary|disclaimer|disclosures?\b|\binc\b|\bltd\b|\bllc\b|all rights|for internal use|do not (?:copy|distribute|circulate)|internal use only|important notice",
    re.IGNORECASE,
)
SITE = re.compile(
    r"(?:网|在线|线上|题库|文库|图库|图像库|书库|资料库|数据库|图书馆|论坛|字幕组|汉化组|工作室|测验|小说|书屋|书城|书院|书阁|频道|日报|周刊|平台|客户端|公众号|社区|浮水印|水印|镜像)(?![\u4e00-\u9fff]*[::])"
)
SERIAL = re.compile(
    r"(?:#|\bno\.?\s?|\bid\s?:?\s?|编号\s?:?\s?|[a-z]{2,6}-(?:\d{2,8}-)?)(?=[\w\-]*\d{3})[\w\-]+|\d\d:\d\d:\d\d",
    re.IGNORECASE,
)
DO = re.compile(
    r"申请|报名|查询|预约|咨询|办理|缴|领取|详情|详见|参见|参考|官网|网址|地址|链接|电话|邮箱|购买|订购|投稿|投诉|注册|来源|出处|资料|数据|[:：]\s*$"
)
LABELLED = re.compile(r"^[^\s:]{1,12}\s?[:：]\s")
LISTED = re.compile(r"^\s*(?:[-*•·+>]\s|[\[(（【]?\d{1,3}[\])）】.、:：]\s?\D|\|)")
PAGE_ALONE = re.compile(r"[-–—]\s?\d{1,3}\s?[-–—]|\d{2,4}")  # one digit may be a section's heading
NUMBER = re.compile(r"[\s\-–—·|~【\[(第]*\d{1,4}[\s\-–—·|~】\])页]*")


@dataclass(frozen=True)
class Line:
    """A short line of a text: its number, what it says plainly, and what of it is the same on every page."""

    n: int
    words: str
    key: str


def running(source: str, gone: Iterable[int], named: Iterable[int] = ()) -> Iterator[Judged]:
    """Yield the running lines of a text, each make once; `gone` are places where a stamp's lines stood.

    `named` are those where a line stood that named a site: a bare address below it belongs to it.
    """
    body = source.encode("utf-8", "replace")
    if LIKELY.search(body) is None:
        return
    feeds = [m.start() for m in re.finditer(r"\n|\r(?!\n)", source)]
    sheet = Sheet(source, [0, *(k + 1 for k in feeds)], [*feeds, len(source)])
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in _lines(sheet):
        groups[line.key].append(line)
    taken: set[int] = set()
    for found in (*_hosted(groups), *groups.values()):
        lines = [line for line in found if line.n not in taken]
        if len(lines) >= TWICE and _is_running(sheet, lines):
            taken |= {line.n for line in lines}
            yield _judged(sheet, [line.n for line in lines])
    below = {n for n in map(sheet.line, named) if ADDRESS.fullmatch(sheet.words(n).strip())}
    beside = sorted((_numbers(sheet, taken, [sheet.line(place) for place in gone]) | below) - taken)
    if beside:
        yield _judged(sheet, beside)


def _lines(sheet: Sheet) -> Iterator[Line]:
    """Yield the short lines that may be a stamp by their signs."""
    for n, (start, end) in enumerate(zip(sheet.starts, sheet.ends, strict=True)):
        raw = sheet.source[start:end].strip()
        if not 3 < len(raw) <= LONGEST or not LIKELY.search(raw.encode("utf-8", "replace")):
            continue
        words = " ".join(simplified(raw).split())
        if (
            COMMENT.match(raw)
            or LISTED.match(words)
            or "\t" in raw
            or "|" in raw[1:-1]
            or sheet.source.startswith(("  ", "\t"), start)
        ):
            continue
        yield Line(n, words, _key(words))


def _key(words: str) -> str:
    """Return what is the same on every page: no number, no day, no word at the end that bids turn the page."""
    words = TURN.sub("", words) if RIGHTS.search(words) else words
    low = re.sub(DATE, "0", words).lower()
    return "".join(NUMBERED.sub("0", low).split())


def _hosted(groups: Mapping[str, Sequence[Line]]) -> Iterator[list[Line]]:
    """Yield lines that name one host, where the words of one stand within all of them."""
    hosts: dict[str, list[Line]] = defaultdict(list)
    for lines in groups.values():
        for line in lines:
            found = {host_of(m[0]) for m in ADDRESS.finditer(line.words)}
            if len(found) == 1:
                hosts[found.pop()].append(line)
    for lines in hosts.values():
        core = min((line.key for line in lines), key=len)
        if len({line.key for line in lines}) > 1:
            yield [line for line in lines if core in line.key]


def _is_running(sheet: Sheet, lines: Sequence[Line]) -> bool:
    """Return whether lines of one make are printed by a machine: by their form, and by what stands between them."""
    lines = sorted(lines, key=lambda line: line.n)
    if len(lines) > max(THRICE, MOST_SHARE * _filled(sheet)) or any(_is_quoted(sheet, line.n) for line in lines):
        return False
    if any(sheet.beside(a.n, 1) == b.n for a, b in pairwise(lines)):
        return False
    if any(ADDRESS.search(line.words) for line in lines):
        return _has_host(sheet, lines)
    if not all(_has_prose_between(sheet, a.n, b.n) for a, b in pairwise(lines)):
        return False
    first = lines[0].words
    if LABELLED.match(first) or SAYS_WHERE.search(first):
        return False
    return _claims_rights(lines) or _counts_pages(lines) or _counts_pieces(lines)


def _filled(sheet: Sheet) -> int:
    return sum(bool(sheet.words(n).strip()) for n in range(len(sheet.starts)))


def _is_quoted(sheet: Sheet, n: int) -> bool:
    words = sheet.words(n).strip()
    return QUOTES.get(words[:1], "\0") == words[-1:] and words[:1] not in "<《"


def _has_prose_between(sheet: Sheet, a: int, b: int) -> bool:
    return any(sheet.is_prose(n) for n in range(a + 1, b))


def _has_host(sheet: Sheet, lines: Sequence[Line]) -> bool:
    """Return whether all lines name one host, in few words, and no other line of the text names one: it is no list of links."""
    found = [m[0] for line in lines for m in ADDRESS.finditer(line.words)]
    others_say = [ADDRESS.sub(" ", line.words) for line in lines]
    if any(map(_bids, others_say)):
        return False
    rest = [_weight(words) for words in others_say]
    if len({host_of(address) for address in found}) > 1 or max(rest) > STRANGE or "@" in lines[0].words:
        return False
    apart = all(_is_apart(sheet, a.n, b.n) for a, b in pairwise(lines))
    own = {line.n for line in lines}
    others = sum(bool(ADDRESS.search(sheet.words(n))) for n in range(len(sheet.starts)) if n not in own)
    if not apart or others > len(lines) or any(_leads_up(sheet, line.n) for line in lines):
        return False
    if len({address.lower().rstrip("/") for address in found}) > 1:
        return False  # a number that differs within addresses leads to different pages
    bare = min(rest) < 1
    pathless = all(address.rstrip("/").count("/") <= 2 * address.count("://") for address in found)
    if bare and not pathless:
        return False
    prose = all(_has_prose_between(sheet, a.n, b.n) for a, b in pairwise(lines))
    return (
        len(lines) >= THRICE
        if bare or not prose
        else len(lines) >= (TWICE if RIGHTS.search(lines[0].words) else THRICE)
    )


def _bids(words: str) -> bool:
    """Return whether a line bids its reader do something there, as an author may below each part: a stamp has names only."""
    said = parse(words)
    latin = any(t.tells == "strange" and said.text[t.start].isascii() for t in said.tokens)
    return latin or bool(said.counts["visit"]) or bool(DO.search(words))


def _leads_up(sheet: Sheet, n: int) -> bool:
    above = sheet.beside(n, -1)
    return above is not None and bool(re.search(r"[:：]\s*$", sheet.words(above)))


def _is_apart(sheet: Sheet, a: int, b: int) -> bool:
    """Return whether a paragraph or several lines stand between two lines."""
    return _has_prose_between(sheet, a, b) or sum(bool(sheet.words(n).strip()) for n in range(a + 1, b)) >= TWICE


def _weight(words: str) -> float:
    letters = [c for c in words if c.isalpha()]
    return sum(1.0 if c > "\u2e80" else LATIN for c in letters)


def _claims_rights(lines: Sequence[Line]) -> bool:
    """Return whether the lines claim rights in the very same words, thrice."""
    return (
        len(lines) >= THRICE and all(RIGHTS.search(line.words) for line in lines) and not HEADING.search(lines[0].key)
    )


def _counts_pages(lines: Sequence[Line]) -> bool:
    """Return whether a page number counts on from line to line beside an office's words."""
    if len(lines) < THRICE or not all(OFFICE.search(line.words) for line in lines):
        return False
    columns = [[int(number) for m in PAGE.finditer(line.words) for number in m.groups() if number] for line in lines]
    if not all(columns):
        return False
    return any(all(b[k] == a[k] + 1 for a, b in pairwise(columns)) for k in range(-1, min(map(len, columns)) - 1))


def _counts_pieces(lines: Sequence[Line]) -> bool:
    """Return whether a site's name stands with a machine's number that differs from line to line."""
    numbers = [SERIAL.findall(line.words) for line in lines]
    named = all(SITE.search(SERIAL.sub("", line.words)) for line in lines)
    return len(lines) >= THRICE and named and all(numbers) and len({tuple(n) for n in numbers}) == len(lines)


def _numbers(sheet: Sheet, taken: set[int], gone: Sequence[int]) -> set[int]:
    """Return the lines that are a page's number or the text's title right beside a running line, or where one stood."""
    title = next((n for n in range(len(sheet.starts)) if sheet.words(n).strip()), None)
    heads = Counter(sheet.words(n).strip() for n in range(len(sheet.starts)))
    found: set[int] = set()
    for n in taken:
        for k in (n - 1, n + 1):
            if 0 <= k < len(sheet.starts) and k not in taken and k != title:
                words = sheet.words(k).strip()
                twice = title is not None and words == sheet.words(title).strip() and heads[words] > 1
                if words and (NUMBER.fullmatch(words) or twice):
                    found.add(k)
    lone = {k for n in gone for k in (n - 1, n) if 0 <= k < len(sheet.starts)}
    return found | {k for k in lone if PAGE_ALONE.fullmatch(sheet.words(k).strip())}


def _judged(sheet: Sheet, numbers: Sequence[int]) -> Judged:
    places = []
    for n in numbers:
        words = sheet.words(n)
        start = sheet.starts[n] + len(words) - len(words.lstrip())
        places.append(Place(start, start + len(words.strip())))
    example = sheet.source[slice(*places[0])]
    where = tuple(Where(place, "", "") for place in places)
    return Judged(Mark(example, example, tuple(places)), where, "", RUNNING)
