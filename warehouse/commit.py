"""The commit: objects, then the chain record (the commit itself), then the view and `current`; and what heals a kill in between.

Every step is atomic and may be repeated. What is lost by a kill before the chain record is only staging; after it, `heal` builds the
view from the record and the objects.
"""

from __future__ import annotations

import errno
import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from warehouse import chain, shards
from warehouse.chain import Manifest, Record
from warehouse.errors import RaceLostError, StaleFenceError
from warehouse.layout import file_sha256, numbers, remove, sync, write_durably

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from warehouse.layout import Layout
    from warehouse.lock import Lease
    from warehouse.stage import Staged

REPORT = "report.html"
TWIN = "report.json"
MANIFEST = "manifest.json"


def _nowhere(_record: Record) -> bool:
    """Push nothing: the directory is the warehouse."""
    return True


@dataclass(frozen=True)
class Commit:
    """Who commits what, when; `checkpoint` is told the name of each step before it is done.

    `push` uploads what a record names and creates it on the object store; False where another writer took its number.
    """

    layout: Layout
    run_id: str
    lease: Lease
    now: datetime
    checkpoint: Callable[[str], None]
    push: Callable[[Record], bool] = _nowhere


def commit(task: Commit, staged: Staged) -> Record:
    """Publish an audited release. Raises RaceLostError where the head moved, StaleFenceError where the lease is lost."""
    layout = task.layout
    head = chain.head(layout)
    task.lease.check()
    if (staged.head.number if staged.head else 0) != _newest(layout):
        raise RaceLostError(_race(layout))
    if head and head.fence > task.lease.fence:
        message = f"run {task.run_id} holds fence {task.lease.fence}, but release {head.number} was made under {head.fence}: run again"
        raise StaleFenceError(message)
    record = _record(task, staged, head)
    task.checkpoint("objects")
    _store(task, staged, record)
    task.checkpoint("chain")
    task.lease.check()
    if not append(task, record):
        raise RaceLostError(_race(layout))
    task.checkpoint("rename")
    show(layout, record.number, staged.view.path)
    task.checkpoint("current")
    point_current(layout)
    task.checkpoint("done")
    return record


def append(task: Commit, record: Record) -> bool:
    """Append a record to the chain, on the object store first where there is one; False where another writer took its number."""
    scratch = task.layout.staging(task.run_id) / "chain.json"
    return task.push(record) and chain.append(task.layout, record, scratch=scratch)


def _newest(layout: Layout) -> int:
    newest = chain.newest_release(layout)
    return newest.number if newest else 0


def _race(layout: Layout) -> str:
    return f"another run published release {_newest(layout)} first: plan again on it"


def _record(task: Commit, staged: Staged, head: Record | None) -> Record:
    """Write the manifest into the view and return the record that names it."""
    number = head.number + 1 if head else 1
    manifest = Manifest(number, task.run_id, task.now, staged.view.shards).dump()
    write_durably(staged.view.path / MANIFEST, manifest)
    report = staged.view.path / REPORT
    return Record(
        number=number, kind="release", parent=chain.parent_of(task.layout, head), run_id=task.run_id, fence=task.lease.fence,
        created_at=task.now, shards=staged.view.shards, manifest=hashlib.sha256(manifest).hexdigest(),
        report=file_sha256(report) if report.exists() else "",
    )  # fmt: skip


def _store(task: Commit, staged: Staged, record: Record) -> None:
    """Link what is new into objects/, so that the record never names what is not there."""
    layout, view = task.layout, staged.view.path
    for shard in staged.fresh:
        _keep(staged.objects / shards.digests_key(shard), layout.objects / shards.digests_key(shard))
        _keep(view / shard.name, layout.objects / shard.key, sha256=shard.sha256)
        task.checkpoint("object")
    _keep(view / MANIFEST, layout.objects / manifest_key(record.manifest))
    if record.report:
        _keep(view / REPORT, layout.objects / report_key(record.report))
        if (view / TWIN).exists():
            _keep(view / TWIN, layout.objects / twin_key(record.report))
    for directory in {(layout.objects / s.key).parent for s in staged.fresh}:
        sync(directory)
    sync(view)


def manifest_key(sha256: str) -> str:
    """Return the object key of a manifest."""
    return f"manifests/{sha256}.json"


def report_key(sha256: str) -> str:
    """Return the object key of a report."""
    return f"reports/{sha256}.html"


def twin_key(sha256: str) -> str:
    """Return the object key of a report's figures; they are named by the page they belong to."""
    return f"reports/{sha256}.json"


def _keep(source: Path, target: Path, sha256: str = "") -> None:
    """Link a file to its object key; an object that is there already is kept, unless it is damaged."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except FileExistsError:
        if sha256 and file_sha256(target) != sha256:
            twin = target.with_name(f".{target.name}")
            remove(twin)
            os.link(source, twin)
            twin.replace(target)


def show(layout: Layout, number: int, view: Path) -> None:
    """Give a view its place among the releases; one that stands there is the same."""
    target = layout.release(number)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        view.rename(target)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise
        remove(view)
    sync(target.parent)


def point_current(layout: Layout) -> None:
    """Make `current` the newest release; of several that do this at once, none leaves an older one there."""
    while True:
        newest = _newest(layout)
        wanted = f"releases/{newest:06d}"
        if not newest or not layout.release(newest).is_dir():
            return
        if _points_to(layout) == wanted:
            return
        draft = layout.root / f".current-{newest}-{os.getpid()}"
        remove(draft)
        draft.symlink_to(wanted)
        draft.replace(layout.current)
        sync(layout.root)


def _points_to(layout: Layout) -> str:
    return str(layout.current.readlink()) if layout.current.is_symlink() else ""


def heal(layout: Layout) -> list[str]:
    """Finish what a kill cut off: the newest release's view, `current`, and staging that nobody works on; return what was done."""
    done = []
    record = chain.newest_release(layout)
    if record and show_newest(layout, "heal"):
        done.append(f"release {record.number} was committed but not shown; it is now")
    if record and _points_to(layout) != f"releases/{record.number:06d}":
        point_current(layout)
        done.append(f"current now points to release {record.number}")
    done += [f"release {number} got the files an erasure had written for it" for number in show_amended(layout)]
    left = sorted(layout.staging().iterdir()) if layout.staging().is_dir() else []
    for path in left:
        remove(path)
    if left:
        done.append(f"{len(left)} leftover staging directories removed")
    return done


def show_newest(layout: Layout, run_id: str) -> bool:
    """Give the newest release its view where its publisher has not yet, or never will; whether that was needed."""
    record = chain.newest_release(layout)
    if record is None or layout.release(record.number).is_dir():
        return False
    view = layout.staging(run_id) / f"view-{record.number:06d}"
    rebuild(layout, record, view)
    show(layout, record.number, view)
    remove(layout.staging("heal"))
    return True


def rebuild(layout: Layout, record: Record, view: Path) -> None:
    """Build a release's view from its objects."""
    remove(view)
    view.mkdir(parents=True)
    manifest = manifest_of(layout, record)
    os.link(layout.objects / manifest_key(manifest), view / MANIFEST)
    for shard in chain.load_manifest(view / MANIFEST).shards:
        (view / shard.table).mkdir(exist_ok=True)
        os.link(layout.objects / shard.key, view / shard.name)
    report = layout.objects / report_key(record.report)
    if record.report and report.exists():  # an erasure withdraws reports
        os.link(report, view / REPORT)
    if record.report and (twin := layout.objects / twin_key(record.report)).exists():
        os.link(twin, view / TWIN)
    for table in {s.table for s in record.shards}:
        sync(view / table)
    sync(view)


def manifest_of(layout: Layout, record: Record) -> str:
    """Return the hash of a release's manifest as the last amendment left it."""
    found = record.manifest
    for number in numbers(layout.chain, ".json"):
        if number > record.number:
            later = chain.load(layout.chain_file(number))
            found = dict(later.amended).get(record.number, found)
    return found


def store_amended(layout: Layout, out: Path, manifest: Manifest) -> str:
    """Link a release's new files, written below `out`, into objects/, with its new manifest; return the manifest's hash."""
    for shard in manifest.shards:
        if (out / shard.key).exists():
            _keep(out / shard.key, layout.objects / shard.key, sha256=shard.sha256)
    body = manifest.dump()
    sha = hashlib.sha256(body).hexdigest()
    write_durably(layout.objects / manifest_key(sha), body)
    return sha


def show_amended(layout: Layout) -> list[int]:
    """Give releases that an amendment changed their new files; return which needed it."""
    done = []
    for number in [n for n in numbers(layout.releases) if layout.chain_file(n).exists()]:
        record = chain.load(layout.chain_file(number))
        wanted, target = manifest_of(layout, record), layout.release(number)
        if wanted == record.manifest or file_sha256(target / MANIFEST) == wanted:
            continue
        view, old = layout.staging("amend") / f"{number:06d}", layout.staging("amend") / f"old-{number:06d}"
        rebuild(layout, record, view)
        if (target / REPORT).exists() and not (view / REPORT).exists():
            os.link(target / REPORT, view / REPORT)
        target.rename(old)
        view.rename(target)
        sync(target.parent)
        done.append(number)
    remove(layout.staging("amend"))
    return done
