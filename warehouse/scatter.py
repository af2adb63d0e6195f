"""Records on the disk by share, for work that takes one share after the other and must not hold all of them."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING, Generic, TypeVar

import duckdb
import numpy as np

from warehouse.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

T = TypeVar("T", bound=np.generic)
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Scatter(Generic[T]):
    """Files `stem-0`, `stem-1` … in a folder, one for each share, with records of one dtype one after the other."""

    def __init__(self, stem: Path, dtype: np.dtype[T]) -> None:
        """Take over a stem of which no file is there yet."""
        self._stem, self._dtype = stem, dtype

    def add(self, records: NDArray[T], ends: Sequence[int]) -> None:
        """Append records that lie in order of their shares; `ends` says where each share ends."""
        start = 0
        for share, end in enumerate(ends):
            if end > start:
                # opened anew each time: a handle for each share would be more than a process may hold
                with self._file(share).open("ab") as file:
                    file.write(records[start:end].tobytes())  # numpy's own tofile does not say why it could not
            start = end

    def share(self, number: int) -> NDArray[T]:
        """Return the records of a share, in the order they came."""
        file = self._file(number)
        return np.fromfile(file, self._dtype) if file.exists() else np.empty(0, self._dtype)

    def drop(self, number: int) -> None:
        """Remove the records of a share from the disk."""
        self._file(number).unlink(missing_ok=True)

    def _file(self, share: int) -> Path:
        return self._stem.with_name(f"{self._stem.name}-{share}")


@contextmanager
def spilling() -> Iterator[None]:
    """Turn the disk's and DuckDB's refusal of room for what is counted into a StoreError that says what to do."""
    try:
        yield
    except (duckdb.OutOfMemoryException, duckdb.IOException, OSError) as error:
        if isinstance(error, OSError) and error.errno not in FULL:
            raise
        says = str(error).partition("\n")[0]
        message = f'overlaps found no room ({says}): free disk space and memory, or set overlaps = "exact" in [warehouse], and run again'
        raise StoreError(message) from error
