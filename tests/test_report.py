"""The report's figures are what the tables say, its page holds nothing of a source as markup, and a sample is stated."""

from __future__ import annotations

import base64
import json
import random
import re
import zlib

import duckdb
import pytest

from cleaners.text import Edit, Evidence
from tests.report_material import BODY, PAGES, rich
from tests.store import PROFILE, runs, spec
from warehouse.diff import diff
from warehouse.report import report, visible
from warehouse.report_copies import aligned
from warehouse.report_data import Chosen, Ledger, payload
from warehouse.report_figures import FIGURES
from warehouse.report_rows import LISTINGS, cut_to, listed
from warehouse.report_scene import Occasion, scene


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return rich(tmp_path_factory.mktemp("rich"))


@pytest.fixture(scope="module")
def release(made):
    return made[0].house.open()


@pytest.fixture(scope="module")
def twin(release):
    return json.loads((release.path / "report.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def page(release):
    return (release.path / "report.html").read_text("utf-8")


def held(html):
    """Return the lines compressed in a page."""
    data = re.search(r'id="data">([^<]*)<', html)[1]
    return [
        json.loads(line)
        for line in zlib.decompress(base64.b64decode(data), -15).decode("utf-8", "surrogatepass").split("\n")[:-1]
    ]


def test_every_figure_of_the_twin_is_what_its_sql_says_of_the_published_tables(made, release, twin):
    """The frozen report was computed on the staged files and an unfinished log; the release must say the same."""
    with scene(release.path, Occasion(made[0].house, twin["run_id"], made[0].now), release.number) as shown:
        assert set(twin["figures"]) == {figure.name for figure in FIGURES}
        for figure in FIGURES:
            if figure.name != "runs":  # the run has ended since
                rows = json.loads(json.dumps(shown.rows(figure.sql), default=str))
                assert twin["figures"][figure.name]["rows"] == rows, figure.name


def test_figures_are_what_the_parquet_files_say_to_anyone(release, twin):
    con = duckdb.connect()
    says = {name: twin["figures"][name]["rows"] for name in twin["figures"]}
    documents, edits = f"'{release.path}/documents/*.parquet'", f"'{release.path}/edits/*.parquet'"
    assert says["totals"][0][0] == con.execute(f"SELECT count(*) FROM {documents}").fetchone()[0]
    assert {row[0]: row[2] for row in says["rules"]} == dict(
        con.execute(f"SELECT rule_id, count(*) FROM {edits} GROUP BY 1").fetchall()
    )
    assert (
        sum(row[4] for row in says["rules"]) == con.execute(f"SELECT sum(length(removed)) FROM {edits}").fetchone()[0]
    )
    assert dict(says["encodings"] and [row[:2] for row in says["encodings"]]) == dict(
        con.execute(f"SELECT encoding, count(*) FROM {documents} GROUP BY 1").fetchall()
    )


def test_every_plotted_number_stands_in_the_figure_it_draws(page, twin):
    cards = re.findall(r'<figure class="card" id="[^"]*" data-figure="([a-z]+)">(.*?)</figure>', page, re.DOTALL)
    assert len(cards) >= 15
    for name, body in cards:
        figure = twin["figures"][name]
        marks = re.findall(r'data-row="(\d+)" data-values="([^"]*)"', body)
        assert len({place for place, _ in marks}) == min(
            len(figure["rows"]), 12 if 'class="bars"' in body else 10**6
        ), name
        for place, values in marks:
            assert all(any(float(value) == cell for cell in figure["rows"][int(place)]) for value in values.split()), (
                name
            )


def test_the_parts_of_what_changed_add_up_and_are_those_of_the_command(made, twin):
    found = diff(made[0].house, 2, 3)
    rows = twin["figures"]["changes"]["rows"]
    says = {}
    for change, _, count in rows:
        says[change] = says.get(change, 0) + count
    theirs = {"added": found.added, "source changed": found.source_changed, "cleaning changed": found.cleaning_changed,
              "vanished": found.vanished, "unchanged": found.unchanged}  # fmt: skip
    assert says == {name: len(documents) for name, documents in theirs.items() if documents}


def test_what_needs_a_person_is_named_worst_first(twin):
    severities = [need["severity"] for need in twin["needs"]]
    assert severities[0] == "block"
    says = " ".join(need["says"] for need in twin["needs"])
    for thing in ("held back", "rows ≥ 2", "stopped at", "lower bound"):
        assert thing in says


def test_no_text_of_a_source_is_markup_of_the_page(page):
    assert (
        "alert(" not in page.replace("&lt;", "<").split('id="data"')[0].split("<script>", maxsplit=1)[0]
        or "&lt;img" in page
    )
    assert not re.search(r"<(img|svg onload|b>kind)", page)
    assert page.count("<script") == 2
    assert not any(c in page for c in "\u202e\u200b\u2066\ufeff")
    assert not re.search(r"""(src|href)\s*=\s*["']?(https?:|//|javascript:)""", page.split('id="data"')[0])


def test_a_million_characters_in_one_word_do_not_swell_the_page(page):
    assert len(page) < 300_000


def test_the_pieces_of_a_document_are_its_source_and_its_clean_text(page, release):
    lines = {line["doc"]: line for line in held(page)[:-1]}
    texts = dict(release.query("SELECT doc_id, text FROM documents"))
    assert lines
    for doc, line in lines.items():
        clean = "".join(piece if isinstance(piece, str) else piece[3] for piece in line["pieces"])
        assert clean == texts[doc]
    source = next(line for line in lines.values() if "===1" in str(line["pieces"][0]))
    assert "".join(p if isinstance(p, str) else p[2] for p in source["pieces"]) == PAGES["双.txt"]


def test_a_doubled_body_is_aligned_with_its_differences(page):
    copies = [copy for line in held(page)[:-1] for copy in line["copies"]]
    assert [[kept, gone] for same, kept, gone in copies[0]["stretches"] if not same] == [["期", "代"]]


def test_aligned_stretches_put_together_are_the_texts():
    kept, gone = "a\nsame\nlast one\n", "a\nsame\nfirst one\nand more\n"
    found = list(aligned(kept, gone))
    assert "".join(one.kept for one in found) == kept
    assert "".join(one.kept if one.same else one.removed for one in found) == gone
    assert next(aligned(BODY * 500, "x" * 5000)).same is False


def test_what_does_not_fit_is_a_seeded_sample_that_is_stated(made, release):
    occasion = Occasion(made[0].house, "run-0003", made[0].now)
    with scene(release.path, occasion, release.number) as shown:
        whole, none = payload(shown, Chosen()), payload(shown, Chosen(), budget=-1)
        assert payload(shown, Chosen(), budget=-1) == none
    assert (whole.taken, whole.total) == (9, 10)  # a document of a million characters has its own page
    html = report(release.path, occasion, release=release.number).html
    assert "texts of 9 of 10 documents, chosen by SHA-256" in html


@pytest.mark.parametrize("most", [1, 3, 5])
def test_a_listing_cut_short_holds_the_rows_that_the_seed_ranks_first_in_the_order_of_all(made, release, most):
    occasion = Occasion(made[0].house, "run-0003", made[0].now)
    with scene(release.path, occasion, release.number) as shown:
        for listing in LISTINGS:
            whole, cut = listed(shown, listing._replace(most=10_000)), listed(shown, listing._replace(most=most))
            lowest = sorted(whole.ranks)[:most]
            kept = [row for row, place in zip(whole.rows, whole.ranks, strict=True) if place in lowest]
            assert (cut.rows, cut.total) == (kept, len(whole.rows)), listing.name
            assert cut_to(most, whole).rows == kept


def test_a_page_of_one_document_holds_it_however_long(made, release):
    doc = release.query("SELECT doc_id FROM documents WHERE locator = 'long.txt'")[0][0]
    html = report(
        release.path, Occasion(made[0].house, "run-0003", made[0].now), release=release.number, chosen=Chosen(doc)
    ).html
    assert len(held(html)[0]["pieces"][0]) == 1_000_000


def test_the_page_stays_small_at_fifty_thousand_edits(tmp_path):
    """<= 2 MB, whatever the release holds: beyond it a sample stands in."""
    made = runs(tmp_path)
    dice = random.Random(1)  # texts that hardly compress
    han = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]
    pages = {
        f"{n:04}.txt": "".join(
            f"{''.join(dice.choices(han, k=40))}。[ad by S{dice.randrange(99999)}]\n" for _ in range(50)
        )
        for n in range(1000)
    }
    release = made((spec("big", PROFILE), pages), batch=500)
    found = report(release.path, Occasion(made.house, made.run_id, made.now), release=release.number)
    assert json.loads(found.json)["figures"]["totals"]["rows"][0][8] == 50_000
    assert len(found.html.encode()) <= 2_000_000
    assert json.loads(found.json)["documents_in_page"] >= 100


def test_invisible_characters_are_made_visible():
    assert visible("a\u202eb\u200bc\x1b") == "a[U+202E]b[U+200B]c[U+001B]"
    assert visible("漢字 ñ é") == "漢字 ñ é"


def test_a_tag_that_holds_a_claim_is_shown_whole_and_other_tags_are_cut():
    """A claim points to the very characters it came from, in a tag too."""
    tags = [
        Edit(0, "<" + "a" * 100 + ">", "", "markup.tag", Evidence("a tag"), 1.0, (), 0),
        Edit(200, "<" + "b" * 100 + ">", "", "markup.tag", Evidence("a tag"), 1.0, (), 0),
    ]
    ledger = Ledger("", tags, [(80, 90)])
    assert [len(ledger.shown(edit)) for edit in tags] == [102, 60]
