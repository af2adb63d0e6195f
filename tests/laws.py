"""A Text that re-checks every invariant after each call, and the strategies that feed it."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import strategies as st

from cleaners.text import Candidate, Claim, Edit, Evidence, Flag, Patch, Text, revert

RULES = ("a.one", "b.two", "c.three")


@st.composite
def patches(draw, length, texts=("", "", "", "X", "YZ", "ab")):
    """Sorted, disjoint patches on a text of `length` characters; pure insertions among them."""
    cuts = sorted(draw(st.lists(st.integers(0, length), max_size=10)))
    out: list[Patch] = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        if out and (start < out[-1].end or (start, end) == (out[-1].start, out[-1].end)):
            continue
        evidence = Evidence("because", ((start, end),))
        out.append(Patch(start, end, draw(st.sampled_from(texts)), draw(st.sampled_from(RULES)), evidence))
    return out


@st.composite
def rounds(draw, alphabet="abc\n", most=5):
    """A Text after some rounds of random patches, each round checked, with the rounds themselves."""
    text = Text(draw(st.text(alphabet, max_size=16)))
    history = []
    for _ in range(draw(st.integers(1, most))):
        found = draw(patches(len(str(text))))
        after = apply_checked(text, found)
        history.append((text, found, after))
        text = after
    return history


def substituted(text: str, found: list[Patch]) -> str:
    """The oracle: what the patches make of a plain string."""
    for patch in sorted(found, key=lambda p: (p.start, p.end), reverse=True):
        text = text[: patch.start] + patch.text + text[patch.end :]
    return text


def apply_checked(text: Text, found: list[Patch | Claim | Flag | Candidate]) -> Text:
    """Apply, then check the laws that need no history."""
    after = text.apply(found)
    assert str(after) == substituted(str(text), [f for f in found if isinstance(f, Patch)])
    check(after)
    return after


def inserted(text: Text) -> dict[int, Edit]:
    """The clean offsets that hold inserted characters, each with its edit; counted by hand, not by the maps."""
    owners: dict[int, Edit] = {}
    clean = raw = 0
    for edit in text.edits:
        clean += edit.raw_start - raw
        owners |= dict.fromkeys(range(clean, clean + len(edit.inserted)), edit)
        clean, raw = clean + len(edit.inserted), edit.raw_end
    return owners


def check(text: Text) -> None:
    """Laws 1, 4, 5, 6 of DESIGN 3 and the maps, on any Text."""
    source, clean = text.source, str(text)
    assert revert(clean, text.edits) == source  # law 5
    for edit in text.edits:
        assert source[edit.raw_start : edit.raw_end] == edit.removed  # law 6
        assert edit.removed != edit.inserted  # law 4
        assert edit.rule not in edit.via
        assert len(set(edit.via)) == len(edit.via)
    for one, two in pairwise(text.edits):
        assert one.raw_end <= two.raw_start  # laws 1 and 6: sorted, disjoint
        assert not one.raw_start == one.raw_end == two.raw_start == two.raw_end  # one insertion at a place
    owners = inserted(text)
    for i in range(len(clean)):
        raw = text.to_source(i)
        if i in owners:
            assert raw == owners[i].raw_start
            assert clean[i] == owners[i].inserted[i - text._clean_starts[text.edits.index(owners[i])]]
        else:
            assert source[raw] == clean[i]  # a kept character is itself
            assert text.to_clean(raw) == i
            assert text.source_span(i, i + 1) == (raw, raw + 1)
    assert text.to_source(len(clean)) <= len(source)
