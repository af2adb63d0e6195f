"""What can go wrong with a store: each error says what happened and what to do next."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cleaners.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from warehouse.files_audit import Problem

__all__ = ["AuditError", "LockHeldError", "RaceLostError", "StaleFenceError", "StoreError", "storing"]

SHOWN = 10  # problems an AuditError spells out


class LockHeldError(StoreError):
    """Another run works on this warehouse."""


class StaleFenceError(StoreError):
    """The run lost its lease and another took over: its release is refused."""


class RaceLostError(StoreError):
    """Another run committed the release number first: plan again on the new head."""


class AuditError(StoreError):
    """A staged release does not hold what it should; it was moved to rejected/ and nothing was published."""

    def __init__(self, problems: list[Problem], kept: Path) -> None:
        self.problems = problems
        lines = [f"  {problem}" for problem in problems[:SHOWN]]
        more = f"\n  and {len(problems) - SHOWN} more" if len(problems) > SHOWN else ""
        super().__init__(
            f"the audit found {len(problems)} problems; the staged release lies in {kept}\n" + "\n".join(lines) + more
        )


@contextmanager
def storing(root: Path) -> Iterator[None]:
    """Turn an operating system's refusal into a StoreError that says what to do."""
    try:
        yield
    except OSError as error:
        advice = {
            errno.ENOSPC: "the disk is full: free some space (`palimpsest maintain` says what it can free) and run again",
            errno.EDQUOT: "the disk quota is used up: free some space and run again",
            errno.EROFS: "the file system is read-only: set [warehouse] root or PALIMPSEST_WAREHOUSE to a place you may write",
            errno.EACCES: "permission denied: set [warehouse] root or PALIMPSEST_WAREHOUSE to a place you may write",
            errno.ENOTDIR: "a file stands where a directory should be: set [warehouse] root or PALIMPSEST_WAREHOUSE to a directory",
            errno.EFBIG: "the file system takes no file of this size, or the disk is full: free some space and run again",
            errno.EPERM: "the file system refuses this: hard links and exclusive creation are needed",
            errno.EXDEV: "hard links cannot cross file systems: the whole warehouse must lie on one",
        }.get(error.errno or 0)
        if advice is None:
            raise
        message = f"cannot write the warehouse {root}: {advice} ({error.filename or error.strerror})"
        raise StoreError(message) from error
