"""docs/reference/api.md and openapi.json: the API, from its own description."""

from __future__ import annotations

import json
import os
from typing import Any

from tests.docs.tables import code, page, table

_INTRO = """\
A running server describes itself: `/api/v1/reference` for people, `/api/v1/openapi.json` for
programs. The same description as of this release is [openapi.json](openapi.json); clients can be
made from it. [A first script](../guide/scripts.md) shows how it is used."""
_METHODS = ("get", "post", "put", "patch", "delete")


def _described() -> dict[str, Any]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hansei.project.settings")
    from django.apps import apps

    if not apps.ready:
        import django

        django.setup()
    from tests.api.description import description

    return description()


def render_openapi() -> str:
    """The description as JSON."""
    return json.dumps(_described(), indent=1, ensure_ascii=False) + "\n"


def render() -> str:
    """The page."""
    described = _described()
    parts = [_INTRO, described["info"]["description"]]
    for tag in described["tags"]:
        rows = list(_operations(described, tag["name"]))
        if rows:
            listing = table(("request", "does", "scope"), rows)
            parts.append(f"## {tag['name']}\n\n{tag['description']}\n\n{listing}")
    parts.append(f"## Problems\n\n{_problems()}")
    return page("API", *parts)


def _operations(described: dict[str, Any], tag: str) -> list[tuple[str, str, str]]:
    return [
        (
            code(f"{method.upper()} {path.removeprefix('/api/v1')}"),
            operation["summary"],
            operation["x-scope"],
        )
        for path, methods in described["paths"].items()
        for method, operation in sorted(methods.items(), key=lambda each: _METHODS.index(each[0]))
        if tag in operation["tags"]
    ]


def _problems() -> str:
    from hansei.api.kinds import KINDS

    rows = (
        (code(name), str(kind.status), f"{kind.title}. {kind.meaning}")
        for name, kind in KINDS.items()
    )
    return table(("code", "status", "when"), rows)
