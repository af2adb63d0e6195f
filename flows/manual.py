"""Writes docs/sources.md from the settings' own words: `python -m flows.manual > docs/sources.md`; a test holds the two equal."""

from __future__ import annotations

import ast
import inspect
import sys
from typing import TYPE_CHECKING

from flows import declared

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = """# sources.toml

Generated from `flows/declared.py` by `python -m flows.manual`; do not edit. Unknown keys and wrong types are refused with line and
caret; `palimpsest sources check` looks at every source as well. Paths are relative to the file. `[[source]]` is written once for
every source; `[source.thresholds]` follows the source it belongs to.
"""
SECTIONS = {
    "WarehouseSettings": "[warehouse]",
    "RunSettings": "[run]",
    "Common": "[[source]]: keys of every kind",
    "Thresholds": "[source.thresholds]",
    "DirectorySource": 'kind = "directory"',
    "FilesSource": 'kind = "files"',
    "JsonlSource": 'kind = "jsonl"',
    "ParquetSource": 'kind = "parquet"',
    "WarcSource": 'kind = "warc"',
    "WebCommon": 'kinds "pages", "sitemap", "feed": keys of all three',
    "PagesSource": 'kind = "pages"',
    "SitemapSource": 'kind = "sitemap"',
    "FeedSource": 'kind = "feed"',
    "ObjectSource": 'kind = "s3"',
}
HIDDEN = {"kind", "thresholds"}


def page() -> str:
    """Return docs/sources.md."""
    classes = {
        node.name: node for node in ast.parse(inspect.getsource(declared)).body if isinstance(node, ast.ClassDef)
    }
    return HEAD + "".join(part for name, title in SECTIONS.items() for part in _section(title, classes[name]))


def _section(title: str, node: ast.ClassDef) -> Iterator[str]:
    says = (ast.get_docstring(node) or "").partition(": ")[2] or ast.get_docstring(node) or ""
    yield f"\n## {title}\n\n{says[:1].upper()}{says[1:]}\n\n| key | default | meaning |\n|---|---|---|\n"
    for item, after in zip(node.body, [*node.body[1:], None], strict=True):
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name) and item.target.id not in HIDDEN:
            default = f"`{_toml(item.value)}`" if item.value else "required"
            yield f"| `{item.target.id}` | {default} | {_words(after)} |\n"


def _words(node: ast.stmt | None) -> str:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return " ".join(str(node.value.value).split()).replace("|", "\\|")
    return ""


def _toml(node: ast.expr) -> str:
    """Return a default as TOML writes it."""
    value = eval(compile(ast.Expression(node), "declared", "eval"), vars(declared))  # noqa: S307  # our own constants
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(f'"{each}"' for each in value) + "]"
    return f'"{value}"' if isinstance(value, str) else f"{value:_}" if isinstance(value, int) else str(value)


if __name__ == "__main__":
    sys.stdout.write(page())
