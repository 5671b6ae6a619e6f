"""Roles, teams and accounts: who may give them, and what happens at once."""

from __future__ import annotations

import json

import pytest

from hansei.accounts.actor import Actor, system
from hansei.accounts.models import Membership, Team, User
from hansei.accounts.roles import Need, Role
from hansei.accounts.selectors import teams
from hansei.accounts.services.create_account import create_account, found_organisation
from hansei.accounts.services.deactivate_account import deactivate_account, reactivate_account
from hansei.accounts.services.give_role import give_role, withdraw_role
from hansei.accounts.services.manage_team import (
    create_team,
    remove_team,
    rename_team,
    restore_team,
)
from hansei.audit.models import Entry
from hansei.domain.errors import Conflict, InputError, NotFound, UsageError
from tests.accounts.people import PASSWORD, somebody

pytestmark = pytest.mark.django_db
_DOOR = system("welcome")


def _entries() -> list[tuple[str, str]]:
    return list(Entry.objects.order_by("seq").values_list("verb", "object_type"))


def test_the_first_account_administers_and_there_is_one_first() -> None:
    made = found_organisation(actor=_DOOR, username="lead", name="Lead", password=PASSWORD)
    assert made.check_password(PASSWORD)
    assert Membership.objects.get(user=made).role == Role.ADMINISTRATOR
    with pytest.raises(Conflict):
        found_organisation(actor=_DOOR, username="second", password=PASSWORD)
    assert User.objects.count() == 1
    assert _entries() == [("make the first account", "account")]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", ""),
        ("username", "two words"),
        ("username", "somebody@example.org"),
        ("username", "x" * 151),
        ("username", "nul\0"),
        ("name", "x" * 201),
        ("name", "line\x07"),
        ("email", "no address"),
        ("email", "x@" + "y" * 300 + ".example"),
        ("password", "hj7#x"),
        ("password", "password123"),
        ("password", "on-call-engineer"),
        ("password", "x" * 1001),
        ("password", ""),
    ],
)
def test_a_detail_that_cannot_be_taken_is_named(field: str, value: str) -> None:
    details = {"username": "on-call-engineer", "name": "", "email": "", "password": PASSWORD}
    with pytest.raises(InputError) as refused:
        found_organisation(actor=_DOOR, **{**details, field: value})
    assert refused.value.place == field
    assert value not in str(refused.value) or not value
    assert not User.objects.exists()
    assert not Entry.objects.exists()


def test_names_and_addresses_are_taken_whatever_their_case() -> None:
    somebody("Lead", email="lead@example.org")
    administrator = somebody("administrator", Role.ADMINISTRATOR).actor
    for details, field in (
        ({"username": "LEAD"}, "username"),
        ({"username": "other", "email": "LEAD@example.org"}, "email"),
    ):
        with pytest.raises(InputError) as refused:
            create_account(actor=administrator, password=PASSWORD, **details)
        assert refused.value.place == field


def test_only_administrators_make_accounts() -> None:
    for role in (Role.VIEWER, Role.CONTRIBUTOR, Role.LEAD, Role.AUDITOR):
        with pytest.raises(NotFound):
            create_account(actor=somebody(role, role).actor, username="new", password=PASSWORD)
    administrator = somebody("administrator", Role.ADMINISTRATOR).actor
    made = create_account(actor=administrator, username="new", password=None, roles=(Role.LEAD,))
    assert not made.has_usable_password()


def test_a_role_counts_and_ends_at_once() -> None:
    administrator = somebody("administrator", Role.ADMINISTRATOR)
    person = somebody("contributor")
    assert not person.actor.is_member
    give_role(actor=administrator.actor, user_id=person.id, role=Role.CONTRIBUTOR)
    give_role(actor=administrator.actor, user_id=person.id, role=Role.CONTRIBUTOR)
    assert person.actor.may(Need.CHANGE)
    withdraw_role(actor=administrator.actor, user_id=person.id, role=Role.CONTRIBUTOR)
    withdraw_role(actor=administrator.actor, user_id=person.id, role=Role.CONTRIBUTOR)
    assert not person.actor.may(Need.READ)
    assert _entries() == [("give role", "account"), ("withdraw role", "account")]
    assert json.loads(Entry.objects.get(seq=1).changes)["role"] == "contributor"


def test_leads_decide_over_their_own_team_alone() -> None:
    mine, other = (Team.objects.create(name=name) for name in ("payments", "search"))
    lead = somebody("lead", Role.LEAD, team=mine).actor
    person = somebody("contributor").id
    give_role(actor=lead, user_id=person, role=Role.CONTRIBUTOR, team_id=mine.pk)
    for team_id in (other.pk, None):
        with pytest.raises(NotFound):
            give_role(actor=lead, user_id=person, role=Role.VIEWER, team_id=team_id)
    for role in (Role.ADMINISTRATOR, Role.AUDITOR):
        with pytest.raises(UsageError):
            give_role(actor=lead, user_id=person, role=role, team_id=mine.pk)
    member = somebody("member", Role.CONTRIBUTOR, team=mine).actor
    with pytest.raises(NotFound):
        give_role(actor=member, user_id=person, role=Role.LEAD, team_id=mine.pk)


def test_the_last_administrator_stays() -> None:
    first, second = (somebody(name, Role.ADMINISTRATOR) for name in ("first", "second"))
    withdraw_role(actor=first.actor, user_id=second.id, role=Role.ADMINISTRATOR)
    for refused in (
        lambda: withdraw_role(actor=first.actor, user_id=first.id, role=Role.ADMINISTRATOR),
        lambda: deactivate_account(actor=first.actor, user_id=first.id),
    ):
        with pytest.raises(UsageError, match="last administrator"):
            refused()
    assert first.actor.is_administrator
    give_role(actor=first.actor, user_id=second.id, role=Role.ADMINISTRATOR)
    deactivate_account(actor=first.actor, user_id=second.id)
    with pytest.raises(UsageError):
        withdraw_role(actor=first.actor, user_id=first.id, role=Role.ADMINISTRATOR)


def test_an_auditor_holds_no_other_role() -> None:
    administrator = somebody("administrator", Role.ADMINISTRATOR)
    auditor = somebody("auditor", Role.AUDITOR)
    with pytest.raises(UsageError):
        give_role(actor=administrator.actor, user_id=auditor.id, role=Role.VIEWER)
    with pytest.raises(UsageError):
        give_role(actor=administrator.actor, user_id=administrator.id, role=Role.AUDITOR)
    assert administrator.actor.is_administrator
    for change in (give_role, withdraw_role):
        with pytest.raises(NotFound):
            change(actor=auditor.actor, user_id=auditor.id, role=Role.AUDITOR)


def test_a_closed_account_has_no_rights_and_gets_them_back() -> None:
    administrator = somebody("administrator", Role.ADMINISTRATOR)
    person = somebody("contributor", Role.CONTRIBUTOR)
    with pytest.raises(NotFound):
        deactivate_account(actor=person.actor, user_id=administrator.id)
    deactivate_account(actor=administrator.actor, user_id=person.id)
    deactivate_account(actor=administrator.actor, user_id=person.id)
    assert not person.actor.is_member
    reactivate_account(actor=administrator.actor, user_id=person.id)
    assert person.actor.may(Need.CHANGE)
    assert [verb for verb, _ in _entries()] == ["deactivate account", "reactivate account"]


def test_a_team_is_named_renamed_removed_and_restored() -> None:
    administrator = somebody("administrator", Role.ADMINISTRATOR).actor
    team = create_team(actor=administrator, name="  Payments   team ")
    person = somebody("contributor", Role.CONTRIBUTOR, team=team)
    assert team.name == "Payments team"
    renamed = rename_team(actor=administrator, team_id=team.pk, name="Checkout", version=1)
    with pytest.raises(Conflict):
        rename_team(actor=administrator, team_id=team.pk, name="Other", version=1)
    assert (renamed.name, renamed.version) == ("Checkout", 2)
    remove_team(actor=administrator, team_id=team.pk)
    assert not person.actor.is_member
    assert teams(actor=administrator) == []
    again = create_team(actor=administrator, name="checkout")
    with pytest.raises(InputError):
        restore_team(actor=administrator, team_id=team.pk)
    remove_team(actor=administrator, team_id=again.pk)
    restore_team(actor=administrator, team_id=team.pk)
    assert person.actor.may(Need.CHANGE, team_id=team.pk)
    assert [verb for verb, _ in _entries()] == [
        "create team", "rename team", "remove team", "create team", "remove team", "restore team",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["", " ", "x" * 201, "a\x00b\x07"])
def test_a_team_needs_a_name(name: str) -> None:
    administrator = somebody("administrator", Role.ADMINISTRATOR).actor
    with pytest.raises(InputError):
        create_team(actor=administrator, name=name)


def test_only_administrators_manage_teams() -> None:
    team = Team.objects.create(name="payments")
    lead = somebody("lead", Role.LEAD, team=team).actor
    overall = somebody("overall lead", Role.LEAD).actor
    for actor in (lead, overall, Actor(lead.kind, "nobody")):
        for refused in (
            lambda a=actor: create_team(actor=a, name="new"),
            lambda a=actor: rename_team(actor=a, team_id=team.pk, name="new", version=1),
            lambda a=actor: remove_team(actor=a, team_id=team.pk),
            lambda a=actor: restore_team(actor=a, team_id=team.pk),
        ):
            with pytest.raises(NotFound):
                refused()
    assert not Entry.objects.exists()
