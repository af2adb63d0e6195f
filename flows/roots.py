"""Where the warehouse lies: in a directory, or below `s3://bucket/prefix` with a mirror of it on this machine."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cleaners.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT_VARIABLE = "PALIMPSEST_WAREHOUSE"
MIRROR_VARIABLE = "PALIMPSEST_MIRROR"
ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
SCHEME = "s3://"
ADDRESS = re.compile(r"s3://[a-z0-9][a-z0-9.-]+(/[^\s@?#]*)?")  # no user:password@, no query


class Root(NamedTuple):
    """A directory; with `remote`, the mirror of that address."""

    path: Path
    remote: str = ""


def root_of(written: str, base: Path, mirror: str, environ: Mapping[str, str]) -> Root:
    """Return where the warehouse lies that is written as a path from `base`, or as an address; raises SettingsError.

    >>> root_of("data", Path("/srv"), "", {}).path.as_posix()
    '/srv/data'
    >>> root_of("s3://pages/zh/", Path("/srv"), "copy", {}).remote
    's3://pages/zh'
    """
    if "://" not in written:
        return Root(Path(os.path.normpath(base / written)))
    if not ADDRESS.fullmatch(written):
        shown = written.rpartition("@")[2].partition("?")[0]
        message = f"'{shown}' is no place for a warehouse: name a directory, or s3://bucket/prefix; credentials come from the environment alone"
        raise SettingsError(message)
    remote = written.rstrip("/")
    if environ.get(MIRROR_VARIABLE):
        return Root(Path(environ[MIRROR_VARIABLE]).absolute(), remote)
    return Root(Path(os.path.normpath(base / mirror)) if mirror else _cache(remote, environ), remote)


def _cache(remote: str, environ: Mapping[str, str]) -> Path:
    """Return where a mirror lies by default: the same address at another endpoint is another warehouse."""
    caches = environ.get("XDG_CACHE_HOME", "")
    home = Path(caches) if caches else Path.home() / ".cache"
    endpoint = next((environ[name] for name in ENDPOINTS if environ.get(name)), "")
    known = hashlib.sha256(f"{endpoint}\n{remote}".encode()).hexdigest()[:16]
    return home / "palimpsest" / f"{remote.removeprefix(SCHEME).partition('/')[0]}-{known}"
