"""Who opens and closes a post-mortem to whom. The stranger stands beside the owner."""

from __future__ import annotations

import json

import pytest

from hansei.accounts.actor import Actor, system
from hansei.accounts.models import Team, User
from hansei.accounts.roles import Need, Role
from hansei.audit.models import Entry
from hansei.domain.errors import NotFound, UsageError
from hansei.postmortem.access import access_post_mortem, visible
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors.people import named_people
from hansei.postmortem.services.grant import grant_role, withdraw_grant
from hansei.postmortem.services.restrict import lift_restriction, restrict
from hansei.postmortem.services.save_draft import save_draft
from tests.accounts.people import Somebody, somebody
from tests.store.samples import sample_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def number() -> int:
    return int(save_draft(actor=system("test"), draft=sample_draft(), source="/1").number)


@pytest.fixture
def lead() -> Somebody:
    return somebody("lead", Role.LEAD)


def _sees(actor: Actor) -> bool:
    return visible(actor, PostMortem.objects.all()).exists()


def _verbs() -> list[str]:
    return list(Entry.objects.order_by("seq").values_list("verb", flat=True))[1:]


def test_restricting_leaves_the_one_who_does_it_and_nobody_else(
    number: int, lead: Somebody
) -> None:
    others = [somebody(role, role).actor for role in (Role.VIEWER, Role.ADMINISTRATOR)]
    assert all(_sees(each) for each in others)
    restrict(actor=lead.actor, number_or_id=number)
    restrict(actor=lead.actor, number_or_id=number)
    assert access_post_mortem(lead.actor, number, Need.LEAD).restricted
    assert not any(_sees(each) for each in others)
    lift_restriction(actor=lead.actor, number_or_id=number)
    lift_restriction(actor=lead.actor, number_or_id=number)
    assert all(_sees(each) for each in others)
    assert _verbs() == ["restrict", "lift restriction"]
    assert json.loads(Entry.objects.get(verb="restrict").changes)["named"] == [[lead.id, "lead"]]


def test_what_is_granted_counts_and_ends_at_once(number: int, lead: Somebody) -> None:
    guest = somebody("guest")
    restrict(actor=lead.actor, number_or_id=number)
    assert not _sees(guest.actor)
    for role, needs in (
        (Role.VIEWER, {Need.READ}),
        (Role.CONTRIBUTOR, {Need.READ, Need.CHANGE}),
        (Role.LEAD, set(Need)),
    ):
        grant_role(actor=lead.actor, number_or_id=number, user_id=guest.id, role=role)
        for need in Need:
            if need in needs:
                access_post_mortem(guest.actor, number, need)
            else:
                with pytest.raises(NotFound):
                    access_post_mortem(guest.actor, number, need)
    assert withdraw_grant(actor=lead.actor, number_or_id=number, user_id=guest.id) is Role.LEAD
    assert withdraw_grant(actor=lead.actor, number_or_id=number, user_id=guest.id) is None
    assert not _sees(guest.actor)
    assert _verbs() == ["restrict", *["grant role"] * 3, "withdraw grant"]


def test_the_last_lead_cannot_lock_everybody_out(number: int, lead: Somebody) -> None:
    restrict(actor=lead.actor, number_or_id=number)
    for refused in (
        lambda: withdraw_grant(actor=lead.actor, number_or_id=number, user_id=lead.id),
        lambda: grant_role(
            actor=lead.actor, number_or_id=number, user_id=lead.id, role=Role.VIEWER
        ),
    ):
        with pytest.raises(UsageError, match="needs a lead"):
            refused()
    access_post_mortem(lead.actor, number, Need.LEAD)
    second = somebody("second")
    grant_role(actor=lead.actor, number_or_id=number, user_id=second.id, role=Role.LEAD)
    User.objects.filter(pk=second.id).update(is_active=False)
    with pytest.raises(UsageError):
        withdraw_grant(actor=lead.actor, number_or_id=number, user_id=lead.id)
    User.objects.filter(pk=second.id).update(is_active=True)
    withdraw_grant(actor=lead.actor, number_or_id=number, user_id=lead.id)
    assert not _sees(lead.actor)
    assert _sees(second.actor)


def test_the_host_names_a_lead_before_it_closes_one(number: int, lead: Somebody) -> None:
    host = system("test")
    with pytest.raises(UsageError):
        restrict(actor=host, number_or_id=number)
    assert not PostMortem.objects.get().restricted
    grant_role(actor=host, number_or_id=number, user_id=lead.id, role=Role.LEAD)
    assert restrict(actor=host, number_or_id=number).restricted


@pytest.mark.parametrize("role", [Role.VIEWER, Role.CONTRIBUTOR, Role.AUDITOR, None])
def test_who_does_not_lead_decides_nothing(number: int, lead: Somebody, role: Role | None) -> None:
    person = somebody("somebody", *([role] if role else []))
    for refused in (
        lambda: restrict(actor=person.actor, number_or_id=number),
        lambda: lift_restriction(actor=person.actor, number_or_id=number),
        lambda: grant_role(
            actor=person.actor, number_or_id=number, user_id=person.id, role=Role.LEAD
        ),
        lambda: withdraw_grant(actor=person.actor, number_or_id=number, user_id=lead.id),
    ):
        with pytest.raises(NotFound):
            refused()
    assert _verbs() == []


def test_the_lead_of_another_team_decides_nothing(number: int) -> None:
    mine, other = (Team.objects.create(name=name) for name in ("payments", "search"))
    PostMortem.objects.update(team=mine)
    stranger = somebody("stranger", Role.LEAD, team=other).actor
    with pytest.raises(NotFound):
        restrict(actor=stranger, number_or_id=number)
    owner = somebody("owner", Role.LEAD, team=mine).actor
    assert restrict(actor=owner, number_or_id=number).restricted


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_a_post_mortem_gives_no_role_of_the_organisation(
    number: int, lead: Somebody, role: Role
) -> None:
    with pytest.raises(UsageError):
        grant_role(actor=lead.actor, number_or_id=number, user_id=lead.id, role=role)


def test_readers_see_who_is_named_and_leads_that_they_decide(number: int, lead: Somebody) -> None:
    viewer = somebody("viewer", Role.VIEWER)
    grant_role(actor=lead.actor, number_or_id=number, user_id=viewer.id, role=Role.VIEWER)
    restrict(actor=lead.actor, number_or_id=number)
    for person, may_change in ((lead, True), (viewer, False)):
        found = named_people(actor=person.actor, number_or_id=number)
        assert [(each.username, each.role) for each in found.people] == [
            ("lead", Role.LEAD),
            ("viewer", Role.VIEWER),
        ]
        assert found.may_change is may_change
    with pytest.raises(NotFound):
        named_people(actor=somebody("stranger", Role.LEAD).actor, number_or_id=number)
