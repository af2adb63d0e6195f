"""Where patches that remove whole runs of a page begin and end: which line feeds go with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.text import Span


def stretches(kept: Sequence[bool]) -> Iterator[slice]:
    """Yield each longest stretch of runs that are not kept.

    >>> list(stretches([True, False, False, True, False]))
    [slice(1, 3, None), slice(4, 5, None)]
    """
    start = None
    for n, keep in enumerate((*kept, True)):
        if keep and start is not None:
            yield slice(start, n)
            start = None
        elif not keep and start is None:
            start = n


def edges(spans: Sequence[Span], stretch: slice, length: int) -> list[Span]:
    """Return what each run of a removed stretch takes with it.

    That is the line feeds after it; at the end of the text, or where fewer stand before it than behind it, those before it,
    so that what stays is as far apart as it was.
    """
    first, stop = stretch.start, stretch.stop
    starts = [start for start, _ in spans[first:stop]]
    ends = [end for _, end in spans[first:stop]]
    last = stop == len(spans)
    if first and (last or spans[first][0] - spans[first - 1][1] < spans[stop][0] - spans[stop - 1][1]):
        if last:
            ends[-1] = length
        return list(zip([spans[first - 1][1], *ends[:-1]], ends, strict=True))
    return list(zip(starts, [*starts[1:], length if last else spans[stop][0]], strict=True))
