"""Contracts: an `error` clause holds a source back and its last good rows stay; what broke is shown with rows; wrong files are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaners.errors import SettingsError
from tests.report_material import reported, rich
from tests.store import runs, spec
from warehouse.contract_metrics import METRICS
from warehouse.contracts import load

HOME = Path(__file__).parent.parent
GOOD = {"a.txt": "eins\n", "b.txt": "zwei [ad]\n", "c.txt": "drei\n", "d.txt": "drei\n"}


def contracts(directory, text):
    file = directory / "contracts.toml"
    file.write_text(text, "utf-8")
    return load(file)


def judged_once(tmp_path, clause, pages=GOOD):
    """Return the quality rows and broken clauses of a first run under one clause."""
    made = runs(tmp_path / "data")
    reported(made, contracts(tmp_path, f"[[clause]]\n{clause}\n"), (spec("one"), pages))
    sql = "SELECT value, threshold, severity, passed FROM log WHERE metric NOT IN ('items', 'vanished_share', 'quarantined_share')"
    return made, made.house.log.query("quality", sql)


@pytest.mark.parametrize(
    ("clause", "value"),
    [
        ('metric = "rows"\nmin = 4', 4),
        ('metric = "rows"\ntable = "edits"\nmax = 4', 1),
        ('metric = "noise_share"\nmax = 0.9', 4 / 24),
        ('metric = "loss"\nmax = 0.9', 0.5),
        ('metric = "languages"\nlanguages = ["en"]\nmin = 0.5', 1.0),
        ('metric = "foreign"\nlanguages = ["zh", "en-GB"]\nmax = 0.5', 0.0),
        ('metric = "duplicates"\nmax = 0.6', 0.5),
        ('metric = "age_days"\nmax = 3', 0.0),
        ('metric = "flagged"\nmax = 0.5', 0.0),
        ('metric = "paired"\nmin = 0', 0.0),
        ('metric = "empty"\ncolumn = "title"\nmax = 0.5', 0.0),
        ('metric = "outside"\ncolumn = "encoding"\nvalues = ["utf-8", "ascii"]\nmax = 0.5', 0.0),
        ('metric = "unlike"\ncolumn = "locator"\npattern = "[ab].txt"\nmax = 0.6', 0.5),
        ('metric = "drift"\nof = "rows"\nmax = 0.5', None),
    ],
)  # fmt: skip
def test_each_metric_measures_what_it_says(tmp_path, clause, value):
    _, rows = judged_once(tmp_path, clause)
    if value is None:  # nothing to compare with yet
        assert rows == []
    else:
        assert [(pytest.approx(row[0], abs=0.03), row[3]) for row in rows] == [(value, True)]


def test_every_metric_is_tried_above_and_explained():
    text = Path(__file__).read_text("utf-8")
    docs = (HOME / "docs" / "report.md").read_text("utf-8")
    for name in METRICS:
        assert f'metric = "{name}"' in text
        assert f"`{name}`" in docs


def test_a_broken_error_holds_the_source_back_and_its_last_good_rows_stay(tmp_path):
    made = runs(tmp_path / "data")
    clauses = contracts(tmp_path, '[[clause]]\nmetric = "noise_share"\nmax = 0.3\nseverity = "error"\n')
    first = reported(made, clauses, (spec("one"), GOOD))
    second = reported(
        made,
        clauses,
        (
            spec("one"),
            {**GOOD, "a.txt": "e[ad][ad][ad][ad]eins und noch mehr\n", "c.txt": "dr[ad][ad][ad]ei und mehr\n"},
        ),
    )
    assert "noise_share" in made.outcomes[0].held_back
    assert first is not None
    texts = dict(made.house.open().query("SELECT locator, text FROM documents"))
    assert texts["a.txt"] == "eins\n"
    assert second is None or second.query("SELECT count(*) FROM documents WHERE status = 'stale'")[0][0] == 2
    rows = made.house.log.query("quality", "SELECT severity FROM log WHERE NOT passed AND starts_with(metric, 'noise')")
    assert rows == [("block",)]


def test_a_broken_warning_publishes_and_stands_on_the_first_screen_with_its_rows(tmp_path):
    made, _ = rich(tmp_path)
    page = (made.house.open().path / "report.html").read_text("utf-8")
    assert "Contracts that did not hold" in page
    assert "noise_share is" in page
    assert "x.txt" in page.split('id="contracts"')[1]


def test_drift_is_measured_against_the_median_of_the_last_releases(tmp_path):
    made = runs(tmp_path / "data")
    clauses = contracts(tmp_path, '[[clause]]\nmetric = "drift"\nof = "rows"\nmax = 0.4\n')
    for extra in (0, 1, 1):
        reported(made, clauses, (spec("one"), {**GOOD, **{f"x{n}.txt": f"mehr {made.count}\n" for n in range(extra)}}))
    reported(made, clauses, (spec("one"), {**GOOD, **{f"y{n}.txt": f"viel mehr {n}\n" for n in range(6)}}))
    rows = made.house.log.query(
        "quality", "SELECT value, passed FROM log WHERE starts_with(metric, 'drift') ORDER BY run_id"
    )
    assert rows[-1] == (pytest.approx(1.0), False)


def test_what_the_contract_sees_is_what_the_run_would_leave(tmp_path):
    """A changed document counts once, an unchanged one stays, a vanished one is gone."""
    made = runs(tmp_path / "data")
    clauses = contracts(tmp_path, '[[clause]]\nmetric = "rows"\nmin = 1\n')
    reported(made, clauses, (spec("one"), {**GOOD, "e.txt": "fünf\n", "f.txt": "sechs\n"}))
    reported(made, clauses, (spec("one"), {**GOOD, "a.txt": "anders\n", "e.txt": "fünf\n", "g.txt": "neu\n"}))
    rows = made.house.log.query("quality", "SELECT value FROM log WHERE starts_with(metric, 'rows') ORDER BY run_id")
    assert [row[0] for row in rows] == [6, made.house.open().table("documents", ["doc_id"]).num_rows]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[clause]]\nmetric = "nois"\nmax = 1', "no metric 'nois'"),
        ('[[clause]]\nmetric = "rows"', "give it 'min' or 'max'"),
        ('[[clause]]\nmetric = "rows"\nmin = 1\nmaxx = 2', "unknown key 'maxx'"),
        ('[[clause]]\nmetric = "rows"\nmin = 1\nseverity = "bad"', "severity is one of"),
        ('[[clause]]\nmetric = "rows"\nmin = 1\ntable = "secrets"', "no table 'secrets'"),
        ('[[clause]]\nmetric = "empty"\nmax = 1\ncolumn = "1); DROP"', "no column '1); DROP'"),
        ('[[clause]]\nmetric = "empty"\nmax = 1', "needs 'column'"),
        ('[[clause]]\nmetric = "drift"\nmax = 1\nof = "x"', "drift is measured of"),
        ("[[claus]]\n", "unknown table 'claus'"),
        ('[[clause]]\nmetric = "rows"\nmin = "many"', "'min' is a number"),
        ('[[clause]]\nmetric = "rows"\nmin = true', "'min' is a number"),
        ('[[clause]]\nmetric = "rows"\nmin = 1\nsources = "a"', "'sources' is a list of texts"),
        ('[[clause]]\nmetric = "drift"\nof = "rows"\nmax = 1\nreleases = 2.5', "'releases' is a whole number"),
        ('[clause]\nmetric = "rows"', "in two brackets"),
        ("[review]\nlower_bound = 90", "a share between 0 and 1"),
        ('[review.rules]\n"duplicate.*" = "high"', "a share between 0 and 1"),
        ("[review]\nbound = 0.9", "not 'bound'"),
        ("review = 5", "not 'a value'"),
        ("= broken", "contracts.toml"),
    ],
)  # fmt: skip
def test_a_contract_that_says_what_cannot_be_is_refused_in_words(tmp_path, text, says):
    with pytest.raises(SettingsError, match=r"contracts\.toml") as error:
        contracts(tmp_path, text)
    assert says in str(error.value)


def test_the_shipped_contracts_can_be_read_and_a_missing_file_asks_for_nothing(tmp_path):
    shipped = load(HOME / "seeds" / "contracts.toml")
    assert {clause.severity for clause in shipped.clauses} == {"error", "warn"}
    assert (shipped.limit("duplicate.body"), shipped.limit("wiki.chrome")) == (0.92, 0.9)
    assert load(tmp_path / "none.toml").clauses == ()
