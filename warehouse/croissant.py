"""A release as a Croissant data set (https://docs.mlcommons.org/croissant/docs/croissant-spec.html), to lie beside its table directories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from warehouse.schema import RELEASE

if TYPE_CHECKING:
    from warehouse.read import Release
    from warehouse.schema import Column, Table

Json = dict[str, object]

CONTEXT: Json = {
    "@language": "en", "@vocab": "https://schema.org/", "citeAs": "cr:citeAs", "column": "cr:column", "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/", "rai": "http://mlcommons.org/croissant/RAI/", "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"}, "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty", "examples": {"@id": "cr:examples", "@type": "@json"}, "extract": "cr:extract",
    "field": "cr:field", "fileProperty": "cr:fileProperty", "fileObject": "cr:fileObject", "fileSet": "cr:fileSet", "format": "cr:format",
    "includes": "cr:includes", "isLiveDataset": "cr:isLiveDataset", "jsonPath": "cr:jsonPath", "key": "cr:key", "md5": "cr:md5",
    "parentField": "cr:parentField", "path": "cr:path", "recordSet": "cr:recordSet", "references": "cr:references", "regex": "cr:regex",
    "repeated": "cr:repeated", "replace": "cr:replace", "samplingRate": "cr:samplingRate", "sc": "https://schema.org/",
    "separator": "cr:separator", "source": "cr:source", "subField": "cr:subField", "transform": "cr:transform",
}  # fmt: skip


def croissant(release: Release) -> Json:
    """Return the JSON-LD of a release; `version` is its number, `isBasedOn` its run."""
    rows = release.table("documents", ["source_licence", "languages"]).to_pylist()
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "name": "palimpsest",
        "description": f"Release {release.number} of a Palimpsest warehouse: cleaned sources with the provenance of every character.",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "citeAs": f"Palimpsest warehouse, release {release.number}, {release.created_at:%Y-%m-%d}",
        "license": sorted({row["source_licence"] for row in rows} - {""}) or ["not declared"],
        "inLanguage": sorted({tag for row in rows for tag in row["languages"]}),
        "url": f"urn:palimpsest:release/{release.number}",
        "version": f"{release.number}.0.0",
        "datePublished": release.created_at.isoformat(),
        "isBasedOn": f"urn:palimpsest:run/{release.record.run_id}",
        "identifier": f"urn:palimpsest:release/{release.number}",
        "distribution": [_files(table) for table in RELEASE],
        "recordSet": [_records(table) for table in RELEASE],
    }


def _files(table: Table) -> Json:
    return {
        "@type": "cr:FileSet", "@id": f"{table.name}-files", "name": f"{table.name}-files", "description": table.says,
        "encodingFormat": "application/x-parquet", "includes": f"{table.name}/*.parquet",
    }  # fmt: skip


def _records(table: Table) -> Json:
    return {
        "@type": "cr:RecordSet", "@id": table.name, "name": table.name, "description": table.says,
        "key": [{"@id": f"{table.name}/{name}"} for name in table.key],
        "field": [_field(table, column) for column in table.columns],
    }  # fmt: skip


def _field(table: Table, column: Column) -> Json:
    made: Json = {
        "@type": "cr:Field", "@id": f"{table.name}/{column.name}", "name": column.name, "description": column.says,
        "dataType": _type(column.type), "source": {"fileSet": {"@id": f"{table.name}-files"}, "extract": {"column": column.name}},
    }  # fmt: skip
    return made | ({"repeated": True} if pa.types.is_list(column.type) else {})


def _type(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return _type(kind.value_type)
    if pa.types.is_integer(kind):
        return "sc:Integer"
    if pa.types.is_floating(kind):
        return "sc:Float"
    if pa.types.is_boolean(kind):
        return "sc:Boolean"
    return "sc:DateTime" if pa.types.is_timestamp(kind) else "sc:Text"
