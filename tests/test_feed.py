"""Feeds and other XML: the texts of the items are read, everything else is markup, and every source comes back."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.html.feed import pieces
from cleaners.markup import markup, xml_layout
from cleaners.page import Page
from cleaners.text import Text, revert

XML = Page(media_type="application/xml")
READS = {
    "RSS with HTML in CDATA": (
        (
            '<?xml version="1.0"?><rss><channel><title>N</title><link>https://a.example</link><item><title>甲 &amp; 乙</title><guid>1</guid>'
            "<description><![CDATA[<p>一。</p><p>二&nbsp;三。</p><script>x()</script>]]></description></item></channel></rss>"
        ),
        "N\n\n甲 & 乙\n\n一。\n\n二\u00a0三。",
    ),
    "Atom with escaped HTML": (
        '<feed xmlns="a"><entry><id>9</id><updated>2020-01-01</updated><summary type="html">&lt;p class="x"&gt;A &amp;amp; &lt;b&gt;B&lt;/b&gt;&lt;/p&gt;c</summary></entry></feed>',
        "A &amp; B\n\nc",
    ),
    "other XML keeps all its text": (
        "<a><b>one</b><!-- no --><c>t&#119;o</c> 1 &lt;b&gt; 2</a>",
        "one\n\ntwo\n\n1 <b> 2",
    ),
    "what is not closed ends with the source": ("<rss><title>a</title><description><![CDATA[b<p>c", "a\n\nb\n\nc"),
    "no XML at all": ("a < b & c", "a < b & c"),
}


def view(source: str) -> Text:
    text = Text(source)
    return text.apply(markup(text, XML))


@pytest.mark.parametrize("name", READS)
def test_xml_reads_as_its_texts_and_comes_back(name: str) -> None:
    source, want = READS[name]
    text = view(source)
    assert str(text) == want
    assert revert(str(text), text.edits) == source


PARTS = [
    "<rss>",
    "<item>",
    "</item>",
    "<title>",
    "</title>",
    "<description>",
    "<![CDATA[",
    "]]>",
    "<p>",
    "&lt;p&gt;",
    "&lt;/p&gt;",
    "&amp;",
    "x",
    "中 ",
    "\n",
    "<!--",
    "-->",
    "<?",
    "<",
    "&",
]


@given(st.one_of(st.text(), st.lists(st.sampled_from(PARTS), max_size=30).map("".join)))
def test_any_text_read_as_xml_comes_back(source: str) -> None:
    """Laws 1, 5 and 7; the pieces are the source, and the layout's blocks lie in order."""
    text = view(source)
    assert revert(str(text), text.edits) == source
    assert "".join(source[p.start : p.end] for p in pieces(source)) == source
    spans = [(b.raw_start, b.raw_end) for b in xml_layout(source)]
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
