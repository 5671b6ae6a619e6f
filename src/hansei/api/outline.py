"""The OpenAPI description as readers want it: by subject, with shapes as tables of fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from hansei.api.kinds import KINDS

_Json = dict[str, Any]
_FORMATS = {"date-time": "time", "date": "day", "uri": "address", "binary": "file"}
_PLACES = {"path": "path", "query": "query", "header": "header"}


def outline(api: _Json) -> _Json:
    """What the page shows: `about`, `subjects` with their operations, `shapes`, `problems`."""
    subjects: dict[str, _Json] = {each["name"]: {**each, "operations": []} for each in api["tags"]}
    for path, methods in api["paths"].items():
        for method, operation in methods.items():
            told = _operation(api, method, path, operation)
            subjects[operation["tags"][0]]["operations"].append(told)
    return {
        "about": api["info"],
        "subjects": [each for each in subjects.values() if each["operations"]],
        "shapes": [
            {"name": name, "text": shape.get("description", ""), "fields": list(fields(shape))}
            for name, shape in api["components"]["schemas"].items()
            if "properties" in shape
        ],
        "problems": KINDS,
    }


def fields(shape: _Json) -> Iterator[_Json]:
    """The members of an object's schema: name, type in words, whether required, description."""
    required = shape.get("required", ())
    for name, each in shape.get("properties", {}).items():
        yield {
            "name": name,
            "type": type_words(each),
            "shape": _shape_of(each),
            "required": name in required,
            "text": each.get("description", ""),
        }


def type_words(schema: _Json) -> str:
    """A type in a word or two: "time", "list of Level", "text or null"."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return " or ".join(dict.fromkeys(type_words(each) for each in schema[key]))
    if "enum" in schema:
        return " | ".join(str(each) for each in schema["enum"])
    kind = schema.get("type", "anything")
    if kind == "array":
        return f"list of {type_words(schema.get('items', {}))}"
    if kind == "string":
        return _FORMATS.get(schema.get("format", ""), "text")
    return {"integer": "whole number", "boolean": "true or false"}.get(kind, str(kind))


def _shape_of(schema: _Json) -> str:
    """The shape that a type leads to, "" for none."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    inner = [*schema.get("anyOf", ()), *schema.get("allOf", ()), schema.get("items", {})]
    return next((found for each in inner if each and (found := _shape_of(each))), "")


def _operation(api: _Json, method: str, path: str, operation: _Json) -> _Json:
    parameters = [_resolved(api, each) for each in operation["parameters"]]
    body = operation.get("requestBody", {}).get("content", {})
    answers = [
        _answer(status, each) for status, each in operation["responses"].items() if status < "400"
    ]
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation["summary"],
        "text": operation.get("description", ""),
        "scope": operation["x-scope"],
        "parameters": [
            {
                "name": each["name"],
                "place": _PLACES[each["in"]],
                "type": type_words(each["schema"]),
                "required": each["required"],
                "text": each.get("description", ""),
            }
            for each in parameters
        ],
        "bodies": [_content(media, each) for media, each in body.items()],
        "answers": answers,
        "refusals": [
            code for code, kind in KINDS.items() if str(kind.status) in operation["responses"]
        ],
    }


def _answer(status: str, answer: _Json) -> _Json:
    return {
        "status": status,
        "headers": list(answer.get("headers", {})),
        "contents": [_content(media, each) for media, each in answer.get("content", {}).items()],
    }


def _content(media: str, content: _Json) -> _Json:
    example = content.get("example")
    return {
        "media": media,
        "type": type_words(content["schema"]),
        "shape": _shape_of(content["schema"]),
        "example": ""
        if example is None
        else msgspec.json.format(msgspec.json.encode(example), indent=2).decode(),
    }


def _resolved(api: _Json, node: _Json) -> _Json:
    if "$ref" not in node:
        return node
    found: Any = api
    for each in node["$ref"].removeprefix("#/").split("/"):
        found = found[each]
    return dict(found)
