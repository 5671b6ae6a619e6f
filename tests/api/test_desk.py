"""What every request passes: who calls, what a token may do, and refusals in one form."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from hansei.accounts.actor import signed_in
from hansei.accounts.models import ApiToken
from hansei.accounts.services.create_token import revoke_token
from hansei.api import callers
from hansei.api.limits import Buckets
from tests.api.callers import ROOT, caller

pytestmark = pytest.mark.django_db


def _code(response: object) -> tuple[int, str]:
    assert response.headers["Content-Type"] == "application/problem+json"  # type: ignore[attr-defined]
    body = response.json()  # type: ignore[attr-defined]
    assert body["status"] == response.status_code  # type: ignore[attr-defined]
    assert {"type", "title", "detail"} <= body.keys()
    return body["status"], body["code"]


def test_a_token_says_who_calls() -> None:
    answer = caller("contributor").get("/server")
    assert answer.status_code == 200
    assert answer.json()["caller"] == "user:contributor"
    assert answer.json()["scopes"] == ["read", "write", "admin"]


def test_nobody_is_told_how_to_call() -> None:
    answer = caller("anonymous").get("/server")
    assert _code(answer) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer hns_unknown", "Basic aGFuc2Vp", "Bearer \x00"]
)
def test_a_wrong_token_is_none_even_beside_a_session(header: str) -> None:
    session = caller("viewer")
    session.client.force_login(session.user)  # type: ignore[arg-type]
    assert session.client.get(f"{ROOT}/server").status_code == 200
    answer = session.client.get(f"{ROOT}/server", headers={"Authorization": header})
    assert _code(answer) == (401, "unauthenticated")


def test_a_token_ends_when_it_expires_is_revoked_or_its_person_leaves() -> None:
    expired, revoked, left = (caller("viewer", name=name) for name in ("a", "b", "c"))
    ApiToken.objects.filter(pk=expired.token_id).update(expires=timezone.now())
    revoke_token(actor=signed_in(revoked.user), token_id=revoked.token_id)  # type: ignore[arg-type]
    left.user.is_active = False  # type: ignore[union-attr]
    left.user.save()  # type: ignore[union-attr]
    for each in (expired, revoked, left):
        assert _code(each.get("/server")) == (401, "unauthenticated")


def test_unknown_addresses_methods_and_parameters_are_problems() -> None:
    who = caller("viewer")
    assert _code(who.get("/nowhere")) == (404, "not-found")
    answer = who("DELETE", "/figures")
    assert _code(answer) == (405, "method")
    assert answer.headers["Allow"] == "GET"
    answer = who.get("/figures?servce=checkout")
    assert _code(answer) == (422, "invalid")
    assert answer.json()["errors"][0]["parameter"] == "servce"
    answer = who.get("/figures?by=mood&since=yesterday")
    assert {each["parameter"] for each in answer.json()["errors"]} == {"by", "since"}


def test_head_is_get_without_a_body() -> None:
    answer = caller("viewer")("HEAD", "/server")
    assert answer.status_code == 200
    assert answer.content == b""
    assert int(answer.headers["Content-Length"]) > 0


def test_a_fault_tells_no_details(monkeypatch: pytest.MonkeyPatch) -> None:
    who = caller("viewer")

    def broken(**_: object) -> None:
        raise RuntimeError("the secret is 1234")

    monkeypatch.setattr("hansei.api.resources.figures.figures_table", broken)
    answer = who.get("/figures")
    assert _code(answer) == (500, "fault")
    assert b"1234" not in answer.content
    assert answer.json()["reference"]


def test_too_many_requests_of_one_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callers, "_allowed", Buckets(per_minute=60, burst=2))
    mine, other = caller("viewer"), caller("viewer", name="other")
    assert [mine.get("/server").status_code for _ in range(3)] == [200, 200, 429]
    answer = mine.get("/server")
    assert _code(answer) == (429, "too-many")
    assert int(answer.headers["Retry-After"]) == 1
    assert other.get("/server").status_code == 200


def test_guessing_tokens_is_slowed_down_for_one_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callers, "_wrong", Buckets(per_minute=60, burst=2))
    good = caller("viewer")
    guess = {"Authorization": "Bearer hns_guess"}
    tried = [Client().get(f"{ROOT}/server", headers=guess).status_code for _ in range(3)]
    assert tried == [401, 401, 429]
    assert good.get("/server").status_code == 200


def test_a_bucket_fills_again() -> None:
    bucket = Buckets(per_minute=60, burst=1)
    assert [bucket.wait("a", now=at) for at in (0, 0.5, 1.0, 1.1)] == [0, 1, 0, 1]
