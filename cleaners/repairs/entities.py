"""Character references of HTML left in text (`&nbsp;`, `&amp;quot;`): each becomes its character, in one edit.

At most two layers are taken off. Text that speaks of references or holds code keeps them, and so does markup: `&lt;br&gt;`.
"""

from __future__ import annotations

import re
from html import unescape
from html.entities import name2codepoint
from typing import TYPE_CHECKING

from cleaners.repairs import context
from cleaners.repairs.context import Fenced, in_address, line_at, looks_like_code
from cleaners.rule import Rule, cleaner
from cleaners.text import Candidate, Evidence, Patch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaners.page import Page
    from cleaners.text import Finding, Text

ENTITY = Rule(
    "repair.entity", 2, "A character reference of HTML left in text.", "A scraper took the page's source for its text."
)

# The names of HTML 4 and those that escaping libraries write; HTML 5 has 2,000 more, among them `&in;`, `&it;`, `&or;`.
NAMES = frozenset(name2codepoint) - {"and", "or", "int", "sub", "sup", "not", "part", "image", "real"} | {
    "apos", "comma", "period", "colon", "semi", "quest", "excl", "lpar", "rpar", "num", "dollar", "percnt", "lowbar", "sol",
    "bsol", "equals", "plus", "ast", "lsqb", "rsqb", "lbrack", "rbrack", "commat", "grave", "hyphen", "dash", "horbar", "NewLine", "Tab",
}  # fmt: skip
_AMP = "(?:amp|AMP|#0*38|#[xX]0*26);"
REFERENCE = re.compile(
    rf"&(?P<layers>(?:{_AMP})*)(?:(?P<body>#[0-9]{{1,7}}|#[xX][0-9A-Fa-f]{{1,6}}|[A-Za-z][A-Za-z0-9]{{1,9}});|(?P<bare>nbsp)(?![\w=;]))",
    re.ASCII,
)
LAYERS = 2
# A text about such references names the language or the thing; a name within a file name or an address does not count.
TOPIC = re.compile(
    r"(?<![\w./-])(?:X?HTML5?|XML|SGML|XSS|JSX|htmlspecialchars|unescape|html\.escape|innerHTML)(?![\w/])"
    r"|character (?:reference|entit)|HTML entit|(?:字符|HTML|html)\s?(?:实体|實體|引用)|转义|轉義|跳脫字元",
    re.IGNORECASE,
)
QUOTES = {"'": "'", '"': '"', "`": "`", "“": "”", "‘": "’", "「": "」", "『": "』", "(": ")", "（": "）", "《": "》"}
_ELEMENTS = (
    "a|abbr|article|aside|audio|b|base|big|blockquote|body|br|button|canvas|caption|center|cite|code|col|dd|del|div|dl|dt|em|embed|font|footer|form|"
    "frame|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd|label|legend|li|link|main|mark|meta|nav|object|ol|option|p|param|pre|q|s|script|"
    "section|select|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|textarea|tfoot|th|thead|time|title|tr|tt|u|ul|var|video|xml"
)
TAG = re.compile(
    rf"&(?:amp;)?lt;(?:!--|!DOCTYPE|[/?]?(?:{_ELEMENTS})(?=[\s/]|&(?:amp;)?gt;))[^\n<>]{{0,300}}?&(?:amp;)?gt;",
    re.ASCII | re.IGNORECASE,
)


@cleaner(ENTITY, helpers=(context,))
def entities(text: Text, _page: Page) -> Iterator[Finding]:
    """Propose the character for each reference that prose holds by accident."""
    body = str(text)
    if "&" not in body:
        return
    found = [m for m in REFERENCE.finditer(body) if _meant(m)]
    if not found:
        return
    topic = TOPIC.search(body)
    code = Fenced(text)
    tags = {place for m in TAG.finditer(body) for place in range(*m.span())}
    for match in found:
        start, end = match.span()
        if topic:
            reason = f"the text speaks of {topic.group()}"
        elif start in tags:
            reason = "it writes a tag: markup that is shown, not meant"
        else:
            reason = "it stands in code" if start in code else _refusal(body, match)
        if reason:
            yield Candidate(start, end, ENTITY.id, reason)
        else:
            yield Patch(start, end, _meant(match), ENTITY.id, Evidence(f"{match.group()} is a character reference"))


def _meant(match: re.Match[str]) -> str:
    """Return the character a reference means, or '' where it means none."""
    name = match["body"] or match["bare"]
    if not name.startswith("#") and name not in NAMES:
        return ""
    char = unescape(f"&{name};")
    return char if len(char) == 1 and char not in "\ufffd\x00" and not "\ud800" <= char <= "\udfff" else ""


def _refusal(body: str, match: re.Match[str]) -> str:
    """Return why a reference stays, or ''."""
    start, end = match.span()
    low, high = line_at(body, start)
    char = _meant(match)
    if match["layers"].count(";") >= LAYERS:
        return "more than two layers: no accident"
    if start and QUOTES.get(body[start - 1]) == body[end : end + 1] and body[end : end + 1]:
        return "it stands alone in quotes: the text speaks of it"
    if char != "&" and in_address(body, start, end):
        return "part of an address"
    if char in "<>\"'" and char in body[max(low, start - 40) : min(high, end + 40)]:
        return "the line holds the character as well: it may compare them"
    if _grows(body, match):
        return "its character would form a further reference"
    if looks_like_code(REFERENCE.sub(" ", body[max(low, start - 500) : min(high, end + 500)])):
        return "the line holds code"
    return ""


def _grows(body: str, match: re.Match[str]) -> bool:
    """Whether the character would complete another reference, which a second run would then find."""
    start, end = match.span()
    char = _meant(match)
    if char == "&":
        return REFERENCE.match("&" + body[end : end + 48]) is not None
    return char.isascii() and (char.isalnum() or char in "#;") and "&" in body[max(0, start - 48) : start]
