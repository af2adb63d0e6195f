"""What only a page of a wiki shows: marks that mean nothing elsewhere, judged by the wiki's own traces on the page.

Edit marks behind headings give a wiki away by themselves. Reference marks in running text go only from a page that a
wiki's software has signed, and stay where the page keeps the list of notes they point to.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cleaners.rule import Rule, cleaner
from cleaners.rulepacks import bench, matter, patterns, placing, placing_words, spoken, verdicts, views
from cleaners.rulepacks.patterns import Match, PackRule
from cleaners.rulepacks.placing import Sheet
from cleaners.text import Claim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaners.page import Page
    from cleaners.text import Finding, Text

AUTHOR = Rule(
    "wiki.author-line", 17, "The line between a wiki's title and its text that names the author; it stays.",
    "A library wiki prints title, site line, title again and author before the text.",
)  # fmt: skip
EDIT = Rule(
    "wiki.edit-mark", 17, "A wiki's edit link behind a heading.", "The software prints it behind every heading."
)
REFERENCE = Rule(
    "wiki.reference-mark", 17, "A wiki's mark of a note or of a missing source.",
    "The software prints it into the text; the notes it points to are not on the page.",
)  # fmt: skip
LISTED = Rule(
    "wiki.listing-residue", 6, "What a travel wiki's template leaves at an address: two coordinates in one, the month of its last change.",
    "The template prints it for a map and for editors; it is no word of the text.",
)  # fmt: skip
RULES = (EDIT, REFERENCE, LISTED)
BEHIND = PackRule(EDIT, (), (), ("line-end",))
WITHIN = PackRule(REFERENCE, (), (), ("inside",))
LEFT = PackRule(LISTED, (), (), ("inside",))

NAMES = 40  # an author's line is short
FEW = 2  # so many edit marks, alike and behind headings, are no accident
CHAPTER = re.compile(
    r"^(?:第.{1,6}[章节節回卷部篇條条編编]|序|序言|前言|目录|目錄|目次|引言|正文|[一二三四五六七八九十]+、|\d|preface|contents|chapter|introduction)",
    re.IGNORECASE,
)
_EDIT = r"(?i:edit(?: (?:this )?section| source)?|visual ?edit|add listing)|(?:编辑|編輯|修改|编辑此|編輯此)(?:本|此)?(?:段落?|节|節|章节|章節)?(?:源代码|源代碼|原始碼|源码|原始码)?|(?:源代码|原始碼)(?:编辑|編輯)|(?:添加|新增)列表"
EDIT_MARK = re.compile(
    rf"(?:[\[［【〔]\s{{0,2}}(?:{_EDIT})(?:\s{{0,2}}[|｜·]?\s{{0,2}}(?:{_EDIT}|源代码|source)){{0,3}}\s{{0,2}}[\]］】〕]|\[\]|播报\s{{0,2}}编辑|编辑\s{{0,2}}播报|(?:编辑本段|編輯本段)(?:\s{{0,2}}回目[录錄])?)"
    r"(?=[ \t\u3000]*(?:\r?\n|$|[\[［]))"
)
FRONT_MARK = re.compile(rf"(?m)^[ \t\u3000]*[\[［]\s?(?:{_EDIT})\s?[\]］][ \t\u3000]*(?=\S)")
TITLE_MARK = re.compile(r"(?P<title>[^\s。，,]{2,20})\s?编辑(?P<lock>\s?(?:锁定|讨论|播报|收藏))*")
SOURCED = re.compile(
    r"\[(?:来源请求|來源請求|请求来源|請求來源|查证请求|查證請求|页码请求|頁碼請求|原创研究[?\uff1f]?|原創研究[?\uff1f]?|需要引用|需要解释|需要解釋|需要更新|需要更新來源|需要(?:第三方|更好|更佳|较佳|較佳|可靠|非第一手|完整|更好的?|更可靠的?|更多)(?:的)?(?:来源|來源)|"
    r"需要消歧义|需要消歧義|需要查证|需要查證|需要澄清|需要翻译|需要翻譯|不可靠来源[?\uff1f]?|不可靠來源[?\uff1f]?|与来源不符|與來源不符|与内文不符|與內文不符|可疑|可疑[-–— ]{1,3}(?:讨论|討論)|自述来源[?\uff1f]?|自述來源[?\uff1f]?|中立性争议|中立性爭議|谁来定义|"
    r"(?:何时|何時|谁|誰|哪里|哪裡|哪裏|哪个|哪個|哪些|为何|為何|为什么|為什麼|如何|据谁所言|據誰所言|谁说的|誰說的|模糊|含糊|隐晦|隱晦)[?\uff1f]?|失效链接|失效連結|失效鏈接|永久失效連結|永久失效链接|永久失效鏈接|"
    r"(?i:(?:additional |full |better )?citations? (?:needed|not found)|clarification needed|clarify|original research\??|(?:third-party|non-primary|better|secondary) source needed|unreliable(?: medical| fringe)? source\??|self-published source\??|"
    r"when\?|who\?|by whom\?|to whom\?|which\?|where\?|why\?|how\?|according to whom\?|from whence\?|dubious(?: ?[–—-] ?discuss)?|failed verification|(?:permanent )?dead link|verification needed|verify|not in citation given|not verified in body|page needed|pages needed|vague|"
    r"weasel words|peacock (?:term|prose)|neutrality is disputed|disputed(?: ?[–—-] ?discuss)?|disambiguation needed|attribution needed|examples? needed|quotation needed|specify|year needed|volume needed|title missing|update|needs update|undue weight\??|relevant\?|circular reference|unbalanced opinion\?|opinion|irrelevant citation|excessive citations))\]"
    r"|\{\{(?i:fact|cn|citation needed|refimprove|unreferenced|authority control|来源请求|來源請求|规范控制|規範控制|clarify|who|when|reflist|参考资料|參考資料)(?:\|[^{}\n]{0,60})?\}\}"
)
NOTE = r"(?:\d{1,3}(?:[-–,、]\s?\d{1,3}){0,4}|[a-z]|[甲乙丙丁]|(?:注|註|注释|註釋|注釋|註解|备注|備註|附注|附註|参|參|来源|來源)\s?(?:\d{1,2}|[一二三四五六七八九十]{1,2})|(?i:note|nb|fn|n|a|lower-alpha|upper-alpha|lower-roman)\s\d{1,2})"
NUMBERED = re.compile(rf"(?<!\[)(?:\[{NOTE}\](?::\s?\d{{1,4}}(?:[-–]\d{{1,4}})?(?=\D))?)+(?![(\]=])")
RESIDUE = re.compile(
    r"(?m)[ \u3000]?[((]\s?(?:(?i:updated) (?:[A-Z][a-z]{2,8} )?\d{4}|更新于\s?\d{4}年(?:\d{1,2}月)?|更新時間\s?\d{4}年(?:\d{1,2}月)?)\s?[|·]\s?(?:edit|编辑|編輯)\s?[))]|^[-−]?\d{1,2}\.\d{3,6}[-−]?\d{1,3}\.\d{3,6} (?=\S)"
)
GLUED = re.compile(r"[\w。,.!?;:)\uff0c\uff01\uff1f\uff1b\uff1a\uff09」』”\"’》…]$")
LISTING = re.compile(r"(?m)^\s*(?:\[\d{1,3}\]|\[?\d{1,3}\]?\s*[.、]?\s*(?:\^|↑)|\^\s|↑)")
TRACES = (
    "wiki.entry-bar",
    "wiki.navbox",
    "wiki.site-line",
    "wiki.retrieved-from",
    "wiki.chrome",
    "wiki.edit-mark",
    "wiki.free-licence",
    "wiki.software",
)
SIGNS = (  # what only a wiki's software prints; a free licence stands on any site
    *(rule for rule in TRACES if rule != "wiki.free-licence"),
    "wiki.from-line",
    "wiki.fandom-head",
    "wiki.closing",
    "wiki.categories",
    "wiki.template-name",
)


@cleaner(AUTHOR, helpers=(matter, placing, placing_words))
def author(text: Text, page: Page) -> Iterator[Finding]:  # noqa: ARG001  # the text's own traces decide
    """Claim the author that a library wiki names between the doubled title and the text."""
    if any(claim.rule == AUTHOR.id for claim in text.claims):  # the packs run twice
        return
    site = [e for e in text.edits if e.rule == "wiki.site-line"]
    if site:
        yield from _author(Sheet(str(text)), text.to_clean(site[0].raw_start))


@cleaner(*RULES, helpers=(matter, patterns, bench, placing, placing_words, spoken, verdicts, views))
def marks(text: Text, page: Page) -> Iterator[Finding]:  # noqa: ARG001
    """Find edit marks, and reference marks where the text or what was removed from it shows a wiki."""
    sheet = Sheet(str(text))
    if not any(c in sheet.text for c in ("[", "［", "【", "〔", "{", "编辑 锁定", "播报", "(updated", "更新")):
        return
    found = edit_marks(sheet, signed=any(e.rule in TRACES for e in text.edits))
    signed = bool(found) or any(e.rule in TRACES for e in text.edits)
    found += reference_marks(sheet, signed=signed)
    found += residue(sheet, signed=signed)
    if found:
        yield from verdicts.judged(sheet, sorted(found, key=lambda m: m.start))


def edit_marks(sheet: Sheet, *, signed: bool) -> list[Match]:
    """Return the edit marks at headings: on a signed page any, elsewhere several that are glued to their headings or before them."""
    spans = [(_before(sheet.text, m.start()), m.start(), m.end()) for m in EDIT_MARK.finditer(sheet.text)]
    titled = _title_mark(sheet)
    spans = [span for span in spans if _is_heading(sheet, span[0])]
    if not signed and not titled:
        spans = [(low, start, end) for low, start, end in spans if low == start and end > start + 2]
        spans = spans if len(spans) >= FEW else []
    front = [m for m in FRONT_MARK.finditer(sheet.text) if _is_heading(sheet, sheet.rows[sheet.line(m.end())].end)]
    spans += [(m.start(), m.start(), m.end()) for m in front if signed or len(front) >= FEW]
    return [*titled, *(Match(BEHIND, low, end, (), fills=False) for low, _, end in sorted(spans))]


def _title_mark(sheet: Sheet) -> list[Match]:
    """Return the edit link behind the title of an entry whose text begins with the title and refers to notes."""
    n = sheet.beside(-1, 1)
    after = sheet.beside(n, 1) if n is not None else None
    if n is None or after is None or not (found := TITLE_MARK.fullmatch(sheet.content(n))):
        return []
    title, below = found["title"], sheet.content(after)
    plain = not found["lock"] and not any(map(_is_note, NUMBERED.finditer(sheet.text)))
    if not below.startswith(title) or below.startswith(title + "编辑") or plain:
        return []
    start = sheet.text.index(sheet.content(n), sheet.rows[n].start) + len(title)
    return [
        Match(BEHIND, start, sheet.rows[n].start + len(sheet.text[slice(*sheet.rows[n][:2])].rstrip()), (), fills=False)
    ]


def _before(text: str, place: int) -> int:
    """Return where the blanks before `place` begin."""
    while place and text[place - 1] in " \t\u3000":
        place -= 1
    return place


def _is_heading(sheet: Sheet, place: int) -> bool:
    """Return whether what stands before a mark is a short line without a stop: a heading."""
    row = sheet.rows[sheet.line(place)]
    before = sheet.text[row.start : place].strip()
    return 0 < len(before) <= NAMES * 2 and before[-1] not in "。.!?,;:\uff01\uff1f\uff0c\uff1b\uff1a「“‘\"'"


def reference_marks(sheet: Sheet, *, signed: bool) -> list[Match]:
    """Return the marks of notes on a signed page, unless the page keeps the notes' own list."""
    if not signed:
        return []
    found = list(SOURCED.finditer(sheet.text))
    if not LISTING.search(sheet.text):
        found += filter(_is_note, NUMBERED.finditer(sheet.text))
    return [Match(WITHIN, m.start(), m.end(), (), fills=False) for m in sorted(found, key=lambda m: m.start())]


def residue(sheet: Sheet, *, signed: bool) -> list[Match]:
    """Return what a template of addresses leaves, on a signed page that says when one of them was changed."""
    found = list(RESIDUE.finditer(sheet.text)) if signed else []
    if not any(m[0].rstrip().endswith((")", "\uff09")) for m in found):
        return []
    return [Match(LEFT, m.start(), m.end(), (), fills=False) for m in found]


def _is_note(m: re.Match[str]) -> bool:
    """Return whether a number in brackets is glued to a word or its stop."""
    return bool(GLUED.search(m.string[max(0, m.start() - 1) : m.start()]))


def _author(sheet: Sheet, place: int) -> Iterator[Claim]:
    """Yield the author: the short line after a title that stands above and below the site line's place."""
    n = sheet.line(place)
    above = sheet.beside(n, -1) if sheet.rows[n].start >= place else n
    title = sheet.beside(n - 1, 1) if above is not None else None
    if above is None or title is None or not _same(sheet.content(above), sheet.content(title)):
        return
    k = sheet.beside(title, 1)
    if k is None or not _is_name(sheet.content(k)):
        return
    row = sheet.rows[k]
    start = sheet.text.index(sheet.content(k), row.start)
    yield Claim("author", sheet.content(k), start, start + len(sheet.content(k)), AUTHOR.id)


def _is_name(line: str) -> bool:
    return len(line) <= NAMES and not CHAPTER.match(line) and line[-1] not in "。.!?\uff01\uff1f:\uff1a"


def _same(above: str, below: str) -> bool:
    """Return whether two lines are one title, the upper one perhaps with a year or version in brackets."""
    bare = re.sub(r"\s*[(\uff08][^()\uff08\uff09]*[)\uff09]\s*$", "", above)
    return bool(bare) and bare == re.sub(r"\s*[(\uff08][^()\uff08\uff09]*[)\uff09]\s*$", "", below)
