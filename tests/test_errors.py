"""Errors show the place: the caret stands under the character, also where characters are two cells wide."""

from __future__ import annotations

import pytest

from cleaners.errors import CleaningError, caret, cells


@pytest.mark.parametrize(
    ("text", "start", "end", "shown"),
    [
        ("abc def", 4, 7, "\n    abc def\n        ~~^"),
        ("中文abc", 2, 3, "\n    中文abc\n        ^"),
        ("中文abc", 0, 2, "\n    中文abc\n    ~~~^"),
        ("one\ntwo\nthree", 4, 7, "\n    two\n    ~~^"),
        ("a", 1, 1, "\n    a\n     ^"),
        ("a\x00b", 1, 2, "\n    a␀b\n     ^"),
    ],
)
def test_the_caret_stands_under_the_span(text, start, end, shown):
    assert caret(text, start, end) == shown


def test_a_long_line_is_shown_around_the_place():
    shown = caret("x" * 500 + "好" + "y" * 500, 500, 501)
    line, marker = shown.strip("\n").split("\n")
    assert cells(line) < 100
    assert cells(marker[:-1]) == cells(line.partition("好")[0]) + 1


def test_an_error_without_text_is_just_its_message():
    assert str(CleaningError("wrong")) == "wrong"
    assert CleaningError("wrong", "text", 1).span == (1, 1)
