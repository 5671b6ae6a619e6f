"""One's own account and its keys."""

from __future__ import annotations

import logging
import re

import pytest
from django.test import Client

from hansei.accounts.models import ApiToken, User
from hansei.accounts.roles import Role, Scope
from hansei.accounts.services.create_token import create_token
from hansei.accounts.tokens import verified
from hansei.audit.models import Entry
from tests.accounts.people import PASSWORD, Somebody, somebody
from tests.web.access.conftest import browser

pytestmark = pytest.mark.django_db
VALUES = {"name": "On-call engineer", "email": "on-call@example.org", "zone": "Europe/Berlin",
          "theme": "dark", "version": "1"}  # fmt: skip


@pytest.fixture
def person(administrator: Somebody) -> Somebody:
    return somebody("on-call", Role.CONTRIBUTOR)


def test_what_is_saved_is_shown_by_the_frame(person: Somebody) -> None:
    client = browser(person)
    assert client.post("/profile/", VALUES)["Location"] == "/profile/"
    page = client.get("/profile/").content.decode()
    assert 'data-theme="dark"' in page
    assert 'data-reader-zone="Europe/Berlin"' in page
    assert "<h1>On-call engineer</h1>" in page
    entry = Entry.objects.get()
    assert entry.verb == "change profile"
    assert "on-call@example.org" not in entry.changes


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("zone", "CET+1", "not known"),
        ("zone", "Mars/Olympus", "not known"),
        ("theme", "sepia", "not known"),
        ("email", "no address", "no e-mail address"),
        ("email", "Administrator@example.org", "Another account"),
        ("name", "x" * 201, "one line"),
    ],
)
def test_a_refused_detail_keeps_what_was_typed(
    person: Somebody, field: str, value: str, reason: str
) -> None:
    answer = browser(person).post("/profile/", {**VALUES, field: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert reason in page
    assert 'value="Europe/Berlin"' in page or field == "zone"
    assert User.objects.get(pk=person.id).name == ""


def test_a_second_tab_overwrites_nothing(person: Somebody) -> None:
    client = browser(person)
    client.post("/profile/", VALUES)
    answer = client.post("/profile/", {**VALUES, "name": "From the other tab"})
    assert answer.status_code == 422
    assert 'value="From the other tab"' in answer.content.decode()
    assert User.objects.get(pk=person.id).name == "On-call engineer"


def test_another_address_asks_for_the_password_and_keeps_the_form(person: Somebody) -> None:
    client = Client()
    client.force_login(person.user)
    assert client.post("/profile/", {"name": "Only the name", "version": "1"}).status_code == 303
    answer = client.post("/profile/", {**VALUES, "version": "2"})
    assert answer["Location"].startswith("/account/reauthenticate/")
    assert User.objects.get(pk=person.id).email == ""
    client.post(answer["Location"], {"password": PASSWORD})
    assert User.objects.get(pk=person.id).email == "on-call@example.org"


def test_nobody_changes_anothers_profile(person: Somebody, administrator: Somebody) -> None:
    browser(administrator).post(f"/profile/?user={person.id}", {**VALUES, "id": str(person.id)})
    assert User.objects.get(pk=person.id).name == ""


def test_a_token_is_shown_once(person: Somebody) -> None:
    client = browser(person)
    data = {"name": "Deploy job", "scope": "write", "days": "30"}
    answer = client.post("/profile/tokens/", data)
    found = re.search(r'value="(hns_[\w-]{43})"', answer.content.decode())
    assert found
    assert answer["Cache-Control"] == "no-store"
    bearer = verified(found[1])
    assert bearer is not None
    assert bearer.scopes == {Scope.READ, Scope.WRITE}
    page = client.get("/profile/tokens/").content.decode()
    assert found[1] not in page
    assert "Deploy job" in page
    client.post(f"/profile/tokens/{bearer.token_id}/revocation/")
    assert verified(found[1]) is None


def test_a_token_asks_once_more_who_it_is(person: Somebody) -> None:
    client = Client()
    client.force_login(person.user)
    answer = client.post("/profile/tokens/", {"name": "x", "scope": "read", "days": "30"})
    assert answer["Location"].startswith("/account/reauthenticate/")
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    "data", [{"name": ""}, {"scope": "root"}, {"days": "0"}, {"days": "9" * 30}, {"days": "x"}]
)
def test_a_refused_token_keeps_what_was_typed(person: Somebody, data: dict[str, str]) -> None:
    values = {"name": "Deploy job", "scope": "write", "days": "30", **data}
    answer = browser(person).post("/profile/tokens/", values)
    assert answer.status_code == 422
    assert not ApiToken.objects.exists()
    assert f'value="{values["name"]}"' in answer.content.decode()


def test_only_administrators_are_offered_what_administers(
    person: Somebody, administrator: Somebody
) -> None:
    for who, offered in ((person, False), (administrator, True)):
        page = browser(who).get("/profile/tokens/").content.decode()
        assert ('<option value="admin"' in page) is offered


def test_anothers_token_is_not_there(person: Somebody, administrator: Somebody) -> None:
    made = create_token(actor=administrator.actor, name="Theirs", scopes=(Scope.READ,))
    client = browser(person)
    assert "Theirs" not in client.get("/profile/tokens/").content.decode()
    assert client.post(f"/profile/tokens/{made.token.pk}/revocation/").status_code == 404
    assert verified(made.secret) is not None


def test_no_secret_reaches_a_log_or_the_trail(
    person: Somebody, administrator: Somebody, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = Client()
    client.post("/account/login/", {"login": "on-call", "password": "wrong-secret-1"})
    client.post("/account/login/", {"login": "on-call", "password": PASSWORD})
    mine, theirs = browser(person), browser(administrator)
    token = mine.post("/profile/tokens/", {"name": "x", "scope": "read", "days": "7"})
    invited = theirs.post("/people/invitations/", {"role": "viewer", "team": "", "email": ""})
    link = theirs.post(f"/people/{person.id}/password-link/")
    secrets = [PASSWORD, "wrong-secret-1"]
    for answer, pattern in (
        (token, r"hns_[\w-]{43}"),
        (invited, r"/invitations/([\w-]{43})/"),
        (link, r"/reset/key/([^/\"]+)/"),
    ):
        found = re.search(pattern, answer.content.decode())
        assert found
        secrets.append(found[found.lastindex or 0])
    # What the store is asked with is parameters of its own queries, which are logged in debug only.
    logged = "\n".join(
        each.getMessage() for each in caplog.records if each.name != "django.db.backends"
    )
    trail = " ".join(str(value) for row in Entry.objects.values_list() for value in row)
    for secret in secrets:
        assert secret not in logged + trail
