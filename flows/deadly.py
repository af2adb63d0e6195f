"""Documents of a batch that kill the process which cleans them: a small file beside the batch names them, with the reason.

The batch file itself stays as it was cut, so that a resumed run knows it again.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from flows.memory import replace_text
from warehouse import Deadly, Failed, Fetched

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from flows.batches import Planned
    from warehouse.items import Arrival

SUFFIX = ".deadly"


class Culprit(NamedTuple):
    """A document that must not be cleaned; `unread` where reading its body kills already."""

    locator: str
    part: str
    reason: str
    unread: bool = False

    @property
    def name(self) -> tuple[str, str]:
        """What names a document in its source."""
        return self.locator, self.part


def write(manifest: Path, culprits: Iterable[Culprit]) -> None:
    """Name the documents of a batch that kill."""
    replace_text(manifest.with_suffix(SUFFIX), "".join(json.dumps(culprit) + "\n" for culprit in culprits))


def of(manifest: Path) -> dict[tuple[str, str], Culprit]:
    """Return what is known to kill among a batch's documents, by locator and part."""
    file = manifest.with_suffix(SUFFIX)
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    found = (Culprit(*json.loads(line)) for line in lines)
    return {culprit.name: culprit for culprit in found}


def unread(items: Sequence[Planned], culprits: Mapping[tuple[str, str], Culprit]) -> Iterator[Planned]:
    """Yield the items of a batch; what must not even be read is broken already."""
    barred = {name: culprit.reason for name, culprit in culprits.items() if culprit.unread}
    for item in items:
        if not item.records:
            reason = barred.get((item.locator, item.part))
            yield item.model_copy(update={"path": "", "error": reason}) if reason else item
            continue
        records = [
            record._replace(error=barred.get((item.locator, record.part), record.error)) for record in item.records
        ]
        yield item.model_copy(update={"records": tuple(records)})


def uncleaned(arrivals: Iterable[Arrival], culprits: Mapping[tuple[str, str], Culprit]) -> Iterator[Arrival]:
    """Yield arrivals; a body that must not be cleaned is said to be deadly, one that was not fetched again has failed."""
    for arrival in arrivals:
        culprit = culprits.get((arrival.item.locator, arrival.item.part))
        if culprit is None:
            yield arrival
        elif isinstance(arrival, Fetched):
            yield Deadly(arrival, culprit.reason)
        else:
            yield Failed(arrival.item, culprit.reason)
