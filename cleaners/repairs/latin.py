"""Mojibake of Latin, Greek, Cyrillic and other alphabets: ftfy in a configuration that leaves Chinese alone.

With its defaults ftfy changed 79 % of clean Chinese and English lines (curly quotes, full-width signs); with these options
none of 100,000. It knows no GBK or Big5 and would worsen them, so it runs after `mojibake`, and only behind a gate.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from cleaners.lines import lines
from cleaners.repairs import context
from cleaners.repairs.context import is_example, may_hold
from cleaners.rule import Rule, cleaner
from cleaners.text import Candidate, Evidence, Patch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftfy import TextFixerConfig

    from cleaners.page import Page
    from cleaners.text import Finding, Span, Text

LATIN = Rule(
    "repair.latin",
    2,
    "Text of an alphabet that was read in the wrong encoding.",
    "ftfy's heuristics, which were made to have no false alarms.",
)

# Where ftfy may find anything: C1 controls, or two characters of the Latin-1 supplement to Arabic within two.
# One class to begin with: a pattern of alternatives would be six times as slow.
GATE = re.compile(
    "[\x80-\x9f\xa1-\xb6\xb8-\u06ff](?:(?<=[\x80-\x9f])|(?<=[\u2018-\u203a].)|[^\n\r]?[\xa0-\u06ff\u2018-\u203a\u20ac\u2122])"
)
# Control characters are the business of `controls`; quotes, widths and references are the author's or other rules'.
OPTIONS: Final = {
    "unescape_html": False,
    "restore_byte_a0": False,
    "replace_lossy_sequences": False,
    "fix_latin_ligatures": False,
    "fix_character_width": False,
    "uncurl_quotes": False,
    "fix_line_breaks": False,
    "remove_control_chars": False,
    "remove_terminal_escapes": False,
    "normalization": None,
}
MOST = 4000  # characters aligned at once; a longer line is cut at white space
BLANK = re.compile(r"\s")
# Letters of other scripts; not the symbols and emoji of UTF-8 text.
FOREIGN = re.compile("[\u0370-\u1dff\u2c00-\uffff\U00010000-\U0001efff\U0001fb00-\U0010ffff]")
LEAST_FOREIGN = 3  # letters of another script: one or two within Latin text are chance (áź as Khmer, ×ś as Hebrew)


@cleaner(LATIN, helpers=(context, repr(OPTIONS)))
def latin(text: Text, _page: Page) -> Iterator[Finding]:
    """Propose ftfy's reading of each line that its gate lets in, as small patches."""
    body = str(text)
    if not may_hold(body, context.LATIN) or not GATE.search(body):
        return
    for line in lines(body):
        if GATE.search(body, line.start, line.end):
            for start, end in _pieces(body, line.start, line.end):
                for patch in _patches(body[start:end], start):
                    if _touches_letter(body, patch.start, patch.end):
                        reason = "within a word of other letters with marks: it may be chance"
                        yield Candidate(patch.start, patch.end, LATIN.id, reason)
                    elif is_example(body, patch.start, patch.end):
                        yield Candidate(
                            patch.start, patch.end, LATIN.id, "the text shows what a wrong encoding looks like"
                        )
                    else:
                        yield patch


def _touches_letter(body: str, start: int, end: int) -> bool:
    """Whether a letter beyond ASCII stands right beside a patch; stretches of mojibake end at ASCII or at marks."""
    beside = body[max(0, start - 1) : start] + body[end : end + 1]
    return any(c.isalpha() and "\x80" <= c < "\u0370" for c in beside)


def _pieces(body: str, start: int, end: int) -> Iterator[Span]:
    while end - start > MOST:
        blanks = [m.start() for m in BLANK.finditer(body, start + MOST // 2, start + MOST)]
        cut = blanks[-1] if blanks else start + MOST
        yield start, cut
        start = cut
    yield start, end


def _patches(piece: str, offset: int) -> Iterator[Patch]:
    """Yield a patch for each place where ftfy's reading differs; places one character apart are one."""
    import ftfy
    from rapidfuzz.distance import Levenshtein

    fixed, plan = ftfy.fix_and_explain(piece, _config())
    if fixed == piece:
        return
    steps = ", ".join(f"{step.action} {step.parameter}" for step in plan or ())
    places: list[list[int]] = []
    for op in Levenshtein.opcodes(piece, fixed):
        if op.tag == "equal":
            continue
        if places and op.src_start - places[-1][1] <= 1:
            places[-1][1], places[-1][3] = op.src_end, op.dest_end
        else:
            places.append([op.src_start, op.src_end, op.dest_start, op.dest_end])
    few = sum(char not in piece for char in FOREIGN.findall(fixed)) < LEAST_FOREIGN
    for start, end, low, high in places:
        if not (few and set(FOREIGN.findall(fixed[low:high])) - set(piece[start:end])):
            yield Patch(offset + start, offset + end, fixed[low:high], LATIN.id, Evidence(f"ftfy: {steps}"), 0.98)


@cache
def _config() -> TextFixerConfig:
    from ftfy import TextFixerConfig

    return TextFixerConfig(**OPTIONS)  # type: ignore[arg-type]  # a literal table of its own options
