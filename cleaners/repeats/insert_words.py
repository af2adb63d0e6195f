"""What a site says of itself inside a text it copied: the words for it, by what each one tells.

A piece of a text is *spoken for* when it consists of nothing but an address, a name, numbers and these words. No wording is
known here: the roles together tell an insertion (an address and what one reads there, a name and that it put the text up),
and one word more that belongs to the matter of the text makes the piece a sentence of its author.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

from cleaners.repeats.marks import TOP

if TYPE_CHECKING:
    from collections.abc import Iterator

# What the site offers: chapters, stories, e-books. A page about anything else does not use these of itself.
READ = """
章节列表 章节目录 章节内容 后续章节 全部章节 下一章 小说 网文 全本 完本 连载 未删节 无删减 电子书 看小说 在线阅读 漫画 美文 书库 散文 好书
chapter chapters story stories tale tales novel novels ebook ebooks e-book e-books audiobook audiobooks episode episodes fiction fanfic fanfiction manga webtoon
"""
# How the text came here, as only copiers and their rivals say it.
COPIED = """
首发 首更 手打 手录 采集自 采集 搬运 手打组 录入组 更新组 翻译组 制作组
uploaded uploader reposted
"""
# ... as is said of any source, an author's as well: alone it may be a citation.
CITES = """
来自 来源 来源于 源自 出自 摘自 选自 取自 节选自 下载自 下载于 转载自 转载于 转载 转自 上传 原创 整理 收集 提供 出品 独家 授权 独家授权 制作 扫描 录入 校对 打字 分享 共享 打包 连载于 发布于 首刊
from source via downloaded retrieved taken obtained published appeared shared hosted provided presented exclusive exclusively posted copied converted compiled typed proofread mirrored courtesy brought scanned ripped digitized digitised
"""
# Threats to copiers.
RIGHTS = """
必究 违者必究 采集必究 盗用必究 转载必究 翻版必究 盗版必究 侵权必究 盗版 盗版网站 盗版站 防盗版 防盗 防采集 盗用 盗链 盗转 盗文 抄袭 支持正版 支持作者 支持原创 支持原作者 禁止采集 禁止转载 谢绝转载 谢绝采集 缺字少段 缺章少字 内容不全
redistribute redistribution stolen theft pirated piracy pirate plagiarized plagiarised unauthorized unauthorised unlawfully lifted misappropriated repost reupload re-upload
"""
# What only one who runs the site, or writes for it, says to its readers.
HOUSE = """
本站域名 本站网址 本站地址 唯一网址 唯一域名 唯一官网 唯一正版 备用网址 备用域名 最新网址 最新域名 永久网址 永久域名 永久地址 发布页 防丢失 防止丢失 以免丢失 找不到本站 防走丢 防止走丢 天才一秒 一秒记住 一秒钟记住 秒记住 天才只需
最新章节 正版 最快 首更 无弹窗 无广告 无错 无错字 秒更 看书 追书 追更 追文 看正版 手机用户 手机阅读 手机看书 阅读体验 免费阅读 免费看书 免费小说 笔趣 同步更新
书友 书迷 书友群 书友会 读者群 书群 求收藏 求推荐 求推荐票 求月票 求订阅 求打赏 求票 求关注 推荐票 月票 分割线 正在阅读 次提醒 看官 牢记 请牢记 收藏本书 加入书架
anywhere elsewhere bookmark bookmarks readers ad-free ads patreon experience
"""
# What an insertion calls the text in which it stands.
THIS = "本文 本书 本章 本章节 本篇 本小说 本内容 本资料 本资源 本作品 本作 本文章 此文 此书 该文 本帖 本资讯 以上内容 内容 本文档 本电子书 this"
# What it bids its reader.
VISIT = """
请到 请上 请至 请往 请去 请在 请用 请看 请访问 请登录 请登陆 请收藏 请关注 请搜索 请下载 请加 请认准 请支持 请记住 记住 敬请 欢迎 欢迎访问 欢迎光临 访问 登录 登陆 收藏 关注 搜索 搜 百度 谷歌 下载 打开 进入 点击 扫码 扫一扫 加入 移步 前往 认准 输入 浏览 光临 就上 就到 就去 就来 尽在 只在
上 到 去 来 看 阅读 观看 读 加 回复
visit read reading go get find follow join support search download enjoy watch report please continue
"""
SITE = """
读书 网址 地址 域名 网站 站点 链接 官网 主页 书屋 网 站 论坛 贴吧 平台 微信 微博 微信号 群 群号 交流群 qq qq群 id 本站 章节 全文 文章 资料 资源 故事 书籍 好书 更新 免费 翻页 未完 完整版 手机版 电脑版 客户端 用户 会员 会员专属 专用 专属 编号 序号 流水号 温馨提示 温馨提醒 友情提示 友情提醒 提醒您 提醒你 提醒大家 提醒 提示 书架 书签 公众号 微信公众号 打赏 投票
site website page link url www file no no. number ref official online web app library archive updates updated books book fans discord
"""
GLUE = """
的 了 在 于 由 自 为 是 已 已经 并 或 与 和 及 请 您 你 我们 您的 你的 大家 各位 亲 将 会 可 可以 能 都 只 只有 就 才 从 以 该 此 本 第 次 即可 如果 若 如 即 均 所有 全部 更 更多 更好 最 最新 等 以免 防止 避免 丢失 更换 更换为 变更 变更为 改为 下 页 谢谢 支持 精彩 高清 唯一 官方 组 更多精彩 后 时 处 号 为了 为防 为防止 给 让 哦 啊 哟 吧 呢 继续 完整 热门 大量 海量 全网 速度 时间 日期 日 月 年 一切 非法 均为 均属 系 属 属于 所属 回 亦 同 仅 仅供 学习 交流 使用 试看 专享 必备 最佳 体验 禁止 严禁 请勿 不得 谢绝
the a an at on in of for to by with and or is was are has been have it its if but you your we our us only all any more new latest best full complete free thousands hundreds other not here now do don't will be can may as than then where when high quality every after before used study personal instances own
"""
ROLES = {"read": READ, "copied": COPIED, "cites": CITES, "rights": RIGHTS, "house": HOUSE, "this": THIS, "visit": VISIT, "site": SITE, "glue": GLUE}  # fmt: skip
TELLING = ("read", "copied", "rights", "house")  # an author's own sentence about anything else hardly has two of them
WEAK = ("cites", "this", "visit", "site")
ROLE_OF = {word: role for role, words in reversed(ROLES.items()) for word in words.split()}
BESIDE_NAME = frozenset({"address", "id", "copied", "cites", "house"})
BEFORE_NAME = frozenset("由自于#@©")
SIZES = {  # how long the words are that begin with a character, the longest first
    first: tuple(sorted({len(word) for word in ROLE_OF if word[0] == first}, reverse=True))
    for first in {word[0] for word in ROLE_OF}
}
SUFFIX = "小说阅读网|小说网|文学网|读书网|生活网|资讯网|新闻网|中文网|散文网|阅读网|文库|论坛|书屋|书城|书斋|书院|书吧|书馆|书社|书库|书房|小说|文学|文摘|读书|读书会|书友会|社区|贴吧|在线|之家|日报|晚报|晨报|周刊|商报|时报|网站|频道|阁|网|吧|站"
SUFFIXES = re.compile(SUFFIX)
NAMED = re.compile(rf"(?P<body>[\u4e00-\u9fff]{{2,6}}?)(?:{SUFFIX})")
NO_NAME = re.compile(r"[的了是由到请于和在]")
HOST = rf"(?:https?://|www\.)(?:[a-z0-9\-]+\.)+[a-z]{{2,8}}|(?:[a-z0-9\-]+\.)+{TOP}(?![a-z0-9])"
ADDRESS = re.compile(rf"(?i:{HOST})(?::\d{{2,5}})?(?:/[\w\-./?=&%#~]*[\w/])?", re.ASCII)
MONTHS = r"(?i:(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*)"
DATE = rf"\d{{4}}\s?[-/.年]\s?\d{{1,2}}\s?[-/.月]\s?\d{{1,2}}日?|{MONTHS}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}} {MONTHS}\.?,? \d{{4}}"
TOKEN = re.compile(
    rf"(?P<address>{ADDRESS.pattern})|(?P<date>{DATE})|(?P<id>[A-Za-z]{{0,8}}[-_]?\d[\dA-Za-z]*)|(?P<han>[\u4e00-\u9fff]+)"
    r"|(?P<latin>[A-Za-z][A-Za-z'’\-]*[A-Za-z]|[A-Za-z])|(?P<other>\S)",
    re.ASCII,
)


class Token(NamedTuple):
    """A word of a piece: what it tells (a role, 'address', 'named', 'name', 'id', 'date', 'mark', 'strange'), and where."""

    tells: str
    start: int
    end: int


@dataclass(frozen=True)
class Parse:
    """The words of a piece and what they tell together."""

    text: str
    tokens: tuple[Token, ...]

    @cached_property
    def counts(self) -> Counter[str]:
        """How many different words tell what."""
        words = {(t.tells, self.text[t.start : t.end].lower()) for t in self.tokens}
        return Counter(tells for tells, _ in words)

    @cached_property
    def strange(self) -> int:
        """How many characters of the matter stand in it; a Latin word counts for four."""
        return sum(_matter(self.text, token) for token in self.tokens)

    @cached_property
    def gaps(self) -> int:
        """How many runs of such words there are."""
        runs = [t.tells == "strange" for t in self.tokens]
        return sum(b and not a for a, b in zip([False, *runs], runs, strict=False))

    @cached_property
    def named(self) -> bool:
        """Whether the strange words stand where a name does: beside an address, a number, a word of origin or bidding."""
        at = [k for k, t in enumerate(self.tokens) if t.tells == "strange"]
        sides = [self.tokens[k] for k in (at[0] - 1, at[-1] + 1) if 0 <= k < len(self.tokens)] if at else []
        return any(t.tells in BESIDE_NAME or self.text[t.start : t.end] in BEFORE_NAME for t in sides)

    @cached_property
    def points(self) -> float:
        """How much the words tell: two for a telling role, one for a further word of it and for a weak role, two for an address."""
        counts = self.counts
        told = sum(1 + min(counts[role], 3) for role in TELLING if counts[role])
        weak = sum(1 for role in WEAK if counts[role])
        names = 1.0 if counts["named"] else 0.5 * self.who
        return told + weak + names + 2 * bool(counts["address"]) + bool(counts["id"] or counts["date"])

    @cached_property
    def who(self) -> bool:
        """Whether a name stands in it: of a site, in capitals, or the one run of strange words."""
        return bool(self.counts["named"] or self.counts["name"] or (self.strange > 1 and self.named))

    @cached_property
    def skeleton(self) -> str:
        """The piece without what varies: numbers, ids, dates, blanks."""
        parts = []
        for t in self.tokens:
            word = self.text[t.start : t.end].lower()
            varies = t.tells in {"id", "address"}
            parts.append("0" if t.tells == "date" else re.sub(r"\d+[a-z\d]*", "0", word) if varies else word)
        return "".join(parts)


@lru_cache(maxsize=64)  # several cues of a line stand in one sentence
def parse(text: str) -> Parse:
    """Return the words of a piece of plain text (simplified, narrow, without invisible characters)."""
    return Parse(text, tuple(_tokens(text)))


def spoken(text: str, most: int) -> Parse | None:
    """Return `parse(text)`, or None as soon as more than `most` characters of the matter stand in it: of most pieces."""
    tokens, strange = [], 0
    for token in _tokens(text):
        tokens.append(token)
        strange += _matter(text, token)
        if strange > most:
            return None
    return Parse(text, tuple(tokens))


def _matter(text: str, token: Token) -> int:
    """Return how many characters of the matter a word is; a Latin word counts for four."""
    if token.tells != "strange":
        return 0
    return token.end - token.start if text[token.start] > "\u2e80" else 4


def _tokens(text: str) -> Iterator[Token]:
    """Yield the words of a piece; one capital alone at its begin is a sentence's, not a name's."""
    begins = True
    for token, after in pairwise(chain(_all_tokens(text), [Token("end", len(text), len(text))])):
        alone = begins and token.tells == "name" and not text[after.start : after.start + 1].isupper()
        begins = begins and token.tells == "mark"
        yield token._replace(tells="strange") if alone else token


def _all_tokens(text: str) -> Iterator[Token]:
    for found in TOKEN.finditer(text):
        kind, start, end = str(found.lastgroup), found.start(), found.end()
        word = found[0]
        if kind == "han":
            yield from _words(text, start, end)
            continue
        if kind == "latin":
            kind = ROLE_OF.get(word.lower()) or ("name" if word[0].isupper() else "strange")
        elif kind == "other":
            kind = "strange" if word.isalnum() else "mark"
        yield Token(kind, start, end)


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    """Yield the words of a run of Han characters: the longest known one, a site's name, one known character, a strange one."""
    may_name = bool(SUFFIXES.search(text, start, end))
    while start < end:
        size = _known(text, start, end)
        if may_name and size < 2 and (found := NAMED.match(text, start, end)) and _is_name(text, *found.span("body")):
            yield Token("named", start, found.end())
            start = found.end()
            continue
        word = text[start : start + max(size, 1)]
        yield Token(ROLE_OF[word] if size else "strange", start, start + len(word))
        start += len(word)


def _known(text: str, start: int, end: int) -> int:
    """Return the length of the longest known word that begins at a place, or 0."""
    for size in SIZES.get(text[start], ()):
        if size <= end - start and text[start : start + size] in ROLE_OF:
            return size
    return 0


def _is_name(text: str, start: int, end: int) -> bool:
    """Return whether the body of a site's name holds no word that a name does not hold."""
    return not NO_NAME.search(text, start, end) and all(_known(text, k, end) < 2 for k in range(start, end))
