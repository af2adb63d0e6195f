"""The local mirror of a warehouse on an object store: what is pulled before work, and pushed by it.

Everything is planned, staged, audited and read in the mirror, which holds every kept release; objects go up first, then the chain
record, created with `If-None-Match: *`: it is the commit, and the release. A release is kept there until a later record says that it
was collected. A mirror is a cache: losing it costs a download. What an erasure took elsewhere leaves it at the next pull.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from warehouse import chain, commit, shards
from warehouse.errors import StoreError
from warehouse.layout import create_exclusively, files_below, numbers, remove, write_durably

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from warehouse.chain import Record
    from warehouse.layout import Layout
    from warehouse.remote import Remote

ORIGIN = "origin"  # file of a mirror that says what it mirrors: its text may be dropped when an erasure asks for it
SCRATCH = "pulling"
LOG, REJECTED, PINS, MARKS = "log", "rejected", "pins", "marks"
BY_HAND = (PINS, MARKS)  # small files that change: tags, holds, marks of sites


@dataclass(frozen=True)
class Mirror:
    """A directory and the prefix it mirrors."""

    remote: Remote
    layout: Layout

    def pull(self, run_id: str) -> None:
        """Bring chain, kept releases and log of the object store; raises StoreError where the directory mirrors something else."""
        scratch = self.scratch(run_id)
        try:
            self.pull_records(scratch)
            for record in chain.kept(self.layout):
                self.pull_release(record, scratch)
            commit.point_current(self.layout)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def scratch(self, run_id: str) -> Path:
        """Return where a pull keeps what is not whole yet."""
        return self.layout.root / SCRATCH / run_id

    def pull_records(self, scratch: Path) -> None:
        """Bring chain and log, and drop the views of releases that were collected."""
        self._recognise()
        self._records(scratch)
        for number in set(numbers(self.layout.releases)) - {record.number for record in chain.kept(self.layout)}:
            remove(self.layout.release(number))
        self._download(dict.fromkeys(self.remote.keys(LOG), ""), scratch)

    def pull_by_hand(self) -> None:
        """Make pins and marks of the mirror those of the object store."""
        for tree in BY_HAND:
            there = self.remote.keys(tree)
            for key in there:
                body = self.remote.read(key)
                if not ((path := self.layout.root / key).exists() and path.read_bytes() == body):
                    write_durably(path, body)
            for path in self._files(tree):
                if self._key(path) not in there:
                    remove(path)

    def push_marks(self) -> None:
        """Make the marks of the object store those of the mirror: they change under the lock alone."""
        there = self.remote.keys(MARKS)
        here = {self._key(path): path.read_bytes() for path in self._files(MARKS)}
        for key, body in here.items():
            if key not in there or self.remote.read(key) != body:
                self.remote.write(key, body)
        self.remote.remove(there - set(here))

    def push_pin(self, pin: Path) -> None:
        """Write a pin to the object store, or remove it there where the mirror has none: whoever pins does not ask for the lock.

        Pins that others set since the last pull stay.
        """
        if pin.exists():
            self.remote.write(self._key(pin), pin.read_bytes())
        else:
            self.remote.remove([self._key(pin)])

    def push_log(self) -> None:
        """Upload files of the log and rejected bodies that are not there yet."""
        for tree in (LOG, REJECTED):
            here = [self._key(path) for path in self._files(tree) if not path.name.startswith(".")]
            there = self.remote.keys(tree) if here else set()
            self.remote.upload(self.layout.root, [key for key in here if key not in there])

    def push(self, record: Record) -> bool:
        """Upload what the record names, then create it: the commit. False where another writer took its number."""
        if record.number == 1:
            self.remote.prove_creation()
        needed = {f"objects/{key}" for key in self._needed(record)}
        there = self.remote.keys("objects")
        self.remote.upload(self.layout.root, sorted(needed - there))
        return self.remote.create(f"chain/{record.number:06d}.json", record.dump())

    def _needed(self, record: Record) -> Iterator[str]:
        """Yield the keys below objects/ that a record adds to the store."""
        if record.kind == "release":
            yield commit.manifest_key(record.manifest)
        for shard in record.shards:
            yield from (shard.key, shards.digests_key(shard))
        if record.report:
            pages = (commit.report_key(record.report), commit.twin_key(record.report))
            yield from (key for key in pages if (self.layout.objects / key).exists())
        for _, manifest in record.amended:
            yield commit.manifest_key(manifest)
            for shard in chain.load_manifest(self.layout.objects / commit.manifest_key(manifest)).shards:
                yield from (shard.key, shards.digests_key(shard))

    def forget(self) -> None:
        """Drop everything but the chain: an erasure elsewhere may have taken some of it."""
        for path in self.layout.root.iterdir():
            if path.name not in (self.layout.chain.name, ORIGIN, SCRATCH):
                remove(path)

    def _recognise(self) -> None:
        origin, root = self.layout.root / ORIGIN, self.layout.root
        said = origin.read_text("utf-8") if origin.exists() else ""
        if said == self.remote.url:
            return
        if said or (root.is_dir() and any(path.name != SCRATCH for path in root.iterdir())):
            message = f"{root} mirrors {said or 'no object store'}, not {self.remote.url}: set [warehouse] mirror or PALIMPSEST_MIRROR to a directory of its own"
            raise StoreError(message)
        write_durably(origin, self.remote.url.encode())

    def _records(self, scratch: Path) -> None:
        """Bring new chain records; where one of them is an erasure's, drop what the mirror holds first."""
        here = {self._key(path) for path in self._files("chain")}  # first: a run at work here commits there, then here
        there = self.remote.keys("chain")
        last = max(here, default="")
        if here - there or (last and self.remote.read(last) != (self.layout.root / last).read_bytes()):
            message = f"{self.layout.root} mirrors another history than {self.remote.url} has now: move it away, and the next run makes a new mirror"
            raise StoreError(message)
        bodies = {key: self.remote.read(key) for key in sorted(there - here)}
        drafts = []
        for key, body in bodies.items():
            drafts.append(scratch / key)
            write_durably(drafts[-1], body)
        if here and any(chain.load(draft).kind == "amendment" for draft in drafts):
            self.forget()
        for key, body in bodies.items():
            create_exclusively(self.layout.root / key, body, scratch=scratch / key)

    def pull_release(self, record: Record, scratch: Path) -> None:
        """Bring a release and give it its view."""
        layout = self.layout
        if layout.release(record.number).is_dir():
            return
        sha = commit.manifest_of(layout, record)
        self._download({f"objects/{commit.manifest_key(sha)}": sha}, scratch)
        found = chain.load_manifest(layout.objects / commit.manifest_key(sha)).shards
        self._download({f"objects/{s.key}": s.sha256 for s in found}, scratch)
        self._download({f"objects/{shards.digests_key(s)}": "" for s in found}, scratch)
        if record.report:
            self._pages(record.report, scratch)
        view = scratch / f"view-{record.number:06d}"
        commit.rebuild(layout, record, view)
        commit.show(layout, record.number, view)

    def _pages(self, report: str, scratch: Path) -> None:
        """Bring a report and its figures; an erasure may have withdrawn them."""
        pages = {f"objects/{commit.report_key(report)}": report, f"objects/{commit.twin_key(report)}": ""}
        there = self.remote.keys("objects/reports")
        self._download({key: sha for key, sha in pages.items() if key in there}, scratch)

    def _download(self, wanted: dict[str, str], scratch: Path) -> None:
        absent = {key: sha for key, sha in wanted.items() if not (self.layout.root / key).exists()}
        self.remote.download(absent, self.layout.root, scratch)

    def _files(self, tree: str) -> list[Path]:
        return list(files_below(self.layout.root / tree))

    def _key(self, path: Path) -> str:
        return path.relative_to(self.layout.root).as_posix()
