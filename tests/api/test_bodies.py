"""What is sent: sound, fitting, not too large; and sent from our own pages where by session."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from hansei.accounts.models import Team
from tests.api.callers import ROOT, caller

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "invalid"),
        (b"{", 400, "usage"),
        (b"[]", 422, "invalid"),
        (b"null", 422, "invalid"),
        (b'{"name": NaN}', 400, "usage"),
        (b'{"name": "\xff"}', 400, "usage"),
        (b'{"name": 12}', 422, "invalid"),
        (b'{"name": "a", "nmae": "b"}', 422, "invalid"),
        (b'{"name": "' + b"x" * 1001 + b'"}', 422, "invalid"),
        (b"[" * 100_000, 400, "usage"),
        (b'{"name": ""}', 422, "input"),
        (b'{"name": "\\ud800"}', 400, "usage"),
    ],
)
def test_bodies_that_are_refused(body: bytes, status: int, code: str) -> None:
    answer = caller("administrator")("POST", "/teams", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    assert not Team.objects.exists()


def test_what_no_store_can_hold_is_replaced() -> None:
    answer = caller("administrator")("POST", "/incidents", b'{"title": "a\\u0000b"}')
    assert answer.status_code == 201
    assert answer.json()["title"] == "a\N{REPLACEMENT CHARACTER}b"


def test_errors_point_at_the_fields() -> None:
    body = {"name": "Sev", "levels": [{"name": 1}, {"name": "b", "major": "yes"}]}
    who = caller("administrator")
    tag = who.get("/settings/severity-scale").headers["ETag"]
    answer = who("PUT", "/settings/severity-scale", body, If_Match=tag)
    pointers = {each["pointer"] for each in answer.json()["errors"]}
    assert pointers == {"#/name", "#/levels/0/name", "#/levels/1/major"}


def test_a_field_that_a_service_refuses_is_pointed_at() -> None:
    body = {"levels": [{"name": "Sev-1"}, {"name": "sev-1"}]}
    who = caller("administrator")
    tag = who.get("/settings/severity-scale").headers["ETag"]
    answer = who("PUT", "/settings/severity-scale", body, If_Match=tag)
    assert answer.json()["errors"][0]["pointer"] == "#/levels/1/name"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_bodies_of_another_type(kind: str) -> None:
    who = caller("administrator")
    answer = who.client.generic(
        "POST", f"{ROOT}/teams", b'{"name": "a"}', kind, headers=who.headers
    )
    assert (answer.status_code, answer.json()["code"]) == (415, "media-type")


def test_a_body_that_is_too_large(settings: Any) -> None:
    who = caller("administrator")
    answer = who("POST", "/teams", b" " * (12 << 20) + b" ")
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    answer = who("POST", "/teams", {"name": "Payments"})
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


def test_a_session_changes_only_from_our_own_pages() -> None:
    who = caller("administrator")
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(who.user)  # type: ignore[arg-type]
    body, kind = b'{"name": "Payments"}', "application/json"
    forged = browser.generic("POST", f"{ROOT}/teams", body, kind)
    assert (forged.status_code, forged.json()["code"]) == (403, "csrf")
    assert not Team.objects.exists()
    token = "a" * 32
    browser.cookies["hansei-csrf"] = token
    own = browser.generic("POST", f"{ROOT}/teams", body, kind, headers={"X-CSRFToken": token})
    assert own.status_code == 201
    assert browser.get(f"{ROOT}/teams").status_code == 200


def test_a_token_needs_no_protection_from_forgery() -> None:
    who = caller("administrator")
    who.client = Client(enforce_csrf_checks=True)
    assert who("POST", "/teams", {"name": "Payments"}).status_code == 201
