"""The house: imports go one way, files and functions stay small, nothing names a machine or a registry."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = {"cleaners": 0, "warehouse": 1, "flows": 2}
MODULES = sorted(
    p for name in PACKAGES for p in (ROOT / name).rglob("*.py") if "data" not in p.relative_to(ROOT / name).parts[:1]
)
TABLES = re.compile(
    r"_(tables|tags|data|words|names)\.py$|/(terms|tags|schema|records|whatwg_tables)\.py$"
)  # tables apart
PREFECT = {"flows/ingest.py", "flows/report.py", "flows/maintain.py", "flows/deploy.py"}
HEAVY = {
    "cleaners": {"prefect", "pyarrow", "duckdb", "polars", "pandas", "httpx", "warehouse", "flows"},
    "warehouse": {"prefect", "flows", "httpx"},
}


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (a.name.partition(".")[0] for a in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_go_one_way(path):
    """cleaners <- warehouse <- flows; no cleaner knows Prefect, Arrow or the network."""
    home = path.relative_to(ROOT).parts[0]
    assert not HEAVY.get(home, set()) & set(imported(path))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_stay_small_tables_apart(path):
    assert TABLES.search(str(path)) or len(path.read_text(encoding="utf-8").splitlines()) <= 300


def lengths():
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node.end_lineno - node.lineno + 1, f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"


def test_functions_stay_small():
    """p90 <= 30 lines, 60 at most."""
    found = sorted(lengths())
    assert statistics.quantiles([n for n, _ in found], n=10)[-1] <= 30
    assert [name for n, name in found if n > 60] == []


def test_the_clock_chance_and_the_environment_stay_in_flows():
    """Results follow from captures, rules, settings and the state of items alone."""
    banned = re.compile(
        r"\b(?:time\.time\(|datetime\.now\(|datetime\.utcnow\(|date\.today\(|os\.environ|os\.getenv|random\.(?!Random\())"
    )
    found = [
        str(p.relative_to(ROOT))
        for p in MODULES
        if p.parts[len(ROOT.parts)] != "flows" and banned.search(p.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_one_place_catches_everything():
    """`except Exception` stands once, where a document is quarantined."""
    found = [
        f"{p.relative_to(ROOT)}"
        for p in MODULES
        for n in ast.walk(tree(p))
        if isinstance(n, ast.ExceptHandler)
        and (n.type is None or getattr(n.type, "id", "") in {"Exception", "BaseException"})
    ]
    assert len(found) <= 1, found


def tracked():
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    return [ROOT / name for name in names if name and not name.startswith("seeds/") and (ROOT / name).is_file()]


def test_no_file_names_a_machine_or_a_registry():
    """The project builds wherever it lies."""
    hosts = "|".join(["files.python" + "hosted", "py" + "pi.org", "deb.deb" + "ian.org", "registry.npm" + "js"])
    places = re.compile(rf"{hosts}|(?<![\w.])/(?:work|root|home/\w+)/")
    found = [
        str(p.relative_to(ROOT))
        for p in tracked()
        if p.suffix not in {".bin", ".png", ".gz"} and places.search(p.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []
