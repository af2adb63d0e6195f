"""Cases of noise and of look-alikes, through the default profile: what goes, what stays, what is claimed."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cleaners.lines import removals
from cleaners.page import Page
from cleaners.pipeline import run
from cleaners.profiles import DEFAULT
from cleaners.text import Text, revert

CASES = Path(__file__).parent / "cases"


def load(name):
    return tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))


BODIES = {key: value.strip() for key, value in load("bodies").items()}
PLACED = {
    "head": "旧桥\n{line}\n{body}",
    "tail": "{body}\n{line}",
    "glue": "{body}{line}",
    "middle": "{body}\n{line}\n" + BODIES["en"],
}


def filled(text):
    for key, body in BODIES.items():
        text = text.replace("{" + key + "}", body)
    return text.strip("\n")


def marked(text):
    """Return the text without its marks, and the spans that stood in them."""
    bare, spans, start = "", [], 0
    for char in text:
        if char == "⟦":
            start = len(bare)
        elif char == "⟧":
            spans.append((start, len(bare)))
        else:
            bare += char
    return bare, spans


def cut(text, spans):
    """Return the text without the spans and the white space that goes with them."""
    for start, end in reversed(removals(text, spans)):
        text = text[:start] + text[end:]
    return text


def clean(source):
    cleaned = run(Text(source), Page(), DEFAULT)
    assert revert(str(cleaned), cleaned.edits) == source
    return cleaned


def line_cases(key):
    for path in sorted(CASES.glob("*.toml")):
        for group in load(path.stem).get("lines", []):
            body = BODIES[group.get("body", "zh")]
            for line in group.get(key, []):
                yield pytest.param(PLACED[group["place"]], body, line, id=f"{group['place']}: {line}"[:90])


def page_cases(key):
    for path in sorted(CASES.glob("*.toml")):
        for case in load(path.stem).get(key, []):
            known = [pytest.mark.xfail(strict=True, reason=case["fails"])] if "fails" in case else []
            yield pytest.param(case, id=case["name"], marks=known)


@pytest.mark.parametrize(("form", "body", "line"), line_cases("go"))
def test_a_line_goes(form, body, line):
    """Where a page prints it, the line goes, with the white space it orphans, and nothing else."""
    source = form.format(body=body, line=line)
    start = source.index(line, source.index(body) + len(body) if form != PLACED["head"] else 0)
    assert str(clean(source)) == cut(source, [(start, start + len(line))])


@pytest.mark.parametrize(("form", "body", "line"), line_cases("stay"))
def test_a_line_stays(form, body, line):
    """A line that only looks like one stays where it stands."""
    source = form.format(body=body, line=line)
    assert str(clean(source)) == source


@pytest.mark.parametrize("case", page_cases("page"))
def test_a_page(case):
    """What stands in ⟦⟧ goes, and the page claims what the case says."""
    bare, spans = marked(filled(case["text"]))
    cleaned = clean(bare)
    assert str(cleaned) == cut(bare, spans)
    assert {tuple(c) for c in case.get("claims", [])} <= {(c.field, c.value) for c in cleaned.claims}


@pytest.mark.parametrize("case", page_cases("stays"))
def test_a_page_stays(case):
    """Nothing goes from a text that nobody stamped."""
    source = filled(case["text"])
    assert str(clean(source)) == source
