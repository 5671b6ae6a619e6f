"""Examples for the description, composed from those of the single fields."""

from __future__ import annotations

from typing import Any

_BY_FORMAT = {
    "date-time": "2026-03-01T12:04:00Z",
    "date": "2026-04-02",
    "uri": "https://status.example.org/incidents/12",
    "binary": "(the file's bytes)",
}
_BY_TYPE = {"string": "text", "integer": 1, "number": 1.5, "boolean": True, "null": None}


def sample(schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """A value that fits a JSON schema; `schemas` are those that it may refer to."""
    if "$ref" in schema:
        return sample(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if schema.get("examples"):
        return schema["examples"][0]
    for key in ("const", "default"):
        if schema.get(key) is not None:
            return schema[key]
    if schema.get("enum"):
        return schema["enum"][0]
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return sample(schema[key][0], schemas)
    if schema.get("type") == "object" or "properties" in schema:
        return {name: sample(each, schemas) for name, each in schema.get("properties", {}).items()}
    if schema.get("type") == "array":
        return [sample(schema["items"], schemas)] if "items" in schema else []
    return _BY_FORMAT.get(schema.get("format", "")) or _BY_TYPE.get(schema.get("type", ""))
