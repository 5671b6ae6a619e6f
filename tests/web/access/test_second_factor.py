"""The second factor: asked for where there is one, and required where the organisation says so."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from pytest_django.fixtures import Settings

from hansei.accounts.roles import Role
from hansei.audit.models import Entry
from tests.accounts.people import PASSWORD, Somebody, somebody
from tests.web.access.conftest import browser

pytestmark = pytest.mark.django_db
LOGIN, SECOND = "/account/login/", "/account/2fa/authenticate/"


@pytest.fixture
def person(administrator: Somebody) -> Somebody:
    return somebody("on-call", Role.CONTRIBUTOR)


def _set_up(person: Somebody) -> tuple[str, list[str]]:
    """An authenticator app; its key and the recovery codes."""
    client = browser(person)
    page = client.get("/account/2fa/totp/activate/").content.decode()
    found = re.search(r'<code class="key">(\w+)</code>', page)
    assert found
    answer = client.post("/account/2fa/totp/activate/", {"code": _code(found[1])}, follow=True)
    return found[1], re.findall(r"<code>(\d{8})</code>", answer.content.decode())


def _code(key: str) -> str:
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return str(totp.format_hotp_value(totp.hotp_value(key, counter)))


def _after_password() -> Client:
    client = Client()
    answer = client.post(LOGIN, {"login": "on-call", "password": PASSWORD})
    assert answer["Location"] == SECOND
    return client


def _is_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


def test_the_password_alone_opens_nothing_any_more(person: Somebody) -> None:
    _, codes = _set_up(person)
    client = _after_password()
    assert not _is_in(client)
    for code in ("000000", "", codes[0][:-1]):
        client.post(SECOND, {"code": code})
        assert not _is_in(client)
    assert not _is_in(Client())


def test_a_recovery_code_opens_once(person: Somebody) -> None:
    _, codes = _set_up(person)
    assert len(set(codes)) == 10
    client = _after_password()
    assert client.post(SECOND, {"code": codes[0]})["Location"] == "/"
    assert _is_in(client)
    again = _after_password()
    again.post(SECOND, {"code": codes[0]})
    assert not _is_in(again)


def test_the_code_of_the_app_opens_and_opens_once(person: Somebody) -> None:
    key, _ = _set_up(person)
    client, code = _after_password(), _code(key)
    assert client.post(SECOND, {"code": code})["Location"] == "/"
    assert _is_in(client)
    again = _after_password()
    again.post(SECOND, {"code": code})
    assert not _is_in(again)


def test_guessing_codes_is_throttled(person: Somebody) -> None:
    _, codes = _set_up(person)
    client = _after_password()
    for _ in range(10):
        client.post(SECOND, {"code": "000000"})
    client.post(SECOND, {"code": codes[0]})
    assert not _is_in(client)


def test_setting_one_up_asks_once_more_who_it_is(person: Somebody) -> None:
    client = Client()
    client.post(LOGIN, {"login": "on-call", "password": PASSWORD})
    for path in ("totp/activate/", "webauthn/add/"):
        assert "/account/reauthenticate/" in client.get(f"/account/2fa/{path}")["Location"]


def test_setting_one_up_is_in_the_trail_without_its_key(
    person: Somebody, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[Any]]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        key, codes = _set_up(person)
    told = " ".join(str(value) for row in Entry.objects.values_list() for value in row)
    assert list(Entry.objects.values_list("verb", flat=True)) == ["add second factor"] * 2
    assert key not in told
    assert not any(code in told for code in codes)


def test_an_administrator_removes_lost_factors_and_nobody_else(
    person: Somebody, administrator: Somebody
) -> None:
    _set_up(person)
    path = f"/people/{person.id}/factors/removal/"
    assert browser(somebody("lead", Role.LEAD)).post(path).status_code == 404
    _after_password()
    assert browser(administrator).post(path).status_code == 303
    client = Client()
    client.post(LOGIN, {"login": "on-call", "password": PASSWORD})
    assert _is_in(client)
    removed = Entry.objects.filter(verb="remove second factor", actor="user:administrator")
    assert removed.exists()


def test_where_it_is_required_nothing_opens_before_it_is_set_up(
    person: Somebody, settings: Settings
) -> None:
    settings.REQUIRE_MFA = True
    client = browser(person)
    for path in ("/", "/profile/", "/people/"):
        assert client.get(path)["Location"] == "/account/2fa/"
    assert client.post("/profile/", {"name": "x"})["Location"] == "/account/2fa/"
    assert client.get("/account/2fa/").status_code == 200
    _set_up(person)
    assert _is_in(client)
