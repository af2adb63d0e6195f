"""What changed between two releases: whatever a source does, every document stands in exactly one class and the sums add up."""

from __future__ import annotations

import itertools
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.page import Profile
from cleaners.rule import Rule, cleaner
from cleaners.text import Evidence, Patch
from tests.store import PROFILE, runs, spec
from warehouse import Contract, Holder, read
from warehouse.diff import diff
from warehouse.erase import erase

OTHER = Rule("repair.other", 1, "Another.", "A test.")
NAMES = [f"{letter}.txt" for letter in "abcdefg"]
TEXTS = ["one wing[ad]\n", "two tea\n", "three wows\n", "four[ad by Bus]\n", None]  # None: the item is gone


@cleaner(OTHER)
def other(text, page):
    """Write every w large."""
    for n, c in enumerate(str(text)):
        if c == "w":
            yield Patch(n, n + 1, "W", OTHER.id, Evidence("w"))


LENIENT = Contract(max_vanished_share=1.0)
PROFILES = [PROFILE, Profile("wide", (*PROFILE.cleaners, other))]
STEP = st.tuples(
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from(TEXTS), max_size=4),
    st.sampled_from(PROFILES),
    st.sampled_from([None, None, None, *NAMES]),  # whom to erase before the run
)


def live(release):
    """What a release holds, as plain facts: doc_id -> bytes and output."""
    rows = release.table("documents", ["doc_id", "raw_sha256", "output_sha256"]).to_pylist() if release else []
    return {row["doc_id"]: (row["raw_sha256"], row["output_sha256"]) for row in rows}


def expected(was, now, erased):
    """Classes by a rule of their own, written apart from the code under test."""
    out = {name: set() for name in ("added", "source_changed", "cleaning_changed", "vanished", "erased", "unchanged")}
    for doc in was.keys() | now.keys():
        if doc not in was:
            out["added"].add(doc)
        elif doc not in now:
            out["erased" if doc in erased else "vanished"].add(doc)
        elif was[doc][0] != now[doc][0]:
            out["source_changed"].add(doc)
        else:
            out["unchanged" if was[doc][1] == now[doc][1] else "cleaning_changed"].add(doc)
    return out


def gone(run, name):
    """Erase a document, as a person would; return its id, or nothing where it does not live."""
    head = run.house.head()
    rows = head.table("documents", ["doc_id", "locator"]).to_pylist() if head else []
    found = [row["doc_id"] for row in rows if row["locator"] == name]
    if found:
        run.count += 1
        lease = run.house.acquire(Holder(run.run_id, os.getpid(), "here"), now=run.now)
        erase(run.house, found[0], "it was asked for", run_id=run.run_id, lease=lease, now=run.now)
        lease.release()
    return set(found)


@settings(max_examples=8)
@given(st.lists(STEP, min_size=2, max_size=4))
def test_every_document_is_in_one_class_and_the_sums_add_up(steps):
    with TemporaryDirectory() as root:
        run, items, erased = runs(Path(root) / "w"), {}, set()
        for changed, profile, whom in steps:
            erased |= gone(run, whom) if whom else set()
            items |= changed
            run((spec(profile=profile, contract=LENIENT), {n: text for n, text in items.items() if text is not None}))
        states = {0: {}} | {release.number: live(release) for release in read.releases(run.house.layout)}
        for before, after in itertools.combinations(states, 2):
            found = diff(run.house, before, after)
            want = expected(states[before], states[after], erased)
            assert {name: {c.doc_id for c in getattr(found, name)} for name in want} == want
            assert sum(len(getattr(found, name)) for name in want) == len(states[before].keys() | states[after].keys())
            assert len(found.added) >= found.returned + found.moved
