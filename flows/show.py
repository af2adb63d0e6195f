"""What a person sees on a terminal: edits in colour, with the characters around them; hostile text shown inert."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text as Styled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaners.document import Cleaned
    from cleaners.text import Edit

CONTEXT = 24  # code points shown on each side of an edit
LONGEST = 200  # code points shown of one removal
REMOVED, INSERTED, FAINT, RULE = "red strike", "green", "dim", "bold cyan"
MARKUP = "markup."  # tags are counted, not shown: a page holds thousands


def show_cleaned(name: str, done: Cleaned) -> None:
    """Print a document's edits, claims, flags and a line of sums."""
    console = Console(highlight=False, soft_wrap=True)
    for line in cleaned_lines(name, done):
        console.print(line)


def cleaned_lines(name: str, done: Cleaned) -> Iterator[Styled]:
    """Yield the styled lines that `show_cleaned` prints."""
    shown = [edit for edit in done.edits if not edit.rule.startswith(MARKUP)]
    yield Styled.assemble((inert(name), "bold"), f"  {done.decoding.encoding}, {done.media_type}")
    for rule, edits in groupby(shown, key=lambda edit: (edit.patch_seq, edit.rule)):
        yield from _patch(done, rule[1], list(edits))
    for claim in done.claims:
        doubted = f" (doubted by {claim.doubted_by})" if claim.doubted_by else ""
        said = Styled.assemble("  says ", (claim.field, "bold"), f" = {inert(claim.value)}{doubted}")
        yield said.append(f"  {claim.raw_start}:{claim.raw_end}", FAINT)
    for flag in done.flags:
        yield Styled(f"  flag {flag.kind}: {inert(flag.evidence.says)}").append(
            f"  {flag.raw_start}:{flag.raw_end}", FAINT
        )
    yield _sums(done, shown)


def _patch(done: Cleaned, rule: str, edits: list[Edit]) -> Iterator[Styled]:
    head = Styled.assemble("  ", (rule, RULE), f"  {inert(edits[0].evidence.says)}")
    yield head.append(f"  {edits[0].raw_start}:{edits[-1].raw_end}", FAINT)
    for edit in edits:
        before = done.ledger.source[max(0, edit.raw_start - CONTEXT) : edit.raw_start]
        after = done.ledger.source[edit.raw_end : edit.raw_end + CONTEXT]
        line = Styled.assemble("    ", (inert(before), FAINT), (inert(_cut(edit.removed)), REMOVED))
        yield line.append(inert(_cut(edit.inserted)), INSERTED).append(inert(after), FAINT)


def _cut(text: str) -> str:
    half = LONGEST // 2
    return text if len(text) <= LONGEST else f"{text[:half]} … {len(text) - LONGEST:,} more … {text[-half:]}"


def _sums(done: Cleaned, shown: list[Edit]) -> Styled:
    taken = sum(len(edit.removed) for edit in shown)
    tags = len(done.edits) - len(shown)
    markup = f", {tags:,} tags and references" if tags else ""
    return Styled(
        f"  {len(done.ledger.source):,} -> {len(done.text):,} characters: {len(shown):,} edits took {taken:,}{markup}; "
        f"{len(done.claims)} claims, {len(done.flags)} flags, {len(done.candidates)} refused; "
        f"{len(done.segments)} segments, {len(done.pairs)} pairs"
    )


def inert(text: str) -> str:
    r"""Return text with line feeds as signs and every control, bidi and zero-width character visible.

    >>> inert("a\nb\x1b[31m")
    'a⏎b�[31m'
    """
    return "".join(c if c.isprintable() else SIGNS.get(c, "\N{REPLACEMENT CHARACTER}") for c in text)


SIGNS = {"\n": "\N{RETURN SYMBOL}", "\r": "", "\t": " ", "\u00a0": "\N{OPEN BOX}", "\u3000": "\u3000"}
