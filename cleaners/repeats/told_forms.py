"""Forms of marks that name the page's site: brackets, signs, numbers, and what shows that a text cites instead."""

from __future__ import annotations

import re

OPENERS = {"(": ")", "[": "]", "{": "}", "<": ">", "【": "】", "〔": "〕", "〖": "〗", "「": "」", "『": "』"}
LEAD = re.compile(r"[©@#]\s?$|\([cC]\)\s?$")
ID = re.compile(r"[\w\-·./:#]*\d[\w\-]*", re.ASCII)
UNCLAIMED = re.compile(
    r"[©Ⓒ]\s?(?P<name>[^\W\d_][\w·\-]{1,19}?)(?:[_\-·#/][A-Za-z]{0,3}\d{3,}(?:[_\-.][A-Za-z]{0,3}\d{2,})*)(?![\w\-])"
)
LATIN_NAME = re.compile(r"\s[a-z][a-z0-9]{3,20}\s*")  # of a name in small letters
MADE = re.compile(r"整理|首发|原创|手打|独家|编辑|制作")
YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
CITED = re.compile(
    r"《|》|(?:第\s?)?\d+\s?[页章回卷节条期版集册]|\bpp?\.\s?\d|\bvol\b|图|照片|摄|影|photo|image|picture|credit|courtesy|video",
    re.IGNORECASE,
)
ROLES = ("cites", "copied", "rights", "house", "this", "read", "visit")
