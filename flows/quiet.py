"""Quiet, offline Prefect: imported before Prefect is, by every module that imports Prefect.

prefect.toml counts only in its own directory; these are the same settings as environment defaults (what is set already wins).
"""

from __future__ import annotations

import os

DEFAULTS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "0.2",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_RUNNER_HEARTBEAT_FREQUENCY": "30",
}

for _name, _value in DEFAULTS.items():
    os.environ.setdefault(_name, _value)
