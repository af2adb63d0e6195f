"""What a site's line says of its page is read where a label, a sign or a form names it; bare words say nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.rulepacks.printed import stated

SAYS = {
    "Posted by Ruth Holt on 6 October 2009 in Lamps | Comments (3)": {
        "author": "Ruth Holt",
        "published": "6 October 2009",
    },
    "© The Harbour Society 2023": {"publisher": "The Harbour Society"},
    "Copyright © 2019 Holt & Sons. All rights reserved.": {"publisher": "Holt & Sons"},
    "江口报业集团 版权所有": {"publisher": "江口报业集团"},
    "2009年05月22日 00:40 类型：原创 来源：江口日报 作者：林一 编辑：周南": {
        "publisher": "江口日报",
        "author": "林一",
        "editor": "周南",
        "day": "2009年05月22日 00:40",
    },
    "由 lamp01 於 2011/12/6 10:20 發布": {"author": "lamp01", "published": "2011/12/6 10:20"},
    "Stable URL: https://www.archive.example/stable/29177": {"source_url": "https://www.archive.example/stable/29177"},
    "本文链接：http://a.example/p/1.html 转载请注明": {"source_url": "http://a.example/p/1.html"},
    "1,402 views  Premiered Jul 2, 2021": {"published": "Jul 2, 2021"},
}
SAYS_NOTHING = (
    "Home News Sport Sign in",
    "Contact us Copyright Privacy",
    "Last updated: 3 March 2019",
    "2018-03-02 01:47 編輯",
    "本作品著作权归作者所有",
    "© 著作权归作者所有",
    "Powered by Harbour CMS © Lampsoft",
    "自由的教學讀本",
    "3. 2019-02-11 旧桥的灯",
    "12 May 2011 - 14 May 2011",
    "www.a.example",
)


@pytest.mark.parametrize(("line", "says"), SAYS.items())
def test_a_line_says_what_its_labels_and_signs_name(line, says):
    assert {field: line[a:b] for field, a, b in stated(line, 0, len(line))} == says


@pytest.mark.parametrize("line", SAYS_NOTHING)
def test_a_line_without_them_says_nothing(line):
    assert list(stated(line, 0, len(line))) == []


@given(st.text(), st.text())
def test_statements_lie_within_their_line(before, line):
    source = f"{before}\n{line}"
    start = len(before) + 1
    for _, a, b in stated(source, start, len(source)):
        assert start <= a < b <= len(source)
