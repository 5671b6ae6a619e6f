"""The event types of v3 webhooks: what each means and how it is said.

After the table "Event Types" of "Webhooks Overview" in PagerDuty's developer documentation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from hansei.domain.errors import BadRow
from hansei.domain.event import Signal
from hansei.sources.pagerduty.fields import (
    Facts,
    id_of,
    members,
    name_of,
    names_of,
    plain,
    sentence,
)
from hansei.sources.text import one_line, text_of


class Said(NamedTuple):
    """What the words of an event are made from: its data, its incident, who acted."""

    data: dict[str, Any]
    facts: Facts
    actor: str | None


Words = Callable[[Said], str]


class Meaning(NamedTuple):
    """What an event type means, and how it is said: a verb, or a function of its data."""

    signal: Signal
    words: str | Words
    noise: bool = False


def _to_assignees(verb: str) -> Words:
    def words(it: Said) -> str:
        to = names_of(it.data.get("assignees"))
        return sentence(f"{verb} to {to}" if to else verb, it.actor, it.facts.title)

    return words


def _delegated(it: Said) -> str:
    policy = name_of(it.data.get("escalation_policy"))
    said = f"Delegated to escalation policy {policy}" if policy else "Delegated"
    return sentence(said, it.actor, it.facts.title)


def _priority(it: Said) -> str:
    said = f"Priority set to {it.facts.severity}" if it.facts.severity else "Priority removed"
    return sentence(said, it.actor, it.facts.title)


def _triggered(it: Said) -> str:
    said = sentence("Incident triggered", it.actor, it.facts.title)
    return one_line(f"{said} ({it.facts.severity})" if it.facts.severity else said)


def _resolved(it: Said) -> str:
    merged_away = it.data.get("resolve_reason") == "merged"
    said = "Resolved (merged into another incident)" if merged_away else "Resolved"
    return sentence(said, it.actor, it.facts.title)


def _spoken(label: str, field: str) -> Words:
    def words(it: Said) -> str:
        content = one_line(text_of(it.data, field))
        if not content:
            raise BadRow(f"the {label.lower()} is empty")
        return one_line(f"{label}: {content}")

    return words


def _responder(it: Said) -> str:
    whom = (
        name_of(it.data.get("user")) or name_of(it.data.get("escalation_policy")) or "a responder"
    )
    message = one_line(text_of(it.data, "message"), 500)
    return sentence(f"Help requested from {whom}", it.actor, message or it.facts.title)


def _replied(it: Said) -> str:
    whom = name_of(it.data.get("user")) or it.actor
    state = one_line(text_of(it.data, "state"), 40) or "answered"
    return sentence(f"Request for help {state}", whom, it.facts.title)


def _role(it: Said) -> str:
    said = []
    for one in members(it.data.get("incident_role_assignments"))[:10]:
        role = name_of(one.get("role")) or "role"
        whom, before = name_of(one.get("assignee")), name_of(one.get("old_assignee"))
        said.append(f"{role} is {whom}" if whom else f"{role} is no longer {before or 'assigned'}")
    return sentence("Role changed", it.actor, "; ".join(said) or it.facts.title)


def _task(verb: str) -> Words:
    def words(it: Said) -> str:
        return sentence(f"Task {verb}", it.actor, one_line(text_of(it.data, "name", "summary")))

    return words


def _named(label: str, verb: str, field: str) -> Words:
    def words(it: Said) -> str:
        name = name_of(it.data.get(field)) or name_of(it.data)
        said = f'{label} "{name}" {verb}' if name else f"{label} {verb}"
        return sentence(said, it.actor, it.facts.title)

    return words


def _bridge(it: Said) -> str:
    return sentence("Conference bridge updated", it.actor, it.facts.title)


def _fields(it: Said) -> str:
    """`changed_custom_fields` holds the values before the change."""
    now = {id_of(one, "id", "name"): one for one in members(it.data.get("custom_fields"))}
    said = []
    for before in members(it.data.get("changed_custom_fields"))[:10]:
        name = one_line(text_of(before, "name", "id"), 60)
        after = now.get(id_of(before, "id", "name"), {})
        said.append(f"{name}: {_value(before)} → {_value(after)}")
    return sentence("Custom fields changed", it.actor, "; ".join(said) or it.facts.title)


def _value(field: dict[str, Any]) -> str:
    value = field.get("value")
    if isinstance(value, list):
        value = ", ".join(plain(one, 100) for one in value[:10])
    return plain(value, 100) or "none"


def _service(verb: str) -> Words:
    def words(it: Said) -> str:
        name = name_of(it.data.get("service")) or name_of(it.data)
        return sentence(f"Service {verb} in PagerDuty", it.actor, name)

    return words


def _ping(it: Said) -> str:
    return sentence("Webhook test", it.actor, one_line(text_of(it.data, "message"), 300))


_CUSTOM = Meaning(Signal.NOTE, _fields)
EVENTS: dict[str, Meaning] = {
    "incident.triggered": Meaning(Signal.ALERT_FIRED, _triggered),
    "incident.acknowledged": Meaning(Signal.ACKNOWLEDGED, "Acknowledged"),
    "incident.unacknowledged": Meaning(Signal.NOTE, "Acknowledgement ended"),
    "incident.escalated": Meaning(Signal.ESCALATED, _to_assignees("Escalated")),
    "incident.reassigned": Meaning(Signal.ASSIGNED, _to_assignees("Reassigned")),
    "incident.delegated": Meaning(Signal.ASSIGNED, _delegated),
    "incident.resolved": Meaning(Signal.RESOLVED, _resolved),
    "incident.reopened": Meaning(Signal.REOPENED, "Reopened"),
    "incident.annotated": Meaning(Signal.NOTE, _spoken("Note", "content")),
    "incident.status_update_published": Meaning(
        Signal.STATUS_UPDATE, _spoken("Status update", "message")
    ),
    "incident.priority_updated": Meaning(Signal.SEVERITY_CHANGED, _priority),
    "incident.responder.added": Meaning(Signal.NOTIFIED, _responder),
    "incident.responder.replied": Meaning(Signal.NOTE, _replied),
    "incident.role.assigned": Meaning(Signal.ASSIGNED, _role),
    "incident.task.created": Meaning(Signal.NOTE, _task("created")),
    "incident.task.updated": Meaning(Signal.NOTE, _task("updated")),
    "incident.task.completed": Meaning(Signal.NOTE, _task("completed")),
    "incident.workflow.started": Meaning(
        Signal.NOTE, _named("Workflow", "started", "incident_workflow")
    ),
    "incident.workflow.completed": Meaning(
        Signal.NOTE, _named("Workflow", "completed", "incident_workflow")
    ),
    "incident.action_invocation.created": Meaning(
        Signal.NOTE, _named("Automation action", "started", "action")
    ),
    "incident.action_invocation.updated": Meaning(
        Signal.NOTE, _named("Automation action", "updated", "action"), noise=True
    ),
    "incident.action_invocation.terminated": Meaning(
        Signal.NOTE, _named("Automation action", "ended", "action")
    ),
    "incident.conference_bridge.updated": Meaning(Signal.NOTE, _bridge),
    "incident.custom_field_values.updated": _CUSTOM,
    "incident.incident_type.changed": Meaning(Signal.NOTE, "Incident type changed"),
    "incident.service_updated": Meaning(Signal.NOTE, "Service of the incident changed"),
    "service.created": Meaning(Signal.NOTE, _service("created"), noise=True),
    "service.updated": Meaning(Signal.NOTE, _service("updated"), noise=True),
    "service.deleted": Meaning(Signal.NOTE, _service("deleted"), noise=True),
    "service.custom_field_values.updated": Meaning(
        Signal.NOTE, _service("custom fields changed"), noise=True
    ),
    "pagey.ping": Meaning(Signal.NONE, _ping, noise=True),
}
