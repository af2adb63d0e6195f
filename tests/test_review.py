"""Review: a sample is seeded, verdicts are checked before they are kept, precision carries its Wilson interval."""

from __future__ import annotations

import json
from math import sqrt
from pathlib import Path

import pytest

from cleaners.errors import StoreError
from flows.cli import main
from tests.report_material import rich
from tests.store import START
from warehouse.report_scene import Occasion, figures, scene
from warehouse.review import Order, Review, jsonl, page, sample, verdicts


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return rich(tmp_path_factory.mktemp("rich"))[0]


@pytest.fixture(scope="module")
def release(made):
    return made.house.open()


REVIEW = Review("review-1", "me", START)


def test_a_sample_is_the_same_for_the_same_seed_and_another_for_another(release):
    found = [sample(release, Order("watermark.", 3, seed)) for seed in (1, 1, 2)]
    assert found[0] == found[1]
    assert {row.edit_id for row in found[0]} != {row.edit_id for row in found[2]}
    assert all(row.rule_id.startswith("watermark.") for row in found[0])


def test_a_sample_of_a_rule_that_changed_nothing_says_so(release):
    with pytest.raises(StoreError, match=r"wiki\.none"):
        sample(release, Order("wiki.none", 3, 1))


def test_the_context_of_a_sample_is_the_clean_text_around_the_edit(release):
    texts = dict(release.query("SELECT doc_id, text FROM documents"))
    for row in sample(release, Order("watermark.ad", 50, 1)):
        assert row.before + row.inserted + row.after in texts[row.doc_id]


def test_verdicts_of_a_sample_come_back_as_rows(release):
    rows = [
        row._replace(verdict=verdict)
        for row, verdict in zip(sample(release, Order("watermark.ad", 3, 1)), ("right", "", "unsure"), strict=True)
    ]
    kept = verdicts(release, jsonl(rows), REVIEW)
    assert [(row.subject, row.verdict, row.reviewer) for row in kept] == [
        (rows[0].edit_id, "right", "me"),
        (rows[2].edit_id, "unsure", "me"),
    ]


@pytest.mark.parametrize(
    ("line", "says"),
    [("not json", "line 1 is no line"), ("[]", "line 1 is no line"), ('{"edit_id": "x"}', "line 1 is no line"),
     (None, "none of right, wrong, unsure"), ("unknown", "holds no edit")],
)  # fmt: skip
def test_a_line_that_is_no_verdict_is_refused(release, line, says):
    row = sample(release, Order("watermark.ad", 1, 1))[0]
    if line is None:
        line = json.dumps(row._replace(verdict="maybe")._asdict())
    if line == "unknown":
        line = json.dumps(row._replace(verdict="right", edit_id="0" * 32)._asdict())
    with pytest.raises(StoreError, match=says):
        verdicts(release, line, REVIEW)


def test_precision_carries_its_wilson_interval(made, release):
    with scene(release.path, Occasion(made.house, "run-0003", made.now), release.number) as shown:
        row = figures(shown)["precision"].dicts()[0]
    n, p, z = 3, 2 / 3, 1.959964
    middle, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    assert (row["right"], row["wrong"], row["precision"]) == (2, 1, pytest.approx(p, abs=1e-5))
    assert (row["low"], row["high"]) == (
        pytest.approx((middle - half) / (1 + z * z / n), abs=1e-5),
        pytest.approx((middle + half) / (1 + z * z / n), abs=1e-5),
    )


def test_the_page_of_a_sample_holds_no_markup_of_a_source(release):
    order = Order("duplicate.body", 5, 1)
    text = page(release, order, sample(release, order))
    assert "<img" not in text
    assert "&lt;img src=x onerror=alert(4)&gt; [U+202E]evidence" in text


def test_a_sample_judged_by_hand_reaches_the_live_report_by_the_commands(tmp_path, monkeypatch, capsys):
    made = rich(tmp_path)[0]
    monkeypatch.setenv("PALIMPSEST_WAREHOUSE", str(made.house.root))
    monkeypatch.chdir(tmp_path)
    assert main(["review", "sample", "--rule", "duplicate.body", "--n", "5", "--seed", "7"]) == 0
    file = made.house.root / "reviews" / "duplicate.body-000003-7.jsonl"
    file.write_text(file.read_text("utf-8").replace('"verdict": ""', '"verdict": "wrong"'), "utf-8")
    assert main(["review", "record", str(file), "--reviewer", "someone"]) == 0
    assert main(["report", "--live", "--path"]) == 0
    live = Path(capsys.readouterr().out.splitlines()[-1])
    twin = json.loads(live.with_suffix(".json").read_text("utf-8"))
    assert ["duplicate.body", 0, 1, 0] in [row[:4] for row in twin["figures"]["precision"]["rows"]]
    assert "Contracts that did not hold" in live.read_text("utf-8")
    assert main(["report", "--doc", "long.txt", "--path"]) == 0
    assert main(["report", "--json"]) == 0
    assert main(["review", "record", str(tmp_path / "none.jsonl")]) == 1
    assert main(["review", "sample"]) == 1
