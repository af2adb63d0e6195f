"""One run at a time: a lease with a fence number, so that a holder that slept too long is refused.

Each holder creates the next lease file exclusively; the highest fence number is the holder. A lease ends by release, by running out,
or because its process is gone from this machine. A run that lost its lease may still hold files of its own: the fence in the chain
refuses its commit.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from warehouse.errors import LockHeldError, StaleFenceError
from warehouse.layout import Layout, create_exclusively, numbers, replace_durably

if TYPE_CHECKING:
    from pathlib import Path

LEASE = timedelta(minutes=15)  # longer than any batch; a holder renews between batches
KEPT = 20  # lease files left for those who ask what happened


@dataclass(frozen=True)
class Holder:
    """Who holds the lock: the run, and the process it runs in."""

    run_id: str
    pid: int
    host: str


@dataclass(frozen=True)
class State:
    """A lease file: until when the holder may go on, and whether it said that it is done."""

    holder: Holder
    acquired_at: datetime
    expires_at: datetime
    released: bool = False

    def dump(self) -> bytes:
        """Return the bytes of the lease file."""
        times = {"acquired_at": self.acquired_at.isoformat(), "expires_at": self.expires_at.isoformat()}
        return (json.dumps({**asdict(self), **times}, indent=1) + "\n").encode()


class Locks(Protocol):
    """Where lease files lie: a directory, or an object store that creates a key only once."""

    def fences(self) -> list[int]:
        """Return the fence numbers of all lease files, in order."""
        ...

    def read(self, fence: int) -> bytes:
        """Return a lease file."""
        ...

    def create(self, fence: int, body: bytes) -> bool:
        """Create a lease file; False where another did."""
        ...

    def replace(self, fence: int, body: bytes) -> None:
        """Replace a lease file, if it is still there."""
        ...

    def remove(self, fence: int) -> None:
        """Remove a lease file."""
        ...


@dataclass(frozen=True)
class LocalLocks:
    """Lease files in the warehouse's own directory."""

    layout: Layout

    def fences(self) -> list[int]:
        """Return the fence numbers of all lease files, in order."""
        return numbers(self.layout.locks, ".json")

    def read(self, fence: int) -> bytes:
        """Return a lease file."""
        return self._file(fence).read_bytes()

    def create(self, fence: int, body: bytes) -> bool:
        """Create a lease file; False where another did."""
        return create_exclusively(
            self._file(fence), body, scratch=self.layout.locks / f".{hashlib.sha256(body).hexdigest()}"
        )

    def replace(self, fence: int, body: bytes) -> None:
        """Replace a lease file, if it is still there."""
        path = self._file(fence)
        if path.exists():  # an expired lease may have been tidied away
            replace_durably(path, body, scratch=path.with_suffix(".new"))

    def remove(self, fence: int) -> None:
        """Remove a lease file."""
        self._file(fence).unlink(missing_ok=True)

    def _file(self, fence: int) -> Path:
        return self.layout.locks / f"{fence:06d}.json"


@dataclass
class Lease:
    """A held lock. `fence` grows with every holder; `check` refuses once another took over."""

    locks: Locks
    fence: int
    state: State
    length: timedelta = field(default=LEASE)

    def renew(self, now: datetime) -> None:
        """Hold on for another lease; raises StaleFenceError where another run took over."""
        self.check()
        self._write(replace(self.state, expires_at=now + self.length))

    def check(self) -> None:
        """Raise StaleFenceError where another run took over."""
        newest = self.locks.fences()
        if not newest or newest[-1] != self.fence:
            message = f"this run ({self.state.holder.run_id}) lost its lease, another took over: nothing of it is published; run again"
            raise StaleFenceError(message)

    def release(self) -> None:
        """Say that the holder is done; harmless where another took over."""
        self._write(replace(self.state, released=True))

    def _write(self, state: State) -> None:
        self.locks.replace(self.fence, state.dump())
        self.state = state


def acquire(where: Layout | Locks, holder: Holder, *, now: datetime, length: timedelta = LEASE) -> Lease:
    """Take the lock; raises LockHeldError while another holds it."""
    locks = _locks(where)
    fences = locks.fences()
    fence = fences[-1] if fences else 0
    if fence:
        state = load(locks.read(fence))
        if _is_held(state, holder.host, now, length):
            message = (
                f"run {state.holder.run_id} holds the warehouse (pid {state.holder.pid} on {state.holder.host}, "
                f"until {state.expires_at:%Y-%m-%d %H:%M:%S} UTC): wait for it, or stop that process"
            )
            raise LockHeldError(message)
    taken = State(holder, now, now + length)
    if not locks.create(fence + 1, taken.dump()):
        message = "another run took the warehouse at this very moment: wait for it"
        raise LockHeldError(message)
    for old in fences[:-KEPT]:
        locks.remove(old)
    return Lease(locks, fence + 1, taken, length)


def holder_of(where: Layout | Locks) -> State | None:
    """Return the newest lease, held or not."""
    locks = _locks(where)
    fences = locks.fences()
    return load(locks.read(fences[-1])) if fences else None


def _locks(where: Layout | Locks) -> Locks:
    return LocalLocks(where) if isinstance(where, Layout) else where


def load(body: bytes) -> State:
    """Read a lease file."""
    fields = json.loads(body)
    times = (datetime.fromisoformat(fields["acquired_at"]), datetime.fromisoformat(fields["expires_at"]))
    return State(Holder(**fields["holder"]), *times, fields["released"])


def _is_held(state: State, host: str, now: datetime, length: timedelta) -> bool:
    if state.released or now >= state.expires_at:
        return False
    if now < state.acquired_at - length:
        return False  # the clock went backwards by more than a lease: what it says of this one is worth nothing
    return state.holder.host != host or lives(state.holder.pid)


def lives(pid: int) -> bool:
    """Return whether a process of this machine exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
