"""Finding people: whom members may choose from, and whom a name written as text means."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hansei.accounts.actor import system
from hansei.accounts.models import Membership, Team, User
from hansei.accounts.roles import Role
from hansei.accounts.selectors import (
    directory,
    invitations,
    people,
    person,
    team,
    teams,
    tokens,
    user_named,
    users_named,
)
from hansei.domain.errors import NotFound
from tests.accounts.people import somebody

pytestmark = pytest.mark.django_db


def test_members_choose_from_active_people_and_guests_from_nobody() -> None:
    member = somebody("viewer", Role.VIEWER, name="Überwacher")
    closed = somebody("closed", Role.VIEWER, is_active=False)
    guest = somebody("guest", name="Anrainer")
    found = directory(actor=member.actor)
    assert [(each.name, each.username) for each in found] == [
        ("Anrainer", "guest"),
        ("Überwacher", "viewer"),
    ]
    assert [each.id for each in directory(actor=member.actor, text="ÜBER")] == [member.id]
    assert len(directory(actor=member.actor, limit=1)) == 1
    assert directory(actor=guest.actor) == directory(actor=closed.actor) == []
    for refused in (
        lambda: people(actor=guest.actor),
        lambda: person(actor=guest.actor, user_id=member.id),
        lambda: person(actor=member.actor, user_id=closed.id),
    ):
        with pytest.raises(NotFound):
            refused()
    assert person(actor=guest.actor, user_id=guest.id).person.name == "Anrainer"


@pytest.mark.parametrize(
    ("text", "username"),
    [
        ("on-call", "on-call"), ("@On-Call", "on-call"), (" on-call ", "on-call"),
        ("ON-CALL@example.org", "on-call"), ("on-call ENGINEER", "on-call"),
        ("ÖKONOM", "support"), ("closed", None), ("twice", None), ("", None), ("@", None),
        ("\0", None), ("nobody", None),
    ],
)  # fmt: skip
def test_a_name_means_the_one_account_that_has_it(text: str, username: str | None) -> None:
    somebody("on-call", name="On-call engineer", email="on-call@example.org")
    somebody("support", name="Ökonom")
    somebody("closed", is_active=False)
    somebody("first", name="Twice")
    somebody("second", name="twice")
    found = user_named(text)
    assert (found.username if found else None) == username


def test_a_user_name_goes_before_a_shown_name() -> None:
    first, _ = somebody("support"), somebody("other", name="support")
    found = user_named("support")
    assert found is not None
    assert found.pk == first.id


def test_many_names_cost_one_query() -> None:
    for number in range(5):
        somebody(f"person-{number}")
    with CaptureQueriesContext(connection) as queries:
        found = users_named(f"person-{number}" for number in range(9))
    assert len(queries) == 1
    assert sorted(found) == [f"person-{number}" for number in range(5)]


def test_teams_count_active_people_once_and_leave_removed_ones_out() -> None:
    administrator = somebody("administrator", Role.ADMINISTRATOR).actor
    payments = Team.objects.create(name="payments")
    person_in = somebody("lead", Role.LEAD, Role.VIEWER, team=payments)
    somebody("closed", Role.VIEWER, team=payments, is_active=False)
    assert [(each.name, each.people) for each in teams(actor=administrator)] == [("payments", 1)]
    assert teams(actor=somebody("guest").actor) == []
    Team.objects.update(removed="2026-03-01T00:00:00Z")
    assert teams(actor=administrator) == []
    assert person(actor=administrator, user_id=person_in.id).roles == ()
    with pytest.raises(NotFound):
        team(actor=administrator, team_id=payments.pk)


def test_addresses_are_for_their_person_and_administrators() -> None:
    administrator = somebody("administrator", Role.ADMINISTRATOR).actor
    viewer = somebody("viewer", Role.VIEWER, email="viewer@example.org")
    other = somebody("other", Role.LEAD)
    seen = {
        who: person(actor=actor, user_id=viewer.id).email
        for who, actor in (("admin", administrator), ("own", viewer.actor), ("other", other.actor))
    }
    assert seen == {"admin": "viewer@example.org", "own": "viewer@example.org", "other": ""}


def test_who_administers_nothing_sees_no_invitations_and_no_tokens_of_others() -> None:
    viewer = somebody("viewer", Role.VIEWER)
    assert not invitations(actor=viewer.actor)
    assert not tokens(actor=system("test"))
    with pytest.raises(NotFound):
        tokens(actor=viewer.actor, user_id=somebody("other").id)


def test_one_name_is_one_person_in_the_database_itself() -> None:
    from django.db import IntegrityError, transaction

    somebody("on-call", email="on-call@example.org")
    for fields in ({"username": "ON-CALL"}, {"username": "x", "email": "On-Call@example.org"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.create(**fields)
    somebody("no-address")
    somebody("no-address-either")
    assert not Membership.objects.exists()
