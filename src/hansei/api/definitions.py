"""ninja's description of the types, where every name means one thing.

ninja puts the shapes of all operations under their class names, the last one of a name winning.
Here enumerations, whose names the domain gives, stand in place wherever they are used, and two
shapes of one name are an error.
"""

from __future__ import annotations

from typing import Any

from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.params.models import TModel
from ninja.schema import NinjaGenerateJsonSchema
from pydantic.json_schema import JsonSchemaMode

_Json = dict[str, Any]
_PREFIX = REF_TEMPLATE.removesuffix("{model}")


class Definitions(OpenAPISchema):
    """The description of an API."""

    def _extract_parameters(self, model: TModel) -> list[_Json]:
        enums = _enums(_defined(model, "validation"))
        return [_inlined(each, enums) for each in super()._extract_parameters(model)]

    def _create_schema_from_model(
        self,
        model: TModel,
        by_alias: bool = True,
        remove_level: bool = True,
        mode: JsonSchemaMode = "validation",
    ) -> tuple[_Json, bool]:
        details, required = super()._create_schema_from_model(model, by_alias, remove_level, mode)
        return _inlined(details, _enums(_defined(model, mode))), required

    def add_schema_definitions(self, definitions: _Json) -> None:
        """Adds shapes. Raises ValueError for one that has the name of another."""
        enums = _enums(definitions)
        for name, each in definitions.items():
            if name in enums:
                continue
            shape = _inlined(each, enums)
            if self.schemas.setdefault(name, shape) != shape:
                raise ValueError(f"two shapes are called {name}: rename one")


def _defined(model: TModel, mode: JsonSchemaMode) -> _Json:
    made = model.model_json_schema(
        ref_template=REF_TEMPLATE, schema_generator=NinjaGenerateJsonSchema, mode=mode
    )
    found: _Json = made.get("$defs", {})
    return found


def _enums(definitions: _Json) -> dict[str, _Json]:
    return {
        name: {"type": "string", "enum": each["enum"]}
        for name, each in definitions.items()
        if "enum" in each
    }


def _inlined(node: Any, enums: dict[str, _Json]) -> Any:
    if isinstance(node, list):
        return [_inlined(each, enums) for each in node]
    if not isinstance(node, dict):
        return node
    name = str(node.get("$ref", "")).removeprefix(_PREFIX)
    if name in enums:
        return {**enums[name], **{key: node[key] for key in node if key != "$ref"}}
    found = {key: _inlined(value, enums) for key, value in node.items()}
    if len(found.get("allOf", ())) == 1:
        found = {**found.pop("allOf")[0], **found}
    return found
