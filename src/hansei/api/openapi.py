"""Completes the description that ninja makes of the types: what the desk asks and answers.

Every operation gets the problems that it can meet, the headers that it reads and writes, the
scope that it needs, and an example of its body and answer, composed from those of the fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ninja import NinjaAPI
from ninja.operation import Operation

from hansei.api import texts
from hansei.api.kinds import KINDS
from hansei.api.operations import Traits, traits_of
from hansei.api.problems import MEDIA_TYPE
from hansei.api.samples import sample

_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_Json = dict[str, Any]


def info() -> _Json:
    """What stands above all operations."""
    return {
        "title": "Hansei",
        "version": "1",
        "description": texts.INTRODUCTION,
        "servers": [{"url": "/", "description": "The server that this comes from"}],
        "openapi_extra": {
            "info": {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
            "tags": [{"name": name, "description": text} for name, text in texts.TAGS.items()],
        },
    }


def completed(made: _Json, api: NinjaAPI) -> _Json:
    """The whole description, as JSON values."""
    schemas = made["components"]["schemas"]
    schemas.update(texts.PROBLEM_SCHEMAS)
    made["components"] |= {
        "securitySchemes": texts.SECURITY,
        "parameters": {each["name"]: each for each in texts.PARAMETERS},
        "responses": {
            f"Problem{status}": _refusal(status)
            for status in sorted({kind.status for kind in KINDS.values()})
        },
    }
    operations = dict(_operations(api))
    for methods in made["paths"].values():
        for method, described in methods.items():
            operation = operations[described["operationId"]]
            _complete(described, method, operation, traits_of(operation.view_func))
            _exemplify(described, schemas)
    made["components"]["schemas"] = dict(sorted(schemas.items()))
    made["paths"] = dict(sorted(made["paths"].items()))
    return made


def _operations(api: NinjaAPI) -> Iterator[tuple[str, Operation]]:
    for bound in api._get_bound_routers():
        for view in bound.path_operations.values():
            for operation in view.operations:
                yield str(operation.operation_id), operation


def _complete(described: _Json, method: str, operation: Operation, traits: Traits) -> None:
    described["security"] = [{"token": []}, {"session": []}]
    described["x-scope"] = traits.scope.value
    keyed = method == "post" and not (traits.secret or traits.streamed or traits.plain)
    if traits.takes in texts.BODIES:
        described["requestBody"] = texts.BODIES[traits.takes]
    parameters = described["parameters"]
    for each in parameters:
        _unnulled(each)
    if traits.over:
        parameters.append(_shared("parameters", "If-Match"))
    if method == "get" and traits.tagged:
        parameters.append(_shared("parameters", "If-None-Match"))
    if keyed:
        parameters.append(_shared("parameters", "Idempotency-Key"))
    responses = described["responses"]
    for status in [each for each in responses if int(each) < 300]:
        _headers(responses[status], traits, keyed=keyed)
        if traits.media:
            body: _Json = {"schema": {}}
            responses[status]["content"] = dict.fromkeys(traits.media, body)
    if method == "get" and traits.tagged:
        responses[304] = {"description": "The caller has it already", "headers": texts.ETAG}
    for status in sorted(_refusals(described, operation, traits)):
        responses[status] = _shared("responses", f"Problem{status}")
    described["responses"] = {str(status): each for status, each in responses.items()}


def _headers(response: _Json, traits: Traits, *, keyed: bool) -> None:
    headers: _Json = {}
    if traits.tagged:
        headers.update(texts.ETAG)
    if traits.created:
        headers.update(texts.LOCATION)
    if traits.paged:
        headers.update(texts.LINK)
    if keyed:
        headers.update(texts.REPLAYED)
    if headers:
        response["headers"] = headers


def _unnulled(parameter: _Json) -> None:
    """A parameter that may be left out is described as a value or null, which has no text form."""
    schema = parameter["schema"]
    if "anyOf" in schema:
        values = [each for each in schema.pop("anyOf") if each != {"type": "null"}]
        schema.update(values[0] if len(values) == 1 else {"anyOf": values})


def _shared(kind: str, name: str) -> _Json:
    return {"$ref": f"#/components/{kind}/{name}"}


def _refusals(described: _Json, operation: Operation, traits: Traits) -> set[int]:
    found = {400, 401, 403, 404, 422, 429, 500}
    if operation.methods != ["GET"]:
        found |= {409}
    if "requestBody" in described:
        found |= {413, 415}
    if traits.over:
        found |= {412, 428}
    return found


def _refusal(status: int) -> _Json:
    """The response of all problems with a status."""
    kinds = {code: kind for code, kind in KINDS.items() if kind.status == status}
    first = next(iter(kinds))
    response: _Json = {
        "description": " ".join(kind.meaning for kind in kinds.values()),
        "content": {
            MEDIA_TYPE: {
                "schema": _PROBLEM,
                "examples": {code: {"value": texts.problem_example(code)} for code in kinds},
            }
        },
    }
    if first == "too-many":
        response["headers"] = texts.RETRY_AFTER
    if first == "unauthenticated":
        response["headers"] = texts.CHALLENGE
    return response


def _exemplify(described: _Json, schemas: _Json) -> None:
    bodies = [described.get("requestBody", {})]
    bodies += [each for status, each in described["responses"].items() if status < "300"]
    for body in bodies:
        content = body.get("content", {}).get("application/json")
        if content and "example" not in content:
            content["example"] = sample(content["schema"], schemas)
