"""For processes that tests start with this directory on their path: documents that end the process which cleans them.

A body that begins with `KILL <n>` gets its process signal n; `STOP <fifo>` writes the process's id into a named pipe and waits for the
end; `READ <n>` kills before it is cleaned, when its digest is taken. A `STOP` whose pipe is gone is an ordinary page.
"""

import hashlib
import importlib.abc
import importlib.util
import os
import signal
import sys
from pathlib import Path


def died(body):
    """Do what a body says."""
    word, _, rest = body.decode("utf-8", "replace").partition("\n")[0].partition(" ")
    if word == "KILL":
        os.kill(os.getpid(), int(rest))
    if word == "STOP" and Path(rest).exists():
        Path(rest).write_text(str(os.getpid()))
        signal.pause()


class Hook(importlib.abc.MetaPathFinder):
    """Finds cleaners.document and puts `died` before its clean."""

    def find_spec(self, name, path, target=None):
        if name != "cleaners.document":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        load = spec.loader.exec_module

        def exec_module(module):
            load(module)
            clean = module.clean
            module.clean = lambda body, **kw: died(body) or clean(body, **kw)

        spec.loader.exec_module = exec_module
        return spec


sys.meta_path.insert(0, Hook())
real = hashlib.sha256


def sha256(body=b"", **kw):
    """Die of bodies that must not even be read."""
    if bytes(body[:5]) == b"READ ":
        os.kill(os.getpid(), int(bytes(body[5:7])))
    return real(body, **kw)


hashlib.sha256 = sha256
