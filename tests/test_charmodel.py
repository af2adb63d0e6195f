"""Laws of the character model: one figure by two ways, natural text above mis-decoded text, a file that is checked."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.charsets import charmodel
from cleaners.errors import PalimpsestError

NATURAL = (
    "今天天气很好，我们去公园玩吧。",
    "歷史上的這一天，許多人離開了自己的家鄉。",
    "The train was late again, so we walked home through the rain.",
    "记者从会议上了解到，明年的工作重点是教育和医疗。",
    "圖書館週一到週五開放，週末休息。",
)


@given(st.text(st.characters()))
def test_dictionaries_and_numpy_give_the_same_figure(text: str) -> None:
    """Short texts go through dictionaries, long ones through numpy: the cost is the same."""
    assert charmodel._short(text) == charmodel.costs(text).sum()


@given(st.text(st.characters()))
def test_any_text_has_a_finite_score(text: str) -> None:
    """The score is total, surrogates and unassigned code points included, and never above zero."""
    assert -60 < charmodel.score(text) <= 0


@pytest.mark.parametrize("text", NATURAL)
@pytest.mark.parametrize(
    ("written", "read"), [("utf-8", "gb18030"), ("gb18030", "big5hkscs"), ("gb18030", "latin-1"), ("utf-8", "cp1251")]
)
def test_natural_text_scores_above_its_mis_decodings(text: str, written: str, read: str) -> None:
    """Whatever the wrong codec, the right text is at least as natural (English survives all of them)."""
    wrong = text.encode(written, "replace").decode(read, "replace")
    assert wrong == text or charmodel.logprob(text) > charmodel.logprob(wrong) + 2


def test_a_damaged_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is checked against the digest in the code."""
    monkeypatch.setattr(charmodel, "DIGEST", "0" * 64)
    with pytest.raises(PalimpsestError, match="damaged"):
        charmodel.load.__wrapped__()


def test_importing_the_model_loads_no_numpy() -> None:
    """`import cleaners.charsets.charmodel` is cheap; the tables are read at the first question."""
    code = "import sys, cleaners.charsets.charmodel; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
