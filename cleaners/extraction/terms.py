"""Words by which pages name their parts: in class names, ids and roles, and in the short texts of their furniture.

Each table is a tuple of (name, pattern); a set of names is an integer with one bit per row. Class names are a habit of the
trade shared by all languages; phrases are given in English and Chinese, the languages this project reads.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import re2

from cleaners.html.tags import NOSCRIPT

if TYPE_CHECKING:
    from collections.abc import Iterable


def _set(patterns: Iterable[str]) -> re2.Set:
    """Return the patterns compiled to be looked for all at once, in linear time; each one's number is its row."""
    made = re2.Set.SearchSet()
    for pattern in patterns:
        made.Add(pattern)
    made.Compile()
    return made


# Matched in lower-case class, id, role, itemprop and data-testid values, joined by spaces. Order gives the bit.
HINTS = (
    ("navigation", r"\bnav|navi\b|navig|menu|crumb|\btabs?\b|tablist|toc\b|table-of-contents|sitemap|skip|drawer|mulu|daohang"),
    ("footer", r"foot|copyright|colophon|bottom|yejiao|legal"),
    ("header", r"header|masthead|topbar|top-bar|\btop\b|banner|logo|branding|hero"),
    ("sidebar", r"side-?bar|\baside|\bside\b|\brail\b|widget|right-?col|col-?right|\bright\b|complementary|secondary"),
    ("comments", r"comment|disqus|discuss|\brepl(?:y|ies)|respond|pinglun|liuyan|guestbook"),
    ("share", r"share|sharing|social|\bsns\b|follow|\blikes?\b|addthis|jiathis|bdshare|whatsapp|facebook|twitter|weibo"),
    ("related", (r"relat|recommend|suggest|popular|trending|\bhot\b|more-?(?:news|posts|stories|articles)|read-?more|readmore|also|similar|"
     r"upsell|cross-?sell|latest|recent|tuijian|xiangguan|paihang|\brank")),
    ("advert", r"\bads?\b|\bad-|-ad\b|advert|sponsor|promo|adsense|gpt-|outbrain|taboola|guanggao|affiliate|dfp"),
    ("cookie", r"cookie|consent|gdpr|ccpa|onetrust|privacy|modal|popup|pop-up|overlay|dialog|lightbox|toast|offcanvas"),
    ("form", r"form\b|login|log-in|signin|sign-in|signup|sign-up|register|subscri|newsletter|search|input|captcha|filter|sort\b|denglu"),
    ("meta", r"meta\b|by-?line|author|date\b|time\b|publish|posted|source\b|\binfo\b|breadth|views|timestamp|laiyuan|editor\b"),
    ("tags", r"\btags?\b|tag-|tagcloud|categor|keyword|topics?\b|labels?\b|badge"),
    ("pager", r"pag(?:er|inat)|page-?n|\bprev|\bnext\b|pre-next|fanye|load-?more"),
    ("hidden", r"hidden|\bhide\b|sr-only|screen-reader|visually|d-none|invisible|noprint|no-print|collapse\b|tooltip|placeholder"),
    ("content", (r"article|content|post\b|post-|entry|story|\bmain\b|body|text\b|detail|rich|prose|markdown|\bcopy\b|paragraph|zhengwen|neirong|wiki|"
     r"mw-parser|description|summary|editor-")),
    ("title", r"title|headline|heading|biaoti|\bname\b|subtitle|caption"),
    ("thread", r"message|thread|\btopic|\bpost-?(?:body|content|text|message)|answer|question|forum|t_f\b|postmessage|floor|bbcode|crawler-post"),
    ("product", r"product|price|sku|\bcart|\bbuy|spec|shipping|variant|swatch|quantity|\bstock|review|rating|gallery|wishlist"),
    ("listing", r"card|\bitem|tile|grid|\blist|result|teaser|excerpt|collection|carousel|slider|swiper"),
    ("code", r"code|highlight|syntax|\bpre\b|prism|hljs|snippet"),
    ("faq", r"faq|accordion|toggle|question|feature|benefit|testimonial|pricing|cta\b|section"),
    ("table", r"table\b|infobox|datagrid"),
    ("profile", r"avatar|profile|user-?(?:name|info|card|title)?\b|member|signature|\bbio\b|about-?author|authi|pls\b"),
    ("note", r"figcaption|caption|footnote|reference|cite|notice|alert|warning|disclaimer|shengming"),
    # A section of readers' comments by its full name: not a heading's anchor, not a testimonial, not the replies of a forum.
    ("comment list", r"^(?:[a-z]+[-_])?comments?(?:[-_]{0,2}(?:list|section|area|thread|wrap\w*|container|body|item|content|block|text|box))?$|^disqus"),
)  # fmt: skip
HINT_BITS = {name: 1 << n for n, (name, _) in enumerate(HINTS)}
_HINTS = _set(pattern for _, pattern in HINTS)
_STYLING = re.compile(
    r".*:|(?:text|items|justify|content|object|list|table|top|bottom|right|space|overflow)-[\w\[-]*$"
)  # utility classes

# Matched at the beginning of short texts (and whole, where anchored), lower case.
PHRASES = (
    ("share", r"share|tweet|pin it|follow us|facebook|twitter|linkedin|whatsapp|instagram|youtube|分享|转发|轉發|关注|關注|收藏|点赞|按讚|微信|微博|扫一扫|扫码|打赏|qq空间"),
    ("account", r"log ?in|sign ?(?:in|up)|register|subscribe|create (?:an )?account|my account|forgot|password|e-?mail|newsletter|登录|登錄|登入|登陆|注册|註冊|订阅|訂閱|会员|會員|密码|密碼"),
    ("legal", (r"©|\(c\)|copyright|all rights reserved|privacy|terms|cookies?|we use cookies|disclaimer|版权|版權|本站|平台声明|隐私|隱私|私隱|服务条款|服務條款|京icp|.?icp备|备案|免责|公网安备|网站地图|联系我们|关于我们|"
     r"contact us|about us|accept|powered by")),
    ("related", (r"related|recommended|you (?:may|might)|more (?:from|on|in|articles|posts|stories)|read (?:more|next|also)|see also|popular|trending|latest|recent|"
     r"similar|customers also|(?:other )?people also|most (?:read|viewed|popular|shared)|up next|(?:editor.?s|our|top) picks|you missed|around the web|keep reading|相关|相關|推荐|推薦|热门|热点|排行|猜你|更多|延伸阅读|最新|精彩|往期|大家都在|其他人也|看了又看|为您推荐|為您推薦|你可能|您可能|延伸閱讀|熱門|看更多|下一篇|阅读推荐|编辑推荐|本文相关")),
    ("comments", r"\d* ?(?:comments?|repl(?:y|ies)|responses?|answers)\b|leave a|post a comment|add a comment|评论|評論|留言|发表|發表|回复|回覆|回應|跟帖|网友|網友|全部评论|最新评论|热门评论|report|quote|举报|沙发"),
    ("pager", r"prev|next|previous|older|newer|load more|show more|view (?:all|more)|see all|back to|page \d|\d+$|上一|下一|返回|首页|尾页|末页|第\d|跳转|展开|收起|top$|home$|menu$|skip to"),
    ("byline", (r"by [a-z]|posted|published|updated|written|last (?:updated|modified)|author|date:|来源|來源|作者|编辑|編輯|責任|责任|责编|责校|记者|記者|发布|發布|发表于|时间|時間|日期|阅读|閱讀|浏览|瀏覽|点击|字号|原标题|关键[字词]|關鍵字|审核|校对|"
     r"\d{4}[-/.年]\d{1,2}[-/.月]|\d{1,2}[ /]\w{3}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d")),
    ("buy", r"add to|buy|shop|checkout|cart|qty|quantity|in stock|out of stock|sold out|sale|[$£€¥]\s?\d|sku|free shipping|wish|size|color|select|choose|购买|加入购物车|价格|立即"),
    ("act", r"get started|learn more|read more|contact|request|book|download|try|start|join|watch|click|call|free|apply|了解更多|下载|立即|点击|查看|咨询"),
    ("advert", r"advert|sponsored|promot|ad$|ads by|ad ?[•·]|广告|廣告|推广|推廣|赞助|贊助"),
    ("member", r"joined|posts:|messages:|reputation|location:|moderator|member|junior|senior|administrator|guest|likes?:?|views|威望|积分|帖子|主题|精华|楼主|注册时间|在线|级别|等级|金币|只看"),
)  # fmt: skip
PHRASE_BITS = {name: 1 << n for n, (name, _) in enumerate(PHRASES)}
_PHRASES = _set(rf"^[\pP\pZ]{{0,3}}(?:{pattern})" for _, pattern in PHRASES)
# Elements around a run that are told apart.
TAGS = ("nav", "header", "footer", "aside", "main", "article", "section", "form", "table", "ul", "ol", "dl", "p", "blockquote", "pre", "button",
        "label", "select", "figure", "figcaption", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "a", "code", "time", NOSCRIPT, "textarea", "template",
        "dialog", "details", "li", "address", "span", "strong")  # fmt: skip
TAG_BITS = {tag: 1 << n for n, tag in enumerate(TAGS)}
NAME_LENGTH = 60  # longer names are generated
PHRASE_LENGTH = 60  # longer texts are prose that may begin with any of these words


@lru_cache(maxsize=1 << 15)
def hints_of(names: str) -> int:
    """Return the bits of HINTS that an element's names give (class, id, role ..., separated by spaces)."""
    bits = 0
    for name in names.split():
        bits |= _hints_of_one(name)
    return bits


@lru_cache(maxsize=1 << 15)
def _hints_of_one(name: str) -> int:
    low = name.lower()
    if len(low) > NAME_LENGTH or _STYLING.match(low):
        return 0
    return _bits(_HINTS, low)


@lru_cache(maxsize=1 << 14)  # the pages of a site have the same menus
def phrases_of(text: str) -> int:
    """Return the bits of PHRASES a short text begins with."""
    return _bits(_PHRASES, text[:PHRASE_LENGTH].lower())


def _bits(patterns: re2.Set, text: str) -> int:
    return sum(1 << n for n in patterns.Match(text.encode("utf-8", "replace")) or ())
