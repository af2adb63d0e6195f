"""The process that watches over a batch which killed another one."""

import os
import signal
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from cleaners.errors import SourceError
from flows.runner_ward import alone


def killed(fifo):
    """Kill the one process whose command line names the pipe, once it waits for what the pipe says."""
    with fifo.open("wb"):  # opens when the reader is there
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):  # others end while we look
                if str(fifo).encode() in (process / "cmdline").read_bytes().split(b"\0"):
                    os.kill(int(process.name), signal.SIGKILL)


def test_a_ward_that_is_killed_says_what_to_do(tmp_path):
    fifo = tmp_path / "manifest"
    os.mkfifo(fifo)
    killer = threading.Thread(target=killed, args=(fifo,))
    killer.start()
    with pytest.raises(SourceError, match=r"was killed by signal 9: where the machine ran out of memory, .* run again"):
        alone(str(fifo))
    killer.join()
