"""Ids and digests: the same on every machine, moved by every value, by nothing else."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from warehouse import ids
from warehouse.schema import BYTES, INTS, LARGE, TEXTS, TIME

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
ROW = st.tuples(
    st.none() | TEXT,
    st.none() | TEXT,
    st.none() | st.integers(-(2**63), 2**63 - 1),
    st.none() | st.floats(allow_nan=False),
    st.none() | st.booleans(),
    st.none() | st.lists(TEXT, max_size=3),
    st.none() | st.lists(st.integers(0, 99), max_size=3),
    st.none() | st.binary(max_size=5),
    st.none() | st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
TYPES = (pa.string(), LARGE, pa.int64(), pa.float64(), pa.bool_(), TEXTS, INTS, BYTES, TIME)


def table(rows):
    columns = zip(*rows, strict=True) if rows else [[] for _ in TYPES]
    arrays = [pa.array(list(column), kind) for column, kind in zip(columns, TYPES, strict=True)]
    return pa.table(arrays, names=[f"c{n}" for n in range(len(TYPES))])


def test_ids_of_today_are_ids_of_every_machine():
    assert ids.doc_id("seeds", "000.txt") == "26867dbac8dc35a4f1493ec45ef09c73"
    assert ids.digest_of("a", "b") == hashlib.sha256(b"1:a1:b").hexdigest()
    assert ids.digest_of("é") == hashlib.sha256("2:é".encode()).hexdigest()


@given(st.lists(TEXT, max_size=4), st.lists(TEXT, max_size=4))
def test_no_two_lists_of_parts_share_a_digest(a, b):
    assert (ids.digest_of(*a) == ids.digest_of(*b)) == (a == b)


@given(st.lists(ROW, max_size=6), st.lists(ROW, max_size=6))
def test_rows_share_a_digest_exactly_when_they_are_equal(a, b):
    one, other = ids.row_digests(table(a)), ids.row_digests(table(b))
    for x, left in zip(a, one, strict=True):
        for y, right in zip(b, other, strict=True):
            assert (left.tobytes() == right.tobytes()) == (repr(x) == repr(y))


@given(st.lists(ROW, min_size=1, max_size=9), st.integers(0, 8))
def test_a_row_digest_does_not_depend_on_its_neighbours(rows, start):
    whole = ids.row_digests(table(rows))
    assert ids.row_digests(table(rows).slice(start)).tobytes() == whole[start:].tobytes()
    assert ids.row_digests(pa.concat_tables([table([row]) for row in rows])).tobytes() == whole.tobytes()


def test_a_row_digest_is_what_its_description_says():
    row = ("好", None, -5, 1.5, True, ["a", "bc"], [], b"\0", datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))
    written = "s3:好-i2:-5r19:4609434218613702656o1:1l9:s1:as2:bcl0:b1:\0t7:1000000".encode()
    assert ids.row_digests(table([row]))[0].tobytes() == hashlib.sha256(written).digest()


def test_an_edit_id_moves_with_span_insertion_rule_and_bytes():
    made = {
        ids.edit_id(doc, raw, span, inserted=inserted, rule=rule)
        for doc in "ab" for raw in "ab" for span in ((0, 1), (0, 2)) for inserted in ("", "x") for rule in "ab"
    }  # fmt: skip
    assert len(made) == 32
