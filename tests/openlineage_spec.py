"""What the specification of OpenLineage asks of an event: https://openlineage.io/spec/2-0-2/OpenLineage.json and the facets named below.

The Python client does not ship the schemas, and tests reach no network: this says the same in fewer words, with the rules of every
facet that we send (https://openlineage.io/spec/facets/VERSION/NAME.json, versions as the client's `_schemaURL` names them).
"""

from __future__ import annotations

import uuid
from datetime import datetime
from urllib.parse import urlsplit

import jsonschema

CHECKER = jsonschema.FormatChecker(formats=())


@CHECKER.checks("uri")
def is_uri(value: object) -> bool:
    """Whether a value is an absolute address or name (RFC 3986)."""
    parts = urlsplit(str(value))
    return bool(parts.scheme and (parts.netloc or parts.path)) and " " not in str(value)


@CHECKER.checks("date-time", raises=ValueError)
def is_moment(value: object) -> bool:
    """Whether a value is a time with its zone (RFC 3339)."""
    return datetime.fromisoformat(str(value)).tzinfo is not None


@CHECKER.checks("uuid", raises=ValueError)
def is_uuid(value: object) -> bool:
    """Whether a value is a UUID in its canonical form."""
    return str(uuid.UUID(str(value))) == value


TEXT, COUNT = {"type": "string"}, {"type": "integer"}


def _facet(required: list[str], **properties: object) -> dict[str, object]:
    base = {"_producer": {"type": "string", "format": "uri"}, "_schemaURL": {"type": "string", "format": "uri"}}
    return {"type": "object", "required": ["_producer", "_schemaURL", *required], "properties": base | properties}


def _facets(**known: object) -> dict[str, object]:
    return {"type": "object", "properties": known, "additionalProperties": _facet([])}


FIELD = {"type": "object", "required": ["name"], "properties": {"name": TEXT, "type": TEXT, "description": TEXT}}
OF_RUNS = _facets(
    errorMessage=_facet(["message", "programmingLanguage"], message=TEXT, programmingLanguage=TEXT, stackTrace=TEXT)
)
OF_DATASETS = _facets(
    version=_facet(["datasetVersion"], datasetVersion=TEXT),
    schema=_facet([], fields={"type": "array", "items": FIELD}),
    documentation=_facet(["description"], description=TEXT),
)  # fmt: skip
OF_OUTPUTS = _facets(outputStatistics=_facet([], rowCount=COUNT, size=COUNT, fileCount=COUNT))


def _datasets(**more: object) -> dict[str, object]:
    properties = {"namespace": TEXT, "name": TEXT, "facets": OF_DATASETS} | more
    return {"type": "array", "items": {"type": "object", "required": ["namespace", "name"], "properties": properties}}


RUN_EVENT = {
    "type": "object",
    "required": ["eventTime", "producer", "schemaURL", "run", "job"],
    "properties": {
        "eventType": {"enum": ["START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"]},
        "eventTime": {"type": "string", "format": "date-time"},
        "producer": {"type": "string", "format": "uri"},
        "schemaURL": {"const": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"},
        "run": {
            "type": "object", "required": ["runId"],
            "properties": {"runId": {"type": "string", "format": "uuid"}, "facets": OF_RUNS},
        },
        "job": {
            "type": "object", "required": ["namespace", "name"],
            "properties": {"namespace": TEXT, "name": TEXT, "facets": _facets()},
        },
        "inputs": _datasets(inputFacets=_facets()),
        "outputs": _datasets(outputFacets=OF_OUTPUTS),
    },
}  # fmt: skip


def validate(event: object) -> None:
    """Raise ValidationError where an event is not as the specification asks."""
    jsonschema.validate(event, RUN_EVENT, format_checker=CHECKER)
