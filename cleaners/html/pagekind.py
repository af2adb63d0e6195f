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
    r"\W*(?:(?:http )?status|error|http)?\W*[45]\d\d\W*(?:$|error|page|not found|forbidden|unauthori[sz]ed|gone\b|too many|internal|service un|bad (?:gateway|request)|页面|抱歉|对不起|错误|找不到|未找到)"
    r"|.*\b(?:page|file) not found\b|.*\b(?:not found|access denied|forbidden|service unavailable|bad gateway|internal server error|gateway time-?out)\W*$"
    r"|.*\b(?:page|it) (?:can\W?t|cannot|could not|couldn\W?t) be found\b"
    r"|.*(?:页面|頁面|文件|网页|網頁)(?:不存在|未找到|没有找到|找不到|无法访问)|.*找不到(?:页面|頁面|网页|網頁|文件)|.*您(?:访问|訪問)的(?:页面|頁面)",
    re.IGNORECASE | re.MULTILINE,
)
# What forums and networks say in place of a text that is gone, alone on its line.
GONE = re.compile(
    r"^\W*(?:抱歉|对不起|對不起|很抱歉)?\W*(?:该|該|此|您?指定的|您?(?:要)?(?:访问|訪問|查看|请求|請求|找)的)(?:主题|主題|页面|頁面|网页|内容|內容|帖子|文章|版块|资源)\W*"
    r"(?:(?:已经?|已被|被|因.{1,12})(?:发布者|作者|管理员|其)?\W*)?(?:不存在|删除|刪除|下线|屏蔽|未找到)(?:或.{0,20})?\W*$"
    r"|^\W*(?:sorry\W+)?(?:the|this|that) (?:page|topic|thread|post|content|article) (?:you (?:requested|are looking for|were looking for) )?"
    r"(?:does not exist|doesn\W?t exist|no longer exists|is no longer available|has been (?:deleted|removed))\W*$",
    re.IGNORECASE | re.MULTILINE,
)
CHALLENGE = re.compile(
    r"just a moment|checking your browser|checking if the site connection|attention required|verify(?:ing)? (?:that )?you are (?:a )?human|are you a robot|"
    r"robot check|you\W?re not a robot|human verification|unusual traffic from your|pardon our interruption|incapsula incident|sina visitor system|security check|"
    r"enable (?:javascript|cookies)|ddos protection|安全验证|人机验证|访问验证|请输入验证码|滑动验证|环境异常|完成验证后",
    re.IGNORECASE,
)
LOGIN_TITLE = re.compile(r"\W*(?:log ?in|sign ?in|log ?on|登录|登錄|登入|请登录|用户登录|会员登录)\b", re.IGNORECASE)
NEEDS_SCRIPT = re.compile(
    r"(?:enable|requires?|need to) .{0,30}javascript|javascript .{0,30}(?:enabled|required|disabled)|(?:启用|开启|啟用|支持) ?javascript",
    re.IGNORECASE,
)


def page_kind(source: str, page: Page) -> str:
    """Return why a page cannot be a document, '' where it can.

    'empty', 'frames', 'script-shell', 'login-wall', 'challenge' and 'error-page' are said of pages of a few words only: an article
    about error 404 is an article. Of longer pages 'error-page' is said where title and content do, in a few words among menus,
    and 'no-content' where no block reads like content: menus alone.
    """
    if not page.is_html:
        return ""
    dom = parse(source)
    text = "\n".join(run.text for run in dom.runs)
    if len(text.split()) > SHORT or units_of(text) > SHORT:
        return "" if len(dom.runs) <= FEW or len(dom.runs) > LARGEST else _of_menus(source, dom)
    return _of_few_words(dom, text)


def units_of(text: str) -> int:
    """Return the length of a text in words, Chinese in characters."""
    return (0 if text.isascii() else int(Signs([text]).cjk[0])) + len(text.split())


def _of_menus(source: str, page: Dom) -> str:
    """Judge a page of many blocks by the few that are its content."""
    verdicts = verdicts_of(source)
    if not verdicts.found:
        return "no-content"
    if not ERROR_TITLE.match(_title(page)):
        return ""
    lines = [run.text for run, kept in zip(page.runs, verdicts.kept, strict=True) if kept]
    if units_of("\n".join(lines)) > SHORT // 2:
        return ""
    return "error-page" if any(ERROR_TITLE.match(line) or GONE.search(line) for line in lines) else ""


def _of_few_words(page: Dom, text: str) -> str:
    units, length, text = units_of(text), len(text), text[:LOOKED_AT]
    scripted = _script(page)
    if not units:
        return _of_no_words(page, scripted)
    title = _title(page)
    if CHALLENGE.search(title) or (units < SHORT // 2 and CHALLENGE.search(text)):
        return "script-shell" if NEEDS_SCRIPT.search(text) and not CHALLENGE.search(title) else "challenge"
    if ERROR_TITLE.match(title) or ERROR_TITLE.match(text) or GONE.search(text):
        return "error-page"
    if _asks_password(page) and (LOGIN_TITLE.search(title) or units < SHORT // 2):
        return "login-wall"
    if units < SHELL and scripted and (scripted > SCRIPT_SHARE * length or NEEDS_SCRIPT.search(text)):
        return "script-shell"
    return ""


def _of_no_words(page: Dom, scripted: int) -> str:
    """Name what a page without words is; a frame within a page of scripts is a counter of visits, as a rule."""
    tags = {e.tag for e in page.elements}
    if "frameset" in tags or ("iframe" in tags and not scripted):
        return "frames"
    return "script-shell" if scripted else "empty"


def _script(page: Dom) -> int:
    """Return how many characters scripts take, or their number where they are loaded from elsewhere."""
    scripts = [e for e in page.elements if e.tag == "script"]
    return sum(e.end - e.start for e in scripts)


def _title(page: Dom) -> str:
    title = next((e for e in page.elements if e.tag == "title"), None)
    return page.source[title.head : title.end].partition("</")[0].strip()[:LOOKED_AT] if title else ""


def _asks_password(page: Dom) -> bool:
    return any(e.tag == "input" and e.attr("type").lower() == "password" for e in page.elements)
