"""Erasure and retention on an S3 protocol server: nothing of the text is left there, nothing that is kept is touched."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cleaners.site_marks import to_json
from tests.independent_check import proved
from tests.store import PAGES, Runs, spec
from tests.store_server import Hooked, bodies
from tests.test_erase import BODIES, DOC, SECRET, erased, mark, mentions
from warehouse import Holder, StaleFenceError, StoreError, chain, check
from warehouse.layout import write_durably
from warehouse.maintain import Policy, maintain
from warehouse.pins import hold, tag, unpin
from warehouse.remote import Remote, connected


def test_collection_says_what_goes_frees_that_and_touches_nothing_that_is_kept(files, url, tmp_path):
    run = Runs(connected(url, tmp_path / "1", files))
    for n in range(4):
        run((spec(), {"a.txt": f"{n} words\n"}))
    house, later = run.house, run.now + timedelta(days=9)
    house.push_pin(tag(house.layout, 2, "paper", now=run.now))
    other = connected(url, tmp_path / "2", files)
    other.refresh("reader")
    before = house.remote.sizes("")
    plan = maintain(other, now=later, policy=Policy(keep=1))
    assert (plan.releases, plan.counts[0]) == ([1, 3], 2)
    assert {k: v for k, v in house.remote.sizes("").items() if not k.startswith("locks")} == {
        k: v for k, v in before.items() if not k.startswith("locks")
    }
    assert plan.bytes == sum(before[key] for key in plan.keys) > 0
    lease = other.acquire(Holder("m", 1, "x"), now=later)
    plan.free(lease)
    lease.release()
    assert set(before) - house.remote.keys("") == set(plan.keys)
    assert maintain(other, now=later, policy=Policy(keep=1)).counts == (0, 0, 0)
    fresh = connected(url, tmp_path / "3", files)
    assert check(fresh, now=later) == []
    house.refresh("reader")
    for mirror in (house, fresh):
        assert [record.number for record in chain.kept(mirror.layout)] == [2, 4]
        with pytest.raises(StoreError, match="not kept any more"):
            mirror.open(3)
    assert house.open("paper").number == 2
    run.count = 1000
    assert run((spec(), PAGES)).number == 6


def test_pins_that_others_set_meanwhile_stay_and_only_the_one_that_was_removed_goes(files, url, tmp_path):
    run = Runs(connected(url, tmp_path / "1", files))
    run((spec(), {"a.txt": "words\n"}))
    one, two = run.house, connected(url, tmp_path / "2", files)
    two.refresh("reader")
    one.push_pin(tag(one.layout, 1, "paper", now=run.now))
    two.push_pin(hold(two.layout, 1, "asked for", now=run.now))
    two.push_marks()
    assert one.remote.keys("pins") == {"pins/tag-paper.json", "pins/hold-release-1.json"}
    two.push_pin(unpin(two.layout, "hold", "release-1"))
    assert one.remote.keys("pins") == {"pins/tag-paper.json"}


def test_a_publisher_that_slept_through_a_collection_cannot_commit_what_it_counted_on(files, url, tmp_path):
    other = Runs(connected(url, tmp_path / "2", files))
    for n in range(3):
        other((spec(), {"a.txt": f"{n} words\n"}))
    later = other.now + timedelta(days=9)

    def collect(number: int) -> None:
        if number == 1:
            lease = other.house.acquire(Holder("m", 1, "x"), now=later)
            maintain(other.house, now=later, policy=Policy(keep=1)).free(lease)

    one = Runs(connected(url, tmp_path / "1", Hooked(files, collect)), count=10)
    one.house.refresh("reader")
    with pytest.raises(StaleFenceError, match="lost its lease"):
        one((spec(), {"a.txt": "0 words\n"}))  # its objects are release 1's: there when it looked
    assert chain.head(other.house.layout).kind == "collection"
    fresh = connected(url, tmp_path / "3", files)
    assert check(fresh, now=later) == []
    assert fresh.open().number == 3


@pytest.mark.parametrize("versioned", ["Enabled", pytest.param("Suspended", marks=pytest.mark.long)])
def test_of_an_erased_document_no_object_version_upload_or_mirror_holds_a_word(
    files, url, tmp_path, endpoint, versioned
):
    bucket = url.split("/")[2]
    files.call_s3("put_bucket_versioning", Bucket=bucket, VersioningConfiguration={"Status": versioned})
    one = Runs(connected(url, tmp_path / "1", files))
    one((spec(), PAGES | {"secret.txt": BODIES[0]}))
    one((spec(), PAGES | {"secret.txt": f"[ad by {SECRET}]" * 9 + "\n"}))  # held back
    one((spec(), PAGES | {"secret.txt": BODIES[1], "a.txt": "more\n"}))
    write_durably(one.house.layout.root / "marks" / "one.proposed.jsonl", to_json([mark(f"later {SECRET}")]).encode())
    one.house.push_marks()
    begun = files.call_s3("create_multipart_upload", Bucket=bucket, Key="palimpsest/objects/x")
    files.call_s3(
        "upload_part", Bucket=bucket, Key=begun["Key"], UploadId=begun["UploadId"], PartNumber=1, Body=b"part"
    )
    other = connected(url, tmp_path / "2", files)
    other.refresh("reader")
    assert len({key for key, body in bodies(endpoint, bucket) if SECRET.encode() in body}) > 8
    assert mentions(other.root)
    assert erased(one, DOC).releases == (1, 2, 3)
    assert [key for key, body in bodies(endpoint, bucket) if SECRET.encode() in body] == []
    assert Remote(url.removeprefix("s3://"), files).unfinished() == []
    assert mentions(one.house.root) == []
    other.refresh("reader")
    assert mentions(other.root) == []
    assert check(other, now=one.now) == []
    assert other.open().number == 4
    assert proved(other.open(1).path) == (len(PAGES), [])
    assert one((spec(), PAGES | {"secret.txt": BODIES[1], "a.txt": "more\n"})) is None
    assert one.states() == {"unchanged": 5, "suppressed": 1}
