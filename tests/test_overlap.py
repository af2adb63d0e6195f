"""Documents against one another: sketches sample the same shingles everywhere, and a reported span is where the text stands."""

from __future__ import annotations

import random
from pathlib import Path

import duckdb
import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners import clean
from cleaners.repeats.overlap import overlap
from cleaners.repeats.shingles import HAN, LENGTHS, OTHER, RATE, letters_of, shingle_hashes, sketches
from warehouse.overlaps import candidates, exact_groups, folded_table, proved, sketch_table

SEEDS = {p.stem[:3]: clean(p.read_bytes()).text for p in sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))}
WORD = 1 << 64


def by_hand(codes, length):
    """The polynomial hash, one shingle at a time, in plain integers."""
    for i in range(len(codes) - length + 1):
        value = 0
        for code in codes[i : i + length]:
            value = (value * 0x9E3779B97F4A7C15 + (int(code) + 1) * 0xD6E8FEB86659FD93) % WORD
        value = (value ^ (value >> 32)) * 0xD6E8FEB86659FD93 % WORD
        yield value ^ (value >> 29)


@given(st.text("网络空間abc 。", max_size=60), st.sampled_from(sorted({*LENGTHS.values(), 1, 2, 3, 5, 7})))
def test_a_shingle_s_hash_is_its_polynomial(text, length):
    codes = letters_of(text, HAN).codes
    assert [int(h) for h in shingle_hashes(codes, length)] == list(by_hand(codes, length))


@given(st.lists(st.text("网络空间命运共同体abcdefgh ", max_size=80), min_size=1, max_size=5))
def test_a_batch_sketches_each_text_as_it_would_alone(texts):
    """No shingle reaches from one document into the next, and each hash counts once."""
    batch = sketches(texts)
    rows = list(zip(batch.documents.tolist(), batch.parts.tolist(), batch.hashes.tolist(), strict=True))
    alone = []
    for part in (HAN, OTHER):
        for n, text in enumerate(texts):
            hashes = {int(h) for h in shingle_hashes(letters_of(text, part).codes, LENGTHS[part])}
            alone += [(n, part, h) for h in sorted(hashes) if h % RATE == 0]
    assert sorted(rows) == sorted(alone)
    assert len(set(rows)) == len(rows)


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
    assert found.identity >= 0.99
    assert SEEDS["002"][slice(*found.left)].startswith("三、实践路径")
    assert SEEDS["004"][slice(*found.right)].startswith("三、實踐路徑")
    assert SEEDS["002"][: found.left[1]].endswith("携手开创人类更加美好的未来")
    assert SEEDS["004"][: found.right[1]].endswith("攜手開創人類更加美好的未來")


def made(count, seed=3):
    """Documents of shuffled characters of the seeds; some are copies: (documents, true pairs)."""
    chance = random.Random(seed)
    characters = [c for c in "".join(SEEDS.values()) if "\u4e00" <= c <= "\u9fff"]
    traditional = opencc.OpenCC("s2t")
    fresh = lambda n: "".join(chance.choices(characters, k=n))  # noqa: E731
    documents, pairs = {}, {}
    for n in range(count):
        text = fresh(900)
        documents[f"d{n}"] = text
        broken = list(text)
        for place in chance.sample(range(900), 45):
            broken[place] = chance.choice(characters)
        documents[f"d{n}near"] = "".join(broken)
        documents[f"d{n}part"] = fresh(600) + text[300:600]
        documents[f"d{n}hant"] = traditional.convert(text)
        pairs |= {
            (f"d{n}", f"d{n}near"): "near",
            (f"d{n}", f"d{n}part"): "contained",
            (f"d{n}hant", f"d{n}near"): "near",
        }
    return documents, pairs


@pytest.fixture(scope="module")
def found():
    documents, pairs = made(40)
    con = duckdb.connect()
    con.register("sketch", sketch_table(list(documents), list(documents.values())))
    con.register("folded", folded_table(list(documents), list(documents.values())))
    con.execute("CREATE TABLE fresh AS SELECT doc_id FROM folded")
    shared = [p for p in (proved(c, documents.__getitem__) for c in candidates(con, "sketch", "fresh")) if p]
    return documents, pairs, shared, exact_groups(con, "folded")


def test_copies_with_edits_and_contained_thirds_are_found_with_their_kind(found):
    _, pairs, shared, _ = found
    kinds = {(p.left, p.right): p.kind for p in shared} | {(p.right, p.left): p.kind for p in shared}
    missed = [pair for pair in pairs if pair not in kinds]
    assert missed == []
    assert all(kinds[pair] == kind for pair, kind in pairs.items())


def test_nothing_is_reported_of_documents_that_share_nothing(found):
    _, _, shared, _ = found
    stem = lambda doc: doc.rstrip("nearpthc")  # noqa: E731
    assert [p for p in shared if stem(p.left) != stem(p.right)] == []


def test_exact_copies_meet_whatever_their_script(found):
    documents, _, _, groups = found
    assert len(groups) == sum(1 for d in documents if d.endswith("hant"))
    assert all(a + "hant" == b for a, b in groups)


def test_a_reported_span_holds_the_shared_text(found):
    documents, _, shared, _ = found
    for pair in shared:
        left = documents[pair.left][pair.left_start : pair.left_end]
        right = documents[pair.right][pair.right_start : pair.right_end]
        assert abs(len(left) - len(right)) <= 0.1 * max(len(left), len(right))
        assert pair.shared <= len(left)


def test_only_pairs_with_a_fresh_document_are_compared():
    documents, _ = made(5)
    con = duckdb.connect()
    con.register("sketch", sketch_table(list(documents), list(documents.values())))
    con.execute("CREATE TABLE fresh AS SELECT 'd3near' AS doc_id")
    met = list(candidates(con, "sketch", "fresh"))
    assert met
    assert all("d3near" in (c.left, c.right) for c in met)
