"""Slack's remarks that no person or bot said: deletions, reactions, joins. Kept as noise."""

from __future__ import annotations

from typing import Any

from hansei.domain.event import Kind, Place, Record
from hansei.sources.base import Reading
from hansei.sources.slack import markup
from hansei.sources.slack.facts import author, thread_refs, when
from hansei.sources.slack.people import Directory
from hansei.sources.text import one_line, text_of

_REACTIONS = {"reaction_added": "reacted with", "reaction_removed": "took back"}


def read_deletion(
    message: dict[str, Any], channel: str, place: Place, people: Directory, raw: Any
) -> Reading:
    """A deletion, with what the deleted message said where that is told."""
    previous = message.get("previous_message")
    before = previous if isinstance(previous, dict) else {}
    ts = text_of(message, "deleted_ts") or text_of(before, "ts")
    text = markup.plain(before.get("text"), people)
    record = Record(
        source="slack",
        key=f"{channel}:{ts}:deleted",
        at=when(message.get("ts") or message.get("event_ts"), place),
        text=one_line(f"Message deleted: {text}" if text else "Message deleted"),
        kind=Kind.HUMAN,
        actor=author(before, people) or None,
        precision_s=0,
        channel=people.channel_name(channel) or channel or None,
        refs=thread_refs(before, channel),
        noise=True,
        place=place,
    )
    return Reading(record, raw)


def read_reaction(event: dict[str, Any], channel: str, place: Place, people: Directory) -> Reading:
    """A reaction, a join or another remark of the Events API: kept as noise."""
    stamp = text_of(event, "event_ts")
    at = when(event.get("event_ts"), place)
    kind, user = text_of(event, "type"), text_of(event, "user")
    name = people.user(user) or user
    item = event.get("item")
    if kind in _REACTIONS:
        text = f"{name or 'somebody'} {_REACTIONS[kind]} :{text_of(event, 'reaction')}:"
    else:
        text = f"{kind.replace('_', ' ')} {name}"
    root = text_of(item, "ts")
    record = Record(
        source="slack",
        key=f"{channel}:{stamp}:{kind}:{user}",
        at=at,
        text=one_line(text),
        kind=Kind.HUMAN,
        actor=one_line(name, 100) or None,
        precision_s=0,
        channel=people.channel_name(channel) or channel or None,
        refs=(f"slack:thread:{channel}:{root}",) if root else (),
        noise=True,
        place=place,
    )
    return Reading(record, event)
