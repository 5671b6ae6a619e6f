"""What every Slack message tells alike: its time, its author, its thread."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hansei.domain.errors import BadRow
from hansei.domain.event import Place
from hansei.sources.slack import markup
from hansei.sources.slack.people import SLACKBOT, Directory, display_name
from hansei.sources.text import one_line, text_of
from hansei.sources.usual import unix_time


def when(value: Any, place: Place) -> datetime:
    """A Slack `ts` ("1433558319.000002": seconds and a counter or microseconds) in UTC.

    Raises BadRow for anything else.
    """
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        try:
            return unix_time(value)
        except (ValueError, OverflowError):
            pass
    raise BadRow(f"has no usable ts: {str(value)[:40]!r}", place=str(place))


def is_bot(message: dict[str, Any], people: Directory) -> bool:
    """Whether a program wrote a message."""
    user = message.get("user")
    return bool(
        message.get("bot_id")
        or message.get("subtype") == "bot_message"
        or (isinstance(user, str) and user in people.bots)
        or (not user and message.get("username"))
    )


def bot_name(message: dict[str, Any], people: Directory) -> str:
    """The name under which a program wrote."""
    name = text_of(message, "username") or text_of(message.get("bot_profile"), "name")
    user = text_of(message, "user")
    known = name or people.user(user) or ("Slackbot" if user == SLACKBOT else "")
    return one_line(known or text_of(message, "bot_id", "user"), 100)


def author(message: dict[str, Any], people: Directory) -> str:
    """The name of the person who wrote; the id where it is not known."""
    user = message.get("user")
    if isinstance(user, dict):  # some API clients expand it
        return display_name(user)
    key = text_of(message, "user")
    known = people.user(key) or display_name(message.get("user_profile"))
    return known or markup.labelled(message.get("text"), key) or one_line(key, 100)


def thread_refs(message: dict[str, Any], channel: str) -> tuple[str, ...]:
    """The thread that a message stands in, as a reference."""
    root = text_of(message, "thread_ts")
    return (
        (f"slack:thread:{channel}:{root}" if channel else f"slack:thread:{root}",) if root else ()
    )
