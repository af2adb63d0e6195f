"""Pages that are no documents: nothing but a script's shell, a wall before the text, an error, an empty body."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cleaners.article import LARGEST, verdicts_of
from cleaners.extraction.measures import Signs
from cleaners.html.build import parse

if TYPE_CHECKING:
    from cleaners.html.dom import Dom
    from cleaners.page import Page

SHORT = 120  # words (Chinese: characters): a page with more is judged by its text, whatever its title says
LOOKED_AT = 600  # characters of a short page that patterns see: few words may be long
FEW = 12  # blocks: a menu has more
SHELL = 20  # with fewer beside scripts a page has nothing to read until they run
SCRIPT_SHARE = 5  # a shell holds so many times more script than text
ERROR_TITLE = re.compile(
    r"\W*(?:error|http)?\W*[45]\d\d\W*(?:$|error|page|not found|forbidden|unauthori[sz]ed|gone\b|too many|internal|service un|bad (?:gateway|request)|页面|抱歉|对不起|错误)"
    r"|.*\b(?:page|file) not found\b|(?:not found|access denied|forbidden|service unavailable|bad gateway|internal server error)\W*$"
    r"|.*(?:页面|頁面|文件|网页)(?:不存在|未找到|没有找到|找不到|无法访问)|.*找不到(?:页面|頁面|网页)|.*您访问的页面",
    re.IGNORECASE | re.MULTILINE,
)
CHALLENGE = re.compile(
    r"just a moment|checking your browser|attention required|verify(?:ing)? (?:that )?you are (?:a )?human|are you a robot|security check|"
    r"enable (?:javascript|cookies)|ddos protection|安全验证|人机验证|访问验证|请输入验证码|滑动验证",
    re.IGNORECASE,
)
LOGIN_TITLE = re.compile(r"\W*(?:log ?in|sign ?in|log ?on|登录|登錄|登入|请登录|用户登录|会员登录)\b", re.IGNORECASE)
NEEDS_SCRIPT = re.compile(
    r"(?:enable|requires?|need to) .{0,30}javascript|javascript .{0,30}(?:enabled|required|disabled)|(?:启用|开启|啟用|支持) ?javascript",
    re.IGNORECASE,
)


def page_kind(source: str, page: Page) -> str:
    """Return why a page cannot be a document, '' where it can.

    'empty', 'script-shell', 'login-wall', 'challenge' and 'error-page' are said of pages of a few words only: an article
    about error 404 is an article. 'no-content' is said of longer pages on which no block reads like content: menus alone.
    """
    if not page.is_html:
        return ""
    dom = parse(source)
    text = "\n".join(run.text for run in dom.runs)
    units = int(Signs([text]).cjk[0]) + len(text.split())
    if units > SHORT:
        return "" if len(dom.runs) <= FEW or len(dom.runs) > LARGEST or verdicts_of(source).found else "no-content"
    length, text = len(text), text[:LOOKED_AT]
    scripted = _script(dom)
    if not units:
        return "script-shell" if scripted else "empty"
    title = _title(dom)
    if CHALLENGE.search(title) or (units < SHORT // 2 and CHALLENGE.search(text)):
        return "script-shell" if NEEDS_SCRIPT.search(text) and not CHALLENGE.search(title) else "challenge"
    if ERROR_TITLE.match(title) or ERROR_TITLE.match(text):
        return "error-page"
    if _asks_password(dom) and (LOGIN_TITLE.search(title) or units < SHORT // 2):
        return "login-wall"
    if units < SHELL and scripted > SCRIPT_SHARE * length:
        return "script-shell"
    return ""


def _script(page: Dom) -> int:
    """Return how many characters scripts take, or their number where they are loaded from elsewhere."""
    scripts = [e for e in page.elements if e.tag == "script"]
    return sum(e.end - e.start for e in scripts)


def _title(page: Dom) -> str:
    title = next((e for e in page.elements if e.tag == "title"), None)
    return page.source[title.head : title.end].partition("</")[0].strip()[:LOOKED_AT] if title else ""


def _asks_password(page: Dom) -> bool:
    return any(e.tag == "input" and e.attr("type").lower() == "password" for e in page.elements)
