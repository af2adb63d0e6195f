"""The messages that wiki software prints around a page, from its message files and skins: one to a line, as google-re2.

Written in lower case, Simplified Chinese and ASCII; a line is folded before it is compared. `SURE` are words no text
stands alone on a line with; `PLAIN` are words a text may have for a heading: among other messages they are bars too.
"""

from __future__ import annotations

import re2

from cleaners.rulepacks.patterns import options

SURE = r"""
\[\[(?:[a-z0-9_.\-]{1,40}:){1,5}[a-z0-9_.\-]{1,60}\]\]
what links here
related changes
special pages
permanent link
page information
cite this page
get shortened url
download qr code
wikidata item
printable version
print(?:er|able)?[ -]friendly(?: version)?
download as pdf
create a book
download as printable version
view (?:page )?source
view (?:page )?history
edit source
edit (?:this )?page
random (?:page|article|file)
recent ?changes
recently changed pages
current events
community portal
move to sidebar(?: hide)?
add (?:topic|languages|listing)
edit (?:inter(?:language|wiki) )?links
upload file
create (?:an )?account
not logged in
jump to:? ?(?:navigation|search|content|bottom)(?:[, ]+(?:jump to )?(?:navigation|search|content))*
skip to (?:main )?content
toggle (?:the )?table of contents
toggle [a-z ,]{2,40} subsection
toggle limited content width
personal tools
navigation menu
page (?:tools|actions)
user (?:tools|menu)
site tools
in other (?:projects|languages)
print/export
about (?:wiki[a-z]{3,8}|[a-z]{2,20}(?:pedia|wiki))
contact (?:wiki[a-z]{3,8}|us about this page)
donate to wiki[a-z]{3,8}
wikimedia foundation
(?:powered|driven) by (?:mediawiki|dokuwiki|pmwiki|twiki|foswiki|moinmoin|wikidot(?:\.com)?|xwiki|jspwiki|bookstack|gollum|tiki(?: wiki)?[a-z ]*|trac|redmine|wikkawiki|bluespice|wiki\.js|atlassian confluence|php)(?: [\d.]{1,8})?
mobile view
code of conduct
cookie statement
page banner
\(top\)
latest revision as of .{4,40}
(?:← )?previous revision.{0,80}
sign in to edit
fan feed
all pages
interactive maps
recent blog posts
explore properties
fan central
community central
more (?:fandoms|wikis)
(?:fandom|wiki) (?:apps|community)
what is fandom\?
popular pages
advertise
media kit
take your favorite fandoms with you and never miss a beat\.?
don't have an account\?
do not sell (?:or share )?my (?:personal )?info(?:rmation)?
view (?:mobile|full|desktop) site
\d[\d,]* pages
show page ?source
show page
old revisions
backlinks
media manager
sitemap
site map
edit this page
create this page
export to pdf
add to book
fold/unfold all
rename page
recent changes rss feed
rss feed
rss xml feed
valid (?:x?html|css)(?: ?[\d.]{1,4})?
you are here:? [^.!?]{1,60}[»›>/→][^.!?]{1,80}
trace:? ?[•·»›>].{1,160}
skip to (?:end|start) of (?:banner|metadata)
skip to (?:breadcrumbs|header menu|action menu|quick search)
go to (?:start|end) of (?:banner|metadata)
jira links
space (?:shortcuts|tools)
page tree
child pages
no labels
edit labels
(?:add|write a) comment(?:\.{3}|…)?
like ?be the first to like this
be the first to like this
content tools
atlassian news
configure space tools
created by .{2,40}(?:,| on) .{0,20}(?:last modified|[a-z]{3} \d{1,2}, \d{4}|\d{1,2} [a-z]{3} \d{4}).{0,80}
added by .{2,40}, last edited by .{2,80}
… ?[^.!?,;:]{2,40}(?: {2,3}[^.!?,;:]{2,60})+
attachments ?\(\d{1,3}\)
comments ?\(\d{1,3}\)
\{"serverduration": ?\d+, ?"requestcorrelationid": ?"[0-9a-f-]{8,40}"\}
edit wiki ?text
attach(?: file)?
print(?:able)? (?:view|version)
history:? r\d{1,4}(?: < r\d{1,4})*
raw (?:view|edit|text)
more (?:topic )?actions(?:…|\.{3})?
view topic
topic revision:? r\d.{4,80}
log in or register
create new topic
web(?:home|index|search|changes|notify|statistics|preferences|topiclist|leftbar|rss|atom)
frontpage
recentchanges
findpage
helpcontents
titleindex
wikisandbox
immutable page
render as docbook
delete cache
check spelling
like pages
local site map
my pages
subscribe user
package pages
moinmoin powered
python powered
gpl licensed
all recent changes
recent changes \(all\)
page (?:history|revision:? ?\d.{0,60}|last modified .{6,60})
wikihelp
searchwiki
edit side ?bar
new page
clone (?:this wiki locally|repository)
add a custom (?:footer|sidebar)
more pages
pages? \d{1,4}
site manager
flag as objectionable
report a bug
help/guide
about trac
start page
title index
context navigation
browse source
view tickets
download in other formats:?(?: plain text)?
also available in:?(?: (?:pdf|html|txt)){1,3}
files \(\d{1,3}\)
链入页面
(?:相关|最近|近期)(?:更改|变更|变动|改动|更新)
特殊页面
(?:固定|永久)(?:链接|连结|版本)
页面(?:信息|资讯|讯息|分类|工具|树)
(?:引用|引用此|引用本)(?:页面?|条目|文)
(?:获取|取得)?短(?:链接|网址|网址链接)
下载二维码
维基数据项?目?
(?:可)?打印(?:的)?版(?:本)?
可?列印版(?:本)?
下载为pdf
打印/(?:导出|汇出)
列印/汇出
下载成?(?:为)?pdf
建立一?本?书(?:籍)?
(?:查看|检视|显示|阅读)(?:源代码|原始码|源码|源文件|历史(?:记录)?|来源)
编辑(?:源代码|原始码|源码|本页|此页|链接|连结|入门|帮助|规则|规范|指南|标签|草稿)
编修本页
显示(?:页面|页面来源|原始页面|源文件)
(?:修订|历史|旧)(?:记录|版本?|历史)
过去的?修订(?:版本)?
反向(?:链接|连结)
媒体管理器?
多媒体管理器?
(?:网站|站点)地图
随机(?:页面|条目|文章)
最新(?:动态|消息|博客)
新闻动态
特色内容
优良条目
(?:分类|条目)索引
上传(?:文件|档案|图片|视频)
创建(?:账[户号]|新账[户号]|词条|该页面)
建立(?:账号|新账号|此页)
未登录
未登入
(?:个人|页面|用户|使用者|站点|网站|空间|内容)工具
名字空间
命名空间
导航菜单
导览选单
导航
导览
互助客栈
(?:社群|社区)(?:首页|主页|专页|门户)
方针与指引
隐私(?:权)?政策
关于(?:维基|[^\s,。]{1,8}(?:百科|维基|wiki|文库))[^\s,。]{0,4}
免责(?:声明|条款)
行为准则
cookie声明
(?:手机|移动|行动)版(?:视图|检视|网站)?
跳(?:转)?[到至]:? ?(?:导航|导览|搜索|搜寻|内容|侧栏|主要内容|正文)(?:[、, ]*(?:导航|导览|搜索|搜寻))*
在其他(?:项目|专案|计划)(?:中)?
其他语言
添加(?:链接|语言|话题|评论|同义词|义项|义项名|列表)
移至侧栏(?: ?隐藏)?
开关[^\s。]{1,20}子?章节
切换[^\s。]{1,20}(?:子章节|目录)
不转换
(?:大陆|马新|大马|新加坡|香港|澳门|台湾)(?:简体|正体|繁体)
登[录入]以编辑
下载qr ?码
链接到本页的页面
(?:页面|本文)的?转换
访问手机版
(?:此|本)页面?(?:的)?(?:永久|静态)链接
(?:您|你)(?:目前)?(?:在这里|在此|的足迹):? ?[^。!?]{0,60}[•·»›>/][^。!?]{1,120}
目前的足迹:? ?[•·»›>].{1,160}
\(?目前所在位置\)?:? ?[^。!?]{0,60}[»›>/][^。!?]{1,80}
rss ?订阅
(?:转至|跳到|回到|跳至|跳转至)(?:元数据|banner|横幅|标题)(?:的)?(?:结尾|起始|开始|尾部|末尾|开头)
(?:由|通过) ?.{1,30} ?(?:创建|添加)(?:于 ?.{4,30})?, ?(?:最后|最终|最新)(?:一次)?(?:由|修改|更新|编辑).{2,60}
赞? ?成为第一个赞同者
无标签
编写评论(?:\.{3}|…)?
写评论(?:\.{3}|…)?
atlassian 新闻
报告一?个? ?(?:bug|缺陷|错误)
全部展开
展开全部
折叠
\[(?:折叠|展开|隐藏|显示|编辑)\]
词条(?:图册|统计|标签|目录|信息|贡献|概述|讨论|内容|创建者|纠错)
(?:更多|概述)图册
v?百科往期回顾
往期回顾
权威合作(?:编辑|机构)?
合作(?:编辑者?|平台|机构)
秒懂(?:百科|本尊|大师说|看瓦特)?
百科(?:协议|名片|帮助|首页|热词团队|商城|冷知识|任务|用户)
(?:浏览|编辑|被浏览|被编辑)次数:? ?(?:约)? ?[\d,]* ?次?(?: ?历史版本)?
参与编辑(?:人数|者)?:? ?[\d,]* ?人?
最近更新:? ?\S{0,20} ?(?:\(?(?:19|20)\d\d-\d\d-\d\d\)?)?
创建者:? ?\S{1,20}
突出贡献(?:者|榜):?.{0,30}
学术论文(?: ?内容来自.{0,12})?
(?:查看|进入)(?:我的收藏|词条|更多图册|更多)
有用\+1(?: ?\d{1,6})?
已投票(?: ?\d{1,6})?
扫码下载百科app
下载百科app
新手(?:上路|入门)
成长任务
本人编辑
我有疑问
内容质疑
在线客服
官方贴吧
意见反馈
(?:举报不良信息|未通过词条申诉|投诉侵权信息|封禁查询与解封|侵权申诉|投诉建议)
使用(?:百度|百科|搜狗|360)?前必读
特色百科
知识专题
加入百科
百科合作
知识图谱
回目录
编辑本段
折叠编辑本段
修改义项名?
免费编辑
锁定词条
开放分类:?.{0,80}
所属类别:.{1,40}
(?:template|模板|样板):[^\s。!?]{1,40}
(?:viaf|lccn|gnd|isni|bnf|ndl|nkc|sudoc|worldcat(?: identities)?|musicbrainz|cinii|trove|nla|selibr|ulan|snac|iccu|bibsys|hdsb|nlp|orcid|rkd|ntu|nta|bne|dblp|fast|ci|nlk)(?:: ?[\w :./\-]{3,40})?
(?:编辑维基数据|维基数据)(?:链接|连结|鏈結)?
编辑维基数据链结
规范控制(?:数据库)?(?:: ?[^。!?]{1,200})?
authority control(?: databases)?(?:: ?[^.!?]{1,200})?
"""

PLAIN = r"""
[a-z0-9_\-]{2,30}(?::[a-z0-9_\-.]{2,40}){1,4}
0
main menu
article
talk(?: ?\(\d{1,4}\))?
discuss(?:ion)?(?: ?\(\d{1,4}\))?
page
read
edit
history
tools
more
actions
general
hide
show
views
search
go
main page
contents
featured content
about
help
donate(?: now)?
contact(?: us| page)?
learn to edit
navigation
toolbox
interaction
contribute
contributions
languages
namespaces
variants
appearance
home
english
deutsch
español
français
italiano
中文
日本語
日本语
share
login
log ?in
log ?out
sign in
register
privacy(?: policy)?
terms(?: of (?:use|service))?
disclaimers?
developers
statistics
explore
community
follow us
overview
careers
press
support
games
movies
tv
wikis
categories
category
purge
advertisement
close
expand
collapse
index
changes
preferences
notifications
users
groups
top
back to top
tags
files
print
rss
atom
view
info
attachments
comments
titles
text
spaces
people
create
pages
blog
calendars
questions
labels
like
apps
browse
copy
wiki
timeline
roadmap
code
issues
pull requests
projects
security
insights
1 minute read
\d{1,3} min(?:ute)?s? read
\d{1,4} comments?
条目
词条
页面
主页
首页
讨论\d{0,6}(?: ?\(\d{1,4}\))?
阅读
编辑
历史
工具
工具箱
更多
操作
查看
视图
检视
变体
变种
变换
汉语
隐藏
显示
搜索
搜寻
前往
帮助
说明
求助
联系我们
联络我们
关于
资助
捐款
赞助
统计
开发者
开发人员
使用条款
服务条款
投稿
分类
标签
目录
索引
管理
更新
登录
登入
登出
注册
收藏
赞
分享
评论
点赞
举报
锁定
播报
审阅
纠错
上传
下载
订阅
打印
列印
空间
人员
创建
博客
概览
应用
用户
任务
简体
繁体
正体
语言
外观
互动
贡献
投票
参与
返回
顶部
到顶部
回到顶部
返回顶部
回到页顶
索引页
最近更新
参考资料
相关视频
查看更多
免费
同义词
"""

LABELLED = (
    r"(?:categor(?:y|ies)|hidden categor(?:y|ies)|(?:\d{1,3}个)?(?:隐藏|页面)?分类|标签|tags?|labels?): ?[^。!?]{1,400}"
)
EVERY = r"\[?(?:edit|编辑|改这段)\]?|播报|播报 ?编辑|编辑 ?播报|edit section|编辑本段|回目录|(?:back to|return to) top|返回(?:顶部|目录)|回到顶部|(?:↑|\^|▲) ?(?:top|顶部|回顶部)?|top"
OPENERS = r"(?:categor(?:y|ies)|hidden categor(?:y|ies)|(?:\d{1,3}个)?(?:隐藏|页面)?分类):|(?:查 ?论 ?编|v ?[·•] ?t ?[·•] ?e|v t e|vte)(?: .{1,60})?"
NOTICES = r"""
(?:[^\s,。]{2,12})?欢迎(?:正在阅读这个条目的)?[您你](?:参与|协助)(?:完善|编辑|改进)(?:本|此|这个)(?:条目|页面|词条)[^“”]{0,80}
编辑前请(?:先)?(?:阅读|参阅|参考)[^“”]{2,60}(?:规范|指南|入门|方针|守则)[^“”]{0,80}
(?:提示|注意|警告|剧透警告):? ?(?:以下|下文|本(?:条目|章节|页面?|段))[^“”]{0,20}(?:剧透|剧情透露|透露剧情)[^“”]{0,60}
(?:以下|下文|本(?:条目|章节|页面?|段))的?(?:内容|部分|章节|文字)?(?:可能)?(?:含有|包含|有|涉及)[^“”,。]{0,12}(?:剧透|剧情透露|不适|敏感)[^“”]{0,60}
[「“][^」”]{1,40}[」”]的?(?:各地|各地区|不同地区)(?:的)?(?:常用)?(?:译名|别名|名称|用语|称呼)
(?:提示|注意):? ?(?:本|此)(?:条目|页面?|文)(?:的)?(?:主题|内容)?(?:不是|并非|不应与)[^。“”]{1,60}
(?:不要|请勿|勿)与[^。,]{1,40}(?:混淆|相混淆|混为一谈)
(?:本|此)(?:条目|页面?|文|章节)(?:可|可以)?(?:参照|参考|参阅)[^。“”]{1,20}(?:维基百科|百科|wiki)?[^。“”]{0,10}(?:条目|词条)来?(?:扩充|补充|改善|翻译)[^“”]{0,30}
(?:本|此)(?:条目|页面?|文|章节|段落)(?:存在以下(?:一些)?问题|没有列出任何|需要(?:扩充|清理|更新|补充|精通|校对|编修|引用|更多)|(?:可能)?(?:包含|含有)(?:原创研究|过多)|缺少|尚无|的?语调或风格|的?中立性|过于)[^“”]{0,160}
同义词:? ?\S{1,20}一般指\S{1,30}
同义词 ?\S{1,20}\(\S{1,20}\)一般指\S{1,30}
这是一个多义词,请在下列义项上选择浏览(?:\(共\d{1,3}个义项\))?
(?:本词条|该词条|此词条)(?:缺少|由|已|是|按|经|为)[^“”]{2,80}
[^“”。]{0,20}编辑条目(?:前|时),?请[^“”]{4,80}
this (?:city|country|region|rural area|park|district|airport|island|huge city|small city|continent|itinerary|phrasebook|travel topic|diving|dive guide|ski resort)?(?: travel)?(?: ?guide| article| itinerary| phrasebook| topic)?(?: to| about| for)? .{2,60} (?:is an? (?:outline|usable|guide|star|stub|extraregion|skeleton)|has guide status).{0,240}
本(?:城市|国家|地区|公园|区域|机场|旅行主题|行程|会话手册)?(?:旅行)?(?:条目|指南)是一?个?[^。]{0,6}(?:大纲|可用|指南|明星|概要)[^。]{0,4}条目。[^“”]{0,160}
(?:this (?:article|page|section)|the following(?: section)?) contains (?:major |minor )?spoilers[^“”]{0,120}
spoiler warning:[^“”]{4,160}
warning: (?:this|the following) (?:article|page|section)[^“”]{0,20} contains[^“”]{4,120}
for other (?:places|people|uses|pages|characters|versions) (?:with (?:the same|a similar) name|named|called|of)[^.“”]{0,60}, see [^.“”]{2,80}\.?
for (?:the|an?|other|information|details|more)[^.“”]{2,60}, see [^.“”]{2,60}\.?
this (?:article|page|section)(?: possibly)? (?:needs|does not (?:cite|have)|may (?:require|need|contain|be)|relies|lacks|contains (?:original|too|weasel|wording|promotional)|has (?:multiple issues|no |an unclear|been nominated)|is (?:an orphan|written like|outdated|in need))[^“”]{4,300}
please help (?:to )?(?:improve|us improve) (?:it|this (?:article|page|section))[^“”]{0,200}
you can help [^“”.]{2,40} by (?:expanding|adding to|editing) it\.?(?: \(.{4,80}\))?
the (?:neutrality|factual accuracy|topic) of this (?:article|section)[^“”]{4,160}
it has been suggested that this (?:article|page|section) be (?:merged|split)[^“”]{0,120}
this is (?:a|an) (?:good|featured|accepted|old|archived)[^“”]{0,20} (?:article|version|revision)[^“”]{0,120}
\(?learn how and when to remove th(?:is|ese)[^“”]{0,40}\)?
page (?:semi-|extended-)?protected
"""


def _words(table: str) -> str:
    return "|".join(line for line in table.splitlines() if line)


_SEP = r"[\s|·•,;:()\[\]»›>/+\-–—*✎]*"
FORMS = tuple(
    (kind, re2.compile(f"(?i)^{form}$", options()))
    for kind, form in (
        ("notice", rf"[\s*>|·•☆★!]*(?:{_words(NOTICES)})[\s☆★。.!~～]*"),
        ("opener", rf"{_SEP}(?:{OPENERS}){_SEP}"),
        ("filed", LABELLED),
        ("plain", rf"{_SEP}(?:(?:{_words(PLAIN)}){_SEP})+"),
        ("sure", rf"{_SEP}(?:(?:{_words(SURE)}|{_words(PLAIN)}){_SEP})+"),
    )
)  # in this order: what is not plain to its end has a sure word
OPENER = FORMS[1][1]
AGAIN = re2.compile(rf"(?i)^(?:{EVERY})$", options())
