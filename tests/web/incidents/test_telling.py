"""Writing an incident down, correcting it, and deciding about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from hansei.accounts.models import Team
from hansei.audit.models import Entry
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.services.start_post_mortem import start_post_mortem
from hansei.timeline.models import Incident, Service
from tests.search.things import told, written
from tests.web.people import Person, person

pytestmark = pytest.mark.django_db
GIVEN = {
    "title": "Checkout is slow", "severity": "Sev-1", "services": "checkout, cart ,checkout",
    "zone": "Europe/London", "status": "closed", "started": "2026-07-01T10:00",
    "ended": "2026-07-01T11:30:15", "summary": "The queue filled up.",
}  # fmt: skip


def shown(client: Any, made: Incident) -> str:
    return str(client.get(f"/incidents/{made.pk}/").content.decode())


def test_what_somebody_tells_becomes_an_incident(people: Mapping[str, Person]) -> None:
    client = people["contributor"].client
    answer = client.post("/incidents/new/", GIVEN)
    made = Incident.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/incidents/{made.pk}/")
    assert str(made.started) == "2026-07-01 09:00:00+00:00"  # in the zone that was told
    assert str(made.ended) == "2026-07-01 10:30:15+00:00"
    assert {each.name for each in made.services.all()} == {"checkout", "cart"}
    assert made.created_by == "user:contributor"
    assert made.due_reason == "every Sev-1 incident gets one"
    assert made.due_by is not None
    assert made.ended is not None
    assert (made.due_by - made.ended).total_seconds() == 72 * 3600
    page = shown(client, made)
    assert "every Sev-1 incident gets one" in page
    assert "overdue" in page
    assert "Add files" in page
    assert Entry.objects.filter(verb="create incident").count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "reason"),
    [
        ("title", "  ", "needs a title"),
        ("title", "x" * 301, "at most 300"),
        ("started", "yesterday", "not a date and time"),
        ("started", "2999-01-01T00:00", "in the future"),
        ("ended", "2026-07-01T09:00", "ends before it starts"),
        ("zone", "Nowhere/Land", "unknown time zone"),
        ("services", "x" * 201, "at most 200"),
        ("summary", "x" * 20_001, "at most 20,000"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(
    people: Mapping[str, Person], field: str, typed: str, reason: str
) -> None:
    answer = people["contributor"].client.post("/incidents/new/", {**GIVEN, field: typed})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert reason in page
    assert f'id="field-{field}-wrong"' in page
    for name, value in {**GIVEN, field: typed}.items():
        if name not in ("severity", "status"):
            assert value.strip() in page, name
    assert '<option value="Sev-1" selected>' in page
    assert not Incident.objects.exists()


def test_editing_compares_versions_and_loses_nothing(people: Mapping[str, Person]) -> None:
    made = told("Checkout is slow", services=("checkout",), severity="Sev-3")
    client = people["contributor"].client
    form = client.get(f"/incidents/{made.pk}/edit/").content.decode()
    assert 'value="2026-03-01T12:00:00"' in form
    first = client.post(f"/incidents/{made.pk}/edit/", {**GIVEN, "version": "1"})
    assert first.status_code == 303
    made.refresh_from_db()
    assert (made.title, made.version, made.severity) == ("Checkout is slow", 2, "Sev-1")
    assert made.due_reason
    second = client.post(
        f"/incidents/{made.pk}/edit/", {**GIVEN, "title": "Mine is newer", "version": "1"}
    )
    page = second.content.decode()
    assert second.status_code == 409
    assert "Mine is newer" in page
    assert 'name="version" value="2"' in page
    made.refresh_from_db()
    assert made.title == "Checkout is slow"
    entries = Entry.objects.count()
    client.post(f"/incidents/{made.pk}/edit/", {**GIVEN, "version": "2"})
    assert Entry.objects.count() == entries  # nothing changed, nothing is written


def test_told_bounds_of_the_impact_are_milestones(people: Mapping[str, Person]) -> None:
    client = people["contributor"].client
    client.post("/incidents/new/", GIVEN)
    made = Incident.objects.get()
    page = shown(client, made)
    assert "1 h 30 min" in page  # time to recover
    assert "Impact start" in page
    later = {**GIVEN, "ended": "2026-07-01T10:45", "version": "1"}
    client.post(f"/incidents/{made.pk}/edit/", later)
    page = shown(client, made)
    assert "45 min" in page
    client.post(f"/incidents/{made.pk}/edit/", {**later, "ended": "", "version": "2"})
    assert "Recovery confirmed" not in shown(client, made).split("Facts")[1]
    started = start_post_mortem(actor=people["contributor"].actor, title="", incidents=[made.pk])
    assert [each.value for each in document_of(started).milestones] == ["impact_start"]


def test_who_may_not_tell_finds_nothing(people: Mapping[str, Person]) -> None:
    made = told()
    hidden = written("Hidden one", restricted=True).incidents.get()
    for who in ("viewer", "auditor", "stranger"):
        client = people[who].client
        assert client.get("/incidents/new/").status_code == 404
        assert client.post("/incidents/new/", GIVEN).status_code == 404
        assert client.post(f"/incidents/{made.pk}/edit/", GIVEN).status_code == 404
        assert client.post(f"/incidents/{made.pk}/archive/").status_code == 404
    for who in ("contributor", "lead", "administrator"):
        client = people[who].client
        for address in ("", "edit/"):
            assert client.get(f"/incidents/{hidden.pk}/{address}").status_code == 404
        for address in ("archive/", "restore/", "waiver/", "postmortems/", "postmortems/1/",
                        "postmortems/1/removal/"):  # fmt: skip
            data = {"reason": "x", "number": "1"}
            answer = client.post(f"/incidents/{hidden.pk}/{address}", data)
            assert answer.status_code in (303, 404), address
        assert PostMortem.objects.get().incidents.get() == hidden
    assert Incident.objects.count() == 2
    hidden.refresh_from_db()
    assert (hidden.version, hidden.waived) == (1, "")


def test_archiving_is_taken_back_by_undo(people: Mapping[str, Person]) -> None:
    made = told("Checkout is slow")
    client = people["contributor"].client
    client.post(f"/incidents/{made.pk}/archive/")
    page = client.get("/incidents/").content.decode()
    assert "Archived" in page
    assert f'action="/incidents/{made.pk}/restore/"' in page
    assert "No incidents yet" in page
    assert "Checkout is slow" in client.get("/incidents/?status=archived").content.decode()
    client.post(f"/incidents/{made.pk}/restore/")
    assert "Checkout is slow" in client.get("/incidents/").content.decode()
    made.refresh_from_db()
    assert made.status == "closed"


def test_deciding_against_a_post_mortem_takes_a_lead_and_a_reason(
    people: Mapping[str, Person],
) -> None:
    made = told(severity="Sev-1")
    lead, other = people["lead"].client, people["contributor"].client
    assert other.post(f"/incidents/{made.pk}/waiver/", {"reason": "x"}).status_code == 404
    lead.post(f"/incidents/{made.pk}/waiver/", {"reason": " "})
    assert "say why" in shown(lead, made)
    lead.post(f"/incidents/{made.pk}/waiver/", {"reason": "It was a <drill>"})
    page = shown(lead, made)
    assert "It was a &lt;drill&gt;" in page
    assert f'action="/incidents/{made.pk}/waiver/removal/"' in page
    lead.post(f"/incidents/{made.pk}/waiver/removal/")
    assert "every Sev-1 incident gets one" in shown(lead, made)


def test_several_incidents_and_several_post_mortems(people: Mapping[str, Person]) -> None:
    first = written("First", source="/1").incidents.get()
    second = written("Second", source="/2").incidents.get()
    client = people["contributor"].client
    client.post(f"/incidents/{second.pk}/postmortems/", {"number": "pm-1"})
    page = shown(client, second)
    assert "PM-1" in page
    assert "PM-2" in page
    assert f'action="/incidents/{second.pk}/postmortems/1/removal/"' in page
    assert PostMortem.objects.get(number=1).incidents.count() == 2
    client.post(f"/incidents/{second.pk}/postmortems/1/removal/")
    assert PostMortem.objects.get(number=1).incidents.get() == first
    assert f'action="/incidents/{second.pk}/postmortems/1/"' in shown(client, second)
    client.post(f"/incidents/{second.pk}/postmortems/1/")
    assert PostMortem.objects.get(number=1).incidents.count() == 2
    for odd in ("", "PM-99", "x" * 5000, "'", "\0"):
        client.post(f"/incidents/{second.pk}/postmortems/", {"number": odd})
        assert "There is no post-mortem" in shown(client, second)


def test_an_incident_cannot_be_led_out_of_a_restricted_post_mortem() -> None:
    hidden = written("Hidden one")
    hidden.incidents.add(told("Second"))
    named = person("contributor", name="named")
    hidden.grants.create(user=named.user, role="contributor")
    PostMortem.objects.update(restricted=True)
    second = hidden.incidents.get(title="Second")
    answer = named.client.post(f"/incidents/{second.pk}/postmortems/1/removal/")
    assert answer.status_code == 404
    assert hidden.incidents.count() == 2
    hidden.grants.update(role="lead")
    lead = person("lead", name="other")
    hidden.grants.create(user=lead.user, role="lead")
    lead.client.post(f"/incidents/{second.pk}/postmortems/1/removal/")
    assert hidden.incidents.count() == 1


def test_a_breach_is_told_from_the_downtime(people: Mapping[str, Person]) -> None:
    Service.objects.create(name="ledger", slo_target="99.9", slo_days=30)
    told("Short", services=("ledger",), severity="Sev-4", hour=-48)  # one hour is over 43 minutes
    made = Incident.objects.get()
    assert "ledger was down 1 h in 30 days, 99.9 % allow 43 min 12 s" in made.due_reason
    assert "SLO breach" in shown(people["viewer"].client, made)
    near = told("Near", services=("ledger",), severity="Sev-4", near_miss=True)
    assert "breach" not in near.due_reason


def test_teams_do_not_stand_in_the_way_of_reading(people: Mapping[str, Person]) -> None:
    made = written("Of payments", team=Team.objects.create(name="Payments")).incidents.get()
    assert people["viewer"].client.get(f"/incidents/{made.pk}/").status_code == 200
    assert people["stranger"].client.get(f"/incidents/{made.pk}/").status_code == 404
