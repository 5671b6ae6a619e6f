"""The catalogue of services, and what a policy makes of the incidents there are."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hansei.accounts.actor import Actor, ActorKind
from hansei.accounts.models import Team
from hansei.accounts.roles import Role
from hansei.audit.models import Entry
from hansei.domain.errors import Conflict, InputError, NotFound
from hansei.domain.policy import Policy, Trigger
from hansei.domain.severity import USUAL_SCALE
from hansei.organisation.services.settings import set_policy
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors.policy_preview import policy_preview
from hansei.timeline.models import Incident, Service
from hansei.timeline.selectors import service, service_names, services
from hansei.timeline.services.apply_policy import apply_policy
from hansei.timeline.services.keep_service import (
    ServiceFields,
    add_service,
    archive_service,
    change_service,
    restore_service,
    undo_service,
)

pytestmark = pytest.mark.django_db
ADMIN = Actor(ActorKind.USER, "administrator", 1, frozenset({Role.ADMINISTRATOR}))
MEMBER = Actor(ActorKind.USER, "member", 2, frozenset({Role.LEAD}))
GUEST = Actor(ActorKind.USER, "guest", 3)
FIELDS = ServiceFields(name=" Check  out ", slo_target=Decimal("99.9"), description="Takes orders")


def test_a_service_is_kept_and_every_change_taken_back() -> None:
    team = Team.objects.create(name="Payments")
    made = add_service(actor=ADMIN, fields=FIELDS)
    assert (made.name, made.version) == ("Check out", 1)
    other = ServiceFields(name="Checkout", team_id=team.pk, slo_days=90)
    changed = change_service(actor=ADMIN, pk=made.pk, version=1, fields=other)
    assert (changed.team_id, changed.slo_target, changed.version) == (team.pk, None, 2)
    assert change_service(actor=ADMIN, pk=made.pk, version=2, fields=other).version == 2
    back = undo_service(actor=ADMIN, pk=made.pk, version=2)
    assert (back.name, back.slo_target, back.slo_days) == ("Check out", Decimal("99.9"), 30)
    archive_service(actor=ADMIN, pk=made.pk)
    assert service_names(actor=MEMBER) == []
    assert [each.service.pk for each in services(actor=MEMBER, archived=True)] == [made.pk]
    undo_service(actor=ADMIN, pk=made.pk, version=4)
    assert service_names(actor=MEMBER) == ["Check out"]
    archive_service(actor=ADMIN, pk=made.pk)
    restore_service(actor=ADMIN, pk=made.pk)
    assert Entry.objects.filter(object_type="service").count() == Entry.objects.count() == 7


def test_what_was_changed_since_is_not_undone() -> None:
    made = add_service(actor=ADMIN, fields=FIELDS)
    with pytest.raises(Conflict):
        undo_service(actor=ADMIN, pk=made.pk, version=1)
    with pytest.raises(Conflict):
        change_service(actor=ADMIN, pk=made.pk, version=2, fields=ServiceFields(name="Other"))


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "200"),
        ({"name": "CHECK OUT"}, "of this name"),
        ({"description": "x" * 2001}, "2,000"),
        ({"slo_target": Decimal(100)}, "between"),
        ({"slo_target": Decimal("9.99")}, "between"),
        ({"slo_target": Decimal("NaN")}, "number"),
        ({"slo_days": 0}, "days"),
    ],
)
def test_what_no_service_can_be_is_refused(values: dict[str, object], word: str) -> None:
    add_service(actor=ADMIN, fields=FIELDS)
    fields = msgspec.structs.replace(ServiceFields(name="Search"), **values)
    with pytest.raises(InputError, match=word):
        add_service(actor=ADMIN, fields=fields)
    with pytest.raises(NotFound):
        add_service(actor=ADMIN, fields=ServiceFields(name="Search", team_id=987654))
    assert Service.objects.count() == 1


def test_only_administrators_keep_them_and_guests_see_none() -> None:
    made = add_service(actor=ADMIN, fields=FIELDS)
    assert service(actor=MEMBER, pk=made.pk) == made
    for refused in (
        lambda: add_service(actor=MEMBER, fields=ServiceFields(name="Search")),
        lambda: change_service(actor=MEMBER, pk=made.pk, version=1, fields=FIELDS),
        lambda: archive_service(actor=MEMBER, pk=made.pk),
        lambda: undo_service(actor=MEMBER, pk=made.pk, version=1),
        lambda: apply_policy(actor=MEMBER),
        lambda: service(actor=GUEST, pk=made.pk),
        lambda: services(actor=GUEST),
    ):
        with pytest.raises(NotFound):
            refused()
    assert service_names(actor=GUEST) == []


def _incident(severity: str, minutes: int = 5, **fields: object) -> Incident:
    start = timezone.now() - timedelta(days=1)
    return Incident.objects.create(
        title=f"{severity} incident", severity=severity, started=start,
        ended=start + timedelta(minutes=minutes), **fields,
    )  # fmt: skip


def test_a_preview_tells_what_a_policy_would_mean() -> None:
    made = add_service(actor=ADMIN, fields=FIELDS)
    worst, mild = _incident("SEV1"), _incident("SEV4")
    long = _incident("SEV4", minutes=60)
    long.services.add(made)
    near = _incident("SEV3", near_miss=True)
    hidden = _incident("SEV1")
    kept = PostMortem.objects.create(
        number=1, document_id="x", title="Hidden", variant="incident", status="x", document="{}",
        restricted=True, source_identity=0, created=timezone.now(), updated=timezone.now(),
    )  # fmt: skip
    kept.incidents.add(hidden)
    usual = policy_preview(actor=MEMBER, policy=Policy(), scale=USUAL_SCALE)
    assert {each.pk for each in usual.incidents if each.due} == {worst.pk, long.pk, near.pk}
    assert (usual.due, usual.total) == (3, 4)
    stricter = Policy(due_rank=4, triggers=(Trigger.BREACH,))
    found = policy_preview(actor=MEMBER, policy=stricter, scale=USUAL_SCALE)
    assert {each.pk for each in found.incidents if each.due} == {worst.pk, mild.pk, long.pk}
    assert found.reasons[0][1] == 2
    with CaptureQueriesContext(connection) as queries:
        policy_preview(actor=MEMBER, policy=Policy(), scale=USUAL_SCALE)
    assert len(queries) == 2


def test_a_policy_is_applied_to_the_incidents_there_are() -> None:
    worst, mild = _incident("SEV1"), _incident("SEV3")
    assert apply_policy(actor=ADMIN) == 1
    set_policy(actor=ADMIN, policy=Policy(due_rank=3, review_until_h=48), version=0)
    entries = Entry.objects.count()
    assert apply_policy(actor=ADMIN) == 2
    assert apply_policy(actor=ADMIN) == 0
    assert Entry.objects.count() == entries + 1
    for each in (worst, mild):
        each.refresh_from_db()
        assert each.due_reason
        assert each.ended is not None
        assert each.due_by == each.ended + timedelta(hours=48)
