"""Single sign-on: whom the provider vouches for, and what it cannot open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from hansei.accounts.models import Membership, User
from hansei.accounts.roles import Role
from hansei.audit.models import Entry
from tests.accounts.people import Somebody, somebody
from tests.web.access.conftest import browser
from tests.web.access.provider import Provider, providing

pytestmark = pytest.mark.django_db
START, BACK = "/account/sso/oidc/login/", "/account/sso/oidc/login/callback/"


@pytest.fixture
def provider(administrator: Somebody, settings: Settings) -> Iterator[Provider]:
    with providing() as found:
        settings.SOCIALACCOUNT_PROVIDERS = found.settings
        yield found


def _asked(client: Client, process: str = "login") -> dict[str, str]:
    """What the browser is sent to the provider with."""
    page = client.post(f"{START}?process={process}").content.decode()
    found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', page)
    assert found
    return {key: value[0] for key, value in parse_qs(urlsplit(unescape(found[1])).query).items()}


def _signed_on(client: Client, process: str = "login") -> HttpResponse:
    state = _asked(client, process)["state"]
    answer: HttpResponse = client.get(BACK, {"code": "c", "state": state})  # type: ignore[assignment]
    return answer


def test_the_way_there_is_a_page_and_no_form_to_another_host(provider: Provider) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get("/account/login/").content.decode()
    assert f'action="{START}?process=login"' in page
    assert "Sign in with Example ID" in page
    assert client.post(f"{START}?process=login").status_code == 403
    asked = _asked(Client())
    assert asked["redirect_uri"] == f"http://testserver{BACK}"
    assert asked["code_challenge_method"] == "S256"


def test_a_newcomer_gets_an_account_and_waits_for_a_role(provider: Provider) -> None:
    client = Client()
    assert _signed_on(client)["Location"] == "/account/waiting/"
    made = User.objects.get(email="on-call@example.org")
    assert (made.username, made.name) == ("on-call", "On-call engineer")
    assert not made.has_usable_password()
    assert not Membership.objects.filter(user=made).exists()
    assert not EmailAddress.objects.exists()
    assert "code_verifier" in provider.asked
    entry = Entry.objects.get(verb="join by single sign-on")
    assert (entry.actor, entry.object_id) == ("system:sign-in", str(made.pk))
    assert client.get("/people/").status_code == 404


def test_a_role_is_there_from_the_first_day_where_so_configured(
    provider: Provider, settings: Settings
) -> None:
    settings.SIGN_ON_ROLE = "viewer"
    client = Client()
    assert _signed_on(client)["Location"] == "/"
    assert client.get("/people/").status_code == 200


def test_the_same_person_comes_back_to_the_same_account(provider: Provider) -> None:
    _signed_on(Client())
    provider.claims |= {"email": "other@example.org", "preferred_username": "other"}
    _signed_on(Client())
    assert User.objects.count() == 2
    assert Entry.objects.filter(verb="join by single sign-on").count() == 1


def test_a_taken_user_name_becomes_another_one(provider: Provider) -> None:
    somebody("On-Call")
    _signed_on(Client())
    made = User.objects.get(email="on-call@example.org")
    assert made.username.lower() != "on-call"


def test_a_closed_account_stays_closed(provider: Provider) -> None:
    _signed_on(Client())
    User.objects.filter(email="on-call@example.org").update(is_active=False)
    client = Client()
    assert _signed_on(client)["Location"] == "/account/inactive/"
    assert client.get("/profile/").status_code == 302


def test_an_address_alone_opens_no_account(provider: Provider) -> None:
    person = somebody("on-call", Role.LEAD, email="on-call@example.org")
    client = Client()
    _signed_on(client)
    assert client.get("/profile/").status_code == 302
    assert User.objects.count() == 2
    assert User.objects.get(pk=person.id).has_usable_password()


@pytest.mark.parametrize("is_verified", [True, False])
def test_a_verified_address_opens_it_where_so_configured(
    provider: Provider, settings: Settings, is_verified: bool
) -> None:
    person = somebody("on-call", Role.LEAD, email="on-call@example.org")
    settings.SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
    provider.claims["email_verified"] = is_verified
    client = Client()
    _signed_on(client)
    assert (client.get("/people/").status_code == 200) is is_verified
    assert User.objects.get(pk=person.id).has_usable_password() is not is_verified


def test_a_signed_in_person_connects_the_sign_on(
    provider: Provider, django_capture_on_commit_callbacks: object
) -> None:
    person = somebody("support", Role.VIEWER)
    client = browser(person)
    assert "Connect Example ID" in client.get("/account/3rdparty/").content.decode()
    _signed_on(client, "connect")
    again = Client()
    assert _signed_on(again)["Location"] == "/"
    assert "support" in again.get("/profile/").content.decode()
    assert Entry.objects.filter(verb="connect single sign-on").exists()


@pytest.mark.parametrize("query", [{"code": "c", "state": "forged"}, {"code": "c"}, {}])
def test_an_answer_that_nobody_asked_for_opens_nothing(
    provider: Provider, query: dict[str, str]
) -> None:
    client = Client()
    answer = client.get(BACK, query)
    assert "did not work" in answer.content.decode()
    assert client.get("/profile/").status_code == 302
    assert User.objects.count() == 1


def test_a_provider_that_is_not_there_is_a_page_that_says_so(
    provider: Provider, settings: Settings
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = (
        "http://127.0.0.1:9"
    )
    answer = Client().post(f"{START}?process=login")
    assert answer.status_code == 502
    assert "did not work" in answer.content.decode()
    assert Client().post("/account/sso/absent/login/").status_code == 404
