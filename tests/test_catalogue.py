"""Every rule is documented, versioned, and has its cases."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cleaners import catalogue
from cleaners.profiles import DEFAULT
from tests import rules_lock

ROOT = Path(__file__).parent.parent


def test_the_page_of_rules_is_what_the_profile_holds():
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == catalogue.page(), "run `make docs`"


def test_a_rule_whose_hash_moved_has_a_new_version():
    """Documents cleaned by the old rule are cleaned again only if it says that it changed."""
    assert rules_lock.moved() == []
    assert set(rules_lock.recorded()) == set(rules_lock.current()), "run `python -m tests.rules_lock`"


@pytest.mark.parametrize("rule", DEFAULT.rules, ids=lambda r: r.id)
def test_a_rule_is_named_by_family_and_kind_and_speaks_in_sentences(rule):
    assert re.fullmatch(r"[a-z]+\.[a-z0-9-]+", rule.id)
    assert rule.version >= 1
    assert rule.says.endswith(".")
    assert rule.why.endswith(".")


def texts_of_tests():
    places = [
        *(ROOT / "tests").rglob("*.py"),
        *(ROOT / "tests" / "cases").rglob("*"),
        *(ROOT / "cleaners" / "rules").glob("*.toml"),
    ]
    return "\n".join(
        p.read_text(encoding="utf-8")
        for p in places
        if p.is_file() and p.suffix != ".pyc" and p.name != "rules.lock.json"
    )


def constants():
    """Rule id to the name of its constant, as the modules write `NAME = Rule("id", …)`."""
    pattern = re.compile(r'^([A-Z_]+) = Rule\(\s*"([^"]+)"', re.MULTILINE)
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "cleaners").rglob("*.py")]
    return {id_: name for source in sources for name, id_ in pattern.findall(source)}


def test_every_rule_has_cases():
    """A rule's id, or its constant, or the text it takes in a golden, stands among the tests or the examples of its pack."""
    texts = texts_of_tests() + "".join(
        p.read_text(encoding="utf-8") for p in (ROOT / "tests" / "goldens").rglob("*.jsonl")
    )
    names = constants()
    assert [
        r.id for r in DEFAULT.rules if r.id not in texts and not re.search(rf"\b{names.get(r.id, '-')}\b", texts)
    ] == []
