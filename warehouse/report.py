"""The report of a release: one self-contained page, offline, and its machine-readable twin with the same figures.

`reporter(occasion)` gives what `publish(report=...)` wants: called on the staged view once it passed the audit, it reads the very files that
will be published. Texts of the sources stand in the page compressed or escaped, never as markup; the policy in the page forbids all
requests and every script but the page's own.
"""

from __future__ import annotations

import base64
import hashlib
import json
import unicodedata
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from warehouse import report_cards
from warehouse.report_data import Chosen, payload
from warehouse.report_scene import Occasion, figures, scene
from warehouse.report_words import Words, words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from warehouse.report_data import Payload
    from warehouse.report_scene import Figures, Scene

SCHEMA = "palimpsest.report/1"
PAGE, TWIN = "report.html", "report.json"
WHOLE = Chosen()


class Report(NamedTuple):
    """A page and its twin."""

    html: str
    json: str


def reporter(occasion: Occasion) -> Callable[[Path], None]:
    """Return the function that writes `report.html` and `report.json` into a staged release."""

    def write(view: Path) -> None:
        write_report(view, occasion)

    return write


def write_report(view: Path, occasion: Occasion) -> None:
    """Write page and twin into a staged release."""
    made = report(view, occasion)
    (view / PAGE).write_text(made.html, "utf-8", errors="surrogatepass")
    (view / TWIN).write_text(made.json, "utf-8")


def report(view: Path, occasion: Occasion, *, release: int = 0, chosen: Chosen = WHOLE) -> Report:
    """Return the report of the tables below `view`; `release` 0 is one that is not published yet."""
    with scene(view, occasion, release) as shown:
        found = figures(shown)
        held = payload(shown, chosen)
        said = words(shown, found)
    return Report(_page(shown, found, held, said), _twin(shown, found, held, said))


def _twin(shown: Scene, found: dict[str, Figures], held: Payload, said: Words) -> str:
    """Return the figures as JSON; docs/report.md describes it."""
    twin = {
        "schema": SCHEMA,
        "release": shown.release,
        "before": shown.before,
        "run_id": shown.occasion.run_id,
        "written_at": shown.occasion.now.isoformat(),
        "says": said.sentence,
        "needs": [need._asdict() for need in said.needs],
        "documents_in_page": held.taken,
        "figures": {
            name: {"says": figure.says, "sql": figure.sql, "columns": figure.columns, "rows": figure.rows}
            for name, figure in found.items()
        },
    }
    return json.dumps(twin, ensure_ascii=False, indent=1, default=str) + "\n"


def _page(shown: Scene, found: dict[str, Figures], held: Payload, said: Words) -> str:
    script, style = resource("report.js"), resource("report.css")
    return environment().get_template("report.html.j2").render(
        release=shown.release,
        before=shown.before,
        occasion=shown.occasion,
        said=said,
        totals=found["totals"].dicts()[0],
        figures=found,
        cards=report_cards.cards(found),
        held=held,
        script=script,
        style=style,
        policy=policy(script, style),
    )  # fmt: skip


def policy(script: str, style: str) -> str:
    """Return the content security policy that admits this script and this style and nothing else."""
    sources = {"script-src": script, "style-src": style}
    allowed = "; ".join(f"{name} 'sha256-{_hash(text)}'" for name, text in sources.items())
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


@cache
def resource(name: str) -> str:
    """Return a file of the templates, as it stands in the page."""
    return (files("warehouse") / "templates" / name).read_text("utf-8")


@cache
def environment() -> Environment:
    """Return the templates' environment: all values escaped, an unknown name is an error."""
    made = Environment(
        loader=PackageLoader("warehouse"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"visible": visible, "visible_lines": visible_lines, "number": report_cards.shown}
    made.globals |= {
        "boxes": report_cards.boxes,
        "centre": report_cards.centre,
        "level": report_cards.level,
        "axis": report_cards.axis,
    }
    return made


def visible(value: object) -> str:
    r"""Return a text with its controls, bidi and zero-width characters as code points, so that nothing hides or reorders.

    >>> visible("a\u202eb")
    'a[U+202E]b'
    """
    return "".join(
        f"[U+{ord(c):04X}]" if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} else c
        for c in str(value)
    )


def visible_lines(value: object) -> str:
    r"""Return a text as `visible` does, its line feeds and tabs kept, white space alone as signs.

    >>> visible_lines("a\nb"), visible_lines(" \n")
    ('a\nb', '␣↵\n')
    """
    text = str(value)
    if not text.strip():
        text = text.replace("\n", "↵\n").replace(" ", "␣").replace("\u3000", "□")
    return "".join(part if part in "\n\t" else visible(part) for part in text)
