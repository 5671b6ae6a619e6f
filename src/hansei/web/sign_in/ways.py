"""What the pages of signing in show: the ways in, and which browser a session is."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlencode

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest

_BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


class Way(NamedTuple):
    """A provider of single sign-on, and the address that a button posts to."""

    name: str
    address: str


def sign_on_ways(request: HttpRequest, process: str = "login") -> list[Way]:
    """The configured providers. `process` is "login", or "connect" for a signed-in person."""
    query = {"process": process}
    if target := get_next_redirect_url(request):
        query["next"] = target
    return [
        Way(each.name, f"{each.get_login_url(request)}?{urlencode(query)}")
        for each in get_adapter().list_providers(request)
    ]


def mail_is_on() -> bool:
    """Whether this server sends mail."""
    return bool(settings.MAIL_IS_ON)


def browser_name(user_agent: str) -> str:
    """A browser in words, "Firefox on Windows", or what it calls itself."""
    browser = next((name for mark, name in _BROWSERS if f"{mark}/" in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    if browser and system:
        return f"{browser} on {system}"
    return re.sub(r"\s+", " ", user_agent)[:60] or "?"


PARTS = {
    "sign_on_ways": sign_on_ways,
    "mail_is_on": mail_is_on,
    "browser_name": browser_name,
}
"""What templates may call."""
