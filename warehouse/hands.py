"""Who does the parts of a step of publishing: the process of the run, one part after the other, or several processes at once.

A part says in a few words what is to be done; its rows lie in files. Doing one twice changes nothing, and whoever does the parts,
what comes of them is the same, in the same order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Part = TypeVar("Part")
Done = TypeVar("Done")


class Hands(Protocol):
    """Whoever does the parts of a step."""

    def map(self, work: Callable[[Part], Done], parts: Iterable[Part]) -> Iterator[Done]:
        """Yield what each part comes to, in the order of the parts; `work` is a function of a module."""


class Own:
    """The process of the run itself."""

    def map(self, work: Callable[[Part], Done], parts: Iterable[Part]) -> Iterator[Done]:
        """Do one part after the other, as they are asked for."""
        return map(work, parts)


OWN = Own()
