"""Errors that say where and what to do next; text errors print a caret line."""

from __future__ import annotations

import unicodedata

CONTEXT = 40  # code points shown on each side of the place


class PalimpsestError(Exception):
    """Base of every error this project raises on purpose; its message is fit for a terminal."""


class TextError(PalimpsestError):
    """An error at a place of a text: the message shows the line and marks the span with `~`."""

    def __init__(self, message: str, text: str = "", start: int = 0, end: int | None = None) -> None:
        self.span = (start, start if end is None else end)
        super().__init__(message + caret(text, *self.span) if text else message)


class DecodingError(TextError):
    """A body cannot become text."""


class CleaningError(TextError):
    """A cleaner broke a law of the ledger."""


class RuleError(TextError):
    """A rule or a rule pack is wrong; the span lies in the pack's TOML."""


class SettingsError(TextError):
    """A settings file is wrong; the span lies in that file."""


class StoreError(PalimpsestError):
    """The warehouse cannot be read or written."""


class SourceError(PalimpsestError):
    """A declared source or one of its items cannot be read."""


def cells(text: str) -> int:
    """Return the width of `text` in terminal cells: East Asian wide characters take two."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def caret(text: str, start: int, end: int) -> str:
    """Return two lines: the text around `start:end`, and a marker under it, aligned in terminal cells."""
    line_start = max(text.rfind("\n", 0, start) + 1, start - CONTEXT)
    line_end = text.find("\n", start)
    line_end = min(len(text) if line_end < 0 else line_end, max(end, start) + CONTEXT)
    shown = _printable(text[line_start:line_end])
    before = cells(shown[: start - line_start])
    width = max(1, cells(shown[start - line_start : max(end, start + 1) - line_start]))
    return f"\n    {shown}\n    {' ' * before}{'~' * (width - 1)}^"


def _printable(text: str) -> str:
    return "".join(
        c if c.isprintable() else "\N{SYMBOL FOR NULL}" if c == "\0" else "\N{REPLACEMENT CHARACTER}" for c in text
    )


class UnusableError(PalimpsestError):
    """A document that must not be published: it goes to quarantine under `reason`, a short stable word."""

    def __init__(self, reason: str, message: str) -> None:
        self.reason = reason
        super().__init__(f"{reason}: {message}")
