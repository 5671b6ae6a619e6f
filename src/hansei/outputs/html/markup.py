"""HTML that is safe by construction: what is not `Html` already is cleaned and escaped."""

from __future__ import annotations

import re
from html import escape

# Direction overrides let a log line reorder the text around it; the other controls mean nothing
# in a page.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_WEB = ("http://", "https://")


class Html(str):
    """Text that is HTML already and enters a page as it stands."""

    __slots__ = ()


def clean(text: str) -> str:
    """Text without control characters, direction overrides and unpaired surrogates."""
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text))


def clip(text: str, most: int) -> str:
    """At most `most` characters, with an ellipsis where some are left out."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def join(*parts: str | None, between: str = "") -> Html:
    """The parts as one piece of HTML; None and empty parts vanish."""
    return Html(between.join(_safe(part) for part in parts if part))


def element(name: str, *children: str | None, **attributes: object) -> Html:
    """One element. `class_` gives class, `aria_label` aria-label; attributes of None vanish."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(clean(str(value)), quote=True)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Html(f"<{name}{written}>{join(*children)}</{name}>")


def link(text: str, address: str | None) -> Html:
    """A link to a web address, the bare text for any other kind of address."""
    if not address or not address.lower().startswith(_WEB):
        return join(text)
    return element("a", text, href=address, rel="noopener noreferrer")


def _safe(part: str) -> str:
    return part if isinstance(part, Html) else escape(clean(part), quote=False)
