"""Invitations: whom they let in, once, and until when."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from hansei.accounts.models import Invitation, Membership, Team, User
from hansei.accounts.roles import Role
from hansei.accounts.services.invite import invite, revoke_invitation
from hansei.audit.models import Entry
from hansei.domain.errors import NotFound, UsageError
from tests.accounts.people import PASSWORD, Somebody, somebody
from tests.web.access.conftest import browser

pytestmark = pytest.mark.django_db
NEW = {"username": "on-call", "name": "On-call engineer", "password": PASSWORD}


def _invited(administrator: Somebody, **fields: str) -> str:
    data = {"role": "contributor", "team": "", "email": "", **fields}
    answer = browser(administrator).post("/people/invitations/", data)
    assert answer["Cache-Control"] == "no-store"
    found = re.search(r'value="http://testserver(/invitations/[^"]+)"', answer.content.decode())
    assert found
    return found[1]


def _told() -> str:
    rows = (*Invitation.objects.values_list(), *Entry.objects.values_list())
    return " ".join(str(value) for row in rows for value in row)


def test_a_link_makes_one_account_with_the_role(administrator: Somebody, client: Client) -> None:
    team = Team.objects.create(name="payments")
    link = _invited(administrator, team=str(team.pk))
    assert "in the team payments" in client.get(link).content.decode()
    assert client.post(link, NEW)["Location"] == "/"
    made = User.objects.get(username="on-call")
    assert Membership.objects.get(user=made).team == team
    assert client.get("/people/").status_code == 200
    assert Client().get(link).status_code == Client().post(link, NEW).status_code == 404
    assert User.objects.count() == 2
    verbs = list(Entry.objects.order_by("seq").values_list("verb", flat=True))
    assert verbs == ["invite", "accept invitation"]


def test_nothing_kept_tells_the_link(administrator: Somebody) -> None:
    link = _invited(administrator, email="on-call@example.org")
    assert link.split("/")[2] not in _told()
    assert "on-call@example.org" not in str(list(Entry.objects.values_list()))
    page = browser(administrator).get("/people/invitations/").content.decode()
    assert link not in page
    assert "on-call@example.org" in page


def test_withdrawn_renewed_and_old_links_open_nothing(administrator: Somebody) -> None:
    links = [_invited(administrator) for _ in range(3)]
    first, second, third = Invitation.objects.order_by("pk")
    client = browser(administrator)
    client.post(f"/people/invitations/{first.pk}/revocation/")
    client.post(f"/people/invitations/{second.pk}/renewal/")
    Invitation.objects.filter(pk=third.pk).update(expires=timezone.now() - timedelta(seconds=1))
    pages = [Client().get(link) for link in (*links, "/invitations/unknown/")]
    assert {each.status_code for each in pages} == {404}
    assert len({re.sub(r"csrf\S+|value=\S+", "", each.content.decode()) for each in pages}) == 1
    assert all(Client().post(link, NEW).status_code == 404 for link in links)
    assert User.objects.count() == 1


def test_a_refused_form_keeps_what_was_typed_and_the_invitation(
    administrator: Somebody, client: Client
) -> None:
    link = _invited(administrator)
    answer = client.post(link, {**NEW, "username": "ADMINISTRATOR"})
    assert answer.status_code == 422
    assert 'value="ADMINISTRATOR"' in answer.content.decode()
    assert "is taken" in answer.content.decode()
    assert PASSWORD not in answer.content.decode()
    assert client.post(link, NEW).status_code == 302


def test_who_has_an_account_takes_the_role_with_it(administrator: Somebody) -> None:
    person = somebody("support", Role.VIEWER)
    link = _invited(administrator, role="lead")
    client = browser(person)
    assert "signed in as support" in client.get(link).content.decode()
    client.post(link)
    assert {"viewer", "lead"} == set(
        Membership.objects.filter(user=person.user).values_list("role", flat=True)
    )
    assert Client().get(link).status_code == 404


def test_an_auditor_cannot_take_a_second_role(administrator: Somebody) -> None:
    person = somebody("auditor", Role.AUDITOR)
    link = _invited(administrator, role="lead")
    answer = browser(person).post(link)
    assert answer.status_code == 422
    assert "holds no other role" in answer.content.decode()
    assert Client().get(link).status_code == 200


def test_guessing_links_is_throttled(administrator: Somebody, client: Client) -> None:
    found = [client.get(f"/invitations/guess-{number}/").status_code for number in range(22)]
    assert found == [404] * 20 + [429] * 2
    link = _invited(administrator)
    assert Client(REMOTE_ADDR="192.0.2.9").get(link).status_code == 200


def test_a_lead_invites_into_the_own_team_alone(administrator: Somebody) -> None:
    mine, other = (Team.objects.create(name=name) for name in ("payments", "search"))
    lead = somebody("lead", Role.LEAD, team=mine)
    made = invite(actor=lead.actor, role=Role.VIEWER, team_id=mine.pk)
    for team_id in (other.pk, None):
        with pytest.raises(NotFound):
            invite(actor=lead.actor, role=Role.VIEWER, team_id=team_id)
    with pytest.raises(UsageError):
        invite(actor=lead.actor, role=Role.ADMINISTRATOR, team_id=mine.pk)
    stranger = somebody("stranger", Role.LEAD, team=other)
    with pytest.raises(NotFound):
        revoke_invitation(actor=stranger.actor, invitation_id=made.invitation.pk)
    page = browser(lead).get("/people/invitations/").content.decode()
    assert "payments" in page
    assert "search" not in page.split("Not accepted yet")[0]
    assert "payments" not in browser(stranger).get("/people/invitations/").content.decode()


def test_the_link_goes_out_by_mail_where_there_is_mail(
    administrator: Somebody, settings: Settings
) -> None:
    settings.MAIL_IS_ON = True
    link = _invited(administrator, email="on-call@example.org")
    assert mail.outbox[0].to == ["on-call@example.org"]
    assert link in mail.outbox[0].body


def test_mail_that_fails_loses_no_invitation(
    administrator: Somebody, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ConnectionRefusedError("mail.example.org")

    settings.MAIL_IS_ON = True
    monkeypatch.setattr("hansei.web.people.invitations.send_mail", fails)
    data = {"role": "viewer", "team": "", "email": "on-call@example.org"}
    page = browser(administrator).post("/people/invitations/", data).content.decode()
    assert "could not be sent" in page
    assert "/invitations/" in page


def test_a_link_has_the_address_that_browsers_use(
    administrator: Somebody, settings: Settings
) -> None:
    settings.SITE_URL = "https://hansei.example.org"
    page = browser(administrator).post("/people/invitations/", {"role": "viewer", "team": ""})
    assert 'value="https://hansei.example.org/invitations/' in page.content.decode()
