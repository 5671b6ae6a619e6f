"""Signing in: what opens the door, what does not, and for how long it stays open."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from pytest_django.fixtures import Settings

from hansei.accounts.models import User
from hansei.accounts.roles import Role
from hansei.accounts.services.deactivate_account import deactivate_account
from hansei.audit.models import Entry
from tests.accounts.people import PASSWORD, Somebody, somebody
from tests.web.access.conftest import browser

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"


@pytest.fixture
def person(administrator: Somebody) -> Somebody:
    return somebody("on-call", Role.CONTRIBUTOR, email="on-call@example.org")


def _sign_in(client: Client, login: str, password: str = PASSWORD, **more: str) -> int:
    return client.post(LOGIN, {"login": login, "password": password, **more}).status_code


def _is_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


@pytest.mark.parametrize(
    "login", ["on-call", "ON-CALL", "on-call@example.org", "On-Call@Example.org"]
)
def test_a_user_name_or_an_address_signs_in(person: Somebody, client: Client, login: str) -> None:
    assert _sign_in(client, login) == 302
    assert _is_in(client)


def test_a_refusal_does_not_tell_who_has_an_account(person: Somebody, client: Client) -> None:
    def told(login: str) -> str:
        page = client.post(LOGIN, {"login": login, "password": "wrong"}).content.decode()
        found = re.search(r'<div class="callout bad".*?</div>', page, re.DOTALL)
        assert found
        return found[0]

    assert told("on-call") == told("nobody")
    assert not _is_in(client)


def test_guessing_is_throttled_even_with_the_right_password_at_last(
    person: Somebody, client: Client
) -> None:
    for _ in range(5):
        assert _sign_in(client, "on-call", "wrong") == 200
    page = client.post(LOGIN, {"login": "on-call", "password": PASSWORD}).content.decode()
    assert "Too many failed login attempts" in page
    assert not _is_in(client)
    assert _sign_in(Client(REMOTE_ADDR="192.0.2.9"), "administrator") == 302


def test_guessing_from_one_address_is_throttled_whoever_is_guessed(
    person: Somebody, client: Client
) -> None:
    for number in range(10):
        _sign_in(client, f"somebody-{number}", "wrong")
    assert _sign_in(client, "on-call") == 200
    assert _sign_in(Client(REMOTE_ADDR="192.0.2.9"), "on-call") == 302


def test_a_forged_address_does_not_pass_the_limit(person: Somebody) -> None:
    for number in range(10):
        client = Client(headers={"X-Forwarded-For": f"192.0.2.{number}"})
        _sign_in(client, f"somebody-{number}", "wrong")
    last = Client(headers={"X-Forwarded-For": "192.0.2.99"})
    assert _sign_in(last, "on-call") == 200


def test_a_session_from_before_is_not_the_one_after(person: Somebody, client: Client) -> None:
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    before = session.session_key
    client.cookies["hansei-session"] = before
    assert _sign_in(client, "on-call") == 302
    after = client.cookies["hansei-session"]
    assert after.value not in ("", before)
    assert (after["httponly"], after["samesite"]) == (True, "Lax")
    assert not _is_in(_with_session(before))


def _with_session(key: str | None) -> Client:
    client = Client()
    client.cookies["hansei-session"] = key or ""
    return client


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)",
        "https:evil.example", "\thttps://evil.example", "http://testserver@evil.example/",
    ],
)  # fmt: skip
def test_nobody_is_led_to_another_site(person: Somebody, client: Client, target: str) -> None:
    answer = client.post(LOGIN, {"login": "on-call", "password": PASSWORD, "next": target})
    assert answer["Location"] == "/"
    assert client.post("/account/logout/", {"next": target})["Location"] == LOGIN


def test_one_comes_back_to_where_one_wanted_to_go(person: Somebody, client: Client) -> None:
    asked = client.get("/people/?text=lead")["Location"]
    page = client.get(asked).content.decode()
    assert 'name="next" value="/people/?text=lead"' in page
    answer = client.post(
        LOGIN, {"login": "on-call", "password": PASSWORD, "next": "/people/?text=x"}
    )
    assert answer["Location"] == "/people/?text=x"


def test_a_closed_account_is_out_at_once_and_stays_out(
    person: Somebody, administrator: Somebody, client: Client
) -> None:
    _sign_in(client, "on-call")
    assert _is_in(client)
    deactivate_account(actor=administrator.actor, user_id=person.id)
    assert not _is_in(client)
    again = Client()
    _sign_in(again, "on-call")
    assert not _is_in(again)


def test_nobody_signs_up(person: Somebody, client: Client) -> None:
    page = client.get("/account/signup/").content.decode()
    assert "by invitation" in page
    client.post("/account/signup/", {"username": "new", "password1": PASSWORD, "email": ""})
    assert User.objects.count() == 2


def test_without_a_role_one_reads_whom_to_ask(administrator: Somebody, client: Client) -> None:
    somebody("newcomer")
    answer = client.post(LOGIN, {"login": "newcomer", "password": PASSWORD})
    assert answer["Location"] == "/account/waiting/"
    assert "no role here yet" in client.get("/account/waiting/").content.decode()
    assert client.get("/people/").status_code == 404
    assert browser(administrator).get("/account/waiting/")["Location"] == "/"


def test_without_mail_the_page_says_so(person: Somebody, client: Client) -> None:
    assert "sends no mail" in client.get("/account/password/reset/").content.decode()


def test_a_lost_password_is_replaced_by_a_link_that_works_once(
    person: Somebody, client: Client, settings: Settings
) -> None:
    settings.MAIL_IS_ON = True
    told = [
        client.post("/account/password/reset/", {"email": email}, follow=True).content.decode()
        for email in ("nobody@example.org", "on-call@example.org")
    ]
    assert "Look at your mail" in told[0]
    assert len(mail.outbox) == 1
    assert mail.outbox[0].to == ["on-call@example.org"]
    found = re.search(r"http://testserver(/account/password/reset/key/\S+)", mail.outbox[0].body)
    assert found
    form = client.get(found[1], follow=True).redirect_chain[-1][0]
    new = {"password1": "another horse 42", "password2": "another horse 42"}
    assert client.post(form, new)["Location"].endswith("/done/")
    assert "does not work" in Client().get(found[1], follow=True).content.decode()
    assert _sign_in(Client(), "on-call", "another horse 42") == 302
    assert Entry.objects.filter(verb="reset password by link").exists()


def test_a_link_never_names_a_forged_host(person: Somebody, settings: Settings) -> None:
    settings.MAIL_IS_ON = True
    client = Client(headers={"Host": "evil.example"})
    answer = client.post("/account/password/reset/", {"email": "on-call@example.org"})
    assert answer.status_code == 400
    assert not mail.outbox


def test_a_changed_password_ends_the_other_sessions(person: Somebody) -> None:
    here, there = browser(person), browser(person)
    answer = here.post(
        "/account/password/change/",
        {"oldpassword": PASSWORD, "password1": "another horse 42", "password2": "another horse 42"},
    )
    assert answer["Location"] == "/profile/"
    assert _is_in(here)
    assert not _is_in(there)
    assert Entry.objects.get().verb == "change password"


@pytest.mark.parametrize(
    "path",
    [
        "login/", "password/reset/", "password/reset/done/", "password/reset/key/1-abc/",
        "password/reset/key/done/", "signup/", "inactive/", "3rdparty/login/cancelled/",
        "3rdparty/login/error/", "2fa/", "2fa/totp/activate/", "2fa/webauthn/",
        "2fa/webauthn/add/", "password/change/", "sessions/", "3rdparty/", "logout/",
        "reauthenticate/",
    ],
)  # fmt: skip
def test_the_librarys_pages_wear_our_frame_and_our_policy(person: Somebody, path: str) -> None:
    for client in (Client(), browser(person)):
        answer = client.get(f"/account/{path}")
        if answer.status_code == 302:
            continue
        assert answer.status_code in (200, 401)
        page = answer.content.decode()
        assert "css/tokens.css" in page
        assert "<script>" not in page
        assert " style=" not in page
        assert "//" not in page.replace("http://www.w3.org/", "").replace("<!--", "")
