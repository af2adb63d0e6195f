"""Paragraphs in the very same words: again at once, cut off before the whole, cut off at the page's end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.duplicate import duplicate
from cleaners.page import Page
from cleaners.repeats.copy_lines import twice
from cleaners.text import Patch, Text

A = "祖父不大说话，却肯跟菜说话。他蹲在垄边，一棵一棵地捉虫，嘴里念念有词，像是在哄一群不听话的孩子，谁也听不清他说了什么。"
B = "后来我离开家乡，在城里的阳台上也种过几盆小葱和番茄，可总是种不好，不是徒长就是生虫，大约是少了那份耐心，也少了那口井。"
C = "The mason who had built the bridge was called Lin. He had lived for three years in a hut at its foot, and he knew every stone of it by its weight."
D = "又过了许多年，桥边的小屋拆了，河水改了道，只有那口井还在，井沿上的青石被绳子磨出了几道深深的沟。"


def left(*paragraphs):
    source = Text("\n".join(paragraphs))
    return str(source.apply([f for f in duplicate(source, Page()) if isinstance(f, Patch)])).split("\n")


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ((A, B, B, C), (A, B, C)),
        ((C, A, B, A, B, D), (C, A, B, D)),
        ((A[:48], A, B, C), (A, B, C)),
        ((A[:48] + "……", A, B), (A, B)),
        ((A, B[:30], A, B, C), (A, B, C)),
        ((A, B, C, A, B[:30]), (A, B, C)),
        ((A + B[:30] + "……", A, B, C), (A, B, C)),
        ((A, B, C, D, A + B[:30] + "..."), (A, B, C, D)),
    ],
    ids=[
        "again at once", "two again at once", "cut before the whole", "a teaser", "two cut before the whole", "cut at the end",
        "a teaser of run-on paragraphs", "a teaser at the end",
    ],
)  # fmt: skip
def test_a_copy_goes(page, kept):
    assert left(*page) == list(kept)


@pytest.mark.parametrize(
    "page",
    [
        (A, B, A),
        (A, A, A, B),
        ("又是一年。", "又是一年。", A),
        (A[:48] + "。", A, B),
        (f"“{A[:48]}……”这是开头。", A, B),
        (A, B, C, A),
        ("> " + A, "> " + A, B),
        (A, B, A.replace("祖父", "外祖父"), C),
        ("x = make(1);", "x = make(1);", A),
        (A, B, C, D, A + B[:30] + "。"),
        (D, C, A, B, A + B[:30] + "..."),
    ],
    ids=["a frame", "a prayer", "a refrain", "a summary that ends", "a quotation", "ring", "quoted lines", "another man", "code",
         "a summary at the end", "the begin of a part"],
)  # fmt: skip
def test_what_an_author_says_again_stays(page):
    assert left(*page) == list(page)


@given(st.lists(st.sampled_from([A, B, A[:48], B[:48] + "...", C, ""]), max_size=8))
def test_copies_lie_apart_and_equal_the_start_of_what_is_kept(paragraphs):
    """Every line that goes stands in what stays, letter for letter, up to where it is cut off; spans do not overlap."""
    source = "\n".join(paragraphs)
    end = 0
    for found in twice(source):
        assert found.start >= end
        end = found.end
        kept = source[slice(*found.kept)]
        assert all(line.rstrip(".…")[:-1] in kept for line in source[found.start : found.end].split("\n"))
        assert found.end <= found.kept[0] or found.kept[1] <= found.start
