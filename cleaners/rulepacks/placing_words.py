"""What a line beside a mark may be, by its words: a heading, a caption, a clause, a comment, an announcement."""

from __future__ import annotations

import re

import re2

ANNOUNCED = re.compile(
    r"(?i)(?:写着|写道|标注|注明|标明|显示|字样|例如|比如|诸如|譬如|所谓|一句|一行|印着|写上|加上|寫著|寫道|標注|標註|註明|標明|顯示|諸如|所謂|寫上"
    r"|\b(?:says?|said|reads?|reading|states?|stating|like|such as|e\.g\.|phrase|words|notice|footer|line|labell?ed|called|saying|print(?:s|ed)?))"
    r"(?:的?是|为|了|有)?[\s,\uff0c:\uff1a“‘「『《\"'`]*$"
)
SHOWN = re.compile(
    r"(?i)(?:\b(?:says?|said|reads?|prints?|shows?|displays?|box|template|notice|banner|line|message|example|follow(?:s|ing)|this|below)\b|显示|顯示|写道|寫道|印着|字样|如下|例如|模板|提示|以下).{0,40}[:\uff1a]$"
)  # the end of a sentence that shows what stands on the line below
# 这篇文章来自…: the sentence speaks of another text
QUALIFIED = re.compile(r"(?:[这这那该該此其每某一两幾几]|(?<![参參函])[数數])[篇些]?$|[的篇]$")
REFERENCES = re2.compile(
    r"(?i)^[\W\d]*(?:主要|引用|延伸)?(?:参考文献|參考文獻|参考资料|參考資料|参考书目|參考書目|资料来源|資料來源|引用文献|引用文獻|延伸阅读|延伸閱讀|注释|註釋|注釋|外部链接|外部連結|references|bibliography|works cited|citations?|sources|notes|footnotes|further reading|external links|see also|参见|參見|参看|參看|相关条目|相關條目|注脚|註腳)\W*$"
)
SECTION = re.compile(
    r"(?i)^(?:\.S[HS]\s|X Header\s)?[\W\d]{0,6}(?:copyright|copying|licen[cs]e|licensing|legal notices?|authors?|credits|bugs|reporting bugs|版权(?:声明|信息)?|版權|许可证?|許可|授权|作者|著者)"
    r"(?:(?:\s(?:and|&)\s|[,/和与及、]\s?)(?:copyright|copying|licen[cs]e|licensing|authors?|disclaimer|warranty|版权|許可|许可证?|作者))?\W{0,4}$"
    r"|^=head\d\s+\S"  # a manual in Perl's format: HISTORY, and under it the day it was last updated
)
RULED = re.compile(r"([=~\-`'\"^_*+#.:])\1{2,}$")  # the line under a heading
CLAUSE = re.compile(
    r"\s*第[〇零一二三四五六七八九十百千\d]{1,6}[条條款][\s、:\uff1a]|\s*(?:Article|Section|§)\s?\d+[.:\s]"
)
CLAUSES = 3  # lines that begin so: a law or a contract, of which rights are the matter
CAPTION = re.compile(
    r"(?i)\s*[\[(\uff08【▲△▼]?\s?(?:图表?|表|圖表?|照片|插图|插圖|附图|附圖|(?:figure|fig|table|plate|photo|map)\.?\s)\s?[\d一二三四五六七八九十]"
)
RIGHTS = re.compile(r"(?i)copyright|©|\(c\)\s|版权|版權|著作权|著作權")
FIELD = re.compile(r"[A-Z][A-Za-z]*(?:-[A-Za-z]+)*:(?:\s|$)")  # of a form in a machine's manner
MACHINE = re.compile(r"[A-Z][A-Za-z]*(?:-[A-Za-z]+)+:\s")  # a field whose name no writer of prose would choose
TITLE_WORD = re.compile(r"[A-Z][a-z]{2,12}|[\u4e00-\u9fff]{2,6}")  # an essay called Share, 下一章
COMMENT = re.compile(r"\s*(?:[.'’]\\\\?\"|//|/\*|<!--|--\s|%\s?[A-Za-z]|;;?\s|dnl\b|#\s?(?=[\x00-\x7f©]*$))")
LISTED = re2.compile(r"^\s*(?:[-*•·+]\s|[\[(（【]?\d{1,3}[\])）】.、:：]|[①-⑳]|\^)")
