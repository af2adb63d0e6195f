"""What an interface in Chinese says, by its grammar: a verb of pressing and what it acts upon, a count of visitors' deeds.

No list holds all of 查看全部职位, 收藏此页, 我要写书评, 推荐本文给好友; but each is a verb, a word that points, and a noun of what sites
consist of, and nothing else. Alone such a phrase may head a manual's section; it is judged by the lines beside it.
"""

from __future__ import annotations

import re
from functools import cache

from cleaners.rulepacks.views import plain

BEFORE = "点击|点此|点我|按此|点选|请|请先|立即|立刻|马上|我要|我来|我想|也要|一键|快速|免费|在线|线上|手机|扫码|微信扫码|继续|直接|马上去|去|用手机|随时"
VERBS = (
    "查看|看|观看|浏览|检视|展开|收起|收合|显示|隐藏|打开|开启|关闭|下载|上传|打印|列印|收藏|分享|转发|转载|转寄|转贴|举报|检举|投诉|反馈|纠错|报错|"
    "评论|回复|回覆|留言|订阅|退订|关注|追踪|追|搜索|搜寻|搜|检索|查询|查找|选择|切换|登录|登入|登出|注册|返回|回到|回|前往|进入|跳到|跳至|加入|加载|载入|"
    "购买|申请|应征|应聘|投递|预约|预订|预定|领取|参与|参加|编辑|复制|引用|导出|汇出|导入|发表|写|提交|送出|播放|收听|听|打赏|赞助|支持|赠送|"
    "投|试听|试读|刷新|换|放入|放大|缩小|调整|记|扫描|邀请|开通|升级|清空|清除|晒|跟踪|回看"
)
POINTS = (
    "全部|所有|更多|更多的|更多相关|较旧的|较早的|本|此|该|这|这篇|此篇|本篇|这个|这则|这笔|此条|其他|其它|完整|详细|相关|我的|你的|他的|ta的|该用户|该作者|同类|相似|类似|历史|最新|热门|附近|"
    "新|第一个|第一则|下次再买|到我的|成|给|到|至|为"
)
NOUNS = (
    "文章|新闻|内容|资料|资讯|信息|讯息|消息|详情|评论|留言|回复|回覆|回应|回答|答案|问题|帖子|贴子|帖|贴|主题|新帖|楼层|楼主|作者|页|页面|网页|网址|链接|连结|图片|大图|原图|图集|"
    "照片|相册|相簿|视频|影片|语音|音频|全文|原文|正文|目录|列表|清单|首页|主页|顶部|底部|职位|职缺|工作|简历|履历|履历表|电话|地图|食谱|菜谱|菜单|食材|商品|店铺|购物车|收藏夹|订单|"
    "优惠券|城市|地区|县市|站点|分类|类别|频道|栏目|专栏|专题|话题|标签|字体|字号|字级|字型|密码|帐号|账号|账户|会员|客服|通知|文件|文档|附件|讲义|mp3|pdf|word|书架|书签|书目|书库|"
    "章节|推荐票|月票|弹幕|合集|系列|单集|节目|名片|好友|二维码|广告|品牌|车系|车型|价格|底价|最低价|报价|房源|楼盘|房屋|物件|经纪人|门店|笔记|作品|成品照|成品|游记|攻略|行程|旅程|景点|"
    "诗文|名句|译文|注释|赏析|参考文献|书目资料|题库|试题|试卷|课程|专家|医生|医师|书评|影评|剧评|乐评|评鉴|心得|版面|歌词|歌曲|专辑|歌单|游戏|礼包|app|客户端|小程序|公众号|微博|粉丝团|"
    "电子报|邮件|e-mail|email|邮箱|信箱|rss|礼物|巴币|红包|一票|票|资源|版本|源码|源代码|代码|剩余|图|单词|释义|意见|建议|疑问|需求|路线|模式|语言|设置|权限|vip|一个|条目|词条|藏品|"
    "这本书|本书|试读|样章|下一篇|上一篇|下一集|上一集|下一页|上一页|下一章|上一章|下一话|上一话|下一回|上一回"
)
BEHIND = "给好友|给朋友|到手机|到电脑|到微博|到朋友圈|到空间|列表|页面|目录|中心|记录|纪录|设置|功能|入口|内容|详情|全文|电话"
SEARCHED = (
    "新闻|职位|工作|商品|站内|全站|高级|进阶|简易|答案|全文|文章|图书|馆藏|论文|资料|法规|案例|食谱|菜谱|房源|楼盘|车型|歌曲|游戏|票务|城市|航班|订单|快递|成绩|积分|号码|违章|天气|诗词|字典|热门|"
    "热点|帖子|版块|看板|会员|用户|单位|部门|人员|网站|本站"
)
SEARCHES = "搜索|搜寻|检索|查询|搜"
DEEDS = (
    "阅读|浏览|点击|点阅|人气|访问|播放|下载|收藏|点赞|赞|喜欢|评论|留言|回复|回覆|回应|回响|转发|转贴|转载|分享|推荐|顶|踩|关注|粉丝|订阅|贴子|帖子|发帖|回帖|跟帖|跟贴|文章|回答|提问|参与|投票|评分|弹幕|"
    "想看|看过|在看|想读|读过|在读|内容|会员|热度|正评|负评|推|嘘|追踪|追踪者|跟随者|关注者|讨论|本章说|段评|书评|有用|没用|好评|中评|差评|追评|晒图|销量|成交|库存|积分|累计评价|带看|获赞|采纳|精华|"
    "威望|金钱|贡献|听众|好友|日志|相册|作品|原创|干货|翻译|访客|应征|应聘|投递|试听|问答|动态|拍手|爱心|按赞|观看|赞赏|打赏|催更|月票|推荐票|引用|被引|意见|答案|评价|gp|bp"
)
COUNTED_AS = "总|累计|今日|本月|本周|月|共|已|全部|目前|获|被|人|次|位|个|条|则|篇|个人|人已|条新"
MEASURE = "数|量|率|次数|人数|人次|数量|总数|值|过|本文|此文|者"
SHORT = 2  # a verb of one letter with a noun of one is a word of the language: 看图, 写信
PHRASE = 2  # what a phrase weighs, as a term that no text is made of


def _any(words: str, *, raw: bool) -> str:
    """Return an alternation of words, longest first; `raw`: as they may stand in a text, in either script."""
    ordered = sorted(words.split("|"), key=len, reverse=True)
    return f"(?:{'|'.join(map(plain if raw else re.escape, ordered))})"


def _pattern(*, raw: bool) -> str:
    """Return the pattern of a phrase."""
    before, verbs, points, nouns, behind, searched, searches = (
        _any(words, raw=raw) for words in (BEFORE, VERBS, POINTS, NOUNS, BEHIND, SEARCHED, SEARCHES)
    )
    return f"(?:{before}{{0,2}}{verbs}{points}{{0,2}}{nouns}{behind}?|{before}?{searched}{searches})"


def _counter(*, raw: bool) -> str:
    """Return the pattern of what a site counts, without its number."""
    counted, deeds, measure = (_any(words, raw=raw) for words in (COUNTED_AS, DEEDS, MEASURE))
    return f"{counted}{{0,2}}{deeds}{measure}?"


@cache
def in_text() -> str:
    """Return what finds a phrase or a counter in a text as it stands, in either script."""
    return f"(?:{_pattern(raw=True)}|{_counter(raw=True)})"


@cache
def _phrase() -> re.Pattern[str]:
    return re.compile(_pattern(raw=False))


@cache
def _deed() -> re.Pattern[str]:
    return re.compile(_counter(raw=False))


def is_phrase(item: str) -> bool:
    """Return whether a folded item, in small letters, is a verb of pressing with what it acts upon.

    >>> is_phrase("查看全部职位"), is_phrase("看书"), is_phrase("母亲的信")
    (True, False, False)
    """
    return len(item) > SHORT and bool(_phrase().fullmatch(item))


def is_counter(item: str) -> bool:
    """Return whether a folded item says what the number beside it counts.

    >>> is_counter("次播放"), is_counter("总阅读"), is_counter("公里")
    (True, True, False)
    """
    return bool(_deed().fullmatch(item))
