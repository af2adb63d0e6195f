r"""Bytes and text in; what should change, and what the source says of itself, out.

Pure functions: no I/O but package data, no clock, no randomness, no Prefect, no Arrow.

>>> from cleaners import clean, revert
>>> done = clean("深圳见闻\\n\\n正文第一段。\\n".encode())
>>> revert(done.text, done.edits) == done.ledger.source
True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleaners.decoding import Decoding, decode
    from cleaners.document import Cleaned, clean
    from cleaners.errors import PalimpsestError
    from cleaners.repairs import repair
    from cleaners.text import revert

__all__ = ["Cleaned", "Decoding", "PalimpsestError", "clean", "decode", "repair", "revert"]

HOMES = {
    "Cleaned": "cleaners.document",
    "Decoding": "cleaners.decoding",
    "PalimpsestError": "cleaners.errors",
    "clean": "cleaners.document",
    "decode": "cleaners.decoding",
    "repair": "cleaners.repairs",
    "revert": "cleaners.text",
}


def __getattr__(name: str) -> object:
    """Load a public name when it is first asked for: one module's user does not pay for all of them."""
    if name not in HOMES:
        raise AttributeError(f"module 'cleaners' has no attribute {name!r}")
    return getattr(import_module(HOMES[name]), name)
