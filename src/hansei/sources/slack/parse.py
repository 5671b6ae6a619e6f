"""Slack: workspace exports, Web API dumps and Events API deliveries.

Sources: Slack's "How to read Slack data exports", the "message" event and its subtypes, and
`conversations.history` (slack_web_openapi_v2.json, slack_common_event_wrapper_schema.json).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from hansei.domain.errors import BadRow, ForeignPayload, UnknownEvent
from hansei.domain.event import Place
from hansei.sources.base import Clock, Context, Item, Reading, Refusal, Sample, Shape, Source
from hansei.sources.slack.message import read_message
from hansei.sources.slack.people import CHANNEL_FILES, USER_FILES, Directory, directory_of
from hansei.sources.slack.remarks import read_reaction
from hansei.sources.text import text_of
from hansei.sources.usual import once_per_file

_TS = re.compile(r"\d{9,11}\.\d{1,9}$")
_DATED = re.compile(r"\d{4}-\d\d-\d\d$")
_AUTHORS = ("user", "bot_id", "subtype", "username", "team", "client_msg_id", "thread_ts")
_COMPANIONS = frozenset(
    (*USER_FILES, *CHANNEL_FILES, "dms.json", "integration_logs.json", "canvases.json",
     "file_conversations.json", "huddle_transcripts.json", "lists.json")
)  # fmt: skip
_NOT_MESSAGES = (
    "channel_created", "channel_rename", "channel_archive", "channel_unarchive",
    "member_joined_channel", "member_left_channel", "pin_added", "pin_removed",
)  # fmt: skip


def recognise(sample: Sample) -> int:
    """100 for messages with Slack's `ts`, 90 for its envelopes, 0 for all else."""
    best = 0
    for item in sample.first[:20]:
        if isinstance(item, dict):
            best = max(best, _likeness(item))
    return best


def _likeness(item: dict[str, Any]) -> int:
    if _is_message(item):
        return 100 if item.get("type") in ("message", "app_mention") else 95
    inner = _unwrapped(item)
    if inner is not item:
        return 100
    if item.get("type") == "event_callback" and isinstance(item.get("event"), dict):
        return 100
    if item.get("type") == "url_verification" and "challenge" in item:
        return 90
    if isinstance(item.get("message"), dict) and item.get("ok") is True:
        return 100 if _is_message(item["message"]) else 0
    messages = _messages_in(item)
    if messages:
        return 100 if any(_is_message(message) for message in messages[:20]) else 0
    return 60 if messages == [] and item.get("ok") is True and "has_more" in item else 0


def _is_message(item: Any) -> bool:
    if not isinstance(item, dict):
        return False
    ts = item.get("ts")
    if not isinstance(ts, str) or not _TS.match(ts):
        return False
    if item.get("type") == "message":
        return True
    return ("text" in item or "attachments" in item or "blocks" in item) and any(
        name in item for name in _AUTHORS
    )


def _messages_in(document: dict[str, Any]) -> list[Any] | None:
    messages = document.get("messages")
    if isinstance(messages, dict):
        messages = messages.get("matches")
    return messages if isinstance(messages, list) else None


def _unwrapped(item: dict[str, Any]) -> dict[str, Any]:
    kind, data = item.get("type"), item.get("data")
    if isinstance(kind, str) and kind.startswith("slack.") and isinstance(data, dict):
        return data
    return item


def parse(item: Item, context: Context) -> Iterator[Reading | Refusal]:
    """Readings of one message, one API response or one event delivery.

    Raises ForeignPayload for anything else, UnknownEvent for an event that is no message, and
    BadRow for a message without a usable time.
    """
    value = item.value
    if not isinstance(value, dict):
        raise ForeignPayload("is no Slack message", place=str(item.place))
    people, channel_of_file = _surroundings(context)
    if _is_typed(value):
        channel = text_of(value, "channel") if "channel" in value else ""
        yield read_message(value, channel or channel_of_file, item.place, people, value)
        return
    wrapped = _unwrapped(value)
    if wrapped is not value and "event" not in wrapped and not _is_message(wrapped):
        raise UnknownEvent(f"Slack event {str(value['type'])[:60]!r}", place=str(item.place))
    value = wrapped
    if isinstance(value.get("event"), dict) and value.get("type") == "event_callback":
        yield _from_event(value["event"], item.place, people)
    elif value.get("type") == "url_verification":
        raise UnknownEvent("Slack event 'url_verification'", place=str(item.place))
    elif _looks_like_message(value):
        channel = text_of(value, "channel") or channel_of_file
        yield read_message(value, channel, item.place, people, item.value)
    elif value.get("ok") is False and isinstance(value.get("error"), str):
        raise BadRow(f"Slack answered with the error {value['error'][:80]!r}",
                     place=str(item.place))  # fmt: skip
    else:
        yield from _from_response(value, item.place, channel_of_file, people)


def _is_typed(value: dict[str, Any]) -> bool:
    return value.get("type") == "message" and "messages" not in value


def _looks_like_message(value: dict[str, Any]) -> bool:
    return _is_typed(value) or _is_message(value)


def _from_event(event: dict[str, Any], place: Place, people: Directory) -> Reading:
    kind = event.get("type")
    channel = text_of(event, "channel") or text_of(event.get("item"), "channel")
    if kind in ("message", "app_mention"):
        return read_message(event, channel, place, people, event)
    if kind in ("reaction_added", "reaction_removed") or kind in _NOT_MESSAGES:
        return read_reaction(event, channel, place, people)
    raise UnknownEvent(f"Slack event {str(kind)[:60]!r}", place=str(place))


def _from_response(
    document: dict[str, Any], place: Place, channel_of_file: str, people: Directory
) -> Iterator[Reading | Refusal]:
    posted = document.get("message")
    if isinstance(posted, dict) and _is_message(posted):
        yield read_message(posted, text_of(document, "channel"), place, people, posted)
        return
    messages = _messages_in(document)
    known = messages is not None and any(_looks_like_message(m) for m in messages[:50]
                                         if isinstance(m, dict))  # fmt: skip
    if messages is None or not (known or ("has_more" in document and not messages)):
        raise ForeignPayload("is no Slack message, response or event", place=str(place))
    outer = (
        text_of(document, "channel_id", "channel")
        or people.channel_ids.get(text_of(document, "name"), text_of(document, "name"))
        or channel_of_file
    )
    within = "$.messages" if messages is document.get("messages") else "$.messages.matches"
    for index, message in enumerate(messages):
        where = Place(place.file, place.line, f"{within}[{index}]")
        if not isinstance(message, dict):
            yield Refusal(where, "is no Slack message", raw=message)
            continue
        inner = message.get("channel")
        channel = text_of(inner, "id", "name") or text_of(message, "channel") or outer
        try:
            yield read_message(message, channel, where, people, message)
        except BadRow as error:
            yield Refusal(where, error.reason, error.code, message)


def _channel_of_file(file: str, people: Directory) -> str:
    """An export keeps one folder a channel, one file a day; a lone file may bear the name."""
    parts = file.replace("\\", "/").split("/")
    stem = parts[-1].rsplit(".", 1)[0]
    if _DATED.match(stem):
        folder = parts[-2] if len(parts) > 1 else ""
        return people.channel_ids.get(folder, folder)
    if stem in people.channels:
        return stem
    return people.channel_ids.get(stem, "")


@once_per_file
def _surroundings(context: Context) -> tuple[Directory, str]:
    people = directory_of(context)
    return people, _channel_of_file(context.file, people)


SOURCE = Source(
    name="slack",
    title="Slack",
    shapes=frozenset({Shape.JSON, Shape.NDJSON}),
    recognise=recognise,
    parse=parse,
    clock=Clock.VENDOR,
    companions=_COMPANIONS,
)
