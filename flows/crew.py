"""What cleans the batches of a run, whatever machines it is: a crew, and who hires one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

from cleaners.errors import PalimpsestError

if TYPE_CHECKING:
    from flows.batches import BatchDone


class RunnerError(PalimpsestError):
    """The machines that should clean cannot be reached, or are not as ours."""


class Crew(Protocol):
    """Whoever cleans batches, `width` of them at once."""

    width: int

    def clean(self, manifest: str) -> BatchDone:
        """Clean a batch; safe to call from `width` threads."""


Hire = Callable[[int], AbstractContextManager[Crew]]  # hires a crew for so many batches, and lets it go
