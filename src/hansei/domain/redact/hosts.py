"""Internal hosts and addresses in a text: names that resolve only inside, private networks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, ip_network

from hansei.domain.redact.secrets import Leak

_HOST = re.compile(
    r"(?<![\w.@/-])(?:https?://)?(?P<host>(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.){1,8}"
    r"(?:internal|local|corp|lan|intranet|intra|localdomain|private|home\.arpa))(?![\w-]|\.\w)",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    r"\.(?:internal|local|corp|lan|intranet|intra|localdomain|private|home\.arpa)", re.IGNORECASE
)
_FIRST_BYTE = re.compile(r"(?:10|172|192)\.\d")
_IPV4 = re.compile(r"(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)")
_PRIVATE = tuple(ip_network(each) for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
_NETWORKS = frozenset(("10.0.0.0", "172.16.0.0", "192.168.0.0"))
_PUBLIC_NAMES = frozenset(
    ("settings.local", "env.local", "host.docker.internal", "metadata.google.internal",
     "kubernetes.default.svc.cluster.local", "cluster.local", "svc.cluster.local")
)  # fmt: skip
_EC2 = re.compile(r"(?<![\w.-])(?:ip(?:-\d{1,3}){4}|domU(?:-[0-9A-F]{2}){6})(?![\w-])")


def internal_hosts(text: str) -> Iterator[Leak]:
    """Host names under internal domains, EC2 private names, and addresses of RFC 1918."""
    named: list[tuple[int, int]] = []
    for match in _HOST.finditer(text) if _INSIDE.search(text) else ():
        if match["host"].lower() not in _PUBLIC_NAMES and not match["host"].startswith("."):
            named.append(match.span("host"))
            yield Leak("an internal host name", *match.span("host"))
    for match in _EC2.finditer(text) if "ip-" in text or "domU-" in text else ():
        if not any(start <= match.start() < end for start, end in named[-50:]):
            yield Leak("an internal host name", match.start(), match.end())
    for match in _IPV4.finditer(text) if _FIRST_BYTE.search(text) else ():
        try:
            address = IPv4Address(match[0])
        except ValueError:
            continue
        if match[0] not in _NETWORKS and any(address in network for network in _PRIVATE):
            yield Leak("a private network address", match.start(), match.end())
