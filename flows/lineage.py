"""OpenLineage events of a run, sent while it happens: to files of the log, or wherever OpenLineage's own settings say.

Those settings are its client's: `openlineage.yml`, `OPENLINEAGE_URL`, `OPENLINEAGE__TRANSPORT__…`, `OPENLINEAGE_DISABLED`. A server
that is dead, slow to refuse or wrongly named costs a note and never the run: the event then lies in the log, to be sent again.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from openlineage.client import OpenLineageClient
from openlineage.client.transport.file import FileConfig, FileTransport

from warehouse.lineage import Subject, openlineage

if TYPE_CHECKING:
    from pathlib import Path

    from openlineage.client.event_v2 import RunEvent

    from warehouse import Release, RunRow, Warehouse

DIRECTORY = "openlineage"  # below the log
MOST = 1000  # documents an event names: servers refuse bodies over about a megabyte; `palimpsest lineage` names all
FLUSH = 30.0  # seconds that a transport which sends in the background gets for what is left
UNSENT = (
    OSError,
    RuntimeError,
    ValueError,
    LookupError,
    TypeError,
    ImportError,
)  # what transports and their settings raise


class Sender:
    """Sends the events of one run; each method returns what a person should know, nothing where all went well."""

    def __init__(self, house: Warehouse, start: RunRow) -> None:
        """Prepare to speak of a run."""
        self.directory, self.start = house.layout.log / DIRECTORY, start
        self.dead = False

    def started(self) -> list[str]:
        """Send the START event."""
        return self._send(Subject(self.start.run_id, self.start, None, None))

    def ended(self, end: RunRow, release: Release | None) -> list[str]:
        """Send the event that ends the run, with the release it published."""
        return self._send(Subject(self.start.run_id, self.start, end, release))

    def _send(self, subject: Subject) -> list[str]:
        event = openlineage(subject, MOST)[-1]
        file = self.directory / f"{subject.run_id}-{event.eventType.value.lower() if event.eventType else 'event'}.json"
        try:
            _emit(_written(file) if self.dead else _client(file), event)
        except UNSENT as error:
            return self._kept(file, event, error)
        return []

    def _kept(self, file: Path, event: RunEvent, error: Exception) -> list[str]:
        """Keep an event that could not be sent; the run does not try again, for a dead server takes its time."""
        self.dead = True
        says = f"an OpenLineage event could not be sent ({type(error).__name__}: {str(error).partition(chr(10))[0]})"
        try:
            _emit(_written(file), event)
        except UNSENT as worse:
            return [f"{says}, nor kept ({worse})"]
        return [f"{says}; it is kept in {file}"]


def _client(file: Path) -> OpenLineageClient:
    """Return a client as OpenLineage's settings say, or one that writes the file where they say nothing."""
    plain = _written(file)
    return OpenLineageClient() if plain.config.transport or os.environ.get("OPENLINEAGE_URL") else plain


def _written(file: Path) -> OpenLineageClient:
    file.parent.mkdir(parents=True, exist_ok=True)
    return OpenLineageClient(transport=FileTransport(FileConfig(str(file), append=True)))


def _emit(client: OpenLineageClient, event: RunEvent) -> None:
    try:
        client.emit(event)
    finally:
        client.close(FLUSH)
