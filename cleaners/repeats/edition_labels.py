"""What a line between two editions of a text says: which version follows, that it is quoted, which page it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleaners.repeats.edition_page import Row

LONGEST = 80  # characters of a line of pages
HEAVIEST = 40.0  # CJK-equivalents of a line that is a label
VERSION = re.compile(
    r"(?:打印|列印|印刷|手[机機]|移[动動]端?|行[动動]|[触觸]屏|wap|电脑|電腦|桌面|网页|網頁|完整|全文|繁[體体]|[简簡][體体]|正[體体]|[港臺台澳]灣?湾?|大[陆陸]|[纯純]?文[本字]|无障碍|無障礙|大字|阅读|閱讀|AMP|HTML)(?:中文)?(?:版本?|模式|[页頁]面?)"
    r"|(?:阅读|閱讀|查看|展开|展開|[显顯]示)全文|全文(?:阅读|閱讀|浏览|瀏覽)|字幕文[稿本]|文字[稿實实][录錄]?|逐字稿|友善列印|(?:相关|相關)(?:报道|報導|報道)|商品[详詳]情"
    r"|\b(?:print(?:er|able)?|printer-friendly|mobile|AMP|non-AMP|desktop|full|text|text-only|plain|accessible|web|large|single|view)\b.{0,24}\b(?:version|view|edition|copy|page|site|text|layout|format)\b"
    r"|\b(?:US|U\.S\.|UK|American|British|International|Asia|India|Australian?|Canad\w+)\s+(?:version|edition)\b|text/plain|text/html|\b(?:plain|HTML|text)[- ](?:text )?(?:part|alternative)\b"
    r"|^\W*.{0,12}(?:版本?|模式)\W*$|^\W*(?:正文|全文|本[页頁文])?(?:打印|列印|印刷|手[机機](?:阅读|閱讀)|[预預][览覽])(?:[预預][览覽]|正文|全文|[本此][页頁文]|文章|新[闻聞])?\W*$|^\W*[纯純](?:文[本字])\W*$"
    r"|^\W*\w+(?:\W+\w+){0,4}\W+(?:version|view|edition|mode)\W*$|^\W*print(?:\W+\w+){0,3}\W*$"
    r"|^\W*(?:AMP|WAP|transcript|captions|subtitles|full (?:text|article|story)|view all|繁[體体](?:中文)?|[简簡][體体](?:中文)?|字幕|全文|description|details|overview)\W*$",
    re.IGNORECASE,
)
COMPARED = re.compile(
    r"[修改订訂校][改订訂正]?[前后後]|原[文稿]|[译譯]文|初稿|[定改草]稿|[甲乙丙丁底]本|第[一二三四\d]+[稿版次]|(?:修[订訂]|[初再][订訂補补]?|增[订訂補补]|[校重][订訂印排]|影印)[版本]|[存收][根据據][联聯]?|回[执執条條]|[AB甲乙]卷|[断斷]句|[标標][点點]|[练練][习習]|答案|版本[一二三\dA-C]|[对對]照|比[较較]|[旧舊新][版本]"
    r"|^\W*(?:(?:the )?(?:text )?(?:before|after)(?: \w+)?)\W*$|[(（](?:before|after)[)）]|\b(?:old|new) (?:text|version|wording)|\b(?:draft|spelling|punctuat\w+|exercise|answers?|counterfoil|receipt|stub|copy for|revised|revision|amended|manuscript|quarto|folio|version [\dA-C]\b|first edition|second edition|third edition|original|variant|translation|take (?:one|two|\d))",
    re.IGNORECASE,
)
RAW = re.compile(
    r"\bOCR\b|未(?:经|經)?校[对對正]|机器[识辨][别認]|自[动動]辨[识識]|\buncorrected\b|\braw (?:text|scan|ocr)\b",
    re.IGNORECASE,
)
PROVED = re.compile(r"(?:校[对對正]|更正|勘[误誤])[后後稿本]|已校[对對]|\bcorrected\b|\bproofread\b", re.IGNORECASE)
QUOTE = re.compile(
    r"^\W*(?:引[用言](?:[:：].*)?|作者[:：].*|.{1,60}(?:[写寫]道|wrote|writes|said)\s*[:：]|Quote\W*|(?:Originally )?Posted by .*|-+\s*(?:Original Message|Forwarded message|原始[邮郵]件|[转轉]发?發?的?[邮郵]件)\s*-+|.{0,40}發表於.*引用.*)\W*$",
    re.IGNORECASE,
)
MAIL_HEAD = re.compile(
    r"^(?:From|Sent|To|Cc|Date|Subject|发件人|寄件者|发送时间|收件人|主题|主旨|日期)\s*[:：].*$", re.IGNORECASE
)
NUMBER = r"\d+(?!\d)"  # a number is never cut: what may be cut anywhere is tried everywhere
PAGER = re.compile(
    rf"^\W*(?:(?:第?\s*{NUMBER}\s*[页頁]|[上下]一?[页頁]|[首尾末][页頁]|pages?\s*{NUMBER}(?:\s*(?:of|/)\s*{NUMBER})?|next(?: page)?|prev(?:ious)?(?: page)?|在本[页頁][阅閱][读讀]全文|共\s*{NUMBER}\s*[页頁]|{NUMBER})\W*)+$",
    re.IGNORECASE,
)
DATED = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}|[来來]源\s*[:：]|\b(?:19|20)\d\d\b.*\b\d{1,2}:\d\d")
ADDRESS = re.compile(r"^(?:https?://|www\.)\S+$")
ABSTRACT = re.compile(r"^\W*(?:abstract|summary|(?:内容|內容|中文)?(?:摘要|提要))\W*$", re.IGNORECASE)
BUTTON = re.compile(
    r"^\W*(?:(?:[Ss]how|[Rr]ead|[Vv]iew) (?:less|more)|收起|展开|展開|(?:[Dd]ownload|[Vv]iew|[Oo]pen|下[载載])(?: the)? ?(?:PDF|full text|article|全文)?(?:\s*\([^()]*\))?|PDF|[Ff]ull [Tt]ext(?: PDF)?)\W*$"
)
SECTION = re.compile(
    r"^(?:第\s*[〇零一二三四五六七八九十百千\d]+\s*[章回节節卷集]|(?:chapter|part|book)\s+(?:\d+|[ivxlc]+|\w+)\b)",
    re.IGNORECASE,
)


def is_label(row: Row) -> bool:
    """Return whether a line says which version of the page follows or is to be had, and nothing of the text."""
    return (
        row.weight <= HEAVIEST
        and not row.finished
        and bool(VERSION.search(row.words) or RAW.search(row.words) or PROVED.search(row.words))
    )


def is_frame(row: Row) -> bool:
    """Return whether a line can only frame a copy: a label, an address, a pager."""
    return bool(is_label(row) or ADDRESS.match(row.words) or is_pager(row))


def is_pager(row: Row) -> bool:
    """Return whether a line counts pages or leads to others."""
    return len(row.words) <= LONGEST and bool(PAGER.match(row.words))


def is_quote_head(row: Row) -> bool:
    """Return whether a line says who is quoted below."""
    return row.weight <= HEAVIEST and bool(QUOTE.match(row.words) or MAIL_HEAD.match(row.words))
