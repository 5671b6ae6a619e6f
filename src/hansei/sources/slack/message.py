"""One Slack message as a record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from hansei.domain.errors import BadRow
from hansei.domain.event import Kind, Place, Record, Signal
from hansei.domain.times import from_epoch
from hansei.sources.base import Reading
from hansei.sources.slack import alerts, markup
from hansei.sources.slack.people import SLACKBOT, Directory, display_name
from hansei.sources.text import one_line, text_of, urls_in

_MOST_ATTACHMENTS = 20
_MOST_REFS = 30
# Slack's own remarks about a channel; what people and bots say bears other subtypes or none.
_NOISE = frozenset({
    "channel_join", "channel_leave", "channel_topic", "channel_purpose", "channel_name",
    "channel_archive", "channel_unarchive", "channel_posting_permissions",
    "channel_convert_to_private", "channel_convert_to_public", "channel_canvas_updated",
    "group_join", "group_leave", "group_topic", "group_purpose", "group_name", "group_archive",
    "group_unarchive", "pinned_item", "unpinned_item", "reminder_add", "reminder_delete",
    "bot_add", "bot_remove", "bot_enable", "bot_disable", "tombstone", "message_deleted",
    "message_replied", "app_conversation_join", "app_conversation_leave", "ekm_access_denied",
    "assistant_app_thread", "tabbed_canvas_updated",
})  # fmt: skip
_SPOKEN = frozenset({"me_message", "thread_broadcast", "reply_broadcast", "file_share",
                     "file_comment", "file_mention", "sh_room_shared"})  # fmt: skip
_REACTIONS = {"reaction_added": "reacted with", "reaction_removed": "took back"}


def when(value: Any, place: Place) -> datetime:
    """A Slack `ts` ("1433558319.000002": seconds and a counter or microseconds) in UTC.

    Raises BadRow for anything else.
    """
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        try:
            return from_epoch(value)
        except (ValueError, OverflowError):
            pass
    raise BadRow(f"has no usable ts: {str(value)[:40]!r}", place=str(place))


def read_message(
    message: dict[str, Any], channel: str, place: Place, people: Directory, raw: Any
) -> Reading:
    """The record of a message, of any subtype. Raises BadRow for one without a usable `ts`."""
    subtype = text_of(message, "subtype")
    if subtype == "message_changed" and isinstance(message.get("message"), dict):
        edited = {**message["message"], "type": "message"}
        if edited.get("subtype") == subtype:
            raise BadRow("is an edit of an edit", place=str(place))
        return read_message(edited, channel, place, people, raw)
    if subtype == "message_deleted":
        return _deleted(message, channel, place, people, raw)
    at = when(message.get("ts"), place)
    bot = _is_bot(message, people)
    actor = _bot_name(message, people) if bot else _author(message, people)
    told = list(_texts(message, people, bot=bot))
    noise = subtype in _NOISE or (bot and text_of(message, "user") == SLACKBOT)
    signal, refs = _meaning(message, told, actor, people, bot=bot, subtype=subtype)
    fields = _labelled(told) if bot else {}
    name = people.channel_name(channel) or channel
    ts = text_of(message, "ts")
    author = text_of(message, "user", "bot_id", "username")
    record = Record(
        source="slack",
        key=f"{channel}:{ts}" if channel else f"{ts}:{author}",
        at=at,
        text=one_line(" / ".join(told)) or _no_text(message, subtype),
        signal=signal,
        kind=Kind.SYSTEM if bot else Kind.HUMAN,
        actor=actor or None,
        precision_s=0,
        service=fields.get("service"),
        severity=fields.get("severity") or fields.get("priority"),
        environment=fields.get("environment") or fields.get("env"),
        channel=name or None,
        refs=_thread(message, channel) + refs,
        noise=noise,
        url=text_of(message, "permalink") or None,
        place=place,
    )
    return Reading(record, raw)


def _is_bot(message: dict[str, Any], people: Directory) -> bool:
    user = message.get("user")
    return bool(
        message.get("bot_id")
        or message.get("subtype") == "bot_message"
        or (isinstance(user, str) and user in people.bots)
        or (not user and message.get("username"))
    )


def _bot_name(message: dict[str, Any], people: Directory) -> str:
    name = text_of(message, "username") or text_of(message.get("bot_profile"), "name")
    user = text_of(message, "user")
    known = name or people.user(user) or ("Slackbot" if user == SLACKBOT else "")
    return one_line(known or text_of(message, "bot_id", "user"), 100)


def _author(message: dict[str, Any], people: Directory) -> str:
    user = message.get("user")
    if isinstance(user, dict):  # some API clients expand it
        return display_name(user)
    key = text_of(message, "user")
    known = people.user(key) or display_name(message.get("user_profile"))
    return known or markup.labelled(message.get("text"), key) or one_line(key, 100)


def _attachments(message: dict[str, Any]) -> list[dict[str, Any]]:
    found = message.get("attachments")
    if not isinstance(found, list):
        return []
    return [each for each in found[:_MOST_ATTACHMENTS] if isinstance(each, dict)]


def _texts(message: dict[str, Any], people: Directory, *, bot: bool) -> Iterator[str]:
    """What a message says, part by part; parts that repeat an earlier one are left out.

    A person's link previews are not the person's words, so they speak only where nothing else
    does. A bot's attachments and blocks hold the alert itself.
    """
    said: list[str] = []
    text = markup.plain(message.get("text"), people).strip()
    parts: list[str] = [text] if text else []
    if bot or not text:
        parts.extend(markup.block_texts(message.get("blocks"), people))
    if bot or not parts:
        for attachment in _attachments(message):
            parts.extend(markup.attachment_texts(attachment, people))
    for part in parts:
        line = one_line(_unbroken(part))
        if line and not any(line in earlier for earlier in said[-8:]):
            said.append(line)
    yield from said
    names = _file_names(message)
    if names and text_of(message, "subtype") != "file_share":
        yield f"[file: {names}]"
    elif names and not said:
        yield f"Shared file: {names}"


def _unbroken(text: str) -> str:
    """Lines as "a / b"; a label keeps its value on the same line."""
    if "\n" not in text:
        return text
    lines = [line.strip() for line in text.splitlines()]
    return " / ".join(line for line in lines if line).replace(": / ", ": ")


def _file_names(message: dict[str, Any]) -> str:
    files = message.get("files")
    if not isinstance(files, list):
        return ""
    named = [text_of(each, "title", "name") for each in files[:10] if isinstance(each, dict)]
    return one_line(", ".join(name for name in named if name), 300)


def _no_text(message: dict[str, Any], subtype: str) -> str:
    topic = text_of(message, "topic", "purpose", "name")
    words = (subtype or "message").replace("_", " ")
    return one_line(f"({words}: {topic})" if topic else f"({words} without text)")


def _meaning(
    message: dict[str, Any],
    told: list[str],
    actor: str,
    people: Directory,
    *,
    bot: bool,
    subtype: str,
) -> tuple[Signal, tuple[str, ...]]:
    """The signal and the references of a message."""
    raw = _linked(message, bot=bot)
    refs = alerts.link_refs(raw) + [f"url:{url}" for url in urls_in(raw)] if "://" in raw else []
    if not bot:
        silent = subtype in _NOISE or (subtype and subtype not in _SPOKEN)
        return (Signal.NONE if silent else Signal.MESSAGE), tuple(refs)
    attachments = _attachments(message)
    signal = alerts.signal_of(actor, told, [text_of(each, "color") for each in attachments])
    if signal is Signal.STATUS_UPDATE:
        refs.extend(alerts.status_ref(told))
    refs.extend(alerts.number_refs(actor, told))
    for attachment in attachments:
        refs.extend(alerts.field_refs(markup.fields_of(attachment, people)))
    return signal, tuple(dict.fromkeys(refs[:_MOST_REFS]))


def _linked(message: dict[str, Any], *, bot: bool) -> str:
    """Every place of a message where a link may stand, as written."""
    text = text_of(message, "text")
    if not bot:
        return markup.unescaped(text[:5000])
    parts = [text, *_block_links(message.get("blocks"))]
    for attachment in _attachments(message):
        names = ("title_link", "pretext", "title", "text", "fallback", "from_url")
        parts.extend(text_of(attachment, name) for name in names)
        parts.extend(text_of(each, "value") for each in _dicts(attachment.get("fields")))
        parts.extend(text_of(each, "url") for each in _dicts(attachment.get("actions")))
        parts.extend(_block_links(attachment.get("blocks")))
    return markup.unescaped("\n".join(part[:5000] for part in parts if part))


def _block_links(blocks: Any) -> Iterator[str]:
    for block in _dicts(blocks):
        held = [block.get("text"), block.get("accessory")]
        for each in (*_dicts(held), *_dicts(block.get("fields")), *_dicts(block.get("elements"))):
            yield text_of(each, "text")
            yield text_of(each, "url")


def _dicts(value: Any) -> list[dict[str, Any]]:
    return (
        [each for each in value[:50] if isinstance(each, dict)] if isinstance(value, list) else []
    )


def _labelled(told: list[str]) -> dict[str, str]:
    """The parts of a bot's message that read "Service: checkout", by lower-case label."""
    found: dict[str, str] = {}
    for part in told:
        name, colon, value = part.partition(": ")
        if colon and len(name) <= 20 and len(value) <= 100:
            found.setdefault(name.lower(), value)
    return found


def _thread(message: dict[str, Any], channel: str) -> tuple[str, ...]:
    root = text_of(message, "thread_ts")
    return (
        (f"slack:thread:{channel}:{root}" if channel else f"slack:thread:{root}",) if root else ()
    )


def _deleted(
    message: dict[str, Any], channel: str, place: Place, people: Directory, raw: Any
) -> Reading:
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
        actor=_author(before, people) or None,
        precision_s=0,
        channel=people.channel_name(channel) or channel or None,
        refs=_thread(before, channel),
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
