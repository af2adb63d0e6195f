"""What a user sees of a bug of ours: one sentence with its place, and what to do, never a traceback."""

from __future__ import annotations

import traceback

# The kinds of errors that mean a mistake in code. `except Exception` stands once in this project, where a document is
# quarantined; these are named so that a signal to stop, or a new kind of error, is never taken for one of them.
BUGS = (ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, RuntimeError, TypeError, ValueError)


def sentence(error: BaseException) -> str:
    """Return what happened, where, and what to do next."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({frames[-1].name}, {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno})" if frames else ""
    return f"this is a bug of palimpsest: {type(error).__name__}: {error}{place}; please report it with what you did"
