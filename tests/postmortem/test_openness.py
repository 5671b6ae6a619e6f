"""Who may read what, as the database says it, against the same rule said in Python."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from django.db.models import Model

from hansei.accounts.actor import Actor, signed_in
from hansei.accounts.models import Membership, User
from hansei.accounts.roles import Role
from hansei.postmortem.access import (
    visible,
    visible_actions,
    visible_incidents,
    visible_services,
)
from hansei.postmortem.models import Action, Grant, PostMortem
from hansei.timeline.models import Incident, Service

pytestmark = pytest.mark.django_db
_DICE = random.Random(20261125)
NOW = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.fixture
def world() -> list[User]:
    """Thirty post-mortems about forty incidents, every third restricted and named to one of two."""
    people = [User.objects.create(username=f"responder-{number}") for number in range(2)]
    services = [Service.objects.create(name=f"service-{number}") for number in range(12)]
    incidents = [Incident.objects.create(title=f"Outage {number}") for number in range(40)]
    for incident in incidents:
        incident.services.set(_DICE.sample(services[:-1], _DICE.randrange(3)))
    for number in range(1, 31):
        made = PostMortem.objects.create(
            number=number, document_id=f"pm-{number}", title=f"Outage {number}",
            source_identity=number, document="{}", restricted=number % 3 == 0,
            created=NOW, updated=NOW,
        )  # fmt: skip
        made.incidents.set(_DICE.sample(incidents, _DICE.randrange(3)))
        if made.restricted:
            Grant.objects.create(post_mortem=made, user=_DICE.choice(people), role=Role.VIEWER)
        for position in range(2):
            Action.objects.create(
                post_mortem=made, position=position, revision=1, text="Limit the pool"
            )
    Action.objects.create(post_mortem=None, position=0, revision=1, text="Outlived its post-mortem")
    return people


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ADMINISTRATOR])
def test_members_read_what_leaves_nobody_out_or_names_them(world: list[User], role: Role) -> None:
    user = world[0]
    Membership.objects.create(user=user, role=role)
    actor = signed_in(user)
    granted = set(Grant.objects.filter(user=user).values_list("post_mortem", flat=True))
    hidden = {each.pk for each in PostMortem.objects.all() if each.restricted} - granted
    assert hidden
    assert granted

    def closed(incident: Incident) -> bool:
        return any(each.pk in hidden for each in incident.post_mortems.all())

    def told(service: Service) -> bool:
        about = list(service.incidents.all())
        return not about or not all(closed(each) for each in about)

    def may(action: Action) -> bool:
        return action.post_mortem_id not in hidden if action.post_mortem_id else _orphan(actor)

    assert _seen(visible(actor, PostMortem.objects.all())) == _all(PostMortem) - hidden
    assert _seen(visible_incidents(actor, Incident.objects.all())) == {
        each.pk for each in Incident.objects.all() if not closed(each)
    }
    assert _seen(visible_actions(actor, Action.objects.all())) == {
        each.pk for each in Action.objects.all() if may(each)
    }
    assert _seen(visible_services(actor, Service.objects.all())) == {
        each.pk for each in Service.objects.all() if told(each)
    }


def test_nothing_restricted_hides_nothing(world: list[User]) -> None:
    PostMortem.objects.update(restricted=False)
    Membership.objects.create(user=world[0], role=Role.VIEWER)
    actor = signed_in(world[0])
    orphans = {each.pk for each in Action.objects.filter(post_mortem=None)}
    assert _seen(visible(actor, PostMortem.objects.all())) == _all(PostMortem)
    assert _seen(visible_incidents(actor, Incident.objects.all())) == _all(Incident)
    assert _seen(visible_actions(actor, Action.objects.all())) == _all(Action) - orphans
    assert _seen(visible_services(actor, Service.objects.all())) == _all(Service)


def test_auditors_read_everything_and_guests_what_names_them(world: list[User]) -> None:
    Membership.objects.create(user=world[1], role=Role.AUDITOR)
    auditor, guest = signed_in(world[1]), signed_in(world[0])
    assert _seen(visible_services(auditor, Service.objects.all())) == _all(Service)
    assert _seen(visible_actions(auditor, Action.objects.all())) == _all(Action)
    named = set(Grant.objects.filter(user=world[0]).values_list("post_mortem", flat=True))
    assert _seen(visible(guest, PostMortem.objects.all())) == named
    assert not visible_services(guest, Service.objects.all()).exists()


def _orphan(actor: Actor) -> bool:
    return actor.is_administrator


def _seen(rows: object) -> set[int]:
    return {each.pk for each in rows}  # type: ignore[attr-defined]


def _all(model: type[Model]) -> set[int]:
    return set(model._default_manager.values_list("pk", flat=True))
