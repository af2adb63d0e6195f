"""White space of removals (DESIGN 3): which feeds and blanks go with what is taken."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.lines import FEED, lines, removals

# (text with the removed parts in «», what is left)
REMOVALS = [
    ("a «M»\nb", "a\nb"),
    ("a\u3000\t«M»\nb", "a\nb"),
    ("«M»\n«M»", ""),
    ("a\n«M»\n«M»", "a"),
    ("a\n\n«M»", "a\n"),
    ("a\n«M»\n\nb", "a\n\nb"),
    ("a\n  «M»  \nb", "a\nb"),
    ("x «M» y", "x  y"),
    ("«M»", ""),
    ("«M»\na", "a"),
    ("a\r\n«M»\r\nb", "a\r\nb"),
    ("a\r\n«M»", "a"),
    ("a\r«M»\rb", "a\rb"),
    ("a\n«M» «M»\nb", "a\nb"),
    ("a\n«M»«M»\nb", "a\nb"),
    ("a\n«M\nM»\nb", "a\nb"),
    ("a\n«M»\nb\n«M»", "a\nb"),
    ("a «M» \n", "a\n"),
    ("«M» a", " a"),
    ("a\n«M»\n", "a\n"),
    ("a\n«M»\n«M»\n", "a\n"),
]


def parse(marked):
    """Return the text and the marked spans."""
    text, spans = "", []
    for part in marked.split("«"):
        inside, mark, after = part.partition("»")
        if mark:
            spans.append((len(text), len(text) + len(inside)))
        text += inside + after
    return text, spans


def cut(text, spans):
    for start, end in reversed(spans):
        text = text[:start] + text[end:]
    return text


@pytest.mark.parametrize(("marked", "left"), REMOVALS)
def test_a_removal_takes_the_white_space_it_orphans_and_no_more(marked, left):
    text, spans = parse(marked)
    assert cut(text, removals(text, spans)) == left


@given(st.text("ab \n\r\u3000", max_size=20), st.data())
def test_removals_only_widen_by_white_space_and_never_overlap(text, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    spans = [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False) if a < b]
    wide = removals(text, spans)
    assert all(a[1] <= b[0] for a, b in pairwise(wide))
    covered = {i for a, b in wide for i in range(a, b)}
    asked = {i for a, b in spans for i in range(a, b)}
    assert asked <= covered
    assert all(text[i].isspace() for i in covered - asked)


@given(st.text("ab\n\r", max_size=20))
def test_lines_tile_the_text(text):
    found = list(lines(text))
    assert "".join(text[line.start : line.stop] for line in found) == text
    assert not any(FEED.search(text[line.start : line.end]) for line in found)
    assert all(a.stop == b.start for a, b in pairwise(found))
