"""Which server a command works against, and the token that it shows there.

    --server URL, HANSEI_SERVER    the server's address, as browsers reach it
    HANSEI_TOKEN                   the API token; never on the command line, where others see it
    HANSEI_ALLOW_HTTP=1            lets a token travel unencrypted to another machine

An option goes before the environment, and --store before HANSEI_SERVER.
"""

from __future__ import annotations

import argparse
import ipaddress
import os
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from hansei.domain.errors import UsageError

_TOKEN = re.compile(r"[\x21-\x7e]{8,200}")


@dataclass(frozen=True)
class Address:
    """A server and how it was named. The token never shows."""

    url: str
    named_by: str
    token: str = field(repr=False)


def address(options: argparse.Namespace) -> Address | None:
    """The server that the command is to work against; None for a store.

    Raises UsageError, without the token, for an address or token that cannot be used.
    """
    given, named_by = options.server, "--server"
    if not given and not options.store:
        given, named_by = os.environ.get("HANSEI_SERVER", ""), "HANSEI_SERVER"
        if given and os.environ.get("HANSEI_STORE"):
            raise UsageError("HANSEI_SERVER and HANSEI_STORE are both set: say --server or --store")
    if not given:
        return None
    return Address(_checked(given.strip(), named_by), named_by, _token())


def _checked(url: str, named_by: str) -> str:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise UsageError(f"{named_by}: is no address") from None
    if parts.username is not None or parts.password is not None:
        raise UsageError(f"{named_by}: holds a name or password; the token goes into HANSEI_TOKEN")
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment:
        raise UsageError(f"{named_by}: wants an address like https://hansei.example.org")
    allowed = os.environ.get("HANSEI_ALLOW_HTTP") == "1"
    if parts.scheme == "http" and not _is_this_machine(host) and not allowed:
        raise UsageError(
            f"{named_by}: http would show your token to the network: use https,"
            " or set HANSEI_ALLOW_HTTP=1"
        )
    return url.rstrip("/")


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _token() -> str:
    token = os.environ.get("HANSEI_TOKEN", "").strip()
    if not token:
        raise UsageError("set HANSEI_TOKEN to an API token; people make theirs in their profile")
    if not _TOKEN.fullmatch(token):
        raise UsageError("HANSEI_TOKEN holds no API token")
    return token
