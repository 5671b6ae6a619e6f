"""Creates an incident that somebody tells, without records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.audit.chain import content_digest
from hansei.audit.services import record_change
from hansei.domain.document import Mark, Milestone
from hansei.domain.editing_timeline import stated_mark
from hansei.domain.errors import InputError, NotFound
from hansei.domain.incident import IncidentFacts, problems_of_incident, tidy_names
from hansei.project.bulk import storable
from hansei.project.transactions import writing
from hansei.timeline.models import Incident
from hansei.timeline.services.save_timeline import named_services
from hansei.timeline.services.set_due import set_due

_LONG = 300
_REASON = "told by a person"
_BOUNDS = {Milestone.IMPACT_START: "started", Milestone.RECOVERED: "ended"}


def create_incident(*, actor: Actor, facts: IncidentFacts) -> Incident:
    """The new incident, with what the policy makes of it. Services are made where there are none.

    Raises NotFound for who may not create one, and InputError with the field as its place.
    """
    if not actor.may(Need.CHANGE):
        raise NotFound("no incident to create")
    columns = columns_of(facts)
    with writing():
        made = Incident.objects.create(
            **columns, created_by=str(actor), milestones=stated_bounds({}, facts)
        )
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


def stated_bounds(
    known: Mapping[Milestone, Mark], facts: IncidentFacts, before: Incident | None = None
) -> str:
    """The milestones as a column holds them, with the bounds of the impact as somebody told them.

    Of an incident that stands `before`, those that the facts leave as they are stay as known.
    """
    marks = dict(known)
    for milestone, name in _BOUNDS.items():
        at: datetime | None = getattr(facts, name)
        if before is not None and at == getattr(before, name):
            continue
        marks.pop(milestone, None)
        if at is not None:
            width = 1 if at.second else 60
            marks[milestone] = stated_mark(at, width, event=None, before=None, reason=_REASON)
    return msgspec.json.encode({each: marks[each] for each in Milestone if each in marks}).decode()


def service_names(facts: IncidentFacts) -> list[str]:
    """The names of its services as they are stored."""
    return [storable(each) for each in tidy_names(facts.services)]


def told(value: object) -> object:
    """A column's value as the audit trail writes it; of a long text its digest."""
    if isinstance(value, str) and len(value) > _LONG:
        return {"sha256": content_digest(value)}
    return value if isinstance(value, str | bool | None) else str(value)
