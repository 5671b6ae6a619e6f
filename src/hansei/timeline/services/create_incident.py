"""Creates an incident that somebody tells, without records."""

from __future__ import annotations

from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.audit.chain import content_digest
from hansei.audit.services import record_change
from hansei.domain.errors import InputError, NotFound
from hansei.domain.incident import IncidentFacts, problems_of_incident, tidy_names
from hansei.project.bulk import storable
from hansei.project.transactions import writing
from hansei.timeline.models import Incident
from hansei.timeline.services.save_timeline import named_services
from hansei.timeline.services.set_due import set_due

_LONG = 300


def create_incident(*, actor: Actor, facts: IncidentFacts) -> Incident:
    """The new incident, with what the policy makes of it. Services are made where there are none.

    Raises NotFound for who may not create one, and InputError with the field as its place.
    """
    if not actor.may(Need.CHANGE):
        raise NotFound("no incident to create")
    columns = columns_of(facts)
    with writing():
        made = Incident.objects.create(**columns, created_by=str(actor))
        made.services.set(named_services(service_names(facts)))
        set_due(made)
        record_change(
            actor=actor,
            verb="create incident",
            object_type="incident",
            object_id=made.pk,
            changes={name: told(value) for name, value in columns.items()}
            | {"services": service_names(facts)},
        )
        return made


def columns_of(facts: IncidentFacts) -> dict[str, object]:
    """The columns that hold the facts. Raises InputError for the first one that cannot be used."""
    for field, reason in problems_of_incident(facts, now=timezone.now()):
        raise InputError(reason, place=field)
    return {
        "title": " ".join(storable(facts.title).split()),
        "severity": storable(facts.severity).strip(),
        "zone": facts.zone,
        "status": facts.status,
        "started": facts.started,
        "ended": facts.ended,
        "near_miss": facts.near_miss,
        "summary": storable(facts.summary).strip(),
    }


def service_names(facts: IncidentFacts) -> list[str]:
    """The names of its services as they are stored."""
    return [storable(each) for each in tidy_names(facts.services)]


def told(value: object) -> object:
    """A column's value as the audit trail writes it; of a long text its digest."""
    if isinstance(value, str) and len(value) > _LONG:
        return {"sha256": content_digest(value)}
    return value if isinstance(value, str | bool | None) else str(value)
