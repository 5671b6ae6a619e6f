"""Log entries: the incident's own journal, from the REST API, v2 webhooks and CSV exports."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from hansei.domain.errors import UnknownEvent
from hansei.domain.event import Kind, Place, Record, Signal
from hansei.sources.base import Context, Reading, Refusal
from hansei.sources.pagerduty.fields import (
    NAME,
    Facts,
    bounded,
    facts_of,
    fingerprint,
    id_of,
    kind_of,
    link_refs,
    mapping,
    merged,
    name_of,
    names_of,
    needed,
    plain,
    sentence,
)
from hansei.sources.text import from_html, one_line, text_of
from hansei.sources.usual import clean_line, whole_second

SUFFIX = "_log_entry"


class Action(NamedTuple):
    """What one type of log entry means, and the words for it where the entry has none."""

    signal: Signal
    verb: str
    noise: bool = False


# The enum of the LogEntry schema (PagerDuty REST API), then types that its accounts also send.
ACTIONS: dict[str, Action] = {
    "trigger": Action(Signal.ALERT_FIRED, "Triggered"),
    "acknowledge": Action(Signal.ACKNOWLEDGED, "Acknowledged"),
    "acknowledgement": Action(Signal.ACKNOWLEDGED, "Acknowledged"),
    "assign": Action(Signal.ASSIGNED, "Assigned"),
    "reassign": Action(Signal.ASSIGNED, "Reassigned"),
    "delegate": Action(Signal.ASSIGNED, "Delegated"),
    "escalate": Action(Signal.ESCALATED, "Escalated"),
    "repeat_escalation_path": Action(Signal.ESCALATED, "Escalation path repeated"),
    "exhaust_escalation_path": Action(Signal.NOTE, "Escalation path exhausted"),
    "notify": Action(Signal.NOTIFIED, "Notified"),
    "annotate": Action(Signal.NOTE, "Note"),
    "resolve": Action(Signal.RESOLVED, "Resolved"),
    "reopen": Action(Signal.REOPENED, "Reopened"),
    "snooze": Action(Signal.NOTE, "Snoozed"),
    "unacknowledge": Action(Signal.NOTE, "Acknowledgement timed out"),
    "reach_trigger_limit": Action(Signal.NOTE, "Trigger limit reached", noise=True),
    "reach_ack_limit": Action(Signal.NOTE, "Acknowledgement limit reached", noise=True),
    "urgency_change": Action(Signal.SEVERITY_CHANGED, "Urgency changed"),
    "priority_change": Action(Signal.SEVERITY_CHANGED, "Priority changed"),
    "field_value_change": Action(Signal.NOTE, "Field changed"),
    "custom_field_value_change": Action(Signal.NOTE, "Custom field changed"),
    "title_change": Action(Signal.NOTE, "Title changed"),
    "service_change": Action(Signal.NOTE, "Service changed"),
    "incident_type_change": Action(Signal.NOTE, "Incident type changed"),
    "conference_bridge_change": Action(Signal.NOTE, "Conference bridge changed"),
    "responder_request": Action(Signal.NOTIFIED, "Responder requested"),
    "request_responder": Action(Signal.NOTIFIED, "Responder requested"),
    "responder_accept": Action(Signal.NOTE, "Responder accepted"),
    "responder_decline": Action(Signal.NOTE, "Responder declined"),
    "responder_reply": Action(Signal.NOTE, "Responder replied"),
    "status_update": Action(Signal.STATUS_UPDATE, "Status update"),
    "merge": Action(Signal.NOTE, "Merged"),
    "link": Action(Signal.NOTE, "Alert linked"),
    "unlink": Action(Signal.NOTE, "Alert unlinked"),
    "suppress": Action(Signal.NOTE, "Suppressed", noise=True),
    "role_assign": Action(Signal.ASSIGNED, "Role assigned"),
    "event_rule_action": Action(Signal.NOTE, "Event rule applied", noise=True),
    "run_workflow": Action(Signal.NOTE, "Workflow run"),
    "workflow": Action(Signal.NOTE, "Workflow run"),
    "subscriber_added": Action(Signal.NOTE, "Subscriber added", noise=True),
    "subscriber_removed": Action(Signal.NOTE, "Subscriber removed", noise=True),
}
BY_PERSON = frozenset({"web_trigger", "website", "web_ui", "mobile", "note", "slack", "teams"})
_TO_PERSON = frozenset({"assign", "reassign", "delegate", "escalate"})
_SPEAKING = frozenset({"annotate", "status_update"})  # the text itself is the content
_HUMAN = Kind.HUMAN
_SEVERITY_FIELDS = frozenset({"priority", "urgency"})


def is_log_entry(value: Any) -> bool:
    """Tell a log entry by its type and parts; a row of a table has no parts."""
    if not isinstance(value, dict):
        return False
    kind = value.get("type")
    if not isinstance(kind, str) or not kind.endswith(SUFFIX):
        return False
    # Tables have these parts as text; a chain of tests is several times the speed of a loop.
    return (
        ("agent" in value and not isinstance(value["agent"], str))
        or ("channel" in value and not isinstance(value["channel"], str))
        or ("incident" in value and not isinstance(value["incident"], str))
    )


def opened_by_person(agent: Any, channel: Any) -> bool:
    """Tell an incident opened by hand from one that an integration triggered."""
    kind = mapping(agent).get("type")
    if isinstance(kind, str) and kind:
        return kind.startswith("user")
    return mapping(channel).get("type") in BY_PERSON


def read_log_entry(
    entry: dict[str, Any], place: Place, context: Context
) -> Iterator[Reading | Refusal]:
    """One record. Raises UnknownEvent for an unknown type and BadRow without a time."""
    kind: str = entry["type"].removesuffix(SUFFIX)
    action = ACTIONS.get(kind)
    if action is None:
        raise UnknownEvent(f"unknown log entry type {one_line(kind + SUFFIX, 80)!r}")
    get = entry.get
    written = get("created_at")
    at = whole_second(written)
    precision, assumed = 1, False
    if at is None:
        at, precision, assumed = needed(written, context, "the log entry")
    facts = facts_of(mapping(get("incident")), get("service"))
    agent, channel = get("agent"), mapping(get("channel"))
    actor, who = name_of(agent), kind_of(agent)
    text = _text(kind, action, entry, facts, actor)
    record = Record(
        source=NAME,
        key=id_of(entry) or fingerprint(kind, written, facts.id, actor, text),
        at=at,
        text=text,
        signal=_signal(kind, action, entry),
        kind=who,
        actor=actor if who is _HUMAN else None,
        precision_s=precision,
        written=one_line(written, 60) if assumed else None,
        zone_assumed=assumed,
        service=facts.service or _service_agent(agent),
        severity=facts.severity,
        channel=_channel_name(channel),
        refs=_refs(channel, get("contexts"), facts, text),
        noise=action.noise,
        url=facts.url,
        place=place,
    )
    yield Reading(record, entry)


def _signal(kind: str, action: Action, entry: dict[str, Any]) -> Signal:
    if kind == "trigger" and opened_by_person(entry.get("agent"), entry.get("channel")):
        return Signal.DECLARED
    if kind == "field_value_change":
        changes = mapping(mapping(entry.get("channel")).get("changeset")).get("application_fields")
        for change in changes if isinstance(changes, list) else ():
            if mapping(change).get("name") in _SEVERITY_FIELDS:
                return Signal.SEVERITY_CHANGED
    return action.signal


def _service_agent(agent: Any) -> str | None:
    kind = mapping(agent).get("type")
    is_service = isinstance(kind, str) and kind.startswith("service")
    return (name_of(agent) or None) if is_service else None


def _channel_name(channel: dict[str, Any]) -> str | None:
    medium = text_of(channel["notification"], "type") if "notification" in channel else ""
    if not medium:
        kind = channel.get("type")
        medium = kind if type(kind) is str else text_of(channel, "type")
    return _medium(medium)


@lru_cache(maxsize=256)
def _medium(kind: str) -> str | None:
    return one_line(kind.removesuffix("_notification"), 60) or None


def _refs(channel: dict[str, Any], contexts: Any, facts: Facts, text: str) -> tuple[str, ...]:
    alert: tuple[str, ...] = ()
    if "incident_key" in channel or "dedup_key" in channel:
        key = text_of(channel, "incident_key", "dedup_key")
        alert = (f"alert:{key[:256]}",) if key else ()
    links: tuple[str, ...] = ()
    if contexts and isinstance(contexts, list):
        links = link_refs(" ".join(text_of(mapping(one), "href", "src") for one in contexts[:20]))
    if not alert and not links and "://" not in text:
        return facts.refs
    return merged(facts.refs, alert, links, link_refs(text))


def _text(kind: str, action: Action, entry: dict[str, Any], facts: Facts, actor: str) -> str:
    said = plain(entry.get("summary"))
    if kind in _SPEAKING:
        content = _content(entry)
        if content:
            return one_line(f"{action.verb}: {content}")
    about = facts.title
    if kind == "trigger":
        about = _cause(entry) or about
    if not said:
        said = _built(kind, action, entry, actor)
    note = one_line(text_of(entry, "note"), 1000) if "note" in entry else ""
    if note and kind not in _SPEAKING:
        said = f"{said} (note: {note})"
    if about and about not in said:
        return bounded(f"{said.rstrip('.')}: {about}")
    return bounded(said)


def _content(entry: dict[str, Any]) -> str:
    """What was said in a note or status update; the channel holds it when it was included."""
    channel = mapping(entry.get("channel"))
    text = text_of(channel, "content", "message") or text_of(entry, "note", "message")
    if not text and text_of(channel, "type") in ("note", "status_update"):
        text = text_of(channel, "summary")
    return from_html(text) if "</" in text else one_line(text)


def _cause(entry: dict[str, Any]) -> str:
    text = text_of(entry.get("channel"), "subject", "description", "summary")
    return clean_line(text or text_of(entry.get("event_details"), "description"))


def _built(kind: str, action: Action, entry: dict[str, Any], actor: str) -> str:
    verb = action.verb
    if kind in _TO_PERSON:
        to = names_of(entry.get("assignees"))
        verb = f"{verb} to {to}" if to else verb
    elif kind == "notify":
        to = name_of(entry.get("user")) or name_of(mapping(entry.get("channel")).get("user"))
        by = _channel_name(mapping(entry.get("channel")))
        verb = f"{verb} {to}" if to else verb
        verb = f"{verb} by {by}" if by else verb
    return sentence(verb, actor if kind_of(entry.get("agent")) is Kind.HUMAN else None, "")
