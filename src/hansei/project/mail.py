"""How mail leaves: by the server that HANSEI_SMTP_URL names, or not at all.

smtp://user:password@mail.example.org:587     turns to TLS before it says anything
smtps://user:password@mail.example.org:465    TLS from the start
smtp://localhost:25?tls=off                   plain, for a relay on the same machine
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from hansei.domain.errors import UsageError

_PORTS = {"smtp": 587, "smtps": 465}
TIMEOUT_S = 10


def mail_settings(environ: Mapping[str, str], *, debug: bool) -> dict[str, Any]:
    """Django's settings of mail. Without a server, mail is off; in debug it is printed.

    Raises UsageError, without the password, for an address that cannot be used.
    """
    url = environ.get("HANSEI_SMTP_URL", "")
    if not url:
        backend = "console" if debug else "dummy"
        return {
            "EMAIL_BACKEND": f"django.core.mail.backends.{backend}.EmailBackend",
            "MAIL_IS_ON": debug,
            "DEFAULT_FROM_EMAIL": environ.get("HANSEI_MAIL_FROM") or "hansei@localhost",
        }
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
        tls = parse_qs(parts.query).get("tls", ["on"])[-1]
    except (ValueError, KeyError):
        raise UsageError(_REASON) from None
    if not parts.hostname or tls not in ("on", "off"):
        raise UsageError(_REASON)
    user = unquote(parts.username or "")
    sender = environ.get("HANSEI_MAIL_FROM") or (user if "@" in user else "")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": user,
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and tls == "on",
        "EMAIL_TIMEOUT": TIMEOUT_S,
        "MAIL_IS_ON": True,
        "DEFAULT_FROM_EMAIL": sender or f"hansei@{parts.hostname}",
    }


_REASON = "HANSEI_SMTP_URL is no address such as smtp://user:password@mail.example.org:587"
