"""The messages that wiki software prints around a page, from its message files and skins: one to a line, as google-re2.

Written in lower case, Simplified Chinese and ASCII; a line is folded before it is compared. `SURE` are words no text
stands alone on a line with; `PLAIN` are words a text may have for a heading: among other messages they are bars too.
"""

from __future__ import annotations

import re2

from cleaners.rulepacks.patterns import options

SURE = r"""
(?:associated-pages|user-interface-preferences|site-?links|p-[a-z]{2,20})
your ip address will be publicly visible if you make any edits\.?
page navigation
(?:previous|next) page:? .{2,60}
part of wiki\.gg
support contact
try notion
(?:built|made|published) with notion
report page
space: .{2,40}
(?:add|no) (?:comments?|annotations?|attachments?)
contributors to this page:? .{2,120}
page last modified on .{8,80}
the original document is available at https?://\S{4,120}
(?:show|hide) php error messages
last changes
list pages
refresh ?print
theme: [a-z0-9 _-]{2,30}
(?:last|recent) (?:blog posts|images|changes|visitors)
(?:免责)?声明:? ?[^。]{0,20}(?:百科|词条)[^。]{0,10}(?:内容|词条).{10,300}
词条浏览:? ?[\d,]{1,12} ?次?
常见问题 ?意见反馈(?:及投诉)?
(?:举报|投诉)(?:违法|侵权|不良)?(?:和|与)?(?:不良|有害)?信息(?: .{2,60})?
(?:编辑|作者|更新者):? ?\S{1,20} ?更新日期:? ?(?:19|20)\d\d-\d\d-\d\d
全站导航
create (?:an )?account or (?:sign|log) in
new (?:tiddler|journal)
related (?:portals|works|authors|texts):? .{2,80}
[^.!?]{0,40}\[?(?:spouse\(s\)|mother|father|children) unknown\]?
最后(?:修改|编辑|更新|修订)于 ?(?:19|20)\d\d ?年.{4,30}
\[\[(?:file|image|文件|档案|图像|图片):[^\[\]]{2,160}\]\]
\[\[[a-z]{2,3}(?:-[a-z]{2,8})?:[^\[\]]{1,80}\]\]
\{\{(?:clear|-|toc(?: right| left| limit)?|main|see also|further|about|for|other uses|redirect|portal|commons|commonscat|wikisource|wikiquote|reflist|refbegin|refend|notelist|stub|主条目|参见|另见|关于|清除)(?:\|[^{}]{1,80}){0,4}\}\}
https?://[^\s]{4,80}\.wiki\.git
(?:跳去|跳至|跳到|跳转至|跳转到|转到|前往):? ?[^\s,。]{2,4}(?:[, ]+(?:(?:跳去|跳至|跳到|跳转至|跳转到|转到|前往) ?)?[^\s,。]{2,4})?
profile manager:? .{2,80}
profile last modified .{6,80}
privacy level: .{3,40}
login to collaborate or comment,? or
contact the profile manager,? or
ask our community of genealogists a question\.?
is .{2,40} your ancestor\? .{4,60}
no known carriers of .{4,120}
leave a message(?: for others.{0,60})?
(?:edit|rate|tags|discuss|history|files|print|site tools|\+ options|talk|source|parent|lock|rename|delete)(?: ?\([+\-]?\d{1,5}\))?(?: (?:edit|rate|tags|discuss|history|files|print|site tools|\+ options|source|parent)(?: ?\([+\-]?\d{1,5}\))?){3,}
cite this page as:
« ?[^|«»]{1,40} ?\| ?[^|«»]{1,40} ?\| ?[^|«»]{1,40} ?»
based on "?pukiwiki"? .{3,100}
附加(?:档案|文件):? ?.{1,160}
(?:close|edit|more|new tiddler|new journal|close others|close all|permaview|save changes|references|jump)(?: (?:close|edit|more|new tiddler|new journal|close others|close all|permaview|save changes|references|jump|others)){2,}
options »
(?:timeline|all|tags|more)(?: (?:timeline|all|tags|more)){3}
(?:no tags|no tags other than .{1,60}|tags?(?:ged)?: [^.!?]{1,60})
[a-z0-9 ._-]{2,30}, \d{1,2} [a-z]{3,9} \d{4} \(created \d{1,2} [a-z]{3,9} \d{4}\)
r\d{1,4} - \d{1,2} [a-z]{3} \d{4} - \d\d:\d\d(?::\d\d)? - \w{2,40}
(?:edit|attach|printable|raw view|backlinks)(?:  ?(?:edit|attach|printable|raw view|backlinks)){2,}
get [a-z]{3,12} free
add icon ?add cover ?add comment
\+ new
→? ?如果[您你]认为本词条还有待完善.{0,40}
上一篇\S{1,30} +下一篇\S{1,30}
词条内容仅供参考.{4,160}
最后更新时间:? ?.{8,30}
同义词:? ?暂无同义词
此词条还可添加 ?.{1,40}
您也来添加参考资料
我来补充
登录后使用.{2,20}(?:百科|词条)的?服务.{0,60}
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
open main menu
main menu
toggle (?:the )?(?:menu|personal menu|search|preferences menu|sidebar|navigation|dark mode)
change (?:language|site theme)
\d{1,3} (?:more )?languages?
\d{1,3} other languages
more languages
read in another language
add interlanguage links
languages? links are at the top of the page(?: across from the title)?\.?
this (?:page|article) is not available in other languages\.?
this page always uses small font size
the content is as wide as possible for your browser window\.?
color \(beta\)
this page is always in light mode\.?
small(?: |, )standard(?: |, )large
automatic(?: |, )light(?: |, )dark
give feedback on this page
wiki tools
page tools
more page tools
user page tools
in this page
create category
suggest edits?
edit (?:full )?page
edit summary
edit with form
visualedit
edit this section
view or edit source
view form
view (?:article|file|template|category|content page|project page|help page|live)
view the content page(?: \[.\])?
discussion about the content page
email this user
user contributions
view user groups
page (?:statistics|values|ratings)
cargo data
expand all
collapse all
powered by (?:semantic mediawiki|wiki\.gg|wikibase|canasta|bluespice|huijiwiki|pukiwiki|tiddlywiki|hatena|wikiwiki|fandom|otter wiki|outline|docmost|mkdocs|hugo)
hosted by (?:miraheze|wiki\.gg|wikitide|telepedia|orain|referata|wikidot|editthis\.info|shoutwiki)
a wikimedia project
this (?:page|article) (?:was last|has been|is) (?:accessed|viewed|visited) [\d,]{1,12} times?\.?
(?:this page was )?last (?:edited|modified) (?:on .{4,40}|\d{1,4} (?:second|minute|hour|day|week|month|year)s? ago|yesterday|today|last week|about an? (?:hour|day|week|month|year) ago)(?:,? by (?:an anonymous user|[^.!?]{1,40}))?\.?
(?:content|text) is available under (?:the )?(?:creative commons|cc[ -]|gnu|gfdl)[^“”]{2,160}
terms of use ?[•·|]? ?privacy(?: policy)?(?: ?[•·|]? ?desktop)?
related (?:articles|pages|changes|to this topic)
from wiki[a-z]{3,10},? the free [a-z ]{4,30}
definition from wiktionary, the free dictionary
add translation:? ?(?:more)?
add new sense
±? ?show ?▼.{0,80}
show ?▼
hide ?▲
show (?:more|quotations|translations|all)? ?[▼▾]
(?:quotations|translations|derived terms|synonyms|antonyms) ?[▼▲]
read (?:in|on) wikipedia
english wiki[a-z]{3,8} has an? (?:article|entry|page|category)s? (?:on|about|for|called):?
wiki[a-z]{3,8} has (?:an? |the )?(?:article|media|entry|page|original text|original works|quotation|information|news|travel guide|learning resource|textbook|dictionary definition)s? (?:on|about|for|called|related to|by or about)[^.!?]{0,80}:?
wikimedia commons has media related to [^!?]{2,80}
sister projects?(?: links)?(?::.{0,120})?
sibling projects:.{0,120}
look up [^.!?]{1,60} in wiktionary[^“”]{0,40}
(?:media|data|quotations|source texts|textbooks|definitions|travel information|news|taxa|resources|discussions) from (?:commons|wikidata|wikiquote|wikisource|wikibooks|wiktionary|wikivoyage|wikinews|wikispecies|wikiversity)
\d{1,3}% developed {0,3}(?:as of .{4,40})?
\[?(?:full screen|toggle map)\]?
log ?in ?/ ?(?:create account|sign up|register)
create (?:an? )?account (?:or|/) ?log ?in
create an account or log in
sign in ?/? ?register
(?:sign in|log in) to (?:fandom|edit|comment|create pages)
start a (?:wiki|discussion)
create (?:a )?(?:wiki|new page|page|blog post)
add (?:new )?page
my (?:talk|preferences|watchlist|contributions|page|account|favou?rites)
(?:un)?watch(?: page)?
(?:wiki|local) navigation
on the wiki
top (?:content|contributors|pages)
(?:most )?popular (?:pages|articles)
most visited articles
newly changed articles
highest rated
trending (?:articles|pages)
recommended pages
around the wiki
current server status
follow on ig|tiktok|join fan lab
more from fandom
view (?:desktop|mobile|full) (?:site|version)
[a-z0-9'’:&. -]{2,40} (?:wiki )?is a fandom [a-z]{2,14} community\.?
(?:©|copyright) ?(?:19|20)\d\d [a-z0-9 .,']{2,40} wiki\.?
switch to (?:desktop|mobile|classic|dark|light) (?:view|site|version|mode|theme)
help translate
translate this page
other languages:.{0,200}
this page is a translated version of the page .{2,120}
outdated translations are marked like this\.?
categories ?\+
skip to (?:content|main|navigation|search|sidebar|page content|footer)
recent changes ?[ |•·]{1,3} ?media manager ?[ |•·]{1,3} ?sitemap
log in ?[ |•·]{1,3} ?(?:recent changes|register)
page not published
back ?links
odt export
add this page to your book
remove this page from your book
manage book ?\(\d{1,3}(?: page\(s\))?\)
translations of this page:.{0,80}
hide table of contents
(?:notes|wiki|playground)(?::[a-z0-9_.\-]{2,40}){1,4}
table of contents
space (?:details|tools|apps|shortcuts)
page (?:restrictions|gallery|diagram)
unrestricted
jira(?: links| software)?
resolved comments
view in hierarchy
view storage format
view attachments ?\(\d{1,3}\)
people who can view
copy page tree
created and last modified by .{2,80}
last (?:updated|modified|edited) ?:? ?(?:by .{2,40} )?(?:on )?[a-z]{3,9}\.? \d{1,2}, \d{4}.{0,40}
\d{1,3} minutes? read
be the first to add a reaction
powered by a free atlassian (?:confluence|jira) (?:community|open source|evaluation) licen[cs]e.{0,120}
this (?:confluence|site) .{0,60}(?:licensed|license granted) to .{2,80}
evaluate confluence today\.?
printed by atlassian confluence.{0,40}
search this (?:wiki|site|web|space)
(?:edit|attach|print version|raw view|backlinks|history|view wiki text|edit wiki text|more topic actions)(?: ?\| ?(?:edit|attach|print version|raw view|backlinks:? ?(?:web|all webs)?|history:? .{0,40}|view wiki text|edit wiki text|more topic actions)){2,}
create personal sidebar
(?:main|system|sandbox|tw?iki) web
this site is powered by .{3,40}
view (?:wiki|raw) text
wikiwords
userpreferences
edit \(text\)
edit \(gui\)
edit page
rename or delete page
info(?: not available)?
get info
show raw text
show print view
delete page
add (?:quick)?link
remove link
more actions:?
raw text
print view
page (?:locked|unlocked)
page is immutable
login (?:or|/) register
site ?search
pmwiki
basic editing
documentation index
pmwiki faq
pmwikiphilosophy
hide sidebar
group attributes
edit sidebar
last-modified: .{8,60}
link: ?[^。!?]{2,30}\(\d{1,6}[dhms]\)(?: [^。!?]{1,40}\(\d{1,6}[dhms]\))*
site admin: ?[^。!?]{1,40}
html convert time(?: to)?:? [\d.]{1,8} sec\.?
convert time:? [\d.]{1,8} sec\.?
menubar
sidebar
recent ?deleted
formattingrules
interwikiname
wikiname
counter: ?\d+,? ?today: ?\d+,? ?yesterday: ?\d+.{0,20}
total:? ?\d[\d,]*,? ?today:? ?\d+,? ?yesterday:? ?\d+
(?:最近|最新)的? ?\d{1,3} ?[件条篇个](?:更新)?
now: ?\d+
new pages? feed
create a new page
discuss this page
page ratings?
rating: ?[+\-–]?\d{1,5} ?\+? ?–? ?x?
rating: ?[+\-]?\d{1,5}
\+ ?[–-] ?x
print this page
edit tags
(?:history|files|print|site tools|edit|tags|source|\+ options)(?: (?:history|files|print|site tools|edit|tags|source|\+ options)){2,}
(?:unless otherwise stated, the )?content of this page is licensed under .{4,120}
help \| terms of service \| privacy \| report a bug \| flag as objectionable
wikidot\.com
view page source
append (?:to edit)?
(?:edit|rate) ?\(?[+\-]?\d*\)?
page (?:author|owner|type|version|contributors?):? .{1,60}
last modif(?:ied|ication):? .{4,60}
this page (?:is|was) (?:last )?(?:modified|changed) .{4,60}
(?:powered by )?xwiki.{0,60}(?:enterprise|lgpl|documentation).{0,60}
this wiki is (?:licensed|powered|made|built|hosted|published) .{4,120}
(?:comments|annotations|attachments|history|information)(?: \(\d{1,3}\))?(?: ?[|•·]? ?(?:comments|annotations|attachments|history|information)(?: \(\d{1,3}\))?){2,}
no (?:comments|annotations|attachments) for this (?:page|document)
add (?:a )?comment
(?:tagged|tags):? ?\[\+\]
applications index
user index
page index
(?:create|edit) (?:tiddler|new tiddler)
close others
permaview
permalink
jump to (?:bottom|top)
go to file
\d{1,4}(?:\.\d)?k? stars?
star \d[\d,.]*k?
fork \d[\d,.]*k?
watch \d[\d,.]*k?
(?:pull requests|issues|discussions|projects|actions|forks?|stars?|watch|code) ?\(?\d[\d,.]*k?\)?
[a-z0-9_.\-]{2,40} ?/ ?[a-z0-9_.\-]{2,40} ?public(?: archive| template)?
you must be signed in to (?:change notification settings|star).{0,20}
notifications you must be signed in.{0,40}
contact github
terms(?: of service)?
do not share my personal information
manage cookies
© (?:19|20)\d\d github,? inc\.?
\d{1,5} revisions?
(?:this page was )?last edited by .{2,40}
edit(?:ed)? (?:on|by) .{2,40} ·? ?\d{1,5} revisions?
page history
wiki home
clone repository
(?:book|chapter|page|shelf) (?:navigation|details)
(?:created|updated) \d{1,3} (?:hours?|days?|weeks?|months?|years?) ago by .{2,40}
revision #\d{1,5}
(?:previous|next) page .{2,60}
back to top ?[↑▲]?
reference this page
view or post comments
(?:open|close) navigation
all (?:pages|articles|categories|wikis)
what is a wiki\?
all rights reserved to .{2,60} wiki.{0,40}
__(?:no)?[a-z]{2,16}__
\{\{\{[^{}]{1,40}\}\}\}
打开主菜单
开启主选单
主菜单
主选单
转到(?:导航|搜索|内容)(?: ?转到(?:导航|搜索|内容))*
(?:前往|转至|跳去|转去):? ?(?:导航|导览|搜索|搜寻|搵嘢|正文|内容|侧栏|底部|顶部)(?:[、, ]*(?:前往|转至|跳去|转去)?:? ?(?:导航|导览|搜索|搜寻|搵嘢))*
跳转?[至到去](?:底部|顶部|页尾|页首|页底|目录)
附近
\d{1,3} ?[种个]语言
新增(?:语言|话题|链接|连结|内容|章节|条目)
(?:用其他语言阅读|以其他语言阅读|阅读其他语言版本|在另一种语言中阅读)
(?:监视|取消监视)(?:本页|此页)?
(?:资助|捐助|赞助|支持|捐款给|捐款支持)维基(?:百科|媒体)?
(?:请捐款|请捐助).{0,20}维基.{2,60}
[您你]可以在这里查看捐款名单。?
建立账?帐?[户号]
创建(?:新)?帐[户号](?: ?/ ?登[录入])?
创建账[户号] ?/ ?登[录入]
登[录入] ?/ ?(?:注册|建立账号|建立帐号|创建账[户号]|创建帐[户号])
登[录入] ?/ ?建立新帐号
未登[录入] ?讨论 ?贡献.{0,30}
(?:我的)?(?:讨论页?|参数设置|偏好设定|监视列表|贡献|用户页)(?: (?:我的)?(?:讨论页?|参数设置|偏好设定|监视列表|贡献|用户页)){2,}
简体 ?[|/] ?繁体
(?:大陆|台湾|香港|澳门|新马|马新|大马|星马)(?:简体|正体|繁体)(?: ?[▼▾∨])?
中文 ?[((]?(?:大陆|台湾|香港|繁体|简体|正体)[))]?
(?:不转换|已展开|已折叠|未展开)
(?:检视|显示|查看)?(?:编辑)?(?:历史|历史纪录|版本纪录|沿革)
检视(?:源始码|原始码|历史|历史纪录|源代码|编辑)
(?:查看|检视)(?:逐笔|完整)?(?:日志|记录|纪录)
(?:阅读|编辑|查看)(?:源代码|原始码|源码)
编辑 ?(?:阅读|查看|检视)(?:源代码|原始码|源码)
(?:链接|连结|链入)(?:至|到|进)(?:此|这里|本页|此页)的?(?:页面|网页)
(?:相关|最近|近期)(?:变更|更动|改动|变动|异动)
使用者贡献
(?:链结|连结|连入)(?:至此的)?页面
引用(?:这|此|本)(?:一)?(?:页面?|条目|文章?)
(?:印刷|打印|列印|可打印|可列印|友善列印)(?:版本?|页面)?
(?:下载|匯出|汇出|导出)(?:为|成|至)? ?(?:pdf|odt|epub)
(?:取得|获取)(?:缩短的?|短)?(?:网址|链接|连结|url)
维基数据(?:项目?|条目)
(?:编辑)?跨?语言(?:链接|连结)
(?:请)?(?:检查|检视)(?:最近)?(?:更改|变更)
私隐(?:权)?政策
(?:桌面|电脑|桌机|手机|移动|行动)版(?:检视|视图|本)?
最后由 ?.{1,40} ?(?:于|在) ?\d{1,4} ?(?:秒|分钟|小时|天|日|周|星期|个?月|年)(?:以|之)?前编辑
最后(?:一次)?编辑于 ?\d{1,4} ?(?:秒|分钟|小时|天|日|周|星期|个?月|年)(?:以|之)?前(?:,? ?由 ?.{1,40})?
上次编辑(?:是)?(?:于|在|由)? ?.{1,40}
(?:在|于)? ?\d{1,4} ?(?:天|日|周|个?月|年)前由 ?.{1,40} ?(?:编辑|最后编辑)
(?:此|本|呢)(?:页面?|版|条目)(?:上次改系|最后(?:一次)?(?:编辑|修订|修改)[于在]?).{4,60}
(?:呢度|此处|这里)[嘅的]所有文字系?.{4,80}
由[“「].{8,200}[”」]收
属于\d{1,3}类:? ?.{1,120}
睇 ?[•·|]? ?倾 ?[•·|]? ?改
改(?:呢段|呢页|源码|原始码)?
睇返纪录
(?:倾偈|讨论)版?
最新改动
是但一版
社群大堂
时人时事
(?:此|这个|该)?(?:页面|条目|文章)?(?:内容)?(?:除非|若无|如无|如未)(?:另有|特别)(?:声明|注明|说明).{4,120}
(?:社群|社区)内容(?:均)?(?:使用|采用|在|以|依).{4,80}
粉丝(?:动态|资讯|流)
更多 ?fandom
(?:探索|发现)(?:更多)?(?:首页|所有页面|全部页面|讨论区?|社群|互动地图|近期博客|最近部落格文章)(?: (?:讨论区?|所有页面|全部页面|社群|社区|互动地图|近期博客|最近部落格文章|首页))*
(?:所有|全部|热门|随机|最新)页面
互动(?:式)?地图
最近的?(?:部落格|博客)文章
(?:登入|登录)以(?:编辑|继续)
\d[\d,]* ?(?:个)?(?:页面|条目|词条)
(?:创建|建立|新建)(?:wiki|页面|条目|新页面|分类|账户)
(?:下载|使用) ?(?:萌百|萌娘百科|灰机|fandom|维基百科?|百度百科|快懂百科|mba智库) ?(?:app|应用|客户端)
wiki(?:导航|工具|入门|首页|功能|帮助|编辑教程|公告|贡献榜)
(?:编辑|新手)(?:教程|任务|指引|手册|须知)
(?:全站|站点|网站|本站)(?:通知|公告)
(?:页面|本页)贡献者 ?:? ?.{1,120}
最新编辑:? ?.{1,40}
更新日期:? ?(?:19|20)\d\d-\d\d-\d\d.{0,60}
(?:19|20)\d\d-\d\d-\d\d ?更新
阅读:? ?[\d,]{0,9}
刷新(?:缓存)?
清除缓存
(?:wiki功能|本wiki|本站wiki).{2,80}(?:编辑|修改|错误|反馈).{0,60}
反馈(?:与)?(?:交流|qq)?群:? ?\d{5,12}
关于灰机wiki
(?:灰机|哔哩哔哩|萌娘|bwiki|fandom|biligame)wiki
(?:本站|本wiki|本维基)(?:全部)?内容(?:禁止|不得).{2,40}。.{0,120}
[吉京沪粤浙苏川闽鲁津渝鄂湘皖豫冀晋陕甘桂琼云贵藏青宁新辽黑蒙赣]icp备\d{6,10}号(?:-\d{1,3})?.{0,40}
维基(?:百科|文库|语录|词典|教科书|导游|新闻|学院|共享资源|数据|物种|媒体共享资源)(?:中的|中有|上的|有关于|拥有|有)(?:相关|与本条目相关的)?(?:条目|多媒体资源|媒体|文件|原文|语录|词条|教科书|资源|分类|定义|旅行指南|新闻|信息|资料)[^。!?]{0,40}:?
(?:维基共享资源|共享资源|维基媒体共享资源)(?:中|上|里)?.{0,20}(?:多媒体|媒体|文件|档案|分类).{0,30}
(?:此|这)?(?:条目|页面)?(?:在维基数据中).{0,40}
(?:在|查看|请)?.{0,6}维基词典.{0,6}(?:查|条目).{0,20}
姊妹计?[划画](?:: ?.{0,120})?
姐妹项目(?:: ?.{0,80})?
其他(?:语言|版本|专案|计划|维基)(?::.{0,120})?
选择目标语言
►? ?选择目标语言
[▼▲►▸]? ?(?:显示|展开|收起|隐藏|折叠)(?:全部|更多|翻译|引文)? ?[▼▲►▸]
显示▼.{0,60}
[▲▼] ?(?:同义词|反义词|翻译|引文)
(?:目录|词条目录|本文目录) ?[\[((]?(?:显示全部|全部展开|收起)[\]))]?
\[?显示全部\]?
(?:进入词条|搜索词条|全站搜索|站内搜索|帮助)(?: (?:进入词条|搜索词条|全站搜索|站内搜索|帮助))+
(?:新闻|网页|贴吧|知道|音乐|图片|视频|地图|百科|文库|资讯|采购|更多)(?: (?:新闻|网页|贴吧|知道|音乐|图片|视频|地图|百科|文库|资讯|采购|更多)){3,}
(?:首页|秒懂百科|特色百科|知识专题|权威合作|用户|分类|频道|历史上的今天)(?: (?:首页|秒懂百科|特色百科|知识专题|权威合作|用户|分类|频道|历史上的今天|艺术|科学|自然|文化|地理|生活|社会|人物|经济|体育|历史|技术)){2,}
快速导航(?: .{0,60})?
(?:概述|词条|更多)图(?:册|集)?(?: ?[((]\d{1,4}张?[))])?(?: (?:更多)?图(?:册|集))?
查看(?:全部|更多)?图[册片](?: ?\(?\d{1,4}张?\)?)?
(?:免费|快速)?编辑(?:词条|条目|本词条|百科)(?: ?发表评论 ?(?:\(\d{1,5}\))?)?(?: ?收藏)?(?: ?分享)?
发表评论 ?\(?\d{0,5}\)?
(?:本|此|该)?(?:词条|条目)对我有(?:帮助|用) ?:? ?[\d,]{0,9} ?人?
编辑者:? ?.{1,80}
创建者:? ?\S{1,20} {0,3}(?:最近|最后)更新(?:时间)?:? ?.{8,24}
(?:最近|最后)(?:更新|编辑|修改)(?:时间|日期)?:? ?(?:19|20)\d\d[-/年.].{4,24}
(?:使用|用户)协议
词条(?:标签|统计|纠错|质量|等级|认证|版本|编辑|历史|评审|图片|分享|附图|创建|关注度?|保护|锁定|已锁定|申诉)(?:(?: ?\| ?| |:).{0,80})?
(?:相关|热门|推荐|精彩|最新|同类)词条
猜你(?:喜欢|关注)
(?:百科|词条)(?:热榜|热搜|热点)
合作(?:认证|编辑)?专家(?:[: ].{0,40})?
审核专家:? ?.{0,40}
(?:科普中国|国家卫健委|权威医学).{0,30}(?:认证|审核|百科).{0,20}
(?:mba智库|智库).{0,10}(?:app|百科|文档|商学院|问答|课堂|资讯|招聘)
扫一?扫,?(?:下载|关注).{2,20}
分享到(?::.{0,40})?
赏
以上内容根据网友推荐自动排序生成
(?:本|此)(?:条目|词条)(?:的)?(?:相关文档|相关资讯|相关课程|相关条目|由以下用户参与贡献)
评论 ?\(共\d{1,5}条\).{0,100}
发评论请.{4,40}
提示:评论内容为网友.{4,80}
如果[您你]认为(?:本|此)(?:条目|词条).{4,80}(?:编辑|修改|完善|投诉).{0,20}
全球专业中文.{2,60}
(?:条目|讨论|编辑|收藏|简体中文|繁体中文)(?: (?:条目|讨论|编辑|收藏|简体中文|繁体中文)){2,}
足迹:? ?[•·»›>]?.{1,160}
跳[至到](?:内容|主要内容|页首|页尾)
(?:使用者|用户|页面|网站|站点)工具(?: .{1,60})?
最近(?:更动|更新|修改|变更)
多媒体(?:管理(?:器|员)?|档案管理员)
(?:显示|检视)(?:页面?)?(?:原始码|源码|原始资料|源代码|来源)
过去(?:的)?(?:修订|版本|修订版)
旧版(?:本)?
反向(?:链接|连结|链结)
(?:回到|返回|回|跳到)(?:页|网页|本页)?(?:顶|首|上方|顶端|顶部)(?:端|部|层)?
(?:本|这个)(?:页面|网页)的?(?:翻译|译文|其他译文):?.{0,60}
目录表
(?:若|如|除)(?:无|非)?特别注明,.{4,120}
(?:编辑|新增)此页面?
(?:首页|新增|列表|单字搜寻|单词搜索|最近更新|最新|说明|帮助|差异|差分|备份|冻结|附件|附加档案|重新载入|重新整理|刷新|编辑|解冻|更名|复制)(?: ?[|\]\[]+ ?(?:首页|新增|列表|单字搜寻|单词搜索|最近更新|最新|说明|帮助|差异|差分|备份|冻结|附件|附加档案|重新载入|重新整理|刷新|编辑|解冻|更名|复制)){2,}
(?:搜寻|搜索)(?:网页|页面|本站):?
(?:说明|帮助)(?:网页|页面|目录)
不可(?:更改|修改|编辑)的?(?:网页|页面)
附(?:档|件|加档案)
更多动作:?
(?:浏览|原始)(?:文字|格式|档)
(?:列印|打印)(?:预览|检视)
(?:以 ?)?docbook ?(?:格式)?.{0,10}
(?:删除|更新)(?:快取|缓存)
(?:检查|拼字)拼?字?检查?
(?:喜欢的|类似的|相似)页面
本地(?:网站)?地图
我的(?:网页|页面)
(?:[^。!?]{1,40}) ?\((?:上次是|最后由|最后编辑|由).{2,60}(?:编辑的?|修改)\)
\d{1,4} ?(?:个|则|条|篇) ?(?:评论|留言|回应|附件|标签|版本|修订)
(?:新增|撰写|添加|发表)(?:评论|留言|回应)(?:…|\.{3})?
(?:按|点)?赞 ?(?:成为第一个(?:按赞|赞同|点赞)的?(?:人|者)?)?
成为第一个(?:按赞|赞同|点赞)的?(?:人|者)?
编辑标[签籤]
新增标[签籤]
无标[签籤]
(?:已)?(?:跳|转|移)至(?:横幅|中继资料|元数据|标题|banner)的?(?:结尾|开始|开头|起始|尾部|末端)(?: ?(?:返回|回到|转至|移至)(?:横幅|中继资料|元数据|标题|banner)的?(?:结尾|开始|开头|起始|尾部|末端))?
(?:返回|回到|前往)(?:横幅|中继资料|元数据|标题|banner)的?(?:结尾|开始|开头|起始|尾部|末端)
由 ?.{1,40} ?(?:建立|创建|新增)(?:于.{4,24})?, ?(?:最后|最近|上次)(?:修改|更新|编辑)(?:于|者|由|日期)?.{4,60}
阅读时间:? ?\d{1,3} ?分钟?
空间(?:目录|捷径|工具|快捷方式|侧边栏)
页面 / (?:… / )?.{2,120}
页面(?:树状结构|阶层|层级|历史|限制)
设定空间工具
回报(?:错误|问题)
列印版本?
atlassian ?(?:新闻|消息)
(?:复制|移动)页面(?:树)?
匯出成? ?(?:pdf|word)
(?:本|此)(?:页|页面|网页|文)(?:已经?)?(?:被|总共被)?(?:浏览|访问|查看|点击|检视)过? ?[\d,]{1,12} ?(?:次|人次)
这页(?:的)?最后(?:的)?(?:修订|修改|编辑|更新).{4,60}
这(?:页|个页面)已经?被(?:浏览|访问|查看|检视)过? ?[\d,]{1,12} ?次
(?:本|此|这)(?:页|页面)?(?:的)?最后(?:一次)?编辑于.{4,60}
(?:内容|文字)(?:系|均|皆)?(?:在|于|以|依|采用|使用) ?(?:创用|知识共享|cc|creative|gnu).{4,100}
(?:关于)?(?:[^\s,。]{1,12})(?:百科|维基|文库|wiki) ?(?:免责声明|隐私(?:权)?政策)
(?:查|睇) ?[•·|]? ?(?:论|倾|阅) ?[•·|]? ?(?:编|改)
隐藏 ?▲
(?:本|此)?教科书(?:尚未完成|.{0,10}欢迎).{0,30}
(?:关于)?(?:本|此)书(?:的)?(?:完成度|进度):? ?.{0,30}
翻译状态:.{4,160}
"""

PLAIN = r"""
shelves
books
content
export
details
rankings
structures
find
duplicate
annotations
任务
专家
团队
词条
report a bug
(?:报告|提交)(?:错误|问题|缺陷|bug)
templates
留言(?: ?\(\d{1,4}\))?
评论 ?\(\d{1,4}\)
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
random
nearby
settings
language
watch
star
fork
status
docs
footer
terms
desktop
mobile
privacy
account
profile
menu
main
options
topics
discussions
media
page actions
recent
updates
random page
news
forum
forums
wiki navigation
local
parish index
attach
backlinks
web
webs
topic
width
small
standard
large
wide
automatic
light
dark
entry
source
definition
reading
documentation
public
private
pages \d{1,4}
fantasy
adventure
muthead
fanatical
gamespot
metacritic
tvguide
giant bomb
local sitemap
advertisements?
ad
rendering
附近
随机
设定
设置
监视
取消监视
其他语言
沿革
原始码
源代码
源码
档案
建立
新增
列表
差异
备份
冻结
最新
重新载入
附件
资讯
附档
读
睇
倾
改
倾偈
导航
主选单
主菜单
菜单
选单
社区主页
社群
社区
讨论区
探索
动态
文件
图书
刷新
论坛
软件包
错误追踪
维基百科
维基文库
维基词典
维基语录
维基教科书
维基导游
维基新闻
维基学院
维基数据
维基共享资源
自动
标准
浅色
深色
颜色
文字
宽度
声明
关注
反馈
通知
推送
"""

LABELLED = (
    r"(?:categor(?:y|ies)|hidden categor(?:y|ies)|(?:\d{1,3}个)?(?:隐藏|页面)?分类|标签|tags?|labels?): ?[^。!?]{1,400}"
)
EVERY = r"(?:[\[(]?(?:edit|编辑|改这段|改|编修|修改|edit section|edit source|edit this section|编辑源代码|编辑原始码|编辑本段|编辑此段|编辑章节|add listing|添加列表|新增列表|visualedit|edit ?\| ?edit source|编辑 ?\| ?编辑(?:源代码|原始码)|编辑 ?(?:阅读|查看|检视)(?:源代码|原始码))[\])]? ?){1,3}|\[\]|播报|播报 ?编辑|编辑 ?播报|回目录|(?:back to|return to) (?:top|contents)|返回(?:顶部|目录)|回到(?:顶部|目录)|(?:↑|\^|▲) ?(?:top|顶部|回顶部)|[↑▲]|top|advertisements?|广告"
OPENERS = r"(?:categor(?:y|ies)|hidden categor(?:y|ies)|(?:\d{1,3}个)?(?:隐藏|页面)?分类):|(?:[查睇] ?[·•|]? ?[论倾阅] ?[·•|]? ?[编改]|v ?[·•|] ?[td] ?[·•|] ?e|v [td] e|v {1,3}e|vte|vde)(?: .{1,60})?|pages \d{1,4}"
NOTICES = r"""
(?:这是|本条目是)一?[篇个]?[^。“”]{0,6}(?:可用|概要|指南|明星|大纲)的?[^。“”]{0,8}条目[^“”]{0,160}
[「“][^」”]{1,40}[」”](?:重定向|重新导向|跳转|导向)(?:至|到)(?:此|这里|此页|本页|本条目)[^“”「」]{0,10}(?:关于|若|如)[^。“”]{2,80}
(?:重定向|重新导向|跳转)自:? ?[^。!?]{1,40}
如果[您你](?:知道|了解|有|发现|认为|想)[^“”]{2,40}(?:请|欢迎|可以?|可)[^“”]{0,20}(?:编辑|完善|补充|修改|纠正|添加)[^“”]{0,16}(?:条目|页面|词条|本页|此页|内容|wiki)[^“”]{0,16}
if you (?:know|have|find|notice|think|see)[^“”.]{2,60}(?:please|feel free to|you can)[^“”.]{0,20}(?:edit|improve|add to|expand|correct|update)[^“”.]{0,20}(?:article|page|entry|wiki)[^“”.]{0,20}
[^。,!?“”]{2,20}(?:是|系)(?:一个|一部|一套)?(?:任何人|人人|大家|所有人)(?:都|均|皆)?(?:可以?|能)(?:自由)?(?:编辑|参与|修改)[^“”]{2,80}(?:百科|wiki|维基|词典|资料库)[^“”]{0,20}(?:加入|欢迎)[^“”]{0,40}
在?编辑前,?请(?:先)?(?:阅读|参阅|参考)[^“”]{2,60}(?:规范|指南|入门|方针|守则|须知)[^“”]{0,80}
note: this (?:page|article|section) is a stub\.[^“”]{0,120}
(?:the )?latest reviewed version was checked on [^“”]{4,160}
there are (?:template/file|\d{1,3} pending) changes awaiting review[^“”]{0,40}
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
(?:[^\s。!?]{0,14})?(?:欢迎|以及)(?:有兴趣|正在阅读)[^“”]{2,40}(?:编辑|加入)[^“”]{0,100}
(?:本|此)(?:条目|页面|词条)(?:正在|正处于|正被)(?:进行|被)?[^“”]{0,20}(?:编辑|修改|扩充|翻译|施工|重写|创建)[^“”]{0,120}
(?:此|本|这个?)(?:条目|章节|段落|列表)(?:的)?(?:需要|仍需|亟需|有待|缺乏|缺少|没有|未有|尚无|尚未|只有|过于|依赖|可能|不符合|存在)[^“”]{2,200}(?:来源|编者|条目|查证|改善|补充|中立|译文|扩充|讨论页|移除|删除|可靠|出处|维基化|了解更多|观点|清理)[^“”]{0,160}
(?:此|本)页面?(?:需要|缺乏|缺少|没有列出|尚未|可能)[^“”]{2,160}(?:可靠来源|查证|扩充|译文|讨论页|清理|维基化)[^“”]{0,160}
(?:本|此)(?:条目|词条|页面?)(?:的)?(?:讨论页|编辑历史|模板|来源)[^“”]{0,20}(?:有|可能|提供)[^“”]{4,120}
请(?:协助|帮助|帮忙)(?:我们)?(?:改善|补充|添加|编辑|扩充|扩写|完善|清理|翻译|校对|查证)[^“”]{2,60}(?:条目|页面|来源|词条|出处|内容|讨论页)[^“”]{0,120}
[^“”。]{0,30}(?:[您你]可以|欢迎[您你]?)(?:帮助|帮手|协助|通过|编辑|扩写|扩充)[^“”]{2,60}(?:扩充|编辑|修订|扩写|完善|改善|添加)[^“”]{0,40}
(?:本|此|这|呢)(?:是)?(?:一?[篇个])[^。“”]{2,40}(?:小作品|楔位文|小条目|草稿|子条目)。?[^“”]{0,60}
(?:本|此)(?:条目|页面?)(?:属于|是)[^。“”]{1,30}(?:主题|专题|系列|项目|计划)(?:的一部分)?
(?:重新?定向自|由).{1,30}(?:重定向|跳转)(?:而来|过来|至此)
(?:关于|想搵|想找|如要|若要|有关)[^。“”]{1,40}(?:同名|其他|其它|相同名称)[^。“”]{0,40}(?:请?见|睇|参见|参阅|看)[^。“”]{0,4}[“「『][^”」』]{1,40}[”」』]
呢篇文(?:讲嘅)?系?[^。“”]{1,60}。[^“”]{4,80}
本(?:条目|页面)(?:使用|采用|含有|包含)[^“”]{2,60}(?:字符|字元|外字|字词转换|全文手工转换|ipa|音标|字体|乱码|汉字|扩展)[^“”]{0,160}
(?:本|此)(?:条目|页面?)(?:已被|被列为|是一?[篇个]?)(?:典范|优良|特色|精选|乙级|丙级|甲级|初级)[^“”]{0,60}
本(?:页面?|条目)(?:是|为)?[^“”。]{0,20}(?:早期|旧|历史|过去|存档)(?:的)?(?:修订)?版本[^“”]{0,160}
(?:这|此|本)是(?:本|该)?(?:页面?|条目)?的?(?:一个)?(?:早期|旧|历史|过去的)?(?:修订)?版本,?由[^“”]{4,160}
(?:此|本)(?:页面?|条目)(?:目前)?(?:被|受|已)(?:永久|半|全|部分)?保护[^“”]{0,120}
(?:这是|本条目是)[^。“”]{0,8}(?:可用|概要|指南|明星|大纲)条目[^“”]{0,160}
(?:喜欢冒险的)?(?:读者|旅行者)(?:可|可以)[^“”]{2,40}(?:欢迎|请)(?:扩充|改善|丰富)[^“”]{0,20}
附注:? ?(?:本|此)页面?[^“”]{4,80}
this is an old revision of this page[^“”]{4,240}
this is the current revision of this page[^“”]{4,240}
this (?:page|article|template|file|category) (?:is|has been) (?:currently |temporarily |indefinitely )?(?:semi-?|extended[- ]confirmed[- ]|fully )?(?:protected|locked|undergoing|being|a draft|an essay|a work in progress|under construction|out of date|nominated|proposed|considered)[^“”]{4,240}
(?:draft|this is a draft)[^“”.]{0,20} article[^“”]{4,160}
(?:parts of )?this (?:article|page|section|list|biography|article's [a-z ]{3,20}) (?:needs|does not|doesn't|may|might|relies|lacks|is (?:missing|incomplete|written|in the middle|in need|being|currently)|reads|appears|seems|possibly)[^“”]{4,360}\b(?:citations?|(?:reliable |more |any |additional |secondary |independent |primary |single |its )sources?|list of references|footnotes|verif|cleanup|clean up|improv|expan|wikipedia|wiki\b|talk page|neutral|notab|original research|lead section|too short|too long|delet|merg|translat|rewrit|quality standards)[^“”]{0,240}
this (?:article|page|section|list|biography) (?:contains|has|uses|cites|includes|provides)[^“”]{4,240}\b(?:citations?|reliable sources?|list of references|verif|cleanup|original research|notability|neutrality|spoilers?|weasel words|wiki markup|talk page|promotional)[^“”]{0,240}
this (?:guide|text|book|module|entry|recipe|chapter|page) (?:is (?:an? )?(?:stub|orphan|outline|incomplete|currently being)|needs (?:more|to be|additional|cleanup|expansion))[^“”]{0,240}
(?:unsourced|contentious)[^“”]{4,80}(?:material|content|sources?)[^“”]{0,80}(?:removed|challenged)[^“”]{0,80}
find sources:[^“”]{0,20}[“"][^”"]{1,60}[”"][^“”]{4,160}
for (?:other|earlier|later|alternative|different) (?:versions|editions|translations|works|texts|people|uses|places|articles|meanings|authors)[^.“”]{0,80}, see [^“”]{2,100}
(?:this|the following) (?:article|page|section|work|poem|text|chapter)[^.“”]{0,20} (?:is|was) (?:about|part of) [^.“”]{2,80}\. for [^“”]{4,160}
(?:it|this page) may differ significantly from the (?:current revision|present version)[^“”]{0,40}
you are (?:viewing|looking at) an old (?:revision|version) of this page[^“”]{0,160}
this is the (?:latest|current|stable)(?: accepted| reviewed| stable)? (?:revision|version)[^“”]{4,160}
help (?:us )?(?:improve|expand|translate|complete|build)[^“”.]{2,60}(?:wiki|page|article|guide)[^“”]{0,40}
(?:please )?plunge forward[^“”]{4,80}
an adventurous person could use this article[^“”]{4,120}
"""


HEADNOTES = r"""
(?:see also|参见|参看|另见|亦见|又见|亦作|也作):? ?[^。.!?]{1,80}
[在于]: ?[^。!?]{2,80}
in: ?[^!?]{2,120}
[←◄◀] ?[^。!?→►▶]{1,60}
[^。!?←◄◀]{1,60} ?[→►▶]
(?:坐标|座标|coordinates): ?.{6,60}
(?:\d{1,3}°[\d′'″".\s]*[nsew北南东西][,; ]*){2}(?:/.{2,60})?
(?:北纬|南纬)[\d°′″度分秒. ]{2,20}(?:东经|西经)[\d°′″度分秒. ]{2,20}
"""


def _words(table: str) -> str:
    return "|".join(line for line in table.splitlines() if line)


_SEP = r"[\s|·•,;:()\[\]»›>/+\-–—*✎]*"
FORMS = tuple(
    (kind, re2.compile(f"(?i)^{form}$", options()))
    for kind, form in (
        ("notice", rf"[\s*>|·•☆★!(]*(?:{_words(NOTICES)})[\s☆★。.!~～)]*"),
        ("headnote", rf"{_SEP}(?:{_words(HEADNOTES)}){_SEP}"),
        ("opener", rf"{_SEP}(?:{OPENERS}){_SEP}"),
        ("filed", LABELLED),
        ("plain", rf"{_SEP}(?:(?:{_words(PLAIN)}){_SEP})+"),
        ("sure", rf"{_SEP}(?:(?:{_words(SURE)}|{_words(PLAIN)}){_SEP})+"),
    )
)  # in this order: what is not plain to its end has a sure word
OPENER, FILED = (dict(FORMS)[kind] for kind in ("opener", "filed"))
AGAIN = re2.compile(rf"(?i)^(?:{EVERY})$", options())
