"""One Slack message as a record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hansei.domain.errors import BadRow
from hansei.domain.event import Kind, Place, Record, Signal
from hansei.sources.base import Reading
from hansei.sources.slack import alerts, markup
from hansei.sources.slack.facts import author, bot_name, is_bot, thread_refs, when
from hansei.sources.slack.people import SLACKBOT, Directory
from hansei.sources.slack.remarks import read_deletion
from hansei.sources.text import one_line, text_of, urls_in
from hansei.sources.usual import clean_line

_MOST_ATTACHMENTS = 20
_MOST_REFS = 30
_MESSAGE, _HUMAN = Signal.MESSAGE, Kind.HUMAN
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


def read_message(
    message: dict[str, Any], channel: str, place: Place, people: Directory, raw: Any
) -> Reading:
    """The record of a message, of any subtype. Raises BadRow for one without a usable `ts`."""
    get = message.get
    if get("subtype") is None and not (get("bot_id") or get("files")):
        spoken = _spoken(message, channel, place, people, raw)
        if spoken is not None:
            return spoken
    return _read_any(message, channel, place, people, raw)


def _spoken(
    message: dict[str, Any], channel: str, place: Place, people: Directory, raw: Any
) -> Reading | None:
    """The record of a person's own words, as most messages are; None for another message."""
    get = message.get
    user, ts, text = get("user"), get("ts"), get("text")
    if type(user) is not str or not user or user in people.bots:
        return None
    if type(ts) is not str or type(text) is not str:
        return None
    line = clean_line(_unbroken(markup.plain(text, people).strip()))
    if not line:
        return None
    refs = thread_refs(message, channel) if "thread_ts" in message else ()
    if "://" in text:
        refs += tuple(_refs_in(markup.unescaped(text[:5000])))
    record = Record(
        source="slack",
        key=f"{channel}:{ts}" if channel else f"{ts}:{user}",
        at=when(ts, place),
        text=line,
        signal=_MESSAGE,
        kind=_HUMAN,
        actor=people.users.get(user) or author(message, people) or None,
        precision_s=0,
        channel=people.channels.get(channel) or channel or None,
        refs=refs,
        url=(text_of(message, "permalink") or None) if "permalink" in message else None,
        place=place,
    )
    return Reading(record, raw)


def _read_any(
    message: dict[str, Any], channel: str, place: Place, people: Directory, raw: Any
) -> Reading:
    subtype = text_of(message, "subtype")
    if subtype == "message_changed" and isinstance(message.get("message"), dict):
        edited = {**message["message"], "type": "message"}
        if edited.get("subtype") == subtype:
            raise BadRow("is an edit of an edit", place=str(place))
        return read_message(edited, channel, place, people, raw)
    if subtype == "message_deleted":
        return read_deletion(message, channel, place, people, raw)
    at = when(message.get("ts"), place)
    bot = is_bot(message, people)
    actor = bot_name(message, people) if bot else author(message, people)
    told = list(_texts(message, people, bot=bot))
    noise = subtype in _NOISE or (bot and text_of(message, "user") == SLACKBOT)
    signal, refs = _meaning(message, told, actor, people, bot=bot, subtype=subtype)
    fields = _labelled(told) if bot else {}
    name = people.channel_name(channel) or channel
    ts, writer = text_of(message, "ts"), text_of(message, "user", "bot_id", "username")
    record = Record(
        source="slack",
        key=f"{channel}:{ts}" if channel else f"{ts}:{writer}",
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
        refs=thread_refs(message, channel) + refs,
        noise=noise,
        url=text_of(message, "permalink") or None,
        place=place,
    )
    return Reading(record, raw)


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
    refs = _refs_in(raw) if "://" in raw else []
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


def _refs_in(raw: str) -> list[str]:
    return alerts.link_refs(raw) + [f"url:{url}" for url in urls_in(raw)]


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
