"""Two texts against one another: sketches sample the same shingles everywhere, and a reported span is where the text stands."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners import clean
from cleaners.repeats.overlap import overlap
from cleaners.repeats.shingles import (
    HAN,
    LEADS,
    LENGTHS,
    OTHER,
    PARTS,
    RATES,
    SHORT,
    letters_of,
    parts_of,
    shingle_hashes,
    sketches,
)

SEEDS = {p.stem[:3]: clean(p.read_bytes()).text for p in sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))}
WORD, LONG = 1 << 32, 1 << 64
KEYS = (0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93, 0xC2B2AE3D27D4EB4F)


def block(codes):
    """The polynomial of some letters, in plain integers."""
    value = 0
    for code in codes:
        value = (value * 0x85EBCA6B + int(code) * 0x9E3779B1) % WORD
    return value


def by_hand(codes, part):
    """Hash and rate of each shingle, one at a time, in plain integers."""
    lead = LEADS[part]
    for i in range(len(codes) - LENGTHS[part] + 1):
        value = 0
        for n in range(LENGTHS[part] // lead):
            value = (value ^ block(codes[i + n * lead : i + (n + 1) * lead])) * KEYS[n] % LONG
            value ^= value >> 31
        first = block(codes[i : i + lead])
        yield value // 2 * 2 + part, (first ^ (first >> 15)) * 0x2C1B3C6D % WORD


@given(st.text("网络空間abc 。", max_size=60), st.sampled_from(PARTS))
def test_a_shingle_s_hash_is_that_of_its_letters(text, part):
    codes = letters_of(text * 3, part).codes
    assert [int(h) for h in shingle_hashes(codes, part)] == [h for h, _ in by_hand(codes, part)]


@given(st.lists(st.text("网络空间命运共同体abcdefgh ", max_size=80), max_size=5), st.integers(0, 200))
def test_a_batch_sketches_each_text_as_it_would_alone(texts, more):
    """No shingle reaches from one document into the next; each is kept by its own letters and its document's length."""
    texts = [*texts, "网络空间命运共同体abcdefghij" * more]
    batch = sketches(texts)
    rows = set(zip(batch.documents.tolist(), batch.hashes.tolist(), strict=True))
    alone = set()
    for n, text in enumerate(texts):
        for part in PARTS:
            codes = letters_of(text, part).codes
            rate = RATES[sum(len(codes) >= limit for limit in SHORT[part])]
            alone |= {(n, h) for h, mixed in by_hand(codes, part) if mixed <= WORD // rate - 1}
            assert batch.counts[n, part] == len(codes)
    assert rows == alone


@given(st.text("网络空间網絡空間abcABCａ，。 \n", max_size=40), st.text("网络空间網絡空間abcABCａ，。 \n", max_size=40))
def test_digests_are_equal_where_all_folded_letters_are(one, two):
    first, second = sketches([one, two]).digests
    equal = all(np.array_equal(a.codes, b.codes) for a, b in zip(parts_of(one), parts_of(two), strict=True))
    assert first == sketches([one]).digests[0]
    assert (first == second) <= equal


def test_both_scripts_share_their_shingles():
    text = SEEDS["003"]
    other = opencc.OpenCC("s2t").convert(text)
    assert other != text
    one, two = (set(sketches([t]).hashes.tolist()) for t in (text, other))
    assert len(one & two) >= 0.95 * len(one | two)  # a few characters have no way back


def test_the_chinese_of_002_lies_whole_in_004():
    """Simplified in Traditional: containment 1.0, and the span holds the same first and last words."""
    left, right = letters_of(SEEDS["002"], HAN), letters_of(SEEDS["004"], HAN)
    found = overlap(left, right, HAN)
    assert found is not None
    assert found.containment == 1.0
    assert found.identity == 1.0
    assert found.folded
    assert SEEDS["002"][slice(*found.left)].startswith("三、实践路径")
    assert SEEDS["004"][slice(*found.right)].startswith("三、實踐路徑")
    assert SEEDS["002"][: found.left[1]].endswith("携手开创人类更加美好的未来")
    assert SEEDS["004"][: found.right[1]].endswith("攜手開創人類更加美好的未來")


def edited(text, chance, share=0.05):
    """A text with a share of its characters replaced by others of it."""
    out = list(text)
    for place in chance.sample(range(len(text)), int(share * len(text))):
        out[place] = chance.choice(text)
    return "".join(out)


@pytest.mark.parametrize("seed", range(20))
def test_what_differs_and_what_agrees_make_up_the_stretch(seed):
    """Letters shared + letters of the longer side of each difference = the stretch; what is outside differences is equal."""
    chance = random.Random(seed)
    text = "".join(chance.sample(SEEDS["001"], 1200))
    part = HAN if seed % 2 else OTHER
    one, two = letters_of(text, part), letters_of(edited(text, chance), part)
    found = overlap(one, two, part)
    if found is None:
        return
    places, others = one.places.tolist(), two.places.tolist()
    at, other, longer = found.left[0], found.right[0], 0
    for left, right in (*found.differences, (((found.left[1],) * 2), ((found.right[1],) * 2))):
        agree = [codes[n] for n, p in enumerate(places) if at <= p < left[0] for codes in (one.codes,)]
        theirs = [codes[n] for n, p in enumerate(others) if other <= p < right[0] for codes in (two.codes,)]
        assert agree == theirs
        longer += max(sum(left[0] <= p < left[1] for p in places), sum(right[0] <= p < right[1] for p in others))
        longer += len(agree)
        at, other = left[1], right[1]
    assert found.shared >= found.identity * longer - 1


def test_texts_of_the_same_letters_share_all_of_them():
    text = SEEDS["001"]
    for part in PARTS:
        found = overlap(letters_of(text, part), letters_of(text, part), part)
        assert found is not None
        assert (found.containment, found.identity, found.differences, found.folded) == (1.0, 1.0, (), False)


def test_foreign_english_between_two_quotations_is_not_counted_as_shared():
    """Any two English texts have half their letters in common in order; single letters that agree prove nothing."""
    quote = "the quick brown fox jumps over the lazy dog and runs away "
    one = quote + "summer rain fell upon gardens where nobody walked " * 2 + quote.replace("fox", "cat")
    two = quote + "prices of copper rose when miners left their shafts " * 2 + quote.replace("fox", "cat")
    found = overlap(letters_of(one, OTHER), letters_of(two, OTHER), OTHER)
    assert found is None or found.shared <= 2 * len(quote)


@given(st.text("网络空间 ab", max_size=200), st.text("网络空间 ab", max_size=200), st.sampled_from(PARTS))
def test_an_overlap_never_claims_more_letters_than_there_are(one, two, part):
    left, right = letters_of(one, part), letters_of(two, part)
    found = overlap(left, right, part)
    if found:
        assert found.shared <= min(len(left.codes), len(right.codes))
        assert 0 <= found.left[0] < found.left[1] <= len(one)
        assert 0 <= found.right[0] < found.right[1] <= len(two)
        spans = [found.left[0], *(end for d in found.differences for end in d.left), found.left[1]]
        assert spans == sorted(spans)
