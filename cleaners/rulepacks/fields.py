"""Reads a line as fields of an editorial office: labels with their values, dates, counters, buttons.

`parse` answers only where the whole line consists of them; it finds, and judges nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cleaners.text import Span


KINDS = {
    "publisher": "来源|本文来源|原文来源|文章来源|稿件来源|信息来源|新闻来源|消息来源|内容来源|稿源|发布单位|发布机构|供稿单位|供稿|出处|来自|转自|发文机关|发文机构|发布主体|文章出处|信息提供|source|publisher|published by",
    "author": "文|文/图|图/文|作者|原作者|文章作者|本文作者|记者|本报记者|本网记者|见习记者|通讯员|撰文|撰稿|撰稿人|文字|文字记者|author|written by|posted by|reporter|words by",
    "editor": "编辑|小编|责任编辑|责编|本文编辑|文字编辑|网络编辑|值班编辑|本文责编|本期编辑|编辑人|editor|edited by",
    "translator": "译者|翻译|翻译者|本文译者|translator|translated by",
    "published": "发布时间|发布日期|发表时间|发表日期|发布于|发表于|时间|日期|发稿时间|公开日期|发文日期|刊发时间|出版|date|published|published on|published at|publish date|date published|posted|posted on|publication date",
    "updated": "最后更新日期|最后更新|最后修改时间|更新时间|更新日期|更新于|最后更新时间|上传时间|添加时间|录入时间|更新|updated|last updated|updated on|modified|last modified|page last reviewed|last reviewed|page last updated",
    "staff": "图|审核|审核人|校对|初审|复审|终审|监审|审签|编审|签发|监制|统筹|主编|美编|排版|摄影|摄像|图片|制图|录入|录入者|录入人|上传者|发布人|发布者|核稿|审稿|责任校对|发稿编辑|值班主任|值班编委|责编审核|作者单位|签审|审校|译校|校译|校审|审读|视觉|海报设计|视觉设计|版式设计|摄影记者|摄影摄像|视频剪辑|题图|供图|medically reviewed by|reviewed by|fact checked by|photo by|photography|photos by",
    "count": "点击|点阅次数|瀏覽次數|点击数|点击率|点击次数|点击量|浏览|浏览数|浏览次数|浏览量|阅读|阅读数|阅读次数|阅读量|访问|访问量|访问次数|人气|热度|评论|评论数|回复|回复数|查看|查看数|字数|本章字数|点阅数|点阅|浏览人次|访问人次|累计浏览|瀏覽人次|views|view|hits|reads|comments|shares|read time|reading time",
    "size": "字号|字体|字体大小|字体显示|文字大小|字号大小|选择字号|font size|text size",
    "share": "分享到|分享|分享至|扫一扫分享|share|share this|share on",
    "file": "索引号|索引|信息索引号|信息索取号|索取号|文号|发文字号|公文种类|主题分类|体裁分类|组配分类|信息分类|信息类别|服务对象|主题词|公开方式|公开形式|公开范围|公开类别|公开属性|公开时限|公开责任部门|有效性|时效性|成文日期|生成日期|成文时间|生效日期|生效时间|失效日期|废止日期|实施日期|名称|标题|载体类型",
    "topic": "tagged with|分类专栏|文章标签|文章分类|本文标签|分类|全站分类|个人分类|栏目|所属栏目|所属分类|标签|文章编号|信息编号|tag|tags|category|categories|posted in|filed under",
}  # fmt: skip
STRONG = frozenset(
    {
        "索引号", "信息索引号", "信息索取号", "发文机关", "发文机构", "发文字号", "公开方式", "公开形式", "主题分类", "组配分类",
        "medically reviewed by", "fact checked by", "date published", "filed under", "font size", "posted by", "posted in", "posted on", "published on", "share on",
        "share this", "上传时间", "上传者", "人气", "信息来源", "值班编辑", "公开日期", "分享到", "分享至",
        "刊发时间", "本文来源", "初审", "发布日期", "发布时间", "发稿时间", "发表时间", "复审", "字体", "字体大小", "字号",
        "审签", "录入人", "录入时间", "录入者", "文字大小", "文字编辑", "文章来源", "新闻来源", "更新日期",
        "更新时间", "本文编辑", "本文责编", "浏览数", "浏览次数", "浏览量", "添加时间", "点击", "点击数",
        "点击次数", "点击率", "点击量", "稿件来源", "稿源", "终审", "网络编辑", "访问次数", "访问量", "责任校对",
        "责任编辑", "责编", "选择字号", "阅读数", "阅读次数", "阅读量",
    }
)  # fmt: skip
LABELS = {label: kind for kind, labels in KINDS.items() for label in labels.split("|")}
SLASHED = {
    "文": "author",
    "图": "staff",
    "作者": "author",
    "编辑": "editor",
    "记者": "author",
    "摄影": "staff",
    "撰文": "author",
    "图文": "author",
    "审核": "staff",
    "校对": "staff",
    "翻译": "translator",
}  # 文/张三
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
    rf"|(?P<dated>(?:last\s)?(?:published|posted|updated|modified)(?:\s(?:on|at))?|发布于|发表于|更新于)\s?(?=\d|{MONTH}|{WEEKDAY})"
    rf"|(?P<staff>{STAFF})\s{{1,4}}(?=[一-鿿]{{2,4}}(?:[\s))\]】/]|$))"
    r"|(?P<topic>filed under|posted in|tagged(?: with| as)?)\s(?=(?-i:[A-Z]))"
    r"|(?P<both>文/图|图/文)\s{1,2}(?=[一-鿿]{2})|(?P<slash>图文|[文图]|作者|编辑|记者|摄影|撰文|审核|校对|翻译)/(?=\S)"
    r"|(?P<trial>[一二三]审)\s{0,2}[::]\s{0,2}(?=[一-鿿]{2,3}(?:[\s/|、]|$))"
    r"|(?P<filed>(?<=\d\s)in)\s(?=(?-i:[A-Z][A-Za-z& ]{2,30}$))"
    r"|(?P<checked>(?:(?:medically\s)?reviewed|fact[\s-]?checked)\sby)\s(?=(?-i:[A-Z]))"
    r"|(?P<login>(?<=(?:19|20)\d\d\s)by)\s(?=\S{2,20}$)|(?P<by>(?:posted\s|written\s)?by)\s(?=(?-i:[A-Z])))"
)
CLOCK = r"(?:(?:[\sT]{0,3}|\s?[|·,]\s?)(?:at\s)?(?:星期[一二三四五六日天]\s?)?(?:上午|下午)?\d{1,2}(?:[::时]\s?|\.(?=\d\d\s(?:GMT|BST|[A-Z]{2,4}T)\b))\d{2}(?:[::分]\d{2}秒?|分)?(?:\s?[AP]\.?M\.?)?(?:\s?(?:UTC|GMT|[A-Z]{1,4}T|[+-]\d\d:?\d\d)\b)?)"
WHEN = re.compile(
    rf"(?i)(?<!\d)(?:{WEEKDAY},?\s)?(?:(?:19|20)\d\d\s?[-/.年]\s?\d{{1,2}}\s?[-/.月]\s?\d{{1,2}}日?|1[0-2]\d[-/年]\d{{1,2}}[-/月]\d{{1,2}}日?|(?:\d{{1,2}}:\d\d,\s)?\d{{1,2}}\s{MONTH}\.?,?\s(?:19|20)\d\d|{MONTH}\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d)"
    rf"(?:(?<=日)|(?!\d))(?P<clock>{CLOCK})?(?:\s?[((]?星期[一二三四五六日天][))]?)?"
)
FILLER = re.compile(
    r"(?i)(?:\d[\d,.]{0,9}(?:\s?(?:次|人|条|字|点|篇|k|w|万|个|min|minutes?|分钟))?(?:阅读|浏览|评论|点击|views?|reads?|comments?|hits|shares?|likes?|\s?read)?|"
    r"打印(?:本页|本文|文章|此页)?|我有话说|我要反馈|手机看新闻|缩小字体|放大字体|保存网页|刷新页面|关闭(?:窗口|本页)?|收藏(?:本文|此文|本页|此页)?|分享(?:本文)?|返回(?:顶部|列表|首页)?|特?大|中|小|较大|默认|转寄|轉寄|列印|友善列印|加入收藏|按赞|讚|赞|复制链接|举报|纠错|我要纠错|评论|发表评论|我要评论|"
    r"下载|推荐|点赞|赞|在看|繁体|简体|微信|微博|新浪微博|腾讯微博|QQ空间|QQ|QQ好友|朋友圈|微信好友|人人网|豆瓣|扫一扫|(?-i:A\+|A-|A|T)|\+|阅读|浏览|次|次阅读|次浏览|人阅读|点击|手机看|多种方式看新闻|放大⊕?|缩小⊖?|全文复制|返回目录|QQ好友和群|"
    r"print(?: this(?: page| article)?)?|e-?mail(?: this)?|share|tweet|save|bookmark|facebook|twitter|linkedin|weibo|wechat|whatsapp|reddit|pinterest|telegram|copy link|small|medium|large|views?|comments?|reads?|article history)"
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
PUBLISHER = re.compile(
    r"(?i)(?:^|.)(?:网|报|社|台|电视台|日报|晚报|时报|周刊|杂志|新闻|新闻网|在线|客户端|频道|通讯社|传媒|论坛|博客|公众号|微信|中心|编辑部|出版社|研究院|委员会|办公室|大学|学院|集团|公司|局|部|厅|委|所|会|站|门户|百科|文库|头条|快报|早报|导报|商报|资讯|视频|times|post|news|daily|press|journal|herald|agency|network|review|weekly|magazine|gazette|tribune|guardian|reuters|xinhua|bbc|cnn|online|\.com|\.cn|\.org|\.net)$"
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
LONGEST = 240  # a line of fields is short
# what a library says of a work: that its author's rights have ended, or which library it is
LIBRARY = re.compile(
    r"(?i)公有[领領]域|著作[权權]保[护護]期|in the public domain|wikisource|[维維]基文[库庫]|project gutenberg"
)
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
        labelled = [f for f in self.fields if f.kind != "topic"]
        if any(f.label in STRONG for f in self.fields):
            return 3
        if len(labelled) >= 2 or (labelled and (self.dates or self.fillers or len(self.fields) > 1)):
            return 2
        if self.dates and self.names:
            return 2
        return 1 if self.fields or self.dates or self.fillers >= 2 else 0


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
        if field.kind != "file":  # the day a paper was signed
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
        if kind in PEOPLE and (cut := APART.search(words)) and cut.start():
            place = place[0], place[0] + cut.start()
            words = line[place[0] : place[1]]
        form = TOPICS if kind in {"topic", "file", "staff"} else NAME
        ok = bool(form.fullmatch(words)) if words else True
        ok = ok and not (kind == "topic" and any(len(part.split()) > 4 for part in re.split("[,、,|]", words)))
        ok = ok and not (piece.name and any(piece.name[0] < d[0] < piece.name[1] for d in piece.dates))
    return (Field(label, kind, *place) if ok else None), piece


def is_of_work(info: Info, words: str, source: str) -> bool:
    """Return whether fields name the author of a work: with a dynasty, or alone on a page that a library signs."""
    if any(f.kind == "author" and DYNASTY.search(words[f.start : f.end]) for f in info.fields):
        return True
    return [f.kind for f in info.fields] == ["author"] and bool(LIBRARY.search(source))
