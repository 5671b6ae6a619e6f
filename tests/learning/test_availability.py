"""Availability of services as the store tells it: merged, weighted, without maintenance."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from hansei.accounts.actor import signed_in, system
from hansei.accounts.models import Membership, User
from hansei.accounts.roles import Role
from hansei.domain.errors import InputError, NotFound, UsageError
from hansei.domain.event import Record, Signal
from hansei.domain.learning.availability import Window
from hansei.learning.selectors.availability import (
    ServiceAvailability,
    availabilities,
    budget_course,
    maintenance,
    month_by_month,
    service_availability,
    window_of,
)
from hansei.learning.selectors.monitors import unmatched_monitors
from hansei.postmortem.models import PostMortem
from hansei.postmortem.services.save_draft import save_draft
from hansei.postmortem.services.weigh_incident import weigh_incident
from hansei.timeline.models import Incident, Service
from hansei.timeline.services.declare_maintenance import (
    declare_maintenance,
    restore_maintenance,
    withdraw_maintenance,
)
from hansei.timeline.services.import_records import import_records
from hansei.timeline.services.set_due import set_due
from tests.store.samples import sample_draft

ACTOR = system("test")
NOW = datetime(2026, 4, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.django_db


def _service(name: str = "checkout", target: str | None = "99.9", days: int = 30) -> Service:
    return Service.objects.create(
        name=name, slo_target=Decimal(target) if target else None, slo_days=days
    )


def _outage(
    service: Service, minutes: int, *, ago: timedelta = timedelta(days=3), status: str = "closed"
) -> Incident:
    start = NOW - ago
    made = Incident.objects.create(
        title=f"{minutes} minutes", status=status, started=start,
        ended=start + minutes * MINUTE if minutes else None,
    )  # fmt: skip
    made.services.add(service)
    return made


def _told(service: Service, window: str = "30d") -> ServiceAvailability:
    inside = window_of(window, now=NOW)
    return service_availability(actor=ACTOR, service=service.pk, window=inside, now=NOW)


def test_the_guides_example() -> None:
    """30 minutes of 30 days: 99.931 %, within 99.9 %, in breach of 99.95 %, 69 % of the budget."""
    mild, strict = _service(), _service("search", "99.95")
    for each in (mild, strict):
        _outage(each, 30)
    within, over = _told(mild).found, _told(strict).found
    assert within.share is not None
    assert round(within.share * 100, 3) == 99.931
    assert within.allowed == pytest.approx(43.2 * 60)
    assert within.used is not None
    assert round(within.used * 100) == 69
    assert (within.breach, over.breach) == (False, True)


def test_outages_that_overlap_count_once_and_the_first_pays() -> None:
    service = _service()
    first = _outage(service, 30)
    second = _outage(service, 20, ago=timedelta(days=3) - 20 * MINUTE)
    found = _told(service)
    assert found.found.down == 40 * 60
    assert [(each.incident, each.seconds) for each in found.burnt] == [
        (first.pk, 1800), (second.pk, 600),
    ]  # fmt: skip
    assert found.burnt[0].title == "30 minutes"
    assert found.incidents == 2


def test_a_share_of_users_weighs_an_outage() -> None:
    service = _service()
    incident = _outage(service, 30)
    weigh_incident(actor=ACTOR, incident=incident.pk, share=0.1)
    assert _told(service).found.down == pytest.approx(180)
    with pytest.raises(InputError, match="share"):
        weigh_incident(actor=ACTOR, incident=incident.pk, share=1.5)


def test_maintenance_is_no_downtime_until_it_is_withdrawn() -> None:
    service = _service()
    start = NOW - timedelta(days=3)
    _outage(service, 30)
    made = declare_maintenance(
        actor=ACTOR, service=service.pk, start=start, end=start + 10 * MINUTE, reason="Upgrade"
    )
    assert _told(service).found.down == 20 * 60
    assert _told(service).found.maintenance == 600
    withdraw_maintenance(actor=ACTOR, pk=made.pk)
    assert _told(service).found.down == 30 * 60
    restore_maintenance(actor=ACTOR, pk=made.pk)
    assert _told(service).found.down == 20 * 60
    assert [each.reason for each in maintenance(actor=ACTOR, service=service.pk)] == ["Upgrade"]
    for end in (start, start + timedelta(days=40)):
        with pytest.raises(InputError):
            declare_maintenance(actor=ACTOR, service=service.pk, start=start, end=end)


def test_a_breach_makes_a_post_mortem_due_and_maintenance_undoes_it() -> None:
    service = _service()
    incident = _outage(service, 60)
    set_due(incident)
    assert "checkout was down 1 h in 30 days, 99.9 % allow 43 min 12 s" in incident.due_reason
    assert incident.started is not None
    declare_maintenance(
        actor=ACTOR, service=service.pk, start=incident.started,
        end=incident.started + 30 * MINUTE,
    )  # fmt: skip
    incident.refresh_from_db()
    assert incident.due_reason == ""


def test_what_runs_counts_until_now_and_what_has_no_end_is_told() -> None:
    service = _service()
    _outage(service, 0, ago=timedelta(hours=1), status="open")
    _outage(service, 0, ago=timedelta(hours=5))
    found = _told(service)
    assert (found.found.down, found.endless) == (3600, 1)


def test_windows_of_a_calendar_and_rolling_ones() -> None:
    service = _service()
    _outage(service, 30)
    _outage(service, 60, ago=timedelta(days=40))
    assert _told(service, "30d").found.down == 1800
    assert _told(service, "2026-02").found.down == 3600
    assert _told(service, "2026Q1").found.down == 5400
    assert _told(service, "2026").found.down == 5400
    months = month_by_month(actor=ACTOR, service=service.pk, months=3, now=NOW - MINUTE)
    assert [each.found.down for each in months] == [0, 3600, 1800]
    with pytest.raises(UsageError, match="fortnight"):
        window_of("fortnight")


def test_the_budget_goes_down_with_each_outage() -> None:
    service = _service()
    _outage(service, 30)
    course = budget_course(actor=ACTOR, service=service.pk, now=NOW)
    assert [round(each.left) for each in course] == [2592, 2592, 792, 792]
    assert budget_course(actor=ACTOR, service=_service("mail", None).pk, now=NOW) == []


def test_every_service_in_use_is_listed_to_members_alone() -> None:
    _outage(_service(), 30)
    _service("search", None)
    found = {each.name: each for each in availabilities(actor=ACTOR, now=NOW)}
    assert found["checkout"].found.down == 1800
    assert (found["search"].found.share, found["search"].found.target) == (1.0, None)
    guest = signed_in(User.objects.create(username="guest"))
    with pytest.raises(NotFound):
        availabilities(actor=guest)


def test_a_restricted_incident_burns_nothing_for_strangers() -> None:
    save_draft(actor=ACTOR, draft=sample_draft(), source="/1")
    incident = PostMortem.objects.get().incidents.get()
    start = NOW - timedelta(days=3)
    Incident.objects.update(started=start, ended=start + 30 * MINUTE)
    service = incident.services.get()
    user = User.objects.create(username="viewer")
    Membership.objects.create(user=user, role=Role.VIEWER)
    stranger = signed_in(user)
    window = window_of("30d", now=NOW)

    def down() -> float:
        found = service_availability(actor=stranger, service=service.pk, window=window, now=NOW)
        return found.found.down

    assert down() == 1800
    PostMortem.objects.update(restricted=True)
    assert down() == 0


def test_what_monitors_measured_stands_beside_what_incidents_tell() -> None:
    service = _service("Checkout API")
    _outage(service, 30)
    down, ended = NOW - timedelta(days=3), NOW - timedelta(days=3) + 42 * MINUTE
    spans = ((down, ended), (NOW - timedelta(days=1), NOW - timedelta(days=1) + MINUTE))
    readings = [
        (
            Record(
                source="uptimerobot", key=f"{signal}:{at}", at=at, text="x", signal=signal,
                service="checkout-api",
            ),
            {"at": str(at)},
        )
        for start, end in spans
        for at, signal in ((start, Signal.DOWN), (end, Signal.UP))
    ]  # fmt: skip
    assert _told(service).measured == ()
    import_records(actor=ACTOR, readings=readings)
    found = _told(service).measured
    assert [(each.source, each.found.down) for each in found] == [("uptimerobot", 43 * 60)]
    assert found[0].difference == 13 * 60
    assert found[0].window == Window(down, spans[1][1])
    assert unmatched_monitors(actor=ACTOR) == []
    Service.objects.update(name="search")
    assert unmatched_monitors(actor=ACTOR) == ["checkout-api"]
