"""Copies of a release for others: Parquet, JSON Lines, or a data set as Hugging Face lays it out, with its card."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from typing import TYPE_CHECKING, Literal

import pyarrow.parquet as pq

from cleaners.errors import StoreError
from warehouse.errors import storing
from warehouse.schema import RELEASE

if TYPE_CHECKING:
    from pathlib import Path

    from warehouse.read import Release

Format = Literal["parquet", "jsonl", "hf"]
FORMATS = ("parquet", "jsonl", "hf")
HF_COLUMNS = [
    "doc_id",
    "source_id",
    "source_uri",
    "title",
    "text",
    "languages",
    "scripts",
    "source_licence",
    "chars",
    "version_id",
]
ROWS = 1024  # read and written at a time

CARD = """---
language: [{languages}]
license: {licence}
configs:
- config_name: default
  data_files: data/*.parquet
---

# {name}

{documents} documents, {chars} characters: release {number} of a Palimpsest warehouse, {date}.

## Licences

As declared for each source; what the pages say of themselves stands in the warehouse's `claims`, unverified.

| source | licence | documents |
|---|---|---|
{licences}

## Languages

| language | documents |
|---|---|
{counts}

## How it was cleaned

Scraping noise was removed and encoding damage repaired by the rules below. Every removed or changed character is on record, with rule
and evidence, and every document goes back to its source bytes: column `version_id` names the version in the warehouse.

| rule | edits | what it says |
|---|---|---|
{rules}
"""


def export(release: Release, directory: Path, fmt: Format = "parquet") -> list[Path]:
    """Write a copy of a release to a new or empty directory; return its files. Erasures never reach what was exported."""
    if fmt not in FORMATS:
        message = f"there is no format {fmt!r}: choose one of {', '.join(FORMATS)}"
        raise StoreError(message)
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        message = f"{directory} is not empty: name a new directory"
        raise StoreError(message)
    with storing(directory):
        directory.mkdir(parents=True, exist_ok=True)
        return {"parquet": _parquet, "jsonl": _jsonl, "hf": _hf}[fmt](release, directory)


def _parquet(release: Release, directory: Path) -> list[Path]:
    out = []
    for shard in release.shards:
        target = directory / shard.name
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(release.path / shard.name, target)
        out.append(target)
    shutil.copyfile(release.path / "manifest.json", directory / "manifest.json")
    return [*out, directory / "manifest.json"]


def _jsonl(release: Release, directory: Path) -> list[Path]:
    out = []
    for table in RELEASE:
        target = directory / f"{table.name}.jsonl"
        names = [c.name for c in table.columns if c.name != "body"]  # bytes have no place in JSON; `revert` gives them
        with target.open("w", encoding="utf-8") as file:
            for path in release.files(table.name):
                for batch in pq.ParquetFile(path).iter_batches(ROWS, columns=names):
                    file.writelines(
                        json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in batch.to_pylist()
                    )
        out.append(target)
    return out


def _hf(release: Release, directory: Path) -> list[Path]:
    files = release.files("documents")
    (directory / "data").mkdir()
    out = []
    for n, path in enumerate(files):
        target = directory / "data" / f"train-{n:05d}-of-{len(files):05d}.parquet"
        with pq.ParquetFile(path) as source:
            schema = source.schema_arrow
            kept = [schema.field(name) for name in HF_COLUMNS]
            with pq.ParquetWriter(target, schema.empty_table().select(HF_COLUMNS).schema, compression="zstd") as writer:
                for batch in source.iter_batches(ROWS, columns=[field.name for field in kept]):
                    writer.write_batch(batch.select(HF_COLUMNS))
        out.append(target)
    card = directory / "README.md"
    card.write_text(_card(release, directory.name), encoding="utf-8")
    return [*out, card]


def _card(release: Release, name: str) -> str:
    table = release.table("documents", ["source_id", "source_licence", "languages", "chars"])
    languages = Counter(tag for tags in table["languages"].to_pylist() for tag in tags)
    licences = Counter(zip(table["source_id"].to_pylist(), table["source_licence"].to_pylist(), strict=True))
    rules = release.query(
        "SELECT rule_id, count(*), any_value(says) FROM edits JOIN rules USING (rule_id) GROUP BY rule_id ORDER BY count(*) DESC, rule_id"
    )
    declared = {licence for _, licence in licences}
    return CARD.format(
        languages=", ".join(sorted({tag.partition("-")[0] for tag in languages} - {"mul", "und"})),
        licence="other" if len(declared) != 1 or "" in declared else declared.pop().lower(),
        name=name, documents=table.num_rows, chars=sum(table["chars"].to_pylist()), number=release.number,
        date=f"{release.created_at:%Y-%m-%d}",
        licences="\n".join(f"| {source} | {licence or 'not declared'} | {n} |" for (source, licence), n in sorted(licences.items())),
        counts="\n".join(f"| {tag} | {n} |" for tag, n in languages.most_common()),
        rules="\n".join(f"| {rule} | {n} | {_cell(str(says))} |" for rule, n, says in rules),
    )  # fmt: skip


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
