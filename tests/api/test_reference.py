"""The API describes itself: to programs, to people, and to whoever reads the snapshot."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.test import Client

from hansei.api.kinds import KINDS
from hansei.domain import errors
from tests.api.description import description

pytestmark = pytest.mark.django_db
SNAPSHOT = Path(__file__).parents[2] / "docs" / "reference" / "openapi.json"


def _operations() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, path, described)
        for path, methods in description()["paths"].items()
        for method, described in methods.items()
    ]


def test_the_snapshot_is_what_is_served() -> None:
    """A change of the API is seen in review; `make docs` renews the snapshot."""
    served = Client().get("/api/v1/openapi.json")
    assert served.json() == json.loads(SNAPSHOT.read_text(encoding="utf-8")), "run `make docs`"
    again = Client().get("/api/v1/openapi.json", headers={"If-None-Match": served.headers["ETag"]})
    assert again.status_code == 304


def test_every_operation_is_told_completely() -> None:
    tags = {each["name"] for each in description()["tags"]}
    for method, path, described in _operations():
        where = f"{method} {path}"
        assert described["summary"], where
        assert described["tags"][0] in tags, where
        assert described["x-scope"] in ("read", "write", "admin"), where
        refusals = {"400", "401", "403", "404", "422", "429", "500"}
        assert refusals <= described["responses"].keys(), where
        if "requestBody" in described:
            assert {"413", "415"} <= described["responses"].keys(), where
        for each in described["parameters"]:
            if each.get("in") == "query":
                assert each.get("description"), (where, each["name"])


def test_examples_fit_their_schemas() -> None:
    described = description()
    for method, path, operation in _operations():
        answers = [each for code, each in operation["responses"].items() if code < "300"]
        for body in (operation.get("requestBody", {}), *answers):
            content = body.get("content", {}).get("application/json")
            if content and content["schema"]:
                whole = {**content["schema"], "components": described["components"]}
                jsonschema.Draft202012Validator(whole).validate(content["example"])
                assert content["example"] not in ({}, []), (method, path)


def test_every_error_of_the_tree_has_its_problem() -> None:
    known = set(KINDS)
    for each in vars(errors).values():
        if isinstance(each, type) and issubclass(each, errors.HanseiError):
            codes = {getattr(one, "code", "") for one in each.__mro__}
            assert codes & known or each is errors.HanseiError, each


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.scripts = 0
        self.outside: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.ids.add(found.get("id") or "")
        self.scripts += tag == "script" or any(name.startswith("on") for name in found)
        assert "style" not in found
        link = found.get("href") or found.get("src") or ""
        if link.startswith("#"):
            self.links.add(link[1:])
        elif re.match(r"(?:https?:)?//", link):
            self.outside.append(link)


def test_the_page_tells_all_of_it_without_a_script() -> None:
    answer = Client().get("/api/v1/reference")
    assert answer.status_code == 200
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    page = _Page(answer.content.decode())
    assert page.scripts == 0
    assert not page.outside
    assert page.links <= page.ids
    assert {described["operationId"] for _, _, described in _operations()} <= page.ids
    assert {f"problem-{code}" for code in KINDS} <= page.ids
