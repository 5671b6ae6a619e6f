"""The first visit: one administrator, one time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.test import Client
from pytest_django.fixtures import Settings

from hansei.accounts.actor import system
from hansei.accounts.models import Membership, User
from hansei.accounts.roles import Role
from hansei.accounts.services.create_account import found_organisation
from hansei.domain.errors import Conflict
from tests.accounts.people import PASSWORD, somebody

pytestmark = pytest.mark.django_db
FIRST = {"username": "incident-lead", "name": "Incident lead", "password": PASSWORD}


@pytest.fixture(autouse=True)
def _nobody_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hansei.web.middleware._somebody", [])


def test_it_makes_an_administrator_who_is_signed_in(client: Client) -> None:
    assert client.get("/people/")["Location"] == "/welcome/"
    answer = client.post("/welcome/", FIRST, follow=True)
    assert answer.redirect_chain[-1][0] == "/welcome/ready/"
    assert "Everything is ready" in answer.content.decode()
    user = User.objects.get()
    assert Membership.objects.get(user=user, team=None).role == Role.ADMINISTRATOR
    assert client.get("/people/").status_code == 200


def test_it_is_closed_once_there_is_an_account(client: Client) -> None:
    somebody("incident-lead", Role.ADMINISTRATOR)
    assert client.get("/welcome/")["Location"] == "/"
    assert client.post("/welcome/", {**FIRST, "username": "second"})["Location"] == "/"
    assert User.objects.count() == 1


def test_a_refused_form_keeps_what_was_typed_but_the_password(client: Client) -> None:
    answer = client.post("/welcome/", {**FIRST, "password": "hj7#x", "email": "no address"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Incident lead"' in page
    assert 'value="no address"' in page
    assert "too short" in page
    assert "no e-mail address" in page
    assert "hj7#x" not in page
    assert not User.objects.exists()


def test_away_from_the_machine_it_asks_for_the_printed_code(
    client: Client, settings: Settings
) -> None:
    settings.SETUP_CODE = "0a1b2c3d"
    assert 'name="code"' in client.get("/welcome/").content.decode()
    for code in ("", "0a1b2c3", "ü", "0a1b2c3d0"):
        answer = client.post("/welcome/", {**FIRST, "code": code})
        assert answer.status_code == 422
        assert "0a1b2c3d" not in answer.content.decode().replace(f'value="{code}"', "")
    assert not User.objects.exists()
    assert client.post("/welcome/", {**FIRST, "code": " 0a1b2c3d "}).status_code == 302
    assert User.objects.exists()


def test_the_code_cannot_be_guessed_at_length(client: Client, settings: Settings) -> None:
    settings.SETUP_CODE = "0a1b2c3d"
    found = [client.post("/welcome/", {**FIRST, "code": str(n)}).status_code for n in range(12)]
    assert found == [422] * 10 + [429] * 2
    assert client.post("/welcome/", {**FIRST, "code": "0a1b2c3d"}).status_code == 429


def test_another_site_cannot_make_it(client: Client) -> None:
    assert Client(enforce_csrf_checks=True).post("/welcome/", FIRST).status_code == 403
    assert not User.objects.exists()


def test_only_its_maker_reads_that_it_is_ready(client: Client) -> None:
    client.force_login(somebody("viewer", Role.VIEWER).user)
    assert client.get("/welcome/ready/")["Location"] == "/"


@pytest.mark.django_db(transaction=True)
def test_of_several_at_once_one_is_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    # New threads take their settings from here, where the suite's own database is not known.
    monkeypatch.setitem(connections.settings, "default", connection.settings_dict)

    def found(name: str) -> str:
        try:
            found_organisation(actor=system("welcome"), username=name, password=PASSWORD)
        except Conflict:
            return "late"
        finally:
            connections.close_all()
        return "first"

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(found, ["a-lead", "b-lead", "c-lead", "d-lead"]))
    assert sorted(told) == ["first", "late", "late", "late"]
    assert User.objects.count() == 1
