"""The report in a real browser, from a file: no error, no request, links open what they say, hostile text is inert, all widths."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.report_material import rich
from warehouse.review import Order, page, sample

CHROMIUM = shutil.which("chromium") or ""
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="needs chromium (.ci/run installs it)"),
    pytest.mark.xdist_group("browser"),
]


class Viewer:
    """A tab that counts what must not happen."""

    def __init__(self, browser, file, **settings):
        self.context = browser.new_context(**({"viewport": {"width": 1440, "height": 900}} | settings))
        self.context.set_default_timeout(10_000)
        self.tab, self.file = self.context.new_page(), file
        self.wrong, self.requests = [], []
        self.tab.on("console", lambda message: self.wrong.append(message.text))
        self.tab.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.tab.on("dialog", lambda dialog: (self.wrong.append(dialog.message), dialog.dismiss()))
        self.tab.on("request", lambda request: self.requests.append(request.url))
        self.open("")

    def open(self, place):
        """Open a deep link afresh."""
        self.tab.goto("about:blank")
        self.tab.goto(self.file.as_uri() + place)
        self.tab.wait_for_selector("html[data-shown]")

    def go(self, place):
        """Follow a link within the page."""
        self.tab.evaluate("place => { location.hash = place }", place)
        self.settled(self.tab.evaluate("location.hash"))

    def settled(self, place):
        """Wait until a place is shown."""
        self.tab.wait_for_selector(f"html[data-shown={json.dumps(place)}]")

    def text(self, selector):
        """Return what is shown."""
        return self.tab.locator(selector).inner_text()


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return rich(tmp_path_factory.mktemp("rich"))[0].house.open()


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def view(browser, release):
    """Share one tab; every test ends by asking it for errors."""
    return Viewer(browser, release.path / "report.html")


@pytest.fixture(autouse=True)
def nothing_went_wrong(view):
    """No console message, no dialog, no error, no request but the file itself."""
    yield
    assert view.wrong == []
    assert {url.split("#")[0] for url in view.requests} <= {view.file.as_uri(), "about:blank"}


@pytest.fixture(scope="module")
def docs(release):
    return dict(release.query("SELECT locator, doc_id FROM documents"))


def test_every_link_with_a_number_opens_that_many_rows(view):
    view.open("")
    links = view.tab.eval_on_selector_all(
        "#overview a[data-count]", "all => all.map(a => [a.getAttribute('href'), +a.dataset.count])"
    )
    assert len(links) > 30
    for href, count in dict(links).items():
        view.go(href)
        assert (
            int(view.tab.get_attribute("#count", "data-count")) == count
            or view.tab.get_attribute("#count", "data-sampled") == "1"
        ), href
        assert view.tab.evaluate("document.activeElement.id") == "detail"


def test_every_tile_and_mark_shows_its_figure(view, release):
    view.open("")
    figures = json.loads((release.path / "report.json").read_text("utf-8"))["figures"]
    totals = dict(zip(figures["totals"]["columns"], figures["totals"]["rows"][0], strict=True))
    tiles = view.tab.eval_on_selector_all(
        ".tile", "all => Object.fromEntries(all.map(t => [t.querySelector('span').textContent, +t.dataset.value]))"
    )
    assert tiles["documents"] == totals["documents"]
    assert tiles["edits"] == totals["edits"]
    assert tiles["in quarantine"] == sum(row[1] for row in figures["quarantine"]["rows"])
    marks = view.tab.eval_on_selector_all(
        "[data-figure] [data-row]",
        "all => all.map(m => [m.closest('[data-figure]').dataset.figure, +m.dataset.row, m.dataset.values])",
    )
    for name, row, values in marks:
        assert all(any(float(v) == cell for cell in figures[name]["rows"][row]) for v in values.split())


def test_all_other_links_lead_somewhere(view):
    view.open("")
    for href in sorted(
        set(
            view.tab.eval_on_selector_all(
                "#overview a:not([data-count]), header a", "all => all.map(a => a.getAttribute('href'))"
            )
        )
    ):
        view.go(href)
        if not view.tab.is_visible("#overview"):
            assert view.text("#title")
            assert "There is no" not in view.text("#title")


def test_a_rule_leads_to_its_spans_and_a_span_to_its_place(view):
    view.open("#rule=watermark.ad")
    assert view.tab.locator(".span").count() == int(view.tab.get_attribute("#count", "data-count"))
    link = view.tab.locator(".span a", has_text="a.txt").first
    place = link.get_attribute("href")
    link.click()
    view.settled(place)
    assert "[ad by Bus]" in view.text(".l .e.here >> nth=0")
    assert "watermark.ad, version 1" in view.text("#note")
    assert "brackets say ad" in view.text("#note")


def test_source_and_clean_text_stand_side_by_side_and_a_claim_points_at_its_characters(view, docs, release):
    view.open(f"#doc={docs['a.txt']}")
    clean = release.query("SELECT text FROM documents WHERE locator = 'a.txt'")[0][0]
    shown = view.tab.eval_on_selector_all(
        ".doc .r:not(.head)", "all => all.map(r => r.textContent).filter(x => x).join('\\n')"
    )
    assert shown == clean.strip()
    view.tab.get_by_role("link", name="publisher").click()
    view.tab.wait_for_selector(".mark.here")
    assert view.text(".mark.here") == "Bus"
    assert "𠀀 beyond" in view.text("#text")


def test_copies_are_aligned_and_their_difference_is_marked(view, docs):
    view.open(f"#doc={docs['双.txt']}")
    assert view.text(".copy ins >> nth=0") == "期"
    assert view.text(".copy del >> nth=0") == "代"


def test_the_keyboard_alone_goes_from_the_first_screen_to_an_edit_and_back(view, docs):
    view.open("")
    view.tab.keyboard.press("Tab")
    assert view.tab.evaluate("document.activeElement.className") == "skip"
    view.tab.keyboard.press("/")
    view.tab.keyboard.type("实现之路")
    view.tab.keyboard.press("Enter")
    view.tab.wait_for_selector(".span .where a")
    view.tab.locator(".span .where a").first.focus()
    view.tab.keyboard.press("Enter")
    view.tab.wait_for_selector("#text")
    view.tab.keyboard.press("n")
    assert view.tab.is_visible("#note")
    assert view.tab.get_attribute("#note", "aria-live") == "polite"
    view.tab.keyboard.press("Escape")
    assert not view.tab.is_visible("#note")
    view.tab.keyboard.press("Escape")
    view.tab.wait_for_selector("#overview:not([hidden])")


def test_search_finds_texts_removed_texts_claims_and_titles(view):
    for words, kind in (
        ("百年", None),
        ("[ad by bus]", "removed text"),
        ("Bus", "claim"),
        ("watermark", "rule"),
        ("first", "text"),
    ):
        view.open("#search=" + words)
        assert kind is None or kind in view.text("#detail")


def test_hostile_text_is_shown_and_does_nothing(view, docs):
    hostile = next(name for name in docs if "onerror" in name)
    for place in (f"#doc={docs[hostile]}", f"#doc={docs['双.txt']}", "#rows=documents", "#rule=duplicate.body", "#rows=flags", "#search=alert",
                  "#rows=%3Cimg src=x onerror=alert(9)%3E", "#doc=%3Cimg src=x onerror=alert(9)%3E", "#rows=__proto__", "#%E0%A4%A", "#rule=constructor"):  # fmt: skip
        view.open(place)
        assert (
            view.tab.locator("img, iframe, object, embed, #detail script, #detail svg, a[href^='javascript']").count()
            == 0
        )
    view.open(f"#doc={docs[hostile]}")
    shown = view.text("#text")
    assert "<img src=x onerror=alert(2)> javascript:alert(3)" in shown
    assert "<!-- <svg onload=alert(7)> ]]>" in shown
    for code in ("U+202E", "U+200B", "U+2066", "U+FEFF", "U+E0041"):
        assert code in shown
    assert "\u202e" not in shown


def test_a_document_that_is_too_long_says_how_to_see_it(view, docs):
    view.open(f"#doc={docs['long.txt']}")
    assert "palimpsest report --doc" in view.text("#detail")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_scrolls_sideways_and_all_is_legible(browser, view, docs, width, scheme):
    other = Viewer(browser, view.file, viewport={"width": width, "height": 844}, color_scheme=scheme)
    for number, place in enumerate(
        ("", "#rows=documents", "#rows=claims", "#rule=watermark.ad", f"#doc={docs['双.txt']}", f"#doc={docs['b.txt']}")
    ):
        other.go(place) if place else other.open("")
        assert other.tab.evaluate("document.documentElement.scrollWidth") <= width, place
        if pictures := os.environ.get("PALIMPSEST_PICTURES"):
            other.tab.screenshot(path=Path(pictures) / f"report-{number}-{width}-{scheme}.png")
    ink, paper = other.tab.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    assert _contrast(ink, paper) >= 7
    soft = other.tab.evaluate("getComputedStyle(document.querySelector('.facts')).color")
    assert _contrast(soft, paper) >= 4.5
    assert (other.wrong, {url.split("#")[0] for url in other.requests} - {"about:blank"}) == ([], {view.file.as_uri()})
    other.context.close()


def _contrast(one, two):
    """Return the contrast ratio of two colours (WCAG 2.2)."""
    lights = sorted(_luminance(colour) for colour in (one, two))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _luminance(colour):
    parts = [int(part) / 255 for part in colour[4:-1].split(",")[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_control_has_a_name_and_the_headings_are_in_order(view, docs):
    for place in ("", f"#doc={docs['a.txt']}"):
        view.open(place)
        nameless = view.tab.eval_on_selector_all(
            "a, button, input",
            "all => all.filter(n => n.offsetParent && !(n.textContent.trim() || n.getAttribute('aria-label') || n.labels?.length)).length",
        )
        assert nameless == 0
        assert view.tab.locator("h1:visible").count() == 1


def test_a_review_page_gives_back_the_verdicts_that_were_keyed_in(browser, release, tmp_path):
    order = Order("duplicate.body", 5, 1)
    found = sample(release, order)
    file = tmp_path / "review.html"
    file.write_text(page(release, order, found), "utf-8")
    context = browser.new_context()
    tab, wrong = context.new_page(), []
    tab.on("console", lambda message: wrong.append(message.text))
    tab.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
    tab.goto(file.as_uri())
    tab.keyboard.press("2")
    assert json.loads(tab.input_value("#lines"))["verdict"] == "wrong"
    with tab.expect_download() as download:
        tab.click("#save")
    saved = Path(download.value.path()).read_text("utf-8")
    assert json.loads(saved)["edit_id"] == found[0].edit_id
    assert wrong == []
    context.close()
