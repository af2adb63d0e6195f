"""Reads a line as fields of an editorial office: labels with their values, dates, counters, buttons.

`parse` answers only where the whole line consists of them; it finds, and judges nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cleaners.rulepacks.bar_terms import terms_of
from cleaners.rulepacks.field_words import FILLER, KINDS, PUBLISHER, SLASHED, STRONG

if TYPE_CHECKING:
    from cleaners.text import Span


LABELS = {label: kind for kind, labels in KINDS.items() for label in labels.split("|")}
SEPARATORS = '\\s,,;;、|丨│/()()\\[\\]【】〔〕*·•—–_>《》“”"\\-'
TOKEN = re.compile(rf"[^{SEPARATORS}]+|(?<![^{SEPARATORS}])A-")


def _spaced(label: str) -> str:
    """Two-letter labels are often set apart: 来 源, 作 者."""
    if label.isascii():
        return re.escape(label)
    return r"\s{0,4}".join(label) if len(label) <= 3 else label


MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|January|February|March|April|June|July|August|September|October|November|December)"
WEEKDAY = r"(?:Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri|Sat|Sun|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
STAFF = "责任编辑|责编|编辑|本报记者|本网记者|记者|通讯员|撰文|编译|翻译|责任校对|校对|审核"
LABEL = re.compile(
    rf"(?i)(?<![^{SEPARATORS}\d:])(?:(?P<label>"
    + "|".join(_spaced(label) for label in sorted(LABELS, key=len, reverse=True))
    + r")(?:\s{0,3}[::丨│]|(?<=文字)/(?=\S)|(?<=[读览击问论气复])\s?(?=[((]\s?\d))"
    rf"|(?P<dated>(?:last\s)?(?:published|posted|updated|modified)(?:\s(?:on|at))?|发布于|发表于|更新于|编辑于|创建于)\s?(?=\d|{MONTH}|{WEEKDAY})"
    rf"|(?P<staff>{STAFF})\s{{1,4}}(?=[一-鿿]{{2,4}}(?:[\s))\]】/]|$))"
    r"|(?P<topic>filed under|posted in|tagged(?: with| as)?)\s(?=(?-i:[A-Z]))"
    r"|(?P<both>文/图|图/文)\s{1,2}(?=[一-鿿]{2})|(?P<slash>图文|[文图]|作者|编辑|记者|摄影|撰文|审核|校对|翻译)/(?=\S)"
    r"|(?P<trial>[一二三]审)\s{0,2}[::]\s{0,2}(?=[一-鿿]{2,3}(?:[\s/|、]|$))"
    r"|(?P<filed>(?<=\d\s)in)\s(?=(?-i:[A-Z][A-Za-z& ]{2,30}$))"
    r"|(?P<checked>(?:(?:medically\s)?reviewed|fact[\s-]?checked)\sby)\s(?=(?-i:[A-Z]))"
    r"|(?P<login>(?<=(?:19|20)\d\d\s)by)\s(?=\S{2,20}$)|(?P<by>(?:posted\s|written\s)?by)\s(?=(?-i:[A-Z])))"
)
CLOCK = r"(?:(?:[\sT]{0,3}|\s?[|·,]\s?)(?:at\s)?(?:(?:星期|周|礼拜)[一二三四五六日天]\s?)?(?:上午|下午|晚上|早上)?\d{1,2}(?:[::时]\s?|\.(?=\d\d\s(?:GMT|BST|[A-Z]{2,4}T)\b))\d{2}(?:[::分]\d{2}秒?|分)?(?:\s?[AP]\.?M\.?)?(?:\s?(?:UTC|GMT|[A-Z]{1,4}T|[+-]\d\d:?\d\d)\b)?)"
WHEN = re.compile(
    rf"(?i)(?<!\d)(?:{WEEKDAY},?\s)?(?:(?:19|20)\d\d\s?[-/.年]\s?\d{{1,2}}\s?[-/.月]\s?\d{{1,2}}日?|1[0-2]\d[-/年]\d{{1,2}}[-/月]\d{{1,2}}日?|(?:\d{{1,2}}:\d\d,\s)?\d{{1,2}}(?:st|nd|rd|th)?\s{MONTH}\.?,?\s(?:19|20)\d\d|{MONTH}\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d)"
    rf"(?:(?<=日)|(?!\d))(?P<clock>{CLOCK})?(?:\s?[((]?(?:星期|周|礼拜)[一二三四五六日天][))]?)?"
)
YEAR = re.compile(r"19\d\d|20\d\d|1[0-2]\d[-/年]")  # of every date: asked first, 40 times as quick
TIMED = re.compile(r"\d\s?-?\s?[mMaApP]")  # of every time to read
READ_TIME = re.compile(
    r"(?i)\b\d{1,3}\s?-?\s?min(?:ute)?s?(?:\sread)?\b|(?<![\d:])\d{1,2}[:.]\d{2}\s?[ap]\.?m\b\.?(?:\s[A-Z]{2,4}T?\b)?"
)  # or a bare clock: Updated: 9:15 a.m.
ACCOUNT = re.compile(r"[((](?:微信号?|公众号|微信ID|ID|id)\s?[::]\s?[A-Za-z0-9_\-]{3,30}[))]")  # behind a name
REPORTER = re.compile(
    r"(?:^|(?<=[\s/|]))[((【\[]?(?:本报|本台|本网|特约)?记者\s?(?P<name>[一-鿿]{2,4}?)(?:[/、]\s?|\s)?(?:[一-鿿]{0,4})(?:报[道导]|摄影报[道导]|综合报[道导]|综合整理|编译)[))】\]]?$"
)
CLOCK_IN = re.compile(r"\d[::]\d\d")
SIGNED, COUNTERS = 8, 3  # characters of a bare name; words and figures of counters beside it
SIGNATURE = re.compile(r"[A-Z][\w’'.\-]*(?:\s[A-Z][\w’'.\-]*){1,3}")  # a name in English
BAR = re.compile(r"\s[|·•—–]\s")  # what a site sets between a name, a day and counters
NAME = re.compile(r"[^。!?!?;;,,::“”\"「」<>{}=]{1,32}")
TOPICS = re.compile(r"[^。!?!?;;::“”\"<>{}=]{1,80}")
ON = re.compile(r"(?i)\s(?:on|at|in)\s*$")  # before a date: Posted by A. Holt on 3 March 2017
APART = re.compile(
    r"\s*[|丨│/]|\s+(?=[A-Z]{1,4}\d{2,6}$)|,\s(?=[A-Z][a-z]+\s(?:[A-Z]?[a-z]+\s?){1,3}$)"
)  # behind a name: an office, a post, a code, another field
GLOSS = re.compile(
    r"\s*[a-z][a-z \-]{3,}\s+[一-鿿]{2,4}\s*|\s*[一-鿿]{2,4}\s+[a-z][a-z \-]{3,}\s*"
)  # a word and its translation
SITE = re.compile(r"^\s*https?://[A-Za-z0-9.\-]+/?\s+(?=(?:19|20)\d\d)")  # before the day: an old portal's head
PEOPLE = frozenset({"author", "editor", "translator"})
NAMED = PEOPLE | {"publisher"}
ASIDE = re.compile(
    r"\s?[((【\[]|\s{2,}|_[A-Za-z]{1,3}\d+$"
)  # behind a name: where it is, what else the line offers, a code
LONGEST = 240  # a line of fields is short
# what a library says of a work: that its author's rights have ended, or which library it is
LIBRARY = re.compile(
    r"(?i)公有[领領]域|著作[权權]保[护護]期|in the public domain|wikisource|[维維]基文[库庫]|project gutenberg"
)
CHAPTER = re.compile(
    r"(?m)^[ \t\u3000]*(?:正文[ \u3000]*)?第[〇零一二三四五六七八九十百千两兩\d]{1,7}[章回卷話话節节](?:[ \u3000]|$)"
)  # the heading of one
DYNASTY = re.compile(
    r"(?:^|[\s\[(·〔【])(?:先秦|春秋|战国|秦|[东西后]?汉|三国|[曹北东西]?魏|蜀|吴|[东西]?晋|[南北]朝|南北朝|隋|唐|五代|[后南]唐|[南北]?宋|辽|金|元|明|清|近代|民国)[代朝]?(?:$|[\s\])·〕】])"
)  # an office has no author of the Ming: 作者:歸有光 明


class Field(NamedTuple):
    """One field: its label as written (without blanks, small letters), its kind, and the span of its value."""

    label: str
    kind: str
    start: int
    end: int


class Info(NamedTuple):
    """A line of fields: those with labels, bare dates, and how many counters and buttons stand bare."""

    fields: tuple[Field, ...]
    dates: tuple[Span, ...]
    names: tuple[Span, ...]
    fillers: int

    def shifted(self, by: int) -> Info:
        """Return the same fields `by` characters further on."""
        return Info(
            tuple(f._replace(start=f.start + by, end=f.end + by) for f in self.fields),
            tuple((start + by, end + by) for start, end in self.dates),
            tuple((start + by, end + by) for start, end in self.names),
            self.fillers,
        )

    @property
    def strength(self) -> int:
        """3: fields that only an office writes; 2: several that agree; 1: one that may be content; 0: no evidence."""
        labelled = [f for f in self.fields if f.kind not in {"topic", "record"}]
        if any(f.label in STRONG for f in self.fields):
            return 3
        if len(labelled) >= 2 or (labelled and (self.dates or self.fillers or len(self.fields) > 1)):
            return 2
        if self.dates and self.names:
            return 2
        return 1 if self.fields or self.dates or self.fillers >= 2 else 0

    @property
    def is_record(self) -> bool:
        """Whether all it says are fields that a site keeps of a page, and a text of a thing: its size, its kind."""
        return bool(self.fields) and all(f.kind == "record" for f in self.fields)


def parse(line: str) -> Info | None:
    """Return the fields of a folded line, or None where anything else stands on it."""
    if not line.strip() or len(line) > LONGEST or GLOSS.fullmatch(line):
        return None
    if "记者" in line and (reporter := REPORTER.search(line.rstrip())) and (info := _reported(line, reporter)):
        return info
    line = ACCOUNT.sub(lambda m: " " * len(m[0]), SITE.sub(lambda m: " " * len(m[0]), line))
    labels = list(LABEL.finditer(line))
    bounds = [m.start() for m in labels] + [len(line)]
    head = _Piece.of(line, 0, bounds[0])
    if head.name and not _is_publisher(line[head.name[0] : head.name[1]]):
        return _signed(line, head) if not labels else None
    reading = READ_TIME.search(line)
    fields = [Field("read time", "count", *reading.span())] if reading else []
    dates, names, fillers = list(head.dates), [head.name] if head.name else [], head.fillers
    for m, stop in zip(labels, bounds[1:], strict=True):
        label = re.sub(r"\s+(?=[^a-z])|(?<=[^a-z])\s+", "", m[m.lastgroup or 0].lower())
        field, piece = _field(line, label, _kind(m.lastgroup or "", label), (m.end(), stop))
        if field is None:
            return None
        fields.append(field)
        fillers += piece.fillers
        if field.kind not in {"file", "record"}:  # the day a paper was signed, a member came
            dates += [d for d in piece.dates if field.kind not in {"published", "updated"} or d[0] != field.start]
    return Info(tuple(fields), tuple(dates), tuple(names), fillers)


def _reported(line: str, reporter: re.Match[str]) -> Info | None:
    """Return the fields of a line that a reporter's credit ends: the credit alone, or a day and an office before it."""
    credit = Field("记者", "author", *reporter.span("name"))
    if not line[: reporter.start()].strip():
        return Info((credit,), (), (), 1)
    info = parse(line[: reporter.start()])
    return info._replace(fields=(*info.fields, credit)) if info and info.dates else None


def _signed(line: str, head: _Piece) -> Info | None:
    """Return what a blog prints under a title: a date with its hour, one bare name, counters; the name may be anybody's."""
    words = line[slice(*head.name)] if head.name else ""
    if len(head.dates) != 1 or not head.name:
        return None
    if SIGNATURE.fullmatch(words) and (READ_TIME.search(line) or head.fillers > 1) and BAR.search(line):
        return Info((Field("", "author", *head.name), Field("", "count", *head.dates[0])), head.dates, (), head.fillers)
    dated = CLOCK_IN.search(line[slice(*head.dates[0])])
    if not dated or len(words) > SIGNED or re.search(rf"[{SEPARATORS}]", words) or head.fillers < COUNTERS:
        return None
    return Info((Field("", "count", *head.dates[0]),), head.dates, (), head.fillers)


def _kind(form: str, label: str) -> str:
    """Return the kind of a label by the form it was written in: with a colon, before a date, before a name."""
    if form == "dated":
        return "updated" if label.startswith(("last", "upd", "mod", "更")) else "published"
    if form == "slash":
        return SLASHED[label]
    return {
        "by": "author",
        "login": "author",
        "trial": "staff",
        "both": "author",
        "checked": "staff",
        "topic": "topic",
        "filed": "topic",
    }.get(form) or LABELS.get(label, "topic")


def _is_publisher(words: str) -> bool:
    """Return whether bare words read as the name of an office: one short word with its ending, nothing beside it."""
    return len(words) <= 14 and bool(PUBLISHER.search(words)) and not re.search(rf"[{SEPARATORS}::]", words)


class _Piece(NamedTuple):
    """A stretch between labels: dates, counters and buttons taken off, what is left is one name or None."""

    dates: tuple[Span, ...]
    fillers: int
    name: Span | None

    @classmethod
    def of(cls, line: str, start: int, stop: int) -> _Piece:
        dates = [m.span() for m in WHEN.finditer(line, start, stop)] if YEAR.search(line, start, stop) else []
        rest = line[start:stop]
        if TIMED.search(rest):
            rest = READ_TIME.sub(lambda m: "|" * (len(m[0]) - 1) + "1", rest)
        for low, high in dates:
            rest = rest[: low - start] + "|" * (high - low) + rest[high - start :]
        for low, _ in dates:
            if on := ON.search(rest, 0, low - start):
                rest = rest[: on.start()] + "|" * (on.end() - on.start()) + rest[on.end() :]
        tokens = [(m.start() + start, m.end() + start) for m in TOKEN.finditer(rest)]
        names = [t for t in tokens if not FILLER.fullmatch(rest[t[0] - start : t[1] - start].rstrip(":").rstrip(":"))]
        name = (names[0][0], names[-1][1]) if names else None
        return cls(tuple(dates), len(tokens) - len(names), name)


def _field(line: str, label: str, kind: str, span: Span) -> tuple[Field | None, _Piece]:
    """Return the field of a label, or None where its value is not of the label's kind."""
    piece = _Piece.of(line, *span)
    if kind in {"published", "updated"}:
        ok = bool(piece.dates or (kind == "updated" and piece.fillers)) and piece.name is None
        place = piece.dates[0] if piece.dates else span
    elif kind in {"count", "size", "share"}:
        ok, place = piece.name is None, span
    else:
        signed = piece.dates[0] if kind == "file" and piece.dates else (span[0], span[0])
        place = piece.name or signed
        words = line[place[0] : place[1]]
        if kind in NAMED and (end := _name_ends(words, kind)) < len(words):
            place = place[0], place[0] + end
            words = line[place[0] : place[1]]
        form = TOPICS if kind in {"topic", "file", "staff", "record"} else NAME
        ok = bool(form.fullmatch(words)) if words else True
        ok = ok and not (kind == "topic" and any(len(part.split()) > 4 for part in re.split("[,、,|]", words)))
        ok = ok and not (piece.name and any(piece.name[0] < d[0] < piece.name[1] for d in piece.dates))
    return (Field(label, kind, *place) if ok else None), piece


def _name_ends(words: str, kind: str) -> int:
    """Return how much of a value is the name: no office, code, bracket or button behind it."""
    cuts = [APART.search(words) if kind in PEOPLE else None, ASIDE.search(words)]
    end = min((cut.start() for cut in cuts if cut and cut.start()), default=len(words))
    parts = list(re.finditer(r"\S+", words[:end]))
    while len(parts) > 1 and terms_of(parts[-1][0]):
        end = parts.pop().start()
    return len(words[:end].rstrip())


def is_of_work(info: Info, words: str, source: str) -> bool:
    """Return whether fields name the author of a work: with a dynasty, or alone on a page that a library signs or that is a chapter."""
    if any(f.kind == "author" and DYNASTY.search(words[f.start : f.end]) for f in info.fields):
        return True
    lone = [f.kind for f in info.fields] == ["author"]
    return lone and bool(LIBRARY.search(source) or CHAPTER.search(source))
