"""How a wiki's marks look: edit links, notes and the ways back to them, templates of editors, what other software leaves."""

from __future__ import annotations

import re

CHAPTER = re.compile(
    r"^(?:第.{1,6}[章节節回卷部篇條条編编]|序|序言|前言|目录|目錄|目次|引言|正文|[一二三四五六七八九十]+、|\d|preface|contents|chapter|introduction)",
    re.IGNORECASE,
)
_EDIT = r"(?i:edit(?: (?:this )?section| source)?|visual ?edit|edit with form|add listing)|改|(?:编辑|編輯|修改|编辑此|編輯此)(?:本|此)?(?:段落?|节|節|章节|章節)?(?:源代码|源代碼|原始碼|源码|原始码)?|(?:源代码|原始碼)(?:编辑|編輯)|(?:添加|新增)列表"
EDIT_MARK = re.compile(
    rf"(?:[\[［【〔]\s{{0,2}}(?:{_EDIT})(?:\s{{0,2}}[|｜·]?\s{{0,2}}(?:{_EDIT}|源代码|source)){{0,3}}\s{{0,2}}[\]］】〕]|\[\]|(?:语音|語音)\s{{0,2}}(?:编辑|編輯)|(?:编辑|編輯)\s{{0,2}}(?:语音|語音)|(?:折叠|摺疊)\s{{0,2}}(?:编辑本段|編輯本段)|播报\s{{0,2}}编辑|编辑\s{{0,2}}播报|(?:编辑本段|編輯本段)(?:\s{{0,2}}回目[录錄])?)"
    r"(?=[ \t\u3000]*(?:\r?\n|$|[\[［]))"
)
FRONT_MARK = re.compile(
    rf"(?m)^[ \t\u3000]*(?:[\[［]\s?(?:{_EDIT})\s?[\]］](?=[ \t\u3000]*\S)|(?:(?:折叠|摺疊)\s{{1,2}})?(?:编辑本段|編輯本段)(?=[ \t\u3000]\S))"
)
TITLE_MARK = re.compile(r"(?P<title>[^\s。，,]{2,20})\s?编辑(?P<lock>\s?(?:锁定|讨论|播报|收藏))*")
_ZH = (
    r"[^\[\]\s。]{1,6}(?:请求|請求)|需(?:要)?[^\[\]\s。]{2,12}|要引述|[^\[\]\s。]{0,8}(?:来源|來源)[?\uff1f]|原创研究[?\uff1f]?|原創研究[?\uff1f]?|不可靠来源|不可靠來源|自述来源|自述來源"
    r"|[与與](?:来源|來源|内文|內文)不符|可疑(?:[-–— ]{1,3}(?:讨论|討論))?|中立性[争爭][议議]|[谁誰][来來]定[义義]|引文[缺错錯][失误誤]"
    r"|(?:何时|何時|几时|幾時|谁|誰|边个|邊個|哪里|哪裡|哪裏|邊度|哪个|哪個|哪些|哪位|为何|為何|为什么|為什麼|點解|如何|怎样|怎樣|据谁所言|據誰所言|谁说的|誰說的|模糊|含糊|隐晦|隱晦|相关|相關|重要性|真的)[?\uff1f]?"
    r"|(?:永久)?(?:失效|无效|無效|损坏|損壞|断开|斷開)的?(?:链接|連結|鏈接|链結)(?:[: ][^\[\]]{1,40})?|链接已损坏|連結已損壞"
)
_EN = (
    r"(?:[a-z-]{2,14} ){1,4}needed|citations? not found|clarify|original research\??|unreliable(?: [a-z]{3,10}){0,2} source\??|self-published source\??|user-generated source\??|promotional source\??"
    r"|(?:when|who|by whom|to whom|whose|which|where|why|how|what|which one|as of|source|importance|example|tone|jargon|according to whom|from whence|improper synthesis|relevant|undue weight|original research|dubious|citation|clarification)\?"
    r"|(?:dubious|disputed|relevant|neutrality is disputed|unbalanced opinion\??|undue weight)(?: ?[–—-] ?discuss)?|failed verification|(?:permanent |permanently )?dead link|broken (?:link|anchor)(?:[: ][^\[\]]{1,60})?|dead link [\d-]{4,10}[^\[\]]{0,4}"
    r"|verify|not in citation given|not (?:specifically )?verified in body|not specific enough to verify|vague|ambiguous|inconsistent|contradictory|weasel (?:words|wording)|peacock (?:term|prose)|buzzword|specify|title missing|update|needs update|circular reference|opinion|irrelevant citation|excessive citations|check quotation syntax|note \d{1,2}"
)
PLAIN_MARK = re.compile(
    r"(?m)^(?P<stem>[^\s。，,:：][^。，,:：\n]{0,24}?)(?P<mark>(?P<apart>[ \t\u3000]{1,3})?(?:编辑|編輯|Edit|播报))(?=[ \t]*$)"
)
LOCKED = {
    "总",
    "副总",
    "責任",
    "责任",
    "主",
    "副主",
    "執行",
    "执行",
    "图片",
    "文字",
    "美术",
    "特约",
    "責",
    "责",
}  # 总编辑 is a person
SOURCED = re.compile(
    rf"\[(?:{_ZH}|(?i:{_EN}))\]"
    r"|\{\{(?i:fact|cn|citation needed|refimprove|unreferenced|authority control|来源请求|來源請求|规范控制|規範控制|clarify|who|when|reflist|参考资料|參考資料)(?:\|[^{}\n]{0,60})?\}\}"
    r"|<ref(?:\s[^<>\n]{1,60})?/>|<references\s?/?>"
)
NOTE = r"(?:\d{1,3}(?:[-–,、]\s?\d{1,3}){0,4}|[a-z]|[甲乙丙丁]|(?:注|註|注释|註釋|注釋|註解|备注|備註|附注|附註|参|參|来源|來源)\s?(?:\d{1,2}|[一二三四五六七八九十]{1,2})|(?i:note|nb|fn|n|a|lower-alpha|upper-alpha|lower-roman)\s\d{1,2})"
_PAGES = (
    r":\s?(?:[pcv]{1,2}h?\.?\s?|第)?\d{1,4}(?:[-–,、]\s?\d{1,4}){0,3}[页頁]?(?=[^\d\w]|[\u3400-\u9fff]|$)(?: (?= ))?"
)
NUMBERED = re.compile(rf"(?<!\[)(?:\[{NOTE}\](?:{_PAGES})?)+(?![(\]=])")
APART = re.compile(
    rf"(?<=[。.!?\uff01\uff1f\uff0c,\uff1b;”」])[ \u00a0](?:\[{NOTE}\](?:{_PAGES})?)+(?=\s|[\u3400-\u9fff]|$)"
)  # a blank before the mark, and the sentence closed before it
NOTES = re.compile(
    r"(?i)参考|參考|注[释釋解]?|註[釋解腳]?|[脚腳附备備][注註]|出[处處]|(?:资料|資料)?[来來]源|引用(?:来源|來源)?|(?:注[释釋]|註[釋解]|[参參]考(?:资料|資料|文[献獻])?)[与與及和](?:外部[链連鏈][接結结]|[参參]考(?:资料|資料|文[献獻])?|注[释釋])|"
    r"notes?(?: and (?:references|citations|sources))?|references?(?: and notes)?|footnotes?|citations?|sources?"
)
FIRST = re.compile(r"\[(\d{1,3})")
RANGE = re.compile(r"[A-Za-z_]\[\d{1,3}[-–]\d")  # temp[1-7]_input
INDEXED = re.compile(r"[A-Za-z_)\]]\[(?:0[-–\]]|-1\]|[ijkn]\])")  # an element of a list in code: notes begin with 1
LETTER = re.compile(r"[A-Za-z_]")
SINGLE = re.compile(r"\[([a-z])\]")
KEYS = re.compile(r"(?m)^[ \t]*[↓←→]\s?\S")  # arrows that name keys or directions
CARET = re.compile(
    r"(?m)^[ \t\u3000]*(?:\d{1,3}[.、]?\s?)?(?:(?:\^|↑)(?i: ?(?:jump up(?: to)?|跳转至|跳轉至|跳转到|跳轉到|移至|跳至|跳到)\s?[:\uff1a]?)?(?:\s?\d{1,3}\.\d{1,2}(?= |\d|\S)){0,9}(?: (?:a b|[a-z] (?=[a-z] ))(?: [a-z](?= )){0,8})?|(?i:jump up)\s?(?:\^|↑|(?:to:)(?: [a-z](?= )){2,9}))(?=[ \u00a0\u3000]|[^\W\d_a-z]|[\"“‘(\uff08「『《〈])"
)  # the way back from a note to its mark
MAY = ("[", "［", "【", "〔", "编辑 锁定", "播报", "编辑本段", "編輯本段")  # of a page that nothing has signed yet
RESIDUE = re.compile(
    r"(?m)[ \u3000]?[((]\s?(?:(?i:updated) (?:[A-Z][a-z]{2,8} )?\d{4}|更新[于於]\s?\d{4}年(?:\d{1,2}月)?|更新時間\s?\d{4}年(?:\d{1,2}月)?)(?:\s?[|·]\s?(?:edit|编辑|編輯))?\s?[))](?=[ \t]*$)|^[-−]?\d{1,2}\.\d{3,6}[-−]?\d{1,3}\.\d{3,6}(?= \S)"
)
GLUED = re.compile(r"[\w。,.!?;:)\uff0c\uff01\uff1f\uff1b\uff1a\uff09」』”\"’》…]$")
DAGGER = re.compile(r"(?m)(?<=\S) ?[†‡](?=[ \t]*$)")
PAGE = re.compile(
    r"(?m)^[ \t\u3000]*[\[【〔]\s?(?:(?i:page|pg?\.?)\s?|[第頁页]\s?)?(\d{1,4})\s?[頁页]?\s?[\]】〕][ \t\u3000]*$"
)
LIBRARY = re.compile(r"(?i)wikisource|the free library|文库|文庫|图书馆|圖書館")
LISTING = re.compile(r"(?m)^\s*(?:\[\d{1,3}\]|\[?\d{1,3}\]?\s*[.、]?\s*(?:\^|↑)|\^\s|↑)")
