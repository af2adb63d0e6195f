"""What there is to know of a run and of the text that it repeats: what either has alone, what lies between, how they differ."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cleaners.repeats import fold
from cleaners.repeats.copy_align import compared
from cleaners.repeats.copy_lines import LINE_LEAST
from cleaners.repeats.damage import Damage, damage, explained, joined
from cleaners.repeats.edition_labels import HEAVIEST, PROVED, RAW, is_frame
from cleaners.repeats.prose import FINAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cleaners.repeats.edition_page import Piece, Row, Sheet
    from cleaners.repeats.edition_runs import Run
    from cleaners.text import Span

MET = 0.5  # share of a piece's letters that the run has met: it is not lacking
SENTENCE = 4.0  # CJK-equivalents of a sentence that counts as one
OWN = 8.0  # ... of finished sentences that only one of the two has
REST = 12.0  # ... of a line that ends like a sentence and is prose
MOST_BARE = 6  # lines of a head or a menu between two editions
SIGN = re.compile(r"[=+<$@\\^~#]")
HEADS = 2  # lines above a text that may label it
SCRIPTS = 10  # characters more that one of them has in the other script


@dataclass(frozen=True)
class Facts:
    """A run of rows, the rows it repeats (`low:high`), and the rows that earlier runs have been removed from."""

    sheet: Sheet
    run: Run
    gone: frozenset[int]
    repaired: Callable[[Span], int]

    @cached_property
    def rows(self) -> Span:
        """The rows that the run repeats."""
        start, end = self.run.span
        pieces = self.sheet.pieces
        return pieces[self.sheet.piece_at(start)].row, pieces[self.sheet.piece_at(end - 1)].row + 1

    @cached_property
    def weight(self) -> float:
        """The CJK-equivalents that stand twice."""
        return sum(self.sheet.pieces[m.piece].weight for m in self.run.met)

    @cached_property
    def is_exact(self) -> bool:
        """Whether all that stands twice has the same letters."""
        return all(m.exact for m in self.run.met)

    @cached_property
    def sentences(self) -> int:
        """How many different sentences stand twice."""
        pieces = self.sheet.pieces
        return len({pieces[m.piece].key for m in self.run.met if pieces[m.piece].weight >= SENTENCE})

    @cached_property
    def here(self) -> Sequence[Row]:
        """The rows of the run."""
        return self.sheet.rows[self.run.low : self.run.high]

    @cached_property
    def there(self) -> Sequence[Row]:
        """The rows that it repeats."""
        return self.sheet.rows[slice(*self.rows)]

    @cached_property
    def between(self) -> Sequence[Row]:
        """The rows between the two that are still there."""
        return self._left(self.rows[1], self.run.low)

    @cached_property
    def before(self) -> Sequence[Row]:
        """The rows before both."""
        return self._left(0, self.rows[0])

    @cached_property
    def after(self) -> Sequence[Row]:
        """The rows behind both."""
        return self._left(self.run.high, len(self.sheet.rows))

    def _left(self, low: int, high: int) -> list[Row]:
        return [self.sheet.rows[k] for k in range(low, high) if k not in self.gone]

    @cached_property
    def share(self) -> float:
        """The share of the page that the two make up."""
        both = sum(row.weight for row in (*self.here, *self.there))
        return both / max(1.0, both + sum(row.weight for row in (*self.before, *self.between, *self.after)))

    @cached_property
    def extra(self) -> Sequence[Piece]:
        """The pieces of the run's rows that the other text lacks."""
        firsts = self.sheet.firsts
        met = {m.piece for m in self.run.met}
        return [self.sheet.pieces[k] for k in range(firsts[self.run.low], firsts[self.run.high]) if k not in met]

    @cached_property
    def lacking(self) -> Sequence[Piece]:
        """The pieces of the other text, from the first met to the last, that the run lacks."""
        start, end = self.run.span
        low, high = self.sheet.piece_at(start), self.sheet.piece_at(end - 1) + 1
        met = bytearray(end - start)
        for m in self.run.met:
            met[m.start - start : m.end - start] = b"\1" * (m.end - m.start)
        return [
            piece
            for piece in self.sheet.pieces[low:high]
            if met.count(1, max(0, piece.at - start), piece.stop - start) < MET * len(piece.key)
        ]

    def finished(self, pieces: Sequence[Piece]) -> float:
        """Return the weight of the sentences among some pieces."""
        return sum(p.weight for p in pieces if FINAL.search(self.sheet.text[p.start : p.end].rstrip()))

    @cached_property
    def is_titled(self) -> bool:
        """Whether both begin with the same line that ends like no sentence, and more follows."""
        first = self.run.met[0]
        row = self.here[0]
        at_row = self.sheet.pieces[first.piece].start <= row.end - len(row.words)
        return len(self.here) > 1 and not row.finished and at_row and self.rows[0] < self.rows[1] - 1

    @cached_property
    def is_prose(self) -> bool:
        """Whether most of the run is sentences in lines of some length."""
        lines = [row for row in self.here if row.finished]
        long = sum(row.weight for row in lines)
        return len(lines) >= 1 and long >= max(LINE_LEAST * len(lines) * 0.7, 0.6 * sum(r.weight for r in self.here))

    @cached_property
    def is_whole(self) -> bool:
        """Whether the run lacks hardly anything of the other text."""
        return (
            sum(p.weight for p in self.lacking if p.weight > 0) <= 0.1 * self.weight or self.finished(self.lacking) == 0
        )

    @property
    def has_prose_after(self) -> bool:
        """Whether sentences follow the run."""
        return any(row.finished and row.weight >= REST for row in self.after)

    @property
    def has_prose_before(self) -> bool:
        """Whether sentences stand before both."""
        return any(row.finished and row.weight >= REST for row in self.before)

    @property
    def is_bare_between(self) -> bool:
        """Whether nothing lies between that could be the text's: a few lines that end like no sentence."""
        return len(self.between) <= MOST_BARE and all(
            (not row.finished and row.weight <= HEAVIEST) or is_frame(row) for row in self.between
        )

    @cached_property
    def is_raw(self) -> bool:
        """Whether one of the two is said to be a machine's reading that nobody has corrected."""
        above = self.sheet.rows[max(0, self.rows[0] - HEADS) : self.rows[0]]
        labels = [row for row in (*above, *self.between) if row.weight <= HEAVIEST]
        return any(RAW.search(row.words) or PROVED.search(row.words) for row in labels)

    @cached_property
    def spans(self) -> tuple[Span, Span]:
        """The text's spans of the run and of what it repeats, whole rows."""
        return (self.here[0].start, self.here[-1].end), (self.there[0].start, self.there[-1].end)

    @cached_property
    def is_variant(self) -> bool:
        """Whether the two are in different Chinese scripts."""
        here, there = (fold.traditional(self.sheet.text[slice(*span)]) for span in self.spans)
        return abs(here - there) >= max(SCRIPTS, 0.03 * self.weight) and min(here, there) <= 0.3 * max(here, there)

    @cached_property
    def damage(self) -> Damage:
        """What the differences in letters amount to."""
        plain = fold.simplified(self.sheet.text)
        found = [d for here, there in self._inexact() for d in compared(plain, here, there)]
        if self.is_variant:
            found = [d for d in found if not explained(self.sheet.text, d)]
            found = [d for d in joined(found) if not explained(self.sheet.text, d)]
        return damage(self.sheet.text, found, frozenset())

    def _inexact(self) -> Iterator[tuple[Span, Span]]:
        """Yield the spans of what does not agree, neighbours together."""
        pieces = self.sheet.pieces
        for m in self.run.met:
            if not m.exact:
                low, high = self.sheet.piece_at(m.start), self.sheet.piece_at(m.end - 1)
                yield (pieces[m.piece].start, pieces[m.piece].end), (pieces[low].start, pieces[high].end)

    def unequal(self) -> Iterator[tuple[Span, Span]]:
        """Yield where sentences of the two have other letters, whether or not they mean the same."""
        pieces, text = self.sheet.pieces, self.sheet.text
        for m in self.run.met:
            low, high = self.sheet.piece_at(m.start), self.sheet.piece_at(m.end - 1)
            here, there = (pieces[m.piece].start, pieces[m.piece].end), (pieces[low].start, pieces[high].end)
            if not m.exact or fold.folded_text(text[slice(*here)]) not in fold.folded_text(text[slice(*there)]):
                yield here, there

    @property
    def mended(self) -> int:
        """How many characters more of the run were repaired."""
        here, there = self.spans
        return self.repaired(here) - self.repaired(there)

    def stamped(self, pieces: Sequence[Piece]) -> float:
        """Return the weight of what stands behind a sentence on its line and is none: what a site has stamped on it."""
        text, rows = self.sheet.text, self.sheet.rows
        behind = [p for p in pieces if not FINAL.search(text[p.start : p.end].rstrip()) and p.start > rows[p.row].start]
        return sum(p.weight for p in behind)

    @cached_property
    def signs_differ(self) -> bool:
        """Whether the two differ in signs that are no punctuation: the same words about another thing."""
        here, there = (Counter(SIGN.findall(self.sheet.text[slice(*span)])) for span in self.spans)
        return self.is_exact and not self.extra and not self.lacking and here != there

    @cached_property
    def marks_differ(self) -> bool:
        """Whether lines of both have a number or a time of their own before the same words: a log, numbered clauses."""
        pieces, rows = self.sheet.pieces, self.sheet.rows
        pairs = (
            (rows[pieces[m.piece].row].mark, rows[pieces[self.sheet.piece_at(m.start)].row].mark) for m in self.run.met
        )
        return any(one and other and one != other for one, other in pairs)
