"""A batch whose process was killed, cleaned apart: `python -m flows.runner_ward MANIFEST`, its figures as JSON on the last line.

Every attempt runs in a child of its own. What kills its child is halved until single documents are left; those are cleaned no
more, quarantined with the signal as reason, and the others go on. A batch that does well alone (its neighbour was to blame, or
somebody's `kill`) is simply done.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from cleaners.document import clean
from cleaners.errors import PalimpsestError, SourceError
from flows import deadly
from flows.batches import BatchDone, BatchFile, Planned, clean_batch
from flows.bugs import BUGS, sentence
from flows.deadly import Culprit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST = 8  # documents of one batch that may be deadly; more of them mean that the code or the machine is at fault
SAID = "said"  # key of an answer that is an error


def alone(manifest: str) -> BatchDone:
    """Clean a batch apart from everything else; raises SourceError where it cannot be done even without single documents."""
    words = [sys.executable, "-m", "flows.runner_ward", manifest]
    path = os.pathsep.join(
        filter(None, [os.environ.get("PYTHONPATH"), *sys.path])
    )  # it must find what its caller finds
    ended = subprocess.run(  # noqa: S603  # ourselves
        words, stdout=subprocess.PIPE, text=True, check=False, env={**os.environ, "PYTHONPATH": path}
    )
    answer = json.loads(ended.stdout.splitlines()[-1]) if ended.stdout else {SAID: _fallen(ended.returncode)}
    if SAID in answer:
        raise SourceError(answer[SAID])
    return BatchDone(**answer)


def _fallen(code: int) -> str:
    """Return what to do about a ward that ended without an answer: it cleans nothing itself, so no document is to blame."""
    how = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
    return (
        f"the process that watches over this batch {how}: where the machine ran out of memory, free some or lower [run] "
        "workers, and run again; what was cleaned before is kept"
    )


class Document(NamedTuple):
    """A document of a batch: its item, and its record where the item is a container."""

    item: int
    record: int
    locator: str
    part: str


@dataclass
class Ward:
    """One batch and what is found out about it."""

    manifest: Path
    culprits: list[Culprit] = field(default_factory=list)
    ended: int = 0  # how the last child that died did

    @cached_property
    def batch(self) -> BatchFile:
        """The batch as it was cut."""
        return BatchFile.model_validate_json(self.manifest.read_bytes())

    def done(self) -> BatchDone:
        """Return what the batch came to; raises SourceError where it stays deadly."""
        if done := self._tried(self.manifest):
            return done
        self._find(list(documents(self.batch.items)))
        for unread in (False, True):
            deadly.write(self.manifest, [culprit._replace(unread=unread) for culprit in self.culprits])
            if done := self._tried(self.manifest):
                return done
        message = (
            f"batch {self.batch.number} of '{self.batch.source_id}' kills its process ({_how(self.ended)}), and no single "
            "document does: lower batch_bytes or workers in [run]"
        )
        raise SourceError(message)

    def _find(self, suspects: Sequence[Document]) -> None:
        """Halve documents that killed their process together until single ones are left."""
        if len(suspects) == 1:
            if not self._survives(suspects):  # twice now: no accident
                self._accuse(suspects[0])
            return
        half = len(suspects) // 2
        for part in (suspects[:half], suspects[half:]):
            if not self._survives(part):
                self._find(part)

    def _accuse(self, document: Document) -> None:
        if len(self.culprits) == MOST:
            message = f"more than {MOST} documents of batch {self.batch.number} of '{self.batch.source_id}' kill the process that cleans them ({_how(self.ended)})"
            raise SourceError(message)
        reason = f"the process that cleaned it was killed twice: {_how(self.ended)}"
        self.culprits.append(Culprit(document.locator, document.part, reason))

    def _survives(self, some: Sequence[Document]) -> bool:
        """Clean some of the documents for trial; their rows are written over when the batch is done."""
        trial = self.manifest.parent / "ward" / self.manifest.name
        trial.parent.mkdir(exist_ok=True)
        items = tuple(_only(self.batch.items, some))
        trial.write_text(self.batch.model_copy(update={"items": items}).model_dump_json(), "utf-8")
        return self._tried(trial) is not None

    def _tried(self, manifest: Path) -> BatchDone | None:
        """Clean a batch in a child; return None where that killed it."""
        context = get_context("fork")  # of this process, which has loaded everything and started no thread
        here, there = context.Pipe(duplex=False)
        child = context.Process(target=_cleaned, args=(str(manifest), there))
        child.start()
        there.close()
        try:
            answer = here.recv()
        except EOFError:
            answer = None
        child.join()
        if answer is None:
            self.ended = child.exitcode or 0
            return None
        if SAID in answer:
            raise SourceError(answer[SAID])
        return BatchDone(**answer)


def documents(items: Sequence[Planned]) -> Iterator[Document]:
    """Yield the documents of a batch in order."""
    for at, item in enumerate(items):
        if item.records:
            yield from (Document(at, n, item.locator, record.part) for n, record in enumerate(item.records))
        else:
            yield Document(at, -1, item.locator, item.part)


def _only(items: Sequence[Planned], some: Sequence[Document]) -> Iterator[Planned]:
    """Yield the items with only some of their documents."""
    kept: dict[int, list[int]] = defaultdict(list)
    for document in some:
        kept[document.item].append(document.record)
    for at, records in kept.items():
        item = items[at]
        yield item.model_copy(update={"records": tuple(item.records[n] for n in records)}) if item.records else item


def _how(ended: int) -> str:
    """Return in words how a process ended."""
    return f"signal {signal.Signals(-ended).name}" if ended < 0 else f"it ended itself with code {ended}"


class _Sender(Protocol):
    def send(self, obj: object) -> None: ...


def _cleaned(manifest: str, answer: _Sender) -> None:
    """Clean a batch in a child and say what it came to."""
    try:
        done = clean_batch(manifest)
    except (PalimpsestError, OSError, *BUGS) as error:
        answer.send({SAID: str(error) if isinstance(error, PalimpsestError) else sentence(error)})
    else:
        answer.send(done._asdict())


def main() -> int:
    """Clean the batch that the command line names."""
    clean(b"Warm.\n")  # models and tables are loaded once, not in every child
    try:
        answer: dict[str, object] = Ward(Path(sys.argv[1])).done()._asdict()
    except PalimpsestError as error:
        answer = {SAID: str(error)}
    print(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
