"""Folding: what two texts have in common beneath width, spacing and script, and the way back to the offsets."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.repeats.fold import codes_of, fold, folded_text, letters, simplified, text_of, traditional, weight

CASES = {
    "width": ("ＨＴＴＰ：／／", "HTTP://"),
    "invisible characters": ("文\u200b章\u200d来\ufeff源\u00ad", "文章来源"),
    "white space": ("a b\tc\u3000d\ne\r\n\u00a0", "abcde"),
    "Traditional": ("網絡空間命運共同體", "网络空间命运共同体"),
    "a character that becomes several": ("…㎏", "...kg"),
    "a compatibility ideograph": ("\uf900", "岂"),
    "nothing to fold": ("天地玄黄abc", "天地玄黄abc"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("source", "folded"), CASES.values(), ids=CASES)
def test_what_copies_may_differ_in_is_gone(source, folded):
    """Width, spacing, invisible characters and script leave no trace."""
    assert fold(source).text == folded


@given(st.text())
def test_every_folded_character_knows_where_it_came_from(source):
    """The offsets rise, and each source character folds to the characters that point at it."""
    folded = fold(source)
    assert len(folded.offsets) == len(folded.text) + 1
    assert folded.offsets[-1] == len(source)
    assert list(folded.offsets) == sorted(folded.offsets)
    for k, character in enumerate(source):
        assert fold(character).text == "".join(c for c, o in zip(folded.text, folded.offsets, strict=False) if o == k)


@given(st.text() | st.text(st.characters(max_codepoint=127)) | st.text("转載…　 a:\n\u200b"))
def test_folded_text_alone_is_the_same_text(source):
    """Whoever needs no offsets gets the same text without them."""
    assert folded_text(source) == fold(source).text


@given(st.text())
def test_folding_twice_is_folding_once(source):
    """A folded text has nothing left to fold, character by character."""
    once = fold(source).text
    assert fold(once).text == once


@given(st.text())
def test_simplified_keeps_the_offsets(source):
    """Comparing forms are as long as the text, lone surrogates included."""
    assert len(simplified(source)) == len(source) == len(text_of(codes_of(source)))


@given(st.text())
def test_a_span_of_folded_text_holds_its_source(source):
    """The span of all folded characters reaches from the first to the last of them."""
    folded = fold(source)
    start, end = folded.span(0, len(folded.text))
    assert fold(source[start:end]).text == folded.text


def test_letters_are_folded_lower_case_and_nothing_else():
    """Punctuation and spaces are zero; a wide letter is its narrow one."""
    found = letters(codes_of("Ａb,。 網1"))
    assert text_of(found[found > 0]) == "ab网1"


def test_a_letter_of_an_alphabet_weighs_less_than_a_han():
    """Ten Han are ten, ten Latin letters four."""
    assert weight(codes_of("天" * 10)) == 10
    assert weight(codes_of("a" * 10)) == pytest.approx(4)
    assert traditional("網絡網络") == 3


@given(st.characters(categories=("Lu", "Ll", "Lo", "Nd")))
def test_folding_is_nfkc_but_for_script(character):
    """Outside Han, a letter folds to its NFKC form without white space."""
    normal = "".join(c for c in unicodedata.normalize("NFKC", character) if not c.isspace())
    if not any(ord(c) >= 0x2E80 for c in character + normal):
        assert fold(character).text == normal or fold(character).text == fold(normal).text
