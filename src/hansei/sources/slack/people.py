"""Names behind Slack's ids, from the companion files of an export."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from hansei.sources.base import Context
from hansei.sources.text import one_line, text_of

USER_FILES = ("users.json", "org_users.json")
CHANNEL_FILES = ("channels.json", "groups.json", "mpims.json")
SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True)
class Directory:
    """Users and channels of one workspace; empty where the export has no companion files."""

    users: dict[str, str] = field(default_factory=dict)
    bots: frozenset[str] = frozenset()
    channels: dict[str, str] = field(default_factory=dict)
    channel_ids: dict[str, str] = field(default_factory=dict)

    def user(self, user_id: str) -> str:
        """The name that Slack shows for a user; "" when unknown."""
        return self.users.get(user_id, "")

    def channel_name(self, channel_id: str) -> str:
        """The name of a channel without "#"; "" when unknown."""
        return self.channels.get(channel_id, "")


def directory_of(context: Context) -> Directory:
    """The directory for the file being read, built once per folder and lookup."""
    folder = context.file.rpartition("/")[0]
    try:
        return _cached(context.lookup, folder)
    except TypeError:  # a lookup that is not hashable
        return _build(context.lookup)


@lru_cache(maxsize=16)
def _cached(lookup: Callable[[str], Any], _folder: str) -> Directory:
    return _build(lookup)


def _build(lookup: Callable[[str], Any]) -> Directory:
    users: dict[str, str] = {}
    bots: set[str] = {SLACKBOT}
    for name in USER_FILES:
        for user in _objects(lookup(name)):
            key = text_of(user, "id")
            users.setdefault(key, display_name(user))
            if user.get("is_bot") is True:
                bots.add(key)
    channels: dict[str, str] = {}
    for name in CHANNEL_FILES:
        for channel in _objects(lookup(name)):
            channels.setdefault(text_of(channel, "id"), one_line(text_of(channel, "name"), 100))
    ids = {name: key for key, name in channels.items() if name}
    return Directory(users, frozenset(bots), channels, ids)


def _objects(value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list):
        return []
    return [entry for entry in value if isinstance(entry, dict) and text_of(entry, "id")]


def display_name(user: Any) -> str:
    """The display name, else the real name, else the handle of a user or `user_profile` object."""
    if not isinstance(user, dict):
        return ""
    name = text_of(user.get("profile"), "display_name", "real_name")
    return one_line(name or text_of(user, "display_name", "real_name", "name"), 100)
