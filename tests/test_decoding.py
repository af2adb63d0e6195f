"""Laws of decoding: every body becomes text without surrogates, and comes back to the byte."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners import stateful
from cleaners.decoding import decode
from cleaners.transcode import to_bytes, to_text

ENCODINGS = (
    "utf-8", "gb18030", "big5hkscs", "cp1252", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "cp932", "euc_jp",
    "cp949", "cp1251", "koi8-r", "cp1253", "cp1255", "iso8859-7",
)  # fmt: skip
HIGH = st.lists(st.integers(0x80, 0xFF)).map(bytes)
BODIES = st.one_of(
    st.binary(),
    HIGH,
    st.lists(st.sampled_from([b"~{", b"~}", b"\x1b$)A", b"\x1b$B", b"\x0e", b"\x0f", b"\x1b(B", b"\xfe\xff", b"VP", b"\n", b"a\0"])).map(b"".join),
    st.tuples(st.text(st.characters(codec="gb18030")), st.sampled_from(ENCODINGS), HIGH).map(
        lambda t: t[0].encode(t[1], "ignore") + t[2]
    ),
)  # fmt: skip


@given(BODIES, st.sampled_from(["", "gbk", "utf-8", "text/html; charset=big5", "nonsense", "utf-16"]))
def test_every_body_comes_back_to_the_byte(body: bytes, header: str) -> None:
    """`decode(body).encode() == body`, and the text holds no surrogate (Arrow refuses them)."""
    decoding = decode(body, header)
    decoding.text.encode("utf-8")
    assert decoding.encode() == body


@given(BODIES, st.sampled_from(ENCODINGS))
def test_every_encoding_is_exact_on_any_bytes(body: bytes, encoding: str) -> None:
    """Text, encoding and exceptions alone give the bytes back, whatever encoding was chosen."""
    text, exceptions = to_text(body, encoding)
    text.encode("utf-8")
    assert to_bytes(text, encoding, exceptions) == body


@given(BODIES, st.data())
def test_byte_spans_tile_the_body(body: bytes, data: st.DataObject) -> None:
    """Adjacent spans of text lie on adjacent spans of bytes, and the whole text on the body after its mark."""
    decoding = decode(body)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(decoding.text)), max_size=3)))
    edges = [0, *cuts, len(decoding.text)]
    spans = [decoding.byte_span(a, b) for a, b in pairwise(edges)]
    assert spans[0][0] == decoding.bom_length
    assert spans[-1][1] <= len(body)
    for before, after in pairwise(spans):
        assert before[1] <= after[0] or before[0] == before[1]


@given(
    st.lists(st.sampled_from([b"~{", b"~}", b"~", b"\x1b$)A", b"\x1b$)G", b"\x1b$*H", b"\x1bN", b"\x1b$B", b"\x1b$)C", b"\x0e", b"\x0f", b"\x1b(B", b"VP", b"0!", b"\n", b"\x7f", b"\xe9"])).map(b"".join),
    st.sampled_from(sorted(stateful.STATEFUL)),
)  # fmt: skip
def test_each_character_of_a_stateful_body_has_its_place(body: bytes, encoding: str) -> None:
    """There is one end per character of the text, ends never decrease, and the last lies within the body."""
    ends = stateful.ends(body, encoding)
    assert len(ends) == len(stateful.to_text(body, encoding))
    assert list(ends) == sorted(ends)
    assert not ends or ends[-1] <= len(body)


@pytest.mark.parametrize(
    ("body", "text", "encoding"),
    [
        (b"", "", "utf-8"),
        ("\ufeff百年".encode(), "百年", "utf-8"),
        ("百年\n".encode("utf-16"), "百年\n", "utf-16-le"),
        ("百年\n".encode("utf-32"), "百年\n", "utf-32-le"),
        ("百年".encode()[:-1], "百\ufffd", "utf-8"),
        ("年年".encode("hz"), "年年", "hz"),
    ],
)
def test_bytes_that_leave_no_choice(body: bytes, text: str, encoding: str) -> None:
    """A byte order mark, an escape or strict UTF-8 decide at once."""
    decoding = decode(body)
    assert (decoding.text, decoding.encoding) == (text, encoding)
