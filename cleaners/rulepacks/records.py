"""Fields that a site keeps of a page or of a member: a level, posts, a size, a file number; each may as well be a field of a text's own form.

So they go only in a block of such lines of which one is of no use but to a site; a block with a label that no site is known to have is a form.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cleaners.rulepacks.fields import Info, parse
from cleaners.rulepacks.views import view

if TYPE_CHECKING:
    from cleaners.rulepacks.placing import Sheet

REACH = 12  # lines of a block looked at above and below
CARD = 2  # lines of a member's card that only a board prints
MEMBER = frozenset(
    [
        "发帖",
        "发帖数",
        "精华",
        "威望",
        "金钱",
        "贡献值",
        "在线时间",
        "注册时间",
        "最后登录",
        "最后登入",
        "阅读权限",
        "巴币",
        "级别",
    ]
)
ASKED = frozenset(
    [
        "回答者",
        "回答时间",
        "解答赠点",
        "发问者",
        "发问时间",
        "解决时间",
        "提问者",
        "提问时间",
        "悬赏分",
        "采纳率",
        "解答者",
    ]
)  # of a site of questions
LABELLED = re.compile(r"^\W{0,3}[^\W\d][^\s:\uff1a。,\uff0c.]{0,9}\s?[:\uff1a]")


def in_record(sheet: Sheet, n: int) -> bool:
    """Return whether line `n` stands in a block of fields of which one is a site's alone, and none a form's."""
    return any(info.strength == 3 for info in _block(sheet, n))


def in_card(sheet: Sheet, n: int) -> bool:
    """Return whether line `n` stands in a member's card, as a board prints it beside every post."""
    labels = {f.label for info in _block(sheet, n) for f in info.fields}
    return len(labels & MEMBER) > CARD or len(labels & ASKED) >= CARD


def _block(sheet: Sheet, n: int) -> list[Info]:
    """Return the fields of the lines around line `n` that are nothing but fields, or nothing where a form's label is beside them."""
    found = [_info(sheet, n)]
    for step in (-1, 1):
        k: int | None = n
        for _ in range(REACH):
            k = sheet.beside(k, step) if k is not None else None
            if k is None:
                break
            info = _info(sheet, k)
            if info is None and LABELLED.match(sheet.content(k)):
                return []
            if info is None or not info.fields:
                break
            found.append(info)
    return [info for info in found if info]


def _info(sheet: Sheet, n: int) -> Info | None:
    content = sheet.content(n)
    return parse(view(content, 0, len(content)).text)
