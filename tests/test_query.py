"""why, trace and revert: what became of a text, and the way back from a clean sentence to its bytes."""

from __future__ import annotations

import pytest

from tests.store import PAGES, arrivals, item, runs, spec
from warehouse import StoreError, documents_of, ids, source_bytes, trace, why

SECOND = {name: body for name, body in PAGES.items() if name != "d.txt"} | {
    "a.txt": "a line of 繁體字 here[ad by Bus]\nfirst?second\n",
    "b.txt": b"",
    "h.txt": "[ad by Wonder]" * 9 + "small rest\n",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    run = runs(tmp_path_factory.mktemp("query") / "w")
    run((spec(), PAGES), (spec("other"), {f"{n}.txt": f"number {n}\n" for n in range(4)}))
    run((spec(), SECOND | {"q.txt": Exception("x")}), (spec("other"), {"0.txt": "whole held body\n"}))
    return run.house


CASES = [
    ("a line of", "kept", ""),
    ("a line of 繁体字", "kept", ""),  # folded: Simplified finds Traditional
    ("aline　of", "kept", ""),  # and spaces do not matter
    ("[ad by Bus]", "removed", "watermark.ad"),
    ("by Bus", "removed", "watermark.ad"),
    ("here[ad by Bus] first", "changed", "watermark.ad"),
    ("first?second", "changed", "repair.lost"),
    ("first second", "changed", "repair.lost"),  # as the clean text has it
    ("Tea & rice", "kept", ""),  # markup lies between, and is no change
    ("<p>", "removed", "markup.tag"),
    ("实现之路", "superseded", "release 1"),
    ("plain, without", "vanished", ""),
    ("small rest", "held back", "loss"),
    ("whole held body", "held back", "vanished_share 0.75"),
    ("Wonder", "held back", "loss"),
    ("nobody wrote this", "never seen", ""),
]


@pytest.mark.parametrize(("text", "verdict", "says"), CASES)
def test_why_says_what_became_of_a_text(house, text, verdict, says):
    first = why(house, text)[0]
    assert first.verdict == verdict, first
    assert says in first.says


def test_why_finds_what_is_quarantined(tmp_path):
    run = runs(tmp_path / "w")

    def clean(fetched):
        raise ValueError(fetched.item.uri)

    run((spec(clean=clean), {"x.txt": "the words of a broken page\n"}))
    answer = why(run.house, "words of a broken")[0]
    assert (answer.verdict, answer.raw_start) == ("quarantined", 4)
    assert "ValueError: file:///x.txt" in answer.says


def test_why_names_rule_evidence_and_place(house):
    answer = why(house, "[ad by Bus]")[0]
    change = answer.changes[0]
    assert (change.rule_id, change.evidence, change.removed) == ("watermark.ad", "brackets say ad", "[ad by Bus]")
    assert (answer.raw_start, answer.raw_end) == (change.raw_start, change.raw_end) == (18, 29)


def test_why_finds_every_occurrence_up_to_the_limit(house):
    assert len(why(house, "number")) == 4
    assert len(why(house, "number", limit=3)) == 3


def test_why_of_nothing_is_an_error(house):
    with pytest.raises(StoreError, match="white space"):
        why(house, " \n")


@pytest.mark.parametrize("text", ["a line of 繁體字 here", "first second", "Tea & rice", "百年孤独", "cut tail"])
def test_trace_leads_from_a_clean_sentence_to_its_bytes(house, text):
    found = trace(house, text)
    assert len(found) == 1
    there = found[0]
    body = source_bytes(house, there.doc_id)
    encoding = house.open().query("SELECT encoding FROM documents WHERE doc_id = ?", [there.doc_id])[0][0]
    assert body[there.byte_start : there.byte_end].decode(encoding) == there.source
    if not there.changes:
        assert there.source.replace("&amp;", "&") == text


def test_trace_brings_the_claims_of_the_document(house):
    claims = trace(house, "a line of")[0].claims
    assert [(c.field, c.value) for c in claims] == [("publisher", "Bus")]
    assert trace(house, "nobody wrote this") == []


@pytest.mark.parametrize("name", PAGES)
def test_revert_gives_the_bytes_of_every_document(house, name):
    body = (PAGES if name in ("b.txt", "d.txt") else SECOND)[name]
    expected = body.encode() if isinstance(body, str) else body
    doc = ids.doc_id("one", name)
    assert source_bytes(house, doc) == expected
    assert source_bytes(house, doc[:9]) == expected
    assert source_bytes(house, item(name).uri) == expected
    assert source_bytes(house, name) == expected


def test_a_document_that_cannot_be_meant_is_said_so(house, tmp_path):
    with pytest.raises(StoreError, match="no kept release holds"):
        source_bytes(house, "nothing.txt")
    run = runs(tmp_path / "w")
    run((spec("one"), {"a.txt": "1\n"}), (spec("two"), {"a.txt": "2\n"}))
    assert len(documents_of(run.house, "a.txt")) == 2
    with pytest.raises(StoreError, match="may mean 2 documents"):
        source_bytes(run.house, "a.txt")


def test_a_new_warehouse_says_what_to_do(tmp_path):
    with pytest.raises(StoreError, match="palimpsest ingest"):
        why(runs(tmp_path / "w").house, "text")
    assert list(arrivals({}, None)) == []
