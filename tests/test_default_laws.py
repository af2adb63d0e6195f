"""Law 7 over every cleaner of the default profile: total on any text, and the ledger holds whatever they find."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.page import Page
from cleaners.pipeline import run
from cleaners.profiles import DEFAULT
from cleaners.text import Patch, Text
from tests.laws import check

NOISE = [
    "文章源自甲乙网-https://a.cn/1.html",
    "[编辑]",
    "(责任编辑:李明)",
    " | ",
    "&amp;",
    "\u3000\u3000",
    "?",
    "ä½ å¥½",
    "\u200b",
    "来源:",
    "版权所有",
    "首页 > 新闻",
]
TEXTS = st.lists(
    st.one_of(st.sampled_from([*NOISE, "\n", "。\n", "正文一句话。"]), st.text(max_size=12)), max_size=12
).map("".join)
CLEANERS = tuple(dict.fromkeys(DEFAULT.cleaners))


@pytest.mark.parametrize("media_type", ["text/plain", "text/html"])
@pytest.mark.parametrize("cleaner", CLEANERS, ids=lambda c: str(getattr(c, "__name__", getattr(c, "name", ""))))
@given(source=TEXTS)
def test_a_cleaner_is_total_and_its_findings_obey_the_ledger(cleaner, media_type, source):
    page = Page(media_type=media_type)
    check(Text(source).apply(cleaner(Text(source), page)))


@pytest.mark.parametrize("media_type", ["text/plain", "text/html"])
@given(source=TEXTS)
def test_the_whole_profile_obeys_the_ledger(media_type, source):
    """Cleaners that follow one another, on the text the ones before left."""
    check(run(Text(source), Page(media_type=media_type), DEFAULT))


# Packs apart: what one rule takes may free the place another asks for, so the profile runs their round twice (test_packs.py).
@pytest.mark.parametrize("cleaner", [c for c in CLEANERS if hasattr(c, "__name__")], ids=lambda c: c.__name__)
@given(source=TEXTS)
def test_a_second_run_of_a_cleaner_proposes_nothing(cleaner, source):
    once = str(Text(source).apply(cleaner(Text(source), Page())))
    assert [f for f in cleaner(Text(once), Page()) if isinstance(f, Patch)] == []
