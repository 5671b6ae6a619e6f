"""Changes what is told of an incident: its facts, whether it counts, whether it needs none.

edit_incident         its facts, compared with the version that they were changed over
archive_incident      takes it out of lists and figures; restore_incident puts it back
waive_post_mortem     decides against a post-mortem, with the reason; ask_again takes it back
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import F

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.audit.services import record_change
from hansei.domain.errors import Conflict, InputError
from hansei.domain.incident import ARCHIVED, CLOSED, OPEN, IncidentFacts
from hansei.postmortem.access import access_incident
from hansei.postmortem.models import PostMortem
from hansei.project.bulk import storable
from hansei.project.transactions import writing
from hansei.timeline.models import Incident
from hansei.timeline.selectors import own_milestones
from hansei.timeline.services.create_incident import (
    columns_of,
    service_names,
    stated_bounds,
    told,
)
from hansei.timeline.services.save_timeline import named_services
from hansei.timeline.services.set_due import set_due

LONGEST_REASON = 2000


def edit_incident(*, actor: Actor, incident: int, version: int, facts: IncidentFacts) -> Incident:
    """The incident with these facts, and what the policy makes of them now.

    Told bounds of the impact are its milestones, unless a post-mortem holds those already.

    Raises NotFound where the actor may not change it, Conflict where it has another version than
    `version` by now, and InputError with the field as its place.
    """
    columns = columns_of(facts)
    names = service_names(facts)
    with writing():
        standing = access_incident(actor, incident, Need.CHANGE)
        if standing.status == ARCHIVED:
            columns["status"] = ARCHIVED
        changed = {
            name: [told(getattr(standing, name)), told(value)]
            for name, value in columns.items()
            if getattr(standing, name) != value
        }
        had = sorted(standing.services.values_list("name", flat=True))
        if had != sorted(names):
            changed["services"] = [had, sorted(names)]
        if not changed:
            return standing
        if not PostMortem.objects.filter(incidents=standing).exists():
            columns["milestones"] = stated_bounds(own_milestones(standing), facts, standing)
        _replace(standing, columns, version=version)
        if "services" in changed:
            standing.services.set(named_services(names))
        set_due(standing)
        _record(actor, standing, "edit incident", changed)
        return standing


def archive_incident(*, actor: Actor, incident: int) -> Incident:
    """Takes an incident out of lists and figures; nothing of it is lost. Raises NotFound."""
    with writing():
        standing = access_incident(actor, incident, Need.CHANGE)
        if standing.status == ARCHIVED:
            return standing
        before = standing.status
        _replace(standing, {"status": ARCHIVED}, version=standing.version)
        _record(actor, standing, "archive incident", {"status": [before, ARCHIVED]})
        return standing


def restore_incident(*, actor: Actor, incident: int) -> Incident:
    """Puts an archived incident back, closed if it has ended. Raises NotFound."""
    with writing():
        standing = access_incident(actor, incident, Need.CHANGE)
        if standing.status != ARCHIVED:
            return standing
        status = CLOSED if standing.ended else OPEN
        _replace(standing, {"status": status}, version=standing.version)
        set_due(standing)
        _record(actor, standing, "restore incident", {"status": [ARCHIVED, status]})
        return standing


def waive_post_mortem(*, actor: Actor, incident: int, reason: str) -> Incident:
    """Decides that an incident gets no post-mortem, and says why. Raises NotFound and InputError.

    Deciding takes a lead: it sets aside what the organisation asks for.
    """
    text = storable(reason).strip()
    if not text:
        raise InputError("say why it needs none", place="reason")
    if len(text) > LONGEST_REASON:
        raise InputError(f"at most {LONGEST_REASON:,} characters", place="reason")
    with writing():
        standing = access_incident(actor, incident, Need.LEAD)
        return _waived(actor, standing, text, "waive post-mortem")


def ask_again(*, actor: Actor, incident: int) -> Incident:
    """Takes back the decision against a post-mortem. Raises NotFound."""
    with writing():
        standing = access_incident(actor, incident, Need.LEAD)
        return _waived(actor, standing, "", "ask for post-mortem again")


def _waived(actor: Actor, standing: Incident, text: str, verb: str) -> Incident:
    if standing.waived == text:
        return standing
    before = standing.waived
    _replace(standing, {"waived": text}, version=standing.version)
    _record(actor, standing, verb, {"waived": [before, text]})
    return standing


def _replace(standing: Incident, values: Mapping[str, object], *, version: int) -> None:
    unchanged = Incident.objects.filter(pk=standing.pk, version=version)
    if not unchanged.update(**values, version=F("version") + 1):
        raise Conflict("somebody else changed the incident meanwhile")
    standing.refresh_from_db()


def _record(actor: Actor, standing: Incident, verb: str, changes: Mapping[str, object]) -> None:
    record_change(
        actor=actor,
        verb=verb,
        object_type="incident",
        object_id=standing.pk,
        changes={**changes, "version": standing.version},
    )
