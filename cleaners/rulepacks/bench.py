"""Judges where a match stands on its page: what is sure at a page's edge is thin evidence in running prose.

A match is confirmed or refused with a reason; one wrong removal is worse than ten misses.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from cleaners.rulepacks.matter import in_machine_form, in_section, is_indented, why_matter
from cleaners.rulepacks.placing import AROUND, Sheet
from cleaners.rulepacks.placing_words import (
    ANNOUNCED,
    FIELD,
    QUALIFIED,
    RULED,
    SHOWN,
    TITLE_WORD,
)
from cleaners.rulepacks.spoken import is_defined, is_prose, prose_of, text_of, why_spoken_of
from cleaners.rulepacks.views import dense, view

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaners.rulepacks.patterns import Match

HEAD = 4  # content lines above: site line, breadcrumb, title, subtitle; a long paragraph counts twice
TAIL = 3  # content lines below: a signature and a date may follow an editor line; a long paragraph is too much
QUOTES_OPEN = "“‘「『《\"'`"
QUOTES_CLOSE = "”’」』》\"'`"
FINISHED = '。.!\uff01?\uff1f…」』”’")\uff09:\uff1a;\uff1b】]'  # behind them a mark is glued to a sentence
SPOKEN_OF = "”’」』》这这等"  # after a mark: the sentence goes on about it
SUBJECT = "的上中里是可"  # after a mark that begins a sentence: it is the sentence's subject
DENSE = 3  # lines of furniture that make the lines beyond the text a frame, however many others stand among them
SITE = "furniture"  # family of what a site says to its visitors
OFFICE = "editorial"  # names and days: below a text they may be a list of books
FRAMES = {SITE, OFFICE}
FRAMED = 4  # lines of furniture that make a page a framed one
SPARSE = 2  # other lines for each of furniture in a frame, at most
RIGHTS_REACH = 6  # lines of a section about rights: its heading need not stand right above the line
NUMBER = re.compile(r"\d+")
LITERAL = re.compile(r"""\s*(["'`])[^"'`]*\1\s*[,;)\]]\s*""")  # an item of a list in code
REPEATED = 3  # the very same words so often on one page are no sentence of the text
ONE_WORD = re.compile(r"[A-Za-z]+|[\u3400-\u9fff]{1,4}")


@dataclass(frozen=True)
class Bench:
    """The matches of one page together: each is judged with its neighbours."""

    sheet: Sheet
    matches: Sequence[Match]
    furniture: frozenset[int] = frozenset()
    gone: Sequence[int] = ()

    @cached_property
    def filled(self) -> frozenset[int]:
        """Numbers of the lines that are furniture, by these matches or by others."""
        return self.furniture | self.sheet.filled(self.matches)

    @cached_property
    def companions(self) -> frozenset[int]:
        """Those of them that stand where their rules look for them: a rights line above a text is no furniture."""
        return self.furniture | self.sheet.filled(m for m in self.matches if self.lends(m))

    def lends(self, m: Match) -> bool:
        """Return whether a match makes the lines beside it likelier to be furniture: bare words alone make none of each other."""
        return (
            m.fills
            and (self._tells(m) or self.is_framed)
            and (self.is_known or not self._is_bare(m))
            and self.is_in_place(m)
        )

    @staticmethod
    def _tells(m: Match) -> bool:
        """Return whether a match is furniture whatever else stands on the page."""
        return not m.rule.framed

    @cached_property
    def is_known(self) -> bool:
        """Whether the page has furniture that is more than bare words."""
        known = self.furniture or self.gone
        return bool(known) or any(
            m.fills and self._tells(m) and not self._is_bare(m) and self.is_in_place(m) for m in self.matches
        )

    def _is_bare(self, m: Match) -> bool:
        """Return whether a match is one word that needs company."""
        return bool(m.rule.company and ONE_WORD.fullmatch(self.sheet.text[m.start : m.end].strip(AROUND)))

    @cached_property
    def counts(self) -> Counter[tuple[str, str]]:
        """How often each rule matches the very same words."""
        return Counter((m.rule.rule.id, self._words(m)) for m in self.matches)

    @cached_property
    def of_rule(self) -> Counter[int]:
        """How many matches each rule has."""
        return Counter(id(m.rule) for m in self.matches)

    @cached_property
    def above(self) -> list[int]:
        """Content above each line, lines that matches fill left out."""
        weights = self.sheet.weights.copy()
        for n in self.filled:
            weights[n] = 0
        return [0, *accumulate(weights)]

    def refusal(self, m: Match) -> str:
        """Return why a match must stay, or an empty string where the page confirms it."""
        n, last = self.sheet.line(m.start), self.sheet.line(max(m.start, m.end - 1))
        if self._is_quoted(m):
            return "quoted: the text speaks of this mark"
        if m.rule.citable and self._is_cited(n, m):
            return "it stands in a list of references"
        if m.rule.citable and self._is_field(n):
            return "a field of a form"
        if not self.is_in_place(m) and not self._is_amid_frame(m) and self._repeats(m) < REPEATED:
            return f"not at the page's {m.rule.place}: it may be a sentence of the text"
        if m.rule.framed and not self.is_framed:
            return "the page has no frame of other furniture"
        if self.sheet.is_comment(n) or (is_indented(self.sheet.text, m.start) and self.sheet.is_program):
            return "a line of code or its comment"
        if m.rule.place != "any" and self.sheet.is_source:
            return "the page is a manual in its own format"
        if m.rule.place != "any" and in_section(self.sheet, n, RIGHTS_REACH if m.rule.whole else 1):
            return "it stands in a section of its own"
        if matter := why_matter(self.sheet, m, self.filled):
            return matter
        if m.rule.prose > self.sheet.paragraphs:
            return "the page has too little running text to tell furniture from it"
        if m.fills and m.rule.prose and self._is_title(n, last):
            return "one word above the text: it may be the title"
        ruled = RULED.match(self.sheet.content(self.sheet.beside(n, 1) or n))  # a match may have taken it along
        if m.fills and not m.groups and m.rule.prose and (why := why_spoken_of(self.sheet, m, n)):
            return why
        if m.fills and m.rule.prose and n == last and is_defined(self.sheet, n):
            return "a term in a list that explains its terms"
        if m.fills and m.rule.prose and self._is_amid(m, n, last):
            return "one word amid the text: it may be a line of it"
        if m.rule.following and (ruled or (n == last and self._near(last, 1))):
            return "a heading: what follows is no list of links"
        if m.rule.company and self._company(n, last) < m.rule.company:
            return "no other furniture beside it"
        if m.rule.most and self.of_rule[id(m.rule)] > m.rule.most:
            return f"more than {m.rule.most} such lines: they may be a list that is the content"
        return ""

    def _is_field(self, n: int) -> bool:
        """Return whether a line stands between fields, or in one stanza with a machine's field."""
        return all(FIELD.match(self._near(n, step)) for step in (-1, 1)) or in_machine_form(self.sheet, n)

    def _is_title(self, n: int, last: int) -> bool:
        """Return whether a line is one word, the first of the page, and no furniture stands or stood beside it."""
        if n != last or self.sheet.beside(n, -1) is not None or not TITLE_WORD.fullmatch(self.sheet.content(n)):
            return False
        return not self._company(n, last)

    def _is_amid(self, m: Match, n: int, last: int) -> bool:
        """Return whether a match is one word on a line between the first and the last paragraph, beside no other furniture."""
        first, final = prose_of(self.sheet)
        bare = first < n < final and ONE_WORD.fullmatch(self.sheet.text[m.start : m.end].strip(AROUND))
        return bool(bare) and not m.rule.framed and not self._company(n, last) and self._repeats(m) < REPEATED

    def _is_quoted(self, m: Match) -> bool:
        """Return whether the match stands in quotation marks, is announced by a word like 'reads', or the sentence runs on."""
        text = self.sheet.text
        before, after = text[max(0, m.start - 1) : m.start], text[m.end : m.end + 1]
        if before and after and before in QUOTES_OPEN and after in QUOTES_CLOSE:
            return True
        if m.fills:
            n = self.sheet.line(m.start)
            return bool(LITERAL.fullmatch(self.sheet.content(n)) or SHOWN.search(self._near(n, -1)))
        if QUALIFIED.search(text[max(0, m.start - 3) : m.start]) or ANNOUNCED.search(
            text[max(0, m.start - 24) : m.start]
        ):
            return True
        if after and after in SPOKEN_OF:
            return True
        begins = not before or before in FINISHED or before in "\r\n"
        return begins and bool(after) and after in SUBJECT

    def _repeats(self, m: Match) -> int:
        if m.rule.whole:  # terms and licences repeat their words where they are the matter
            return 1
        return self.counts[m.rule.rule.id, self._words(m)]

    def _words(self, m: Match) -> str:
        """Return what a match says, folded and with each number as one 0: a mark that counts on is still one mark."""
        return NUMBER.sub("0", dense(view(self.sheet.text, m.start, m.end)).text.lower())

    def _is_cited(self, n: int, m: Match) -> bool:
        """Return whether a match on line `n` stands among references, in a list, or beside a line with an address."""
        if n > self.sheet.references or any("://" in self._near(n, step) for step in (-1, 1)):
            return True
        near = (k for k in (n - 1, n + 1) if 0 <= k < len(self.sheet.rows))
        return self.sheet.is_listed(n) and (not m.fills or any(map(self.sheet.is_listed, near)))

    def is_in_place(self, m: Match) -> bool:
        """Return whether a match stands where on the page its rule looks for it."""
        n, last = self.sheet.line(m.start), self.sheet.line(max(m.start, m.end - 1))
        above, below = self.above[n], self.above[-1] - self.above[last + 1]
        own = 0 if m.fills else 1  # what stands on the line beside the match
        head = (above <= HEAD or self._is_dense(0, last)) and below + own > 0
        tail = (below <= TAIL or self._is_dense(n, len(self.sheet.rows) - 1)) and above + own > 0
        placed = {"any": above + below + own > 0, "head": head, "tail": tail, "edge": head or tail}[m.rule.place]
        return placed or self._is_beyond(m)

    def _is_beyond(self, m: Match) -> bool:
        """Return whether a line of several words stands beyond the running text, above its first paragraph or below its last."""
        family = m.rule.rule.id.partition(".")[0]
        if not m.fills or m.rule.following or m.rule.whole or family not in FRAMES or self._is_bare(m):
            return False
        n = self.sheet.line(m.start)
        first, last = text_of(self.sheet)
        head, tail = n < first, n > last >= 0 and family != OFFICE
        return {"any": False, "head": head, "tail": tail, "edge": head or tail}[m.rule.place]

    def _is_amid_frame(self, m: Match) -> bool:
        """Return whether a line of several words stands between paragraphs that its site has framed."""
        own = m.fills and not m.rule.following and not m.rule.whole and m.rule.place == "edge" and not self._is_bare(m)
        return bool(own and m.rule.rule.id.startswith(SITE) and self.is_framed)

    @cached_property
    def is_framed(self) -> bool:
        """Whether the page has so much furniture at its edges that its site printed a frame around the text."""
        told = (m for m in self.matches if self._tells(m) and not self._is_bare(m) and self.is_in_place(m))
        return len(self.furniture | self.sheet.filled(told)) + len(self.gone) >= FRAMED

    def _is_dense(self, low: int, high: int) -> bool:
        """Return whether the lines from the page's end to here hold no running text, and much furniture among others."""
        lines = range(low, high + 1)
        known = sum(n in self.told for n in lines)
        if known < DENSE:
            return False
        open_ = [n for n in lines if self.sheet.weights[n] and n not in self.filled]
        return len(open_) <= SPARSE * known and not any(is_prose(self.sheet.content(n)) for n in open_)

    @cached_property
    def told(self) -> frozenset[int]:
        """Numbers of the lines that matches of more than one bare word fill."""
        return self.furniture | self.sheet.filled(m for m in self.matches if self._tells(m) and not self._is_bare(m))

    def _near(self, n: int, step: int) -> str:
        """Return the nearest line with content, or '' where it is furniture or the page ends."""
        k = self.sheet.beside(n, step)
        return "" if k is None or k in self.filled else self.sheet.content(k)

    def _company(self, n: int, last: int) -> int:
        """Return how many of the nearest lines with content above and below are furniture too."""
        return sum(self._neighbour(k, step) for k, step in ((n, -1), (last, 1)))

    def _neighbour(self, n: int, step: int) -> bool:
        """Return whether the nearest line above or below is furniture, or furniture stood there until it was taken."""
        k, rows = self.sheet.beside(n, step), self.sheet.rows
        if k in self.companions:
            return True
        if step < 0:
            low, high = (rows[k].end if k is not None else 0), rows[n].start
        else:
            low, high = rows[n].end, (rows[k].start if k is not None else len(self.sheet.text))
        place = bisect_left(self.gone, low)
        return place < len(self.gone) and self.gone[place] <= high
