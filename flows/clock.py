"""Time and names of runs: the only place that both come from."""

from __future__ import annotations

import secrets
import uuid
from datetime import UTC, datetime


def clock() -> datetime:
    """Return the present moment, in UTC."""
    return datetime.now(UTC)


def new_run_id() -> str:
    """Return a UUIDv7: sorts by time (RFC 9562)."""
    milliseconds = int(clock().timestamp() * 1000)
    value = milliseconds << 80 | 7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    return str(uuid.UUID(int=value))
